"""Rows written many at once are logged as if each had been written by itself, and the triggers stand again afterwards."""

from __future__ import annotations

import pytest

from tests.roster.records import ACTOR
from zoufang_cli.store import bulk
from zoufang_cli.store.bulk import insert_many, update_many
from zoufang_cli.store.check import check_store
from zoufang_cli.store.connection import Store
from zoufang_cli.store.ids import new_ids
from zoufang_cli.store.operations import operation, require_own_schema

COLUMNS = ("number", "name", "normalized_name", "listed_on", "vehicle_count", "remark")


def rows(first: int) -> list[tuple[str, str, str, str, int | None, str]]:
    return [
        (f"YH-{n:05d}", f"第{n}公司", f"第{n}公司", "2020-01-01", n % 3 or None, '"\n') for n in range(first, first + 5)
    ]


def logged(store: Store) -> list[tuple[object, ...]]:
    """Return what the newest operation logged, whatever the ids are."""
    return [
        tuple(row)
        for row in store.all(
            """SELECT tbl, before, after FROM change
            WHERE operation_id = (SELECT max(id) FROM operation) ORDER BY id"""
        )
    ]


@pytest.mark.parametrize("many", [1, 20_000], ids=["indexes made anew", "indexes kept"])
def test_many_rows_are_logged_as_single_ones(store: Store, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(bulk, "MANY", many)
    with operation(store, ACTOR, "enterprise import"):
        first = new_ids(5)
        written = [(first + n, *row) for n, row in enumerate(rows(1))]
        insert_many(store, "operator", ("id", *COLUMNS), written, first, 5)
    bulk_log = logged(store)
    require_own_schema(store)
    with operation(store, ACTOR, "enterprise import"):
        for row in rows(1):
            store.insert("operator", dict(zip(COLUMNS, (f"B{row[0]}", *row[1:]), strict=True)))
    single_log = [(table, before, str(after).replace('"BYH', '"YH')) for table, before, after in logged(store)]
    assert bulk_log == single_log
    assert [fault for fault in check_store(store) if fault.code != "counter"] == []  # the numbers are made up


def test_only_what_differs_is_logged(store: Store) -> None:
    with operation(store, ACTOR, "enterprise import"):
        ids = [store.insert("operator", dict(zip(COLUMNS, row, strict=True))) for row in rows(1)]
    with operation(store, ACTOR, "enterprise import"):
        changes = [
            (ids[0], (1, '"\n'), (7, "新")),
            (ids[1], (2, '"\n'), (2, '"\n')),
            (ids[2], (None, '"\n'), (None, "新")),
        ]
        update_many(store, "operator", ("vehicle_count", "remark"), changes)
    assert logged(store) == [
        ("operator", '{"vehicle_count":1,"remark":"\\"\\n"}', '{"vehicle_count":7,"remark":"新"}'),
        ("operator", '{"remark":"\\"\\n"}', '{"remark":"新"}'),
    ]
    require_own_schema(store)
    assert [fault for fault in check_store(store) if fault.code != "counter"] == []  # the numbers are made up
