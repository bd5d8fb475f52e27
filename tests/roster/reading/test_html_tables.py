"""Web pages called .xls: their tables read, whatever tool wrote them; hostile ones refused with a sentence."""

from __future__ import annotations

import time
import tracemalloc
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.errors import NotFound
from zoufang_cli.roster.reading.extent import FarCell, TooBig
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.html_page import SheetWriter
from zoufang_cli.roster.reading.tables import DoubtfulText, FileKind, Row, Unreadable

EXCEL = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset={charset}">
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->
<style><!--table {{mso-displayed-decimal-separator:"\\.";}} td{{mso-number-format:"<td>"}}--></style>
<script>document.write("<table><tr><td>x</td></tr></table>")</script></head>
<body><table x:str border=0 cellpadding=0><col width=72><thead><tr height=18><th>业户名称</th><th class=xl24>联系&nbsp;电话</th></tr></thead>
<tr><td style='mso-number-format:"\\@"'>顺达 &amp; 通达</td><td x:num="13812345678">1.38123E+10</td></tr>
<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=72></td></tr><![endif]>
</table></body></html>"""


def put(folder: Path, page: str | bytes, name: str = "roster.xls") -> Path:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return path


def cells(folder: Path, rows: str) -> list[tuple[object, ...]]:
    _, (table,) = read_tables(put(folder, f"<table>{rows}</table>"))
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    ("charset", "codec", "found"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("utf-8", "utf-8-sig", "utf-8-sig"),
        ("iso-8859-1", "gb18030", "gb18030"),
        ("unicode", "utf-16", "utf-16"),
        ("unicode", "utf-16-le", "utf-16-le"),
    ],
)
def test_a_page_saved_by_excel(tmp_path: Path, charset: str, codec: str, found: str) -> None:
    info, (table,) = read_tables(put(tmp_path, EXCEL.format(charset=charset).encode(codec)))
    assert (info.kind, info.encoding, info.delimiter) == (FileKind.HTML, found, "")
    assert (table.sheet, table.line_count, table.hidden) == ("", 3, False)
    assert list(table.rows) == [
        Row(1, ("业户名称", "联系 电话")),
        Row(2, ("顺达 & 通达", "13812345678")),
        Row(3, ("", "")),
    ]


def test_the_euro_of_cp936(tmp_path: Path) -> None:
    page = "<table><tr><td>业户名称<td>年费<tr><td>顺达运输公司<td>€50</table>".replace("€", "\x80")
    path = put(tmp_path, page.encode("gb18030", "replace").replace("\x80".encode("gb18030"), b"\x80"))
    assert list(read_tables(path)[1][0].rows)[1].cells == ("顺达运输公司", "€50")


@pytest.mark.parametrize("declared", [True, False])
def test_big5_is_believed_where_it_is_declared(tmp_path: Path, declared: bool) -> None:
    head = "<meta charset='big5'>" if declared else ""
    page = f"<html>{head}<table><tr><td>業戶名稱<td>聯絡電話</tr><tr><td>順達運輸有限公司<td>1</table>"
    path = put(tmp_path, page.encode("big5"))
    if declared:
        assert next(read_tables(path)[1][0].rows).cells == ("業戶名稱", "聯絡電話")
    else:
        with pytest.raises(DoubtfulText, match="--encoding big5"):
            read_tables(path)
    info, (table,) = read_tables(path, encoding="big5")
    assert (info.encoding, next(table.rows).cells[0]) == ("big5", "業戶名稱")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<td>  a \n\t b </td>", "a b"),
        ("<td>a<br>b<br/>c</td>", "a\nb\nc"),
        ("<td><p>a</p>\n<p>b</p></td>", "a\nb"),
        ("<td><div><font color=red>a</font>b</div></td>", "ab"),
        ("<td>&lt;a&gt; &#39034;&#x8fbe; &nbsp;</td>", "<a> 顺达"),
        ('<td title="a>b" class=x>c</td>', "c"),
        ("<td title='<td>'>c</td>", "c"),
        ('<td width=5">c</td>', "c"),
        ("<TD ALIGN=LEFT>c</TD>", "c"),
        ("<td/><td>", ""),
        ("<td><!-- x --><script>y</script><style>z</style>c</td>", "c"),
        ("<td><![foo[ x ]]>c<![CDATA[y]]></td>", "c"),
        ("<td>00123</td>", "00123"),
        ("<td x:num>00123</td>", "00123"),
        ('<td x:num="43895">2020-3-5</td>', "2020-3-5"),
        ('<td x:num="199012345678">####</td>', "199012345678"),
        ("<td>a<table><tr><td>x</td></tr></table>b</td>", "ab"),
        ("<td>1 < 2 & 3</td>", "1 < 2 & 3"),
    ],
)
def test_text_of_a_cell(tmp_path: Path, cell: str, text: str) -> None:
    assert cells(tmp_path, f"<tr>{cell}<td>z<td>y</tr>")[0][:1] == (text,)


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>",
        "<tr><td>a<td>b<tr><td>c<td>d",
        "<td>a</td><td>b</td></tr><tr><td>c</td><td>d</td>",
        "<tbody><tr><th>a</th><td>b</td></tr></tbody><tfoot><tr><td>c</td><td>d</tr></tfoot>",
        "<caption>名册</caption>x<tr>y<td>a</td>z<td>b</td></tr></td><tr><td>c</td><td>d</td></tr>",
    ],
    ids=["closed", "open", "no first row", "parts", "stray text"],
)
def test_rows_however_they_are_closed(tmp_path: Path, rows: str) -> None:
    assert cells(tmp_path, rows) == [("a", "b"), ("c", "d")]


def test_cells_merged_down_and_across(tmp_path: Path) -> None:
    rows = (
        "<tr><td colspan=6>道路运输业户名册</td></tr>"
        "<tr><td rowspan=2>序号<td rowspan=2>业户名称<td colspan=2>联系方式<td rowspan=2>辖区<td rowspan=2>地址</tr>"
        "<tr><td>姓名<td>电话</tr>"
        "<tr><td>1<td>顺达<td>张三<td>199<td rowspan='3'>东屏区<td>人民路</tr>"
        "<tr><td>2<td>通达<td colspan=2>李四<td>解放路</tr>"
        "<tr><td colspan=4></td></tr>"
        "<tr><td>3<td>安达</tr>"
        "<tr><td colspan=3>合计<td>3</tr>"
    )
    assert cells(tmp_path, rows) == [
        ("道路运输业户名册", "", "", "", "", ""),
        ("序号", "业户名称", "联系方式", "联系方式", "辖区", "地址"),
        ("序号", "业户名称", "姓名", "电话", "辖区", "地址"),
        ("1", "顺达", "张三", "199", "东屏区", "人民路"),
        ("2", "通达", "李四", "李四", "东屏区", "解放路"),
        ("", "", "", "", "", ""),
        ("3", "安达", "", "", "", ""),
        ("合计", "", "", "3", "", ""),
    ]


def test_several_tables_and_one_chosen(tmp_path: Path) -> None:
    table = "<table><tr><td>业户名称<td>{}</table>"
    path = put(tmp_path, f"<table></table>{table.format('甲')}<table><tr><td> </table>{table.format('乙')}")
    _, tables = read_tables(path)
    assert [(found.sheet, next(found.rows).cells) for found in tables] == [
        ("表1", ("业户名称", "甲")),
        ("表2", ("业户名称", "乙")),
    ]
    _, (chosen,) = read_tables(path, sheet="表2")
    assert next(chosen.rows).cells == ("业户名称", "乙")
    with pytest.raises(NotFound, match="表1、表2"):
        read_tables(path, sheet="表3")
    with pytest.raises(NotFound, match="只有一个表格"):
        read_tables(put(tmp_path, table), sheet="表1")


def test_a_table_that_only_lays_out_others_gives_way_to_them(tmp_path: Path) -> None:
    roster = "<table><tr><td>业户名称<td>电话<tr><td>顺达<td>1</table>"
    _, tables = read_tables(put(tmp_path, f"<table><tr><td>菜单<td>{roster}<td><table><tr><td>页脚</table></table>"))
    assert [[row.cells for row in table.rows] for table in tables] == [
        [("业户名称", "电话"), ("顺达", "1")],
        [("页脚",)],
    ]


@pytest.mark.parametrize("name", ["roster.xls", "roster.htm", "roster.csv"])
@pytest.mark.parametrize(
    "start",
    [
        "",
        "\r\n\r\n",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN'>\n<html>",
        "<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE html><html>",
        "<!-- 导出 --><html>",
        "<link rel=stylesheet><html>",
        "名册导出",
    ],
)
def test_pages_are_known_by_what_they_hold(tmp_path: Path, name: str, start: str) -> None:
    info, _ = read_tables(put(tmp_path, f"{start}<table><tr><td>业户</td></tr></table>", name))
    assert info.kind is FileKind.HTML


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><body>没有数据</body></html>", "没有表格.*另存为 .xlsx"),
        ("<html><frameset><frame src='a.files/sheet001.htm'></frameset></html>", "没有表格.*另存为 .xlsx"),
        ("<html><table><tr><td> </td></tr></table></html>", "没有表格"),
        ("<html><table><tr><td>业户名称</td></tr>", "没有下载完"),
        ("<html><table><tr><td>业户名称</td></tr></tab", "没有下载完"),
        ("<html><table><tr><td>业户名称</td></tr><!-- </table>", "没有下载完"),
        (
            "MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related\n\n<html><table>",
            "MHTML.*另存",
        ),
        ("From: <由 Microsoft Excel 保存>\r\nMIME-Version: 1.0\r\n\r\n<html>", "MHTML.*另存"),
        (
            '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook><Worksheet><Table><Row/>',
            "XML.*另存",
        ),
        ("<Workbook><Table></Table></Workbook>", "XML.*另存"),
        ("<roster><row/></roster>", "XML.*另存"),
    ],
)
def test_pages_that_are_refused(tmp_path: Path, page: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_tables(put(tmp_path, page))


@pytest.mark.parametrize(
    "page",
    [
        "<tr><td colspan=100000000>a</td><td>b</td></tr>" * 100_000,
        "<tr>" + "<td colspan=1000 rowspan=1000></td>" * 1000,
        "<tr>" + "<td rowspan=100000000>a</td>" * 1000 + "<tr><td>b</td>" * 100_000,
        "<tr>" + "<td colspan=1000>a" * 1_000_000,
        "<table>" * 200_000,
        "<table></table>" * 200_000,
        "<td " + "a " * 4_000_000,
        "<!-- " + "a " * 4_000_000,
        "<a" * 4_000_000,
        "<td a='" * 1_000_000,
    ],
    ids=lambda page: page[:30],
)
def test_hostile_pages_are_refused_in_bounded_time_and_memory(tmp_path: Path, page: str) -> None:
    path = put(tmp_path, f"<table>{page}</table>")
    started = time.perf_counter()
    with pytest.raises(Unreadable, match=r"异常|没有下载完"):
        read_tables(path)
    assert time.perf_counter() - started < 5


def test_endless_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoufang_cli.roster.reading.html_page._MAX_ROWS", 1000)
    with pytest.raises(Unreadable, match="异常"):
        read_tables(put(tmp_path, f"<table>{'<tr>' * 1002}</table>"))


def test_what_merges_claim_takes_no_memory(tmp_path: Path) -> None:
    path = put(tmp_path, "<table><tr><td colspan=900 rowspan=60000>a<tr><td>b</table>")
    tracemalloc.start()
    _, (table,) = read_tables(path)
    rows = list(table.rows)
    assert tracemalloc.get_traced_memory()[1] < 3 << 20
    tracemalloc.stop()
    assert len(rows) == 2


def test_a_page_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = put(tmp_path, "<html><table><tr><td>a")
    with path.open("r+b") as stream:
        stream.truncate(1 << 30)
    started = time.perf_counter()
    with pytest.raises(Unreadable, match="256 MB"):
        read_tables(path)
    assert time.perf_counter() - started < 1


class Plain(SheetWriter):
    """A page read without the short cut for plain cells."""

    def parse_starttag(self, i: int) -> int:
        return HTMLParser.parse_starttag(self, i)


def read_page(page: SheetWriter, pieces: list[str]) -> object:
    try:
        for piece in pieces:
            page.feed(piece)
    except (FarCell, TooBig) as error:
        return type(error)
    return page.is_unfinished, [(list(grid.cells()), grid.merges) for grid in page.tables]


TAGS = "<table> </table> <tr> </tr> <td> </td> <th> </th> <TD> <td/> <tdx> <br> <p> <td>b</td> <td\tx>甲</td>"
BEGUN = (
    "<td <th <td\n <td/ <a < </ </td <script> </script> <style> </style> <!-- --> <! <![if <![endif]> <![CDATA[ ]]> <?"
)
WITHIN = "rowspan=2 colspan=2 rowspan=0 colspan=x x:num=5 class=\"a\" title='>' =\" =' \" ' > / = 1E+5 ### & &amp; &lt &#65; 甲 a \0"
WHOLE = "<!--x--> <script>x</script> <td\trowspan=2> <td\tcolspan='2'> &amp; &#65; <![if\tx]> 甲 a ="
WELL_FORMED = st.sampled_from([*TAGS.split(" "), *WHOLE.split(" "), " ", "\n", "\x1e", "\x1f"])
ANY = st.sampled_from([*TAGS.split(" "), *BEGUN.split(" "), *WITHIN.split(" "), " ", "\n", "\x1e", "\x1f"])


@given(st.lists(WELL_FORMED, max_size=40), st.integers(1, 20))
def test_a_page_is_read_the_same_however_it_is_cut(tokens: list[str], size: int) -> None:
    text = "<table>" + "".join(tokens) + "</table>"
    whole = read_page(SheetWriter(len(text)), [text])
    cut = read_page(SheetWriter(len(text)), [text[start : start + size] for start in range(0, len(text), size)])
    assert whole == cut


@given(st.lists(ANY, max_size=40))
def test_plain_cells_are_read_as_any_others(tokens: list[str]) -> None:
    text = "<table>" + "".join(tokens) + "</table>"
    assert read_page(SheetWriter(len(text)), [text]) == read_page(Plain(len(text)), [text])
