"""Where rosters come from, and what the columns of their headers were taken for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zoufang_cli.roster.columns.fields import EXPORTED, HEADER_NAMES, Field

EXTRA = "附加信息"
_NOT_KEPT = (Field.SERIAL, Field.ID_NUMBER, Field.TAGS)


@dataclass(frozen=True, slots=True)
class Source:
    """A header that was met: `place` is its number on the list, `mapping` column -> field key, '' for none.

    The mapping is empty once it was forgotten.
    """

    id: int
    place: int
    name: str
    header: tuple[str, ...]
    mapping: dict[str, str]
    batch_count: int
    last_on: date | None

    @property
    def recognised(self) -> tuple[str, ...]:
        """Return the columns that hold a field."""
        return tuple(column for column, key in self.mapping.items() if holds_field(key))

    @property
    def extra(self) -> tuple[str, ...]:
        """Return the columns that are kept as they are."""
        return tuple(column for column, key in self.mapping.items() if not holds_field(key))


def holds_field(key: str) -> bool:
    """Tell whether a mapping's value names a field."""
    return key not in ("", "extra")


def field_label(key: str) -> str:
    """Return what a mapping's value is called on screen."""
    if not holds_field(key):
        return EXTRA
    names = {str(field): names for field, names in HEADER_NAMES.items()}
    names |= {str(field): name for name, field in EXPORTED.items()}
    label = names.get(key, key).split()[0]
    return f"{label}（不导入）" if key in _NOT_KEPT else label
