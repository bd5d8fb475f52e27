"""visit add|list|show|edit|cancel on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.fixture
def world(zf: Any) -> Any:
    """Two officers, a leader, three operators."""
    for line in (
        "person add 张三",
        "person add 李四",
        "person add 王建国 --role 负责同志 --from 2020-01-06",
        "enterprise add 云州市顺达运输有限公司",
        "enterprise add 云州市宏运物流有限公司",
        "enterprise add '云州[/b]马家车行'",
    ):
        assert zf(line).code == 0
    return zf


ADD = "visit add --date 3.5 --to 顺达 --officers 张三,李四"


def test_the_example_of_the_help(world: Any) -> None:
    result = world(
        f"{ADD} --material 20 --solved '不会网上办|现场演示' --issue '排队久|增开窗口|张三|3.31' --satisfaction 满意",
        today="2020-03-10",
    )
    assert result.code == 0
    assert "已登记走访 ZF-2020-0001：云州市顺达运输有限公司，2020年3月5日" in result.out
    assert "WT-2020-0001（不会网上办）：立行立改" in result.out
    assert "WT-2020-0002（排队久）：已交办" in result.out
    assert "走访日期按2020年3月5日理解" in result.err
    assert "时限“3.31”按2020年3月31日理解" in result.err
    assert "F5 上门送服务" in result.err


def test_an_issue_without_its_terms_is_pending(world: Any) -> None:
    result = world(f"{ADD} --issue '坑槽|修补'")
    assert "待交办，还缺责任人员、完成时限" in result.out


def test_same_takes_date_officers_leader_and_form(world: Any) -> None:
    world("visit add --date 3.4 --to 顺达 --officers 张三,李四 --leader 王建国 --form 领导大走访")
    result = world("visit add --same --to 宏运、马家")
    assert "沿用 ZF-2020-0001" in result.err
    row = json.loads(world("visit show ZF-2020-0003 --json").out)
    assert (row["held_on"], row["form"], row["leader"]["name"]) == ("2020-03-04", "F1", "王建国")
    assert [one["name"] for one in row["officers"]] == ["王建国", "张三", "李四"]
    assert [one["number"] for one in row["trip_visits"]] == ["ZF-2020-0002", "ZF-2020-0003"]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        pytest.param("visit add --to 顺达 --officers 张三,李四", 2, "--date", id="no date"),
        pytest.param("visit add --date 3.4 --officers 张三,李四", 2, "--to", id="no operator"),
        pytest.param("visit add --date 3.4 --to 顺达", 2, "--officers", id="no officers"),
        pytest.param("visit add --date 2.30 --to 顺达 --officers 张三,李四", 2, "2月最多29天", id="no such day"),
        pytest.param("visit add --date 2020-03-06 --to 顺达 --officers 张三,李四", 4, "还没有到", id="tomorrow"),
        pytest.param("visit add --date 2019-11-17 --to 顺达 --officers 张三,李四", 4, "早于", id="too early"),
        pytest.param("visit add --date 3.4 --to 云州 --officers 张三,李四", 4, "YH-00002", id="ambiguous operator"),
        pytest.param("visit add --date 3.4 --to 飞马 --officers 张三,李四", 3, "飞马", id="no such operator"),
        pytest.param("visit add --date 3.4 --to 顺达、飞马 --officers 张三,李四", 3, "飞马", id="one of a list"),
        pytest.param("visit add --date 3.4 --to 顺达 --officers 张三,赵六", 3, "person add 赵六", id="no such officer"),
        pytest.param("visit add --date 3.4 --to 顺达 --officers 张三", 4, "--few-reason", id="one officer"),
        pytest.param(f"{ADD} --leader 张三", 4, "--role 负责同志", id="no leading post"),
        pytest.param(f"{ADD} --form F1", 4, "--leader", id="F1 without a leader"),
        pytest.param(f"{ADD} --form F4", 2, "活动", id="an event"),
        pytest.param(f"{ADD} --form 喝茶", 2, "F1 领导大走访", id="no such form"),
        pytest.param(f"{ADD} --area M9", 2, "M9", id="no such area"),
        pytest.param(f"{ADD} --way 微信", 2, "电话", id="no such way"),
        pytest.param(f"{ADD} --satisfaction 好", 2, "基本满意", id="no such level"),
        pytest.param(f"{ADD} --material -1", 2, "--material", id="negative"),
        pytest.param(f"{ADD} --material 99999999999999999999", 2, "--material", id="too many"),
        pytest.param(f"{ADD} --issue '排队久|增开|赵六|3.31'", 3, "赵六", id="nobody responsible"),
        pytest.param(f"{ADD} --issue '排队久|增开|张三|2月30日'", 2, "2月", id="no such deadline"),
        pytest.param(f"{ADD} --issue '排队久|增开|张三|2020-03-01'", 4, "2020年3月1日", id="due before the visit"),
        pytest.param(f"{ADD} --solved 不会办", 2, "问题|措施", id="solved by what"),
        pytest.param("visit add --same --to 顺达", 3, "--same", id="nothing to repeat"),
        pytest.param("visit show ZF-2020-0009", 3, "ZF-2020-0009", id="show nothing"),
        pytest.param("visit edit ZF-2020-0009 --said x", 3, "ZF-2020-0009", id="edit nothing"),
        pytest.param("visit cancel ZF-2020-0009 --reason x", 3, "ZF-2020-0009", id="cancel nothing"),
    ],
)
def test_one_sentence_and_nothing_stored(world: Any, line: str, code: int, says: str) -> None:
    before = world("check").out
    result = world(line)
    assert result.code == code
    assert says in result.err
    assert "Traceback" not in result.err
    assert result.out == ""
    assert world("check").out == before


def test_edit_and_clear(world: Any) -> None:
    world(f"{ADD} --said 原话 --satisfaction 满意 --area M1")
    assert world("visit edit ZF-2020-0001 --said '' --way 电话 --satisfaction 不满意 --area M2a,M3").code == 0
    row = json.loads(world("visit show zf-2020-0001 --json").out)
    assert (row["said"], row["way"], row["satisfaction"], row["areas"]) == ("", "telephone", "不满意", ["M2a", "M3"])


def test_cancel_needs_a_reason(world: Any) -> None:
    world(ADD)
    assert world("visit cancel ZF-2020-0001").code == 2
    assert world("visit cancel ZF-2020-0001 --reason ''").code == 2
    assert "已取消走访 ZF-2020-0001" in world("visit cancel ZF-2020-0001 --reason 误登").out
    assert json.loads(world("visit list --month 2020-03 --json").out) == []
    assert json.loads(world("visit list --all --json").out)[0]["cancel_reason"] == "误登"


def test_lists(world: Any) -> None:
    world(f"{ADD} --issue 坑槽 --received-phone 13812345678")
    world("visit add --date 2.28 --to 马家 --officers 张三,李四")
    assert "云州[/b]马家车行" in world("visit list --to 2020-02-29").out
    listed = world("visit list --month 3月")
    assert "按2020年3月理解" in listed.err
    assert "顺达" in listed.out
    assert "马家" not in listed.out
    rows = json.loads(world("走访 清单 --operator 顺达 --json").out)
    assert [one["number"] for one in rows[0]["issues"]] == ["WT-2020-0001"]
    assert rows[0]["received_phone"] == "138****5678"
    assert world("visit list --month 2020-03 --from 2020-03-01").code == 2
    assert "没有符合条件的走访" in world("visit list --form F1").out


def test_a_trip_is_shown_whole(world: Any) -> None:
    world(
        "visit add --date 3.5 --to 顺达 --to 宏运 --officers 张三,李四 --material 9 --issue '坑槽||||宏运'"
        " --policy '[bold]条例' --said '甲\x1b[31m乙'"
    )
    out = world("visit show ZF-2020-0002").out
    for part in ("同组2户", "顺达", "宏运", "9份", "坑槽", "待交办", "[bold]条例", "甲[31m乙"):
        assert part in out


def test_a_visit_to_a_closed_operator_is_remarked(zf: Any) -> None:
    for line in ("person add 张三", "person add 李四", "enterprise add 甲公司 --status 注销"):
        assert zf(line).code == 0
    result = zf("visit add --date 2020-03-05 --to 甲公司 --officers 张三,李四")
    assert result.code == 0
    assert "甲公司在名册中的经营状态是注销" in result.err + result.out
