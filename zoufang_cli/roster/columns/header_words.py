"""Recognise the name of a column whatever marks, numbering, brackets and units an office puts around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from zoufang_cli.roster.columns.header_names import HEADER_NAMES, LIST_FIELDS, NOT_CHOSEN, Field
from zoufang_cli.text.cleaning import tidy

LABELS: Final = {key: names.split()[0] for key, names in HEADER_NAMES.items()}
"""The usual Chinese name of each field."""

_SPACE: Final = re.compile(r"\s+")
_MARKS: Final = re.compile(r"[*★☆※▲△●○■◆:：;；。\"“”'‘’《》]+")
_BRACKETED: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕|<([^<>]*)>|\{([^{}]*)\}")
_NUMBERING: Final = re.compile(r"(?:[A-Z][.、)\-]|\d{1,2}[.、)\-]?|[一二三四五六七八九十]{1,2}[.、)])(?=\D)")
_DUTY: Final = re.compile(r"(?:非?必填项?|选填项?|必录|可不填|可选)$")
_UNIT: Final = re.compile(r"/(?:[辆台户人吨座个家元]|万元)$")
_ORDINAL: Final = re.compile(r"(?:\d{1,2}|[一二三])$")
_JOINS: Final = re.compile("[/、,|]|或者?|[及和与]")
_MERE_NOTE: Final = re.compile(
    r"非?必填.*|选填.*|必录.*|可不填|可选|.*(?:格式|文本|例如|如[:：]?|请|下拉|按|与.*一致|没有|无则).*|[辆台户人吨座个家元年月日]|万元"
    r"|\d{1,2}|全称|详细|盖章|签字|位|\d+位"
)
_OTHERS: Final = re.compile(
    "简称|曾用|原|旧|英文|拼音|变更|上级|母公司|总公司|集团|(?:安全|驾驶|管理|押运|财务|调度|监督)员|司机|会计|经理|主任|股东|紧急|传真|停用"
)
_CODES: Final = frozenset((Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE))


class BadMapping(ValueError):
    """An explicit mapping names a field or a column that does not exist."""


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """Write a header as it is looked up: NFKC, upper case, no spaces, line breaks, stars, colons or quotes."""
    return _MARKS.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", tidy(name)))).upper()


_ALIASES: Final = {fold(alias): key for key, names in HEADER_NAMES.items() for alias in names.split()}


_RANKS: Final = {
    key: {fold(alias).removesuffix("姓名"): -place for place, alias in enumerate(reversed(names.split()))}
    for key, names in HEADER_NAMES.items()
}


@lru_cache(maxsize=4096)
def field_of(name: str) -> Field | None:
    """Recognise a column by its name; marks, numbering, (必填), units and line breaks are passed over.

    A bracket that names somebody or something else (简称, 安全员) makes another column of it.
    """
    folded = fold(name)
    for spelling in _spellings(folded):
        if (found := _ALIASES.get(spelling)) is not None:
            return found
    if (match := _ORDINAL.search(folded)) and (found := _ALIASES.get(folded[: match.start()])) in LIST_FIELDS:
        return found
    return _of_parts(folded)


def rank_of(name: str, key: Field) -> int:
    """Tell how usual the name of a column is for a field: of two the lower one is, and 1 is no name of it at all."""
    ranks = _RANKS.get(key, {})
    return next((ranks[one] for one in map(_bare, _spellings(fold(name))) if one in ranks), 1)


def is_note(name: str) -> bool:
    """Tell whether a cell under a column's name only explains it: （辆）, 必填, （格式：2020-01-01）."""
    folded = fold(name)
    inner = _BRACKETED.fullmatch(folded)
    return bool(inner) or _DUTY.fullmatch(folded) is not None


def parse_field(text: str) -> Field | None:
    """Read a field given by a person: its key (`name`), its Chinese name, or '' and `extra` for none."""
    text = text.strip()
    if text.lower() in ("", "extra", "其他", "保留"):
        return None
    found = field_of(text)
    if text.lower() in set(Field):
        found = Field(text.lower())
    if found is None or found in NOT_CHOSEN:
        known = "、".join(f"{key.value}({label})" for key, label in LABELS.items())
        raise BadMapping(f"没有名为“{text}”的字段。可用的字段：{known}。")
    return found


def _spellings(folded: str) -> Iterator[str]:
    """Yield the ways to read a header, the most literal first."""
    yield folded
    bare = _UNIT.sub("", _DUTY.sub("", _NUMBERING.sub("", folded, count=1) if _NUMBERING.match(folded) else folded))
    yield bare
    bare = _BRACKETED.sub(_without_note, bare)
    yield bare
    match = _BRACKETED.search(bare)
    if match is None:
        return
    inner = _inner(match)
    before, after = bare[: match.start()], bare[match.end() :]
    yield before + inner + after  # 有效期(起), 【企业名称】
    yield inner + before + after  # 电话(法人)
    if _OTHERS.search(inner) is None:
        yield from _spellings(before + after)


def _bare(spelling: str) -> str:
    return spelling.removesuffix("姓名")


def _without_note(match: re.Match[str]) -> str:
    inner = _inner(match)
    return match[0] if inner and _MERE_NOTE.fullmatch(inner) is None else ""


def _inner(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)


def _of_parts(folded: str) -> Field | None:
    """Recognise a column that names one thing twice (电话/手机), or codes of several kinds."""
    parts = [part for part in _JOINS.split(folded) if part]
    if len(parts) < 2:
        return None
    found = {field_of(part) for part in parts}
    if len(found) == 1:
        return found.pop()
    return Field.CREDIT_CODE if Field.CREDIT_CODE in found and found <= _CODES else None
