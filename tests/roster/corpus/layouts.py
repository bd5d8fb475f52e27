"""Where the records stand: titles, headers, sections, totals, feet, blank rows, columns in other places."""

from __future__ import annotations

from pathlib import Path

from tests.roster.corpus import files
from tests.roster.corpus.case import FOUR, Case, Edit, Maker, Refusal, all_of, blank, book, column, rename, text
from tests.roster.corpus.truth import COLUMN, HEADER, Cell, Grid, Row, grid_of, operators


def _insert(at: int, *rows: Row) -> Edit:
    def edit(grid: Grid) -> None:
        grid[at:at] = [list(row) for row in rows]

    return edit


def _append(*rows: Row) -> Edit:
    return lambda grid: grid.extend(list(row) for row in rows)


def _reorder(grid: Grid) -> None:
    for row in grid:
        row.reverse()


def _drop_column(name: str) -> Edit:
    def edit(grid: Grid) -> None:
        for row in grid:
            del row[COLUMN[name]]

    return edit


def _two_rows(grid: Grid) -> None:
    """Put 法定代表人 over 姓名 and 联系电话, and 有效期 over 起 and 止, every other name merged down."""
    over: Row = list(grid[0])
    under: Row = [None] * len(over)
    for name, group, below in (("法定代表人", "法定代表人", "姓名"), ("联系电话", None, "电话"),
                               ("有效期起", "许可证有效期", "起"), ("有效期止", None, "止")):  # fmt: skip
        over[COLUMN[name]], under[COLUMN[name]] = group, below
    grid[0:1] = [over, under]


def _letter(name: str) -> str:
    return chr(65 + COLUMN[name])


_DOWN = [f"{_letter(name)}1:{_letter(name)}2" for name in HEADER if name not in
         ("法定代表人", "联系电话", "有效期起", "有效期止")]  # fmt: skip
_ACROSS = [
    f"{_letter(first)}1:{_letter(last)}1" for first, last in (("法定代表人", "联系电话"), ("有效期起", "有效期止"))
]
# Under 法定代表人 the telephone is that of the head.
_HEADS_PHONE = {place: {"phone": [], "legal_phone": [one.phone]} for place, one in enumerate(FOUR, 1)}

TITLES: Grid = [["云州市道路运输业户名册"], ["填报单位：云州市交通运输局", None, None, "2020年3月5日"], []]

_SAME_DISTRICT = column("所属区县", "东屏区", *[None] * 3)
_ALL_EAST = {place: {"district": "东屏区"} for place in range(1, 5)}


def _ragged_titles(folder: Path) -> Path:
    return files.put(folder / "名册.csv", files.csv_text([*TITLES, *grid_of(FOUR)]))


def _wide_titles(folder: Path) -> Path:
    return files.put(folder / "名册.csv", files.csv_text([*(blank(*row) for row in TITLES), *grid_of(FOUR)]))


def _title_book(folder: Path) -> Path:
    grid = [*TITLES, *grid_of(FOUR)]
    return files.xlsx(folder / "名册.xlsx", {"名册": grid}, merges=["A1:N1", "A2:C2", "D2:N2"])


def _head_and_contact(folder: Path) -> Path:
    """Merge 法定代表人 with 联系人 where they are one person."""
    grid = grid_of(FOUR)
    for row in grid:
        row.insert(COLUMN["法定代表人"] + 1, None)
    grid[0][COLUMN["法定代表人"] + 1] = "联系人"
    return files.xlsx(folder / "名册.xlsx", {"名册": grid}, merges=[f"E{line}:F{line}" for line in range(2, 6)])


def _per_county(folder: Path) -> Path:
    """One sheet for each county, a sheet that says how to fill them in, and an empty one."""
    sheets: dict[str, Grid] = {"说明": [["请各县于每月25日前报送。"], ["不得漏报。"]]}
    sheets |= {"东屏区": grid_of(FOUR[:2]), "西岭区": [["西岭区名册"], *grid_of(FOUR[2:])], "Sheet3": []}
    return files.xlsx(folder / "名册.xlsx", sheets)


