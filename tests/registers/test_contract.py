"""What every declared register must do: one test for each promise, run over all of them and one with every kind of field."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import Result, Run
from zoufang_cli.app import root
from zoufang_cli.app.context import Context
from zoufang_cli.people.fields import PERSON
from zoufang_cli.records.rules import CHOICE, COUNT, DAY, FILE, LINK, MONEY, TEXT, Field, Kind, Named
from zoufang_cli.registers.declared import NAMES, register_named
from zoufang_cli.registers.rules import (
    FILES,
    HIDDEN,
    REMARK,
    Counting,
    Register,
    RegisterFigure,
    day_field,
    title_field,
)
from zoufang_cli.roster.fields.operators import OPERATORS

EVERY_KIND = Register(
    "sample", "样例登记", "R4", "条", "YL", "登记一条样例。",
    fields=(
        day_field("日期", "日期。"),
        title_field("名称", "名称。", "样例"),
        Field("text", "内容", "内容。", TEXT, required=True, listed=True),
        Field("notes", "要点", "要点。", TEXT, many=True, option="--note"),
        Field("next_on", "下次日期", "下次日期。", DAY, ahead=True),
        Field("decided_on", "采纳日期", "采纳日期。", DAY),
        Field("ended_on", "终止日期", "终止日期。", DAY),
        Field("reach", "受众", "受众。", COUNT, listed=True),
        Field("cost", "费用", "费用。", MONEY, listed=True),
        Field("category", "类别", "类别。", CHOICE, choices=(Named("a", "甲类"), Named("b", "乙类"))),
        Field("area", "领域", "领域。", CHOICE, choices=lambda plan: plan.opinion_areas),
        Field("link", "网址", "网址。", LINK),
        Field("person", "负责人", "负责人。", PERSON),
        Field("people", "参加人员", "参加人员。", PERSON, many=True),
        Field("operators", "业户", "业户。", OPERATORS, many=True, option="--operator"),
        Field("contact", "联系方式", "联系方式。", TEXT, private=True),
        REMARK, FILES,
    ),
    figures=(RegisterFigure("sample_count", "样例", "条", Counting.FLOW, "样例。"),),
    raises="meeting",
)  # fmt: skip
"""A register of the tests alone: a field of every kind."""

GOOD: dict[Kind, str] = {
    TEXT: "月度座谈", DAY: "2020-03-02", COUNT: "1,200", MONEY: "1.2万元", LINK: "https://example.cn/a?b=1",
    PERSON: "张三", OPERATORS: "顺达",
}  # fmt: skip
BAD: dict[Kind, str] = {
    DAY: "2月30日", COUNT: "两百", MONEY: "一百", CHOICE: "没有这一类", LINK: "ftp://a b", PERSON: "赵六", OPERATORS: "没有这一户",
    FILE: "没有这个文件.jpg",
}  # fmt: skip


@pytest.fixture(params=[*NAMES, "sample"])
def register(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Register:
    if request.param != "sample":
        return register_named(request.param)
    module = ModuleType("zoufang_cli.registers.declared.sample")
    module.REGISTER = EVERY_KIND  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(root.NOUNS, "sample", root.Noun(root.REGISTERS, ("样例",), "样例登记"))
    return EVERY_KIND


@pytest.fixture
def zf(zf: Run) -> Run:
    for line in ("person add 张三", "person add 李四", "enterprise add 顺达运输公司", "enterprise add 宏运运输公司"):
        assert zf(line).code == 0
    return zf


def good(field: Field, tmp_path: Path) -> str:
    """Return a text that the field takes."""
    if field.kind is CHOICE:
        return field.choices[0].name if isinstance(field.choices, tuple) else "公路管理"
    if field.kind is FILE:
        path = tmp_path / "照片.txt"
        path.write_text("照片", encoding="utf-8")
        return str(path)
    if field.key == "ended_on":
        return "2020-03-04"
    return "2020-04-01" if field.ahead else GOOD[field.kind]


def whole(register: Register, tmp_path: Path, **others: str) -> list[str]:
    """Return the options of an entry with every field."""
    texts = {field.key: good(field, tmp_path) for field in register.fields} | others
    return [part for field in register.fields for part in (field.flag, texts[field.key])]


def least(register: Register, tmp_path: Path, **others: str) -> list[str]:
    """Return the options of an entry with its required fields alone."""
    needed = [field for field in register.fields if field.required or field.key in others]
    texts = {field.key: good(field, tmp_path) for field in needed} | others
    return [part for field in needed for part in (field.flag, texts[field.key])]


def add(zf: Run, register: Register, options: list[str]) -> Result:
    return zf([register.key, "add", *options, "--json"])


def entries(zf: Run, register: Register, *options: str) -> list[dict[str, object]]:
    result: list[dict[str, object]] = zf([register.key, "list", "--json", *options]).json
    return result


def test_what_is_added_is_shown_and_listed(register: Register, zf: Run, tmp_path: Path) -> None:
    added = add(zf, register, whole(register, tmp_path))
    assert added.code == 0, added.err
    number = added.json["number"]
    assert number == f"{register.series}-2020-0001"
    shown = zf([register.key, "show", f" {number.lower()} ", "--json"]).json
    (listed,) = entries(zf, register)
    for field in register.stored:
        assert shown[field.key] not in (None, "", []), field.key
        assert listed[field.key] == shown[field.key]
    assert [file["name"] for file in shown["attachments"]] == ["照片.txt"]
    table = zf([register.key, "list"]).out
    assert number in table
    card = zf([register.key, "show", number]).out
    for field in register.stored:
        assert field.term in card
        if field.listed:
            assert field.term in table


@pytest.mark.parametrize(
    "options", [["--search", "月度"], ["--month", "2020-03"], ["--from", "3.1"], ["--to", "3.5"], ["--limit", "1"]]
)
def test_lists_are_narrowed(register: Register, zf: Run, tmp_path: Path, options: list[str]) -> None:
    assert add(zf, register, whole(register, tmp_path)).code == 0
    assert len(entries(zf, register, *options)) == 1
    assert entries(zf, register, "--search", "没有的字") == []
    assert entries(zf, register, "--month", "2020-02") == []


def test_an_unknown_value_of_a_filter_names_the_known_ones(register: Register, zf: Run, tmp_path: Path) -> None:
    for field in register.stored:
        if field.kind is CHOICE:
            refused = zf([register.key, "list", field.flag, "没有这一类"])
            assert (refused.code, refused.out) == (2, "")
            assert good(field, tmp_path) in refused.err


def test_what_is_required_is_named_with_its_option(register: Register, zf: Run, tmp_path: Path) -> None:
    for field in register.fields:
        if field.required:
            options = least(register, tmp_path)
            at = options.index(field.flag)
            refused = zf([register.key, "add", *options[:at], *options[at + 2 :]])
            assert (refused.code, refused.out) == (2, "")
            assert field.term in refused.err
            assert field.flag in refused.err
    assert entries(zf, register) == []


def test_a_wrong_value_is_one_sentence_and_stores_nothing(register: Register, zf: Run, tmp_path: Path) -> None:
    for field in register.fields:
        if field.kind in BAD:
            refused = zf([register.key, "add", *least(register, tmp_path, **{field.key: BAD[field.kind]})])
            assert refused.code in (1, 2, 3), (field.key, refused)
            assert refused.out == ""
            assert len(refused.err.strip().splitlines()) <= 2, refused.err
    assert entries(zf, register) == []


def test_a_day_ahead_is_refused_where_it_cannot_be(register: Register, zf: Run, tmp_path: Path) -> None:
    for field in register.fields:
        if field.kind is DAY and not field.ahead:
            refused = zf(
                [register.key, "add", *least(register, tmp_path, **{field.key: "2020-03-06"})], today="2020-03-05"
            )
            assert refused.code == 4, field.key
            assert field.term in refused.err
    assert entries(zf, register) == []


def test_each_field_can_be_edited_and_cleared_alone(register: Register, zf: Run, tmp_path: Path) -> None:
    number = add(zf, register, whole(register, tmp_path)).json["number"]
    for field in register.stored:
        before = zf([register.key, "show", number, "--json", "--full"]).json
        cleared = zf([register.key, "edit", number, field.flag, ""])
        assert cleared.code == (4 if field.required else 0), (field.key, cleared.err)
        after = zf([register.key, "show", number, "--json", "--full"]).json
        changed = {key for key in after if after[key] != before[key]}
        assert changed == (set() if field.required else {field.key})
        assert zf([register.key, "edit", number, field.flag, good(field, tmp_path)]).code == 0
        assert zf([register.key, "show", number, "--json", "--full"]).json == before


def test_the_same_entry_is_not_taken_twice(register: Register, zf: Run, tmp_path: Path) -> None:
    assert add(zf, register, least(register, tmp_path)).code == 0
    refused = add(zf, register, least(register, tmp_path))
    assert refused.code == 4
    assert f"{register.series}-2020-0001" in refused.err
    assert add(zf, register, [*least(register, tmp_path), "--again"]).json["number"].endswith("0002")


def test_a_cancelled_entry_stays_readable_and_keeps_its_number(register: Register, zf: Run, tmp_path: Path) -> None:
    number = add(zf, register, least(register, tmp_path)).json["number"]
    assert zf([register.key, "cancel", number]).code == 2
    assert zf([register.key, "cancel", number, "--reason", "重复登记"]).code == 0
    assert entries(zf, register) == []
    (entry,) = entries(zf, register, "--all")
    assert (entry["state"], entry["cancel_reason"]) == ("cancelled", "重复登记")
    assert "重复登记" in zf([register.key, "show", number]).out
    for line in (["cancel", number, "--reason", "x"], ["edit", number, "--remark", "x"]):
        assert zf([register.key, *line]).code == 4
    assert add(zf, register, least(register, tmp_path)).json["number"].endswith("0002")


def test_undo_takes_each_verb_back_and_the_store_stays_whole(register: Register, zf: Run, tmp_path: Path) -> None:
    number = add(zf, register, whole(register, tmp_path)).json["number"]
    before = zf([register.key, "show", number, "--json"]).json
    for line in (["edit", number, "--remark", "改"], ["cancel", number, "--reason", "误"]):
        assert zf([register.key, *line]).code == 0
        assert number in zf("log --limit 1").out
        assert zf("undo").code == 0
        assert zf([register.key, "show", number, "--json"]).json == before
    assert zf("check").code == 0
    fresh = add(zf, register, least(register, tmp_path, title="另一条")).json["number"]
    assert zf("undo").code == 0
    assert zf([register.key, "show", fresh]).code == 3
    assert zf("check").code == 0


def test_an_unknown_number_is_not_found(register: Register, zf: Run) -> None:
    for line in (["show"], ["edit", "--remark", "x"], ["cancel", "--reason", "x"]):
        refused = zf([register.key, line[0], "ZF-2020-0001", *line[1:]])
        assert refused.code == 3
        assert register.term in refused.err


def test_private_fields_are_shown_on_request_alone(register: Register, zf: Run, tmp_path: Path) -> None:
    number = add(zf, register, whole(register, tmp_path)).json["number"]
    private = [field for field in register.stored if field.private]
    for field in private:
        assert zf([register.key, "show", number, "--json"]).json[field.key] == HIDDEN
        assert zf([register.key, "show", number, "--json", "--full"]).json[field.key] == GOOD[TEXT]
    assert zf([register.key, "list", "--full"]).code == 0
    assert f"{register.key} list --full" in zf("log --limit 1").out


def test_telephones_in_free_text_are_masked(register: Register, zf: Run, tmp_path: Path) -> None:
    number = add(zf, register, least(register, tmp_path, remark="请打 13812345678")).json["number"]
    assert (
        "13812345678" not in zf([register.key, "show", number]).out + zf([register.key, "show", number, "--json"]).out
    )
    assert "13812345678" in zf([register.key, "show", number, "--full"]).out


def test_nouns_verbs_and_help_are_chinese(register: Register, zf: Run) -> None:
    noun = root.NOUNS[register.key].aliases[0]
    assert zf([noun, "清单"]).code == 0
    for verb in ("add", "list", "show", "edit", "cancel", "sheet", "import"):
        page = zf([register.key, verb, "--help"]).out
        assert "示例" in page
        assert register.key in page
    page = zf([register.key, "add", "--help"]).out
    for field in register.fields:
        assert field.flag in page
    assert register.clause.split("、")[0] in zf([register.key, "--help"]).out


def test_hostile_text_is_kept_and_never_obeyed(register: Register, zf: Run, tmp_path: Path) -> None:
    assert add(zf, register, least(register, tmp_path, title="[/b]=1+1\x1b[31m")).code == 0
    assert "[/b]=1+1[31m" in zf([register.key, "list"]).out
    sheet = written(zf, register, tmp_path / "表.xlsx", "--all", "--rows", "1")
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("[/b]")]
    assert [cell.data_type for cell in cells] == ["s"]


def written(zf: Run, register: Register, path: Path, *options: str) -> Worksheet:
    """Write the sheet of a register and open it."""
    result = zf([register.key, "sheet", "--out", str(path), *options])
    assert result.code == 0, result.err
    return openpyxl.load_workbook(path)[register.term]


def columns(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """Return the row of the header and the column of each term."""
    for row in sheet.iter_rows(max_row=5):
        names = {str(cell.value).removesuffix("（必填）"): cell.column for cell in row if cell.value is not None}
        if "编号" in names:
            return row[0].row, names
    raise AssertionError("no header")


def fill(register: Register, path: Path, *rows: dict[str, object]) -> None:
    """Write rows of a sheet, each as values by term."""
    book = openpyxl.load_workbook(path)
    sheet = book[register.term]
    header, places = columns(sheet)
    for number, values in enumerate(rows, header + 1):
        for term, value in values.items():
            sheet.cell(number, places[term]).value = value  # type: ignore[assignment]
    book.save(path)


def texts(register: Register, tmp_path: Path, **others: str) -> dict[str, object]:
    """Return the cells of a row with every field, by term."""
    return {field.term: others.get(field.key, good(field, tmp_path)) for field in register.stored}


def test_a_filled_sheet_comes_in_once(register: Register, zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    sheet = written(zf, register, path, "--rows", "5")
    choices = [field for field in register.stored if field.kind is CHOICE]
    assert len(sheet.data_validations.dataValidation) == len(choices)
    fill(register, path, texts(register, tmp_path), texts(register, tmp_path, title="第二条"))
    several = next((field for field in register.stored if field.many and field.kind is TEXT), None)
    if several is not None:
        fill(register, path, {several.term: "甲、乙；丙"})
    taken = zf([register.key, "import", str(path), "--json"])
    assert taken.code == 0, taken.err + taken.out
    assert (taken.json["rows"], len(taken.json["added"])) == (2, 2)
    first = entries(zf, register)
    if several is not None:
        assert first[0][several.key] == ["甲", "乙", "丙"]
    again = zf([register.key, "import", str(path), "--json"]).json
    assert (len(again["added"]), len(again["updated"]), again["unchanged"]) == (0, 0, 2)
    assert entries(zf, register) == first
    assert zf("undo").code == 0


def test_a_written_sheet_says_nothing_new_and_changes_by_number(register: Register, zf: Run, tmp_path: Path) -> None:
    many = [part for field in register.stored if field.many and field.kind is TEXT for part in (field.flag, "甲、乙")]
    number = add(zf, register, [*whole(register, tmp_path), *many]).json["number"]
    path = tmp_path / "表.xlsx"
    written(zf, register, path, "--all")
    same = zf([register.key, "import", str(path), "--json"]).json
    assert (same["rows"], same["unchanged"]) == (1, 1)
    fill(register, path, {"备注": "已核"})
    assert zf([register.key, "import", str(path), "--json"]).json["updated"] == [number]
    assert zf([register.key, "show", number, "--json"]).json["remark"] == "已核"


def test_faulty_rows_go_back_and_come_in_corrected(register: Register, zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    written(zf, register, path, "--rows", "4")
    faulty = next(field for field in register.stored if field.kind in BAD)
    fill(
        register,
        path,
        texts(register, tmp_path),
        texts(register, tmp_path, title="错的", **{faulty.key: BAD[faulty.kind]}),
        {**texts(register, tmp_path, title="无此编号"), "编号": "ZF-2020-9999"},
    )
    taken = zf([register.key, "import", str(path)])
    assert taken.code == 5
    assert "新登记1条，修改0条，没有变化0条，没有采用2条" in taken.out
    copy = tmp_path / "表-需更正.xlsx"
    sheet = openpyxl.load_workbook(copy)[register.term]
    header, places = columns(sheet)
    assert faulty.term in str(sheet.cell(header + 1, places["问题"]).value)
    assert sheet.cell(header + 1, places[faulty.term]).fill.fgColor.rgb == "00FFC7CE"
    sheet.cell(header + 1, places[faulty.term]).value = good(faulty, tmp_path)
    sheet.cell(header + 2, places["编号"]).value = None
    assert isinstance(sheet.parent, openpyxl.Workbook)
    sheet.parent.save(copy)
    fed = zf([register.key, "import", str(copy), "--json"])
    assert fed.code == 0, fed.out
    assert len(fed.json["added"]) == 2
    assert len(entries(zf, register)) == 3


def test_a_table_of_something_else_is_refused(register: Register, zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    refused = zf([register.key, "import", str(path)])
    assert refused.code == 4
    assert "sheet" in refused.err


def test_a_sheet_is_not_written_over_another(register: Register, zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    written(zf, register, path)
    assert zf([register.key, "sheet", "--out", str(path)]).code == 4
    assert zf([register.key, "sheet", "--out", str(path), "--force"]).code == 0


def test_issues_that_an_entry_raises(register: Register, zf: Run, tmp_path: Path) -> None:
    added = add(zf, register, [*whole(register, tmp_path), "--issue", "坑槽|修补|张三|3月31日"])
    if not register.raises:
        assert (added.code, added.out) == (2, "")
        return
    number = added.json["number"]
    assert added.json["issues"] == ["WT-2020-0001"]
    assert zf([register.key, "cancel", number, "--reason", "误"]).code == 4
    assert [issue["number"] for issue in zf([register.key, "show", number, "--json"]).json["issues"]] == [
        "WT-2020-0001"
    ]


def test_files_are_attached_later_too(register: Register, zf: Run, tmp_path: Path) -> None:
    number = add(zf, register, least(register, tmp_path)).json["number"]
    path = tmp_path / "公告.txt"
    path.write_text("公告", encoding="utf-8")
    assert zf(["attach", number, str(path)]).code == 0
    assert "公告.txt" in zf([register.key, "show", number]).out


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let a list of answers be typed at a terminal."""
    answers: list[str] = []
    monkeypatch.setattr(Context, "interactive", property(lambda _: True))
    monkeypatch.setattr(Context, "prompt", lambda *_: answers.pop(0))
    yield answers
    assert answers == []


