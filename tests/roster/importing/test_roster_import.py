"""Taking rosters in: every row accounted for, twice is once, and what a second roster may change."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties import examples
from zoufang_cli.app.history import log_of, operation_named, undo
from zoufang_cli.errors import Refused, UsageError
from zoufang_cli.roster.importing.actions.importing import ImportOptions, import_roster
from zoufang_cli.roster.importing.rules import ImportReport
from zoufang_cli.roster.matching.matched import MatchedRows
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.check import check_store
from zoufang_cli.store.connection import Store, open_store
from zoufang_cli.text.codes import check_character

EXAMPLES = int(os.environ.get("EXAMPLES", "40"))
ACTOR = Actor("张三", date(2019, 11, 20))
HEADER = ("业户名称", "统一社会信用代码", "经营许可证号", "所属区县", "联系电话", "经营范围", "经营状态", "车队")


def code(serial: int) -> str:
    first = f"91990100MA{serial:07d}"
    return first + check_character(first)


def roster(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def row(name: str, *, uscc: str = "", licence: str = "", district: str = "东屏区", phone: str = "", scope: str = "",
        status: str = "营业", team: str = "") -> tuple[str, ...]:  # fmt: skip
    return (name, uscc, licence, district, phone, scope, status, team)


def take(store: Store, path: Path, actor: Actor = ACTOR) -> ImportReport:
    return import_roster(store, actor, path)


def counts(result: ImportReport) -> tuple[int, int, int, int]:
    return (result.added, result.updated, result.unchanged, result.rejected)


def roster_of(store: Store) -> list[tuple[object, ...]]:
    return [tuple(one)[1:] for one in store.all("SELECT * FROM operator ORDER BY number")]


def value(store: Store, column: str, name: str) -> object:
    return store.value(f"SELECT {column} FROM operator WHERE name = :name", name=name)


def test_new_operators_are_numbered_in_the_order_of_the_file(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("乙运输公司", uscc=code(2)), row("甲运输公司", uscc=code(1))]))
    assert [tuple(r) for r in store.all("SELECT number, name FROM operator ORDER BY number")] == [
        ("YH-00001", "乙运输公司"),
        ("YH-00002", "甲运输公司"),
    ]


def test_a_file_imported_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = roster(
        tmp_path / "a.csv", [row("甲公司", uscc=code(1)), row("", uscc=code(2)), row("乙公司", licence="440100151081")]
    )
    assert counts(take(store, path)) == (2, 0, 0, 1)
    before, operations = roster_of(store), len(log_of(store, None))
    assert counts(take(store, path)) == (0, 0, 2, 1)
    assert roster_of(store) == before
    assert len(log_of(store, None)) == operations


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (row("甲公司", uscc=code(1)), row("甲运输公司", uscc=code(1)), True),
        (row("甲公司", licence="粤字440100151081号"), row("甲公司", licence="440100151081", district="西岭区"), True),
        (row("甲有限责任公司"), row("甲有限公司"), True),
        (row("甲公司", uscc=code(1)), row("甲公司"), True),
        (row("甲公司"), row("甲公司", uscc=code(1)), True),
        (row("甲公司", uscc=code(1)), row("甲公司", licence="440100151081"), True),
        (row("甲公司"), row("甲公司", district="西岭区"), False),
        (row("甲公司", uscc=code(1)), row("甲公司", uscc=code(2)), False),
        (row("张三", licence="440100151081"), row("张三", licence="440100151082"), False),
        (row("甲公司", uscc=code(1), licence="440100151081"), row("乙公司", uscc=code(2), licence="440100151081"), False),
    ],
    ids=["code", "licence", "name", "code then none", "none then code", "code, licence", "district", "other code",
         "other licence", "same licence, other code"],
)  # fmt: skip
@pytest.mark.parametrize("together", [True, False], ids=["one file", "two files"])
def test_when_two_rows_are_one_operator(
    store: Store, tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...], same: bool, together: bool
) -> None:
    if together:
        take(store, roster(tmp_path / "a.csv", [first, second]))
    else:
        take(store, roster(tmp_path / "a.csv", [first]))
        take(store, roster(tmp_path / "b.csv", [second]))
    assert store.value("SELECT count(*) FROM operator") == (1 if same else 2)


def test_newer_values_are_taken_and_blanks_keep_what_is_held(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), phone="19900000001", team="一队")]))
    newer = row("甲公司", uscc=code(1), district="", scope="道路普通货物运输")
    assert counts(take(store, roster(tmp_path / "b.csv", [newer]))) == (0, 1, 0, 0)
    assert value(store, "phone", "甲公司") == '["19900000001"]'
    assert value(store, "scope", "甲公司") == '["道路普通货物运输"]'
    assert value(store, "district", "甲公司") == "东屏区"
    assert value(store, "extra", "甲公司") == '{"车队":"一队"}'


def test_a_masked_telephone_never_replaces_a_full_one(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), phone="19900000001")]))
    take(store, roster(tmp_path / "b.csv", [row("甲公司", uscc=code(1), phone="199****0001")]))
    assert value(store, "phone", "甲公司") == '["19900000001"]'


def test_a_hand_edited_field_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    path = roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), phone="19900000001")])
    take(store, path)
    store.run("UPDATE operator SET phone = '[\"1\"]', hand_edited = '[\"phone\"]'")
    assert counts(take(store, path)) == (0, 0, 1, 0)
    assert value(store, "phone", "甲公司") == '["1"]'


def test_another_name_under_the_same_code_is_a_conflict_and_not_an_overwrite(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲运输公司", uscc=code(1))]))
    other = roster(tmp_path / "b.csv", [row("乙运输公司", uscc=code(1))])
    result = take(store, other)
    assert [problem.code for problem in result.warnings] == ["name_conflict"]
    held = store.all("SELECT field, held, offered, state FROM conflict")
    assert [tuple(r) for r in held] == [("name", "甲运输公司", "乙运输公司", "open")]
    take(store, other)
    assert store.value("SELECT count(*) FROM conflict") == 1
    assert store.value("SELECT name FROM operator") == "甲运输公司"


def test_a_changed_status_is_recorded_with_its_day(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1))]))
    closed = roster(tmp_path / "b.csv", [row("甲公司", uscc=code(1), status="注销")])
    take(store, closed, Actor("张三", date(2020, 2, 3)))
    changes = store.all("SELECT changed_on, from_status, to_status FROM status_change")
    assert [tuple(r) for r in changes] == [("2020-02-03", 1, 6)]


def test_undo_of_an_import_restores_every_value(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), phone="19900000001")]))
    before = roster_of(store)
    take(store, roster(tmp_path / "b.csv", [row("甲公司", uscc=code(1), phone="19900000002"), row("乙公司"), row("")]))
    undo(store, ACTOR, operation_named(store, None), partial=False)
    assert roster_of(store) == before
    assert check_store(store) == []


def test_every_line_is_accounted_for(store: Store, tmp_path: Path) -> None:
    text = (
        "云州市业户名册\n\n" + ",".join(HEADER) + "\n甲公司,,,东屏区,,,,\n,,,,,,,\n合计,1,,,,,,\n填表人：某某,,,,,,,\n"
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    result = take(store, tmp_path / "a.csv")
    assert (result.lines, result.header_row, result.skipped, result.rows) == (7, 3, 5, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_give_the_same_roster(store: Store, tmp_path: Path, encoding: str) -> None:
    text = ",".join(HEADER) + "\n云州市䶮龑货运有限公司,,440100151081,东屏区,,普货,营业,\n"
    path = tmp_path / "a.csv"
    path.write_text(text, encoding=encoding)
    take(store, path)
    assert store.value("SELECT name FROM operator") == "云州市䶮龑货运有限公司"


def test_a_file_without_names_is_refused_with_its_columns(store: Store, tmp_path: Path) -> None:
    path = roster(tmp_path / "a.csv", [("1", "2")], header=("车牌号", "吨位"))
    with pytest.raises(Refused, match="车牌号"):
        take(store, path)
    assert store.value("SELECT count(*) FROM batch") == 0


def test_a_roster_of_tomorrow_is_refused(store: Store, tmp_path: Path) -> None:
    path = roster(tmp_path / "a.csv", [row("甲公司")])
    with pytest.raises(UsageError, match="晚于今天"):
        import_roster(store, ACTOR, path, ImportOptions(listed_on=date(2019, 11, 21)))


def test_a_write_by_another_program_in_between_is_matched_again(
    store: Store, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1))])
    from zoufang_cli.roster.importing.actions import importing

    original, calls = importing.match_rows, []

    def match_late(*args: Any) -> MatchedRows:
        matched = original(*args)
        if not calls:
            calls.append(1)
            with open_store(db) as other:
                take(other, path)
        return matched

    monkeypatch.setattr(importing, "match_rows", match_late)
    take(store, path)
    assert store.value("SELECT count(*) FROM operator") == 1
    assert [one.command.split()[0] for one in log_of(store, None)] == ["enterprise", "init"]


names = st.sampled_from(["甲公司", "乙有限公司", "乙有限责任公司", "丙运输队", "张三", "", "合计", "N/A"])
codes = st.sampled_from(["", code(1), code(2), code(3), code(1)[:-1] + "X", "9.1E+17", "440100000000001"])
licences = st.sampled_from(["", "440100151081", "粤字440100151081号", "440100151082"])
generated_rows = st.lists(
    st.tuples(names, codes, licences, st.sampled_from(["", "东屏区"]), st.sampled_from(["", "19900000001", "199****0001"]),
              st.sampled_from(["", "普货", "包车客运、旅游客运"]), st.sampled_from(["", "1", "注销"]), st.sampled_from(["", "一队"])),
    max_size=12,
)  # fmt: skip


@given(rows=generated_rows)
@settings(max_examples=examples(EXAMPLES), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_are_conserved_whatever_they_hold(template: Path, tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    db = tmp_path / "h.db"
    db.write_bytes(template.read_bytes())
    path = roster(tmp_path / "h.csv", rows)
    with open_store(db) as store:
        first = take(store, path)
        assert first.lines == 1 + first.skipped + first.rows
        assert first.rows == sum(counts(first))
        assert store.value("SELECT count(*) FROM operator") == first.added
        second = take(store, path)
        assert second.rows == sum(counts(second)) == first.rows
        assert check_store(store) == []


POOL = [
    ("甲公司", code(1), "440100151081", "东屏区"),
    ("乙有限公司", code(2), "", "东屏区"),
    ("丙运输队", "", "440100151083", "西岭区"),
    ("张三", "", "", "云河县"),
]
consistent_rows = st.lists(
    st.tuples(st.sampled_from(POOL), st.sampled_from(["", "19900000001", "199****0001"]),
              st.sampled_from(["", "普货"]), st.sampled_from(["", "1", "注销"]), st.sampled_from(["", "一队", "二队"])),
    max_size=12,
).map(lambda rows: [(*one, *rest) for one, *rest in rows])  # fmt: skip


@given(rows=consistent_rows)
@settings(max_examples=examples(EXAMPLES), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_twice_is_once_where_rows_agree_on_who_is_who(
    template: Path, tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    db = tmp_path / "h.db"
    db.write_bytes(template.read_bytes())
    path = roster(tmp_path / "h.csv", rows)
    with open_store(db) as store:
        first = take(store, path)
        assert first.added == len({one[:4] for one in rows})
        before = roster_of(store)
        assert counts(take(store, path)) == (0, 0, len(rows), 0)
        assert roster_of(store) == before
