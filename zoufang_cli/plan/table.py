"""The campaign that a store was set up with, and the unit's own working days and days off."""

from __future__ import annotations

from datetime import date
from weakref import WeakKeyDictionary

from zoufang_cli.plan.rules.loading import stored_plan
from zoufang_cli.plan.rules.plan import Campaign
from zoufang_cli.store.connection import Store


def own_workdays(store: Store) -> dict[date, bool]:
    """Return the days that the unit set otherwise than the public calendar: day -> working."""
    return {
        date.fromisoformat(row["day"]): bool(row["working"]) for row in store.all("SELECT day, working FROM workday")
    }


_KNOWN: WeakKeyDictionary[Store, Campaign] = WeakKeyDictionary()


def campaign_of(store: Store) -> Campaign:
    """Return the campaign of an open store; its plan is read once."""
    if store not in _KNOWN:
        _KNOWN[store] = _campaign_in(store)
    return _KNOWN[store]


def _campaign_in(store: Store) -> Campaign:
    row = store.one("SELECT campaign, unit, role, started_on, plan_toml FROM store")
    assert row is not None
    plan = stored_plan(row["plan_toml"])
    start = date.fromisoformat(row["started_on"])
    return Campaign(row["campaign"], row["unit"], row["role"], start, plan, plan.dates(start))


def start_of(store: Store) -> date:
    """Return the first day of the store's campaign."""
    return date.fromisoformat(store.value("SELECT started_on FROM store"))
