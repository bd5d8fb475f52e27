"""Header rows as they may stand in a sheet: one row, or group titles over a row of sub-names.

Workbooks repeat a cell merged down in the second row and fill a group title to the right or leave it in its
first column; a CSV has the group title in its first column, and a single name in either of the two rows.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from zoufang_cli.domain.cells import cell_text
from zoufang_cli.domain.entries import Cell, SourceRow
from zoufang_cli.domain.header_names import Field
from zoufang_cli.domain.header_words import field_of, fold, is_note
from zoufang_cli.domain.text import DITTO, PLACEHOLDERS, tidy

SEARCHED_ROWS: Final = 50
"""Rows in which a header is looked for."""

_LONGEST: Final = 15
_DIGITS: Final = re.compile(r"\d{2,}(?![\d年])")
_MARKER: Final = re.compile(r"行号\((DR-[0-9A-Z-]+)\)|未采用行号")
_BESIDE_MARKER: Final = {
    "问题": Field.RETURNED_PROBLEM,
    "未采用原因": Field.RETURNED_PROBLEM,
    "建议": Field.RETURNED_ADVICE,
}
_SOMEBODY: Final = re.compile("[员长师工]$|经理$|主任$|主管$|股东|司机|会计|调度|紧急|人$")
_OTHER_PAPER: Final = re.compile("营业执照|工商|税务|保险|资质|资格|合同|安全|驾驶证|行驶证|上级|公司章程|租赁|备案")
_ABOUT_PAPERS: Final = frozenset((Field.VALID_FROM, Field.VALID_TO, Field.VALIDITY, Field.STATUS, Field.LICENCE))


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """One or two rows read as a header: 1-based `line` and 0-based `index` of the last of them.

    `names` are the combined names, `written` the rows as they stand (all of one width), `clear` tells that a
    second row gives columns a meaning that the first one does not.
    """

    line: int
    index: int
    names: tuple[str, ...]
    written: tuple[tuple[str, ...], ...]
    clear: bool = True


def header_key(names: Sequence[str]) -> str:
    """Identify a header by a sha256 in hex: without marker columns, marks, spaces or empty columns at the end."""
    own = [fold(name) for name in _own(names)]
    own = ["" if name == f"第{place}列" else name for place, name in enumerate(own, 1)]
    while own and not own[-1]:
        own.pop()
    return hashlib.sha256("\x1f".join(own).encode("utf-8", "surrogatepass")).hexdigest()


def markers(names: Sequence[str]) -> dict[int, Field]:
    """Find the columns of a copy that was handed back which are not the user's: 行号(DR-…), and 问题, 建议 beside it."""
    for place, name in enumerate(names):
        if name and _MARKER.fullmatch(fold(name)):
            found = {place: Field.RETURNED_LINE}
            for beside in names[place + 1 : place + 3]:
                key = _BESIDE_MARKER.get(fold(beside))
                if key is None or key in found.values():
                    break
                found[place + len(found)] = key
            return found
    return {}


def reference(names: Sequence[str]) -> str:
    """Return the batch that a copy that was handed back belongs to (DR-00003), or ''."""
    for name in names:
        if name and (match := _MARKER.fullmatch(fold(name))):
            return match[1] or ""
    return ""


def labels(names: Sequence[str]) -> tuple[str, ...]:
    """Name the columns so that each can be told: 地址, 地址（第7列）, 第8列; marker columns are not counted."""
    beside = markers(names)
    seen: set[str] = set()
    found: list[str] = []
    own = 0
    for place, name in enumerate(names):
        own += place not in beside
        label = name or f"第{own}列"
        if fold(label) in seen:
            label = f"{label}（第{own}列）"
        seen.add(fold(label))
        found.append(label)
    return tuple(found)


def header_rows(rows: Sequence[SourceRow]) -> Iterator[HeaderRows]:
    """Yield every way to read a header from the first rows, the upper ones first, two rows before one."""
    texts = [names_of(row.cells) for row in rows[: SEARCHED_ROWS + 1]]
    for index, names in enumerate(texts[:SEARCHED_ROWS]):
        if not any(names):
            continue
        if index + 1 < len(texts):
            below = rows[index + 1]
            if _may_be_sub_names(below.cells) and (found := _two(names, texts[index + 1], below.line, index + 1)):
                yield found
        yield HeaderRows(rows[index].line, index, tuple(names), (tuple(names),))


