"""Files that the program writes: never over somebody's edits, whole or not at all, and remembered.

A file that this program wrote and that nobody has changed may be replaced; one that somebody edited stays.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from zoufang_cli.errors import Refused, StoreTrouble, UsageError
from zoufang_cli.store.connection import Store, utc_now
from zoufang_cli.store.operations import writing
from zoufang_cli.text.months import Month


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be written: its name, for a copy handed back the SHA-256 of the roster, and the option
    by which a person names another folder.
    """

    name: str
    copy_of: str = ""
    option: str = "--out"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to write. `kept_name`: a file already had the wanted name and is kept, '' when none had.

    It is `kept_edited` because it is not ours as we wrote it; else it is the copy of another roster.
    """

    path: Path
    kept_name: str = ""
    kept_edited: bool = False


def target_for(store: Store, folder: Path, file: NewFile, force: bool = False) -> Target:
    """Return where a file may be written.

    A file that this program wrote and nobody changed is replaced, a copy by one of the same roster; beside any other
    the new one is numbered, unless `force`. The folder is made. Raises UsageError when it is a file, StoreTrouble
    when it cannot be made or written to or the target is no regular file, Refused when the target is open in Excel
    or WPS.
    """
    require_folder(folder, file.option)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise _unwritable(f"无法建立文件夹 {folder}", "路径和权限", file.option) from None
    first = folder.resolve() / safe_name(file.name)
    path = next(path for path in numbered(first) if force or _replaceable(store, path, file.copy_of))
    if path.exists() and not path.is_file():
        raise StoreTrouble(f"无法建立 {path}：同名的文件夹或设备已经存在，请改名或用 {file.option} 写到别的文件夹。")
    _require_closed(path, file.option)
    if path == first:
        return Target(path)
    return Target(path, first.name, kept_edited=not is_as_written(store, first))


def require_folder(folder: Path, option: str) -> None:
    """See that files can be made in a folder, or that it can be made; makes nothing.

    Raises UsageError when it is a file, StoreTrouble when nothing can be written there.
    """
    try:
        standing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
        if not standing.is_dir():
            if standing == folder:
                raise UsageError(f"{folder} 不是文件夹，请用 {option} 给出文件夹。")
            raise _unwritable(f"无法建立文件夹 {folder}", "路径和权限", option)
        with TemporaryFile(dir=standing):
            pass
    except OSError:
        raise _unwritable(f"无法在文件夹 {folder} 中建立文件", "权限", option) from None


def remember(store: Store, path: Path, month: Month, content: bytes) -> None:
    """Remember the return that was written, so that an edit of it is seen."""
    record(store, str(path), hashlib.sha256(content).hexdigest(), month=str(month))


def is_as_written(store: Store, path: Path) -> bool:
    """Tell whether a file was written by this program and changed by nobody since. The path is absolute."""
    known = recorded(store, str(path))
    return known is not None and path.is_file() and known.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def safe_name(name: str) -> str:
    """Return a name that every system takes for a file."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(" .") or "_"


def shortened(stem: str, most: int) -> str:
    """Cut the end of a name off that takes more bytes (UTF-8) than file systems allow."""
    return stem.encode("utf-8", "replace")[:most].decode("utf-8", "ignore").rstrip(" .")


def numbered(path: Path) -> Iterator[Path]:
    """Yield the path itself, then `name(2)`, `name(3)` …, for a file that is not to be written over."""
    yield path
    for number in count(2):
        yield path.with_name(f"{path.stem}({number}){path.suffix}")


def _replaceable(store: Store, path: Path, copy_of: str) -> bool:
    if not path.exists():
        return True
    known = recorded(store, str(path))
    return known is not None and known.copy_of == copy_of and is_as_written(store, path)


def _unwritable(what: str, check: str, option: str) -> StoreTrouble:
    return StoreTrouble(f"{what}：请检查{check}，或用 {option} 换一个文件夹。")


def _require_closed(path: Path, option: str) -> None:
    """Refuse a target that Excel, WPS or LibreOffice holds open: each leaves a lock file beside it."""
    locks = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    if any(path.with_name(lock).exists() for lock in locks):
        raise Refused(
            f"{path} 正在 Excel 或 WPS 中打开，没有改动，请关闭后再试（已经关闭的，删去旁边残留的锁定文件；或用 {option} 写到别的文件夹）。"
        )


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the final name, sync, and rename; the file is readable by its owner only (0600).

    Only a regular file is ever replaced. A file that stands there is replaced, or untouched when anything fails.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        error.filename = str(path)
        raise


class Recorded(NamedTuple):
    """What was last written at a path: its SHA-256, and for a copy handed back that of the roster, else ''."""

    sha256: str
    copy_of: str


def recorded(store: Store, path: str) -> Recorded | None:
    """Return what was last written at a path, None when nothing was."""
    row = store.one("SELECT sha256, copy_of FROM output WHERE path = :path", path=path)
    return None if row is None else Recorded(*row)


def record(store: Store, path: str, sha256: str, *, month: str = "", copy_of: str = "") -> None:
    """Remember which month's return (2020-03), or copy of which roster, was written at a path, and what it held."""
    with writing(store):
        store.run(
            """INSERT INTO output (path, month, sha256, written_at, copy_of)
            VALUES (:path, :month, :sha256, :at, :copy_of)
            ON CONFLICT DO UPDATE SET month = excluded.month, sha256 = excluded.sha256, written_at = excluded.written_at,
                copy_of = excluded.copy_of""",
            path=path,
            month=month,
            sha256=sha256,
            at=utc_now(),
            copy_of=copy_of,
        )
        store.commit()


def is_copy(store: Store, sha256: str) -> bool:
    """Tell whether this is the content of a copy that was written here, wherever it lies now."""
    return store.value("SELECT 1 FROM output WHERE sha256 = :sha256 AND copy_of <> ''", sha256=sha256) is not None


def written_months(store: Store) -> set[str]:
    """Return the months (2020-03) whose return was ever written."""
    return {row["month"] for row in store.all("SELECT DISTINCT month FROM output WHERE month <> ''")}


def reason(store: Store, unit: str, month: str) -> str:
    """Return the reason given for a return without activity, or ''."""
    stated = store.value(
        "SELECT reason FROM month_return WHERE unit = :unit AND month = :month ORDER BY version DESC LIMIT 1",
        unit=unit,
        month=month,
    )
    return str(stated or "")


def set_reason(store: Store, unit: str, month: str, text: str) -> None:
    """Store the reason in the draft of a month's return. Call inside an operation."""
    draft = store.value(
        "SELECT id FROM month_return WHERE unit = :unit AND month = :month AND version = 0", unit=unit, month=month
    )
    if draft is None:
        store.insert("month_return", {"unit": unit, "month": month, "version": 0, "state": "draft", "reason": text})
    else:
        store.update("month_return", draft, {"reason": text})
