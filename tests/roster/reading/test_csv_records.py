"""Delimited text: strict quotes, faults that stay with their own row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.roster.reading.csv_file import Layout, find_layout, records
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.tables import Row, RowFault, Unreadable

COMMA = Layout(",", 3)


def read(text: str, layout: Layout = COMMA) -> list[Row]:
    return list(records(io.StringIO(text), layout))


def cells(text: str, layout: Layout = COMMA) -> list[tuple[object, ...]]:
    return [row.cells for row in read(text, layout)]


def many(count: int) -> list[str]:
    return [f"a{number},b{number},c{number}" for number in range(1, count + 1)]


def test_plain_rows_with_their_lines() -> None:
    assert read("a,b,c\n\nd,e,f") == [Row(1, ("a", "b", "c")), Row(2, ("",)), Row(3, ("d", "e", "f"))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('"a","b","c"', ("a", "b", "c")),
        ('a,"b,b",c', ("a", "b,b", "c")),
        ('a,"b""b",c', ("a", 'b"b', "c")),
        ('a,"",c', ("a", "", "c")),
        ('a,="001",c', ("a", '="001"', "c")),
        ('a,b,"c"', ("a", "b", "c")),
        ("a,b,", ("a", "b", "")),
        ('a,b,""', ("a", "b", "")),
    ],
)
def test_quoted_fields(line: str, expected: tuple[str, ...]) -> None:
    assert read(line + "\n") == [Row(1, expected)]


def test_a_cell_with_line_breaks_is_one_record_and_lines_go_on() -> None:
    text = 'a,"b1\nb2\n\nb3",c\nd,e,f\n'
    assert read(text) == [Row(1, ("a", "b1\nb2\n\nb3", "c")), Row(5, ("d", "e", "f"))]


def test_a_line_break_in_the_first_and_in_the_last_column() -> None:
    assert cells('"a\na",b,c\nd,e,"f\nf"\ng,h,i\n') == [("a\na", "b", "c"), ("d", "e", "f\nf"), ("g", "h", "i")]


@pytest.mark.parametrize("stray", ['"a5,b5,c5', 'a5,"b5,c5', 'a5,b5,"c5', 'a5,"b5"x,c5', 'a5,b"5,c5,d5'])
def test_one_stray_quote_costs_its_own_row_only(stray: str) -> None:
    lines = many(1000)
    lines[4] = stray
    rows = read("\n".join(lines) + "\n")
    assert [row.line for row in rows] == list(range(1, 1001))
    assert [(row.line, row.fault) for row in rows if row.fault] == [(5, RowFault.STRAY_QUOTE)]


@pytest.mark.parametrize("line", ['a5,b"5,c5', 'a5,"b5,x",c5"', '"a""5",b"5",c5'])
def test_a_quote_within_a_field_is_text_where_the_fields_fit(line: str) -> None:
    lines = many(10)
    lines[4] = line
    rows = read("\n".join(lines) + "\n")
    assert [(row.line, row.fault) for row in rows if row.fault] == [(5, RowFault.LITERAL_QUOTE)]
    assert len(rows) == 10
    assert len(rows[4].cells) == 3
    assert '"' in "".join(map(str, rows[4].cells))


@pytest.mark.parametrize("first", [0, 1, 2])
@pytest.mark.parametrize("last", [0, 1, 2])
@pytest.mark.parametrize("apart", [1, 2, 900])
def test_two_stray_quotes_swallow_nothing_between_them(first: int, last: int, apart: int) -> None:
    lines = many(1000)
    opening = lines[10].split(",")
    opening[first] = '"' + opening[first]
    closing = lines[10 + apart].split(",")
    closing[last] += '"'
    lines[10], lines[10 + apart] = ",".join(opening), ",".join(closing)
    rows = read("\n".join(lines) + "\n")
    assert len(rows) == 1000
    assert [row.line for row in rows if row.fault] == [11, 11 + apart]


def test_an_open_quote_at_the_end_of_the_file() -> None:
    rows = read('a,b,c\nd,"e,f')
    assert [(row.cells, row.fault) for row in rows] == [
        (("a", "b", "c"), ""),
        (("d", '"e', "f"), RowFault.STRAY_QUOTE),
    ]


def test_nul_and_huge_fields_are_faults_of_their_row() -> None:
    rows = read(f'a,b\0,c\n{"x" * 131_073},b,c\nd,e,f\n"{"y" * 40_000}",b,c\n')
    assert [row.fault for row in rows] == [RowFault.NUL, RowFault.TOO_LONG, "", RowFault.TOO_LONG]


@pytest.mark.parametrize(
    ("lines", "layout"),
    [
        (["名册,,", "业户,电话,地址", "顺达,1,x；y;z"], Layout(",", 3)),
        (["业户;电话;地址", "顺达;1;a,b"], Layout(";", 3)),
        (["业户\t电话", "顺达\t1"], Layout("\t", 2)),
        (["业户名称", "顺达"], Layout(",", 1)),
        ([], Layout(",", 1)),
        ([*["云州市道路运输经营业户名册"] * 10, "业户\t电话\t地址", "顺达\t1\tx"], Layout("\t", 3)),
        ([*["填报单位：云州市，2020年"] * 10, "业户;电话", "顺达;1", "通达;2"], Layout(";", 2)),
        (["序号，业户，电话,地址", "一，顺达，1,x", "二，通达，2,y"], Layout(",", 2)),
        (["业户|电话|范围", "顺达|1|a,b", "通达|2|c;d"], Layout("|", 3)),
        (["业户\t范围"] + ["顺达\t普通货运;危险货物;大型物件"] * 3 + ["通达\t普通货运"] * 4, Layout("\t", 2)),
        (['a,"x;y;z;w"', 'b,"x;y;z;w"'], Layout(",", 2)),
        (["甲,乙,丙\n"] + ['a,"b\n', 'b",c\n'] * 4, Layout(",", 3)),
        (["甲;乙\n"] + ['"a\n', 'a";"b\n', "\n", 'c,d"\n'] * 4, Layout(";", 2)),
        (["甲,乙,丙\n", 'a,"b,c\n', *["a,b,c\n"] * 3, 'a,b",c\n'], Layout(",", 3)),
        (["甲,乙,丙\n", *["a,b,c\n"] * 3, 'a,"b,c\n'], Layout(",", 3)),
    ],
)
def test_layout(lines: list[str], layout: Layout) -> None:
    assert find_layout(lines) == layout


FIELD = st.text(st.sampled_from('ab顺 ,;"\n'), max_size=6)


@given(st.lists(st.tuples(FIELD, FIELD, FIELD), min_size=1, max_size=8))
def test_what_a_csv_writer_wrote_is_read_or_reported_never_lost(table: list[tuple[str, str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    rows = read(out.getvalue())
    if not any(row.fault for row in rows):
        read_rows = [row.cells for row in rows]
        assert read_rows == table or any(len(row) != 3 for row in read_rows)


@given(st.lists(st.tuples(*[st.text(st.sampled_from('ab顺 ;"'), max_size=6)] * 3), min_size=1, max_size=8))
def test_without_line_breaks_a_written_file_is_read_exactly(table: list[tuple[str, str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    assert cells(out.getvalue()) == table


@given(st.text(st.sampled_from('a,"\n\0'), max_size=60))
def test_no_line_is_lost_or_read_twice(text: str) -> None:
    rows = read(text)
    lines = text.splitlines()
    starts = [row.line for row in rows]
    assert starts == sorted(set(starts))
    for row, following in zip(rows, [*starts, len(lines) + 1][1:], strict=True):
        covered = lines[row.line - 1 : following - 1]
        assert len(covered) == 1 or "\n".join(covered).count('"') >= 2
        assert sum(str(cell).count("a") for cell in row.cells) == "".join(covered).count("a")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(end.join(["业户名称,电话", "顺达,1", ""]).encode())
    _, (table,) = read_tables(path)
    assert list(table.rows) == [Row(1, ("业户名称", "电话")), Row(2, ("顺达", "1"))]


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_bad_line_of_a_file_is_one_faulty_row(tmp_path: Path, codec: str, end: str) -> None:
    lines = ["业户名称,电话,地址", *(f"顺达{number},{number},人民路{number}号" for number in range(2, 1501))]
    lines[9] = '顺达10,"10,人民路10号'
    lines[99] = '"顺达100,100,人民路'
    lines[999] = '顺达1000,1000",人民路'
    lines[1099] = "顺达1100\0,1100,人民路"
    lines[1199] = "顺达1200,1200," + "路" * 131_073
    lines[1299] = '顺达1300,1300,"人民路"1300号"'
    lines[1399] = '顺达1400,1400,"' + "路" * 131_073 + '"'
    path = tmp_path / "roster.csv"
    path.write_bytes(end.join([*lines, ""]).encode(codec))
    _, (table,) = read_tables(path)
    rows = list(table.rows)
    assert [row.line for row in rows] == list(range(1, 1501))
    assert {row.line: row.fault for row in rows if row.fault} == {
        10: RowFault.STRAY_QUOTE,
        100: RowFault.STRAY_QUOTE,
        1000: RowFault.LITERAL_QUOTE,
        1100: RowFault.NUL,
        1200: RowFault.TOO_LONG,
        1300: RowFault.STRAY_QUOTE,
        1400: RowFault.TOO_LONG,
    }


def test_one_endless_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(b"a," * (6 << 20))
    with pytest.raises(Unreadable, match="一行"):
        read_tables(path)
