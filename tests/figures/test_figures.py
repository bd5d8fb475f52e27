"""The catalogue, the arithmetic of rates, and identities that can fail."""

from __future__ import annotations

import pytest

from zoufang_cli import resources
from zoufang_cli.figures.rules.figure import (
    Figure,
    Kind,
    Section,
    Span,
    figures_named,
    full_label,
    near_figures,
    outline,
    percent,
    shown,
)
from zoufang_cli.figures.rules.identities import check
from zoufang_cli.figures.rules.month import Amount, DistrictCount, MonthCount, StateCount
from zoufang_cli.figures.table.catalogue import catalogue
from zoufang_cli.plan.rules.loading import load_plan
from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.text.months import Month

REQUIRED = [
    "operators_total",
    "operators_due",
    "visits",
    "visits_pairs",
    "operators_visited",
    "operators_visited_sole_trader",
    "operators_first_visited",
    "coverage_rate",
    "visits_led",
    "material_handed_out",
    "services_done",
    "issues_opening",
    "issues_raised",
    "issues_reopened",
    "issues_resolved",
    "issues_closed",
    "issues_solved",
    "issues_voided",
    "issues_closing",
    "issues_overdue",
    "issues_on_the_spot",
    "issues_solved_rate",
    "satisfaction_answers",
    "satisfaction_rate",
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    loaded, problems = load_plan(resources.default_plan(), "默认方案")
    assert loaded is not None, problems
    return loaded


@pytest.fixture(scope="module")
def figures(plan: Plan) -> tuple[Figure, ...]:
    return catalogue(plan)


@pytest.mark.parametrize("key", REQUIRED)
def test_required_figures_are_there(figures: tuple[Figure, ...], key: str) -> None:
    assert [figure.key for figure in figures].count(key) == 1


def test_catalogue_is_sound(figures: tuple[Figure, ...]) -> None:
    by_key = {figure.key: figure for figure in figures}
    assert len(by_key) == len(figures)
    for figure in figures:
        assert figure.definition.endswith("。"), figure.key
        assert not figure.part_of or by_key[figure.part_of].section is figure.section
        if figure.kind is Kind.RATE:
            part, whole = by_key[figure.numerator], by_key[figure.denominator]
            assert part.base is whole.base, "the records of a rate are those of its denominator"
        else:
            assert figure.base is not None


def test_parts_follow_their_whole(figures: tuple[Figure, ...]) -> None:
    """A part is printed below its whole, with nothing but other parts between them."""
    keys = [figure.key for figure in figures]
    for index, figure in enumerate(figures):
        if figure.part_of:
            between = figures[keys.index(figure.part_of) + 1 : index]
            assert all(one.part_of for one in between), figure.key


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, None),
        (0, 3, 0.0),
        (1, 3, 33.33),
        (2, 3, 66.67),
        (3, 3, 100.0),
        (99_999, 100_000, 99.99),
        (1, 100_000, 0.0),
    ],
)
def test_percent(part: int, whole: int, expected: float | None) -> None:
    assert percent(part, whole) == expected


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [(None, Kind.RATE, "—"), (50.0, Kind.RATE, "50.00%"), (0, Kind.FLOW, "0"), (12, Kind.STOCK, "12")],
)
def test_shown(value: float | None, kind: Kind, text: str) -> None:
    assert shown(value, kind) == text


ENTERPRISES = ["operators_total_enterprise", "operators_visited_enterprise"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("visits_pairs", ["visits_pairs"]),
        ("走访家次", ["visits_pairs"]),
        (" VISITS_PAIRS ", ["visits_pairs"]),
        ("企业", ENTERPRISES),
        ("　其中：企业", ENTERPRISES),
        ("走访业户·企业", ENTERPRISES[1:]),
        ("业户总数（其中：企业）", ENTERPRISES[:1]),
        ("走访业户 / 企业", ENTERPRISES[1:]),
        ("满意", ["satisfaction_level_satisfied"]),
        ("", []),
    ],
)
def test_figures_are_found_by_key_or_label(figures: tuple[Figure, ...], text: str, keys: list[str]) -> None:
    assert [figure.key for figure in figures_named(figures, text)] == keys


def test_full_labels_name_one_figure_each(figures: tuple[Figure, ...]) -> None:
    labels = [full_label(figures, figure) for figure in figures]
    assert len(set(labels)) == len(labels)
    assert "走访业户·企业" in labels


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("issues_closed", "已销号"),
        ("issues_solved", "　其中：已解决"),
        ("issues_on_the_spot", "　　　其中：立行立改"),
        ("issues_closed_other", "　其中：其他办结"),
        ("operators_visited_two_passenger_one_dangerous", "　在总数中：两客一危"),
        ("satisfaction_level_fairly", "　其中：基本满意"),
        ("satisfaction_good", "满意、基本满意合计"),
    ],
)
def test_outline(figures: tuple[Figure, ...], key: str, printed: str) -> None:
    assert outline(figures)[key] == printed


