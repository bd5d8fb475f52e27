"""schema.sql and the triggers made from it: tables are strict, foreign keys are indexed, days are days."""

from __future__ import annotations

import sqlite3

import pytest

from zoufang_cli import resources
from zoufang_cli.store.connection import APPLICATION_ID, SCHEMA_VERSION
from zoufang_cli.store.schema import create_schema, known_logged_tables, schema_objects


@pytest.fixture(scope="module")
def connection() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    create_schema(made)
    return made


def test_every_logged_table_has_its_triggers_and_no_other_table(connection: sqlite3.Connection) -> None:
    triggers = {name.removeprefix("trigger ") for name in schema_objects(connection) if name.startswith("trigger ")}
    moments = ("inserted", "updated", "deleted")
    assert triggers == {f"{table}_{moment}" for table in known_logged_tables() for moment in moments}


def test_schema_sql_holds_no_trigger() -> None:
    assert "CREATE TRIGGER" not in resources.schema_sql()


def test_header_numbers_match_the_program(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_every_table_is_strict(connection: sqlite3.Connection) -> None:
    loose = [
        row[1]
        for row in connection.execute("PRAGMA table_list")
        if row[2] == "table" and not row[5] and not row[1].startswith("sqlite_")
    ]
    assert loose == []


def test_every_reference_has_an_index(connection: sqlite3.Connection) -> None:
    missing = []
    for table in known_logged_tables():
        leading = {
            connection.execute(f"PRAGMA index_info({index[1]})").fetchone()[2]
            for index in connection.execute(f"PRAGMA index_list({table})")
        }
        missing += [
            (table, key[3]) for key in connection.execute(f"PRAGMA foreign_key_list({table})") if key[3] not in leading
        ]
    assert missing == []


@pytest.mark.parametrize("day", ["2023-02-29", "2020-13-01", "2020-3-5", "", "2020-03-05 "])
def test_a_day_that_is_none_is_refused(connection: sqlite3.Connection, day: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO workday (id, day, working) VALUES (1, ?, 1)", (day,))


def test_logged_tables_hold_no_blob_or_real(connection: sqlite3.Connection) -> None:
    types = {
        column[2] for table in known_logged_tables() for column in connection.execute(f"PRAGMA table_info({table})")
    }
    assert types == {"INTEGER", "TEXT"}
