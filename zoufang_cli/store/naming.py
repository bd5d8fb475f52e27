"""Turn what a user typed into one record, or say which ones it could mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from zoufang_cli.errors import Ambiguous, BadValue, NotFound

SHOWN = 20
"""Candidates that are listed; queries ask for one more, to say that there are more."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A record that is pointed at: its id, its number (may be '') and its name."""

    id: int
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a text may name: its id, its number (or badge number), its name and what tells it apart."""

    id: int
    number: str
    name: str
    note: str

    @property
    def line(self) -> str:
        """The line that tells it from the other candidates."""
        return "  ".join(part for part in (self.number, self.name, self.note) if part)


Found = TypeVar("Found", bound=Candidate)


def clean_number(text: str) -> str:
    """Return the number of a record as stored, however it was typed: ｗｔ－2020－0001 is WT-2020-0001."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def named_text(term: str, text: str) -> str:
    """Return the text by which a record is to be found; raises BadValue for an empty one."""
    text = text.strip()
    if not text:
        raise BadValue(term, "", "不能为空。")
    return text


def only(term: str, text: str, candidates: Sequence[Found], hint: str) -> Found:
    """Return the only candidate. Raises NotFound with a hint, or Ambiguous with the candidates."""
    if not candidates:
        raise NotFound(f"没有找到{term}“{text.strip()}”。{hint}")
    if len(candidates) > 1:
        keys = [candidate.number or candidate.name for candidate in candidates]
        lines = [candidate.line for candidate in candidates]
        raise Ambiguous(term, text.strip(), lines, keys, more=len(candidates) > SHOWN)
    return candidates[0]
