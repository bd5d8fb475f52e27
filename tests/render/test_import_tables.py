"""What the list of an import says of its open rows."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from zoufang_cli.domain.batch import OpenRow
from zoufang_cli.domain.problem import Problem
from zoufang_cli.render.import_tables import open_row_table


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
