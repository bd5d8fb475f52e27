"""What is remembered of the headers of rosters."""

from __future__ import annotations

from tests.roster.records import ACTOR, TODAY, put_batch
from zoufang_cli.roster.importing.table.batches import (
    forget_mapping,
    list_sources,
    remember_source,
    remembered_mappings,
)
from zoufang_cli.store.connection import Store
from zoufang_cli.store.history import changes_of
from zoufang_cli.store.operations import operation

HEADER = ["户名", "车队"]


def last_changes(store: Store) -> int:
    return len(changes_of(store, store.value("SELECT id FROM operation ORDER BY clock DESC LIMIT 1")))


def remember(store: Store, mapping: dict[str, str], name: str = "名册") -> int:
    with operation(store, ACTOR, "x"):
        return remember_source(store, "h1", HEADER, mapping, name)


def test_a_mapping_is_remembered_by_its_header(store: Store) -> None:
    assert remembered_mappings(store) == {}
    remember(store, {"户名": "name", "车队": ""})
    assert remembered_mappings(store) == {"h1": {"户名": "name", "车队": ""}}


def test_a_header_met_again_keeps_its_row_and_takes_the_new_mapping(store: Store) -> None:
    first = remember(store, {"户名": "name", "车队": ""})
    assert remember(store, {"户名": "name", "车队": ""}, "别名") == first
    assert last_changes(store) == 0
    assert remember(store, {"户名": "name", "车队": "remark"}) == first
    assert remembered_mappings(store)["h1"]["车队"] == "remark"
    assert [one.name for one in list_sources(store)] == ["名册"]


def test_a_forgotten_mapping_is_not_reused_and_its_row_stays(store: Store) -> None:
    source_id = remember(store, {"户名": "name"})
    with operation(store, ACTOR, "x"):
        put_batch(store, source_id)
        forget_mapping(store, source_id)
    assert remembered_mappings(store) == {}
    (source,) = list_sources(store)
    assert (source.place, source.header, source.mapping, source.batch_count) == (1, ("户名", "车队"), {}, 1)
    assert source.last_on == TODAY
    assert remember(store, {"户名": "name"}) == source_id
    assert remembered_mappings(store) == {"h1": {"户名": "name"}}
