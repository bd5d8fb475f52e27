"""`zoufang issue …` as typed: sentences, exit codes, JSON."""

from __future__ import annotations

import pytest

from tests.conftest import Run

ISSUE = "WT-2020-0001"


@pytest.fixture
def world(zf: Run) -> Run:
    """Return `zf` on a store with two people and two operators, on 2020-03-05."""
    for line in ("person add 张三", "person add 李四", "enterprise add 顺达运输公司", "enterprise add 宏运物流公司"):
        assert zf(line).code == 0
    return zf


def done(world: Run, *lines: str, today: str = "2020-03-05") -> None:
    for line in lines:
        result = world(line, today)
        assert result.code == 0, f"{line}: {result.err}"


ASSIGNED = "issue add 路面坑槽 --to 顺达 --source 走访 --measure 修补 --responsible 张三 --deadline 2020-03-20"
RESOLVED = f"issue resolve {ISSUE} --result 已修补 --evidence 照片"
CLOSED = f"issue close {ISSUE} --verifier 李四 --feedback 好 --satisfaction 满意"


def test_the_whole_way(world: Run) -> None:
    lines = {
        "issue add 路面坑槽 --to 顺达 --source 座谈": f"已登记问题 {ISSUE}（路面坑槽）：待交办，还缺具体措施、责任人员、完成时限。",
        f"issue assign {ISSUE} --measure 修补 --responsible 张三 --deadline 2020-03-20": f"已交办 {ISSUE}：张三负责，2020年3月20日前完成。",
        f"issue progress {ISSUE} --text 材料已到": f"已登记 {ISSUE} 的进展：材料已到。",
        f"issue extend {ISSUE} --deadline 2020-03-31 --reason 连续降雪": f"{ISSUE} 的完成时限已由2020年3月20日延至2020年3月31日。",
        f"issue resolve {ISSUE} --result 已修补": f"已办结 {ISSUE}（解决），待责任人以外的人员核验。",
        f"issue verify {ISSUE} --verifier 李四": f"{ISSUE} 已由李四核验通过，销号还缺佐证材料、业户反馈（顺达运输公司）。",
        f"issue return {ISSUE} --reason 少修一处": f"已退回 {ISSUE}：张三继续办理，2020年3月31日前完成。",
        RESOLVED: f"已办结 {ISSUE}（解决），待责任人以外的人员核验。",
        CLOSED: f"已销号 {ISSUE}（解决）：核验人李四。",
        f"issue reopen {ISSUE} --reason 又坏了": f"已重新交办 {ISSUE}：张三负责，2020年3月31日前完成。",
        f"issue void {ISSUE} --reason 并入道路养护": f"已作废 {ISSUE}：并入道路养护。",
    }
    for line, sentence in lines.items():
        result = world(line)
        assert (result.code, result.out.strip(), result.err) == (0, sentence, ""), line
    shown = world(f"issue show {ISSUE} --json").json
    assert (shown["deadline"], shown["original_deadline"]) == ("2020-03-31", "2020-03-20")
    assert [step["to_state"] for step in shown["steps"]] == [
        "pending", "assigned", "assigned", "assigned", "resolved", "resolved", "assigned", "resolved", "closed",
        "assigned", "voided",
    ]  # fmt: skip
    assert world("check").code == 0


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("issue add 坑槽", 2, "缺少来源"),
        ("issue add --to 顺达 --source 走访", 2, "缺少问题描述"),
        ("issue add 坑槽 --source 走访", 4, "须写明反映问题的业户"),
        ("issue add 坑槽 --to 顺达 --source 电话", 2, "来源“电话”无法识别：应为走访、座谈、"),
        ("issue add 坑槽 --to 顺达 --source 走访 --nature 其他", 2, "性质“其他”无法识别：应为业户困难诉求、"),
        ("issue add 坑槽 --to 顺达 --source 走访 --category 杂项", 2, "政策法规、许可和业务办理"),
        ("issue add 坑槽 --to 没有这家 --source 走访", 3, "没有找到业户“没有这家”"),
        ("issue add 坑槽 --to 公司 --source 走访", 4, "有2条业户与“公司”相符"),
        ("issue add 坑槽 --to 顺达 --source 走访 --responsible 王五", 3, "没有找到人员“王五”"),
        ("issue add 坑槽 --to 顺达 --source 走访 --date 2020-3-6", 4, "反映日期2020年3月6日晚于今天"),
        ("issue add 坑槽 --to 顺达 --source 走访 --date 2.30", 2, "2.30"),
        ("issue add 坑槽 --text 坑槽 --to 顺达 --source 走访", 2, "问题描述只要写一次"),
        ("issue add 坑槽 --source 自查 --on-the-spot 修 --measure 修 --evidence 照片", 2, "不用 --measure 和 --deadline"),
        ("issue add 坑槽 --source 自查 --on-the-spot 修", 4, "立行立改须有佐证材料"),
        ("issue add 坑槽 --visit ZF-2020-0009", 3, "没有编号为“ZF-2020-0009”的走访"),
        (f"issue show {ISSUE[:-1]}9", 3, "没有编号为“WT-2020-0009”的问题"),
        ("issue assign", 2, "缺少问题编号：请写明，如 zoufang issue assign WT-2020-0001。"),
        (f"issue assign {ISSUE} --deadline 3月31日 --review-on 6月30日", 2, "只用一种"),
        (f"issue close {ISSUE}", 4, "现为“办理中”，不能销号；现在可以：交办（assign）、登记进展（progress）、延期（extend）"),
        (f"issue progress {ISSUE}", 2, "缺少进展情况"),
        (f"issue extend {ISSUE} --reason 降雪", 2, "缺少新的时限"),
        (f"issue resolve {ISSUE} --result 好 --outcome 搁置", 2, "办结方式“搁置”无法识别"),
        (f"issue resolve {ISSUE} --result 好 --date 2020-3-4", 4, "办结日期2020年3月4日早于"),
        ("issue list --state 结案", 2, "状态“结案”无法识别：应为待交办、"),
    ],
    ids=[
        "no source", "no text", "no operator", "source", "nature", "category", "unknown operator", "ambiguous operator",
        "unknown person", "future", "no such day", "text twice", "spot and measure", "spot without evidence", "no such visit",
        "no such issue", "no number", "deadline and review", "illegal move", "no progress text", "no deadline", "outcome",
        "before the last step", "state",
    ],
)  # fmt: skip
def test_wrong_input_is_one_sentence_and_changes_nothing(world: Run, line: str, code: int, sentence: str) -> None:
    done(world, ASSIGNED)
    before = world("log --json").json
    result = world(line)
    assert (result.code, result.out) == (code, "")
    assert sentence in result.err
    assert "Traceback" not in result.err
    assert world("log --json").json == before


