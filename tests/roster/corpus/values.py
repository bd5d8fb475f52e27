"""What stands in the cells: width, spaces, apostrophes, numbers, dates, telephones, placeholders, codes, conflicts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.roster.corpus import files
from tests.roster.corpus.case import FOUR, Case, all_of, book, column, put, text
from tests.roster.corpus.truth import COLUMN, Grid, Operator, credit_code
from zoufang_cli.text.codes import check_character

ONE, TWO, THREE, FOURTH = FOUR
_WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


_ABOLISHED = "91512000757404200" + check_character("91512000757404200")


def _wide(value: str) -> str:
    return value.translate(_WIDE)


def _each(name: str, value: Any) -> Any:
    return column(name, *[value] * 4)


def _of_each(name: str, change: Any) -> Any:
    """Write a column, each value made from that of its operator as it is written."""

    def edit(grid: Grid) -> None:
        for row in grid[1:]:
            row[COLUMN[name]] = change(row[COLUMN[name]])

    return edit


def _all(**columns: Any) -> dict[int, dict[str, Any]]:
    return dict.fromkeys(range(1, 5), columns)


def _extra(one: Operator, **more: str) -> dict[str, Any]:
    return {"extra": {"注册资金": one.capital, **more}}


def _written(one: Operator, **unread: str) -> dict[str, Any]:
    """Return the other columns with what could not be read of fields."""
    return _extra(one, **{f"{name}（原文）": text for name, text in unread.items()})


def _phones(*values: str) -> list[str]:
    return list(values)


_SINCE = date(2018, 3, 5)
_ON = {"valid_from": "2018-03-05", "valid_to": "2022-12-31"}
_DATED = tuple(
    (one, column("有效期起", *[one] * 4))
    for one in ("2018-3-5", "2018/3/5", "2018.3.5", "2018.03.05", "2018年3月5日", "2018年03月05日", "20180305", "43164",
                "43164.0", "2018-03-05 00:00:00", "２０１８年３月５日", "2018-03-05T00:00:00", " 2018 年 3 月 5 日 ")
)  # fmt: skip
_DATES = tuple(
    Case(f"date {shown.strip()}", text(all_of(edit, _each("有效期止", "2022-12-31"))), changes=_all(**_ON))
    for shown, edit in _DATED
)


def _same_code(grid: Grid) -> None:
    grid.append(["5", "西江市另一家运输有限公司", *grid[1][2:]])


def _same_licence(grid: Grid) -> None:
    row = list(grid[1])
    row[0], row[1], row[2] = "5", "西江市另一家运输有限公司", credit_code(77)
    grid.append(row)


_OTHER = Operator(**{**ONE.__dict__, "name": "西江市另一家运输有限公司", "code": credit_code(77)})


def _formula_cells(grid: Grid) -> None:
    for row in grid[1:]:
        for name in ("统一社会信用代码", "联系电话"):
            row[COLUMN[name]] = f'="{row[COLUMN[name]]}"'
    put(1, "经营许可证号", '="00990101000001"')(grid)


def _unquoted_formulas(folder: Any) -> Any:
    """Write the cells ="…" as systems write them, without doubling the quotes."""
    grid = [list(row) for row in _grid(_formula_cells)]
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in grid]
    return files.put(folder / "名册.csv", "\r\n".join(lines) + "\r\n")


def _grid(edit: Any) -> Grid:
    from tests.roster.corpus.case import edited

    return edited(edit)


_LITERAL = ("=SUM(A1:A9)", "+86 代理", "-5%", "@某某")

CASES = (
    Case("leading apostrophes", text(all_of(*(_of_each(name, lambda value: f"'{value}")
         for name in ("业户名称", "统一社会信用代码", "经营许可证号", "联系电话", "有效期起"))))),
    Case("full-width letters and digits", text(all_of(*(_of_each(name, _wide)
         for name in ("序号", "统一社会信用代码", "联系电话", "经营状态", "有效期起", "车辆数"))))),
    Case("full-width digits in the name stay one operator", text(_of_each("业户名称", _wide))),
    Case("half-width brackets in a name", text(put(1, "业户名称", "云州市(东屏)顺达有限公司")),
         changes={1: {"name": "云州市（东屏）顺达有限公司"}}),
    Case("spaces of every kind", text(all_of(
         _of_each("业户名称", lambda value: f"\u3000{value[:3]}\u00a0{value[3:]}\t"),
         _of_each("统一社会信用代码", lambda value: f" {value[:4]} {value[4:]}\u3000"),
         _of_each("法定代表人", lambda value: f"{value[0]}\u3000{value[1:]}"),
         _of_each("所属区县", lambda value: f"{value}\u200b\ufeff"),
         _of_each("联系电话", lambda value: f"\u00a0{value[:3]} {value[3:7]} {value[7:]}")))),
    Case("a line break in one row", text(put(2, "业户名称", f"{TWO.name[:6]}\n{TWO.name[6:]}"))),
    Case("a line break in every row", text(_of_each("业户名称", lambda value: f"{value[:6]}\n{value[6:]}"))),
    Case("three line breaks in every row", text(all_of(
         _of_each("业户名称", lambda value: f"{value[:6]}\n{value[6:]}"),
         _of_each("经营地址", lambda value: f"{value}\n"),
         _of_each("经营范围", lambda value: value.replace("、", "\n"))))),
    Case("line breaks in cells of a workbook", book(all_of(
         _of_each("业户名称", lambda value: f"{value[:6]}\n{value[6:]}"),
         _of_each("经营范围", lambda value: value.replace("、", "\r\n"))))),
    Case("codes in lower case, with hyphens", text(_of_each("统一社会信用代码", lambda value: f"{value[:8]}-{value[8:].lower()}"))),
    Case("licences as floats", text(column("经营许可证号", *(f"{one.digits}.0" for one in FOUR))),
         changes={place: {"licence": one.digits} for place, one in enumerate(FOUR, 1)}),
    Case("licences as numbers of a workbook", book(column("经营许可证号", *(float(one.digits) for one in FOUR))),
         changes={place: {"licence": one.digits} for place, one in enumerate(FOUR, 1)}),
    Case("licences in scientific notation that kept all digits",
         text(column("经营许可证号", *(f"{one.digits[0]}.{one.digits[1:]}E+11" for one in FOUR))),
         changes={place: {"licence": one.digits} for place, one in enumerate(FOUR, 1)}),
    Case("telephones as numbers of a workbook", book(column("联系电话", *(int(one.phone) for one in FOUR)))),
    Case("telephones as floats", text(_of_each("联系电话", lambda value: f"{value}.0"))),
    Case("codes stored as numbers", book(put(2, "统一社会信用代码", 919901006230002000.0)),
         taken=(ONE, THREE, FOURTH), rejected=((3, "lossy_number"),)),
    Case("codes in scientific notation", text(all_of(put(2, "统一社会信用代码", "9.1990101E+17"),
         put(3, "统一社会信用代码", "9.1990E17"))), taken=(ONE, FOURTH), rejected=((3, "lossy_number"), (4, "lossy_number"))),
    Case("licences in scientific notation that lost digits", text(put(2, "经营许可证号", "9.90101E+11")),
         taken=(ONE, THREE, FOURTH), rejected=((3, "lossy_number"),)),
    Case("15-digit and 9-character numbers in the column of codes", text(all_of(
         put(1, "统一社会信用代码", "990100000000001"), put(2, "统一社会信用代码", "MA52AB12-3"))), changes={
         1: {"credit_code": "", "registration_no": "990100000000001"},
         2: {"credit_code": "", "organisation_code": "MA52AB123"}}),
    Case("a code whose check character is wrong", text(put(1, "统一社会信用代码", ONE.code[:-1] + "A")),
         changes={1: {"credit_code": ONE.code[:-1] + "A"}}, doubts=((2, "check_digit"),)),
    Case("O typed for 0 in a code", text(put(1, "统一社会信用代码", ONE.code.replace("0", "O", 1))),
         changes={1: {"credit_code": ONE.code.replace("0", "O", 1)}}, doubts=((2, "code_letters"),)),
    Case("a code that is none", text(put(1, "统一社会信用代码", "办理中123")),
         changes={1: {"credit_code": "", **_written(ONE, 统一社会信用代码="办理中123")}}, doubts=((2, "bad_code"),)),
    Case("an ID number in the column of codes", text(put(1, "统一社会信用代码", "11010519491231002X")),
         changes={1: {"credit_code": ""}}, doubts=((2, "id_number"),)),
    Case("several telephones in a cell", text(column("联系电话", "19900000001/19900000002", "19900000002、19900000003",
         "19900000003；0971-6123456", "19900000004\n19900000005")), changes={
         1: {"phone": _phones("19900000001", "19900000002")}, 2: {"phone": _phones("19900000002", "19900000003")},
         3: {"phone": _phones("19900000003", "0971-6123456")}, 4: {"phone": _phones("19900000004", "19900000005")}}),
    Case("landlines", text(column("联系电话", "0971-6123456", "09716123456", "(0971)6123456", "6123456")), changes={
         **_all(phone=["0971-6123456"]), 4: {"phone": ["6123456"]}}),
    Case("a masked telephone", text(put(1, "联系电话", "199****0001")), changes={1: {"phone": ["199****0001"]}}),
    Case("+86 and spaces", text(column("联系电话", "+86 19900000001", "8619900000002", "+8619900000003", "0086-19900000004"))),
    Case("a telephone cut short", text(put(1, "联系电话", "1990000")), changes={1: {"phone": ["1990000"]}}),
    Case("a telephone that is none", text(put(1, "联系电话", "同微信号")), changes={
         1: {"phone": [], **_written(ONE, 联系电话="同微信号")}}, doubts=((2, "odd_phone"),)),
    Case("placeholders", text(all_of(column("经营地址", "无", "-", "N/A", "——"), column("法定代表人", "/", "暂无", "空", "null"),
         column("车辆数", "-", "无", "", "N/A"))), changes=_all(address="", legal_person="", vehicle_count=None)),
    Case("ditto marks", text(column("所属区县", "东屏区", "同上", "〃", "同上")), changes=_all(district="东屏区")),
    Case("ditto with nothing above", text(put(1, "所属区县", "同上")), doubts=((2, "ditto_without_row_above"),), changes={
         1: {"district": ""}}),
    Case("ditto for a licence", text(put(2, "经营许可证号", "同上")), doubts=((3, "ditto_identifier"),),
         changes={2: {"licence": "", "licence_digits": ""}}),
    *_DATES,
    Case("a real date of a workbook", book(all_of(_each("有效期起", _SINCE), _each("有效期止", datetime(2022, 12, 31)))),
         changes=_all(**_ON)),
    Case("a validity without end", text(_each("有效期止", "长期")), changes=_all(valid_to=None)),
    Case("a day that does not exist", text(put(1, "有效期起", "2018-02-30")), doubts=((2, "bad_date"),), changes={
         1: {"valid_from": None, **_written(ONE, 有效期起="2018-02-30")}}),
    Case("a bare decimal for a date", book(put(1, "有效期起", 3.1)), doubts=((2, "bad_date"),), changes={
         1: {"valid_from": None, **_written(ONE, 有效期起="3.1")}}),
    Case("an end before the beginning", text(all_of(put(1, "有效期起", "2020-01-01"), put(1, "有效期止", "2019-01-01"))),
         doubts=((2, "dates_reversed"),), changes={1: {"valid_from": "2020-01-01", "valid_to": "2019-01-01"}}),
    Case("status as words", text(column("经营状态", "营业", "正常", "在业", "存续")), changes=_all(status=1)),
    Case("status as codes", text(column("经营状态", "1", "01", "1-营业", "1.0")), changes=_all(status=1)),
    Case("status as numbers of a workbook", book(column("经营状态", 6, 6.0, "注销", "已注销")), changes=_all(status=6)),
    Case("a status that is none", text(put(1, "经营状态", "转让中")), doubts=((2, "unknown_status"),), changes={
         1: {"status": None, **_written(ONE, 经营状态="转让中")}}),
    Case("counts with units", text(column("车辆数", "12辆", "12.0", " 12 ", "１２")), changes=_all(vehicle_count=12)),
    Case("a count that is none", text(put(1, "车辆数", "若干")), doubts=((2, "bad_count"),), changes={
         1: {"vehicle_count": None, **_written(ONE, 车辆数="若干")}}),
    Case("scope divided in every way", text(column("经营范围", "包车客运,旅游客运", "包车客运；旅游客运", "包车客运;旅游客运",
         "包车客运，旅游客运")), changes=_all(scope=["包车客运", "旅游客运"])),
    Case("district with its city before it", text(column("所属区县", *(f"云州市{one.district}" for one in FOUR)))),
    Case("cells that were ready for a formula", text(_formula_cells), changes={1: {
         "licence": "00990101000001", "licence_digits": "00990101000001"}}),
    Case("cells ready for a formula, quotes not doubled", _unquoted_formulas, changes={1: {
         "licence": "00990101000001", "licence_digits": "00990101000001"}}),
    Case("values that look like formulas", text(column("注册资金", *_LITERAL)),
         changes={place: {"extra": {"注册资金": value}} for place, value in enumerate(_LITERAL, 1)}),
    Case("a name that looks like a formula", text(put(1, "业户名称", "=cmd|' /C calc'!A0")), changes={
         1: {"name": "=cmd|' /C calc'!A0"}}),
    Case("markup and escapes in a name", text(put(1, "业户名称", "[/b]甲[link=x]公司")), changes={1: {"name": "[/b]甲[link=x]公司"}}),
    Case("a control character", text(_of_each("业户名称", lambda value: f"{value[:3]}\x07{value[3:]}")),
         doubts=tuple((line, "control_character") for line in range(2, 6))),
    Case("a mark of writing direction", text(put(1, "业户名称", f"{ONE.name}\u200e"))),
    Case("a mark that turns the writing round", text(put(1, "业户名称", f"\u202e{ONE.name}")), doubts=((2, "control_character"),)),
    Case("another name under the same code", text(_same_code), rows=5, doubts=((6, "name_conflict"),)),
    Case("the same licence under another code", text(_same_licence), taken=(*FOUR, _OTHER), doubts=((6, "code_conflict"),)),
    Case("an abolished region in the code", text(put(1, "统一社会信用代码", _ABOLISHED)),
         changes={1: {"credit_code": _ABOLISHED}}),
)  # fmt: skip
