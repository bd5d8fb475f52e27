"""Issues in a real store: raising, the steps that each move leaves, and the rules that refuse one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from zoufang_cli.errors import BadValue, NotFound, Refused, ZoufangError
from zoufang_cli.figures.rules.month import Amount
from zoufang_cli.figures.table.counts import figures_of
from zoufang_cli.issues.actions import moving as moves
from zoufang_cli.issues.actions.moving import Answer, answers_of
from zoufang_cli.issues.actions.raising import IssueDraft, add_issue, raise_issue
from zoufang_cli.issues.fields import CATEGORY
from zoufang_cli.issues.rules import Issue, Outcome, State
from zoufang_cli.issues.table import IssueFilter, find_issue, issues_where, show_issue
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.records.rules import chosen
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation
from zoufang_cli.text.months import Month
from zoufang_cli.text.problem import BadText

TODAY = date(2020, 3, 10)
DAY = date(2020, 3, 5)
DUE = date(2020, 3, 31)
ME = Actor("测试", TODAY)


class World:
    """A store with two operators and two people; verbs with the arguments that do for most tests."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with operation(store, ME, "test"):
            self.zhang, self.li = (store.insert("person", {"name": name}) for name in ("张三", "李四"))
            self.shunda, self.hongyun = (
                store.insert(
                    "operator",
                    {"number": f"YH-{n:05d}", "name": name, "normalized_name": name, "listed_on": "2019-11-18"},
                )
                for n, name in enumerate(("顺达公司", "宏运公司"), 1)
            )
        self.draft = IssueDraft("检测排队时间长", DAY, (self.shunda,))
        self.terms = moves.Terms("增开周六检测", self.zhang, "检测站", DUE)

    def add(self, **changes: object) -> Issue:
        return add_issue(self.store, ME, replace(self.draft, **changes))  # type: ignore[arg-type]

    def assigned(self, **changes: object) -> Issue:
        return moves.assign(self.store, ME, self.add(**changes).number, self.terms, DAY)

    def resolved(self, **changes: object) -> Issue:
        return self.resolve(self.assigned(**changes))

    def resolve(self, issue: Issue, **changes: object) -> Issue:
        resolution = replace(moves.Resolution("已增开", "公告照片"), **changes)  # type: ignore[arg-type]
        return moves.resolve(self.store, ME, issue.number, resolution, date(2020, 3, 7))

    def closed(self, **changes: object) -> Issue:
        return self.close(self.resolved(**changes))

    def close(self, issue: Issue, **changes: object) -> Issue:
        answers = {party.operator_id: Answer("好", "satisfied") for party in issue.parties}
        closing = replace(moves.Closing(self.li, "", answers), **changes)  # type: ignore[arg-type]
        return moves.close(self.store, ME, issue.number, closing, date(2020, 3, 9))

    def steps(self, issue: Issue) -> list[tuple[str, str, str]]:
        return [
            (step.on.isoformat()[5:], step.from_state or "", step.to_state)
            for step in show_issue(self.store, issue.number).steps
        ]

    def counts(self) -> tuple[int, ...]:
        tables = ("issue", "issue_party", "call_back", "issue_step", "operation", "change")
        return tuple(self.store.value(f"SELECT count(*) FROM {table}") for table in tables)


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


# ---- raising


def test_a_raised_issue_is_pending_under_the_year_it_was_reported(world: World) -> None:
    issue = world.add()
    assert (issue.number, issue.state, issue.parties[0].name) == ("WT-2020-0001", State.PENDING, "顺达公司")
    assert world.add(reported_on=date(2019, 12, 30)).number == "WT-2019-0001"
    assert world.steps(issue) == [("03-05", "", "pending")]


def test_all_three_assign_at_once(world: World) -> None:
    issue = world.add(measure="增开", responsible_id=world.zhang, due_on=DUE)
    assert (issue.state, issue.due_on, issue.original_due_on) == (State.ASSIGNED, DUE, DUE)
    assert world.steps(issue) == [("03-05", "", "pending"), ("03-05", "pending", "assigned")]
    assert [step.due_on for step in show_issue(world.store, issue.number).steps] == [None, DUE]


