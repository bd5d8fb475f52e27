"""What a figure is: base, filter and measure, and what a month's figures come to (docs/figures.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from zoufang_cli.text.months import Month


class Kind(StrEnum):
    """How a figure behaves over time."""

    FLOW = "flow"  # counted in the period; the cumulative figure is the sum over periods
    DISTINCT = "distinct"  # distinct operators (家); the cumulative figure is distinct since the start
    STOCK = "stock"  # as things stand on the last day; no cumulative figure
    RATE = "rate"  # a quotient of two figures, each span with its own


class Base(StrEnum):
    """The records that figures are counted on; the SELECT of each stands in store/figures.py."""

    ACTIVITY = "activity"  # one row per done activity and operator
    OPERATOR = "operator"  # one row per operator of the roster
    ISSUE = "issue"  # one row per issue, with its state at both ends of the period
    STEP = "step"  # one row per change of an issue's state
    EXTENSION = "extension"  # one row per deadline put off
    ANSWER = "answer"  # one row per answer about satisfaction


class Section(StrEnum):
    """The groups of rows of the return."""

    OPERATORS = "业户情况"
    VISITS = "走访情况"
    ISSUES = "问题办理"
    SATISFACTION = "满意度"


class Span(StrEnum):
    """What a figure is asked for."""

    MONTH = "month"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True)
class Figure:
    """One entry of the catalogue. `filter` and `measure` are SQL over the columns of the base.

    A record belongs to a span when its date lies in it: the column `dated`, or `dated_cumulative` where the
    cumulative figure goes by another day. A stock has no dates. `measure` is what one record adds. A rate has
    no base of its own but a numerator and a denominator. `part_of` is the figure that this one is a part of;
    `sum_of` names the figures that add up to this one, no record counted twice. An `internal` figure is only
    the numerator of a rate, judged at the end of the span: months do not add up to its cumulative value, and
    no return shows it.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    section: Section
    definition: str
    base: Base | None = None
    filter: str = "1"
    measure: str = "1"
    dated: str = "on"
    dated_cumulative: str = ""
    numerator: str = ""
    denominator: str = ""
    part_of: str = ""
    internal: bool = False
    sum_of: tuple[str, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans that the figure has: a stock has no cumulative one."""
        return (Span.MONTH,) if self.kind is Kind.STOCK else (Span.MONTH, Span.CUMULATIVE)

    def condition(self, span: Span) -> str:
        """Return the SQL that says whether a record of the base is counted in a span."""
        if self.kind is Kind.STOCK:
            return f"({self.filter})"
        if span is Span.MONTH:
            return f'({self.filter}) AND "{self.dated}" BETWEEN :from AND :to'
        return f'({self.filter}) AND "{self.dated_cumulative or self.dated}" BETWEEN :start AND :to'


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure's two values; `cumulative` of a stock is None, and so is a rate whose denominator is 0.

    Rates are in percent with two decimals.
    """

    month: int | float | None
    cumulative: int | float | None


@dataclass(frozen=True, slots=True)
class Parts:
    """Numerator and denominator of a rate, of the month and since the start."""

    month: tuple[int, int]
    cumulative: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Period:
    """What a return covers: its days, and the last one that there are data for (数据截止日)."""

    month: Month
    from_on: date
    to_on: date
    data_until: date

    @property
    def running(self) -> bool:
        """Whether the period has not ended yet."""
        return self.data_until < self.to_on


@dataclass(frozen=True, slots=True)
class DistrictCount:
    """The coverage of one district: operators due and visited since the start (家), 家次 of the month and since."""

    district: str
    due: int
    due_visited: int
    pairs_month: int
    pairs: int

    @property
    def rate(self) -> float | None:
        """The coverage in percent."""
        return percent(self.due_visited, self.due)


@dataclass(frozen=True, slots=True)
class MonthCount:
    """What one month since the start added: 家次 and operators visited for the first time."""

    month: Month
    pairs: int
    first_visits: int


@dataclass(frozen=True, slots=True)
class StateCount:
    """Issues that stand in one state at the end of the period."""

    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Identity:
    """A rule that the figures must keep (勾稽), with both sides as they came out."""

    name: str
    holds: bool
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Every figure of one return, its breakdowns, and the identities that were checked."""

    period: Period
    figures: tuple[Figure, ...]
    amounts: Mapping[str, Amount]
    districts: tuple[DistrictCount, ...]
    months: tuple[MonthCount, ...]
    states: tuple[StateCount, ...]
    identities: tuple[Identity, ...]
    moved: bool

    @property
    def shown(self) -> tuple[Figure, ...]:
        """The figures that a return shows."""
        return tuple(figure for figure in self.figures if not figure.internal)

    @property
    def zero(self) -> bool:
        """Whether nothing happened in the period, so that it is a 零报告."""
        return not self.moved

    @property
    def broken(self) -> tuple[Identity, ...]:
        """The identities that do not hold."""
        return tuple(one for one in self.identities if not one.holds)

    def __getitem__(self, key: str) -> Amount:
        """Return both values of a figure."""
        return self.amounts[key]

    def parts(self, key: str) -> Parts:
        """Return what a rate divides; a stock is the same in both spans."""
        figure = next(one for one in self.figures if one.key == key)
        part, whole = self.amounts[figure.numerator], self.amounts[figure.denominator]
        since = whole.month if whole.cumulative is None else whole.cumulative
        return Parts((int(part.month or 0), int(whole.month or 0)), (int(part.cumulative or 0), int(since or 0)))

    def month(self, key: str) -> int | float | None:
        """Return the figure of the month (of a stock: at its end)."""
        return self.amounts[key].month

    def cumulative(self, key: str) -> int | float | None:
        """Return the figure since the start."""
        return self.amounts[key].cumulative


def percent(part: int, whole: int) -> float | None:
    """Return part / whole in percent, two decimals; None when the whole is 0; 100 only when the parts are equal."""
    if not whole:
        return None
    value = (Decimal(part * 100) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if part < whole:
        value = min(value, Decimal("99.99"))
    return float(value)


def shown(value: float | None, kind: Kind) -> str:
    """Write a figure as returns print it; a rate without a denominator is —."""
    if value is None:
        return "—"
    return f"{value:.2f}%" if kind is Kind.RATE else f"{value}"


def full_label(figures: Sequence[Figure], figure: Figure) -> str:
    """Return the label, of a part with that of its whole before it: 走访业户·企业."""
    whole = next((one for one in figures if one.key == figure.part_of), None)
    return figure.label if whole is None else f"{whole.label}·{figure.label}"


def outline(figures: Sequence[Figure]) -> dict[str, str]:
    """Return every label, by key, as tables print it: a part one step below its whole.

    Parts that add up to the whole, or stand alone, are 其中; one that cuts across such parts is 在总数中.
    """
    by_key = {one.key: one for one in figures}

    def printed(figure: Figure) -> str:
        if not figure.part_of:
            return figure.label
        whole = by_key[figure.part_of]
        depth, above = 1, whole
        while above.part_of:
            depth, above = depth + 1, by_key[above.part_of]
        word = "在总数中" if whole.sum_of and figure.key not in whole.sum_of else "其中"
        return "　" * (2 * depth - 1) + f"{word}：{figure.label}"

    return {figure.key: printed(figure) for figure in figures}


def figures_named(figures: Sequence[Figure], text: str) -> tuple[Figure, ...]:
    """Return the figure with this key, else every figure with this label, alone or after that of its whole."""
    wanted = text.strip().casefold()
    by_key = tuple(figure for figure in figures if figure.key == wanted)
    bare = _bare(text)
    return by_key or tuple(
        figure for figure in figures if bare in (_bare(figure.label), _bare(full_label(figures, figure)))
    )


def _bare(text: str) -> str:
    """Return a label without blanks and without what may stand between whole and part."""
    return re.sub(r"[\s·・•./:：()（）]+|其中|在总数中", "", text)


def near_figures(figures: Sequence[Figure], text: str) -> list[Figure]:
    """Return up to five figures whose key or label resembles the text."""
    import difflib

    wanted = text.strip().casefold()
    by_name = {name: figure for figure in figures for name in (figure.key, full_label(figures, figure))}
    inside = [name for name in by_name if wanted and wanted in name]
    close = difflib.get_close_matches(wanted, by_name, 5, 0.4)
    return list({by_name[name].key: by_name[name] for name in [*inside, *close]}.values())[:5]
