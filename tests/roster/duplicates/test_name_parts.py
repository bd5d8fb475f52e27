"""Names taken apart."""

from __future__ import annotations

import pytest

from zoufang_cli.roster.duplicates.rules.names import Regions, learn_regions, name_parts
from zoufang_cli.text.names import normalize_name

REGIONS = learn_regions(
    [
        ("云州市顺达运输有限公司", "云州市东屏区望江街12号", "东屏区"),
        ("", "云州市云河县河口镇通河路3号", "云河县"),
    ]
)


@pytest.mark.parametrize(
    ("name", "core", "trades"),
    [
        ("云州市顺达运输有限公司", "顺达", {"运输"}),
        ("云州顺达汽车运输有限责任公司", "顺达", {"运输"}),
        ("云州市顺达公司", "顺达", set()),
        ("顺达（云州）物流有限公司", "顺达", {"物流"}),
        ("云州市东屏区顺达货运有限公司", "顺达", {"货运"}),
        ("云河县宏远客运有限公司", "宏远", {"客运"}),
        ("东屏区沐达货运部", "沐达", {"货运"}),
        ("三通物流公司", "三通", {"物流"}),
        ("云州市平安汽修店", "平安", {"维修"}),
        ("王小明（个体户）", "王小明", set()),
        ("云州市驾安机动车驾驶员培训学校", "驾安", {"驾培"}),
    ],
)
def test_the_core_is_the_name_that_the_firm_chose(name: str, core: str, trades: set[str]) -> None:
    parts = name_parts(normalize_name(name), False, REGIONS)
    assert (parts.core, parts.trades, parts.generic) == (core, trades, False)


@pytest.mark.parametrize(
    ("name", "numerals", "part"),
    [
        ("云州市顺达货运有限公司第二分公司", ("2",), "分公司"),
        ("云州市顺达货运有限公司二分公司", ("2",), "分公司"),
        ("云州市顺达货运有限公司东屏分公司", (), "东屏分公司"),
        ("云州市顺达货运有限公司东屏区分公司", (), "东屏分公司"),
        ("云州市顺达运输一公司", ("1",), ""),
        ("云州市第十二汽车运输公司", ("12",), ""),
        ("云州市顺达123号运输公司", ("123",), ""),
        ("云州市顺达货运有限公司", (), ""),
    ],
)
def test_numerals_and_branches_are_told_apart(name: str, numerals: tuple[str, ...], part: str) -> None:
    parts = name_parts(normalize_name(name), False, REGIONS)
    assert (parts.numerals, parts.part) == (numerals, part)


@pytest.mark.parametrize("name", ["云州市汽车运输公司", "云州市第二汽车运输公司", "云州市驾驶员培训学校"])
def test_names_of_nothing_but_place_and_trade_are_generic(name: str) -> None:
    assert name_parts(normalize_name(name), False, REGIONS).generic


@pytest.mark.parametrize(
    ("name", "sole_trader", "person"),
    [("张伟", True, True), ("欧阳建国", True, True), ("张伟", False, False), ("张伟货运", True, False), ("东屏张伟", True, False)],
)  # fmt: skip
def test_a_person(name: str, sole_trader: bool, person: bool) -> None:
    assert name_parts(normalize_name(name), sole_trader, REGIONS).person is person


def test_without_known_places_only_a_place_by_its_form_is_dropped() -> None:
    assert name_parts("云州市顺达运输有限公司", False, Regions()).core == "顺达"
    assert name_parts("云州顺达运输有限公司", False, Regions()).core == "云州顺达"
