"""Names of worksheets by the rules of Excel."""

from __future__ import annotations

import re
from typing import Final

from zoufang_cli.roster.correction.sheet import NOTES_TITLE
from zoufang_cli.screen.workbook import clean

_LONGEST: Final = 31
_USUAL: Final = "名册"
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\n\t]")


class Titles:
    """Gives each sheet a name that no other has, upper and lower case alike."""

    def __init__(self) -> None:
        self._taken = {NOTES_TITLE, "history"}  # Excel keeps the second for itself

    def take(self, wanted: str) -> str:
        """Return the name nearest to the one wanted."""
        base = _FORBIDDEN.sub("", clean(wanted)).strip().strip("'").strip() or _USUAL
        title, copy = _shortened(base, ""), 2
        while title.casefold() in self._taken:
            title, copy = _shortened(base, f"({copy})"), copy + 1
        self._taken.add(title.casefold())
        return title


def _shortened(base: str, end: str) -> str:
    """Cut a name so that it fits with its end; Excel counts units of UTF-16."""
    room = 2 * (_LONGEST - len(end))
    return base.encode("utf-16-le")[:room].decode("utf-16-le", "ignore").rstrip("' ") + end
