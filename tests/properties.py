"""How hard property tests try: a fixed set of examples in `make test`, ten times as many from a random seed in `make fuzz`.

`make fuzz` sets FUZZ; `python -m tests.fuzz` prints the seed by which a failure can be run again.
"""

from __future__ import annotations

import os

from hypothesis import settings

FUZZ = bool(os.environ.get("FUZZ"))

settings.register_profile("test", deadline=None, derandomize=True)  # the same examples on every machine
settings.register_profile("fuzz", deadline=None, max_examples=1000, print_blob=True)


def load_profile() -> None:
    """Choose how Hypothesis works in this run."""
    settings.load_profile("fuzz" if FUZZ else "test")


def examples(number: int) -> int:
    """Return how many examples a test tries that does not try the usual hundred: so many, or ten times as many."""
    return number * 10 if FUZZ else number