@pytest.mark.parametrize("lacking", ["measure", "responsible_id", "due_on"])
def test_two_of_three_stay_pending_and_are_kept(world: World, lacking: str) -> None:
    given = {"measure": "增开", "responsible_id": world.zhang, "due_on": DUE}
    issue = world.add(**{key: value for key, value in given.items() if key != lacking})
    assert issue.state is State.PENDING
    assert {key for key in given if getattr(issue, key)} == given.keys() - {lacking}


def test_on_the_spot_closes_at_once(world: World) -> None:
    issue = world.add(on_the_spot=True, measure="当场演示", evidence="照片", feedback="好", satisfaction="satisfied")
    assert (issue.state, issue.outcome) == (State.CLOSED, Outcome.ON_THE_SPOT)
    assert issue.reported_on == issue.resolved_on == issue.closed_on == issue.parties[0].called_back_on == DAY
    assert (issue.evidence, issue.result, issue.parties[0].satisfaction) == ("照片", "当场演示", "satisfied")
    last = show_issue(world.store, issue.number).steps[-1]
    assert (last.from_state, last.to_state, last.outcome) == (State.PENDING, State.CLOSED, Outcome.ON_THE_SPOT)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "  "}, "问题描述"),
        ({"reported_on": date(2020, 3, 11)}, "反映日期2020年3月11日晚于今天"),
        ({"operator_ids": ()}, "来源为走访的问题须写明反映问题的业户"),
        ({"due_on": date(2020, 3, 4)}, "完成时限2020年3月4日早于反映日期2020年3月5日"),
        ({"on_the_spot": True}, "立行立改须有整改措施、佐证材料"),
        ({"on_the_spot": True, "measure": "演示"}, "立行立改须有佐证材料"),
    ],
    ids=["text", "future", "operator", "deadline", "measure and evidence", "evidence"],
)
def test_a_draft_is_refused_and_nothing_stored(world: World, changes: dict[str, object], sentence: str) -> None:
    before = world.counts()
    with pytest.raises(ZoufangError, match=sentence):
        world.add(**changes)
    assert world.counts() == before
    assert world.add().number == "WT-2020-0001"


@pytest.mark.parametrize("source", ["self_check", "inspection", "review", "open_day", "hotline"])
def test_not_every_source_names_an_operator(world: World, source: str) -> None:
    assert world.add(source=source, operator_ids=()).parties == ()


def test_raise_issue_works_inside_another_operation(world: World) -> None:
    with operation(world.store, ME, "visit add") as op:
        numbers = [raise_issue(world.store, op, ME, world.draft) for _ in range(2)]
    assert numbers == ["WT-2020-0001", "WT-2020-0002"]
    assert world.store.value("SELECT command FROM operation ORDER BY seq DESC") == f"visit add {' '.join(numbers)}"


# ---- assigning


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ((), "具体措施、责任人员、完成时限"),
        (("measure",), "责任人员、完成时限"),
        (("measure", "due_on"), "责任人员"),
        (("responsible_id", "due_on"), "具体措施"),
        (("measure", "responsible_id"), "完成时限"),
    ],
    ids=["nothing", "measure", "no person", "no measure", "no deadline"],
)
def test_assigning_names_what_is_missing(world: World, given: tuple[str, ...], missing: str) -> None:
    issue = world.add()
    terms = moves.Terms(**{key: getattr(world.terms, key) for key in given})
    with pytest.raises(Refused, match=f"还没有明确{missing}。"):
        moves.assign(world.store, ME, issue.number, terms, DAY)
    assert find_issue(world.store, issue.number) == issue


def test_what_is_stored_counts_for_assigning(world: World) -> None:
    issue = world.add(measure="增开", due_on=DUE)
    assigned = moves.assign(world.store, ME, issue.number, moves.Terms(responsible_id=world.zhang), TODAY)
    assert (assigned.state, assigned.measure, assigned.due_on) == (State.ASSIGNED, "增开", DUE)
    assert show_issue(world.store, issue.number).steps[-1].due_on == DUE


