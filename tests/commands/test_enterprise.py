"""enterprise import, list, show, add, edit."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_rejected_rows_come_back_in_a_file(zf: Run, roster: Path) -> None:
    result = zf(["enterprise", "import", str(roster)])
    assert "第4行" in result.out
    back = roster.parent / "名册-未采用行.csv"
    text = back.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "未采用行号,未采用原因,业户名称,统一社会信用代码,联系电话,车队"
    assert "91990100MA0000001G" in text
    zf(["enterprise", "import", str(roster)])
    assert [path.name for path in roster.parent.glob("*未采用*")] == [back.name]


def test_corrected_rows_can_be_fed_in_again(zf: Run, roster: Path) -> None:
    zf(["enterprise", "import", str(roster)])
    back = roster.parent / "名册-未采用行.csv"
    fixed = back.read_text(encoding="utf-8-sig").replace(",,91990100MA0000001G", ",乙运输公司,91990100MA0000001G")
    back.write_text(fixed.replace("。,乙", "。,乙"), encoding="utf-8-sig")
    result = zf(["enterprise", "import", str(back), "--json"])
    assert (result.code, result.json["added"], result.json["problems"]) == (0, 1, [])
    assert zf("enterprise show 乙运输公司 --json").json["extra"] == {}


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


def test_telephones_are_masked_unless_asked_for_in_full(zf: Run) -> None:
    zf("enterprise add 甲公司 --phone 19900001234")
    assert "199****1234" in zf("enterprise show 甲").out
    assert zf("enterprise show 甲 --json").json["phone"] == ["199****1234"]
    assert zf("enterprise list --full --json").json[0]["phone"] == ["19900001234"]
    assert zf("log --json").json[0]["command"] == "enterprise list --full"


def test_an_edit_marks_the_field_and_dates_a_status(zf: Run) -> None:
    zf("enterprise add 甲公司 --status 营业", today="2019-12-01")
    assert zf("enterprise edit 甲公司 --status 注销 --on 2020-02-10 --note 吊销").code == 0
    shown = zf("enterprise show 甲公司 --json").json
    assert shown["status"] == 6
    assert shown["status_changes"] == [{"changed_on": "2020-02-10", "from_status": 1, "to_status": 6, "note": "吊销"}]
    assert "status" in shown["hand_edited"]


def test_tags_come_and_go(zf: Run) -> None:
    zf("enterprise add 甲公司 --tag 重点企业")
    zf("enterprise edit 甲公司 --tag 走访对象 --untag 重点企业")
    assert zf("enterprise list --tag 走访对象 --json").json[0]["tags"] == ["走访对象"]


@pytest.mark.parametrize(
    "text", ["YH-00001", "yh-00001", "91990100MA0000001G", "440100151081", "顺达", "云州市顺达运输有限公司", "ysd"]
)
def test_an_operator_answers_to_many_names(zf: Run, text: str) -> None:
    zf("enterprise add 云顺达运输有限公司 --code 91990100MA0000001G --licence 粤字440100151081号")
    zf("enterprise edit YH-00001 --name 云州市顺达运输有限公司" if "云州" in text else "log")
    assert zf(["enterprise", "show", text, "--json"]).json["number"] == "YH-00001"


def test_an_ambiguous_name_lists_the_candidates(zf: Run) -> None:
    zf("enterprise add 顺达一公司")
    zf("enterprise add 顺达二公司")
    result = zf("enterprise show 顺达")
    assert result.code == 4
    assert "YH-00001  顺达一公司" in result.err
    assert "YH-00002  顺达二公司" in result.err


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("enterprise add", 2, "缺少业户名称"),
        ("enterprise add 甲公司 --status 很好", 2, "很好"),
        ("enterprise add 甲公司 --holder 国企", 2, "应为 企业 或 个体"),
        ("enterprise edit 没有 --remark 注", 3, "没有找到业户"),
        ("enterprise list --status 很好", 2, "很好"),
        ("enterprise list --holder 国企", 2, "国企"),
        ("enterprise import . ", 4, "这是文件夹"),
    ],
)
def test_wrong_lines_change_nothing(zf: Run, line: str, code: int, words: str) -> None:
    result = zf(line)
    assert result.code == code
    assert words in result.err
    assert len(zf("log --json").json) == 1


def test_the_same_operator_is_not_added_twice(zf: Run) -> None:
    zf("enterprise add 甲公司 --code 91990100MA0000001G")
    again = zf("enterprise add 别名公司 --code 91990100MA0000001G")
    assert (again.code, "YH-00001" in again.err) == (4, True)
    assert len(zf("enterprise list --json").json) == 1


def test_a_code_of_another_operator_is_refused(zf: Run) -> None:
    zf("enterprise add 甲公司 --code 91990100MA0000001G")
    zf("enterprise add 乙公司")
    result = zf("enterprise edit 乙公司 --code 91990100MA0000001G")
    assert (result.code, "已属于 YH-00001 甲公司" in result.err) == (4, True)
    assert zf("enterprise edit 甲公司 --code 91990100MA0000001G --remark 核对").code == 0


def test_json_lists_everything_and_the_screen_a_page(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("业户名称\n" + "".join(f"第{n}运输公司\n" for n in range(60)), encoding="utf-8")
    zf(["enterprise", "import", str(path)])
    assert len(zf("enterprise list --json").json) == 60
    assert len(zf("enterprise list --json --limit 3").json) == 3
    assert "60家（列出前50家" in zf("enterprise list").out


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


def test_a_file_without_names_does_not_stop_the_next(zf: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("厂名,电话x\n甲公司,1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("业户名称\n乙公司\n", encoding="utf-8")
    result = zf(["enterprise", "import", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    assert (result.code, len(result.err.strip().splitlines())) == (5, 1)
    assert [one["name"] for one in zf("enterprise list --json").json] == ["乙公司"]
