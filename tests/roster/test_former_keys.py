"""Operators are followed by every key that they were seen under, and merged ones by their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.roster.importing.test_roster_import import ACTOR, code, counts, roster, roster_of, row, take, value
from zoufang_cli.roster import actions
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation

FIRST, SECOND = "440100151081", "440100151082"


def former(store: Store) -> list[tuple[str, str]]:
    return [tuple(row) for row in store.all("SELECT field, value FROM former_key ORDER BY field, value")]


def merge(store: Store, survivor: str, duplicate: str) -> None:
    with operation(store, ACTOR, "merge"):
        ids = {row["name"]: row["id"] for row in store.all("SELECT id, name FROM operator")}
        store.update("operator", ids[duplicate], {"merged_into_id": ids[survivor]})


def test_rows_that_change_a_licence_leave_the_old_one_as_a_key(store: Store, tmp_path: Path) -> None:
    rows = [
        row("甲公司", licence=FIRST),
        row("甲公司", uscc=code(1), licence=FIRST),
        row("甲公司", uscc=code(1), licence=SECOND),
    ]
    path = roster(tmp_path / "a.csv", rows)
    assert counts(take(store, path)) == (1, 2, 0, 0)
    assert former(store) == [("licence_digits", FIRST)]
    before = roster_of(store)
    assert counts(take(store, path)) == (0, 0, 3, 0)
    assert roster_of(store) == before


@pytest.mark.parametrize(
    "later", [{"licence": FIRST}, {"licence": SECOND}, {"uscc": code(1)}], ids=["former", "present", "code"]
)
def test_a_later_list_with_any_of_the_keys_finds_the_operator(
    store: Store, tmp_path: Path, later: dict[str, str]
) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), licence=FIRST)]))
    take(store, roster(tmp_path / "b.csv", [row("甲公司", uscc=code(1), licence=SECOND)]))
    assert counts(take(store, roster(tmp_path / "c.csv", [row("别名公司", district="", **later)])))[0] == 0
    assert value(store, "licence_digits", "甲公司") == SECOND


def test_a_district_that_changed_does_not_make_a_second_operator(store: Store, tmp_path: Path) -> None:
    rows = [row("甲公司"), row("甲公司", uscc=code(1), district=""), row("甲公司", uscc=code(1), district="西岭区")]
    path = roster(tmp_path / "a.csv", rows)
    take(store, path)
    assert former(store) == [("district", "东屏区")]
    assert counts(take(store, path)) == (0, 0, 3, 0)
    assert value(store, "district", "甲公司") == "西岭区"


def test_a_code_corrected_by_hand_is_still_known_by_the_wrong_one(store: Store, tmp_path: Path) -> None:
    path = roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), phone="19900000001")])
    take(store, path)
    actions.edit(store, ACTOR, store.value("SELECT id FROM operator"), {"credit_code": code(2)})
    newer = roster(tmp_path / "b.csv", [row("甲公司", uscc=code(1), phone="19900000002")])
    assert counts(take(store, newer)) == (0, 1, 0, 0)
    assert (value(store, "credit_code", "甲公司"), value(store, "phone", "甲公司")) == (code(2), '["19900000002"]')


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "beside the other"])
def test_a_list_follows_an_operator_that_was_merged_away(store: Store, tmp_path: Path, alone: bool) -> None:
    rows = [
        row("甲公司", uscc=code(1), phone="19900000001"),
        row("乙公司", uscc=code(2), phone="19900000002", scope="普货"),
    ]
    take(store, roster(tmp_path / "a.csv", rows))
    merge(store, "甲公司", "乙公司")
    before = roster_of(store)
    later = [row("乙公司", uscc=code(2), phone="19900000003")]
    if not alone:
        later.insert(0, row("甲公司", uscc=code(1), phone="19900000001"))
    result = take(store, roster(tmp_path / "b.csv", later))
    assert (result.added, result.updated, result.warnings) == (0, 0, ())
    assert roster_of(store) == before
    assert value(store, "credit_code", "甲公司") == code(1)


def test_a_merged_operator_fills_what_the_other_lacks(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1)), row("乙公司", uscc=code(2))]))
    merge(store, "甲公司", "乙公司")
    take(store, roster(tmp_path / "b.csv", [row("乙公司", uscc=code(2), phone="19900000002", licence=FIRST)]))
    assert (value(store, "phone", "甲公司"), value(store, "licence_digits", "甲公司")) == ('["19900000002"]', FIRST)
    assert value(store, "phone", "乙公司") == "[]"


def test_a_sole_trader_and_a_company_of_one_name_stay_apart(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "业户名称,所属区县,经济类型\n顺达货运部,东屏区,个体\n顺达货运部,东屏区,有限责任公司\n", encoding="utf-8"
    )
    assert counts(take(store, path)) == (2, 0, 0, 0)
    assert counts(take(store, path)) == (0, 0, 2, 0)


def test_a_district_read_from_the_address_never_replaces_one_that_is_held(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), district="东屏区")]))
    path = tmp_path / "b.csv"
    path.write_text(
        f"业户名称,统一社会信用代码,经营地址\n甲公司,{code(1)},云州市西岭区望江街1号\n乙公司,{code(2)},云州市西岭区望江街1号\n",
        encoding="utf-8",
    )
    take(store, path)
    assert (value(store, "district", "甲公司"), value(store, "district", "乙公司")) == ("东屏区", "西岭区")
