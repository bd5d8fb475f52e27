"""Copies of faulty rows that come back: whose rows they are, and what their corrections change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from openpyxl import load_workbook

from tests.conftest import Run, run_line
from tests.roster.corpus.truth import credit_code

HEADER = "业户名称,统一社会信用代码,经营许可证号,联系电话,经营状态,有效期止,车队"
GOOD, OTHER = credit_code(1), credit_code(2)
BAD = GOOD[:-1] + ("A" if GOOD[-1] != "A" else "B")

Correct: TypeAlias = Callable[..., Path]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A roster of two doubtful operators: a code that fails its check, and a status and date that cannot be read."""
    return write(
        tmp_path / "名册.csv",
        f"甲公司,{BAD},许可东字990101000001号,19900000001,营业,2023-05-01,一队",
        f"乙公司,{OTHER},许可东字990101000002号,19900000002,瞎写,2023-02-30,二队",
    )


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def copy_of(roster: Path) -> Path:
    return roster.with_name(f"{roster.stem}-需更正.xlsx")


def correct(path: Path, line: int, **cells: str) -> Path:
    """Type into the row of a copy that stands for a line of the roster, by the names of its columns."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == str(line))
    for name, value in cells.items():
        sheet.cell(row, columns[name]).value = value
    book.save(path)
    return path


def bring(zf: Run, path: Path, *options: str) -> Any:
    return zf(["enterprise", "import", str(path), "--json", *options]).json


def operators(zf: Run) -> dict[str, Any]:
    listed = zf("enterprise list --json").json
    return {one["name"]: zf(["enterprise", "show", one["number"], "--json", "--full"]).json for one in listed}


def test_a_corrected_code_is_that_of_the_operator_that_the_row_was_taken_for(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    done = bring(zf, correct(copy_of(roster), 2, 统一社会信用代码=GOOD))
    assert (done["added"], done["updated"], done["unchanged"], done["confirmed"]) == (0, 1, 1, 1)
    found = operators(zf)
    assert list(found) == ["甲公司", "乙公司"]
    assert found["甲公司"]["credit_code"] == GOOD
    assert zf("enterprise conflicts --json").json == []
    assert zf("enterprise imports DR-00001 --json").json["open_rows"] == []
    assert zf("check").code == 0


def test_the_next_list_with_the_old_fault_still_finds_the_operator(zf: Run, roster: Path, tmp_path: Path) -> None:
    bring(zf, roster)
    bring(zf, correct(copy_of(roster), 2, 统一社会信用代码=GOOD))
    april = write(tmp_path / "四月.csv", f"甲公司,{BAD},许可东字990101000001号,19900000009,营业,2023-05-01,一队")
    assert bring(zf, april)["added"] == 0
    found = operators(zf)["甲公司"]
    assert (found["credit_code"], found["phone"]) == (GOOD, ["19900000009"])


def test_a_corrected_name_renames_the_operator(zf: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "名册.csv", f"甲公司,{BAD},,19900000001,营业,,一队")
    bring(zf, path)
    done = bring(zf, correct(copy_of(path), 2, 业户名称="甲股份公司"))
    assert (done["added"], done["updated"]) == (0, 1)
    assert list(operators(zf)) == ["甲股份公司"]
    assert zf(["enterprise", "show", "甲公司", "--json"]).json["name"] == "甲股份公司"


def test_faulty_content_is_gone_once_it_is_corrected(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    assert operators(zf)["乙公司"]["extra"] == {
        "车队": "二队",
        "经营状态（原文）": "瞎写",
        "有效期止（原文）": "2023-02-30",
    }
    bring(zf, correct(copy_of(roster), 3, 经营状态="停业", 有效期止="2023-03-02", 车队="三队"))
    found = operators(zf)["乙公司"]
    assert (found["status"], found["valid_to"], found["extra"]) == (2, "2023-03-02", {"车队": "三队"})
    assert zf(["enterprise", "show", "乙公司"]).out.count("名册更正") == 1


def test_a_correction_takes_nothing_newer_back(zf: Run, roster: Path, tmp_path: Path) -> None:
    bring(zf, roster)
    bring(zf, write(tmp_path / "四月.csv", f"乙公司,{OTHER},,19900000022,停业,2024-01-01,九队"))
    bring(zf, correct(copy_of(roster), 3, 有效期止="2023-03-02"))
    found = operators(zf)["乙公司"]
    assert (found["phone"], found["status"], found["valid_to"]) == (["19900000022"], 2, "2023-03-02")


def test_what_was_edited_by_hand_stays_unless_forced(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    zf(["enterprise", "edit", "乙公司", "--status", "歇业"])
    copy = correct(copy_of(roster), 3, 经营状态="停业")
    done = bring(zf, copy)
    assert done["kept_by_hand"] == [{"number": "YH-00002", "field": "status"}]
    assert operators(zf)["乙公司"]["status"] == 5
    zf(["enterprise", "import", str(copy), "--force"])
    assert operators(zf)["乙公司"]["status"] == 2


def test_a_corrected_code_that_another_operator_has_is_said_and_not_taken(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    done = bring(zf, correct(copy_of(roster), 2, 统一社会信用代码=OTHER, 联系电话="19900000011"))
    assert (done["updated"], done["problem_counts"]) == (1, {"corrected_elsewhere": 1})
    assert "YH-00002“乙公司”" in done["problems"][0]["message"]
    found = operators(zf)["甲公司"]
    assert (found["credit_code"], found["phone"]) == (BAD, ["19900000011"])
    assert [row["line"] for row in zf("enterprise imports DR-00002 --json").json["open_rows"]] == [2]


def test_a_correction_is_undone_with_its_batch(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    before = operators(zf)
    bring(zf, correct(copy_of(roster), 2, 统一社会信用代码=GOOD))
    assert zf("undo DR-00002").code == 0
    assert operators(zf) == before
    assert len(zf("enterprise imports DR-00001 --json").json["open_rows"]) == 2


def test_a_dry_run_shows_corrections_and_writes_nothing(zf: Run, db: Path, roster: Path) -> None:
    bring(zf, roster)
    before = db.read_bytes()
    done = zf(["enterprise", "import", str(correct(copy_of(roster), 2, 统一社会信用代码=GOOD)), "--dry-run"])
    assert "更新1、未变1" in done.out
    assert GOOD in done.out
    assert db.read_bytes() == before


def test_a_row_deleted_from_the_copy_is_given_up(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    book = load_workbook(copy_of(roster))
    book.worksheets[0].delete_rows(3)
    book.save(copy_of(roster))
    done = zf(["enterprise", "import", str(copy_of(roster))])
    assert "已从更正表中删去的1行" in done.out
    assert zf("enterprise imports DR-00001 --json").json["open_rows"] == []


def test_the_same_file_again_takes_no_correction_back(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    bring(zf, correct(copy_of(roster), 3, 有效期止="2028-03-02", 联系电话="19900000033"))
    before = operators(zf)
    again = zf(["enterprise", "import", str(roster)])
    assert (operators(zf), len(zf("enterprise imports --json").json)) == (before, 2)
    assert "同一份文件" in again.out
    zf(["enterprise", "import", str(roster), "--force"])
    assert operators(zf)["乙公司"]["phone"] == ["19900000002"]


def test_the_same_file_understood_otherwise_is_taken(zf: Run, roster: Path) -> None:
    bring(zf, roster, "--map", "车队=remark")
    bring(zf, roster, "--map", "车队=contact")
    assert operators(zf)["甲公司"]["contact"] == "一队"


def test_a_copy_of_a_batch_that_was_undone_is_refused(zf: Run, roster: Path) -> None:
    write(roster, f"甲,乙公司,{GOOD},许可东字990101000001号,19900000001,营业,2023-05-01,一队")
    bring(zf, roster)
    zf("undo DR-00001")
    refused = zf(["enterprise", "import", str(copy_of(roster))])
    assert (refused.code, refused.out, operators(zf)) == (4, "", {})
    assert "已经撤销" in refused.err


def test_a_copy_of_another_store_is_refused_though_the_number_is_known(zf: Run, roster: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "别处.db"
    run_line(["init", "--unit", "别处", "--start", "2019-11-18"], db=elsewhere, today="2020-03-05")
    run_line(["enterprise", "import", str(roster)], db=elsewhere, today="2020-03-05")
    bring(zf, write(tmp_path / "别的.csv", "丙公司,,,,瞎写,,"))
    before = operators(zf)
    refused = zf(["enterprise", "import", str(correct(copy_of(roster), 2, 统一社会信用代码=GOOD))])
    assert (refused.code, refused.out, operators(zf)) == (4, "", before)
    assert "另一个活动库" in refused.err
    assert len(zf("enterprise imports DR-00001 --json").json["open_rows"]) == 1


def test_a_number_corrected_twice_in_one_copy_goes_to_one(zf: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "名册.csv", "甲公司,,,,瞎写,,", "乙公司,,,,瞎写,,", f",{credit_code(7)},,,,,")
    bring(zf, path)
    correct(copy_of(path), 2, 统一社会信用代码=GOOD)
    correct(copy_of(path), 3, 统一社会信用代码=GOOD)
    done = bring(zf, correct(copy_of(path), 4, 业户名称="丙公司"))
    assert done["problem_counts"]["corrected_elsewhere"] == 1
    assert sorted(one["credit_code"] for one in operators(zf).values()) == sorted(["", GOOD, credit_code(7)])


@pytest.mark.parametrize("header", ["行号", "行", None])
def test_a_copy_that_lost_its_line_numbers_is_refused(zf: Run, roster: Path, header: str | None) -> None:
    bring(zf, roster)
    book = load_workbook(copy_of(roster))
    if header is None:
        book.worksheets[0].delete_cols(1)
    else:
        book.worksheets[0]["A1"] = header
    book.save(copy_of(roster))
    refused = zf(["enterprise", "import", str(copy_of(roster))])
    assert (refused.code, refused.out) == (4, "")
    assert "行号" in refused.err


def test_a_settled_conflict_settles_its_row(zf: Run, roster: Path, tmp_path: Path) -> None:
    bring(zf, roster)
    bring(zf, write(tmp_path / "四月.csv", f"乙集团,{OTHER},许可东字990101000002号,,,,"))
    assert len(zf("enterprise imports DR-00002 --json").json["open_rows"]) == 1
    zf("enterprise settle CT-00001 --keep")
    assert zf("enterprise imports DR-00002 --json").json["open_rows"] == []
    zf("undo")
    assert len(zf("enterprise imports DR-00002 --json").json["open_rows"]) == 1


def test_rows_of_one_operator_that_differ_are_doubtful_and_can_be_told_apart(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    rows = (
        "张三,,19900000001,东屏区",
        "李四,,19900000003,东屏区",
        "张三,,19900000002,东屏区",
        "李四,,19900000003,东屏区",
    )
    path.write_text("业户名称,统一社会信用代码,联系电话,区县\n" + "\n".join(rows) + "\n", encoding="utf-8")
    first = bring(zf, path)
    assert (first["added"], first["repeats"], first["doubtful"]) == (2, 2, 2)
    assert first["problem_counts"] == {"repeated_operator": 2}
    assert [(one["place"], one["value"]) for one in first["problems"]] == [("第2行", "张三"), ("第4行", "张三")]
    assert "第4行" in first["problems"][0]["message"]
    assert "联系电话" in first["problems"][0]["message"]
    correct(copy_of(path), 2, 统一社会信用代码=GOOD)
    done = bring(zf, correct(copy_of(path), 4, 统一社会信用代码=OTHER))
    assert (done["added"], done["updated"], done["doubtful"]) == (1, 1, 0)
    found = zf("enterprise list --json").json
    assert sorted((one["name"], one["credit_code"]) for one in found) == [("张三", GOOD), ("张三", OTHER), ("李四", "")]
    phones = {
        one["credit_code"]: zf(["enterprise", "show", one["number"], "--json", "--full"]).json["phone"] for one in found
    }
    assert phones == {GOOD: ["19900000001"], OTHER: ["19900000002"], "": ["19900000003"]}


def test_the_next_list_in_order_takes_faulty_content_away(zf: Run, roster: Path, tmp_path: Path) -> None:
    bring(zf, roster)
    may = write(tmp_path / "五月.csv", f"乙公司,{OTHER},许可东字990101000002号,19900000002,停业,,二队")
    assert bring(zf, may)["updated"] == 1
    found = operators(zf)["乙公司"]
    assert (found["status"], found["extra"]) == (2, {"车队": "二队", "有效期止（原文）": "2023-02-30"})
    june = write(tmp_path / "六月.csv", f"乙公司,{OTHER},许可东字990101000002号,19900000002,又写错,2024-01-01,")
    bring(zf, june)
    found = operators(zf)["乙公司"]
    assert (found["status"], found["valid_to"]) == (2, "2024-01-01")
    assert found["extra"] == {"车队": "二队", "经营状态（原文）": "又写错"}


# ---- what offices do to a copy: nobody else's operator changes, and no row is lost


def edited(path: Path, edit: Callable[[Any], object]) -> Path:
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def test_a_row_copied_within_the_copy_is_rejected_and_changes_nobody(zf: Run, roster: Path) -> None:
    bring(zf, roster)

    def split(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.append([cell.value for cell in sheet[2]])
        sheet.cell(sheet.max_row, 4).value = "丙公司"

    done = bring(zf, edited(copy_of(roster), split))
    assert (done["rows"], done["rejected"], done["confirmed"]) == (3, 1, 2)
    assert done["problem_counts"] == {"unknown_line": 1}
    assert list(operators(zf)) == ["甲公司", "乙公司"]
    assert [row["line"] for row in zf("enterprise imports DR-00002 --json").json["open_rows"]] == [4]


@pytest.mark.parametrize("number", ["", "第2行", "99"])
def test_a_row_whose_number_was_changed_is_rejected_and_not_given_up(zf: Run, roster: Path, number: str) -> None:
    bring(zf, roster)
    copy = correct(copy_of(roster), 2, 统一社会信用代码=GOOD)
    edited(copy, lambda book: book.worksheets[0].__setitem__("A2", number))
    done = bring(zf, copy)
    assert (done["added"], done["rejected"]) == (0, 1)
    assert list(operators(zf)) == ["甲公司", "乙公司"]
    assert operators(zf)["甲公司"]["credit_code"] == BAD


def test_columns_may_be_inserted_and_moved(zf: Run, roster: Path, tmp_path: Path) -> None:
    bring(zf, roster)
    bring(zf, write(tmp_path / "四月.csv", f"甲公司,{BAD},许可东字990101000001号,19900000077,停业,2024-01-01,七队"))
    copy = correct(copy_of(roster), 2, 统一社会信用代码=GOOD)
    edited(copy, lambda book: book.worksheets[0].insert_cols(5))
    done = bring(zf, copy)
    assert (done["added"], done["updated"], done["confirmed"]) == (0, 1, 1)
    found = operators(zf)["甲公司"]
    assert (found["credit_code"], found["phone"], found["status"]) == (GOOD, ["19900000077"], 2)
    assert found["extra"] == {"车队": "七队"}


def test_copies_of_two_batches_in_one_file_are_refused(zf: Run, roster: Path, tmp_path: Path) -> None:
    bring(zf, roster)
    other = write(tmp_path / "别的.csv", "丙公司,,,,瞎写,,")
    bring(zf, other)
    second = load_workbook(copy_of(other)).worksheets[0]

    def join(book: Any) -> None:
        sheet = book.create_sheet("另一份")
        for row in second.iter_rows(values_only=True):
            sheet.append(row)

    before = operators(zf)
    refused = zf(["enterprise", "import", str(edited(copy_of(roster), join))])
    assert (refused.code, operators(zf)) == (4, before)
    assert "DR-00001、DR-00002" in refused.err


def test_sheets_whose_names_are_alike_and_sheets_left_behind(zf: Run, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for title in ("名册", "名册 (2)"):
        sheet = book.create_sheet(title)
        sheet.append(HEADER.split(","))
        sheet.append([f"{title}公司", "", "", "", "瞎写", "", ""])
    del book["Sheet"]
    path = tmp_path / "两张.xlsx"
    book.save(path)
    bring(zf, path)
    copy = copy_of(path)
    edited(copy, lambda book: book.__delitem__("名册(2)" if "名册(2)" in book.sheetnames else "名册 (2)"))
    done = bring(zf, correct(copy, 2, 经营状态="停业"))
    assert (done["added"], done["updated"], done["given_up"]) == (0, 1, 0)
    assert operators(zf)["名册公司"]["status"] == 2
    assert [row["sheet"] for row in zf("enterprise imports DR-00001 --json").json["open_rows"]] == ["名册 (2)"]


def test_an_untouched_copy_in_a_folder_that_moved_confirms_nothing(zf: Run, roster: Path, tmp_path: Path) -> None:
    bring(zf, roster)
    folder = tmp_path / "优盘"
    folder.mkdir()
    copy_of(roster).rename(folder / "更正.xlsx")
    write(folder / "五月.csv", f"丁公司,{credit_code(9)},,,,,")
    zf(["enterprise", "import", str(folder)])
    assert len(zf("enterprise imports DR-00001 --json").json["open_rows"]) == 2


def test_a_cleared_cell_changes_nothing_and_is_said(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    done = bring(zf, correct(copy_of(roster), 2, 统一社会信用代码=None))
    assert done["problem_counts"] == {"cleared_cell": 1}
    assert operators(zf)["甲公司"]["credit_code"] == BAD
    assert len(zf("enterprise imports DR-00002 --json").json["open_rows"]) == 1


@pytest.mark.parametrize("mode", ["fill", "new"])
def test_a_copy_takes_no_mode(zf: Run, roster: Path, mode: str) -> None:
    bring(zf, roster)
    refused = zf(["enterprise", "import", str(correct(copy_of(roster), 2, 统一社会信用代码=GOOD)), "--mode", mode])
    assert refused.code == 2
    assert len(zf("enterprise imports DR-00001 --json").json["open_rows"]) == 2


def test_a_row_that_was_taken_for_another_operator_finds_its_own(zf: Run, tmp_path: Path) -> None:
    bring(zf, write(tmp_path / "三月.csv", f"甲公司,{GOOD},许可东字990101000001号,19900000001,,,"))
    april = write(tmp_path / "四月.csv", "完全不同的公司,,许可东字990101000001号,19900000002,,,")
    bring(zf, april)
    copy = correct(copy_of(april), 2, 统一社会信用代码=OTHER, 经营许可证号="许可东字990101000009号")
    assert bring(zf, copy)["added"] == 1
    found = operators(zf)
    assert found["甲公司"]["credit_code"] == GOOD
    assert found["完全不同的公司"]["credit_code"] == OTHER


def test_a_correction_of_an_operator_merged_away_does_not_rewrite_the_other(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    zf("enterprise merge YH-00002 YH-00001 --yes")
    before = operators(zf)["乙公司"]
    bring(zf, correct(copy_of(roster), 2, 业户名称="甲甲公司", 统一社会信用代码=GOOD))
    after = operators(zf)["乙公司"]
    assert (after["name"], after["credit_code"]) == (before["name"], before["credit_code"])


def test_numbers_exchanged_between_two_rows_are_put_right(zf: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "名册.csv", f"甲公司,{OTHER},,,瞎写,,", f"乙公司,{GOOD},,,瞎写,,")
    bring(zf, path)
    correct(copy_of(path), 2, 统一社会信用代码=GOOD)
    done = bring(zf, correct(copy_of(path), 3, 统一社会信用代码=OTHER))
    assert "corrected_elsewhere" not in done["problem_counts"]
    assert {name: one["credit_code"] for name, one in operators(zf).items()} == {"甲公司": GOOD, "乙公司": OTHER}


def test_a_corrected_licence_of_another_operator_is_said_in_its_own_column(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    done = bring(zf, correct(copy_of(roster), 2, 经营许可证号="许可东字990101000002号"))
    (problem,) = (one for one in done["problems"] if one["code"] == "corrected_elsewhere")
    assert problem["field"] == "经营许可证号"
    assert operators(zf)["甲公司"]["licence"] == "许可东字990101000001号"


def test_a_corrected_name_of_another_operator_is_said(zf: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "名册.csv", "甲公司,,,,瞎写,,", "乙公司,,,,,,")
    bring(zf, path)
    done = bring(zf, correct(copy_of(path), 2, 业户名称="乙公司"))
    assert "corrected_elsewhere" in done["problem_counts"]
    assert list(operators(zf)) == ["甲公司", "乙公司"]


def test_force_takes_the_mark_of_the_hand_with_it(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    zf(["enterprise", "edit", "乙公司", "--status", "歇业", "--phone", "19900000088"])
    zf(["enterprise", "import", str(correct(copy_of(roster), 3, 经营状态="停业")), "--force"])
    found = operators(zf)["乙公司"]
    assert (found["status"], found["phone"], found["hand_edited"]) == (2, ["19900000088"], ["phone"])


def test_another_column_of_a_name_that_a_later_list_maps_stays(zf: Run, tmp_path: Path) -> None:
    first = write(tmp_path / "三月.csv", f"甲公司,{GOOD},,,,,老李")
    bring(zf, first)
    second = tmp_path / "四月.csv"
    second.write_text(f"业户名称,统一社会信用代码,车队\n甲公司,{GOOD},小王\n", encoding="utf-8")
    bring(zf, second, "--map", "车队=contact")
    found = operators(zf)["甲公司"]
    assert (found["contact"], found["extra"]) == ("小王", {"车队": "老李"})


def test_copies_of_a_batch_that_was_undone_in_part_are_refused(zf: Run, roster: Path, tmp_path: Path) -> None:
    bring(zf, roster)
    bring(zf, correct(copy_of(roster), 3, 经营状态="停业"))
    zf("undo DR-00001 --partial")
    refused = zf(["enterprise", "import", str(copy_of(roster))])
    assert refused.code == 4
    assert "没有这一批" in refused.err


def test_a_correction_of_a_merged_operator_is_said_and_kept_waiting(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    zf("enterprise merge YH-00002 YH-00001 --yes")
    done = bring(zf, correct(copy_of(roster), 2, 联系电话="19900000055"))
    assert (done["added"], done["updated"], done["problem_counts"]["merged_since"]) == (0, 0, 1)
    assert list(operators(zf)) == ["乙公司"]
    assert [row["line"] for row in zf("enterprise imports DR-00002 --json").json["open_rows"]] == [2]
    before = operators(zf)
    again = bring(zf, correct(Path(done["corrections_file"]), 2, 联系电话="19900000066", 业户名称="丙公司"))
    assert again["problem_counts"]["merged_since"] == 1
    assert operators(zf) == before


def test_rows_without_their_numbers_never_found_an_operator(zf: Run, roster: Path) -> None:
    bring(zf, roster)
    done = bring(zf, edited(copy_of(roster), lambda book: book.worksheets[0].__setitem__("A2", None)))
    assert (done["rejected"], done["given_up"]) == (1, 0)
    assert [row["line"] for row in zf("enterprise imports DR-00001 --json").json["open_rows"]] == [2]
    again = Path(done["corrections_file"])
    assert bring(zf, correct(again, 2, 联系电话="19900000044"))["rejected"] == 1
    assert list(operators(zf)) == ["甲公司", "乙公司"]


def test_a_conflict_of_names_ends_when_its_row_is_another_operators(zf: Run, tmp_path: Path) -> None:
    bring(zf, write(tmp_path / "三月.csv", f"甲公司,{GOOD},,,,,"))
    april = write(tmp_path / "四月.csv", f"乙公司,{GOOD},,,,,")
    bring(zf, april)
    assert len(zf("enterprise conflicts --json").json) == 1
    bring(zf, correct(copy_of(april), 2, 统一社会信用代码=OTHER))
    assert zf("enterprise conflicts --json").json == []
    assert sorted(operators(zf)) == ["乙公司", "甲公司"]
    assert zf("check").code == 0
