"""Entry point of `zoufang` and `python -m zoufang_cli`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from zoufang_cli.app.root import run

    sys.exit(run())


if __name__ == "__main__":
    main()
