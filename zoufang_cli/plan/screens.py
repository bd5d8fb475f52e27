"""A plan, and what is wrong with one, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from zoufang_cli.plan.rules.checking import PlanCheck
from zoufang_cli.plan.rules.plan import Plan, ScopeMode
from zoufang_cli.screen.tables import pairs, table
from zoufang_cli.text.dates import format_span


def plan_tables(plan: Plan) -> Iterator[RenderableType]:
    """Yield the tables that show a plan."""
    yield pairs(
        plan.title,
        [
            ("依据文件", plan.document),
            ("开始", plan.starts),
            (
                "走访对象",
                f"企业：{_scope(plan, plan.scope.enterprises)}；个体：{_scope(plan, plan.scope.sole_traders)}",
            ),
            ("统计时段", "自然月" if plan.returns.first_day == 1 else f"上月{plan.returns.first_day}日起"),
            ("报送期限", "每月最后一个工作日" if plan.returns.due_day is None else f"每月{plan.returns.due_day}日"),
            ("满意度", "、".join(level.name for level in plan.satisfaction)),
        ],
    )
    rows = [
        (phase.key, phase.name, phase.starts or "活动开始", phase.ends, "、".join(f"{d.key}{d.name}" for d in phase.deliverables))
        for phase in plan.phases
    ]  # fmt: skip
    yield table("阶段", ("代码", "名称", "起", "止", "任务"), rows)
    yield table("活动形式", ("代码", "名称", "单位"), [(form.key, form.name, form.unit) for form in plan.forms])
    areas = [(area.key, group.name, area.name) for group in plan.content for area in group.areas]
    yield table("内容", ("代码", "方面", "内容"), areas)
    yield table("公布清单", ("代码", "名称"), [(item.key, item.name) for item in plan.public_lists])


def check_lines(result: PlanCheck, file: str) -> Iterator[str]:
    """Yield the lines that name each defect and each consistent reading."""
    if not result.problems:
        yield f"{file}：没有发现问题。"
        return
    yield f"{file}：发现{len(result.problems)}处问题。"
    for number, problem in enumerate(result.problems, 1):
        yield f"  {number}. {problem.place}：{problem.message}"
    if not result.readings:
        return
    yield f"日期前后一致的读法有{len(result.readings)}种，请报方案印发单位确认后选定一种："
    for reading in result.readings:
        yield f"  {reading.label}"
        for phase in reading.phases:
            yield f"    {phase.key} {phase.name}：{format_span(phase.starts_on, phase.ends_on)}"


def _scope(plan: Plan, mode: ScopeMode) -> str:
    names = {ScopeMode.ALL: "全部", ScopeMode.TAGGED: f"标有“{plan.scope.tag}”的"}
    return names.get(mode, f"编号末两位小于{plan.scope.share}的")
