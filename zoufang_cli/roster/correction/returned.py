"""Rows that go back to the office: gathered in a TEMP table while a file is read, kept with their batch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zoufang_cli.store.connection import Store
from zoufang_cli.store.ids import new_ids
from zoufang_cli.text.compact import compact
from zoufang_cli.text.problem import Problem

KEPT = ("field", "value", "code", "message", "severity", "suggestion", "column")
"""What is kept of a problem: its place is that of the row."""


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row as it stood in the user's file, with what is wrong with it; `sheet` is '' for a text file.

    `operator_id` is the operator that a doubtful row was taken for, as far as that is known; `origin`: the row made
    it, and it still stands for itself; `merged`: the row made it, and it was merged away since.
    """

    sheet: str
    line: int
    raw: tuple[str, ...]
    problems: tuple[Problem, ...]
    rejected: bool
    operator_id: int | None = None
    origin: bool = False
    merged: bool = False


def start(store: Store) -> None:
    """Make the TEMP tables, empty: `returned` for what reading finds, `returned_late` for what matching does."""
    for table in _TABLES:
        store.run(f"DROP TABLE IF EXISTS temp.{table}")
        store.run(
            f"""CREATE TEMP TABLE {table} (
            nth INTEGER PRIMARY KEY, sheet TEXT NOT NULL, line INTEGER NOT NULL, raw TEXT NOT NULL,
            problems TEXT NOT NULL, state TEXT NOT NULL, operator_id INTEGER,
            origin INTEGER NOT NULL DEFAULT 0, UNIQUE (sheet, line))"""
        )


def gather(store: Store, rows: Iterable[ReturnedRow], table: str = "returned") -> None:
    """Put rows into a TEMP table; where a row is there already its problems are added to it."""
    store.connection.executemany(
        f"""INSERT INTO temp.{table} (sheet, line, raw, problems, state, operator_id, origin)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        {_ADDED.format(table=table)}""",
        (
            (
                row.sheet,
                row.line,
                compact(row.raw),
                _packed(row.problems),
                _state(row.rejected),
                row.operator_id,
                row.origin,
            )
            for row in rows
        ),
    )


def gather_late(store: Store, rows: Iterable[ReturnedRow]) -> None:
    """Put rows aside that matching found doubtful, in place of those of an earlier attempt."""
    store.run("DELETE FROM temp.returned_late")
    gather(store, rows, "returned_late")


def join_late(store: Store) -> None:
    """Add the rows put aside to the others."""
    store.run(
        f"""INSERT INTO temp.returned (sheet, line, raw, problems, state, operator_id, origin)
        SELECT sheet, line, raw, problems, state, operator_id, origin FROM temp.returned_late WHERE true ORDER BY nth
        {_ADDED.format(table="returned")}"""
    )


def counted(store: Store) -> tuple[int, int]:
    """Return how many gathered rows are rejected, and how many doubtful."""
    found = {row["state"]: row["count"] for row in store.all(_COUNTED)}
    return found.get("rejected", 0), found.get("doubtful", 0)


def keep(store: Store, batch_id: int) -> None:
    """Keep the gathered rows with their batch. Call inside an operation."""
    count = int(store.value("SELECT coalesce(max(nth), 0) FROM temp.returned"))
    store.run(
        """INSERT INTO import_row (id, batch_id, sheet, line, raw, problems, state, operator_id, origin)
        SELECT :base + nth, :batch, sheet, line, raw, problems, state, operator_id, origin
        FROM temp.returned
        ORDER BY nth""",
        base=new_ids(count) - 1,
        batch=batch_id,
    )


def drop(store: Store) -> None:
    """Forget the gathered rows."""
    for table in _TABLES:
        store.run(f"DROP TABLE IF EXISTS temp.{table}")


def open_sheets(store: Store, batch_id: int) -> list[tuple[str, int]]:
    """Return (sheet, how many) for the rows of a batch that are not settled yet, in the order of the file."""
    rows = store.all(
        """SELECT sheet, count(*) AS count
        FROM import_row
        WHERE batch_id = :batch AND state <> 'settled'
        GROUP BY sheet
        ORDER BY min(id)""",
        batch=batch_id,
    )
    return [(row["sheet"], row["count"]) for row in rows]


def open_rows(store: Store, batch_id: int, sheet: str | None = None) -> Iterator[ReturnedRow]:
    """Yield the rows of a batch (of one sheet, or of all) that are not settled yet, in the order of the file."""
    return _rows(store, batch_id, "state <> 'settled' AND (:sheet IS NULL OR sheet = :sheet)", sheet)


def rows_of(store: Store, batch_id: int) -> Iterator[ReturnedRow]:
    """Yield all rows of a batch that were handed back, settled or not, in the order of the file."""
    return _rows(store, batch_id, "true")


def _rows(store: Store, batch_id: int, condition: str, sheet: str | None = None) -> Iterator[ReturnedRow]:
    rows = store.connection.execute(
        f"""SELECT r.sheet, r.line, r.raw, r.problems, r.state, iif(r.origin, e.id, coalesce(e.merged_into_id, e.id)) AS operator_id,
            r.origin AND e.merged_into_id IS NULL AS origin, r.origin AND e.merged_into_id IS NOT NULL AS merged
        FROM import_row r
        LEFT JOIN operator e ON e.id = r.operator_id
        WHERE batch_id = :batch AND {condition}
        ORDER BY r.id""",
        {"batch": batch_id, "sheet": sheet},
    )
    for row in rows:
        place = f"{row['sheet']} 第{row['line']}行".strip()
        problems = tuple(Problem(place=place, **one) for one in json.loads(row["problems"]))
        settled = row["state"] == "settled"
        rejected = any(problem.severity == "error" for problem in problems) if settled else row["state"] == "rejected"
        raw = tuple(json.loads(row["raw"]))
        origin, merged = bool(row["origin"]), bool(row["merged"])
        yield ReturnedRow(row["sheet"], row["line"], raw, problems, rejected, row["operator_id"], origin, merged)


def settle(store: Store, batch_id: int, rows: Iterable[tuple[str, int]]) -> int:
    """Mark rows of a batch as settled and return how many were open. Call inside an operation."""
    return sum(
        store.run(
            """UPDATE import_row SET state = 'settled'
            WHERE batch_id = :batch AND sheet = :sheet AND line = :line AND state <> 'settled'""",
            batch=batch_id,
            sheet=sheet,
            line=line,
        )
        for sheet, line in rows
    )


_TABLES = ("returned", "returned_late")
_ADDED = """ON CONFLICT (sheet, line) DO UPDATE SET problems = (
        SELECT json_group_array(json(value))
        FROM (
            SELECT value FROM json_each({table}.problems)
            UNION ALL
            SELECT value FROM json_each(excluded.problems)))"""
_COUNTED = "SELECT state, count(*) AS count FROM temp.returned GROUP BY state"


def packed(problems: Iterable[Problem]) -> str:
    """Write problems of a file as JSON: here their places are kept."""
    return compact([{name: getattr(problem, name) for name in ("place", *KEPT)} for problem in problems])


def unpacked(text: str) -> tuple[Problem, ...]:
    """Read the problems of a file."""
    return tuple(Problem(**one) for one in json.loads(text))


def _packed(problems: tuple[Problem, ...]) -> str:
    return compact([{name: getattr(problem, name) for name in KEPT} for problem in problems])


def _state(rejected: bool) -> str:
    return "rejected" if rejected else "doubtful"
