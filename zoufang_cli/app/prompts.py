"""Asking somebody at a terminal: for a value, for one of several records, for a decision. One loop, that of Rich."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from zoufang_cli.errors import Ambiguous, Missing, NotFound, OpenQuestion, Refused, UsageError

Parsed = TypeVar("Parsed")


class Prompts:
    """What a context asks with; `interactive` tells whether somebody can be asked."""

    @property
    def interactive(self) -> bool:
        """Tell whether somebody can be asked: both ends are a terminal."""
        return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

    def say(self, sentence: str) -> None:
        """Print one sentence to stderr."""
        raise NotImplementedError

    def prompt(self, what: str) -> str:
        """Read one line from the terminal. Ctrl-D and Ctrl-C end the command."""
        print(f"{what}：", end="", file=sys.stderr, flush=True)
        return input().strip()

    def ask(
        self, what: str, option: str, typed: str | None, parse: Callable[[str], Parsed], choices: str = ""
    ) -> Parsed:
        """Return the parsed value of an option; ask for it when it is missing and somebody is there.

        An answer that `parse` refuses, or none, is asked for again; what it says of a given value is the caller's.
        Raises Missing when nobody can be asked.
        """
        if typed is not None:
            return parse(typed)
        if not self.interactive:
            raise Missing(what, option)

        def answered(text: str) -> Parsed:
            if not text:
                raise UsageError(f"{what}不能为空（放弃请按 Ctrl-C）。")
            return parse(text)

        return self._until(f"{what}（{choices}）" if choices else what, answered)

    def choose(self, find: Callable[[str], Parsed], text: str) -> Parsed:
        """Find the one record that `text` names; when it fits several, let somebody at the terminal choose.

        `find` raises Ambiguous; without a terminal that error stands.
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

        def chosen(answer: str) -> Parsed | None:
            if not answer:
                return None
            if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(keys):
                return find(keys[int(answer) - 1])
            if not named or answer.isdigit():
                raise UsageError(f"没有第“{answer}”项。")
            return find(answer)

        return self._until("请输入序号或编号（回车放弃）" if named else "请输入序号（回车放弃）", chosen)

    def _until(self, what: str, parse: Callable[[str], Parsed]) -> Parsed:
        """Ask until an answer parses, saying what is wrong with each that does not."""
        from rich.prompt import InvalidResponse, PromptBase

        asker = self

        class Question(PromptBase[Parsed]):
            def get_input(self, *_: object, **__: object) -> str:  # type: ignore[override]
                return asker.prompt(what)

            def process_response(self, value: str) -> Parsed:
                try:
                    return parse(value)
                except (ValueError, UsageError, NotFound, Refused) as error:
                    raise InvalidResponse(str(error)) from error

            def on_validate_error(self, value: str, error: InvalidResponse) -> None:
                asker.say(str(error.message))

        return Question(what)()
