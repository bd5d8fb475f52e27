"""Find the rosters in a folder and the folders in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

SUFFIXES: Final = frozenset((".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm", ".ods", ".et", ".htm", ".html"))
"""What a roster may be called; its content decides how it is read."""


def roster_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return (files to read, files that are no rosters by their names), each in the order of their paths.

    Hidden files and folders and the lock files of Excel and WPS (~$…) are in neither.
    """
    wanted: list[Path] = []
    others: list[Path] = []
    for parent, folders, names in os.walk(folder):  # follows no links to folders, so that none leads in a circle
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith((".", "~$")):
                path = Path(parent, name)
                (wanted if path.suffix.lower() in SUFFIXES else others).append(path)
    return sorted(wanted), sorted(others)