def _hidden(folder: Path) -> Path:
    return files.xlsx(folder / "名册.xlsx", {"今年": grid_of(FOUR[:3]), "旧": grid_of(FOUR[3:])}, hidden=["旧"])


def _formatted_blanks(folder: Path) -> Path:
    def style(opened: object) -> None:
        from openpyxl.styles import Font

        sheet = opened["名册"]  # type: ignore[index]
        for line in range(6, 506):
            for place in range(1, 15):
                sheet.cell(line, place).font = Font(bold=True)

    return files.xlsx(folder / "名册.xlsx", {"名册": grid_of(FOUR)}, change=style)


def _numbered_in_advance(grid: Grid) -> None:
    grid.extend(blank(str(serial)) for serial in range(5, 30))


def _two_phone_columns(grid: Grid) -> None:
    for row, extra in zip(grid, ("联系电话", "0971-6123456", None, "无", "19900000099"), strict=True):
        row.append(extra)


def _stacked(*tables: Grid) -> Maker:
    """Put tables below one another in one sheet, as wide as the widest."""
    return lambda folder: files.put(
        folder / "名册.csv", files.csv_text([blank(*row) for table in tables for row in table])
    )


_NARROW = [["业户名称", "统一社会信用代码", "联系电话"], *([one.name, one.code, one.phone] for one in FOUR[:2])]


def _twice(name: str, *values: Cell) -> Edit:
    """Add a column of a name that the roster has already."""

    def edit(grid: Grid) -> None:
        for row, value in zip(grid, (name, *values), strict=True):
            row.append(value)

    return edit


_EMPTY = {"licence": "", "licence_digits": "", "legal_person": "", "address": "", "district": "", "scope": [],
          "status": None, "valid_from": None, "valid_to": None, "vehicle_count": None, "extra": {}}  # fmt: skip
SECTIONS = (blank("东屏区（2家）"), blank("二、西岭区"), blank("小计", None, "2"))

