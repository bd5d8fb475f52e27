"""A store of an older version is brought to this one, wholly or not at all."""

from __future__ import annotations

import lzma
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result, run_line
from zoufang_cli.app.check import check_file
from zoufang_cli.errors import FaultyOldStore, ZoufangError
from zoufang_cli.store.connection import SCHEMA_VERSION, Store, open_store
from zoufang_cli.store.schema import known_objects, schema_objects

FROZEN = Path(__file__).parent / "frozen"
TODAY = "2020-01-02"


@pytest.fixture(scope="session")
def version_1(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of version 1 (frozen/make_version_1.py); tests work on copies of it."""
    path = tmp_path_factory.mktemp("version 1") / "zoufang.db"
    path.write_bytes(lzma.decompress((FROZEN / "version-1.db.xz").read_bytes()))
    return path


@pytest.fixture
def old(version_1: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(version_1, tmp_path / "zoufang.db"))


@pytest.fixture
def zf_old(old: Path) -> Callable[[str], Result]:
    return lambda line: run_line(line, db=old, today=TODAY)


def files(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def digest(path: Path) -> str:
    return check_file(path).digest


def test_a_migrated_store_has_the_schema_of_a_new_one(old: Path) -> None:
    """Where this fails after a change of schema.sql, store/migrations.py lacks a word on what it names."""
    with open_store(old) as store:
        assert schema_objects(store.connection) == known_objects()
        assert store.version == SCHEMA_VERSION


def test_a_migrated_store_is_intact_and_tells_the_old_digest(old: Path) -> None:
    before = check_file(old)
    assert before.faults == ()
    with open_store(old) as store:
        newest = store.one("SELECT command, who, today_on FROM operation ORDER BY clock DESC LIMIT 1")
        assert tuple(newest or ()) == (f"migrate 1-2 {before.digest}", "", "2019-12-12")
    after = check_file(old)
    assert after.faults == ()
    assert {**after.counts, "operation": 0} == {
        "operator" if table == "enterprise" else table: count for table, count in before.counts.items()
    } | {"operation": 0}


def test_checking_an_old_store_changes_nothing(old: Path, zf_old: Callable[[str], Result]) -> None:
    before = files(old)
    assert zf_old("check").code == 0
    assert files(old) == before


def test_names_are_renamed_in_rows_and_log_alike(old: Path) -> None:
    with open_store(old) as store:
        assert store.value("SELECT count(*) FROM former_key WHERE field = 'normalized_name'") == 1
        assert '"operator_type"' in store.value("SELECT hand_edited FROM operator WHERE name LIKE '%岚途%'")
        assert store.value('SELECT count(*) FROM source WHERE mapping LIKE \'%"性质":"operator_type"%\'') == 1
        told = " ".join(row[0] for row in store.all("SELECT coalesce(before, '') || coalesce(after, '') FROM change"))
    assert [name for name in ('"holder"', '"norm"', '\\"holder\\"', "enterprise_id") if name in told] == []


def test_the_first_command_says_what_it_did_and_keeps_a_copy(old: Path, zf_old: Callable[[str], Result]) -> None:
    before = old.read_bytes()
    result = zf_old("issue list")
    backup = old.with_name("zoufang-升级前备份-版本1.db")
    assert (result.code, result.err.splitlines()) == (
        0, [f"活动库已从版本 1 升级到版本 2，升级前的备份是 {backup}。"]
    )  # fmt: skip
    assert [tuple(page) for page in rows(backup)] == [tuple(page) for page in rows_of(before)]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert zf_old("issue list").err == ""
    assert {file.name for file in old.parent.iterdir()} == {old.name, backup.name}


def rows(path: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        return [row for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
                .fetchall() for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]  # fmt: skip


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(content)
        return [row for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
                .fetchall() for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]  # fmt: skip


def test_operations_from_before_can_be_undone(old: Path, zf_old: Callable[[str], Result]) -> None:
    numbers = [
        one["short"] for one in zf_old("log --limit 100 --json").json if not one["undoes"] and one["change_count"]
    ]
    undone = [number for number in numbers if zf_old(f"undo {number}").code == 0]
    assert len(undone) > 15
    assert check_file(old).faults == ()
    with open_store(old) as store:
        assert [store.value(f"SELECT count(*) FROM {table}") for table in ("operator", "activity", "issue")] == [
            0,
            0,
            0,
        ]


class Failing(sqlite3.Connection):
    """A connection whose statement of a given number fails, as on a full disk."""

    left = 0

    def execute(self, *args: Any) -> sqlite3.Cursor:
        self._count()
        return super().execute(*args)

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        self._count()
        return super().executemany(*args)

    @classmethod
    def _count(cls) -> None:
        cls.left -= 1
        if cls.left == 0:
            raise sqlite3.OperationalError("disk is full")


def statements_of_a_migration(monkeypatch: pytest.MonkeyPatch, path: Path) -> int:
    monkeypatch.setattr(Failing, "left", 0)
    open_store(path).connection.close()
    return -Failing.left


def test_a_migration_that_fails_at_any_statement_leaves_the_old_store(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(
        "zoufang_cli.store.connection.sqlite3.connect",
        lambda *args, **options: (
            connect(*args, **options, factory=Failing) if "timeout" in options else connect(*args, **options)
        ),
    )
    (tmp_path / "whole").mkdir()
    total = statements_of_a_migration(monkeypatch, Path(shutil.copy(old, tmp_path / "whole" / "zoufang.db")))
    shutil.rmtree(tmp_path / "whole")
    before = files(old)
    failed = 0
    for number in range(8, total - 9, max(1, total // 25)):
        monkeypatch.setattr(Failing, "left", number)
        with pytest.raises((sqlite3.OperationalError, ZoufangError)):
            open_store(old)
        assert files(old) == before
        failed += 1
    assert failed > 20
    monkeypatch.setattr(Failing, "left", 0)
    open_store(old).connection.close()
    assert check_file(old).faults == ()


@pytest.mark.parametrize("moment", ["_rebuild", "_rewrite_log", "reseal", "create_triggers"])
def test_a_migration_that_is_killed_leaves_the_old_store(old: Path, moment: str) -> None:
    """The process ends between two statements, with pages of the new store in the file already."""
    before = rows(old)
    program = (
        "import os, sys; from pathlib import Path; from zoufang_cli.store import connection, migrations\n"
        "connection.PRAGMAS += ('cache_size=1',)\n"
        f"migrations.{moment} = lambda *_: os._exit(9)\n"
        "connection.open_store(Path(sys.argv[1]))"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(old)], check=False, env={**os.environ})
    assert killed.returncode == 9
    assert check_file(old).faults == ()
    assert rows(old) == before
    open_store(old).connection.close()
    assert check_file(old).faults == ()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER black AFTER INSERT ON person BEGIN UPDATE person SET name = '黑'; END",
        "UPDATE operation SET who = '别人' WHERE seq = 3",
        "UPDATE change SET after = json_set(after, '$[0]', '改') WHERE tbl = 'person'",
        "DROP TRIGGER person_updated",
    ],
    ids=["strange trigger", "chain", "content", "missing trigger"],
)
def test_a_faulty_old_store_is_refused_untouched(old: Path, statement: str) -> None:
    with sqlite3.connect(old) as connection:
        connection.execute(statement)
    connection.close()
    before = files(old)
    with pytest.raises(FaultyOldStore, match="zoufang check"):
        open_store(old)
    assert files(old) == before


def test_a_row_that_its_log_does_not_explain_stays_a_fault(old: Path) -> None:
    with sqlite3.connect(old) as connection:
        connection.execute("UPDATE enterprise SET remark = '改' WHERE number = 'YH-00003'")
    connection.close()
    before = check_file(old).faults
    with open_store(old) as store:
        assert isinstance(store, Store)
    assert check_file(old).faults == before
    assert any("YH-00003" in fault for fault in before)


def test_no_copy_is_taken_for_whole_that_is_not(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoufang_cli.store.backup._pages", lambda connection: id(connection))
    before = files(old)
    result = run_line("issue list", db=old, today=TODAY)
    assert (result.code, "备份" in result.err) == (1, True)
    assert files(old) == before
