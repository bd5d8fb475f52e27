"""Find where staged rows contradict the store or each other: one code under two names, one licence under two codes,
rows of one operator that do not say the same of it.

Both values are kept: another name is put on record beside the held one, another code makes an operator of its own.
What a person has settled is not found again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from zoufang_cli.roster.importing.table.staging import LISTS, NULLABLE, TEXTS
from zoufang_cli.roster.matching.matching import BY_NAME, MatchedBy
from zoufang_cli.store.connection import Store
from zoufang_cli.text.names import normalize_name


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A row that contradicts: `field` is `name` or `credit_code`; `number` and `name` are those of the other operator.

    `number` is '' for an operator that is new in the same file; `recorded`: the contradiction is on record, open.
    """

    sheet: str
    line: int
    seq: int
    field: str
    number: str
    name: str
    held: str
    offered: str
    recorded: bool


def find_contradictions(store: Store) -> None:
    """Fill temp.name_clash and temp.code_clash, one line for each contradiction, after rows are placed."""
    store.connection.create_function("normalize_name", 1, normalize_name, deterministic=True)
    for table in ("name_clash", "code_clash"):
        store.run(f"DROP TABLE IF EXISTS temp.{table}")
    store.run(_NAMES, by_name=BY_NAME)
    store.run(_CODES)


def contradictions(store: Store) -> Iterator[Contradiction]:
    """Yield the contradictions in the order of the file."""
    rows = store.connection.execute(
        """SELECT s.sheet, s.line, c.seq, 'name' AS field, coalesce(e.number, '') AS number, c.held AS name, c.held,
            c.offered, c.recorded
        FROM name_clash c
        JOIN staged s USING (seq)
        LEFT JOIN operator e ON e.id = c.operator_id
        UNION ALL
        SELECT s.sheet, s.line, c.seq, 'credit_code', coalesce(e.number, ''), coalesce(e.name, f.name), c.held,
            c.offered, c.recorded
        FROM code_clash c
        JOIN staged s USING (seq)
        LEFT JOIN operator e ON e.id = c.first_operator_id
        LEFT JOIN staged f ON f.seq = -c.first_operator_id
        ORDER BY seq, field"""
    )
    for row in rows:
        yield Contradiction(
            row["sheet"],
            row["line"],
            row["seq"],
            row["field"],
            row["number"],
            row["name"],
            row["held"],
            row["offered"],
            bool(row["recorded"]),
        )


def contested_operators(store: Store) -> list[int]:
    """Return the operators of the store whose licence the file names under another code."""
    return [
        row["first_operator_id"]
        for row in store.all("SELECT DISTINCT first_operator_id FROM code_clash WHERE first_operator_id > 0")
    ]


def count_unrecorded(store: Store) -> int:
    """Return how many contradictions are not on record yet."""
    return int(
        store.value(
            """SELECT (SELECT count(*) FROM name_clash WHERE NOT recorded)
                + (SELECT count(*) FROM code_clash WHERE NOT recorded)"""
        )
    )


# The held name of a row: its operator's in the store, else that of the operator's first row. A name that it went by
# before, or that an operator merged into it has, is no contradiction.
_NAMES = """CREATE TEMP TABLE name_clash AS
WITH named AS (
    SELECT p.seq, p.operator_id, coalesce(e.name, f.name) AS held, coalesce(e.normalized_name, f.normalized_name) AS held_normalized, s.name AS offered,
        s.normalized_name AS offered_normalized
    FROM placed p
    JOIN staged s USING (seq)
    LEFT JOIN operator e ON e.id = p.target
    LEFT JOIN staged f ON f.seq = -p.operator_id
    WHERE p.test_place BETWEEN 0 AND :by_name - 1 AND s.normalized_name <> coalesce(e.normalized_name, f.normalized_name)
)
SELECT n.seq, n.operator_id, n.held, n.offered, n.offered_normalized, c.state IS NOT NULL AS recorded
FROM named n
LEFT JOIN conflict c ON c.id = (
        SELECT min(k.id) FROM conflict k
        WHERE k.operator_id = n.operator_id AND k.field = 'name'
          AND (normalize_name(k.offered) = n.offered_normalized OR normalize_name(k.held) = n.offered_normalized))
WHERE coalesce(c.state, 'open') = 'open'
  AND NOT EXISTS (
        SELECT 1 FROM former_key f WHERE f.operator_id = n.operator_id AND f.field = 'normalized_name' AND f.value = n.offered_normalized)
  AND NOT EXISTS (SELECT 1 FROM operator m WHERE m.merged_into_id = n.operator_id AND m.normalized_name = n.offered_normalized)"""

