"""Find the data files of the program: in a wheel, an editable install or a plain checkout."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _data(name: str) -> Path:
    """Return the path of `name`: packed into the wheel, or at the top of the checkout."""
    packed = PACKAGE / name
    return packed if packed.exists() else PACKAGE.parent / name


def schema_sql() -> str:
    """Return the text of schema.sql."""
    return _data("schema.sql").read_text(encoding="utf-8")


def default_plan() -> str:
    """Return the text of the plan that ships with the program."""
    return (PACKAGE / "plan" / "default.toml").read_text(encoding="utf-8")


def samples() -> Path:
    """Return the folder of the samples."""
    return _data("samples")