def test_dates_without_a_year_are_echoed(world: Run) -> None:
    result = world(
        "issue add 坑槽 --to 顺达 --source 走访 --date 3.1 --measure 修 --responsible 张三 --deadline 3月20日"
    )
    assert "2020年3月1日" in result.err
    assert "2020年3月20日" in result.err
    shown = world(f"issue show {ISSUE} --json").json
    assert (shown["reported_on"], shown["deadline"]) == ("2020-03-01", "2020-03-20")


def test_json_of_a_list(world: Run) -> None:
    done(world, ASSIGNED)
    (shown,) = world("issue list --json", "2020-03-25").json
    expected = {
        "number": ISSUE, "text": "路面坑槽", "state": "assigned", "state_label": "办理中", "outcome": "",
        "source": "visit", "source_label": "走访", "nature": "difficulty", "measure": "修补", "responsible": "张三",
        "deadline": "2020-03-20", "original_deadline": "2020-03-20", "overdue": True, "days_overdue": 5,
        "reported_on": "2020-03-05", "resolved_on": None, "closed_on": None,
    }  # fmt: skip
    assert {key: shown[key] for key in expected} == expected
    assert [(one["number"], one["name"]) for one in shown["operators"]] == [("YH-00001", "顺达运输公司")]


def test_json_of_a_closed_issue(world: Run) -> None:
    done(world, ASSIGNED, RESOLVED)
    shown = world(f"{CLOSED} --json").json
    assert (shown["state"], shown["state_label"], shown["outcome"], shown["outcome_label"]) == (
        "closed", "已销号", "solved", "解决",
    )  # fmt: skip
    assert (shown["verifier"], shown["closed_on"], shown["evidence"]) == ("李四", "2020-03-05", "照片")
    assert shown["operators"][0]["satisfaction"] == "satisfied"
    steps = world(f"issue show {ISSUE} --json").json["steps"]
    assert steps[-1] == {
        "on": "2020-03-05", "from_state": "resolved", "to_state": "closed", "outcome": "solved", "deadline": None,
        "text": "核验通过，销号；顺达运输公司：好", "person": "李四",
    }  # fmt: skip


