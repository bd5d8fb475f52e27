"""Take a roster in: stage the rows in a TEMP table, match them, fold them, write them in one short transaction.

Nothing here locks the store until `write`. The steps: `stage` cleaned rows; `match` each to an operator of the
store (`target`) or, within the file, to an earlier row of the same operator (`gid`); `fold` the rows of each
operator in the order of the file into a working copy (`held`); `write` the copy back by INSERT … SELECT.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from zoufang_cli.domain.matching import BY_NAME, TESTS, Identity, Matcher, Test
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
        target INTEGER, rank INTEGER, gid INTEGER, doubt INTEGER NOT NULL DEFAULT 0, round INTEGER NOT NULL DEFAULT 1, outcome TEXT)"""
    )
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    insert = f"INSERT INTO temp.staged (place, {', '.join(COLUMNS)}) VALUES ({marks})"
    with _together(store):
        store.connection.executemany(insert, rows)
        for key in ("credit_code", "registration_no", "licence_digits"):
            store.run(f"CREATE INDEX temp.staged_{key} ON staged ({key}) WHERE {key} <> ''")
        store.run("CREATE INDEX temp.staged_norm ON staged (norm, district)")
    return int(store.value("SELECT count(*) FROM temp.staged"))


def match_and_fold(store: Store) -> Counts:
    """Match the staged rows against the store and each other, and fold them into temp.held."""
    with _together(store):
        for statement in (*_RESET, *_MATCH_STORE):
            store.run(statement)
        _group(store)
        for statement in _GROUP:
            store.run(statement)
        _fold(store)
    found = {row["outcome"]: row["count"] for row in store.all(_COUNT)}
    return Counts(found.get("added", 0), found.get("updated", 0), found.get("unchanged", 0))


@contextmanager
def _together(store: Store) -> Iterator[None]:
    """Run statements on the TEMP tables as one transaction, which locks nothing in the store."""
    store.run("BEGIN")
    try:
        yield
        store.run("COMMIT")
    except BaseException:
        store.run("ROLLBACK")
        raise


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


def sole_traders_added(store: Store) -> tuple[int, int]:
    """Return how many new operators were taken for 个体, and how many of them by nothing but their name."""
    row = store.one(
        """SELECT count(*) AS every, sum(credit_code = '' AND economic_type = '') AS guessed
        FROM temp.held
        WHERE id IS NULL AND holder = 'sole_trader'"""
    )
    assert row is not None
    return int(row["every"]), int(row["guessed"] or 0)


def doubtful_rows(store: Store) -> list[tuple[str, str]]:
    """Return (place, name) of the rows that were matched by their name alone."""
    return [
        (row["place"], row["name"]) for row in store.all("SELECT place, name FROM temp.staged WHERE doubt ORDER BY seq")
    ]


def pending_conflicts(store: Store) -> int:
    """Return how many name conflicts are not on record yet."""
    return int(store.value(f"SELECT count(*) FROM ({_NEW_CONFLICTS})"))