def test_a_standing_issue_has_a_review_in_place_of_a_deadline(world: World) -> None:
    review = date(2020, 6, 30)
    issue = moves.assign(world.store, ME, world.add().number, moves.Terms("会商", world.zhang, review_on=review), DAY)
    assert (issue.state, issue.due_on, issue.review_on) == (State.STANDING, None, review)
    assert issue.days_overdue(date(2020, 7, 10)) == 0
    with pytest.raises(Refused, match="完成时限"):
        moves.assign(world.store, ME, issue.number, moves.Terms(measure="再议"), TODAY)
    issue = moves.assign(world.store, ME, issue.number, moves.Terms(due_on=DUE), TODAY)
    assert (issue.state, issue.due_on, issue.review_on) == (State.ASSIGNED, DUE, None)


def test_an_assigned_issue_changes_hands_but_not_its_deadline(world: World) -> None:
    issue = world.assigned()
    with pytest.raises(Refused, match="zoufang issue extend"):
        moves.assign(world.store, ME, issue.number, moves.Terms(due_on=date(2020, 4, 30)), TODAY)
    with pytest.raises(Refused, match="没有给出要调整的措施或责任人"):
        moves.assign(world.store, ME, issue.number, moves.Terms(), TODAY)
    issue = moves.assign(world.store, ME, issue.number, moves.Terms(responsible_id=world.li), TODAY)
    assert (issue.responsible, issue.due_on) == ("李四", DUE)
    assert show_issue(world.store, issue.number).steps[-1].due_on is None


def test_extending_keeps_the_original_deadline(world: World) -> None:
    later = DUE + timedelta(days=15)
    issue = moves.extend(world.store, ME, world.assigned().number, later, "等批复", TODAY)
    assert (issue.due_on, issue.original_due_on) == (later, DUE)
    assert show_issue(world.store, issue.number).steps[-1].due_on == later
    with pytest.raises(Refused, match="应晚于"):
        moves.extend(world.store, ME, issue.number, later, "再等", TODAY)


# ---- resolving, verifying, returning


def test_resolving_and_returning(world: World) -> None:
    issue = world.resolved()
    assert (issue.state, issue.outcome, issue.resolved_on) == (State.RESOLVED, Outcome.SOLVED, date(2020, 3, 7))
    issue = moves.verify(world.store, ME, issue.number, world.li, date(2020, 3, 8))
    assert (issue.state, issue.verifier, issue.verified_on) == (State.RESOLVED, "李四", date(2020, 3, 8))
    issue = moves.send_back(world.store, ME, issue.number, "未开通", None, date(2020, 3, 9))
    assert (issue.state, issue.due_on, issue.outcome) == (State.ASSIGNED, DUE, None)
    assert (issue.resolved_on, issue.verifier_id, issue.verified_on, issue.evidence) == (None, None, None, "")
    assert [step.text for step in show_issue(world.store, issue.number).steps[-3:]] == [
        "已增开（佐证：公告照片）",
        "核验通过",
        "退回：未开通",
    ]


def test_a_standing_issue_sent_back_needs_a_deadline(world: World) -> None:
    terms = moves.Terms("会商", world.zhang, review_on=DUE)
    issue = world.resolve(moves.assign(world.store, ME, world.add().number, terms, DAY))
    with pytest.raises(Refused, match="--deadline"):
        moves.send_back(world.store, ME, issue.number, "不够", None, TODAY)
    issue = moves.send_back(world.store, ME, issue.number, "不够", DUE, TODAY)
    assert (issue.due_on, issue.original_due_on, issue.review_on) == (DUE, DUE, None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"outcome": Outcome.REFERRED}, "--referred-to"),
        ({"referred_to": "市局"}, "--outcome"),
        ({"outcome": Outcome.ON_THE_SPOT}, "--on-the-spot"),
        ({"result": " "}, "完成情况不能为空"),
    ],
    ids=["to whom", "not referred", "on the spot", "no result"],
)
def test_a_resolution_is_refused(world: World, changes: dict[str, object], sentence: str) -> None:
    issue = world.assigned()
    with pytest.raises(Refused, match=sentence):
        world.resolve(issue, **changes)
    assert find_issue(world.store, issue.number) == issue


