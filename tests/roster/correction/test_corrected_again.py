"""A row that was corrected and taken in is not missing from the next list in which it stands as it was."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.conftest import Run

HEADER = "业户名称,统一社会信用代码,经营许可证号\n"
GOOD = "".join(f"第{n}运输公司,,99010100{n:04d}\n" for n in range(1, 9))
FAULTY = "第9运输公司,9.1E+17,990101000009\n"


def corrected(zf: Run, folder: Path, first: Path) -> None:
    """Take a list in, correct its faulty row and take that in too."""
    result = zf(["enterprise", "import", str(first), "--json"]).json
    assert (result["added"], result["rejected"]) == (8, 1)
    path = Path(result["corrections_file"])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(2, 5).value = ""
    path = folder / "已更正.xlsx"
    book.save(path)
    assert zf(["enterprise", "import", str(path), "--json"]).json["added"] == 1


def test_the_same_file_again_misses_nobody(zf: Run, tmp_path: Path) -> None:
    first = tmp_path / "一月.csv"
    first.write_text(HEADER + GOOD + FAULTY, encoding="utf-8")
    corrected(zf, tmp_path, first)
    assert zf(["enterprise", "import", str(first), "--json"]).json["vanished"] is None


def test_next_months_list_with_the_same_fault_misses_nobody(zf: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "一月.csv", tmp_path / "二月.csv"
    first.write_text(HEADER + GOOD + FAULTY, encoding="utf-8")
    second.write_text(HEADER + "第10运输公司,,990101000010\n" + GOOD + FAULTY, encoding="utf-8")
    corrected(zf, tmp_path, first)
    result = zf(["enterprise", "import", str(second), "--json"]).json
    assert (result["added"], result["unchanged"], result["rejected"], result["vanished"]) == (1, 8, 1, None)
    assert zf(["enterprise", "imports", result["batch"], "--json"]).json["vanished"] == []


def test_without_the_row_its_operator_is_missing(zf: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "一月.csv", tmp_path / "二月.csv"
    first.write_text(HEADER + GOOD + FAULTY, encoding="utf-8")
    second.write_text(HEADER + GOOD + "第10运输公司,,990101000010\n", encoding="utf-8")
    corrected(zf, tmp_path, first)
    assert zf(["enterprise", "import", str(second), "--json"]).json["vanished"]["count"] == 1
