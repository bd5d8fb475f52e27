"""Evidence that belongs to a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FileState(StrEnum):
    """How an attached file stands against its record."""

    INTACT = "intact"
    MISSING = "missing"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return {"intact": "完好", "missing": "文件缺失", "changed": "与登记时的内容不一致"}[self.value]


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attached file; `path` is relative to the folder beside the store."""

    name: str
    path: str
    sha256: str
    size_bytes: int
    note: str
    added_on: date
