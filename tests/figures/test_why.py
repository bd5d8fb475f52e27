"""`why`: the records behind a figure."""

from __future__ import annotations

import pytest

from tests.conftest import Run
from tests.returns.records import Records
from zoufang_cli.store.connection import Store


@pytest.fixture(autouse=True)
def march(store: Store) -> None:
    """A trip to two operators in March, one of them visited in February already."""
    with Records(store) as r:
        shunda = r.operator("顺达公司")
        r.visit("2.5", shunda, material_count=4)
        r.visit("3.5", shunda, r.operator("宏运公司"), material_count=10)
        r.issue("3.5", operators=[shunda])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("why visits_pairs --month 2020-03", [("2020-03-05", "顺达公司", 1), ("2020-03-05", "宏运公司", 1)]),
        ("why 走访家次 --month=2020-03 --cumulative", [("2020-02-05", "顺达公司", 1), ("2020-03-05", "顺达公司", 1), ("2020-03-05", "宏运公司", 1)]),
        ("溯源 走访 3月", [("2020-03-05", "顺达公司", 1)]),
        ("why operators_visited --month --cumulative", [("2020-02-05", "顺达公司", 1), ("2020-03-05", "宏运公司", 1)]),
        ("why 首次走访 --month", [("2020-03-05", "宏运公司", 1)]),
        ("why material_handed_out 2月", [("2020-02-05", "顺达公司", 4)]),
        ("why issues_closing", [("2020-03-05", "顺达公司", 1)]),
    ],
)  # fmt: skip
def test_records(zf: Run, line: str, expected: list[tuple[str, str, int]]) -> None:
    found = zf(f"{line} --json", today="2020-03-31")
    assert found.code == 0, found.err
    assert [(one["date"], one["operator"], one["value"]) for one in found.json] == expected
    assert all(one["number"] for one in found.json)


def test_screen(zf: Run) -> None:
    out = zf("why 走访家次 --month 2020-03", today="2020-03-31").out
    assert "2020年3月  走访家次（本月）＝2家次" in out
    assert "口径：已完成的现场走访所到业户数" in out
    assert "送法进企业" in out
    assert "共2条记录，计数合计2。" in out
    assert "SELECT" not in out
    assert "pair_head" not in out


def test_where_the_records_come_from(zf: Run) -> None:
    out = zf("why 走访家次 --month 2020-03 --sql", today="2020-03-31").out
    assert "FROM activity a" in out
    assert "筛选条件：(visit AND on_site AND pair_head)" in out


def test_part_and_rate(zf: Run) -> None:
    assert "走访业户·企业（本月）＝2家" in zf("why 走访业户·企业 3月", today="2020-03-31").out
    rate = zf("why 覆盖率 3月", today="2020-03-31").out
    assert "覆盖率（本月）＝100.00%" in rate
    assert "分母共2条记录，其中计入分子2条。" in rate


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("why visit_pairs --month", 3, "是不是走访家次（visits_pairs）"),
        ("why 满意 --month 2019-01", 4, "之前"),
        ("why operators_total --cumulative", 2, "“业户总数”是期末数，没有累计数，请去掉 --cumulative。"),
        ("why 企业 --month", 4, "走访业户·企业（operators_visited_enterprise）"),
        ("why 走访户 --month", 3, "走访业户"),
        ("why", 2, "缺少参数"),
    ],
)
def test_errors(zf: Run, line: str, code: int, words: str) -> None:
    result = zf(line)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
