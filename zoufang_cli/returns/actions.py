"""The monthly return: every figure with its identities, the ledgers behind it, and why a figure is what it is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zoufang_cli.errors import BadValue, NotFound, Refused, UsageError
from zoufang_cli.figures import bases as figure_bases
from zoufang_cli.figures import identities
from zoufang_cli.figures import table as figures
from zoufang_cli.figures.catalogue import catalogue, scope_words
from zoufang_cli.figures.rules import (
    Base,
    Figure,
    Kind,
    MonthCount,
    MonthFigures,
    Period,
    Span,
    StateCount,
    figures_named,
    full_label,
    near_figures,
)
from zoufang_cli.figures.table import Behind
from zoufang_cli.issues.rules import STATE_LABELS, State
from zoufang_cli.plan.campaign import Campaign, campaign_of
from zoufang_cli.returns import ledgers
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.roster.coverage import scope_values
from zoufang_cli.roster.values.scope import TWO_PASSENGER_ONE_DANGEROUS
from zoufang_cli.store import outputs
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import head_digest, operation
from zoufang_cli.text.dates import format_day, names_year, parse_month
from zoufang_cli.text.months import Month

THIS_MONTH = "本月"


@dataclass(frozen=True, slots=True)
class Explained:
    """The records behind a figure, the base they come from and the filter that picks them, both in SQL.

    `label` is that of the figure, with its whole before a part; notes give the plan's names.
    """

    figure: Figure
    label: str
    month: Month
    span: Span
    amount: int | float | None
    records: tuple[Behind, ...]
    base: str
    filter: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A month that was asked for; `inferred`: its year was not said; `missing`: the month before has no return yet."""

    month: Month
    inferred: bool
    missing: Month | None


def figures_for(store: Store, campaign: Campaign, month: Month, today: date) -> MonthFigures:
    """Return every figure of a month as the store stands; raises Refused for a month that has no return."""
    period = period_of(campaign, month, today)
    with figures.staged(store, _values(campaign, period)):
        return _figures(store, campaign, period)


def month_return(store: Store, actor: Actor, month: Month, reason: str | None) -> MonthReturn:
    """Return the return of a month, all of it read from one state of the store.

    A reason for a month without activity is kept with the draft. Raises Refused for a month that has no return,
    and for a reason when the month has activity.
    """
    campaign = campaign_of(store)
    _require_in_campaign(campaign, month)
    if reason is not None:
        _keep_reason(store, actor, campaign, month, reason)
    period = period_of(campaign, month, actor.today)
    plan, values = campaign.plan, _values(campaign, period)
    with figures.staged(store, values):
        counted = _figures(store, campaign, period)
        return MonthReturn(
            campaign=campaign.name,
            unit=campaign.unit,
            document=plan.document,
            started_on=campaign.start,
            scope=scope_words(plan),
            filed_on=actor.today,
            figures=counted,
            reason=outputs.reason(store, campaign.unit, str(month)) if counted.zero else "",
            signers=ledgers.signers(store, actor.today),
            visits=ledgers.visits(
                store,
                values,
                {form.key: form.name for form in plan.forms},
                {level.key: level.name for level in plan.satisfaction},
            ),
            issues=ledgers.issues(store, values, {entry.key: entry.name for entry in plan.issue_categories}),
            unvisited=ledgers.unvisited(store),
            digest=head_digest(store),
        )


def explain(store: Store, text: str, month: Month, today: date, cumulative: bool) -> Explained:
    """Return the records behind a figure that is named by key or label.

    Raises NotFound with figures of a similar name, Refused with the candidates when a label is that of several
    figures, UsageError for the cumulative value of a stock.
    """
    campaign = campaign_of(store)
    known = catalogue(campaign.plan)
    figure = _figure_named(known, text)
    if cumulative and figure.kind is Kind.STOCK:
        raise UsageError(f"“{full_label(known, figure)}”是期末数，没有累计数，请去掉 --cumulative。")
    _require_in_campaign(campaign, month)
    span = Span.CUMULATIVE if cumulative else Span.MONTH
    values = _values(campaign, period_of(campaign, month, today))
    counted = next(one for one in known if one.key == (figure.denominator or figure.key))
    assert counted.base is not None
    with figures.staged(store, values, counted.base):
        concerned = [one for one in known if one.key in (figure.key, figure.numerator, figure.denominator)]
        amount = figures.amounts(store, concerned, values)[figure.key]
        records = figures.behind(store, known, figure, span, values)
    names = _names(campaign, counted.base)
    return Explained(
        figure,
        full_label(known, figure),
        month,
        span,
        amount.cumulative if cumulative else amount.month,
        tuple(replace(one, note=names.get(one.note, one.note)) for one in records),
        figure_bases.BASES[counted.base].strip(),
        counted.condition(span),
    )


def _figure_named(known: Sequence[Figure], text: str) -> Figure:
    found = figures_named(known, text)
    if len(found) == 1:
        return found[0]

    def words(figure: Figure) -> str:
        return f"{full_label(known, figure)}（{figure.key}）"

    if found:
        raise Refused(f"“{text.strip()}”对应{len(found)}项数字，请写明全称或代号：", [words(one) for one in found])
    near = near_figures(known, text)
    hint = f"是不是{'、'.join(map(words, near))}？" if near else "可用的见月报的填报说明。"
    raise NotFound(f"没有“{text.strip()}”这一项数字，{hint}")


