"""Find the encoding of a text file: BOM, then strict UTF-8, then strict GB18030, else ask."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from zoufang_cli.errors import BadValue
from zoufang_cli.roster.reading.tables import DoubtfulText, Unreadable

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 16
_SHOWN: Final = 24
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NEWLINE: Final = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}
_ORDINARY: Final = re.compile("[\t\n\r -~\u00b7\u2010-\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
"""What rosters are written in: ASCII, everyday punctuation, Chinese characters, full-width forms."""

_ASK: Final = "请用 --encoding 指明编码（如 gb18030、utf-8、big5），或在 Excel、WPS 中另存为“CSV UTF-8”后再导入。"
_CUT_OFF: Final = "第{}行末尾的文字不完整，文件可能没有下载完或被截断。请重新获取后再导入。"


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Read the byte 0x80, which GB18030 has not, as Windows does (CP936): €."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error("cp936", _euro)


def errors_of(codec: str) -> str:
    """Return how a text is to be decoded where its codec fails."""
    return "cp936" if codec == "gb18030" else "strict"


class _Fault(NamedTuple):
    """The line of the first bytes that do not decode; `cut_off` where the file ends within a character."""

    line: int
    cut_off: bool


def detect(path: Path, encoding: str | None = None) -> str:
    """Name the codec that decodes the whole file strictly; a given `encoding` decides.

    Raises Unreadable where nothing decodes it, DoubtfulText where what decodes does not look like Chinese.
    """
    head = _head(path)
    if encoding is not None:
        return _named(path, encoding, head)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return _strict(path, codec)
    if side := _utf16_without_bom(head):
        return _strict(path, side)
    utf8 = _fault(path, "utf-8")
    if utf8 is None:
        return "utf-8"
    gb18030 = _fault(path, "gb18030")
    if utf8.cut_off and not _decode_sample(head, "utf-8").isascii():
        raise Unreadable(path, _CUT_OFF.format(utf8.line))
    if gb18030 is not None and gb18030.cut_off:
        raise Unreadable(path, _CUT_OFF.format(gb18030.line))
    if gb18030 is not None:
        _refuse_two(path, utf8, gb18030)
        raise Unreadable(path, f"第{gb18030.line}行附近的文字既不是 UTF-8 也不是 GB18030 编码。{_ASK}")
    _require_plausible(path, head)
    return "gb18030"


def _refuse_two(path: Path, utf8: _Fault, gb18030: _Fault) -> None:
    """Refuse a file whose first lines are of one encoding and all the others of the other one."""
    for fault, first, other in ((utf8, "UTF-8", "GB18030"), (gb18030, "GB18030", "UTF-8")):
        with path.open("rb") as stream:
            rest = b"".join(islice(stream, fault.line - 1, None))
        if fault.line > 1 and _decode_sample(rest, other.lower()):
            why = f"文件里混有两种编码：前面各行是 {first}，第{fault.line}行起是 {other}。"
            raise Unreadable(path, f"{why}请把两部分分别存成文件后导入，或在 Excel、WPS 中合并后另存为“CSV UTF-8”。")


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_SAMPLE)


def _named(path: Path, encoding: str, head: bytes) -> str:
    try:
        codec = codecs.lookup(encoding.strip())
        codec.incrementaldecoder("strict").decode(b"")
    except (LookupError, TypeError, ValueError) as error:
        raise BadValue("编码", encoding, "请写 utf-8、gb18030、gbk、utf-16 或 big5。") from error
    return _strict(path, _meant(codec.name, path, head))


def _meant(name: str, path: Path, head: bytes) -> str:
    """Name the codec that is meant by a name: what Windows calls GB2312 or Big5 is seldom pure."""
    if name in ("gb2312", "gbk"):
        return "gb18030"
    if name == "big5" and _fault(path, "big5") is not None:
        return "cp950"
    if name == "utf-8" and head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if name.startswith("utf-16"):
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        return (_utf16_without_bom(head) or "utf-16-le") if name == "utf-16" else name
    return name


def _strict(path: Path, codec: str) -> str:
    fault = _fault(path, codec)
    if fault is not None and fault.cut_off:
        raise Unreadable(path, _CUT_OFF.format(fault.line))
    if fault is not None:
        raise Unreadable(path, f"第{fault.line}行附近的文字不是 {codec} 编码。{_ASK}")
    return codec


def _fault(path: Path, codec: str) -> _Fault | None:
    """Decode the whole file and say where that fails, or None."""
    decoder = codecs.getincrementaldecoder(codec)(errors_of(codec))
    newline = _NEWLINE.get(codec, b"\n")
    line = 1
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return _Fault(line + chunk.count(newline, 0, error.start), cut_off=False)
            except UnicodeError:  # UTF-16 stream without a BOM
                return _Fault(line, cut_off=False)
            line += chunk.count(newline)
    try:
        decoder.decode(b"", True)
    except UnicodeError:
        return _Fault(line, cut_off=True)
    return None


def _utf16_without_bom(head: bytes) -> str | None:
    """Recognise UTF-16 by what it reads as: a roster has ASCII in it, commas and line ends if nothing else.

    The place of the zero bytes does not tell: those of 一 (U+4E00) stand where those of a comma do not.
    """
    zeros = head.count(0)
    if not zeros or (zeros * 50 < len(head) and _decode_sample(head, "utf-8")):
        return None  # no UTF-16, or a text with a stray NUL
    shares = {codec: _ordinary_share(head[: len(head) & ~1], codec) for codec in ("utf-16-le", "utf-16-be")}
    codec = max(shares, key=lambda codec: shares[codec])
    return codec if shares[codec] >= 0.9 else None


def _ordinary_share(head: bytes, codec: str) -> float:
    text = head.decode(codec, "replace")
    if not text or not re.search("[\t\n\r,;]", text):
        return 0.0
    return len(_ORDINARY.findall(text)) / len(text)


def _require_plausible(path: Path, head: bytes) -> None:
    """Ask about text of another encoding that happens to decode as GB18030 (Big5 always does)."""
    text = _decode_sample(head, "gb18030")
    if _looks_chinese(text):
        return
    candidates = [("gb18030", _shown(text))]
    for codec in ("big5", "utf-16-le"):
        other = _decode_sample(head, codec)
        if _han_share(other) > 0.5:
            candidates.append((codec, _shown(other)))
    hint = ""
    if candidates[1:] and candidates[1][0] == "big5":
        hint = f"按 Big5（繁体）读出的是“{candidates[1][1]}”，如果对，请加 --encoding big5。"
    why = f"按 GB18030 读出的文字不像中文：“{candidates[0][1]}”。{hint}{_ASK}"
    raise DoubtfulText(path, why, candidates)


def _shown(text: str) -> str:
    return "".join(char for char in " ".join(text.split()) if char.isprintable())[:_SHOWN]


def _han_share(text: str) -> float:
    """Measure which share of the characters beyond ASCII are Chinese."""
    letters = [char for char in text if char > "\u00ff" and not _is_neutral(char)]
    return sum("\u4e00" <= char <= "\u9fff" for char in letters) / max(len(letters), 1)


def _decode_sample(head: bytes, codec: str) -> str:
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(head)
    except UnicodeError:
        return ""


def _looks_chinese(text: str) -> bool:
    """Tell whether enough of the characters beyond ASCII are everyday Chinese (level 1 of GB 2312)."""
    letters = [char for char in text[:8000] if char > "\u00ff" and not _is_neutral(char)]
    common = 0
    for char in letters:
        code = char.encode("gb2312", "ignore")
        common += bool(code) and 0xB0 <= code[0] <= 0xD7
    if len(letters) < 8:  # a header and a rare name: 户名, 犇鑫
        return len(letters) < 4 or common >= 0.4 * len(letters)
    return common >= 0.7 * len(letters)


def _is_neutral(char: str) -> bool:
    return "\u2000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"
