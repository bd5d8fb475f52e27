"""`why`: the records behind a figure."""

from __future__ import annotations

import pytest
from conftest import Run
from return_records import Records

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
    assert "共2条记录，计数合计2。" in out
    assert "FROM activity a" in out
    assert "pair_head" in out


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("why visit_pairs --month", 3, "是不是走访家次（visits_pairs）"),
        ("why 满意 --month 2019-01", 4, "之前"),
        ("why 业户总数 --cumulative", 2, "没有累计数"),
        ("why", 2, "缺少参数"),
    ],
)
def test_errors(zf: Run, line: str, code: int, words: str) -> None:
    result = zf(line)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
