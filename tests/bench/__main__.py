"""Measure what docs/development.md asks for, as ratios within one run: `make bench`.

Options: --rows N (roster rows, default 100000); --no-large leaves out the CSV of ten times as many rows, --large adds
its workbook; --visits N (visits of the large store, default 100000); --only start-up, roster or report.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.bench import report, roster, startup
from tests.bench.timing import HEADS

PARTS = ("start-up", "roster", "report")


def main() -> None:
    """Run every measurement and print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--no-large", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--visits", type=int, default=100_000)
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args()
    large = None if options.no_large else 10 * options.rows
    print(HEADS, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        parts = {
            "start-up": startup.measure(Path(folder)),
            "roster": roster.measure(Path(folder), options.rows, large, options.large),
            "report": report.measure(Path(folder), options.visits),
        }
        for part in [options.only] if options.only else PARTS:
            for line in parts[part]:
                print(line, flush=True)


if __name__ == "__main__":
    main()
