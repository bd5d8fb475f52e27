"""Which option of a command somebody meant by one that it does not have: by the kind of value, or by its Chinese term."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MOST = 3
"""Options that a hint names."""


class Offered(NamedTuple):
    """An option of a command: its name, what its value is called in help, and its help."""

    name: str
    metavar: str
    help: str


# Words that people try for a kind of value, and what help calls such a value; the surer word stands first.
MEANINGS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("姓名",), ("to", "who", "person", "people", "by", "name", "owner", "handler", "assignee", "staff", "officer")),
    (("业户",), ("to", "operator", "enterprise", "company", "firm", "customer", "for", "who")),
    (("日期",), ("date", "day", "on", "when", "time", "deadline", "due", "until", "by", "from", "since")),
    (("月份",), ("month", "period")),
    (("原因", "理由"), ("why", "because", "cause", "reason")),
    (("文件", "文件夹"), ("file", "output", "path", "o", "save", "dir", "folder", "out")),
    (("份数", "数量", "条数", "行数"), ("count", "number", "n", "copies", "amount", "max", "top", "limit")),
    (("档次",), ("score", "rating", "level", "satisfied")),
    (("类别", "性质", "来源", "状态", "形式"), ("type", "kind", "category", "class", "status", "source")),
    (("网址",), ("url", "link", "site", "www")),
)  # fmt: skip
_KINDS = frozenset(metavar for metavars, _ in MEANINGS for metavar in metavars)
_TEXT = ("text", "content", "note", "comment", "message", "description", "remark", "body", "solution", "measure")
"""Words that people try for a text: any option whose value is none of the kinds above."""


def meant(option: str, offered: Sequence[Offered]) -> list[str]:
    """Return the options that one which does not exist may stand for, the likeliest first; at most MOST.

    `--to` of `issue assign` is `--responsible`, whose value is a person; `--责任人` is the option whose help says so.
    """
    word = option.lstrip("-").partition("=")[0].replace("-", "_").casefold()
    if not word.isascii():
        return [
            choice.name for choice in offered if word in (choice.metavar, choice.help.split("，")[0].strip("。；"))
        ] or [choice.name for choice in offered if word in choice.metavar or word in choice.help][:MOST]
    return list(dict.fromkeys(_by_meaning(word, offered)))[:MOST]


def _by_meaning(word: str, offered: Sequence[Offered]) -> Iterable[str]:
    for metavars, words in MEANINGS:
        if word in words:
            for metavar in metavars:
                yield from (option.name for option in offered if option.metavar == metavar)
    if word in _TEXT:
        yield from (option.name for option in offered if option.metavar and option.metavar not in _KINDS)
