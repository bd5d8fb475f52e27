"""走访台账: every visit of the period."""

from __future__ import annotations

from openpyxl import Workbook

from zoufang_cli.domain.dates import format_span
from zoufang_cli.domain.person import masked_phone
from zoufang_cli.domain.returns import MonthReturn, VisitRow
from zoufang_cli.render.workbook.styles import Look, Page, Value, column_width

_PEOPLE = "走访人员（职务、执法证号）"  # as wide as its longest line
_COLUMNS = (
    ("序号", 4), ("编号", 12.5), ("走访日期", 11), ("走访形式", 7), ("被走访业户", 17), ("地址", 14),
    ("接待人及电话", 12), (_PEOPLE, 0), ("带队领导", 7), ("宣讲政策", 12), ("发放资料（份）", 6),
    ("反映问题", 19), ("意见建议", 9), ("现场答复", 12), ("需跟踪事项", 9), ("满意度", 7), ("备注", 9),
)  # fmt: skip


def write(book: Workbook, made: MonthReturn) -> None:
    """Write the sheet."""
    people = column_width([visit.officers for visit in made.visits], 17, 34)
    widths = [people if header == _PEOPLE else width for header, width in _COLUMNS]
    page = Page(book, "走访台账", widths)
    month = made.figures.period.month.label
    page.title(f"{made.campaign}走访台账({month})")
    span = format_span(made.figures.period.from_on, made.figures.period.to_on)
    page.notes((f"走访单位：{made.unit}", 9, Look.NOTE), (f"统计时段：{span}", 8, Look.NOTE_RIGHT))
    page.header([header for header, _ in _COLUMNS], repeat=True)
    for number, visit in enumerate(made.visits, 1):
        page.cells(_row(number, visit))
    if not made.visits:
        page.merged([("本期没有走访记录。", len(_COLUMNS), Look.CENTRE)], at_least=24)
        return
    material = sum(visit.material_count for visit in made.visits)
    counted = f"走访{made.figures.month('visits')}次，{made.figures.month('visits_pairs')}家次"
    remote = made.figures.month("contacts")
    counted += f"；非现场联系{remote}次" if remote else ""
    page.merged(
        [("合计", 3, Look.TOTAL), (counted, 7, Look.TOTAL_TEXT), (material, 1, Look.TOTAL), ("", 6, Look.TOTAL_TEXT)]
    )


def _row(number: int, visit: VisitRow) -> list[tuple[Value, Look]]:
    return [
        (number, Look.NUMBER),
        (visit.number, Look.CENTRE),
        (visit.held_on, Look.DAY),
        (visit.form, Look.CENTRE),
        (visit.operator, Look.TEXT),
        (visit.address, Look.TEXT),
        ("\n".join(part for part in (visit.received_by, masked_phone(visit.phone)) if part), Look.CENTRE),
        (visit.officers, Look.TEXT),
        (visit.leader, Look.CENTRE),
        (visit.policies, Look.TEXT),
        (visit.material_count, Look.NUMBER),
        (visit.issues, Look.TEXT),
        (visit.opinions, Look.TEXT),
        (visit.reply, Look.TEXT),
        (visit.follow_up, Look.TEXT),
        (visit.satisfaction, Look.CENTRE),
        (visit.remark, Look.TEXT),
    ]
