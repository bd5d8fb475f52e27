"""Read the tables of a TOML plan, collecting what is missing, misplaced or of the wrong kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from zoufang_cli.text.problem import Problem

_E = TypeVar("_E", bound=StrEnum)
_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LINE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
_BARE_DAY = re.compile(r"(?m)^(\s*[A-Za-z0-9_.\"-]+\s*=\s*)([0-9]{4}-[0-9]{2}-[0-9]{2})(?=\s*(?:#.*)?$)")


def parse_toml(text: str, place: str, problems: list[Problem]) -> Table | None:
    """Return the plan's top table; None, with a bad_toml problem naming the line, when it is no TOML.

    Dates are read as text, with quotes or without, so that one that does not exist can be named.
    """
    import tomllib

    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError:  # perhaps an unquoted date that does not exist
            data = tomllib.loads(_BARE_DAY.sub(r'\1"\2"', text))
    except tomllib.TOMLDecodeError as error:
        problems.append(_toml_problem(text, place, str(error)))
        return None
    return Table(data, "", problems)


def _toml_problem(text: str, place: str, error: str) -> Problem:
    match = _LINE.search(error)
    lines = text.rstrip().split("\n")
    number = min(int(match[1]) if match and match[1] else len(lines), len(lines))
    where = f"{place} 第{number}行".strip()
    message = f"{where}不符合TOML格式，请检查引号、等号、括号和重复的项目。"
    return Problem(where, "TOML", lines[number - 1].strip(), "bad_toml", message)


class Table:
    """One table of the plan; each reading method takes the key and its Chinese name for the messages.

    A value that is missing or wrong is reported (codes missing, bad_value, unknown_key) and read as empty.
    """

    def __init__(self, data: dict[str, object], path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self._data = data
        self._read: list[str] = []

    def place(self, key: str) -> str:
        """Return the path of a key: `phase[2].starts`."""
        return f"{self.path}.{key}" if self.path else key

    def bad(self, key: str, label: str, value: object, reason: str) -> None:
        """Report a value that cannot stand."""
        message = f"{self.place(key)}（{label}）的值“{value}”有误：{reason}。"
        self.problems.append(Problem(self.place(key), label, str(value), "bad_value", message))

    def missing(self, key: str, label: str) -> None:
        """Report a value that is not there."""
        message = f"缺少{self.place(key)}（{label}）。"
        self.problems.append(Problem(self.place(key), label, "", "missing", message))

    def text(self, key: str, label: str, default: str | None = None) -> str:
        """Read a text; without a default it is needed and may not be blank."""
        value = self._take(key)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        if value is None or isinstance(value, str):
            if default is None:
                self.missing(key, label)
            return default or ""
        self.bad(key, label, value, "应为文字，请加引号")
        return default or ""

    def key(self, label: str = "代码") -> str:
        """Read the table's own `key`: letters, digits, - and _."""
        value = self.text("key", label)
        if value and not _KEY.fullmatch(value):
            self.bad("key", label, value, "只能用字母、数字、连字符和下划线")
        return value

    def day(self, key: str, label: str, needed: bool) -> str | None:
        """Read a date rule as text."""
        value = self._take(key)
        if isinstance(value, date):
            return value.strftime("%Y-%m-%d") if isinstance(value, datetime) else value.isoformat()
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is None or isinstance(value, str):
            if needed or value is not None:
                self.missing(key, label)
        else:
            self.bad(key, label, value, "应为日期或日期规则，请加引号")
        return None

    def number(self, key: str, label: str, low: int, high: int) -> int | None:
        """Read an optional whole number within bounds."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.bad(key, label, value, f"应为{low}至{high}之间的整数")
            return None
        return value

    def flag(self, key: str, label: str) -> bool:
        """Read a flag that is needed."""
        value = self._take(key)
        if value is None:
            self.missing(key, label)
        elif not isinstance(value, bool):
            self.bad(key, label, value, "应为true或false")
        return value is True

    def choice(self, key: str, label: str, kinds: type[_E], default: _E | None) -> _E | None:
        """Read one of the words of an enum."""
        value = self._take(key)
        return default if value is None else self._one_of(key, label, value, kinds) or default

    def choices(self, key: str, label: str, kinds: type[_E]) -> tuple[_E, ...]:
        """Read a list of words of an enum; none when absent."""
        words = (self._one_of(key, label, word, kinds) for word in self._list(key, label))
        return tuple(word for word in words if word is not None)

    def texts(self, key: str, label: str) -> tuple[str, ...]:
        """Read a list of texts; none when absent."""
        items = self._list(key, label)
        for item in items:
            if not isinstance(item, str) or not item.strip():
                self.bad(key, label, item, "每一项都应为文字")
        return tuple(item.strip() for item in items if isinstance(item, str) and item.strip())

    def names(self, key: str, label: str) -> tuple[tuple[str, str], ...]:
        """Read a table of `key = "name"` lines; none when absent."""
        table = self.table(key, label, needed=False)
        if table is None:
            return ()
        return tuple((name, table.text(name, label)) for name in table.own_keys)

    def raw(self, key: str) -> object:
        """Read a value of any kind, None when absent."""
        return self._take(key)

    @property
    def own_keys(self) -> tuple[str, ...]:
        """The keys that the table has, in the order of the file."""
        return tuple(self._data)

    def table(self, key: str, label: str, needed: bool = True) -> Table | None:
        """Read a sub-table."""
        value = self._take(key)
        if isinstance(value, dict):
            return Table(value, self.place(key), self.problems)
        if value is not None:
            self.bad(key, label, value, f"应为一节，写作[{self.place(key)}]")
        elif needed:
            self.missing(key, label)
        return None

    def tables(self, key: str, label: str, needed: bool = True) -> list[Table]:
        """Read a list of sub-tables, numbered from 1 in their paths."""
        value = self._take(key)
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            place = self.place(key)
            return [Table(item, f"{place}[{n}]", self.problems) for n, item in enumerate(value, start=1)]
        if value is None or value == []:
            if needed:
                self.missing(key, label)
        else:
            self.bad(key, label, _short(value), f"应为若干节，每节写作[[{self.place(key)}]]")
        return []

    def close(self) -> None:
        """Report the keys that nothing has read, with the known key that each resembles."""
        for key in self._data:
            if key not in self._read:
                known = resembling(key, self._read)
                hint = f"，是否应为{known}" if known else ""
                message = f"不认识{self.place(key)}这一项{hint}。"
                value = _short(self._data[key])
                self.problems.append(Problem(self.place(key), key, value, "unknown_key", message))

    def _take(self, key: str) -> object:
        self._read.append(key)
        return self._data.get(key)

    def _list(self, key: str, label: str) -> Sequence[object]:
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.bad(key, label, _short(value), "应为列表，写在方括号内")
            return ()
        return value

    def _one_of(self, key: str, label: str, word: object, kinds: type[_E]) -> _E | None:
        for kind in kinds:
            if kind.value == word:
                return kind
        self.bad(key, label, word, f"只能是{'、'.join(kinds)}之一")
        return None


def resembling(word: str, known: Iterable[str]) -> str:
    """Return the known word that a mistyped one resembles most, "" when none does."""
    import difflib

    return next(iter(difflib.get_close_matches(word, list(known), n=1)), "")


def report_repeats(problems: list[Problem], named: Iterable[tuple[str, str]], label: str) -> None:
    """Report keys that stand twice; `named` holds (place, key)."""
    first: dict[str, str] = {}
    for place, key in named:
        folded = key.casefold()
        if key and folded in first:
            message = f"{place}（{label}）的值“{key}”有误：与{first[folded]}重复。"
            problems.append(Problem(place, label, key, "bad_value", message))
        first.setdefault(folded, place)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
