"""The sentences for everything that can be wrong with a row of a roster, one place for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from zoufang_cli.domain.cells import cell_text
from zoufang_cli.domain.entries import Cell, RowCode
from zoufang_cli.domain.headers import Header
from zoufang_cli.domain.problem import Problem

_SHOWN: Final = 60
"""Characters of a value that a problem quotes."""

_ROW_FAULTS: Final = {
    RowCode.STRAY_QUOTE: "该行的英文双引号不成对或位置不对，无法判断各列的界限。请检查本行及相邻行，去掉多余的双引号后重新导入。",
    RowCode.NUL: "该行含有空字符(NUL),文件可能已损坏。请从原系统重新导出。",
    RowCode.TOO_LONG: "该行有超过 32767 个字符的单元格，可能是双引号不成对造成的。请检查后重新导入。",
    RowCode.LOST_TEXT: "含有“\ufffd”，说明文字在以前的转换中已经丢失。请从原系统重新导出，或更正后导入。",
    RowCode.BAD_CHARACTER: "含有不成字的编码（孤立代理字符）。请更正后重新导入。",
}

_CELL_MESSAGES: Final = {
    RowCode.LOSSY_NUMBER: "号码被表格软件当作数字保存，后几位已经丢失，不能采用。请把该列设为“文本”格式后从原系统重新导出。",
    RowCode.CHECK_DIGIT: "统一社会信用代码的校验位不符，可能有录入错误，已按原样保留，请核对。",
    RowCode.CODE_LETTERS: "统一社会信用代码不使用字母 I、O、S、V、Z，已按原样保留，请核对。",
    RowCode.BAD_CODE: "不是18位统一社会信用代码、15位工商注册号或9位组织机构代码，已作为附加信息保留，请核对。",
    RowCode.ID_NUMBER: "像是居民身份证号，按个人信息保护要求没有保存。",
    RowCode.MASKED_PHONE: "是隐去中间几位的号码，不会覆盖已有的完整号码。",
    RowCode.ODD_PHONE: "电话号码的写法无法完全识别，请核对。",
    RowCode.BAD_DATE: "日期无法识别，没有采用。请写成 2020-03-05 或 2020年3月5日。",
    RowCode.DATES_REVERSED: "有效期的截止日期早于起始日期，已按原样保留，请核对。",
    RowCode.UNKNOWN_STATUS: "经营状态无法识别，状态按空白处理，原文作为附加信息保留。可用：营业、停业、整改、停业整顿、歇业、注销、其他。",
    RowCode.BAD_COUNT: "车辆数不是数字，没有采用，原文作为附加信息保留。",
    RowCode.DITTO: "写的是“同上”，但上面没有可以沿用的行，按空白处理。",
}


class Reporter:
    """Builds the problems of one table: places with its sheet, fields with its own column names."""

    def __init__(self, header: Header, sheet: str) -> None:
        self._names = header.names
        self._prefix = f"{sheet} " if sheet else ""
        self._width = len(header.names)

    def place(self, line: int) -> str:
        """Name a row as the user finds it."""
        return f"{self._prefix}第{line}行"

    def column(self, column: int) -> str:
        """Name a column by its header, else by its position."""
        if 0 <= column < self._width and self._names[column]:
            return self._names[column]
        return f"第{column + 1}列"

    def fault(self, line: int, cells: Sequence[Cell], code: str) -> Problem:
        """Report a row whose text cannot be divided into cells."""
        value = " | ".join(cell_text(cell)[:_SHOWN] for cell in cells[:12])
        return Problem(self.place(line), "", _shown(value), code, _ROW_FAULTS[RowCode(code)])

    def cell_fault(self, line: int, column: int, text: str, code: str) -> Problem:
        """Report a cell whose text is lost or broken."""
        message = _ROW_FAULTS[RowCode(code)]
        return Problem(self.place(line), self.column(column), _shown(text), code, message)

    def field_count(self, line: int, texts: Sequence[str]) -> Problem:
        """Report a row that has fewer or more fields than the header."""
        message = (
            f"该行有{len(texts)}列，表头有{self._width}列，无法对应。"
            "请检查是否多了或少了分隔符（内容中的逗号应放在双引号内）。"
        )
        return Problem(self.place(line), "", _shown(" | ".join(texts)), RowCode.FIELD_COUNT, message)

    def missing_name(self, line: int, column: int, value: str) -> Problem:
        """Report a record without an operator's name."""
        message = "该行没有业户名称。请补上名称后重新导入。"
        return Problem(self.place(line), self.column(column), _shown(value), RowCode.MISSING_NAME, message)

    def ditto(self, line: int, column: int, text: str) -> Problem:
        """Report a 同上 with nothing above it."""
        return self.warning(line, column, text, RowCode.DITTO)

    def warning(self, line: int, column: int, text: str, code: str, more: str = "") -> Problem:
        """Report a doubt about a value of a row that is kept."""
        message = _CELL_MESSAGES[RowCode(code)] + more
        return Problem(self.place(line), self.column(column), _shown(text), code, message, "warning")

    def error(self, line: int, column: int, text: str, code: str) -> Problem:
        """Report a value for which the row is rejected."""
        message = _CELL_MESSAGES[RowCode(code)]
        return Problem(self.place(line), self.column(column), _shown(text), code, message)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
