"""Encodings: found strictly, asked about where they would have to be guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from zoufang_cli.errors import BadValue
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.tables import DoubtfulText, Unreadable

TEXT = "业户名称,联系电话\n" + "西宁顺达运输有限公司,13812345678\n" * 50
TRADITIONAL = "業戶名稱,聯絡電話\n" + "順達運輸有限公司,13812345678\n" * 50


def put(folder: Path, raw: bytes) -> Path:
    path = folder / "roster.csv"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_found(tmp_path: Path, codec: str, found: str) -> None:
    info, (table,) = read_tables(put(tmp_path, TEXT.encode(codec)))
    rows = list(table.rows)
    assert info.encoding == found
    assert rows[0].cells == ("业户名称", "联系电话")
    assert len(rows) == 51


def test_utf16_of_the_other_byte_order_with_a_mark(tmp_path: Path) -> None:
    info, (table,) = read_tables(put(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be")))
    assert (info.encoding, next(table.rows).cells[0]) == ("utf-16", "业户名称")


SCOPES = "统一社会信用代码,业户名称,经营范围\n" + "甲,顺达,第一类最大型物件运输、道路普通货物运输开办一言为定\n" * 60
FEW_COMMAS = (
    "业户名称,地址\n" + "云州市顺达运输有限公司,云州市东屏区人民路与解放路交叉口向东一百米路北第一家" * 3 + "\n"
)


@pytest.mark.parametrize("text", [SCOPES, FEW_COMMAS * 30], ids=["一 has a zero byte", "few zero bytes"])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_that_is_nearly_all_chinese(tmp_path: Path, text: str, codec: str) -> None:
    info, (table,) = read_tables(put(tmp_path, text.encode(codec)))
    assert (info.encoding, info.delimiter) == (codec, ",")
    assert [row.cells for row in table.rows] == [tuple(line.split(",")) for line in text.splitlines()]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cell", ["abcdefgh", "顺达运输有限公司"])
def test_a_stray_nul_does_not_make_utf16(tmp_path: Path, codec: str, cell: str) -> None:
    text = f"{cell},x\n" * 200 + f"{cell}\0,x\n" + f"{cell},\0\n"
    info, (table,) = read_tables(put(tmp_path, text.encode(codec)))
    assert info.encoding == ("utf-8" if cell.isascii() else codec)
    assert [row.line for row in table.rows if row.fault] == [201, 202]


def test_small_letters_in_pairs_are_not_chinese_because_of_a_nul(tmp_path: Path) -> None:
    info, _ = read_tables(put(tmp_path, b"abcd\n" + b"fghij\n" * 200 + b"x,\0zz\n"))
    assert info.encoding == "utf-8"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig", "gb18030"])
def test_a_file_that_ends_within_a_character_is_cut_off(tmp_path: Path, codec: str) -> None:
    raw = (TEXT + "顺达").encode(codec)
    with pytest.raises(Unreadable, match=r"第52行末尾的文字不完整.*没有下载完"):
        read_tables(put(tmp_path, raw[:-1]))


def test_gb18030_that_only_looks_like_broken_utf8(tmp_path: Path) -> None:
    info, _ = read_tables(put(tmp_path, b"a,b\n1,\xe4\xb8"))
    assert info.encoding == "gb18030"


def test_big5_is_asked_about_not_taken_for_gb18030(tmp_path: Path) -> None:
    path = put(tmp_path, TRADITIONAL.encode("big5"))
    with pytest.raises(DoubtfulText, match="--encoding big5") as caught:
        read_tables(path)
    (first, mojibake), *others = caught.value.candidates
    assert (first, mojibake[:2]) == ("gb18030", "穨め")
    assert ("big5", "業戶名稱,聯絡電話 順達運輸有限公司,13812"[:24]) in others
    info, (table,) = read_tables(path, encoding="big5")
    assert (info.encoding, next(table.rows).cells[0]) == ("big5", "業戶名稱")


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-16-le"])
def test_with_a_given_encoding_nothing_is_asked(tmp_path: Path, codec: str) -> None:
    info, _ = read_tables(put(tmp_path, TRADITIONAL.encode(codec)), encoding=codec)
    assert info.encoding == codec


def test_big5_of_windows_has_more_characters(tmp_path: Path) -> None:
    text = TRADITIONAL + "恒粧€,1\n"
    info, (table,) = read_tables(put(tmp_path, text.encode("cp950")), encoding="big5")
    assert (info.encoding, list(table.rows)[-1].cells[0]) == ("cp950", "恒粧€")


@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be"])
def test_utf16_given_without_its_byte_order(tmp_path: Path, written: str) -> None:
    for mark in ("", "\ufeff"):
        info, (table,) = read_tables(put(tmp_path, (mark + TEXT).encode(written)), encoding="utf-16")
        assert next(table.rows).cells == ("业户名称", "联系电话")
        info, (table,) = read_tables(put(tmp_path, (mark + TEXT).encode(written)), encoding=written)
        assert (next(table.rows).cells[0], info.encoding) == ("业户名称", "utf-16" if mark else written)


def test_broken_utf8_is_not_read_as_something_else(tmp_path: Path) -> None:
    raw = TEXT.encode()
    with pytest.raises(Unreadable, match="--encoding"):
        read_tables(put(tmp_path, raw[:100] + b"\xff" + raw[100:]))


def test_a_given_encoding_that_does_not_fit_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"第1行.*utf-8"):
        read_tables(put(tmp_path, TEXT.encode("gbk")), encoding="utf-8")


def test_an_unknown_encoding_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="klingon"):
        read_tables(put(tmp_path, TEXT.encode()), encoding="klingon")


def test_short_files_without_any_everyday_character_are_doubted(tmp_path: Path) -> None:
    with pytest.raises(DoubtfulText, match="--encoding big5"):
        read_tables(put(tmp_path, "業戶,電話\n".encode("big5")))


def test_short_files_are_not_doubted(tmp_path: Path) -> None:
    info, _ = read_tables(put(tmp_path, "户名\n犇鑫\n".encode("gb18030")))
    assert info.encoding == "gb18030"
