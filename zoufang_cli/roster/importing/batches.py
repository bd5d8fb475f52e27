"""Imported files: their list, one of them, and which operators the lists of a source name (ranges of ids)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple, cast

from zoufang_cli.roster.correction.returned import open_rows, unpacked
from zoufang_cli.roster.importing.batch import Batch, BatchCard, OpenRow, Vanished
from zoufang_cli.roster.importing.batch_sheets import lists_from, sheets_of
from zoufang_cli.store.connection import Store
from zoufang_cli.store.id_ranges import Ranges, both, inside, joined, minus, ranges, size
from zoufang_cli.text.compact import compact

# The operation of a batch is the newest that inserted its row: undo of an undo inserts it again.
_BATCH = """SELECT b.id, b.number, coalesce(d.letter, '') || o.seq AS operation, b.imported_on, b.file, b.mode,
    b.counts, coalesce(c.number, '') AS corrects,
    (SELECT count(*) FROM import_row r WHERE r.batch_id = b.id AND r.state <> 'settled') AS open_count,
    b.sha256, b.encoding, b.problems, coalesce(p.number, '') AS previous
FROM batch b
LEFT JOIN batch c ON c.id = b.corrects_id
LEFT JOIN batch p ON p.id = b.previous_id
LEFT JOIN operation o ON o.id = (
    SELECT operation_id
    FROM change
    WHERE row_id = b.id AND tbl = 'batch' AND before IS NULL
    ORDER BY id DESC
    LIMIT 1)
