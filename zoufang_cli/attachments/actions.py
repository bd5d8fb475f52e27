"""Evidence: files copied beside the store, hashed, and named by the record that they belong to."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from zoufang_cli.attachments import table
from zoufang_cli.attachments.rules import Attachment, FileState
from zoufang_cli.attachments.table import AttachedRecord
from zoufang_cli.errors import NotFound, StoreTrouble, UsageError
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import clean_number
from zoufang_cli.store.operations import operation

BLOCK = 1 << 20
LONGEST = 150
"""Bytes of a file name that every system takes, with room for a serial number."""
_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))])


@dataclass(frozen=True, slots=True)
class Checked:
    """An attachment and the state of its file; `file` is its full path."""

    attachment: Attachment
    file: Path
    state: FileState


@dataclass(frozen=True, slots=True)
class Attached:
    """What `attach` did: the record, the files added, and those that were attached already."""

    record: AttachedRecord
    added: tuple[Attachment, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Copied:
    name: str
    path: Path
    sha256: str
    size_bytes: int
    is_new: bool


def folder_of(store: Store) -> Path:
    """Return the folder of all attachments: beside the store, named after it."""
    return store.path.with_name(f"{store.path.stem}-附件")


def record_named(store: Store, text: str) -> AttachedRecord:
    """Return the visit, event, issue or register entry with this number. Raises NotFound."""
    record = table.record_numbered(store, clean_number(text))
    if record is None:
        raise NotFound(
            f"没有编号为“{text.strip()}”的走访、活动、问题或登记，请核对编号，如 ZF-2020-0001、WT-2020-0001。"
        )
    return record


def attached_to(store: Store, record: AttachedRecord) -> list[Checked]:
    """Return what is attached to a record, each file compared with the hash of its record."""
    folder = folder_of(store)
    return [_checked(attachment, folder / attachment.path) for attachment in table.attachments_of(store, record)]


def spoilt_files(store: Store) -> list[tuple[str, Checked]]:
    """Return every attachment whose file is missing or is not what was attached, with the number of its record."""
    folder = folder_of(store)
    checked = (
        (number, _checked(attachment, folder / attachment.path)) for number, attachment in table.all_attachments(store)
    )
    return [(number, file) for number, file in checked if file.state is not FileState.INTACT]


def extra_files(store: Store) -> list[Path]:
    """Return the files in the folder of the attachments that no record names, as an undone `attach` leaves them."""
    folder = folder_of(store)
    named = {folder / attachment.path for _, attachment in table.all_attachments(store)}
    return sorted(path for path in folder.rglob("*") if not path.is_dir() and path not in named)


def attach(store: Store, actor: Actor, record: AttachedRecord, files: Sequence[Path], note: str = "") -> Attached:
    """Copy files beside the store and record them; all of them or none.

    Copies are complete on disk before their records are written, so no record points at a missing file; when
    the records fail the copies are removed. Raises UsageError for a folder or an empty file, FileNotFoundError.
    """
    with copied(store, record, files) as (copies, unchanged):
        added = _record(store, actor, record, copies, note)
    return Attached(record, added, unchanged)


def attach_within(store: Store, actor: Actor, record: AttachedRecord, files: Sequence[Path]) -> None:
    """Attach files to a record inside an open operation, which may be the one that makes the record."""
    with copied(store, record, files) as (copies, _):
        _insert(store, actor, record, copies, "")


@contextmanager
def copied(
    store: Store, record: AttachedRecord, files: Sequence[Path]
) -> Iterator[tuple[list[_Copied], tuple[str, ...]]]:
    """Copy files into the folder of a record; yields the copies and the names of files attached already.

    When the block fails the copies are removed.
    """
    for file in files:
        _require_file(file)
    known = {checked.attachment.sha256 for checked in attached_to(store, record) if checked.state is FileState.INTACT}
    copies: list[_Copied] = []
    unchanged: list[str] = []
    try:
        for file in files:
            copy = _copy(file, folder_of(store) / record.number)
            if copy.sha256 in known:
                unchanged.append(copy.name)
                if copy.is_new:
                    copy.path.unlink()
            else:
                known.add(copy.sha256)
                copies.append(copy)
        yield copies, tuple(unchanged)
    except BaseException:
        for copy in copies:
            if copy.is_new:
                with suppress(OSError):
                    copy.path.unlink()
        raise


def _record(
    store: Store, actor: Actor, record: AttachedRecord, copies: Sequence[_Copied], note: str
) -> tuple[Attachment, ...]:
    if not copies:
        return ()
    with operation(store, actor, "attach") as op:
        op.cite(record.number)
        return _insert(store, actor, record, copies, note)


def _insert(
    store: Store, actor: Actor, record: AttachedRecord, copies: Sequence[_Copied], note: str
) -> tuple[Attachment, ...]:
    added = []
    for copy in copies:
        path = copy.path.relative_to(folder_of(store)).as_posix()
        attachment = Attachment(copy.name, path, copy.sha256, copy.size_bytes, note, actor.today)
        table.replace_or_insert(store, record, attachment)
        added.append(attachment)
    return tuple(added)


def _checked(attachment: Attachment, file: Path) -> Checked:
    try:
        state = FileState.INTACT if _hash(file) == attachment.sha256 else FileState.CHANGED
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        state = FileState.MISSING
    return Checked(attachment, file, state)


def _require_file(file: Path) -> None:
    status = file.stat()
    if S_ISDIR(status.st_mode):
        raise UsageError(f"{file} 是文件夹，请逐个给出其中的文件。")
    if not S_ISREG(status.st_mode):
        raise UsageError(f"{file} 不是普通文件，不能作为佐证材料。")
    if status.st_size == 0:
        raise UsageError(f"{file} 是空文件，不能作为佐证材料。")


def _copy(file: Path, folder: Path) -> _Copied:
    """Copy a file into a folder under a safe name of its own: written beside, synced, renamed, mode 0600.

    A file with the same name and content that lies there already is taken as it is.
    """
    folder.parent.mkdir(mode=0o700, exist_ok=True)  # the mode does not apply to what `parents` creates
    folder.mkdir(mode=0o700, exist_ok=True)
    building = folder / f".{os.getpid()}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with file.open("rb") as source, os.fdopen(_create(building), "wb") as target:
            while block := source.read(BLOCK):
                digest.update(block)
                size += len(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        path = _free_name(folder, safe_name(_storable(file.name)), digest.hexdigest())
        is_new = not path.exists()
        if is_new:
            building.rename(path)
            _sync(folder)
        else:
            building.unlink()
    except BaseException:
        with suppress(OSError):
            building.unlink(missing_ok=True)
        raise
    return _Copied(_storable(file.name), path, digest.hexdigest(), size, is_new)


def _create(path: Path) -> int:
    path.unlink(missing_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def _sync(folder: Path) -> None:
    if os.name != "posix":  # Windows cannot open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _free_name(folder: Path, name: str, sha256: str) -> Path:
    """Return the first path that is free or holds this very content: 照片.jpg, 照片-2.jpg …"""
    stem, suffix = Path(name).stem, Path(name).suffix
    for serial in range(1, 10_000):
        path = folder / (name if serial == 1 else f"{stem}-{serial}{suffix}")
        if not path.exists() or (path.is_file() and _hash(path) == sha256):
            return path
    raise StoreTrouble(f"{folder} 中名为 {name} 的文件太多，请整理后再试。")


def safe_name(name: str) -> str:
    """Return a file name that every system takes: no reserved or invisible characters, no device name, not too long."""
    name = unicodedata.normalize("NFC", name)
    kept = "".join(
        "_" if char in _FORBIDDEN or unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp") else char
        for char in name
    )
    whole = Path(kept.strip(" ."))
    suffix = _cut(whole.suffix, 20)
    stem = _cut(whole.stem, LONGEST - len(suffix.encode())).rstrip(" .") or "附件"
    return f"_{stem}{suffix}" if stem.split(".")[0].casefold() in _DEVICES else f"{stem}{suffix}"


def _storable(name: str) -> str:
    """Return a name without the surrogates that stand for undecodable bytes."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore")


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
