"""Import damaged files for some time: `make fuzz`, SECONDS=180 by default.

Options: --first N (seed of the first file; by default the clock chooses), --seed N (one file, its fault in full),
--keep FOLDER (where files that were found are put, by default build/fuzz).
"""

from __future__ import annotations

import argparse
import os
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
    sys.exit(1 if found else 0)


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
