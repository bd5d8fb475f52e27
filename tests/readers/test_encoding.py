"""Encodings: found strictly, asked about where they would have to be guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from zoufang_cli.errors import BadValue
from zoufang_cli.readers import Unreadable, read_tables

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


def test_big5_is_asked_about_not_taken_for_gb18030(tmp_path: Path) -> None:
    path = put(tmp_path, TRADITIONAL.encode("big5"))
    with pytest.raises(Unreadable, match="--encoding big5"):
        read_tables(path)
    info, (table,) = read_tables(path, encoding="big5")
    assert (info.encoding, next(table.rows).cells[0]) == ("big5", "業戶名稱")


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


def test_short_files_are_not_doubted(tmp_path: Path) -> None:
    info, _ = read_tables(put(tmp_path, "户名\n犇鑫\n".encode("gb18030")))
    assert info.encoding == "gb18030"
