"""Scope as a list, and the kinds that follow from it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.roster.values.scope import derive_kinds, read_kinds, read_scope


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("县内班车客运、包车客运", ("县内班车客运", "包车客运")),
        (
            "道路普通货物运输,货物专用运输(罐式);大型物件运输",
            ("道路普通货物运输", "货物专用运输(罐式)", "大型物件运输"),
        ),
        ("危险货物运输(1类、2类、3类)", ("危险货物运输(1类、2类、3类)",)),
        ("矿产品（不含开采、勘探）；仓储。", ("矿产品（不含开采、勘探）", "仓储")),
        ("普货\n普货", ("普货",)),
        ("普货。维修。", ("普货", "维修")),
        (
            "道路货物运输（不含危险货物（1类、2类）、快递）、仓储",
            ("道路货物运输（不含危险货物（1类、2类）、快递）", "仓储"),
        ),
        ("普货（罐式、包车；维修", ("普货（罐式", "包车", "维修")),
        ("", ()),
    ],
)
def test_scope(text: str, values: tuple[str, ...]) -> None:
    assert read_scope(text) == values


@given(st.lists(st.from_regex(r"[班车客运货物维修]{1,6}(\([1-9]类、[1-9]类\))?", fullmatch=True), unique=True))
def test_no_part_of_a_scope_is_lost(values: list[str]) -> None:
    assert read_scope("；".join(values)) == tuple(values)


@given(st.text("班车客运、，；()（） \n", max_size=40))
def test_reading_a_scope_twice_changes_nothing(text: str) -> None:
    once = read_scope(text)
    assert read_scope("；".join(once)) == once or re.search("[()（）]", text)


@pytest.mark.parametrize(
    ("scope", "kinds"),
    [
        (("县内班车客运", "包车客运"), ("班线客运", "旅游客运")),
        (("旅游客运",), ("旅游客运",)),
        (("道路普通货物运输",), ("普通货运",)),
        (("普通道路货运",), ("普通货运",)),
        (("货物专用运输(罐式)",), ("普通货运",)),
        (("大型物件运输",), ("普通货运",)),
        (("危险货物运输(3类)",), ("危险货物",)),
        (("经营性道路危险货物运输(1-9类)",), ("危险货物",)),
        (("经营性道路危险货物运输(1-9类，剧毒化学品除外)",), ("危险货物",)),
        (("危险化学品道路运输",), ("危险货物",)),
        (("货物运输（含危险货物）",), ("危险货物",)),
        (("普通货物运输、危险货物运输",), ("普通货运", "危险货物")),
        (("道路货物运输（不含危险货物）",), ("普通货运",)),
        (("道路货物运输（不含危险货物（1类））",), ("普通货运",)),
        (("普通货运(危险货物运输除外)",), ("普通货运",)),
        (("普通货运", "危险货物除外"), ("普通货运",)),
        (("普通货运不含危险货物",), ("普通货运",)),
        (("除危险货物外的道路货物运输",), ("普通货运",)),
        (("不含危险货物运输",), ()),
        (("危险化学品批发",), ()),
        (("货运站(场)",), ("货运站(场)",)),
        (("机动车维修",), ("维修",)),
        (("驾驶员培训",), ("驾培",)),
        (("出租客运",), ("出租",)),
        (("客运出租",), ("出租",)),
        (("机动车安全技术检验",), ("检测站",)),
        (("客运站",), ("客运站",)),
        (("汽车租赁",), ()),
        (("货物运输保险", "铁路货物运输"), ()),
        (("汽车修理技术咨询服务", "出租客运代办"), ()),
    ],
)
def test_kinds(scope: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    assert derive_kinds(scope) == kinds


def test_own_column_of_kinds_keeps_local_words() -> None:
    assert read_kinds("普货、维修、水铁联运") == ("普通货运", "维修", "水铁联运")
