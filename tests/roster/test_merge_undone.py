"""Undoing a merge of operators: what was written since, while the two were one, is listed for a decision."""

from __future__ import annotations

import pytest

from tests.conftest import Run


@pytest.fixture
def parted(zf: Run) -> Run:
    """A merge, a visit with an issue and a register entry for what was left, and the number of the merge in the log."""
    for line in (
        "person add 张三", "person add 李四", "enterprise add 顺达运输公司", "enterprise add 顺大运输公司",
        "visit add --date 2020-03-02 --to 顺达 --officers 张三,李四",
        "enterprise merge YH-00001 YH-00002 --yes",
        "visit add --date 2020-03-04 --to YH-00001 --officers 张三,李四 --said 谈了检测 --issue 检测排队久",
        "innovation add --date 2020-03-04 --title 周六检测 --category 创新做法 --text 开放 --operator YH-00001",
    ):  # fmt: skip
        assert zf(line).code == 0
    return zf


def merge_of(zf: Run) -> str:
    return next(entry["short"] for entry in zf("log --json").json if entry["command"].startswith("enterprise merge"))


def test_what_was_written_since_is_listed_for_a_decision(parted: Run) -> None:
    done = parted(["undo", merge_of(parted)])
    assert done.code == 0, done.err
    since = done.out.partition("合并期间登记的下列记录")[2]
    for part in (
        "ZF-2020-0002",
        "2020-03-04",
        "WT-2020-0001",
        "检测排队久",
        "CX-2020-0001",
        "周六检测",
        "YH-00001 顺达运输公司",
    ):
        assert part in since
    assert "ZF-2020-0001" not in since  # written before the merge: nobody doubts whose it is


def test_json_has_the_same_list(parted: Run) -> None:
    done = parted(["undo", merge_of(parted), "--json"]).json
    assert [(record["table"], record["number"]) for record in done["since"]] == [
        ("register", "CX-2020-0001"),
        ("issue", "WT-2020-0001"),
        ("activity", "ZF-2020-0002"),
    ]


def test_after_the_decision_the_figures_are_right(parted: Run) -> None:
    assert parted(["undo", merge_of(parted)]).code == 0
    assert parted("issue void WT-2020-0001 --reason 属于另一家").code == 0
    assert parted("visit cancel ZF-2020-0002 --reason 属于另一家").code == 0
    assert parted("visit add --date 2020-03-04 --to YH-00002 --officers 张三,李四").code == 0
    listed = parted("why 走访业户 --month 2020-03 --json", today="2020-03-31")
    assert listed.code == 0, listed.err
    assert "YH-00001" in listed.out
    assert "YH-00002" in listed.out
    assert parted("check").code == 0


def test_without_records_since_nothing_is_listed(zf: Run) -> None:
    for line in (
        "enterprise add 顺达运输公司",
        "enterprise add 顺大运输公司",
        "enterprise merge YH-00001 YH-00002 --yes",
    ):
        assert zf(line).code == 0
    assert "合并期间" not in zf("undo").out


def test_records_in_the_way_are_named(zf: Run) -> None:
    for line in (
        "person add 张三", "person add 李四", "enterprise add 顺达运输公司",
        "visit add --date 2020-03-02 --to 顺达 --officers 张三,李四",
    ):  # fmt: skip
        assert zf(line).code == 0
    added = next(entry["short"] for entry in zf("log --json").json if entry["command"].startswith("enterprise add"))
    refused = zf(["undo", added])
    assert refused.code == 4
    assert "走访 ZF-2020-0001" in refused.err
    person = next(entry["short"] for entry in zf("log --json").json if entry["command"] == "person add 张三")
    assert "走访 ZF-2020-0001" in zf(["undo", person]).err
