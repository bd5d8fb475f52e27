"""The identities (勾稽关系) that every return must keep (docs/figures.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from zoufang_cli.figures.rules.figure import Figure, Kind, Span, full_label
from zoufang_cli.figures.rules.month import Amount, DistrictCount, Identity, MonthCount, StateCount
from zoufang_cli.issues.rules import OPEN_STATES


class _Sides:
    """The figures as whole numbers, by span."""

    def __init__(self, amounts: Mapping[str, Amount], span: Span) -> None:
        self._amounts = amounts
        self._span = span

    def __call__(self, key: str) -> int:
        amount = self._amounts[key]
        value = amount.month if self._span is Span.MONTH else amount.cumulative
        return int(value or 0)


def check(
    figures: Sequence[Figure],
    amounts: Mapping[str, Amount],
    districts: Sequence[DistrictCount],
    months: Sequence[MonthCount],
    states: Sequence[StateCount],
) -> tuple[Identity, ...]:
    """Return every identity with both sides."""
    month, since = _Sides(amounts, Span.MONTH), _Sides(amounts, Span.CUMULATIVE)
    return (
        *_sums(figures, month, since),
        *_operators(month, since),
        *_breakdowns(month, since, districts, months, states),
        *_issues(month),
        *_everywhere(figures, amounts),
    )


def _operators(month: _Sides, since: _Sides) -> Iterator[Identity]:
    apart = ("operators_visited_closed", "operators_visited_outside")
    yield _equal(
        "累计走访业户＝应走访业户中已走访＋走访过而期末停业、注销等＋走访对象以外",
        since("operators_visited"),
        since("operators_due_visited") + sum(map(month, apart)),
    )
    yield _equal("累计走访业户＝累计首次走访", since("operators_visited"), since("operators_first_visited"))
    yield _at_most("本月走访业户≤累计走访业户", month("operators_visited"), since("operators_visited"))
    yield _at_most("本月首次走访≤本月走访业户", month("operators_first_visited"), month("operators_visited"))
    yield _at_most("本月走访业户≤本月走访家次", month("operators_visited"), month("visits_pairs"))
    yield _at_most("走访次数≤走访家次", month("visits"), month("visits_pairs"))
    yield _at_most(
        "累计走访业户≤业户总数＋走访过而期末注销",
        since("operators_visited"),
        month("operators_total") + month("operators_visited_cancelled"),
    )


def _sums(figures: Sequence[Figure], month: _Sides, since: _Sides) -> Iterator[Identity]:
    """Check every figure that the catalogue declares to be a sum."""
    labels = {figure.key: figure.label for figure in figures}
    for figure in figures:
        if figure.sum_of:
            name = f"{figure.label}＝{'＋'.join(labels[key] for key in figure.sum_of)}"
            spans = (("", month),) if figure.kind is Kind.STOCK else (("本月", month), ("累计", since))
            for word, side in spans:
                yield _equal(word + name, side(figure.key), sum(map(side, figure.sum_of)))


def _breakdowns(
    month: _Sides,
    since: _Sides,
    districts: Sequence[DistrictCount],
    months: Sequence[MonthCount],
    states: Sequence[StateCount],
) -> Iterator[Identity]:
    def over(value: Callable[[DistrictCount], int]) -> int:
        return sum(map(value, districts))

    yield _equal("应走访业户＝各区县之和", month("operators_due"), over(lambda district: district.due))
    yield _equal(
        "累计应走访业户中已走访＝各区县之和",
        since("operators_due_visited"),
        over(lambda district: district.due_visited),
    )
    yield _equal("本月走访家次＝各区县之和", month("visits_pairs"), over(lambda district: district.pairs_month))
    yield _equal("累计走访家次＝各区县之和", since("visits_pairs"), over(lambda district: district.pairs))
    yield _equal("累计走访家次＝各月之和", since("visits_pairs"), sum(month.pairs for month in months))
    yield _equal(
        "累计走访业户＝各月首次走访之和", since("operators_visited"), sum(month.first_visits for month in months)
    )
    still_open = sum(state.count for state in states if state.state in OPEN_STATES)
    yield _equal("期末未销号＝待交办＋办理中＋长期坚持＋待核验", month("issues_closing"), still_open)


def _issues(month: _Sides) -> Iterator[Identity]:
    balance = month("issues_opening") + month("issues_raised") + month("issues_reopened")
    balance -= month("issues_closed") + month("issues_voided")
    yield _equal("期初未销号＋反映问题＋重新交办－已销号－作废＝期末未销号", balance, month("issues_closing"))
    yield _at_most("逾期≤期末未销号", month("issues_overdue"), month("issues_closing"))
    yield _at_most("立行立改≤已解决", month("issues_on_the_spot"), month("issues_solved"))


def _everywhere(figures: Sequence[Figure], amounts: Mapping[str, Amount]) -> Iterator[Identity]:
    """Check what holds for every figure at once; the right side names the first that fails."""
    growing = [figure for figure in figures if figure.kind in (Kind.FLOW, Kind.DISTINCT)]
    yield _none(
        figures,
        "各项本月数≤累计数",
        [figure for figure in growing if (amounts[figure.key].month or 0) > (amounts[figure.key].cumulative or 0)],
        len(growing),
    )
    parts = [figure for figure in figures if figure.part_of]
    yield _none(
        figures,
        "各“其中”项≤所属项",
        [figure for figure in parts if _exceeds(amounts[figure.key], amounts[figure.part_of])],
        len(parts),
    )
    rates = [figure for figure in figures if figure.kind is Kind.RATE]
    yield _none(
        figures,
        "各比率的分子≤分母",
        [figure for figure in rates if _exceeds(amounts[figure.numerator], amounts[figure.denominator])],
        len(rates),
    )


def _exceeds(part: Amount, whole: Amount) -> bool:
    """Tell whether a part is greater than its whole; a stock stands for both spans."""
    since = whole.month if whole.cumulative is None else whole.cumulative
    return (part.month or 0) > (whole.month or 0) or (part.cumulative or 0) > (since or 0)


def _equal(name: str, left: int, right: int) -> Identity:
    return Identity(name, left == right, str(left), str(right))


def _at_most(name: str, left: int, right: int) -> Identity:
    return Identity(name, left <= right, str(left), str(right))


def _none(figures: Sequence[Figure], name: str, failing: Sequence[Figure], checked: int) -> Identity:
    right = f"不符：{'、'.join(full_label(figures, figure) for figure in failing)}" if failing else "均相符"
    return Identity(name, not failing, f"共{checked}项", right)
