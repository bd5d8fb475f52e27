"""Hide the middle of telephone numbers (DOMAIN: personal information)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DIGITS = re.compile(r"\d{7,}")


def masked(phone: str) -> str:
    """Return 138****5678 for a mobile number, 0971-***4567 for a landline; other text as it is."""
    return _DIGITS.sub(lambda match: _hide(match[0]), phone)


def phones(values: Iterable[str], full: bool = False) -> str:
    """Return a list of numbers for one cell."""
    return "、".join(value if full else masked(value) for value in values)


def _hide(digits: str) -> str:
    if len(digits) == 11:
        return f"{digits[:3]}****{digits[7:]}"
    return f"{'*' * (len(digits) - 4)}{digits[-4:]}"
