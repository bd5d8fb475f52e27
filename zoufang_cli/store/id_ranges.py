"""Sets of row ids as ranges [first, count] in rising order, apart from each other: a million ids of one import are one range."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Ranges = Sequence[Sequence[int]]
"""What every function here takes: lists of lists, as JSON has them, or of tuples."""


def ranges(ids: Iterable[int]) -> list[list[int]]:
    """Return the ranges of some ids, in any order and with repetitions; rising ids are never held all at once."""
    spans: list[list[int]] = []
    pending = iter(ids)
    for row_id in pending:
        if not spans or row_id > spans[-1][0] + spans[-1][1]:
            spans.append([row_id, 1])
        elif row_id == spans[-1][0] + spans[-1][1]:
            spans[-1][1] += 1
        elif row_id < spans[-1][0]:
            return joined(spans, ranges(sorted([row_id, *pending])))
    return spans


def inside(held: Ranges, row_id: int) -> bool:
    """Tell whether an id lies in one of the ranges."""
    at = bisect_right(held, row_id, key=lambda span: span[0])
    return at > 0 and row_id < held[at - 1][0] + held[at - 1][1]


def size(held: Ranges) -> int:
    """Return the number of ids."""
    return sum(count for _, count in held)


def joined(first_ranges: Ranges, second_ranges: Ranges) -> list[list[int]]:
    """Return the ids that are in either."""
    spans: list[list[int]] = []
    for first, count in sorted([*map(tuple, first_ranges), *map(tuple, second_ranges)]):
        if spans and first <= spans[-1][0] + spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], first + count - spans[-1][0])
        else:
            spans.append([first, count])
    return spans


def both(first_ranges: Ranges, second_ranges: Ranges) -> list[list[int]]:
    """Return the ids that are in both."""
    spans: list[list[int]] = []
    at = 0
    for first, count in first_ranges:
        end = first + count
        while at < len(second_ranges):
            other_first, other_end = second_ranges[at][0], second_ranges[at][0] + second_ranges[at][1]
            low, high = max(first, other_first), min(end, other_end)
            if low < high:
                spans.append([low, high - low])
            if other_end > end:
                break
            at += 1
    return spans


def minus(held: Ranges, removed: Ranges) -> list[list[int]]:
    """Return the ids of the first that are not in the second."""
    spans: list[list[int]] = []
    taken = both(held, removed)
    at = 0
    for first, count in held:
        end = first + count
        while at < len(taken) and taken[at][0] < end:
            if first < taken[at][0]:
                spans.append([first, taken[at][0] - first])
            first = taken[at][0] + taken[at][1]
            at += 1
        if first < end:
            spans.append([first, end - first])
    return spans
