"""The phases of the campaign: where it stands, what is missing, moving on (clauses P1-P3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zoufang_cli.errors import BadValue, NotFound, Refused
from zoufang_cli.figures.rules.month import MonthFigures
from zoufang_cli.figures.table.counts import figures_of
from zoufang_cli.issues.table import open_issue_count
from zoufang_cli.phases import table as stored
from zoufang_cli.phases.rules import (
    CampaignState,
    DeliverableState,
    NoNextPhase,
    PhaseView,
    may_advance,
    phase_at,
)
from zoufang_cli.plan.rules.dates import PhaseDates
from zoufang_cli.plan.rules.plan import Campaign, Check, Deliverable
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation
from zoufang_cli.text.dates import format_day


@dataclass(frozen=True, slots=True)
class Advanced:
    """A move into the next phase, with what was missing from the one left behind."""

    phase: PhaseDates
    missing: tuple[DeliverableState, ...]
    early: bool


def entered_phase(store: Store) -> str | None:
    """Return the key of the phase formally entered, or None."""
    standing = [entry for entry in stored.entries(store) if entry.withdrawn_on is None]
    return standing[-1].phase if standing else None


def view(store: Store, today: date, figures: MonthFigures | None = None) -> PhaseView:
    """Return where the campaign stands; `found` are the figures as of today, where they are known already."""
    campaign = campaign_of(store)
    position = phase_at(campaign.dates, today)
    entered = entered_phase(store)
    at_hand = campaign.plan.phases[-1 if position.state is CampaignState.OVER else 0].key
    key = entered or (position.phase.key if position.phase else at_hand)
    return PhaseView(today, position, entered, deliverables(store, campaign, key, today, figures))


def deliverables(
    store: Store, campaign: Campaign, key: str, today: date, figures: MonthFigures | None = None
) -> tuple[DeliverableState, ...]:
    """Return the state of every deliverable of one phase."""
    done = stored.deliverables_done(store)
    phase = campaign.plan.phase(key)
    assert phase is not None
    return tuple(_state(store, campaign, item, done.get(item.key), today, figures) for item in phase.deliverables)


def advance(store: Store, actor: Actor, reason: str) -> Advanced:
    """Enter the next phase, on or after its first day; earlier only with a reason.

    Records what is missing from the phase left behind. Raises Refused.
    """
    campaign = campaign_of(store)
    entered = entered_phase(store)
    try:
        move = may_advance(campaign.dates, entered, actor.today)
    except NoNextPhase as error:
        raise Refused(str(error)) from None
    last = [entry for entry in stored.entries(store) if entry.withdrawn_on is None][-1:]
    if last and actor.today < last[0].entered_on:
        raise Refused(
            f"{last[0].phase}是{format_day(last[0].entered_on)}进入的，不能在此之前（{format_day(actor.today)}）进入下一阶段。"
        )
    reason = reason.strip()
    if move.early and not reason:
        raise Refused(
            f"“{move.phase.name}”自{format_day(move.phase.starts_on)}开始，今天是{format_day(actor.today)}；"
            "提前进入须用 --reason 写明理由。"
        )
    missing: tuple[DeliverableState, ...] = ()
    if entered is not None:
        missing = tuple(i for i in deliverables(store, campaign, entered, actor.today) if i.state == "open")
    with operation(store, actor, "phase advance") as opened:
        if entered_phase(store) != entered:
            raise Refused("阶段刚刚被另一处推进，请先用 zoufang phase show 查看。")
        keys = json.dumps([item.key for item in missing])
        row = {"phase": move.phase.key, "entered_on": actor.today, "reason": reason, "missing": keys}
        store.insert("phase_entry", row)
        opened.cite(move.phase.key)
    return Advanced(move.phase, missing, move.early)


def withdraw(store: Store, actor: Actor) -> str:
    """Take back the last entry into a phase and return its key; the entry stays on record as withdrawn."""
    standing = [entry for entry in stored.entries(store) if entry.withdrawn_on is None]
    if not standing:
        raise Refused("还没有进入任何阶段，没有可撤回的。")
    last = standing[-1]
    with operation(store, actor, "phase withdraw") as opened:
        store.update("phase_entry", last.id, {"withdrawn_on": actor.today})
        opened.cite(last.phase)
    return last.phase


def deliverable_named(store: Store, text: str) -> Deliverable:
    """Return the deliverable that a key or name means; Refused when the data decides on it.

    Raises NotFound with the keys that there are.
    """
    campaign = campaign_of(store)
    item = campaign.plan.deliverable(text)
    if item is None:
        known = "、".join(deliverable.key for deliverable in campaign.plan.deliverables)
        raise NotFound(f"方案中没有任务“{text}”；可用的有：{known}。")
    if item.computed is not None:
        raise Refused(f"任务 {item.key}（{item.name}）由台账数据自动判断，不能手工登记。")
    return item


def report_done(store: Store, actor: Actor, item: Deliverable, evidence: str, done_on: date) -> str:
    """Record a deliverable as done on a day, with its evidence; return the evidence that it replaces, or ''.

    Raises BadValue without evidence, Refused when the day lies outside what has been.
    """
    campaign = campaign_of(store)
    if not evidence.strip():
        raise BadValue("依据", evidence, "不能为空，请写明文号、文件名或完成情况。")
    if done_on > actor.today:
        raise Refused(f"完成日期{format_day(done_on)}晚于今天。")
    if done_on < campaign.start:
        raise Refused(f"完成日期{format_day(done_on)}早于活动开始（{format_day(campaign.start)}）。")
    before = stored.deliverables_done(store).get(item.key)
    with operation(store, actor, "phase done") as opened:
        row = {"key": item.key, "done_on": done_on, "evidence": evidence.strip()}
        if before is None:
            store.insert("deliverable", row)
        else:
            store.update("deliverable", before.id, row)
        opened.cite(item.key)
    return before.evidence if before else ""


def _state(
    store: Store,
    campaign: Campaign,
    item: Deliverable,
    done: stored.Done | None,
    today: date,
    figures: MonthFigures | None,
) -> DeliverableState:
    if item.computed is not None:
        met, evidence = _CHECKS[item.computed](store, campaign, today, figures)
        return DeliverableState(item.key, item.name, "computed" if met else "open", evidence, True)
    if done is None:
        return DeliverableState(item.key, item.name, "open", "", False)
    return DeliverableState(item.key, item.name, "done", f"{done.evidence}({format_day(done.done_on)})", False)


def _roster_in(store: Store, campaign: Campaign, today: date, figures: MonthFigures | None) -> tuple[bool, str]:
    size = stored.roster_size(store)
    return size > 0, f"名册已有业户{size}家" if size else "名册尚未导入"


def _all_visited(store: Store, campaign: Campaign, today: date, figures: MonthFigures | None) -> tuple[bool, str]:
    if today < campaign.start:
        return False, "活动尚未开始"
    if figures is None:
        figures = figures_of(store, campaign, campaign.plan.month_of(today), today)
    due = sum(district.due for district in figures.districts)
    visited = sum(district.due_visited for district in figures.districts)
    return due > 0 and visited >= due, f"应走访{due}家，已走访{visited}家"


def _issues_closed(store: Store, campaign: Campaign, today: date, figures: MonthFigures | None) -> tuple[bool, str]:
    left, every = open_issue_count(store)
    if not every:
        return False, "尚未登记问题"
    return left == 0, f"登记问题{every}个，未销号{left}个"


_CHECKS: dict[Check, Callable[[Store, Campaign, date, MonthFigures | None], tuple[bool, str]]] = {
    Check.ROSTER_IN: _roster_in,
    Check.ALL_VISITED: _all_visited,
    Check.ISSUES_CLOSED: _issues_closed,
}
