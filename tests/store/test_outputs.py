"""Where files of the program may go, and whose copy may be written over."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from zoufang_cli.errors import Refused, StoreTrouble, UsageError
from zoufang_cli.store import outputs as stored
from zoufang_cli.store.connection import Store
from zoufang_cli.store.outputs import NewFile, require_folder, shortened, target_for

ROSTER, OTHER = "a" * 64, "b" * 64


def written(store: Store, path: Path, copy_of: str, content: bytes = b"copy") -> None:
    path.write_bytes(content)
    stored.record(store, str(path), hashlib.sha256(content).hexdigest(), copy_of=copy_of)


def copy(copy_of: str) -> NewFile:
    return NewFile("名册-需更正.xlsx", copy_of, "--corrections")


def test_a_copy_of_the_same_roster_is_replaced(store: Store, tmp_path: Path) -> None:
    written(store, tmp_path / "名册-需更正.xlsx", ROSTER)
    target = target_for(store, tmp_path, copy(ROSTER))
    assert (target.path.name, target.kept_name) == ("名册-需更正.xlsx", "")


def test_a_copy_of_another_roster_stays(store: Store, tmp_path: Path) -> None:
    written(store, tmp_path / "名册-需更正.xlsx", ROSTER)
    target = target_for(store, tmp_path, copy(OTHER))
    assert (target.path.name, target.kept_name, target.kept_edited) == (
        "名册-需更正(2).xlsx",
        "名册-需更正.xlsx",
        False,
    )
    written(store, target.path, OTHER)
    assert target_for(store, tmp_path, copy(OTHER)).path == target.path
    assert target_for(store, tmp_path, copy(ROSTER)).path.name == "名册-需更正.xlsx"


def test_a_copy_that_somebody_edited_stays(store: Store, tmp_path: Path) -> None:
    written(store, tmp_path / "名册-需更正.xlsx", ROSTER)
    (tmp_path / "名册-需更正.xlsx").write_bytes(b"edited")
    target = target_for(store, tmp_path, copy(ROSTER))
    assert (target.path.name, target.kept_edited) == ("名册-需更正(2).xlsx", True)


@pytest.mark.parametrize("lock", [".~lock.名册-需更正.xlsx#", "~$名册-需更正.xlsx", "~$-需更正.xlsx"])
def test_a_file_that_is_open_elsewhere_is_refused_with_the_option_of_the_command(
    store: Store, tmp_path: Path, lock: str
) -> None:
    written(store, tmp_path / "名册-需更正.xlsx", ROSTER)
    (tmp_path / lock).touch()
    with pytest.raises(Refused, match="--corrections"):
        target_for(store, tmp_path, copy(ROSTER))


def test_a_folder_that_is_a_file_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(UsageError, match=r"a 不是文件夹，请用 --corrections 给出文件夹。"):
        require_folder(tmp_path / "a", "--corrections")
    with pytest.raises(StoreTrouble, match=r"无法建立文件夹 .*b：.*--corrections"):
        require_folder(tmp_path / "a" / "b", "--corrections")


def test_a_folder_to_be_made_is_examined_and_not_made(tmp_path: Path) -> None:
    require_folder(tmp_path / "b" / "c", "--corrections")
    assert not (tmp_path / "b").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(StoreTrouble, match="--corrections"):
        require_folder(tmp_path / "closed", "--corrections")


def test_a_folder_that_takes_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr("zoufang_cli.store.outputs.TemporaryFile", refused)
    with pytest.raises(StoreTrouble, match="检查权限，或用 --corrections"):
        require_folder(tmp_path, "--corrections")


@pytest.mark.parametrize(
    ("stem", "most", "kept"),
    [("名册", 200, "名册"), ("名" * 80, 30, "名" * 10), ("a名名", 5, "a名"), ("名册 册", 7, "名册")],
    ids=["short", "long", "no half character", "no blank at the end"],
)
def test_names_are_shortened_by_whole_characters(stem: str, most: int, kept: str) -> None:
    assert shortened(stem, most) == kept
