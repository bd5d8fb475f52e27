"""`report`: the month as it is typed, the file it writes, what it says and its exit codes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.returns.records import Records
from zoufang_cli.store.connection import Store

LINUX = pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
NAME = "公路执法服务大走访活动进展情况统计表(2020年3月).xlsx"


@pytest.fixture
def march(store: Store) -> None:
    """Two visits in March and one in February."""
    with Records(store) as r:
        shunda = r.operator("顺达公司")
        r.visit("3.5", shunda, r.operator("宏运公司"))
        r.visit("2.5", shunda)


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    "line",
    [
        "report --month",
        "report",
        "report --month 2020-03",
        "report --month=2020-03",
        "report 3月",
        "月报 3月",
        "月报 --month 本月",
    ],
)
def test_spellings_of_the_month(zf: Run, tmp_path: Path, line: str) -> None:
    result = zf(f"{line} --out {tmp_path} --json", today="2020-03-31")
    assert result.code == 0, result.err
    assert result.json["month"] == "2020-03"
    assert (tmp_path / NAME).is_file()


@pytest.mark.usefixtures("march")
def test_json(zf: Run, tmp_path: Path) -> None:
    made = zf(f"report --month 2020-03 --out {tmp_path} --json", today="2020-03-20").json
    assert made["period"] == {"from": "2020-03-01", "to": "2020-03-31", "data_until": "2020-03-20"}
    assert made["unit"] == "云州市交通运输综合行政执法支队"
    assert made["files"] == [str(tmp_path / NAME)]
    assert made["figures"]["visits_pairs"] == {
        "label": "走访家次",
        "unit": "家次",
        "kind": "flow",
        "month": 2,
        "cumulative": 3,
    }
    assert made["figures"]["operators_total"] == {
        "label": "业户总数",
        "unit": "家",
        "kind": "stock",
        "month": 2,
        "cumulative": None,
    }
    assert made["figures"]["coverage_rate"]["month"] == 100.0
    assert made["zero_report"] is False
    assert {"name": "业户总数＝企业＋个体工商户", "holds": True, "left": "2", "right": "2"} in made["identities"]


@pytest.mark.usefixtures("march")
def test_screen(zf: Run, tmp_path: Path) -> None:
    out = zf(f"report --month 2020-03 --out {tmp_path}", today="2020-03-20").out
    assert "统计时段：2020年3月1日至3月31日" in out
    assert "数据截至2020年3月20日" in out
    assert "走访家次" in out
    assert "勾稽关系共31项，全部相符（--checks 逐条列出）。" in out
    assert "√" not in out
    assert "×" not in out
    assert f"已写成 {tmp_path / NAME}" in out


@pytest.mark.usefixtures("march")
def test_all_checks(zf: Run, tmp_path: Path) -> None:
    out = zf(f"report --month 2020-03 --checks --out {tmp_path}", today="2020-03-20").out
    assert out.count("√") == 31
    assert "勾稽关系共31项，全部相符。" in out
    assert "期初未销号＋反映问题＋重新交办－已销号－作废＝期末未销号" in out


@pytest.mark.parametrize(
    ("month", "today", "code", "words"),
    [
        ("2019-10", "2020-03-05", 4, "2019年10月在活动开始（2019年11月18日）之前"),
        ("2020-04", "2020-03-05", 4, "还没有到"),
        ("2020-09", "2020-09-05", 4, "活动到2020年8月31日结束，2020年9月没有月报；最后一期是2020年8月"),
        ("本月", "2020-09-05", 4, "zoufang report --month 2020-08"),
        ("2020-13", "2020-03-05", 2, "2020-13"),
        ("三月份吧", "2020-03-05", 2, "三月份吧"),
    ],
)
def test_months_refused(zf: Run, tmp_path: Path, month: str, today: str, code: int, words: str) -> None:
    result = zf(f"report --month {month} --out {tmp_path / 'out'}", today=today)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    assert len(result.err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_month_named_twice(zf: Run) -> None:
    result = zf("report 3月 --month 2月")
    assert result.code == 2
    assert "两次" in result.err


def test_reminder_of_the_month_before(zf: Run, tmp_path: Path) -> None:
    assert "提醒：2020年2月的月报还没有生成" in zf(f"report --month --out {tmp_path}").err
    zf(f"report --month 2020-02 --out {tmp_path}")
    assert zf(f"report --month --out {tmp_path}").err == ""
    assert "提醒" not in zf(f"report --month --out {tmp_path}", today="2019-11-20").err


class TestZeroReport:
    """A month without activity."""

    def test_without_a_reason(self, zf: Run, tmp_path: Path) -> None:
        result = zf(f"report --month 2020-02 --out {tmp_path}")
        assert result.code == 0
        assert "零报告（未说明原因）" in result.out

    def test_with_a_reason(self, zf: Run, tmp_path: Path) -> None:
        made = zf(f"report --month 2020-02 --reason 疫情防控 --out {tmp_path} --json").json
        assert (made["zero_report"], made["reason"]) == (True, "疫情防控")
        assert "零报告，原因：疫情防控" in zf(f"report --month 2020-02 --out {tmp_path}").out

    @pytest.mark.usefixtures("march")
    def test_reason_for_a_month_with_activity(self, zf: Run, tmp_path: Path) -> None:
        result = zf(f"report --month 2020-03 --reason 疫情防控 --out {tmp_path / 'out'}", today="2020-03-31")
        assert result.code == 4
        assert "不是零报告" in result.err
        assert not (tmp_path / "out").exists()


class TestFile:
    """Where the workbook goes."""

    def test_is_private_and_whole(self, zf: Run, tmp_path: Path) -> None:
        zf(f"report --month 2020-03 --out {tmp_path / 'a' / 'b'}")
        written = tmp_path / "a" / "b" / NAME
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
        assert list(written.parent.iterdir()) == [written]

    def test_untouched_output_is_replaced(self, zf: Run, tmp_path: Path) -> None:
        for _ in range(2):
            zf(f"report --month 2020-03 --out {tmp_path / 'out'}")
        assert [path.name for path in (tmp_path / "out").iterdir()] == [NAME]

    def test_edited_output_is_kept(self, zf: Run, tmp_path: Path) -> None:
        zf(f"report --month 2020-03 --out {tmp_path / 'out'}")
        (tmp_path / "out" / NAME).write_bytes(b"edited")
        for _ in range(2):
            result = zf(f"report --month 2020-03 --out {tmp_path / 'out'}")
            assert "没有覆盖" in result.err
        assert (tmp_path / "out" / NAME).read_bytes() == b"edited"
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
            [NAME, NAME.replace(".xlsx", "(2).xlsx")]
        )

    def test_force_overwrites(self, zf: Run, tmp_path: Path) -> None:
        (tmp_path / NAME).write_bytes(b"edited")
        assert zf(f"report --month 2020-03 --force --out {tmp_path}").err == ""
        assert (tmp_path / NAME).read_bytes() != b"edited"

    @pytest.mark.parametrize("lock", [f"~${NAME}", f".~lock.{NAME}#"], ids=["Excel", "LibreOffice"])
    def test_open_elsewhere(self, zf: Run, tmp_path: Path, lock: str) -> None:
        zf(f"report --month 2020-03 --out {tmp_path}")
        before = (tmp_path / NAME).read_bytes()
        (tmp_path / lock).touch()
        result = zf(f"report --month 2020-03 --out {tmp_path}", today="2020-03-10")
        assert result.code == 4
        assert "正在 Excel 或 WPS 中打开" in result.err
        assert (tmp_path / NAME).read_bytes() == before

    def test_out_is_a_file(self, zf: Run, tmp_path: Path) -> None:
        (tmp_path / "月报").touch()
        result = zf(f"report --month 2020-03 --out {tmp_path / '月报'}")
        assert (result.code, result.out) == (2, "")
        assert "不是文件夹" in result.err

    def test_target_is_no_file(self, zf: Run, tmp_path: Path) -> None:
        (tmp_path / NAME).mkdir()
        result = zf(f"report --month 2020-03 --force --out {tmp_path}")
        assert (result.code, result.out) == (1, "")
        assert "无法建立" in result.err
        assert "同名的文件夹或设备已经存在" in result.err

    @pytest.mark.parametrize(
        "folder",
        [
            "file/月报",
            "x" * 300,
            pytest.param("/proc/nope", marks=LINUX),
            pytest.param("/proc", marks=LINUX),
        ],
        ids=["below a file", "name too long", "not to be made", "not to be written to"],
    )
    def test_folder_that_cannot_be_made(self, zf: Run, tmp_path: Path, folder: str) -> None:
        (tmp_path / "file").touch()
        result = zf(f"report --month 2020-03 --out {tmp_path / folder}")
        assert (result.code, result.out) == (1, "")
        assert result.err.strip().splitlines()[-1].startswith("无法")
        assert "没有找到" not in result.err


def test_broken_identity(zf: Run, store: Store, tmp_path: Path) -> None:
    """The return is written all the same, and says what does not fit."""
    with Records(store) as r:
        r.visit("3.5", r.operator(), form="F9")
    result = zf(f"report --month 2020-03 --out {tmp_path}")
    assert result.code == 1
    assert "有2项勾稽关系不符（本月走访家次＝领导大走访＋送法进企业＋上门送服务；累计走访家次＝" in result.err
    assert result.out.count("×") == 2
    assert "√" not in result.out
    assert "勾稽关系共31项，2项不符，其余相符（--checks 逐条列出）。" in result.out
    assert (tmp_path / NAME).is_file()
