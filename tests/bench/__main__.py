"""Measure what docs/development.md asks for, as ratios within one run: `make bench`.

Options: --rows N (roster rows, default 100000), --visits N (visits of the large store, default 100000).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.bench import report, roster, startup


def main() -> None:
    """Run every measurement and print one line for each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--visits", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for lines in (
            startup.measure(Path(folder)),
            roster.measure(Path(folder), options.rows),
            report.measure(Path(folder), options.visits),
        ):
            for line in lines:
                print(line, flush=True)


if __name__ == "__main__":
    main()
