"""The plan, its dates and its defects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.errors import ExitCode
from zoufang_cli.plan import actions as plans
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.screen.console import plain
from zoufang_cli.text.dates import Direction, format_span, parse_day

app = noun("实施方案：查看、核对、推算日期。")

PlanFile = Annotated[Path | None, typer.Option("--plan", metavar="文件", help="方案文件；不写为活动库中的方案。")]


@command(app, "show", "查看方案：阶段、任务、活动形式、内容、走访对象、月报规则。", "zoufang plan show")
def show(ctx: typer.Context, plan: PlanFile = None, json: Json = False) -> None:
    """Show the plan of the store, of a file, or the one that ships with the program."""
    context = context_of(ctx)
    shown_plan = plans.plan_of_store(context.open_store) if plan is None else plans.plan_in(plan)
    if shown_plan is None:
        context.say("这里还没有活动库，以下为内置方案。")
        shown_plan = plans.built_in()
    if json:
        context.show_json(shown_plan)
        return
    from zoufang_cli.plan.screens import plan_tables

    for part in plan_tables(shown_plan):
        context.out.print(part)


@command(
    app,
    "dates",
    "推算活动和各阶段的起止日期。",
    "zoufang plan dates --start 2019-11-18",
)
def dates(
    ctx: typer.Context,
    start: Annotated[
        str | None, typer.Option("--start", metavar="日期", help="活动开始日期；不写为活动库中的日期。")
    ] = None,
    plan: PlanFile = None,
    json: Json = False,
) -> None:
    """Reckon the dates of all phases."""
    context = context_of(ctx)
    day = None if start is None else parse_day(start, context.today, Direction.PAST).day
    if day is None and plan is None:
        with context.open_store() as store:
            reckoned = campaign_of(store).dates
    else:
        reckoned = plans.dates_from(plan, day)
    if json:
        context.show_json(reckoned)
        return
    context.out.print(plain(f"活动：{format_span(reckoned.start, reckoned.end)}"))
    for phase in reckoned.phases:
        context.out.print(plain(f"{phase.key} {phase.name}：{format_span(phase.starts_on, phase.ends_on)}"))


@command(
    app,
    "check",
    "核对一份方案：列出每处问题，并给出日期前后一致的读法，由人选定。",
    "zoufang plan check 实施方案.toml",
)
def check(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="方案文件（TOML）。")],
    json: Json = False,
) -> None:
    """Check a plan file; exit 1 when it has defects."""
    context = context_of(ctx)
    result = plans.check_file(file)
    if json:
        problems = [
            {"code": problem.code, "place": problem.place, "value": problem.value, "message": problem.message}
            for problem in result.problems
        ]
        context.show_json({"problems": problems, "readings": result.readings})
    else:
        from zoufang_cli.plan.screens import check_lines

        for line in check_lines(result, str(file)):
            context.out.print(plain(line), soft_wrap=True)
    if result.problems:
        raise typer.Exit(ExitCode.FAILURE)
