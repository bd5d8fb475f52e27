"""Which files a person means, and the import of several by one command, each in a transaction of its own."""

from __future__ import annotations

import glob
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from zoufang_cli.errors import NotFound, Refused, UsageError, ZoufangError, of_sqlite, of_system
from zoufang_cli.roster.columns.header_rows import SEARCHED_ROWS, header_rows, labels
from zoufang_cli.roster.columns.names import fold
from zoufang_cli.roster.correction.actions import is_untouched_sheet
from zoufang_cli.roster.importing.actions.importing import (
    ImportOptions,
    ImportSession,
    import_roster,
    safety_copy_of,
    start_session,
)
from zoufang_cli.roster.importing.actions.reading import Progress
from zoufang_cli.roster.importing.rules import ImportReport
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.folders import is_hidden, roster_files
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.backup import scratch_copy
from zoufang_cli.store.connection import Store


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A file to import; `label` tells it from the others of the command and says nothing of where the folder lies."""

    path: Path
    label: str


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file, wildcard or folder, as it was typed (`path_text`), that was not imported."""

    path_text: str
    error: ZoufangError
    label: str = ""

    @property
    def sentence(self) -> str:
        """Return what is wrong, with the folder where the name alone could be that of another file."""
        sentence = str(self.error)
        return f"{self.label}：{sentence}" if "/" in self.label and self.label not in sentence else sentence


@dataclass(frozen=True, slots=True)
class ChosenFiles:
    """The files to import, each once, among them what could not be found, in the order of the command.

    Of the folders: `others` are no rosters, `waiting` are correction sheets nobody has filled in, `closed` could not be opened.
    `alone`: a single file was asked for by its name.
    """

    items: tuple[RosterFile | FailedFile, ...]
    others: tuple[str, ...]
    waiting: tuple[str, ...]
    closed: tuple[str, ...]
    alone: bool


def chosen_files(store: Store, texts: Sequence[str]) -> ChosenFiles:
    """Expand wildcards, which the Windows shell leaves to the program, and folders.

    Raises UsageError for an empty name: it would stand for the current folder.
    """
    if not all(text.strip() for text in texts):
        raise UsageError("文件名是空的，请写明要导入的名册文件或文件夹（当前文件夹写作 .）。")
    chooser = _FileChooser(store)
    for text in texts:
        chooser.take(text)
    alone = len(texts) == 1 and chooser.folders == 0 and not _is_wildcard(texts[0])
    return chooser.chosen(alone)


