"""走访台账: every visit of the period."""

from __future__ import annotations

from openpyxl import Workbook

from zoufang_cli.returns.rules import MonthReturn, VisitRow
from zoufang_cli.screen.workbook import Look, SheetWriter, Value, column_width, labelled, lines
from zoufang_cli.text.dates import format_span
from zoufang_cli.text.phones import masked_phone

_PEOPLE = "走访人员\n（执法证号）"  # as wide as its longest line
_FORM = "走访形式"  # likewise
_COLUMNS = (
    ("序号", 4), ("编号", 12), ("走访日期", 10), (_FORM, 0), ("被走访业户、地址", 22.5), ("接待人、电话", 11),
    (_PEOPLE, 0), ("带队\n领导", 6), ("宣讲政策", 11), ("发放\n资料\n（份）", 6), ("反映问题、意见建议", 17),
    ("现场答复、\n跟踪事项", 12), ("满意度", 8), ("备注", 8),
)  # fmt: skip


def write(book: Workbook, month_return: MonthReturn) -> None:
    """Write the sheet."""
    fitted = {
        _PEOPLE: column_width([visit.officers for visit in month_return.visits], 15, 22),
        _FORM: column_width([visit.form for visit in month_return.visits], 10, 14),
    }
    page = SheetWriter(book, "走访台账", [fitted.get(header, width) for header, width in _COLUMNS])
    month = month_return.figures.period.month.label
    page.title(f"{month_return.campaign}走访台账({month})")
    span = format_span(month_return.figures.period.from_on, month_return.figures.period.to_on)
    page.notes((f"走访单位：{month_return.unit}", 7, Look.NOTE), (f"统计时段：{span}", 7, Look.NOTE_RIGHT))
    page.header([header for header, _ in _COLUMNS], repeat=True)
    for number, visit in enumerate(month_return.visits, 1):
        page.cells(_row(number, visit))
    if not month_return.visits:
        page.merged([("本期没有走访记录。", len(_COLUMNS), Look.CENTRE)], at_least=24)
        return
    material = sum(visit.material_count for visit in month_return.visits)
    counted = f"走访{month_return.figures.month('visits')}次，{month_return.figures.month('visits_pairs')}家次"
    remote = month_return.figures.month("contacts")
    counted += f"；非现场联系{remote}次" if remote else ""
    page.merged(
        [("合计", 3, Look.TOTAL), (counted, 6, Look.TOTAL_TEXT), (material, 1, Look.TOTAL), ("", 4, Look.TOTAL_TEXT)]
    )


def _row(number: int, visit: VisitRow) -> list[tuple[Value, Look]]:
    return [
        (number, Look.NUMBER),
        (visit.number, Look.CENTRE),
        (visit.held_on, Look.DAY),
        (visit.form, Look.CENTRE),
        (lines(visit.operator, visit.address), Look.TEXT),
        (lines(visit.received_by, masked_phone(visit.phone)), Look.CENTRE),
        (visit.officers, Look.CENTRE),
        (visit.leader, Look.CENTRE),
        (visit.policies, Look.TEXT),
        (visit.material_count, Look.NUMBER),
        (lines(visit.issues, labelled("意见建议", visit.opinions)), Look.TEXT),
        (lines(visit.reply, labelled("需跟踪", visit.follow_up)), Look.TEXT),
        (visit.satisfaction, Look.CENTRE),
        (visit.remark, Look.TEXT),
    ]
