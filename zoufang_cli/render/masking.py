"""Telephone numbers in a cell: the middle hidden unless asked for in full (DOMAIN: personal information)."""

from __future__ import annotations

from collections.abc import Iterable

from zoufang_cli.domain.person import masked_phone


def phones(values: Iterable[str], full: bool = False) -> str:
    """Return a list of numbers for one cell."""
    return "、".join(value if full else masked_phone(value) for value in values)
