"""From what was typed to what is stored: days, months and names, read before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from zoufang_cli.errors import BadValue
from zoufang_cli.records.rules import Field, Values, missing_fields
from zoufang_cli.text.dates import Direction, ParsedDay, format_day, names_year, parse_cell_day, parse_day, parse_month
from zoufang_cli.text.typed import typed_text

if TYPE_CHECKING:
    from zoufang_cli.app.context import Context
    from zoufang_cli.plan.rules.plan import Campaign
    from zoufang_cli.store.connection import Store

Found = TypeVar("Found")
Typed = Mapping[str, Sequence[str] | None]
"""What was typed for each field by key; None: its option was not given."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads typed values; where a name fits several records, lets somebody at the terminal choose.

    What was inferred is noted, for `echo` to say when the command has done its work.
    """

    context: Context
    store: Store
    notes: dict[str, str] = field(default_factory=dict)
    of_cells: bool = False  # the texts are cells of a sheet: a bare 3.1 may be 3.10, and nobody is asked

    @property
    def campaign(self) -> Campaign:
        """The campaign of the store."""
        from zoufang_cli.plan.table import campaign_of

        return campaign_of(self.store)

    def echo(self) -> None:
        """Say what was inferred."""
        for note in self.notes.values():
            self.context.say(note)

    def text(self, term: str, text: str) -> str:
        """Return a cleaned text; raises BadText for what cannot be kept."""
        return typed_text(term, text)

    def day(self, text: str, term: str = "日期", check: Callable[[date], None] | None = None) -> date:
        """Read a day that is past; noted when a part was inferred. `check` raises for a day that breaks a rule."""
        parsed = self._parse_day(text, Direction.PAST)
        if check is not None:
            check(parsed.day)
        if parsed.inferred:
            self.notes[term] = f"{term}按{format_day(parsed.day)}理解。"
        return parsed.day

    def coming_day(self, text: str, term: str) -> date:
        """Read a day that may lie ahead: without a year the nearest coming one."""
        parsed = self._parse_day(text, Direction.COMING)
        if parsed.inferred:
            self.notes[term] = f"{term}按{format_day(parsed.day)}理解。"
        return parsed.day

    def deadline(self, text: str, held_on: date, check: Callable[[date], None] | None = None) -> date:
        """Read a deadline: a date without a year is the next one after `held_on`, a word counts from today."""
        numeric = text[:1].isdigit()
        parsed = parse_day(text, held_on if numeric else self.context.today, Direction.COMING)
        if check is not None:
            check(parsed.day)
        if parsed.inferred:
            self.notes[text] = f"时限“{text}”按{format_day(parsed.day)}理解。"
        end = self.campaign.dates.end
        if parsed.day > end:
            self.notes["活动结束"] = f"提醒：时限{format_day(parsed.day)}在活动结束日期{format_day(end)}之后，请核对。"
        return parsed.day

    def period(self, month: str) -> tuple[date, date]:
        """Read a month and return the first and last day that the plan gives it."""
        span = parse_month(month, self.context.today)
        if not names_year(month):
            self.notes["月份"] = f"月份按{span.label}理解。"
        return self.campaign.plan.period(span)

    def file(self, text: str) -> str:
        """Return the path of a file that can be attached; raises FileNotFoundError or BadValue."""
        path = Path(text).expanduser()
        path.stat()
        if not path.is_file():
            raise BadValue("文件", text, "应为一个文件。")
        return str(path)

    def choose(self, find: Callable[[str], Found], text: str) -> Found:
        """Find the one record that a text names; where it fits several, let somebody at the terminal choose."""
        return find(text) if self.of_cells else self.context.choose(find, text)

    def _parse_day(self, text: str, direction: Direction) -> ParsedDay:
        parse = parse_cell_day if self.of_cells else parse_day
        return parse(text, self.context.today, direction)

    def value(self, field: Field, typed: Typed) -> Any:
        """Return the value of a field, '' or () where it was not typed."""
        return field.read(self, typed.get(field.key) or ())

    def asked(
        self,
        field: Field,
        typed: Typed,
        read: Callable[[str], Any] | None = None,
        *,
        default: Any = None,
        known: bool = False,
    ) -> Any:
        """Return the value of a field that is needed; what was not typed is asked for at a terminal.

        `known`: it is stored already, and `default` stands for what is not typed. Where nobody can be asked, `default`
        unless that is None: then raises Missing.
        """
        texts = typed.get(field.key)
        parse = read or (lambda text: field.read(self, [text]))
        if texts is None and (known or (default is not None and not self.context.interactive)):
            return default
        names = "、".join(choice.name for choice in field.choices_of(self.campaign.plan)) if field.choices else ""
        return self.context.ask(field.term, field.flag, None if texts is None else texts[-1], parse, names)

    def values(self, fields: Sequence[Field], typed: Typed) -> dict[str, Any]:
        """Return the values of the fields whose options were given, by key; an empty text clears a field."""
        typed_fields = ((field, typed.get(field.key)) for field in fields)
        return {field.key: field.read(self, texts) for field, texts in typed_fields if texts is not None}

    def complete(self, fields: Sequence[Field], typed: Typed) -> dict[str, Any]:
        """Return the values of a new record; what is required and missing is asked for at a terminal.

        Raises Missing where nobody can be asked.
        """
        values = self.values(fields, typed)
        for lacking in missing_fields(fields, values):
            values[lacking.key] = self.asked(lacking, {})
        return values


def split_names(text: str) -> list[str]:
    """Return the names of a list separated by commas, 、 or spaces, each once."""
    return list(dict.fromkeys(part for part in re.split(r"[、,，;；\s]", text) if part))


def changed(before: Values, after: Values) -> dict[str, object]:
    """Return the values of `after` that differ from those before."""
    return {key: value for key, value in after.items() if value != before.get(key, "")}
