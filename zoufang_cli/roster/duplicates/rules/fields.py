"""Fold one operator's fields into another's: what is blank is filled, lists are united, what differs is named.

Rows are as the store has them: lists and `extra` are JSON texts, dates are ISO texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from zoufang_cli.roster.rules import OperatorType, status_name
from zoufang_cli.text.compact import compact

Row = Mapping[str, Any]

# Fields that belong together are taken together, and only where all of them are blank.
_TAKEN_TOGETHER: Final = (
    ("credit_code",),
    ("registration_no",),
    ("organisation_code",),
    ("licence", "licence_digits"),
    ("legal_person",),
    ("contact",),
    ("address",),
    ("district",),
    ("scope",),
    ("kinds",),
    ("status",),
    ("valid_from", "valid_to"),
    ("economic_type",),
    ("vehicle_count",),
    ("remark",),
)
_LISTS: Final = frozenset(["scope", "kinds", "legal_phone", "phone", "tags"])
_FOLLOWING: Final = frozenset(["licence_digits"])
_MARKS: Final = {"registration_no": "credit_code", "organisation_code": "credit_code"}
_BLANK: Final = frozenset([None, "", "[]", "{}"])
PHONES: Final = ("phone", "legal_phone")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value that gives way: the field (of `extra`: its column), what stays and what goes."""

    field: str
    kept: str
    dropped: str


@dataclass(frozen=True, slots=True)
class MergedFields:
    """What a merge does to the fields of the operator that stays.

    `changes` are its columns to be set, `filled` the fields that were blank or grew, `dropped` the other operator's
    values that its own take precedence over.
    """

    changes: dict[str, Any]
    filled: tuple[str, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """What was done with one operator that was merged away.

    `moved` counts the records by table, `shared_issues` the issues that both had raised, `settled_conflicts` the open
    conflicts between the two, `status_changes` those that stay with it.
    """

    number: str
    name: str
    fields: MergedFields
    moved: dict[str, int]
    shared_issues: int
    settled_conflicts: int
    status_changes: int


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, or would do: `operation` is its number in the log, '' for what was not done."""

    number: str
    name: str
    others: tuple[Merge, ...]
    operation: str = ""


def fold_fields(keep: Row, other: Row) -> MergedFields:
    """Return what becomes of the fields of `keep` when `other` is folded into it.

    What an officer cleared by hand stays blank. A masked telephone never stands beside its full number.
    """
    changes: dict[str, Any] = {}
    edited = set(json.loads(keep["hand_edited"]))
    for fields in _TAKEN_TOGETHER:
        cleared = _MARKS.get(fields[0], fields[0])
        if all(keep[field] in _BLANK for field in fields) and not (cleared in edited and keep[cleared] in _BLANK):
            changes |= {field: other[field] for field in fields if other[field] not in _BLANK}
    changes |= _holder(keep, other)
    changes |= _united(keep, other, edited)
    if other["listed_on"] < keep["listed_on"]:
        changes["listed_on"] = other["listed_on"]
    filled = tuple(field for field in changes if field not in _FOLLOWING and field != "listed_on")
    marks = {_MARKS.get(field, field) for field in filled} & set(json.loads(other["hand_edited"]))
    if marks - edited:
        changes["hand_edited"] = compact(sorted(edited | marks))
    return MergedFields(changes, filled, _dropped({**keep, **changes}, other))


def _holder(keep: Row, other: Row) -> dict[str, Any]:
    """Take 企业 or 个体 from the one of whom it is certain."""
    certain = [
        bool(row["credit_code"] or row["economic_type"] or "operator_type" in json.loads(row["hand_edited"]))
        for row in (keep, other)
    ]
    return (
        {"operator_type": other["operator_type"]}
        if certain == [False, True] and keep["operator_type"] != other["operator_type"]
        else {}
    )


def _united(keep: Row, other: Row, edited: Set[str]) -> dict[str, Any]:
    """Unite the lists and the other columns; telephones of the 法定代表人 only where it is one person."""
    united: dict[str, Any] = {"tags": compact(_union(keep["tags"], other["tags"]))}
    one_person = not keep["legal_person"] or other["legal_person"] in ("", keep["legal_person"])
    for field in ("phone", "legal_phone"):
        cleared = field in edited and keep[field] in _BLANK
        if not cleared and (field == "phone" or one_person):
            united[field] = compact(united_phones(*_lists(keep[field], other[field])))
    extra = json.loads(keep["extra"])
    more = {name: value for name, value in json.loads(other["extra"]).items() if extra.get(name) in _BLANK}
    united["extra"] = compact({**extra, **more})
    return {field: value for field, value in united.items() if value != keep[field]}


def united_phones(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return the numbers of both lists, each once; a masked one (138****5678) gives way to its full number."""
    every = list(dict.fromkeys([*first, *second]))
    full = [number for number in every if "*" not in number]
    return [number for number in every if "*" not in number or not any(map(_mask(number).fullmatch, full))]


def _mask(number: str) -> re.Pattern[str]:
    """Return what the full numbers behind a masked one look like."""
    return re.compile("[0-9]+".join(map(re.escape, re.split(r"\*+", number))))


def _dropped(keep: Row, other: Row) -> tuple[Dropped, ...]:
    """Name the values of `other` that differ from what `keep` holds in the end."""
    dropped = []
    fields = ["name", *(fields[0] for fields in _TAKEN_TOGETHER), "valid_to", "operator_type", *PHONES]
    for field in fields:
        if other[field] in _BLANK or other[field] == keep[field]:
            continue
        if field in _LISTS and not _missing(keep, other, field):
            continue
        dropped.append(Dropped(field, _words(field, keep[field]), _words(field, other[field])))
    extra = json.loads(keep["extra"])
    for name, value in json.loads(other["extra"]).items():
        if value != extra.get(name):
            dropped.append(Dropped(name, str(extra.get(name, "")), str(value)))
    return tuple(dropped)


def _missing(keep: Row, other: Row, field: str) -> list[str]:
    mine, its = _lists(keep[field], other[field])
    left = set(united_phones(mine, its) if field in PHONES else its) - set(mine)
    return [value for value in its if value in left]


def _words(field: str, value: Any) -> str:
    if field in _LISTS:
        return "、".join(json.loads(value))
    if field == "status":
        return status_name(value)
    if field == "operator_type":
        return OperatorType(value).label
    return "" if value is None else str(value)


def _lists(*texts: str) -> Iterable[list[str]]:
    return (json.loads(text) for text in texts)


def _union(*texts: str) -> list[str]:
    return list(dict.fromkeys(value for values in _lists(*texts) for value in values))
