"""Run the property tests on random examples, then import damaged files for some time: `make fuzz`, SECONDS=180 by default.

Options: --first N (seed of the examples and of the first file; by default the clock chooses), --seed N (one file, its
fault in full), --keep FOLDER (where files that were found are put, by default build/fuzz).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz import driver
from tests.fuzz.inputs import name_and_content


def main() -> None:
    """Run until the time is over; leave with 1 where a file was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=int(time.time()) * 1000)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"))
    options = parser.parse_args()
    seconds = float(os.environ.get("SECONDS", "180"))
    seeds = iter([options.seed]) if options.seed is not None else _for(seconds, options.first)
    properties = 0 if options.seed is not None else _run_properties(options.first)
    tried = found = 0
    for one in driver.run(seeds, 1 if options.seed is not None else os.cpu_count() or 1):
        tried += 1
        if one.fault:
            found += 1
            path = _keep(options.keep, one.seed)
            print(
                f"seed {one.seed}, {path}:\n{one.fault if options.seed is not None else one.fault[-600:]}\n", flush=True
            )
    print(f"{tried} files, {found} found")
    sys.exit(1 if found or properties else 0)


def _run_properties(seed: int) -> int:
    """Run every property test with examples of a seed; return pytest's exit code."""
    print(f"property tests: again by python -m tests.fuzz --first {seed}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-m", "hypothesis", f"--hypothesis-seed={seed}"]
    return subprocess.run(command, env={**os.environ, "FUZZ": "1"}, check=False).returncode


def _for(seconds: float, first: int) -> Iterator[int]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield first
        first += 1


def _keep(folder: Path, seed: int) -> Path:
    name, content = name_and_content(seed)
    path = folder / str(seed) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


if __name__ == "__main__":
    main()
