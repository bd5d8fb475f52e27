"""What is to be said of a sheet as a whole: that it was not imported, is hidden, or has formulas without results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from zoufang_cli.roster.columns.header_rows import names_of
from zoufang_cli.roster.rows.entries import RowCode, SourceRow
from zoufang_cli.text.privacy import masked_text
from zoufang_cli.text.problem import Problem

_NOTE_SHEET: Final = re.compile("说明|须知|示例|样例|例子|模板|字典|代码表|选项|下拉|参数|要求|统计|汇总|封面|目录")
_SENTENCE: Final = re.compile("[。；]|.{60}")
_NUMBER: Final = re.compile(r"(?<![0-9A-Z])(?:1[3-9]\d{9}|\d{12,13}|[0-9A-Z]{15}|[0-9A-Z]{18})(?![0-9A-Z])")
_FIRM: Final = re.compile("(?:公司|合作社|经营部|修理厂|驾校|车队|客运站|汽修厂|[分车]公司)$")
_AMOUNT: Final = re.compile(r"[\d.,%\-/\s]*[家户辆台个人]?")
_FEWEST: Final = 3
_NAMED: Final = 8
"""Columns that a sentence names."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sheet without a column of names: how many lines hold something, and whether operators seem to be among them."""

    sheet: str
    lines: int
    has_records: bool


def left_out(sheet: str, rows: Iterable[SourceRow], *, hidden: bool) -> LeftOut:
    """Judge a sheet that is not imported, by all its rows.

    It has records where at least three rows, and half of all with several cells, hold a code, licence, telephone or the name
    of a firm, or else are wide and no sentences; what helps to fill in the others (填表说明, 代码表) is no such sheet.
    """
    lines = several = sure = likely = 0
    for row in rows:
        texts = [text for text in names_of(row.cells) if text]
        lines += bool(texts)
        if len(texts) < 2:
            continue
        several += 1
        if any(map(_SENTENCE.search, texts)):
            continue
        if any(_NUMBER.search(text) or _FIRM.search(text) for text in texts):
            sure += 1
        elif len(texts) >= _FEWEST and sum(_AMOUNT.fullmatch(text) is None for text in texts) > 1:
            likely += 1
    records = sure if hidden else sure + likely
    enough = records >= _FEWEST and 2 * records >= several
    return LeftOut(sheet, lines, enough and _NOTE_SHEET.search(sheet) is None)


def not_imported(sheet: LeftOut, columns: Sequence[str], *, hidden: bool) -> Problem:
    """Say that a sheet was not imported, with what it holds."""
    more = "等" if len(columns) > _NAMED else ""
    held = f"，像表头的一行是：{masked_text('、'.join(columns[:_NAMED]))}{more}" if columns else ""
    said = f"{'隐藏的' if hidden else ''}工作表“{sheet.sheet}”没有业户名称列，没有导入：共{sheet.lines}行有内容{held}。"
    advice = "如果是业户名册，请把名称列的表头改为“业户名称”，或加 --map 列名=name 指明，再导入一次；不是的不必处理。"
    return _problem(sheet.sheet, RowCode.NO_HEADER, said, advice)


def is_hidden(sheet: str) -> Problem:
    """Say that an imported sheet is hidden."""
    said = f"工作表“{sheet}”是隐藏的，其中的业户也已读入。"
    return _problem(sheet, RowCode.HIDDEN_SHEET, said, "不需要的请用 --sheet 指明要导入的工作表。")


def without_results(sheet: str, count: int) -> Problem:
    """Say that formulas of a sheet have no stored results."""
    said = f"工作表“{sheet}”有{count}个公式没有保存计算结果，这些单元格按空白读取。"
    advice = "请用 Excel 或 WPS 打开文件并保存（或把公式粘贴为数值）后再导入。"
    return _problem(sheet, RowCode.FORMULA_WITHOUT_VALUE, said, advice)


def no_rows(file: str, header_row: int) -> Problem:
    """Say that a file has a header and no record below it."""
    said = f"{file} 中没有业户行：第{header_row}行是表头，下面没有业户。"
    return _problem("", RowCode.NO_ROWS, said, "请确认文件是否正确，名册是否在另一个文件或工作表里。")


def _problem(place: str, code: RowCode, said: str, advice: str) -> Problem:
    return Problem(place, "", "", code, said, "warning", advice)
