"""Copies of an import that cannot be written: nothing of what was imported goes unsaid, and the next file follows."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from tests.conftest import Run
from zoufang_cli.store import outputs as written

FAULTY = "业户名称,统一社会信用代码\n{name},\n,91990100MA0000001G\n"


def put(path: Path, name: str = "甲公司") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FAULTY.format(name=name), encoding="utf-8")
    return path


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*需更正*"))


def test_a_copy_that_is_open_in_excel_hides_nothing_of_the_import(zf: Run, tmp_path: Path) -> None:
    path = put(tmp_path / "名册.csv")
    assert zf(["enterprise", "import", str(path)]).code == 5
    for lock in ("~$名册-需更正.xlsx", ".~lock.名册-需更正.xlsx#"):
        (tmp_path / lock).touch()
        result = zf(["enterprise", "import", str(path)])
        assert result.code == 5
        assert "业户2行" in result.out
        assert "没有业户名称" in result.out
        for text in ("DR-00001", "正在 Excel 或 WPS 中打开", "--corrections", "再次导入这个文件即可补写"):
            assert text in result.err
        assert "--out" not in result.err
        (tmp_path / lock).unlink()


def test_the_next_file_follows_and_json_holds_all(zf: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space", str(path))

    first, second = put(tmp_path / "甲.csv", "甲公司"), put(tmp_path / "乙.csv", "乙公司")
    with monkeypatch.context() as patched:
        patched.setattr(written, "write_whole", full)
        result = zf(["enterprise", "import", str(first), str(second), "--json"])
    assert result.code == 5
    assert [(one["batch"], one["added"], one["corrections_file"]) for one in result.json] == [
        ("DR-00001", 1, None),
        ("DR-00002", 1, None),
    ]
    assert all("磁盘空间不足" in one["corrections_error"] for one in result.json)
    assert result.err.count("没有写成更正表") == 2
    again = zf(["enterprise", "import", str(first), "--json"]).json
    assert (again["batch"], again["corrections_error"]) == ("DR-00001", None)
    assert copies(tmp_path) == ["甲-需更正.xlsx"]


def test_the_same_file_brings_the_copy_even_where_its_doubts_are_on_record(zf: Run, tmp_path: Path) -> None:
    zf("enterprise add 甲公司 --code 91990100MA0000001G")
    path = tmp_path / "a.csv"
    path.write_text("业户名称,统一社会信用代码\n乙运输公司,91990100MA0000001G\n", encoding="utf-8")
    (tmp_path / "~$a-需更正.xlsx").touch()
    assert zf(["enterprise", "import", str(path), "--json"]).json["corrections_file"] is None
    (tmp_path / "~$a-需更正.xlsx").unlink()
    assert zf(["enterprise", "import", str(path), "--json"]).json["corrections_file"] == str(tmp_path / "a-需更正.xlsx")


def test_a_folder_for_copies_that_is_a_file_is_refused_before_anything_is_imported(zf: Run, tmp_path: Path) -> None:
    path = put(tmp_path / "名册.csv")
    (tmp_path / "退回").touch()
    result = zf(["enterprise", "import", str(path), "--corrections", str(tmp_path / "退回")])
    assert (result.code, result.out) == (2, "")
    assert "请用 --corrections 给出文件夹" in result.err
    assert zf("enterprise imports --json").json == []


def test_a_folder_for_copies_is_made_where_there_are_rows_to_write(zf: Run, tmp_path: Path) -> None:
    good = tmp_path / "a.csv"
    good.write_text("业户名称\n甲公司\n", encoding="utf-8")
    zf(["enterprise", "import", str(good), "--corrections", str(tmp_path / "退回")])
    assert not (tmp_path / "退回").exists()
    zf(["enterprise", "import", str(put(tmp_path / "b.csv")), "--corrections", str(tmp_path / "退回")])
    assert copies(tmp_path / "退回") == ["b-需更正.xlsx"]


@pytest.mark.parametrize("character", ["册", "a"])
def test_the_copy_of_a_file_with_a_long_name_is_written(zf: Run, tmp_path: Path, character: str) -> None:
    stem = character * (240 // len(character.encode()))
    path = put(tmp_path / f"{stem}.csv")
    result = zf(["enterprise", "import", str(path), "--json"])
    assert (result.code, result.json["corrections_error"]) == (5, None)
    (copy,) = copies(tmp_path)
    assert len(f".{copy}.1234567.tmp".encode()) < 255
    again = zf(["enterprise", "import", str(path), "--json"]).json
    assert again["corrections_file"] == result.json["corrections_file"]


def test_rosters_of_one_name_have_copies_of_their_own(zf: Run, tmp_path: Path) -> None:
    first, second = put(tmp_path / "甲县" / "名册.csv", "甲公司"), put(tmp_path / "乙县" / "名册.csv", "乙公司")
    result = zf(["enterprise", "import", str(first), str(second)])
    assert copies(tmp_path) == ["名册-需更正(2).xlsx", "名册-需更正.xlsx"]
    assert "（名册-需更正.xlsx 是另一份名册的更正表，没有覆盖）" in result.out
    zf(["enterprise", "import", str(first), str(second)])
    assert copies(tmp_path) == ["名册-需更正(2).xlsx", "名册-需更正.xlsx"]


def test_next_months_roster_leaves_the_copy_that_nobody_corrected(zf: Run, tmp_path: Path) -> None:
    zf(["enterprise", "import", str(put(tmp_path / "名册.csv", "甲公司"))])
    before = (tmp_path / "名册-需更正.xlsx").read_bytes()
    zf(["enterprise", "import", str(put(tmp_path / "名册.csv", "乙公司"))])
    assert copies(tmp_path) == ["名册-需更正(2).xlsx", "名册-需更正.xlsx"]
    assert (tmp_path / "名册-需更正.xlsx").read_bytes() == before