# The first operator with a licence against a row that comes under another code. Of contended rows matching.matching
# has told which that was when it was their turn (temp.rival); what others bring changes nothing for the rest.
_CODES = """CREATE TEMP TABLE code_clash AS
WITH first AS (
    SELECT s.seq, p.operator_id, s.credit_code AS offered, e.id AS first_operator_id, e.credit_code AS held,
        row_number() OVER (PARTITION BY s.seq ORDER BY e.id) AS place
    FROM staged s
    JOIN placed p USING (seq)
    JOIN operator e ON e.licence_digits = s.licence_digits AND e.licence_digits <> ''
    WHERE s.credit_code <> '' AND e.credit_code NOT IN ('', s.credit_code) AND e.id <> p.operator_id AND e.merged_into_id IS NULL
      AND s.seq NOT IN (SELECT seq FROM contended)
    UNION ALL
    SELECT seq, p.operator_id, s.credit_code, r.operator_id, r.credit_code, 1
    FROM rival r
    JOIN placed p USING (seq)
    JOIN staged s USING (seq)
)
SELECT r.seq, r.operator_id, r.first_operator_id, r.held, r.offered, c.state IS NOT NULL AS recorded
FROM (
    SELECT seq, operator_id, first_operator_id, held, offered,
        row_number() OVER (PARTITION BY min(operator_id, first_operator_id), max(operator_id, first_operator_id) ORDER BY seq) AS turn
    FROM first
    WHERE place = 1) r
LEFT JOIN conflict c ON c.id = (
        SELECT min(k.id) FROM conflict k
        WHERE k.field = 'credit_code'
          AND (k.operator_id = r.first_operator_id AND k.other_id = r.operator_id OR k.operator_id = r.operator_id AND k.other_id = r.first_operator_id))
WHERE r.turn = 1 AND coalesce(c.state, 'open') = 'open'
  AND NOT EXISTS (
        SELECT 1 FROM distinct_pair d
        WHERE d.one_id = min(r.first_operator_id, r.operator_id) AND d.other_id = max(r.first_operator_id, r.operator_id))"""


_COMPARED = (*(column for column in TEXTS if column != "licence_digits"), *LISTS, *NULLABLE, "licence")
_BLANK = {
    **dict.fromkeys(TEXTS, "''"),
    **dict.fromkeys(LISTS, "'[]'"),
    **dict.fromkeys(NULLABLE, "NULL"),
    "licence": "''",
}


@dataclass(frozen=True, slots=True)
class RepeatedRow:
    """A row of the same operator as another one, with the columns (of `extra`: their names) in which they differ.

    `test_place` is the place among matching.TESTS of the one by which the later of the two was recognised.
    """

    seq: int
    sheet: str
    line: int
    name: str
    other: tuple[str, int]  # sheet and line of the other row
    test_place: int
    columns: tuple[str, ...]


def count_repeats(store: Store) -> int:
    """Return how many rows are of an operator that an earlier row of the file was of."""
    return int(store.value("SELECT count(*) FROM placed WHERE round > 1"))


def repeated_rows(store: Store) -> Iterator[RepeatedRow]:
    """Yield the rows that differ from another one of their operator, in the order of the file; rows are placed."""
    for row in store.connection.execute(_REPEATS):
        columns = tuple(json.loads(row["columns"]))
        if columns:
            other = (row["other_sheet"], row["other_line"])
            yield RepeatedRow(row["seq"], row["sheet"], row["line"], row["name"], other, row["test_place"], columns)


# The last branch compares the other columns of the file, each by its name.
_DIFFERENT = " UNION ALL ".join(
    f"SELECT '{column}' AS name WHERE s.{column} IS NOT {_BLANK[column]} AND t.{column} IS NOT {_BLANK[column]} AND s.{column} <> t.{column}"
    for column in _COMPARED
)
# What was merged into another is known to be the same, and says nothing of it.
_SELVES = f"p.matched_by < {MatchedBy.MERGED:d} AND q.matched_by < {MatchedBy.MERGED:d}"

# A row is compared with the one before it, the first of an operator with the second: whoever is to tell sees both.
_REPEATS = f"""WITH pair AS (
    SELECT p.seq, q.seq AS other, p.test_place
    FROM placed p
    CROSS JOIN placed q ON q.operator_id = p.operator_id AND q.round = p.round - 1
    WHERE p.round > 1 AND {_SELVES}
    UNION ALL
    SELECT q.seq, p.seq, p.test_place
    FROM placed p
    CROSS JOIN placed q ON q.operator_id = p.operator_id AND q.round = 1
    WHERE p.round = 2 AND {_SELVES}
)
SELECT s.seq, s.sheet, s.line, s.name, t.sheet AS other_sheet, t.line AS other_line, pair.test_place,
    (SELECT json_group_array(name) FROM (
        {_DIFFERENT}
        UNION ALL
        SELECT x.key FROM json_each(s.extra) x JOIN json_each(t.extra) y ON y.key = x.key WHERE x.value <> y.value)
    ) AS columns
FROM pair
CROSS JOIN staged s USING (seq)
CROSS JOIN staged t ON t.seq = pair.other
ORDER BY s.seq"""
