"""The parts of a visit as people type them, and the rules of a visit."""

from __future__ import annotations

from datetime import date

import pytest

from zoufang_cli import resources
from zoufang_cli.errors import BadValue
from zoufang_cli.issues.rules import IssueText, SolvedText, parse_issue, parse_solved
from zoufang_cli.people.rules import Appointment, Person, Role, parse_role
from zoufang_cli.plan.rules.loading import load_plan
from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.records.rules import choice_named
from zoufang_cli.text.phones import masked_phone
from zoufang_cli.text.problem import BadText
from zoufang_cli.text.typed import split_list, typed_text
from zoufang_cli.visits import fields
from zoufang_cli.visits.rules import (
    Way,
    areas_named,
    day_fault,
    default_form,
    few_fault,
    lists_named,
    parse_answer,
    parse_service,
    visit_form_named,
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    loaded, problems = load_plan(resources.default_plan(), "默认方案")
    assert loaded is not None, problems
    return loaded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("排队久|增开窗口", SolvedText("排队久", "增开窗口", ""), id="two parts"),
        pytest.param(" 排队久 ｜增开窗口| 顺达 ", SolvedText("排队久", "增开窗口", "顺达"), id="wide bar, operator"),
    ],
)
def test_solved(text: str, expected: SolvedText) -> None:
    assert parse_solved(text) == expected


@pytest.mark.parametrize("text", ["排队久", "排队久|", "|增开窗口", "a|b|c|d", ""])
def test_solved_needs_problem_and_measure(text: str) -> None:
    with pytest.raises(BadText, match=r"问题\|措施"):
        parse_solved(text)


@pytest.mark.parametrize(
    ("text", "expected", "missing"),
    [
        pytest.param("坑槽", IssueText("坑槽", "", "", "", ""), ("措施", "责任人", "时限"), id="alone"),
        pytest.param("坑槽|修补", IssueText("坑槽", "修补", "", "", ""), ("责任人", "时限"), id="measure"),
        pytest.param("坑槽|修补|张三|3.31", IssueText("坑槽", "修补", "张三", "3.31", ""), (), id="whole"),
        pytest.param(
            "坑槽||张三||顺达", IssueText("坑槽", "", "张三", "", "顺达"), ("措施", "时限"), id="gaps and operator"
        ),
    ],
)
def test_issue(text: str, expected: IssueText, missing: tuple[str, ...]) -> None:
    parsed = parse_issue(text)
    assert parsed == expected
    assert parsed.missing == missing


@pytest.mark.parametrize("text", ["", "|修补", "a|b|c|d|e|f"])
def test_issue_needs_a_problem(text: str) -> None:
    with pytest.raises(BadText):
        parse_issue(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("满意", ("", "满意")),
        ("顺达=基本满意", ("顺达", "基本满意")),
        ("顺达＝不满意", ("顺达", "不满意")),
        ("a=b=满意", ("a=b", "满意")),
    ],
)
def test_answer(text: str, expected: tuple[str, str]) -> None:
    assert parse_answer(text) == expected


def test_answer_without_operator_is_refused() -> None:
    with pytest.raises(BadText):
        parse_answer("=满意")


def test_service() -> None:
    assert parse_service("办理年审") == ("办理年审", "")
    assert parse_service("办理年审|顺达") == ("办理年审", "顺达")
    with pytest.raises(BadText):
        parse_service("|顺达")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [("a\x1b[31mb", "a[31mb"), ("一\n二", "一 二"), ("  　x ", "x"), ("\u202e倒", "倒"), ("[/b]", "[/b]")],
)
def test_typed_text_is_cleaned(text: str, cleaned: str) -> None:
    assert typed_text("备注", text) == cleaned


@pytest.mark.parametrize("text", ["x" * 40_000, "\udce4", "a\ufffdb"], ids=["too long", "surrogate", "lost text"])
def test_typed_text_that_cannot_be_kept(text: str) -> None:
    with pytest.raises(BadText, match="备注"):
        typed_text("备注", text)


def test_split_list() -> None:
    assert split_list(["M1a，M2b", "M1a、 M3 "]) == ["M1a", "M2b", "M3"]


@pytest.mark.parametrize(("text", "way"), [("电话", Way.TELEPHONE), ("video", Way.VIDEO), (" 现场 ", Way.ON_SITE)])
def test_way(plan: Plan, text: str, way: Way) -> None:
    assert choice_named("方式", text, fields.WAY.choices_of(plan)).key == way


def test_areas_and_lists(plan: Plan) -> None:
    assert areas_named(plan, ["m1a,M2", "政策介绍"]) == ("M1a", "M2", "M1b")
    assert lists_named(plan, ["权责清单"]) == (plan.public_lists[0].key,)
    with pytest.raises(BadText, match="M9"):
        areas_named(plan, ["M9"])
    with pytest.raises(BadText, match="红头清单"):
        lists_named(plan, ["红头清单"])


def test_satisfied_is_not_part_of_unsatisfied(plan: Plan) -> None:
    assert choice_named("满意度", "满意", plan.satisfaction).key == "satisfied"
    assert choice_named("满意度", "不满意", plan.satisfaction).key == "dissatisfied"
    with pytest.raises(BadValue, match="基本满意"):
        choice_named("满意度", "好", plan.satisfaction)


@pytest.mark.parametrize(("led", "key"), [(True, "F1"), (False, "F5")])
def test_default_form(plan: Plan, led: bool, key: str) -> None:
    assert default_form(plan, led).key == key


@pytest.mark.parametrize("text", ["F3", "开门评执法"])
def test_events_are_no_visits(plan: Plan, text: str) -> None:
    with pytest.raises(BadText, match="活动"):
        visit_form_named(plan, text)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        pytest.param(date(2019, 11, 17), "早于活动开始", id="before"),
        pytest.param(date(2019, 11, 18), "", id="first day"),
        pytest.param(date(2020, 3, 5), "", id="today"),
        pytest.param(date(2020, 3, 6), "还没有到", id="tomorrow"),
    ],
)
def test_day(day: date, says: str) -> None:
    fault = day_fault(day, date(2019, 11, 18), date(2020, 3, 5))
    assert says in fault
    assert bool(says) == bool(fault)


@pytest.mark.parametrize(("officers", "reason", "refused"), [(2, "", False), (1, "", True), (1, "疫情", False)])
def test_two_officers_or_a_reason(officers: int, reason: str, refused: bool) -> None:
    assert bool(few_fault(officers, reason)) is refused


@pytest.mark.parametrize(
    ("text", "role"), [("负责同志", Role.LEADER), ("leader", Role.LEADER), ("监督员", Role.SUPERVISOR)]
)
def test_role(text: str, role: Role) -> None:
    assert parse_role(text) is role


@pytest.mark.parametrize(
    ("day", "leads"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2020, 6, 30), True),
        (date(2020, 7, 1), False),
    ],
)
def test_a_leading_post_is_held_from_day_to_day(day: date, leads: bool) -> None:
    held = (
        Appointment(1, Role.LEADER, date(2020, 1, 1), date(2020, 6, 30)),
        Appointment(2, Role.FILER, None, None),
    )
    assert Person(1, "王建国", "", "", "", "", "", False, held).leads_on(day) is leads


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("13812345678、13987654321", "138****5678、139****4321"),
        ("0971-6123456", "0971-***3456"),
        ("", ""),
        ("138****5678", "138****5678"),
    ],
)
def test_masked_phone(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown
