"""Merge the fields of a duplicate into those of the operator that stays (the survivor).

Blank fields are filled, lists are united, values that differ are listed as dropped. 顺达 without a telephone and 顺达 with
0971-1234567 become 顺达 with 0971-1234567. Rows are as the store has them: lists and `extra` are JSON texts, dates are ISO texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from zoufang_cli.roster.matching.merging import mark_of
from zoufang_cli.roster.rows.stored import BLANK
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
PHONES: Final = ("phone", "legal_phone")


@dataclass(frozen=True, slots=True)
class DroppedValue:
    """A value of the duplicate that is not taken: its field (of `extra`: its column), the value kept and the one dropped."""

    field: str
    kept: str
    dropped: str


@dataclass(frozen=True, slots=True)
class MergedFields:
    """What a merge does to the fields of the survivor.

    `changes` are its columns to be set, `filled` the fields that were blank or grew, `dropped` the values of the
    duplicate that are not taken.
    """

    changes: dict[str, Any]
    filled: tuple[str, ...]
    dropped: tuple[DroppedValue, ...]


@dataclass(frozen=True, slots=True)
class MergedOperator:
    """An operator that was merged into the survivor.

    `moved` counts the records that moved, by table; `shared_issues` the issues that both had raised;
    `settled_conflicts` the open conflicts between the two; `status_changes` those that stay with the duplicate.
    """

    number: str
    name: str
    fields: MergedFields
    moved: dict[str, int]
    shared_issues: int
    settled_conflicts: int
    status_changes: int


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a merge into the operator `number` did, or would do; `operation` is its number in the log, '' for a rehearsal."""

    number: str
    name: str
    merged: tuple[MergedOperator, ...]
    operation: str = ""


def fold_fields(survivor: Row, duplicate: Row) -> MergedFields:
    """Return what a merge of `duplicate` into `survivor` does to the survivor's fields.

    A field that an officer cleared by hand stays blank. A masked telephone never stands beside its full number.
    """
    changes: dict[str, Any] = {}
    edited = set(json.loads(survivor["hand_edited"]))
    for fields in _TAKEN_TOGETHER:
        cleared = mark_of(fields[0])
        if all(survivor[field] in BLANK for field in fields) and not (cleared in edited and survivor[cleared] in BLANK):
            changes |= {field: duplicate[field] for field in fields if duplicate[field] not in BLANK}
    changes |= _operator_type_changes(survivor, duplicate)
    changes |= _list_changes(survivor, duplicate, edited)
    if duplicate["listed_on"] < survivor["listed_on"]:
        changes["listed_on"] = duplicate["listed_on"]
    filled = tuple(field for field in changes if field not in _FOLLOWING and field != "listed_on")
    marks = {mark_of(field) for field in filled} & set(json.loads(duplicate["hand_edited"]))
    if marks - edited:
        changes["hand_edited"] = compact(sorted(edited | marks))
    return MergedFields(changes, filled, _dropped_values({**survivor, **changes}, duplicate))


def _operator_type_changes(survivor: Row, duplicate: Row) -> dict[str, Any]:
    """Take 企业 or 个体 from the duplicate where only of it a code, the 经济类型 or an officer says which."""
    certain = [
        bool(row["credit_code"] or row["economic_type"] or "operator_type" in json.loads(row["hand_edited"]))
        for row in (survivor, duplicate)
    ]
    return (
        {"operator_type": duplicate["operator_type"]}
        if certain == [False, True] and survivor["operator_type"] != duplicate["operator_type"]
        else {}
    )


def _list_changes(survivor: Row, duplicate: Row, edited: Set[str]) -> dict[str, Any]:
    """Unite the lists and the other columns; telephones of the 法定代表人 only where it is one person."""
    united: dict[str, Any] = {"tags": compact(_union(survivor["tags"], duplicate["tags"]))}
    same_person = not survivor["legal_person"] or duplicate["legal_person"] in ("", survivor["legal_person"])
    for field in ("phone", "legal_phone"):
        cleared = field in edited and survivor[field] in BLANK
        if not cleared and (field == "phone" or same_person):
            united[field] = compact(united_phones(*_lists(survivor[field], duplicate[field])))
    extra = json.loads(survivor["extra"])
    added = {name: value for name, value in json.loads(duplicate["extra"]).items() if extra.get(name) in BLANK}
    united["extra"] = compact({**extra, **added})
    return {field: value for field, value in united.items() if value != survivor[field]}


def united_phones(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return the numbers of both lists, each once; a masked one (138****5678) gives way to its full number."""
    numbers = list(dict.fromkeys([*first, *second]))
    full = [number for number in numbers if "*" not in number]
    return [number for number in numbers if "*" not in number or not any(map(_mask(number).fullmatch, full))]


def _mask(number: str) -> re.Pattern[str]:
    """Return what the full numbers behind a masked one look like."""
    return re.compile("[0-9]+".join(map(re.escape, re.split(r"\*+", number))))


def _dropped_values(survivor: Row, duplicate: Row) -> tuple[DroppedValue, ...]:
    """List the values of the duplicate that differ from what the survivor holds after the merge."""
    dropped = []
    fields = ["name", *(fields[0] for fields in _TAKEN_TOGETHER), "valid_to", "operator_type", *PHONES]
    for field in fields:
        if duplicate[field] in BLANK or duplicate[field] == survivor[field]:
            continue
        if field in _LISTS and not _has_new_values(survivor, duplicate, field):
            continue
        dropped.append(DroppedValue(field, _value_text(field, survivor[field]), _value_text(field, duplicate[field])))
    extra = json.loads(survivor["extra"])
    for name, value in json.loads(duplicate["extra"]).items():
        if value != extra.get(name):
            dropped.append(DroppedValue(name, str(extra.get(name, "")), str(value)))
    return tuple(dropped)


def _has_new_values(survivor: Row, duplicate: Row, field: str) -> bool:
    """Tell whether a list of the duplicate holds a value that the survivor lacks; a masked number of both is none."""
    own, offered = _lists(survivor[field], duplicate[field])
    united = united_phones(own, offered) if field in PHONES else offered
    return not set(own).issuperset(set(united) & set(offered))


def _value_text(field: str, value: Any) -> str:
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
