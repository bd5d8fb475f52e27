"""Opening and creating stores."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.conftest import run_line
from zoufang_cli.errors import CannotCreate, ForeignFile, NoStore
from zoufang_cli.store.connection import Store, new_store, open_store, utc_now

ROW = {
    "id": 1,
    "created_at": utc_now(),
    "campaign": "活动",
    "unit": "单位",
    "role": "unit",
    "started_on": "2019-11-18",
    "plan_toml": "",
}


def create(path: Path, **changes: object) -> None:
    with new_store(path, "") as store:
        store.insert("store", {**ROW, **changes})


def test_pragmas(store: Store) -> None:
    values = {name: store.value(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys",
              "secure_delete", "recursive_triggers")}  # fmt: skip
    assert values == {
        "journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "secure_delete": 1, "recursive_triggers": 1
    }  # fmt: skip


def test_a_store_is_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        create(tmp_path / "a.db")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.db").stat().st_mode) == 0o600


def test_creating_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("不要动我", encoding="utf-8")
    with pytest.raises(FileExistsError):
        create(path)
    assert path.read_text(encoding="utf-8") == "不要动我"
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]


def test_a_failed_creation_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        create(tmp_path / "a.db", role="nobody")
    assert list(tmp_path.iterdir()) == []


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id = 7")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: path.write_bytes(b""), "空文件"),
        (lambda path: path.write_bytes(b"x" * 500), "不是活动库"),
        (lambda path: path.write_bytes(b"SQLite format 3\0"), "不是活动库"),
        (_newer, "更新版本"),
        (_foreign, "其他程序"),
    ],
    ids=["empty", "bytes", "short", "newer", "foreign"],
)
def test_a_file_that_is_not_ours_is_left_untouched(db: Path, spoil: object, why: str) -> None:
    assert callable(spoil)
    spoil(db)
    before = db.read_bytes()
    with pytest.raises(ForeignFile, match=why):
        open_store(db)
    assert db.read_bytes() == before


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NoStore, match="zoufang init"):
        open_store(tmp_path / "nothing.db")
    assert list(tmp_path.iterdir()) == []


def test_another_computer_numbers_under_its_own_letter(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoufang_cli.store.connection.machine_id", lambda: "another")
    with open_store(db) as store:
        store.run("BEGIN")
        assert store.device["letter"] == "B"
        assert store.next_number("ZF", 2020) == "ZF-2020-B0001"


def test_looking_registers_no_computer(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoufang_cli.store.connection.machine_id", lambda: "another")
    before = db.read_bytes()
    with open_store(db) as store:
        assert store.value("SELECT count(*) FROM device") == 1
    assert db.read_bytes() == before


@pytest.mark.parametrize("machine", [None, "another"], ids=["own computer", "another computer"])
@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("CREATE TRIGGER black AFTER INSERT ON person BEGIN UPDATE person SET name = '黑'; END", "trigger black"),
        ("DROP TRIGGER person_updated", "trigger person_updated"),
        ("CREATE VIEW officers AS SELECT * FROM person", "view officers"),
        ("ALTER TABLE person ADD COLUMN age INTEGER", "table person"),
        ("DROP INDEX person_badge", "index person_badge"),
    ],
    ids=["trigger added", "trigger dropped", "view", "column", "index"],
)
def test_a_strange_schema_is_not_written_to(
    db: Path, monkeypatch: pytest.MonkeyPatch, statement: str, name: str, machine: str | None
) -> None:
    with open_store(db) as store:
        store.run(statement)
    if machine is not None:
        monkeypatch.setattr("zoufang_cli.store.connection.machine_id", lambda: machine)
    before = db.read_bytes()
    result = run_line("person add 张三", db=db, today="2020-03-05")
    assert (result.code, "zoufang check" in result.err, name in result.err) == (4, True, True)
    assert db.read_bytes() == before
    assert run_line("person list", db=db, today="2020-03-05").code == 0


def test_a_folder_that_does_not_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(CannotCreate, match="该文件夹不存在"):
        create(tmp_path / "错字" / "a.db")
    assert list(tmp_path.iterdir()) == []


def test_numbers_are_never_given_out_twice(store: Store) -> None:
    assert store.take_numbers("WT", 2020, 2) == ["WT-2020-0001", "WT-2020-0002"]
    assert store.next_number("WT", 2020) == "WT-2020-0003"
    assert store.next_number("WT", 2021) == "WT-2021-0001"
    assert store.next_number("YH", 0) == "YH-00001"
