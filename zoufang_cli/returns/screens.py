"""The monthly return on the terminal and as JSON; `why` likewise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from rich.console import Group, RenderableType

from zoufang_cli.figures.rules import Figure, Kind, MonthFigures, Section, Span, outline, shown
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.screen.console import plain
from zoufang_cli.screen.tables import table
from zoufang_cli.text.dates import format_day, format_span
from zoufang_cli.text.months import Month


class Record(Protocol):
    """A record behind a figure."""

    @property
    def number(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def operator(self) -> str: ...
    @property
    def value(self) -> int: ...
    @property
    def note(self) -> str: ...


class Explanation(Protocol):
    """What `why` found."""

    @property
    def figure(self) -> Figure: ...
    @property
    def label(self) -> str: ...
    @property
    def month(self) -> Month: ...
    @property
    def span(self) -> Span: ...
    @property
    def amount(self) -> int | float | None: ...
    @property
    def records(self) -> Sequence[Record]: ...
    @property
    def base(self) -> str: ...
    @property
    def filter(self) -> str: ...


def return_view(made: MonthReturn) -> RenderableType:
    """Return the figures by section, and the identities with √ or × in the last column."""
    period = made.figures.period
    parts: list[RenderableType] = [plain(made.title, "bold"), plain(period_line(made))]
    if made.zero_words:
        parts.append(plain(made.zero_words))
    labels = outline(made.figures.shown)
    for section in Section:
        rows = [
            _row(made.figures, figure, labels[figure.key]) for figure in made.figures.shown if figure.section is section
        ]
        parts.append(table(section.value, ("项目", "单位", "本月", "累计"), rows))
    checks = [(one.name, one.left, one.right, "√" if one.holds else "×") for one in made.figures.identities]
    parts.append(table("勾稽关系", ("关系", "左边", "右边", "结果"), checks))
    if period.running:
        parts.append(plain(f"本期尚未结束，数据截至{format_day(period.data_until)}。"))
    return Group(*parts)


def period_line(made: MonthReturn) -> str:
    """Say who reports on which days, and to which day there are data."""
    period = made.figures.period
    span = format_span(period.from_on, period.to_on)
    return f"填报单位：{made.unit}    统计时段：{span}    数据截止日：{format_day(period.data_until)}"


def _row(found: MonthFigures, figure: Figure, label: str) -> tuple[str, str, str, str]:
    amount = found[figure.key]
    cumulative = "/" if figure.kind is Kind.STOCK else shown(amount.cumulative, figure.kind)
    return label, figure.unit, shown(amount.month, figure.kind), cumulative


def return_json(made: MonthReturn, files: Iterable[Path]) -> dict[str, object]:
    """Return the return as JSON."""
    found = made.figures
    period = found.period
    return {
        "month": str(period.month),
        "period": {"from": period.from_on, "to": period.to_on, "data_until": period.data_until},
        "unit": made.unit,
        "files": [str(path) for path in files],
        "zero_report": found.zero,
        "reason": made.reason,
        "figures": {
            figure.key: {
                "label": figure.label,
                "unit": figure.unit,
                "kind": figure.kind,
                "month": found[figure.key].month,
                "cumulative": found[figure.key].cumulative,
            }
            for figure in found.shown
        },
        "districts": found.districts,
        "identities": found.identities,
        "digest": made.digest,
    }


def why_view(found: Explanation, *, sql: bool) -> RenderableType:
    """Return a figure, what it counts, and the records behind it; with `sql` where these come from."""
    figure = found.figure
    span = "累计" if found.span is Span.CUMULATIVE else "期末" if figure.kind is Kind.STOCK else "本月"
    title = f"{found.month.label}  {found.label}（{span}）＝{shown(found.amount, figure.kind)}"
    title += "" if figure.kind is Kind.RATE else figure.unit
    rows = [(one.number, one.date, one.operator, one.note, one.value) for one in found.records]
    total = sum(row[-1] for row in rows)
    counted = f"分母共{len(rows)}条记录，其中计入分子{total}条。"
    parts: list[RenderableType] = [
        plain(title, "bold"),
        plain(f"口径：{figure.definition}"),
        table("", ("编号", "日期", "业户", "说明", "计数"), rows),
        plain(counted if figure.kind is Kind.RATE else f"共{len(rows)}条记录，计数合计{total}。"),
    ]
    if sql:
        parts += [plain(f"取数范围：\n{found.base}"), plain(f"筛选条件：{found.filter}")]
    return Group(*parts)
