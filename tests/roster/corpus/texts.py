"""Text files: encodings, delimiters, line ends, quotes, and rows that cannot be trusted."""

from __future__ import annotations

import codecs
from pathlib import Path

from tests.roster.corpus import files
from tests.roster.corpus.case import FOUR, Case, Maker, Refusal, all_of, edited, no_edit, put, raw, text
from tests.roster.corpus.truth import COLUMN, Grid, grid_of, operators

ONE, TWO, THREE, FOURTH = FOUR
_WITHOUT_TWO = (ONE, THREE, FOURTH)

BIG5_ROWS = [(f"雲州順達運輸有限公司第{n}分公司", f"雲州縣望江鄉環城北路{n}號國際貨運廣場") for n in "一二三四五"]
BIG5 = "".join(f"{name},{address}\n" for name, address in [("業戶名稱", "經營地址"), *BIG5_ROWS])
"""Traditional characters, as an office across the strait would send them."""


def _bytes(encoding: str, mark: bytes = b"", name: str = "名册.csv", delimiter: str = ",") -> Maker:
    def make(folder: Path) -> Path:
        content = files.csv_text(edited(no_edit), delimiter=delimiter).encode(encoding)
        return files.put(folder / name, mark + content)

    return make


def _line(number: int, change: str) -> Maker:
    """Replace a line of the text."""

    def apply(content: str) -> str:
        lines = content.split("\r\n")
        lines[number - 1] = change.format(lines[number - 1])
        return "\r\n".join(lines)

    return raw(apply)


def _in_line(number: int, old: str, new: str) -> Maker:
    def apply(content: str) -> str:
        lines = content.split("\r\n")
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
        return "\r\n".join(lines)

    return raw(apply)


MANY = operators(120)


def _two_quotes_apart(folder: Path) -> Path:
    """Put one stray quote into line 11 and one into line 111."""
    lines = files.csv_text(grid_of(MANY)).split("\r\n")
    lines[10] = lines[10].replace("云州市望江街", '"云州市望江街', 1)
    lines[110] = lines[110].replace("云州市望江街", '云州市"望江街', 1)
    return files.put(folder / "名册.csv", "\r\n".join(lines))


def _huge_field(grid: Grid) -> None:
    grid[2][COLUMN["经营地址"]] = "长" * 131_073


def _cut(content: str) -> str:
    return content[: content.index("云州市望江街4号") + 4]


