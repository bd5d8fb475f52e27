"""Import the files that a person means: single ones, wildcards, and whole folders."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from zoufang_cli.domain.actor import Actor
from zoufang_cli.domain.file_import import FileImport
from zoufang_cli.errors import BadValue, ZoufangError
from zoufang_cli.readers import roster_files
from zoufang_cli.store.connection import Store
from zoufang_cli.usecases.handed_back import is_own_copy
from zoufang_cli.usecases.roster_import import Progress, Wishes, import_roster
from zoufang_cli.usecases.shared_mapping import shared


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files to import, each once, and those of the folders that are no rosters, or copies nobody has corrected."""

    files: tuple[Path, ...]
    passed_over: tuple[Path, ...]


def chosen_files(store: Store, texts: Sequence[str]) -> Chosen:
    """Expand wildcards, which the Windows shell leaves to the program, and folders.

    Raises BadValue where a wildcard or folder yields nothing.
    """
    files: dict[Path, None] = {}
    passed_over: dict[Path, None] = {}
    for text in texts:
        for path in _expanded(text):
            if not path.is_dir():
                files[path] = None
                continue
            found, others = roster_files(path)
            waiting = [one for one in found if is_own_copy(store, one)]
            fresh = [one for one in found if one not in waiting]
            if not fresh:
                raise BadValue("文件夹", str(path), "其中没有名册文件（CSV、XLSX、XLS、ODS、HTML）。")
            files.update(dict.fromkeys(fresh))
            passed_over.update(dict.fromkeys([*others, *waiting]))
    return Chosen(tuple(files), tuple(passed_over))


def _expanded(text: str) -> list[Path]:
    if Path(text).exists() or not glob.has_magic(text):
        return [Path(text)]
    matches = sorted(glob.glob(text))  # noqa: PTH207 - a pattern may be absolute or relative
    if not matches:
        raise BadValue("文件", text, "没有相符的文件。")
    return [Path(match) for match in matches]


Attempt = Callable[[Mapping[str, str]], FileImport]


def import_files(
    store: Store,
    actor: Actor,
    files: Sequence[Path],
    wishes: Wishes,
    decide: Callable[[Attempt], FileImport],
    watch: Callable[[str], AbstractContextManager[Progress | None]],
) -> Iterator[FileImport | ZoufangError]:
    """Import files one after the other, each in a transaction of its own; a bad one does not stop the next.

    `decide` tries an import and asks where only a person can tell (Context.decided); `watch` shows the progress
    of a file. The error of an only file is raised, and that of a column in the mapping that no file has.
    """
    if len(files) > 1 and wishes.mapping:
        wishes = shared(files, wishes)
    for path in files:

        def attempt(answers: Mapping[str, str], path: Path = path) -> FileImport:
            with watch(path.name) as progress:
                return import_roster(store, actor, path, _with(wishes, answers), progress)

        try:
            yield decide(attempt)
        except ZoufangError as error:
            if len(files) == 1:
                raise
            yield error


def _with(wishes: Wishes, answers: Mapping[str, str]) -> Wishes:
    """Add a person's answers: the encoding, and columns by the fields that they settle."""
    columns = {column: key for key, column in answers.items() if key != "encoding"}
    encoding = answers.get("encoding", wishes.encoding)
    return replace(wishes, encoding=encoding, mapping={**wishes.mapping, **columns})
