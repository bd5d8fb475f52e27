"""`report --month` for a month of 2,000 visits: alone, and in a large store; the dashboard of the large store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.bench.timing import Line, Unit, best, compared, zoufang
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store, open_store
from zoufang_cli.store.ids import new_ids
from zoufang_cli.store.operations import operation

MONTH = 2_000
OPERATORS = 5_000
END = date(2020, 3, 31)


def fill(store: Store, before: int) -> None:
    """Put in OPERATORS operators, MONTH visits of March 2020 and `before` visits of the months before."""
    with operation(store, Actor("某", END), "bench"):
        base = new_ids(OPERATORS)
        store.connection.executemany(
            "INSERT INTO operator (id, number, name, normalized_name, district, listed_on) VALUES (?, ?, ?, ?, ?, '2019-11-18')",
            [(base + n, f"YH-{n:05d}", f"第{n}运输公司", f"第{n}运输", f"{n % 9}区") for n in range(OPERATORS)],
        )
        visits = new_ids(before + MONTH)
        rows = []
        for n in range(before + MONTH):
            day = END - timedelta(days=n % 31) if n < MONTH else date(2020, 2, 29) - timedelta(days=n % 100)
            number = f"ZF-{n:07d}"
            rows.append((visits + n, number, number, day.isoformat(), base + n % OPERATORS, n % 30))
        store.connection.executemany(
            """INSERT INTO activity (id, number, trip, kind, form, held_on, operator_id, material_count, state)
            VALUES (?, ?, ?, 'visit', 'F5', ?, ?, ?, 'done')""",
            rows,
        )


def store_of(folder: Path, name: str, before: int) -> Path:
    """Return the folder of a filled store."""
    work = folder / name
    work.mkdir()
    zoufang("init", "--unit", "某", "--start", "2019-11-18", cwd=work)
    with open_store(work / "zoufang.db") as store:
        fill(store, before)
    return work


def measure(folder: Path, before: int) -> Iterator[Line]:
    """Yield the ratio of the large store to the month alone, and the seconds of `status`."""
    alone = store_of(folder, "alone", 0)
    large = store_of(folder, "large", before)
    args = ("report", "--month", "2020-03", "--today", "2020-03-31")
    one = best([zoufang(*args, cwd=alone) for _ in range(3)])
    all_ = best([zoufang(*args, cwd=large) for _ in range(3)])
    yield compared(f"report of a month of {MONTH} visits alone", None, one)
    yield compared("the same month after other visits / alone", before, all_, one, 1.3)
    for args in (("status", "--today", "2020-03-31"), ("enterprise", "list", "--search", "第77")):
        run = best([zoufang(*args, cwd=large) for _ in range(3)])
        yield Line(f"{' '.join(args[:2])} after them", before, run.seconds, run.megabytes, limit=0.5, unit=Unit.SECONDS)
