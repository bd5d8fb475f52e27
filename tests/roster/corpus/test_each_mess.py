"""Each kind of mess alone, through the command line: what is taken, what is rejected and why, and that it stays so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result, Run
from tests.roster.corpus import books, files, layouts, texts, values
from tests.roster.corpus.case import Case, Found, Refusal
from tests.roster.corpus.truth import HEADER, count_in, grid_of, operators, stored_in

CASES = (*layouts.CASES, *values.CASES, *texts.CASES, *books.CASES)
REFUSALS = (*layouts.REFUSALS, *texts.REFUSALS, *books.REFUSALS)
_LINE = re.compile(r"第(\d+)行")


def marked(cases: Sequence[Case | Refusal]) -> list[Any]:
    """Return the cases with their names, those that wait for something marked."""
    return [
        pytest.param(
            case, id=case.name, marks=[pytest.mark.xfail(strict=True, reason=case.waits)] if case.waits else []
        )
        for case in cases
    ]


def take(zf: Run, path: Path, options: tuple[str, ...]) -> Result:
    return zf(["enterprise", "import", str(path), "--json", *options])


def found(result: dict[str, Any], severity: str) -> Found:
    """Return (line, code) of the problems of a severity."""
    places = [one for one in result["problems"] if one["severity"] == severity]
    lines = [_LINE.search(one["place"]) for one in places]
    return tuple(sorted((int(line[1]) if line else 0, one["code"]) for line, one in zip(lines, places, strict=True)))


def differences(expected: dict[str, dict[str, Any]], stored: dict[str, dict[str, Any]]) -> list[str]:
    """Say what the store has otherwise than expected."""
    wrong = [f"missing: {name}" for name in expected.keys() - stored] + [
        f"too much: {name}" for name in stored.keys() - expected
    ]
    for name in expected.keys() & stored:
        wrong += [
            f"{name} {key}: {stored[name][key]!r}, not {value!r}"
            for key, value in expected[name].items()
            if stored[name][key] != value
        ]
    return sorted(wrong)


@pytest.mark.parametrize("case", marked(CASES))
def test_what_becomes_of_a_mess(zf: Run, db: Path, tmp_path: Path, case: Case) -> None:
    path = case.make(tmp_path)
    done = take(zf, path, case.options)
    code = done.code
    assert code == (5 if case.rejected else 0), done.err
    first = done.json
    assert differences(case.stored(), stored_in(db)) == []
    assert count_in(db) == len(case.taken)
    assert found(first, "error") == tuple(sorted(case.rejected))
    assert found(first, "warning") == tuple(sorted(case.doubts))
    assert (first["header_rows"], first["skipped"], first["rows"]) == (
        case.header_rows,
        case.skipped,
        case.record_count,
    )
    assert first["lines"] == first["header_rows"] + first["skipped"] + first["rows"]
    assert first["rows"] == first["added"] + first["updated"] + first["unchanged"] + first["rejected"]
    assert (first["added"], first["rejected"]) == (len(case.taken), len(case.rejected))
    before = stored_in(db)
    again = take(zf, path, case.options).json
    assert (again["added"], again["updated"], again["rejected"]) == (0, 0, first["rejected"])
    assert stored_in(db) == before


@pytest.mark.parametrize("case", marked(REFUSALS))
def test_what_is_refused(zf: Run, db: Path, tmp_path: Path, case: Refusal) -> None:
    done = take(zf, case.make(tmp_path), case.options)
    assert (done.code, done.out) == (case.code, "")
    assert re.search(case.said, done.err, re.DOTALL), done.err
    assert count_in(db) == 0


def test_big5_is_read_when_it_is_named(zf: Run, db: Path, tmp_path: Path) -> None:
    path = files.put(tmp_path / "名冊.csv", texts.BIG5, "big5")
    named = ("--encoding", "big5", "--map", "業戶名稱=name", "--map", "經營地址=address")
    assert take(zf, path, named).json["added"] == len(texts.BIG5_ROWS)
    assert [(name, columns["address"]) for name, columns in stored_in(db).items()] == texts.BIG5_ROWS


def test_a_header_that_comes_again_as_last_month_had_it(zf: Run, db: Path, tmp_path: Path) -> None:
    take(zf, files.put(tmp_path / "上月.csv", files.csv_text(grid_of(operators(1)))), ())
    grid = [["序号", "业户名称（必填）", *HEADER[2:]], *grid_of(operators(4))[1:]]
    grid.insert(3, list(HEADER))
    result = take(zf, files.put(tmp_path / "本月.csv", files.csv_text(grid)), ()).json
    assert (result["header_row"], result["rows"], result["skipped"]) == (1, 4, 1)
    assert count_in(db) == 4
