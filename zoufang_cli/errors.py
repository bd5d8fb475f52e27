"""Errors that a user can meet: each carries its exit code and builds its own Chinese sentence.

`cli.run` is the one place that prints them. Bad data is a `domain.problem.Problem`, not an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
        super().__init__(f"{what}“{value}”无法识别：{expected}")


class Missing(UsageError):
    """A value that is needed was not given, and there is nobody to ask."""

    def __init__(self, what: str, option: str) -> None:
        super().__init__(
            f"缺少{what}，请用 {option} 给出。" if option.startswith("-") else f"缺少{what}，请在命令中写明。"
        )


class Ambiguous(Refused):
    """A name fits several records; the candidates are listed, `keys` name each of them alone."""

    def __init__(
        self, what: str, text: str, candidates: Sequence[str], keys: Sequence[str], more: bool = False
    ) -> None:
        shown = candidates[:-1] if more else candidates
        count = f"超过{len(shown)}" if more else str(len(shown))
        super().__init__(f"有{count}条{what}与“{text}”相符，请写明编号或全名：", shown)
        self.keys = tuple(keys)[: len(shown)]


class OpenQuestion(Refused):
    """Something that only a person can decide: `topic` says what, `answers` are the candidates and `lines` show them.

    At a terminal the question is asked and the command goes on; elsewhere it is refused with `details`.
    """

    def __init__(
        self,
        sentence: str,
        details: Sequence[str],
        *,
        question: str,
        topic: str,
        answers: Sequence[str],
        lines: Sequence[str],
    ) -> None:
        super().__init__(sentence, details)
        self.question, self.topic = question, topic
        self.answers, self.lines = tuple(answers), tuple(lines)


class NoStore(NotFound):
    """There is no store yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"没有找到活动库 {path}：请先运行 zoufang init，或用 --db 指明库文件。")


class ForeignFile(Refused):
    """The file is not a store of this program, or of a newer version."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why}，没有改动该文件。")


class FaultyOldStore(Refused):
    """A store of an older version that is not sound enough to be migrated."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 是旧版活动库，升级前核对发现问题，没有升级，也没有改动；请运行 zoufang check 查看问题所在。"
        )


class StoreTrouble(ZoufangError):
    """SQLite or the disk failed; nothing of the running operation was stored."""


class BackupFailed(StoreTrouble):
    """A copy that is not the same as what was copied; it was removed."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"备份 {path} 核对不符，已删除该备份，活动库没有改动，请检查磁盘（或 U 盘）后再试。")


WAITING = "活动库正被另一个程序占用，正在等待（最多 30 秒）……"


def earlier_day(today: date, last: date) -> str:
    """Return the sentence that warns of a day of work before that of the last operation."""
    return (
        f"提醒：今天（{today.isoformat()}）早于上一次操作的业务日期（{last.isoformat()}），请核对电脑的日期或 --today。"
    )


def unexplained_rows(count: int) -> str:
    """Say that records were changed by another program."""
    return f"请注意：活动库有{count}条记录被其他程序改动过，操作留痕中没有这些改动；请运行 zoufang check 查看。"


def migrated(before: int, after: int, backup: Path) -> str:
    """Say that a store was brought to another version."""
    return f"活动库已从版本 {before} 升级到版本 {after}，升级前的备份是 {backup}。"


class CannotCreate(ZoufangError):
    """A file cannot be made where it was asked for."""

    def __init__(self, path: Path, error: OSError) -> None:
        reason = "该文件夹不存在" if isinstance(error, FileNotFoundError) else _reason(error)
        super().__init__(f"无法建立 {path}：{reason}。")


class StrangeSchema(Refused):
    """A store whose tables, indexes, views or triggers are not those that this program makes."""

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        super().__init__(
            f"{path} 的库结构被其他程序改动过，没有写入；请运行 zoufang check 查看，改用备份，或把文件交给维护人员：",
            names,
        )


class TooManyComputers(Refused):
    """All letters for further computers are taken."""

    def __init__(self, count: int) -> None:
        super().__init__(f"该活动库已登记{count}台电脑，编号字母已用完，不能在本机登记。")


def _reason(error: OSError) -> str:
    """Say in Chinese why the operating system refused."""
    if isinstance(error, PermissionError):
        return "没有权限，或文件正在 Excel 等程序中打开"
    if isinstance(error, IsADirectoryError):
        return "那里是文件夹"
    if isinstance(error, NotADirectoryError):
        return "路径中有一段不是文件夹"
    names = {28: "磁盘空间不足", 30: "该磁盘只能读取", 36: "文件名太长", 5: "读写磁盘出错"}
    return names.get(error.errno or 0, "系统不允许")


def of_sqlite(error: Exception) -> ZoufangError:
    """Turn an error of SQLite into a sentence that says what to do."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreTrouble("活动库正被另一个程序占用，等待 30 秒后仍未释放，本次没有保存任何内容，请稍后再试。")
    if name.startswith("SQLITE_FULL"):
        return StoreTrouble("磁盘空间不足，本次没有保存任何内容，请清理磁盘后再试。")
    if name.startswith("SQLITE_IOERR"):
        return StoreTrouble("读写磁盘出错，本次没有保存任何内容，请检查磁盘（或 U 盘）后再试。")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return StoreTrouble("活动库无法写入，本次没有保存任何内容，请检查文件和文件夹的权限。")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StoreTrouble(
            "活动库文件已损坏，本次没有保存任何内容；请不要再用它登记，运行 zoufang check 可查看损坏情况。"
        )
    return StoreTrouble(f"活动库拒绝了这次读写（SQLite：{error}），没有保存任何内容，请运行 zoufang check 查看。")


def of_system(error: OSError) -> ZoufangError:
    """Turn an error of the operating system into a sentence that names the file."""
    name = error.filename
    if name is None:
        return StoreTrouble(f"输出没有写完：{_reason(error)}；已经保存的记录不受影响，可用 zoufang log 查看。")
    if isinstance(error, FileNotFoundError):
        return NotFound(f"没有找到文件 {name}。")
    if isinstance(error, IsADirectoryError):
        return UsageError(f"{name} 是文件夹，这里需要文件。")
    return StoreTrouble(f"无法读写 {name}：{_reason(error)}。")


class StoreExists(Refused):
    """A store stands there already."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 已经存在，没有改动。要另建活动库，请用 --db 指定别的文件。")


class FaultyPlan(Refused):
    """A plan that cannot be carried out; the details name every defect."""

    def __init__(self, place: str, defects: Sequence[str]) -> None:
        super().__init__(
            f"{place}有{len(defects)}处问题，不能采用（可用 zoufang plan check 查看可行的读法）：", defects
        )


class UndoBlocked(Refused):
    """An operation that cannot be undone whole; the details list the first things that were changed since, of `count`.

    `partial`: what is left of it was asked for, and there is nothing left.
    """

    def __init__(self, what: str, blocked: Sequence[str], count: int, partial: bool = False) -> None:
        more = f"，列出前{len(blocked)}处" if count > len(blocked) else ""
        super().__init__(
            f"{what}不能整个撤销，没有改动任何内容：{count}处此后有变化{more}"
            f"{'，没有其余部分可以撤销' if partial else '（加 --partial 可撤销其余部分）'}：",
            blocked,
        )
