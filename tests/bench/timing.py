"""Run programs and time them: wall seconds and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

# As an installed program runs: compiled modules are kept.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Run:
    """One run: seconds and peak resident memory in MB."""

    seconds: float
    megabytes: float


def run(args: list[str], cwd: Path, codes: tuple[int, ...] = (0,)) -> Run:
    """Run a program to its end; an exit code that is not expected stops the bench."""
    start = time.perf_counter()
    process = subprocess.Popen(args, cwd=cwd, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in codes:
        raise SystemExit(f"{args} left with {code}")
    return Run(seconds, usage.ru_maxrss / 1024)


def zoufang(*args: str, cwd: Path, codes: tuple[int, ...] = (0,)) -> Run:
    """Run zoufang in a process of its own."""
    return run([sys.executable, "-m", "zoufang_cli", *args], cwd, codes)


def best(runs: list[Run]) -> Run:
    """Return the fastest run."""
    return min(runs, key=lambda one: one.seconds)


def line(what: str, measured: float, limit: float, detail: str) -> str:
    """Return one line of the bench: the ratio or value, its limit, and what it was made of."""
    return f"{'ok  ' if measured <= limit else 'MISS'} {what}: {measured:.2f} (at most {limit:g}) {detail}"
