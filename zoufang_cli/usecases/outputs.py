"""Where a file that the program makes may go: never over somebody's edits."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile

from zoufang_cli.domain.months import Month
from zoufang_cli.errors import Refused, StoreTrouble, UsageError
from zoufang_cli.store import outputs
from zoufang_cli.store.connection import Store


@dataclass(frozen=True, slots=True)
class Target:
    """Where to write; `kept` is the file of the wanted name that stays because it is not ours as we wrote it."""

    path: Path
    kept: Path | None


def target_for(store: Store, folder: Path, name: str, force: bool) -> Target:
    """Return where a file of this name may be written.

    A file that this program wrote and nobody changed is replaced; beside any other the new one is numbered,
    unless `force`. The folder is made. Raises UsageError when it is a file, StoreTrouble when it cannot be made or
    written to or the target is no regular file, Refused when the target is open in Excel or WPS.
    """
    _make(folder)
    wanted = folder.resolve() / safe_name(name)
    path = next(path for path in numbered(wanted) if force or _replaceable(store, path))
    if path.exists() and not path.is_file():
        raise StoreTrouble(f"无法建立 {path}：同名的文件夹或设备已经存在，请改名或用 --out 写到别的文件夹。")
    _require_closed(path)
    return Target(path, wanted if path != wanted else None)


def remember(store: Store, path: Path, month: Month, content: bytes) -> None:
    """Remember the return that was written, so that an edit of it is seen."""
    outputs.record(store, str(path), str(month), hashlib.sha256(content).hexdigest())


def safe_name(name: str) -> str:
    """Return a name that every system takes for a file."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(" .") or "_"


def _make(folder: Path) -> None:
    """Make a folder and see that files can be made in it."""
    try:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} 不是文件夹，请用 --out 给出文件夹。")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StoreTrouble(f"无法建立文件夹 {folder}：请检查路径和权限，或用 --out 换一个文件夹。") from None
    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError:
        raise StoreTrouble(f"无法在文件夹 {folder} 中建立文件：请检查权限，或用 --out 换一个文件夹。") from None


def numbered(path: Path) -> Iterator[Path]:
    """Yield the path itself, then `name(2)`, `name(3)` …, for a file that is not to be written over."""
    yield path
    for number in count(2):
        yield path.with_name(f"{path.stem}({number}){path.suffix}")


def _replaceable(store: Store, path: Path) -> bool:
    if not path.exists():
        return True
    known = outputs.recorded(store, str(path))
    return known is not None and path.is_file() and known == hashlib.sha256(path.read_bytes()).hexdigest()


def _require_closed(path: Path) -> None:
    """Refuse a target that Excel, WPS or LibreOffice holds open: each leaves a lock file beside it."""
    locks = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    if any(path.with_name(lock).exists() for lock in locks):
        raise Refused(f"{path} 正在 Excel 或 WPS 中打开，没有改动，请关闭后再试（或用 --out 写到别的文件夹）。")
