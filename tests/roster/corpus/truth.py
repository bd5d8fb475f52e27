"""Operators whose every value is known, and the rows that an office with a tidy hand would write of them."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from zoufang_cli.text.codes import check_character

Cell: TypeAlias = str | int | float | date | None
Row: TypeAlias = list[Cell]
Grid: TypeAlias = list[Row]

HEADER = ("序号", "业户名称", "统一社会信用代码", "经营许可证号", "法定代表人", "联系电话", "经营地址", "所属区县",
          "经营范围", "经营状态", "有效期起", "有效期止", "车辆数", "注册资金")  # fmt: skip
COLUMN = {name: place for place, name in enumerate(HEADER)}

STATUSES = {1: "营业", 2: "停业", 3: "整改", 6: "注销"}
_SYLLABLES = "顺达宏运通捷安泰远航鹏程骏驰盛源"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_DISTRICTS = ("东屏区", "西岭区", "云河县")
_SCOPES = (("道路普通货物运输",), ("县内班车客运", "包车客运"), ("危险货物运输（3类）",), ("机动车维修",))


def credit_code(serial: int) -> str:
    """Return a valid code."""
    first = f"91990100MA{serial:07d}"
    return first + check_character(first)


@dataclass(frozen=True)
class Operator:
    """What is true of an operator; a row may say less, never anything else."""

    name: str
    code: str
    digits: str
    licence: str
    legal_person: str
    phone: str
    address: str
    district: str
    scope: tuple[str, ...]
    status: int
    since: date
    until: date
    vehicles: int
    capital: str

    def row(self, serial: int) -> Row:
        """Return the row as it should be written under HEADER."""
        return [str(serial), self.name, self.code, self.licence, self.legal_person, self.phone, self.address,
                self.district, "、".join(self.scope), STATUSES[self.status], self.since.isoformat(),
                self.until.isoformat(), str(self.vehicles), self.capital]  # fmt: skip

    def stored(self) -> dict[str, Any]:
        """Return the columns of the store that follow from the row."""
        return {"name": self.name, "credit_code": self.code, "licence": self.licence, "licence_digits": self.digits,
                "legal_person": self.legal_person, "phone": [self.phone], "address": self.address,
                "district": self.district, "scope": list(self.scope), "status": self.status,
                "valid_from": self.since.isoformat(), "valid_to": self.until.isoformat(),
                "vehicle_count": self.vehicles, "extra": {"注册资金": self.capital}}  # fmt: skip


@cache
def operators(count: int, first: int = 1) -> tuple[Operator, ...]:
    """Return so many operators; the same serials always give the same ones."""
    return tuple(_operator(serial) for serial in range(first, first + count))


def _operator(serial: int) -> Operator:
    pick = random.Random(serial)
    digits = str(990101000000 + serial)
    since = date(pick.randint(2015, 2019), pick.randint(1, 12), pick.randint(1, 28))
    return Operator(
        name=f"云州市{''.join(pick.choices(_SYLLABLES, k=3))}{serial}号运输有限公司",
        code=credit_code(serial),
        digits=digits,
        licence=f"云交运管许可东字{digits}号",
        legal_person=pick.choice(_SURNAMES) + "".join(pick.choices(_SYLLABLES, k=2)),
        phone=f"199{serial:08d}",
        address=f"云州市望江街{serial}号",
        district=_DISTRICTS[serial // 2 % 3],
        scope=_SCOPES[serial % len(_SCOPES)],
        status=pick.choice(list(STATUSES)),
        since=since,
        until=since.replace(year=since.year + 4),
        vehicles=pick.randint(1, 90),
        capital=f"{pick.randint(1, 900)}万元",
    )


def rows_of(some: Sequence[Operator]) -> Grid:
    """Return the rows of operators, numbered from 1."""
    return [one.row(serial) for serial, one in enumerate(some, 1)]


def grid_of(some: Sequence[Operator]) -> Grid:
    """Return the header and the rows of operators."""
    return [list(HEADER), *rows_of(some)]


def stored_in(db: Path) -> dict[str, dict[str, Any]]:
    """Return the roster of a store by names, each column of `schema.sql` as it is meant; nobody is merged away."""
    return {row["name"]: _read(row) for row in _enterprises(db)}


def _enterprises(db: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM operator ORDER BY number")]


def count_in(db: Path) -> int:
    """Return how many operators a store holds, of whatever names."""
    return len(_enterprises(db))


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    lists = ("legal_phone", "phone", "scope", "kinds", "extra")
    return {key: json.loads(value) if key in lists else value for key, value in row.items()}
