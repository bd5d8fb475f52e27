"""Compare a roster with the list of the same sources before it: who is no longer listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zoufang_cli.roster.importing import batch_sheets, batches, clashes, sources
from zoufang_cli.roster.importing.file_import import Vanishing
from zoufang_cli.store.connection import Store
from zoufang_cli.store.id_ranges import Ranges, joined, ranges, size

NAMED = 5
_BEYOND = 2**62
"""Stands for the ids of operators that are new in a file, when it is compared with an earlier one."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The list of the same sources before this one, and who is missing here; `other_lists`: there are only others."""

    previous_id: int | None = None
    vanishing: Vanishing | None = None
    other_lists: bool = False


def compare(store: Store, header_keys: Iterable[str], named: Ranges, added: int, newest_batch_id: int) -> Compared:
    """Compare the operators that a matched file names, and the new ones that it adds, with the list before it.

    Lists after `newest_batch_id` come from the same command: that they differ from this one is not worth a word.
    """
    source_ids = sources.known(store, header_keys)
    if not source_ids:
        return Compared()
    with_new = joined(named, [[_BEYOND, added]] if added else [])
    previous_id, _ = batches.previous_of(store, source_ids, with_new)
    if previous_id is None:
        lists = batch_sheets.lists_from(store, source_ids)
        return Compared(other_lists=any(one <= newest_batch_id for one in lists))
    missing = batches.missing_from(store, previous_id, joined(named, ranges(clashes.contested(store))))
    gone = batches.operators_in(store, missing)
    number = batches.number_of(store, previous_id)
    held = size(batches.listed(store, previous_id))
    first = tuple(f"{one.number} {one.name}" for one in gone[:NAMED])
    return Compared(previous_id, Vanishing(number, held, len(gone), first) if gone else None)
