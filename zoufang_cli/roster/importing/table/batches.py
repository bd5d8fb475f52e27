"""Imported files, their sheets and the headers that were met; which operators the lists of a source name (ranges of ids)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast

from zoufang_cli.roster.importing.rules import Batch, BatchSheet, Source, Vanished
from zoufang_cli.store.connection import Store
from zoufang_cli.store.id_ranges import Ranges, both, inside, joined, minus, ranges, size
from zoufang_cli.text.compact import compact
from zoufang_cli.text.problem import Problem

PROBLEM_FIELDS = ("field", "value", "code", "message", "severity", "suggestion", "column")
"""What is kept of a problem: its place is that of the row."""

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


def list_batches(store: Store) -> list[Batch]:
    """Return the imported files, newest first."""
    return [_batch(row) for row in store.all(f"{_BATCH} ORDER BY b.id DESC")]


def batch_numbered(store: Store, number: str) -> int | None:
    """Return the id of the batch with this number, or None."""
    batch_id: int | None = store.value("SELECT id FROM batch WHERE number = :number COLLATE NOCASE", number=number)
    return batch_id


class BatchSignature(NamedTuple):
    """What a batch is recognised by, how it was taken, and the day from which its operators count."""

    id: int
    number: str
    sha256: str
    mode: str
    listed_on: date


def batch_signature(store: Store, number: str) -> BatchSignature | None:
    """Return the batch with this number, or None."""
    return _signature(store.one(f"{_SIGNATURE} WHERE number = :number", number=number))


def newest_of_file(store: Store, sha256: str) -> BatchSignature | None:
    """Return the newest batch of a file with this content, or None."""
    return _signature(store.one(f"{_SIGNATURE} WHERE sha256 = :sha256 ORDER BY id DESC LIMIT 1", sha256=sha256))


def batch_number(store: Store, batch_id: int) -> str:
    """Return the number of a batch."""
    return str(store.value("SELECT number FROM batch WHERE id = :id", id=batch_id))


def newest_batch_id(store: Store) -> int:
    """Return the id of the newest batch, 0 where there is none."""
    return int(store.value("SELECT coalesce(max(id), 0) FROM batch"))


_SIGNATURE = "SELECT id, number, sha256, mode, listed_on FROM batch"


def _signature(row: sqlite3.Row | None) -> BatchSignature | None:
    if row is None:
        return None
    return BatchSignature(row["id"], row["number"], row["sha256"], row["mode"], date.fromisoformat(row["listed_on"]))


def members_of(store: Store, batch_id: int) -> list[list[int]]:
    """Return the operators that a list names, corrections of its rows included; one that was merged counts as the other."""
    rows = store.all(
        """WITH RECURSIVE part (id) AS (
            SELECT :id
            UNION
            SELECT b.id FROM batch b JOIN part ON b.corrects_id = part.id)
        SELECT members FROM batch WHERE id IN (SELECT id FROM part) ORDER BY id""",
        id=batch_id,
    )
    members: list[list[int]] = []
    for row in rows:
        members = joined(members, json.loads(row["members"]))
    return _followed(store, members)


def previous_list(store: Store, source_ids: Collection[int], members: Ranges) -> tuple[int | None, int]:
    """Return the list that a new one (not stored yet) continues, and how many operators they share.

    It is the newest that came from no other sources than the new one, is no correction, and shares at least half of
    its own operators and half of the new ones: two counties that use one form do not continue each other's lists, and
    a short supplement continues none.
    """
    listed = _followed(store, members)
    count = size(listed)
    for batch_id in lists_from(store, source_ids):
        earlier = members_of(store, batch_id)
        if 2 * min(count, size(earlier)) < max(count, size(earlier)):
            continue
        shared = size(both(listed, earlier))
        if shared and 2 * shared >= max(count, size(earlier)):
            return batch_id, shared
    return None, 0


def missing_from(store: Store, previous_id: int | None, members: Ranges) -> list[list[int]]:
    """Return the operators of a previous list that `members` does not name; none where that list was undone."""
    if previous_id is None:
        return []
    return minus(members_of(store, previous_id), _followed(store, members))


def vanished_operators(store: Store, batch_id: int) -> list[Vanished]:
    """Return the operators of the previous list from the same sources that this one does not name, in the order of their numbers."""
    previous_id = cast("int | None", store.value("SELECT previous_id FROM batch WHERE id = :id", id=batch_id))
    members = members_of(store, batch_id)
    named_otherwise = _contested(store, members) | _corrected(store, previous_id, batch_id)
    return operators_in(store, missing_from(store, previous_id, joined(members, ranges(sorted(named_otherwise)))))


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
    return {first for pair in pairs for first, other in (pair, pair[::-1]) if inside(members, other)}


def _corrected(store: Store, previous_id: int | None, batch_id: int) -> set[int]:
    """Return the operators that rows of the previous list became once corrected which stand in this one as they were."""
    rows = store.all(
        """SELECT DISTINCT coalesce(e.merged_into_id, e.id) AS id
        FROM import_row r
        JOIN import_row p ON p.batch_id = :previous AND p.state = 'settled' AND p.raw = r.raw
        JOIN operator e ON e.id = p.operator_id
        WHERE r.batch_id = :batch AND r.state = 'rejected'""",
        previous=previous_id,
        batch=batch_id,
    )
    return {row["id"] for row in rows}


def _followed(store: Store, held: Ranges) -> list[list[int]]:
    """Put the operator that one was merged into in the place of it."""
    rows = store.all(
        "SELECT id, merged_into_id FROM operator WHERE merged_into_id IS NOT NULL ORDER BY merged_into_id, id"
    )
    into = {row["id"]: row["merged_into_id"] for row in rows}
    merged = [operator_id for operator_id in into if inside(held, operator_id)]
    if not merged:
        return [list(span) for span in held]
    return joined(minus(held, ranges(merged)), ranges(_last(into, operator_id) for operator_id in merged))


def _last(into: Mapping[int, int], operator_id: int) -> int:
    while operator_id in into:
        operator_id = into[operator_id]
    return operator_id


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


def problems_json(problems: Iterable[Problem]) -> str:
    """Write problems of a file as JSON: here their places are kept."""
    return compact([{name: getattr(problem, name) for name in ("place", *PROBLEM_FIELDS)} for problem in problems])


def problems_of_json(text: str) -> tuple[Problem, ...]:
    """Read the problems of a file."""
    return tuple(Problem(**problem) for problem in json.loads(text))


def keep_sheet(store: Store, batch_id: int, source_id: int, sheet: BatchSheet) -> None:
    """Keep a sheet with its batch, inside an open operation."""
    row = {
        "batch_id": batch_id,
        "source_id": source_id,
        "sheet": sheet.sheet,
        "title": sheet.title,
        "header_row": sheet.header_row,
        "header": compact(list(sheet.header)),
        "mapping": compact(sheet.mapping),
        "how": compact(sheet.how),
    }
    store.insert("batch_sheet", row)


def sheets_of(store: Store, batch_id: int) -> tuple[BatchSheet, ...]:
    """Return the sheets of a batch in the order of the file."""
    rows = store.all(
        """SELECT sheet, title, header_row, header, mapping, how
        FROM batch_sheet
        WHERE batch_id = :id
        ORDER BY id""",
        id=batch_id,
    )
    return tuple(
        BatchSheet(
            row["sheet"],
            row["title"],
            row["header_row"],
            tuple(json.loads(row["header"])),
            json.loads(row["mapping"]),
            json.loads(row["how"]),
        )
        for row in rows
    )


def lists_from(store: Store, source_ids: Collection[int]) -> list[int]:
    """Return the batches, newest first, that are no corrections and all of whose sheets come from these sources."""
    rows = store.all(
        """SELECT b.id
        FROM batch b
        WHERE b.corrects_id IS NULL
          AND EXISTS (SELECT 1 FROM batch_sheet s WHERE s.batch_id = b.id)
          AND NOT EXISTS (
            SELECT 1
            FROM batch_sheet s
            WHERE s.batch_id = b.id AND s.source_id NOT IN (SELECT value FROM json_each(:sources)))
        ORDER BY b.id DESC""",
        sources=compact(sorted(source_ids)),
    )
    return [row["id"] for row in rows]


def remembered_mappings(store: Store) -> dict[str, dict[str, str]]:
    """Return header hash -> mapping (column -> field key, '' for none); a mapping that was forgotten is left out."""
    rows = store.all("SELECT header_hash, mapping FROM source WHERE mapping <> '{}' ORDER BY id")
    return {row["header_hash"]: json.loads(row["mapping"]) for row in rows}


def remember_source(
    store: Store, header_hash: str, header: Sequence[str], mapping: Mapping[str, str], name: str
) -> int:
    """Keep what the columns of a header were taken for, inside an open operation; return the source's id.

    A known header keeps its name and takes the new mapping.
    """
    text = compact(dict(mapping))
    source_id: int | None = store.value("SELECT id FROM source WHERE header_hash = :hash", hash=header_hash)
    if source_id is None:
        row = {"name": name, "header_hash": header_hash, "header": compact(list(header)), "mapping": text}
        return store.insert("source", row)
    store.update("source", source_id, {"mapping": text})
    return source_id


def known_sources(store: Store, header_hashes: Iterable[str]) -> set[int]:
    """Return the sources of those of the headers that were met before."""
    rows = store.all(
        "SELECT id FROM source WHERE header_hash IN (SELECT value FROM json_each(:hashes))",
        hashes=compact(sorted(header_hashes)),
    )
    return {row["id"] for row in rows}


def forget_mapping(store: Store, source_id: int) -> None:
    """Empty the mapping of a source, inside an open operation; the row stays, because sheets of batches point at it."""
    store.update("source", source_id, {"mapping": "{}"})


def list_sources(store: Store) -> list[Source]:
    """Return the sources in the order in which they were met first."""
    rows = store.all(
        """SELECT s.id, s.name, s.header, s.mapping, count(DISTINCT b.id) AS batch_count, max(b.imported_on) AS last_on
        FROM source s
        LEFT JOIN batch_sheet t ON t.source_id = s.id
        LEFT JOIN batch b ON b.id = t.batch_id
        GROUP BY s.id
        ORDER BY s.id"""
    )
    return [
        Source(
            row["id"],
            place,
            row["name"],
            tuple(json.loads(row["header"])),
            json.loads(row["mapping"]),
            row["batch_count"],
            date.fromisoformat(row["last_on"]) if row["last_on"] else None,
        )
        for place, row in enumerate(rows, 1)
    ]
