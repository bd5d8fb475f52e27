"""Find the header row of a roster under its titles and say which column holds which field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from zoufang_cli.domain.cells import cell_text
from zoufang_cli.domain.entries import RowCode, SourceRow
from zoufang_cli.domain.header_names import HEADER_NAMES, Field
from zoufang_cli.domain.problem import Problem
from zoufang_cli.domain.text import tidy

SEARCHED_ROWS: Final = 50
"""Rows in which a header is looked for."""

_LABELS: Final = {key: names.split()[0] for key, names in HEADER_NAMES.items()}
_SPACE: Final = re.compile(r"\s+")
_MARKS: Final = re.compile(r"[*★☆※:：]+")
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


def _fold(text: str) -> str:
    """Write a header as it is looked up: NFKC, no spaces, line breaks, stars or colons."""
    return _MARKS.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", tidy(text)))).upper()


_ALIASES: Final = {_fold(alias): key for key, names in HEADER_NAMES.items() for alias in names.split()}


class NoNameColumn(ValueError):
    """The table has no column for the operator's name; `columns` are those that it has."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        listed = f"现有的列是：{'、'.join(columns)}。" if columns else "前50行中没有像表头的行。"
        super().__init__(
            f"没有找到业户名称列。{listed}请把名称列的表头改为“业户名称”，或在导入时加 --map 列名=name 指明。"
        )


class BadMapping(ValueError):
    """An explicit mapping names a field or a column that does not exist."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: 1-based `line`, 0-based `index` among the rows, columns by their place.

    `columns` maps a column's index to its field; `extra` maps the index of every other column to the
    name under which its values are kept; `names` are the column names as they stand in the file.
    """

    line: int
    index: int
    names: tuple[str, ...]
    columns: Mapping[int, Field]
    extra: Mapping[int, str]
    problems: tuple[Problem, ...] = field(default=())

    def column_of(self, key: Field) -> int:
        """Return the index of a field's column, -1 where the table has none."""
        return next((index for index, held in self.columns.items() if held is key), -1)

    def mapping(self) -> dict[str, str]:
        """Return file column -> field, for people and programs."""
        return {self.names[index]: key.value for index, key in self.columns.items()}


@lru_cache(maxsize=4096)
def field_of(name: str) -> Field | None:
    """Recognise a column by its name; suffixes such as (必填) and line breaks are ignored."""
    folded = _fold(name)
    return _ALIASES.get(folded) or _ALIASES.get(_BRACKETED.sub("", folded))


def parse_field(text: str) -> Field | None:
    """Read a field given by a person: its key (`name`), its Chinese name, or '' and `extra` for none."""
    text = text.strip()
    if text.lower() in ("", "extra", "其他", "保留"):
        return None
    if text.lower() in set(Field):
        return Field(text.lower())
    found = field_of(text)
    if found is None:
        known = "、".join(f"{key.value}({label})" for key, label in _LABELS.items())
        raise BadMapping(f"没有名为“{text}”的字段。可用的字段：{known}。")
    return found


def find_header(rows: Sequence[SourceRow], mapping: Mapping[str, str] | None = None) -> Header:
    """Find the row among the first ones that names most fields, the operator's name among them.

    `mapping` (column name -> field) goes before the known names. Raises NoNameColumn or BadMapping.
    """
    chosen = {_fold(name): parse_field(key) for name, key in (mapping or {}).items()}
    best: tuple[int, int] | None = None
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        fields = [_field(name, chosen) for name in _names(row)]
        score = len({key for key in fields if key is not None})
        if Field.NAME in fields and (best is None or score > best[0]):
            best = (score, index)
    if best is None:
        raise NoNameColumn(_likely_columns(rows[:SEARCHED_ROWS]))
    header = _header(rows[best[1]], best[1], chosen)
    _require_columns(header, mapping or {})
    return header


def _names(row: SourceRow) -> list[str]:
    return [tidy(cell_text(cell)) for cell in row.cells]


def _field(name: str, chosen: Mapping[str, Field | None]) -> Field | None:
    if not name:
        return None
    folded = _fold(name)
    return chosen[folded] if folded in chosen else field_of(name)


def _header(row: SourceRow, index: int, chosen: Mapping[str, Field | None]) -> Header:
    names = _names(row)
    columns: dict[int, Field] = {}
    extra: dict[int, str] = {}
    problems: list[Problem] = []
    taken: dict[Field, int] = {}
    used: set[str] = set()
    for place, name in enumerate(names):
        key = _field(name, chosen)
        if key is not None and key in taken:
            problems.append(_second_column(row.line, name, names[taken[key]], key))
            key = None
        if key is None:
            extra[place] = _extra_name(name, place, used)
            continue
        taken[key] = place
        columns[place] = key
        if key is Field.ID_NUMBER:
            problems.append(_id_column(row.line, name))
    return Header(row.line, index, tuple(names), columns, extra, tuple(problems))


def _extra_name(name: str, place: int, used: set[str]) -> str:
    base = name or f"第{place + 1}列"
    name, copy = base, 2
    while name in used:
        name, copy = f"{base}({copy})", copy + 1
    used.add(name)
    return name


def _second_column(line: int, name: str, first: str, key: Field) -> Problem:
    return Problem(
        f"第{line}行",
        name,
        name,
        RowCode.DUPLICATE_COLUMN,
        f"“{first}”和“{name}”两列都像是{_LABELS[key]}，已取前一列；“{name}”列作为附加信息保留。",
        "warning",
    )


def _id_column(line: int, name: str) -> Problem:
    return Problem(f"第{line}行", name, name, RowCode.ID_COLUMN, f"“{name}”列属于个人身份信息，没有导入。", "warning")


def _likely_columns(rows: Sequence[SourceRow]) -> list[str]:
    """List the columns of the row that looks most like a header, for the refusal."""
    best: list[str] = []
    best_score = (0, 0)
    for row in rows:
        names = [name for name in _names(row) if name]
        score = (sum(field_of(name) is not None for name in names), min(len(names), 2))
        if score > best_score:
            best, best_score = names, score
    return [name[:20] for name in best[:30]]


def _require_columns(header: Header, mapping: Mapping[str, str]) -> None:
    present = {_fold(name) for name in header.names}
    for name in mapping:
        if _fold(name) not in present:
            columns = "、".join(held for held in header.names if held)
            raise BadMapping(f"文件中没有“{name}”这一列。现有的列是：{columns}。")