LEFT JOIN device d ON d.id = o.device"""


def batches(store: Store) -> list[Batch]:
    """Return the imported files, newest first."""
    return [_batch(row) for row in store.all(f"{_BATCH} ORDER BY b.id DESC")]


def batch_numbered(store: Store, number: str) -> int | None:
    """Return the id of the batch with this number, or None."""
    found: int | None = store.value("SELECT id FROM batch WHERE number = :number COLLATE NOCASE", number=number)
    return found


class Signed(NamedTuple):
    """What a batch is recognised by, how it was taken, and the day from which its operators count."""

    id: int
    number: str
    sha256: str
    mode: str
    listed_on: date


def signed(store: Store, number: str) -> Signed | None:
    """Return the batch with this number, or None."""
    return _signed(store.one(f"{_SIGNED} WHERE number = :number", number=number))


def newest_of_file(store: Store, sha256: str) -> Signed | None:
    """Return the newest batch of a file with this content, or None."""
    return _signed(store.one(f"{_SIGNED} WHERE sha256 = :sha256 ORDER BY id DESC LIMIT 1", sha256=sha256))


def number_of(store: Store, batch_id: int) -> str:
    """Return the number of a batch."""
    return str(store.value("SELECT number FROM batch WHERE id = :id", id=batch_id))


def newest_id(store: Store) -> int:
    """Return the id of the newest batch, 0 where there is none."""
    return int(store.value("SELECT coalesce(max(id), 0) FROM batch"))


_SIGNED = "SELECT id, number, sha256, mode, listed_on FROM batch"


def _signed(row: sqlite3.Row | None) -> Signed | None:
    if row is None:
        return None
    return Signed(row["id"], row["number"], row["sha256"], row["mode"], date.fromisoformat(row["listed_on"]))


def card(store: Store, batch_id: int) -> BatchCard:
    """Return everything about one batch."""
    row = store.one(f"{_BATCH} WHERE b.id = :id", id=batch_id)
    assert row is not None
    corrections = store.all("SELECT number FROM batch WHERE corrects_id = :id ORDER BY id", id=batch_id)
    conflicts = "SELECT count(*) FROM conflict WHERE batch_id = :id AND state = 'open'"
    return BatchCard(
        _batch(row),
        row["sha256"],
        row["encoding"],
        sheets_of(store, batch_id),
        row["previous"],
        tuple(one["number"] for one in corrections),
        int(store.value(conflicts, id=batch_id)),
        tuple(OpenRow(one.sheet, one.line, one.rejected, one.problems) for one in open_rows(store, batch_id)),
        tuple(vanished(store, batch_id)),
        unpacked(row["problems"]),
    )


def listed(store: Store, batch_id: int) -> list[list[int]]:
    """Return the operators that a list names, corrections of its rows included; one that was merged counts as the other."""
    rows = store.all(
        """WITH RECURSIVE part (id) AS (
            SELECT :id
            UNION
            SELECT b.id FROM batch b JOIN part ON b.corrects_id = part.id)
        SELECT members FROM batch WHERE id IN (SELECT id FROM part) ORDER BY id""",
        id=batch_id,
    )
    found: list[list[int]] = []
    for row in rows:
        found = joined(found, json.loads(row["members"]))
    return _followed(store, found)


def previous_of(store: Store, source_ids: Collection[int], members: Ranges) -> tuple[int | None, int]:
    """Return the list that a new one (not stored yet) continues, and how many operators they share.

    It is the newest that came from no other sources than the new one, is no correction, and shares at least half of
    its own operators and half of the new ones: two counties that use one form do not continue each other's lists, and
    a short supplement continues none.
    """
    wanted = _followed(store, members)
    count = size(wanted)
    for batch_id in lists_from(store, source_ids):
        earlier = listed(store, batch_id)
        if 2 * min(count, size(earlier)) < max(count, size(earlier)):
            continue
        shared = size(both(wanted, earlier))
        if shared and 2 * shared >= max(count, size(earlier)):
            return batch_id, shared
    return None, 0


def missing_from(store: Store, previous_id: int | None, members: Ranges) -> list[list[int]]:
    """Return the operators of a previous list that `members` does not name; none where that list was undone."""
    if previous_id is None:
        return []
    return minus(listed(store, previous_id), _followed(store, members))


def vanished(store: Store, batch_id: int) -> list[Vanished]:
    """Return the operators of the previous list from the same sources that this one does not name, in the order of their numbers."""
    previous_id = cast("int | None", store.value("SELECT previous_id FROM batch WHERE id = :id", id=batch_id))
    members = listed(store, batch_id)
    return operators_in(store, missing_from(store, previous_id, joined(members, ranges(_contested(store, members)))))


def operators_in(store: Store, held: Ranges) -> list[Vanished]:
    """Return the operators of these ids that the roster still has, in the order of their numbers."""
    rows = store.all(
        """SELECT e.number, e.name, e.district, e.status
        FROM json_each(:ranges) r
        CROSS JOIN operator e
            ON e.id BETWEEN json_extract(r.value, '$[0]')
            AND json_extract(r.value, '$[0]') + json_extract(r.value, '$[1]') - 1
        WHERE e.merged_into_id IS NULL
        ORDER BY e.number""",
        ranges=compact([list(span) for span in held]),
    )
    return [Vanished(*row) for row in rows]


def _contested(store: Store, members: Ranges) -> set[int]:
    """Return the operators that may be one of `members` under another code, as long as nobody has settled it."""
    rows = store.all(
        """SELECT operator_id, other_id
        FROM conflict
        WHERE field = 'credit_code' AND state = 'open' AND other_id IS NOT NULL"""
    )
    pairs = [(row["operator_id"], row["other_id"]) for row in rows]
    return {one for pair in pairs for one, other in (pair, pair[::-1]) if inside(members, other)}


def _followed(store: Store, held: Ranges) -> list[list[int]]:
    """Put the operator that one was merged into in the place of it."""
    rows = store.all(
        "SELECT id, merged_into_id FROM operator WHERE merged_into_id IS NOT NULL ORDER BY merged_into_id, id"
    )
    into = {row["id"]: row["merged_into_id"] for row in rows}
    merged = [one for one in into if inside(held, one)]
    if not merged:
        return [list(span) for span in held]
    return joined(minus(held, ranges(merged)), ranges(_last(into, one) for one in merged))


def _last(into: Mapping[int, int], one: int) -> int:
    while one in into:
        one = into[one]
    return one


def _batch(row: sqlite3.Row) -> Batch:
    return Batch(
        row["id"],
        row["number"],
        row["operation"] or "",
        date.fromisoformat(row["imported_on"]),
        row["file"],
        row["mode"],
        json.loads(row["counts"]),
        row["open_count"],
        row["corrects"],
    )
