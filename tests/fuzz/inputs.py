"""Files that no import may crash on, each from its seed: a roster, sound or messy, then damaged in a few places."""

from __future__ import annotations

import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import AnyStr, TypeAlias

from tests.roster.corpus import files, mixing
from tests.roster.corpus.truth import Grid, grid_of, operators

Damage: TypeAlias = Callable[[random.Random, bytes], bytes]

LARGEST = 2 << 20
"""Bytes that a damaged file may grow to."""

_TOKENS = (b'"', b'""', b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b",", b",,,,,,,,", b"\r", b"\n", b"\t", b";", b"\xa1\xa1",
           b"\x81\x30\x81\x30", b"\xed\xa0\x80", b"\xef\xbf\xbd", b"=", b"1E+400", b"9" * 400, b"-1", b"<", b">", b"&#0;",
           b"&#1114112;", b"]]>", b"<!--", b"<![CDATA[", "同上".encode(), "行号（DR-00001）".encode(), "业户名称".encode())  # fmt: skip
_NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"1048576", b"1048577", b"16384", b"16385", b"2147483647", b"2147483648",
            b"4294967295", b"9223372036854775807", b"18446744073709551616", b"1E308", b"NaN", b"99999999", b"")  # fmt: skip
_REFERENCES = (b"A0", b"XFD1048576", b"XFE1048577", b"ZZZZ9", b"A99999999999", b"1A", b"", b"A1:XFD1048576", b"B2:A1")
_ATTRIBUTE = re.compile(rb'(=\s*")([^"]*)(")')
_NUMBER = re.compile(rb"\d+")
_TAG = re.compile(rb"<[^<>]*>")


def name_and_content(seed: int) -> tuple[str, bytes]:
    """Return the file of a seed: what it is called and what it holds, always the same."""
    pick = random.Random(seed)
    name, content = ("名册.csv", pick.randbytes(pick.randint(0, 3000))) if seed % 40 == 39 else _sound(pick)
    for _ in range(pick.choice((0, 1, 1, 1, 2, 3))):
        content = _damaged(pick, content)[:LARGEST]
    if pick.random() < 0.1:
        name = pick.choice(("名册.csv", "名册.xls", "名册.xlsx", "名册.ods", "名册", "名册.html"))
    return name, content


def _sound(pick: random.Random) -> tuple[str, bytes]:
    """Return a roster before it is damaged."""
    with tempfile.TemporaryDirectory() as folder:
        path = pick.choice(_MAKERS)(pick, Path(folder))
        content = path.read_bytes()
    return path.name, _dated_alike(content) if content.startswith(b"PK") else content


def _mixed(pick: random.Random, folder: Path) -> Path:
    return mixing.write(mixing.mixed(pick.randrange(1000)), folder).path


def _text(pick: random.Random, folder: Path) -> Path:
    encoding = pick.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5"))
    text = files.csv_text(_grid(pick), delimiter=pick.choice(",\t;|"), end=pick.choice(("\n", "\r\n", "\r")))
    return files.put(folder / pick.choice(("名册.csv", "名册.xls")), text.encode(encoding, "ignore"))


def _page(pick: random.Random, folder: Path) -> Path:
    encoding = pick.choice(("utf-8", "gbk", "utf-16"))
    return files.put(folder / "名册.xls", files.html_text(_grid(pick), encoding).encode(encoding, "ignore"))


def _old(pick: random.Random, folder: Path) -> Path:
    grid = [[cell[:8000] if isinstance(cell, str) else cell for cell in row] for row in _grid(pick)]
    return files.xls(folder / "名册.xls", grid)


def _new(pick: random.Random, folder: Path) -> Path:
    sheets = {f"表{place}": _grid(pick) for place in range(pick.randint(1, 3))}
    merges = pick.sample(["A1:B1", "H2:H4", "K3:L3", "A5:N5"], pick.randint(0, 3))
    path = files.xlsx(folder / "名册.xlsx", sheets, merges=merges, hidden=list(sheets)[1:2])
    return files.strict(path) if pick.random() < 0.2 else path


def _open(pick: random.Random, folder: Path) -> Path:
    return files.ods(folder / "名册.ods", {"名册": _grid(pick), "又": _grid(pick)})


_MAKERS = (_mixed, _mixed, _text, _text, _page, _old, _new, _new, _open)


def _grid(pick: random.Random) -> Grid:
    grid = grid_of(operators(pick.randint(0, 8)))
    if pick.random() < 0.3:
        grid.insert(0, ["业户名册"])
    for row in grid[1:]:
        if pick.random() < 0.3:
            row[pick.randrange(len(row))] = pick.choice(
                (None, 1.5, 9.1e17, -3, "同上", "甲\n乙", '"', "\u202e", "x" * 40_000)
            )
    return grid


