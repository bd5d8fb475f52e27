"""List people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from zoufang_cli.people import table
from zoufang_cli.people.rules import Person, Role
from zoufang_cli.store.connection import Store

if TYPE_CHECKING:
    from zoufang_cli.store.actor import Actor


def list_people(
    store: Store, with_left: bool = False, role: Role | None = None, today: date | None = None
) -> list[Person]:
    """Return the people in office; `role` keeps those who hold it on `today`."""
    found = table.all_people(store, with_left)
    if role is None or today is None:
        return found
    return [person for person in found if role in person.roles_on(today)]


def list_in_full(store: Store, actor: Actor) -> None:
    """Record that phones were shown in full."""
    from zoufang_cli.store.operations import operation

    with operation(store, actor, "person list --full"):
        pass
