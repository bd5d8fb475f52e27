"""A store in a temporary folder, and `zf("visit add …")`, which runs a command line as a user would."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.properties import load_profile
from zoufang_cli.app.root import run
from zoufang_cli.store.connection import Store, open_store

load_profile()

UNIT = "云州市交通运输综合行政执法支队"
START = "2019-11-18"


@dataclass(frozen=True)
class Result:
    """What a command line printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return stdout as JSON."""
        return json.loads(self.out)


Run = Callable[..., Result]


def run_line(line: str | list[str], *, db: Path | None, today: str) -> Result:
    """Run one command line in process."""
    args = shlex.split(line) if isinstance(line, str) else line
    where = ["--db", str(db)] if db is not None else []
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([*args, *where, "--today", today, "--as", "测试员"])
    return Result(code, out.getvalue(), err.getvalue())


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the tests apart from the user's own store, name and terminal."""
    for name in ("ZOUFANG_DB", "ZOUFANG_TODAY", "ZOUFANG_USER", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)  # what a command writes without --out lands there
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store that was just initialised; tests work on copies of it."""
    path = tmp_path_factory.mktemp("template") / "zoufang.db"
    result = run_line(f"init --unit {UNIT} --start {START}", db=path, today=START)
    assert result.code == 0, result.err
    return path


@pytest.fixture
def db(template: Path, tmp_path: Path) -> Path:
    """Return the path of a fresh store."""
    path = tmp_path / "zoufang.db"
    shutil.copy(template, path)
    return path


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    """Return the fresh store, open."""
    with open_store(db) as opened:
        yield opened


@pytest.fixture
def zf(db: Path) -> Run:
    """Return a function that runs a command line on the fresh store, by default on 2020-03-05."""

    def run_on_store(line: str | list[str], today: str = "2020-03-05") -> Result:
        return run_line(line, db=db, today=today)

    return run_on_store
