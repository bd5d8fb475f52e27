"""Operators, batches and conflicts put into a store directly, as an import leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from zoufang_cli.roster.importing.rules import BatchSheet
from zoufang_cli.roster.importing.table.batches import keep_sheet
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.id_ranges import ranges
from zoufang_cli.text.compact import compact
from zoufang_cli.text.names import normalize_name

TODAY = date(2020, 3, 5)
ACTOR = Actor("张三", TODAY)
COUNTS = {"lines": 9, "skipped": 1, "rows": 7, "added": 3, "updated": 1, "unchanged": 1, "rejected": 2, "doubtful": 1,
          "vanished": 0}  # fmt: skip


def put_operator(store: Store, name: str, **values: Any) -> int:
    """Insert an operator with the next number and return its id."""
    row = {
        "number": store.next_number("YH", 0),
        "name": name,
        "normalized_name": normalize_name(name),
        "listed_on": TODAY,
    }
    return store.insert("operator", {**row, **values})


def put_source(store: Store, name: str = "业户名册", mapping: Mapping[str, str] | None = None) -> int:
    """Insert a source, by default with a name column and an extra one, and return its id."""
    columns = {"业户名称": "name", "车队": ""} if mapping is None else mapping
    row = {"name": name, "header_hash": name, "header": compact(list(columns)), "mapping": compact(dict(columns))}
    return store.insert("source", row)


def put_batch(store: Store, source_ids: int | Sequence[int], members: Iterable[int] = (), **values: Any) -> int:
    """Insert a batch that names these operators, with a sheet from each source, and return its id."""
    row = {
        "number": store.next_number("DR", 0),
        "file": "东屏区名册.csv",
        "sha256": "ab" * 32,
        "encoding": "gb18030",
        "mode": "update",
        "members": compact(ranges(members)),
        "counts": compact(COUNTS),
        "imported_on": TODAY,
    }
    batch_id = store.insert("batch", {**row, **values})
    several = [source_ids] if isinstance(source_ids, int) else source_ids
    for place, source_id in enumerate(several, 1):
        name = f"表{place}" if len(several) > 1 else ""
        mapping, how = {"业户名称": "name", "车队": ""}, {"业户名称": "name", "车队": "map"}
        keep_sheet(store, batch_id, source_id, BatchSheet(name, name, 2, tuple(mapping), mapping, how))
    return batch_id


def put_row(store: Store, batch_id: int, line: int, state: str, *problems: Mapping[str, Any]) -> int:
    """Insert a row that was rejected or is doubtful and return its id."""
    row = {"batch_id": batch_id, "sheet": "", "line": line, "raw": "[]", "problems": compact(list(problems))}
    return store.insert("import_row", {**row, "state": state})


def put_conflict(store: Store, operator_id: int, field: str, values: Sequence[str], **more: Any) -> str:
    """Insert an open conflict over (held, offered) and return its number."""
    number = store.next_number("CT", 0)
    held, offered = values
    row = {"number": number, "operator_id": operator_id, "field": field, "held": held, "offered": offered}
    store.insert("conflict", {**row, **more})
    return number
