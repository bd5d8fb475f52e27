"""Where the campaign stands, with its records: what is shown of phases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zoufang_cli.phases.rules import PhasePosition


@dataclass(frozen=True, slots=True)
class DeliverableState:
    """One deliverable: `state` is done (a person reported it), computed (the data shows it) or open.

    `by_data` tells that the data decides; `evidence` is what was reported, or what the data says.
    """

    key: str
    name: str
    state: str
    evidence: str
    by_data: bool


@dataclass(frozen=True, slots=True)
class PhaseView:
    """Where the campaign stands on `today`; `entered` is the key of the phase formally entered, or None.

    `deliverables` are those of the phase entered, or of the present one when none was entered.
    """

    today: date
    position: PhasePosition
    entered: str | None
    deliverables: tuple[DeliverableState, ...]

    @property
    def missing(self) -> tuple[DeliverableState, ...]:
        """Return the deliverables that are still open."""
        return tuple(item for item in self.deliverables if item.state == "open")


@dataclass(frozen=True, slots=True)
class PhaseEntry:
    """A phase formally entered, with what was missing from the phase left behind (keys of deliverables)."""

    id: int
    phase: str
    entered_on: date
    reason: str
    missing: tuple[str, ...]
    withdrawn_on: date | None
