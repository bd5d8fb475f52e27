"""enterprise imports, mapping; undo of a batch by its number."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.roster.records import ACTOR, put_batch, put_conflict, put_operator, put_row, put_source
from zoufang_cli.store.connection import open_store
from zoufang_cli.store.operations import operation

PROBLEM = {
    "field": "联系电话",
    "value": "19900",
    "code": "odd_phone",
    "message": "电话看不明白",
    "suggestion": "请核对号码",
}
NAMELESS = {"field": "", "value": "", "code": "missing_name", "message": "没有业户名称"}


@pytest.fixture
def world(zf: Run, db: Path) -> Run:
    """Return `zf` on a store with two lists of one source, and a correction of the second."""
    with open_store(db) as store:
        with operation(store, ACTOR, "enterprise import 二月.csv"):
            source_id = put_source(store)
            stays, gone = put_operator(store, "顺达公司"), put_operator(store, "宏运公司", district="东屏区", status=5)
            first = put_batch(store, source_id, [stays, gone], file="二月.csv")
            put_row(store, first, 4, "settled", PROBLEM)
        with operation(store, ACTOR, "enterprise import 三月.csv"):
            second = put_batch(store, source_id, [stays], file="三月.csv", previous_id=first, mode="fill")
            put_row(store, second, 12, "rejected", PROBLEM, NAMELESS)
            put_row(store, second, 15, "doubtful", PROBLEM)
            put_conflict(store, stays, "name", ("顺达公司", "顺达运输公司"), batch_id=second)
        with operation(store, ACTOR, "enterprise import 三月-更正.xlsx"):
            put_batch(store, put_source(store, "更正"), [], file="三月-更正.xlsx", corrects_id=second, encoding="")
    return zf


# ---- imports


def test_imports_are_listed_newest_first_with_their_operation(world: Run) -> None:
    found = world("enterprise imports --json").json
    assert [(one["number"], one["operation"], one["file"]) for one in found] == [
        ("DR-00003", "4", "三月-更正.xlsx"),
        ("DR-00002", "3", "三月.csv"),
        ("DR-00001", "2", "二月.csv"),
    ]
    assert [(one["open_count"], one["corrects"]) for one in found] == [(0, "DR-00002"), (2, ""), (0, "")]
    assert found[0]["counts"]["added"] == 3
    assert {one["short"]: one["command"] for one in world("log --json").json}["3"] == "enterprise import 三月.csv"


def test_the_list_on_screen(world: Run) -> None:
    out = world("业户 批次").out
    for text in ("导入批次：3批", "DR-00002", "三月.csv", "2020-03-05", "未采用", "待处理", "zoufang undo"):
        assert text in out


def test_nothing_imported_yet(zf: Run) -> None:
    assert zf("enterprise imports").out == "还没有导入过名册。\n"
    assert zf("enterprise imports --json").json == []


def test_one_import_with_everything_about_it(world: Run) -> None:
    out = world("enterprise imports dr-00002").out
    for text in (
        "DR-00002 三月.csv", "gb18030", "表头所在行", "补空（只填空白）", "共9行，略过1行，业户7行",
        "新增3、更新1、未变1、未采用2、存疑1", "ab" * 32, "业户名称", "附加信息", "上一份名册", "DR-00003",
        "待处理的行：2行", "第12行", "联系电话：电话看不明白；没有业户名称", "请核对号码", "存疑",
        "上一份名册（DR-00001）有而本份没有的业户：1家", "宏运公司", "东屏区", "歇业", "zoufang undo DR-00002",
    ):  # fmt: skip
        assert text in out


def test_one_import_as_json(world: Run) -> None:
    found = world("enterprise imports DR-00002 --json").json
    assert (found["number"], found["operation"], found["mode"], found["header_row"]) == ("DR-00002", "3", "fill", 2)
    assert found["mapping"] == {"业户名称": "name", "车队": ""}
    assert [(row["line"], row["rejected"]) for row in found["open_rows"]] == [(12, True), (15, False)]
    assert found["open_rows"][1]["problems"][0]["code"] == "odd_phone"
    assert found["vanished"] == [{"number": "YH-00002", "name": "宏运公司", "district": "东屏区", "status": 5}]
    assert (found["previous"], found["corrected_by"], found["conflict_count"]) == ("DR-00001", ["DR-00003"], 1)


def test_an_unknown_batch(world: Run) -> None:
    result = world("enterprise imports DR-00009")
    assert result.code == 3
    assert "没有批次“DR-00009”" in result.err


# ---- undo of a batch


def test_undo_takes_a_batch_number(world: Run) -> None:
    assert world("undo DR-00003").code == 0
    assert [one["number"] for one in world("enterprise imports --json").json] == ["DR-00002", "DR-00001"]
    gone = world("undo DR-00003")
    assert gone.code == 4
    assert "已经撤销过" in gone.err


def test_a_batch_that_came_back_is_undone_by_its_number_again(world: Run) -> None:
    world("undo DR-00003")
    assert world("undo 5").code == 0
    assert world("enterprise imports --json").json[0]["operation"] == "6"
    assert "三月-更正.xlsx" in world("undo dr-00003").out
    assert len(world("enterprise imports --json").json) == 2


# ---- mapping


def test_mappings_are_listed_by_number(world: Run) -> None:
    found = world("enterprise mapping --json").json
    assert [(one["place"], one["name"], one["batch_count"], one["last_on"]) for one in found] == [
        (1, "业户名册", 2, "2020-03-05"),
        (2, "更正", 1, "2020-03-05"),
    ]
    out = world("业户 列名对照 清单").out
    for text in ("列名对照：2种表头", "业户名册", "业户名称", "车队"):
        assert text in out


@pytest.mark.parametrize("which", ["1", "业户名册", "名册"])
def test_one_mapping_by_number_or_name(world: Run, which: str) -> None:
    assert world(f"enterprise mapping show {which} --json").json["mapping"] == {"业户名称": "name", "车队": ""}
    out = world(f"enterprise mapping 查看 {which}").out
    assert "附加信息" in out


def test_a_forgotten_mapping_is_said_and_comes_back_with_undo(world: Run) -> None:
    result = world("enterprise mapping forget 1")
    assert (result.code, "已清除“业户名册”的列名对照" in result.out) == (0, True)
    assert world("enterprise mapping show 1 --json").json["mapping"] == {}
    assert "已清除" in world("enterprise mapping show 1").out
    assert "下次重新识别" in world("enterprise mapping list").out
    assert world("enterprise mapping forget 1").code == 4
    assert world("undo").code == 0
    assert world("enterprise mapping show 1 --json").json["mapping"]["业户名称"] == "name"


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("mapping show", 2, "缺少列名对照的编号"),
        ("mapping forget 9", 3, "没有列名对照“9”"),
        ("mapping drop 1", 2, "应为 list（清单）、show（查看）或 forget（清除）"),
    ],
)
def test_refusals(world: Run, line: str, code: int, words: str) -> None:
    result = world(f"enterprise {line}")
    assert result.code == code
    assert words in result.err


def test_an_ambiguous_name_lists_the_candidates(world: Run, db: Path) -> None:
    with open_store(db) as store, operation(store, ACTOR, "x"):
        put_source(store, "业户名册二")
    assert world("enterprise mapping show 业户名册 --json").json["place"] == 1
    result = world("enterprise mapping show 名册")
    assert result.code == 4
    assert "业户名册二" in result.err


def test_no_mapping_yet(zf: Run) -> None:
    assert "还没有列名对照" in zf("enterprise mapping list").out
