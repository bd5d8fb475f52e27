"""enterprise duplicates, merge, distinct."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result, Run
from zoufang_cli.app.context import Context

SHUNDA = "云州市顺达运输有限公司"
CODE = "91990100MA0000001G"
MERGE = "enterprise merge YH-00001 YH-00002"


@pytest.fixture
def world(zf: Run) -> Run:
    """Return `zf` on a store with 顺达 twice, once with a visit and an issue, and 宏运."""
    lines = (
        f"enterprise add {SHUNDA} --code {CODE} --district 东屏区 --phone 19900000001 --legal 王五",
        "enterprise add 云州市舜大运输有限公司 --district 东屏区 --phone 19900000001、19900000002 --legal 赵六"
        " --legal-phone 19900000003",
        "enterprise edit YH-00001 --legal-phone 19900000004",
        "enterprise add 云州市宏运物流有限公司 --district 西岭区",
        "person add 张三",
        "person add 李四",
        "visit add --date 3.2 --to YH-00002 --officers 张三,李四 --issue 排队久",
    )
    for line in lines:
        assert zf(line).code == 0, line
    return zf


def operations(zf: Run) -> int:
    return len(zf("log --json").json)


def test_duplicates_are_listed_with_what_to_do(world: Run) -> None:
    shown = world("enterprise duplicates")
    assert shown.code == 0
    for words in ("可能重复的业户：1对", "读音相同（顺达、舜大）", "联系电话相同", "法定代表人不同",
                  "zoufang enterprise merge YH-00001 YH-00002", "zoufang enterprise distinct YH-00001 YH-00002"):  # fmt: skip
        assert words in shown.out.replace("\n", ""), words


def test_duplicates_in_json(world: Run) -> None:
    pair = world("enterprise duplicates --json").json[0]
    assert (pair["one"]["number"], pair["other"]["number"], pair["score"] >= 85) == ("YH-00001", "YH-00002", True)
    assert "联系电话相同" in pair["reasons"]
    assert pair["against"] == ["法定代表人不同"]


def test_the_threshold_and_the_limit(world: Run) -> None:
    assert "没有相似度99分以上的业户。" in world("enterprise duplicates --min 99").out
    world("enterprise add 云州市宏运物流公司 --district 西岭区")
    assert len(world("enterprise duplicates --min 50 --json").json) == 2
    assert len(world("enterprise duplicates --min 50 --limit 1 --json").json) == 1
    assert "列出前1对" in world("enterprise duplicates --min 50 --limit 1").out
    assert world("enterprise duplicates --min 101").code == 2


def test_chinese_names(world: Run) -> None:
    assert "可能重复的业户" in world("业户 查重").out
    assert "已登记" in world("业户 区分 YH-00001 YH-00003").out
    assert "已合并" in world("业户 合并 YH-00001 YH-00002 --yes").out


def test_a_merge_is_told_and_can_be_undone(world: Run) -> None:
    before = world("enterprise show YH-00002 --json").json
    done = world(f"{MERGE} --yes")
    text = done.out.replace("\n", "")
    assert done.code == 0
    for words in ("YH-00002 云州市舜大运输有限公司 并入 YH-00001", "走访和活动1次", "问题1件", "联系电话",
                  "法定代表人", "赵六", "199****0003", "zoufang undo"):  # fmt: skip
        assert words in text, words
    assert "19900000003" not in text
    shown = world("enterprise show 舜大")
    assert "并入本户的业户" in shown.out
    assert "已并入" not in shown.out
    assert "YH-00002 云州市舜大运输有限公司" in shown.out
    card = world("enterprise show YH-00002 --json").json
    assert (card["number"], card["merged"]) == ("YH-00001", [{"number": "YH-00002", "name": "云州市舜大运输有限公司"}])
    assert {record["number"] for record in card["records"]} == {"ZF-2020-0001", "WT-2020-0001"}
    assert world("undo").code == 0
    assert world("enterprise show YH-00002 --json").json == before


def test_a_merge_in_json_hides_telephones(world: Run) -> None:
    done = world(f"{MERGE} --yes --json").json
    operator = done["others"][0]
    assert (done["number"], operator["number"], operator["moved"]) == (
        "YH-00001",
        "YH-00002",
        {"issue_party": 1, "activity": 1},
    )
    assert {"field": "legal_phone", "kept": "199****0004", "dropped": "199****0003"} in operator["dropped"]
    assert operator["filled"] == ["phone"]


def test_without_a_terminal_a_merge_needs_yes(world: Run) -> None:
    before = operations(world)
    refused = world(MERGE)
    assert refused.code == 4
    for words in ("--yes", "走访和活动1次", "法定代表人：以 YH-00001 的“王五”为准，不采用“赵六”"):
        assert words in refused.err, words
    assert operations(world) == before


@pytest.fixture
def at_terminal(world: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return `world` with somebody at the keyboard who types one answer."""

    def run(line: str, answer: str) -> Result:
        with monkeypatch.context() as patched:
            patched.setattr(Context, "interactive", property(lambda _: True))
            patched.setattr(builtins, "input", lambda: answer)
            return world(line)

    return run


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 4), ("", 4)])
def test_a_merge_is_asked_about_at_a_terminal(
    world: Run, at_terminal: Callable[..., Result], answer: str, code: int
) -> None:
    before = operations(world)
    result = at_terminal(MERGE, answer)
    assert (result.code, operations(world)) == (code, before + (code == 0))
    assert "走访和活动1次" in result.err


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("enterprise merge YH-00001 YH-00001 --yes", 4, "不能与自己合并"),
        ("enterprise merge YH-00001 没有 --yes", 3, "没有找到业户"),
        ("enterprise merge 云州 YH-00003 --yes", 4, "相符"),
        ("enterprise merge YH-00001", 2, "并入的业户"),
        ("enterprise distinct YH-00001 顺达", 4, "同一业户"),
    ],
)
def test_refusals(world: Run, line: str, code: int, words: str) -> None:
    before = operations(world)
    result = world(line)
    assert (result.code, operations(world)) == (code, before)
    assert words in result.err


