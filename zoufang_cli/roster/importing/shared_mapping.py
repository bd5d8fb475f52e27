"""Columns that a person names for several files at once: each has to be in one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from zoufang_cli.errors import UsageError, ZoufangError
from zoufang_cli.roster.columns.fields import fold
from zoufang_cli.roster.columns.header_rows import SEARCHED_ROWS, header_rows, labels
from zoufang_cli.roster.importing.roster_wishes import Wishes
from zoufang_cli.roster.reading import read_tables


def for_several(files: Sequence[Path], wishes: Wishes) -> Wishes:
    """Let a column of the mapping be in some of the files only; raise UsageError for one that is in none.

    Where a file cannot be read without a person (an unsure encoding), nobody can tell: then each file without a column is
    refused by itself.
    """
    wanted = {fold(name): name for name in wishes.mapping}
    unknown = False
    for path in files:
        if not wanted:
            break
        try:
            present = _columns(path, wishes)
        except ZoufangError:
            unknown = True
            continue
        wanted = {key: name for key, name in wanted.items() if key not in present}
    if wanted and not unknown:
        listed = "、".join(f"“{name}”" for name in wanted.values())
        raise UsageError(f"--map 指定的列{listed}在各文件中都没有找到，没有导入任何文件。")
    return replace(wishes, elsewhere=not wanted)


def _columns(path: Path, wishes: Wishes) -> set[str]:
    """Return every name that a column may have, whichever row is the header."""
    found: set[str] = set()
    for table in read_tables(path, wishes.encoding, wishes.sheet)[1]:
        for head in header_rows(list(islice(table.rows, SEARCHED_ROWS + 1))):
            found.update(map(fold, labels(head.names)))
    return found
