"""status, export and the menu."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import Run
from zoufang_cli.app import menu
from zoufang_cli.app.context import Context


@pytest.fixture
def busy(zf: Run) -> Run:
    """Return a store with two operators, one visit and one overdue issue on 2020-03-05."""
    zf("person add 张三", today="2019-12-01")
    zf("person add 李四", today="2019-12-01")
    zf("enterprise add 甲公司 --district 东屏区 --phone 19900001234", today="2019-12-01")
    zf("enterprise add 乙公司 --district 西岭区", today="2019-12-01")
    line = "visit add --date 2020-02-10 --to 甲公司 --officers 张三,李四 --issue 排队久|增开|张三|2020-02-20"
    assert zf(line, today="2020-02-10").code == 0
    return zf


def test_status_as_json(busy: Run) -> None:
    found = busy("status --json").json
    assert (found["state"], found["phase"]["key"], found["days_left"]) == ("running", "P2", 148)
    coverage = found["coverage"]
    assert (coverage["due"], coverage["visited"], coverage["rate"]) == (2, 1, 50.0)
    assert (coverage["visits"], coverage["visits_pairs"]) == (1, 1)
    assert (found["issues"]["open"], found["issues"]["overdue_numbers"]) == (1, ["WT-2020-0001"])
    assert (found["return"]["month"], found["return"]["due_on"], found["return"]["missed"]) == (
        "2020-03",
        "2020-03-31",
        ["2019-11", "2019-12", "2020-01", "2020-02"],
    )


def test_status_on_screen(busy: Run) -> None:
    out = busy("status").out
    for words in (
        "P2 组织实施阶段",
        "还剩148天",
        "覆盖率 50.00%（应走访2家，已走访1家）",
        "逾期14天",
        "2020年3月31日，还有26天",
        "还没有生成月报的月份：2019年11月、2019年12月、2020年1月、2020年2月（zoufang report --month 2019-11）",
    ):
        assert words in out


def test_status_counts_closed_issues_since_the_start(busy: Run, tmp_path: Path) -> None:
    busy("visit add --date 2020-02-11 --to 甲公司 --officers 张三,李四 --solved 字迹不清|更换", today="2020-02-11")
    row = next(line for line in busy("status").out.splitlines() if "已销号" in line)
    assert row.split()[-2:] == ["0", "1"]


def test_status_asks_for_no_return_after_the_last_one(zf: Run, tmp_path: Path) -> None:
    def returned(today: str) -> object:
        return zf("status --json", today=today).json["return"]

    months = [f"2019-{month}" for month in (11, 12)] + [f"2020-{month:02d}" for month in range(1, 9)]
    for month in months[:-2]:
        assert zf(f"report --month {month} --out {tmp_path}", today="2020-09-05").code == 0
    due = {"due_on": "2020-08-31", "days_left": -5, "certain": True}
    assert returned("2020-09-05") == {"month": "2020-08", **due, "written": False, "missed": ["2020-07"]}
    zf(f"report --month 2020-08 --out {tmp_path}", today="2020-09-05")
    assert returned("2020-09-05") == {"month": "2020-08", **due, "written": True, "missed": ["2020-07"]}
    zf(f"report --month 2020-07 --out {tmp_path}", today="2020-09-05")
    assert returned("2020-09-05") is None
    assert "月报" not in zf("status", today="2020-09-05").out


@pytest.mark.parametrize(("today", "words"), [("2019-11-17", "活动尚未开始，还有1天"), ("2020-09-01", "活动已经结束")])
def test_status_outside_the_campaign(zf: Run, today: str, words: str) -> None:
    result = zf("status", today=today)
    assert result.code == 0
    assert words in result.out


def test_status_in_a_year_without_a_calendar_says_so(tmp_path: Path) -> None:
    from tests.conftest import run_line

    run_line("init --unit 某 --start 2040-11-18", db=tmp_path / "a.db", today="2040-11-20")
    assert "放假安排未收录" in run_line("status", db=tmp_path / "a.db", today="2040-11-20").out


@pytest.mark.parametrize(
    ("what", "columns"),
    [("业户", {"编号": "YH-00001", "联系电话": "199****1234"}), ("走访", {"编号": "ZF-2020-0001", "走访人员": "张三、李四"}),
     ("问题", {"编号": "WT-2020-0001", "状态": "办理中", "责任人员": "张三"}), ("人员", {"姓名": "张三"})],
)  # fmt: skip
def test_export(busy: Run, tmp_path: Path, what: str, columns: dict[str, str]) -> None:
    path = tmp_path / "out.csv"
    assert busy(["export", what, "--out", str(path)]).code == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    first = next(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert {key: first[key] for key in columns} == columns
    again = busy(["export", what, "--out", str(path)])
    assert (again.code, "没有覆盖" in again.err) == (4, True)


def test_a_formula_in_an_export_is_text(zf: Run, tmp_path: Path) -> None:
    zf(["enterprise", "add", "甲公司", "--remark", "=1+1"])
    zf(["export", "业户", "--out", str(tmp_path / "a.csv")])
    assert ",'=1+1" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")


def test_export_of_an_unknown_ledger(zf: Run) -> None:
    result = zf("export 车辆")
    assert (result.code, "业户、走访、问题、人员" in result.err) == (2, True)


def test_the_menu_runs_what_is_chosen(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["1", "99", "0"])
    ran: list[list[str]] = []
    monkeypatch.setattr(Context, "prompt", lambda *_: next(answers))
    menu.open_menu(Context(db=db, run=lambda args: ran.append(list(args)) or 0))
    assert [args[-1] for args in ran] == ["status"]


def test_every_item_of_the_menu_is_a_command(zf: Run) -> None:
    for item in menu.ITEMS:
        verb = "--help" if "--help" in item.line else f"{item.line.split(' --')[0]} --help"
        assert zf(verb).code == 0, item


def test_a_folder_named_like_a_month_is_no_return(zf: Run, tmp_path: Path) -> None:
    folder = tmp_path / "统计(2020年2月)"
    assert zf(["report", "--month", "2019-12", "--out", str(folder)]).code == 0
    missed = zf("status --json").json["return"]["missed"]
    assert "2020-02" in missed
    assert "2019-12" not in missed


def test_an_empty_ledger_has_its_headers(zf: Run, tmp_path: Path) -> None:
    zf(["export", "走访", "--out", str(tmp_path / "a.csv")])
    (line,) = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert line.startswith("编号,走访组号,走访日期")


def test_an_export_names_sources_ways_and_states_as_the_screen_does(busy: Run) -> None:
    visit = busy("export 走访 --json").json[0]
    assert (visit["方式"], visit["状态"], visit["形式"]) == ("现场", "完成", "上门送服务")
    issue = busy("export 问题 --json").json[0]
    assert (issue["来源"], issue["状态"]) == ("走访", "办理中")
    assert busy("export 人员 --json").json[0]["状态"] == "在岗"