def test_lists_are_filtered(world: Run) -> None:
    done(world, "issue add 证照难办 --to 宏运 --source 12328 --date 2020-02-03", ASSIGNED)
    done(world, "issue add 未亮证 --source 自查 --on-the-spot 纠正 --evidence 照片")

    def listed(options: str, today: str = "2020-03-25") -> list[str]:
        return [one["number"] for one in world(f"issue list {options} --json", today).json]

    assert listed("") == [ISSUE, "WT-2020-0002", "WT-2020-0003"]
    assert listed("--open") == [ISSUE, "WT-2020-0002"]
    assert listed("--overdue") == ["WT-2020-0002"]
    assert listed("--overdue", today="2020-03-20") == []
    assert listed("--state 已销号") == ["WT-2020-0003"]
    assert listed("--operator 宏运") == [ISSUE]
    assert listed("--responsible 张三") == ["WT-2020-0002"]
    assert listed("--month 2020-02") == [ISSUE]
    assert listed("--month") == ["WT-2020-0002", "WT-2020-0003"]


def test_tables(world: Run) -> None:
    done(world, ASSIGNED, "issue add '[/b]证照' --to 宏运 --source 走访")
    out = world("问题 清单 --open", "2020-03-25").out
    assert "问题（2个，未销号2个，逾期1个）" in out
    assert "[/b]证照" in out
    done(world, RESOLVED, CLOSED)
    shown = world(f"问题 查看 {ISSUE}").out
    for text in ("已销号", "修补", "李四（2020-03-05）", "业户反馈", "满意", "已销号（解决）"):
        assert text in shown
    assert "没有符合条件的问题。" in world("issue list --overdue").out


def test_an_issue_of_a_visit_takes_its_day_and_operator(world: Run) -> None:
    done(world, "visit add --date 2020-03-02 --to 宏运 --officers 张三,李四")
    shown = world("issue add 证照难办 --visit zf-2020-0001 --json").json
    assert (shown["source"], shown["activity"], shown["reported_on"]) == ("visit", "ZF-2020-0001", "2020-03-02")
    assert [one["name"] for one in shown["operators"]] == ["宏运物流公司"]
    done(world, "visit add --date 2020-03-03 --to 顺达 --officers 张三,李四", "visit cancel ZF-2020-0002 --reason 误记")
    refused = world("issue add 证照难办 --visit ZF-2020-0002")
    assert (refused.code, "已取消" in refused.err) == (4, True)


def test_several_operators_answer_each_for_itself(world: Run) -> None:
    done(world, ASSIGNED.replace("--to 顺达", "--to 顺达 --to 宏运"), RESOLVED)
    partly = world(f"issue close {ISSUE} --verifier 李四 --feedback 顺达=好")
    assert (partly.code, partly.err.strip()) == (4, f"不能销号问题 {ISSUE}：还缺业户反馈（宏运物流公司）。")
    done(world, f"issue close {ISSUE} --verifier 李四 --feedback 顺达=好 --satisfaction 宏运=不满意")
    answers = world(f"issue show {ISSUE} --json").json["operators"]
    assert [(one["feedback"], one["satisfaction"]) for one in answers] == [("好", ""), ("", "dissatisfied")]


def test_every_call_back_is_shown(world: Run) -> None:
    done(world, ASSIGNED, RESOLVED, CLOSED, f"issue reopen {ISSUE} --reason 又坏了")
    (party,) = world(f"issue show {ISSUE} --json").json["operators"]
    assert (party["called_back_on"], party["feedback"], party["satisfaction"]) == (None, "", "")
    done(world, RESOLVED, CLOSED.replace("满意", "不满意"))
    answers = world(f"issue show {ISSUE} --json").json["call_backs"]
    answer = {"on": "2020-03-05", "name": "顺达运输公司", "feedback": "好"}
    assert answers == [
        {**answer, "satisfaction": "satisfied", "current": False},
        {**answer, "satisfaction": "dissatisfied", "current": True},
    ]
    table = world(f"issue show {ISSUE}").out.partition("业户反馈")[2].partition("办理过程")[0]
    rows = [line.split() for line in table.splitlines() if "顺达" in line]
    assert rows == [
        ["顺达运输公司", "2020-03-05", "好", "满意", "重新交办前"],
        ["顺达运输公司", "2020-03-05", "好", "不满意"],
    ]
    done(world, "undo", "check")
    assert [one["current"] for one in world(f"issue show {ISSUE} --json").json["call_backs"]] == [False]


def test_undo_takes_a_move_back(world: Run) -> None:
    done(world, ASSIGNED, RESOLVED, "undo")
    shown = world(f"issue show {ISSUE} --json").json
    assert (shown["state"], shown["resolved_on"], len(shown["steps"])) == ("assigned", None, 2)


def test_without_a_source_an_operators_issue_counts_as_found_on_a_visit(world: Run) -> None:
    result = world("issue add 坑槽 --to 顺达 --json")
    assert (result.code, result.json["source"]) == (0, "visit")
    assert "按走访登记" in result.err