def test_what_is_required_is_asked_for_at_a_terminal(
    register: Register, zf: Run, tmp_path: Path, asked: list[str]
) -> None:
    for field in register.fields:
        if field.required:
            asked += ["", *([BAD[field.kind]] if field.kind in BAD else []), good(field, tmp_path)]
    assert zf([register.key, "add"]).code == 0
    assert len(entries(zf, register)) == 1


def test_the_ledger_is_exported_and_stands_in_the_return(register: Register, zf: Run, tmp_path: Path) -> None:
    if register is EVERY_KIND:
        pytest.skip("the register of the tests is in no list of registers")
    number = add(zf, register, whole(register, tmp_path)).json["number"]
    rows = zf(["export", register.term, "--json"]).json
    assert [row["编号"] for row in rows] == [number]
    assert [row["编号"] for row in zf(["export", register.key, "--json", "--full"]).json] == [number]
    for field in register.stored:
        assert bool(rows[0].get(field.term)) is not field.private
    assert zf(["report", "--month", "2020-03", "--out", str(tmp_path / "月报")], today="2020-03-31").code == 0
    (path,) = (tmp_path / "月报").glob("*.xlsx")
    sheet = openpyxl.load_workbook(path)[register.term]
    assert number in [cell.value for row in sheet.iter_rows() for cell in row]
    assert zf(["report", "--month", "2020-02", "--out", str(tmp_path / "上月")], today="2020-03-31").code == 0
    (before,) = (tmp_path / "上月").glob("*.xlsx")
    assert register.term not in openpyxl.load_workbook(before).sheetnames