def _dated_alike(content: bytes) -> bytes:
    """Give the parts of a zip one date, and leave out the part that says when it was saved."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    return _zipped({name: part for name, part in parts.items() if name != "docProps/core.xml"})


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _damaged(pick: random.Random, content: bytes) -> bytes:
    """Damage a file: the parts of a zip more often than the zip itself, whose sums then still hold."""
    if content.startswith(b"PK") and pick.random() < 0.75:
        try:
            return _damaged_part(pick, content)
        except Exception:  # an earlier damage went too deep for zipfile, which raises whatever it likes
            return pick.choice(_DAMAGES)(pick, content)
    if not content.startswith((b"PK", b"\xd0\xcf")) and pick.random() < 0.6:
        return _damaged_text(pick, content)
    return pick.choice(_DAMAGES)(pick, content)


def _damaged_text(pick: random.Random, content: bytes) -> bytes:
    """Damage the characters of a text, so that it still decodes."""
    wide = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16-le"
    for encoding in ("utf-8", wide, "gb18030", "big5"):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "<t" in text and pick.random() < 0.7:
            text = pick.choice(_MARKUP)(pick, text.encode()).decode("utf-8", "ignore")
        else:
            text = pick.choice(_DAMAGES_OF_TEXT)(pick, text)
        return text.encode(encoding, "ignore")
    return content


def _damaged_part(pick: random.Random, content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    names = [name for name in parts if "sheet" in name or "content" in name] if pick.random() < 0.6 else list(parts)
    name = pick.choice(names or list(parts))
    how = pick.random()
    if how < 0.04:
        del parts[name]
    elif how < 0.07:
        parts[pick.choice((f"x{name}", name.upper(), "xl/workbook.bin", "../x"))] = parts.pop(name)
    else:
        parts[name] = pick.choice((*_DAMAGES, *_MARKUP, *_MARKUP))(pick, parts[name])[:LARGEST]
    return _zipped(parts)


def _span(pick: random.Random, content: AnyStr) -> tuple[int, int]:
    start = pick.randrange(len(content) + 1)
    return start, min(len(content), start + int(pick.paretovariate(0.7)))


def _flip(pick: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(pick.randint(1, 8) if changed else 0):
        changed[pick.randrange(len(changed))] ^= 1 << pick.randrange(8)
    return bytes(changed)


def _cut(pick: random.Random, content: AnyStr) -> AnyStr:
    return content[: pick.randrange(len(content) + 1)]


def _splice(pick: random.Random, content: AnyStr) -> AnyStr:
    (start, end), (other, _) = _span(pick, content), _span(pick, content)
    return content[:other] + content[start:end] + content[other + end - start :]


def _repeat(pick: random.Random, content: AnyStr) -> AnyStr:
    start, end = _span(pick, content)
    return content[:end] + content[start:end] * pick.choice((1, 2, 10, 1000)) + content[end:]


def _delete(pick: random.Random, content: AnyStr) -> AnyStr:
    start, end = _span(pick, content)
    return content[:start] + content[end:]


def _random(pick: random.Random, content: bytes) -> bytes:
    start, end = _span(pick, content)
    return content[:start] + pick.randbytes(end - start) + content[end:]


def _insert(pick: random.Random, content: bytes) -> bytes:
    for _ in range(pick.randint(1, 4)):
        place = pick.randrange(len(content) + 1)
        content = content[:place] + pick.choice(_TOKENS) + content[place:]
    return content


def _insert_text(pick: random.Random, content: str) -> str:
    for _ in range(pick.randint(1, 4)):
        place = pick.randrange(len(content) + 1)
        content = content[:place] + pick.choice(_TOKENS).decode("utf-8", "replace") + content[place:]
    return content


def _words(pick: random.Random, content: bytes) -> bytes:
    """Write large and odd numbers over four bytes, as lengths and offsets of binary formats."""
    if len(content) < 8:
        return content
    place = pick.randrange(len(content) - 4)
    word = pick.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFF, 0x10000, len(content)))
    return content[:place] + word.to_bytes(4, "little") + content[place + 4 :]


def _lines(pick: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    pick.shuffle(lines)
    return b"\n".join(lines)


_DAMAGES_OF_TEXT = (_cut, _splice, _repeat, _delete, _insert_text, _insert_text, _insert_text)
_DAMAGES: tuple[Damage, ...] = (_flip, _cut, _splice, _repeat, _delete, _random, _insert, _words, _lines)


def _one_of(pattern: re.Pattern[bytes], pick: random.Random, content: bytes) -> re.Match[bytes] | None:
    found = list(pattern.finditer(content))
    return pick.choice(found) if found else None


def _attribute(pick: random.Random, content: bytes) -> bytes:
    if match := _one_of(_ATTRIBUTE, pick, content):
        new = pick.choice((*_NUMBERS, *_REFERENCES, b"s", b"str", b"inlineStr", b"e", b"d", b"b", b"x" * 70_000))
        return content[: match.start(2)] + new + content[match.end(2) :]
    return content


def _number(pick: random.Random, content: bytes) -> bytes:
    if match := _one_of(_NUMBER, pick, content):
        return content[: match.start()] + pick.choice(_NUMBERS) + content[match.end() :]
    return content


def _drop_tag(pick: random.Random, content: bytes) -> bytes:
    if match := _one_of(_TAG, pick, content):
        return content[: match.start()] + content[match.end() :]
    return content


def _repeat_tag(pick: random.Random, content: bytes) -> bytes:
    if match := _one_of(_TAG, pick, content):
        return content[: match.end()] + match[0] * pick.choice((1, 3, 500, 20_000)) + content[match.end() :]
    return content


def _swap_tags(pick: random.Random, content: bytes) -> bytes:
    one, other = _one_of(_TAG, pick, content), _one_of(_TAG, pick, content)
    if one and other and one.end() <= other.start():
        return content[: one.start()] + other[0] + content[one.end() : other.start()] + one[0] + content[other.end() :]
    return content


_MARKUP: tuple[Damage, ...] = (_attribute, _attribute, _number, _number, _drop_tag, _repeat_tag, _swap_tags)
