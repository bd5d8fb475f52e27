"""A roster as one file, in small batches, and every row in a file of its own end in one roster."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.roster.worlds import (
    CODES,
    DISTRICTS,
    LICENCES,
    NAMES,
    REGISTRATIONS,
    TYPES,
    Step,
    World,
    doubled_codes,
    edited,
    in_memory,
    play,
    present_former_keys,
    row,
    state,
    take,
    take_one_by_one,
    world,
)
from zoufang_cli.roster.matching import matched
from zoufang_cli.roster.matching.matcher import Mode, Rules

WORLDS = int(os.environ.get("WORLDS", "30"))

FIRST, SECOND, THIRD = NAMES
EAST, WEST, COUNTY = DISTRICTS
FILL, FORCE = Rules(Mode.FILL), Rules(force=True)


@pytest.fixture(scope="module")
def empty(template: Path) -> bytes:
    """Return a store without operators."""
    return template.read_bytes()


def require_one_end(empty: bytes, one: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the roster of a world in by every path, and compare what the store knows after that."""
    with in_memory(empty) as store:
        play(store, one.before)
        before = store.connection.serialize()
    with in_memory(before) as store:
        take(store, one.rows, one.rules)
        assert (doubled_codes(store), present_former_keys(store)) == ([], [])
        end = state(store)
    with in_memory(before) as store:
        take_one_by_one(store, one.rows, one.rules)
        assert end == state(store), "a file of its own for each row"
    with in_memory(before) as store, monkeypatch.context() as patched:
        patched.setattr(matched, "BATCH", 1)
        take(store, one.rows, one.rules)
        assert end == state(store), "a batch of its own for each row"


@pytest.mark.parametrize("seed", range(WORLDS))
def test_every_path_ends_in_one_roster(empty: bytes, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    require_one_end(empty, world(seed), monkeypatch)


CASES = {
    "a licence makes another operator of it": World(
        [row(SECOND, licence=LICENCES[0]), row(SECOND, economic_type=TYPES[1])],
        [row(FIRST, credit_code=CODES[0], licence=LICENCES[0], operator_type="sole_trader"),
         row(SECOND, economic_type=TYPES[1], operator_type="sole_trader")],
    ),
    "a district is left, and another row is in it": World(
        [row(FIRST, credit_code=CODES[0], district=EAST)],
        [row(SECOND, credit_code=CODES[0], district=WEST), row(FIRST, district=WEST)],
    ),
    "a licence is left before another code comes under it": World(
        [row(FIRST, credit_code=CODES[0], licence=LICENCES[0])],
        [row(FIRST, credit_code=CODES[0], licence=LICENCES[1]), row(SECOND, credit_code=CODES[1], licence=LICENCES[0])],
    ),
    "a code is filled in before another comes under the licence": World(
        [row(FIRST, licence=LICENCES[0])],
        [row(FIRST, credit_code=CODES[0]), row(SECOND, credit_code=CODES[1], licence=LICENCES[0])],
    ),
    "two licences under other codes, one operator": World(
        [row(FIRST, credit_code=CODES[0], licence=LICENCES[0]), row(SECOND, credit_code=CODES[1], licence=LICENCES[1])],
        [row(THIRD, credit_code=CODES[2], licence=LICENCES[1]), row(THIRD, credit_code=CODES[2], licence=LICENCES[0])],
    ),
    "by a chain of operators": World(
        [row(FIRST, registration_no=REGISTRATIONS[0]), row(SECOND, licence=LICENCES[0]), row(THIRD, credit_code=CODES[0])],
        [row("丁公司", registration_no=REGISTRATIONS[0], licence=LICENCES[1]),
         row(FIRST, credit_code=CODES[0], district=EAST), row(THIRD, district=WEST)],
    ),
    "an operator that another could not be": World(
        [row(SECOND, registration_no=REGISTRATIONS[0]), row(FIRST, district=EAST), edited(0, licence=LICENCES[0]),
         edited(1, licence=LICENCES[0])],
        [row(SECOND, registration_no=REGISTRATIONS[0], credit_code=CODES[0]),
         row(THIRD, credit_code=CODES[1], licence=LICENCES[0], district=WEST), row(FIRST, district=WEST)],
    ),
    "an address in another district changes nothing else": World(
        [row(FIRST, credit_code=CODES[0], district=EAST)],
        [row(FIRST, credit_code=CODES[0], district=WEST, district_derived=True)],
    ),
    "a district that blanks only could take": World(
        [row(FIRST, credit_code=CODES[0], district=EAST)], [row(FIRST, credit_code=CODES[0], district=WEST)], FILL
    ),
    "a cleared licence": World(
        [row(FIRST, credit_code=CODES[0], licence=LICENCES[0]), edited(0, licence="")],
        [row(FIRST, credit_code=CODES[0], licence=LICENCES[0]), row(SECOND, licence=LICENCES[0])],
    ),
    "a licence typed over, by force": World(
        [row(FIRST, credit_code=CODES[0], licence=LICENCES[0]), edited(0, licence=LICENCES[1])],
        [row(FIRST, licence=LICENCES[0]), row(FIRST, licence=LICENCES[1])],
        FORCE,
    ),
    "a kept district, seen under others": World(
        [row(FIRST, credit_code=CODES[0], district=EAST), edited(0, district=WEST)],
        [row(FIRST, credit_code=CODES[0], district=COUNTY), row(FIRST, district=COUNTY)],
    ),
    "a code says more than the type": World(
        [row(FIRST, credit_code=CODES[0])],
        [row(FIRST, economic_type=TYPES[1], operator_type="sole_trader"), row(FIRST, economic_type=TYPES[0])],
    ),
    "what a merged operator's list says": World(
        [row(FIRST), row(SECOND, credit_code=CODES[0]), Step("merge", (1, 0))],
        [row(FIRST, credit_code=CODES[1], operator_type="sole_trader")] * 2,
    ),
    "a licence that a merged operator's list filled in": World(
        [row(FIRST, credit_code=CODES[0]), row(SECOND), Step("merge", (0, 1))],
        [row(SECOND, licence=LICENCES[0]), row(FIRST, credit_code=CODES[0], licence=LICENCES[1])],
    ),
    "there and back": World(
        [row(FIRST, credit_code=CODES[0], district=EAST)],
        [row(FIRST, credit_code=CODES[0], district=WEST), row(FIRST, credit_code=CODES[0], district=EAST)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_one_row_changes_for_another(empty: bytes, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    require_one_end(empty, CASES[case], monkeypatch)
