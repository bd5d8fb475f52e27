"""Every defect of a plan, alone and all at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zoufang_cli.plan.rules.loading import load_plan
from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.text.problem import Problem

ROOT = Path(__file__).parents[2]
DEFAULT = (ROOT / "zoufang_cli/plan/default.toml").read_text(encoding="utf-8")

P1 = 'name = "方案制定阶段"\nends = "month-end"\n'
P2 = 'name = "组织实施阶段"\nstarts = "next-day"\nends = "07-31"\n'
P3 = 'name = "总结完善阶段"\nstarts = "next-day"\nends = "08-31"\n'
START = 'starts = "11-18"\n'


def fixed() -> str:
    """Return the default plan with its dates written out in full."""
    text = edit(DEFAULT, START, 'starts = "2019-11-18"\nends = "2020-08-31"\n')
    text = edit(text, P1, 'name = "方案制定阶段"\nstarts = "2019-11-18"\nends = "2019-11-30"\n')
    text = edit(text, P2, 'name = "组织实施阶段"\nstarts = "2019-12-01"\nends = "2020-07-31"\n')
    return edit(text, P3, 'name = "总结完善阶段"\nstarts = "2020-08-01"\nends = "2020-08-31"\n')


def edit(text: str, *pairs: str) -> str:
    """Replace each old piece, which must be there once, by the new one that follows it."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def codes(problems: tuple[Problem, ...]) -> set[tuple[str, str]]:
    return {(problem.code, problem.place) for problem in problems}


def test_dates_in_full_are_as_good_as_rules() -> None:
    plan, problems = load_plan(fixed())
    assert isinstance(plan, Plan)
    assert problems == ()


