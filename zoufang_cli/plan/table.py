"""The campaign that a store was set up with, and the unit's own working days and days off."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from zoufang_cli.plan.rules.loading import stored_plan
from zoufang_cli.plan.rules.plan import Campaign
from zoufang_cli.store.connection import Store


def own_workdays(store: Store) -> dict[date, bool]:
    """Return the days that the unit set otherwise than the public calendar: day -> working."""
    return {
        date.fromisoformat(row["day"]): bool(row["working"]) for row in store.all("SELECT day, working FROM workday")
    }


def campaign_of(store: Store) -> Campaign:
    """Return the campaign of an open store; a process reads its plan once."""
    row = store.one("SELECT campaign, unit, role, started_on, plan_toml FROM store")
    assert row is not None
    return _campaign(*row)


@lru_cache(maxsize=2)
def _campaign(name: str, unit: str, role: str, started_on: str, plan_toml: str) -> Campaign:
    plan, start = stored_plan(plan_toml), date.fromisoformat(started_on)
    return Campaign(name, unit, role, start, plan, plan.dates(start))


def start_of(store: Store) -> date:
    """Return the first day of the store's campaign."""
    return date.fromisoformat(store.value("SELECT started_on FROM store"))