def test_distinct_operators_are_not_listed_and_not_merged(world: Run) -> None:
    result = world("enterprise distinct 舜大 顺达 --reason 执照各异")
    assert "不是同一业户，理由：执照各异；查重不再列出。" in result.out
    again = world("enterprise distinct YH-00001 YH-00002 --json").json
    assert (again["known"], again["reason"], again["decided_on"]) == (True, "执照各异", "2020-03-05")
    assert "已登记过（2020年3月5日）" in world("enterprise distinct YH-00001 YH-00002").out
    assert world("enterprise duplicates --json").json == []
    refused = world(f"{MERGE} --yes")
    assert (refused.code, "zoufang undo" in refused.err) == (4, True)
    number = refused.err.rpartition("zoufang undo ")[2].strip()
    assert world(f"undo {number}").code == 0
    assert world(f"{MERGE} --yes").code == 0


def test_a_merged_number_is_followed_with_a_sentence(world: Run) -> None:
    world(f"{MERGE} --yes")
    result = world("enterprise merge YH-00003 YH-00002 --yes")
    assert result.code == 0
    assert f"YH-00002 云州市舜大运输有限公司 已并入 YH-00001 {SHUNDA}，以下按后者处理。" in result.err
    merged = [operator["number"] for operator in world("enterprise show YH-00002 --json").json["merged"]]
    assert merged == ["YH-00001", "YH-00002"]


def lists(zf: Run) -> dict[str, Any]:
    return {
        "visits": [operator["number"] for operator in zf("visit list --operator YH-00001 --json").json],
        "issues": [operator["number"] for operator in zf("issue list --operator YH-00001 --json").json],
        "search": [operator["number"] for operator in zf("enterprise list --search 舜大 --json").json],
        "unvisited": [operator["number"] for operator in zf("enterprise list --unvisited --json").json],
    }


def test_lists_show_the_records_under_the_one_that_stays(world: Run, tmp_path: Path) -> None:
    assert lists(world) == {"visits": [], "issues": [], "search": ["YH-00002"], "unvisited": ["YH-00001", "YH-00003"]}
    world(f"{MERGE} --yes")
    expected = {
        "visits": ["ZF-2020-0001"],
        "issues": ["WT-2020-0001"],
        "search": ["YH-00001"],
        "unvisited": ["YH-00003"],
    }
    assert lists(world) == expected
    for ledger in ("走访", "业户"):
        file = tmp_path / f"{ledger}.csv"
        assert world(["export", ledger, "--out", str(file)]).code == 0
        assert "YH-00002" not in file.read_text(encoding="utf-8-sig")
