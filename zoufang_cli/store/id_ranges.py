"""Sets of row ids as ranges [first, count] in rising order, apart from each other: a million ids of one import are one range."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Ranges = Sequence[Sequence[int]]
"""What every function here takes: lists of lists, as JSON has them, or of tuples."""


def ranges(ids: Iterable[int]) -> list[list[int]]:
    """Return the ranges of some ids, in any order and with repetitions; rising ids are never held all at once."""
    found: list[list[int]] = []
    pending = iter(ids)
    for row_id in pending:
        if not found or row_id > found[-1][0] + found[-1][1]:
            found.append([row_id, 1])
        elif row_id == found[-1][0] + found[-1][1]:
            found[-1][1] += 1
        elif row_id < found[-1][0]:
            return joined(found, ranges(sorted([row_id, *pending])))
    return found


def inside(held: Ranges, one: int) -> bool:
    """Tell whether an id lies in one of the ranges."""
    at = bisect_right(held, one, key=lambda span: span[0])
    return at > 0 and one < held[at - 1][0] + held[at - 1][1]


def size(held: Ranges) -> int:
    """Return the number of ids."""
    return sum(count for _, count in held)


def joined(one: Ranges, other: Ranges) -> list[list[int]]:
    """Return the ids that are in either."""
    found: list[list[int]] = []
    for first, count in sorted([*map(tuple, one), *map(tuple, other)]):
        if found and first <= found[-1][0] + found[-1][1]:
            found[-1][1] = max(found[-1][1], first + count - found[-1][0])
        else:
            found.append([first, count])
    return found


def both(one: Ranges, other: Ranges) -> list[list[int]]:
    """Return the ids that are in both."""
    found: list[list[int]] = []
    at = 0
    for first, count in one:
        end = first + count
        while at < len(other):
            other_first, other_end = other[at][0], other[at][0] + other[at][1]
            low, high = max(first, other_first), min(end, other_end)
            if low < high:
                found.append([low, high - low])
            if other_end > end:
                break
            at += 1
    return found


def minus(one: Ranges, other: Ranges) -> list[list[int]]:
    """Return the ids of the first that are not in the second."""
    found: list[list[int]] = []
    taken = both(one, other)
    at = 0
    for first, count in one:
        end = first + count
        while at < len(taken) and taken[at][0] < end:
            if first < taken[at][0]:
                found.append([first, taken[at][0] - first])
            first = taken[at][0] + taken[at][1]
            at += 1
        if first < end:
            found.append([first, end - first])
    return found
