"""enterprise import of folders, wildcards and several files: what is chosen, what is not, and how each is told."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run


def put(path: Path, *names: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("业户名称\n" + "".join(f"{name}\n" for name in names), encoding="utf-8")
    return path


@pytest.fixture
def close(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return a function that makes a folder one that cannot be opened (root may open every folder)."""
    scandir = os.scandir

    def close_folder(folder: Path) -> None:
        def guarded(path: str) -> object:
            if str(path) == str(folder):
                raise PermissionError(13, "denied", str(path))
            return scandir(path)

        monkeypatch.setattr(os, "scandir", guarded)

    return close_folder


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_not_the_current_folder(
    zf: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    put(tmp_path / "a.csv", "甲公司")
    monkeypatch.chdir(tmp_path)
    result = zf(["enterprise", "import", name])
    assert (result.code, result.out) == (2, "")
    assert "文件名是空的" in result.err
    assert zf("enterprise list --json").json == []


def test_files_of_one_name_are_told_apart_everywhere(zf: Run, tmp_path: Path) -> None:
    folder = tmp_path / "各县"
    put(folder / "甲县" / "名册.csv", "甲公司", "乙公司")
    put(folder / "乙县" / "名册.csv", "丙公司")
    (folder / "丙县").mkdir()
    (folder / "丙县" / "名册.csv").write_bytes(b"")
    result = zf(["enterprise", "import", str(folder)])
    assert "甲县/名册.csv（utf-8）：" in result.out
    assert "乙县/名册.csv（utf-8）：" in result.out
    assert "丙县/名册.csv：无法读取 名册.csv：文件是空的。" in result.err
    assert "合计2个文件，另有1项未能导入：业户3行" in result.out
    listed = zf("enterprise imports --json").json
    assert {one["file"] for one in listed} == {"甲县/名册.csv", "乙县/名册.csv"}
    assert any("enterprise import 甲县/名册.csv" in one["command"] for one in zf("log --json").json)


def test_files_named_one_by_one_are_told_apart_by_as_much_as_it_takes(zf: Run, tmp_path: Path) -> None:
    paths = [
        put(tmp_path / "三月" / "甲县" / "名册.csv", "甲公司"),
        put(tmp_path / "四月" / "甲县" / "名册.csv", "乙公司"),
        put(tmp_path / "四月" / "乙县" / "名册.csv", "丙公司"),
        put(tmp_path / "四月" / "乙县" / "其他.csv", "丁公司"),
    ]
    found = zf(["enterprise", "import", *map(str, paths), "--json"]).json
    assert [one["label"] for one in found] == ["三月/甲县/名册.csv", "四月/甲县/名册.csv", "乙县/名册.csv", "其他.csv"]
    assert str(tmp_path) not in str(zf("enterprise imports --json").json)


def test_what_is_passed_over_is_said_by_name_with_one_roster_too(
    zf: Run, tmp_path: Path, close: Callable[[Path], None]
) -> None:
    folder = tmp_path / "各县"
    put(folder / "a.csv", "甲公司")
    put(folder / "sec" / "b.csv", "乙公司")
    (folder / "说明.docx").touch()
    close(folder / "sec")
    result = zf(["enterprise", "import", str(folder)])
    assert result.code == 5
    assert "文件夹中另有1个文件不是名册，没有读取：说明.docx。" in result.out
    assert "有1个文件夹无法打开，其中的文件没有读取：sec；请检查权限后再导入。" in result.out
    result = zf(["enterprise", "import", str(folder), "--json"])
    assert (result.code, len(result.json)) == (5, 1)
    assert "说明.docx" in result.err
    assert "sec" in result.err


def test_of_many_the_first_are_named(zf: Run, tmp_path: Path) -> None:
    put(tmp_path / "各县" / "a.csv", "甲公司")
    for number in range(7):
        (tmp_path / "各县" / f"{number}.jpg").touch()
    result = zf(["enterprise", "import", str(tmp_path / "各县")])
    assert result.code == 0
    assert "另有7个文件不是名册，没有读取：0.jpg、1.jpg、2.jpg、3.jpg、4.jpg等。" in result.out


def test_copies_that_wait_for_correction_are_said_apart(zf: Run, tmp_path: Path) -> None:
    put(tmp_path / "各县" / "a.csv", "甲公司")
    (tmp_path / "各县" / "a.csv").write_text("业户名称,联系电话\n甲公司,\n,19900000001\n", encoding="utf-8")
    zf(["enterprise", "import", str(tmp_path / "各县"), "--corrections", str(tmp_path / "各县")])
    again = zf(["enterprise", "import", str(tmp_path / "各县"), "--corrections", str(tmp_path / "各县")])
    assert "另有1份更正表尚未更正，没有读取：a-需更正.xlsx。" in again.out
    (tmp_path / "各县" / "a.csv").unlink()
    none = zf(["enterprise", "import", str(tmp_path / "各县")])
    assert (none.code, "没有找到名册文件" in none.err, "只有尚未改动的更正表" in none.err) == (3, True, True)


def test_the_store_beside_the_rosters_is_not_mentioned(zf: Run, db: Path) -> None:
    put(db.parent / "a.csv", "甲公司")
    assert "zoufang.db" not in zf(["enterprise", "import", str(db.parent)]).out


def test_a_closed_folder_is_said_to_be_closed(zf: Run, tmp_path: Path, close: Callable[[Path], None]) -> None:
    (tmp_path / "sec").mkdir()
    close(tmp_path / "sec")
    result = zf(["enterprise", "import", str(tmp_path / "sec")])
    assert (result.code, "无法打开" in result.err) == (4, True)
    assert "没有找到" not in result.err


def test_what_is_not_found_is_said_and_does_not_stop_the_rest(zf: Run, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    put(tmp_path / "a.csv", "甲公司")
    words = [str(tmp_path / "ten*.csv"), str(tmp_path / "空"), str(tmp_path / "a.csv")]
    result = zf(["enterprise", "import", *words])
    assert result.code == 5
    assert f"没有找到与“{words[0]}”相符的文件。" in result.err
    assert f"文件夹“{words[1]}”中没有找到名册文件" in result.err
    assert "无法识别" not in result.err
    assert len(zf("enterprise list --json").json) == 1
    for word in words[:2]:
        alone = zf(["enterprise", "import", word])
        assert (alone.code, alone.out) == (3, "")


def test_all_files_of_a_command_count_from_one_day(zf: Run, tmp_path: Path) -> None:
    files = [str(put(tmp_path / f"{name}.csv", f"{name}公司")) for name in "甲乙丙"]
    result = zf(["enterprise", "import", *files])
    assert result.out.count("新业户自2019年11月18日起计入业户总数") == 3
    assert {zf(f"enterprise show {name}公司 --json").json["listed_on"] for name in "甲乙丙"} == {"2019-11-18"}
    later = zf(["enterprise", "import", str(put(tmp_path / "丁.csv", "丁公司"))])
    assert "新业户自今天（2020年3月5日）起计入业户总数（可用 --on 另定）。" in later.out


def test_files_of_one_command_that_use_one_form_are_not_said_to_differ(zf: Run, tmp_path: Path) -> None:
    files = [str(put(tmp_path / f"{name}.csv", f"{name}一公司", f"{name}二公司")) for name in "甲乙丙"]
    assert "没有比对" not in zf(["enterprise", "import", *files]).out
    assert "没有比对" in zf(["enterprise", "import", str(put(tmp_path / "丁.csv", "丁公司"))]).out
    assert "没有比对" not in zf(["enterprise", "import", *files, "--force"]).out


def test_wildcards_leave_lock_files_out(zf: Run, tmp_path: Path) -> None:
    put(tmp_path / "a.csv", "甲公司")
    (tmp_path / "~$a.csv").write_bytes(b"lock")
    assert zf(["enterprise", "import", str(tmp_path / "*.csv")]).code == 0


def test_json_is_a_list_unless_one_file_is_named(zf: Run, tmp_path: Path) -> None:
    good = put(tmp_path / "各县" / "a.csv", "甲公司")
    assert isinstance(zf(["enterprise", "import", str(good), "--json"]).json, dict)
    for words in ([str(tmp_path / "各县")], [str(tmp_path / "各县" / "*.csv")], [str(good), str(good)]):
        assert [one["unchanged"] for one in zf(["enterprise", "import", *words, "--json"]).json] == [1]


def test_json_holds_the_files_that_failed(zf: Run, tmp_path: Path) -> None:
    good = put(tmp_path / "a.csv", "甲公司")
    bad = tmp_path / "b.pdf"
    bad.write_bytes(b"%PDF-1.4 ...")
    result = zf(["enterprise", "import", str(bad), str(good), str(tmp_path / "没有.csv"), "--json"])
    assert result.code == 5
    pdf, taken, missing = result.json
    assert (pdf["file"], pdf["code"], "PDF" in pdf["error"]) == (str(bad), 4, True)
    assert (taken["added"], "error" in taken) == (1, False)
    assert (missing["code"], "找不到文件" in missing["error"]) == (3, True)
    alone = zf(["enterprise", "import", str(tmp_path / "*.pdf"), "--json"])
    assert (alone.code, [one["code"] for one in alone.json]) == (4, [4])


def test_a_full_disk_in_the_middle_leaves_the_account_of_the_others(
    zf: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zoufang_cli.roster.importing.actions import files as file_actions

    import_roster = file_actions.import_roster

    def failing(*args: object, label: str = "", **more: object) -> object:
        if label == "b.csv":
            raise OSError(28, "no space", "zoufang.db")
        return import_roster(*args, label=label, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(file_actions, "import_roster", failing)
    files = [str(put(tmp_path / f"{one}.csv", f"{one}公司")) for one in "abc"]
    result = zf(["enterprise", "import", *files, "--json"])
    assert (result.code, [one.get("batch") for one in result.json]) == (5, ["DR-00001", None, "DR-00002"])
    assert "磁盘空间不足" in result.json[1]["error"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_name_that_is_no_text_is_imported(zf: Run, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xc3\xfb.csv"))
    path.write_text("业户名称,联系电话\n甲公司,\n,19900000001\n", encoding="utf-8")
    result = zf(["enterprise", "import", str(path)])
    assert result.code == 5
    assert [one["file"] for one in zf("enterprise imports --json").json] == ["??.csv"]
    assert [one.name for one in tmp_path.glob("*需更正*")] == ["__-需更正.xlsx"]


def test_a_dry_run_of_several_files_compares_each_with_those_before_it(zf: Run, db: Path, tmp_path: Path) -> None:
    for place, name in enumerate(("甲县", "乙县"), 1):
        rows = [f"第{n}公司,99010100{n:04d},{place}" for n in range(3 * place, 3 * place + 4)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["业户名称,经营许可证号,车辆数", *rows]), encoding="utf-8")
    files = [str(tmp_path / "甲县.csv"), str(tmp_path / "乙县.csv")]
    before = db.read_bytes()
    counts = ("added", "updated", "unchanged")
    dry = zf(["enterprise", "import", *files, "--dry-run", "--json"]).json
    assert db.read_bytes() == before
    assert [[result[name] for name in counts] for result in dry] == [[4, 0, 0], [3, 1, 0]]
    assert [result["batch"] for result in dry] == [None, None]
    done = zf(["enterprise", "import", *files, "--json"]).json
    assert [[result[name] for name in counts] for result in done] == [[4, 0, 0], [3, 1, 0]]


def test_the_store_is_copied_before_many_operators_change(zf: Run, db: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "一月.csv", tmp_path / "二月.csv"
    for path, count, vehicles in ((first, 30, 1), (second, 21, 2)):
        rows = [f"第{n}公司,99010100{n:04d},{vehicles}" for n in range(count)]
        path.write_text("\n".join(["业户名称,经营许可证号,车辆数", *rows]), encoding="utf-8")
    assert zf(["enterprise", "import", str(first), "--json"]).json["safety_copy"] is None  # nothing was there before
    before = sqlite3.connect(db).execute("SELECT number, vehicle_count FROM operator ORDER BY number").fetchall()
    third = tmp_path / "三月.csv"
    third.write_text(second.read_text(encoding="utf-8").replace(",2", ",3"), encoding="utf-8")
    results = zf(["enterprise", "import", str(second), str(third), "--json"]).json
    assert results[1]["safety_copy"] is None  # one command, one copy: the store before it
    copy = Path(results[0]["safety_copy"])
    assert copy.name == f"{db.stem}-导入前备份.db"
    held = sqlite3.connect(copy).execute("SELECT number, vehicle_count FROM operator ORDER BY number").fetchall()
    assert held == before
    assert zf(["--db", str(copy), "check"]).code == 0
    assert (
        "不是名册" not in zf(["enterprise", "import", str(tmp_path), "--dry-run"]).out
    )  # the store and its copy are ours