def test_nobody_verifies_his_own_work(world: World) -> None:
    with pytest.raises(Refused, match=r"核验人不能是责任人（张三）"):
        moves.verify(world.store, ME, world.resolved().number, world.zhang, TODAY)


# ---- closing


def test_closing(world: World) -> None:
    issue = world.closed()
    assert (issue.state, issue.closed_on, issue.verifier) == (State.CLOSED, date(2020, 3, 9), "李四")
    assert (issue.verified_on, issue.parties[0].called_back_on) == (date(2020, 3, 9), date(2020, 3, 9))
    last = show_issue(world.store, issue.number).steps[-1]
    assert (last.from_state, last.to_state, last.outcome) == (State.RESOLVED, State.CLOSED, Outcome.SOLVED)


@pytest.mark.parametrize(
    ("resolution", "closing", "missing"),
    [
        ({"evidence": ""}, {}, "还缺佐证材料。"),
        ({}, {"verifier_id": None}, "还缺核验人。"),
        ({}, {"answers": {}}, "还缺业户反馈（顺达公司、宏运公司）。"),
        (
            {"evidence": ""},
            {"verifier_id": None, "answers": {}},
            "还缺佐证材料、核验人、业户反馈（顺达公司、宏运公司）。",
        ),
    ],
    ids=["evidence", "verifier", "answers", "everything"],
)
def test_closing_names_what_is_missing(
    world: World, resolution: dict[str, object], closing: dict[str, object], missing: str
) -> None:
    issue = world.resolve(world.assigned(operator_ids=(world.shunda, world.hongyun)), **resolution)
    before = world.counts()
    with pytest.raises(Refused, match=missing):
        world.close(issue, **closing)
    assert (find_issue(world.store, issue.number), world.counts()) == (issue, before)


def test_the_responsible_person_does_not_close(world: World) -> None:
    with pytest.raises(Refused, match="责任人以外的核验人"):
        world.close(world.resolved(), verifier_id=world.zhang)


def test_an_issue_without_operators_needs_no_answer(world: World) -> None:
    assert world.closed(source="self_check", operator_ids=()).state is State.CLOSED


def attach(world: World, issue: Issue, on: date) -> None:
    row = {"tbl": "issue", "row_id": issue.id, "number": issue.number, "name": "照片.jpg", "path": "x", "sha256": "0"}
    with operation(world.store, ME, "attach"):
        world.store.insert("attachment", {**row, "size_bytes": 1, "added_on": on})


def test_an_attachment_is_evidence_until_the_issue_is_sent_back(world: World) -> None:
    issue = world.resolve(world.assigned(), evidence="")
    attach(world, issue, date(2020, 3, 7))
    assert show_issue(world.store, issue.number).attachments == ("照片.jpg",)
    moves.send_back(world.store, ME, issue.number, "看不清", None, date(2020, 3, 8))
    moves.resolve(world.store, ME, issue.number, moves.Resolution("重拍"), date(2020, 3, 8))
    with pytest.raises(Refused, match="还缺佐证材料。"):
        world.close(issue)
    attach(world, issue, date(2020, 3, 8))
    assert world.close(issue).state is State.CLOSED


@pytest.mark.parametrize("day", [date(2020, 3, 6), date(2020, 3, 10)], ids=["before resolved", "after closed"])
def test_the_call_back_lies_between_resolving_and_closing(world: World, day: date) -> None:
    with pytest.raises(Refused, match=r"回访日期.*应在2020年3月7日办结之日至2020年3月9日销号之日之间"):
        world.close(world.resolved(), called_back_on=day)


# ---- reopening, voiding


