"""Corrected rows: what they change of the operators that they made, and where another one stands in the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zoufang_cli.roster.correction.rules import Correction, changes_of
from zoufang_cli.roster.former_keys import keys_of, remember_former
from zoufang_cli.roster.importing.staging import COLUMNS, LISTS
from zoufang_cli.store.connection import Store

_KEYS = {
    "credit_code": ("credit_code",),
    "registration_no": ("registration_no",),
    "licence_digits": ("licence", "licence_digits"),
    "normalized_name": ("name", "normalized_name", "initials"),
}
"""Keys that one operator has, with the columns that go with them."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A corrected number or name that another operator has: it is not taken. `key` is its column."""

    key: str
    value: str
    other: str  # number and name of the other operator, '' for a row of the same file


@dataclass(slots=True)
class Planned:
    """What is to become of the operator of a corrected row."""

    correction: Correction
    held: dict[str, Any]
    values: dict[str, Any]
    kept: tuple[tuple[str, str], ...]  # (number of the operator, column) that stay because they were edited by hand
    clashes: list[Clash]

    @property
    def enterprise(self) -> str:
        """Number and name of the operator."""
        return f"{self.held['number']}“{self.held['name']}”"

    @property
    def stored(self) -> dict[str, Any]:
        """The operator as it will be, lists and other columns unpacked."""
        row = {column: self.values.get(column, self.held[column]) for column in COLUMNS}
        return {key: json.loads(value) if key in (*LISTS, "extra") else value for key, value in row.items()}


def plan(store: Store, corrections: Iterable[Correction], force: bool) -> list[Planned]:
    """Say what each correction changes; the other rows of the file are staged. Changes nothing."""
    planned = []
    for one in corrections:
        row = store.one("SELECT * FROM operator WHERE id = :id", id=one.operator_id)
        assert row is not None
        held = dict(row)
        changes = changes_of(one, held, force)
        planned.append(
            Planned(one, held, changes.values, tuple((held["number"], column) for column in changes.kept), [])
        )
    while any(_give_way(store, one, planned) for one in planned):  # what one does not give up another cannot take
        pass
    return planned


def apply(store: Store, planned: Sequence[Planned], on: date) -> None:
    """Write what was planned, inside an open operation; rosters go on finding the operators by what was corrected.

    `on` is the day on which a status changed.
    """
    for one in planned:
        if not one.values:
            continue
        operator_id = one.correction.operator_id
        before = keys_of(store, operator_id)
        if "status" in one.values:
            change = {"from_status": one.held["status"], "to_status": one.values["status"], "note": "名册更正"}
            store.insert("status_change", {"operator_id": operator_id, "changed_on": on, **change})
        store.update("operator", operator_id, one.values)
        remember_former(store, operator_id, before, keys_of(store, operator_id))


def _give_way(store: Store, one: Planned, planned: Sequence[Planned]) -> bool:
    """Take the keys out of a plan that another operator has or gets; tell whether there were any."""
    found = [
        clash
        for key in _KEYS
        if key in one.values and one.values[key] and (clash := _clash(store, one, key, planned)) is not None
    ]
    for clash in found:
        for column in _KEYS[clash.key]:
            one.values.pop(column, None)
    one.clashes += found
    return bool(found)


def _clash(store: Store, one: Planned, key: str, planned: Sequence[Planned]) -> Clash | None:
    value, own_id = one.values[key], one.correction.operator_id
    leaving = {other.correction.operator_id for other in planned if other.values.get(key, value) != value}
    shown = one.values["name"] if key == "normalized_name" else value
    namesake = _NAMESAKE if key == "normalized_name" else ""
    for row in store.all(
        f"""SELECT o.id, o.number, o.name
        FROM operator o
        WHERE o.{key} = :value AND o.id <> :id AND o.merged_into_id IS NULL{namesake}
        ORDER BY o.id""",
        value=value,
        id=own_id,
        **(_namesake_of(one) if namesake else {}),
    ):
        if row["id"] not in leaving:
            return Clash(key, shown, f"{row['number']}“{row['name']}”")
    earlier = planned[: next(place for place, other in enumerate(planned) if other is one)]
    taken = any(other.values.get(key) == value and other.correction.operator_id != own_id for other in earlier)
    if key != "normalized_name" and (
        taken or store.value(f"SELECT 1 FROM staged WHERE {key} = :value LIMIT 1", value=value)
    ):
        return Clash(key, shown, "")
    return None


# Of operators without contradicting numbers one name in one district is one operator.
_NAMESAKE = """
          AND (o.district = :district OR '' IN (o.district, :district))
          AND (o.credit_code = :code OR '' IN (o.credit_code, :code))
          AND (o.licence_digits = :licence OR '' IN (o.licence_digits, :licence))"""


def _namesake_of(one: Planned) -> dict[str, Any]:
    held = {**one.held, **one.values}
    return {"district": held["district"], "code": held["credit_code"], "licence": held["licence_digits"]}
