"""Sheets, headers and files that say something as a whole: first, whatever is wrong with the rows, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.conftest import Run
from zoufang_cli.text.codes import check_character


def book(path: Path, sheets: dict[str, list[list[object]]], hidden: str = "") -> Path:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title == hidden:
            sheet.sheet_state = "hidden"
    made.save(path)
    return path


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def names(zf: Run) -> list[str]:
    return sorted(one["name"] for one in zf("enterprise list --json").json)


@pytest.fixture
def counties(tmp_path: Path) -> Path:
    """Return a workbook with 29 doubtful rows, a sheet with an unknown header, a hidden one and notes."""
    return book(
        tmp_path / "各县.xlsx",
        {
            "甲县": [["业户名称", "联系电话", "车队"], *([f"甲{n}公司", "110", "一队"] for n in range(29))],
            "乙县": [["名头", "号码"], *([f"乙{n}公司", f"199{n:08d}"] for n in range(100))],
            "丙县": [["企业名称", "备注"], ["丙公司", "x"]],
            "填表说明": [["请按营业执照填写。", "", ""]],
            "Sheet5": [],
        },
        hidden="丙县",
    )


def test_a_sheet_that_is_not_imported_is_said_first_and_counted(zf: Run, counties: Path) -> None:
    result = zf(["enterprise", "import", str(counties)])
    assert result.code == 5
    assert "另有1张工作表像是名册而没有导入，请看下面的说明：乙县（101行）。" in result.out
    assert "作为附加信息保存的列：车队。" in result.out
    table = result.out[result.out.index("问题32处") :]
    assert "（列出前23处）" in table
    said = "".join(line for line in table.splitlines()[:14]).replace(" ", "").replace("│", "")
    for text in ("乙县", "共101行有内容", "名头、号码", "“丙县”是隐藏的", "填表说明"):
        assert text in said
    assert "Sheet5" not in result.out


def test_the_batch_keeps_what_was_said_of_its_sheets(zf: Run, counties: Path) -> None:
    found = zf(["enterprise", "import", str(counties), "--json"]).json
    assert found["sheets_left_out"] == [
        {"sheet": "乙县", "lines": 101, "has_records": True},
        {"sheet": "填表说明", "lines": 1, "has_records": False},
    ]
    said = [("乙县", "no_header"), ("丙县", "hidden_sheet"), ("填表说明", "no_header")]
    assert [(one["place"], one["code"]) for one in found["problems"][:3]] == said
    card = zf("enterprise imports DR-00001 --json").json
    assert [(one["place"], one["code"]) for one in card["problems"]] == said
    shown = zf("enterprise imports DR-00001").out
    assert "乙县" in shown
    assert "附加信息的列" in shown
    mapped = zf(["enterprise", "import", str(counties), "--map", "名头=name"])
    assert (mapped.code, "101行" in mapped.out) == (0, False)
    assert "乙99公司" in names(zf)


def test_a_note_sheet_alone_leaves_the_import_whole(zf: Run, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"名册": [["业户名称"], ["甲公司"]], "填表说明": [["请认真填写。"]]})
    assert zf(["enterprise", "import", str(path)]).code == 0


def test_another_table_in_a_sheet_is_said_before_doubtful_rows(zf: Run, tmp_path: Path) -> None:
    rows = [*(f"甲{n}公司,110\n" for n in range(30)), "联系电话,企业名称\n", "19900000001,乙公司\n"]
    result = zf(["enterprise", "import", str(put(tmp_path / "a.csv", "业户名称,联系电话\n" + "".join(rows)))])
    assert result.code == 5
    assert result.out.index("另一张表") < result.out.index("第2行")


# Columns that a person names.

TWO_NAMES = [["企业名称", "单位名称"], ["丙公司", "丙公司一部"]]


def test_a_named_column_may_be_in_one_sheet_only(zf: Run, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"甲": [["业户名称"], ["甲公司"]], "丙": TWO_NAMES})
    refused = zf(["enterprise", "import", str(path)])
    assert (refused.code, "--map 企业名称=name" in refused.err) == (4, True)
    assert zf(["enterprise", "import", str(path), "--map", "企业名称=name"]).code == 0
    assert names(zf) == ["丙公司", "甲公司"]


def test_a_column_in_no_sheet_is_an_error_and_nothing_is_stored(zf: Run, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"甲": [["业户名称", "a"], ["甲公司", 1]], "丙": [["企业名称"], ["丙公司"]]})
    result = zf(["enterprise", "import", str(path), "--map", "a=extra", "--map", "学校=name"])
    assert (result.code, result.err) == (2, "文件中没有“学校”这一列。现有的列是：业户名称、a、企业名称。\n")
    assert names(zf) == []


def test_a_named_column_may_be_in_one_file_only(zf: Run, tmp_path: Path) -> None:
    folder = tmp_path / "各县"
    folder.mkdir()
    put(folder / "甲.csv", "学校名称,电话x\n甲驾校,1\n")
    put(folder / "乙.csv", "业户名称\n乙公司\n")
    nowhere = zf(["enterprise", "import", str(folder), "--map", "学校名称=name", "--map", "电话号=phone"])
    assert (nowhere.code, "“电话号”在各文件中都没有找到" in nowhere.err) == (2, True)
    assert names(zf) == []
    assert zf(["enterprise", "import", str(folder), "--map", "学校名称=name"]).code == 0
    assert names(zf) == ["乙公司", "甲驾校"]


def test_where_a_file_cannot_be_read_each_file_without_the_column_is_refused(zf: Run, tmp_path: Path) -> None:
    files = [put(tmp_path / "甲.csv", "业户名称\n甲公司\n"), put(tmp_path / "乙.csv", "")]
    result = zf(["enterprise", "import", *map(str, files), "--map", "学校名称=name"])
    assert result.code == 2
    assert "没有“学校名称”这一列" in result.err
    assert names(zf) == []


# Formulas, and files without rows.


def test_formulas_without_results_are_said_for_their_sheet(zf: Run, tmp_path: Path) -> None:
    code = "91990100MA0000001"
    rows: list[list[object]] = [
        ["业户名称", "统一社会信用代码"],
        ['="甲"&"公司"', code + check_character(code)],
        ["乙公司", "=A3"],
    ]
    result = zf(["enterprise", "import", str(book(tmp_path / "a.xlsx", {"名册": rows})), "--json"])
    assert result.code == 5
    assert result.json["problem_counts"]["formula_without_value"] == 1
    first = result.json["problems"][0]
    assert (first["code"], first["place"], "2个公式" in first["message"]) == ("formula_without_value", "名册", True)
    assert zf("enterprise imports DR-00001 --json").json["problems"][0]["code"] == "formula_without_value"


def test_a_file_with_a_header_only_brings_no_batch(zf: Run, tmp_path: Path) -> None:
    result = zf(["enterprise", "import", str(put(tmp_path / "a.csv", "名册\n业户名称,联系电话\n合计,0\n"))])
    assert "a.csv 中没有业户行：第2行是表头，下面没有业户。" in result.out.replace("\n", "")
    assert "批次号" not in result.out
    assert zf("enterprise imports --json").json == []


def test_a_name_with_a_district_above_the_header_goes_back_to_the_office(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    rows = [
        "没有代码的运输公司,,,西岭区,",
        "业户名称,统一社会信用代码,联系电话,所属区县,备注",
        "甲公司,,19900000001,东屏区,",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = zf(["enterprise", "import", str(path), "--json"]).json
    assert (found["added"], found["rejected"], found["problem_counts"]) == (1, 1, {"above_header": 1})
