"""Rows kept until the last of them is known: only then are the columns and their widths."""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from zoufang_cli.roster.correction.sheet.lines import OWN, Line
from zoufang_cli.screen.workbook import column_width

_TOGETHER: Final = 200_000
"""Characters that are packed at a time."""

_WIDEST: Final = (10, 40, 32)  # 行号, 问题, 建议, in half-width characters
_WIDEST_OWN: Final = 30
_NARROWEST: Final = 6


class Pile:
    """The rows of one sheet, packed in memory; `count` of them, `widths` their columns in half-width characters."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.count = 0
        self.size = 0
        self.widths: list[float] = []
        self._packs: list[bytes] = []
        batch: list[tuple[list[str], dict[int, bool]]] = []
        length = 0
        for line in lines:
            self._measure(line.texts)
            batch.append((line.texts, line.marks))
            length += sum(map(len, line.texts))
            if length >= _TOGETHER:
                self._pack(batch)
                batch.clear()
                length = 0
        if batch:
            self._pack(batch)

    def lines(self) -> Iterator[Line]:
        """Yield the rows again, in their order."""
        for pack in self._packs:
            for texts, marks in marshal.loads(zlib.decompress(pack)):
                yield Line(texts, marks)

    def _pack(self, batch: list[tuple[list[str], dict[int, bool]]]) -> None:
        packed = marshal.dumps(batch)
        self.count += len(batch)
        self.size += len(packed)
        self._packs.append(zlib.compress(packed, 1))

    def _measure(self, texts: list[str]) -> None:
        widths = self.widths
        widths += [_NARROWEST] * (len(texts) - len(widths))
        for column, text in enumerate(texts):
            if len(text) * (2 - text.isascii()) > widths[column] < (most := most_width(column)):
                widths[column] = column_width([text], widths[column], most)


def most_width(column: int) -> int:
    """Return how wide a column of the copy may get, in half-width characters."""
    return _WIDEST[column] if column < OWN else _WIDEST_OWN
