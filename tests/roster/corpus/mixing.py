"""Many kinds of mess at once in one clean roster whose truth is known: the same seed always gives the same file.

A draft is a list of lines, each with what it is; a mess changes cells, adds lines or renames columns, and says so in
the lines themselves, so that in the end it can be read off the draft what must become of the file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from tests.roster.corpus import files
from tests.roster.corpus.truth import COLUMN, HEADER, STATUSES, Cell, Grid, Operator, Row, operators

COUNT = 12
STRANGERS = 500
"""Serials from here on belong to operators of faulty rows, which must not be stored."""


class Is(Enum):
    """What a line of the file is."""

    ABOVE = "title"
    HEADER = "header"
    RECORD = "record"
    FAULTY = "faulty"
    NOTHING = "no record"


@dataclass(frozen=True)
class Line:
    """A line of the file; `operator` is what is true of a record, `raw` its text where no writer of CSV would write it."""

    kind: Is
    cells: Row
    operator: Operator | None = None
    raw: str | None = None


@dataclass
class Draft:
    """A file in the making; `form` is how it will be written."""

    pick: random.Random
    form: str
    lines: list[Line]
    merges: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """Tell whether the file is delimited text, which alone knows quotes and counts of fields."""
        return self.form.startswith("csv")

    def places(self, *kinds: Is) -> list[int]:
        """Return the places of lines of these kinds."""
        return [place for place, line in enumerate(self.lines) if line.kind in kinds]

    def some(self) -> Iterator[int]:
        """Yield the places of about half of the records."""
        for place in self.places(Is.RECORD):
            if self.pick.random() < 0.5:
                yield place

    def count(self, kind: Is) -> int:
        """Count the lines of a kind."""
        return len(self.places(kind))

    def truth(self) -> dict[str, Operator]:
        """Return the operators that must be stored, by names."""
        return {line.operator.name: line.operator for line in self.lines if line.operator and line.kind is Is.RECORD}

    def change(self, place: int, column: str, value: Cell) -> None:
        """Write a value into a line."""
        cells = list(self.lines[place].cells)
        cells[self.column(column)] = value
        self.lines[place] = replace(self.lines[place], cells=cells)

    def column(self, name: str) -> int:
        """Return where a column stands."""
        return COLUMN[name]

    def add(self, kind: Is, *cells: Cell, at: int | None = None) -> None:
        """Put in a line, anywhere below the header where `at` does not say it."""
        below = self.places(Is.HEADER)[-1] + 1
        place = self.pick.randint(below, len(self.lines)) if at is None else at
        self.lines.insert(place, Line(kind, [*cells, *[None] * (len(HEADER) - len(cells))]))


Mess: TypeAlias = Callable[[Draft], None]

_WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


def _titles(draft: Draft) -> None:
    draft.add(Is.ABOVE, "云州市道路运输业户名册", at=0)
    draft.add(Is.ABOVE, "填报单位：云州市交通运输局", None, "2020年3月", at=1)
    if draft.pick.random() < 0.5:
        draft.add(Is.ABOVE, at=2)


def _two_row_header(draft: Draft) -> None:
    place = draft.places(Is.HEADER)[0]
    over, under = list(draft.lines[place].cells), [None] * len(HEADER)
    for group, names in (("许可证有效期", ("有效期起", "有效期止")), ("法定代表人", ("法定代表人",))):
        for name, below in zip(names, ("起", "止") if len(names) > 1 else ("姓名",), strict=True):
            over[draft.column(name)] = group if name == names[0] else None
            under[draft.column(name)] = below
    draft.lines[place : place + 1] = [Line(Is.HEADER, over), Line(Is.HEADER, list(under))]


def _sections(draft: Draft) -> None:
    draft.add(Is.NOTHING, "东屏区（5家）")
    draft.add(Is.NOTHING, "二、西岭区")


def _totals(draft: Draft) -> None:
    draft.add(Is.NOTHING, "小计", None, "3")
    draft.add(Is.NOTHING, "合计", None, "12", at=len(draft.lines))


def _foot(draft: Draft) -> None:
    draft.add(Is.NOTHING, "填表人：某某", None, None, "审核人：某某", at=len(draft.lines))
    draft.add(Is.NOTHING, "注：本表一式两份。", at=len(draft.lines))


def _blank_lines(draft: Draft) -> None:
    for _ in range(draft.pick.randint(1, 5)):
        draft.add(Is.NOTHING)
    draft.add(Is.RECORD, at=len(draft.lines))  # keeps the blank lines from the end, where workbooks drop them
    stranger = operators(1, STRANGERS - 1)[0]
    draft.lines[-1] = Line(Is.RECORD, stranger.row(99), stranger)


def _header_again(draft: Draft) -> None:
    if draft.count(Is.HEADER) == 1:
        draft.add(Is.NOTHING, *draft.lines[draft.places(Is.HEADER)[0]].cells)


def _serials(draft: Draft) -> None:
    for turn, place in enumerate(draft.places(Is.RECORD)):
        draft.change(place, "序号", draft.pick.choice((None, str(1 + turn % 4))))


def _apostrophes(draft: Draft) -> None:
    for place in draft.some():
        for name in ("统一社会信用代码", "经营许可证号", "联系电话"):
            draft.change(place, name, f"'{draft.lines[place].cells[draft.column(name)]}")


def _wide(draft: Draft) -> None:
    for place in draft.some():
        for name in ("统一社会信用代码", "联系电话", "业户名称"):
            draft.change(place, name, str(draft.lines[place].cells[draft.column(name)]).translate(_WIDE))


def _spaces(draft: Draft) -> None:
    for place in draft.some():
        name = str(draft.lines[place].cells[draft.column("业户名称")])
        space = draft.pick.choice(" \u00a0\u3000")
        draft.change(place, "业户名称", f"\u3000{name[:4]}{space}{name[4:]} ")
        person = str(draft.lines[place].cells[draft.column("法定代表人")])
        draft.change(place, "法定代表人", f"{person[0]}\u3000{person[1:]}")


def _suffixes(draft: Draft) -> None:
    place = draft.places(Is.HEADER)[0]
    for name in ("业户名称", "所属区县", "联系电话"):
        if draft.lines[place].cells[draft.column(name)] == name:
            draft.change(place, name, draft.pick.choice((f"{name}(必填)", f"*{name}", f"{name[:2]} {name[2:]}")))


def _numbers(draft: Draft) -> None:
    """Make floats of telephones, and of licences, whose words are lost."""
    for place in draft.some():
        operator = draft.lines[place].operator
        assert operator is not None
        phone, licence = float(operator.phone), float(operator.digits)
        draft.change(place, "联系电话", f"{phone}" if draft.is_text else phone)
        draft.change(place, "经营许可证号", f"{licence:.1f}" if draft.is_text else licence)
        draft.lines[place] = replace(draft.lines[place], operator=replace(operator, licence=operator.digits))


def _placeholders(draft: Draft) -> None:
    for place in draft.some():
        operator = draft.lines[place].operator
        assert operator is not None
        draft.change(place, "经营地址", draft.pick.choice(("无", "-", "N/A", "——", "/")))
        draft.lines[place] = replace(draft.lines[place], operator=replace(operator, address=""))


def _dates(draft: Draft) -> None:
    forms = ("{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0.year}/{0.month:02}/{0.day:02}",
             "{0.year}{0.month:02}{0.day:02}")  # fmt: skip
    for place in draft.some():
        operator = draft.lines[place].operator
        assert operator is not None
        draft.change(place, "有效期起", draft.pick.choice(forms).format(operator.since))
        draft.change(place, "有效期止", operator.until if not draft.is_text else operator.until.isoformat())


def _statuses(draft: Draft) -> None:
    for place in draft.some():
        operator = draft.lines[place].operator
        assert operator is not None
        word = STATUSES[operator.status]
        draft.change(
            place, "经营状态", draft.pick.choice((str(operator.status), f"{operator.status}-{word}", f" {word}"))
        )


def _twice(draft: Draft) -> None:
    place = draft.pick.choice(draft.places(Is.RECORD))
    draft.lines.insert(place + 1, draft.lines[place])


def _faulty(draft: Draft) -> None:
    """Put in rows of strangers that cannot be taken."""
    for serial, operator in enumerate(operators(3, STRANGERS)):
        cells = operator.row(serial)
        how = draft.pick.choice(("name", "lost", "lossy", *(("fields", "quote", "nul") if draft.is_text else ())))
        raw = None
        if how == "name":
            cells[1] = draft.pick.choice((None, "无"))
        elif how == "lost":
            cells[1] = f"云州市\ufffd\ufffd{serial}"
        elif how == "lossy":
            cells[2] = "9.1990101E+17" if draft.is_text else 919901006230002000.0
        else:
            raw = _spoilt(how, cells)
        place = draft.pick.randint(draft.places(Is.HEADER)[-1] + 1, len(draft.lines))
        draft.lines.insert(place, Line(Is.FAULTY, cells, None, raw))


def _spoilt(how: str, cells: Sequence[Cell]) -> str:
    texts = [files.text_of(cell) for cell in cells]
    if how == "fields":
        return ",".join(texts[:6])
    texts[6] = f'"{texts[6]}' if how == "quote" else f"{texts[6]}\0"
    return ",".join(texts)


MESSES: dict[str, Mess] = {
    "titles": _titles, "two-row header": _two_row_header, "suffixes": _suffixes, "sections": _sections, "totals": _totals, "foot": _foot,
    "blank lines": _blank_lines, "header again": _header_again, "serials": _serials, "numbers": _numbers,
    "dates": _dates, "statuses": _statuses, "placeholders": _placeholders, "apostrophes": _apostrophes,
    "full width": _wide, "spaces": _spaces, "the same row twice": _twice, "faulty rows": _faulty,
}  # fmt: skip
"""In the order in which they are made: those that write cells anew before those that spoil what is there."""

FORMS = ("csv utf-8", "csv gb18030", "csv utf-8-sig", "csv utf-16", "xlsx", "xls", "ods", "xlsx of two sheets")


def mixed(seed: int) -> Draft:
    """Return a draft with three to six kinds of mess in it."""
    pick = random.Random(seed)
    some = operators(COUNT)
    lines = [Line(Is.HEADER, list(HEADER)), *(Line(Is.RECORD, one.row(n), one) for n, one in enumerate(some, 1))]
    draft = Draft(pick, FORMS[seed % len(FORMS)], lines)
    chosen = set(pick.sample(list(MESSES), pick.randint(3, 6)))
    for name, mess in MESSES.items():
        if name in chosen:
            mess(draft)
            draft.made.append(name)
    if pick.random() < 0.5:
        _leave_out_repeated_districts(draft)
    if pick.random() < 0.3 and not any(line.raw for line in draft.lines):
        _shuffle_columns(draft)
    return draft


def _leave_out_repeated_districts(draft: Draft) -> None:
    """Write 同上 for the district of the row above, or merge the two cells where the file can."""
    column = draft.column("所属区县")
    can_merge = draft.form.startswith("xlsx") and draft.form != "xlsx of two sheets"
    draft.made.append("merged districts" if can_merge else "ditto")
    taken = -1
    for first, second in pairwise(draft.places(Is.RECORD)):
        one, other = draft.lines[first].operator, draft.lines[second].operator
        if one is None or other is None or second != first + 1 or one.district != other.district:
            continue
        if can_merge and taken < first:
            draft.change(second, "所属区县", None)
            letter = chr(65 + column)
            draft.merges.append(f"{letter}{first + 1}:{letter}{second + 1}")
            taken = second
        elif not can_merge:
            draft.change(second, "所属区县", "同上")


def _shuffle_columns(draft: Draft) -> None:
    if draft.merges or any(name in ("two-row header", "titles", "sections", "totals", "foot") for name in draft.made):
        return
    order = draft.pick.sample(range(len(HEADER)), len(HEADER))
    draft.lines = [replace(line, cells=[line.cells[place] for place in order]) for line in draft.lines]
    draft.made.append("shuffled columns")


@dataclass(frozen=True)
class Written:
    """A file, how many sheets its header stands in."""

    path: Path
    sheets: int = 1


def write(draft: Draft, folder: Path) -> Written:
    """Write the draft in its form."""
    grid: Grid = [list(line.cells) for line in draft.lines]
    kind, _, encoding = draft.form.partition(" ")
    if kind == "csv":
        text = "".join(
            files.csv_text([list(line.cells)]) if line.raw is None else f"{line.raw}\r\n" for line in draft.lines
        )
        return Written(files.put(folder / "名册.csv", text, encoding))
    if kind == "xls":
        return Written(files.xls(folder / "名册.xls", grid))
    if kind == "ods":
        return Written(files.ods(folder / "名册.ods", {"名册": grid}))
    if encoding:
        return Written(files.xlsx(folder / "名册.xlsx", _halves(draft, grid)), 2)
    return Written(files.xlsx(folder / "名册.xlsx", {"名册": grid}, merges=draft.merges))


def _halves(draft: Draft, grid: Grid) -> dict[str, Grid]:
    """Divide the records between two sheets with the same titles and header.

    同上 stays below what it repeats, and no sheet ends with a blank line.
    """
    head = draft.places(Is.HEADER)[-1] + 1
    middle = head + (len(grid) - head) // 2
    while "同上" in grid[middle] or not any(grid[middle - 1]):
        middle -= 1
    return {"东部": grid[:middle], "西部": [*grid[:head], *grid[middle:]]}
