"""Phases as a pure function of plan, start and day (clause 四 of the plan)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.phases.rules import CampaignState, NoNextPhase, may_advance, phase_at
from zoufang_cli.plan.rules.loading import load_plan
from zoufang_cli.plan.rules.plan import Plan, PlanDates

DEFAULT = Path(__file__).parents[2] / "zoufang_cli" / "plan" / "default.toml"


def default_plan() -> Plan:
    plan, problems = load_plan(DEFAULT.read_text(encoding="utf-8"))
    assert plan is not None, problems
    return plan


PLAN = default_plan()
DATES = PLAN.dates(date(2019, 11, 18))


@pytest.mark.parametrize(
    ("today", "state", "key", "days_left"),
    [
        ("2019-11-17", "before", None, 1),
        ("2019-11-18", "running", "P1", 12),
        ("2019-11-30", "running", "P1", 0),
        ("2019-12-01", "running", "P2", 243),
        ("2020-07-30", "running", "P2", 1),
        ("2020-07-31", "running", "P2", 0),
        ("2020-08-01", "running", "P3", 30),
        ("2020-08-31", "running", "P3", 0),
        ("2020-09-01", "over", None, 0),
    ],
)
def test_position(today: str, state: str, key: str | None, days_left: int) -> None:
    position = phase_at(DATES, date.fromisoformat(today))
    assert (position.state, position.phase and position.phase.key, position.days_left) == (state, key, days_left)


@pytest.mark.parametrize(
    ("entered", "today", "following", "early"),
    [
        (None, "2019-11-17", "P1", True),
        (None, "2019-11-18", "P1", False),
        ("P1", "2019-11-30", "P2", True),
        ("P1", "2019-12-01", "P2", False),
        ("P1", "2020-08-15", "P2", False),  # late, and still one at a time
        ("P2", "2020-07-31", "P3", True),
        ("P2", "2020-08-01", "P3", False),
    ],
)
def test_advance_goes_one_phase_at_a_time(entered: str | None, today: str, following: str, early: bool) -> None:
    advance = may_advance(DATES, entered, date.fromisoformat(today))
    assert (advance.phase.key, advance.early) == (following, early)
    assert advance.starts_on == advance.phase.starts_on


@pytest.mark.parametrize(("entered", "said"), [("P3", "最后阶段"), ("P9", "P9")])
def test_no_phase_to_move_on_to(entered: str, said: str) -> None:
    with pytest.raises(NoNextPhase, match=said):
        may_advance(DATES, entered, date(2020, 9, 1))


ORDER = {CampaignState.BEFORE: -1, CampaignState.OVER: 99}


def rank(dates: PlanDates, today: date) -> int:
    position = phase_at(dates, today)
    return ORDER[position.state] if position.phase is None else dates.phases.index(position.phase)


starts = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@given(starts, st.lists(st.integers(-400, 900), min_size=2, max_size=20))
def test_a_phase_never_goes_back_as_dates_advance(start: date, offsets: list[int]) -> None:
    dates = PLAN.dates(start)
    ranks = [rank(dates, start + timedelta(days=offset)) for offset in sorted(offsets)]
    assert ranks == sorted(ranks)


@given(starts)
def test_from_any_start_the_phases_follow_each_other(start: date) -> None:
    dates = PLAN.dates(start)
    assert (dates.phases[0].starts_on, dates.phases[-1].ends_on) == (start, dates.end)
    for phase, following in zip(dates.phases, dates.phases[1:], strict=False):
        assert phase.starts_on <= phase.ends_on
        assert following.starts_on == phase.ends_on + timedelta(days=1)
