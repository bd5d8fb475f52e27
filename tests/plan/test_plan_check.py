"""The plan as issued: each defect by name, and the readings that a person may choose from."""

from __future__ import annotations

from pathlib import Path

import pytest

from zoufang_cli.plan.rules.checking import Reading, check_plan, readings
from zoufang_cli.plan.rules.dates import StatedDates, StatedPhase

ROOT = Path(__file__).parents[2]
AS_ISSUED = (ROOT / "samples/plan-as-issued.toml").read_text(encoding="utf-8")
DEFAULT = (ROOT / "zoufang_cli/plan/default.toml").read_text(encoding="utf-8")


def spans(reading: Reading) -> list[str]:
    return [f"{phase.key} {phase.starts_on}..{phase.ends_on}" for phase in reading.phases]


def test_the_plan_as_issued_has_three_defects() -> None:
    check = check_plan(AS_ISSUED)
    assert check.plan is None
    assert [(problem.code, problem.place, problem.value) for problem in check.problems] == [
        ("no_such_day", "phase[2].starts", "2020-11-31"),
        ("ends_before_start", "campaign.ends", "2020-08-31"),
        ("ends_before_start", "phase[2].ends", "2020-07-31"),
    ]
    said = [problem.message for problem in check.problems]
    assert "11月只有30天" in said[0]
    assert said[1].startswith("活动的结束日期2020年8月31日早于开始日期2020年11月18日")
    assert "第2阶段（组织实施阶段）" in said[2]


def test_the_plan_as_issued_has_two_readings() -> None:
    first, second = check_plan(AS_ISSUED).readings
    assert (first.key, second.key) == ("start-2019", "end-2021")
    assert spans(first) == ["P1 2019-11-18..2019-11-30", "P2 2019-12-01..2020-07-31", "P3 2020-08-01..2020-08-31"]
    assert spans(second) == ["P1 2020-11-18..2020-11-30", "P2 2020-12-01..2021-07-31", "P3 2021-08-01..2021-08-31"]
    assert first.label == "活动于2019年开始：2019年11月18日至2020年8月31日"
    assert [(change.place, change.stated, change.read) for change in second.changes] == [
        ("phase[2].starts", "2020-11-31", "2020-12-01"),
        ("phase[2].ends", "2020-07-31", "2021-07-31"),
        ("phase[3].starts", "2020-08-01", "2021-08-01"),
        ("campaign.ends", "2020-08-31", "2021-08-31"),
    ]


@pytest.mark.parametrize("key", ["start-2019", "end-2021"])
def test_a_plan_changed_as_a_reading_says_is_sound(key: str) -> None:
    reading = next(reading for reading in check_plan(AS_ISSUED).readings if reading.key == key)
    lines = AS_ISSUED.splitlines()
    for change in reading.changes:
        part, _, field = change.place.partition(".")
        section = [n for n, line in enumerate(lines) if line in ("[campaign]", "[[phase]]")]
        first = section[int(part[6]) if part.startswith("phase") else 0]
        at = next(n for n in range(first, len(lines)) if lines[n].startswith(f"{field} ="))
        lines[at] = lines[at].replace(change.stated, change.read)
    checked = check_plan("\n".join(lines))
    assert (checked.problems, checked.readings) == ((), ())
    assert checked.plan is not None
    assert checked.plan.dates(reading.start).phases == reading.phases


def test_other_years_are_read_likewise() -> None:
    """The readings are searched for, not known: the same slip in other years, days and names."""
    shifted = AS_ISSUED.replace("2020-", "2031-").replace("08-31", "08-30")
    assert [reading.key for reading in check_plan(shifted).readings] == ["start-2030", "end-2032"]


def plan(campaign: str, *phases: str) -> StatedDates:
    parts = [phase.split("..") for phase in phases]
    starts, ends = campaign.split("..")
    named = (StatedPhase(f"P{n}", f"第{n}步", one, other) for n, (one, other) in enumerate(parts, start=1))
    return StatedDates(starts, ends or None, tuple(named))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        pytest.param(
            plan("2019-11-18..2020-08-31", "2019-11-18..2019-11-30", "2019-11-31..2020-08-31"),
            ["第2阶段开始日期读作2019年12月1日：2019年11月18日至2020年8月31日"],
            id="only a day that does not exist",
        ),
        pytest.param(
            plan("2019-11-18..2020-08-31", "2019-11-18..2019-11-31", "2019-12-01..2020-08-31"),
            ["第1阶段结束日期读作2019年11月30日：2019年11月18日至2020年8月31日"],
            id="an end that does not exist",
        ),
        pytest.param(
            plan(
                "2019-11-18..2020-08-31", "2019-11-18..2019-11-30", "2019-12-01..2019-07-31", "2020-08-01..2020-08-31"
            ),
            ["第2阶段结束日期读作2020年7月31日：2019年11月18日至2020年8月31日"],
            id="one year mistyped inside",
        ),
        pytest.param(
            plan("2019-11-18..", "2019-11-18..2019-11-30", "next-day..2019-07-31", "08-01..2020-08-31"),
            [
                "活动于2018年开始：2018年11月18日至2020年8月31日",
                "第2阶段结束日期读作2020年7月31日：2019年11月18日至2020年8月31日",
            ],
            id="none that changes more than another needs to",
        ),
        pytest.param(
            plan("2020-01-10..2020-06-30", "2020-01-10..2020-03-01", "2020-03-05..2020-06-30"),
            [],
            id="a gap that no year closes",
        ),
        pytest.param(plan("2020-11-18..2020-08-31", "2020-11-18..某日"), [], id="a rule nobody can read"),
        pytest.param(plan("11-18..", "11-18..11-31"), [], id="year left open"),
        pytest.param(
            plan("2020-11-18..", "2020-11-18..2020-11-30", "next-day..2020-07-31"),
            [
                "活动于2019年开始：2019年11月18日至2020年7月31日",
                "第2阶段结束日期读作2021年7月31日：2020年11月18日至2021年7月31日",
            ],
            id="no end of the campaign",
        ),
    ],
)
def test_readings(stated: StatedDates, expected: list[str]) -> None:
    assert [reading.label for reading in readings(stated)] == expected


def test_a_sound_plan_has_nothing_to_choose() -> None:
    check = check_plan(DEFAULT)
    assert (check.problems, check.readings) == ((), ())
    assert check.plan is not None


def test_defects_elsewhere_do_not_hide_the_readings() -> None:
    check = check_plan(AS_ISSUED.replace("[limits]\n", "[limits]\nfoo = 1\n"))
    assert "unknown_key" in {problem.code for problem in check.problems}
    assert len(check.readings) == 2
