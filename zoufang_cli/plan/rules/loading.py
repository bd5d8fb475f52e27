"""Make a Plan of its TOML text, reporting every defect at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zoufang_cli.errors import FaultyPlan
from zoufang_cli.plan.rules.date_rules import parse_rule
from zoufang_cli.plan.rules.dates import StatedDates, StatedPhase, open_start, reckon
from zoufang_cli.plan.rules.plan import (
    REPLY_FIELDS,
    AreaGroup,
    Check,
    Checklist,
    Counts,
    Deliverable,
    DueOverride,
    Entry,
    Form,
    Level,
    Limits,
    ListKind,
    Need,
    Phase,
    Plan,
    RegisterField,
    RegisterKind,
    Reply,
    ReturnRule,
    Scope,
    ScopeMode,
)
from zoufang_cli.plan.rules.toml_tables import Table, parse_toml, report_repeats
from zoufang_cli.text.dates import BadDay, check_day
from zoufang_cli.text.months import Month
from zoufang_cli.text.problem import Problem

REFERENCE_YEARS = range(2019, 2023)  # a leap year and its neighbours, to try a plan that names no year
_REPLY_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """The plan (None when there is any problem), the dates as it states them, and all problems."""

    plan: Plan | None
    stated: StatedDates
    problems: tuple[Problem, ...]


def load_plan(text: str, place: str = "") -> tuple[Plan | None, tuple[Problem, ...]]:
    """Return the plan, or None and all its defects.

    `place` names the file in the problem of a text that is no TOML; all others stand at a path such as
    `phase[2].starts`, counted from 1. Codes: bad_toml, missing, unknown_key, bad_value and those of
    `dates.reckon`.
    """
    loaded = read_plan(text, place)
    return loaded.plan, loaded.problems


def read_plan(text: str, place: str = "") -> LoadedPlan:
    """Do the work of `load_plan`, keeping the stated dates of a plan that has defects."""
    problems: list[Problem] = []
    top = parse_toml(text, place, problems)
    if top is None:
        return LoadedPlan(None, StatedDates(None, None, ()), tuple(problems))
    plan, stated = _read(top, problems)
    problems.extend(date_problems(stated))
    return LoadedPlan(None if problems else plan, stated, tuple(problems))


def date_problems(stated: StatedDates) -> tuple[Problem, ...]:
    """Return the defects of the stated dates; a plan that names no year is tried on several."""
    if not open_start(stated):
        return reckon(stated).problems
    rule = parse_rule(stated.starts or "")
    known = {(item.code, item.place): item for item in reckon(stated).problems}
    for year in REFERENCE_YEARS if rule is not None and not known else ():
        assert rule is not None
        try:
            start = check_day(year, rule.month, rule.day)
        except BadDay as bad:
            message = f"活动的开始日期“{rule.text}”有误：{bad.reason}。"
            problem = Problem("campaign.starts", "开始日期", rule.text, "no_such_day", message)
            known.setdefault((problem.code, problem.place), problem)
            continue
        for item in reckon(stated, start).problems:
            known.setdefault((item.code, item.place), item)
    return tuple(known.values())


# ---- the sections


def _read(top: Table, problems: list[Problem]) -> tuple[Plan, StatedDates]:
    campaign = top.table("campaign", "活动")
    title = document = ""
    starts = ends = None
    if campaign is not None:
        title = campaign.text("title", "活动名称")
        document = campaign.text("document", "方案文件名称")
        starts = campaign.day("starts", "开始日期", needed=True)
        ends = campaign.day("ends", "结束日期", needed=False)
        campaign.close()
    phases, stated_phases = _phases(top, problems)
    plan = Plan(
        title=title,
        document=document,
        starts=starts or "",
        ends=ends,
        phases=phases,
        forms=_forms(top, problems),
        content=_content(top, problems),
        public_lists=_entries(top.names("public_lists", "公布清单")),
        checklists=tuple(_checklist(table) for table in top.tables("checklist", "对照清单", needed=False)),
        guest_kinds=_entries(top.names("guest_kinds", "嘉宾类别")),
        opinion_areas=_entries(top.names("opinion_areas", "意见建议领域")),
        registers=_registers(top, problems),
        scope=_scope(top),
        returns=_returns(top),
        satisfaction=_levels(top, problems),
        issue_categories=_entries(top.names("issue_categories", "问题类别")),
        limits=_limits(top),
        replies=_replies(top, problems),
    )
    top.close()
    return plan, StatedDates(starts, ends, stated_phases)


def _entries(names: Iterable[tuple[str, str]]) -> tuple[Entry, ...]:
    return tuple(Entry(key, name) for key, name in names)


def _phases(top: Table, problems: list[Problem]) -> tuple[tuple[Phase, ...], tuple[StatedPhase, ...]]:
    phases: list[Phase] = []
    stated: list[StatedPhase] = []
    keys: list[tuple[str, str]] = []
    for number, table in enumerate(top.tables("phase", "阶段"), start=1):
        key, name = table.key(), table.text("name", "阶段名称")
        starts = table.day("starts", "开始日期", needed=number > 1)
        ends = table.day("ends", "结束日期", needed=True)
        deliverables = []
        for item in table.tables("deliverable", "阶段任务", needed=False):
            deliverables.append(_deliverable(item))
            keys.append((item.place("key"), deliverables[-1].key))
        keys.append((table.place("key"), key))
        table.close()
        phases.append(Phase(key, name, starts, ends or "", tuple(deliverables)))
        stated.append(StatedPhase(key, name, starts, ends))
    report_repeats(problems, keys, "代码")
    return tuple(phases), tuple(stated)


def _deliverable(table: Table) -> Deliverable:
    key = table.key()
    name = table.text("name", "任务名称")
    clause = table.text("clause", "条款", default=key)
    computed = table.choice("computed", "自动判断", Check, None)
    table.close()
    return Deliverable(key, name, clause, computed)


def _forms(top: Table, problems: list[Problem]) -> tuple[Form, ...]:
    forms: list[Form] = []
    tables = top.tables("form", "活动形式")
    for table in tables:
        key, name = table.key(), table.text("name", "形式名称")
        unit = table.text("unit", "计量单位", default="次")
        counts = table.choices("counts", "计为", Counts)
        needs = table.choices("needs", "必备要素", Need)
        if not counts:
            table.missing("counts", "计为")
        table.close()
        forms.append(Form(key, name, unit, counts, needs))
    _unique(problems, tables, [form.key for form in forms])
    return tuple(forms)


def _content(top: Table, problems: list[Problem]) -> tuple[AreaGroup, ...]:
    groups: list[AreaGroup] = []
    keys: list[tuple[str, str]] = []
    for table in top.tables("content", "主要内容"):
        group = AreaGroup(table.key(), table.text("name", "内容名称"), _entries(table.names("areas", "内容领域")))
        if not group.areas:
            table.missing("areas", "内容领域")
        table.close()
        groups.append(group)
        keys.append((table.place("key"), group.key))
        keys.extend((f"{table.place('areas')}.{area.key}", area.key) for area in group.areas)
    report_repeats(problems, keys, "代码")
    return tuple(groups)


def _checklist(table: Table) -> Checklist:
    kind = table.choice("kind", "清单种类", ListKind, None)
    if kind is None:
        table.missing("kind", "清单种类")
    name = table.text("name", "清单名称")
    items = table.texts("items", "清单条目")
    size = table.number("size", "条目数", 1, 200) or len(items)
    if len(items) > size:
        table.bad("items", "清单条目", f"{len(items)}项", f"多于条目数{size}")
    table.close()
    return Checklist(kind or ListKind.PROHIBITION, name, size, items)


def _registers(top: Table, problems: list[Problem]) -> tuple[RegisterKind, ...]:
    kinds: list[RegisterKind] = []
    tables = top.tables("register", "登记种类", needed=False)
    for table in tables:
        key, name = table.key(), table.text("name", "登记名称")
        unit = table.text("unit", "计量单位", default="项")
        clause = table.text("clause", "条款", default="")
        required = table.choices("required", "必填项", RegisterField)
        table.close()
        kinds.append(RegisterKind(key, name, unit, clause, required))
    _unique(problems, tables, [kind.key for kind in kinds])
    return tuple(kinds)


def _scope(top: Table) -> Scope:
    table = top.table("scope", "走访对象", needed=False)
    if table is None:
        return Scope()
    plain = Scope()
    enterprises = table.choice("enterprises", "企业", ScopeMode, plain.enterprises)
    sole_traders = table.choice("sole_traders", "个体工商户", ScopeMode, plain.sole_traders)
    tag = table.text("tag", "标签", default=plain.tag)
    share = table.number("share", "比例（%）", 1, 100)
    if ScopeMode.SHARE in (enterprises, sole_traders) and share is None:
        table.missing("share", "比例（%）")
    table.close()
    return Scope(enterprises or plain.enterprises, sole_traders or plain.sole_traders, tag, share or 0)


def _returns(top: Table) -> ReturnRule:
    table = top.table("return", "月报", needed=False)
    if table is None:
        return ReturnRule()
    first_day = table.number("first_day", "统计起始日", 1, 28) or 1
    due = table.raw("due")
    due_day: int | None = None
    if isinstance(due, int) and not isinstance(due, bool) and 1 <= due <= 31:
        due_day = due
    elif due not in (None, "last-working-day"):
        table.bad("due", "报送期限", due, "只能是last-working-day或1至31之间的整数")
    overrides = table.table("overrides", "个别月份的报送期限", needed=False)
    table.close()
    days = () if overrides is None else tuple(_override(overrides, key) for key in overrides.own_keys)
    return ReturnRule(first_day, due_day, tuple(item for item in days if item is not None))


def _override(table: Table, key: str) -> DueOverride | None:
    label = "个别月份的报送期限"
    stated = table.day(key, label, needed=True)
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", key)
    if stated is None:
        return None
    try:
        month = Month(int(match[1]), int(match[2])) if match else None
        day = date.fromisoformat(stated)
    except ValueError:
        table.bad(key, label, stated, '应写成"2020-01" = 2020-01-20，且须有这一天')
        return None
    if month is None or not month.first <= day <= month.last + timedelta(days=31):
        table.bad(key, label, stated, '应写成"2020-01" = 2020-01-20，且在当月或次月')
        return None
    return DueOverride(month, day)


_USUAL_LEVELS = (
    Level("satisfied", "满意", True),
    Level("fairly", "基本满意", True),
    Level("dissatisfied", "不满意", False),
)


def _levels(top: Table, problems: list[Problem]) -> tuple[Level, ...]:
    tables = top.tables("satisfaction", "满意度档次", needed=False)
    levels: list[Level] = []
    for table in tables:
        level = Level(table.key(), table.text("name", "档次名称"), table.flag("good", "是否计入满意"))
        table.close()
        levels.append(level)
    _unique(problems, tables, [level.key for level in levels])
    return tuple(levels) or _USUAL_LEVELS


def _limits(top: Table) -> Limits:
    table = top.table("limits", "办理时限（工作日）", needed=False)
    if table is None:
        return Limits()
    limits = Limits(
        issue=table.number("issue", "问题办理", 1, 400),
        opinion=table.number("opinion", "意见建议答复", 1, 400),
        ticket_complaint=table.number("ticket_complaint", "投诉举报办理", 1, 400),
        ticket_opinion=table.number("ticket_opinion", "12328意见建议办理", 1, 400),
        ticket_enquiry=table.number("ticket_enquiry", "信息咨询办理", 1, 400),
    )
    table.close()
    return limits


def _replies(top: Table, problems: list[Problem]) -> tuple[Reply, ...]:
    tables = top.tables("reply", "答复模板", needed=False)
    replies: list[Reply] = []
    for table in tables:
        reply = Reply(table.key(), table.text("name", "模板名称"), table.text("text", "模板正文"))
        for field in _REPLY_FIELD.findall(reply.text):
            if field not in REPLY_FIELDS:
                table.bad("text", "模板正文", f"{{{field}}}", f"只能用{'、'.join(REPLY_FIELDS)}")
        table.close()
        replies.append(reply)
    _unique(problems, tables, [reply.key for reply in replies])
    return tuple(replies)


def _unique(problems: list[Problem], tables: list[Table], keys: list[str]) -> None:
    named = ((table.place("key"), key) for table, key in zip(tables, keys, strict=True))
    report_repeats(problems, named, "代码")


def parse_plan(text: str, place: str) -> Plan:
    """Return the plan of a TOML text; `place` names it. Raises FaultyPlan with every defect."""
    return _required(*load_plan(text, place), place)


def stored_plan(text: str) -> Plan:
    """Return the plan of a store: its dates were tried when the store was made, and are not tried again.

    Raises FaultyPlan for one that was damaged since.
    """
    problems: list[Problem] = []
    top = parse_toml(text, "", problems)
    plan = None if top is None else _read(top, problems)[0]
    return _required(None if problems else plan, problems, "活动库中的方案")


def _required(plan: Plan | None, problems: Iterable[Problem], place: str) -> Plan:
    if plan is None:
        raise FaultyPlan(place, [f"{problem.place}：{problem.message}" for problem in problems])
    return plan
