"""What a person says of the files of one command, and what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from zoufang_cli.plan.table import start_of
from zoufang_cli.roster import table as enterprises
from zoufang_cli.roster.importing import batches
from zoufang_cli.roster.matching.matching import Rules
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person says of a file: how to read it, what it may change, and the day from which new operators count.

    `elsewhere`: a column of the mapping may be in another file of the command.
    """

    encoding: str | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    listed_on: date | None = None
    rules: Rules = field(default_factory=Rules)
    dry_run: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """What the files of one command share: the day from which their operators count, and the newest batch before them."""

    listed_from: date
    newest_batch_id: int


def shared_by_files(store: Store, actor: Actor) -> Shared:
    """Return what the files of a command share: the first ones of all count from the campaign's start, later ones from today."""
    start = start_of(store)
    first = not enterprises.any_listed(store)
    return Shared(start if first and start <= actor.today else actor.today, batches.newest_id(store))
