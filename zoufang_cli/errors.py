"""Errors that a user can meet: each carries its exit code and builds its own Chinese sentence.

`cli.main` is the one place that prints them. Bad data is a `domain.problem.Problem`, not an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """What the shell is told."""

    DONE = 0
    FAILURE = 1
    USAGE = 2
    NOT_FOUND = 3
    REFUSED = 4
    PARTLY = 5


class ZoufangError(Exception):
    """A request that was not carried out; `str()` is the sentence, `details` the lines below it."""

    exit_code: ExitCode = ExitCode.FAILURE

    def __init__(self, sentence: str, details: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.details = tuple(details)


class UsageError(ZoufangError):
    """The command line itself is wrong."""

    exit_code = ExitCode.USAGE


class NotFound(ZoufangError):
    """Something named does not exist."""

    exit_code = ExitCode.NOT_FOUND


class Refused(ZoufangError):
    """A rule, or a conflict, forbids the request."""

    exit_code = ExitCode.REFUSED


class BadValue(UsageError):
    """One value cannot be understood: says which, what was given and what is expected."""

    def __init__(self, what: str, value: str, expected: str) -> None:
        super().__init__(f"{what}“{value}”无法识别:{expected}")


class Missing(UsageError):
    """A value that is needed was not given, and there is nobody to ask."""

    def __init__(self, what: str, option: str) -> None:
        super().__init__(f"缺少{what}:请用 {option} 给出。")


class Ambiguous(Refused):
    """A name fits several records; the candidates are listed."""

    def __init__(self, what: str, text: str, candidates: Sequence[str]) -> None:
        super().__init__(f"有{len(candidates)}条{what}与“{text}”相符,请用编号指定其中一条:", candidates)
        self.text = text


class NoStore(NotFound):
    """There is no store yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"没有找到活动库 {path}:请先运行 zoufang init,或用 --db 指明库文件。")


class ForeignFile(Refused):
    """The file is not a store of this program, or of a newer version."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why},没有改动该文件。")
