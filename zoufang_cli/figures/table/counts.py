"""Count figures: one SELECT per base for all of its figures, then the breakdowns and the identities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date

from zoufang_cli.figures.rules.figure import Base, Figure, Kind, Span, percent
from zoufang_cli.figures.rules.identities import check
from zoufang_cli.figures.rules.month import (
    Amount,
    DistrictCount,
    MonthCount,
    MonthFigures,
    Period,
    StateCount,
    period_of,
)
from zoufang_cli.figures.table.bases import BASES, Parameters, parameters
from zoufang_cli.figures.table.catalogue import catalogue
from zoufang_cli.issues.rules import STATE_LABELS, State
from zoufang_cli.plan.rules.plan import Campaign
from zoufang_cli.store.connection import Store
from zoufang_cli.text.months import Month


def figures_of(store: Store, campaign: Campaign, month: Month, today: date) -> MonthFigures:
    """Return every figure of a month as the store stands; raises Refused for a month that has no return."""
    period = period_of(campaign, month, today)
    with staged(store, parameters(campaign, period)):
        return count(store, campaign, period)


def count(store: Store, campaign: Campaign, period: Period) -> MonthFigures:
    """Return every figure of a period, its breakdowns and identities; all bases must be staged."""
    values, kept = parameters(campaign, period), _registers_kept(store, period)
    figures = tuple(figure for figure in catalogue(campaign.plan) if not figure.register or figure.register in kept)
    amounts = amounts_of(store, figures, values)
    districts, months, states = _districts(store), _months(store, campaign, period), _states(store)
    identities = check(figures, amounts, districts, months, states)
    return MonthFigures(period, figures, amounts, districts, months, states, identities, _moved(store, values))


@contextmanager
def staged(store: Store, values: Parameters, *bases: Base) -> Iterator[None]:
    """Keep the rows of bases (all by default) in temporary tables, on one state of the store.

    Inside a transaction of the caller, that one is used.
    """
    needed = _needed(bases) if bases else tuple(BASES)
    with nullcontext() if store.connection.in_transaction else store.reading():
        for base in needed:
            store.run(f"DROP TABLE IF EXISTS temp.base_{base}")
            store.run(f"CREATE TEMP TABLE base_{base} AS {BASES[base]}", **values)
        yield
        for base in needed:
            store.run(f"DROP TABLE temp.base_{base}")


def _needed(bases: Sequence[Base]) -> tuple[Base, ...]:
    """Return the bases with those that they read, in the order of staging."""
    needed = set(bases)
    if needed & {Base.OPERATOR, Base.ANSWER}:
        needed.add(Base.ACTIVITY)
    if Base.ISSUE in needed:
        needed.add(Base.STEP)
    return tuple(base for base in BASES if base in needed)


def amounts_of(store: Store, figures: Sequence[Figure], values: Parameters) -> dict[str, Amount]:
    """Return every figure of a catalogue; the bases must be staged."""
    counted: dict[str, Amount] = {}
    for base in dict.fromkeys(figure.base for figure in figures if figure.base is not None):
        counted |= _of_base(store, base, [figure for figure in figures if figure.base is base], values)
    return {
        figure.key: _rate(counted, figure) if figure.kind is Kind.RATE else counted[figure.key] for figure in figures
    }


def _of_base(store: Store, base: Base, figures: Sequence[Figure], values: Parameters) -> dict[str, Amount]:
    columns = [
        f'{_total(figure)} FILTER (WHERE {figure.condition(span)}) AS "{figure.key}.{span}"'
        for figure in figures
        for span in figure.spans
    ]
    row = store.one(f"SELECT {', '.join(columns)} FROM temp.base_{base} r", **values)
    assert row is not None

    def value(figure: Figure, span: Span) -> int | None:
        return int(row[f"{figure.key}.{span}"] or 0) if span in figure.spans else None

    return {figure.key: Amount(value(figure, Span.MONTH), value(figure, Span.CUMULATIVE)) for figure in figures}


def _total(figure: Figure) -> str:
    return "count(*)" if figure.measure == "1" else f"sum({figure.measure})"


def _rate(counted: Mapping[str, Amount], figure: Figure) -> Amount:
    part, whole = counted[figure.numerator], counted[figure.denominator]
    since = whole.month if whole.cumulative is None else whole.cumulative
    return Amount(
        percent(int(part.month or 0), int(whole.month or 0)), percent(int(part.cumulative or 0), int(since or 0))
    )


def _districts(store: Store) -> tuple[DistrictCount, ...]:
    """Return the coverage by district; operators without one come last as ''."""
    rows = store.all(
        """SELECT district, sum(due), sum(due AND first_on IS NOT NULL), sum(pairs_month), sum(pairs)
        FROM temp.base_operator
        WHERE listed
        GROUP BY district
        HAVING sum(due) + sum(pairs) > 0
        ORDER BY district = '', district"""
    )
    return tuple(DistrictCount(*row) for row in rows)


def _months(store: Store, campaign: Campaign, period: Period) -> tuple[MonthCount, ...]:
    """Return what each month since the start added, by the month in whose return a day counts."""

    def by_month(sql: str) -> Counter[Month]:
        counts: Counter[Month] = Counter()
        for day, number in store.all(sql):
            counts[campaign.plan.month_of(date.fromisoformat(day))] += number
        return counts

    pairs = by_month(
        """SELECT "on", count(*)
        FROM temp.base_activity
        WHERE visit AND on_site AND pair_head
        GROUP BY "on" """
    )
    first_visits = by_month(
        """SELECT first_on, count(*)
        FROM temp.base_operator
        WHERE first_on IS NOT NULL
        GROUP BY first_on"""
    )
    months = campaign.plan.month_of(campaign.start).through(period.month)
    return tuple(MonthCount(month, pairs[month], first_visits[month]) for month in months)


def _states(store: Store) -> tuple[StateCount, ...]:
    """Return how many issues raised from outside stand in each state at the end of the period."""
    counts = dict(store.connection.execute("SELECT state, count(*) FROM temp.base_issue WHERE outside GROUP BY state"))
    return tuple(
        StateCount(state, label, counts.get(state, 0))
        for state, label in STATE_LABELS.items()
        if state is not State.VOIDED or counts.get(state)
    )


def _registers_kept(store: Store, period: Period) -> set[str]:
    """Return the registers that have an entry by the end of the period, cancelled ones included."""
    rows = store.all('SELECT DISTINCT kind FROM register WHERE "on" <= :to', to=period.data_until.isoformat())
    return {row[0] for row in rows}


def _moved(store: Store, values: Parameters) -> bool:
    """Tell whether anything happened in the period: an activity, an issue, a step of one, an entry."""
    spans = (
        'SELECT 1 FROM temp.base_activity WHERE "on" BETWEEN :from AND :to',
        'SELECT 1 FROM temp.base_issue WHERE "on" BETWEEN :from AND :to',
        'SELECT 1 FROM issue_step WHERE "on" BETWEEN :from AND :to',
        'SELECT 1 FROM temp.base_answer WHERE "on" BETWEEN :from AND :to',
        'SELECT 1 FROM temp.base_register WHERE "on" BETWEEN :from AND :to',
    )
    return any(store.one(f"{sql} LIMIT 1", **values) is not None for sql in spans)
