"""`check` finds what would go wrong later, and `check --mend` puts it right as a logged operation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.store.test_unexplained import write


@pytest.fixture
def filled(zf: Run, db: Path) -> Path:
    for line in ("person add 张三", "person add 李四", "enterprise add 甲运输公司", "enterprise add 乙运输公司"):
        assert zf(line).code == 0
    return db


@pytest.mark.parametrize(
    "statement", ["DELETE FROM counter", "UPDATE counter SET last = 1 WHERE kind = 'YH'"], ids=["emptied", "lowered"]
)
def test_a_counter_that_would_give_a_number_twice_is_found_and_mended(zf: Run, filled: Path, statement: str) -> None:
    zf("undo")  # the number of what was undone is not given again either
    write(filled, statement)
    found = zf("check")
    assert (found.code, "编号 YH-00002 已经用过" in found.out, "check --mend" in found.out) == (1, True, True)
    mended = zf("check --mend")
    assert (mended.code, "已补正：编号流水" in mended.out) == (0, True)
    assert zf("log --json").json[0]["command"] == "check --mend YH-00002"
    zf("enterprise add 丙运输公司")
    assert [one["number"] for one in zf("enterprise list --json").json] == ["YH-00001", "YH-00003"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET post = '科长' WHERE name = '张三'",
        "DELETE FROM person WHERE name = '张三'",
        "INSERT INTO person (id, name) VALUES (7, '王五')",
    ],
    ids=["changed", "removed", "added"],
)
def test_what_another_program_did_is_taken_into_the_log_and_can_be_undone(
    zf: Run, filled: Path, statement: str
) -> None:
    before = zf("person list --json").out
    write(filled, statement)
    changed = zf("person list --json").out
    assert zf("check").code == 1
    assert zf("check --mend").code == 0
    assert (zf("check").code, zf("person list --json").out) == (0, changed)
    assert zf("person add 赵六").err == ""
    zf("undo")
    assert zf("undo").code == 0
    assert (zf("check").code, zf("person list --json").out) == (0, before)


def test_mending_a_sound_store_writes_nothing(zf: Run, filled: Path) -> None:
    before = filled.read_bytes()
    assert zf("check --mend").code == 0
    assert filled.read_bytes() == before


def test_every_attachment_is_compared_with_its_hash(zf: Run, filled: Path, tmp_path: Path) -> None:
    visit = "visit add --date 3.5 --to 甲 --officers 张三,李四 --form F5 --area M1a --satisfaction 满意"
    assert zf(visit).code == 0
    for name in ("签到表.txt", "照片.txt", "记录.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
        assert zf(["attach", "ZF-2020-0001", str(tmp_path / name)]).code == 0
    assert zf("check").code == 0
    folder = tmp_path / "zoufang-附件" / "ZF-2020-0001"
    (folder / "签到表.txt").unlink()
    (folder / "照片.txt").write_text("改过", encoding="utf-8")
    (folder / "多余.txt").write_text("多余", encoding="utf-8")
    found = zf("check --json")
    assert (found.code, found.json["faults"]) == (
        1, ["ZF-2020-0001 的附件 签到表.txt：文件缺失", "ZF-2020-0001 的附件 照片.txt：与登记时的内容不一致"]
    )  # fmt: skip
    assert found.json["extra_files"] == [str(folder / "多余.txt")]


def test_a_file_that_an_undone_attach_left_is_named_and_is_no_fault(zf: Run, filled: Path, tmp_path: Path) -> None:
    zf("visit add --date 3.5 --to 甲 --officers 张三,李四 --form F5 --area M1a --satisfaction 满意")
    (tmp_path / "照片.txt").write_text("照片", encoding="utf-8")
    zf(["attach", "ZF-2020-0001", str(tmp_path / "照片.txt")])
    zf("undo")
    found = zf("check")
    assert (found.code, "照片.txt" in found.out, "撤销过的附件" in found.out) == (0, True, True)
