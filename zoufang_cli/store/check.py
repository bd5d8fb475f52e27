"""Check a store: the file, its references, the hash chains, its counters, and that every row equals the fold of its log."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from zoufang_cli.store.actor import Actor
from zoufang_cli.store.changes import Fields, fields_of, logged_columns
from zoufang_cli.store.connection import SCHEMA_VERSION, Store
from zoufang_cli.store.operations import HEADER, chain_hash, content_hash, require_own_schema, sealed, writing
from zoufang_cli.store.schema import known_logged_tables, logged_tables, schema_differences, schema_objects
from zoufang_cli.text.compact import compact


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault found by `check`: a stable code, the table or operation, and what it is about."""

    code: str  # file | schema | reference | chain | content | counter | state | outside | open
    place: str
    what: str


def check_store(store: Store) -> list[Fault]:
    """Return every fault of the store; an empty list means that it is intact.

    What is logged is taken from the schema that the program knows, never from the file. A damaged file is reported as
    far as it can be read; nothing is raised.
    """
    faults: list[Fault] = []
    _add(faults, _file, store)
    if not faults:
        for part in (
            _schema,
            _references,
            _chains,
            _counters,
            _outside,
            *(_rows_of(table) for table in _logged(store)),
        ):
            _add(faults, part, store)
    return faults


def _add(faults: list[Fault], part: Callable[[Store], Iterator[Fault]], store: Store) -> None:
    try:
        faults.extend(part(store))
    except (sqlite3.DatabaseError, UnicodeError) as error:  # names and texts may be damaged too
        faults.append(Fault("file", "", str(error)))


def unexplained(store: Store) -> list[Fault]:
    """Return the rows of logged tables that another program changed: `outside` the log, or not in the `state` it tells.

    Every row is compared, unless nobody but this program wrote to the file since they were sound: then nothing is, and
    the answer is an empty list at once.
    """
    if not store.written_elsewhere:
        return []
    return [*_outside(store), *(fault for table in known_logged_tables() for fault in _rows(store, table))]


def mend(store: Store, actor: Actor) -> list[Fault]:
    """Set counters that would give a number twice, and take what other programs changed into the log, as one operation.

    The rows stay as they are; undoing the operation brings back what the log knew. Returns what was mended; nothing is
    written where there is nothing to mend. Raises StrangeSchema.
    """
    with writing(store):
        require_own_schema(store)
        counters = list(_counters(store))
        rows = [(table, *difference) for table in known_logged_tables() for difference in _differences(store, table)]
        outside = list(_outside(store))
        faults = [*counters, *outside, *(Fault("state", table, str(row_id)) for table, row_id, _, _ in rows)]
        if faults:
            with sealed(store, actor, "check --mend") as opened:
                for fault in counters:
                    _raise_counter(store, fault.place)
                    opened.cite(fault.place)
                store.run("DELETE FROM change WHERE operation_id IS NULL")
                for table, row_id, logged, present in rows:
                    _take_in(store, opened.id, table, row_id, logged, present)
            store.commit(verified=True)
    return faults


def _take_in(
    store: Store, operation_id: int, table: str, row_id: int, logged: Fields | None, present: Fields | None
) -> None:
    """Log the change of a row as the triggers would have done."""
    columns = logged_columns(store, table)
    sides: list[str | None] = []
    for fields, other in ((logged, present), (present, logged)):
        if fields is None:
            sides.append(None)
        elif other is None:
            sides.append(compact([fields.get(column, default) for column, default in columns.items()]))
        else:
            sides.append(compact({key: value for key, value in fields.items() if value != other.get(key)}))
    store.run(
        "INSERT INTO change (operation_id, tbl, row_id, before, after) VALUES (:operation, :tbl, :row, :before, :after)",
        operation=operation_id,
        tbl=table,
        row=row_id,
        before=sides[0],
        after=sides[1],
    )


_NUMBER = re.compile(r"([A-Z]{2})-(?:(\d{4})-(?=[A-Z]?\d{4})|(?=[A-Z]?\d{5}))([A-Z]?)(\d+)")


def _counters(store: Store) -> Iterator[Fault]:
    """Compare the counters with every number that a record ever had, those of undone operations included."""
    highest: dict[tuple[str, int, str], tuple[int, str]] = {}
    for table in _logged(store):
        columns = list(logged_columns(store, table))
        if "number" not in columns:
            continue
        numbers = store.connection.execute(
            f"""SELECT json_extract(after, '$[{columns.index("number")}]')
            FROM change
            WHERE tbl = ? AND before IS NULL AND json_valid(after)
            UNION
            SELECT number
            FROM {table}""",
            (table,),
        )
        for (number,) in numbers:
            match = _NUMBER.fullmatch(str(number))
            if match is not None:
                key = (match[1], int(match[2] or 0), match[3])
                highest[key] = max(highest.get(key, (0, "")), (int(match[4]), str(number)))
    last = {(row["kind"], row["year"], row["letter"]): row["last"] for row in store.all("SELECT * FROM counter")}
    for key, (serial, number) in sorted(highest.items()):
        if last.get(key, 0) < serial:
            yield Fault("counter", number, str(last.get(key, 0)))


