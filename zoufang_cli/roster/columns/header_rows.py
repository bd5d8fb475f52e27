"""Read rows as a header: one row of names, or one or two rows of group titles over a row of sub-names.

    业户名称 | 法定代表人 |      | 地址
             | 姓名       | 电话 |

is read as 业户名称, 法定代表人姓名, 法定代表人电话, 地址. A workbook repeats a name merged down in the second row (业户名称
twice), and a group title over all its columns or only in the first; a CSV has it in the first, and a single name in
either row.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from zoufang_cli.roster.columns.names import EXPORTED, Field, field_of, fold, is_note
from zoufang_cli.roster.rows.outcomes import Cell, FileRow
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.text.cleaning import DITTO, PLACEHOLDERS, tidy

SEARCHED_ROWS: Final = 50
"""Rows in which a header is looked for."""

_LONGEST: Final = 15
_DIGITS: Final = re.compile(r"\d{2,}(?![\d年])|^[\d.]+$")
_MARKER: Final = re.compile(r"行号\((DR-[0-9A-Z-]+)\)")
_BESIDE_MARKER: Final = {
    "问题": Field.CORRECTION_PROBLEM,
    "建议": Field.CORRECTION_ADVICE,
}
_OUR_EXPORT: Final = frozenset(("编号", "业户名称", *EXPORTED))
_SOMEBODY: Final = re.compile("[员长师工]$|经理$|主任$|主管$|股东|司机|会计|调度|紧急|人$")
_OTHER_PAPER: Final = re.compile("营业执照|工商|税务|保险|资质|资格|合同|安全|驾驶证|行驶证|上级|公司章程|租赁|备案")
_ABOUT_PAPERS: Final = frozenset((Field.VALID_FROM, Field.VALID_TO, Field.VALIDITY, Field.STATUS, Field.LICENCE))


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """One to three rows read as a header: 1-based `line` and 0-based `index` of the last of them.

    `names` are the combined names, `fields` what they mean, `written` the rows as they stand (all of one width).
    `clear` is false where a second row adds no field that the first one does not name already.
    """

    line: int
    index: int
    names: tuple[str, ...]
    fields: tuple[Field | None, ...]
    written: tuple[tuple[str, ...], ...]
    clear: bool = True


def header_key(names: Sequence[str]) -> str:
    """Return the sha256 (hex) under which a header is remembered.

    Marker columns, marks, spaces and empty columns at the end do not count: 业户名称* and 业户名称 are one.
    """
    beside = markers(names)
    own = [fold(name) for place, name in enumerate(names) if place not in beside]
    own = ["" if name == f"第{place}列" else name for place, name in enumerate(own, 1)]
    while own and not own[-1]:
        own.pop()
    return hashlib.sha256("\x1f".join(own).encode("utf-8", "surrogatepass")).hexdigest()


def markers(names: Sequence[str]) -> dict[int, Field]:
    """Return the marker columns of a correction sheet, index -> field: 行号(DR-00003), and 问题, 建议 beside it."""
    for place, name in enumerate(names):
        if "行号" in name and _MARKER.fullmatch(fold(name)):
            columns = {place: Field.CORRECTION_LINE}
            for beside in names[place + 1 : place + 3]:
                key = _BESIDE_MARKER.get(fold(beside))
                if key is None or key in columns.values():
                    break
                columns[place + len(columns)] = key
            return columns
    return {}


def reference(names: Sequence[str]) -> str:
    """Return the batch that a correction sheet belongs to (DR-00003), or ''."""
    matches = (_MARKER.fullmatch(fold(name)) for name in names if "行号" in name)
    return next((match[1] for match in matches if match), "")


def labels(names: Sequence[str]) -> tuple[str, ...]:
    """Return one distinct label per column: 地址, 地址（第7列）, 第8列; marker columns are not counted."""
    beside = markers(names)
    labels_in_use: set[str] = set()
    labels_so_far: list[str] = []
    own = 0
    for place, name in enumerate(names):
        own += place not in beside
        label = name or f"第{own}列"
        if fold(label) in labels_in_use:
            label = f"{label}（第{own}列）"
        labels_in_use.add(fold(label))
        labels_so_far.append(label)
    return tuple(labels_so_far)


def header_rows(rows: Sequence[FileRow]) -> Iterator[HeaderRows]:
    """Yield every way to read a header from the first rows, the upper ones first, three rows before two and one."""
    head = rows[: SEARCHED_ROWS + 1]
    texts = [names_of(row.cells) for row in head]
    may_be_names = [_may_be_names(row.cells) for row in head]
    for index, names in enumerate(texts[:SEARCHED_ROWS]):
        if not any(names):
            continue
        if all(may_be_names[index : index + 3]) and index + 2 < len(head):
            three_rows = _read_three_rows(names, texts[index + 1], texts[index + 2], head[index + 2].line, index + 2)
            if three_rows is not None:
                yield three_rows
        if may_be_names[index] and index + 1 < len(head) and may_be_names[index + 1]:
            two_rows = _read_two_rows(names, texts[index + 1], head[index + 1].line, index + 1)
            if two_rows is not None:
                yield two_rows
        yield HeaderRows(head[index].line, index, tuple(names), _fields(names), (tuple(names),))


def names_of(cells: Sequence[Cell]) -> list[str]:
    """Return the cells of a row as names of columns."""
    return [tidy(cell_text(cell)) for cell in cells]


def _fields(names: Sequence[str]) -> tuple[Field | None, ...]:
    ours = EXPORTED if _OUR_EXPORT.issubset(names) else {}
    return tuple(ours.get(name) or field_of(name) if name else None for name in names)


def _may_be_names(cells: Sequence[Cell]) -> bool:
    """Tell whether every cell of a row is short text without numbers, as names are."""
    filled = [cell for cell in cells if cell is not None and cell != ""]
    return all(isinstance(cell, str) and len(cell) <= 4 * _LONGEST and _is_name(tidy(cell)) for cell in filled)


def _is_name(text: str) -> bool:
    if text in PLACEHOLDERS or text in DITTO:
        return False
    return not text or is_note(text) or (len(text) <= _LONGEST and _DIGITS.search(text) is None)


def _read_two_rows(top: list[str], sub: list[str], line: int, index: int) -> HeaderRows | None:
    """Read two rows as group titles over sub-names; None where the second is a record, or the first a title of the table."""
    width = max(len(top), len(sub))
    top = top + [""] * (width - len(top))
    sub = sub + [""] * (width - len(sub))
    cells = _columns(top, sub)
    joins = sum(cell.joined() is not None for cell in cells) > 1
    if not joins and any(cell.title and not cell.fits() for cell in cells):
        return None
    groups: dict[int, list[_TwoRowColumn]] = {}
    for cell in cells:
        if cell.start >= 0:
            groups.setdefault(cell.start, []).append(cell)
    titled = any(cell.title and (field_of(cell.title) or cell.joined()) for cell in cells)
    if not titled or _is_title_line(groups, sub):
        return None
    names_and_fields = [cell.name_and_field() for cell in cells]
    names = _distinguish([name for name, _ in names_and_fields], cells)
    if list(map(fold, names)) == list(map(fold, top)):
        return None
    fields = tuple(key for _, key in names_and_fields)
    trusted = {start for start, group in groups.items() if _names_are_known(group)} | {-1}
    clear = any(
        key is not None and key is not field_of(title) and cell.start in trusted
        for key, title, cell in zip(fields, top, cells, strict=True)
    )
    if not clear and names == tuple(sub):
        return None
    return HeaderRows(line, index, names, fields, (tuple(top), tuple(sub)), clear)


def _read_three_rows(top: list[str], middle: list[str], sub: list[str], line: int, index: int) -> HeaderRows | None:
    """Read three rows: 联系方式 over 法人 over 姓名. The name of operators stands in none of the lower ones by itself."""
    width = max(map(len, (top, middle, sub)))
    top, middle, sub = (row + [""] * (width - len(row)) for row in (top, middle, sub))
    lower = [below if below.startswith(above) else above + below for above, below in zip(middle, sub, strict=True)]
    if lower in (middle, sub):
        return None
    head = _read_two_rows(top, lower, line, index)
    if head is None or Field.NAME not in head.fields:
        return None
    place = head.fields.index(Field.NAME)
    if {middle[place], sub[place]} - {"", top[place]}:
        return None
    return replace(head, written=(tuple(top), tuple(middle), tuple(sub)))


class _TwoRowColumn(NamedTuple):
    """A column under two header rows: the title above it, which starts in column `start` (-1: no title), and its name.

    `alone`: the title stands over this column only.
    """

    title: str
    name: str
    start: int
    alone: bool

    def fits(self) -> bool:
        """Tell whether the lower cell can be a name: 姓名 under 法定代表人 can, 张三 under 联系人 cannot."""
        if len(self.title) > _LONGEST and field_of(self.title) is None:
            return False
        if not self.alone or not self.name or self.name == self.title or is_note(self.name) or self.joined():
            return True
        return field_of(self.title) is not None and field_of(self.title) is field_of(self.name)

    def joined(self) -> Field | None:
        """Return the field that title and name make together (法定代表人 and 电话), or None."""
        return field_of(self.title + self.name) if self.title and self.name and self.title != self.name else None

    def whole(self) -> str:
        """Return title and name together."""
        return self.title + self.name if self.title != self.name else self.name

    def name_and_field(self) -> tuple[str, Field | None]:
        """Return name and field of the column: of title and name together where known, else of the name, else of the title."""
        if not self.title or not self.name or self.title == self.name:
            return self.title or self.name, field_of(self.title or self.name)
        if is_note(self.name):
            return (self.title, field_of(self.title)) if self.alone else (self.whole(), None)
        if (key := self.joined()) is not None:
            return self.whole(), key
        key = field_of(self.name)
        return (self.whole(), None) if self._title_changes_meaning(key) else (self.name, key)

    def _title_changes_meaning(self, key: Field | None) -> bool:
        """Tell whether the title gives the name another meaning: 安全员 over 电话, 营业执照 over 有效期."""
        if key is None or key is Field.PHONE:
            return _SOMEBODY.search(self.title) is not None
        return key in _ABOUT_PAPERS and _OTHER_PAPER.search(self.title) is not None


def _columns(top: Sequence[str], sub: Sequence[str]) -> list[_TwoRowColumn]:
    starts = _title_columns(top, sub)
    widths = Counter(starts)
    return [
        _TwoRowColumn(top[start] if start >= 0 else "", name, start, start >= 0 and widths[start] == 1)
        for name, start in zip(sub, starts, strict=True)
    ]


def _title_columns(top: Sequence[str], sub: Sequence[str]) -> list[int]:
    """Return for each column the index of the column in which its title stands: its own, one to the left, or -1."""
    starts: list[int] = []
    for place, (title, name) in enumerate(zip(top, sub, strict=True)):
        title_to_left = starts[-1] if starts else -1
        if title:
            starts.append(
                title_to_left
                if title_to_left >= 0 and top[title_to_left] == title and name not in ("", title)
                else place
            )
        else:
            continues = name and title_to_left >= 0 and sub[place - 1] and sub[place - 1] != top[title_to_left]
            starts.append(title_to_left if continues else -1)
    return starts


def _is_title_line(groups: Mapping[int, Sequence[_TwoRowColumn]], sub: Sequence[str]) -> bool:
    """Tell whether the upper row is one title over the whole table (业户名册) and joins no sub-name to a known name."""
    if len(groups) > 1:
        return False
    cells = next(iter(groups.values()))
    return len(cells) == sum(map(bool, sub)) and not any(cell.joined() for cell in cells)


def _names_are_known(group: Sequence[_TwoRowColumn]) -> bool:
    """Tell whether the cells under a title are names and no values.

    Half of them have to be known names, two at least unless the title itself is known.
    """
    known_count = sum(cell.name_and_field()[1] is not None for cell in group)
    title = field_of(group[0].title) is not None or any(cell.joined() for cell in group)
    return 2 * known_count >= len(group) and (title or known_count > 1)


def _distinguish(names: Sequence[str], cells: Sequence[_TwoRowColumn]) -> tuple[str, ...]:
    counts = Counter(map(fold, names))
    return tuple(cell.whole() if counts[fold(name)] > 1 else name for name, cell in zip(names, cells, strict=True))
