"""Say for every staged row which operator it is: one of the store (`target`), or a new one of the file.

A row whose place no other row of its file can change is matched by SQL alone. The others are `contended`
(matching/contention.py): matching.matching places them one after the other, as if each came in a file of its own.
"""

from __future__ import annotations

import json

from zoufang_cli.roster.matching.contention import find
from zoufang_cli.roster.matching.matching import BY_NAME, KEYS, TESTS, Identity, Known, MatchedBy, Matcher, Rules, Test
from zoufang_cli.store.connection import Store

# operator_id: the operator's id in the store, or minus the seq of the operator's first row; test_place: the place among
# TESTS of the one by which it was recognised (-1: by none); matched_by: by present keys, former ones or those of an
# operator merged away; moves: the row may change by what the operator is recognised; round: its turn among the rows of
# one operator.
_PLACED = """CREATE TEMP TABLE placed (
    seq INTEGER PRIMARY KEY, target INTEGER, operator_id INTEGER NOT NULL, test_place INTEGER NOT NULL DEFAULT -1,
    matched_by INTEGER NOT NULL DEFAULT 0, doubt INTEGER NOT NULL DEFAULT 0, moves INTEGER NOT NULL DEFAULT 0,
    round INTEGER NOT NULL DEFAULT 1, outcome TEXT)"""
_RIVAL = "CREATE TEMP TABLE rival (seq INTEGER PRIMARY KEY, operator_id INTEGER NOT NULL, credit_code TEXT NOT NULL)"


def place(store: Store, rules: Rules) -> None:
    """Fill temp.placed, one line for each staged row, and temp.rival for the contended ones (Placement.rival)."""
    for table in ("placed", "rival"):
        store.run(f"DROP TABLE IF EXISTS temp.{table}")
    store.run(_PLACED)
    store.run(_RIVAL)
    former = store.value("SELECT 1 FROM former_key LIMIT 1") is not None
    if store.value("SELECT 1 FROM operator LIMIT 1"):
        for test_place, test in enumerate(TESTS):
            store.run(_match(test_place, test, former))
    store.run(
        "INSERT INTO placed (seq, operator_id) SELECT seq, -seq FROM staged WHERE seq NOT IN (SELECT seq FROM placed)"
    )
    find(store)
    if store.value("SELECT 1 FROM temp.contended LIMIT 1"):
        _place_contended(store, rules)


def sure_type(alias: str) -> str:
    """Return the SQL of what is certain about 企业 or 个体 of a row: by its code or 经济类型, '' where neither shows it."""
    return f"iif({alias}.credit_code <> '' OR {alias}.economic_type <> '', {alias}.operator_type, '')"


def _match(test_place: int, test: Test, former: bool) -> str:
    """Return the statement that matches the rows left by one test of matching.matching, and prefers as it does."""
    queries = [_candidates(test, "JOIN operator e ON e.{key} = s.{key} AND e.{key} <> ''", former, MatchedBy.PRESENT)]
    if former:
        # CROSS: otherwise SQLite goes through all staged rows for each former key
        through = """CROSS JOIN former_key f ON f.field = '{key}' AND f.value = s.{key}
        CROSS JOIN operator e ON e.id = f.operator_id AND e.{key} <> s.{key}"""
        queries.append(_candidates(test, through, former, MatchedBy.FORMER))
    return f"""INSERT INTO placed (seq, target, operator_id, test_place, matched_by, doubt, moves)
    SELECT seq, operator_id, operator_id, {test_place}, matched_by, doubt, moves
    FROM (
        SELECT seq, operator_id, matched_by, doubt, moves, row_number() OVER (
            PARTITION BY seq ORDER BY matched_by, other_name, other_district, row_id) AS place
        FROM ({" UNION ALL ".join(queries)}))
    WHERE place = 1"""


