"""enterprise import: what is taken, what comes back, and what is asked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import Run

KEYS = {"file", "sha256", "encoding", "sheet", "header_row", "lines", "skipped", "rows", "added", "updated",
        "unchanged", "rejected", "warnings", "columns", "problems"}  # fmt: skip
ROSTER = "云州市业户名册\n业户名称,统一社会信用代码,联系电话,车队\n甲运输公司,,19900000001,一队\n,91990100MA0000001G,,\n合计,2,,\n"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Return a GBK roster with one good row and one without a name."""
    path = tmp_path / "名册.csv"
    path.write_text(ROSTER, encoding="gbk")
    return path


def test_import_accounts_for_every_line(zf: Run, roster: Path) -> None:
    result = zf(["enterprise", "import", str(roster), "--json"])
    found = result.json
    assert result.code == 5
    assert set(found) >= KEYS
    assert (found["lines"], found["header_row"], found["skipped"], found["rows"]) == (5, 2, 2, 2)
    assert (found["added"], found["updated"], found["unchanged"], found["rejected"]) == (1, 0, 0, 1)
    assert found["columns"] == {"业户名称": "name", "统一社会信用代码": "credit_code", "联系电话": "phone"}
    assert (found["encoding"], found["problems"][0]["code"]) == ("gb18030", "missing_name")


def copy_of(roster: Path) -> Path:
    """Return the path of the workbook in which faulty rows come back."""
    return roster.parent / f"{roster.stem}-需更正.xlsx"


def edit_copy(path: Path, **cells: str) -> None:
    """Type into the first sheet of a copy, by the names of its columns: C5="..." style keys."""
    book = load_workbook(path)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(path)


def rows_of(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(path).worksheets[0].iter_rows()]


def test_faulty_rows_come_back_in_a_copy(zf: Run, roster: Path) -> None:
    result = zf(["enterprise", "import", str(roster)])
    assert "第4行" in result.out
    header, row = rows_of(copy_of(roster))
    mark = hashlib.sha256(roster.read_bytes()).hexdigest()[:6].upper()
    assert header == [f"行号（DR-00001-{mark}）", "问题", "建议", "业户名称", "统一社会信用代码", "联系电话", "车队"]
    assert (row[0], row[4]) == ("4", "91990100MA0000001G")
    before = copy_of(roster).read_bytes()
    zf(["enterprise", "import", str(roster)])
    assert [path.name for path in roster.parent.glob("*需更正*")] == [copy_of(roster).name]
    assert copy_of(roster).read_bytes() == before


def test_corrected_rows_can_be_fed_in_again(zf: Run, roster: Path) -> None:
    zf(["enterprise", "import", str(roster)], today="2019-12-01")
    edit_copy(copy_of(roster), D2="乙运输公司")
    result = zf(["enterprise", "import", str(copy_of(roster)), "--json"])
    assert (result.code, result.json["added"], result.json["problems"]) == (0, 1, [])
    assert (result.json["corrects"], result.json["corrections_file"]) == ("DR-00001", None)
    shown = zf("enterprise show 乙运输公司 --json").json
    assert (shown["extra"], shown["listed_on"]) == ({}, "2019-11-18")
    assert zf("enterprise imports DR-00001 --json").json["open_rows"] == []


