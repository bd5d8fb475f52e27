"""The records behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from zoufang_cli.errors import NotFound, Refused, UsageError
from zoufang_cli.figures.rules.figure import Base, Figure, Kind, Span, figures_named, full_label, near_figures
from zoufang_cli.figures.rules.month import Explanation, FigureRecord, period_of, require_in_campaign
from zoufang_cli.figures.table.bases import BASES, SHOWN, Parameters, parameters
from zoufang_cli.figures.table.catalogue import catalogue
from zoufang_cli.figures.table.counts import amounts_of, staged
from zoufang_cli.plan.rules.plan import Campaign
from zoufang_cli.store.connection import Store
from zoufang_cli.text.months import Month


def explain(store: Store, campaign: Campaign, text: str, month: Month, today: date, cumulative: bool) -> Explanation:
    """Return the records behind a figure that is named by key or label.

    Raises NotFound with figures of a similar name, Refused with the candidates when a label is that of several
    figures, UsageError for the cumulative value of a stock.
    """
    figures = catalogue(campaign.plan)
    figure = _figure_named(figures, text)
    if cumulative and figure.kind is Kind.STOCK:
        raise UsageError(f"“{full_label(figures, figure)}”是期末数，没有累计数，请去掉 --cumulative。")
    require_in_campaign(campaign, month)
    span = Span.CUMULATIVE if cumulative else Span.MONTH
    values = parameters(campaign, period_of(campaign, month, today))
    concerned = [other for other in figures if other.key in (figure.key, figure.numerator, figure.denominator)]
    counted = next(other for other in concerned if other.key == (figure.denominator or figure.key))
    assert counted.base is not None
    with staged(store, values, counted.base):
        amount = amounts_of(store, concerned, values)[figure.key]
        records = _records(store, concerned, figure, counted, span, values)
    names = _names(campaign, counted.base)
    return Explanation(
        figure,
        full_label(figures, figure),
        month,
        span,
        amount.cumulative if cumulative else amount.month,
        tuple(replace(record, note=names.get(record.note, record.note)) for record in records),
        BASES[counted.base].strip(),
        counted.condition(span),
    )


def _figure_named(figures: Sequence[Figure], text: str) -> Figure:
    matches = figures_named(figures, text)
    if len(matches) == 1:
        return matches[0]

    def words(figure: Figure) -> str:
        return f"{full_label(figures, figure)}（{figure.key}）"

    if matches:
        raise Refused(f"“{text.strip()}”对应{len(matches)}项数字，请写明全称或代号：", list(map(words, matches)))
    near = near_figures(figures, text)
    hint = f"是不是{'、'.join(map(words, near))}？" if near else "可用的见月报的填报说明。"
    raise NotFound(f"没有“{text.strip()}”这一项数字，{hint}")


def _records(
    store: Store, figures: Sequence[Figure], figure: Figure, counted: Figure, span: Span, values: Parameters
) -> list[FigureRecord]:
    """Return the records that are counted: of a rate, those of its denominator, 1 where they are in its numerator."""
    measure = figure.measure
    if figure.kind is Kind.RATE:
        numerator = next(other for other in figures if other.key == figure.numerator)
        measure = f"iif({numerator.condition(span)}, 1, 0)"
    assert counted.base is not None
    shown = SHOWN[counted.base]
    rows = store.all(
        f"""SELECT number, "on", operator, value, note
        FROM (
            SELECT {shown.number} AS number, r."{counted.day(span)}" AS "on", coalesce({shown.operator}, '') AS operator,
                coalesce({shown.note}, '') AS note, r.value
            FROM (SELECT *, {measure} AS value FROM temp.base_{counted.base} WHERE {counted.condition(span)}) r
            {shown.joins}
        )
        ORDER BY "on", number""",
        **values,
    )
    return [FigureRecord(row["number"], row["on"], row["operator"], row["value"], row["note"]) for row in rows]


def _names(campaign: Campaign, base: Base) -> dict[str, str]:
    """Return the plan's names of the keys that the records of a base carry in their notes."""
    match base:
        case Base.ACTIVITY:
            return {form.key: form.name for form in campaign.plan.forms}
        case Base.ANSWER:
            return {level.key: level.name for level in campaign.plan.satisfaction}
        case _:
            return {}
