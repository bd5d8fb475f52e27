"""Where a campaign stands by its dates and its records, and whether it may move on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zoufang_cli.plan.rules.dates import PhaseDates, PlanDates


class CampaignState(StrEnum):
    """Whether a day lies before, within or after the campaign."""

    BEFORE = "before"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class PhasePosition:
    """The phase of a day (None outside the campaign).

    `days_left`: running, the days from today to the phase's last one (0 on the last day itself); before, the
    days to the campaign's start; over, 0.
    """

    state: CampaignState
    phase: PhaseDates | None
    days_left: int


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


@dataclass(frozen=True, slots=True)
class Advance:
    """The next phase to enter; `early` when its day has not come, so that a reason is needed."""

    phase: PhaseDates
    starts_on: date
    early: bool


class NoNextPhase(ValueError):
    """There is no phase to move on to; `str()` is a Chinese sentence."""


def phase_at(dates: PlanDates, today: date) -> PhasePosition:
    """Return where the campaign stands on a day; a later day never gives an earlier phase."""
    if today < dates.start:
        return PhasePosition(CampaignState.BEFORE, None, (dates.start - today).days)
    if today > dates.end:
        return PhasePosition(CampaignState.OVER, None, 0)
    phase = next(phase for phase in dates.phases if today <= phase.ends_on)
    return PhasePosition(CampaignState.RUNNING, phase, (phase.ends_on - today).days)


def may_advance(dates: PlanDates, entered: str | None, today: date) -> Advance:
    """Return the phase that follows the one formally entered (None: none yet), one at a time.

    Raise NoNextPhase after the last one, or for a phase that the plan does not have.
    """
    keys = [phase.key for phase in dates.phases]
    if entered is not None and entered not in keys:
        raise NoNextPhase(f"方案中没有代码为“{entered}”的阶段。")
    number = 0 if entered is None else keys.index(entered) + 1
    if number == len(keys):
        raise NoNextPhase(f"已进入最后阶段（{dates.phases[-1].name}），没有下一阶段。")
    phase = dates.phases[number]
    return Advance(phase, phase.starts_on, today < phase.starts_on)
