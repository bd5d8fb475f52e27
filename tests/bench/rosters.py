"""Write large invented rosters, row by row in constant memory: CSV in two encodings, and .xlsx as Excel writes it."""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from zoufang_cli.text.codes import check_character

HEADER = ("业户名称", "统一社会信用代码", "经营许可证号", "法定代表人", "联系电话", "经营地址", "所属区县", "经营范围",
          "经营状态", "有效期起", "有效期止", "车辆数")  # fmt: skip
CODE = 1
DATES = (9, 10)
NUMBERS = (11,)

ONE_IN = 100
"""One row in so many is dirty, or changed, in the variants."""

Row: TypeAlias = list[str]
Rows: TypeAlias = Iterator[Row]

_SYLLABLES = "顺达宏运通捷安泰远航鹏程骏驰盛源"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_DISTRICTS = ("东屏区", "西岭区", "云河县", "望江区", "石门县", "南原区")
_STREETS = ("望江街", "迎宾大道", "环城北路", "物流园一路", "车站路", "工业大道")
_SCOPES = ("道路普通货物运输", "道路普通货物运输、货物专用运输（罐式）", "县内班车客运、包车客运", "旅游客运",
           "危险货物运输（3类）", "机动车维修", "驾驶员培训", "道路普通货物运输、大型物件运输")  # fmt: skip
_STATUSES = ("营业",) * 15 + ("停业", "歇业", "注销", "1")
_YEARS = (2015, 2016, 2017, 2018, 2019)


def clean(count: int) -> Rows:
    """Yield rows that nothing is wrong with; districts, scopes, statuses and days repeat as they do in real rosters."""
    pick = random.Random(1)
    for number in range(count):
        first = f"91990100{number:09d}"
        since = f"{pick.choice(_YEARS)}-{1 + number % 12:02d}-01"
        yield [
            "云州市" + "".join(pick.choices(_SYLLABLES, k=3)) + f"{number}号运输有限公司",
            first + check_character(first),
            f"云交运管许可东字{990101000000 + number}号",
            pick.choice(_SURNAMES) + "".join(pick.choices(_SYLLABLES, k=1 + number % 2)),
            f"199{number:08d}",
            f"云州市{pick.choice(_STREETS)}{number % 2000}号",
            pick.choice(_DISTRICTS),
            pick.choice(_SCOPES),
            pick.choice(_STATUSES),
            since,
            f"{int(since[:4]) + 4}{since[4:]}",
            str(number % 90),
        ]


def changed(count: int) -> Rows:
    """Yield the clean rows as next month brings them: one in a hundred with another telephone and status."""
    for number, row in enumerate(clean(count)):
        if number % ONE_IN == 7:
            row[4] = f"198{number:08d}"
            row[8] = "停业" if row[8] == "营业" else "营业"
        yield row


def dirty(count: int) -> Rows:
    """Yield the clean rows, one in a hundred with a fault of one of many kinds."""
    for number, row in enumerate(clean(count)):
        if number % ONE_IN == 7:
            _FAULTS[number // ONE_IN % len(_FAULTS)](row)
        yield row


def _set(column: int, value: Callable[[str], str]) -> Callable[[Row], None]:
    def fault(row: Row) -> None:
        row[column] = value(row[column])

    return fault


_WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
_FAULTS: tuple[Callable[[Row], None], ...] = (
    _set(0, lambda text: ""),
    _set(0, lambda text: f"　{text[:5]} {text[5:].translate(_WIDE)}"),
    _set(0, lambda text: text[:4] + "\ufffd" + text[4:]),
    _set(CODE, lambda text: text[:-1] + ("0" if text[-1] != "0" else "1")),
    _set(CODE, lambda text: "9.1990100000E+17"),
    _set(CODE, lambda text: f"'{text.lower()}"),
    _set(2, lambda text: ""),
    _set(4, lambda text: f"{text}/0971-6123456；{text[:3]}****{text[-4:]}"),
    _set(4, lambda text: text[:7]),
    _set(6, lambda text: "同上"),
    _set(7, lambda text: text.replace("、", "\n")),
    _set(8, lambda text: "转让"),
    _set(9, lambda text: "2019.13.45"),
    _set(10, lambda text: "2001年1月1日"),
    _set(11, lambda text: "若干"),
    _set(5, lambda text: f'"{text}'),
)


def write_csv(path: Path, rows: Rows, encoding: str) -> Path:
    """Write rows under the header; what the encoding cannot hold (U+FFFD in GB18030 it can) fails."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path


# The parts of a workbook beside its strings and its sheet.
_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{_NS}" xmlns:r="{_REL}"><sheets>
<sheet name="名册" sheetId="1" r:id="r1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="r3" Type="{_REL}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{_NS}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>""",
}
_LETTERS = "ABCDEFGHIJKL"
_REPEATED = (3, 6, 7, 8)
"""Columns whose few values share their strings; all others have one of their own in each row."""


def write_xlsx(path: Path, rows: Callable[[], Rows]) -> Path:
    """Write a workbook with shared strings, real dates and numbers, going through the rows twice."""
    shared: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, _XML + content)
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(f'{_XML}<sst xmlns="{_NS}">'.encode())
            for piece in _strings(rows(), shared):
                part.write(piece.encode())
            part.write(b"</sst>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'{_XML}<worksheet xmlns="{_NS}"><sheetData>'.encode())
            for piece in _cells(rows(), shared):
                part.write(piece.encode())
            part.write(b"</sheetData></worksheet>")
    return path


def _strings(rows: Rows, shared: dict[str, int]) -> Iterator[str]:
    """Yield the table of strings in the order in which `_cells` numbers them, filling `shared` with those that repeat."""
    count = len(HEADER)
    yield "".join(map(_string, HEADER))
    for row in rows:
        new = []
        for column, text in enumerate(row):
            if column in DATES or column in NUMBERS or (column in _REPEATED and text in shared):
                continue
            if column in _REPEATED:
                shared[text] = count
            new.append(_string(text))
            count += 1
        yield "".join(new)


def _string(text: str) -> str:
    return f"<si><t>{text.replace('&', '&amp;').replace('<', '&lt;')}</t></si>"


def _cells(rows: Rows, shared: dict[str, int]) -> Iterator[str]:
    """Yield the rows of the sheet, the header first."""
    next_own = len(HEADER)
    heads = "".join(f'<c r="{letter}1" t="s"><v>{index}</v></c>' for index, letter in enumerate(_LETTERS))
    yield f'<row r="1">{heads}</row>'
    for line, row in enumerate(rows, 2):
        cells = []
        for column, text in enumerate(row):
            place = f"{_LETTERS[column]}{line}"
            if column in DATES:
                cells.append(f'<c r="{place}" s="1"><v>{_serial(text)}</v></c>')
            elif column in NUMBERS:
                cells.append(f'<c r="{place}"><v>{text}</v></c>')
            else:
                number = shared[text] if column in _REPEATED else next_own
                next_own += number == next_own
                cells.append(f'<c r="{place}" t="s"><v>{number}</v></c>')
        yield f'<row r="{line}">{"".join(cells)}</row>'


@lru_cache(maxsize=512)
def _serial(text: str) -> int:
    return (date.fromisoformat(text) - date(1899, 12, 30)).days
