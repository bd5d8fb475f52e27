"""The unit's own working days and days off."""

from __future__ import annotations

from datetime import date

from zoufang_cli.store.connection import Store


def own_workdays(store: Store) -> dict[date, bool]:
    """Return the days that the unit set otherwise than the public calendar: day -> working."""
    return {
        date.fromisoformat(row["day"]): bool(row["working"]) for row in store.all("SELECT day, working FROM workday")
    }
