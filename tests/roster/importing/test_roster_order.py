"""Where rosters do not contradict each other their order does not matter, and our own export brings nothing new."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import run_line
from tests.properties import examples
from zoufang_cli.text.codes import check_character

EXAMPLES = int(os.environ.get("EXAMPLES", "12"))
TODAY = "2020-03-05"
APART = {"id", "number", "listed_on", "source_id", "hand_edited"}
"""Columns that tell when and in which order an operator came, not what is known of it."""

HEADERS = {
    "name": ("业户名称", "企业名称（必填）", "公司\n名称"),
    "code": ("统一社会信用代码", "社会信用代码"),
    "licence": ("经营许可证号", "道路运输经营许可证号"),
    "legal": ("法定代表人", "负责人姓名"),
    "phone": ("联系电话", "手机号码"),
    "address": ("经营地址", "注册地址"),
    "district": ("所属区县", "辖区县"),
    "scope": ("经营范围",),
    "status": ("经营状态", "状态"),
    "until": ("有效期止",),
    "vehicles": ("车辆数",),
    "type": ("经济类型",),
    "remark": ("备注",),
    "capital": ("注册资金",),
}
FIELDS = tuple(HEADERS)
_WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})

Spelling: TypeAlias = Callable[[str], str]
SPELLINGS: tuple[Spelling, ...] = (
    lambda text: text,
    lambda text: text.translate(_WIDE),
    lambda text: f"\u3000{text} ",
    lambda text: f"'{text}",
    lambda text: f"{text[:2]}\u200b{text[2:]}\u00a0",
)


def _operator(serial: int) -> dict[str, str]:
    """Return everything that is true of an operator; the address lies in the district."""
    first = f"9{'12'[serial % 2]}990100MA{serial:07d}"
    district = ("东屏区", "西岭区", "云河县")[serial % 3]
    return {
        "name": (f"云州市顺达{serial}号运输有限公司", f"宏远{serial}号汽车修理店")[serial % 2],
        "code": first + check_character(first),
        "licence": f"云交运管许可东字{990101000000 + serial}号",
        "legal": "赵钱孙李周"[serial % 5] + "大明",
        "phone": (f"199{serial:08d}", f"0971-{2000000 + serial}", f"0971-{6000000 + serial}转80{serial % 10}")[
            serial % 3
        ],
        "address": f"云州市{district}望江街{serial}号",
        "district": district,
        "scope": ("道路普通货物运输、包车客运", "机动车维修")[serial % 2],
        "status": ("营业", "停业")[serial % 2],
        "until": f"2022-0{1 + serial % 9}-15",
        "vehicles": str(3 + serial),
        "type": ("有限责任公司", "个体工商户")[serial % 2],
        "remark": f"备注{serial}",
        "capital": f"{serial}万元",
    }


POOL = [_operator(serial) for serial in range(1, 7)]


@dataclass(frozen=True)
class RosterFile:
    """A file: its columns, and for each row an operator with what is said of it and how it is spelled."""

    columns: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[int, frozenset[str], tuple[Spelling, ...]], ...]
    encoding: str

    def write(self, path: Path) -> Path:
        """Write it as CSV."""
        lines = [self.headers]
        for who, said, spellings in self.rows:
            lines.append(
                tuple(
                    spell(POOL[who][key]) if key in said or key == "name" else ""
                    for key, spell in zip(self.columns, spellings, strict=True)
                )
            )
        quoted = (",".join(f'"{cell}"' for cell in line) for line in lines)
        path.write_bytes(("\r\n".join(quoted) + "\r\n").encode(self.encoding))
        return path


@st.composite
def roster_files(draw: st.DrawFn) -> RosterFile:
    """Draw a file that reveals some fields of some operators."""
    others = draw(st.lists(st.sampled_from(FIELDS[1:]), unique=True, max_size=6))
    columns = tuple(draw(st.permutations(["name", *others])))
    headers = tuple(draw(st.sampled_from(HEADERS[key])) for key in columns)
    some = draw(st.lists(st.sampled_from(range(len(POOL))), unique=True, min_size=1, max_size=5))
    rows = tuple(
        (
            who,
            draw(st.frozensets(st.sampled_from(columns))),
            tuple(draw(st.sampled_from(SPELLINGS)) for _ in columns),
        )
        for who in some
    )
    return RosterFile(columns, headers, rows, draw(st.sampled_from(["utf-8", "gb18030"])))


def roster_of(db: Path) -> list[dict[str, Any]]:
    """Return what a store knows of its operators, by their names."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM operator ORDER BY name, credit_code")]
    return [{key: _value(value) for key, value in row.items() if key not in APART} for row in rows]


