"""What becomes of an operator's values when another row speaks of the same operator: of a roster, corrected, or merged.

A blank never takes a value away. What an officer edited by hand stays unless forced; some columns are only filled.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from zoufang_cli.roster.rows.outcomes import AS_WRITTEN
from zoufang_cli.roster.rows.stored import BLANK, COLUMNS, StoredRow
from zoufang_cli.roster.values.scope import derive_kinds
from zoufang_cli.text.compact import compact

MARKED_AS: Final = {"licence_digits": "licence", "registration_no": "credit_code", "organisation_code": "credit_code"}
"""Columns that follow from one that a person types (roster/actions.py) are protected by its mark."""
NEVER_REPLACED: Final = frozenset(("name", "normalized_name", "initials", "credit_code"))
"""What a roster gives an operator once; another value is a conflict."""
_PHONES: Final = frozenset(("phone", "legal_phone"))

Names = Mapping[str, str]
"""What a file calls its columns: the name under which text is kept that could not be read -> column of operators."""


def mark_of(column: str) -> str:
    """Return the mark in `hand_edited` that protects a column."""
    return MARKED_AS.get(column, column)


class Terms(NamedTuple):
    """On which terms a row is merged into an operator: `only_filled` columns take no value where one is held."""

    only_filled: Collection[str] = NEVER_REPLACED
    force: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """The values of an operator after a row, and what of it stayed because an officer edited it."""

    values: StoredRow
    edited: Set[str]
    kept: tuple[str, ...] = ()


def merge(held: StoredRow, offered: StoredRow, edited: Set[str], terms: Terms, names: Names) -> Merged:
    """Merge a row into the values that are held; `edited` are the marks of what an officer edited by hand.

    Returns `held` itself where the row brings nothing new.
    """
    columns = [
        column
        for column, before, after in zip(COLUMNS, held, offered, strict=True)
        if after != before and after not in BLANK
    ]
    mended = AS_WRITTEN in held.extra
    if not columns and not mended:
        return Merged(held, edited)
    values, left, kept = held._asdict(), set(edited), []
    for column in columns:
        value = _merged_value(column, held, offered, column in terms.only_filled)
        if value == values[column]:
            continue
        if mark_of(column) in edited and not terms.force:
            kept.append(column)
            continue
        values[column] = value
        left.discard(mark_of(column))
    if values["scope"] != held.scope and _follow(held, offered) and (terms.force or "kinds" not in edited):
        values["kinds"] = "[]"
        left.discard("kinds")
    if mended and "extra" not in terms.only_filled:
        values["extra"] = _without_mended(values["extra"], offered, names)
    merged = StoredRow._make(values.values())
    return Merged(held if merged == held else merged, left if left != edited else edited, tuple(kept))


def _merged_value(column: str, held: StoredRow, offered: StoredRow, only_filled: bool) -> object:
    """Return what a column holds after a row that brings another value."""
    before, after = getattr(held, column), getattr(offered, column)
    if column == "operator_type":
        return after if (_fills_type if only_filled else _settles_type)(held, offered) else before
    if column == "extra":
        first, second = json.loads(before), json.loads(after)
        return compact({**first, **second, **first} if only_filled else {**first, **second})
    if before in BLANK:
        return after
    if only_filled:
        return before
    if column in _PHONES and "*" in after:  # a masked telephone (138****5678) never replaces a number
        return before
    if column == "licence" and offered.licence_digits in ("", held.licence_digits):  # the same digits in other words
        return before
    return after


def sure_type(row: StoredRow) -> str:
    """Return 企业 or 个体 where a code or the 经济类型 shows it, '' elsewhere: a name alone settles nothing."""
    return row.operator_type if row.credit_code or row.economic_type else ""


def _fills_type(held: StoredRow, offered: StoredRow) -> bool:
    return bool(sure_type(offered)) and not sure_type(held)


def _settles_type(held: StoredRow, offered: StoredRow) -> bool:
    """Tell whether a row knows better than what is held: a code says more than the 经济类型."""
    return bool(offered.credit_code or (offered.economic_type and not held.credit_code))


def _follow(held: StoredRow, offered: StoredRow) -> bool:
    """Tell whether the held kinds followed from the scope alone, so that they go with it."""
    return offered.kinds == "[]" and held.kinds not in ("[]",) and held.kinds == kinds_of(held.scope)


@lru_cache(maxsize=8192)
def kinds_of(scope: str) -> str:
    """Return the kinds that a scope makes an operator, both as JSON."""
    return compact(derive_kinds(tuple(json.loads(scope))))


def _without_mended(extra: str, offered: StoredRow, names: Names) -> str:
    """Take away the texts that could not be read of fields that the row has in order."""
    own = json.loads(offered.extra)
    left = {
        name: text
        for name, text in json.loads(extra).items()
        if name in own or name not in names or getattr(offered, names[name]) in BLANK
    }
    return compact(left)
