"""Issues in the store: find, list and show them; rows to the models of issues/rules.py and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zoufang_cli.errors import NotFound, Refused
from zoufang_cli.issues.rules import OPEN_STATES, CallBack, Issue, Nature, Outcome, Party, Source, State, Step
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import clean_number

_OPEN_STATES = ", ".join(f"'{state}'" for state in State if state in OPEN_STATES)


def is_open(state: str) -> str:
    """Return the SQL that says whether a state, given as SQL, is that of an open issue."""
    return f"{state} IN ({_OPEN_STATES})"


def is_past(due_on: str, day: str) -> str:
    """Return the SQL that says whether a deadline has passed on a day: not yet on the day itself."""
    return f"{due_on} < {day}"


def is_overdue(state: str, due_on: str, day: str) -> str:
    """Return the SQL that says whether an issue is overdue on a day (`Issue.days_overdue` says the same of one)."""
    return f"({is_open(state)} AND {is_past(due_on, day)})"


# Ids rise: what has a greater one than the last reopening was written after it.
_REOPENED = """coalesce((
    SELECT max(s.id) FROM issue_step s WHERE s.issue_id = {issue} AND s.from_state = 'closed'), 0)"""

_ISSUE = f"""SELECT i.*,
    (SELECT json_group_array(json_array(p.id, e.id, e.number, e.name, c."on", c.feedback, c.satisfaction))
     FROM (SELECT * FROM issue_party WHERE issue_id = i.id ORDER BY id) p
     JOIN operator e ON e.id = p.operator_id
     LEFT JOIN call_back c ON c.id = (
        SELECT max(b.id) FROM call_back b
        WHERE b.issue_id = i.id AND b.operator_id = p.operator_id AND b.id > {_REOPENED.format(issue="i.id")})
    ) AS parties
FROM issue_row i
"""


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """Which issues to list; None asks nothing. `overdue_on`: open with a deadline before that day."""

    open: bool = False
    overdue_on: date | None = None
    state: State | None = None
    operator_id: int | None = None
    responsible_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The visit or event that an issue came from; a visit has one operator, an event none."""

    id: int
    number: str
    kind: str
    state: str
    held_on: date
    operator_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IssueDetails:
    """An issue with its history, every answer of its operators and the names of the files attached to it."""

    issue: Issue
    steps: tuple[Step, ...]
    call_backs: tuple[CallBack, ...]
    attachments: tuple[str, ...]


def find_issue(store: Store, number: str) -> Issue:
    """Return the issue with this number. Raises NotFound."""
    cleaned = clean_number(number)
    issue = issue_numbered(store, cleaned)
    if issue is None:
        raise NotFound(f"没有编号为“{cleaned}”的问题，可用 zoufang issue list 查看。")
    return issue


def show_issue(store: Store, number: str) -> IssueDetails:
    """Return an issue with its whole history."""
    with store.reading():
        issue = find_issue(store, number)
        steps, answers = steps_of(store, issue.id), call_backs_of(store, issue.id)
        files = attachments_of(store, issue.id)
    return IssueDetails(issue, tuple(steps), tuple(answers), tuple(files))


def origin_named(store: Store, number: str) -> Origin:
    """Return the visit or event with this number that was carried out. Raises NotFound or Refused."""
    cleaned = clean_number(number)
    origin = origin_numbered(store, cleaned)
    if origin is None:
        raise NotFound(f"没有编号为“{cleaned}”的走访，可用 zoufang visit list 查看。")
    if origin.state != "done":
        state = {"planned": "尚未进行", "cancelled": "已取消"}[origin.state]
        raise Refused(f"走访 {origin.number} {state}，不能由它登记问题。")
    return origin


def issue_numbered(store: Store, number: str) -> Issue | None:
    """Return the issue with a number, in either case of its letters."""
    row = store.one(_ISSUE + "WHERE i.number = :number COLLATE NOCASE", number=number)
    return None if row is None else _issue(row)


def issues_where(store: Store, conditions: IssueFilter) -> list[Issue]:
    """Return the issues that pass a filter, by the day they were reported."""
    rows = store.all(
        _ISSUE
        + f"""WHERE (NOT :open OR {is_open("i.state")})
          AND (:overdue_on IS NULL OR {is_overdue("i.state", "i.due_on", ":overdue_on")})
          AND (:state IS NULL OR i.state = :state)
          AND (:operator_id IS NULL OR EXISTS (
            SELECT 1 FROM issue_party p WHERE p.issue_id = i.id AND p.operator_id = :operator_id))
          AND (:responsible_id IS NULL OR i.responsible_id = :responsible_id)
          AND (:first IS NULL OR i.reported_on >= :first)
          AND (:last IS NULL OR i.reported_on <= :last)
        ORDER BY i.reported_on, i.number""",
        open=conditions.open,
        overdue_on=_text(conditions.overdue_on),
        state=conditions.state,
        operator_id=conditions.operator_id,
        responsible_id=conditions.responsible_id,
        first=_text(conditions.first),
        last=_text(conditions.last),
    )
    return [_issue(row) for row in rows]


def open_issue_count(store: Store) -> tuple[int, int]:
    """Return the number of open issues, and of all issues."""
    row = store.one(f"SELECT coalesce(sum({is_open('state')}), 0), count(*) FROM issue")
    assert row is not None
    return int(row[0]), int(row[1])


