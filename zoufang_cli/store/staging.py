"""Take a roster in: stage the rows in a TEMP table, match them, fold them, write them in one short transaction.

Nothing here locks the store until `write`. The steps: `stage` cleaned rows; `match` each to an operator of the
store (`target`) or, within the file, to the first row of the same operator (`lead`); `fold` the rows of each
operator in the order of the file into a working copy (`held`); `write` the copy back by INSERT … SELECT.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zoufang_cli.store.connection import Store
from zoufang_cli.store.ids import new_ids

IDENTITY = ("name", "norm", "initials")  # set when an operator is taken in, never overwritten by a roster
TEXTS = (
    "credit_code", "registration_no", "organisation_code", "licence_digits", "legal_person", "contact", "address",
    "district", "economic_type", "remark",
)  # fmt: skip
LISTS = ("legal_phone", "phone", "scope", "kinds")
NULLABLE = ("status", "valid_from", "valid_to", "vehicle_count")
COLUMNS = (*IDENTITY, *TEXTS, *LISTS, *NULLABLE, "holder", "licence", "extra")
UPDATED = COLUMNS[len(IDENTITY) :]

StagedRow = Sequence[str | int | None]
"""Place in the file (line), then the values of COLUMNS: lists and `extra` as compact JSON, dates as ISO."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows: each row is exactly one of the three."""

    added: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class NameConflict:
    """A row whose operator is in the store under another name; the held name stays."""

    place: str
    enterprise_id: int
    number: str
    held: str
    offered: str


def stage(store: Store, rows: Iterable[StagedRow]) -> int:
    """Put cleaned rows into a fresh TEMP table and return their number."""
    columns = ", ".join(f"{column} NOT NULL" if column not in NULLABLE else column for column in COLUMNS)
    store.run("DROP TABLE IF EXISTS temp.staged")
    store.run(
        f"""CREATE TEMP TABLE staged (
        seq INTEGER PRIMARY KEY, place TEXT NOT NULL, {columns},
        target INTEGER, lead INTEGER, gid INTEGER, round INTEGER, outcome TEXT)"""
    )
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    store.run("BEGIN")
    store.connection.executemany(
        f"INSERT INTO temp.staged (place, {', '.join(COLUMNS)}) VALUES ({marks})",
        rows,
    )
    store.run("CREATE INDEX temp.staged_code ON staged (credit_code) WHERE credit_code <> ''")
    store.run("CREATE INDEX temp.staged_registration ON staged (registration_no) WHERE registration_no <> ''")
    store.run("CREATE INDEX temp.staged_licence ON staged (licence_digits) WHERE licence_digits <> ''")
    store.run("CREATE INDEX temp.staged_norm ON staged (norm, district)")
    store.run("COMMIT")
    return int(store.value("SELECT count(*) FROM temp.staged"))


def match_and_fold(store: Store) -> Counts:
    """Match the staged rows against the store and each other, and fold them into temp.held."""
    store.run("BEGIN")
    try:
        for statement in (*_RESET, *_MATCH_STORE, *_MATCH_FILE, *_GROUP):
            store.run(statement)
        _fold(store)
        store.run("COMMIT")
    except BaseException:
        store.run("ROLLBACK")
        raise
    found = {row["outcome"]: row["count"] for row in store.all(_COUNT)}
    return Counts(found.get("added", 0), found.get("updated", 0), found.get("unchanged", 0))


def matched(store: Store) -> list[str]:
    """Return the numbers of the operators of the store that staged rows were matched to."""
    rows = store.all("SELECT number FROM enterprise WHERE id IN (SELECT target FROM temp.staged) ORDER BY number")
    return [row["number"] for row in rows]


def version(store: Store) -> int:
    """Return a number that changes whenever another connection commits to the store."""
    return int(store.value("PRAGMA data_version"))


def name_conflicts(store: Store) -> list[NameConflict]:
    """Return the rows whose operator stands in the store under another name, in the order of the file."""
    rows = store.all(
        """SELECT s.place, e.id, e.number, e.name, s.name AS offered
        FROM temp.staged s
        JOIN enterprise e ON e.id = s.target
        WHERE s.norm <> e.norm
        ORDER BY s.seq"""
    )
    return [NameConflict(row["place"], row["id"], row["number"], row["name"], row["offered"]) for row in rows]


def pending_conflicts(store: Store) -> int:
    """Return how many name conflicts are not on record yet."""
    return int(store.value(f"SELECT count(*) FROM ({_NEW_CONFLICTS})"))