def test_a_row_with_too_many_fields_is_not_taken_as_the_copy_shows_it(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("业户名称,经营地址,联系电话\n甲公司,东屏区,1号,19900000001\n", encoding="utf-8")
    zf(["enterprise", "import", str(path)])
    unchanged = zf(["enterprise", "import", str(copy_of(path)), "--json"])
    assert (unchanged.code, unchanged.json["rejected"]) == (5, 1)
    assert unchanged.json["problem_counts"] == {"field_count": 1}
    again = Path(unchanged.json["corrections_file"])
    edit_copy(again, E2="东屏区1号", F2="19900000001")
    assert zf(["enterprise", "import", str(again), "--json"]).json["rejected"] == 1
    edit_copy(again, G2="")
    fixed = zf(["enterprise", "import", str(again), "--json"])
    assert (fixed.json["added"], fixed.json["rejected"]) == (1, 0)
    assert zf("enterprise show 甲公司 --json").json["address"] == "东屏区1号"


def test_a_doubtful_row_that_comes_back_unchanged_is_confirmed(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("业户名称,统一社会信用代码\n甲公司,91990100MA0000001H\n", encoding="utf-8")
    first = zf(["enterprise", "import", str(path), "--json"])
    assert (first.code, first.json["added"], first.json["doubtful"]) == (0, 1, 1)
    again = zf(["enterprise", "import", str(copy_of(path)), "--json"])
    assert (again.json["confirmed"], again.json["doubtful"], again.json["unchanged"]) == (1, 0, 1)
    assert zf("enterprise imports DR-00001 --json").json["open_rows"] == []


def test_a_copy_that_somebody_edited_is_kept(zf: Run, roster: Path) -> None:
    zf(["enterprise", "import", str(roster)])
    edit_copy(copy_of(roster), D2="正在更正")
    result = zf(["enterprise", "import", str(roster)])
    assert "没有覆盖" in result.out
    assert rows_of(copy_of(roster))[1][3] == "正在更正"
    assert (roster.parent / "名册-需更正(2).xlsx").exists()


def test_a_dry_run_writes_nothing(zf: Run, roster: Path, db: Path) -> None:
    before = db.read_bytes()
    result = zf(["enterprise", "import", str(roster), "--dry-run"])
    assert result.code == 5
    for text in ("车队", "附加信息", "甲运输公司", "199****0001", "将新增1", "什么也没有写入", "没有业户名称"):
        assert text in result.out
    assert (db.read_bytes(), copy_of(roster).exists()) == (before, False)
    found = zf(["enterprise", "import", str(roster), "--dry-run", "--json"]).json
    assert (found["dry_run"], found["batch"], found["preview"][0]["name"]) == (True, None, "甲运输公司")
    assert db.read_bytes() == before


def test_two_columns_for_one_field_are_refused_with_the_candidates(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("业户名称,所属区县,管辖大队\n甲公司,东屏区,一大队\n", encoding="utf-8")
    refused = zf(["enterprise", "import", str(path)])
    assert (refused.code, "所属区县（如 东屏区）；管辖大队（如 一大队）" in refused.err) == (4, True)
    assert zf("enterprise imports --json").json == []
    assert zf(["enterprise", "import", str(path), "--map", "管辖大队=district"]).code == 0
    shown = zf("enterprise show 甲公司 --json").json
    assert (shown["district"], shown["extra"]) == ("一大队", {"所属区县": "东屏区"})
    path.write_text("业户名称,所属区县,管辖大队\n乙公司,东屏区,二大队\n", encoding="utf-8")
    assert zf(["enterprise", "import", str(path)]).code == 0
    assert zf("enterprise show 乙公司 --json").json["district"] == "二大队"


def test_the_question_shows_the_values_of_each_candidate(
    zf: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zoufang_cli.app.context import Context

    path = tmp_path / "a.csv"
    path.write_text("业户名称,业户名称\n顺达公司,顺达客运分公司\n恒远公司,恒远货运分公司\n", encoding="utf-8")
    monkeypatch.setattr(Context, "interactive", property(lambda _: True))
    monkeypatch.setattr(Context, "prompt", lambda _self, _question: "2")
    result = zf(["enterprise", "import", str(path)])
    assert result.code == 0, result.err
    assert "1. 业户名称（如 顺达公司、恒远公司）" in result.err
    assert "2. 业户名称（第2列）（如 顺达客运分公司、恒远货运分公司）" in result.err
    assert {one["name"] for one in zf("enterprise list --json").json} == {"顺达客运分公司", "恒远货运分公司"}


def test_two_columns_of_remarks_need_nobody(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("业户名称,说明,备注\n甲公司,停运,已走访\n", encoding="utf-8")
    found = zf(["enterprise", "import", str(path), "--json"])
    assert (found.code, found.json["problem_counts"]) == (0, {"duplicate_column": 1})
    shown = zf("enterprise show 甲公司 --json").json
    assert (shown["remark"], shown["extra"]) == ("已走访", {"说明": "停运"})


@pytest.mark.parametrize(
    ("options", "phone", "address", "names"),
    [
        ([], "19900000002", "望江街1号", ["甲公司", "乙公司"]),
        (["--mode", "fill"], "19900000001", "望江街1号", ["甲公司", "乙公司"]),
        (["--mode", "补空"], "19900000001", "望江街1号", ["甲公司", "乙公司"]),
        (["--mode", "new"], "19900000001", "", ["甲公司", "乙公司"]),
    ],
    ids=["update", "fill", "fill in Chinese", "new"],
)
def test_modes_say_what_a_roster_may_change(
    zf: Run, tmp_path: Path, options: list[str], phone: str, address: str, names: list[str]
) -> None:
    (tmp_path / "a.csv").write_text("业户名称,联系电话\n甲公司,19900000001\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(
        "业户名称,联系电话,经营地址\n甲公司,19900000002,望江街1号\n乙公司,,\n", encoding="utf-8"
    )
    zf(["enterprise", "import", str(tmp_path / "a.csv")])
    zf(["enterprise", "import", str(tmp_path / "b.csv"), *options])
    found = zf("enterprise list --full --json").json
    assert [one["name"] for one in found] == names
    assert found[0]["phone"] == [phone]
    assert zf("enterprise show 甲公司 --json").json["address"] == address


def test_an_unknown_mode_is_refused(zf: Run, roster: Path) -> None:
    result = zf(["enterprise", "import", str(roster), "--mode", "全部"])
    assert (result.code, "--mode" in result.err) == (2, True)


def test_hand_edited_values_stay_unless_forced(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("业户名称,经营许可证号\n甲公司,440100151081\n", encoding="utf-8")
    zf(["enterprise", "import", str(path)])
    zf("enterprise edit 甲公司 --licence 云字440100151099号")
    kept = zf(["enterprise", "import", str(path)])
    assert "人工改过的内容保留" in kept.out
    assert zf("enterprise show 甲公司 --json").json["licence"] == "云字440100151099号"
    forced = zf(["enterprise", "import", str(path), "--force", "--json"])
    assert forced.json["updated"] == 1
    shown = zf("enterprise show 甲公司 --json").json
    assert (shown["licence"], shown["hand_edited"]) == ("440100151081", [])


def lines(*names: str) -> str:
    return "业户名称\n" + "".join(f"{name}\n" for name in names)


def test_operators_that_are_no_longer_listed_are_reported(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(lines("甲公司", "乙公司", "丙公司"), encoding="utf-8")
    zf(["enterprise", "import", str(path)])
    path.write_text(lines("甲公司", "丙公司", "丁公司"), encoding="utf-8")
    result = zf(["enterprise", "import", str(path), "--json"])
    assert result.json["vanished"] == {"batch": "DR-00001", "count": 1, "first": ["YH-00002 乙公司"]}
    assert len(zf("enterprise list --json").json) == 4
    path.write_text(lines("戊公司", "己公司", "庚公司"), encoding="utf-8")
    assert "没有比对减少的业户" in zf(["enterprise", "import", str(path)]).out


def test_operators_are_not_missed_whose_rows_are_in_question(zf: Run, tmp_path: Path) -> None:
    path, head = tmp_path / "a.csv", "业户名称,统一社会信用代码,经营许可证号\n"
    rest = "".join(f"甲{number}公司,,\n" for number in range(4))
    kept = f"{head}{rest}乙公司,91990100MA0000001G,440100151081\n"
    path.write_text(f"{kept}丙公司,,\n丁公司,,\n", encoding="utf-8")
    zf(["enterprise", "import", str(path)])
    path.write_text(kept.replace("91990100MA0000001G", "91990100MA0000002D") + "丁公司,,\n", encoding="utf-8")
    result = zf(["enterprise", "import", str(path)])
    assert "YH-00005 乙公司" not in result.out
    assert "1家这次没有列出" in result.out
    assert "未采用的" not in result.out
    assert [one["name"] for one in zf("enterprise imports DR-00002 --json").json["vanished"]] == ["丙公司"]
    path.write_text(f"{kept},,440100151099\n丙公司,,\n", encoding="utf-8")
    result = zf(["enterprise", "import", str(path)])
    assert "丁公司。未采用的1行没有参加比对，这些业户可能在其中。" in result.out
    assert "丁公司" in zf("enterprise imports DR-00003").out
    assert "未采用的1行没有参加比对" in zf("enterprise imports DR-00003").out


def test_a_folder_is_imported_with_its_folders(zf: Run, tmp_path: Path) -> None:
    folder = tmp_path / "各县"
    (folder / "云河县").mkdir(parents=True)
    (folder / "a.csv").write_text(lines("甲公司", ""), encoding="utf-8")
    (folder / "云河县" / "b.csv").write_text(
        "业户名称,统一社会信用代码\n乙公司,\n,91990100MA0000001G\n", encoding="utf-8"
    )
    (folder / "~$b.xlsx").write_bytes(b"lock")
    (folder / "说明.docx").write_bytes(b"PK")
    result = zf(["enterprise", "import", str(folder), "--corrections", str(folder)])
    assert result.code == 5
    assert "合计2个文件：业户3行，新增2、更新0、未变0、未采用1" in result.out
    assert "另有1个文件不是名册" in result.out
    again = zf(["enterprise", "import", str(folder), "--corrections", str(folder)])
    assert "合计2个文件" in again.out


def test_contradictions_inside_one_file_are_said_and_put_on_record(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "业户名称,统一社会信用代码,经营许可证号\n甲公司,91990100MA0000001G,440100151081\n乙公司,91990100MA0000001G,\n"
        "丙公司,91990100MA0000002D,440100151081\n",
        encoding="utf-8",
    )
    found = zf(["enterprise", "import", str(path), "--json"]).json
    assert (found["added"], found["unchanged"], found["doubtful"]) == (2, 1, 2)
    assert {code: found["problem_counts"].get(code) for code in ("name_conflict", "code_conflict")} == {
        "name_conflict": 1,
        "code_conflict": 1,
    }
    assert {one["field"] for one in zf("enterprise conflicts --json").json} == {"name", "credit_code"}
    again = zf(["enterprise", "import", str(path), "--json"]).json
    assert (again["unchanged"], again["problem_counts"].get("name_conflict")) == (3, None)
    assert len(zf("enterprise conflicts --json").json) == 2


def test_several_files_and_wildcards(zf: Run, tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.csv").write_text(f"业户名称\n{name}公司\n", encoding="utf-8")
    result = zf(["enterprise", "import", str(tmp_path / "*.csv"), "--json"])
    assert [one["added"] for one in result.json] == [1, 1]


def test_one_bad_file_does_not_stop_the_others(zf: Run, tmp_path: Path) -> None:
    (tmp_path / "甲.csv").write_text("业户名称\n甲公司\n", encoding="utf-8")
    (tmp_path / "乙.pdf").write_bytes(b"%PDF-1.4 ...")
    result = zf(["enterprise", "import", str(tmp_path / "乙.pdf"), str(tmp_path / "甲.csv")])
    assert result.code == 5
    assert "PDF" in result.err
    assert len(zf("enterprise list --json").json) == 1


def test_map_names_a_column(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("学校,电话\n某大学,1\n", encoding="utf-8")
    refused = zf(["enterprise", "import", str(path)])
    assert (refused.code, "学校" in refused.err) == (4, True)
    assert zf(["enterprise", "import", str(path), "--map", "学校=name"]).code == 0
    assert zf(["enterprise", "import", str(path), "--map", "学校"]).code == 2


def test_the_first_roster_counts_from_the_start_of_the_campaign(zf: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("业户名称\n甲公司\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("业户名称\n乙公司\n", encoding="utf-8")
    first = zf(["enterprise", "import", str(tmp_path / "a.csv"), "--json"])
    assert first.json["listed_on"] == "2019-11-18"
    assert zf(["enterprise", "import", str(tmp_path / "b.csv"), "--json"]).json["listed_on"] == "2020-03-05"
    assert (
        zf(["report", "--month", "2019-12", "--json", "--out", str(tmp_path)]).json["figures"]["operators_total"][
            "month"
        ]
        == 1
    )


def test_guessed_sole_traders_are_said(zf: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("业户名称\n张三\n某某大学\n甲公司\n", encoding="utf-8")
    result = zf(["enterprise", "import", str(tmp_path / "a.csv")])
    assert "新业户中有个体1家，其中1家仅凭名称判断" in result.out


def test_a_sheet_of_a_text_file_is_refused(zf: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("业户名称\n甲公司\n", encoding="utf-8")
    result = zf(["enterprise", "import", str(tmp_path / "a.csv"), "--sheet", "一"])
    assert (result.code, "没有工作表" in result.err) == (2, True)


def test_an_encoding_of_a_workbook_is_refused(zf: Run, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["业户名称"])
    book.active.append(["甲公司"])
    book.save(tmp_path / "a.xlsx")
    result = zf(["enterprise", "import", str(tmp_path / "a.xlsx"), "--encoding", "gb18030"])
    assert (result.code, "a.xlsx 是工作簿" in result.err) == (2, True)
    (tmp_path / "a.html").write_text("<table><tr><td>业户名称</td></tr><tr><td>甲公司</td></tr></table>", "gb18030")
    assert zf(["enterprise", "import", str(tmp_path / "a.html"), "--encoding", "gb18030"]).code == 0


def test_an_empty_workbook_is_said_to_be_empty(zf: Run, tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("二").append(["", None])
    book.save(tmp_path / "a.xlsx")
    result = zf(["enterprise", "import", str(tmp_path / "a.xlsx")])
    assert (result.code, result.err) == (4, "a.xlsx 是空的，其中没有内容，请重新获取。\n")
    book["二"].append(["学校", "所在地"])
    book.save(tmp_path / "a.xlsx")
    assert "现有的列是：学校、所在地" in zf(["enterprise", "import", str(tmp_path / "a.xlsx")]).err


def test_a_header_without_rows_is_said(zf: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(lines("甲公司", "乙公司"), encoding="utf-8")
    zf(["enterprise", "import", str(tmp_path / "a.csv")])
    (tmp_path / "a.csv").write_text("业户名称\n", encoding="utf-8")
    result = zf(["enterprise", "import", str(tmp_path / "a.csv")])
    assert "没有业户行" in result.out
    assert "没有比对" not in result.out


@pytest.mark.parametrize("mark", ["，", "；"])
def test_columns_divided_by_full_width_marks_are_refused_with_what_to_do(zf: Run, tmp_path: Path, mark: str) -> None:
    text = f"业户名称{mark}统一社会信用代码{mark}地址\n甲公司{mark}91990100MA0000001G{mark}望江街1号, 2号\n"
    (tmp_path / "a.csv").write_text(text, encoding="gb18030")
    result = zf(["enterprise", "import", str(tmp_path / "a.csv")])
    assert (result.code, f"全角的“{mark}”" in result.err, "--map" in result.err) == (4, True, False)


def test_full_width_commas_inside_values_are_no_delimiters(zf: Run, tmp_path: Path) -> None:
    rows = "".join(f"甲{number}公司\t普货，危货，客运\n" for number in range(9))
    (tmp_path / "a.csv").write_text(f"业户名称\t经营范围\n{rows}", encoding="utf-8")
    assert zf(["enterprise", "import", str(tmp_path / "a.csv"), "--json"]).json["added"] == 9
    (tmp_path / "b.csv").write_text("业户名称\n甲公司\n乙，丙公司\n", encoding="utf-8")
    assert zf(["enterprise", "import", str(tmp_path / "b.csv"), "--json"]).json["rows"] == 2


def test_a_file_without_names_does_not_stop_the_next(zf: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("厂名,电话x\n甲公司,1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("业户名称\n乙公司\n", encoding="utf-8")
    result = zf(["enterprise", "import", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    assert (result.code, len(result.err.strip().splitlines())) == (5, 1)
    assert [one["name"] for one in zf("enterprise list --json").json] == ["乙公司"]


def test_sheets_with_headers_of_their_own_come_back_with_them(zf: Run, tmp_path: Path) -> None:
    book = Workbook()
    one, other = book.active, book.create_sheet("云河县")
    one.title = "东屏区"
    for sheet, rows in (
        (one, [("业户名称", "联系电话", "车队"), ("甲公司", "19900000001", "一队"), (None, "19900000002", "二队")]),
        (other, [("企业名称", "统一社会信用代码"), (None, "91990100MA0000001G"), ("乙公司", "91990100MA0000002H")]),
    ):
        for row in rows:
            sheet.append(row)
    path = tmp_path / "两县.xlsx"
    book.save(path)
    found = zf(["enterprise", "import", str(path), "--json"]).json
    assert (found["added"], found["rejected"], found["doubtful"]) == (2, 2, 1)
    copy = load_workbook(copy_of(path))
    assert [sheet.title for sheet in copy.worksheets] == ["东屏区", "云河县", "说明"]
    assert [cell.value for cell in copy["云河县"][1]][3:] == ["企业名称", "统一社会信用代码"]
    copy["东屏区"]["D2"], copy["云河县"]["D2"] = "丙公司", "丁公司"
    copy.save(copy_of(path))
    again = zf(["enterprise", "import", str(copy_of(path)), "--json"]).json
    assert (again["added"], again["rejected"], again["confirmed"]) == (2, 0, 1)
    assert zf("enterprise imports DR-00001 --json").json["open_rows"] == []
    once_more = zf(["enterprise", "import", str(copy_of(path)), "--json"]).json
    assert (once_more["unchanged"], once_more["doubtful"], once_more["batch"]) == (3, 0, "DR-00002")
