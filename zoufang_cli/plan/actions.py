"""Set the campaign up, and know it: unit, plan, and the days that the plan gives."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from zoufang_cli import resources
from zoufang_cli.errors import BadValue, FaultyPlan, Missing, NoStore, Refused, StoreExists
from zoufang_cli.plan.rules.checking import PlanCheck, check_plan
from zoufang_cli.plan.rules.dates import PlanDates
from zoufang_cli.plan.rules.loading import parse_plan
from zoufang_cli.plan.rules.plan import BadPlanDates, Campaign, Plan
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store, new_store, utc_now
from zoufang_cli.store.operations import operation
from zoufang_cli.text.dates import format_day

ROLES = {"unit": "执法单位", "bureau": "市局", "both": "市局(兼执法单位)"}


def init_campaign(
    path: Path, actor: Actor, *, unit: str, start: date, plan_file: Path | None, role: str, letter: str
) -> Campaign:
    """Create the store of a campaign; the file appears whole or not at all.

    Raises StoreExists, FaultyPlan with every defect of the plan or its dates, BadValue for unit or letter.
    """
    if path.exists():
        raise StoreExists(path)
    unit = unit.strip()
    if not unit:
        raise BadValue("单位名称", unit, "不能为空。")
    letter = letter.strip().upper()
    if letter and not (len(letter) == 1 and "A" <= letter <= "Z"):
        raise BadValue("电脑编号", letter, "应为一个字母，如 B。")
    text = resources.default_plan() if plan_file is None else read_text(plan_file)
    plan = parse_plan(text, "默认方案" if plan_file is None else str(plan_file))
    _require_start(plan, start)
    row = {"id": 1, "campaign": plan.title, "unit": unit, "role": role, "started_on": start, "plan_toml": text}
    try:
        with new_store(path, letter) as store, operation(store, actor, "init"):
            store.insert("store", {**row, "created_at": utc_now()})
    except FileExistsError:
        raise StoreExists(path) from None
    return Campaign(plan.title, unit, role, start, plan, plan.dates(start))


def read_text(path: Path) -> str:
    """Return the text of a plan file; raises Refused when it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path} 不是 UTF-8 编码的文本，请用记事本另存为 UTF-8 后再试。") from None


def _require_start(plan: Plan, start: date) -> None:
    if plan.fixed_start is not None and plan.fixed_start != start:
        raise Refused(
            f"方案写明活动自{format_day(plan.fixed_start)}开始，与给出的{format_day(start)}不一致，请改用方案的日期。"
        )
    try:
        plan.dates(start)
    except BadPlanDates as error:
        raise FaultyPlan("方案", [f"{problem.place}:{problem.message}" for problem in error.problems]) from None


def plan_in(path: Path) -> Plan:
    """Return the plan of a file. Raises FaultyPlan with every defect."""
    return parse_plan(read_text(path), str(path))


def plan_of_store(open_store: Callable[[], AbstractContextManager[Store]]) -> Plan | None:
    """Return the plan of the store at hand, None where there is no store."""
    try:
        with open_store() as store:
            return campaign_of(store).plan
    except NoStore:
        return None


def built_in() -> Plan:
    """Return the plan that ships with the program."""
    return parse_plan(resources.default_plan(), "内置方案")


def dates_from(path: Path | None, start: date | None) -> PlanDates:
    """Return the dates of a plan file (None: the built-in plan) for a start; a plan may state its own start.

    Raises Missing without any start, FaultyPlan when the dates do not hold.
    """
    plan = built_in() if path is None else plan_in(path)
    day = start or plan.fixed_start
    if day is None:
        raise Missing("活动开始日期", "--start")
    try:
        return plan.dates(day)
    except BadPlanDates as error:
        raise FaultyPlan(
            str(path or "内置方案"), [f"{problem.place}：{problem.message}" for problem in error.problems]
        ) from None


def check_file(path: Path) -> PlanCheck:
    """Return every defect of a plan file and the consistent readings of its dates."""
    return check_plan(read_text(path), str(path))