def _value(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value


def ends(db: Path, left: Sequence[Path], serial: count[int]) -> list[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    """Import the files that are left in every order; return each order with the roster that it ends in.

    Orders that begin alike share their beginning.
    """
    if not left:
        return [((), roster_of(db))]
    found = []
    for path in left:
        copy = db.with_name(f"{next(serial)}.db")
        shutil.copy(db, copy)
        done = run_line(["enterprise", "import", str(path)], db=copy, today=TODAY)
        assert done.code == 0, done.err + done.out
        for order, roster in ends(copy, [other for other in left if other != path], serial):
            found.append(((path.stem, *order), roster))
        copy.unlink()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder in memory where there is one: some hundred stores are written."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as made:
        yield Path(made)


several_files = st.sampled_from([2, 2, 3, 3, 3, 4]).flatmap(
    lambda size: st.lists(roster_files(), min_size=size, max_size=size)
)


@given(drawn=several_files)
@settings(max_examples=examples(EXAMPLES), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_order_of_files_ends_in_one_roster(template: Path, folder: Path, drawn: list[RosterFile]) -> None:
    db = folder / "first.db"
    shutil.copy(template, db)
    paths = [one.write(folder / f"{place}.csv") for place, one in enumerate(drawn)]
    (first, roster), *others = ends(db, paths, count())
    named = {POOL[who]["name"] for one in drawn for who, _, _ in one.rows}
    assert [one["name"] for one in roster] == sorted(named)
    for order, other in others:
        assert other == roster, f"{first} and {order}"


VALUES = ("", "=1+1", "+86", "-5%", "@某", 'a"b', "甲,乙", "甲\n乙", "'甲", "00123", "1E5", "５", "无")


@given(
    file=roster_files(),
    remarks=st.lists(st.sampled_from(VALUES), min_size=5, max_size=5),
    full=st.booleans(),
)
@settings(
    max_examples=examples(EXAMPLES), deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
def test_our_own_export_imported_again_changes_nothing(
    template: Path, folder: Path, file: RosterFile, remarks: list[str], full: bool
) -> None:
    db, exported = folder / "first.db", folder / "业户台账.csv"
    shutil.copy(template, db)
    assert run_line(["enterprise", "import", str(file.write(folder / "名册.csv"))], db=db, today=TODAY).code == 0
    with closing(sqlite3.connect(db)) as connection:
        numbers = [row[0] for row in connection.execute("SELECT number FROM operator ORDER BY number")]
    for number, remark in zip(numbers, remarks, strict=False):
        if remark:
            assert run_line(["enterprise", "edit", number, f"--remark={remark}"], db=db, today=TODAY).code == 0
    assert run_line(["enterprise", "edit", numbers[0], "--tag", "重点企业"], db=db, today=TODAY).code == 0
    before = roster_of(db)
    options = ["--out", str(exported), "--force", *(["--full"] if full else [])]
    assert run_line(["export", "业户", *options], db=db, today=TODAY).code == 0
    done = run_line(["enterprise", "import", str(exported), "--json"], db=db, today=TODAY)
    assert done.code == 0, done.err
    assert roster_of(db) == before
    assert (done.json["added"], done.json["updated"], done.json["unchanged"]) == (0, 0, len(before))
