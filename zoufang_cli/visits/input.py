"""From what was typed to what is stored: dates, names and lists of a visit, resolved before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from zoufang_cli.app.context import Context
from zoufang_cli.errors import BadValue, NotFound
from zoufang_cli.people.actions import anybody_named
from zoufang_cli.plan.campaign import Campaign
from zoufang_cli.text.dates import Direction, format_day, names_year, parse_day, parse_month
from zoufang_cli.visits.draft import Finding, Store, officer_ref, operator_ref
from zoufang_cli.visits.rules import IssueText, Ref, level_named, parse_answer, parse_issue, parse_solved, typed


def _anything(_: date) -> None:
    """Let every day pass."""


@dataclass(frozen=True, slots=True)
class Input:
    """Reads typed values; where a name fits several records, lets somebody at the terminal choose.

    What was inferred is noted, for `echo` to say when the command has done its work. A `check` raises for a day
    that breaks a rule.
    """

    context: Context
    store: Store
    campaign: Campaign
    notes: dict[str, str] = field(default_factory=dict)

    def echo(self) -> None:
        """Say what was inferred."""
        for note in self.notes.values():
            self.context.say(note)

    def day(self, text: str, what: str = "日期", check: Callable[[date], None] = _anything) -> date:
        """Read a day that is past, and note it when a part was inferred."""
        found = parse_day(text, self.context.today, Direction.PAST)
        check(found.day)
        if found.inferred:
            self.notes[what] = f"{what}按{format_day(found.day)}理解。"
        return found.day

    def deadline(self, text: str, held_on: date, check: Callable[[date], None] = _anything) -> date:
        """Read a deadline: a date without a year is the next one after the visit, a word counts from today."""
        numeric = text[:1].isdigit()
        found = parse_day(text, held_on if numeric else self.context.today, Direction.COMING)
        check(found.day)
        if found.inferred:
            self.notes[text] = f"时限“{text}”按{format_day(found.day)}理解。"
        end = self.campaign.dates.end
        if found.day > end:
            self.notes["活动结束"] = f"提醒：时限{format_day(found.day)}在活动结束日期{format_day(end)}之后，请核对。"
        return found.day

    def period(self, month: str) -> tuple[date, date]:
        """Read a month and return the first and last day that the plan gives it."""
        span = parse_month(month, self.context.today)
        if not names_year(month):
            self.notes["月份"] = f"月份按{span.label}理解。"
        return self.campaign.plan.period(span)

    def operators(self, texts: Sequence[str]) -> tuple[Ref, ...]:
        """Return the operators of options that name one each, or several with 、 or commas; each once."""
        found: dict[int, Ref] = {}
        for text in texts:
            for one in self._operators(text):
                found[one.id] = one
        return tuple(found.values())

    def _operators(self, text: str) -> list[Ref]:
        parts = [part.strip() for part in re.split("[、,，;；]", text) if part.strip()]
        try:
            return [self._operator(text)]
        except NotFound:  # a name may hold a comma: only what is no operator as a whole is a list
            if len(parts) < 2:
                raise
        return [self._operator(part) for part in parts]

    def _operator(self, text: str) -> Ref:
        return self.context.choose(lambda name: operator_ref(self.store, name), text)

    def person(self, text: str) -> int:
        """Return the person in office that a text names."""
        return self.context.choose(lambda name: officer_ref(self.store, name), text).id

    def anybody(self, text: str) -> int:
        """Return the person that a text names, those who left included."""
        return self.context.choose(lambda name: anybody_named(self.store, name), text).id

    def people(self, text: str) -> tuple[int, ...]:
        """Return the people of a list separated by commas, 、 or spaces, each once."""
        parts = [part for part in re.split(r"[、,，;；\s]", text) if part]
        if not parts:
            raise BadValue("走访人员", text, "不能为空。")
        return tuple(dict.fromkeys(self.person(part) for part in parts))

    def solved(self, texts: Sequence[str]) -> tuple[Finding, ...]:
        """Read --solved."""
        parsed = (parse_solved(text) for text in texts)
        return tuple(Finding(one.text, one.operator, one.measure, on_the_spot=True) for one in parsed)

    def issues(self, texts: Sequence[str], held_on: date) -> tuple[Finding, ...]:
        """Read --issue; missing parts stay open."""
        return tuple(self._issue(parse_issue(text), held_on) for text in texts)

    def _issue(self, one: IssueText, held_on: date) -> Finding:
        return Finding(
            one.text,
            one.operator,
            one.measure,
            self.person(one.responsible) if one.responsible else None,
            self.deadline(one.due, held_on) if one.due else None,
        )

    def answers(self, texts: Sequence[str]) -> dict[str, str]:
        """Read --satisfaction: operator as typed ('': all) to the key of the level."""
        parsed = (parse_answer(text) for text in texts)
        return {operator: level_named(self.campaign.plan, level).key for operator, level in parsed}


def text_of(what: str, given: str | None) -> str:
    """Return a cleaned text, '' when none was given."""
    return "" if given is None else typed(what, given)


def texts_of(what: str, given: Sequence[str] | None) -> tuple[str, ...]:
    """Return cleaned texts without empty ones, each once."""
    return tuple(dict.fromkeys(text for one in given or () if (text := typed(what, one))))


def given_texts(**values: tuple[str, str | None]) -> dict[str, object]:
    """Return the cleaned texts of those options that were given, by column: column=(what, given)."""
    return {column: typed(what, text) for column, (what, text) in values.items() if text is not None}
