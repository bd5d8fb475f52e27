"""Where rosters come from, known by their headers: what each column of such a header was taken for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from zoufang_cli.roster.importing.source import Source
from zoufang_cli.store.connection import Store
from zoufang_cli.text.compact import compact


def remembered(store: Store) -> dict[str, dict[str, str]]:
    """Return header hash -> mapping (column -> field key, '' for none); a mapping that was forgotten is left out."""
    rows = store.all("SELECT header_hash, mapping FROM source WHERE mapping <> '{}' ORDER BY id")
    return {row["header_hash"]: json.loads(row["mapping"]) for row in rows}


def remember(store: Store, header_hash: str, header: Sequence[str], mapping: Mapping[str, str], name: str) -> int:
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


def known(store: Store, header_hashes: Iterable[str]) -> set[int]:
    """Return the sources of those of the headers that were met before."""
    rows = store.all(
        "SELECT id FROM source WHERE header_hash IN (SELECT value FROM json_each(:hashes))",
        hashes=compact(sorted(header_hashes)),
    )
    return {row["id"] for row in rows}


def forget(store: Store, source_id: int) -> None:
    """Empty the mapping of a source, inside an open operation; the row stays, because sheets of batches point at it."""
    store.update("source", source_id, {"mapping": "{}"})


def sources(store: Store) -> list[Source]:
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
