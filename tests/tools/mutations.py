"""Break one rule after the other in a copy of the tree and see that a test fails: `make mutations`.

Each mutation is the text of a rule, what becomes of it, and the tests beside the rule that must fail then.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
COPIED = ("zoufang_cli", "tests", "schema.sql", "pyproject.toml", "samples")


class Mutation(NamedTuple):
    """One rule broken: `text` of a file of the package becomes `changed`."""

    what: str
    file: str
    text: str
    changed: str
    tests: str


BASES, ISSUES = "figures/table/bases.py", "issues/table.py"
BOUNDARIES = "tests/returns/test_boundaries.py"
UNDO = "tests/store/test_undo_later.py tests/store/test_undo_machine.py tests/roster/test_undo_soundness.py"

MUTATIONS = (
    Mutation("a status that is neither 营业 nor 整改 counts as at work", "roster/coverage.py",
             "IN (1, 3)", "IN (1, 3, 9)", BOUNDARIES),
    Mutation("overdue on the day itself: the figure", BASES,
             'is_overdue("state", "due_on", ":to")', 'is_overdue("state", "due_on", "date(:to, \'+1 day\')")', BOUNDARIES),
    Mutation("overdue on the day itself: the ledger", "returns/table/ledgers.py",
             "r.overdue,", "r.due_on <= :to AS overdue,", BOUNDARIES),
    Mutation("overdue on the day itself: the list", ISSUES,
             'is_overdue("i.state", "i.due_on", ":overdue_on")', 'f"{is_open(\'i.state\')} AND i.due_on <= :overdue_on"',
             "tests/issues/test_issues.py " + BOUNDARIES),
    Mutation("one day more overdue", "issues/rules.py",
             "(today - self.due_on).days)", "(today - self.due_on).days + 1)", "tests/issues"),
    Mutation("a deadline has passed on the day itself: late, overdue", ISSUES,
             'return f"{due_on} < {day}"', 'return f"{due_on} <= {day}"', BOUNDARIES),
    Mutation("trips not divided into on site and remote", BASES,
             "PARTITION BY trip, on_site", "PARTITION BY trip", BOUNDARIES),
    Mutation("visits of merged operators count under the old one", BASES,
             "coalesce(e.merged_into_id, a.operator_id)", "a.operator_id", "tests/returns/test_returns.py"),
    Mutation("undo: later edits that end in the same value ignored", "store/undo.py",
             "elif children or edited or not _still", "elif children or not _still", UNDO),
    Mutation("undo: rows that others point at ignored", "store/undo.py",
             "elif children or edited or not _still", "elif edited or not _still", "tests/roster/test_merge_undone.py"),
    Mutation("partial undo: a row goes back in part", "store/undo.py",
             "if key in self.touched:", "if False:", "tests/store/test_undo_rows.py"),
    Mutation("a merge of operators leaves call-backs behind", "roster/duplicates/table/merging.py",
             '    ("call_back", "operator_id"),\n', "", "tests/roster/duplicates"),
    Mutation("MM-DD on the boundary is a year later", "plan/rules/date_rules.py",
             "(boundary.month, boundary.day) > (rule.month, rule.day)",
             "(boundary.month, boundary.day) >= (rule.month, rule.day)", "tests/plan"),
    Mutation("the last day of a phase belongs to the next", "phases/rules.py",
             "if today <= phase.ends_on)", "if today < phase.ends_on)", "tests/phases"),
)  # fmt: skip


def main() -> int:
    """Try every mutation and print a line for each; return how many were not caught."""
    missed = 0
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        for number, mutation in enumerate(MUTATIONS, 1):
            result = _try(copy, mutation)
            missed += result != "caught"
            print(f"| {number} | {mutation.what} | {result} | `{mutation.tests}` |", flush=True)
    return missed


def _try(copy: Path, mutation: Mutation) -> str:
    path = copy / "zoufang_cli" / mutation.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutation.text) != 1:
        return f"text not found once in {mutation.file}"
    path.write_text(text.replace(mutation.text, mutation.changed), encoding="utf-8", newline="\n")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", *mutation.tests.split()]
        environment = {**os.environ, "PYTHONPATH": str(copy)}
        code = subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode
    finally:
        path.write_text(text, encoding="utf-8", newline="\n")
    return {0: "NOT CAUGHT", 1: "caught"}.get(code, f"pytest left with {code}")


if __name__ == "__main__":
    sys.exit(main())
