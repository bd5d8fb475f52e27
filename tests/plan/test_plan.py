"""The default plan: its content, dates, periods and due days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zoufang_cli.plan.rules.loading import load_plan
from zoufang_cli.plan.rules.plan import (
    BadPlanDates,
    Counts,
    Deliverable,
    DueOverride,
    Entry,
    Form,
    Plan,
    ReturnRule,
    ScopeMode,
)
from zoufang_cli.text.months import Month

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def plan() -> Plan:
    plan, problems = load_plan((ROOT / "zoufang_cli/plan/default.toml").read_text(encoding="utf-8"))
    assert problems == ()
    assert plan is not None
    return plan


def keys(entries: Iterable[Entry | Deliverable | Form]) -> str:
    return " ".join(entry.key for entry in entries)


def test_every_clause_of_the_plan_has_its_entry(plan: Plan) -> None:
    assert keys(plan.deliverables) == "P1a P1b P1c P2a P2b P2c P3a P3b P3c P3d P3e P3f"
    assert keys(plan.forms) == "F1 F2 F3 F4 F5"
    assert keys(plan.areas) == "M1a M1b M1c M1d M1e M2a M2b M2c M2d M3a M3b M3c M3d M4a M4b M5a M5b M5c"
    assert len(plan.public_lists) == 5
    assert (plan.checklists[0].size, plan.checklists[0].items) == (10, ())
    assert [level.name for level in plan.satisfaction if level.good] == ["满意", "基本满意"]
    assert (plan.scope.enterprises, plan.scope.sole_traders) == (ScopeMode.ALL, ScopeMode.TAGGED)


def test_forms_count_as_visits_or_events(plan: Plan) -> None:
    assert {form.key for form in plan.forms if Counts.VISIT in form.counts} == {"F1", "F2", "F5"}
    assert {form.key for form in plan.forms if Counts.EVENT in form.counts} == {"F2", "F3", "F4"}


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2019-11-18", "2019-11-18..2019-11-30 2019-12-01..2020-07-31 2020-08-01..2020-08-31"),
        ("2020-11-18", "2020-11-18..2020-11-30 2020-12-01..2021-07-31 2021-08-01..2021-08-31"),
        ("2020-03-09", "2020-03-09..2020-03-31 2020-04-01..2020-07-31 2020-08-01..2020-08-31"),
    ],
)
def test_dates_from_the_start(plan: Plan, start: str, expected: str) -> None:
    dates = plan.dates(date.fromisoformat(start))
    assert " ".join(f"{phase.starts_on}..{phase.ends_on}" for phase in dates.phases) == expected
    assert (dates.start.isoformat(), dates.end) == (start, dates.phases[-1].ends_on)


def test_the_start_rule_leaves_the_year_open(plan: Plan) -> None:
    assert plan.fixed_start is None
    assert plan.starts_as_ruled(date(2025, 11, 18))
    assert not plan.starts_as_ruled(date(2025, 11, 19))


def test_a_fixed_start_cannot_be_moved(plan: Plan) -> None:
    fixed = replace(plan, starts="2019-11-18")
    assert fixed.fixed_start == date(2019, 11, 18)
    assert fixed.dates(date(2019, 11, 18)).end == date(2020, 8, 31)
    with pytest.raises(BadPlanDates, match="2020年11月18日不一致") as caught:
        fixed.dates(date(2020, 11, 18))
    assert [problem.code for problem in caught.value.problems] == ["start_differs"]


@pytest.mark.parametrize(
    ("first_day", "span", "day", "month"),
    [
        (1, ("2020-03-01", "2020-03-31"), "2020-03-31", Month(2020, 3)),
        (26, ("2020-02-26", "2020-03-25"), "2020-03-26", Month(2020, 4)),
        (26, ("2020-02-26", "2020-03-25"), "2020-03-25", Month(2020, 3)),
    ],
)
def test_periods(plan: Plan, first_day: int, span: tuple[str, str], day: str, month: Month) -> None:
    shifted = replace(plan, returns=ReturnRule(first_day=first_day))
    first, last = shifted.period(Month(2020, 3))
    assert (first.isoformat(), last.isoformat()) == span
    assert shifted.month_of(date.fromisoformat(day)) == month
    assert shifted.month_of(first) == shifted.month_of(last) == Month(2020, 3)


def test_due_days(plan: Plan) -> None:
    january = Month(2020, 1)
    assert plan.due_on(january).day == date(2020, 1, 23)
    assert plan.due_on(january, {date(2020, 1, 23): False}).day == date(2020, 1, 22)
    own = replace(plan, returns=ReturnRule(overrides=(DueOverride(january, date(2020, 1, 20)),)))
    assert own.due_on(january).day == date(2020, 1, 20)
    assert own.due_on(january, overrides={january: date(2020, 1, 21)}).day == date(2020, 1, 21)
    assert own.due_on(Month(2020, 2)).day == date(2020, 2, 28)
    by_number = replace(plan, returns=ReturnRule(due_day=31))
    assert by_number.due_on(Month(2020, 2)).day == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("text", "key"),
    [("F2", "F2"), ("f2", "F2"), ("送法进企业", "F2"), ("送法", "F2"), ("走", None), ("", None), ("开", None)],
)
def test_forms_are_found_by_key_or_name(plan: Plan, text: str, key: str | None) -> None:
    form = plan.form(text) if text != "走" else plan.form("行走")
    assert (form.key if form else None) == key


def test_levels_are_found_by_their_whole_name(plan: Plan) -> None:
    assert [(level := plan.level(text)) and level.key for text in ("满意", "不满意", "fairly", "满")] == [
        "satisfied",
        "dissatisfied",
        "fairly",
        None,
    ]


def test_the_sample_differs_from_the_default_in_dates_alone() -> None:
    def rest(name: str) -> list[str]:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        kept = lines[lines.index("[campaign]") :]
        return [line for line in kept if not line.startswith(("starts =", "ends ="))]

    assert rest("samples/plan-as-issued.toml") == rest("zoufang_cli/plan/default.toml")
