"""Stage the cleaned rows of a roster in TEMP tables, which lock nothing in the store.

`staged` holds the rows as they were cleaned and is never changed; matching.placing says where each belongs (`placed`),
matching.folding what becomes of the operators (`held`), outcome writes it in one short transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeAlias

from zoufang_cli.roster.rows.outcomes import RosterRow
from zoufang_cli.store.connection import Store
from zoufang_cli.text.compact import compact

IDENTITY = ("name", "normalized_name", "initials")  # set when an operator is taken in, never overwritten by a roster
TEXTS = (
    "credit_code", "registration_no", "organisation_code", "licence_digits", "legal_person", "contact", "address",
    "district", "economic_type", "remark",
)  # fmt: skip
LISTS = ("legal_phone", "phone", "scope", "kinds")
NULLABLE = ("status", "valid_from", "valid_to", "vehicle_count")
COLUMNS = (*IDENTITY, *TEXTS, *LISTS, *NULLABLE, "operator_type", "licence", "extra")
UPDATED = COLUMNS[len(IDENTITY) :]
SEARCHED = ("credit_code", "registration_no", "licence_digits", "normalized_name")
"""Columns by which rows of one file are found to be related."""
_AS_THEY_ARE = RosterRow._fields.index("remark") + 1
"""The first fields of an operator, which are staged as they are."""

StagedRow: TypeAlias = Sequence[str | int | None]
"""Sheet, line, whether the district was only derived, then the values of COLUMNS: lists and `extra` as compact JSON,
dates as ISO."""

_TABLES = (
    "staged",
    "named",
    "spoilt",
    "placed",
    "contended",
    "related",
    "stirred",
    "rival",
    "held",
    "seen",
    "edited",
    "added",
    "name_clash",
    "code_clash",
)


def stage_rows(store: Store, rows: Iterable[StagedRow]) -> int:
    """Put cleaned rows into a fresh TEMP table and return their number."""
    drop_staged(store)
    columns = ", ".join(f"{column} NOT NULL" if column not in NULLABLE else column for column in COLUMNS)
    store.run("PRAGMA temp.secure_delete = OFF")  # the file of the TEMP tables is gone when the store is closed
    store.run("PRAGMA temp.cache_size = -16000")
    store.run(
        f"""CREATE TEMP TABLE staged (
        seq INTEGER PRIMARY KEY, sheet TEXT NOT NULL, line INTEGER NOT NULL, weak_district INTEGER NOT NULL, {columns})"""
    )
    for table in ("named", "spoilt"):
        store.run(f'CREATE TEMP TABLE {table} (sheet TEXT NOT NULL, name TEXT NOT NULL, "column" TEXT NOT NULL)')
    marks = ", ".join("?" * (len(COLUMNS) + 3))
    insert = f"INSERT INTO temp.staged (sheet, line, weak_district, {', '.join(COLUMNS)}) VALUES ({marks})"
    with together(store):
        store.connection.executemany(insert, rows)
        for key in SEARCHED:
            store.run(f"CREATE INDEX temp.staged_{key} ON staged ({key}) WHERE {key} <> ''")
    return int(store.value("SELECT count(*) FROM temp.staged"))


def name_columns(store: Store, names: Iterable[tuple[str, str, str]]) -> None:
    """Say what the file calls the columns of operators: (sheet, name, column).

    Where a field could not be read its text is kept in `extra` under this name, until a roster brings it in order.
    """
    store.connection.executemany("INSERT INTO temp.named VALUES (?, ?, ?)", names)


def drop_staged(store: Store) -> None:
    """Forget the staged rows and what was found out about them."""
    for table in _TABLES:
        store.run(f"DROP TABLE IF EXISTS temp.{table}")


@contextmanager
def together(store: Store) -> Iterator[None]:
    """Run statements on the TEMP tables as one transaction, which locks nothing in the store."""
    store.run("BEGIN")
    try:
        yield
        store.run("COMMIT")
    except BaseException:
        store.run("ROLLBACK")
        raise


def store_version(store: Store) -> int:
    """Return a number that changes whenever another connection commits to the store."""
    return int(store.value("PRAGMA data_version"))


def staged_row(sheet: str, line: int, operator: RosterRow) -> StagedRow:
    """Return a cleaned operator as a row to stage, with its place in the file."""
    texts: tuple[str, ...] = operator[:_AS_THEY_ARE]  # type: ignore[assignment]
    return (
        sheet,
        line,
        operator.district_derived,
        *texts,
        _list(operator.legal_phone),
        _list(operator.phone),
        _list(operator.scope),
        _list(operator.kinds),
        operator.status,
        operator.valid_from.isoformat() if operator.valid_from else None,
        operator.valid_to.isoformat() if operator.valid_to else None,
        operator.vehicle_count,
        operator.operator_type,
        operator.licence,
        compact(operator.extra) if operator.extra else "{}",
    )


def _list(values: tuple[str, ...]) -> str:
    if not values:
        return "[]"
    if len(values) == 1 and values[0].isalnum():  # a telephone, of which each row has its own
        return f'["{values[0]}"]'
    return _compact_list(values)


@lru_cache(maxsize=8192)
def _compact_list(values: tuple[str, ...]) -> str:
    return compact(values)
