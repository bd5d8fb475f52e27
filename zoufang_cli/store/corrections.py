"""Corrected rows: what they change of the operators that they were taken for, and where another one stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zoufang_cli.domain.correction import Correction, changes_of
from zoufang_cli.domain.matching import Rules
from zoufang_cli.store.connection import Store
from zoufang_cli.store.former_keys import keys_of, remember_former

_KEYS = {
    "credit_code": ("credit_code",),
    "registration_no": ("registration_no",),
    "licence_digits": ("licence", "licence_digits"),
}
"""Numbers that one operator has, with the columns that go with them."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A corrected number that another operator has: it is not taken."""

    number: str
    other: str  # number and name of the other operator, '' for a row of the same file


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to become of the operator of a corrected row."""

    correction: Correction
    enterprise: str  # its number and name
    values: dict[str, Any]
    kept: tuple[tuple[str, str], ...]  # (number of the operator, column) that stay because they were edited by hand
    clashes: tuple[Clash, ...]


def plan(store: Store, corrections: Iterable[Correction], rules: Rules) -> list[Planned]:
    """Say what each correction changes; the other rows of the file are staged. Changes nothing."""
    taken: set[tuple[str, str]] = set()
    planned = []
    for one in corrections:
        held = store.one("SELECT * FROM enterprise WHERE id = :id", id=one.enterprise_id)
        assert held is not None
        changes = changes_of(one, dict(held), rules)
        clashes = []
        for key, columns in _KEYS.items():
            value = changes.values.get(key)
            if value and (clash := _clash(store, one.enterprise_id, key, value, taken)) is not None:
                clashes.append(clash)
                for column in columns:
                    del changes.values[column]
            elif value:
                taken.add((key, value))
        kept = tuple((held["number"], column) for column in changes.kept)
        planned.append(Planned(one, f"{held['number']}“{held['name']}”", changes.values, kept, tuple(clashes)))
    return planned


def apply(store: Store, planned: Sequence[Planned], on: date) -> None:
    """Write what was planned, inside an open operation; rosters go on finding the operators by what was corrected.

    `on` is the day on which a status changed.
    """
    for one in planned:
        if not one.values:
            continue
        enterprise_id = one.correction.enterprise_id
        before = keys_of(store, enterprise_id)
        if "status" in one.values:
            was = store.value("SELECT status FROM enterprise WHERE id = :id", id=enterprise_id)
            change = {"changed_on": on, "from_status": was, "to_status": one.values["status"], "note": "名册更正"}
            store.insert("status_change", {"enterprise_id": enterprise_id, **change})
        store.update("enterprise", enterprise_id, one.values)
        remember_former(store, enterprise_id, before, keys_of(store, enterprise_id))


def _clash(store: Store, enterprise_id: int, key: str, value: str, taken: set[tuple[str, str]]) -> Clash | None:
    other = store.one(
        f"""SELECT number, name
        FROM enterprise
        WHERE {key} = :value AND id <> :id AND merged_into_id IS NULL
        ORDER BY id
        LIMIT 1""",
        value=value,
        id=enterprise_id,
    )
    if other is not None:
        return Clash(value, f"{other['number']}“{other['name']}”")
    if (key, value) in taken or store.value(f"SELECT 1 FROM staged WHERE {key} = :value LIMIT 1", value=value):
        return Clash(value, "")
    return None
