"""The parts of a zipped workbook as XML text, in pieces; what could exhaust memory is refused on the way."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from zoufang_cli.roster.reading.extent import TooBig

BOMB: Final = "解压后大小异常（像是压缩炸弹或损坏的文件），已拒绝打开。请向提供单位索取正常的文件。"

_CHUNK: Final = 1 << 20
_LONGEST_TEXT: Final = 16 * _CHUNK
_LARGEST_TREE: Final = 8 * _CHUNK
_ENTITIES: Final = "文件内含有不应出现的实体声明（DTD），已拒绝打开。请用 Excel 或 WPS 另存后再导入。"


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one part in pieces that divide no tag; its real size and CRC are verified on the way.

    Each piece but the last goes on into the next by the two bytes that begin a tag, so that what follows any
    tag can be seen.
    """
    rest = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            chunk = rest + chunk
            refuse_entities(chunk)
            cut = chunk.rfind(b"<", 0, -1)
            if cut <= 0:
                if len(chunk) > _LONGEST_TEXT:
                    raise TooBig(BOMB)
                rest = chunk
                continue
            yield chunk[: cut + 2]
            rest = chunk[cut:]
    yield rest


def tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Parse one small part whole; raises KeyError, ParseError or TooBig."""
    entry = archive.getinfo(name)
    if entry.file_size > _LARGEST_TREE:
        raise TooBig(BOMB)
    text = archive.read(entry)
    refuse_entities(text)
    return ElementTree.fromstring(text)


def refuse_entities(text: bytes) -> None:
    """Raise TooBig where a document has a DTD, outside of which no entity can be declared."""
    if b"<!DOCTYPE" in text:
        raise TooBig(_ENTITIES)
