"""What a figure is: base, filter and measure; how it is named, written and looked up (docs/figures.md)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Kind(StrEnum):
    """How a figure behaves over time."""

    FLOW = "flow"  # counted in the period; the cumulative figure is the sum over periods
    DISTINCT = "distinct"  # distinct operators (家); the cumulative figure is distinct since the start
    STOCK = "stock"  # as things stand on the last day; no cumulative figure
    RATE = "rate"  # a quotient of two figures, each span with its own


class Base(StrEnum):
    """The records that figures are counted on; the SELECT of each stands in figures/table/bases.py."""

    ACTIVITY = "activity"  # one row per done activity and operator
    OPERATOR = "operator"  # one row per operator of the roster
    ISSUE = "issue"  # one row per issue, with its state at both ends of the period
    STEP = "step"  # one row per change of an issue's state
    EXTENSION = "extension"  # one row per deadline put off
    ANSWER = "answer"  # one row per answer about satisfaction
    REGISTER = "register"  # one row per entry of a register


class Section(StrEnum):
    """The groups of rows of the return."""

    OPERATORS = "业户情况"
    VISITS = "走访情况"
    ISSUES = "问题办理"
    SATISFACTION = "满意度"
    REGISTERS = "宣传、机制和服务平台"


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
    no return shows it. `register` is the key of the register that feeds it: a return shows it from the first entry on.
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
    register: str = ""
    sum_of: tuple[str, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans that the figure has: a stock has no cumulative one."""
        return (Span.MONTH,) if self.kind is Kind.STOCK else (Span.MONTH, Span.CUMULATIVE)

    def day(self, span: Span) -> str:
        """Return the column of the day by which a record belongs to a span."""
        if self.kind is Kind.STOCK:
            return "on"
        return self.dated_cumulative or self.dated if span is Span.CUMULATIVE else self.dated

    def condition(self, span: Span) -> str:
        """Return the SQL that says whether a record of the base is counted in a span."""
        if self.kind is Kind.STOCK:
            return f"({self.filter})"
        first = ":from" if span is Span.MONTH else ":start"
        return f'({self.filter}) AND "{self.day(span)}" BETWEEN {first} AND :to'


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
    whole = next((candidate for candidate in figures if candidate.key == figure.part_of), None)
    return figure.label if whole is None else f"{whole.label}·{figure.label}"


def outline(figures: Sequence[Figure]) -> dict[str, str]:
    """Return every label, by key, as tables print it: a part one step below its whole.

    Parts that add up to the whole, or stand alone, are 其中; one that cuts across such parts is 在总数中.
    """
    by_key = {figure.key: figure for figure in figures}

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
    folded = text.strip().casefold()
    by_key = tuple(figure for figure in figures if figure.key == folded)
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

    folded = text.strip().casefold()
    by_name = {name: figure for figure in figures for name in (figure.key, full_label(figures, figure))}
    inside = [name for name in by_name if folded and folded in name]
    close = difflib.get_close_matches(folded, by_name, 5, 0.4)
    return list({by_name[name].key: by_name[name] for name in [*inside, *close]}.values())[:5]
