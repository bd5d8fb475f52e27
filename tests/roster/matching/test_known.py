"""The work of matching grows with the rows, whatever operators were called before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.roster.worlds import code, in_memory, match, row, take
from zoufang_cli.roster.matching.matcher import Rules
from zoufang_cli.roster.rows.outcomes import RosterRow

FEW, MANY = 100, 400


def operators(count: int, first_licence: int) -> list[RosterRow]:
    """Return rows of operators that share nothing."""
    return [
        row(f"第{n}公司", credit_code=code(n), licence=f"99{first_licence + n:010d}", district="东屏区")
        for n in range(count)
    ]


def work(template: Path, count: int, again: int) -> int:
    """Return how many thousands of steps SQLite takes to match a list, the licences of which have changed once.

    `again`: the first licence of that list; 1000: the former ones, 5000: the present ones, 9000: new ones.
    """
    with in_memory(template.read_bytes()) as store:
        for first in (1000, 5000):
            take(store, operators(count, first), Rules())
        assert store.value("SELECT count(*) FROM former_key") == count
        steps = 0

        def step() -> None:
            nonlocal steps
            steps += 1

        store.connection.set_progress_handler(step, 1000)
        match(store, operators(count, again), Rules())
        return steps


@pytest.mark.parametrize("again", [1000, 5000, 9000], ids=["former", "present", "new"])
def test_four_times_the_rows_are_four_times_the_work(template: Path, again: int) -> None:
    assert work(template, MANY, again) < 6 * work(template, FEW, again)