def test_sums_are_printed_as_such(figures: tuple[Figure, ...]) -> None:
    """Where a figure is the sum of its parts, a reader who adds up the 其中 lines below it gets it."""
    sums = [figure for figure in figures if figure.sum_of]
    assert len(sums) == 6
    printed = outline(figures)
    for whole in sums:
        parts = [figure for figure in figures if figure.part_of == whole.key]
        among = [figure.key for figure in parts if printed[figure.key].strip("　").startswith("其中：")]
        assert not parts or among == list(whole.sum_of), whole.key


@pytest.mark.parametrize(
    ("text", "near"), [("visit", "visits"), ("家次", "visits_pairs"), ("operators_visted", "operators_visited")]
)
def test_near_figures(figures: tuple[Figure, ...], text: str, near: str) -> None:
    assert not figures_named(figures, text)
    assert near in [figure.key for figure in near_figures(figures, text)]


def test_a_stock_has_no_cumulative_value(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        assert (Span.CUMULATIVE in figure.spans) == (figure.kind is not Kind.STOCK)


def test_sections_are_in_one_piece(figures: tuple[Figure, ...]) -> None:
    order = [figure.section for figure in figures]
    assert order == sorted(order, key=list(Section).index)


# What must break when a single figure is off by one, the month's and the cumulative value.
OFF_BY_ONE = {
    "operators_total_enterprise": "业户总数＝企业＋个体工商户",
    "operators_visited_enterprise": "走访业户＝企业＋个体工商户",
    "operators_visited_closed": "累计走访业户＝应走访业户中已走访",
    "operators_first_visited": "累计走访业户＝累计首次走访",
    "visits_pairs_form_f1": "走访家次＝领导大走访＋送法进企业＋上门送服务",
    "satisfaction_level_satisfied": "有效测评＝满意＋基本满意＋不满意",
    "issues_solved": "已销号＝已解决＋其他办结",
    "issues_raised": "期初未销号＋反映问题",
    "issues_closing": "期末未销号＝待交办",
    "issues_overdue": "逾期≤期末未销号",
    "issues_on_the_spot": "立行立改≤已解决",
    "operators_due": "应走访业户＝各区县之和",
    "visits": "走访次数≤走访家次",
    "satisfaction_good": "满意、基本满意合计＝满意＋基本满意",
    "issues_raised_solved": "各比率的分子≤分母",
}


def _zero(figures: tuple[Figure, ...]) -> dict[str, Amount]:
    return {figure.key: Amount(0, None if figure.kind is Kind.STOCK else 0) for figure in figures}


def test_nothing_breaks_no_identity(figures: tuple[Figure, ...]) -> None:
    assert all(one.holds for one in check(figures, _zero(figures), (), (), ()))


@pytest.mark.parametrize(("key", "broken"), OFF_BY_ONE.items(), ids=OFF_BY_ONE)
def test_identities_can_fail(figures: tuple[Figure, ...], key: str, broken: str) -> None:
    amounts = _zero(figures)
    amounts[key] = Amount(1, None if amounts[key].cumulative is None else 1)
    names = [one.name for one in check(figures, amounts, (), (), ()) if not one.holds]
    assert any(broken in name for name in names), names


def test_month_above_cumulative_is_named(figures: tuple[Figure, ...]) -> None:
    amounts = {**_zero(figures), "contacts": Amount(2, 1)}
    failing = [one for one in check(figures, amounts, (), (), ()) if not one.holds]
    assert [(one.name, one.right) for one in failing] == [("各项本月数≤累计数", "不符：非现场联系")]


def test_a_part_above_its_whole_is_named_with_it(figures: tuple[Figure, ...]) -> None:
    amounts = {**_zero(figures), "operators_visited_two_passenger_one_dangerous": Amount(1, 1)}
    failing = [one for one in check(figures, amounts, (), (), ()) if not one.holds]
    assert [one.right for one in failing] == ["不符：走访业户·两客一危"]


def test_breakdowns_are_compared(figures: tuple[Figure, ...]) -> None:
    districts = (DistrictCount("城东区", 1, 1, 1, 1),)
    months = (MonthCount(Month(2020, 3), 1, 1),)
    failing = [
        one.name
        for one in check(figures, _zero(figures), districts, months, (StateCount("pending", "待交办", 1),))
        if not one.holds
    ]
    assert len(failing) == 7, failing
