"""People as the value of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zoufang_cli.records.rules import Field, Kind
from zoufang_cli.store.naming import Ref

if TYPE_CHECKING:
    from zoufang_cli.plan.plan import Plan
    from zoufang_cli.records.reading import Reader


def person(reader: Reader, text: str) -> Ref:
    """Return the person in office that a text names; at a terminal a name that fits several is asked about."""
    from zoufang_cli.people.naming import person_named

    candidate = reader.choose(lambda name: person_named(reader.store, name), text)
    return Ref(candidate.id, candidate.number, candidate.name)


def anybody(reader: Reader, text: str) -> Ref:
    """Return the person that a text names, those who left included."""
    from zoufang_cli.people.naming import anybody_named

    candidate = reader.choose(lambda name: anybody_named(reader.store, name), text)
    return Ref(candidate.id, candidate.number, candidate.name)


def people(reader: Reader, text: str) -> tuple[Ref, ...]:
    """Return the people of a list separated by commas, 、 or spaces, each once."""
    from zoufang_cli.records.reading import split_names

    return tuple(dict.fromkeys(person(reader, name) for name in split_names(text)))


def _read(reader: Reader, field: Field, text: str) -> Ref | tuple[Ref, ...]:
    return people(reader, text) if field.many else person(reader, text)


def _show(field: Field, value: object, plan: Plan) -> str:
    return value.name if isinstance(value, Ref) else str(value)


PERSON = Kind("person", "姓名", _read, _show, linked="person_id")