ALONE = [
    pytest.param(
        DEFAULT, (P2, P2.replace("07-31", "06-31")), "no_such_day", "phase[2].ends", id="no such day in any year"
    ),
    pytest.param(
        DEFAULT, (P2, P2.replace("07-31", "02-29")), "no_such_day", "phase[2].ends", id="29 February in most years"
    ),
    pytest.param(DEFAULT, (START, 'starts = "11-31"\n'), "no_such_day", "campaign.starts", id="start is no day"),
    pytest.param(fixed(), ('"2019-11-30"', '"2019-11-31"'), "no_such_day", "phase[1].ends", id="end is no day"),
    pytest.param(
        fixed(), ('"2019-12-01"', '"2019-11-31"'), "no_such_day", "phase[2].starts", id="phase starts on no day"
    ),
    pytest.param(fixed(), ('"2019-12-01"', "2019-11-31"), "no_such_day", "phase[2].starts", id="no day, unquoted"),
    pytest.param(fixed(), ('"2019-12-01"', '"2019-13-01"'), "no_such_day", "phase[2].starts", id="month 13"),
    pytest.param(fixed(), ('"2020-07-31"', '"2019-07-31"'), "ends_before_start", "phase[2].ends", id="phase inverted"),
    pytest.param(
        fixed(),
        ('"2020-08-01"\nends = "2020-08-31"', '"2020-08-01"\nends = "2019-08-31"'),
        "ends_before_start",
        "phase[3].ends",
        id="last phase inverted",
    ),
    pytest.param(fixed(), ('"2019-12-01"', '"2019-12-05"'), "gap", "phase[2].starts", id="gap"),
    pytest.param(
        fixed(),
        ('"2019-11-18"\nends = "2020', '"2019-11-15"\nends = "2020'),
        "gap",
        "phase[1].starts",
        id="gap at the start",
    ),
    pytest.param(
        fixed(), ('ends = "2020-08-31"\n\n#', 'ends = "2020-09-10"\n\n#'), "gap", "phase[3].ends", id="gap at the end"
    ),
    pytest.param(fixed(), ('"2019-12-01"', '"2019-11-28"'), "overlap", "phase[2].starts", id="overlap"),
    pytest.param(
        fixed(),
        ('"2020-08-01"\nends = "2020-08-31"', '"2020-08-01"\nends = "2020-09-05"'),
        "outside_campaign",
        "phase[3].ends",
        id="ends outside",
    ),
    pytest.param(
        fixed(),
        ('"2019-11-18"\nends = "2019', '"2019-11-10"\nends = "2019'),
        "outside_campaign",
        "phase[1].starts",
        id="starts outside",
    ),
    pytest.param(DEFAULT, (P2, P2.replace("07-31", "七月底")), "bad_rule", "phase[2].ends", id="no rule"),
    pytest.param(DEFAULT, (P2, P2.replace("07-31", "2020/7/31")), "bad_rule", "phase[2].ends", id="slashes"),
    pytest.param(DEFAULT, (P2, P2.replace("07-31", "next-day")), "bad_rule", "phase[2].ends", id="next-day as an end"),
    pytest.param(DEFAULT, (P1, 'starts = "next-day"\n' + P1), "bad_rule", "phase[1].starts", id="next-day of nothing"),
    pytest.param(DEFAULT, (START, 'starts = "month-end"\n'), "bad_rule", "campaign.starts", id="a start by rule"),
    pytest.param(fixed(), ('"2020-07-31"', '"3020-07-31"'), "bad_rule", "phase[2].ends", id="year 3020"),
    pytest.param(DEFAULT, (P2, P2.replace('ends = "07-31"\n', "")), "missing", "phase[2].ends", id="no end"),
    pytest.param(DEFAULT, (P2, P2.replace('starts = "next-day"\n', "")), "missing", "phase[2].starts", id="no start"),
    pytest.param(DEFAULT, (START, ""), "missing", "campaign.starts", id="campaign without start"),
    pytest.param(DEFAULT, ('title = "公路执法服务大走访活动"\n', ""), "missing", "campaign.title", id="no title"),
    pytest.param(DEFAULT, ('key = "F3"\n', ""), "missing", "form[3].key", id="form without key"),
    pytest.param(
        DEFAULT,
        (P2, P2.replace("ends =", "end =") + 'ends = "07-31"\n'),
        "unknown_key",
        "phase[2].end",
        id="key of a phase",
    ),
    pytest.param(
        DEFAULT, ("[limits]\n", "[limits]\nissues = 3\n"), "unknown_key", "limits.issues", id="key of the limits"
    ),
    pytest.param(DEFAULT, ("[scope]\n", "[scopes]\na = 1\n\n[scope]\n"), "unknown_key", "scopes", id="a section"),
    pytest.param(DEFAULT, ("issue = 15\n", "issue = 0\n"), "bad_value", "limits.issue", id="limit of no days"),
    pytest.param(
        DEFAULT, ("first_day = 1\n", "first_day = 31\n"), "bad_value", "return.first_day", id="period from the 31st"
    ),
    pytest.param(DEFAULT, ('due = "last-working-day"', 'due = "月底"'), "bad_value", "return.due", id="due rule"),
    pytest.param(
        DEFAULT,
        ("[return.overrides]\n", '[return.overrides]\n"2020-01" = 2020-04-20\n'),
        "bad_value",
        "return.overrides.2020-01",
        id="override elsewhere",
    ),
    pytest.param(DEFAULT, ('key = "F3"\n', 'key = "F2"\n'), "bad_value", "form[3].key", id="key twice"),
    pytest.param(
        DEFAULT,
        ('computed = "roster-in"', 'computed = "roster"'),
        "bad_value",
        "phase[1].deliverable[1].computed",
        id="unknown check",
    ),
    pytest.param(
        DEFAULT,
        ('sole_traders = "tagged"', 'sole_traders = "share"'),
        "missing",
        "scope.share",
        id="share without a number",
    ),
    pytest.param(
        DEFAULT,
        ("已登记，编号{编号}", "已登记，编号{号码}"),
        "bad_value",
        "reply[1].text",
        id="unknown field of a reply",
    ),
]


@pytest.mark.parametrize(("text", "change", "code", "place"), ALONE)
def test_one_defect_gives_one_problem(text: str, change: tuple[str, str], code: str, place: str) -> None:
    plan, problems = load_plan(edit(text, *change))
    assert plan is None
    assert [(problem.code, problem.place) for problem in problems] == [(code, place)]
    assert problems[0].message.endswith("。")


def test_what_is_reckoned_from_no_day_is_not_reported_too() -> None:
    text = edit(
        fixed(),
        'starts = "2019-12-01"\nends = "2020-07-31"',
        'starts = "2019-11-31"\nends = "+3m"',
        'starts = "2020-08-01"\nends = "2020-08-31"',
        'starts = "2020-03-01"\nends = "2020-08-31"',
    )
    assert codes(load_plan(text)[1]) == {("no_such_day", "phase[2].starts")}