def write(store: Store, *, on: date, batch_id: int | None = None) -> list[str]:
    """Write the folded rows into the store, inside an open operation.

    New operators get their numbers in the order of the file; a changed status is recorded with its day.
    Returns the numbers of the first new operators, for the log.
    """
    numbers: list[str] = []
    new = int(store.value("SELECT count(*) FROM temp.held WHERE id IS NULL"))
    if new:
        first, head, width = store.take_serials("YH", 0, new)
        store.run(
            f"""INSERT INTO enterprise (id, number, listed_on, {", ".join(COLUMNS)})
            SELECT :base + row_number() OVER byline - 1,
                printf('%s%0{width}d', :head, :first + row_number() OVER byline - 1), :on, {", ".join(COLUMNS)}
            FROM temp.held
            WHERE id IS NULL
            WINDOW byline AS (ORDER BY gid DESC)
            ORDER BY gid DESC""",
            base=new_ids(new),
            head=head,
            first=first,
            on=on.isoformat(),
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
        number = store.next_number("CT", 0)
        store.insert("conflict", {**dict(row), "number": number, "batch_id": batch_id})
    return numbers


def drop(store: Store) -> None:
    """Forget the staged rows."""
    store.run("DROP TABLE IF EXISTS temp.staged")
    store.run("DROP TABLE IF EXISTS temp.held")
    store.run("DROP TABLE IF EXISTS temp.contended")


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


def _match(rank: int, test: Test) -> str:
    """Return the statement that matches the rows left by one test of domain.matching, and prefers as it does."""
    agree = [f"e.{name} = s.{name}" for name in test.key]
    differ = [f"(e.{name} = '' OR s.{name} = '' OR e.{name} = s.{name})" for name in test.unless]
    return f"""UPDATE staged SET rank = {rank}, target = found.id
    FROM (
        SELECT s.seq, coalesce(e.merged_into_id, e.id) AS id, row_number() OVER (
            PARTITION BY s.seq
            ORDER BY e.norm <> s.norm, s.district NOT IN ('', e.district), e.merged_into_id IS NOT NULL, e.id) AS place
        FROM temp.staged s
        JOIN enterprise e ON {" AND ".join([*agree, f"e.{test.needs} <> ''", *differ])}
        WHERE s.target IS NULL) AS found
    WHERE found.place = 1 AND staged.seq = found.seq"""


_MATCH_STORE = tuple(_match(rank, test) for rank, test in enumerate(TESTS))

# Rows that share an identifier, or an operator of the store, with another row of the file.
_CONTENDED = " UNION ".join(
    f"""SELECT seq FROM staged WHERE {key} <> '' AND {key} IN (
        SELECT {key} FROM staged WHERE {key} <> '' GROUP BY {key} HAVING count(*) > 1)"""
    for key in ("credit_code", "registration_no", "licence_digits", "norm", "target")
)

# Operators of the store that a contended row could be.
_RELATED = " OR ".join(
    f"""{key} <> '' AND {key} IN (SELECT {key} FROM temp.staged WHERE seq IN (SELECT seq FROM temp.contended))"""
    for key in ("credit_code", "registration_no", "licence_digits", "norm")
)

_GROUP = (
    """UPDATE staged SET round = r.round
    FROM (
        SELECT seq, row_number() OVER (PARTITION BY gid ORDER BY seq) AS round
        FROM temp.staged
        WHERE seq IN (SELECT seq FROM temp.contended)) AS r
    WHERE r.seq = staged.seq""",
    "CREATE INDEX temp.staged_round ON staged (round)",
)

_RESET = (
    "UPDATE staged SET target = NULL, rank = NULL, gid = NULL, doubt = 0, round = 1, outcome = NULL WHERE outcome IS NOT NULL",
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


def _group(store: Store) -> None:
    """Give every row its `gid`: its operator's id in the store, or minus the `seq` of the operator's first row."""
    store.run("UPDATE staged SET gid = coalesce(target, -seq)")
    store.run("DROP TABLE IF EXISTS temp.contended")
    store.run(f"CREATE TEMP TABLE contended AS {_CONTENDED}")
    columns = ", ".join(Identity._fields)
    matcher = Matcher()
    for enterprise_id, *values in store.connection.execute(
        f"SELECT id, {columns} FROM enterprise WHERE merged_into_id IS NULL AND ({_RELATED})"
    ):
        matcher.know(enterprise_id, Identity(*values))
    rows = store.connection.execute(
        f"SELECT seq, {columns} FROM temp.staged WHERE seq IN (SELECT seq FROM temp.contended) ORDER BY seq"
    ).fetchall()
    placed = []
    for seq, *values in rows:
        found = matcher.place(seq, Identity(*values))
        placed.append((found.gid, found.doubtful, seq))
    store.run(
        """UPDATE staged SET doubt = 1
        WHERE target IS NOT NULL AND rank = :by_name AND (district = '' OR (SELECT e.district = '' FROM enterprise e WHERE e.id = target))""",
        by_name=BY_NAME,
    )
    store.connection.executemany("UPDATE staged SET gid = ?, doubt = ? WHERE seq = ?", placed)
    store.run("UPDATE staged SET target = iif(gid > 0, gid, NULL) WHERE seq IN (SELECT seq FROM temp.contended)")


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
            SET {", ".join(f"{column} = {_newer(column)}" for column in UPDATED)}
            FROM temp.staged s
            WHERE s.gid = h.gid AND s.round = :turn AND s.outcome = 'updated'""",
            turn=turn,
        )
    differs = " OR ".join(f"e.{column} IS NOT held.{column}" for column in UPDATED)
    store.run(
        f"UPDATE held SET changed = (SELECT {differs} FROM enterprise e WHERE e.id = held.id) WHERE id IS NOT NULL"
    )
    # Rows that contradict each other and end where the store stands have changed nothing.
    store.run(
        """UPDATE staged SET outcome = 'unchanged'
        WHERE outcome = 'updated' AND gid IN (SELECT gid FROM temp.held WHERE id IS NOT NULL AND changed = 0)"""
    )
