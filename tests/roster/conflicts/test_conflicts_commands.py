"""enterprise conflicts, settle."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest

from tests.conftest import Result, Run
from tests.roster.records import ACTOR, put_batch, put_conflict, put_operator, put_source
from zoufang_cli.app.context import Context
from zoufang_cli.store.connection import open_store
from zoufang_cli.store.operations import operation

CODES = ("91990100MA0000001A", "91990100MA0000002B")


@pytest.fixture
def world(zf: Run, db: Path) -> Run:
    """Return `zf` on a store with two conflicts of names and one of codes."""
    with open_store(db) as store, operation(store, ACTOR, "enterprise import 名册.csv"):
        batch_id = put_batch(store, put_source(store))
        first = put_operator(store, "顺达公司", credit_code=CODES[0])
        second = put_operator(store, "宏运公司", credit_code=CODES[1])
        put_conflict(store, first, "name", ("顺达公司", "顺达运输公司"), batch_id=batch_id)
        put_conflict(store, second, "name", ("宏运公司", "宏运物流公司"), batch_id=batch_id)
        put_conflict(store, first, "credit_code", CODES, other_id=second, batch_id=batch_id)
    return zf


def names(world: Run) -> list[str]:
    return [record["name"] for record in world("enterprise list --json").json]


def answered(world: Run, monkeypatch: pytest.MonkeyPatch, line: str, *answers: str) -> Result:
    typed = iter(answers)
    with monkeypatch.context() as patched:
        patched.setattr(Context, "interactive", property(lambda _: True))
        patched.setattr(builtins, "input", lambda: next(typed))
        result = world(line)
    assert list(typed) == []
    return result


def test_the_list_shows_both_values_and_how_to_settle(world: Run) -> None:
    result = world("业户 冲突")
    assert result.code == 0
    for text in ("名称冲突（号码相同，名称不同）：2处", "CT-00001", "YH-00001", "顺达运输公司", "DR-00001", "东屏区名册.csv",
                 "代码冲突（许可证号相同，信用代码不同）：1处", *CODES, "YH-00002 宏运公司", "zoufang enterprise settle"):  # fmt: skip
        assert text in result.out


def test_settled_conflicts_are_listed_when_asked_for(world: Run) -> None:
    world("enterprise settle CT-00001 --take")
    assert [record["number"] for record in world("enterprise conflicts --json").json] == ["CT-00002", "CT-00003"]
    assert [record["state"] for record in world("enterprise conflicts --all --json").json] == ["taken", "open", "open"]
    assert "采用" in world("enterprise conflicts --all").out


def test_nothing_to_settle(zf: Run) -> None:
    assert zf("enterprise conflicts").out == "没有待裁定的名册冲突。\n"
    assert zf("enterprise conflicts --json").json == []


@pytest.mark.parametrize(
    ("line", "words", "left"),
    [
        ("CT-00001 --take", "CT-00001：YH-00001“顺达公司”改名为“顺达运输公司”。", ["顺达运输公司", "宏运公司"]),
        ("ct-00001 --keep", "CT-00001：YH-00001“顺达公司”保留原名。", ["顺达公司", "宏运公司"]),
        ("CT-00003 --keep", "YH-00001“顺达公司”与YH-00002“宏运公司”记为两家业户", ["顺达公司", "宏运公司"]),
        (
            "CT-00003 --take --yes",
            f"YH-00002“宏运公司”已并入YH-00001“顺达公司”，统一社会信用代码为 {CODES[1]}。",
            ["顺达公司"],
        ),
        ("CT-00001 CT-00002 --take --yes", "宏运物流公司", ["顺达运输公司", "宏运物流公司"]),
    ],
    ids=["take", "keep", "two operators", "one operator", "several"],
)
def test_settle_says_what_was_done_and_how_to_undo_it(world: Run, line: str, words: str, left: list[str]) -> None:
    result = world(f"业户 裁定 {line}")
    assert (result.code, result.err) == (0, "")
    assert words in result.out
    assert "zoufang undo 3" in result.out
    assert names(world) == left
    assert world("undo 3").code == 0
    assert names(world) == ["顺达公司", "宏运公司"]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("CT-00001", 2, "缺少裁定方式，请用 --keep 或 --take 给出。"),
        ("CT-00001 --keep --take", 2, "只能选一个"),
        ("CT-00001 CT-00002 --take", 4, "将裁定2处冲突，没有改动；确认无误请加 --yes。"),
        ("CT-00003 --take", 4, "将裁定1处冲突，合并业户1处，没有改动"),
        ("CT-00007 --keep", 3, "没有冲突“CT-00007”"),
    ],
    ids=["no choice", "both", "several without --yes", "merge without --yes", "unknown"],
)
def test_refusals(world: Run, line: str, code: int, words: str) -> None:
    result = world(f"enterprise settle {line}")
    assert (result.code, len(result.err.strip().splitlines())) == (code, 1)
    assert words in result.err
    assert len(world("enterprise conflicts --json").json) == 3


def test_what_is_settled_is_said_and_stays(world: Run) -> None:
    world("enterprise settle CT-00001 --keep")
    result = world("enterprise settle CT-00001 --take")
    assert result.code == 4
    assert "CT-00001 已于2020年3月5日裁定（保留），没有改动" in result.err
    assert names(world)[0] == "顺达公司"


def test_at_a_terminal_the_conflict_is_shown_and_the_choice_asked_for(
    world: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = answered(world, monkeypatch, "enterprise settle CT-00001", "3", "2")
    assert result.code == 0
    assert "顺达运输公司" in result.err
    assert names(world)[0] == "顺达运输公司"


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("", 4)], ids=["yes", "no"])
def test_at_a_terminal_several_are_asked_about(
    world: Run, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    result = answered(world, monkeypatch, "enterprise settle CT-00001 CT-00002 --keep", answer)
    assert result.code == code
    assert len(world("enterprise conflicts --json").json) == (1 if code == 0 else 3)


def test_json_of_settle(world: Run) -> None:
    result = world("enterprise settle CT-00001 --take --json").json
    assert result["operation"] == "3"
    assert [(record["number"], record["state"], record["settled_on"]) for record in result["conflicts"]] == [
        ("CT-00001", "taken", "2020-03-05")
    ]
