"""Personal information on its way to the screen: the middle of telephones hidden unless asked for in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any, TypeVar

from zoufang_cli.screen.json_text import fields_of
from zoufang_cli.text.phones import masked_phone
from zoufang_cli.text.privacy import masked_text, masked_under

PHONES = ("phone", "legal_phone")
_AS_IT_IS = frozenset(("file", "label", "corrections_file", "sha256"))
"""Fields of JSON that name a file or identify it, and say nothing of anybody."""

_Cell = TypeVar("_Cell")


def phones(values: Iterable[str], full: bool = False) -> str:
    """Return a list of numbers for one cell."""
    return "、".join(value if full else masked_phone(value) for value in values)


def shown(text: str, full: bool = False) -> str:
    """Return free text for one cell."""
    return text if full else masked_text(text)


def shown_under(name: str, text: str, full: bool = False) -> str:
    """Return the text of one of the roster's own columns for one cell."""
    return text if full else masked_under(name, text)


def hidden_rows(rows: Iterable[Sequence[_Cell]]) -> Iterator[tuple[_Cell, ...]]:
    """Hide the telephones in every text of a table."""
    return (tuple(masked_text(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)  # type: ignore[misc]


def masked_record(record: dict[str, Any], full: bool) -> dict[str, Any]:
    """Hide the telephones of a record on its way to JSON, in its own columns and in whatever text it has."""
    return record if full else {key: _masked(key, value) for key, value in record.items()}


def masked_values(values: Sequence[Any]) -> list[Any]:
    """Hide the telephones of several records on their way to JSON."""
    return [_masked("", value) for value in values]


def _masked(key: str, value: Any) -> Any:
    if is_dataclass(value):
        value = fields_of(value)
    if isinstance(value, str):
        return value if key in _AS_IT_IS else masked_under(key, value)
    if isinstance(value, Mapping):
        return {name: _masked(name, held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        if key in PHONES:
            return [masked_phone(str(item)) for item in value]
        return [_masked(key, item) for item in value]
    return value
