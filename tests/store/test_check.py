"""`check` finds what is wrong with a store in any state, writes nothing, and never breaks down itself."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import run_line
from zoufang_cli.app.check import check_file
from zoufang_cli.store.connection import open_store


@pytest.fixture
def filled(db: Path) -> Path:
    """Return a store with some records."""
    for line in ("person add 张三", "person add 李四", "enterprise add 甲运输公司", "phase advance"):
        assert run_line(line, db=db, today="2020-03-05").code == 0
    return db


def spoil(db: Path, *statements: str) -> tuple[str, ...]:
    connection = sqlite3.connect(db)
    connection.executescript("; ".join(statements))
    connection.close()
    before = db.read_bytes()
    faults = check_file(db).faults
    assert db.read_bytes() == before
    return faults


def test_an_intact_store_has_no_fault(filled: Path) -> None:
    result = check_file(filled)
    assert (result.faults, result.counts["person"]) == ((), 2)


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["CREATE TRIGGER black AFTER INSERT ON activity BEGIN UPDATE person SET name = '黑'; END"], "trigger black"),
        (["DROP TRIGGER person_updated"], "trigger person_updated"),
        (["ALTER TABLE operator RENAME TO e", "CREATE VIEW operator AS SELECT * FROM e"], "view operator"),
        (
            [
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_master SET sql = replace(sql, '/* logged */', '') WHERE name = 'operator'",
                "PRAGMA writable_schema = OFF",
                "DROP TRIGGER operator_updated",
                "UPDATE operator SET name = '改'",
            ],
            "业户的一条记录与留底数据不一致：YH-00001",
        ),
        (["UPDATE operation SET salt = x'ff' WHERE seq = 2"], ""),
        (["UPDATE change SET after = 'no json'"], "不一致"),
    ],
    ids=["extra trigger", "missing trigger", "view", "marker removed", "blob", "no json"],
)
def test_tampering_is_found_and_named(filled: Path, statements: list[str], words: str) -> None:
    if words == "":
        with pytest.raises(sqlite3.IntegrityError):
            spoil(filled, *statements)
    else:
        assert words in "\n".join(spoil(filled, *statements))


def test_a_truncated_store_is_found(filled: Path) -> None:
    filled.write_bytes(filled.read_bytes()[:-8192])
    result = run_line("check", db=filled, today="2020-03-05")
    assert result.code == 1
    assert "数据库文件损坏" in result.out
    assert "请保留这个文件" in result.out


def test_no_flipped_bit_breaks_the_check(filled: Path) -> None:
    """Flip single bits at fixed places: each run ends with a verdict, whatever it is."""
    whole = filled.read_bytes()
    pick = random.Random(7)
    found = 0
    for _ in range(40):
        place = pick.randrange(100, len(whole))
        spoiled = bytearray(whole)
        spoiled[place] ^= 1 << pick.randrange(8)
        filled.write_bytes(spoiled)
        result = run_line("check", db=filled, today="2020-03-05")
        assert result.code in (0, 1), (place, result.err)
        assert "程序内部出错" not in result.err
        found += result.code
    assert found > 0


def test_check_after_a_killed_run_rolls_back_and_is_intact(filled: Path) -> None:
    with open_store(filled) as store:
        store.run("PRAGMA cache_size = 1")
        store.run("BEGIN IMMEDIATE")
        for number in range(300):
            store.insert("person", {"name": f"某{number}", "remark": "x" * 2000})
        spilled = filled.read_bytes(), filled.with_name("zoufang.db-journal").read_bytes()
    filled.write_bytes(spilled[0])
    filled.with_name("zoufang.db-journal").write_bytes(spilled[1])
    assert (check_file(filled).faults, check_file(filled).counts["person"]) == ((), 2)
