"""A wrong option offers the right one by what it means."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("issue assign WT-2020-0001 --to 张三", "--responsible"),
        ("issue assign WT-2020-0001 --who 张三", "--responsible"),
        ("issue assign WT-2020-0001 --due 3.31", "--deadline"),
        ("issue assign WT-2020-0001 --责任人 张三", "--responsible"),
        ("issue assign WT-2020-0001 --solution 修补", "--measure"),
        ("issue close WT-2020-0001 --核验人 李四", "--verifier"),
        ("issue close WT-2020-0001 --by 李四", "--verifier"),
        ("issue progress WT-2020-0001 --note 已联系", "--text"),
        ("issue resolve WT-2020-0001 --comment 已办", "--result"),
        ("issue extend WT-2020-0001 --until 4.15", "--deadline"),
        ("issue list --who 张三", "--responsible"),
        ("visit add --on 3.5", "--date"),
        ("visit add --company 顺达", "--to"),
        ("visit add --业户 顺达", "--to"),
        ("visit add --copies 20", "--material"),
        ("visit list --enterprise 顺达", "--operator"),
        ("publicity add --url https://a.cn", "--link"),
        ("publicity add --媒体名称 日报", "--party"),
        ("report --folder 月报", "--out"),
        ("visit add --dat 3.5", "--date"),
    ],
)
def test_a_wrong_option_offers_the_right_one(zf: Run, line: str, right: str) -> None:
    refused = zf(line)
    assert (refused.code, refused.out) == (2, "")
    assert right in refused.err.partition("是不是")[2], refused.err


def test_an_option_without_any_meaning_points_to_the_help(zf: Run) -> None:
    assert "--help" in zf("visit list --qqq").err


def program(*args: bytes, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONUTF8": "1", "ZOUFANG_TODAY": "2020-03-05"}
    return subprocess.run(
        [sys.executable.encode(), b"-m", b"zoufang_cli", *args], cwd=cwd, env=env, capture_output=True
    )


@pytest.mark.skipif(os.name != "posix", reason="arguments of a process are bytes on POSIX alone")
def test_arguments_in_gbk_are_read(db: Path) -> None:
    done = program(
        b"person", b"add", "张三".encode("gbk"), b"--post", "大队长".encode(), b"--db", str(db).encode(), cwd=db.parent
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    listed = program(b"person", b"list", b"--json", b"--db", str(db).encode(), cwd=db.parent).stdout.decode()
    assert "张三" in listed
    assert "大队长" in listed


@pytest.mark.skipif(os.name != "posix", reason="arguments of a process are bytes on POSIX alone")
def test_arguments_that_are_no_text_are_refused(db: Path) -> None:
    done = program(b"person", b"add", b"\xff\xff", b"--db", str(db).encode(), cwd=db.parent)
    assert done.returncode == 2
    assert "编码" in done.stderr.decode("utf-8", "replace")


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes on POSIX alone")
def test_a_file_with_a_name_in_gbk_is_found(db: Path) -> None:
    name = os.fsencode(db.parent) + b"/" + "名册.csv".encode("gbk")
    Path(os.fsdecode(name)).write_text("业户名称\n顺达公司\n", encoding="utf-8")
    done = program(b"enterprise", b"import", name, b"--db", str(db).encode(), cwd=db.parent)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
