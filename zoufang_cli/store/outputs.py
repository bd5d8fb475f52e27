"""What was written where: tells a file that somebody edited from one that may be replaced."""

from __future__ import annotations

from typing import NamedTuple

from zoufang_cli.store.connection import Store, utc_now
from zoufang_cli.store.operations import writing


class Recorded(NamedTuple):
    """What was last written at a path: its SHA-256, and for a copy handed back that of the roster, else ''."""

    sha256: str
    copy_of: str


def recorded(store: Store, path: str) -> Recorded | None:
    """Return what was last written at a path, None when nothing was."""
    row = store.one("SELECT sha256, copy_of FROM output WHERE path = :path", path=path)
    return None if row is None else Recorded(*row)


def record(store: Store, path: str, sha256: str, *, month: str = "", copy_of: str = "") -> None:
    """Remember which month's return (2020-03), or copy of which roster, was written at a path, and what it held."""
    with writing(store):
        store.run(
            """INSERT INTO output (path, month, sha256, written_at, copy_of)
            VALUES (:path, :month, :sha256, :at, :copy_of)
            ON CONFLICT DO UPDATE SET month = excluded.month, sha256 = excluded.sha256, written_at = excluded.written_at,
                copy_of = excluded.copy_of""",
            path=path,
            month=month,
            sha256=sha256,
            at=utc_now(),
            copy_of=copy_of,
        )
        store.commit()


def is_copy(store: Store, sha256: str) -> bool:
    """Tell whether this is the content of a copy that was written here, wherever it lies now."""
    return store.value("SELECT 1 FROM output WHERE sha256 = :sha256 AND copy_of <> ''", sha256=sha256) is not None


def written_months(store: Store) -> set[str]:
    """Return the months (2020-03) whose return was ever written."""
    return {row["month"] for row in store.all("SELECT DISTINCT month FROM output WHERE month <> ''")}


def reason(store: Store, unit: str, month: str) -> str:
    """Return the reason given for a return without activity, or ''."""
    found = store.value(
        "SELECT reason FROM month_return WHERE unit = :unit AND month = :month ORDER BY version DESC LIMIT 1",
        unit=unit,
        month=month,
    )
    return str(found or "")


def set_reason(store: Store, unit: str, month: str, text: str) -> None:
    """Store the reason in the draft of a month's return. Call inside an operation."""
    draft = store.value(
        "SELECT id FROM month_return WHERE unit = :unit AND month = :month AND version = 0", unit=unit, month=month
    )
    if draft is None:
        store.insert("month_return", {"unit": unit, "month": month, "version": 0, "state": "draft", "reason": text})
    else:
        store.update("month_return", draft, {"reason": text})
