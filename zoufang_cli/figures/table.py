"""Count figures: one SELECT per base for all of its figures, and the records behind one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date

from zoufang_cli.figures.bases import BASES, SHOWN
from zoufang_cli.figures.rules import Amount, Base, DistrictCount, Figure, Kind, Span, percent
from zoufang_cli.store.connection import Store

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Behind:
    """A record behind a figure; `value` is what it adds (of a rate: 1 in the numerator, else 0)."""

    number: str
    date: str
    operator: str
    value: int
    note: str


@contextmanager
def staged(store: Store, values: Values, *bases: Base) -> Iterator[None]:
    """Keep the rows of bases (all by default) in temporary tables, on one state of the store.

    Inside a transaction of the caller, that one is used.
    """
    wanted = _needed(bases) if bases else tuple(BASES)
    with nullcontext() if store.connection.in_transaction else store.reading():
        for base in wanted:
            store.run(f"DROP TABLE IF EXISTS temp.base_{base}")
            store.run(f"CREATE TEMP TABLE base_{base} AS {BASES[base]}", **values)
        yield
        for base in wanted:
            store.run(f"DROP TABLE temp.base_{base}")


def _needed(bases: Sequence[Base]) -> tuple[Base, ...]:
    """Return the bases with those that they read, in the order of staging."""
    needed = set(bases)
    if needed & {Base.OPERATOR, Base.ANSWER}:
        needed.add(Base.ACTIVITY)
    if Base.ISSUE in needed:
        needed.add(Base.STEP)
    return tuple(base for base in BASES if base in needed)


def amounts(store: Store, figures: Sequence[Figure], values: Values) -> dict[str, Amount]:
    """Return every figure of a catalogue; the bases must be staged."""
    counted: dict[str, Amount] = {}
    for base in dict.fromkeys(figure.base for figure in figures if figure.base is not None):
        counted |= _of_base(store, base, [figure for figure in figures if figure.base is base], values)
    return {
        figure.key: _rate(counted, figure) if figure.kind is Kind.RATE else counted[figure.key] for figure in figures
    }


def _of_base(store: Store, base: Base, figures: Sequence[Figure], values: Values) -> dict[str, Amount]:
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


def query_behind(figures: Sequence[Figure], figure: Figure, span: Span) -> str:
    """Return the SELECT of the records behind a figure: of a rate, those of its denominator."""
    by_key = {one.key: one for one in figures}
    counted = by_key[figure.denominator] if figure.kind is Kind.RATE else figure
    measure = figure.measure
    if figure.kind is Kind.RATE:
        measure = f"iif({by_key[figure.numerator].condition(span)}, 1, 0)"
    assert counted.base is not None
    shown = SHOWN[counted.base]
    return f"""SELECT number, "on", operator, value, note
FROM (
    SELECT {shown.number} AS number, r."{_dated(counted, span)}" AS "on", coalesce({shown.operator}, '') AS operator,
        r.value, coalesce({shown.note}, '') AS note
    FROM (SELECT *, {measure} AS value FROM temp.base_{counted.base} WHERE {counted.condition(span)}) r
    {shown.joins}
)
ORDER BY "on", number"""


def _dated(figure: Figure, span: Span) -> str:
    if figure.kind is Kind.STOCK:
        return "on"
    return figure.dated_cumulative or figure.dated if span is Span.CUMULATIVE else figure.dated


def behind(store: Store, figures: Sequence[Figure], figure: Figure, span: Span, values: Values) -> list[Behind]:
    """Return the records behind a figure; the bases must be staged."""
    rows = store.all(query_behind(figures, figure, span), **values)
    return [Behind(row["number"], row["on"], row["operator"], row["value"], row["note"]) for row in rows]


def districts(store: Store) -> tuple[DistrictCount, ...]:
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


def pairs_by_day(store: Store) -> list[tuple[date, int]]:
    """Return 家次 of every day since the start."""
    rows = store.all(
        """SELECT "on", count(*) FROM temp.base_activity
        WHERE visit AND on_site AND pair_head
        GROUP BY "on"
        ORDER BY "on" """
    )
    return [(date.fromisoformat(row[0]), row[1]) for row in rows]


def first_visits_by_day(store: Store) -> list[tuple[date, int]]:
    """Return the operators that were visited for the first time on every day since the start."""
    rows = store.all(
        """SELECT first_on, count(*) FROM temp.base_operator
        WHERE first_on IS NOT NULL
        GROUP BY first_on
        ORDER BY first_on"""
    )
    return [(date.fromisoformat(row[0]), row[1]) for row in rows]


def states(store: Store) -> dict[str, int]:
    """Return how many issues raised from outside stand in each state at the end of the period."""
    rows = store.all("SELECT state, count(*) FROM temp.base_issue WHERE outside GROUP BY state ORDER BY state")
    return {row[0]: row[1] for row in rows}


def moved(store: Store, values: Values) -> bool:
    """Tell whether anything happened in the period: an activity, an issue, or a step of one."""
    spans = (
        'SELECT 1 FROM temp.base_activity WHERE "on" BETWEEN :from AND :to',
        'SELECT 1 FROM temp.base_issue WHERE "on" BETWEEN :from AND :to',
        'SELECT 1 FROM issue_step WHERE "on" BETWEEN :from AND :to',
        'SELECT 1 FROM temp.base_answer WHERE "on" BETWEEN :from AND :to',
    )
    return any(store.one(f"{sql} LIMIT 1", **values) is not None for sql in spans)
