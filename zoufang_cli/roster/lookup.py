"""List and show operators of the roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zoufang_cli.roster import table as stored
from zoufang_cli.roster.naming import operator_named
from zoufang_cli.roster.rules import Enterprise, Filter, Listed, StatusChange
from zoufang_cli.store.connection import Store

if TYPE_CHECKING:
    from zoufang_cli.store.actor import Actor

__all__ = ["OPERATOR_TYPES", "Shown", "listed", "operator_named", "record_full_view", "show"]

OPERATOR_TYPES = {"企业": "enterprise", "个体": "sole_trader", "enterprise": "enterprise", "sole_trader": "sole_trader"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An operator with its history: status changes, (number, date, what) of visits and issues.

    `merged` has (number, name) of the operators that were merged into it.
    """

    enterprise: Enterprise
    status_changes: tuple[StatusChange, ...]
    records: tuple[tuple[str, date, str], ...]
    merged: tuple[tuple[str, str], ...]


def show(store: Store, operator_id: int) -> Shown:
    """Return everything about one operator."""
    return Shown(
        stored.enterprise(store, operator_id),
        tuple(stored.status_changes(store, operator_id)),
        tuple(stored.records_of(store, operator_id)),
        tuple(stored.merged_into(store, operator_id)),
    )


def listed(store: Store, wanted: Filter, limit: int | None) -> tuple[list[Listed], int]:
    """Return the operators that a filter lets through, at most `limit` (None: all), and how many there are in all."""
    return stored.enterprises(store, wanted, limit)


def record_full_view(store: Store, actor: Actor, command: str) -> None:
    """Put on record that telephone numbers were shown in full."""
    from zoufang_cli.store.operations import operation

    with operation(store, actor, command):
        pass