def test_the_figure_counts_its_records_and_why_lists_them(register: Register, zf: Run, tmp_path: Path) -> None:
    if register is EVERY_KIND:
        pytest.skip("the register of the tests is in no list of registers")
    unfinished = {field.key: "" for field in register.fields if field.key == "ended_on"}
    number = add(zf, register, whole(register, tmp_path, **unfinished)).json["number"]
    for figure in register.figures:
        shown = zf(["why", figure.label, "--month", "2020-03", "--json"], today="2020-03-31")
        assert shown.code == 0, shown.err
        assert number in shown.out
    assert zf([register.key, "cancel", number, "--reason", "误"]).code == 0
    for figure in register.figures:
        assert number not in zf(["why", figure.label, "--month", "2020-03", "--json"], today="2020-03-31").out


def test_merging_operators_moves_the_links(register: Register, zf: Run, tmp_path: Path) -> None:
    if all(field.kind is not OPERATORS for field in register.fields):
        pytest.skip(f"{register.key} names no operators")
    number = add(zf, register, whole(register, tmp_path)).json["number"]
    assert zf("enterprise merge YH-00002 YH-00001 --yes").code == 0
    shown = zf([register.key, "show", number, "--json"]).json
    assert [operator["number"] for operator in shown["operators"]] == ["YH-00002"]


def test_declarations_are_sound() -> None:
    registers = [*(register_named(name) for name in NAMES), EVERY_KIND]
    assert len({register.series for register in registers}) == len(registers)
    keys = [figure.key for register in registers for figure in register.figures]
    assert len(set(keys)) == len(keys)
    for register in registers:
        assert register.key in (*NAMES, "sample")
        for unique in ("key", "term", "flag"):
            values = [getattr(field, unique) for field in register.fields]
            assert len(set(values)) == len(values), (register.key, unique)
        assert {"on", "title"} <= {field.key for field in register.fields}
        assert replace(register.field("title"), required=True) == register.field("title")
        for field in register.fields:
            assert field.kind is not CHOICE or field.choices