CASES = (
    Case("clean csv", text()),
    Case("clean xlsx", book()),
    Case("titles above, ragged", _ragged_titles, skipped=3),
    Case("titles above, as wide as the table", _wide_titles, skipped=3),
    Case("titles above, merged across", _title_book, skipped=3),
    Case("a unit named above with a colon", text(_insert(0, blank("单位名称：云州市交通运输局"))), skipped=1),
    Case("two-row header, merged", book(_two_rows, merges=[*_DOWN, *_ACROSS]), changes=_HEADS_PHONE, header_rows=2),
    Case("two-row header, csv", text(_two_rows), changes=_HEADS_PHONE, header_rows=2),
    Case("two-row header under titles", book(all_of(_two_rows, _insert(0, ["业户名册"], [])),
         merges=["A1:N1", *(one.replace("1", "3").replace("2", "4") for one in [*_DOWN, *_ACROSS])]),
         changes=_HEADS_PHONE, header_rows=2, skipped=2),
    Case("header with stars, brackets, breaks and spaces", text(all_of(
        rename("业户名称", "业户名称\n（必填）"), rename("统一社会信用代码", "*统一社会\n信用代码"),
        rename("联系电话", " 联 系 电 话 "), rename("所属区县", "所属区县【必填】"), rename("经营状态", "经营状态：")))),
    Case("columns in another order", text(_reorder)),
    Case("no serial column", text(_drop_column("序号"))),
    Case("serials that start again", text(column("序号", "1", "2", "1", "2"))),
    Case("serials that are blank", text(column("序号", *[None] * 4))),
    Case("section rows", text(all_of(_insert(3, SECTIONS[1]), _insert(1, SECTIONS[0]))), skipped=2),
    Case("section rows merged across", book(_insert(3, ["西岭区（2家）"]), merges=["A4:N4"]), skipped=1),
    Case("subtotals and total", text(all_of(_insert(3, SECTIONS[2]), _append(blank("合计", None, "4")))), skipped=2),
    Case("total under the name", text(_append(blank(None, "合计：4家"))), skipped=1),
    Case("foot rows", text(_append(blank("填表人：某某", None, None, "审核人：某某", None, "填报日期：2020年3月5日"),
         blank("注：本表一式两份。"), blank("单位负责人（签字）："))), skipped=3),
    Case("header repeated on each page", text(_insert(3, list(HEADER))), skipped=1),
    Case("blank rows between and after", text(all_of(_insert(3, blank(), blank()), _append(blank(), blank()))), skipped=4),
    Case("numbered in advance, never filled in", text(_numbered_in_advance), skipped=25),
    Case("hundreds of blank formatted rows after", _formatted_blanks),
    Case("hundreds of blank rows between", book(_insert(3, *[blank()] * 300)), skipped=300),
    Case("cells merged down", book(_SAME_DISTRICT, merges=["H2:H5"]), changes=_ALL_EAST),
    Case("cells merged across", _head_and_contact,
         changes={place: {"contact": one.legal_person} for place, one in enumerate(FOUR, 1)}),
    Case("one sheet for each county", _per_county, header_rows=2, skipped=1, doubts=((0, "no_header"),)),
    Case("one sheet named", _per_county, taken=FOUR[:2], options=("--sheet", "东屏区")),
    Case("a hidden sheet", _hidden, header_rows=2, doubts=((0, "hidden_sheet"),)),
    Case("two columns of telephones", text(_two_phone_columns), changes={
        1: {"phone": [FOUR[0].phone, "0971-6123456"]}, 4: {"phone": [FOUR[3].phone, "19900000099"]}}),
    Case("two columns of one unknown name", text(_twice("注册资金", "甲", "乙", None, "丁")), changes={
        place: {"extra": {"注册资金": one.capital, **({"注册资金(2)": more} if more else {})}}
        for place, (one, more) in enumerate(zip(FOUR, ("甲", "乙", "", "丁"), strict=True), 1)}),
    Case("a column without a name", text(_twice("", "甲", None, None, None)), changes={
        1: {"extra": {"注册资金": FOUR[0].capital, "第15列": "甲"}}}),
    Case("trailing blank columns", text(lambda grid: [row.extend([None] * 5) for row in grid])),
    Case("codes under a name that says nothing", text(rename("统一社会信用代码", "登记信息")), doubts=((1, "guessed_column"),)),
    Case("the name under a name that says nothing", text(rename("业户名称", "甲方")), options=("--map", "甲方=name")),
    Case("two names, settled", text(_twice("企业名称", *["某"] * 4)), options=("--map", "业户名称=name"), changes={
        place: {"extra": {"注册资金": one.capital, "企业名称": "某"}} for place, one in enumerate(FOUR, 1)}),
    Case("header alone", text(lambda grid: grid.__delitem__(slice(1, None))), taken=(), doubts=((0, "no_rows"),)),
    Case("a narrower table below", _stacked(grid_of(FOUR[2:]), _NARROW), taken=FOUR[2:],
         rejected=tuple((line, "other_header") for line in (4, 5, 6))),
    Case("a wider table below", _stacked(_NARROW, grid_of(FOUR[2:])), taken=FOUR[:2],
         changes={1: _EMPTY, 2: _EMPTY},
         rejected=tuple((line, "other_header") for line in (4, 5, 6))),
    Case("the same operator twice", text(_append(operators(1)[0].row(5))), rows=5),
)  # fmt: skip

REFUSALS = (
    Refusal("no column for the name", text(_drop_column("业户名称")), "没有找到业户名称列.*统一社会信用代码"),
    Refusal("two columns for the name", text(_twice("企业名称", *["某"] * 4)), "业户名称.*企业名称"),
    Refusal("two columns for the district", text(_twice("管辖大队", "一队", "二队", "三队", "四队")), "所属区县.*管辖大队"),
    Refusal("a sheet that is not there", book(), "没有名为“某”的工作表.*名册", ("--sheet", "某"), code=3),
    Refusal("a column that is not there", text(), "没有“甲方”这一列", ("--map", "甲方=name"), code=2),
    Refusal("a field that is not there", text(), "没有名为“some”的字段", ("--map", "业户名称=some"), code=2),
    Refusal("a workbook without a table", lambda folder: files.xlsx(folder / "空.xlsx", {"Sheet1": []}), "没有内容|没有找到业户名称列"),
)  # fmt: skip
