"""Write the rosters of samples/ again: `python -m tests.tools.make_samples [FOLDER]`.

The same files come out of every run, with the mess that real exports have.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.tools.invention import PLACES, TRADES, Inventor, Operator

HERE = Path(__file__).resolve().parents[2] / "samples"
MARK = "样例数据，虚构，仅供演示"
UNIT = "云州市交通运输综合行政执法支队"

# ---------------------------------------------------------------- passenger and freight, GB18030 CSV

STATUS = {1: "营业", 2: "停业", 3: "整改", 5: "歇业", 6: "注销"}
COLUMNS = (
    "序号", "业户名称\n(必填)", "统一社会信用代码", "经营许可证号", "法定代表人", "法人联系电话", "业务联系人",
    "联系电话", "经营地址", "所属区县", "经营范围", "经营状态", "有效期起", "有效期止", "车辆数", "备注",
)  # fmt: skip
NAME, CODE, LICENCE, LEGAL, LEGAL_PHONE, CONTACT, PHONE, ADDRESS, DISTRICT, SCOPE, STATE, FROM, TO, VEHICLES, REMARK = (
    range(1, 16)
)
Cells = list[str]


def cells_of(operator: Operator, serial: int) -> Cells:
    separator = "、,;"[serial % 3] if serial % 11 else "\n"
    day = ("{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}/{0.month}/{0.day}", "{0:%Y%m%d}")[serial % 4]
    return [
        str(serial),
        operator.name,
        operator.code,
        operator.licence,
        operator.legal,
        operator.legal_phone,
        operator.contact,
        operator.phone,
        operator.address,
        operator.district,
        separator.join(operator.trade.scope),
        STATUS[operator.status] if serial % 3 else str(operator.status),
        day.format(operator.valid_from),
        day.format(operator.valid_to),
        str(operator.vehicles),
        operator.remark,
    ]


def put(place: int, make: Callable[[str], str] | str) -> Callable[[Cells], None]:
    """Return a change of one cell."""

    def change(cells: Cells) -> None:
        cells[place] = make if isinstance(make, str) else make(cells[place])

    return change


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
MESS: dict[int, Callable[[Cells], None]] = {
    2: put(CODE, lambda code: "'" + code),
    3: put(PHONE, lambda phone: phone.translate(WIDE)),
    5: put(CONTACT, "同上"),
    6: put(NAME, lambda name: "\u3000" + name + "\u00a0"),
    7: put(LICENCE, lambda licence: digits(licence) + ".0"),
    9: put(PHONE, lambda phone: f"{phone}/0300-5550109"),
    10: put(DISTRICT, "同上"),
    12: put(CODE, lambda code: code.translate(WIDE)),
    13: put(CONTACT, "无"),
    14: put(PHONE, "-"),
    15: put(VEHICLES, "N/A"),
    17: put(LEGAL_PHONE, lambda phone: f"{phone}.0"),
    18: put(CODE, lambda code: code.lower()),
    20: put(PHONE, lambda phone: f"{phone}、19900009020"),
    21: put(PHONE, lambda phone: f"{phone}\n19900009021"),
    23: put(LICENCE, lambda licence: "'" + digits(licence)),
    24: put(LEGAL, lambda name: f"{name[0]}\u3000{name[1:]}"),
    25: put(CODE, "N/A"),
    26: put(STATE, ""),
    28: put(SCOPE, "县内班车客运、包车客运;道路普通货物运输\n机动车维修"),
    29: put(CODE, "990101000002918"),
    31: put(CODE, "99010031-X"),
    33: put(PHONE, "5550133转802"),
    35: put(CODE, lambda code: code[:17] + ("0" if code[17] != "0" else "1")),
    37: put(NAME, lambda name: name.replace("云州市", "云州市 ")),
    39: put(ADDRESS, lambda place: place.translate(WIDE)),
    41: put(TO, "长期"),
    43: put(VEHICLES, lambda count: f"{count}.0"),
    45: put(LEGAL_PHONE, lambda phone: f"{phone[:3]}****{phone[7:]}"),
    47: put(PHONE, "空"),
    50: put(CODE, lambda code: f"{code[:8]} {code[8:17]} {code[17:]}"),
    52: put(STATE, "正常"),
    55: put(REMARK, "2019年11月由货运协会补报"),
    58: put(VEHICLES, lambda count: f"{count}辆"),
    60: put(FROM, "43101"),
    63: put(PHONE, lambda phone: f"+86 {phone}"),
}
# Rows that cannot be taken, by the operator's place in the file.
FAULTS: dict[int, Callable[[Cells], None]] = {
    30: put(CODE, "9.1990100E+17"),
    66: put(NAME, ""),
    88: put(NAME, lambda name: name[:4] + "\ufffd\ufffd" + name[6:]),
    131: put(CODE, "9.19901E+17"),
}
SPLIT_ADDRESS, STRAY_QUOTE = 104, 150


def csv_line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def passenger_freight(operators: list[Operator]) -> bytes:
    """Lay out the city's roster: title, sections with 序号 starting anew, subtotals, foot."""
    blank = [""] * (len(COLUMNS) - 1)
    lines = [
        csv_line([f"云州市道路客货运输业户名册（{MARK}）", *blank]),
        csv_line([f"填报单位：{UNIT}", *blank[:-3], "统计日期：2019年11月20日", "", ""]),
        csv_line(list(COLUMNS)),
    ]
    place = 0
    for district in PLACES:
        members = [operator for operator in operators if operator.district == district]
        lines.append(csv_line([f"{district}(共{len(members)}家)", *blank]))
        for serial, operator in enumerate(members, 1):
            place += 1
            cells = cells_of(operator, serial)
            for table in (MESS, FAULTS):
                if place in table:
                    table[place](cells)
            line = csv_line(cells)
            if place == SPLIT_ADDRESS:
                line = line.replace(cells[ADDRESS], cells[ADDRESS] + ",院内2栋")
            if place == STRAY_QUOTE:
                line = line.replace(cells[ADDRESS], f'"{cells[ADDRESS]}东门')
            lines.append(line)
            if place == 120:
                lines += [csv_line(["", *blank]), csv_line(list(COLUMNS))]
        lines.append(csv_line(["小计", f"{len(members)}家", *blank[1:]]))
    again = cells_of(operators[0], len(operators) + 1)
    newer = cells_of(replace(operators[10], phone="19900009911"), len(operators) + 2)
    lines += [csv_line(again), csv_line(newer)]
    lines += [csv_line(["", *blank])] * 3
    lines += [
        csv_line(["合计", f"{len(operators)}家", *blank[1:]]),
        csv_line([f"注：{MARK}；个体运输户另册上报", *blank]),
        csv_line(["填表人：喻晓棠", *blank[:6], "审核人：魏守拙", *blank[7:-1], "填表日期：2019年11月20日"]),
    ]
    return "".join(lines).encode("gb18030")


