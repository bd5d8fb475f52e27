"""What others need for the same rows: programs that put a file into a table with a unique index on the code."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.rosters import CODE, HEADER
from tests.bench.timing import Run, run

_STORE = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[2])
def store(rows):
    names = next(rows)
    db.execute("CREATE TABLE t (" + ",".join(f'"{name}"' for name in names) + ")")
    db.executemany("INSERT INTO t VALUES (" + ",".join("?" * len(names)) + ")", rows)
    db.execute(f'CREATE UNIQUE INDEX u ON t ("{sys.argv[3]}")')
    db.commit()
"""

PROGRAMS = {
    "csv.reader": """
import csv
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    store(csv.reader(file))
""",
    "openpyxl": """
import openpyxl
store(openpyxl.load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True))
""",
    "calamine": """
import python_calamine
store(iter(python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows()))
""",
}
"""Each reads the file of its first argument into a new database, its second; the third is the column of the index."""


def bare(program: str, path: Path, folder: Path) -> Run:
    """Run one of PROGRAMS on a file, in an empty folder."""
    return run([sys.executable, "-c", _STORE + PROGRAMS[program], str(path), "bare.db", HEADER[CODE]], folder)


def sqlite_utils(path: Path, folder: Path) -> Run:
    """Run `sqlite-utils insert --csv --pk` on a UTF-8 file, in an empty folder."""
    return run(
        [sys.executable, "-m", "sqlite_utils", "insert", "peer.db", "t", str(path), "--csv", "--pk", HEADER[CODE]],
        folder,
    )
