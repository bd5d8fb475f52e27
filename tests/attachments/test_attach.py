"""attach: files copied beside the store, once, whole, and checked."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from zoufang_cli.attachments import actions as attachments
from zoufang_cli.attachments.actions import safe_name


@pytest.fixture
def world(zf: Any) -> Any:
    """One visit with one issue."""
    for line in (
        "person add 张三",
        "person add 李四",
        "enterprise add 云州市顺达运输有限公司",
        "visit add --date 2020-03-05 --to 顺达 --officers 张三,李四 --issue 坑槽",
    ):
        assert zf(line).code == 0
    return zf


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "现场" / "照片.jpg"
    file.parent.mkdir()
    file.write_bytes(b"photo")
    return file


def held(zf: Any, number: str = "ZF-2020-0001") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(zf(f"attach {number} --json").out)["attachments"]
    return found


def test_a_file_is_copied_and_recorded(world: Any, photo: Path) -> None:
    old = os.umask(0)
    try:
        assert "照片.jpg" in world(f"attach zf-2020-0001 '{photo}' --note 门口").out
    finally:
        os.umask(old)
    (one,) = held(world)
    copy = Path(one["file"])
    assert copy.read_bytes() == b"photo"
    assert copy.parent.name == "ZF-2020-0001"
    assert copy.parent.parent.name.endswith("-附件")
    assert (one["name"], one["note"], one["state"]) == ("照片.jpg", "门口", "intact")
    if os.name == "posix":
        assert copy.stat().st_mode & 0o777 == 0o600
        assert copy.parent.stat().st_mode & 0o777 == 0o700
    assert "照片.jpg" in world("visit show ZF-2020-0001").out


def test_an_issue_holds_files_too(world: Any, photo: Path) -> None:
    assert world(f"attach WT-2020-0001 '{photo}'").code == 0
    assert len(held(world, "WT-2020-0001")) == 1
    assert held(world) == []


def test_the_same_content_is_attached_once(world: Any, photo: Path, tmp_path: Path) -> None:
    again = tmp_path / "另名.jpg"
    again.write_bytes(b"photo")
    world(f"attach ZF-2020-0001 '{photo}'")
    result = world(f"attach ZF-2020-0001 '{photo}' '{again}'")
    assert result.code == 0
    assert "没有重复添加" in result.out
    (one,) = held(world)
    assert len(list(Path(one["file"]).parent.iterdir())) == 1


def test_two_files_of_one_name(world: Any, photo: Path) -> None:
    world(f"attach ZF-2020-0001 '{photo}'")
    photo.write_bytes(b"another")
    world(f"attach ZF-2020-0001 '{photo}'")
    assert [Path(one["file"]).name for one in held(world)] == ["照片.jpg", "照片-2.jpg"]


def test_lost_and_changed_files_are_found_and_can_be_attached_anew(world: Any, photo: Path) -> None:
    world(f"attach ZF-2020-0001 '{photo}'")
    copy = Path(held(world)[0]["file"])
    copy.write_bytes(b"tampered")
    result = world("attach ZF-2020-0001")
    assert result.code == 1
    assert "不一致" in result.out
    copy.unlink()
    assert "缺失" in world("attach ZF-2020-0001").out
    assert world(f"attach ZF-2020-0001 '{photo}'").code == 0
    assert [one["state"] for one in held(world)] == ["intact"]


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [("没有.jpg", 3, "没有.jpg"), ("文件夹", 2, "文件夹"), ("空.jpg", 2, "空文件")],
)
def test_all_files_or_none(world: Any, photo: Path, tmp_path: Path, name: str, code: int, says: str) -> None:
    (tmp_path / "文件夹").mkdir()
    (tmp_path / "空.jpg").touch()
    result = world(f"attach ZF-2020-0001 '{photo}' '{tmp_path / name}'")
    assert result.code == code
    assert says in result.err
    assert held(world) == []
    assert not list(tmp_path.glob("*-附件/*/*"))


def test_no_such_record(world: Any, photo: Path) -> None:
    result = world(f"attach ZF-2020-0009 '{photo}'")
    assert result.code == 3
    assert "ZF-2020-0009" in result.err


def test_no_copy_stays_when_the_records_fail(
    world: Any, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "zoufang.db")

    monkeypatch.setattr(attachments.table, "replace_or_insert", fail)
    assert world(f"attach ZF-2020-0001 '{photo}'").code == 1
    assert not list(tmp_path.glob("*-附件/*/*"))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("照片.jpg", "照片.jpg"),
        ("a/b\\c:d*e?.txt", "a_b_c_d_e_.txt"),
        ("CON.txt", "_CON.txt"),
        (".hidden", "hidden"),
        ("倒\u202egpj.exe", "倒_gpj.exe"),
        ("x\x1b[31m.pdf", "x_[31m.pdf"),
        ("...", "附件"),
        ("尾巴. ", "尾巴"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_fit_every_system() -> None:
    made = safe_name("长" * 200 + ".jpg")
    assert made.endswith(".jpg")
    assert len(made.encode()) <= attachments.LONGEST
