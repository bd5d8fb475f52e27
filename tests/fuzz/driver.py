"""Feed seeds to target programs, each of its own process, and watch them: a crash, a hang or a fault ends none of the others."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

SECONDS_PER_FILE = 10
_ROOT = Path(__file__).parents[2]


class Found(NamedTuple):
    """What was wrong with the import of a file: '' for nothing."""

    seed: int
    fault: str


class Target:
    """A target program, started again after it died or hung."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, seed: int) -> Found:
        """Import the file of a seed."""
        process = self._process or self._start()
        assert process.stdin is not None
        process.stdin.write(f"{seed}\n".encode())
        process.stdin.flush()
        return Found(seed, self._answer(SECONDS_PER_FILE))

    def stop(self) -> None:
        """End the program."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _start(self) -> subprocess.Popen[bytes]:
        args = [sys.executable, "-m", "tests.fuzz.target"]
        self._process = subprocess.Popen(
            args,
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        if (said := self._answer(60)) != "ready":
            raise SystemExit(f"the target does not start: {said}")
        return self._process

    def _answer(self, seconds: float) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            self.stop()
            return f"hangs for more than {seconds} seconds"
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait()
            self._process = None
            return f"the process died: {code}"
        return str(json.loads(line))


def _environment() -> dict[str, str]:
    gone = ("ZOUFANG_DB", "ZOUFANG_TODAY", "ZOUFANG_USER", "FORCE_COLOR")
    return {name: value for name, value in os.environ.items() if name not in gone}


def run(seeds: Iterable[int], workers: int) -> Iterator[Found]:
    """Import the files of the seeds as they are drawn; yield what became of each."""
    targets = [Target() for _ in range(workers)]
    source = iter(seeds)
    try:
        with ThreadPoolExecutor(workers) as pool:
            while batch := [(target, seed) for target, seed in zip(targets, source, strict=False)]:
                yield from pool.map(lambda pair: pair[0].run(pair[1]), batch)
    finally:
        for target in targets:
            target.stop()
