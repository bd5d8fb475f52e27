"""A fixed share of what `make fuzz` tries: no file may crash an import, make it hang, or cost rows."""

from __future__ import annotations

from tests.fuzz import driver
from tests.fuzz.inputs import name_and_content

SEEDS = range(48)


def test_no_damaged_file_crashes_an_import() -> None:
    assert [one for one in driver.run(SEEDS, 1) if one.fault] == []


def test_a_seed_is_always_the_same_file() -> None:
    assert all(name_and_content(seed) == name_and_content(seed) for seed in SEEDS)
