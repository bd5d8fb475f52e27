"""A field of a record, declared once: its key in code, its term on screen, and how a typed text becomes a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from zoufang_cli.errors import BadValue

if TYPE_CHECKING:
    from zoufang_cli.plan.rules.plan import Plan
    from zoufang_cli.records.reading import Reader

MOST = 1_000_000
"""The largest count that a field takes; what is larger was mistyped."""

Values = Mapping[str, object]
"""The fields of one record by key; an absent or empty field has the value ''."""


class Choice(Protocol):
    """A key that records carry and the name that people read: an entry of the plan, or a `Named` of the code."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Named:
    """A choice that is the same under every plan."""

    key: str
    name: str


Read = Callable[["Reader", "Field", str], object]
Show = Callable[["Field", object, "Plan"], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """What the values of a field are.

    `read` makes a value of a typed text and raises BadValue, BadText, NotFound or Ambiguous; `show` makes the text of
    a cell of it. `metavar` is what help calls a value, '' for the field's own term. `linked` values are records of another table (operators, people), `stored_apart` ones are files.
    """

    name: str
    metavar: str
    read: Read
    show: Show
    linked: str = ""  # the column of the linked record: operator_id, person_id
    stored_apart: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a record keeps.

    `option` is how it is typed (`--on` for the key `on` unless stated). A `private` field is shown in full only on
    request (`--full`). `many`: several values, the option may be repeated. `choices` are the values of a CHOICE,
    those of the plan in force where they depend on it. `listed`: a column of the list. `ahead`: a day that may
    lie in the future, and is the nearest coming one where its year is not typed. `example` is a valid text for help.
    """

    key: str
    term: str
    help: str
    kind: Kind
    required: bool = False
    private: bool = False
    many: bool = False
    listed: bool = False
    ahead: bool = False
    option: str = ""
    choices: tuple[Choice, ...] | Callable[[Plan], Sequence[Choice]] = ()
    example: str = ""

    @property
    def flag(self) -> str:
        """The option on the command line."""
        return self.option or f"--{self.key.replace('_', '-')}"

    def choices_of(self, plan: Plan) -> tuple[Choice, ...]:
        """Return what may be chosen under a plan."""
        return tuple(self.choices(plan)) if callable(self.choices) else self.choices

    def read(self, reader: Reader, texts: Sequence[str]) -> Any:
        """Return the value of what was typed: of one text, or of each of several (`many`); '' or () of none."""
        stated = [text for text in texts if text.strip()]
        if not self.many:
            return self.kind.read(reader, self, stated[-1]) if stated else ""
        values = [self.kind.read(reader, self, text) for text in stated]
        return tuple(
            dict.fromkeys(item for value in values for item in (value if isinstance(value, tuple) else (value,)))
        )

    def show(self, value: object, plan: Plan) -> str:
        """Return the text of a cell; several values are enumerated."""
        if value in ("", None, ()):
            return ""
        values = value if isinstance(value, tuple) else (value,)
        return "、".join(self.kind.show(self, item, plan) for item in values)


def missing_fields(fields: Sequence[Field], values: Values) -> list[Field]:
    """Return the required fields that have no value."""
    return [field for field in fields if field.required and values.get(field.key, "") in ("", None, ())]


def chosen(field: Field, text: str, plan: Plan) -> Choice:
    """Return the choice with this key or name, or the only one whose name contains the text; raise BadValue."""
    return choice_named(field.term, text, field.choices_of(plan))


def choice_named(term: str, text: str, choices: Sequence[Choice]) -> Choice:
    """Return the choice that a text names (see `chosen`); `term` says in the error what it is a choice of."""
    plain_text = _plain(text)
    exact = [choice for choice in choices if plain_text in (_plain(choice.name), _plain(choice.key))]
    fitting = exact or [choice for choice in choices if plain_text and plain_text in _plain(choice.name)]
    if len(fitting) != 1:
        raise BadValue(term, text.strip(), f"应为{'、'.join(choice.name for choice in choices)}之一。")
    return fitting[0]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def bad_value(reader: Reader, field: Field, text: str, expected: str) -> BadValue:
    """Return the error of a value that cannot be read; typed on a command line it names the option."""
    return BadValue(field.term, text, f"{expected}。" if reader.of_cells else f"{expected}（{field.flag}）。")


def _read_text(reader: Reader, field: Field, text: str) -> str:
    return reader.text(field.term, text)


def _read_day(reader: Reader, field: Field, text: str) -> date:
    return reader.coming_day(text, field.term) if field.ahead else reader.day(text, field.term)


def _read_count(reader: Reader, field: Field, text: str) -> int:
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not re.fullmatch(r"\d{1,12}", digits) or int(digits) > MOST:
        raise bad_value(reader, field, text, f"应为 0 至 {MOST:,} 的整数")
    return int(digits)


def _read_money(reader: Reader, field: Field, text: str) -> int:
    """Return an amount in fen: 1200, 1,200.50元, 1.2万元."""
    from decimal import Decimal

    match = re.fullmatch(r"(\d[\d,]*(?:\.\d+)?)\s*(万?)\s*元?", unicodedata.normalize("NFKC", text).strip())
    fen = Decimal(match[1].replace(",", "")) * (1_000_000 if match[2] else 100) if match else None
    if fen is None or fen != int(fen) or fen > 10**14:
        raise bad_value(reader, field, text, "应为金额，如 1200、1,200.50元、1.2万元（精确到分）")
    return int(fen)


def _read_choice(reader: Reader, field: Field, text: str) -> str:
    return chosen(field, text, reader.campaign.plan).key


def _read_link(reader: Reader, field: Field, text: str) -> str:
    link = reader.text(field.term, text)
    scheme, marked, _ = link.partition("://")
    if re.search(r"\s", link) or (marked and scheme.lower() not in ("http", "https")):
        raise bad_value(reader, field, text, "应为 http、https 网址，或不含空格的账号")
    return link


def _read_file(reader: Reader, field: Field, text: str) -> str:
    return reader.file(text)


def _show_choice(field: Field, value: object, plan: Plan) -> str:
    return next((choice.name for choice in field.choices_of(plan) if choice.key == value), str(value))


def _show_day(field: Field, value: object, plan: Plan) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _show_money(field: Field, value: object, plan: Plan) -> str:
    assert isinstance(value, int)
    return f"{value / 100:,.2f}元"


def _show_plain(field: Field, value: object, plan: Plan) -> str:
    return str(value)


TEXT = Kind("text", "", _read_text, _show_plain)
DAY = Kind("day", "日期", _read_day, _show_day)
COUNT = Kind("count", "数量", _read_count, _show_plain)
MONEY = Kind("money", "金额", _read_money, _show_money)
CHOICE = Kind("choice", "类别", _read_choice, _show_choice)
LINK = Kind("link", "网址", _read_link, _show_plain)
FILE = Kind("file", "文件", _read_file, _show_plain, stored_apart=True)