CASES = (
    Case("UTF-8", _bytes("utf-8")),
    Case("UTF-8 with a mark", _bytes("utf-8-sig")),
    Case("GB18030", _bytes("gb18030")),
    Case("GB18030 with a character of four bytes", text(put(1, "业户名称", "云州市䶮龑货运有限公司"), encoding="gb18030"),
         changes={1: {"name": "云州市䶮龑货运有限公司"}}),
    Case("UTF-16, little end first, with a mark", _bytes("utf-16-le", codecs.BOM_UTF16_LE)),
    Case("UTF-16, big end first, with a mark", _bytes("utf-16-be", codecs.BOM_UTF16_BE)),
    Case("UTF-16, little end first, without a mark", _bytes("utf-16-le")),
    Case("UTF-16, big end first, without a mark", _bytes("utf-16-be")),
    Case("Unicode text of Excel called .csv", _bytes("utf-16-le", codecs.BOM_UTF16_LE, delimiter="\t")),
    Case("text called .xls", _bytes("gb18030", name="名册.xls", delimiter="\t")),
    Case("text called .xlsx", _bytes("utf-8", name="名册.xlsx")),
    Case("text called .txt", _bytes("gb18030", name="名册.txt", delimiter="\t")),
    Case("an encoding that is named", _bytes("gb18030"), options=("--encoding", "gbk")),
    Case("semicolons", text(delimiter=";")),
    Case("bars", text(delimiter="|")),
    Case("line feeds", text(end="\n")),
    Case("carriage returns", text(end="\r")),
    Case("no end of the last line", raw(lambda content: content.removesuffix("\r\n"))),
    Case("a quoted comma", text(put(1, "经营地址", "望江街1号,2号")), changes={1: {"address": "望江街1号,2号"}}),
    Case("doubled quotes", text(put(1, "业户名称", '云州"顺达"公司')), changes={1: {"name": '云州"顺达"公司'}}),
    Case("every field quoted", raw(lambda content: "\r\n".join(
         ",".join(f'"{cell}"' for cell in line.split(",")) for line in content.removesuffix("\r\n").split("\r\n")))),
    Case("one stray quote before a field", _in_line(3, "云州市望江街", '"云州市望江街'),
         taken=_WITHOUT_TWO, rejected=((3, "stray_quote"),)),
    Case("one stray quote in a field", _in_line(3, "云州市望江街", '云州市"望江街'),
         changes={2: {"address": '云州市"望江街2号'}}, doubts=((3, "literal_quote"),)),
    Case("two stray quotes a hundred rows apart", _two_quotes_apart, taken=(*MANY[:9], *MANY[10:]),
         changes={109: {"address": '云州市"望江街110号'}}, rejected=((11, "stray_quote"),),
         doubts=((111, "literal_quote"),)),
    Case("a comma too many", _in_line(3, "云州市望江街", "云州市,望江街"), taken=_WITHOUT_TWO, rejected=((3, "field_count"),)),
    Case("fields missing", _in_line(3, ",西岭区", ""), taken=_WITHOUT_TWO, rejected=((3, "field_count"),)),
    Case("cut off in the last row", raw(_cut), taken=FOUR[:3], rejected=((5, "field_count"),)),
    Case("text lost before", text(put(2, "业户名称", "云州市\ufffd\ufffd公司")), taken=_WITHOUT_TWO, rejected=((3, "lost_text"),)),
    Case("text lost before, in a field that nobody reads", text(put(2, "注册资金", "5\ufffd元")),
         taken=_WITHOUT_TWO, rejected=((3, "lost_text"),)),
    Case("a NUL", text(put(2, "经营地址", "云州\0市")), taken=_WITHOUT_TWO, rejected=((3, "nul"),)),
    Case("a field of 131,073 characters", text(_huge_field), taken=_WITHOUT_TWO, rejected=((3, "too_long"),)),
    Case("a row without a name", text(put(2, "业户名称", None)), taken=_WITHOUT_TWO, rejected=((3, "missing_name"),)),
    Case("several faulty rows", text(all_of(put(1, "业户名称", "无"), put(2, "业户名称", "\ufffd"), put(3, "统一社会信用代码", "9.1E+17"))),
         taken=(FOURTH,), rejected=((2, "missing_name"), (3, "lost_text"), (4, "lossy_number"))),
)  # fmt: skip

REFUSALS = (
    Refusal("Big5", lambda folder: files.put(folder / "名冊.csv", BIG5, "big5"), "雲州順達.*--encoding|--encoding.*雲州順達"),
    Refusal("neither UTF-8 nor GB18030", lambda folder: files.put(folder / "名册.csv", b"\xe4\xb8\x9a\xff\xff\n" * 9), "编码"),
    Refusal("cut off in a character", lambda folder: files.put(folder / "名册.csv", files.csv_text(grid_of(FOUR)).encode()[:-9] + b"\xe4"), "不完整"),
    Refusal("an encoding that it is not", _bytes("gb18030"), "utf-8 编码", ("--encoding", "utf-8")),
    Refusal("an encoding that there is not", _bytes("utf-8"), "编码“utf-9”", ("--encoding", "utf-9"), code=2),
    Refusal("a lone surrogate in UTF-16", lambda folder: files.put(
        folder / "名册.csv", codecs.BOM_UTF16_LE + "业户名称\n甲".encode("utf-16-le") + b"\x00\xd8\n\0"), "编码"),
    Refusal("empty", lambda folder: files.put(folder / "名册.csv", b""), "空的"),
    Refusal("a mark and nothing else", lambda folder: files.put(folder / "名册.csv", codecs.BOM_UTF8), "空的"),
    Refusal("not there", lambda folder: folder / "名册.csv", "名册.csv", code=3),
    Refusal("a PDF called .csv", lambda folder: files.put(folder / "名册.csv", b"%PDF-1.7\n"), "PDF"),
    Refusal("plain prose", lambda folder: files.put(folder / "说明.txt", "请各县于每月25日前报送。\n不得漏报。\n"), "没有找到业户名称列"),
    Refusal("one endless line", lambda folder: files.put(folder / "名册.csv", "业" * 4_000_000), "8 MB"),
)  # fmt: skip
