"""Phases entered and deliverables done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from zoufang_cli.phases.rules import PhaseEntry
from zoufang_cli.store.connection import Store


@dataclass(frozen=True, slots=True)
class Done:
    """A deliverable that a person reported done."""

    id: int
    key: str
    done_on: date
    evidence: str


def entries(store: Store) -> list[PhaseEntry]:
    """Return every entry into a phase in the order of entering, withdrawn ones included."""
    rows = store.all("SELECT id, phase, entered_on, reason, missing, withdrawn_on FROM phase_entry ORDER BY id")
    return [
        PhaseEntry(
            row["id"],
            row["phase"],
            date.fromisoformat(row["entered_on"]),
            row["reason"],
            tuple(json.loads(row["missing"])),
            date.fromisoformat(row["withdrawn_on"]) if row["withdrawn_on"] else None,
        )
        for row in rows
    ]


def deliverables_done(store: Store) -> dict[str, Done]:
    """Return the deliverables reported done, by key."""
    rows = store.all("SELECT id, key, done_on, evidence FROM deliverable ORDER BY id")
    return {
        row["key"]: Done(row["id"], row["key"], date.fromisoformat(row["done_on"]), row["evidence"]) for row in rows
    }


def roster_size(store: Store) -> int:
    """Return the number of operators in the roster."""
    return int(store.value("SELECT count(*) FROM operator WHERE merged_into_id IS NULL"))
