"""The whole demo, played twice through a GBK pipe, and the figures at its end."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from zoufang_cli import resources
from zoufang_cli.app.demo import MARKER, SCRIPT, Step, read_script
from zoufang_cli.app.root import run

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "demo-2020-03.json"
ROOT = Path(__file__).parents[2]


def _script() -> list[Step]:
    return read_script((resources.samples() / SCRIPT).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Play the whole demo twice in one folder through a GBK pipe; return the folder and the second output."""
    folder = tmp_path_factory.mktemp("demo") / "演示"
    command = [sys.executable, "-m", "zoufang_cli", "demo", str(folder)]
    environment = os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    ends = [subprocess.run(command, env=environment, capture_output=True, timeout=120) for _ in range(2)]
    assert [end.returncode for end in ends] == [0, 0], ends[0].stderr.decode("gbk")
    assert ends[0].stdout == ends[1].stdout, "twice the same"
    return folder, ends[1].stdout.decode("gbk")


def test_play_ends_with_the_return(played: tuple[Path, str]) -> None:
    folder, output = played
    last = output.rstrip().splitlines()[-1]
    path = Path(last.split("：", 1)[1])
    assert path.is_absolute()
    assert path.is_file()
    assert path.parent == folder
    assert "2020年3月" in path.name


def test_every_step_is_shown(played: tuple[Path, str]) -> None:
    _, output = played
    steps = _script()
    shown = [line.removeprefix("  $ zoufang ") for line in output.splitlines() if line.startswith("  $ ")]
    assert shown == [step.line for step in steps]
    assert all(step.title in output for step in steps)
    assert "程序内部出错" not in output


def test_marker_names_every_file(played: tuple[Path, str]) -> None:
    folder, _ = played
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set((folder / MARKER).read_text(encoding="utf-8").splitlines()) == files


def test_figures_of_march(played: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Compare the return with tests/golden; write it anew with ZOUFANG_GOLDEN=1 after looking at the change."""
    figures = _json(played[0], capsys, "report --month 2020-03")["figures"]
    text = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("ZOUFANG_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8")
    assert figures == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("month", ["2019-11", "2019-12", "2020-01", "2020-02", "2020-03"])
def test_figures_are_those_of_the_script(
    month: str, played: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Count what the script says, without the program, and compare."""
    figures = _json(played[0], capsys, f"report --month {month}")["figures"]
    trips = _trips()
    until = [trip for trip in trips if f"{trip.day:%Y-%m}" <= month]
    for span, counted in (("cumulative", until), ("month", [trip for trip in until if f"{trip.day:%Y-%m}" == month])):
        operators = {name for trip in counted for name in trip.operators}
        expected = {
            "visits": len(counted),
            "visits_pairs": sum(len(trip.operators) for trip in counted),
            "operators_visited": len(operators),
            "visits_led": sum(trip.led for trip in counted),
            "material_handed_out": sum(trip.material for trip in counted),
            "services_done": sum(trip.services for trip in counted),
        }
        assert {key: figures[key][span] for key in expected} == expected


@dataclass(frozen=True)
class Trip:
    """A trip on the spot as the script states it; every operator is named by one word of its name."""

    day: date
    operators: tuple[str, ...]
    led: bool
    material: int
    services: int


def _trips() -> list[Trip]:
    steps = _script()
    trips = []
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        args = shlex.split(step.line)
        cancelled = following is not None and following.line.startswith("visit cancel")
        if args[:2] != ["visit", "add"] or "--way" in args or cancelled:
            continue
        given = [(name, value) for name, value in pairwise(args) if name.startswith("--")]
        names = tuple(value for name, value in given if name == "--to")
        material = sum(int(value) for name, value in given if name == "--material")
        trips.append(Trip(step.day, names, "--leader" in args, material, args.count("--service")))
    return trips


def test_issues_in_every_state(played: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    issues = _json(played[0], capsys, "issue list")
    assert {issue["state"] for issue in issues} == {"pending", "assigned", "standing", "resolved", "closed", "voided"}
    outcomes = {issue["outcome"] for issue in issues if issue["state"] == "closed"}
    assert outcomes == {"solved", "on_the_spot", "explained", "referred"}


def test_store_is_whole(played: tuple[Path, str]) -> None:
    assert run(["check", "--db", str(played[0] / "zoufang.db")]) == 0


def _json(folder: Path, capsys: pytest.CaptureFixture[str], line: str) -> Any:
    capsys.readouterr()
    out = ["--out", str(folder.parent)] if line.startswith("report") else []
    assert run([*line.split(), *out, "--json", "--db", str(folder / "zoufang.db"), "--today", "2020-03-31"]) == 0
    return json.loads(capsys.readouterr().out)
