"""Operators as the value of other records' fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zoufang_cli.errors import NotFound
from zoufang_cli.records.rules import Field, Kind
from zoufang_cli.store.naming import Ref

if TYPE_CHECKING:
    from zoufang_cli.plan.rules.plan import Plan
    from zoufang_cli.records.reading import Reader


def operators(reader: Reader, text: str) -> tuple[Ref, ...]:
    """Return the operators that a text names: one, or several with 、 or commas; each once."""
    parts = [part.strip() for part in re.split("[、,，;；]", text) if part.strip()]
    try:
        return (_operator(reader, text),)
    except NotFound:  # a name may hold a comma: only what is no operator as a whole is a list
        if len(parts) < 2:
            raise
    return tuple(dict.fromkeys(_operator(reader, part) for part in parts))


def _operator(reader: Reader, text: str) -> Ref:
    from zoufang_cli.roster.naming import operator_named

    candidate = reader.choose(lambda name: operator_named(reader.store, name), text)
    if candidate.merged is not None:
        reader.notes[f"merged {candidate.merged.id}"] = candidate.merged_sentence
    return Ref(candidate.id, candidate.number, candidate.name)


def _show(field: Field, value: object, plan: Plan) -> str:
    return value.name if isinstance(value, Ref) else str(value)


OPERATORS = Kind("operators", "业户", lambda reader, field, text: operators(reader, text), _show, linked="operator_id")
