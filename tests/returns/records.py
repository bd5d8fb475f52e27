"""Records for tests of the return, put straight into the store as the commands would leave them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from datetime import date, timedelta
from types import TracebackType

from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation

ME = Actor("测试员", date(2020, 3, 31))


def day(text: str | date) -> date:
    """Read `3.5` as 2020-03-05 and `2019-12-01` as it stands."""
    if isinstance(text, date):
        return text
    if "." in text:
        month, number = text.split(".")
        return date(2020, int(month), int(number))
    return date.fromisoformat(text)


class Records:
    """Writes records inside one operation: `with Records(store) as r: r.visit("3.5", shunda)`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers = itertools.count(1)
        self._operation = operation(store, ME, "test")

    def __enter__(self) -> Records:
        self._operation.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._operation.__exit__(kind, error, trace)

    def operator(
        self,
        name: str = "",
        *,
        operator_type: str = "enterprise",
        status: int | None = 1,
        district: str = "城东区",
        listed: str | date = "2019-11-20",
        tags: Sequence[str] = (),
        kinds: Sequence[str] = (),
        merged_into: int | None = None,
        address: str = "",
    ) -> int:
        """Add an operator to the roster."""
        number = next(self._numbers)
        return self.store.insert(
            "operator",
            {
                "number": f"YH-{number:05d}",
                "name": name or f"业户{number}",
                "normalized_name": name or f"业户{number}",
                "operator_type": operator_type,
                "status": status,
                "district": district,
                "listed_on": day(listed),
                "tags": json.dumps(list(tags)),
                "kinds": json.dumps(list(kinds)),
                "merged_into_id": merged_into,
                "address": address,
                "phone": '["13812345678"]',
            },
        )

    def status(self, operator: int, on: str | date, before: int | None, after: int | None) -> None:
        """Change an operator's status on a day."""
        row = {"operator_id": operator, "changed_on": day(on), "from_status": before, "to_status": after}
        self.store.insert("status_change", row)
        self.store.update("operator", operator, {"status": after})

    def person(self, name: str, role: str = "", since: str | None = None, until: str | None = None, **more: str) -> int:
        """Add a person, in a role when one is given."""
        person = self.store.insert("person", {"name": name, **more})
        if role:
            span = {"from_on": since and day(since), "to_on": until and day(until)}
            self.store.insert("appointment", {"person_id": person, "role": role, **span})
        return person

    def visit(self, on: str | date, *operators: int, **more: object) -> list[int]:
        """Add one trip to operators; what is not given is that of a plain done visit on site."""
        rows, trip = [], ""
        for operator in operators:
            number = f"ZF-{day(on).year}-{next(self._numbers):04d}"
            trip = trip or number
            row = {"number": number, "trip": trip, "kind": "visit", "form": "F2", "held_on": day(on), "state": "done"}
            rows.append(self.store.insert("activity", {**row, "operator_id": operator, **more}))
        return rows

    def issue(
        self,
        reported: str | date,
        *steps: tuple[str, str],
        source: str = "visit",
        outcome: str = "",
        due: str | date | None = None,
        operators: Sequence[int] = (),
        satisfaction: str = "",
        **more: object,
    ) -> int:
        """Add an issue and walk it through steps (state, day); `outcome` is that of its closing, `due` of 交办."""
        number = f"WT-{day(reported).year}-{next(self._numbers):04d}"
        walk = [("pending", reported), *steps]
        row = {"number": number, "source": source, "text": f"问题{number}", "reported_on": day(reported)}
        issue = self.store.insert("issue", {**row, "state": walk[-1][0], **more})
        before = ""
        for state, on in walk:
            due_on = day(due) if due is not None and state == "assigned" and before == "pending" else None
            self.step(issue, before, state, on, outcome if state == "closed" else "", due_on)
            before = state
        for operator in operators:
            self.store.insert("issue_party", {"issue_id": issue, "operator_id": operator})
            if satisfaction:
                self.call_back(issue, operator, walk[-1][1], satisfaction)
        return issue

    def call_back(self, issue: int, operator: int, on: str | date, satisfaction: str) -> None:
        """Add the answer that an operator gave when called back."""
        row = {"issue_id": issue, "operator_id": operator, "on": day(on), "satisfaction": satisfaction}
        self.store.insert("call_back", row)

    def step(
        self, issue: int, before: str, after: str, on: str | date, outcome: str = "", due: date | str | None = None
    ) -> None:
        """Add a step of an issue."""
        row = {"issue_id": issue, "from_state": before, "to_state": after, "outcome": outcome, "on": day(on)}
        self.store.insert("issue_step", {**row, "due_on": day(due) if due else None, "text": f"办理:{after}"})
        self.store.update("issue", issue, {"state": after, "outcome": outcome})


def days(first: str, last: str) -> list[date]:
    """Return every day of a span."""
    start = day(first)
    return [start + timedelta(number) for number in range((day(last) - start).days + 1)]
