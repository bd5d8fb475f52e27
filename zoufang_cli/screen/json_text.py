"""Results as JSON text: the one place that turns dataclasses, dates and enums into JSON."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any


def json_text(value: object, encoding: str = "utf-8") -> str:
    """Return indented JSON; characters that the encoding of the output cannot hold are escaped."""
    utf8 = encoding.lower().replace("-", "").replace("_", "") in {"utf8", "utf8sig"}
    return json.dumps(value, ensure_ascii=not utf8, indent=2, default=_default)


def fields_of(record: object) -> dict[str, Any]:
    """Return a dataclass as a dict of its fields, one level deep."""
    assert dataclasses.is_dataclass(record)
    return {item.name: getattr(record, item.name) for item in dataclasses.fields(record)}


def _default(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return fields_of(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"not a JSON value: {type(value).__name__}")
