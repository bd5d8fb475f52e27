"""Which list continues which, and who is no longer named."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties import examples
from tests.roster.records import ACTOR, put_batch, put_operator, put_source
from zoufang_cli.roster.importing.table.batches import members_of, previous_list, vanished_operators
from zoufang_cli.store.connection import Store
from zoufang_cli.store.id_ranges import ranges
from zoufang_cli.store.operations import operation


@pytest.mark.parametrize(
    ("earlier", "members", "expected", "shared"),
    [
        ([], range(10), None, 0),
        ([range(10)], range(10), 0, 10),
        ([range(10)], range(2, 12), 0, 8),
        ([range(10)], range(5, 15), 0, 5),
        ([range(9)], range(5, 14), None, 0),
        ([range(10)], range(4), None, 0),
        ([range(4)], range(10), None, 0),
        ([range(10), range(100, 110)], range(10), 0, 10),
        ([range(10), range(100, 110)], range(100, 111), 1, 10),
        ([range(10), range(1, 11), range(3)], range(2, 12), 1, 9),
        ([range(10)], range(0), None, 0),
        ([range(0)], range(0), None, 0),
    ],
    ids=[
        "first list", "same again", "some come, some go", "half", "less than half", "short supplement", "first one was short",
        "another county since", "that county", "newest of several", "nobody listed", "nobody ever",
    ],
)  # fmt: skip
def test_a_list_continues_the_newest_that_it_mostly_agrees_with(
    store: Store, earlier: list[range], members: range, expected: int | None, shared: int
) -> None:
    with operation(store, ACTOR, "x"):
        source_id = put_source(store)
        ids = [put_batch(store, source_id, one) for one in earlier]
        put_batch(store, put_source(store, "别的表头"), members)
    wanted = None if expected is None else ids[expected]
    assert previous_list(store, {source_id}, ranges(members)) == (wanted, shared)


def test_a_list_continues_one_that_came_from_no_other_sources(store: Store) -> None:
    with operation(store, ACTOR, "x"):
        one, two, three = (put_source(store, name) for name in "甲乙丙")
        both = put_batch(store, [one, two], range(10))
        half = put_batch(store, one, range(10))
        put_batch(store, [one, three], range(10))
    members = [[0, 10]]
    assert previous_list(store, {one, two}, members) == (half, 10)
    assert previous_list(store, {two, one}, [[0, 9]]) == (half, 9)
    assert previous_list(store, {one}, members) == (half, 10)
    assert previous_list(store, {two}, members) == (None, 0)
    assert previous_list(store, set(), members) == (None, 0)
    with operation(store, ACTOR, "x"):
        again = put_batch(store, [two, one], range(10))
    assert previous_list(store, {one, two}, members) == (again, 10)
    assert both != again


def test_a_correction_is_no_list_but_counts_to_the_one_it_corrects(store: Store) -> None:
    with operation(store, ACTOR, "x"):
        source_id = put_source(store)
        first = put_batch(store, source_id, range(4))
        correction = put_batch(store, source_id, range(4, 8), corrects_id=first)
        put_batch(store, source_id, range(8, 10), corrects_id=correction)
    assert members_of(store, first) == [[0, 10]]
    assert previous_list(store, {source_id}, [[0, 10]]) == (first, 10)


def test_vanished_operators_by_their_numbers(store: Store) -> None:
    with operation(store, ACTOR, "x"):
        source_id = put_source(store)
        stays, gone, corrected, into = (put_operator(store, name, district="东屏区") for name in "甲乙丙丁")
        merged = put_operator(store, "戊", merged_into_id=into)
        first = put_batch(store, source_id, [stays, gone, merged])
        put_batch(store, source_id, [corrected], corrects_id=first)
        second = put_batch(store, source_id, [stays, into], previous_id=first)
        assert [one.name for one in vanished_operators(store, second)] == ["乙", "丙"]
        put_batch(store, source_id, [corrected], corrects_id=second)
        assert [(one.number, one.name, one.district) for one in vanished_operators(store, second)] == [
            ("YH-00002", "乙", "东屏区")
        ]
        assert vanished_operators(store, first) == []


def test_a_chain_of_mergers_ends_at_the_operator_that_is_left(store: Store) -> None:
    with operation(store, ACTOR, "x"):
        source_id = put_source(store)
        last = put_operator(store, "丙")
        middle = put_operator(store, "乙", merged_into_id=last)
        first = put_operator(store, "甲", merged_into_id=middle)
        batch_id = put_batch(store, source_id, [first])
    assert members_of(store, batch_id) == [[last, 1]]


def test_a_list_that_was_undone_lets_nobody_vanish(store: Store) -> None:
    with operation(store, ACTOR, "x"):
        batch_id = put_batch(store, put_source(store), [put_operator(store, "甲")], previous_id=12345)
    assert vanished_operators(store, batch_id) == []


IDS = st.sets(st.integers(1, 12))


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(IDS, IDS, IDS, IDS, st.dictionaries(st.integers(1, 6), st.integers(7, 12), max_size=3))
def test_vanished_against_sets(
    store: Store, first: set[int], later: set[int], second: set[int], fixed: set[int], merged: dict[int, int]
) -> None:
    store.run("BEGIN")
    for one in range(12, 0, -1):
        put_operator(store, f"{one:02d}", id=one, merged_into_id=merged.get(one))
    source_id = put_source(store)
    earlier = put_batch(store, source_id, first)
    put_batch(store, source_id, later, corrects_id=earlier)
    batch_id = put_batch(store, source_id, second, previous_id=earlier)
    put_batch(store, source_id, fixed, corrects_id=batch_id)
    found = {int(one.name) for one in vanished_operators(store, batch_id)}
    store.run("ROLLBACK")
    assert found == {merged.get(one, one) for one in first | later} - {merged.get(one, one) for one in second | fixed}


def test_lists_in_very_many_pieces_are_compared_in_linear_time(store: Store) -> None:
    with operation(store, ACTOR, "x"):
        source_id = put_source(store)
        put_batch(store, source_id, range(0, 400_000, 2))
    members = ranges(range(0, 399_000, 2))
    begun = time.perf_counter()
    assert previous_list(store, {source_id}, members)[1] == 199_500
    assert time.perf_counter() - begun < 20  # a second; minutes if every piece were looked for from the start