def test_reopening_clears_the_closing_and_keeps_it_in_the_history(world: World) -> None:
    issue = moves.reopen(world.store, ME, world.closed().number, "反弹", moves.Terms(), TODAY)
    assert (issue.state, issue.due_on, issue.outcome, issue.closed_on) == (State.ASSIGNED, DUE, None, None)
    assert (issue.resolved_on, issue.verifier_id, issue.evidence, issue.parties[0].answered) == (None, None, "", False)
    assert world.steps(issue)[-3:] == [
        ("03-07", "assigned", "resolved"),
        ("03-09", "resolved", "closed"),
        ("03-10", "closed", "assigned"),
    ]
    texts = [step.text for step in show_issue(world.store, issue.number).steps]
    assert "已增开（佐证：公告照片）" in texts
    assert "核验通过，销号；顺达公司：好" in texts


def test_the_answers_of_every_closing_stay_on_record(world: World) -> None:
    issue = world.resolved(operator_ids=(world.shunda, world.hongyun))
    world.close(issue, answers={world.shunda: Answer("好", "satisfied"), world.hongyun: Answer("还行", "")})
    before = show_issue(world.store, issue.number)
    assert [(one.name, one.on, one.feedback, one.satisfaction, one.current) for one in before.call_backs] == [
        ("顺达公司", date(2020, 3, 9), "好", "satisfied", True),
        ("宏运公司", date(2020, 3, 9), "还行", "", True),
    ]
    later = Actor("测试", date(2020, 4, 10))
    moves.reopen(world.store, later, issue.number, "反弹", moves.Terms(due_on=date(2020, 4, 30)), date(2020, 4, 1))
    reopened = show_issue(world.store, issue.number)
    assert [party.answered for party in reopened.issue.parties] == [False, False]
    assert reopened.call_backs == tuple(replace(one, current=False) for one in before.call_backs)
    moves.resolve(world.store, later, issue.number, moves.Resolution("再办", "照片"), date(2020, 4, 8))
    again = {world.shunda: Answer("", "dissatisfied"), world.hongyun: Answer("好", "satisfied")}
    moves.close(world.store, later, issue.number, moves.Closing(world.li, "", again), date(2020, 4, 10))
    closed = show_issue(world.store, issue.number)
    assert [(party.called_back_on, party.feedback, party.satisfaction) for party in closed.issue.parties] == [
        (date(2020, 4, 10), "", "dissatisfied"),
        (date(2020, 4, 10), "好", "satisfied"),
    ]
    assert closed.call_backs[:2] == reopened.call_backs
    assert [(one.name, one.satisfaction, one.current) for one in closed.call_backs[2:]] == [
        ("顺达公司", "dissatisfied", True),
        ("宏运公司", "satisfied", True),
    ]


def test_a_month_that_was_reported_keeps_its_answers(world: World) -> None:
    def march() -> dict[str, Amount]:
        campaign = campaign_of(world.store)
        amounts = figures_of(world.store, campaign, Month(2020, 3), date(2020, 4, 30)).amounts
        return {key: amount for key, amount in amounts.items() if key.startswith("satisfaction")}

    issue, later = world.closed(), Actor("测试", date(2020, 4, 10))
    reported = march()
    assert reported["satisfaction_level_satisfied"].month == 1
    moves.reopen(world.store, later, issue.number, "反弹", moves.Terms(due_on=later.today), later.today)
    assert march() == reported
    moves.resolve(world.store, later, issue.number, moves.Resolution("再办", "照片"), later.today)
    answers = {world.shunda: Answer("", "dissatisfied")}
    moves.close(world.store, later, issue.number, moves.Closing(world.li, "", answers), later.today)
    assert march() == reported


def test_an_answer_on_the_spot_is_a_call_back(world: World) -> None:
    spot = world.add(on_the_spot=True, measure="当场演示", evidence="照片", feedback="好", satisfaction="satisfied")
    (answer,) = show_issue(world.store, spot.number).call_backs
    assert (answer.on, answer.feedback, answer.satisfaction) == (DAY, "好", "satisfied")
    silent = world.add(on_the_spot=True, measure="当场演示", evidence="照片")
    assert show_issue(world.store, silent.number).call_backs == ()


