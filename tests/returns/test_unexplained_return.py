"""A return of records that another program changed says so, on paper and on the screen."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Run
from tests.store.test_unexplained import write


@pytest.fixture
def visited(zf: Run, db: Path) -> Path:
    for line in (
        "person add 张三", "person add 李四", "enterprise add 顺达运输公司",
        "visit add --date 2020-03-02 --to 顺达 --officers 张三,李四 --material 5",
    ):  # fmt: skip
        assert zf(line).code == 0
    return db


def notes(folder: Path) -> list[str]:
    (path,) = folder.glob("*.xlsx")
    sheet = openpyxl.load_workbook(path)["填报说明"]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("triggers", ["with triggers", "without triggers"])
def test_a_row_edited_from_outside_marks_the_return(visited: Path, zf: Run, tmp_path: Path, triggers: str) -> None:
    statement = "UPDATE activity SET material_count = 500"
    if triggers == "with triggers":
        with sqlite3.connect(visited) as connection:
            connection.execute(statement)
        connection.close()
    else:
        write(visited, statement)
    result = zf(f"report --month 2020-03 --out {tmp_path / '月报'}", today="2020-03-31")
    assert result.code == 5
    assert "走访 ZF-2020-0001" in result.err
    assert "本期数字未经证明" in result.out
    assert any("走访 ZF-2020-0001" in text and "未经证明" in text for text in notes(tmp_path / "月报"))
    shown = zf(f"report --month 2020-03 --json --out {tmp_path / '另'}", today="2020-03-31")
    assert shown.json["unexplained"] == ["走访 ZF-2020-0001"]


def test_a_return_that_the_log_explains_says_nothing(visited: Path, zf: Run, tmp_path: Path) -> None:
    result = zf(f"report --month 2020-03 --out {tmp_path / '月报'}", today="2020-03-31")
    assert result.code == 0
    assert "未经证明" not in result.out + result.err
    assert "留痕核对" not in notes(tmp_path / "月报")


def test_a_mended_store_is_explained_again(visited: Path, zf: Run, tmp_path: Path) -> None:
    write(visited, "UPDATE activity SET material_count = 6")
    assert zf("check --mend").code == 0
    assert zf(f"report --month 2020-03 --out {tmp_path / '月报'}", today="2020-03-31").code == 0
