"""图表: real Excel charts, each beside the table that it draws."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.returns.screens.workbook.coverage import NO_DISTRICT
from zoufang_cli.screen.workbook import Look, SheetWriter, Value
from zoufang_cli.text.dates import format_day

MOST_DISTRICTS = 12
MOST_MONTHS = 24
_ROW = 20.0  # points
_POINTS_PER_CM = 28.35
_BLOCK = 12  # rows that a chart takes at least
_WIDTH = 27  # centimetres
_COLOURS = ("4472C4", "A5A5A5")


def write(book: Workbook, month_return: MonthReturn) -> None:
    """Write the sheet: 家次 by month, coverage by district, issues by state."""
    page = SheetWriter(book, "图表", (16, 12, 14, 2, 104))
    page.sheet.page_setup.fitToHeight = 1
    page.title(f"{month_return.campaign}进展图表({month_return.figures.period.month.label})")
    page.notes(
        (f"填报单位：{month_return.unit}    截至{format_day(month_return.figures.period.data_until)}", 5, Look.NOTE)
    )
    months = month_return.figures.months[-MOST_MONTHS:]
    _block(
        page,
        "各月走访家次和首次走访业户",
        ("月份", "走访家次", "首次走访（家）"),
        [
            [(month.month.label, Look.CENTRE), (month.pairs, Look.NUMBER), (month.first_visits, Look.NUMBER)]
            for month in months
        ],
        series=2,
    )
    districts = sorted(
        (district for district in month_return.figures.districts if district.due), key=lambda district: -district.due
    )
    some = districts[:MOST_DISTRICTS]
    caption = "各区县走访覆盖率" + (f"（应走访业户最多的{MOST_DISTRICTS}个）" if len(districts) > len(some) else "")
    _block(
        page,
        caption,
        ("所属区县", "覆盖率", "应走访（家）"),
        [
            [
                (district.district or NO_DISTRICT, Look.CENTRE),
                (round((district.rate or 0) / 100, 4), Look.RATE),
                (district.due, Look.NUMBER),
            ]
            for district in some
        ],
        series=1,
        rate=True,
    )
    states = month_return.figures.states
    _block(
        page,
        "问题办理状态（走访等渠道反映）",
        ("状态", "问题（个）"),
        [[(state.label, Look.CENTRE), (state.count, Look.NUMBER)] for state in states],
        series=1,
    )


def _block(
    page: SheetWriter,
    caption: str,
    headers: Sequence[str],
    rows: Sequence[Sequence[tuple[Value, Look]]],
    *,
    series: int,
    rate: bool = False,
) -> None:
    """Write a table with its chart beside it; a block without rows says so."""
    page.skip()
    first = page.row + 1
    page.header(headers)
    for row in rows:
        page.cells(list(row), at_least=_ROW)
    if not rows:
        page.merged([("没有数据。", 3, Look.CENTRE)])
    height = max(_BLOCK, len(rows) + 2)
    if rows:
        chart = _chart(page, caption, first, len(rows), series, rate)
        chart.height = (height - 1) * _ROW / _POINTS_PER_CM
        page.sheet.add_chart(chart, f"E{first}")
    for blank in range(page.row + 1, first + height):
        page.sheet.row_dimensions[blank].height = _ROW
    page.row = first + height - 1


def _chart(page: SheetWriter, title: str, header: int, rows: int, series: int, rate: bool) -> BarChart:
    chart = BarChart()
    chart.type = "col"
    chart.width = _WIDTH
    chart.title = title
    chart.gapWidth = 60
    data = Reference(page.sheet, min_col=2, max_col=1 + series, min_row=header, max_row=header + rows)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(page.sheet, min_col=1, min_row=header + 1, max_row=header + rows))
    for bars, colour in zip(chart.series, _COLOURS, strict=False):
        bars.graphicalProperties = GraphicalProperties(solidFill=colour)
    chart.x_axis.delete = chart.y_axis.delete = False  # openpyxl hides both by default
    chart.y_axis.number_format = "0%" if rate else "0"
    chart.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill="D9D9D9")))
    chart.y_axis.scaling.min = 0
    if rate:
        chart.y_axis.scaling.max = 1
        chart.y_axis.majorUnit = 0.2
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for hidden in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, hidden, False)
    if series == 1:
        chart.legend = None
    elif chart.legend is not None:
        chart.legend.position = "t"
    return chart