def _names(campaign: Campaign, base: Base) -> dict[str, str]:
    """Return the plan's names of the keys that the records of a base carry in their notes."""
    match base:
        case Base.ACTIVITY:
            return {form.key: form.name for form in campaign.plan.forms}
        case Base.ANSWER:
            return {level.key: level.name for level in campaign.plan.satisfaction}
        case _:
            return {}


def month_asked(store: Store, text: str | None, today: date) -> Asked:
    """Return the month that a text names; without one (or 本月) the month in whose return today counts."""
    campaign = campaign_of(store)
    if text is not None and text != THIS_MONTH:
        return Asked(parse_month(text, today), not names_year(text), None)
    month = campaign.plan.month_of(today)
    before = month.previous()
    expected = month <= last_month(campaign) and before in unwritten(store, campaign, before)
    return Asked(month, False, before if expected else None)


def unwritten(store: Store, campaign: Campaign, last: Month) -> tuple[Month, ...]:
    """Return the campaign's months up to `last` whose return was never written."""
    until = min(last, last_month(campaign))
    months = campaign.plan.month_of(campaign.start).through(until)
    written = outputs.written_months(store)
    return tuple(month for month in months if str(month) not in written)


def last_month(campaign: Campaign) -> Month:
    """Return the month whose return is the campaign's last."""
    return campaign.plan.month_of(campaign.dates.end)


def _require_in_campaign(campaign: Campaign, month: Month) -> None:
    """Refuse a month after the campaign's last one: it has no return."""
    last = last_month(campaign)
    if month > last:
        raise Refused(
            f"活动到{format_day(campaign.dates.end)}结束，{month.label}没有月报；"
            f"最后一期是{last.label}（zoufang report --month {last}）。"
        )


def period_of(campaign: Campaign, month: Month, today: date) -> Period:
    """Return what the figures of a month cover; Refused before the campaign's first month and for the future."""
    first_day, last_day = campaign.plan.period(month)
    if month < campaign.plan.month_of(campaign.start):
        raise Refused(f"{month.label}在活动开始（{format_day(campaign.start)}）之前，没有月报。")
    if first_day > today:
        raise Refused(f"{month.label}还没有到（今天是{format_day(today)}），不能生成月报。")
    if campaign.start > today:
        raise Refused(f"活动{format_day(campaign.start)}才开始（今天是{format_day(today)}），还没有月报。")
    return Period(month, first_day, last_day, min(last_day, today))


def _keep_reason(store: Store, actor: Actor, campaign: Campaign, month: Month, reason: str) -> None:
    text = " ".join(reason.split())
    if not text:
        raise BadValue("零报告原因", reason, "不能为空。")
    if not figures_for(store, campaign, month, actor.today).zero:
        raise Refused(f"{month.label}有走访或问题办理记录，不是零报告，不需要 --reason。")
    if outputs.reason(store, campaign.unit, str(month)) == text:
        return
    with operation(store, actor, "report --reason") as opened:
        opened.cite(str(month))
        outputs.set_reason(store, campaign.unit, str(month), text)


def _values(campaign: Campaign, period: Period) -> dict[str, object]:
    """Return the parameters of every base. What lies before the campaign's start is not counted."""
    levels = campaign.plan.satisfaction
    return {
        "start": campaign.start.isoformat(),
        "from": max(period.from_on, campaign.start).isoformat(),
        "to": period.data_until.isoformat(),
        "levels": json.dumps([text for level in levels for text in (level.key, level.name)]),
        "good": json.dumps([text for level in levels if level.good for text in (level.key, level.name)]),
        "kinds": json.dumps(sorted(TWO_PASSENGER_ONE_DANGEROUS)),
        **scope_values(campaign.plan.scope),
    }


def _figures(store: Store, campaign: Campaign, period: Period) -> MonthFigures:
    known = catalogue(campaign.plan)
    values = _values(campaign, period)
    counted = figures.amounts(store, known, values)
    found = MonthFigures(
        period=period,
        figures=known,
        amounts=counted,
        districts=figures.districts(store),
        months=_by_month(store, campaign, period),
        states=_states(store),
        identities=(),
        moved=figures.moved(store, values),
    )
    checked = identities.check(known, counted, found.districts, found.months, found.states)
    return replace(found, identities=checked)


def _by_month(store: Store, campaign: Campaign, period: Period) -> tuple[MonthCount, ...]:
    pairs = _months(campaign, figures.pairs_by_day(store))
    first = _months(campaign, figures.first_visits_by_day(store))
    months = campaign.plan.month_of(campaign.start).through(period.month)
    return tuple(MonthCount(month, pairs[month], first[month]) for month in months)


def _months(campaign: Campaign, days: Iterable[tuple[date, int]]) -> defaultdict[Month, int]:
    """Sum days into the months in whose returns they count."""
    found: defaultdict[Month, int] = defaultdict(int)
    for day, count in days:
        found[campaign.plan.month_of(day)] += count
    return found


def _states(store: Store) -> tuple[StateCount, ...]:
    counts = figures.states(store)
    return tuple(
        StateCount(state, label, counts.get(state, 0))
        for state, label in STATE_LABELS.items()
        if state is not State.VOIDED or counts.get(state)
    )
