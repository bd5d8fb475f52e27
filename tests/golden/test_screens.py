"""What lists look like at fixed widths: numbers and dates whole, minor columns dropped when the page is narrow."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from zoufang_cli.screen.folding import CellText
from zoufang_cli.screen.tables import china_time, table

HEADERS = ("编号", "日期", "业户", "满意度", "问题")
ROWS = [
    ("ZF-2020-0001", "2020-03-05", "云州市顺达旅游客运有限责任公司", "满意", "WT-2020-0001"),
    ("ZF-2020-0002", "2020-03-06", "某车队[/b]\x1b[31m", None, ""),
]

WIDE = """
  编号           日期         业户                             满意度   问题
 ─────────────────────────────────────────────────────────────────────────────────
  ZF-2020-0001   2020-03-05   云州市顺达旅游客运有限责任公司   满意     WT-2020-0001
  ZF-2020-0002   2020-03-06   某车队[/b]�[31m
"""

NARROW = """
  编号           日期         业户
 ─────────────────────────────────────────────
  ZF-2020-0001   2020-03-05   云州市顺达旅游
                              客运有限责任公
                              司
  ZF-2020-0002   2020-03-06   某车队[/b]�[31
                              m

页面较窄，没有显示的列：问题、满意度。
"""


def drawn(width: int) -> str:
    """Return the table as it is printed on a page of this width, without the blanks at line ends."""
    out = io.StringIO()
    Console(file=out, width=width, markup=False, highlight=False).print(
        table("", HEADERS, ROWS, minor=("问题", "满意度"))
    )
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n")


def test_a_wide_page_shows_everything() -> None:
    assert [line.rstrip("─") for line in drawn(100).splitlines()] == [
        line.rstrip("─") for line in WIDE.strip("\n").splitlines()
    ]


def test_a_narrow_page_drops_minor_columns_and_breaks_no_number() -> None:
    assert [line.rstrip("─") for line in drawn(46).splitlines()] == [
        line.rstrip("─") for line in NARROW.strip("\n").splitlines()
    ]


@pytest.mark.parametrize("width", [20, 30, 46, 60, 80, 160])
def test_numbers_and_dates_are_never_broken(width: int) -> None:
    text = drawn(max(width, 46))
    assert "ZF-2020-0001" in text
    assert "2020-03-05" in text


def folded(text: str, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    return [line.plain.rstrip() for line in CellText(text).wrap(console, width, overflow="fold", justify="left")]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("没有业户名称。", 12, ["没有业户名", "称。"]),
        ("号码有误，请核对，再导入。", 8, ["号码有", "误，请核", "对，再导", "入。"]),
        ("（见《名册》）。", 12, ["（见《名", "册》）。"]),
        ("91990100MA。", 10, ["91990100MA", "。"]),
        ("短。", 12, ["短。"]),
    ],
    ids=["full stop", "pushed on", "several", "no code is broken", "one line"],
)
def test_no_line_begins_with_a_closing_mark(text: str, width: int, lines: list[str]) -> None:
    assert folded(text, width) == lines


def test_tokens_alone_are_folded_rather_than_cut() -> None:
    out = io.StringIO()
    rows = [("DR-00001", "2020-03-05", "abcdefghijklmnop.csv")]
    Console(file=out, width=40).print(table("", ("批次号", "日期", "文件"), rows))
    assert "DR-00001" in out.getvalue()
    assert "2020-03-05" in out.getvalue()
    assert "".join(line[25:].strip() for line in out.getvalue().splitlines()[3:5]) == "abcdefghijklmnop.csv"


def test_the_log_shows_the_time_in_china() -> None:
    assert china_time("2026-11-23T21:16:05+00:00") == "2026-11-24 05:16"
