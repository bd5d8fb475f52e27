"""Operators made one, with all that hangs on them; and taken apart again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.returns.records import Records
from tests.roster.records import ACTOR, TODAY, put_batch, put_conflict, put_operator, put_source
from zoufang_cli import resources
from zoufang_cli.app import history
from zoufang_cli.errors import Refused, UndoBlocked
from zoufang_cli.figures.table.counts import figures_of
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.roster import actions, former_keys
from zoufang_cli.roster.duplicates import actions as doubles
from zoufang_cli.roster.duplicates.table.merging import MOVED
from zoufang_cli.roster.importing.actions.importing import import_roster
from zoufang_cli.roster.naming import operator_named, standing_operator
from zoufang_cli.roster.table import operator_details
from zoufang_cli.store.check import check_store
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Candidate
from zoufang_cli.store.operations import operation
from zoufang_cli.store.schema import logged_tables
from zoufang_cli.text.months import Month

CODES = ("91990100MA0000001G", "91990100MA0000002E")
State = dict[str, list[dict[str, Any]]]
Figures = dict[str, tuple[object, object]]


def state(store: Store) -> State:
    """Return every row of every logged table."""
    tables = logged_tables(resources.schema_sql())
    return {table: [dict(row) for row in store.all(f"SELECT * FROM {table} ORDER BY id")] for table in tables}


def named(store: Store, *texts: str) -> list[Candidate]:
    return [operator_named(store, text) for text in texts]


def merge(store: Store, *texts: str) -> doubles.Merged:
    survivor, *duplicates = named(store, *texts)
    return doubles.merge(store, ACTOR, survivor, duplicates)


def undo_last(store: Store, partial: bool = False) -> history.Undone:
    return history.undo(store, ACTOR, history.operation_named(store, None), partial)


# Columns that point at an operator: those that a merge moves with care, and those that it leaves.
WITH_CARE = (
    ("issue_party", "operator_id"),
    ("conflict", "operator_id"),
    ("conflict", "other_id"),
    ("distinct_pair", "one_id"),
    ("distinct_pair", "other_id"),
)
LEFT = (("status_change", "operator_id"), ("former_key", "operator_id"), ("import_row", "operator_id"))


@pytest.fixture
def full(store: Store) -> list[int]:
    """Return 顺达, 顺大, 顺答 and 宏运, the first three being one, with a record of every kind."""
    with operation(store, ACTOR, "x"):
        shunda = put_operator(store, "顺达公司", credit_code=CODES[0], district="东屏区", status=1)
        second = put_operator(
            store, "顺大公司", credit_code=CODES[1], licence="云字990101000001号", licence_digits="990101000001",
            phone='["19900000001"]', address="望江街", listed_on="2019-11-18",
        )  # fmt: skip
        third, hongyun = put_operator(store, "顺答公司"), put_operator(store, "宏运公司")
        visit = {"trip": "ZF-1", "kind": "visit", "form": "F2", "held_on": TODAY, "state": "done"}
        for operator in (shunda, second, third):
            activity = store.insert(
                "activity", {**visit, "number": store.next_number("ZF", 2020), "operator_id": operator}
            )
        store.insert("participant", {"activity_id": activity, "role": "operator", "operator_id": second})
        issue = {"source": "visit", "text": "排队久", "reported_on": TODAY, "state": "pending"}
        shared, own = (store.insert("issue", {**issue, "number": store.next_number("WT", 2020)}) for number in (1, 2))
        for issue_id, operator in ((shared, shunda), (shared, second), (own, second)):
            store.insert("issue_party", {"issue_id": issue_id, "operator_id": operator})
        store.insert("call_back", {"issue_id": shared, "operator_id": second, "on": TODAY, "satisfaction": "满意"})
        opinion = {"number": "YJ-1", "kind": "opinion", "text": "多设窗口", "given_on": TODAY}
        store.insert("opinion", {**opinion, "operator_id": second})
        ticket = {"number": "12328-1", "type": "enquiry", "received_on": TODAY, "text": "问"}
        store.insert("ticket", {**ticket, "operator_id": second})
        change = {"changed_on": TODAY, "from_status": 2, "to_status": 1}
        store.insert("status_change", {**change, "operator_id": second})
        store.insert("former_key", {"operator_id": second, "field": "normalized_name", "value": "舜大公司"})
        file = {"number": "YH-00002", "name": "照.jpg", "path": "a", "sha256": "0", "size_bytes": 1, "added_on": TODAY}
        store.insert("attachment", {**file, "tbl": "operator", "row_id": second})
        batch_id = put_batch(store, put_source(store))
        put_conflict(store, shunda, "credit_code", CODES, other_id=second, batch_id=batch_id)
        put_conflict(store, second, "name", ("顺大公司", "舜大公司"), batch_id=batch_id)
        put_conflict(store, hongyun, "credit_code", ("a", "b"), other_id=second, batch_id=batch_id)
        for operator_id in (shunda, second):
            store.insert("distinct_pair", {"one_id": operator_id, "other_id": hongyun, "decided_on": TODAY})
    return [shunda, second, third, hongyun]


def test_every_reference_to_an_operator_is_provided_for(store: Store) -> None:
    columns = {
        (table, key["from"])
        for table in logged_tables(resources.schema_sql())
        for key in store.all(f"PRAGMA foreign_key_list({table})")
        if key["table"] == "operator"
    }
    assert {*MOVED, *WITH_CARE, *LEFT} == columns


def test_all_records_follow(store: Store, full: list[int]) -> None:
    shunda, second, _, hongyun = full
    done = merge(store, "YH-00001", "YH-00002").merged[0]
    assert done.moved == {
        "issue_party": 1, "distinct_pair": 1, "attachment": 1, "conflict": 2, "activity": 1, "participant": 1,
        "call_back": 1, "opinion": 1, "ticket": 1,
    }  # fmt: skip
    assert (done.shared_issues, done.settled_conflicts, done.status_changes) == (1, 1, 1)
    left = [(table, column) for table, column in (*MOVED, *WITH_CARE)
            if store.value(f"SELECT 1 FROM {table} WHERE {column} = :id", id=second)]  # fmt: skip
    assert left == [("conflict", "other_id")]  # the settled one between the two
    assert [tuple(r) for r in store.all("SELECT issue_id, operator_id FROM issue_party ORDER BY id")] == [
        (issue["id"], shunda) for issue in store.all("SELECT id FROM issue ORDER BY id")
    ]
    assert [tuple(r) for r in store.all("SELECT one_id, other_id FROM distinct_pair")] == [(shunda, hongyun)]
    assert store.value("SELECT number FROM attachment WHERE row_id = :id", id=shunda) == "YH-00001"
    assert check_store(store) == []


@pytest.mark.parametrize(
    ("survivor", "duplicate", "settled"), [("YH-00001", "YH-00002", "kept"), ("YH-00002", "YH-00001", "taken")], ids=["held", "offered"]
)  # fmt: skip
def test_the_conflict_between_two_is_settled_for_the_one_that_stays(
    store: Store, full: list[int], survivor: str, duplicate: str, settled: str
) -> None:
    merge(store, survivor, duplicate)
    rows = store.all("SELECT number, state, settled_on FROM conflict ORDER BY number")
    assert [tuple(row) for row in rows] == [
        ("CT-00001", settled, TODAY.isoformat()),
        ("CT-00002", "open", None),
        ("CT-00003", "open", None),
    ]


def test_fields_are_filled_and_what_gives_way_is_named(store: Store, full: list[int]) -> None:
    folded = merge(store, "YH-00001", "YH-00002").merged[0].fields
    assert folded.filled == ("licence", "address", "phone")
    assert [(value.field, value.kept, value.dropped) for value in folded.dropped] == [
        ("name", "顺达公司", "顺大公司"),
        ("credit_code", *CODES),
    ]
    kept = operator_details(store, full[0])
    assert (kept.operator.address, kept.operator.listed_on) == ("望江街", date(2019, 11, 18))
    assert kept.merged == (("YH-00002", "顺大公司"),)
    assert [change.note for change in kept.status_changes] == ["YH-00002"]


def test_a_status_taken_over_holds_from_that_day_on(store: Store) -> None:
    with operation(store, ACTOR, "x"):
        blank, closed = put_operator(store, "顺达公司"), put_operator(store, "顺大公司", status=6)
        put_operator(store, "宏运公司", status=1)
    merge(store, "YH-00001", "YH-00002", "YH-00003")
    changes = [
        (c.changed_on, c.from_status, c.to_status, c.note) for c in operator_details(store, blank).status_changes
    ]
    assert changes == [(TODAY, None, 6, "并入 YH-00002")]
    assert store.value("SELECT status FROM operator WHERE id = :id", id=closed) == 6


@pytest.mark.parametrize("duplicates", [("YH-00002",), ("YH-00002", "YH-00003"), ("YH-00003", "YH-00002")], ids=len)
def test_undo_restores_every_row(store: Store, full: list[int], duplicates: tuple[str, ...]) -> None:
    before = state(store)
    done = merge(store, "YH-00001", *duplicates)
    after = state(store)
    assert after != before
    undo = undo_last(store)
    assert state(store) == before
    history.undo(store, ACTOR, history.operation_named(store, undo.number), False)  # and undo of the undo
    assert state(store) == after
    assert history.operation_named(store, done.operation).command.startswith("enterprise merge YH-00001 ")
    assert check_store(store) == []


def test_a_rehearsal_says_what_the_merge_does_and_changes_nothing(store: Store, full: list[int]) -> None:
    before, operations = state(store), len(history.log_of(store, None))
    survivor, *duplicates = named(store, "YH-00001", "YH-00002", "YH-00003")
    rehearsed = doubles.rehearse(store, survivor, duplicates, TODAY)
    assert (state(store), len(history.log_of(store, None))) == (before, operations)
    assert doubles.merge(store, ACTOR, survivor, duplicates).merged == rehearsed.merged
    assert check_store(store) == []


def test_undo_is_refused_when_a_field_was_edited_since(store: Store, full: list[int]) -> None:
    merge(store, "YH-00001", "YH-00002")
    target = history.operation_named(store, None)
    actions.edit(store, ACTOR, full[0], {"address": "槐荫街"})
    before = state(store)
    with pytest.raises(UndoBlocked) as refused:
        history.undo(store, ACTOR, target, False)
    assert [line for line in refused.value.details if "地址" in line] == list(refused.value.details)
    assert state(store) == before


def test_undo_is_refused_when_it_was_merged_further(store: Store, full: list[int]) -> None:
    merge(store, "YH-00001", "YH-00002")
    target = history.operation_named(store, None)
    merge(store, "YH-00003", "YH-00001")
    with pytest.raises(UndoBlocked):
        history.undo(store, ACTOR, target, False)


def test_operators_merged_earlier_follow(store: Store, full: list[int]) -> None:
    merge(store, "YH-00001", "YH-00002")
    assert merge(store, "YH-00003", "YH-00001").merged[0].moved["operator"] == 1
    pointed = store.all("SELECT number, merged_into_id FROM operator ORDER BY number")
    assert [tuple(row) for row in pointed] == [
        ("YH-00001", full[2]), ("YH-00002", full[2]), ("YH-00003", None), ("YH-00004", None)
    ]  # fmt: skip
    assert operator_details(store, full[2]).merged == (("YH-00001", "顺达公司"), ("YH-00002", "顺大公司"))


@pytest.mark.parametrize(
    "text", ["YH-00002", "yh-00002", CODES[1], CODES[1].lower(), "990101000001", "顺大公司", "顺大", "舜大公司", "舜大"]
)
def test_all_names_and_numbers_of_a_merged_operator_lead_to_the_one_that_stays(
    store: Store, full: list[int], text: str
) -> None:
    merge(store, "YH-00001", "YH-00002")
    assert operator_named(store, text).id == full[0]


def test_what_stands_in_the_roster_comes_before_what_was(store: Store, full: list[int]) -> None:
    merge(store, "YH-00001", "YH-00002")
    with operation(store, ACTOR, "x"):
        again = put_operator(store, "顺大公司", credit_code="91990100MA0000003C")
    assert operator_named(store, "顺大公司").id == again
    assert operator_named(store, CODES[1]).id == full[0]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("YH-00001", "YH-00001"), "不能与自己合并"),
        (("YH-00001", "YH-00002", "YH-00002"), "不能与自己合并"),
        (("YH-00001", "YH-00004"), "YH-00001 顺达公司 和 YH-00004 宏运公司 已于2020年3月5日登记为不是同一业户"),
        (("YH-00003", "YH-00002", "YH-00004"), "YH-00002 顺大公司 和 YH-00004 宏运公司"),
    ],
    ids=["itself", "twice", "two operators", "two of the others"],
)
def test_what_cannot_be_one_is_refused(store: Store, full: list[int], texts: tuple[str, ...], words: str) -> None:
    before = state(store)
    survivor, *duplicates = named(store, *texts)
    for attempt in (
        lambda: doubles.rehearse(store, survivor, duplicates, TODAY),
        lambda: doubles.merge(store, ACTOR, survivor, duplicates),
    ):
        with pytest.raises(Refused, match=words):
            attempt()
    assert state(store) == before


def test_a_merged_operator_is_followed_with_a_sentence(store: Store, full: list[int]) -> None:
    merge(store, "YH-00001", "YH-00002")
    merged_by_number, merged_by_name = operator_named(store, " yh-00002"), operator_named(store, "顺大公司")
    assert merged_by_number == merged_by_name
    assert merged_by_number.merged_sentence == "YH-00002 顺大公司 已并入 YH-00001 顺达公司，以下按后者处理。"
    assert operator_named(store, "YH-00001").merged_sentence == ""
    merged_id = store.value("SELECT id FROM operator WHERE number = 'YH-00002'")
    assert standing_operator(store, merged_id).number == "YH-00001"
    assert standing_operator(store, merged_by_number.id).number == "YH-00001"
    assert merge(store, "YH-00003", "YH-00002").merged[0].number == "YH-00001"


# ---- two operators


def test_two_operators_are_recorded_once(store: Store, full: list[int]) -> None:
    left, right = named(store, "YH-00003", "YH-00001")
    first = doubles.record_distinct(store, ACTOR, left, right, "执照各异")
    operations = len(history.log_of(store, None))
    again = doubles.record_distinct(store, ACTOR, right, left, "别的理由")
    assert (first.known, again.known) == (False, True)
    assert (again.decided_on, again.reason) == (TODAY, "执照各异")
    assert len(history.log_of(store, None)) == operations
    with pytest.raises(Refused, match=r"zoufang undo \d+"):
        doubles.merge(store, ACTOR, left, [right])
    undo_last(store)
    doubles.merge(store, ACTOR, left, [right])


def test_pairs_on_record_and_merged_operators_are_no_duplicates(store: Store) -> None:
    with operation(store, ACTOR, "x"):
        for name, own in zip(("云州市顺达运输有限公司", "云州市宏运物流有限公司"), CODES, strict=True):
            for code in own, "":
                put_operator(store, name, district="东屏区", credit_code=code)
    pairs, total = doubles.find(store, 85, None)
    assert [(pair.one.number, pair.other.number) for pair in pairs] == [
        ("YH-00001", "YH-00002"),
        ("YH-00003", "YH-00004"),
    ]
    assert (total, len(doubles.find(store, 85, 1)[0])) == (2, 1)
    merge(store, "YH-00001", "YH-00002")
    doubles.record_distinct(store, ACTOR, *named(store, "YH-00003", "YH-00004"), "")
    assert doubles.find(store, 85, None) == ([], 0)


# ---- figures


def test_figures_change_in_nothing_but_that_two_are_one(store: Store) -> None:
    with Records(store) as r:
        left, right, third = (r.operator(name) for name in ("顺达", "顺大", "宏运"))
        r.visit("2.10", right)
        r.visit("3.5", left, satisfaction="满意", material_count=2)
        r.visit("3.6", right, third, material_count=3)
        r.issue("3.6", ("assigned", "3.7"), ("closed", "3.9"), operators=(left, right), satisfaction="满意")
        r.status(right, "3.1", 1, 6)
    march = Month(2020, 3)
    ids = {row["name"]: row["number"] for row in store.all("SELECT name, number FROM operator")}

    def figures(month: Month) -> Figures:
        figures = figures_of(store, campaign_of(store), month, date(2020, 3, 31))
        return {key: (amount.month, amount.cumulative) for key, amount in figures.amounts.items()}

    before, february = figures(march), figures(Month(2020, 2))
    merge(store, ids["顺达"], ids["顺大"])
    assert differing(before, figures(march)) == {
        "operators_visited": ((3, 3), (2, 2)),
        "operators_visited_enterprise": ((3, 3), (2, 2)),
        "operators_first_visited": ((2, 3), (1, 2)),
        "operators_visited_closed": ((1, None), (0, None)),  # the one that stays is not 注销
        "operators_visited_cancelled": ((1, None), (0, None)),
    }
    assert before["visits_pairs"] == (3, 4)
    assert differing(february, figures(Month(2020, 2))) == {
        "operators_total": ((3, None), (2, None)),
        "operators_total_enterprise": ((3, None), (2, None)),
        "operators_due": ((3, None), (2, None)),
        "coverage_rate": ((33.33, 33.33), (50.0, 50.0)),
    }


def differing(before: Figures, after: Figures) -> dict[str, tuple[object, object]]:
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


# ---- next month's roster


def roster(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["业户名称,统一社会信用代码,经营许可证号,所属区县,联系电话", *rows]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "row",
    [f"顺大公司,{CODES[1]},,,", "顺大公司,,云字990101000001号,,", "顺大公司,,,,", "舜大公司,,,,"],
    ids=["code", "licence", "name", "former name"],
)  # fmt: skip
def test_the_next_roster_follows_a_merged_operator(store: Store, full: list[int], tmp_path: Path, row: str) -> None:
    merge(store, "YH-00001", "YH-00002")
    keys = former_keys.keys_of(store, full[0])
    result = import_roster(store, ACTOR, roster(tmp_path / "a.csv", row))
    assert (result.added, result.rejected) == (0, 0)
    assert former_keys.keys_of(store, full[0]) == keys
    assert check_store(store) == []


EDITS = {
    "code": ({"credit_code": CODES[1]}, f"改名公司,{CODES[0]},,,"),
    "licence": ({"licence": "云字990101000009号"}, "改名公司,,云字990101000001号,,"),
    "name": ({"name": "顺达运输公司"}, "顺达公司,,,东屏区,"),
    "district": ({"district": "西岭区"}, "顺达公司,,,东屏区,"),
}


@pytest.mark.parametrize("case", EDITS)
def test_the_next_roster_finds_an_operator_whose_key_was_edited(store: Store, tmp_path: Path, case: str) -> None:
    typed, row = EDITS[case]
    known = {"name": "顺达公司", "credit_code": CODES[0], "licence": "云字990101000001号", "district": "东屏区"}
    if case in ("name", "district"):
        known = {"name": "顺达公司", "district": "东屏区"}
    saved = actions.add(store, ACTOR, known, operator_type=None, tags=(), listed_on=TODAY).operator
    actions.edit(store, ACTOR, saved.id, typed)
    assert import_roster(store, ACTOR, roster(tmp_path / "a.csv", row)).added == 0
    edited = operator_details(store, saved.id).operator
    assert all(getattr(edited, field) == value for field, value in typed.items())


def former(store: Store) -> list[tuple[str, str]]:
    return [tuple(row) for row in store.all("SELECT field, value FROM former_key ORDER BY field, value")]


def test_a_key_that_comes_back_is_no_former_one(store: Store) -> None:
    saved = actions.add(store, ACTOR, {"name": "顺达公司"}, operator_type=None, tags=(), listed_on=TODAY).operator
    actions.edit(store, ACTOR, saved.id, {"name": "宏运公司", "district": "东屏区"})
    assert former(store) == [("normalized_name", "顺达公司")]
    actions.edit(store, ACTOR, saved.id, {"name": "顺达公司"})
    assert former(store) == [("normalized_name", "宏运公司")]
    actions.edit(store, ACTOR, saved.id, {"district": ""})
    assert former(store) == [("normalized_name", "宏运公司")]
    undo_last(store)
    undo_last(store)
    assert former(store) == [("normalized_name", "顺达公司")]
    assert check_store(store) == []
