"""Rules that lists, figures and ledgers share, on the day itself and on both sides of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.returns.records import ME, Records, day
from zoufang_cli.figures.rules.month import MonthFigures
from zoufang_cli.figures.table.counts import figures_of
from zoufang_cli.issues.rules import OPEN_STATES, State
from zoufang_cli.issues.table import IssueFilter, issues_where, open_issue_count
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.returns.actions.month import month_return
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.roster.rules import STATUS_NAMES
from zoufang_cli.store.connection import Store
from zoufang_cli.text.months import Month
from zoufang_cli.visits.table import closed_operators

END = date(2020, 3, 31)

WALKS = {
    "pending": [],
    "assigned": ["assigned"],
    "standing": ["assigned", "standing"],
    "resolved": ["assigned", "resolved"],
    "closed": ["assigned", "resolved", "closed"],
    "voided": ["assigned", "voided"],
    "reopened": ["assigned", "resolved", "closed", "assigned"],
}
AROUND = {"the day before": "3.30", "on the day": "3.31", "the day after": "4.1"}


def returned(store: Store) -> MonthReturn:
    return month_return(store, campaign_of(store), ME, Month(2020, 3), None)


def figures(store: Store, today: date = END) -> MonthFigures:
    return figures_of(store, campaign_of(store), Month(2020, 3), today)


@pytest.mark.parametrize("walk", WALKS)
@pytest.mark.parametrize("due", AROUND.values(), ids=AROUND)
def test_overdue_is_one_rule(store: Store, walk: str, due: str) -> None:
    """List, dashboard, figure, ledger and the issue itself agree: open, and the deadline lies before the day."""
    with Records(store) as r:
        steps = [(state, "3.5") for state in WALKS[walk]]
        stored = {} if walk in ("pending", "standing") else {"due_on": day(due)}
        number = r.store.value("SELECT number FROM issue WHERE id = :id", id=r.issue("3.1", *steps, due=due, **stored))
    overdue = walk in ("assigned", "resolved", "reopened") and due == "3.30"
    made = returned(store)
    row = next(row for row in made.issues if row.number == number)
    issue = issues_where(store, IssueFilter())[0]
    assert {
        "list": [issue.number for issue in issues_where(store, IssueFilter(overdue_on=END))] == [number],
        "issue": issue.days_overdue(END) == 1,
        "figure": made.figures["issues_overdue"].month == 1,
        "ledger": row.overdue,
        "remark": row.remark == "逾期",
    } == dict.fromkeys(("list", "issue", "figure", "ledger", "remark"), overdue)


@pytest.mark.parametrize("walk", WALKS)
def test_open_is_one_rule(store: Store, walk: str) -> None:
    """List, count, figure and the issue itself agree on what is open."""
    with Records(store) as r:
        r.issue("3.1", *((state, "3.5") for state in WALKS[walk]))
    state = State("assigned" if walk == "reopened" else walk)
    (issue,) = issues_where(store, IssueFilter())
    assert {
        "list": len(issues_where(store, IssueFilter(open=True))),
        "issue": issue.open,
        "count": open_issue_count(store)[0],
        "figure": figures(store)["issues_closing"].month,
    } == dict.fromkeys(("list", "issue", "count", "figure"), state in OPEN_STATES)


@pytest.mark.parametrize(
    ("resolved", "late"), [("3.9", 0), ("3.10", 0), ("3.11", 1)], ids=["the day before", "on the day", "the day after"]
)
@pytest.mark.parametrize("closed", [False, True], ids=["resolved", "closed at once"])
def test_resolved_late_is_after_the_due_day(store: Store, resolved: str, late: int, closed: bool) -> None:
    with Records(store) as r:
        r.issue("3.1", ("assigned", "3.1"), ("closed" if closed else "resolved", resolved), due="3.10")
    assert figures(store)["issues_resolved_late"].month == late
    assert figures(store)["issues_resolved"].month == 1


@pytest.mark.parametrize("status", [None, *STATUS_NAMES], ids=str)
def test_working_is_one_rule(store: Store, status: int | None) -> None:
    """营业, 整改 and no status are due a visit; every other status is closed, wherever it is asked."""
    with Records(store) as r:
        operator = r.operator(status=status)
        r.visit("3.5", operator)
    working = status in (None, 1, 3)
    found = figures(store)
    assert {
        "due": found["operators_due"].month,
        "visited": found["operators_due_visited"].cumulative,
        "closed": 1 - int(found["operators_visited_closed"].month or 0),
        "warned of": 1 - len(closed_operators(store, [operator])),
    } == dict.fromkeys(("due", "visited", "closed", "warned of"), working)
    assert found["operators_visited_cancelled"].month == (status == 6)
    assert not found.broken


@pytest.mark.parametrize("changed", AROUND.values(), ids=AROUND)
def test_a_status_counts_from_its_day(store: Store, changed: str) -> None:
    with Records(store) as r:
        operator = r.operator()
        r.visit("3.5", operator)
        r.status(operator, changed, 1, 9)
    assert figures(store)["operators_visited_closed"].month == (changed != "4.1")
    assert figures(store)["operators_due"].month == (changed == "4.1")


@pytest.mark.parametrize("listed", AROUND.values(), ids=AROUND)
def test_an_operator_counts_from_the_day_it_is_listed(store: Store, listed: str) -> None:
    with Records(store) as r:
        r.operator(listed=listed)
    assert figures(store)["operators_total"].month == (listed != "4.1")


@pytest.mark.parametrize(
    ("held", "month", "cumulative"),
    [("2.29", 0, 1), ("3.1", 1, 1), ("3.31", 1, 1), ("4.1", 0, 0), ("2019-11-17", 0, 0), ("2019-11-18", 0, 1)],
)
def test_a_visit_counts_in_the_month_of_its_day(store: Store, held: str, month: int, cumulative: int) -> None:
    with Records(store) as r:
        r.visit(held, r.operator())
    found = figures(store, date(2020, 4, 2))
    assert (found["visits"].month, found["visits"].cumulative) == (month, cumulative)
    assert len(returned(store).visits) == month


@pytest.mark.parametrize(("since", "until"), [("3.5", None), (None, "3.5"), ("3.5", "3.5"), ("3.4", "3.6")])
def test_a_leader_is_in_office_on_the_first_and_the_last_day(
    store: Store, since: str | None, until: str | None
) -> None:
    with Records(store) as r:
        r.visit("3.5", r.operator(), leader_id=r.person("王建国", "leader", since, until))
    assert figures(store)["visits_led"].month == 1


@pytest.mark.parametrize("ways", [("on_site", "telephone"), ("telephone", "on_site")])
def test_a_trip_whose_visits_differ_in_way(store: Store, ways: tuple[str, str]) -> None:
    """It is one 走访 for those on site and one 非现场联系 for the others, however they are ordered."""
    with Records(store) as r:
        rows = r.visit("3.5", r.operator(), r.operator(), r.operator())
        for row, way in zip(rows, ways, strict=False):
            r.store.update("activity", row, {"way": way})
    found = figures(store)
    counted = {key: found[key].month for key in ("visits", "visits_pairs", "contacts", "operators_visited")}
    assert counted == {"visits": 1, "visits_pairs": 2, "contacts": 1, "operators_visited": 2}
    assert not found.broken
