"""What a person decided after one import holds for the next ones: conflicts, mappings, batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.roster.corpus.files import xlsx

CODES = ("91990100MA00000001", "91990100MA00000028")
HEADER = "业户名称,统一社会信用代码,经营许可证号,车队"
OLD, NEW = "云州市顺达运输有限公司", "云州市宏运物流有限公司"

Import = Callable[..., Any]


@pytest.fixture
def bring(zf: Run, tmp_path: Path) -> Import:
    """Return a function that imports a list of these rows and returns its JSON."""

    def run(name: str, rows: Sequence[str], *options: str) -> Any:
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        result = zf(["enterprise", "import", str(path), "--json", *options])
        assert result.code in (0, 5), result.err
        return result.json

    return run


def numbers(zf: Run, line: str = "enterprise conflicts --json") -> list[str]:
    return [one["number"] for one in zf(line).json]


@pytest.mark.parametrize(("choice", "name"), [("--take", NEW), ("--keep", OLD)])
def test_a_settled_name_is_not_asked_again(zf: Run, bring: Import, choice: str, name: str) -> None:
    bring("一月", [f"{OLD},{CODES[0]},,"])
    bring("二月", [f"{NEW},{CODES[0]},,"])
    assert numbers(zf) == ["CT-00001"]
    assert zf(f"enterprise settle CT-00001 {choice}").code == 0
    for month, listed in (("三月", OLD), ("四月", NEW)):
        bring(month, [f"{listed},{CODES[0]},,{month}"])
        assert [one["name"] for one in zf("enterprise list --json").json] == [name]
    assert numbers(zf, "enterprise conflicts --all --json") == ["CT-00001"]


@pytest.mark.parametrize(("choice", "count"), [("--take", 1), ("--keep", 2)])
def test_a_settled_code_is_not_asked_again(zf: Run, bring: Import, choice: str, count: int) -> None:
    bring("一月", [f"{OLD},{CODES[0]},630100000001,"])
    bring("二月", [f"{OLD},{CODES[1]},630100000001,"])
    assert numbers(zf) == ["CT-00001"]
    assert zf(f"enterprise settle CT-00001 {choice} --yes").code == 0
    for month, code in (("三月", CODES[0]), ("四月", CODES[1])):
        bring(month, [f"{OLD},{code},630100000001,{month}"])
        assert len(zf("enterprise list --json").json) == count
    assert numbers(zf, "enterprise conflicts --all --json") == ["CT-00001"]
    assert zf("check").code == 0


def test_a_forgotten_mapping_is_made_anew(zf: Run, bring: Import) -> None:
    bring("一月", [f"{OLD},{CODES[0]},,甲"], "--map", "车队=remark")
    assert zf("enterprise mapping show 1 --json").json["mapping"]["车队"] == "remark"
    bring("二月", [f"{NEW},{CODES[1]},,乙"])
    assert zf("enterprise show 宏运 --json").json["remark"] == "乙"
    assert zf("enterprise mapping forget 1").code == 0
    bring("三月", ["云州市通达货运站,,,丙"])
    assert zf("enterprise show 通达 --json").json["extra"] == {"车队": "丙"}
    (source,) = zf("enterprise mapping list --json").json
    assert (source["mapping"]["车队"], source["batch_count"]) == ("extra", 3)


def test_next_months_list_says_who_is_gone_and_can_be_undone(zf: Run, bring: Import) -> None:
    rows = [f"业户{place}运输公司,,63010000000{place}," for place in range(1, 5)]
    bring("一月", rows)
    bring("二月", rows[:3])
    card = zf("enterprise imports DR-00002 --json").json
    assert (card["previous"], card["counts"]["vanished"]) == ("DR-00001", 1)
    assert [one["name"] for one in card["vanished"]] == ["业户4运输公司"]
    bring("三月", ["另一家运输公司,,630100000009,"])
    assert zf("undo DR-00003").code == 0
    assert len(zf("enterprise list --json").json) == 4
    assert [one["number"] for one in zf("enterprise imports --json").json] == ["DR-00002", "DR-00001"]


EAST = ["业户名称", "统一社会信用代码", "车队"]
WEST = ["企业名称", "许可证号", "联系人", "片区"]


def _book(tmp_path: Path, name: str, east: int, west: int) -> Path:
    """Write a workbook of two counties with headers of their own."""
    sheets: dict[str, list[list[Any]]] = {
        "东屏": [EAST, *([f"东屏{n}号运输公司", CODES[n] if n < 2 else "", "甲"] for n in range(east))],
        "西岭": [["西岭区名册"], WEST, *([f"西岭{n}号货运公司", f"63010000000{n}", "张三", "乙"] for n in range(west))],
    }
    return xlsx(tmp_path / f"{name}.xlsx", sheets)


def test_a_workbook_is_compared_with_the_last_one_of_the_same_headers(zf: Run, tmp_path: Path) -> None:
    assert zf(["enterprise", "import", str(_book(tmp_path, "一月", 3, 3))]).code == 0
    assert zf(["enterprise", "import", str(_book(tmp_path, "二月", 3, 2))]).code == 0
    card = zf("enterprise imports DR-00002 --json").json
    assert (card["previous"], [one["name"] for one in card["vanished"]]) == ("DR-00001", ["西岭2号货运公司"])
    assert [(one["batch_count"], one["name"]) for one in zf("enterprise mapping --json").json] == [(2, "一月")] * 2
    path = tmp_path / "东屏.csv"
    path.write_text("\n".join([",".join(EAST), f"东屏0号运输公司,{CODES[0]},甲", ""]), encoding="utf-8")
    alone = zf(["enterprise", "import", str(path), "--json"]).json
    assert (alone["vanished"], alone["batch"]) == (None, "DR-00003")
    assert zf("check").code == 0


def test_what_a_second_header_taught_stays_while_another_import_goes_by_it(zf: Run, tmp_path: Path) -> None:
    for name, count in (("一月", 3), ("二月", 2)):
        path = _book(tmp_path, name, 3, count)
        assert zf(["enterprise", "import", str(path), "--map", "片区=district"]).code == 0
    assert zf("undo DR-00001 --partial").code in (0, 5)
    assert [bool(one["mapping"]) for one in zf("enterprise mapping --json").json] == [True, True]


def test_a_batch_says_by_what_its_columns_were_settled(zf: Run, bring: Import, tmp_path: Path) -> None:
    bring("一月", [f"{OLD},{CODES[0]},,甲"], "--map", "车队=remark")
    bring("二月", [f"{NEW},{CODES[1]},,乙"])
    (first,), (second,) = (zf(f"enterprise imports DR-0000{n} --json").json["sheets"] for n in (1, 2))
    assert first["mapping"] == second["mapping"] == {
        "业户名称": "name", "统一社会信用代码": "credit_code", "经营许可证号": "licence", "车队": "remark"}  # fmt: skip
    assert first["how"]["车队"] == "map"
    assert set(second["how"].values()) == {"remembered"}
    assert "--map 指定" in zf("enterprise imports DR-00001").out
    assert "沿用以前" in zf("enterprise imports DR-00002").out
    assert zf(["enterprise", "import", str(_book(tmp_path, "三月", 2, 2))]).code == 0
    sheets = zf("enterprise imports DR-00003 --json").json["sheets"]
    assert [(one["title"], one["header_row"], one["mapping"].get("片区")) for one in sheets] == [
        ("东屏", 1, None),
        ("西岭", 2, "extra"),
    ]
    out = zf("enterprise imports DR-00003").out
    assert all(text in out for text in ("东屏", "西岭", "片区", "附加信息", "1、2"))


def test_imports_name_their_operation_in_the_log(zf: Run, bring: Import) -> None:
    bring("一月", [f"{OLD},{CODES[0]},,"])
    (batch,) = zf("enterprise imports --json").json
    assert batch["operation"] == zf("log --json").json[0]["short"]
    assert (batch["counts"]["rows"], batch["counts"]["added"]) == (1, 1)


def test_undo_passes_over_what_only_looked(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("业户名称,联系电话\n甲公司,19900000001\n", encoding="utf-8")
    zf(["enterprise", "import", str(path)])
    zf("enterprise show 甲公司 --full")
    assert "已撤销批次 DR-00001（名册.csv），" in zf("undo").out
    assert zf("enterprise list --json").json == []


def test_kinds_that_followed_from_the_scope_go_with_it(zf: Run, tmp_path: Path) -> None:
    def bring(name: str, header: str, row: str) -> None:
        path = tmp_path / name
        path.write_text(f"{header}\n{row}\n", encoding="utf-8")
        zf(["enterprise", "import", str(path)])

    bring("三月.csv", "业户名称,区县,经营范围", "甲公司,东屏区,危险货物运输（3类）")
    assert zf("enterprise show 甲公司 --json").json["kinds"] == ["危险货物"]
    bring("四月.csv", "业户名称,区县,经营范围", "甲公司,东屏区,道路旅客运输")
    assert zf("enterprise show 甲公司 --json").json["kinds"] == []
    bring("五月.csv", "业户名称,区县,业户类别", "甲公司,东屏区,维修")
    bring("六月.csv", "业户名称,区县,经营范围", "甲公司,东屏区,汽车美容")
    assert zf("enterprise show 甲公司 --json").json["kinds"] == ["维修"]


def test_what_changed_nothing_is_not_undone(zf: Run, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("业户名称\n甲公司\n", encoding="utf-8")
    zf(["enterprise", "import", str(path)])
    zf("enterprise show 甲公司 --full")
    number = zf("log --json").json[0]["short"]
    refused = zf(["undo", number])
    assert refused.code == 4
    assert "没有改动任何内容" in refused.err
