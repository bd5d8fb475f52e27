"""The registers, one declaration each; a new one is a module here and a line in app/root.py's table of nouns."""

from __future__ import annotations

import importlib

from zoufang_cli.registers.rules import Register

NAMES = ("publicity", "innovation", "mechanism", "platform", "simplification")
"""The modules of the registers in the order of ledgers and exports, each named by its register's key."""


def register_named(key: str) -> Register:
    """Return the declaration of a register, importing no other."""
    register: Register = importlib.import_module(f"zoufang_cli.registers.declared.{key}").REGISTER
    return register


def registers() -> tuple[Register, ...]:
    """Return every declared register."""
    return tuple(register_named(name) for name in NAMES)
