"""What the figures of one month come to, their breakdowns and identities, and the records behind one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zoufang_cli.errors import Refused
from zoufang_cli.figures.rules.figure import Figure, Section, Span, percent
from zoufang_cli.plan.rules.plan import Campaign
from zoufang_cli.text.dates import format_day
from zoufang_cli.text.months import Month


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
    """The period of a return: first and last day, and the last day with data (数据截止日)."""

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
    def sections(self) -> tuple[Section, ...]:
        """The sections that a return has."""
        return tuple(dict.fromkeys(figure.section for figure in self.shown))

    @property
    def zero(self) -> bool:
        """Whether nothing happened in the period, so that it is a 零报告."""
        return not self.moved

    @property
    def broken(self) -> tuple[Identity, ...]:
        """The identities that do not hold."""
        return tuple(identity for identity in self.identities if not identity.holds)

    def __getitem__(self, key: str) -> Amount:
        """Return both values of a figure."""
        return self.amounts[key]

    def parts(self, key: str) -> Parts:
        """Return what a rate divides; a stock is the same in both spans."""
        figure = next(figure for figure in self.figures if figure.key == key)
        part, whole = self.amounts[figure.numerator], self.amounts[figure.denominator]
        since = whole.month if whole.cumulative is None else whole.cumulative
        return Parts((int(part.month or 0), int(whole.month or 0)), (int(part.cumulative or 0), int(since or 0)))

    def month(self, key: str) -> int | float | None:
        """Return the figure of the month (of a stock: at its end)."""
        return self.amounts[key].month

    def cumulative(self, key: str) -> int | float | None:
        """Return the figure since the start."""
        return self.amounts[key].cumulative


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A record behind a figure; `value` is what it adds (of a rate: 1 in the numerator, else 0)."""

    number: str
    date: str
    operator: str
    value: int
    note: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The records behind a figure, the base they come from and the filter that picks them, both in SQL.

    `label` is that of the figure, with its whole before a part; notes give the plan's names.
    """

    figure: Figure
    label: str
    month: Month
    span: Span
    amount: int | float | None
    records: tuple[FigureRecord, ...]
    base: str
    filter: str


def last_month(campaign: Campaign) -> Month:
    """Return the month whose return is the campaign's last."""
    return campaign.plan.month_of(campaign.dates.end)


def require_in_campaign(campaign: Campaign, month: Month) -> None:
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