def test_all_defects_are_reported_at_once() -> None:
    text = edit(
        fixed(),
        '"2019-11-30"', '"2019-11-20"',
        '"2019-12-01"', '"2019-11-28"',
        '"2020-07-31"', '"2020-06-31"',
        'starts = "2020-08-01"\nends = "2020-08-31"', 'starts = "2020-08-01"\nends = "2020-09-31"',
        "[limits]\n", "[limits]\nissues = 3\n",
        'key = "F3"\n', "",
        "issue = 15\n", 'issue = "许多"\n',
    )  # fmt: skip
    plan, problems = load_plan(text)
    assert plan is None
    assert codes(problems) == {
        ("gap", "phase[2].starts"),
        ("no_such_day", "phase[2].ends"),
        ("no_such_day", "phase[3].ends"),
        ("unknown_key", "limits.issues"),
        ("missing", "form[3].key"),
        ("bad_value", "limits.issue"),
    }


def test_every_code_together() -> None:
    text = edit(
        fixed(),
        'title = "公路执法服务大走访活动"\n', "titel = 1\n",
        '"2019-12-01"', '"2019-12-11"',
        '"2020-08-01"\nends = "2020-08-31"', '"2020-07-30"\nends = "2020-09-05"',
    )  # fmt: skip
    text = edit(
        text,
        "\n# ---------------------------------------------------------------- 五类行动",
        '[[phase]]\nkey = "P4"\nname = "回头看"\nstarts = "2020-09-31"\nends = "2020-08-01"\n\n'
        '[[phase]]\nkey = "P5"\nname = "再回头"\nstarts = "+1d"\nends = "年底"\n',
    )
    assert codes(load_plan(text)[1]) >= {
        ("missing", "campaign.title"),
        ("unknown_key", "campaign.titel"),
        ("gap", "phase[2].starts"),
        ("overlap", "phase[3].starts"),
        ("outside_campaign", "phase[3].ends"),
        ("no_such_day", "phase[4].starts"),
        ("ends_before_start", "phase[4].ends"),
        ("bad_rule", "phase[5].ends"),
    }


def test_a_mistyped_key_is_guessed_at() -> None:
    _, problems = load_plan(edit(DEFAULT, "[limits]\n", "[limits]\nopinon = 3\n"))
    assert "是否应为opinion" in problems[0].message


@pytest.mark.parametrize(
    ("text", "line"),
    [("[campaign]\ntitle = 活动\n", 2), ("[campaign]\ntitle = 'a'\ntitle = 'b'\n", 3), ("[campaign\n", 1)],
)
def test_a_text_that_is_no_toml(text: str, line: int) -> None:
    plan, problems = load_plan(text, "方案.toml")
    assert plan is None
    assert [problem.code for problem in problems] == ["bad_toml"]
    assert problems[0].place == f"方案.toml 第{line}行"


def test_an_empty_plan_misses_every_needed_part() -> None:
    places = {problem.place for problem in load_plan("")[1]}
    assert places == {"campaign", "phase", "form", "content"}


def test_dates_may_be_written_without_quotes_and_with_a_mark_and_crlf() -> None:
    text = "\ufeff" + fixed().replace('"2019-12-01"', "2019-12-01").replace("\n", "\r\n")
    assert load_plan(text)[1] == ()


@pytest.mark.parametrize(
    ("rule", "starts_on", "ends_on"),
    [
        ("+10d", "2019-12-01", "2019-12-11"),
        ("+2w", "2019-12-01", "2019-12-15"),
        ("+3m", "2019-12-01", "2020-03-01"),
        ("month-end", "2019-12-01", "2019-12-31"),
        ("12-01", "2019-12-01", "2019-12-01"),
        ("11-30", "2019-12-01", "2020-11-30"),
        ("2020-02-29", "2019-12-01", "2020-02-29"),
    ],
)
def test_rules_of_an_end(rule: str, starts_on: str, ends_on: str) -> None:
    plan, problems = load_plan(edit(DEFAULT, P2, P2.replace("07-31", rule), START, 'starts = "2019-11-18"\n'))
    assert plan is not None, problems
    phase = plan.dates(date(2019, 11, 18)).phases[1]
    assert (phase.starts_on.isoformat(), phase.ends_on.isoformat()) == (starts_on, ends_on)
