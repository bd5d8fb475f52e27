"""Copy a store: written beside its name, checked, renamed; a copy that bears its name is whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from zoufang_cli.errors import BackupFailed
from zoufang_cli.store.connection import Store, open_store


def back_up(source: sqlite3.Connection, target: Path) -> None:
    """Copy what a connection reads to `target`, mode 0600. Raises BackupFailed when the copy is not the same."""
    building = target.with_name(target.name + ".new")
    try:
        building.unlink(missing_ok=True)
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(building)) as copy:
            source.backup(copy)
        with closing(sqlite3.connect(building)) as copy:  # opened anew: what is checked is what lies on the disk
            if _pages(copy) != _pages(source) or copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise BackupFailed(target)
        with building.open("rb+") as file:
            os.fsync(file.fileno())
        building.replace(target)
    except BaseException:
        with suppress(OSError):
            building.unlink(missing_ok=True)
        raise


@contextmanager
def scratch_copy(store: Store) -> Iterator[Store]:
    """Yield a copy of a store in a folder of its own that is gone at the end: for what is only rehearsed."""
    with TemporaryDirectory(prefix="zoufang-") as folder:
        path = Path(folder) / store.path.name
        back_up(store.connection, path)
        with open_store(path, store.notify) as copy:
            yield copy


def free_name(path: Path, mark: str) -> Path:
    """Return the first free name beside a store: 走访-升级前.db, 走访-升级前-2.db …"""
    names = (f"{path.stem}-{mark}{f'-{serial}' if serial > 1 else ''}{path.suffix}" for serial in count(1))
    return next(target for name in names if not (target := path.with_name(name)).exists())


def _pages(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA page_count").fetchone()[0])
