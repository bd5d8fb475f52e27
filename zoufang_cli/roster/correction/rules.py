"""What a corrected row changes of the operator that its first version made.

Only what the office changed is written, so that an old copy takes nothing newer back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from zoufang_cli.roster.columns.fields import MARKERS, Field
from zoufang_cli.roster.columns.header_rows import labels
from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.matching.matching import MARKED_AS
from zoufang_cli.roster.rows.outcomes import AS_WRITTEN, RosterRow
from zoufang_cli.text.compact import compact
from zoufang_cli.text.districts import district_of_address

_CODES: Final = ("credit_code", "registration_no", "organisation_code")
_LICENCE: Final = ("licence", "licence_digits")
_NAME: Final = ("name", "normalized_name", "initials")
_SCOPE: Final = ("scope", "kinds")
_VALIDITY: Final = ("valid_from", "valid_to")
_COLUMNS: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.NAME: _NAME,
    Field.CREDIT_CODE: _CODES,
    Field.REGISTRATION_NO: _CODES,
    Field.ORGANISATION_CODE: _CODES,
    Field.LICENCE: _LICENCE,
    Field.LICENCE_WORD: _LICENCE,
    Field.SCOPE: _SCOPE,
    Field.VALID_FROM: _VALIDITY,
    Field.VALID_TO: _VALIDITY,
    Field.VALIDITY: _VALIDITY,
    Field.SERIAL: (),
    Field.ID_NUMBER: (),
}
"""Columns of an operator that follow from a column of a roster; any other field is the column of its name."""

_TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_NAME, _NAME),
    **dict.fromkeys(_LICENCE, _LICENCE),
    "scope": _SCOPE,
}
"""Columns that are taken or left together."""

_TELL_TYPE: Final = frozenset(("name", "credit_code", "economic_type"))
_BLANK: Final = frozenset((None, "", "[]", "{}"))


class Changed(NamedTuple):
    """What differs between a row and its first version.

    `replaced` are those of the changed `fields` that said something before, `cleared` the places of emptied cells.
    """

    fields: frozenset[Field]
    replaced: frozenset[Field]
    extras: frozenset[str]
    cleared: tuple[int, ...]

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.fields or self.extras or self.cleared)


@dataclass(frozen=True, slots=True)
class Correction:
    """A doubtful row of an earlier import that comes back with other content.

    `texts` are the user's own cells as they came back; `fields` the fields and `extras` the other columns to be taken,
    `spoilt` the names under which unreadable content of those fields was kept.
    """

    sheet: str
    line: int
    texts: tuple[str, ...]
    operator_id: int
    operator: RosterRow
    fields: frozenset[Field]
    extras: frozenset[str]
    spoilt: frozenset[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """The columns of an operator to be set, and those that stay because an officer edited them by hand."""

    values: dict[str, Any]
    kept: tuple[str, ...]


def changed_cells(header: Header, names: Sequence[str], before: Sequence[str], after: Sequence[str]) -> Changed:
    """Compare a row's own cells with its first version, whose columns were `names`, column by column as they are called."""
    ours = sum(key in MARKERS for key in header.columns.values())
    old = dict(zip(labels(names), before, strict=False))
    fields, replaced, extras, cleared = set(), set(), set(), []
    for place, (label, text) in enumerate(zip(labels(header.names[ours:]), after, strict=False)):
        was = old.get(label, "")
        if text == was:
            continue
        if (key := header.columns.get(place + ours)) is not None:
            fields.add(key)
            if was.strip():
                replaced.add(key)
        elif place + ours in header.extra:
            extras.add(header.extra[place + ours])
        if not text.strip():
            cleared.append(place)
    return Changed(frozenset(fields), frozenset(replaced), frozenset(extras), tuple(cleared))


def spoilt_names(header: Header, fields: frozenset[Field]) -> frozenset[str]:
    """Return the names under which unreadable content of these fields is kept."""
    return frozenset(header.names[place] + AS_WRITTEN for place, key in header.columns.items() if key in fields)


def changes_of(correction: Correction, held: Mapping[str, Any], force: bool) -> Changes:
    """Return what a correction changes of an operator as the store holds it; a blank cell takes nothing away.

    `force`: even what was edited by hand, whose mark goes with it.
    """
    offered = _offered(correction, held)
    different = {column for column, value in offered.items() if value not in _BLANK and value != held[column]}
    taken = {column for one in different for column in _TOGETHER.get(one, (one,)) if column in offered}
    marks = set(json.loads(held["hand_edited"]))
    kept = () if force else tuple(column for column in offered if column in taken and _mark(column) in marks)
    values: dict[str, Any] = {column: offered[column] for column in offered if column in taken and column not in kept}
    extra = _extra(correction, json.loads(held["extra"]))
    if extra != held["extra"]:
        values["extra"] = extra
    left = marks - {_mark(column) for column in values}
    if left != marks:
        values["hand_edited"] = compact(sorted(left))
    return Changes(values, tuple(column for column in kept if column == _mark(column)))


def _mark(column: str) -> str:
    return "name" if column in _NAME else MARKED_AS.get(column, column)


def _offered(correction: Correction, held: Mapping[str, Any]) -> dict[str, Any]:
    operator = correction.operator
    columns = [column for field in correction.fields for column in _COLUMNS.get(field, (field.value,))]
    offered = {column: _stored(getattr(operator, column)) for column in columns if column in RosterRow._fields}
    if Field.ADDRESS in correction.fields and district_of_address(held["address"]) == held["district"]:
        offered.setdefault("district", operator.district)
    if _TELL_TYPE & set(columns) and (operator.credit_code or operator.economic_type):
        offered["operator_type"] = operator.operator_type.value
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
