"""Problems of rows and sheets of a roster, in the words of the user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from zoufang_cli.roster.columns.header_rows import names_of
from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.rows.outcomes import Cell, FileRow, RowCode
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.text.cleaning import shortened
from zoufang_cli.text.privacy import masked_cell, masked_text, masked_under
from zoufang_cli.text.problem import Problem

_SHOWN: Final = 60
"""Characters of a value that a problem quotes."""
_EXAMINED: Final = 4 * _SHOWN
"""Characters of a cell in which telephones are looked for, so that none is cut in two where the quotation ends."""

_EXPORT_AGAIN: Final = "把该列设为“文本”格式后从原系统重新导出。"
_LICENCE_SHEET: Final = "请对照营业执照核对。"


class _Wording(NamedTuple):
    """Severity, message (what is wrong) and suggestion (what to do) of a code."""

    severity: str
    message: str
    suggestion: str


_WORDINGS: Final[Mapping[str, _Wording]] = {
    RowCode.UNKNOWN_LINE: _Wording(
        "error",
        "“行号”一格或工作表名称改动过，或行号重复，找不到原来的行，没有采用。",
        "在原来的更正表里恢复行号和工作表名称后重新导入；要增加业户的，请另做一份名册导入。",
    ),
    RowCode.MERGED_SINCE: _Wording(
        "warning",
        "这一行建立的业户此后已并入别家，更正没有改到那一家。",
        "请用 zoufang enterprise edit 修改并入后的业户。",
    ),
    RowCode.CLEARED_CELL: _Wording(
        "warning",
        "清空的格子没有改动库中的内容。",
        "确要清空的，请用 zoufang enterprise edit 修改该业户（附加信息的列除外）。",
    ),
    RowCode.MISSING_NAME: _Wording("error", "该行没有业户名称。", "补上名称后重新导入。"),
    RowCode.FIELD_COUNT: _Wording(
        "error",
        "该行有{cell_count}列，表头有{column_count}列，无法对应。",
        "检查是否多了或少了分隔符；内容中有逗号的，应放在英文双引号内。",
    ),
    RowCode.ABOVE_HEADER: _Wording(
        "error",
        "该行在表头之上，像是业户，但不能确定各列与表头对应，没有采用。",
        "是业户的，移到表头之下再导入；是标题的，不必处理。",
    ),
    RowCode.STRAY_QUOTE: _Wording(
        "error",
        "英文双引号不成对或位置不对，无法判断各列的界限（请{rows}）。",
        "去掉多余的双引号，或补上缺少的一个，再重新导入。",
    ),
    RowCode.LITERAL_QUOTE: _Wording(
        "warning",
        "内容中间有英文双引号，按文字保留，各列按分隔符划分。",
        "核对该行各列；双引号应成对写在内容两端，中间的写两个。",
    ),
    RowCode.NUL: _Wording("error", "该行含有空字符（NUL），文件可能已损坏。", "从原系统重新导出。"),
    RowCode.TOO_LONG: _Wording(
        "error", "内容超过32767个字符，可能是双引号不成对造成的。", "检查本行及前后各行的双引号后重新导入。"
    ),
    RowCode.LOST_TEXT: _Wording(
        "error", "含有“\ufffd”，说明文字在以前的转换中已经丢失。", "从原系统重新导出，或对照原件补全。"
    ),
    RowCode.BAD_CHARACTER: _Wording(
        "error", "含有不成字的编码（孤立代理字符）。", "删去不成字的字符，或从原系统重新导出。"
    ),
    RowCode.LOSSY_NUMBER: _Wording("error", "号码被表格软件当作数字保存，后几位已经丢失，不能采用。", _EXPORT_AGAIN),
    RowCode.CHECK_DIGIT: _Wording("warning", "统一社会信用代码的校验位不符，已按原样保留。", _LICENCE_SHEET),
    RowCode.CODE_LETTERS: _Wording(
        "warning", "统一社会信用代码不使用字母 I、O、S、V、Z，已按原样保留。", _LICENCE_SHEET
    ),
    RowCode.BAD_CODE: _Wording(
        "warning",
        "不是18位统一社会信用代码、15位工商注册号或9位组织机构代码，已作为附加信息保留。",
        _LICENCE_SHEET,
    ),
    RowCode.SEVERAL_CODES: _Wording(
        "warning", "一格中有不止一个同类证照号码，采用第一个，原文已作为附加信息保留。", "每格只留该业户现用的号码。"
    ),
    RowCode.ID_NUMBER: _Wording(
        "warning", "像是居民身份证号，按个人信息保护要求没有保存。", "改填营业执照上的统一社会信用代码。"
    ),
    RowCode.SEVERAL_LICENCES: _Wording(
        "warning", "一格中有不止一个许可证号，按第一个核对业户，原文已保留。", "每格只留该业户现用的许可证号。"
    ),
    RowCode.CODE_AS_LICENCE: _Wording(
        "warning", "许可证号一格像是统一社会信用代码，已按原样保留，不用来核对业户。", "填入经营许可证上的号码。"
    ),
    RowCode.LICENCE_ZEROS: _Wording("note", "许可证号不足12位，核对业户时前面按零补足。", ""),
    RowCode.MASKED_PHONE: _Wording("note", "号码隐去了中间几位，不会覆盖已有的完整号码。", "有完整号码的可以补上。"),
    RowCode.PHONE_IN_NAME: _Wording("note", "名称后面的电话号码已移到联系电话。", ""),
    RowCode.PHONE_TEXT: _Wording("note", "已取出电话号码，旁边的文字作为附加信息保留。", "姓名可填入联系人一列。"),
    RowCode.ODD_PHONE: _Wording(
        "warning", "电话号码的写法无法完全识别，原文已作为附加信息保留。", "写成11位手机号，或 0971-1234567。"
    ),
    RowCode.LOSSY_PHONE: _Wording("warning", "号码被表格软件当作数字保存，后几位已经丢失，没有采用。", _EXPORT_AGAIN),
    RowCode.BAD_DATE: _Wording(
        "warning", "日期无法识别，没有采用，原文已作为附加信息保留。", "写成 2020-03-05 或 2020年3月5日。"
    ),
    RowCode.DATES_REVERSED: _Wording(
        "warning", "有效期的截止日期早于起始日期，已按原样保留。", "对照许可证核对起止日期。"
    ),
    RowCode.VALIDITY_DIFFERS: _Wording(
        "warning",
        "有效期与起、止日期的列不一致，采用起、止日期，有效期原文已作为附加信息保留。",
        "对照许可证核对有效期。",
    ),
    RowCode.UNKNOWN_STATUS: _Wording(
        "warning",
        "经营状态无法识别，按空白处理，原文已作为附加信息保留。",
        "改填营业、停业、整改、停业整顿、歇业、注销或其他。",
    ),
    RowCode.BAD_COUNT: _Wording("warning", "车辆数不是数字，没有采用，原文已作为附加信息保留。", "只填数字。"),
    RowCode.DITTO: _Wording("warning", "写的是“同上”，但上面没有可以沿用的行，按空白处理。", "填写实际内容。"),
    RowCode.DITTO_IDENTIFIER: _Wording(
        "warning", "证照号码写的是“同上”；两户不会共用一个号码，按空白处理。", "填写该业户自己的号码。"
    ),
    RowCode.ERROR_CELL: _Wording(
        "warning", "单元格是公式的错误值，按空白处理。", "在 Excel 或 WPS 中改正公式，或直接填写内容。"
    ),
    RowCode.CONTROL_CHARACTER: _Wording("warning", "含有不可见的控制字符，已去掉。", "核对内容与原件是否一致。"),
    RowCode.DIRECTION_MARK: _Wording("note", "含有从左到右的排版标记，已去掉，不影响内容。", ""),
    RowCode.DISTRICT_FROM_ADDRESS: _Wording("note", "没有填写辖区，按地址中的县区登记。", "有辖区一列的请补上。"),
}


class Reporter:
    """Builds the problems of one table, with its sheet and its own column names in them."""

    def __init__(self, header: Header, sheet: str) -> None:
        self._names = header.names
        self._prefix = f"{sheet} " if sheet else ""
        self._width = len(header.names)
        self._header_line = header.line

    def place(self, line: int) -> str:
        """Return the row as the user finds it: 甲县 第12行."""
        return f"{self._prefix}第{line}行"

    def column(self, column: int) -> str:
        """Return the header of a column, else its position: 第3列."""
        if 0 <= column < self._width and self._names[column]:
            return self._names[column]
        return f"第{column + 1}列"

    def cell(self, line: int, column: int, text: str, code: str, suggestion: str = "") -> Problem:
        """Report a value; `suggestion` takes the place of the usual one."""
        wording = _WORDINGS[code]
        return Problem(
            self.place(line),
            self.column(column),
            shortened(masked_under(self.column(column), text), _SHOWN),
            code,
            wording.message,
            wording.severity,
            suggestion or wording.suggestion,
            column,
        )

    def id_number(self, line: int, column: int) -> Problem:
        """Note that an ID number was not kept, in a column where nothing has to be filled in instead."""
        return replace(self.cell(line, column, "", RowCode.ID_NUMBER), severity="note", suggestion="")

    def error_cell(self, line: int, column: int, text: str, *, expected: bool) -> Problem:
        """Report the error value of a formula: a warning where the column is expected to hold a value, else a note."""
        problem = self.cell(line, column, text, RowCode.ERROR_CELL)
        message = problem.message.replace("错误值", f"错误值 {text}")
        return replace(problem, message=message, severity=problem.severity if expected else "note")

    def fault(self, line: int, cells: Sequence[Cell], code: str) -> Problem:
        """Report a row whose text cannot be divided into cells; a stray quote may stand in a row beside it."""
        return self._row(line, (cell_text(cell)[:_EXAMINED] for cell in cells[:12]), code, rows=self._around(line))

    def field_count(self, line: int, texts: Sequence[str]) -> Problem:
        """Report a row that has fewer or more fields than the header."""
        return self._row(line, texts, RowCode.FIELD_COUNT, cell_count=len(texts), column_count=self._width)

    def above_header(self, line: int, cells: Sequence[Cell]) -> Problem:
        """Report a row above the header that may be a record."""
        return self._row(line, map(cell_text, cells), RowCode.ABOVE_HEADER)

    def _around(self, line: int) -> str:
        """Return the rows to check for a stray quote: the row itself, then its neighbours below the header."""
        above = f"第{line - 1}行和" if line - 1 > self._header_line else ""
        return f"先检查第{line}行，再检查{above}第{line + 1}行"

    def _row(self, line: int, texts: Iterable[str], code: str, **facts: object) -> Problem:
        wording = _WORDINGS[code]
        message = wording.message.format(**facts)
        value = shortened(" | ".join(masked_cell(text) for text in texts), _SHOWN)
        return Problem(self.place(line), "", value, code, message, wording.severity, wording.suggestion)


_NOTE_SHEET: Final = re.compile("说明|须知|示例|样例|例子|模板|字典|代码表|选项|下拉|参数|要求|统计|汇总|封面|目录")
_SENTENCE: Final = re.compile("[。；]|.{60}")
_NUMBER: Final = re.compile(r"(?<![0-9A-Z])(?:1[3-9]\d{9}|\d{12,13}|[0-9A-Z]{15}|[0-9A-Z]{18})(?![0-9A-Z])")
_FIRM: Final = re.compile("(?:公司|合作社|经营部|修理厂|驾校|车队|客运站|汽修厂|[分车]公司)$")
_AMOUNT: Final = re.compile(r"[\d.,%\-/\s]*[家户辆台个人]?")
_FEWEST: Final = 3
_NAMED: Final = 8
"""Columns that a sentence names."""


@dataclass(frozen=True, slots=True)
class SheetLeftOut:
    """A sheet without a column of names: its lines with content, and whether operators seem to be among them."""

    sheet: str
    lines: int
    has_records: bool


def judge_sheet(sheet: str, rows: Iterable[FileRow], *, hidden: bool) -> SheetLeftOut:
    """Judge a sheet that is not imported by all its rows: does it hold operators under a header that was not recognised?

    It does where at least three rows, and half of those with several cells, hold a code, a licence, a telephone or the
    name of a firm, or (unless the sheet is hidden) three cells and no sentence. 填表说明, 代码表 and the like never do.
    """
    line_count = several_count = sure_count = likely_count = 0
    for row in rows:
        texts = [text for text in names_of(row.cells) if text]
        line_count += bool(texts)
        if len(texts) < 2:
            continue
        several_count += 1
        if any(map(_SENTENCE.search, texts)):
            continue
        if any(_NUMBER.search(text) or _FIRM.search(text) for text in texts):
            sure_count += 1
        elif len(texts) >= _FEWEST and sum(_AMOUNT.fullmatch(text) is None for text in texts) > 1:
            likely_count += 1
    record_count = sure_count if hidden else sure_count + likely_count
    enough = record_count >= _FEWEST and 2 * record_count >= several_count
    return SheetLeftOut(sheet, line_count, enough and _NOTE_SHEET.search(sheet) is None)


def not_imported(sheet: SheetLeftOut, columns: Sequence[str], *, hidden: bool) -> Problem:
    """Report a sheet that was not imported, with its lines and its likely header."""
    more = "等" if len(columns) > _NAMED else ""
    header_text = f"，像表头的一行是：{masked_text('、'.join(columns[:_NAMED]))}{more}" if columns else ""
    message = f"{'隐藏的' if hidden else ''}工作表“{sheet.sheet}”没有业户名称列，没有导入：共{sheet.lines}行有内容{header_text}。"
    advice = "如果是业户名册，请把名称列的表头改为“业户名称”，或加 --map 列名=name 指明，再导入一次；不是的不必处理。"
    return _problem(sheet.sheet, RowCode.NO_HEADER, message, advice)


def is_hidden(sheet: str) -> Problem:
    """Report an imported sheet that is hidden."""
    message = f"工作表“{sheet}”是隐藏的，其中的业户也已读入。"
    return _problem(sheet, RowCode.HIDDEN_SHEET, message, "不需要的请用 --sheet 指明要导入的工作表。")


def has_hidden_rows(sheet: str, lines: Sequence[int]) -> Problem:
    """Report rows that are hidden, by a filter or by hand, and were read all the same."""
    named = "、".join(map(str, lines[:_NAMED_ROWS])) + ("等" if len(lines) > _NAMED_ROWS else "")
    message = f"工作表“{sheet}”第{named}行是隐藏的（共{len(lines)}行，多半是筛选所致），也已读入。"
    return _problem(sheet, RowCode.HIDDEN_ROWS, message, "不需要的请在表中删去这些行后再导入。")


_NAMED_ROWS: Final = 8


def without_results(sheet: str, count: int) -> Problem:
    """Report formulas without stored results."""
    message = f"工作表“{sheet}”有{count}个公式没有保存计算结果，这些单元格按空白读取。"
    advice = "请用 Excel 或 WPS 打开文件并保存（或把公式粘贴为数值）后再导入。"
    return _problem(sheet, RowCode.FORMULA_WITHOUT_VALUE, message, advice)


def no_rows(file: str, header_row: int) -> Problem:
    """Report a file with a header and no record below it."""
    message = f"{file} 中没有业户行：第{header_row}行是表头，下面没有业户。"
    return _problem("", RowCode.NO_ROWS, message, "请确认文件是否正确，名册是否在另一个文件或工作表里。")


def _problem(place: str, code: RowCode, message: str, advice: str) -> Problem:
    return Problem(place, "", "", code, message, "warning", advice)