def _raise_counter(store: Store, number: str) -> None:
    match = _NUMBER.fullmatch(number)
    assert match is not None
    store.run(
        """INSERT INTO counter (kind, year, letter, last)
        VALUES (:kind, :year, :letter, :last)
        ON CONFLICT DO UPDATE SET last = :last""",
        kind=match[1],
        year=int(match[2] or 0),
        letter=match[3],
        last=int(match[4]),
    )


def counted(store: Store) -> dict[str, int]:
    """Return the number of rows of every logged table that has any, and of operations."""
    counts = {table: store.value(f"SELECT count(*) FROM {table}") for table in (*_logged(store), "operation")}
    return {table: count for table, count in counts.items() if count}


def _logged(store: Store) -> tuple[str, ...]:
    """Return the logged tables that the program knows; those of an older store stand in its own schema."""
    if store.version == SCHEMA_VERSION:
        return known_logged_tables()
    return logged_tables("\n".join(schema_objects(store.connection).values()))


def _file(store: Store) -> Iterator[Fault]:
    for row in store.all("PRAGMA integrity_check(20)"):
        if str(row[0]) != "ok":
            yield Fault("file", "", str(row[0]))


def _schema(store: Store) -> Iterator[Fault]:
    for name in schema_differences(store.connection):
        yield Fault("schema", "", name)


def _references(store: Store) -> Iterator[Fault]:
    for row in store.all("PRAGMA foreign_key_check"):
        yield Fault("reference", str(row["table"]), f"{row['rowid']} -> {row['parent']}")


def _outside(store: Store) -> Iterator[Fault]:
    for row in store.all("SELECT tbl, row_id FROM change WHERE operation_id IS NULL ORDER BY id LIMIT 100"):
        yield Fault("outside", row["tbl"], str(row["row_id"]))


def _rows_of(table: str) -> Callable[[Store], Iterator[Fault]]:
    return lambda store: _rows(store, table)


def _chains(store: Store) -> Iterator[Fault]:
    previous: dict[int, tuple[int, str]] = {}
    operations = store.all(f"SELECT {HEADER}, salt, content, previous, hash FROM operation ORDER BY device, seq")
    headers = store.all(f"SELECT {HEADER} FROM operation ORDER BY device, seq")
    for row, header in zip(operations, headers, strict=True):
        place = f"{row['command']} ({row['at']})"
        if row["hash"] is None:
            yield Fault("open", place, str(row["id"]))
            continue
        seq, head = previous.get(row["device"], (0, ""))
        if (
            row["seq"] != seq + 1
            or row["previous"] != head
            or row["hash"] != chain_hash(row["previous"], header, row["content"])
        ):
            yield Fault("chain", place, str(row["id"]))
        elif row["content"] != content_hash(store, row["id"], row["salt"]):
            yield Fault("content", place, str(row["id"]))
        previous[row["device"]] = (row["seq"], row["hash"])


def _rows(store: Store, table: str) -> Iterator[Fault]:
    for row_id, _, _ in _differences(store, table):
        yield Fault("state", table, str(row_id))


def _differences(store: Store, table: str) -> Iterator[tuple[int, Fields | None, Fields | None]]:
    """Compare the rows of one table with the fold of the log, both read in the order of their ids.

    Yields the id, what the log tells and what stands there, None for no row.
    """
    folded, actual = _folds(store, table), _actual(store, table)
    left, right = next(folded, None), next(actual, None)
    while left or right:
        if right is None or (left and left[0] < right[0]):
            assert left is not None
            if left[1] is not None:
                yield left[0], left[1], None
            left = next(folded, None)
        elif left is None or right[0] < left[0]:
            yield right[0], None, right[1]
            right = next(actual, None)
        else:
            if left[1] != right[1]:
                yield left[0], left[1], right[1]
            left, right = next(folded, None), next(actual, None)


def _folds(store: Store, table: str) -> Iterator[tuple[int, Fields | None]]:
    changes = store.connection.execute(
        """SELECT c.row_id, c.after
        FROM change c
        JOIN operation o ON o.id = c.operation_id
        WHERE c.tbl = ?
        ORDER BY c.row_id, o.clock, o.device, c.id""",
        (table,),
    )
    columns = logged_columns(store, table)
    for row_id, group in groupby(changes, key=lambda change: int(change["row_id"])):
        state: Fields | None = None
        for change in group:
            after = _fields(columns, change["after"])
            state = None if after is None else {**state, **after} if state else after
        yield row_id, state


def _actual(store: Store, table: str) -> Iterator[tuple[int, Fields]]:
    rows = store.connection.execute(f"SELECT * FROM {table} ORDER BY id")
    names = [column[0] for column in rows.description]
    for row in rows:
        yield row["id"], {name: row[name] for name in names if name != "id"}


def _fields(columns: Mapping[str, Any], text: str | None) -> Fields | None:
    """Return the fields of a change; a damaged one counts as a field that no row has."""
    try:
        return fields_of(columns, text)
    except ValueError:
        return {"": text}
