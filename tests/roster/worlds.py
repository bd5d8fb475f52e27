"""Small invented stores and rosters in which everything collides: few names, codes, licences and districts."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from tests.roster.records import ACTOR, TODAY
from zoufang_cli.errors import Refused
from zoufang_cli.roster import actions
from zoufang_cli.roster.conflicts import actions as conflicts
from zoufang_cli.roster.conflicts.rules import Choice
from zoufang_cli.roster.conflicts.table import list_conflicts
from zoufang_cli.roster.duplicates import actions as enterprise_doubles
from zoufang_cli.roster.importing.table.contradictions import contradictions
from zoufang_cli.roster.importing.table.outcome import OutcomeWriter
from zoufang_cli.roster.matching.matched import MatchedRows, match_rows
from zoufang_cli.roster.matching.matcher import Mode, Rules
from zoufang_cli.roster.rows.outcomes import RosterRow
from zoufang_cli.roster.rows.stored import FileRows, packed
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Candidate
from zoufang_cli.store.operations import operation
from zoufang_cli.text.codes import check_character
from zoufang_cli.text.names import normalize_name

State: TypeAlias = dict[str, list[tuple[Any, ...]]]


def code(serial: int) -> str:
    """Return a valid credit code."""
    first = f"91990100MA{serial:07d}"
    return first + check_character(first)


NAMES = ("甲公司", "乙公司", "丙公司")
CODES = (code(1), code(2), code(3))
REGISTRATIONS = ("990100000000012", "990100000000020")
LICENCES = ("990100151081", "990100151082", "990100151083")
DISTRICTS = ("东屏区", "西岭区", "云河县")
OPERATOR_TYPES = ("enterprise", "sole_trader")
TYPES = ("有限责任公司", "个体工商户")
PHONES = ("19900000001", "19900000002")
BLANK = RosterRow(
    name="", normalized_name="", initials="", credit_code="", registration_no="", organisation_code="", licence="",
    licence_digits="", legal_person="", legal_phone=(), contact="", phone=(), address="", district="", scope=(),
    kinds=(), operator_type="enterprise", status=None, valid_from=None, valid_to=None, economic_type="", vehicle_count=None,
    remark="", district_derived=False, extra={},
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something that a person does to the store: `what`, with which operators (by their place) or values."""

    what: str
    at: tuple[int, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class World:
    """How a store came about, and the roster that comes next."""

    before: Sequence[RosterRow | Step] = ()
    rows: Sequence[RosterRow] = ()
    rules: Rules = field(default_factory=Rules)


def world(seed: int) -> World:
    """Invent a store and a roster."""
    pick = random.Random(seed)
    before: list[RosterRow | Step] = [_row(pick) for _ in range(pick.choice((0, 1, 2, 3, 5)))]
    if pick.random() < 0.6:
        for _ in range(pick.randint(1, 5)):
            before.append(_step(pick) if pick.random() < 0.7 else _row(pick))
    rows = [_row(pick) for _ in range(pick.choice((2, 2, 3, 3, 4, 6)))]
    mode = pick.choice((Mode.UPDATE, Mode.UPDATE, Mode.UPDATE, Mode.FILL, Mode.NEW))
    return World(before, rows, Rules(mode, force=pick.random() < 0.2))


def row(name: str, **values: Any) -> RosterRow:
    """Return a cleaned row; its licence is written as its digits."""
    licence = values.get("licence", "")
    return BLANK._replace(name=name, normalized_name=normalize_name(name), licence_digits=licence, **values)


def edited(place: int, **values: str) -> Step:
    """Return the step that edits an operator by hand."""
    return Step("edit", (place,), tuple(values.items()))


def _row(pick: random.Random) -> RosterRow:
    def some(values: Sequence[str], chance: float) -> str:
        return pick.choice(values) if pick.random() < chance else ""

    district, phone = some(DISTRICTS, 0.6), some(PHONES, 0.5)
    return row(
        pick.choice(NAMES),
        operator_type=pick.choice(OPERATOR_TYPES),
        credit_code=some(CODES, 0.45),
        registration_no=some(REGISTRATIONS, 0.15),
        licence=some(LICENCES, 0.45),
        district=district,
        district_derived=bool(district) and pick.random() < 0.25,
        economic_type=some(TYPES, 0.2),
        phone=(phone,) if phone else (),
    )


def _step(pick: random.Random) -> Step:
    what = pick.choice(("merge", "edit", "edit", "edit", "apart", "settle"))
    if what == "edit":
        field, values = pick.choice((
            ("name", NAMES), ("credit_code", (*CODES, "")), ("licence", (*LICENCES, "")), ("licence", (*LICENCES, "")),
            ("district", (*DISTRICTS, "")), ("operator_type", ("企业", "个体")), ("economic_type", (*TYPES, "")),
        ))  # fmt: skip
        return Step(what, (pick.randrange(4),), ((field, pick.choice(values)),))
    return Step(what, (pick.randrange(4), pick.randrange(4)), (("choice", pick.choice(list(Choice))),))


def in_memory(data: bytes) -> Store:
    """Return a store in memory, as a file of these bytes would be."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(data)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    return Store(connection, Path("zoufang.db"))


def play(store: Store, before: Sequence[RosterRow | Step]) -> None:
    """Bring a store about; what is refused is passed over."""
    for one in before:
        if isinstance(one, RosterRow):
            take(store, [one], Rules())
        else:
            with suppress(Refused):
                do(store, one)


def do(store: Store, step: Step) -> None:
    """Do one thing to the store; raises what people are told when it is refused."""
    alive = [
        Candidate(*row, "")
        for row in store.connection.execute(
            "SELECT id, number, name FROM operator WHERE merged_into_id IS NULL ORDER BY number"
        )
    ]
    if not alive:
        return
    first, *others = [alive[at % len(alive)] for at in step.at]
    values = dict(step.values)
    if step.what == "edit":
        operator_type = values.pop("operator_type", None)
        actions.edit(store, ACTOR, first.id, values, operator_type=operator_type)
    elif step.what == "merge":
        enterprise_doubles.merge(store, ACTOR, first, others)
    elif step.what == "apart":
        enterprise_doubles.record_distinct(store, ACTOR, first, others[0], "")
    else:
        open_ones = list_conflicts(store, settled=False)
        if open_ones:
            conflicts.settle(store, ACTOR, [open_ones[step.at[0] % len(open_ones)].number], Choice(values["choice"]))


def take(store: Store, rows: Sequence[RosterRow], rules: Rules) -> None:
    """Take one roster in."""
    matched = match(store, rows, rules)
    with operation(store, ACTOR, "enterprise import"):
        written = OutcomeWriter(store, matched, TODAY)
        written.write_conflicts(contradictions(store, matched), None)


def match(store: Store, rows: Sequence[RosterRow], rules: Rules) -> MatchedRows:
    """Match a roster and change nothing."""
    return match_rows(store, FileRows([("", packed(line, row)) for line, row in enumerate(rows, 2)]), rules)


def take_one_by_one(store: Store, rows: Sequence[RosterRow], rules: Rules) -> None:
    """Take every row in as a roster of its own; operators that earlier ones brought are updated in every mode."""
    own = int(store.value("SELECT coalesce(max(id), 0) FROM operator"))
    for row in rows:
        later = match(store, [row], Rules()).operator_ids[0] > own
        take(store, [row], Rules(Mode.UPDATE, rules.force) if later else rules)


def state(store: Store) -> State:
    """Return what a store knows, whatever its ids are."""
    columns = [row["name"] for row in store.all("PRAGMA table_info(operator)")]
    own = [column for column in columns if column not in ("id", "merged_into_id")]
    queries = {
        "operator": f"""SELECT {", ".join(f"e.{column}" for column in own)}, k.number
            FROM operator e
            LEFT JOIN operator k ON k.id = e.merged_into_id
            ORDER BY e.number""",
        "former_key": """SELECT e.number, f.field, f.value
            FROM former_key f
            JOIN operator e ON e.id = f.operator_id
            ORDER BY 1, 2, 3""",
        "conflict": """SELECT c.field, e.number, o.number, c.held, c.offered, c.state
            FROM conflict c
            JOIN operator e ON e.id = c.operator_id
            LEFT JOIN operator o ON o.id = c.other_id
            ORDER BY 1, 2, 3, 4, 5, 6""",
    }
    return {table: [tuple(row) for row in store.connection.execute(sql)] for table, sql in queries.items()}


def doubled_codes(store: Store) -> list[tuple[str, int]]:
    """Return the credit codes that several operators have, with how many they are; those merged away do not count."""
    rows = store.connection.execute(
        """SELECT credit_code, count(*)
        FROM operator
        WHERE credit_code <> '' AND merged_into_id IS NULL
        GROUP BY credit_code
        HAVING count(*) > 1"""
    )
    return [tuple(row) for row in rows]


def present_former_keys(store: Store) -> list[tuple[str, str, str]]:
    """Return the former keys that are their operator's present ones: (number, field, value)."""
    rows = store.connection.execute(
        """SELECT e.number, f.field, f.value
        FROM former_key f
        JOIN operator e ON e.id = f.operator_id
        WHERE f.value = CASE f.field
            WHEN 'credit_code' THEN e.credit_code
            WHEN 'registration_no' THEN e.registration_no
            WHEN 'licence_digits' THEN e.licence_digits
            WHEN 'normalized_name' THEN e.normalized_name
            ELSE e.district END"""
    )
    return [tuple(row) for row in rows]
