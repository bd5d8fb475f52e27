"""Find the staged rows whose places depend on each other: matching.matching must take them one after the other.

Rows depend on each other when they share a key, when they are the same operator of the store, and when one could be an
operator by which another is changed: what it is recognised by would no longer be what stands in the store.
"""

from __future__ import annotations

from zoufang_cli.roster.importing.table.staging import SEARCHED
from zoufang_cli.store.connection import Store

# related: the operators that contended rows could be by any of their keys, present or former, merged ones among them;
# stirred: those that may come to be recognised by other keys, the one that stays standing for those merged into it.
# All grow in turns, each from what the turn before it added.
_TABLES = {
    "contended": "seq INTEGER PRIMARY KEY, turn INTEGER NOT NULL",
    "related": "id INTEGER PRIMARY KEY, turn INTEGER NOT NULL",
    "stirred": "operator_id INTEGER PRIMARY KEY, turn INTEGER NOT NULL",
}


def find(store: Store) -> None:
    """Fill temp.contended with the rows, and temp.related with the operators that they could be; rows are placed."""
    for table, columns in _TABLES.items():
        store.run(f"DROP TABLE IF EXISTS temp.{table}")
        store.run(f"CREATE TEMP TABLE {table} ({columns})")
    for key in SEARCHED:
        store.run(_SHARED_KEY.format(key=key))
    store.run(_SHARED_TARGET)
    store.run(_MOVED)
    turn, more = 0, True
    while more:
        store.run(_RELATED, turn=turn)
        store.run(_STIRRED, turn=turn)
        more = store.run(_DRAWN_IN, turn=turn) > 0
        turn += 1


_SHARED_KEY = """INSERT OR IGNORE INTO contended
    SELECT seq, 0 FROM staged WHERE {key} <> '' AND {key} IN (
        SELECT {key} FROM staged WHERE {key} <> '' GROUP BY {key} HAVING count(*) > 1)"""

_SHARED_TARGET = """INSERT OR IGNORE INTO contended
    SELECT seq, 0 FROM placed WHERE target IN (
        SELECT target FROM placed WHERE target IS NOT NULL GROUP BY target HAVING count(*) > 1)"""

_MOVED = "INSERT INTO stirred SELECT DISTINCT target, 0 FROM placed WHERE moves"

# CROSS: from the few to the many, whatever SQLite makes of them.
_RELATED = "INSERT OR IGNORE INTO related" + " UNION ALL".join(
    f"""
    SELECT e.id, :turn
    FROM contended c
    CROSS JOIN staged s USING (seq)
    CROSS JOIN operator e ON e.{key} = s.{key} AND e.{key} <> ''
    WHERE c.turn = :turn
    UNION ALL
    SELECT f.operator_id, :turn
    FROM contended c
    CROSS JOIN staged s USING (seq)
    CROSS JOIN former_key f ON f.field = '{key}' AND f.value = s.{key}
    WHERE c.turn = :turn"""
    for key in SEARCHED
)

_STIRRED = """INSERT OR IGNORE INTO stirred
    SELECT coalesce(e.merged_into_id, e.id), :turn
    FROM related r
    CROSS JOIN operator e USING (id)
    WHERE r.turn = :turn"""

_REACHED = " UNION".join(
    f"""
    SELECT x.operator_id, s.seq
    FROM known_row x
    CROSS JOIN operator e USING (id)
    CROSS JOIN staged s ON s.{key} = e.{key} AND s.{key} <> ''
    UNION
    SELECT x.operator_id, s.seq
    FROM known_row x
    CROSS JOIN former_key f ON f.operator_id = x.id AND f.field = '{key}'
    CROSS JOIN staged s ON s.{key} = f.value AND s.{key} <> ''"""
    for key in SEARCHED
)

# Two rows that could be one operator which a row changes, or which a contended row could be, are contended.
_DRAWN_IN = f"""INSERT OR IGNORE INTO contended
    WITH known_row (operator_id, id) AS (
        SELECT operator_id, operator_id FROM stirred WHERE turn = :turn
        UNION ALL
        SELECT t.operator_id, m.id
        FROM stirred t
        CROSS JOIN operator m ON m.merged_into_id = t.operator_id
        WHERE t.turn = :turn),
    reached (operator_id, seq) AS ({_REACHED})
    SELECT seq, :turn + 1
    FROM (SELECT seq, count(*) OVER (PARTITION BY operator_id) AS row_count FROM reached)
    WHERE row_count > 1"""