def _candidates(test: Test, join: str, former: bool, matched_by: MatchedBy) -> str:
    agree = [_agree(name, former) for name in test.unless]
    doubt = "'' IN (s.district, e.district)" if test is TESTS[BY_NAME] else "0"
    seen = f"{matched_by:d}"
    if test.key == "normalized_name" and former and matched_by is MatchedBy.PRESENT:
        seen = f"iif('' IN (e.district, s.district) OR e.district = s.district, {MatchedBy.PRESENT:d}, {MatchedBy.FORMER:d})"
    return f"""SELECT s.seq, coalesce(e.merged_into_id, e.id) AS operator_id, e.id AS row_id,
            iif(e.merged_into_id IS NULL, {seen}, {MatchedBy.MERGED:d}) AS matched_by,
            e.normalized_name <> s.normalized_name AS other_name, s.district NOT IN ('', e.district) AS other_district,
            {doubt} AS doubt, {_MOVES} AS moves
        FROM temp.staged s
        {join.format(key=test.key)}
        WHERE s.seq NOT IN (SELECT seq FROM temp.placed){"".join(f" AND {condition}" for condition in agree)}"""


def _agree(name: str, former: bool) -> str:
    """Return the SQL that nothing contradicts; a district that the operator was seen under before does not."""
    one, other = (sure_type("s"), sure_type("e")) if name == "sure_type" else (f"s.{name}", f"e.{name}")
    agrees = f"{one} = '' OR {other} = '' OR {one} = {other}"
    if name == "district" and former:
        agrees += """ OR EXISTS (
            SELECT 1 FROM former_key d WHERE d.operator_id = e.id AND d.field = 'district' AND d.value = s.district)"""
    return f"({agrees})"


_MOVES = " OR ".join(
    [
        "e.merged_into_id IS NOT NULL",
        *(f"s.{key} NOT IN ('', e.{key})" for key in KEYS),
        f"{sure_type('s')} NOT IN ('', {sure_type('e')})",
    ]
)


def _place_contended(store: Store, rules: Rules) -> None:
    matcher = Matcher(rules)
    for known in _related(store):
        matcher.know(known)
    rows = store.connection.execute(
        f"""SELECT s.seq, s.weak_district, {_identity("s")}
        FROM contended c
        JOIN staged s USING (seq)
        ORDER BY s.seq"""
    ).fetchall()
    placements = [(seq, matcher.place(seq, Identity(*values), bool(weak))) for seq, weak, *values in rows]
    store.connection.executemany(
        "UPDATE placed SET operator_id = ?, target = ?, test_place = ?, matched_by = ?, doubt = ? WHERE seq = ?",
        [
            (
                placement.operator_id,
                placement.operator_id if placement.operator_id > 0 else None,
                placement.test_place,
                int(placement.matched_by),
                placement.doubtful,
                seq,
            )
            for seq, placement in placements
        ],
    )
    store.connection.executemany(
        "INSERT INTO rival (seq, operator_id, credit_code) VALUES (?, ?, ?)",
        [(seq, *placement.rival) for seq, placement in placements if placement.rival],
    )
    store.run(
        """UPDATE placed SET round = r.round
        FROM (
            SELECT seq, row_number() OVER (PARTITION BY operator_id ORDER BY seq) AS round
            FROM placed
            WHERE seq IN (SELECT seq FROM contended)) AS r
        WHERE r.seq = placed.seq AND r.round > 1"""
    )


def _related(store: Store) -> list[Known]:
    """Return the operators that contended rows could be, with those that they were merged into."""
    store.run(
        """INSERT OR IGNORE INTO related (id, turn)
        SELECT merged_into_id, -1 FROM operator WHERE id IN (SELECT id FROM related) AND merged_into_id IS NOT NULL"""
    )
    former: dict[int, set[tuple[str, str]]] = {}
    for row in store.all(
        "SELECT operator_id, field, value FROM former_key WHERE operator_id IN (SELECT id FROM related)"
    ):
        former.setdefault(row["operator_id"], set()).add((row["field"], row["value"]))
    rows = store.connection.execute(
        f"""SELECT e.id, coalesce(e.merged_into_id, e.id), e.hand_edited, {_identity("e")}
        FROM related
        JOIN operator e USING (id)
        ORDER BY e.id"""
    ).fetchall()
    return [
        Known(row_id, operator_id, Identity(*values), former.get(row_id, set()), set(json.loads(marks)))
        for row_id, operator_id, marks, *values in rows
    ]


def _identity(alias: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in Identity._fields)