# ---------------------------------------------------------------- counties, XLSX

COUNTY_COLUMNS = (
    "编号", "辖区县", "企业名称", "统一社会信用代码", "道路运输经营\n许可证编号", "负责人姓名", "负责人电话",
    "联系人", "移动电话", "详细地址", "经营项目", "业户类别", "状态", "核发日期", "有效期至", "营运车辆数", "备注",
)  # fmt: skip
WIDTHS = (6, 9, 34, 22, 30, 10, 13, 10, 13, 30, 34, 10, 8, 12, 12, 8, 16)
GROUPS = (
    ("客运企业", ("班线客运", "旅游客运", "客运站", "出租")),
    ("货运企业", ("普通货运", "危险货物", "货运站(场)")),
    ("维修、驾培和检测", ("维修", "驾培", "检测站")),
)


def counties(by_county: dict[str, list[Operator]]) -> bytes:
    """Lay out one sheet for each county: two title rows, merged section rows, 辖区县 merged downwards."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for county, operators in by_county.items():
        _fill_sheet(book.create_sheet(county), county, operators)
    stream = io.BytesIO()
    book.save(stream)
    return _with_fixed_times(stream.getvalue())


def _fill_sheet(sheet: Any, county: str, operators: list[Operator]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    width = len(COUNTY_COLUMNS)
    centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.append([f"{county}道路运输经营业户基本情况一览表"])
    sheet.append([f"（{MARK}）"])
    sheet.append([f"填报单位：{county}交通运输综合行政执法大队", *[None] * 11, "2019年11月22日"])
    sheet.append(COUNTY_COLUMNS)
    for row in (1, 2):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        sheet.cell(row, 1).alignment = centre
    sheet.cell(1, 1).font = Font(size=18, bold=True)
    for cell in sheet[4]:
        cell.font, cell.alignment = Font(bold=True), centre
    for title, kinds in GROUPS:
        _fill_section(sheet, title, [each for each in operators if each.trade.kinds in kinds])
    sheet.append(["合计", None, f"{len(operators)}家"])
    sheet.append([f"填表人：{operators[0].legal}", *[None] * 8, "审核人：", None, "单位负责人："])
    thin = Border(*[Side("thin")] * 4)
    for row in sheet.iter_rows(min_row=4, max_row=sheet.max_row + 200, max_col=width):
        for cell in row:
            cell.border = thin
    for column, chars in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = chars
    sheet.freeze_panes = "D5"


def _fill_section(sheet: Any, title: str, members: list[Operator]) -> None:
    sheet.append([f"{'一二三'[[name for name, _ in GROUPS].index(title)]}、{title}({len(members)}家)"])
    sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(COUNTY_COLUMNS))
    start = sheet.max_row + 1
    for serial, each in enumerate(members, 1):
        phone: str | int = int(each.phone) if serial % 4 == 0 else each.phone
        sheet.append(
            [
                serial,
                each.district if serial == 1 else None,
                each.name.replace("汽车运输", "汽车运输\n") if serial % 9 == 0 else each.name,
                each.code,
                each.licence,
                each.legal,
                each.legal_phone,
                each.contact if serial % 6 else "无",
                f"{phone}; 0300-55502{serial:02d}" if serial % 7 == 0 else phone,
                each.address,
                "、".join(each.trade.scope),
                each.trade.kinds,
                STATUS[each.status],
                each.valid_from,
                each.valid_to,
                each.vehicles,
                each.remark or None,
            ]
        )
    if len(members) > 1:
        sheet.merge_cells(start_row=start, start_column=2, end_row=sheet.max_row, end_column=2)
    sheet.append(["小计", None, f"{len(members)}家", *[None] * 12, sum(each.vehicles for each in members)])


def _with_fixed_times(data: bytes) -> bytes:
    """Pack the workbook again with one fixed time everywhere, so that every run gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2019-11-22T08:00:00Z", part)
            entry = zipfile.ZipInfo(name, (2019, 11, 22, 8, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return out.getvalue()


# ---------------------------------------------------------------- sole traders, UTF-8 CSV

TRADER_COLUMNS = [
    "序号", "户名", "经济类型", "信用代码", "许可证号", "业主", "手机号码", "住址", "所属辖区", "经营项目",
    "状态", "有效期至", "车辆数",
]  # fmt: skip


def sole_traders(traders: list[Operator]) -> bytes:
    """Lay out the sole traders as a CSV that Excel wrote (UTF-8 with BOM)."""
    rows = [[f"云州市个体运输户名册（{MARK}）", *[""] * 12], TRADER_COLUMNS]
    for serial, each in enumerate(traders, 1):
        rows.append(
            [
                str(serial) if serial % 8 else "",
                each.name,
                "个体工商户",
                each.code or ("无" if serial % 2 else "-"),
                digits(each.licence) if serial % 2 else each.licence,
                each.legal,
                each.phone,
                each.address,
                each.district,
                "、".join(each.trade.scope),
                "1" if each.status == 1 else STATUS[each.status],
                f"{each.valid_to:%Y.%m.%d}",
                str(each.vehicles),
            ]
        )
    rows.append(["合计", f"{len(traders)}户", *[""] * 11])
    return ("\ufeff" + "".join(map(csv_line, rows))).encode()


# ---------------------------------------------------------------- all of them


def make() -> dict[str, bytes]:
    """Return every roster by its file name."""
    inventor = Inventor()
    city = [inventor.enterprise("东屏区", TRADES[3], "顺达")]
    city += [inventor.enterprise("东屏区", trade) for trade in TRADES]
    city += [inventor.enterprise("东屏区") for _ in range(72)]
    city += [inventor.enterprise("西岭区", trade) for trade in TRADES[:9]]
    city += [inventor.enterprise("西岭区") for _ in range(70)]
    by_county = {
        "云河县": [inventor.enterprise("云河县", trade) for trade in TRADES[:10]]
        + [inventor.enterprise("云河县") for _ in range(42)],
        "青石县": [inventor.enterprise("青石县", trade) for trade in TRADES[:9]]
        + [inventor.enterprise("青石县") for _ in range(37)],
    }
    # Operators of the counties that the city's list holds too: some with an older phone, one with another name.
    for operators in by_county.values():
        city += operators[3:7]
        city += [replace(each, phone=inventor.next_phone()) for each in operators[:3]]
    county = by_county["云河县"]
    county[6] = replace(county[6], name=county[6].name.replace("汽车维修有限责任公司", "汽修有限公司"))
    traders = [inventor.sole_trader(list(PLACES)[serial % 4], serial) for serial in range(1, 41)]
    return {
        "roster-passenger-freight.csv": passenger_freight(city),
        "roster-counties.xlsx": counties(by_county),
        "roster-sole-traders.csv": sole_traders(traders),
    }


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, data in make().items():
        (folder / name).write_bytes(data)
        print(f"{folder / name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
