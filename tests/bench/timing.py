"""Run programs and time them: wall seconds and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

# As an installed program runs: compiled modules are kept.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Run:
    """One run: seconds, and the peak of the resident memory of all its processes in MB."""

    seconds: float
    megabytes: float


def run(args: list[str], cwd: Path, codes: tuple[int, ...] = (0,)) -> Run:
    """Run a program to its end; an exit code that is not expected stops the bench."""
    start = time.perf_counter()
    process = subprocess.Popen(args, cwd=cwd, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    sampled = _Memory(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    sampled.over.set()
    code = os.waitstatus_to_exitcode(status)
    if code not in codes:
        raise SystemExit(f"{args} left with {code}")
    return Run(seconds, max(usage.ru_maxrss / 1024, sampled.peak / 2**20))


class _Memory(threading.Thread):
    """Samples what a process and its children hold together, where the system tells (Linux)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.over = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        """Sample until the process has ended."""
        while not self.over.wait(0.05):
            with suppress(OSError, ValueError, IndexError):
                self.peak = max(self.peak, sum(map(_resident, _family(self.pid))))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def zoufang(*args: str, cwd: Path, codes: tuple[int, ...] = (0,)) -> Run:
    """Run zoufang in a process of its own."""
    return run([sys.executable, "-m", "zoufang_cli", *args], cwd, codes)


def best(runs: list[Run]) -> Run:
    """Return the fastest run."""
    return min(runs, key=lambda one: one.seconds)


class Unit(StrEnum):
    """What a limit is stated in."""

    RATIO = ""
    SECONDS = " s"
    MEGABYTES = " MB"


@dataclass(frozen=True)
class Line:
    """One line of the table: what ran over how many rows, and what is compared with its limit (None: nothing is)."""

    what: str
    rows: int | None = None
    seconds: float | None = None
    megabytes: float | None = None
    ratio: float | None = None
    limit: float | None = None
    unit: Unit = Unit.RATIO

    def __str__(self) -> str:
        """Return the line as it stands under `HEADS`."""
        rows = "" if self.rows is None else str(self.rows)
        shown = [rows, *(_figure(one) for one in (self.seconds, self.megabytes, self.ratio))]
        limit = "" if self.limit is None else f"{self.limit:g}{self.unit}"
        return _columns(self.what, *shown, limit, self.verdict)

    @property
    def verdict(self) -> str:
        """Say whether the limit is kept; '' without one."""
        if self.limit is None:
            return ""
        measured = {Unit.RATIO: self.ratio, Unit.SECONDS: self.seconds, Unit.MEGABYTES: self.megabytes}[self.unit]
        assert measured is not None
        return "ok" if measured <= self.limit else "MISS"


def compared(what: str, rows: int | None, run: Run, other: Run | None = None, limit: float | None = None) -> Line:
    """Return the line of a run, its seconds set in relation to those of another."""
    ratio = None if other is None else run.seconds / other.seconds
    return Line(what, rows, run.seconds, run.megabytes, ratio, limit)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def _columns(what: str, *cells: str) -> str:
    return f"{what:<64}" + "".join(f"{cell:>10}" for cell in cells)


HEADS = _columns("what", "rows", "seconds", "MB", "ratio", "at most", "")