def names_of(cells: Sequence[Cell]) -> list[str]:
    """Return the cells of a row as names of columns."""
    return [tidy(cell_text(cell)) for cell in cells]


def _own(names: Sequence[str]) -> list[str]:
    beside = markers(names)
    return [name for place, name in enumerate(names) if place not in beside]


def _may_be_sub_names(cells: Sequence[Cell]) -> bool:
    """Tell whether every cell of a row is short text without numbers, as names are."""
    filled = [cell for cell in cells if cell is not None and cell != ""]
    return bool(filled) and all(
        isinstance(cell, str) and len(cell) <= 4 * _LONGEST and _is_name(tidy(cell)) for cell in filled
    )


def _is_name(text: str) -> bool:
    if text in PLACEHOLDERS or text in DITTO:
        return False
    return not text or is_note(text) or (len(text) <= _LONGEST and _DIGITS.search(text) is None)


def _two(top: list[str], sub: list[str], line: int, index: int) -> HeaderRows | None:
    """Read two rows as group titles over sub-names, or None where they cannot be that."""
    width = max(len(top), len(sub))
    top = top + [""] * (width - len(top))
    sub = sub + [""] * (width - len(sub))
    groups = _groups(top, sub)
    sizes = Counter(start for start in groups if start >= 0)
    known = False
    for over, under, start in zip(top, sub, groups, strict=True):
        title = top[start] if start >= 0 else ""
        if over and len(over) > _LONGEST and not field_of(over):
            return None
        if title and under and under != title:
            if sizes[start] == 1 and not _completes(title, under):
                return None  # a value under a column of its own
            known = known or field_of(title) is not None or field_of(title + under) is not None
        elif over:
            known = known or field_of(over) is not None
    if not known:
        return None
    names = _combined(top, sub, groups, sizes)
    clear = any(
        (key := field_of(name)) is not None and key is not field_of(over) for name, over in zip(names, top, strict=True)
    )
    return HeaderRows(line, index, names, (tuple(top), tuple(sub)), clear)


def _groups(top: Sequence[str], sub: Sequence[str]) -> list[int]:
    """Return for each column where its title stands: its own place, that of a title to the left, or -1."""
    groups: list[int] = []
    for place, (over, under) in enumerate(zip(top, sub, strict=True)):
        left = groups[-1] if groups else -1
        if over:
            continues = left >= 0 and top[left] == over and under not in ("", over)
            groups.append(left if continues else place)
        elif under and left >= 0 and sub[place - 1] and sub[place - 1] != top[left]:
            groups.append(left)
        else:
            groups.append(-1)
    return groups


def _completes(title: str, under: str) -> bool:
    """Tell whether a cell under a title over one column belongs to the name and is no value."""
    if is_note(under) or field_of(title + under) is not None:
        return True
    return field_of(title) is not None and field_of(title) is field_of(under)


def _combined(
    top: Sequence[str], sub: Sequence[str], groups: Sequence[int], sizes: Mapping[int, int]
) -> tuple[str, ...]:
    names: list[str] = []
    whole: list[str] = []
    for under, start in zip(sub, groups, strict=True):
        title = top[start] if start >= 0 else ""
        names.append(_name(title, under, alone=start >= 0 and sizes[start] == 1))
        whole.append(title + under if title and under and title != under else title or under)
    counts = Counter(map(fold, names))
    return tuple(full if counts[fold(name)] > 1 else name for name, full in zip(names, whole, strict=True))


def _name(title: str, under: str, *, alone: bool) -> str:
    """Name a column: title and sub-name together where that is a known name, else the sub-name, else the title."""
    if not title or not under or title == under:
        return title or under
    if is_note(under):
        return title if alone else title + under
    if field_of(title + under) is not None:
        return title + under
    return title + under if _of_another(title, field_of(under)) else under


def _of_another(title: str, key: Field | None) -> bool:
    """Tell whether a title turns a known sub-name into something else: 安全员 over 电话, 营业执照 over 有效期."""
    if key is Field.PHONE:
        return _SOMEBODY.search(title) is not None
    return key in _ABOUT_PAPERS and _OTHER_PAPER.search(title) is not None
