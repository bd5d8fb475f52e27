"""The campaign at a glance: phase, coverage, issues, this month's return."""

from __future__ import annotations

from datetime import date

from zoufang_cli.dashboard.rules import Dashboard, ReturnDue
from zoufang_cli.figures.rules.month import MonthFigures, last_month
from zoufang_cli.figures.table.counts import figures_of
from zoufang_cli.issues.table import IssueFilter, issues_where
from zoufang_cli.phases import actions as phases
from zoufang_cli.phases.rules import CampaignState
from zoufang_cli.plan.rules.plan import Campaign
from zoufang_cli.plan.table import campaign_of, own_workdays
from zoufang_cli.returns.actions.month import unwritten
from zoufang_cli.store.connection import Store

# Figures since the start, and of the month, that the dashboard shows.
CUMULATIVE = (
    "visits", "visits_pairs", "operators_visited", "coverage_rate", "issues_raised", "issues_closed", "issues_solved_rate",
)  # fmt: skip
STANDING = ("operators_total", "operators_due", "issues_closing", "issues_overdue")
MONTHLY = ("visits", "visits_pairs", "issues_raised", "issues_closed")


def dashboard(store: Store, today: date) -> Dashboard:
    """Return the campaign at a glance."""
    campaign = campaign_of(store)
    counts: MonthFigures | None = None
    if today >= campaign.start:
        counts = figures_of(store, campaign, campaign.plan.month_of(today), today)
    phase = phases.view(store, today, counts)
    figures: dict[str, int | float | None] = {}
    if counts is not None:
        figures |= {key: counts.month(key) for key in STANDING}
        figures |= {key: counts.cumulative(key) for key in CUMULATIVE}
        figures |= {f"{key}_month": counts.month(key) for key in MONTHLY}
        figures["due_visited"] = sum(district.due_visited for district in counts.districts)
    overdue = issues_where(store, IssueFilter(open=True, overdue_on=today))
    due = None if phase.position.state is CampaignState.BEFORE else _due(store, campaign, today)
    return Dashboard(campaign.unit, campaign.name, today, phase, figures, tuple(overdue), due)


def _due(store: Store, campaign: Campaign, today: date) -> ReturnDue | None:
    """Return what is to be handed in next; None after the campaign's end once every month has its return."""
    month = min(campaign.plan.month_of(today), last_month(campaign))
    missing = unwritten(store, campaign, month)
    if today > campaign.dates.end and not missing:
        return None
    due = campaign.plan.due_on(month, own_workdays(store))
    return ReturnDue(
        month,
        due.day,
        (due.day - today).days,
        due.certain,
        month not in missing,
        tuple(other_month for other_month in missing if other_month != month),
    )
