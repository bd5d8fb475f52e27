"""What the list of an import says of its open rows."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from zoufang_cli.roster.importing.rules import Batch, Findings, OpenRow
from zoufang_cli.roster.importing.screens.batches import batch_table, open_row_table
from zoufang_cli.roster.importing.screens.report import problem_table
from zoufang_cli.text.problem import Problem


def test_sentences_of_a_row_are_joined_and_notes_left_out() -> None:
    place = "第6行"
    problems = (
        Problem(place, "信用代码", "9E17", "lossy_number", "后几位已经丢失。", "error", "重新导出。"),
        Problem(place, "联系电话", "1", "odd_phone", "无法识别。", "warning", "写成11位。"),
        Problem(place, "地址", "某", "district_from_address", "按地址登记。", "note", "请补上。"),
    )
    page = StringIO()
    Console(file=page, width=160).print(open_row_table([OpenRow("", 6, True, problems)]))
    out = page.getvalue()
    assert "信用代码：后几位已经丢失；联系电话：无法识别。" in out
    assert "信用代码：重新导出；联系电话：写成11位。" in out
    assert "按地址登记" not in out
    assert "请补上" not in out


def drawn(shown: object, width: int) -> str:
    page = StringIO()
    Console(file=page, width=width).print(shown)
    return page.getvalue()


@pytest.mark.parametrize("file", ["各县/东屏区/2026年11月道路运输业户名册（最终版）.xlsx", "a-rather-long-name.csv"])
@pytest.mark.parametrize("width", [40, 50, 60, 80, 160])
def test_the_number_of_a_batch_and_its_day_are_never_cut(file: str, width: int) -> None:
    counts = {"rows": 12345, "added": 12000, "updated": 300, "unchanged": 40, "rejected": 5, "doubtful": 6}
    batch = Batch(1, "DR-00001", "123", date(2026, 11, 25), file, "update", counts, 11, "")
    out = drawn(batch_table([batch]), width)
    assert "DR-00001" in out
    assert "2026-11-25" in out


@pytest.mark.parametrize("width", [50, 60, 80, 160])
def test_rejected_and_doubtful_rows_can_be_told_apart_on_any_page(width: int) -> None:
    findings = Findings()
    findings.add(
        Problem("第3行", "业户名称", "", "missing_name", "没有业户名称。", "error", "填写业户名称后重新导入。"),
        Problem(
            "第4行",
            "统一社会信用代码",
            "91990100MA0000001H",
            "check_digit",
            "校验位不符，请核对。",
            "warning",
            "核对。",
        ),
    )
    out = drawn(problem_table(findings), width)
    assert "未采用" in out
    assert "请核对" in out
    assert not any(line.strip().startswith(("。", "，")) for line in out.splitlines())
