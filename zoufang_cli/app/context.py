"""What a command may know of its surroundings: the store, the day, the person, and the consoles."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoufang_cli.app.prompts import Prompts

if TYPE_CHECKING:
    from rich.console import Console

    from zoufang_cli.store.actor import Actor
    from zoufang_cli.store.connection import Store

CHINA = timezone(timedelta(hours=8))
STORE_NAME = "zoufang.db"


def real_today() -> date:
    """Return today's date in China (UTC+8), whatever the clock of the machine is set to."""
    return datetime.now(UTC).astimezone(CHINA).date()


def _nothing_to_run(args: Sequence[str]) -> int:
    raise NotImplementedError(args)


@dataclass(frozen=True)
class Context(Prompts):
    """The surroundings of one command. `today` is the day of work, `who` the person at the keyboard."""

    db: Path | None = None
    today: date = field(default_factory=real_today)
    who: str = ""
    run: Callable[[Sequence[str]], int] = _nothing_to_run  # runs a further command line; cli sets it

    @cached_property
    def out(self) -> Console:
        """Return the console of results (stdout)."""
        from zoufang_cli.screen.console import make_console

        return make_console(sys.stdout)

    @cached_property
    def err(self) -> Console:
        """Return the console of messages and progress (stderr)."""
        from zoufang_cli.screen.console import make_console

        return make_console(sys.stderr)

    @property
    def actor(self) -> Actor:
        """Return who acts and on which day."""
        from zoufang_cli.store.actor import Actor

        return Actor(self.who, self.today)

    @property
    def store_path(self) -> Path:
        """Return the path of the store: --db or ZOUFANG_DB, else this folder's, else the user's data folder's."""
        if self.db is not None:
            return self.db
        here = Path(STORE_NAME)
        if here.exists():
            return here
        from platformdirs import user_data_path

        shared = user_data_path("zoufang", appauthor=False) / STORE_NAME
        return shared if shared.exists() else here

    @property
    def new_store_path(self) -> Path:
        """Return where `init` puts the store: --db or ZOUFANG_DB, else this folder."""
        return self.db if self.db is not None else Path(STORE_NAME)

    def open_store(self) -> Store:
        """Open the store for a `with` block."""
        from zoufang_cli.store.connection import open_store

        return open_store(self.store_path, self.say)

    def say(self, sentence: str) -> None:
        """Print one sentence to stderr."""
        from zoufang_cli.screen.console import plain

        self.err.print(plain(sentence), soft_wrap=True)

    def show_json(self, value: object) -> None:
        """Print a value as JSON to stdout, escaped where stdout is not UTF-8."""
        from zoufang_cli.screen.json_text import json_text

        print(json_text(value, sys.stdout.encoding or "ascii"))

    def plain_json(self, record: object) -> dict[str, Any]:
        """Return a record as plain JSON values, for callers that add or hide fields before showing it."""
        from zoufang_cli.screen.json_text import fields_of

        return fields_of(record)


def from_environment() -> tuple[Path | None, str]:
    """Return the store path and the person that the environment names."""
    db = os.environ.get("ZOUFANG_DB")
    who = os.environ.get("ZOUFANG_USER")
    if not who:
        import getpass

        try:
            who = getpass.getuser()
        except (KeyError, OSError):
            who = ""
    return (Path(db) if db else None), who
