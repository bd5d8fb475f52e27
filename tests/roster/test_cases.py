"""Small files of the kinds that offices send, and what becomes of each (tests/roster/cases; everything in them is invented)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_line

CASES = Path(__file__).parent / "cases"
TODAY = "2020-03-05"
COUNTED = ("added", "updated", "unchanged", "rejected")


@dataclass(frozen=True)
class Case:
    """Files imported one after the other into one store.

    `counts` are (added, updated, unchanged, rejected) of the last; `doubts` its (line, code) of severity warning or error,
    where a line is told; `held` are columns of operators by the end of their names.
    """

    files: tuple[str, ...]
    counts: tuple[int, int, int, int]
    doubts: tuple[tuple[int, str], ...] = ()
    held: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def one(file: str, added: int, *doubts: tuple[int, str], **held: Mapping[str, Any]) -> Case:
    """Return a file of which every row is a new operator."""
    return Case((file,), (added, 0, 0, 0), doubts, held)


RUNNING = {"status": 1, "valid_from": "2018-03-05", "valid_to": "2022-03-04"}

SHORT_YEARS = (*[(line, "bad_date") for line in (2, 3, 5, 6, 9, 11) for _ in range(2)], (10, "bad_date"))

TAKEN = (
    Case(("01-pdf-radicals-plain.csv", "01-pdf-radicals.csv"), (0, 0, 3, 0),
         held={"金龙运输有限公司": {"vehicle_count": 12, "district": "东屏区"}, "长风客运有限公司": {"vehicle_count": 7,
               "district": "西岭区"}, "顺达车队": {"vehicle_count": 3}}),
    Case(("01-pdf-radicals.csv", "01-pdf-radicals-plain.csv"), (0, 0, 3, 0)),
    one("02-names-only.csv", 4),
    one("02-two-rare-names.csv", 5),
    one("02-two-circle-names.csv", 8),
    Case(("02-rare-gbk.csv", "02-rare-pua.csv"), (0, 0, 2, 0), held={"䶮瑞货运部": {"legal_person": "赵䶮"}}),
    Case(("02-rare-pua.csv", "02-rare-gbk.csv"), (0, 0, 2, 0)),
    one("03-cp936-euro.csv", 2, 甲一运输有限公司={"remark": "年费€50"}),
    one("04-sep-line.csv", 2),
    one("06-x000D.xlsx", 2),
    one("08-filtered-rows.xlsx", 4, (0, "hidden_rows")),
    one("09-date1904.xlsx", 1, 癸九运输有限公司=RUNNING),
    one("10-date-formats.xlsx", 5, (6, "bad_date"), 子1运输有限公司=RUNNING, 子4运输有限公司=RUNNING),
    one("12-dimension-a1.xlsx", 2),
    one("12-no-cell-refs.xlsx", 2),
    one("12-x-prefix.xlsx", 2),
    one("13-styled-to-last-row.xlsx", 2),
    one("14-three-row-header.xlsx", 1, 午六运输有限公司={
        "licence": "云交运管许可东字990101014001号", "legal_person": "李一", "legal_phone": '["19900001401"]', "contact": "周二",
        "phone": '["19900001402"]', "valid_from": "2018-03-05", "valid_to": "2022-03-04"}),
    one("15-zero-number-format.xlsx", 2, (2, "odd_phone"), 未七运输有限公司={"licence_digits": "009901015001"}),
    one("17-date-styles.csv", 11, *SHORT_YEARS),
    one("18-cr-only.csv", 2),
    one("19-ctrl-z.csv", 2),
    Case(("20-nbsp.csv",), (1, 0, 1, 0)),
    one("21-bom-then-quote.csv", 2),
    one("21-double-bom.csv", 2),
    one("22-html-spans.xls", 2),
    one("22-html.xls", 2),
    one("22-tsv.xls", 2),
    Case(("26-formula-like.csv", "26-zeros-lost.csv"), (0, 0, 2, 0)),
    Case(("26-after-excel.csv",), (1, 0, 0, 1), ((2, "lossy_number"),)),
    one("27-outside-gbk.csv", 3, 买买提运输有限公司=RUNNING),
    one("29-merged-district.xlsx", 3, 乙子运输有限公司={"district": "东屏区"}),
    one("31-phones.csv", 12, (10, "odd_phone")),
    Case(("32-month1.csv", "32-month2.csv"), (0, 1, 1, 0)),
    one("34-quotes.csv", 3, (2, "literal_quote")),
    Case(("35-circle-for-zero.csv",), (2, 0, 1, 0)),
    one("37-duplicate-headers.csv", 1, (1, "duplicate_column"), (1, "duplicate_column")),
    one("38-errors-percent.xlsx", 2, (0, "formula_without_value"), (2, "error_cell"), (2, "bad_count")),
    one("39-veryhidden.xlsx", 2, (0, "hidden_sheet")),
    one("40-code-and-count-styles.csv", 6, (5, "bad_count"), (6, "bad_code"), 己一运输有限公司={"vehicle_count": 1234}),
    Case(("41-number-ids.xlsx",), (0, 0, 0, 2), ((2, "lossy_number"), (3, "lossy_number"))),
    one("43-repeated-rows.ods", 2),
    one("55-dispimg.xlsx", 2),
    Case(("56-merged-name.xlsx",), (1, 1, 0, 0), ((2, "repeated_operator"), (3, "repeated_operator"))),
    one("59-spaced-headers.xlsx", 1, 丁五运输有限公司=RUNNING),
    one("63-serial-in-csv.csv", 3, (3, "bad_date"), (3, "bad_date"), 丁六运输有限公司=RUNNING, 丁八运输有限公司=RUNNING),
)  # fmt: skip

REFUSED = {
    "13-space-in-last-row.xlsx": "单元格 A1048576 有内容",
    "22-mhtml.xls": "单个文件网页（MHTML）",
    "22-xml2003.xls": "“XML 电子表格 2003”",
    "48-utf8-then-gbk.csv": "混有两种编码：前面各行是 UTF-8，第3行起是 GB18030",
}


def imported(db: Path, files: Sequence[str]) -> dict[str, Any]:
    """Import files and return what became of the last."""
    for file in files:
        done = run_line(["enterprise", "import", str(CASES / file), "--json"], db=db, today=TODAY)
        assert done.code in (0, 5), done.err
    return dict(done.json)


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: " then ".join(case.files))
def test_what_becomes_of_a_file(db: Path, case: Case) -> None:
    result = imported(db, case.files)
    assert tuple(result[name] for name in COUNTED) == case.counts
    places = [(problem["place"], problem["code"]) for problem in result["problems"]]
    assert sorted((_line(place), code) for place, code in places) == sorted(case.doubts)
    with closing(sqlite3.connect(db)) as connection:
        connection.row_factory = sqlite3.Row
        operators = [dict(row) for row in connection.execute("SELECT * FROM operator")]
    for name, columns in case.held.items():
        (operator,) = (row for row in operators if row["name"].endswith(name))
        assert {column: operator[column] for column in columns} == columns, json.dumps(operator, ensure_ascii=False)


def _line(place: str) -> int:
    digits = place.rpartition("第")[2].removesuffix("行")
    return int(digits) if digits.isdigit() else 0


@pytest.mark.parametrize("file", REFUSED)
def test_what_is_refused(db: Path, file: str) -> None:
    done = run_line(["enterprise", "import", str(CASES / file)], db=db, today=TODAY)
    assert (done.code, done.out) == (4, "")
    assert REFUSED[file] in done.err


def test_every_case_is_tried() -> None:
    tried = {file for case in TAKEN for file in case.files} | set(REFUSED)
    assert tried == {path.name for path in CASES.iterdir()}
