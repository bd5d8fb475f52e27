"""CSV for Excel: UTF-8 with BOM; no value that a spreadsheet would take for a formula, no number that it would spoil."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_SPOILT = re.compile("0[0-9]+|[0-9]{12,}")
"""Digits of which a spreadsheet loses the zeros in front, or the last ones: it keeps them as ="00123"."""


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as the bytes of a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_literal(header) for header in headers])
    writer.writerows([_literal(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _literal(value: object) -> str:
    text = "" if value is None else str(value)
    if _SPOILT.fullmatch(text):
        return f'="{text}"'
    return f"'{text}" if text.startswith(_FORMULA) else text
