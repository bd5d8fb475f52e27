"""Several kinds of mess at once: every line is accounted for, every clean operator is in, nothing else is."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.roster.corpus import files, mixing
from tests.roster.corpus.mixing import Is
from tests.roster.corpus.truth import count_in, grid_of, operators, stored_in

SEEDS = int(os.environ.get("SEEDS", "48"))
KNOWN = 5
"""Operators that the store has before, with other telephones."""


def roster_of(db: Path) -> list[tuple[object, ...]]:
    """Return every operator of a store with all columns."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT * FROM operator ORDER BY id").fetchall()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_mix_of_messes(zf: Run, db: Path, tmp_path: Path, seed: int) -> None:
    last_month = grid_of(operators(KNOWN))
    for row in last_month[1:]:
        row[5] = "19800000000"
    assert zf(["enterprise", "import", str(files.put(tmp_path / "上月.csv", files.csv_text(last_month)))]).code == 0
    before = roster_of(db)

    draft = mixing.mixed(seed)
    written = mixing.write(draft, tmp_path)
    done = zf(["enterprise", "import", str(written.path), "--json"])
    said = f"{draft.form}: {', '.join(draft.made)}\n{done.err}"
    faulty = draft.count(Is.FAULTY)
    assert done.code == (5 if faulty else 0), said
    first = done.json
    head = draft.count(Is.HEADER), draft.count(Is.ABOVE)
    assert first["header_rows"] == head[0] * written.sheets, said
    assert first["skipped"] == head[1] * written.sheets + draft.count(Is.NOTHING), said
    assert first["rows"] == draft.count(Is.RECORD) + faulty, said
    assert first["lines"] == first["header_rows"] + first["skipped"] + first["rows"], said
    assert first["rows"] == first["added"] + first["updated"] + first["unchanged"] + first["rejected"], said
    assert first["rejected"] == faulty, said

    truth = draft.truth()
    stored = stored_in(db)
    assert stored.keys() == truth.keys(), said
    assert count_in(db) == len(truth), said
    for name, operator in truth.items():
        expected = operator.stored()
        if not operator.address and name in {one.name for one in operators(KNOWN)}:
            del expected["address"]  # a blank takes nothing away
        if operator.licence == operator.digits:
            del expected["licence"]  # the same digits in other words are no news
        assert {key: stored[name][key] for key in expected} == expected, said

    after = roster_of(db)
    again = zf(["enterprise", "import", str(written.path), "--json"]).json
    assert (again["added"], again["updated"], again["rejected"]) == (0, 0, faulty), said
    assert again["unchanged"] == first["rows"] - faulty
    assert roster_of(db) == after
    assert zf(f"undo {first['batch']}").code == 0
    assert roster_of(db) == before
    assert zf("check").code == 0