def write(store: Store, *, on: date, batch_id: int | None = None, source_id: int | None = None) -> list[str]:
    """Write the folded rows into the store, inside an open operation.

    New operators get their numbers in the order of the file; a changed status is recorded with its day.
    Returns the numbers of the first new operators, for the log.
    """
    numbers: list[str] = []
    new = int(store.value("SELECT count(*) FROM temp.held WHERE id IS NULL"))
    if new:
        first, head, width = store.take_serials("YH", 0, new)
        store.run(
            f"""INSERT INTO enterprise (id, number, listed_on, source_id, {", ".join(COLUMNS)})
            SELECT :base + row_number() OVER byline - 1,
                printf('%s%0{width}d', :head, :first + row_number() OVER byline - 1), :on, :source, {", ".join(COLUMNS)}
            FROM temp.held
            WHERE id IS NULL
            WINDOW byline AS (ORDER BY gid DESC)
            ORDER BY gid DESC""",
            base=new_ids(new),
            head=head,
            first=first,
            on=on.isoformat(),
            source=source_id,
        )
        numbers = [f"{head}{serial:0{width}d}" for serial in range(first, first + min(new, 2))]
    _write_status(store, on)
    store.run(
        f"""UPDATE enterprise
        SET {", ".join(f"{column} = h.{column}" for column in UPDATED)}
        FROM temp.held h
        WHERE enterprise.id = h.id AND h.changed = 1"""
    )
    conflicts = store.all(_NEW_CONFLICTS)
    for row in conflicts:
        store.insert("conflict", {**dict(row), "batch_id": batch_id})
    return numbers


def drop(store: Store) -> None:
    """Forget the staged rows."""
    store.run("DROP TABLE IF EXISTS temp.staged")
    store.run("DROP TABLE IF EXISTS temp.held")


def _write_status(store: Store, on: date) -> None:
    """Record the operators whose status changes, before it is overwritten."""
    changed = store.all(
        """SELECT e.id AS enterprise_id, e.status AS from_status, h.status AS to_status
        FROM temp.held h
        JOIN enterprise e ON e.id = h.id
        WHERE h.changed = 1 AND h.status IS NOT e.status
        ORDER BY e.id"""
    )
    for row in changed:
        store.insert("status_change", {**dict(row), "changed_on": on, "note": "名册导入"})


# Two records can be one operator only when no identifier of the one contradicts the other.
def _compatible(one: str, other: str) -> str:
    return " AND ".join(
        f"({one}.{column} = '' OR {other}.{column} = '' OR {one}.{column} = {other}.{column})"
        for column in ("credit_code", "registration_no", "licence_digits")
    )


_SAME_CODE = "{o}.credit_code <> '' AND {o}.credit_code = staged.credit_code"
_SAME_REGISTRATION = (
    "{o}.registration_no <> '' AND {o}.registration_no = staged.registration_no"
    " AND ({o}.credit_code = '' OR staged.credit_code = '')"
)
_SAME_LICENCE = (
    "{o}.licence_digits <> '' AND {o}.licence_digits = staged.licence_digits"
    " AND ({o}.credit_code = '' OR staged.credit_code = '')"
)
_SAME_NAME = "{o}.norm = staged.norm AND {o}.district = staged.district AND " + _compatible("{o}", "staged")
_TESTS = (_SAME_CODE, _SAME_REGISTRATION, _SAME_LICENCE, _SAME_NAME)
_HAS = ("credit_code <> ''", "registration_no <> ''", "licence_digits <> ''", "norm <> ''")

_MATCH_STORE = tuple(
    f"""UPDATE staged SET target = (
        SELECT coalesce(e.merged_into_id, e.id) FROM enterprise e
        WHERE {test.format(o="e")}
        ORDER BY e.merged_into_id IS NOT NULL, e.id
        LIMIT 1)
    WHERE target IS NULL AND {has}"""
    for test, has in zip(_TESTS, _HAS, strict=True)
)

# A row follows a row of the same file that found its operator, and else the first row that it can be one with.
_MATCH_FILE = (
    *(
        f"""UPDATE staged SET target = (
            SELECT min(s.target) FROM staged s
            WHERE s.target IS NOT NULL AND {test.format(o="s")})
        WHERE target IS NULL AND {has}"""
        for test, has in zip(_TESTS, _HAS, strict=True)
    ),
    *(
        f"""UPDATE staged SET lead = coalesce(
            (SELECT min(s.lead) FROM staged s WHERE s.target IS NULL AND s.lead IS NOT NULL AND {test.format(o="s")}),
            {"seq" if has.startswith("norm") else "NULL"})
        WHERE target IS NULL AND lead IS NULL AND {has}"""
        if not has.startswith("credit_code")
        else """UPDATE staged SET lead = (
            SELECT min(s.seq) FROM staged s
            WHERE s.credit_code <> '' AND s.credit_code = staged.credit_code AND s.target IS NULL)
        WHERE target IS NULL AND credit_code <> ''"""
        for test, has in zip(_TESTS, _HAS, strict=True)
    ),
)

