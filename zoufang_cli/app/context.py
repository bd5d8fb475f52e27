"""What a command may know of its surroundings: the store, the day, the person, and the consoles."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from zoufang_cli.errors import Ambiguous, Missing, NotFound, OpenQuestion, Refused, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from zoufang_cli.store.actor import Actor
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
        """Return the fields of a record, to add to or hide from before it is shown as JSON."""
        from zoufang_cli.screen.json_text import fields_of

        return fields_of(record)

    def ask(
        self, what: str, option: str, given: str | None, parse: Callable[[str], Parsed], choices: str = ""
    ) -> Parsed:
        """Return the parsed value of an option; ask for it when it is missing and somebody is there.

        An answer that `parse` refuses, or none, is asked for again; what it says of a given value is the caller's.
        Raises Missing when nobody can be asked.
        """
        if given is not None:
            return parse(given)
        if not self.interactive:
            raise Missing(what, option)
        while True:
            answer = self.prompt(f"{what}（{choices}）" if choices else what)
            if not answer:
                self.say(f"{what}不能为空（放弃请按 Ctrl-C）。")
                continue
            try:
                return parse(answer)
            except (ValueError, UsageError, NotFound, Refused) as error:
                self.say(str(error))

    def prompt(self, what: str) -> str:
        """Read one line from the terminal. Ctrl-D and Ctrl-C end the command."""
        print(f"{what}：", end="", file=sys.stderr, flush=True)
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
            chosen = self.pick(error.details, error.keys, find)
            if chosen is None:
                raise Refused(f"没有选定“{text}”是哪一个。") from None
            return chosen

    def decided(self, attempt: Callable[[Mapping[str, str]], Parsed]) -> Parsed:
        """Try something that may need a person's decision; at a terminal ask for it and try again.

        `attempt` takes the decisions so far (topic to answer) and raises OpenQuestion where one more is needed.
        """
        answers: dict[str, str] = {}
        while True:
            try:
                return attempt(answers)
            except OpenQuestion as error:
                if not self.interactive or error.topic in answers:
                    raise
                self.say(f"{error.question}：")
                answer = self.pick(error.lines, error.answers, str)
                if answer is None:
                    raise
                answers[error.topic] = answer

    def pick(
        self, lines: Sequence[str], keys: Sequence[str], find: Callable[[str], Parsed], named: bool = False
    ) -> Parsed | None:
        """Let somebody choose from a numbered list until an answer fits; None when the answer is empty.

        `named`: a key may be typed too, one that is not on the list included; what `find` refuses is asked again.
        """
        for place, line in enumerate(lines, 1):
            self.say(f"  {place}. {line}")
        while answer := self.prompt("请输入序号或编号（回车放弃）" if named else "请输入序号（回车放弃）"):
            if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(keys):
                return find(keys[int(answer) - 1])
            if not named or answer.isdigit():
                self.say(f"没有第“{answer}”项。")
                continue
            try:
                return find(answer)
            except (NotFound, Refused) as error:
                self.say(str(error))
        return None


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
