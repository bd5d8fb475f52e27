"""Records of an operator that was merged into another one: each says whose it becomes, and stands there."""

from __future__ import annotations

import pytest

from tests.conftest import Run
from zoufang_cli.errors import Refused
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Ref
from zoufang_cli.visits.actions import VisitDraft, add_visit

SENTENCE = "YH-00002 顺大运输公司 已并入 YH-00001 顺达运输公司"


@pytest.fixture
def merged(zf: Run) -> Run:
    for line in (
        "person add 张三", "person add 李四", "enterprise add 顺达运输公司", "enterprise add 顺大运输公司",
        "enterprise merge YH-00001 YH-00002 --yes",
    ):  # fmt: skip
        assert zf(line).code == 0
    return zf


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("visit add --date 2020-03-05 --to {} --officers 张三,李四", "visit show ZF-2020-0001"),
        ("issue add 排队久 --to {} --source 走访", "issue show WT-2020-0001"),
        (
            "innovation add --date 2020-03-05 --title 做法 --category 创新做法 --text 内容 --operator {}",
            "innovation show CX-2020-0001",
        ),
    ],
    ids=["visit", "issue", "register"],
)
@pytest.mark.parametrize("name", ["YH-00002", "顺大运输公司"])
def test_it_is_said_whose_a_record_becomes(merged: Run, line: str, shown: str, name: str) -> None:
    done = merged(line.format(name))
    assert done.code == 0, done.err
    assert SENTENCE in done.err
    card = merged(shown).out
    assert "顺达运输公司" in card
    assert "顺大运输公司" not in card


def test_a_visit_named_before_the_merge_is_refused_after_it(merged: Run, store: Store) -> None:
    gone = store.one("SELECT id, number, name FROM operator WHERE number = 'YH-00002'")
    officers = tuple(row["id"] for row in store.all("SELECT id FROM person"))
    assert gone is not None
    campaign = campaign_of(store)
    draft = VisitDraft(campaign.start, (Ref(gone["id"], gone["number"], gone["name"]),), officers)
    with pytest.raises(Refused, match="已并入 YH-00001"):
        add_visit(store, Actor("测试", campaign.start), campaign, draft)
    assert store.value("SELECT count(*) FROM activity") == 0
