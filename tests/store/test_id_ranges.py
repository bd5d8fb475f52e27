"""Ranges of ids against plain sets."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.store.id_ranges import both, inside, joined, minus, ranges, size

IDS = st.lists(st.integers(-3, 40) | st.integers(10**18, 10**18 + 20), max_size=60)


def members(held: list[list[int]]) -> list[int]:
    return [one for first, count in held for one in range(first, first + count)]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([], []),
        ([7], [[7, 1]]),
        ([1, 2, 3, 5, 6, 9], [[1, 3], [5, 2], [9, 1]]),
        ([9, 1, 2, 1, 3, 5, 6], [[1, 3], [5, 2], [9, 1]]),
        ([4, 4, 5, 4], [[4, 2]]),
    ],
    ids=["none", "one", "gaps", "any order", "repeated"],
)
def test_ranges(ids: list[int], expected: list[list[int]]) -> None:
    assert ranges(iter(ids)) == expected


@given(IDS)
def test_ranges_hold_what_went_in_once_and_in_order(ids: list[int]) -> None:
    held = ranges(ids)
    assert members(held) == sorted(set(ids))
    assert size(held) == len(set(ids))
    assert all(first + count < second for (first, count), (second, _) in itertools.pairwise(held))
    assert ranges(members(held)) == held == json.loads(json.dumps(held))


@given(IDS, st.integers(-5, 45))
def test_inside(ids: list[int], one: int) -> None:
    assert inside(ranges(ids), one) == (one in ids)


@given(IDS, IDS)
def test_sets_of_ranges_are_sets(one: list[int], other: list[int]) -> None:
    a, b = ranges(one), ranges(other)
    assert joined(a, b) == ranges(set(one) | set(other))
    assert both(a, b) == ranges(set(one) & set(other))
    assert minus(a, b) == ranges(set(one) - set(other))
