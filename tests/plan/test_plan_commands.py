"""plan show, dates, check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run, run_line

AS_ISSUED = Path(__file__).parents[2] / "samples" / "plan-as-issued.toml"


def test_check_names_every_defect_of_the_plan_as_issued() -> None:
    result = run_line(["plan", "check", str(AS_ISSUED)], db=None, today="2019-11-01")
    assert result.code == 1
    for words in ("2020-11-31", "只有30天", "活动的结束日期2020年8月31日早于开始日期2020年11月18日", "第2阶段"):
        assert words in result.out
    for span in ("2019年12月1日至2020年7月31日", "2020年12月1日至2021年7月31日", "2021年8月1日至8月31日"):
        assert span in result.out


def test_check_gives_the_defects_as_json() -> None:
    result = run_line(["plan", "check", str(AS_ISSUED), "--json"], db=None, today="2019-11-01")
    found = json.loads(result.out)
    assert result.code == 1
    assert sorted(one["code"] for one in found["problems"]) == ["ends_before_start", "ends_before_start", "no_such_day"]
    assert all(set(one) == {"code", "place", "value", "message"} for one in found["problems"])
    assert [(one["start"], one["end"]) for one in found["readings"]] == [
        ("2019-11-18", "2020-08-31"),
        ("2020-11-18", "2021-08-31"),
    ]


def test_a_sound_plan_passes(tmp_path: Path) -> None:
    from zoufang_cli import resources

    path = tmp_path / "plan.toml"
    path.write_text(resources.default_plan(), encoding="utf-8")
    result = run_line(["plan", "check", str(path)], db=None, today="2019-11-01")
    assert (result.code, "没有发现问题" in result.out) == (0, True)


def test_dates_of_the_built_in_plan() -> None:
    found = run_line("plan dates --start 2019-11-18 --json", db=None, today="2019-11-01").json
    assert (found["start"], found["end"]) == ("2019-11-18", "2020-08-31")
    assert [(one["key"], one["starts_on"], one["ends_on"]) for one in found["phases"]] == [
        ("P1", "2019-11-18", "2019-11-30"),
        ("P2", "2019-12-01", "2020-07-31"),
        ("P3", "2020-08-01", "2020-08-31"),
    ]


def test_show_without_a_store_shows_the_built_in_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run_line("plan show", db=None, today="2019-11-01")
    assert result.code == 0
    assert "内置方案" in result.err
    for words in ("领导大走访", "开门评执法", "P1a"):
        assert words in result.out


def test_init_refuses_a_faulty_plan_and_makes_no_file(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    result = run_line(
        ["init", "--unit", "某", "--start", "2019-11-18", "--plan", str(AS_ISSUED)], db=db, today="2019-11-18"
    )
    assert result.code == 4
    assert "有3处问题" in result.err
    assert not db.exists()


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("init --start 2019-11-18", 2, "缺少填报单位"),
        ("init --unit 某", 2, "缺少活动开始日期"),
        ("init --unit 某 --start 11月31日", 2, "11月最多30天"),
        ("init --unit 某 --start 2019-11-18 --role 省厅", 2, "省厅"),
        ("init --unit 某 --start 2019-11-18 --letter 甲", 2, "应为一个字母"),
        ("init --unit '　' --start 2019-11-18", 2, "不能为空"),
        ("init --unit 某 --start 2019-11-18 --plan 没有.toml", 3, "没有.toml"),
    ],
)
def test_init_says_what_is_wrong(tmp_path: Path, line: str, code: int, words: str) -> None:
    result = run_line(line, db=tmp_path / "a.db", today="2019-11-18")
    assert result.code == code
    assert words in result.err
    assert list(tmp_path.glob("*.db*")) == []


def test_the_year_of_a_start_is_echoed(zf: Run, tmp_path: Path) -> None:
    result = run_line("init --unit 某 --start 11月18日", db=tmp_path / "a.db", today="2020-03-05")
    assert result.code == 0
    assert "2019年11月18日" in result.err
