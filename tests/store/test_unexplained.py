"""What another program did to a store is noticed by whatever writes next."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Run, run_line
from zoufang_cli.store.backup import back_up
from zoufang_cli.store.check import Fault, unexplained
from zoufang_cli.store.connection import open_store

WARNING = "条记录被其他程序改动过"


@pytest.fixture
def filled(zf: Run, db: Path) -> Path:
    for line in ("person add 张三", "person add 李四", "enterprise add 甲运输公司", "phase advance"):
        assert zf(line).code == 0
    return db


def write(db: Path, *statements: str) -> None:
    """Write as another program does, with the triggers of the log put aside and put back."""
    connection = sqlite3.connect(db)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET name = '王五' WHERE name = '张三'",
        "DELETE FROM person WHERE name = '张三'",
        "INSERT INTO person (id, name) VALUES (7, '王五')",
    ],
    ids=["changed", "removed", "added"],
)
@pytest.mark.parametrize("triggers", ["with triggers", "without triggers"])
def test_a_row_of_another_program_is_warned_of_by_every_writing_command(
    filled: Path, statement: str, triggers: str
) -> None:
    if triggers == "with triggers":
        with sqlite3.connect(filled) as connection:
            connection.execute(statement)
        connection.close()
    else:
        write(filled, statement)
    for name in ("赵六", "钱七"):
        result = run_line(f"person add {name}", db=filled, today="2020-03-05")
        assert result.code == 0
        assert result.err.count(WARNING) == 1
        assert f"有1{WARNING}" in result.err
    assert run_line("person list", db=filled, today="2020-03-05").err == ""


def test_an_ordinary_edit_explains_a_row_again(filled: Path) -> None:
    write(filled, "UPDATE person SET post = '科长' WHERE name = '张三'")
    assert WARNING in run_line("person edit 张三 --post 队长", db=filled, today="2020-03-05").err
    assert run_line("person add 赵六", db=filled, today="2020-03-05").err == ""
    assert run_line("check", db=filled, today="2020-03-05").code == 0


def test_a_write_that_changes_no_record_is_no_fault(filled: Path) -> None:
    with sqlite3.connect(filled) as connection:
        connection.execute("VACUUM")
    connection.close()
    assert run_line("person add 赵六", db=filled, today="2020-03-05").err == ""
    with open_store(filled) as store:
        assert not store.written_elsewhere


@pytest.mark.parametrize("way", ["file", "backup API"])
def test_a_copy_is_as_sound_as_what_was_copied(filled: Path, tmp_path: Path, way: str) -> None:
    copy = tmp_path / "copy.db"
    if way == "file":
        shutil.copy(filled, copy)
    else:
        with open_store(filled) as store:
            back_up(store.connection, copy)
    assert run_line("person add 赵六", db=copy, today="2020-03-05").err == ""
    with open_store(copy) as store:
        assert not store.written_elsewhere


def test_rows_are_compared_only_after_another_program_wrote(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(filled.parent)
    compared: list[str] = []
    monkeypatch.setattr("zoufang_cli.store.check._rows", lambda _, table: compared.append(table) or [])
    for line in ("person add 赵六", "report --month 2020-02", "person add 钱七", "enterprise list --full"):
        run_line(line, db=filled, today="2020-03-05")
    assert compared == []
    write(filled, "UPDATE person SET post = '科长'")
    run_line("person add 孙八", db=filled, today="2020-03-05")
    assert "person" in compared


def test_unexplained_names_the_rows(filled: Path) -> None:
    write(filled, "UPDATE person SET post = '科长' WHERE name = '张三'")
    with open_store(filled) as store:
        row_id = store.value("SELECT id FROM person WHERE name = '张三'")
        assert unexplained(store) == [Fault("state", "person", str(row_id))]


def test_two_writers_take_turns_without_a_warning(filled: Path) -> None:
    with open_store(filled) as early:
        run_line("person add 赵六", db=filled, today="2020-03-05")
        assert not early.written_elsewhere
    assert run_line("person add 钱七", db=filled, today="2020-03-05").err == ""
