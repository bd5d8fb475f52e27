"""Import several files by one command, each in a transaction of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from zoufang_cli.errors import ZoufangError, of_sqlite, of_system
from zoufang_cli.roster.importing.file_import import FileImport
from zoufang_cli.roster.importing.roster_choice import Failure, RosterFile
from zoufang_cli.roster.importing.roster_import import Progress, Wishes, import_roster, shared_by_files
from zoufang_cli.roster.importing.shared_mapping import for_several
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store

Attempt = Callable[[Mapping[str, str]], FileImport]


def import_files(
    store: Store,
    actor: Actor,
    items: Sequence[RosterFile | Failure],
    wishes: Wishes,
    decide: Callable[[Attempt], FileImport],
    watch: Callable[[str], AbstractContextManager[Progress | None]],
) -> Iterator[FileImport | Failure]:
    """Import files one after the other; a bad one does not stop the next.

    `decide` tries an import and asks where only a person can tell (Context.decided); `watch` shows the progress
    of a file. Raises UsageError for a column of the mapping that none of several files has.
    """
    files = [one.path for one in items if isinstance(one, RosterFile)]
    if len(files) > 1 and wishes.mapping:
        wishes = for_several(files, wishes)
    shared = shared_by_files(store, actor)
    for one in items:
        if isinstance(one, Failure):
            yield one
            continue

        def attempt(answers: Mapping[str, str], file: RosterFile = one) -> FileImport:
            with watch(file.label) as progress:
                answered = _with(wishes, answers)
                return import_roster(store, actor, file.path, answered, progress, label=file.label, shared=shared)

        yield _outcome(one, attempt, decide)


def _outcome(file: RosterFile, attempt: Attempt, decide: Callable[[Attempt], FileImport]) -> FileImport | Failure:
    try:
        return decide(attempt)
    except ZoufangError as error:
        return Failure(str(file.path), error, file.label)
    except OSError as error:
        if error.filename is None:  # of our own output
            raise
        return Failure(str(file.path), of_system(error), file.label)
    except sqlite3.Error as error:
        return Failure(str(file.path), of_sqlite(error), file.label)


def _with(wishes: Wishes, answers: Mapping[str, str]) -> Wishes:
    """Add a person's answers: the encoding, and columns by the fields that they settle."""
    columns = {column: key for key, column in answers.items() if key != "encoding"}
    encoding = answers.get("encoding", wishes.encoding)
    return replace(wishes, encoding=encoding, mapping={**wishes.mapping, **columns})