_GROUP = (
    "UPDATE staged SET gid = coalesce(target, -lead)",
    """UPDATE staged SET round = r.round
    FROM (SELECT seq, row_number() OVER (PARTITION BY gid ORDER BY seq) AS round FROM staged) r
    WHERE r.seq = staged.seq""",
    "CREATE INDEX temp.staged_round ON staged (round)",
)

_RESET = (
    "UPDATE staged SET target = NULL, lead = NULL, outcome = NULL WHERE outcome IS NOT NULL",
    "DROP INDEX IF EXISTS temp.staged_round",
)

_COUNT = "SELECT outcome, count(*) AS count FROM temp.staged GROUP BY outcome"

_NEW_CONFLICTS = """SELECT s.target AS enterprise_id, 'name' AS field, e.name AS held, min(s.name) AS offered
    FROM temp.staged s
    JOIN enterprise e ON e.id = s.target
    WHERE s.norm <> e.norm
      AND NOT EXISTS (
        SELECT 1 FROM conflict c
        JOIN temp.staged t ON t.target = c.enterprise_id AND t.name = c.offered
        WHERE c.enterprise_id = e.id AND c.field = 'name' AND t.norm = s.norm)
    GROUP BY s.target, s.norm"""


def _newer(column: str) -> str:
    """Return the SQL of a column's value after a row: newer values are taken, blanks and hand edits kept."""
    if column in TEXTS:
        value = f"iif(s.{column} <> '', s.{column}, h.{column})"
    elif column in LISTS:  # a masked telephone (138****5678) never replaces a number
        value = f"iif(s.{column} <> '[]' AND (h.{column} = '[]' OR instr(s.{column}, '*') = 0), s.{column}, h.{column})"
    elif column in NULLABLE:
        value = f"coalesce(s.{column}, h.{column})"
    elif column == "holder":  # certain only where a credit code shows it
        value = "iif(s.credit_code <> '', s.holder, h.holder)"
    elif column == "licence":  # the same digits in other words are no news
        value = (
            "iif(s.licence <> '' AND (h.licence = '' OR (s.licence_digits <> '' AND"
            " s.licence_digits <> h.licence_digits)), s.licence, h.licence)"
        )
    else:
        value = "iif(s.extra <> '{}', json_patch(h.extra, s.extra), h.extra)"
    return f"iif(instr(h.hand_edited, '\"{column}\"') > 0, h.{column}, {value})"


def _fold(store: Store) -> None:
    """Fold round after round: the first rows of all operators, then the second ones, and so on."""
    columns = ", ".join(COLUMNS)
    store.run("DROP TABLE IF EXISTS temp.held")
    store.run(f"CREATE TEMP TABLE held (gid INTEGER PRIMARY KEY, id INTEGER, changed INTEGER, hand_edited, {columns})")
    store.run(
        f"""INSERT INTO temp.held
        SELECT e.id, e.id, 0, e.hand_edited, {", ".join(f"e.{column}" for column in COLUMNS)}
        FROM enterprise e
        WHERE e.id IN (SELECT target FROM temp.staged)"""
    )
    store.run(
        f"""INSERT INTO temp.held
        SELECT gid, NULL, 0, '[]', {columns} FROM temp.staged WHERE target IS NULL AND round = 1"""
    )
    store.run("UPDATE temp.staged SET outcome = 'added' WHERE target IS NULL AND round = 1")
    differs = " OR ".join(f"{_newer(column)} IS NOT h.{column}" for column in UPDATED)
    for turn in range(1, int(store.value("SELECT coalesce(max(round), 0) FROM temp.staged")) + 1):
        store.run(
            f"""UPDATE staged SET outcome = iif((
                SELECT {differs.replace("s.", "staged.")} FROM temp.held h WHERE h.gid = staged.gid),
                'updated', 'unchanged')
            WHERE round = :turn AND outcome IS NULL""",
            turn=turn,
        )
        store.run(
            f"""UPDATE held AS h
            SET changed = 1, {", ".join(f"{column} = {_newer(column)}" for column in UPDATED)}
            FROM temp.staged s
            WHERE s.gid = h.gid AND s.round = :turn AND s.outcome = 'updated'""",
            turn=turn,
        )
