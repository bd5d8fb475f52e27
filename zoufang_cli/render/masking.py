"""Telephone numbers in a cell: the middle hidden unless asked for in full."""

from __future__ import annotations

from collections.abc import Iterable

from zoufang_cli.domain.person import masked_phone


def phones(values: Iterable[str], full: bool = False) -> str:
    """Return a list of numbers for one cell."""
    return "、".join(value if full else masked_phone(value) for value in values)


def masked_record(record: dict[str, object], full: bool) -> dict[str, object]:
    """Hide the telephone numbers of a record on its way to JSON."""
    if full:
        return record
    hidden = {}
    for key in ("phone", "legal_phone"):
        values = record.get(key)
        if isinstance(values, (list, tuple)):
            hidden[key] = [masked_phone(str(value)) for value in values]
    return {**record, **hidden}
