"""What a command may know of its surroundings: the store, the day, the person, and the consoles."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from zoufang_cli.errors import Ambiguous, Missing

if TYPE_CHECKING:
    from rich.console import Console

    from zoufang_cli.domain.actor import Actor
    from zoufang_cli.store.connection import Store

CHINA = timezone(timedelta(hours=8))
STORE_NAME = "zoufang.db"

Parsed = TypeVar("Parsed")


def real_today() -> date:
    """Return today's date in China (UTC+8), whatever the clock of the machine is set to."""
    return datetime.now(UTC).astimezone(CHINA).date()


def _nothing_to_run(args: Sequence[str]) -> int:
    raise NotImplementedError(args)


@dataclass(frozen=True)
class Context:
    """The surroundings of one command. `today` is the day of work, `who` the person at the keyboard."""

    db: Path | None = None
    today: date = field(default_factory=real_today)
    who: str = ""
    run: Callable[[Sequence[str]], int] = _nothing_to_run  # runs a further command line; cli sets it

    @cached_property
    def out(self) -> Console:
        """Return the console of results (stdout)."""
        from zoufang_cli.render.console import make_console

        return make_console(sys.stdout)

    @cached_property
    def err(self) -> Console:
        """Return the console of messages and progress (stderr)."""
        from zoufang_cli.render.console import make_console

        return make_console(sys.stderr)

    @property
    def actor(self) -> Actor:
        """Return who acts and on which day."""
        from zoufang_cli.domain.actor import Actor

        return Actor(self.who, self.today)

    @property
    def interactive(self) -> bool:
        """Tell whether somebody can be asked: both ends are a terminal."""
        return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

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

        return open_store(self.store_path)

    def say(self, sentence: str) -> None:
        """Print one sentence to stderr."""
        from zoufang_cli.render.console import plain

        self.err.print(plain(sentence), soft_wrap=True)

    def show_json(self, value: object) -> None:
        """Print a value as JSON to stdout, escaped where stdout is not UTF-8."""
        from zoufang_cli.render.json_text import json_text

        print(json_text(value, sys.stdout.encoding or "ascii"))

    def plain_json(self, record: object) -> dict[str, Any]:
        """Return the fields of a record, to add to or hide from before it is shown as JSON."""
        from zoufang_cli.render.json_text import fields_of

        return fields_of(record)

    def ask(self, what: str, option: str, given: str | None, parse: Callable[[str], Parsed]) -> Parsed:
        """Return the parsed value of an option; ask for it when it is missing and somebody is there.

        On a terminal a value that does not parse is asked for again; elsewhere its ValueError is the caller's.
        Raises Missing when nobody can be asked.
        """
        if given is not None:
            return parse(given)
        if not self.interactive:
            raise Missing(what, option)
        while True:
            try:
                return parse(self.prompt(what))
            except ValueError as error:
                self.say(str(error))

    def prompt(self, what: str) -> str:
        """Read one line from the terminal. Ctrl-D and Ctrl-C end the command."""
        print(f"{what}:", end="", file=sys.stderr, flush=True)
        return input().strip()

    def choose(self, find: Callable[[str], Parsed], text: str) -> Parsed:
        """Find the one record that `text` names; when it fits several, let somebody at the terminal choose.

        `find` raises Ambiguous, as the functions of usecases.naming do; without a terminal that error stands.
        """
        try:
            return find(text)
        except Ambiguous as error:
            if not self.interactive:
                raise
            self.say(f"“{text}”有{len(error.keys)}个候选：")
            for index, line in enumerate(error.details, 1):
                self.say(f"  {index}. {line}")
            answer = self.prompt("请输入序号(回车放弃)")
            if not (answer.isdigit() and 1 <= int(answer) <= len(error.keys)):
                raise
            return find(error.keys[int(answer) - 1])

    def confirm(self, question: str, yes: bool) -> bool:
        """Ask before something large; `--yes` answers, and without a terminal it must be given."""
        if yes:
            return True
        if not self.interactive:
            raise Missing("确认", "--yes")
        return self.prompt(f"{question}（是/否）").lower() in {"y", "yes", "是", "好", "确认"}


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
