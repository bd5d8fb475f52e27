"""What is asked at a terminal: numbers of issues, missing values, candidates; and leaving with Ctrl-C or Ctrl-D."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.conftest import Result, Run
from zoufang_cli.app import menu
from zoufang_cli.app.context import Context

ISSUE = "WT-2020-0001"
ASSIGNED = "issue add 路面坑槽 --to 顺达 --source 走访 --measure 修补 --responsible 张三 --deadline 2020-03-20"
GONE = "已中断，未完成的操作没有保存。"

AtTerminal = Callable[..., Result]


@pytest.fixture
def world(zf: Run) -> Run:
    """Return `zf` on a store with three people and two operators, on 2020-03-05."""
    names = (
        "person add 张三",
        "person add 李四",
        "person add 张三丰",
        "enterprise add 顺达运输公司",
        "enterprise add 宏运物流公司",
    )
    for line in names:
        assert zf(line).code == 0
    return zf


@pytest.fixture
def at_terminal(world: Run, monkeypatch: pytest.MonkeyPatch) -> AtTerminal:
    """Return `world` with somebody at the keyboard who types the answers, then Ctrl-D; exceptions are raised."""

    def run(line: str, *answers: str | type[BaseException], today: str = "2020-03-05") -> Result:
        typed = iter(answers)

        def type_next() -> str:
            answer = next(typed, EOFError)
            if isinstance(answer, str):
                return answer
            raise answer

        with monkeypatch.context() as patched:
            patched.setattr(Context, "interactive", property(lambda _: True))
            patched.setattr(builtins, "input", type_next)
            result = world(line, today)
        left = list(typed)
        assert not left, f"{line}: {left} not asked for\n{result.err}"
        return result

    return run


def done(world: Run, *lines: str) -> None:
    for line in lines:
        assert world(line).code == 0, line


def shown(world: Run, number: str = ISSUE) -> Any:
    return world(f"issue show {number} --json").json


# ---- the number of an issue


VERBS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "assign": (("issue add 坑槽 --to 顺达 --source 走访",), ("修补", "李四", "3月20日")),
    "progress": ((ASSIGNED,), ("材料已到",)),
    "extend": ((ASSIGNED,), ("3月31日", "连续降雪")),
    "resolve": ((ASSIGNED,), ("已修补",)),
    "verify": ((ASSIGNED, f"issue resolve {ISSUE} --result 好"), ("李四",)),
    "return": ((ASSIGNED, f"issue resolve {ISSUE} --result 好"), ("少修一处",)),
    "close": ((ASSIGNED, f"issue resolve {ISSUE} --result 好"), ("照片", "李四", "好")),
    "reopen": (
        ("issue add 坑槽 --to 顺达 --source 走访 --on-the-spot 修补 --evidence 照片",),
        ("又坏了", "李四", "3月20日"),
    ),
    "void": ((ASSIGNED,), ("重复登记",)),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_without_a_number_offers_what_it_can_move(world: Run, at_terminal: AtTerminal, verb: str) -> None:
    lines, answers = VERBS[verb]
    done(world, *lines, "issue add 无关 --source 自查", "issue void WT-2020-0002 --reason 误记")
    result = at_terminal(f"issue {verb}", "1", *answers)
    assert result.code == 0, result.err
    assert ISSUE in result.out
    assert f"1. {ISSUE}" in result.err
    assert "WT-2020-0002" not in result.err


@pytest.mark.parametrize("verb", VERBS)
def test_without_a_terminal_the_number_is_missing(world: Run, verb: str) -> None:
    result = world(f"issue {verb}")
    assert (result.code, result.out, result.err) == (
        2,
        "",
        f"缺少问题编号：请写明，如 zoufang issue {verb} {ISSUE}。\n",
    )


def test_a_wrong_number_is_asked_for_again(world: Run, at_terminal: AtTerminal) -> None:
    done(world, ASSIGNED, ASSIGNED.replace("路面坑槽", "标线不清"))
    result = at_terminal("issue progress", "3", "WT-2020-0009", "wt-2020-0002", "材料已到")
    assert result.code == 0, result.err
    assert "没有第“3”项" in result.err
    assert "没有编号为“WT-2020-0009”的问题" in result.err
    assert [step["text"] for step in shown(world, "WT-2020-0002")["steps"]][-1] == "材料已到"


def test_no_number_gives_up_and_no_candidate_is_said(world: Run, at_terminal: AtTerminal) -> None:
    assert (at_terminal("issue close").code, at_terminal("issue close").err) == (4, "现在没有可以销号的问题。\n")
    done(world, ASSIGNED)
    before = shown(world)
    result = at_terminal("issue void", "")
    assert (result.code, result.out, result.err.splitlines()[-1]) == (
        4,
        "",
        "请输入序号或编号（回车放弃）：没有选定问题。",
    )
    assert shown(world) == before


def test_of_many_issues_twenty_are_offered(world: Run, at_terminal: AtTerminal) -> None:
    done(world, *(f"issue add 问题{number} --source 自查" for number in range(22)))
    result = at_terminal("issue void", "WT-2020-0022", "误记")
    assert result.code == 0
    assert "20. WT-2020-0020" in result.err
    assert "21. " not in result.err
    assert "共22个" in result.err


# ---- candidates and other answers


@pytest.mark.parametrize("wrong", ["3", "0", "甲", "1.5", "²"])
def test_a_wrong_choice_is_asked_for_again(at_terminal: AtTerminal, wrong: str) -> None:
    result = at_terminal("issue add 坑槽 --to 公司 --source 走访 --json", wrong, "2")
    assert result.code == 0, result.err
    assert f"没有第“{wrong}”项" in result.err
    assert [one["name"] for one in result.json["operators"]] == ["宏运物流公司"]


def test_an_empty_choice_gives_up(world: Run, at_terminal: AtTerminal) -> None:
    result = at_terminal("issue add 坑槽 --to 公司 --source 走访", "")
    assert (result.code, result.err.splitlines()[-1]) == (4, "请输入序号（回车放弃）：没有选定“公司”是哪一个。")
    assert world("issue list --json").json == []


def test_the_sources_are_shown_and_what_does_not_fit_is_asked_for_again(at_terminal: AtTerminal) -> None:
    result = at_terminal("issue add --json", "", "坑槽", "电话", "座谈", "没有这家", "公司", "", "宏运")
    assert result.code == 0, result.err
    assert "来源（走访、座谈、评议、开放日、12328、自查、明察暗访）：" in result.err
    for sentence in ("问题描述不能为空", "来源“电话”无法识别", "没有找到业户“没有这家”", "没有选定“公司”"):
        assert sentence in result.err
    assert [one["name"] for one in result.json["operators"]] == ["宏运物流公司"]


def test_a_visit_is_not_thrown_away_for_one_answer(world: Run, at_terminal: AtTerminal) -> None:
    done(world, "visit add --date 3.4 --to 宏运 --officers 张三,李四")
    answers = ("2020-3-6", "2019-1-1", "3.4", "宏运", "顺达", "王五", "张三", "", "张三,李四")
    result = at_terminal("visit add --json", *answers)
    assert result.code == 0, result.err
    (visit,) = result.json["visits"]
    assert (visit["held_on"], visit["operator"]["name"]) == ("2020-03-04", "顺达运输公司")
    for sentence in ("还没有到", "早于活动开始日期", "已有走访登记 ZF-2020-0001", "没有找到人员“王五”", "现只有1名"):
        assert sentence in result.err


def test_one_officer_may_state_the_reason(at_terminal: AtTerminal) -> None:
    result = at_terminal("visit add --json", "3.4", "顺达", "李四", "李四", "值守，仅一人在岗")
    assert result.code == 0, result.err
    (visit,) = result.json["visits"]
    assert visit["few_reason"] == "值守，仅一人在岗"


def test_rules_of_a_move_are_applied_at_its_prompt(world: Run, at_terminal: AtTerminal) -> None:
    done(world, ASSIGNED)
    result = at_terminal(f"issue extend {ISSUE}", "2020-3-10", "2020-3-31", "", "降雪")
    assert result.code == 0, result.err
    assert "应晚于" in result.err
    assert "延期原因不能为空" in result.err
    done(world, f"issue resolve {ISSUE} --result 好 --evidence 照片")
    result = at_terminal(f"issue close {ISSUE}", "张三", "李四", "好")
    assert result.code == 0, result.err
    assert "核验人不能是责任人（张三）" in result.err


# ---- leaving


@pytest.mark.parametrize("leave", [KeyboardInterrupt, EOFError], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("line", ["visit add", "issue add", "issue add 坑槽 --to 公司 --source 走访"])
def test_leaving_a_prompt_says_that_nothing_was_saved(
    world: Run, at_terminal: AtTerminal, line: str, leave: type[BaseException]
) -> None:
    before = world("log --json").json
    result = at_terminal(line, leave)
    assert (result.code, result.out) == (1, "")
    assert result.err.endswith(f"：\n{GONE}\n")
    assert world("log --json").json == before


# ---- one sentence, after which nothing was done; echoes only of what was done


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("visit add --date 3.4 --to 顺达 --officers 张三", 4, "现只有1名"),
        ("visit add --date 3.4 --to 没有 --officers 张三,李四", 3, "没有找到业户“没有”"),
        ("visit add --date 3.4 --to 顺达 --officers 张三,李四 --form F9", 2, "活动形式“F9”无法识别：应为F1 领导大走访、F2 送法进企业、F5 上门送服务之一。"),
        ("visit list --form F9", 2, "应为F1 领导大走访、F2 送法进企业、F5 上门送服务之一。"),
        ("visit list --officer 王五", 3, "没有找到人员“王五”"),
        ("visit list --officer ''", 3, "没有找到人员“”"),
        ("visit list --from 12.5 --to 12.1", 2, "起始日期2019年12月5日晚于截止日期2019年12月1日。"),
        ("visit list --month 3月 --operator 没有", 3, "没有找到业户“没有”"),
        ("issue list --responsible 王五", 3, "没有找到人员“王五”"),
        ("issue list --responsible ''", 3, "没有找到人员“”"),
        ("issue list --month 3月 --operator 没有", 3, "没有找到业户“没有”"),
        ("issue add 坑槽 --to 顺达 --source 走访 --date 3.1 --deadline 2020-2-1", 4, "完成时限2020年2月1日早于反映日期"),
        (f"issue progress {ISSUE} --date 3.4 --text 好", 4, "登记进展日期2020年3月4日早于"),
        (f"issue extend {ISSUE} --deadline 3月10日 --reason 雪", 4, "应晚于"),
    ],
)  # fmt: skip
def test_a_refusal_is_one_sentence(world: Run, line: str, code: int, sentence: str) -> None:
    done(world, ASSIGNED)
    result = world(line)
    assert (result.code, result.out) == (code, "")
    assert sentence in result.err
    assert result.err.count("\n") == 1


def test_echoes_follow_success(world: Run) -> None:
    result = world("visit add --date 3.4 --to 顺达 --officers 张三,李四 --issue '坑槽|修补|张三|3月20日'")
    assert "走访日期按2020年3月4日理解。" in result.err
    assert "时限“3月20日”按2020年3月20日理解。" in result.err
    assert "起始日期按2020年3月1日理解。" in world("visit list --from 3.1").err
    assert "月份按2020年3月理解。" in world("issue list --month 3月").err
    assert "沿用 ZF-2020-0001" in world("visit add --same --to 宏运").err
    refused = world("visit add --same --to 没有")
    assert (refused.code, refused.err.count("\n")) == (3, 1)


def test_those_who_left_are_still_found_in_lists(world: Run) -> None:
    done(world, ASSIGNED, "visit add --date 3.4 --to 顺达 --officers 张三,李四", "person edit 张三 --leave")
    assert [one["number"] for one in world("visit list --officer 张三 --json").json] == ["ZF-2020-0001"]
    assert [one["number"] for one in world("issue list --responsible 张三 --json").json] == [ISSUE]


# ---- the menu


def choose(monkeypatch: pytest.MonkeyPatch, context: Context, answers: Iterable[str]) -> None:
    typed = iter(answers)
    monkeypatch.setattr(Context, "prompt", lambda *_: next(typed))
    menu.open_menu(context)


def test_the_whole_way_is_on_the_menu_and_fits_one_screen() -> None:
    lines = {item.line for item in menu.ITEMS}
    for verb in ("assign", "resolve", "verify", "close"):
        assert f"issue {verb}" in lines
    assert lines >= {"person add", "attach", "phase advance", "phase done", "visit add", "report --month"}
    assert len(menu.ITEMS) + 2 < 24


def test_items_that_need_an_argument_ask_for_it(world: Run, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    context = Context(db=db, run=lambda args: ran.append(list(args)) or 0)
    number = next(str(at) for at, item in enumerate(menu.ITEMS, 1) if item.line == "attach")
    choose(monkeypatch, context, [number, ISSUE, "我的 照片.jpg", number, "", "0"])
    assert [args[args.index("attach") :] for args in ran] == [["attach", ISSUE, "我的 照片.jpg"]]
