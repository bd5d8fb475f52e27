"""No command about rosters shows a telephone unless it is asked for in full, and none an ID number."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.roster.corpus import files
from zoufang_cli.text.codes import check_character

ID = "11010519491231002X"
HEADER = [
    "业户名称",
    "统一社会信用代码",
    "经营许可证号",
    "法定代表人",
    "法定代表人电话",
    "联系人",
    "联系电话",
    "经营地址",
    "所属区县",
    "经营范围",
    "业户类别",
    "经营状态",
    "有效期止",
    "车辆数",
    "经济类型",
    "备注",
    "手机2",
    "其他",
]
CODES = [(first := f"91990100MA000000{n}") + check_character(first) for n in range(1, 6)]
PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|6123456)(?!\d)")


def row(n: int, **cells: str) -> list[str]:
    """Return a row with a telephone in every cell that is no number by itself."""
    phone = f"1381234567{n}"
    said = {
        "业户名称": f"顺达{n}号公司{phone}",
        "统一社会信用代码": CODES[n],
        "经营许可证号": f"99010100000{n} {phone}",
        "法定代表人": f"张三{phone}",
        "法定代表人电话": phone,
        "联系人": f"李四 {phone[:3]} {phone[3:7]} {phone[7:]}",
        "联系电话": f"王五{phone}，座机0971-6123456 {ID}",
        "经营地址": f"东屏街1号（{phone}）",
        "所属区县": f"东屏区{phone}",
        "经营范围": f"普货、{phone}",
        "业户类别": f"其他{phone}",
        "经营状态": f"未知{phone}",
        "有效期止": f"问{phone}",
        "车辆数": f"约{phone}",
        "经济类型": f"私营{phone}",
        "备注": f"联系{phone}，身份证{ID}",
        "手机2": "6123456" if n % 2 else phone,
        "其他": f"{ID} 电话：6123456，{phone}",
    }
    return [(said | cells)[name] for name in HEADER]


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """Return two lists: the second contradicts the first, has rows to be rejected, and leaves one out."""
    first = [HEADER, *(row(n) for n in range(4))]
    second = [
        HEADER,
        row(0, 业户名称="另一家运输公司 电话13912345678（总部）"),
        row(1, 统一社会信用代码=CODES[4]),
        row(2, 业户名称=f"\ufffd13912345678 {ID}"),
        row(2, 业户名称="", 备注="13912345678"),
        row(2, 统一社会信用代码=f"见13912345678，{ID}"),
        [*row(2), "多一列13912345678"],
    ]
    return tuple(  # type: ignore[return-value]
        files.put(tmp_path / f"{name}.csv", files.csv_text(grid)) for name, grid in (("一月", first), ("二月", second))
    )


def shows_none(zf: Run, line: list[str] | str) -> str:
    """Run a command and return what it shows, in which nothing personal may stand."""
    result = zf(line)
    shown = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), result.out + result.err)
    assert result.code in (0, 5), result.err
    for secret in (ID, ID[:17], ID[6:14]):
        assert secret not in shown
    found = [shown[max(0, one.start() - 20) : one.end() + 5] for one in PHONE.finditer(shown)]
    assert found == [], f"{line}: {found}"
    return shown


COMMANDS = (
    "enterprise imports", "enterprise imports DR-00001", "enterprise imports DR-00002", "enterprise conflicts",
    "enterprise duplicates --min 1", "enterprise mapping list", "enterprise mapping show 1", "enterprise list",
    "enterprise show YH-00001", "enterprise show YH-00002",
)  # fmt: skip


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break no number at the end of a line, where it would not be found."""
    monkeypatch.setenv("COLUMNS", "2000")


def test_no_telephone_and_no_id_number_is_shown(zf: Run, db: Path, lists: tuple[Path, Path]) -> None:
    for path in lists:
        for more in (["--dry-run"], ["--dry-run", "--json"], [], ["--json"]):
            shown = shows_none(zf, ["enterprise", "import", str(path), *more])
            assert more != ["--dry-run"] or "138****567" in shown
    for line in COMMANDS:
        for more in ("", " --json"):
            shows_none(zf, line + more)
    shows_none(zf, "enterprise settle CT-00001 --take --yes")
    with closing(sqlite3.connect(db)) as connection:
        stored = "\n".join(connection.iterdump())
    assert ID not in stored
    assert "19491231" not in stored
    assert "联系13812345670" in stored


def test_a_merge_shows_none(zf: Run, lists: tuple[Path, Path]) -> None:
    zf(["enterprise", "import", str(lists[0])])
    for more in ("--json", ""):
        shows_none(zf, f"enterprise merge YH-00001 YH-0000{2 if more else 3} --yes {more}".strip())
    refused = zf("enterprise merge YH-00001 YH-00004")
    assert refused.code == 4
    assert PHONE.search(refused.err) is None
    shows_none(zf, "enterprise edit YH-00001 --contact 赵六13812345678 --json")


def test_in_full_everything_is_shown(zf: Run, lists: tuple[Path, Path]) -> None:
    zf(["enterprise", "import", str(lists[0])])
    assert "联系13812345670" in zf("enterprise show YH-00001 --full").out.replace("\n", "")
    card = zf("enterprise show YH-00001 --full --json").json
    assert (card["phone"], card["remark"]) == (["13812345670", "0971-6123456"], "联系13812345670")
    assert card["extra"]["其他"] == "电话：6123456，13812345670"
    assert card["extra"]["联系电话（原文）"] == "王五13812345670，座机0971-6123456"


def test_a_telephone_typed_behind_a_name_goes_to_the_others(zf: Run) -> None:
    zf("enterprise add 顺达公司 --phone 19900000001")
    assert zf("enterprise edit 顺达 --name 宏运公司19900000002").code == 0
    card = zf("enterprise show 宏运 --full --json").json
    assert (card["name"], card["phone"]) == ("宏运公司", ["19900000001", "19900000002"])


def test_an_id_number_typed_by_hand_is_not_kept_and_that_is_said(zf: Run) -> None:
    result = zf(f"enterprise add 顺达公司 --remark 张三{ID}")
    assert result.code == 0
    assert "身份证号" in result.err
    assert zf("enterprise show 顺达 --json").json["remark"] == "张三"


def test_rows_handed_back_hold_no_id_number(zf: Run, tmp_path: Path, lists: tuple[Path, Path]) -> None:
    from openpyxl import load_workbook

    zf(["enterprise", "import", str(lists[1]), "--corrections", str(tmp_path / "退回")])
    (path,) = (tmp_path / "退回").iterdir()
    cells = [str(cell.value) for sheet in load_workbook(path) for line in sheet.iter_rows() for cell in line]
    assert not any("19491231" in cell for cell in cells)
    assert any("13912345678" in cell for cell in cells)


@pytest.mark.parametrize("name", ["110105194912310021", "11010519491231002X"])
def test_an_id_number_is_no_name(zf: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "名册.csv"
    path.write_text(f"业户名,联系电话\n{name},19900000001\n甲公司,19900000002\n", encoding="utf-8")
    found = zf(["enterprise", "import", str(path), "--json"])
    assert (found.json["added"], found.json["problem_counts"]) == (1, {"missing_name": 1})
    assert name not in found.out
