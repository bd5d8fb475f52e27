"""The demo: its script, its folder, and what stops it. The whole play is in tests/golden."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from zoufang_cli import resources
from zoufang_cli.app.demo import SCRIPT, Step, read_script
from zoufang_cli.app.root import run

SCRIPTS = {
    "one command": ("2019-11-18 zoufang phase show\n", [Step("", "", date(2019, 11, 18), "phase show", 0, False)]),
    "exit code": ("2019-11-18 [exit 4] zoufang undo\n", [Step("", "", date(2019, 11, 18), "undo", 4, False)]),
    "whole": ("2019-11-18 [all] zoufang log\n", [Step("", "", date(2019, 11, 18), "log", 0, True)]),
    "both": ("2019-11-18 [exit 5 all] zoufang log\n", [Step("", "", date(2019, 11, 18), "log", 5, True)]),
    "continued": (
        "2019-11-18 zoufang person add 甲\n  --post 乙\n  --badge 1\n",
        [Step("", "", date(2019, 11, 18), "person add 甲 --post 乙 --badge 1", 0, False)],
    ),
    "headings go to the first step only": (
        "# note\n== 章\n\n-- 步\n2019-11-18 zoufang a\n2019-11-19 zoufang b\n",
        [Step("章", "步", date(2019, 11, 18), "a", 0, False), Step("", "", date(2019, 11, 19), "b", 0, False)],
    ),
}


@pytest.mark.parametrize(("text", "steps"), SCRIPTS.values(), ids=SCRIPTS)
def test_script_is_read(text: str, steps: list[Step]) -> None:
    assert read_script(text) == steps


@pytest.mark.parametrize(
    "line", ["zoufang log", "2019-11-18 ls", "2019-11-31 zoufang log", "2019-11-18 [exit] zoufang log"]
)
def test_faulty_script_is_refused(line: str) -> None:
    with pytest.raises(ValueError):
        read_script(line)


def test_nothing_moves_in_february() -> None:
    steps = read_script((resources.samples() / SCRIPT).read_text(encoding="utf-8"))
    february = [step.line for step in steps if step.day.month == 2]
    assert len(february) == 1
    assert february[0].startswith("report --month 2020-02 --reason ")


# ---------------------------------------------------------------- the folder


def test_folder_with_other_files_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "名册.csv").write_text("重要", encoding="utf-8")
    assert run(["demo", str(tmp_path)]) == 4
    assert "名册.csv" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["名册.csv"]


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "demo").write_text("重要", encoding="utf-8")
    assert run(["demo", str(tmp_path / "demo")]) == 2
    assert (tmp_path / "demo").read_text(encoding="utf-8") == "重要"


def test_file_added_to_a_former_demo_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _with_script(monkeypatch, tmp_path, "2019-11-18 zoufang init --unit 甲 --start 2019-11-18\n")
    folder = tmp_path / "demo"
    assert run(["demo", str(folder)]) == 0
    assert run(["demo", str(folder)]) == 0, "a former demo is replaced"
    (folder / "我的记录.txt").write_text("重要", encoding="utf-8")
    assert run(["demo", str(folder)]) == 4
    assert (folder / "zoufang.db").exists()
    assert "我的记录.txt" in capsys.readouterr().err


# ---------------------------------------------------------------- the play


@pytest.mark.parametrize(
    ("expected", "line", "code"),
    [("", "visit show ZF-2020-0001", 3), ("[exit 3] ", "status", 1)],
    ids=["an error where none belongs", "success where an error belongs"],
)
def test_unexpected_end_stops_the_play(
    expected: str,
    line: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start = "2019-11-18 zoufang init --unit 甲 --start 2019-11-18\n"
    _with_script(monkeypatch, tmp_path, f"{start}2019-11-18 {expected}zoufang {line}\n2019-11-18 zoufang log\n")
    assert run(["demo", str(tmp_path / "demo")]) == code
    shown = capsys.readouterr()
    assert "zoufang log" not in shown.out
    assert f"演示停在“zoufang {line}”" in shown.err


def test_working_folder_and_environment_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_script(monkeypatch, tmp_path, "2019-11-18 zoufang status\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "77")
    assert run(["demo", "demo"]) == 3
    assert Path.cwd() == tmp_path
    assert os.environ["COLUMNS"] == "77"


def _with_script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / SCRIPT).write_text(text, encoding="utf-8")
    monkeypatch.setattr(resources, "samples", lambda: samples)
