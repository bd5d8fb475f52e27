"""Plans as files, built in, or of the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zoufang_cli import resources
from zoufang_cli.errors import FaultyPlan, Missing
from zoufang_cli.plan.campaign import campaign_of, parse_plan, read_text
from zoufang_cli.plan.plan import BadPlanDates, Plan
from zoufang_cli.plan.plan_check import PlanCheck, check_plan
from zoufang_cli.plan.plan_dates import PlanDates
from zoufang_cli.store.connection import Store


def plan_of(store: Store) -> Plan:
    """Return the plan of the store."""
    return campaign_of(store).plan


def plan_in(path: Path) -> Plan:
    """Return the plan of a file. Raises FaultyPlan with every defect."""
    return parse_plan(read_text(path), str(path))


def built_in() -> Plan:
    """Return the plan that ships with the program."""
    return parse_plan(resources.default_plan(), "内置方案")


def dates_of(store: Store) -> PlanDates:
    """Return the dates of the store's campaign."""
    return campaign_of(store).dates


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
        raise FaultyPlan(str(path or "内置方案"), [f"{one.place}：{one.message}" for one in error.problems]) from None


def check_file(path: Path) -> PlanCheck:
    """Return every defect of a plan file and the consistent readings of its dates."""
    return check_plan(read_text(path), str(path))
