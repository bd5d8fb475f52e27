"""What a corrected row changes of the operator that its first version was taken for.

Only what the office changed is written, so that an old copy takes nothing newer back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from zoufang_cli.domain.compact import compact
from zoufang_cli.domain.district import district_of_address
from zoufang_cli.domain.entries import Operator
from zoufang_cli.domain.header_names import MARKERS, Field
from zoufang_cli.domain.headers import Header
from zoufang_cli.domain.matching import Mode, Rules
from zoufang_cli.domain.problem import Problem

_CODES: Final = ("credit_code", "registration_no", "organisation_code")
_LICENCE: Final = ("licence", "licence_digits")
_VALIDITY: Final = ("valid_from", "valid_to")
_COLUMNS: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.NAME: ("name", "norm", "initials"),
    Field.CREDIT_CODE: _CODES,
    Field.REGISTRATION_NO: _CODES,
    Field.ORGANISATION_CODE: _CODES,
    Field.LICENCE: _LICENCE,
    Field.LICENCE_WORD: _LICENCE,
    Field.SCOPE: ("scope", "kinds"),
    Field.VALID_FROM: _VALIDITY,
    Field.VALID_TO: _VALIDITY,
    Field.VALIDITY: _VALIDITY,
    Field.SERIAL: (),
    Field.ID_NUMBER: (),
}
"""Columns of an operator that follow from a column of a roster; any other field is the column of its name."""

_MARKED_AS: Final = {
    "norm": "name",
    "initials": "name",
    "registration_no": "credit_code",
    "organisation_code": "credit_code",
    "licence_digits": "licence",
}
_TELL_HOLDER: Final = frozenset(("name", "credit_code", "economic_type"))
_BLANK: Final = frozenset((None, "", "[]", "{}"))


@dataclass(frozen=True, slots=True)
class Correction:
    """A doubtful row of an earlier import that comes back with other content.

    `texts` are the user's own cells as they came back; `fields` the fields and `extras` the other columns whose cells
    changed; `spoilt` names the changed columns whose faulty content had been kept beside the fields.
    """

    sheet: str
    line: int
    texts: tuple[str, ...]
    enterprise_id: int
    operator: Operator
    fields: frozenset[Field]
    extras: frozenset[str]
    spoilt: frozenset[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """The columns of an operator to be set, and those that stay because an officer edited them by hand."""

    values: dict[str, Any]
    kept: tuple[str, ...]


def changed_columns(
    header: Header, before: Sequence[str], after: Sequence[str], problems: Sequence[Problem]
) -> tuple[frozenset[Field], frozenset[str], frozenset[str]]:
    """Compare a row's own cells with what they were: the fields, the extra columns and the spoilt ones that changed."""
    ours = sum(key in MARKERS for key in header.columns.values())
    width = max(len(before), len(after))
    old, new = ([*cells, *[""] * (width - len(cells))] for cells in (before, after))
    changed = [place for place in range(width) if old[place] != new[place]]
    fields = frozenset(header.columns[place + ours] for place in changed if place + ours in header.columns)
    extras = frozenset(header.extra[place + ours] for place in changed if place + ours in header.extra)
    return fields, extras, frozenset(one.field for one in problems if one.field and one.column in changed)


def changes_of(correction: Correction, held: Mapping[str, Any], rules: Rules) -> Changes:
    """Return what a correction changes of an operator as the store holds it; a blank cell takes nothing away."""
    if rules.mode is Mode.NEW:
        return Changes({}, ())
    offered = _offered(correction, held)
    offered = {column: value for column, value in offered.items() if value not in _BLANK and value != held[column]}
    if rules.mode is Mode.FILL:
        offered = {column: value for column, value in offered.items() if held[column] in _BLANK}
    marks = set() if rules.force else set(json.loads(held["hand_edited"]))
    kept = tuple(column for column in offered if _MARKED_AS.get(column, column) in marks)
    values = {column: value for column, value in offered.items() if column not in kept}
    extra = _extra(correction, json.loads(held["extra"]))
    if extra != held["extra"]:
        values["extra"] = extra
    return Changes(values, kept)


def _offered(correction: Correction, held: Mapping[str, Any]) -> dict[str, Any]:
    operator = correction.operator
    columns = [column for field in correction.fields for column in _COLUMNS.get(field, (field.value,))]
    offered = {column: _stored(getattr(operator, column)) for column in columns if column not in MARKERS}
    if Field.ADDRESS in correction.fields and district_of_address(held["address"]) == held["district"]:
        offered.setdefault("district", operator.district)
    if _TELL_HOLDER & set(columns) and (operator.credit_code or operator.economic_type):
        offered["holder"] = operator.holder.value
    for column in ("phone", "legal_phone"):
        if "*" in str(offered.get(column, "")) and held[column] not in _BLANK:
            del offered[column]
    return offered


def _extra(correction: Correction, held: Mapping[str, str]) -> str:
    """Return the other columns: faulty content that was corrected is gone, changed ones are as they came back."""
    offered = correction.operator.extra
    left = {name: value for name, value in held.items() if name not in correction.spoilt or name in offered}
    changed = correction.extras | correction.spoilt
    return compact({**left, **{name: value for name, value in offered.items() if name in changed}})


def _stored(value: object) -> Any:
    if isinstance(value, tuple):
        return compact(value)
    return value.isoformat() if isinstance(value, date) else value
