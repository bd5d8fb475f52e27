"""Find the rosters in a folder and the folders in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

SUFFIXES: Final = frozenset((".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm", ".ods", ".et", ".htm", ".html"))
"""What a roster may be called; its content decides how it is read."""


class FolderContents(NamedTuple):
    """What is in a folder, each in the order of the paths.

    `others` are files that are no rosters by their names, pipes and broken links, `closed` folders that cannot be
    opened. Hidden files and folders and the lock files of Excel and WPS (~$…) are in none.
    """

    rosters: list[Path]
    others: list[Path]
    closed: list[Path]


def roster_files(folder: Path) -> FolderContents:
    """Return what a folder and the folders in it hold."""
    rosters: list[Path] = []
    others: list[Path] = []
    seen: set[str] = set()
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, followlinks=True, onerror=closed.append):
        real = os.path.realpath(parent)
        if real in seen:  # linked to from elsewhere, or from within itself
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in names:
            if not is_hidden(name):
                path = Path(parent, name)
                (rosters if path.suffix.lower() in SUFFIXES and path.is_file() else others).append(path)
    return FolderContents(sorted(rosters), sorted(others), sorted(Path(error.filename) for error in closed))


def is_hidden(name: str) -> bool:
    """Tell whether a name is that of a hidden file or of a lock file, which nobody means to import."""
    return name.startswith((".", "~$"))