class _FileChooser:
    """What was chosen so far: the files with the parts of their paths that lie below the folder that was named."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._items: dict[str, tuple[Path, int] | FailedFile] = {}
        self._passed_over: dict[str, dict[Path, Path]] = {"others": {}, "waiting": {}, "closed": {}}
        self.folders = 0

    def take(self, text: str) -> None:
        """Add what one argument stands for."""
        if not _is_wildcard(text):
            self._take_path(Path(text))
            return
        matches = [Path(name) for name in sorted(glob.glob(text))]  # noqa: PTH207 - absolute or relative
        matches = [path for path in matches if not is_hidden(path.name)]
        if not matches:
            self._items[text] = FailedFile(text, NotFound(f"没有找到与“{text}”相符的文件。"))
        for path in matches:
            self._take_path(path)

    def chosen(self, alone: bool) -> ChosenFiles:
        """Return all that was chosen."""
        labels = _labels({key: item[1] for key, item in self._items.items() if not isinstance(item, FailedFile)})
        items = [
            item if isinstance(item, FailedFile) else RosterFile(item[0], labels[key])
            for key, item in self._items.items()
        ]
        passed_over = {
            kind: tuple(map(self._label, paths, paths.values())) for kind, paths in self._passed_over.items()
        }
        return ChosenFiles(tuple(items), passed_over["others"], passed_over["waiting"], passed_over["closed"], alone)

    def _take_path(self, path: Path) -> None:
        if os.path.isdir(path):  # noqa: PTH112 - a name that is too long is no error here
            self._take_folder(path)
        else:
            self._items.setdefault(_key(path), (path, 1))

    def _take_folder(self, folder: Path) -> None:
        self.folders += 1
        contents = roster_files(folder)
        if folder in contents.closed:
            self._failed(folder, Refused(f"文件夹“{folder}”无法打开，其中的文件没有读取；请检查权限后再导入。"))
            return
        waiting = [path for path in contents.rosters if is_untouched_sheet(self._store, path)]
        fresh = [path for path in contents.rosters if path not in waiting]
        others = [path for path in contents.others if not self._is_own(path)]
        if not fresh:
            only = "，只有尚未改动的更正表" if waiting else ""
            self._failed(folder, NotFound(f"文件夹“{folder}”中没有找到名册文件（CSV、XLSX、XLS、ODS、HTML）{only}。"))
        for path in fresh:
            self._items.setdefault(_key(path), (path, len(path.relative_to(folder).parts)))
        for kind, paths in (("others", others), ("waiting", waiting), ("closed", contents.closed)):
            self._passed_over[kind].update(dict.fromkeys(paths, folder))

    def _failed(self, folder: Path, error: ZoufangError) -> None:
        self._items[_key(folder)] = FailedFile(str(folder), error)

    def _is_own(self, path: Path) -> bool:
        """Tell whether a file is the store or the safety copy of it."""
        own = (self._store.path, safety_copy_of(self._store))
        return any(path.name == file.name and path.resolve() == file.resolve() for file in own)

    def _label(self, path: Path, folder: Path) -> str:
        return path.relative_to(folder).as_posix() if self.folders == 1 else path.as_posix()


def _is_wildcard(text: str) -> bool:
    return glob.has_magic(text) and not os.path.exists(text)  # noqa: PTH110 - as above


def _key(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - without following links


def _labels(depths: Mapping[str, int]) -> dict[str, str]:
    """Return for each path its last parts, as many as given, and more where two would be called alike."""
    parts = {path: Path(path).parts[1:] for path in depths}
    depth = dict(depths)
    while True:
        labels = {path: "/".join(parts[path][-depth[path] :]) for path in parts}
        count = Counter(labels.values())
        alike = [path for path, label in labels.items() if count[label] > 1 and depth[path] < len(parts[path])]
        if not alike:
            return {path: label.encode("utf-8", "replace").decode() for path, label in labels.items()}
        for path in alike:
            depth[path] += 1


def options_for_several(files: Sequence[Path], options: ImportOptions) -> ImportOptions:
    """Let a column of the mapping be in some of the files only; raise UsageError for one that is in none.

    Where a file cannot be read without a person (an unsure encoding), nobody can tell: then each file without a column is
    refused by itself.
    """
    missing = {fold(name): name for name in options.mapping}
    unknown = False
    for path in files:
        if not missing:
            break
        try:
            present = _columns(path, options)
        except ZoufangError:
            unknown = True
            continue
        missing = {key: name for key, name in missing.items() if key not in present}
    if missing and not unknown:
        listed = "、".join(f"“{name}”" for name in missing.values())
        raise UsageError(f"--map 指定的列{listed}在各文件中都没有找到，没有导入任何文件。")
    return replace(options, elsewhere=not missing)


def _columns(path: Path, options: ImportOptions) -> set[str]:
    """Return every name that a column may have, whichever row is the header."""
    names: set[str] = set()
    for table in read_tables(path, options.encoding, options.sheet)[1]:
        for head in header_rows(list(islice(table.rows, SEARCHED_ROWS + 1))):
            names.update(map(fold, labels(head.names)))
    return names


Attempt = Callable[[Mapping[str, str]], ImportReport]
Decide = Callable[[Attempt], ImportReport]
Watch = Callable[[str], AbstractContextManager[Progress | None]]


def import_files(
    store: Store,
    actor: Actor,
    items: Sequence[RosterFile | FailedFile],
    options: ImportOptions,
    decide: Decide,
    watch: Watch,
) -> Iterator[ImportReport | FailedFile]:
    """Import files one after the other; a bad one does not stop the next. A dry run of several works on a copy of the store.

    `decide` tries an import and asks where only a person can tell (Context.decided); `watch` shows the progress
    of a file. Raises UsageError for a column of the mapping that none of several files has.
    """
    files = [item.path for item in items if isinstance(item, RosterFile)]
    if len(files) > 1 and options.mapping:
        options = options_for_several(files, options)
    if options.dry_run and len(files) > 1:
        with scratch_copy(store) as copy:
            yield from _import_each(
                copy, actor, items, options, start_session(copy, actor, rehearsal=True), decide, watch
            )
    else:
        yield from _import_each(store, actor, items, options, start_session(store, actor), decide, watch)


def _import_each(
    store: Store,
    actor: Actor,
    items: Sequence[RosterFile | FailedFile],
    options: ImportOptions,
    session: ImportSession,
    decide: Decide,
    watch: Watch,
) -> Iterator[ImportReport | FailedFile]:
    for item in items:
        if isinstance(item, FailedFile):
            yield item
            continue

        def attempt(answers: Mapping[str, str], file: RosterFile = item) -> ImportReport:
            with watch(file.label) as progress:
                answered = _with(options, answers)
                return import_roster(store, actor, file.path, answered, progress, label=file.label, session=session)

        yield _outcome(item, attempt, decide)


def _outcome(file: RosterFile, attempt: Attempt, decide: Decide) -> ImportReport | FailedFile:
    try:
        return decide(attempt)
    except ZoufangError as error:
        return FailedFile(str(file.path), error, file.label)
    except OSError as error:
        if error.filename is None:  # of our own output
            raise
        return FailedFile(str(file.path), of_system(error), file.label)
    except sqlite3.Error as error:
        return FailedFile(str(file.path), of_sqlite(error), file.label)


def _with(options: ImportOptions, answers: Mapping[str, str]) -> ImportOptions:
    """Add a person's answers: the encoding, and columns by the fields that they settle."""
    columns = {column: key for key, column in answers.items() if key != "encoding"}
    encoding = answers.get("encoding", options.encoding)
    return replace(options, encoding=encoding, mapping={**options.mapping, **columns})
