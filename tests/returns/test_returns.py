"""What each figure counts, on records in the store (docs/figures.md)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties import examples
from tests.returns.records import ME, Records, day, days
from zoufang_cli.errors import NotFound, Refused, UsageError
from zoufang_cli.figures.rules.figure import Kind
from zoufang_cli.figures.rules.month import Explanation, MonthFigures
from zoufang_cli.figures.table.counts import figures_of
from zoufang_cli.figures.table.why import explain
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.returns.actions.month import month_return
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import head_digest
from zoufang_cli.text.months import Month

MARCH = Month(2020, 3)
END = date(2020, 3, 31)


def march(store: Store, today: date = END, month: Month = MARCH) -> MonthFigures:
    return figures_of(store, campaign_of(store), month, today)


def returned(store: Store, month: Month, reason: str | None) -> MonthReturn:
    return month_return(store, campaign_of(store), ME, month, reason)


def why(store: Store, text: str, month: Month, today: date, cumulative: bool) -> Explanation:
    return explain(store, campaign_of(store), text, month, today, cumulative)


Setting = Callable[[Records], object]


def _trip_of_six(r: Records) -> None:
    r.visit("3.5", *(r.operator() for _ in range(6)), material_count=0)


def _visit_not_done(r: Records) -> None:
    for state in ("planned", "cancelled"):
        r.visit("3.5", r.operator(), state=state)


def _joint_visit(r: Records) -> None:
    r.visit("3.5", r.operator(), counted=0, material_count=5)


def _same_operator_twice(r: Records) -> None:
    shunda = r.operator()
    r.visit("2.5", shunda)
    r.visit("3.5", shunda)
    r.visit("3.6", shunda)


def _telephone(r: Records) -> None:
    r.visit("3.5", r.operator(), way="telephone", material_count=3)


def _trip_without_its_first_row(r: Records) -> None:
    rows = r.visit("3.5", r.operator(), r.operator())
    r.store.update("activity", rows[0], {"state": "cancelled"})


def _merged_operator(r: Records) -> None:
    survivor = r.operator()
    r.visit("3.5", survivor, r.operator(merged_into=survivor))


def _leader(role: str, since: str | None, until: str | None) -> Setting:
    def build(r: Records) -> None:
        leader = r.person("王建国", role, since, until)
        r.visit("3.5", r.operator(), r.operator(), leader_id=leader, form="F5")

    return build


def _sole_traders(r: Records) -> None:
    r.operator(operator_type="sole_trader")
    r.visit("3.5", r.operator(operator_type="sole_trader", tags=["走访对象"]))


def _two_passenger(r: Records) -> None:
    r.visit("3.5", r.operator(kinds=["班线客运", "维修"]), r.operator(kinds=["普通货运"]))


def _closed_after_the_visit(r: Records) -> None:
    shunda, hongyun = r.operator(), r.operator()
    r.visit("3.5", shunda, hongyun)
    r.status(shunda, "3.20", 1, 6)
    r.status(hongyun, "4.1", 1, 2)


def _status_before_the_first_change(r: Records) -> None:
    """Both changed after March: at its end one was 停业 and the other 营业."""
    r.status(r.operator(), "4.1", 2, 1)
    r.status(r.operator(), "4.2", 1, 2)


def _listed_later(r: Records) -> None:
    r.operator(listed="4.2")
    r.visit("3.5", r.operator(listed="4.2"))


def _cancelled_in_time(r: Records) -> None:
    r.operator(status=6)
    r.operator(status=None)
    r.operator(status=4)


def _before_the_start(r: Records) -> None:
    r.visit("2019-11-17", r.operator())


def _resolved_and_returned(r: Records) -> None:
    r.issue("3.1", ("assigned", "3.2"), ("resolved", "3.5"), ("assigned", "3.6"))


def _resolved_twice(r: Records) -> None:
    r.issue(
        "3.1", ("assigned", "3.2"), ("resolved", "3.5"), ("assigned", "3.6"), ("resolved", "3.7"), ("closed", "3.8")
    )


def _on_the_spot(r: Records) -> None:
    r.issue("3.1", ("closed", "3.1"), outcome="on_the_spot")


def _explained(r: Records) -> None:
    r.issue("3.1", ("assigned", "3.1"), ("resolved", "3.3"), ("closed", "3.4"), outcome="explained")


def _reopened(r: Records) -> None:
    r.issue("2.1", ("assigned", "2.1"), ("resolved", "2.3"), ("closed", "2.4"), ("assigned", "3.4"), outcome="solved")


def _voided(r: Records) -> None:
    r.issue("2.1", ("voided", "3.4"))


def _own_findings(r: Records) -> None:
    r.issue("3.1", ("assigned", "3.1"), ("resolved", "3.2"), ("closed", "3.3"), source="self_check")
    r.issue("3.1", source="inspection")


def _overdue(r: Records) -> None:
    r.issue("3.1", ("assigned", "3.1"), due="3.30")
    r.issue("3.1", ("assigned", "3.1"), due="3.31")  # the deadline is the last day: not yet
    r.issue("2.1", ("assigned", "2.1"), ("resolved", "2.20"), ("closed", "2.21"), due="2.10")


def _extended(r: Records) -> None:
    issue = r.issue("3.1", ("assigned", "3.1"), due="3.10")
    r.step(issue, "assigned", "assigned", "3.9", due="4.10")


def _standing(r: Records) -> None:
    r.issue("3.1", ("assigned", "3.1"), ("standing", "3.5"), due="3.10")


def _standing_then_resolved(r: Records) -> None:
    r.issue("3.1", ("assigned", "3.1"), ("standing", "3.5"), ("resolved", "3.20"), due="3.10")


def _resolved_late(r: Records) -> None:
    r.issue("3.1", ("assigned", "3.1"), ("resolved", "3.20"), due="3.10")


def _closed_next_month(r: Records) -> None:
    r.issue("3.1", ("assigned", "3.1"), ("resolved", "3.20"), ("closed", "4.2"), outcome="solved")


def _answers(r: Records) -> None:
    shunda = r.operator()
    r.visit("3.5", shunda, satisfaction="satisfied")
    r.visit("3.6", shunda, satisfaction="dissatisfied")
    r.visit("3.7", shunda, satisfaction="没听说过的档次")
    r.visit("2.7", shunda, satisfaction="满意")
    r.issue("3.1", ("closed", "3.9"), operators=[shunda], satisfaction="fairly")


def _answered_twice(r: Records) -> None:
    shunda = r.operator()
    issue = r.issue("2.1", ("closed", "2.9"), operators=[shunda], satisfaction="satisfied")
    r.step(issue, "closed", "assigned", "3.2")
    r.step(issue, "resolved", "closed", "3.9")
    r.call_back(issue, shunda, "3.9", "dissatisfied")


CASES: dict[str, tuple[Setting, dict[str, tuple[object, object]]]] = {
    "one trip to six operators": (_trip_of_six, {"visits": (1, 1), "visits_pairs": (6, 6), "operators_visited": (6, 6)}),
    "planned and cancelled count 0": (_visit_not_done, {"visits": (0, 0), "visits_pairs": (0, 0), "operators_visited": (0, 0)}),
    "a joint visit of another unit counts 0": (_joint_visit, {"visits": (0, 0), "material_handed_out": (0, 0)}),
    "one operator three times": (
        _same_operator_twice,
        {"visits": (2, 3), "visits_pairs": (2, 3), "operators_visited": (1, 1), "operators_first_visited": (0, 1)},
    ),
    "telephone is apart": (
        _telephone,
        {"visits": (0, 0), "visits_pairs": (0, 0), "contacts": (1, 1), "coverage_rate": (0.0, 0.0), "material_handed_out": (3, 3)},
    ),
    "a trip whose first row was cancelled": (_trip_without_its_first_row, {"visits": (1, 1), "visits_pairs": (1, 1)}),
    "merged operators are one": (
        _merged_operator,
        {"operators_total": (1, None), "visits_pairs": (1, 1), "operators_visited": (1, 1), "visits": (1, 1)},
    ),
    "led by a leader in office, whatever the form": (_leader("leader", "3.1", "3.31"), {"visits_led": (1, 1)}),
    "led by the unit's head": (_leader("head", None, None), {"visits_led": (1, 1)}),
    "appointed the day after": (_leader("leader", "3.6", None), {"visits_led": (0, 0)}),
    "no longer in office": (_leader("group_head", None, "3.4"), {"visits_led": (0, 0)}),
    "a member leads no visit": (_leader("group_member", None, None), {"visits_led": (0, 0)}),
    "sole traders by tag": (
        _sole_traders,
        {"operators_total": (2, None), "operators_due": (1, None), "operators_visited_sole_trader": (1, 1), "coverage_rate": (100.0, 100.0)},
    ),
    "两客一危": (_two_passenger, {"operators_visited_two_passenger_one_dangerous": (1, 1)}),
    "closed since the visit": (
        _closed_after_the_visit,
        {
            "operators_total": (1, None), "operators_due": (1, None), "operators_due_visited": (1, 1),
            "operators_visited": (2, 2), "operators_visited_closed": (1, None), "operators_visited_cancelled": (1, None),
            "coverage_rate": (100.0, 100.0),
        },
    ),
    "status before the first change": (_status_before_the_first_change, {"operators_total": (2, None), "operators_due": (1, None)}),
    "listed later, but visited": (_listed_later, {"operators_total": (1, None), "coverage_rate": (100.0, 100.0)}),
    "statuses": (_cancelled_in_time, {"operators_total": (2, None), "operators_due": (1, None)}),
    "before the campaign": (_before_the_start, {"visits": (0, 0), "operators_visited": (0, 0)}),
    "resolved and returned": (_resolved_and_returned, {"issues_resolved": (0, 0), "issues_closing": (1, None)}),
    "resolved again": (_resolved_twice, {"issues_resolved": (1, 1), "issues_closed": (1, 1)}),
    "立行立改": (
        _on_the_spot,
        {
            "issues_raised": (1, 1), "issues_resolved": (1, 1), "issues_closed": (1, 1), "issues_solved": (1, 1),
            "issues_on_the_spot": (1, 1), "issues_solved_rate": (100.0, 100.0), "issues_closing": (0, None),
        },
    ),
    "解释说明 is no 解决": (
        _explained,
        {"issues_closed": (1, 1), "issues_solved": (0, 0), "issues_closed_other": (1, 1), "issues_solved_rate": (0.0, 0.0)},
    ),
    "reopened": (
        _reopened,
        {"issues_opening": (0, None), "issues_reopened": (1, 1), "issues_closing": (1, None), "issues_closed": (0, 1), "issues_solved": (0, 1)},
    ),
    "voided": (_voided, {"issues_opening": (1, None), "issues_voided": (1, 1), "issues_closing": (0, None)}),
    "own findings are apart": (
        _own_findings,
        {"issues_raised": (0, 0), "issues_closed": (0, 0), "issues_found": (2, 2), "issues_found_closed": (1, 1), "issues_closing": (0, None)},
    ),
    "overdue": (_overdue, {"issues_overdue": (1, None), "issues_resolved_late": (0, 1)}),
    "extended": (_extended, {"issues_extended": (1, 1), "issues_overdue": (0, None)}),
    "长期坚持": (_standing, {"issues_standing": (1, None), "issues_overdue": (0, None), "issues_closing": (1, None)}),
    "standing has no deadline": (_standing_then_resolved, {"issues_resolved_late": (0, 0), "issues_overdue": (0, None)}),
    "resolved late": (_resolved_late, {"issues_resolved_late": (1, 1), "issues_resolved": (1, 1)}),
    "closed next month": (
        _closed_next_month,
        {"issues_closed": (0, 0), "issues_closing": (1, None), "issues_resolved": (1, 1), "issues_solved_rate": (0.0, 0.0)},
    ),
    "answers": (
        _answers,
        {"satisfaction_answers": (3, 4), "satisfaction_rate": (66.67, 75.0), "satisfaction_level_satisfied": (1, 2)},
    ),
    "each call-back is an answer of its day": (
        _answered_twice,
        {"satisfaction_answers": (1, 2), "satisfaction_level_satisfied": (0, 1), "satisfaction_level_dissatisfied": (1, 1)},
    ),
    "no answers give no rate": (_trip_of_six, {"satisfaction_answers": (0, 0), "satisfaction_rate": (None, None)}),
}  # fmt: skip


@pytest.mark.parametrize(("setting", "expected"), CASES.values(), ids=CASES)
def test_figures(store: Store, setting: Setting, expected: dict[str, tuple[object, object]]) -> None:
    with Records(store) as records:
        setting(records)
    found = march(store)
    assert {key: (found[key].month, found[key].cumulative) for key in expected} == expected
    assert not found.broken


def test_material_and_services(store: Store) -> None:
    with Records(store) as r:
        r.visit("3.5", r.operator(), material_count=20, services='["代办年审", "送证上门"]')
        r.visit("2.5", r.operator(), material_count=5, services='["代办年审"]')
    found = march(store)
    assert (found["material_handed_out"].month, found["material_handed_out"].cumulative) == (20, 25)
    assert (found["services_done"].month, found["services_done"].cumulative) == (2, 3)


def test_month_in_progress_ends_today(store: Store) -> None:
    with Records(store) as r:
        r.visit("3.5", r.operator())
        r.visit("3.20", r.operator())
    found = march(store, today=date(2020, 3, 10))
    assert found.period.data_until == date(2020, 3, 10)
    assert found["visits"].month == 1


def test_first_month_counts_from_the_start(store: Store) -> None:
    with Records(store) as r:
        r.visit("2019-11-18", r.operator())
        r.issue("2019-11-10")
    found = march(store, month=Month(2019, 11), today=END)
    assert (found["visits"].month, found["issues_opening"].month, found["issues_closing"].month) == (1, 1, 1)
    assert not found.broken


@pytest.mark.parametrize(
    ("month", "today", "words"),
    [
        (Month(2019, 10), END, "之前"),
        (Month(2020, 4), END, "还没有到"),
        (Month(2019, 11), date(2019, 11, 10), "才开始"),
    ],
    ids=["before the start", "future", "not begun"],
)
def test_months_without_a_return(store: Store, month: Month, today: date, words: str) -> None:
    with pytest.raises(Refused, match=words):
        march(store, today=today, month=month)


@pytest.mark.parametrize("today", [date(2020, 9, 5), END], ids=["after the end", "long before"])
def test_no_return_after_the_last_month(store: Store, today: date) -> None:
    with pytest.raises(Refused, match="2020年9月没有月报；最后一期是2020年8月"):
        returned(store, Month(2020, 9), None)
    with pytest.raises(Refused, match="2020年9月没有月报；最后一期是2020年8月"):
        explain(store, campaign_of(store), "visits", Month(2020, 9), today, False)


def test_a_faulty_record_breaks_an_identity(store: Store) -> None:
    with Records(store) as r:
        r.visit("3.5", r.operator(), form="F9")
    assert [one.name for one in march(store).broken] == [
        "本月走访家次＝领导大走访＋送法进企业＋上门送服务",
        "累计走访家次＝领导大走访＋送法进企业＋上门送服务",
    ]


def test_breakdowns(store: Store) -> None:
    with Records(store) as r:
        east, west = r.operator(district="城东区"), r.operator(district="城西区")
        r.operator(district="")
        r.visit("2019-12-05", east)
        r.visit("3.5", east, west)
    found = march(store)
    assert [(one.district, one.due, one.due_visited, one.pairs_month, one.pairs) for one in found.districts] == [
        ("城东区", 1, 1, 1, 2),
        ("城西区", 1, 1, 1, 1),
        ("", 1, 0, 0, 0),
    ]
    assert [(str(one.month), one.pairs, one.first_visits) for one in found.months] == [
        ("2019-11", 0, 0),
        ("2019-12", 1, 1),
        ("2020-01", 0, 0),
        ("2020-02", 0, 0),
        ("2020-03", 2, 1),
    ]


class TestReturn:
    """The return as a whole."""

    def test_reason_is_kept_with_the_draft(self, store: Store) -> None:
        made = returned(store, Month(2020, 2), None)
        assert made.zero_words == "零报告（未说明原因）"
        made = returned(store, Month(2020, 2), " 疫情防控 ")
        assert made.zero_words == "零报告，原因：疫情防控"
        assert made.digest == head_digest(store)
        count = store.value("SELECT count(*) FROM operation")
        assert returned(store, Month(2020, 2), "疫情防控").reason == "疫情防控"
        assert returned(store, Month(2020, 2), None).reason == "疫情防控"
        assert store.value("SELECT count(*) FROM operation") == count
        assert returned(store, Month(2020, 2), "春节放假").reason == "春节放假"

    def test_reason_needs_a_zero_report(self, store: Store) -> None:
        with Records(store) as r:
            r.visit("3.5", r.operator())
        with pytest.raises(Refused, match="不是零报告"):
            returned(store, MARCH, "疫情防控")

    def test_an_issue_step_is_activity(self, store: Store) -> None:
        with Records(store) as r:
            issue = r.issue("2.5", ("assigned", "2.6"))
            r.step(issue, "assigned", "assigned", "3.6")
        assert not march(store).zero

    def test_ledgers_hold_the_counted_records(self, store: Store) -> None:
        with Records(store) as r:
            wang = r.person("王建国", post="大队长", badge_no="0001")
            shunda, hongyun = r.operator("顺达公司"), r.operator("宏运公司")
            r.operator("马家车行")
            first, _ = r.visit("3.5", shunda, hongyun, satisfaction="satisfied", leader_id=wang, form="F1")
            r.store.insert("participant", {"activity_id": first, "role": "officer", "person_id": wang})
            r.store.insert("activity_item", {"activity_id": first, "kind": "policy", "key": "道路运输条例"})
            r.visit("3.6", shunda, way="telephone")
            r.visit("3.7", shunda, state="cancelled")
            r.visit("2.7", shunda)
            r.issue("3.5", operators=[shunda], activity_id=first, category="licensing")
            r.issue("2.5", ("closed", "2.6"), outcome="on_the_spot")
            r.issue("2.5", ("assigned", "2.6"), due="3.1")
        made = returned(store, MARCH, None)
        assert [(visit.operator, visit.form) for visit in made.visits] == [
            ("顺达公司", "领导大走访"),
            ("宏运公司", "领导大走访"),
            ("顺达公司", "送法进企业"),
        ]
        visit = made.visits[0]
        assert (visit.officers, visit.leader) == ("王建国 0001", "王建国")
        assert (visit.policies, visit.satisfaction) == ("道路运输条例", "满意")
        assert visit.issues.startswith("WT-2020-")
        assert made.visits[2].remark == "电话联系，不计家次"
        assert [(issue.operators, issue.state, issue.category, issue.overdue) for issue in made.issues] == [
            ("", "办理中", "", True),
            ("顺达公司", "待交办", "许可和业务办理", False),
        ]
        assert [operator.name for operator in made.unvisited] == ["马家车行"]

    def test_signers_in_office(self, store: Store) -> None:
        with Records(store) as r:
            r.person("旧负责人", "head", None, "3.1")
            r.person("新负责人", "head", "3.2")
            r.person("联络员", "liaison", phone="13812345678")
        signers = returned(store, MARCH, None).signers
        assert (signers.head, signers.reviewer, signers.filer, signers.phone) == (
            "新负责人",
            "",
            "联络员",
            "13812345678",
        )


class TestWhy:
    """The records behind a figure."""

    def test_unknown_figure_names_near_ones(self, store: Store) -> None:
        with pytest.raises(NotFound, match="visits"):
            why(store, "visit", MARCH, END, False)

    def test_a_stock_has_no_cumulative_records(self, store: Store) -> None:
        with pytest.raises(UsageError, match="“业户总数·企业”是期末数，没有累计数，请去掉 --cumulative"):
            why(store, "业户总数·企业", MARCH, END, True)

    def test_a_label_of_several_figures_lists_them(self, store: Store) -> None:
        with pytest.raises(Refused, match="“企业”对应2项数字") as caught:
            why(store, "企业", MARCH, END, False)
        assert caught.value.details == (
            "业户总数·企业（operators_total_enterprise）",
            "走访业户·企业（operators_visited_enterprise）",
        )

    def test_notes_are_names_of_the_plan(self, store: Store) -> None:
        with Records(store) as r:
            for form, level in (("F5", "satisfied"), ("F1", "基本满意"), ("F9", "")):
                r.visit("3.5", r.operator(), form=form, satisfaction=level)
        notes = [one.note for one in why(store, "visits", MARCH, END, False).records]
        assert sorted(notes) == ["F9", "上门送服务", "领导大走访"]
        notes = [one.note for one in why(store, "有效测评", MARCH, END, False).records]
        assert sorted(notes) == ["基本满意", "满意"]

    def test_records_of_a_rate(self, store: Store) -> None:
        with Records(store) as r:
            r.visit("3.5", r.operator("顺达公司"))
            r.operator("宏运公司")
        found = why(store, "覆盖率", MARCH, END, False)
        assert found.amount == 50.0
        assert [(one.operator, one.value) for one in found.records] == [("顺达公司", 1), ("宏运公司", 0)]


def _random_records(store: Store, seed: int) -> None:
    choice = random.Random(seed).choice
    spring = days("2019-11-18", "2020-04-10")
    with Records(store) as r:
        leader = r.person("王建国", "leader", "2020-01-10", "2020-03-10")
        operators = [
            r.operator(
                operator_type=choice(["enterprise", "sole_trader"]), status=choice([1, 1, 2, 3, 6, None]),
                district=choice(["城东区", "城西区", ""]), listed=choice(spring), tags=choice([[], ["走访对象"]]),
                kinds=choice([[], ["班线客运"]]),
            )
            for _ in range(12)
        ]  # fmt: skip
        r.store.update("operator", operators[0], {"merged_into_id": operators[1]})
        for operator in operators[2:5]:
            r.status(operator, choice(spring), 1, choice([2, 6, 1, None]))
        for _ in range(25):
            party = list({choice(operators) for _ in range(choice([1, 1, 2, 3]))})
            r.visit(
                choice(spring), *party, form=choice(["F1", "F2", "F5"]), state=choice(["done"] * 4 + ["cancelled", "planned"]),
                way=choice(["on_site"] * 3 + ["video"]), counted=choice([1, 1, 1, 0]), leader_id=choice([None, leader]),
                material_count=choice([0, 7]), services=choice(["[]", '["代办"]']),
                satisfaction=choice(["", "satisfied", "不满意", "?"]),
            )  # fmt: skip
        for _ in range(15):
            _random_issue(r, choice, spring, operators)


def _random_issue(r: Records, choice: Callable[..., object], spring: list[date], operators: list[int]) -> None:
    """Walk an issue at random through the states, its days rising."""
    walks = [
        [], ["assigned"], ["closed"], ["assigned", "resolved"], ["assigned", "resolved", "closed"], ["voided"],
        ["assigned", "resolved", "assigned", "resolved"], ["assigned", "standing"], ["assigned", "standing", "resolved"],
        ["assigned", "resolved", "closed", "assigned"], ["assigned", "resolved", "closed", "assigned", "resolved", "closed"],
    ]  # fmt: skip
    walk = choice(walks)
    assert isinstance(walk, list)
    on = sorted(choice(spring) for _ in range(len(walk) + 1))  # type: ignore[type-var]
    steps = [(state, when) for state, when in zip(walk, on[1:], strict=True)]
    issue = r.issue(
        on[0], *steps, source=choice(["visit", "hotline", "self_check"]), due=choice([None, *spring[::20]]),
        outcome=choice(["solved", "on_the_spot", "explained"]), operators=[choice(operators)],
        satisfaction=choice(["", "satisfied"]),
    )  # type: ignore[arg-type]  # fmt: skip
    if walk == ["assigned"]:
        r.step(issue, "assigned", "assigned", max(on), due=day("2020-04-30"))


@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.sampled_from([Month(2019, 11), Month(2020, 2), MARCH]))
def test_records_sum_to_every_figure(template, tmp_path_factory, seed: int, month: Month) -> None:  # type: ignore[no-untyped-def]
    """Whatever the records: `why` sums to the figure, identities hold, cumulative flows are sums of months."""
    import shutil

    from zoufang_cli.store.connection import open_store

    path = tmp_path_factory.mktemp("why") / "zoufang.db"
    shutil.copy(template, path)
    with open_store(path) as store:
        _random_records(store, seed)
        campaign = campaign_of(store)
        found = figures_of(store, campaign, month, date(2020, 4, 10))
        assert not found.broken, found.broken
        for figure in found.figures:
            for span in figure.spans:
                explained = explain(store, campaign, figure.key, month, date(2020, 4, 10), span == "cumulative")
                value = found[figure.key].month if span == "month" else found[figure.key].cumulative
                assert explained.amount == value
                if figure.kind is not Kind.RATE:
                    assert sum(one.value for one in explained.records) == value, (figure.key, span)
                else:
                    parts = getattr(found.parts(figure.key), span)
                    assert (sum(one.value for one in explained.records), len(explained.records)) == parts
        months = list(Month(2019, 11).through(month))
        each = [figures_of(store, campaign, one, date(2020, 4, 10)) for one in months]
        for figure in found.figures:
            if figure.kind is Kind.FLOW and not figure.internal:
                assert sum(int(one[figure.key].month or 0) for one in each) == found[figure.key].cumulative, figure.key
        for before, after in pairwise(each):
            assert before["issues_closing"].month == after["issues_opening"].month
