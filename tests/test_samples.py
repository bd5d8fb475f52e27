"""The samples: made by their generator, nobody's data, and read as their README says."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.tools.make_samples import make
from zoufang_cli import resources
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.rows.outcomes import RejectedRow, RosterRow, RowCode, SkippedRow, SkipReason, TakenRow
from zoufang_cli.roster.rows.roster import read_roster
from zoufang_cli.text.codes import is_valid_credit_code

SAMPLES = resources.samples()
ROSTERS = {
    "roster-passenger-freight.csv": (174, 6),
    "roster-counties.xlsx": (98, 0),
    "roster-sole-traders.csv": (40, 0),
}


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return make()


@pytest.mark.parametrize("name", [name for name in ROSTERS if name.endswith(".csv")])
def test_generator_writes_the_same_text(name: str, made: dict[str, bytes]) -> None:
    assert (SAMPLES / name).read_bytes() == made[name]


def test_generator_writes_the_same_workbook(made: dict[str, bytes]) -> None:
    """Compare cells, as the bytes depend on the version of openpyxl."""
    assert _cells(SAMPLES / "roster-counties.xlsx") == _cells(io.BytesIO(made["roster-counties.xlsx"]))


def _cells(source: Any) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_object(source)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _outcomes(name: str) -> list[TakenRow | RejectedRow | SkippedRow]:
    _, tables = read_tables(SAMPLES / name)
    return [outcome for table in tables for outcome in read_roster(table.rows, sheet=table.sheet).outcomes()]


@pytest.mark.parametrize(("name", "counts"), ROSTERS.items(), ids=ROSTERS)
def test_rows_taken_and_rejected(name: str, counts: tuple[int, int]) -> None:
    outcomes = _outcomes(name)
    assert (
        sum(isinstance(one, TakenRow) for one in outcomes),
        sum(isinstance(one, RejectedRow) for one in outcomes),
    ) == counts


def test_every_kind_of_mess_is_there() -> None:
    outcomes = _outcomes("roster-passenger-freight.csv")
    rejected = Counter(problem.code for one in outcomes if isinstance(one, RejectedRow) for problem in one.problems)
    assert rejected == {
        RowCode.LOSSY_NUMBER: 2,
        RowCode.MISSING_NAME: 1,
        RowCode.LOST_TEXT: 1,
        RowCode.FIELD_COUNT: 1,
        RowCode.STRAY_QUOTE: 1,
    }
    doubtful = {problem.code for one in outcomes if isinstance(one, TakenRow) for problem in one.warnings}
    assert doubtful == {RowCode.CHECK_DIGIT, RowCode.MASKED_PHONE}
    assert {one.reason for one in outcomes if isinstance(one, SkippedRow)} == set(SkipReason)


def test_about_three_hundred_operators_some_in_two_files() -> None:
    codes = [one.credit_code for one in _operators() if one.credit_code]
    assert 280 <= len({one.credit_code or one.licence_digits for one in _operators()}) <= 320
    assert sum(count > 1 for count in Counter(codes).values()) == 16


def test_operators_are_nobodys() -> None:
    """Region codes 99…, mobile numbers 1990000xxxx, area code 0300: given to no place and to nobody."""
    for one in _operators():
        assert not one.credit_code or one.credit_code[2:6] == "9901"
        assert not one.licence_digits or one.licence_digits.startswith("9901")
        for phone in (*one.phone, *one.legal_phone):
            assert phone.startswith(("1990000", "0300-", "199****", "555")), one.name
    wrong = [one.credit_code for one in _operators() if one.credit_code and not is_valid_credit_code(one.credit_code)]
    assert len(wrong) == 1, "one code fails its check on purpose"


def _operators() -> list[RosterRow]:
    return [one.operator for name in ROSTERS for one in _outcomes(name) if isinstance(one, TakenRow)]


def test_rosters_say_that_they_are_invented() -> None:
    for name in ROSTERS:
        _, tables = read_tables(SAMPLES / name)
        for table in tables:
            head = "".join(str(cell) for row in list(table.rows)[:2] for cell in row.cells if cell)
            assert "虚构" in head, name


def test_encodings_are_those_of_offices() -> None:
    freight, traders = (SAMPLES / name for name in ROSTERS if name.endswith(".csv"))
    with pytest.raises(UnicodeDecodeError):
        freight.read_bytes().decode("utf-8")
    assert freight.read_bytes().decode("gb18030").count("\r\n") > 190
    assert traders.read_bytes().startswith(b"\xef\xbb\xbf")
    assert next(csv.reader([traders.read_text(encoding="utf-8-sig").splitlines()[1]]))[1] == "户名"


def test_readme_names_every_file() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in Path(SAMPLES).iterdir() if path.name != "README.md" and path.name not in readme] == []
