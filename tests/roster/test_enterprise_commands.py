"""enterprise list, show, add, edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run


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
        ("enterprise add 甲公司 --type 国企", 2, "应为 企业 或 个体"),
        ("enterprise edit 没有 --remark 注", 3, "没有找到业户"),
        ("enterprise list --status 很好", 2, "很好"),
        ("enterprise list --type 国企", 2, "国企"),
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


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--kind 很好", ["--kind“很好”", "班线客运", "危险货物"]),
        ("--district 南山区", ["--district“南山区”", "应为东屏区、西苑区之一"]),
        ("--tag 走访对象", ["--tag“走访对象”", "应为重点企业之一"]),
        ("--type 国企", ["--type“国企”", "企业 或 个体"]),
    ],
    ids=["kind", "district", "tag", "type"],
)
def test_an_unknown_value_of_a_filter_names_the_known_ones(zf: Run, option: str, words: list[str]) -> None:
    zf("enterprise add 甲公司 --district 东屏区 --tag 重点企业")
    zf("enterprise add 乙公司 --district 东屏区")
    zf("enterprise add 丙公司 --district 西苑区")
    result = zf(f"enterprise list {option}")
    assert result.code == 2
    assert all(word in result.err for word in words), result.err


@pytest.mark.parametrize("option", ["--kind 出租", "--district 东屏 --search 乙", "--kind 普通 --tag 重点"])
def test_a_known_value_that_fits_nobody_gives_an_empty_list(zf: Run, option: str) -> None:
    zf("enterprise add 甲公司 --district 东屏区 --tag 重点企业")
    result = zf(f"enterprise list {option} --json")
    assert (result.code, result.json) == (0, [])


def test_a_filter_of_an_empty_roster_says_so(zf: Run) -> None:
    result = zf("enterprise list --district 东屏区")
    assert result.code == 2
    assert "名册中还没有" in result.err
