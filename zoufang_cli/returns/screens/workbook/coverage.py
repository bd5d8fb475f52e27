"""覆盖情况: coverage by district, and the operators that were not visited yet."""

from __future__ import annotations

from openpyxl import Workbook

from zoufang_cli.figures.rules.figure import Kind
from zoufang_cli.figures.rules.month import DistrictCount
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.returns.screens.workbook.summary import amount_cell
from zoufang_cli.screen.masking import phones
from zoufang_cli.screen.workbook import Look, SheetWriter, column_width
from zoufang_cli.text.dates import format_day

NO_DISTRICT = "未填区县"


def write(book: Workbook, month_return: MonthReturn) -> None:
    """Write the sheet."""
    name = column_width([operator.name for operator in month_return.unvisited], 30, 40)
    page = SheetWriter(book, "覆盖情况", (5, 10, name, 9, 10, 14, 34, 10, 12))
    page.title(f"{month_return.campaign}走访覆盖情况({month_return.figures.period.month.label})")
    until = f"截至{format_day(month_return.figures.period.data_until)}"
    page.notes((f"填报单位：{month_return.unit}", 4, Look.NOTE), (f"{until}    单位：家、家次", 5, Look.NOTE_RIGHT))
    page.freeze()
    _districts(page, month_return)
    page.skip()
    _unvisited(page, month_return)


def _districts(page: SheetWriter, month_return: MonthReturn) -> None:
    page.merged(
        [
            ("序号", 1, Look.HEADER), ("所属区县", 2, Look.HEADER), ("应走访", 1, Look.HEADER), ("已走访", 1, Look.HEADER),
            ("未走访", 1, Look.HEADER), ("覆盖率", 1, Look.HEADER), ("本月家次", 1, Look.HEADER), ("累计家次", 1, Look.HEADER),
        ],
        at_least=24,
    )  # fmt: skip
    districts = month_return.figures.districts
    for number, district in enumerate(districts, 1):
        rate, look = amount_cell(district.rate, Kind.RATE)
        page.merged(
            [
                (number, 1, Look.NUMBER), (district.district or NO_DISTRICT, 2, Look.CENTRE), (district.due, 1, Look.NUMBER),
                (district.due_visited, 1, Look.NUMBER), (district.due - district.due_visited, 1, Look.NUMBER), (rate, 1, look),
                (district.pairs_month, 1, Look.NUMBER), (district.pairs, 1, Look.NUMBER),
            ]
        )  # fmt: skip
    total = _total(districts)
    rate, look = amount_cell(total.rate, Kind.RATE)
    page.merged(
        [
            ("合计", 3, Look.TOTAL), (total.due, 1, Look.TOTAL), (total.due_visited, 1, Look.TOTAL),
            (total.due - total.due_visited, 1, Look.TOTAL),
            (rate, 1, Look.TOTAL_RATE if look is Look.RATE else Look.TOTAL),
            (total.pairs_month, 1, Look.TOTAL), (total.pairs, 1, Look.TOTAL),
        ]
    )  # fmt: skip


def _total(districts: tuple[DistrictCount, ...]) -> DistrictCount:
    return DistrictCount(
        "",
        sum(district.due for district in districts),
        sum(district.due_visited for district in districts),
        sum(district.pairs_month for district in districts),
        sum(district.pairs for district in districts),
    )


def _unvisited(page: SheetWriter, month_return: MonthReturn) -> None:
    month = month_return.figures.period.month.label
    page.notes((f"未走访业户名单({month})：应走访而未走访，共{len(month_return.unvisited)}家", 9, Look.CAPTION))
    page.header(("序号", "业户编号", "业户名称", "企业/个体", "所属区县", "业户类别", "地址", "联系人", "联系电话"))
    page.repeat(page.row - 1, page.row)
    for number, operator in enumerate(month_return.unvisited, 1):
        page.cells(
            [
                (number, Look.NUMBER), (operator.number, Look.CENTRE), (operator.name, Look.TEXT), (operator.operator_type, Look.CENTRE),
                (operator.district or NO_DISTRICT, Look.CENTRE), (operator.kinds, Look.TEXT), (operator.address, Look.TEXT),
                (operator.contact, Look.CENTRE), (phones(operator.phones).replace("、", "\n"), Look.CENTRE),
            ]
        )  # fmt: skip
    if not month_return.unvisited:
        page.merged([("应走访业户均已走访。", 9, Look.CENTRE)], at_least=24)
