"""Write what became of the staged rows into the store, inside one open operation, by INSERT … SELECT."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from zoufang_cli.roster.importing.table.contradictions import find_contradictions
from zoufang_cli.roster.importing.table.staging import COLUMNS, LISTS, UPDATED, together
from zoufang_cli.roster.matching.folding import fold
from zoufang_cli.roster.matching.matching import KEYS, Rules
from zoufang_cli.roster.matching.placing import place
from zoufang_cli.store.connection import Store
from zoufang_cli.store.ids import new_ids

MANY = 20_000
"""New operators from which on their indexes are built at the end."""


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """What became of the rows: each row is exactly one of the three."""

    added: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class NewOperators:
    """The new operators: their ids are `first_id` and the following, `numbers` those of the first two, for the log."""

    first_id: int
    count: int
    numbers: tuple[str, ...]


def match_rows(store: Store, rules: Rules) -> OutcomeCounts:
    """Match the staged rows against the store and each other, and fold them. Changes nothing in the store."""
    with together(store):
        place(store, rules)
        fold(store, rules)
        find_contradictions(store)
    row_counts = {
        row["outcome"]: row["count"]
        for row in store.all("SELECT outcome, count(*) AS count FROM placed GROUP BY outcome")
    }
    return OutcomeCounts(row_counts.get("added", 0), row_counts.get("updated", 0), row_counts.get("unchanged", 0))


def matched_numbers(store: Store) -> list[str]:
    """Return the numbers of the operators of the store that staged rows were matched to."""
    rows = store.all("SELECT number FROM operator WHERE id IN (SELECT target FROM placed) ORDER BY number")
    return [row["number"] for row in rows]


def matched_ids(store: Store) -> Iterator[int]:
    """Yield the ids of the operators of the store that the file names, in rising order."""
    rows = store.connection.execute("SELECT DISTINCT target FROM placed WHERE target IS NOT NULL ORDER BY target")
    return (row[0] for row in rows)


def doubtful_rows(store: Store) -> Iterator[tuple[int, str, int, str]]:
    """Yield (seq, sheet, line, name) of the rows that were matched by their name alone, in the order of the file."""
    rows = store.connection.execute(
        "SELECT seq, s.sheet, s.line, s.name FROM placed JOIN staged s USING (seq) WHERE doubt ORDER BY seq"
    )
    return (tuple(row) for row in rows)


def sole_traders_added(store: Store) -> tuple[int, int]:
    """Return how many new operators were taken for 个体, and how many of them by nothing but their name."""
    row = store.one(
        """SELECT count(*) AS every, coalesce(sum(s.credit_code = '' AND s.economic_type = ''), 0) AS guessed
        FROM placed
        JOIN staged s USING (seq)
        WHERE outcome = 'added' AND operator_type = 'sole_trader'"""
    )
    assert row is not None
    return int(row["every"]), int(row["guessed"])


def preview_rows(store: Store, count: int) -> list[dict[str, object]]:
    """Return the first rows as they would be stored, with what would become of them."""
    rows = store.all(
        f"""SELECT s.sheet, s.line, p.outcome, e.number, {", ".join(f"s.{column}" for column in COLUMNS)}
        FROM staged s
        JOIN placed p USING (seq)
        LEFT JOIN operator e ON e.id = p.target
        ORDER BY s.seq
        LIMIT :count""",
        count=count,
    )
    unpacked = (*LISTS, "extra")
    return [{key: json.loads(row[key]) if key in unpacked else row[key] for key in row.keys()} for row in rows]  # noqa: SIM118


def write_outcome(store: Store, *, on: date, batch_id: int | None) -> NewOperators:
    """Write the folded rows: new operators numbered in the order of the file, changed ones, conflicts, former keys.

    `on` is the day from which new operators are listed and on which a status changed.
    """
    added = _insert(store, on)
    _write_status(store, on)
    _remember_keys(store, added)
    store.run(
        f"""UPDATE operator
        SET {", ".join(f"{column} = h.{column}" for column in (*UPDATED, "hand_edited"))}
        FROM temp.held h
        WHERE operator.id = h.id AND h.changed = 1"""
    )
    _write_conflicts(store, added, batch_id)
    return added


def link_correction_rows(store: Store, written: NewOperators) -> None:
    """Say of the rows gathered for the correction sheet which operators they were taken for. Runs after `write`."""
    if store.value("SELECT 1 FROM temp.correction_rows WHERE state = 'doubtful' LIMIT 1") is not None:
        store.run(
            f"""UPDATE temp.correction_rows
            SET operator_id = taken.id, origin = taken.origin
            FROM (
                SELECT s.sheet, s.line, {_final(written)} AS id, p.operator_id = -p.seq AS origin
                FROM staged s
                JOIN placed p USING (seq)) AS taken
            WHERE taken.sheet = correction_rows.sheet AND taken.line = correction_rows.line"""
        )


def _insert(store: Store, on: date) -> NewOperators:
    """Insert the new operators: those of a single row as they were staged, others as they were folded."""
    store.run("DROP TABLE IF EXISTS temp.added")
    store.run("CREATE TEMP TABLE added (nth INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE)")
    count = store.run("INSERT INTO added (seq) SELECT seq FROM placed WHERE outcome = 'added' ORDER BY seq")
    if not count:
        return NewOperators(0, 0, ())
    first, head, width = store.take_serials("YH", 0, count)
    base = new_ids(count)
    values, joined = [f"s.{column}" for column in COLUMNS], ""
    if store.value("SELECT 1 FROM held WHERE id IS NULL LIMIT 1"):
        values = [f"iif(h.operator_id IS NULL, s.{column}, h.{column})" for column in COLUMNS]
        joined = "LEFT JOIN held h ON h.operator_id = -a.seq"
    with _indexes_made_anew(store, count):
        store.run(
            f"""INSERT INTO operator (id, number, listed_on, {", ".join(COLUMNS)})
            SELECT :base + a.nth - 1, printf('%s%0{width}d', :head, :first + a.nth - 1), :on, {", ".join(values)}
            FROM added a
            CROSS JOIN staged s ON s.seq = a.seq
            {joined}
            ORDER BY a.nth""",
            base=base,
            head=head,
            first=first,
            on=on.isoformat(),
        )
    return NewOperators(
        base, count, tuple(f"{head}{serial:0{width}d}" for serial in range(first, first + min(count, 2)))
    )


@contextmanager
def _indexes_made_anew(store: Store, count: int) -> Iterator[None]:
    """Put the indexes of operators aside while many are inserted: built at the end they cost a third.

    Only where more come in than are there. All of it is part of the transaction.
    """
    indexes = []
    if count >= MANY and count > store.value("SELECT count(*) FROM operator"):
        indexes = store.all(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'operator' AND sql IS NOT NULL"
        )
    for index in indexes:
        store.run(f"DROP INDEX {index['name']}")
    yield
    for index in indexes:
        store.run(index["sql"])


def _write_status(store: Store, on: date) -> None:
    """Record the operators whose status changes, before it is overwritten."""
    changed = store.all(
        """SELECT e.id AS operator_id, e.status AS from_status, h.status AS to_status
        FROM temp.held h
        JOIN operator e ON e.id = h.id
        WHERE h.changed = 1 AND h.status IS NOT e.status
        ORDER BY e.id"""
    )
    for row in changed:
        store.insert("status_change", {**dict(row), "changed_on": on, "note": "名册导入"})


def _final(written: NewOperators) -> str:
    """Return the SQL of the id that a row `p` ends up under."""
    return f"iif(p.operator_id > 0, p.operator_id, {written.first_id} - 1 + (SELECT nth FROM added WHERE added.seq = -p.operator_id))"


def _remember_keys(store: Store, written: NewOperators) -> None:
    """Remember the keys under which operators were seen and that they do not keep; a present one is no former one.

    What an officer cleared is not remembered: the number was not the operator's.
    """
    for field in KEYS:
        rows = store.all(
            f"""SELECT {_final(written)} AS operator_id, p.field, p.value
            FROM seen p
            JOIN held h USING (operator_id)
            WHERE p.field = :field AND h.{field} NOT IN ('', p.value) AND NOT EXISTS (
                SELECT 1 FROM former_key f WHERE f.operator_id = p.operator_id AND f.field = p.field AND f.value = p.value)
            ORDER BY operator_id, p.value""",
            field=field,
        )
        for row in rows:
            store.insert("former_key", dict(row))
        store.run(
            f"""DELETE FROM former_key
            WHERE id IN (
                SELECT f.id
                FROM held h
                JOIN former_key f ON f.operator_id = h.id AND f.field = :field AND f.value = h.{field}
                WHERE h.changed = 1)""",
            field=field,
        )


def _write_conflicts(store: Store, written: NewOperators, batch_id: int | None) -> None:
    """Put the contradictions on record, each once."""
    names = store.all(
        f"""SELECT {_final(written)} AS operator_id, NULL AS other_id, 'name' AS field, p.held, min(p.offered) AS offered
        FROM name_clash p
        WHERE NOT p.recorded
        GROUP BY p.operator_id, p.offered_normalized
        ORDER BY min(p.seq)"""
    )
    first = _final(written).replace("p.operator_id", "p.first_operator_id")
    codes = store.all(
        f"""SELECT {first} AS operator_id, {_final(written)} AS other_id, 'credit_code' AS field, p.held, p.offered
        FROM code_clash p
        WHERE NOT p.recorded
        ORDER BY p.seq"""
    )
    for row in [*names, *codes]:
        store.insert("conflict", {"number": store.next_number("CT", 0), **dict(row), "batch_id": batch_id})
