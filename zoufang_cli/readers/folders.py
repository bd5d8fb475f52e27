"""Find the rosters in a folder and the folders in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

SUFFIXES: Final = frozenset((".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm", ".ods", ".et", ".htm", ".html"))
"""What a roster may be called; its content decides how it is read."""


def roster_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return (files to read, what is passed over), each in the order of their paths.

    Passed over are files that are no rosters by their names, pipes and broken links, and folders that cannot
    be opened. Hidden files and folders and the lock files of Excel and WPS (~$…) are in neither.
    """
    wanted: list[Path] = []
    others: list[Path] = []
    seen: set[str] = set()
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, followlinks=True, onerror=closed.append):
        real = os.path.realpath(parent)
        if real in seen:  # linked to from elsewhere, or from within itself
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in names:
            if not _is_hidden(name):
                path = Path(parent, name)
                (wanted if path.suffix.lower() in SUFFIXES and path.is_file() else others).append(path)
    others += [Path(error.filename) for error in closed]
    return sorted(wanted), sorted(others)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))
