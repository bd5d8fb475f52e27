"""Find the encoding of a text file: BOM, then strict UTF-8, then strict GB18030, else ask."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from zoufang_cli.errors import BadValue
from zoufang_cli.readers.table import Unreadable

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 16
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ASK: Final = "请用 --encoding 指明编码（如 gb18030、utf-8、big5），或在 Excel、WPS 中另存为“CSV UTF-8”后再导入。"


def detect(path: Path, encoding: str | None = None) -> str:
    """Name the codec that decodes the whole file strictly; a given `encoding` decides.

    Raises Unreadable where nothing decodes it, or where what decodes does not look like Chinese text.
    """
    head = _head(path)
    if encoding is not None:
        return _given(path, encoding, head)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return _strict(path, codec)
    if side := _utf16_without_bom(head):
        return _strict(path, side)
    if _error(path, "utf-8") is None:
        return "utf-8"
    line = _error(path, "gb18030")
    if line is not None:
        raise Unreadable(path, f"第{line}行附近的文字既不是 UTF-8 也不是 GB18030 编码。{_ASK}")
    _require_plausible(path, head)
    return "gb18030"


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_SAMPLE)


def _given(path: Path, encoding: str, head: bytes) -> str:
    try:
        codec = codecs.lookup(encoding.strip())
        codec.incrementaldecoder("strict").decode(b"")
    except (LookupError, TypeError, ValueError) as error:
        raise BadValue("编码", encoding, "请写 utf-8、gb18030、gbk、utf-16 或 big5。") from error
    name = codec.name
    if name in ("gb2312", "gbk"):
        name = "gb18030"  # a superset of both; what Windows calls GB2312 is seldom pure
    if name == "utf-8" and head.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    return _strict(path, name)


def _strict(path: Path, codec: str) -> str:
    line = _error(path, codec)
    if line is not None:
        raise Unreadable(path, f"第{line}行附近的文字不是 {codec} 编码。{_ASK}")
    return codec


def _error(path: Path, codec: str) -> int | None:
    """Return the line of the first byte that does not decode, or None."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line = 1
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return line + chunk.count(b"\n", 0, error.start)
            except UnicodeError:  # UTF-16 stream without a BOM
                return line
            line += chunk.count(b"\n")
    try:
        decoder.decode(b"", True)
    except UnicodeError:
        return line
    return None


def _utf16_without_bom(head: bytes) -> str | None:
    """Recognise UTF-16 by its zero bytes, which all stand on one side (commas, digits, line ends)."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if (even + odd) * 50 < len(head):
        return None
    if odd >= 20 * even:
        return "utf-16-le"
    if even >= 20 * odd:
        return "utf-16-be"
    return None


def _require_plausible(path: Path, head: bytes) -> None:
    """Refuse text of another encoding that happens to decode as GB18030 (Big5 always does)."""
    text = _decode_sample(head, "gb18030")
    if _common_share(text) >= 0.7:
        return
    sample = "".join(char for char in text if char.isprintable())[:24]
    hint = ""
    big5 = _decode_sample(head, "big5")
    if big5 and sum(1 for char in big5 if "\u4e00" <= char <= "\u9fff") > len(text) // 8:
        hint = f"按 Big5(繁体)读出的是“{_printable(big5)}”，如果对，请加 --encoding big5。"
    raise Unreadable(path, f"按 GB18030 读出的文字不像中文：“{sample}”。{hint}{_ASK}")


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:24]


def _decode_sample(head: bytes, codec: str) -> str:
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(head)
    except UnicodeError:
        return ""


def _common_share(text: str) -> float:
    """Measure which share of the characters beyond ASCII are everyday Chinese (level 1 of GB 2312)."""
    letters = [char for char in text[:8000] if char > "\u00ff" and not _is_neutral(char)]
    if len(letters) < 8:
        return 1.0
    common = 0
    for char in letters:
        code = char.encode("gb2312", "ignore")
        common += bool(code) and 0xB0 <= code[0] <= 0xD7
    return common / len(letters)


def _is_neutral(char: str) -> bool:
    return "\u2000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"