def steps_of(store: Store, issue_id: int) -> list[Step]:
    """Return the history of an issue, oldest first."""
    rows = store.all(
        """SELECT s."on", s.from_state, s.to_state, s.outcome, s.due_on, s.text, coalesce(p.name, '') AS person
        FROM issue_step s
        LEFT JOIN person p ON p.id = s.person_id
        WHERE s.issue_id = :issue_id
        ORDER BY s."on", s.id""",
        issue_id=issue_id,
    )
    return [
        Step(
            date.fromisoformat(row["on"]),
            State(row["from_state"]) if row["from_state"] else None,
            State(row["to_state"]),
            Outcome(row["outcome"]) if row["outcome"] else None,
            _day(row["due_on"]),
            row["text"],
            row["person"],
        )
        for row in rows
    ]


def call_backs_of(store: Store, issue_id: int) -> list[CallBack]:
    """Return every answer of the operators of an issue, oldest first."""
    rows = store.all(
        f"""SELECT c."on", e.name, c.feedback, c.satisfaction, c.id > {_REOPENED.format(issue=":issue_id")} AS current
        FROM call_back c
        JOIN operator e ON e.id = c.operator_id
        WHERE c.issue_id = :issue_id
        ORDER BY c.id""",
        issue_id=issue_id,
    )
    return [
        CallBack(date.fromisoformat(row["on"]), row["name"], row["feedback"], row["satisfaction"], bool(row["current"]))
        for row in rows
    ]


def attachments_of(store: Store, issue_id: int) -> list[str]:
    """Return the names of the files attached to an issue."""
    rows = store.all(
        "SELECT name FROM attachment WHERE tbl = 'issue' AND row_id = :issue_id ORDER BY id", issue_id=issue_id
    )
    return [row["name"] for row in rows]


def has_fresh_attachment(store: Store, issue_id: int) -> bool:
    """Tell whether a file was attached since the issue was last sent back or reopened."""
    attached = store.value(
        """SELECT 1
        FROM attachment
        WHERE tbl = 'issue' AND row_id = :issue_id
          AND added_on >= coalesce((
            SELECT max("on")
            FROM issue_step
            WHERE issue_id = :issue_id AND from_state IN ('resolved', 'closed') AND to_state = 'assigned'), '')
        LIMIT 1""",
        issue_id=issue_id,
    )
    return attached is not None


def origin_numbered(store: Store, number: str) -> Origin | None:
    """Return the visit or event with a number, in either case of its letters."""
    row = store.one(
        """SELECT id, number, kind, state, held_on, operator_id
        FROM activity
        WHERE number = :number COLLATE NOCASE""",
        number=number,
    )
    if row is None:
        return None
    operators = () if row["operator_id"] is None else (row["operator_id"],)
    return Origin(row["id"], row["number"], row["kind"], row["state"], date.fromisoformat(row["held_on"]), operators)


def last_step_on(store: Store, issue_id: int) -> date:
    """Return the day of the latest step."""
    return date.fromisoformat(
        store.value('SELECT max("on") FROM issue_step WHERE issue_id = :issue_id', issue_id=issue_id)
    )


def insert_issue(store: Store, values: Mapping[str, object], operator_ids: tuple[int, ...]) -> int:
    """Store a new issue with the operators who raised it; return its id."""
    issue_id = store.insert("issue", values)
    for operator_id in dict.fromkeys(operator_ids):
        store.insert("issue_party", {"issue_id": issue_id, "operator_id": operator_id})
    return issue_id


def insert_call_back(store: Store, issue_id: int, operator_id: int, on: date, feedback: str, satisfaction: str) -> None:
    """Store the answer of one operator of an issue."""
    store.insert(
        "call_back",
        {
            "issue_id": issue_id,
            "operator_id": operator_id,
            "on": on,
            "feedback": feedback,
            "satisfaction": satisfaction,
        },
    )


def insert_step(
    store: Store,
    issue_id: int,
    on: date,
    from_state: State | None,
    to_state: State,
    *,
    outcome: Outcome | None = None,
    due_on: date | None = None,
    text: str = "",
    person_id: int | None = None,
) -> None:
    """Store one step of an issue's history."""
    store.insert(
        "issue_step",
        {
            "issue_id": issue_id,
            "on": on,
            "from_state": from_state or "",
            "to_state": to_state,
            "outcome": outcome or "",
            "due_on": due_on,
            "text": text,
            "person_id": person_id,
        },
    )


def _issue(row: sqlite3.Row) -> Issue:
    return Issue(
        id=row["id"],
        number=row["number"],
        source=Source(row["source"]),
        nature=Nature(row["nature"]),
        category=row["category"],
        text=row["text"],
        reported_on=date.fromisoformat(row["reported_on"]),
        activity=row["activity"],
        state=State(row["state"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        measure=row["measure"],
        responsible_id=row["responsible_id"],
        responsible=row["responsible"],
        responsible_unit=row["responsible_unit"],
        due_on=_day(row["due_on"]),
        original_due_on=_day(row["original_due_on"]),
        review_on=_day(row["review_on"]),
        result=row["result"],
        referred_to=row["referred_to"],
        evidence=row["evidence"],
        resolved_on=_day(row["resolved_on"]),
        verifier_id=row["verifier_id"],
        verifier=row["verifier"],
        verified_on=_day(row["verified_on"]),
        closed_on=_day(row["closed_on"]),
        remark=row["remark"],
        parties=tuple(
            Party(key, operator_id, number, name, _day(called_back_on), feedback or "", satisfaction or "")
            for key, operator_id, number, name, called_back_on, feedback, satisfaction in json.loads(row["parties"])
        ),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
