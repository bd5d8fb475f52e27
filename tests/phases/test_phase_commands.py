"""phase show, advance, done, withdraw, history."""

from __future__ import annotations

import pytest

from tests.conftest import Run

BOUNDARIES = [
    ("2019-11-17", "before", None),
    ("2019-11-18", "running", "P1"),
    ("2019-11-30", "running", "P1"),
    ("2019-12-01", "running", "P2"),
    ("2020-07-31", "running", "P2"),
    ("2020-08-01", "running", "P3"),
    ("2020-08-31", "running", "P3"),
    ("2020-09-01", "over", None),
]


@pytest.mark.parametrize(("today", "state", "phase"), BOUNDARIES, ids=[one[0] for one in BOUNDARIES])
def test_show_on_both_sides_of_every_boundary(zf: Run, today: str, state: str, phase: str | None) -> None:
    found = zf("phase show --json", today=today).json
    assert (found["today"], found["state"]) == (today, state)
    assert (found["phase"] and found["phase"]["key"]) == phase
    assert set(found) == {"today", "state", "phase", "days_left", "entered", "deliverables"}


def test_days_left(zf: Run) -> None:
    assert zf("phase show --json", today="2019-11-17").json["days_left"] == 1
    assert zf("phase show --json", today="2020-07-30").json["days_left"] == 1
    assert zf("phase show --json", today="2020-07-31").json["days_left"] == 0


def test_advance_moves_one_phase_at_a_time(zf: Run) -> None:
    assert zf("phase advance", today="2020-08-05").code == 0
    assert zf("phase show --json", today="2020-08-05").json["entered"] == "P1"
    zf("phase advance", today="2020-08-05")
    zf("phase advance", today="2020-08-05")
    assert zf("phase show --json", today="2020-08-05").json["entered"] == "P3"
    last = zf("phase advance", today="2020-08-05")
    assert (last.code, "没有下一阶段" in last.err) == (4, True)


def test_advance_before_its_day_needs_a_reason(zf: Run) -> None:
    refused = zf("phase advance", today="2019-11-17")
    assert refused.code == 4
    assert "提前进入须用 --reason" in refused.err
    assert zf("phase history --json").json == []
    assert zf("phase advance --reason 上级部署", today="2019-11-17").code == 0
    assert zf("phase history --json").json[0]["reason"] == "上级部署"


def test_advance_records_what_is_missing(zf: Run) -> None:
    zf("phase advance", today="2019-11-18")
    zf("phase done P1b --evidence 云交执〔2019〕12号", today="2019-11-25")
    moved = zf("phase advance --json", today="2019-12-01").json
    assert [one["key"] for one in moved["missing"]] == ["P1a", "P1c"]
    assert zf("phase history --json").json[1]["missing"] == ["P1a", "P1c"]


def test_states_of_deliverables(zf: Run) -> None:
    def states() -> dict[str, str]:
        return {one["key"]: one["state"] for one in zf("phase show --json", today="2019-11-20").json["deliverables"]}

    assert states() == {"P1a": "open", "P1b": "open", "P1c": "open"}
    zf("phase done 动员部署 --evidence 动员会纪要", today="2019-11-20")
    zf("enterprise add 甲运输公司", today="2019-11-20")
    assert states() == {"P1a": "computed", "P1b": "open", "P1c": "done"}


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("phase done P9 --evidence 文件", 3, "没有任务“P9”"),
        ("phase done P1a --evidence 文件", 4, "由台账数据自动判断"),
        ("phase done P1b", 2, "缺少依据"),
        ("phase done P1b --evidence ' '", 2, "不能为空"),
        ("phase done P1b --evidence 文件 --date 2020-03-06", 4, "晚于今天"),
        ("phase withdraw", 4, "还没有进入任何阶段"),
    ],
)
def test_wrong_lines_change_nothing(zf: Run, line: str, code: int, words: str) -> None:
    result = zf(line)
    assert result.code == code
    assert words in result.err
    assert len(zf("log --json").json) == 1


def test_withdraw_keeps_the_record(zf: Run) -> None:
    zf("phase advance", today="2019-11-18")
    assert zf("phase withdraw", today="2019-11-19").code == 0
    assert zf("phase show --json").json["entered"] is None
    assert zf("phase history --json").json[0]["withdrawn_on"] == "2019-11-19"
    assert zf("phase advance", today="2019-11-20").code == 0


def test_after_the_end_the_last_phase_is_at_hand(zf: Run) -> None:
    assert zf("phase show --json", today="2020-09-01").json["deliverables"][0]["key"] == "P3a"