def test_reopening_past_the_deadline_needs_a_new_one(world: World) -> None:
    number = world.closed().number
    late = Actor("测试", date(2020, 5, 1))
    with pytest.raises(Refused, match="原定时限2020年3月31日已过"):
        moves.reopen(world.store, late, number, "反弹", moves.Terms(), late.today)
    issue = moves.reopen(world.store, late, number, "反弹", moves.Terms(due_on=date(2020, 5, 20)), late.today)
    assert (issue.due_on, issue.original_due_on) == (date(2020, 5, 20), DUE)


def test_reopening_what_was_solved_on_the_spot_needs_all_three(world: World) -> None:
    issue = world.add(on_the_spot=True, measure="当场演示", evidence="照片")
    with pytest.raises(Refused, match="还没有明确责任人员、完成时限"):
        moves.reopen(world.store, ME, issue.number, "反弹", moves.Terms(), TODAY)
    assert moves.reopen(world.store, ME, issue.number, "反弹", world.terms, TODAY).measure == "增开周六检测"


def test_voiding(world: World) -> None:
    issue = moves.void(world.store, ME, world.assigned().number, "重复登记", TODAY)
    assert (issue.state, world.steps(issue)[-1]) == (State.VOIDED, ("03-10", "assigned", "voided"))
    assert world.add().number == "WT-2020-0002"


# ---- rules of every move

Act = Callable[[World, str, date], object]
ACTS: dict[str, Act] = {
    "assign": lambda world, number, on: moves.assign(world.store, ME, number, world.terms, on),
    "progress": lambda world, number, on: moves.report_progress(world.store, ME, number, "商定", on),
    "extend": lambda world, number, on: moves.extend(world.store, ME, number, date(2020, 4, 15), "等批复", on),
    "resolve": lambda world, number, on: moves.resolve(world.store, ME, number, moves.Resolution("好"), on),
    "verify": lambda world, number, on: moves.verify(world.store, ME, number, world.li, on),
    "return": lambda world, number, on: moves.send_back(world.store, ME, number, "未办", None, on),
    "close": lambda world, number, on: moves.close(world.store, ME, number, moves.Closing(), on),
    "reopen": lambda world, number, on: moves.reopen(world.store, ME, number, "反弹", moves.Terms(), on),
    "void": lambda world, number, on: moves.void(world.store, ME, number, "重复", on),
}
READY: dict[str, Callable[[World], Issue]] = {
    "assign": World.add,
    "progress": World.assigned,
    "extend": World.assigned,
    "resolve": World.assigned,
    "verify": World.resolved,
    "return": World.resolved,
    "close": World.resolved,
    "reopen": World.closed,
    "void": World.assigned,
}


@pytest.mark.parametrize("verb", ACTS)
def test_no_step_in_the_future_or_before_the_last_one(world: World, verb: str) -> None:
    issue = READY[verb](world)
    last = show_issue(world.store, issue.number).steps[-1].on
    before = world.counts()
    with pytest.raises(Refused, match="晚于今天"):
        ACTS[verb](world, issue.number, TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="反映日期" if last == DAY else "上一步办理的日期"):
        ACTS[verb](world, issue.number, last - timedelta(days=1))
    assert world.counts() == before


@pytest.mark.parametrize("verb", ACTS)
def test_a_voided_issue_cannot_be_moved(world: World, verb: str) -> None:
    issue = moves.void(world.store, ME, world.add().number, "重复", TODAY)
    with pytest.raises(Refused, match=rf"{issue.number} 现为“已作废”"):
        ACTS[verb](world, issue.number, TODAY)


@pytest.mark.parametrize("verb", ACTS)
def test_an_unknown_number_is_not_found(world: World, verb: str) -> None:
    with pytest.raises(NotFound, match="WT-2020-0099"):
        ACTS[verb](world, "WT-2020-0099", TODAY)


def test_an_illegal_move_names_what_is_possible(world: World) -> None:
    with pytest.raises(Refused, match=r"现为“待交办”，不能销号；现在可以：交办（assign）、作废（void）。"):
        ACTS["close"](world, world.add().number, TODAY)


