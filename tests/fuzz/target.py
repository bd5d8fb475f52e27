"""Import one file into a copy of a store and say what was wrong with how that went: '' for nothing.

As a program it reads seeds from stdin, one a line, and answers each with a line of JSON. It limits its own memory;
whoever started it watches the time, and whether it is still there: a library may abort the process.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.conftest import START, Result, run_line
from tests.fuzz.inputs import name_and_content
from tests.roster.corpus import files
from tests.roster.corpus.truth import grid_of, operators

MEMORY = 1_500_000_000
CODES = (0, 2, 3, 4, 5)
TODAY = "2020-03-05"
_BUG = "程序内部出错"


class Store:
    """A store with a few operators, and copies of it."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.db"
        os.environ |= {"XDG_STATE_HOME": str(folder / "state"), "XDG_DATA_HOME": str(folder / "data"), "COLUMNS": "120"}
        assert run_line(f"init --unit 某 --start {START}", db=self.template, today=START).code == 0
        known = files.put(folder / "known.csv", files.csv_text(grid_of(operators(4))))
        assert run_line(["enterprise", "import", str(known)], db=self.template, today=TODAY).code == 0
        shutil.rmtree(folder / "state", ignore_errors=True)

    def fresh(self, folder: Path) -> Path:
        """Return a copy."""
        return Path(shutil.copy(self.template, folder / "zoufang.db"))


def fault_of(store: Store, name: str, content: bytes) -> str:
    """Import a file twice, once for people and once for programs, and say what went wrong."""
    with tempfile.TemporaryDirectory(dir=store.template.parent) as folder:
        path = files.put(Path(folder) / name, content)
        db = store.fresh(Path(folder))
        before = _counts(db)
        first = run_line(["enterprise", "import", str(path)], db=db, today=TODAY)
        if said := _crash(first):
            return said
        if first.code not in (0, 5):
            return "" if _counts(db) == before else "refused, and stored something"
        after = _counts(db)
        second = run_line(["enterprise", "import", str(path), "--json"], db=db, today=TODAY)
        if said := _crash(second) or _unbalanced(second):
            return f"second import: {said}"
        added = second.json["added"]
        if added or _counts(db)["operator"] != after["operator"]:
            return f"second import: added {added}"
        checked = run_line("check", db=db, today=TODAY)
        return "" if checked.code == 0 else f"check: {checked.out}{checked.err}"


def _crash(result: Result) -> str:
    if _BUG in result.err:
        log = max(
            (Path(os.environ["XDG_STATE_HOME"]) / "zoufang").rglob("*.log"), key=lambda path: path.stat().st_mtime
        )
        return log.read_text(encoding="utf-8")
    if "Traceback" in result.err or result.code not in CODES:
        return f"left with {result.code}: {result.err}"
    return "" if result.code in (0, 5) or result.err.strip() else f"left with {result.code} without a word"


def _unbalanced(result: Result) -> str:
    if result.code not in (0, 5):
        return f"left with {result.code}: {result.err}"
    one = result.json
    if one["lines"] != one["header_rows"] + one["skipped"] + one["rows"]:
        return f"lines are lost: {one}"
    if one["rows"] != one["added"] + one["updated"] + one["unchanged"] + one["rejected"]:
        return f"rows are lost: {one}"
    return ""


def _counts(db: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("operator", "batch", "conflict", "operation")
        }


def main() -> None:
    """Answer seeds until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory_disk = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory_disk if memory_disk.is_dir() else None) as folder:
        store = Store(Path(folder))
        print(json.dumps("ready"), flush=True)
        for line in sys.stdin:
            name, content = name_and_content(int(line))
            try:
                said = fault_of(store, name, content)
            except BaseException as error:
                said = f"{type(error).__name__}: {error}"
            print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
