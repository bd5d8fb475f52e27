"""How the program behaves whatever the command: encodings, hostile names, errors, broken pipes, locks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run, run_line
from zoufang_cli.app import root as cli
from zoufang_cli.store.connection import open_store


def program(*args: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    settings = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    command = [sys.executable, "-m", "zoufang_cli", *args]
    return subprocess.run(command, cwd=cwd, env=settings, capture_output=True, check=False)


HOSTILE = "云州[/b]车队[link=x]\x1b[31m红\u202e公司"


@pytest.fixture
def hostile(db: Path) -> Path:
    """Return a store with an operator whose name tries everything."""
    with open_store(db) as store:
        store.run("BEGIN")
        row = {"number": "YH-00001", "name": HOSTILE, "normalized_name": HOSTILE, "listed_on": "2019-11-18"}
        store.insert("operator", row)
        store.run("COMMIT")
    return db


def test_names_are_printed_literally(hostile: Path) -> None:
    result = run_line("enterprise list", db=hostile, today="2020-03-05")
    assert "云州[/b]车队[link=x]" in result.out.replace("\n", "")
    assert "\x1b" not in result.out
    assert "\u202e" not in result.out


@pytest.mark.parametrize(
    "line", ["status", "enterprise list", "plan show", "visit list", "issue list", "log", "--help"]
)
def test_a_gbk_pipe_takes_everything(hostile: Path, line: str) -> None:
    done = program(*line.split(), "--db", str(hostile), cwd=hostile.parent, PYTHONIOENCODING="gbk")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode("gbk").strip()
    assert b"Traceback" not in done.stderr


def test_json_on_a_gbk_pipe_is_escaped(hostile: Path) -> None:
    done = program("enterprise", "list", "--json", "--db", str(hostile), cwd=hostile.parent, PYTHONIOENCODING="gbk")
    assert done.stdout.isascii()


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("visti list", 2, "没有命令“visti”。是不是 visit"),
        ("visit lsit", 2, "没有命令“lsit”。是不是 list"),
        ("status --jsno", 2, "没有选项 --jsno。是不是 --json"),
        ("visit list --month", 0, ""),
        ("log --limit x", 2, "应为整数"),
        ("log --limit 0", 2, "超出范围"),
        ("undo 1 2", 2, "多出了参数"),
        ("enterprise show", 2, "缺少参数 业户"),
        ("log --limit", 2, "后面缺少值"),
        ("phase done P1b --evidence 文件 --date 2020-02-30", 2, "2020年2月只有29天"),
        ("enterprise show 没有这家", 3, "没有找到业户“没有这家”"),
        ("enterprise import 没有.csv", 3, "没有.csv"),
        ("status extra", 2, "多出了参数：extra"),
        ("enterprise add 甲公司 --remark --db", 2, "后面缺少值"),
        ("undo 99", 3, "留痕中没有编号为“99”的操作"),
        ("undo", 3, "没有可以撤销的操作"),
        ("init --unit 某 --start 2019-11-18", 4, "已经存在"),
    ],
)
def test_wrong_lines_are_answered_by_one_sentence(zf: Run, line: str, code: int, words: str) -> None:
    result = zf(line)
    assert result.code == code
    assert words in result.err
    assert "Traceback" not in result.err
    if code:
        assert len(result.err.strip().splitlines()) == 1


def test_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run_line("status", db=None, today="2020-03-05")
    assert (result.code, result.out) == (3, "")
    assert "zoufang init" in result.err
    assert not (tmp_path / "zoufang.db").exists()


def test_a_bug_is_written_to_a_file_and_said(zf: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("机关")

    monkeypatch.setattr("zoufang_cli.app.history.log_of", break_down)
    result = zf("log")
    assert result.code == 1
    assert "程序内部出错（RuntimeError）" in result.err
    assert "Traceback" not in result.err
    (report,) = (tmp_path / "state").rglob("zoufang-*.log")
    assert "机关" in report.read_text(encoding="utf-8")


def test_a_locked_store_says_that_nothing_was_saved(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoufang_cli.store.connection.BUSY_SECONDS", 0.05)
    with open_store(db) as operator_type:
        operator_type.run("BEGIN IMMEDIATE")
        result = run_line("person add 张三", db=db, today="2020-03-05")
    assert result.code == 1
    assert "没有保存任何内容" in result.err


def test_a_reader_that_went_away_is_no_error_message(db: Path) -> None:
    command = f'"{sys.executable}" -m zoufang_cli plan show --db "{db}" | head -1'
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("typed", "front"),
    [
        (["status", "--today", "3.5"], ["--today", "3.5", "status"]),
        (["visit", "--db=a.db", "list"], ["--db=a.db", "visit", "list"]),
        (["x", "--", "--today", "3.5"], ["x", "--", "--today", "3.5"]),
    ],
)
def test_global_options_may_stand_anywhere(typed: list[str], front: list[str]) -> None:
    assert cli.hoist(typed) == front


def test_chinese_names_of_nouns_and_verbs(zf: Run) -> None:
    assert zf("人员 登记 张三").code == 0
    assert zf("人员 清单 --json").json[0]["name"] == "张三"
    assert zf("概况").code == 0


def test_no_two_nouns_share_a_name() -> None:
    names = [*cli.NOUNS, *(alias for entry in cli.NOUNS.values() for alias in entry.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", cli.NOUNS)
def test_every_noun_has_help_in_chinese_with_an_example(name: str, tmp_path: Path) -> None:
    result = run_line(f"{name} --help", db=None, today="2020-03-05")
    assert result.code == 0
    assert result.out.startswith(f"用法：zoufang {name}")
    assert not [word for word in ("Usage", "Options", "Show this message") if word in result.out]


def test_every_verb_has_an_example() -> None:

    import typer

    bare = []
    for name in cli.NOUNS:
        found = typer.main.get_command(cli.noun_of(name))
        verbs = found.commands if hasattr(found, "commands") else {name: found}
        bare += [f"{name} {verb}" for verb, one in verbs.items() if "示例" not in (one.epilog or "")]
    assert bare == []


def test_completion_offers_nouns_and_verbs(tmp_path: Path) -> None:
    def offered(words: str, at: int) -> list[str]:
        done = program(cwd=tmp_path, _ZOUFANG_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(at))
        return done.stdout.decode().split()

    assert offered("zoufang ph", 1) == ["phase"]
    assert offered("zoufang phase ad", 2) == ["advance"]
    for shell in ("bash", "zsh", "fish", "powershell"):
        assert run_line(f"completion {shell}", db=None, today="2020-03-05").out.strip()


def test_two_programs_at_once_lose_nothing(db: Path) -> None:
    loop = (
        "import sys; from zoufang_cli.app.root import run\n"
        "for i in range(25):\n"
        "    assert run(['person', 'add', sys.argv[2] + str(i), '--db', sys.argv[1]]) == 0"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", loop, str(db), name], stdout=subprocess.DEVNULL)
        for name in ("甲", "乙")
    ]
    assert [one.wait() for one in running] == [0, 0]
    with open_store(db) as store:
        assert store.value("SELECT count(*) FROM person") == 50
