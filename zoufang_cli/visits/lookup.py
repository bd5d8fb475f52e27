"""Find, list and show visits; nothing here writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zoufang_cli.errors import NotFound
from zoufang_cli.store.connection import Store
from zoufang_cli.visits import table
from zoufang_cli.visits.rules import RaisedIssue, Shown, Visit
from zoufang_cli.visits.table import VisitFilter

if TYPE_CHECKING:
    from zoufang_cli.plan.plan import Plan

__all__ = ["Store", "VisitFilter", "last_typed", "list_visits", "plan_of", "show_visit", "visit_named"]


def visit_named(store: Store, text: str) -> Visit:
    """Return the visit with this number. Raises NotFound."""
    visit = table.visit_numbered(store, text.strip())
    if visit is None:
        raise NotFound(f"没有编号为“{text.strip()}”的走访，可用 zoufang visit list 查看编号。")
    return visit


def last_typed(store: Store) -> Visit:
    """Return the visit that was typed last, for `--same`. Raises NotFound."""
    visit = table.last_visit(store)
    if visit is None:
        raise NotFound("还没有登记过走访，--same 没有可以沿用的内容。")
    return visit


def list_visits(store: Store, wanted: VisitFilter) -> tuple[list[Visit], dict[int, list[RaisedIssue]]]:
    """Return the visits that a filter lets through, and the issues of each by visit id."""
    with store.reading():
        found = table.visits(store, wanted)
        issues: dict[int, list[RaisedIssue]] = {}
        for issue in table.issues_of(store, [visit.id for visit in found]):
            issues.setdefault(issue.activity_id, []).append(issue)
    return found, issues


def show_visit(store: Store, number: str) -> Shown:
    """Return a visit with its trip, issues and attachments. Raises NotFound."""
    from zoufang_cli.attachments.table import attachments_of, holder_numbered

    visit = visit_named(store, number)
    trip = table.visits_of_trip(store, visit.trip)
    attached = [
        (one.number, file)
        for one in trip
        if (holder := holder_numbered(store, one.number))
        for file in attachments_of(store, holder)
    ]
    return Shown(visit, tuple(trip), tuple(table.issues_of(store, [one.id for one in trip])), tuple(attached))


def plan_of(store: Store) -> Plan:
    """Return the plan, whose names visits are shown with."""
    from zoufang_cli.plan.campaign import campaign_of

    return campaign_of(store).plan
