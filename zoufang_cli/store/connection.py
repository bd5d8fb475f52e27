"""Open and create the store file, and the few helpers that every query goes through."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from zoufang_cli.errors import (
    WAITING,
    CannotCreate,
    ForeignFile,
    NoStore,
    StoreTrouble,
    TooManyComputers,
    migrated,
)
from zoufang_cli.store.ids import new_id
from zoufang_cli.store.schema import create_schema

APPLICATION_ID = 1514227783
SCHEMA_VERSION = 2
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
BUSY_SECONDS = 30.0
QUIET_SECONDS = 2.0
"""How long a command waits for another program before it says so."""

PRAGMAS = (
    "journal_mode=DELETE",  # one file to copy: a WAL store copied without its -wal loses data
    "synchronous=EXTRA",
    "cache_size=-16000",  # kilobytes; at the most, and only while they are needed
    "foreign_keys=ON",
    "secure_delete=ON",
    "recursive_triggers=ON",  # without it OR REPLACE deletes rows that the log never sees
)


Notify = Callable[[str], None]
"""Tells the user one sentence while a command goes on."""


def tell_nobody(_: str) -> None:
    """Swallow a sentence: nobody is there to be told."""


class Store:
    """An open store. Rows are `sqlite3.Row`; parameters are named; writing happens inside `operation`."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, notify: Notify = tell_nobody, file_counter: int = 0
    ) -> None:
        self.connection = connection
        self.path = path
        self.notify = notify
        self.file_counter = file_counter  # of the header, when the store was opened
        self._device: sqlite3.Row | None = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def all(self, sql: str, **values: object) -> list[sqlite3.Row]:
        """Return every row of a query."""
        return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, **values: object) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        row: sqlite3.Row | None = self.connection.execute(sql, values).fetchone()
        return row

    def value(self, sql: str, **values: object) -> Any:
        """Return the first column of the first row, or None."""
        row = self.one(sql, **values)
        return None if row is None else row[0]

    def run(self, sql: str, **values: object) -> int:
        """Execute one statement and return the number of rows it touched."""
        return self.connection.execute(sql, values).rowcount

    def begin(self) -> None:
        """Begin to write. Whoever waits for another program is told after a while."""
        self._run_patiently("BEGIN IMMEDIATE")

    def commit(self, verified: bool = False) -> None:
        """End the transaction and note that it was ours; `verified`: every row was just compared with the log.

        SQLite counts the transactions that write in the header of the file, whoever writes them. When another program
        wrote since, its rows stay to be compared until they were found sound.
        """
        if verified or not self.written_elsewhere:
            self.run("UPDATE last_write SET file_counter = max(file_counter, :opened) + 1", opened=self.file_counter)
        self.run("COMMIT")

    @property
    def written_elsewhere(self) -> bool:
        """Tell whether another program wrote to the file since this one last did."""
        return self.file_counter > int(self.value("SELECT file_counter FROM last_write") or 0)

    def _run_patiently(self, sql: str) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {int(QUIET_SECONDS * 1000)}")
        try:
            self.connection.execute(sql)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            self.notify(WAITING)
            self.connection.execute(f"PRAGMA busy_timeout = {int((BUSY_SECONDS - QUIET_SECONDS) * 1000)}")
            self.connection.execute(sql)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")

    def insert(self, table: str, values: Mapping[str, object]) -> int:
        """Insert one row under a new id and return the id. Dates are stored as ISO text."""
        row = {"id": new_id(), **_plain(values)}
        columns = ", ".join(f'"{column}"' for column in row)
        self.run(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(':' + column for column in row)})", **row)
        return int(str(row["id"]))

    def update(self, table: str, row_id: int, values: Mapping[str, object]) -> None:
        """Set columns of one row."""
        row = _plain(values)
        settings = ", ".join(f'"{column}" = :{column}' for column in row)
        self.run(f"UPDATE {table} SET {settings} WHERE id = :id", id=row_id, **row)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep several queries on one state of the store."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    @property
    def version(self) -> int:
        """Return the version of the schema: this program's, but where an older store is only read."""
        return int(self.value("PRAGMA user_version"))

    @property
    def data_version(self) -> int:
        """Return a number that changes whenever another connection commits to the store."""
        return int(self.value("PRAGMA data_version"))

    @property
    def device(self) -> sqlite3.Row:
        """Return this computer's registration; an unknown computer is registered, inside the open transaction."""
        if self._device is None:
            self._device = self._registered()
        if self._device is None:
            _register_another(self)
            self._device = self._registered()
        assert self._device is not None
        return self._device

    def _registered(self) -> sqlite3.Row | None:
        return self.one(
            "SELECT id, letter, name FROM device WHERE machine = :machine ORDER BY id DESC LIMIT 1",
            machine=machine_id(),
        )

    def next_number(self, kind: str, year: int) -> str:
        """Return the next number of a kind, e.g. ZF-2020-0001; a number is never given out twice."""
        return self.take_numbers(kind, year, 1)[0]

    def take_numbers(self, kind: str, year: int, count: int) -> list[str]:
        """Return `count` fresh numbers. With year 0 the number has no year and five digits: YH-00001."""
        first, head, width = self.take_serials(kind, year, count)
        return [f"{head}{serial:0{width}d}" for serial in range(first, first + count)]

    def take_serials(self, kind: str, year: int, count: int) -> tuple[int, str, int]:
        """Reserve `count` serials: the first, the text before the digits, and how many digits there are."""
        letter = str(self.device["letter"])
        last = self.value(
            """INSERT INTO counter (kind, year, letter, last)
            VALUES (:kind, :year, :letter, :count)
            ON CONFLICT DO UPDATE SET last = last + :count
            RETURNING last""",
            kind=kind,
            year=year,
            letter=letter,
            count=count,
        )
        head = f"{kind}-{year:04d}-{letter}" if year else f"{kind}-{letter}"
        return int(last) - count + 1, head, 4 if year else 5


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def utc_now() -> str:
    """Return the real clock as ISO text; used for the log only."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def open_store(path: Path, notify: Notify = tell_nobody) -> Store:
    """Open an existing store; one of an older version is brought to this one first.

    Raises NoStore when there is no file, ForeignFile when it is not ours or of a newer version (the file is
    left untouched: its header is read before SQLite sees it), and what `migrate` raises.
    """
    _require_sqlite()
    if not path.is_file():
        raise NoStore(path)
    file_counter = _inspect_header(path)
    store = Store(connect(path), path, notify, file_counter)
    try:
        store._run_patiently("SELECT 1 FROM sqlite_master")
        version = store.version
        if version == SCHEMA_VERSION:
            return store
        from zoufang_cli.store.migrations import migrate

        backup = migrate(store)
    except BaseException:
        store.connection.close()
        raise
    store.connection.close()
    if backup is not None:
        notify(migrated(version, SCHEMA_VERSION, backup))
    return Store(connect(path), path, notify, _inspect_header(path))


def open_to_check(path: Path) -> Store:
    """Open a store read-only, whatever state it is in; text that is no UTF-8 is read with replacements."""
    _require_sqlite()
    if not path.is_file():
        raise NoStore(path)
    file_counter = _inspect_header(path)
    if path.with_name(path.name + "-journal").exists():  # a run was killed: let SQLite roll it back first
        with Store(connect(path), path) as store:
            store.value("SELECT count(*) FROM sqlite_master")
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return Store(connection, path, file_counter=file_counter)


@contextmanager
def new_store(path: Path, letter: str) -> Iterator[Store]:
    """Yield a store under construction, registered on this computer; it appears at `path` whole or not at all.

    The file is built beside its final name with mode 0600 and renamed when the block ends. Raises
    FileExistsError, or CannotCreate when the folder does not exist or takes no files.
    """
    _require_sqlite()
    building = path.with_name(path.name + ".new")
    try:
        building.unlink(missing_ok=True)
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise CannotCreate(path, error) from None
    try:
        with Store(connect(building), building) as store:
            create_schema(store.connection)
            _register(store, letter)
            store.file_counter = _inspect_header(building)
            store.run("INSERT INTO last_write (id, file_counter) VALUES (1, :counter)", counter=store.file_counter + 1)
            yield store
        _publish(building, path)
    except BaseException:
        with suppress(OSError):
            building.unlink(missing_ok=True)
        raise


def _publish(building: Path, path: Path) -> None:
    """Give the finished file its name, never over another file."""
    try:
        os.link(building, path)
        building.unlink()
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links (FAT on a USB stick)
        if path.exists():
            raise FileExistsError(str(path)) from None
        building.rename(path)


def _require_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreTrouble(
            f"SQLite {sqlite3.sqlite_version} 版本过低：本程序需要 3.37 或更高版本，请更换较新的 Python。"
        )


def connect(path: Path) -> sqlite3.Connection:
    """Open a file with the settings of a store."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _inspect_header(path: Path) -> int:
    """Require a header that is ours, and return the count of transactions that wrote to the file.

    Call it while no transaction is open: closing a file gives up the locks that this process holds on it.
    """
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        raise ForeignFile(path, "是空文件，不是活动库")
    if not header.startswith(b"SQLite format 3\0") or len(header) < 100:
        raise ForeignFile(path, "不是活动库文件")
    version, application = int.from_bytes(header[60:64]), int.from_bytes(header[68:72])
    if application != APPLICATION_ID:
        raise ForeignFile(path, "是其他程序的数据库")
    if version > SCHEMA_VERSION:
        raise ForeignFile(path, f"由更新版本的程序建立（库版本 {version}，本程序为 {SCHEMA_VERSION}），请升级程序")
    return int.from_bytes(header[24:28])


def _register_another(store: Store) -> None:
    """Register this computer, unknown to the store so far, under the next free letter."""
    used = {row["letter"] for row in store.all("SELECT letter FROM device")}
    free = [letter for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in used]
    if not free:
        raise TooManyComputers(len(used))
    _register(store, free[0])


def _register(store: Store, letter: str) -> None:
    import platform

    row = {"letter": letter, "name": platform.node(), "machine": machine_id(), "registered_at": utc_now()}
    store.insert("device", row)


def machine_id() -> str:
    """Return 16 hex digits that stay the same on this computer and tell nothing about it.

    By them a store that was copied to a second laptop numbers its records apart.
    """
    import hashlib

    return hashlib.sha256(("zoufang" + (_system_id() or platform.node())).encode()).hexdigest()[:16]


def _system_id() -> str:
    try:
        if sys.platform == "win32":
            import winreg

            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
