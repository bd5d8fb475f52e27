"""Folders: which files are read, which are passed over and said, which do not count."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from zoufang_cli.roster.reading.folders import roster_files

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def names(folder: Path) -> tuple[list[str], ...]:
    return tuple([path.relative_to(folder).as_posix() for path in paths] for paths in roster_files(folder))


def test_rosters_by_their_suffix_in_every_folder(tmp_path: Path) -> None:
    rosters = ["a.csv", "a.ods", "b/B.XLS", "b/c/d.XlsX", "b/e.et", "b/f.htm", "b/g.HTML", "h.txt", "i.tsv", "j.xlsm"]
    put(tmp_path, *rosters)
    assert names(tmp_path) == (rosters, [], [])


def test_other_files_are_passed_over_and_hidden_ones_do_not_count(tmp_path: Path) -> None:
    put(tmp_path, "zoufang.db", "说明.docx", "图.PNG", "无后缀", "表.csv.bak")
    put(tmp_path, "~$名册.xlsx", ".hidden.csv", ".git/a.csv", "~$临时/a.csv", ".~lock.名册.ods#", "名册.xlsx")
    assert names(tmp_path) == (["名册.xlsx"], sorted(["zoufang.db", "说明.docx", "图.PNG", "无后缀", "表.csv.bak"]), [])


@LINKS
def test_links_that_lead_in_a_circle_are_followed_once(tmp_path: Path) -> None:
    put(tmp_path / "root", "a.csv", "b/c.csv")
    put(tmp_path / "elsewhere", "d.csv")
    root = tmp_path / "root"
    (root / "b" / "up").symlink_to(root)
    (root / "b" / "self").symlink_to(root / "b")
    (root / "z").symlink_to(tmp_path / "elsewhere")
    (root / "zz").symlink_to(tmp_path / "elsewhere")
    assert names(root) == (["a.csv", "b/c.csv", "z/d.csv"], [], [])


@LINKS
def test_what_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.csv", "closed/b.csv")
    (tmp_path / "broken.csv").symlink_to(tmp_path / "none.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    assert names(tmp_path) == (["a.csv"], ["broken.csv", "pipe.csv"], ["closed"])
