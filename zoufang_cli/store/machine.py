"""Tell one computer from another, so that a store copied to a second laptop numbers its records apart."""

from __future__ import annotations

import platform
import sys
from pathlib import Path


def machine_id() -> str:
    """Return 16 hex digits that stay the same on this computer and tell nothing about it."""
    import hashlib

    return hashlib.sha256(("zoufang" + (_system_id() or platform.node())).encode()).hexdigest()[:16]


def _system_id() -> str:
    try:
        if sys.platform == "win32":
            import winreg

            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