@pytest.mark.parametrize("verb", ["assign", "extend", "return", "reopen"])
def test_no_deadline_before_the_day_of_the_move(world: World, verb: str) -> None:
    late = Actor("测试", date(2020, 6, 1))
    number, due = READY[verb](world).number, date(2020, 5, 31)
    terms = replace(world.terms, due_on=due)
    acts: dict[str, Callable[[], object]] = {
        "assign": lambda: moves.assign(world.store, late, number, terms, late.today),
        "extend": lambda: moves.extend(world.store, late, number, due, "等", late.today),
        "return": lambda: moves.send_back(world.store, late, number, "未办", due, late.today),
        "reopen": lambda: moves.reopen(world.store, late, number, "反弹", terms, late.today),
    }
    with pytest.raises(Refused, match="完成时限2020年5月31日早于办理日期2020年6月1日"):
        acts[verb]()


# ---- answers, categories, lists


@pytest.mark.parametrize(
    ("feedback", "satisfaction", "expected"),
    [
        (["好"], [], {"顺达": ("好", ""), "宏运": ("好", "")}),
        (["顺达=好", "宏运＝还行"], [], {"顺达": ("好", ""), "宏运": ("还行", "")}),
        (["好", "YH-00002=还行"], ["基本满意"], {"顺达": ("好", "fairly"), "宏运": ("还行", "fairly")}),
        ([], ["宏运公司=satisfied"], {"宏运": ("", "satisfied")}),
    ],
    ids=["all", "each", "all but one", "level of one"],
)
def test_answers(
    world: World, feedback: list[str], satisfaction: list[str], expected: dict[str, tuple[str, str]]
) -> None:
    issue = world.add(operator_ids=(world.shunda, world.hongyun))
    ids = {"顺达": world.shunda, "宏运": world.hongyun}
    found = answers_of(world.store, campaign_of(world.store).plan, issue, feedback, satisfaction)
    assert found == {ids[name]: Answer(*answer) for name, answer in expected.items()}


@pytest.mark.parametrize(
    ("operators", "feedback", "satisfaction", "sentence"),
    [
        (2, ["马家=好"], [], "等号前应是反映问题 WT-2020-0001 的一户：顺达公司、宏运公司"),
        (2, ["公司=好"], [], "等号前"),
        (2, [], ["凑合"], "满意、基本满意、不满意"),
        (0, ["好"], [], "没有登记业户"),
    ],
    ids=["stranger", "several", "level", "none"],
)
def test_answers_refused(
    world: World, operators: int, feedback: list[str], satisfaction: list[str], sentence: str
) -> None:
    issue = world.add(source="review", operator_ids=(world.shunda, world.hongyun)[:operators])
    with pytest.raises((ZoufangError, BadText), match=sentence):
        answers_of(world.store, campaign_of(world.store).plan, issue, feedback, satisfaction)


def test_categories_are_those_of_the_plan(world: World) -> None:
    plan = campaign_of(world.store).plan
    assert [chosen(CATEGORY, text, plan).key for text in ("执法行为", "安全")] == ["enforcement", "safety"]
    with pytest.raises(BadValue, match="政策法规、"):
        chosen(CATEGORY, "杂项", plan)


def test_filters(world: World) -> None:
    first = world.add(reported_on=date(2020, 2, 1)).number
    second = world.assigned(operator_ids=(world.hongyun,)).number
    third = world.closed().number

    def listed(**wanted: object) -> list[str]:
        return [issue.number for issue in issues_where(world.store, IssueFilter(**wanted))]  # type: ignore[arg-type]

    assert listed() == [first, second, third]
    assert listed(open=True) == [first, second]
    assert listed(state=State.CLOSED) == [third]
    assert listed(overdue_on=date(2020, 3, 31)) == []
    assert listed(overdue_on=date(2020, 4, 1)) == [second]
    assert listed(operator_id=world.hongyun) == [second]
    assert listed(responsible_id=world.zhang) == [second, third]
    assert listed(first=date(2020, 2, 1), last=date(2020, 2, 29)) == [first]
