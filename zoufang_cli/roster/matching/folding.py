"""Fold the placed rows into working copies of their operators (temp.held), in the order of the file.

Newer values are taken and blanks keep what is held; what an officer edited by hand stays unless forced. Rows that
bring nothing new never touch a copy: in most months that is nearly all of them.
"""

from __future__ import annotations

import json

from zoufang_cli.roster.importing.table.staging import COLUMNS, LISTS, NULLABLE, TEXTS, UPDATED
from zoufang_cli.roster.matching.matching import KEYS, MARKED_AS, TESTS, MatchedBy, Mode, Rules
from zoufang_cli.roster.matching.placing import sure_type
from zoufang_cli.roster.values.scope import derive_kinds
from zoufang_cli.store.connection import Store
from zoufang_cli.text.compact import compact

# A key that the operator had before, and by which the row was recognised, does not come back.
_RECOGNISED_BY = {
    "registration_no": "registration_no",
    "licence": "licence_digits",
    "licence_digits": "licence_digits",
    "district": "normalized_name",
}
_PLACES = {test.key: test_place for test_place, test in enumerate(TESTS)}


def fold(store: Store, rules: Rules) -> None:
    """Give every row its outcome, fill temp.held with the operators that may change and temp.seen with their keys."""
    columns = ", ".join(COLUMNS)
    for table in ("held", "seen"):
        store.run(f"DROP TABLE IF EXISTS temp.{table}")
    store.run(
        f"CREATE TEMP TABLE held (operator_id INTEGER PRIMARY KEY, id INTEGER, changed INTEGER, hand_edited, {columns})"
    )
    store.run(
        """CREATE TEMP TABLE seen (
        operator_id INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (operator_id, field, value)) WITHOUT ROWID"""
    )
    store.connection.create_function("kinds_of", 1, _kinds_of, deterministic=True)
    store.run("DELETE FROM temp.spoilt")
    store.run(_SPOILT)
    contended = "seq IN (SELECT seq FROM contended)"
    store.run("UPDATE placed SET outcome = 'added' WHERE target IS NULL AND round = 1")
    store.run(
        f"""UPDATE placed SET outcome = iif((
            SELECT {_differs("e", rules)}
            FROM staged s, operator e
            WHERE s.seq = placed.seq AND e.id = placed.target), 'updated', 'unchanged')
        WHERE target IS NOT NULL AND NOT {contended}"""
    )
    store.run(
        f"""INSERT INTO held
        SELECT e.id, e.id, 0, e.hand_edited, {", ".join(f"e.{column}" for column in COLUMNS)}
        FROM operator e
        WHERE e.id IN (SELECT target FROM placed WHERE outcome = 'updated' OR moves OR {contended})"""
    )
    store.run(
        f"""INSERT INTO held
        SELECT placed.operator_id, NULL, 0, '[]', {columns}
        FROM placed
        JOIN staged USING (seq)
        WHERE placed.outcome = 'added' AND placed.{contended}"""
    )
    if store.value("SELECT 1 FROM held LIMIT 1"):
        _fold_rounds(store, rules)
        _see_rows(store, rules)


def _kinds_of(scope: str) -> str:
    return compact(list(derive_kinds(tuple(json.loads(scope)))))


def _fold_rounds(store: Store, rules: Rules) -> None:
    """Fold round after round: the first rows of all operators, then the second ones, and so on."""
    store.run(
        """CREATE INDEX temp.placed_round ON placed (round, seq)
        WHERE outcome = 'updated' OR outcome IS NULL"""
    )
    unmarked = [f"hand_edited = {_marks_left(rules)}"] if rules.force else []
    waiting = "round = :turn AND (outcome = 'updated' OR outcome IS NULL)"
    for turn in range(1, int(store.value("SELECT max(round) FROM placed")) + 1):
        store.run(
            f"""UPDATE placed SET outcome = iif((
                SELECT {_differs("h", rules)}
                FROM staged s, held h
                WHERE s.seq = placed.seq AND h.operator_id = placed.operator_id), 'updated', 'unchanged')
            WHERE {waiting} AND outcome IS NULL""",
            turn=turn,
        )
        store.run(_SEEN_HELD, turn=turn)
        store.run(
            f"""UPDATE held AS h
            SET {", ".join([*(f"{column} = {_value(column, 'h', rules)}" for column in UPDATED), *unmarked])}
            FROM placed, staged s
            WHERE placed.operator_id = h.operator_id AND s.seq = placed.seq AND placed.round = :turn AND placed.outcome = 'updated'""",
            turn=turn,
        )
    differs = " OR ".join(f"e.{column} IS NOT held.{column}" for column in (*UPDATED, "hand_edited"))
    store.run(f"UPDATE held SET changed = (SELECT {differs} FROM operator e WHERE e.id = held.id) WHERE id IS NOT NULL")
    # Rows that contradict each other and end where the store stands have changed nothing.
    store.run(
        """UPDATE placed SET outcome = 'unchanged'
        WHERE outcome = 'updated' AND operator_id IN (SELECT operator_id FROM held WHERE id IS NOT NULL AND changed = 0)"""
    )


def kept_by_hand(store: Store, rules: Rules) -> list[tuple[str, str]]:
    """Return (number of the operator, column) of the values that stay because an officer edited them."""
    if rules.force or rules.mode is not Mode.UPDATE:
        return []
    if store.value("SELECT 1 FROM placed WHERE target IS NOT NULL LIMIT 1") is None:
        return []
    store.run("DROP TABLE IF EXISTS temp.edited")
    store.run("CREATE TEMP TABLE edited AS SELECT id FROM operator WHERE hand_edited <> '[]'")
    open_to_all = Rules(rules.mode, force=True)
    kept = []
    for column in UPDATED:
        rows = store.all(
            f"""SELECT DISTINCT e.number
            FROM edited
            CROSS JOIN operator e USING (id)
            CROSS JOIN placed ON placed.target = e.id
            JOIN staged s USING (seq)
            WHERE {_protected(column, "e")} AND {_value(column, "e", open_to_all)} IS NOT e.{column}
            ORDER BY e.number"""
        )
        kept += [(row["number"], column) for row in rows]
    return sorted(kept)


def _differs(held: str, rules: Rules) -> str:
    return " OR ".join(f"{_value(column, held, rules)} IS NOT {held}.{column}" for column in UPDATED)


def _value(column: str, h: str, rules: Rules) -> str:
    """Return the SQL of a column's value after the row `s`, placed as `placed`, over the held row `h`."""
    blank = _filled(column, h)
    value = blank if column == "credit_code" else _newer(column, h)
    if column in _RECOGNISED_BY:
        key = _RECOGNISED_BY[column]
        stays = f"placed.matched_by = {MatchedBy.FORMER:d} AND placed.test_place = {_PLACES[key]}"
        if rules.force:  # what an officer typed over it is what is to be overwritten
            stays += f" AND NOT {_protected(column, h)}"
        if column == "district":
            stays = f"s.weak_district OR {stays}"
        value = f"iif({stays}, {blank}, {value})"
    value = f"iif(placed.matched_by = {MatchedBy.MERGED:d}, {blank}, {value})"
    in_store = f"{h}.id IS NOT NULL"
    if rules.mode is Mode.FILL:
        value = f"iif({in_store}, {blank}, {value})"
    elif rules.mode is Mode.NEW:
        value = f"iif({in_store}, {h}.{column}, {value})"
    return value if rules.force else f"iif({_protected(column, h)}, {h}.{column}, {value})"


def _protected(column: str, h: str) -> str:
    mark = MARKED_AS.get(column, column)
    return f"({h}.hand_edited <> '[]' AND instr({h}.hand_edited, '\"{mark}\"') > 0)"


def _newer(column: str, h: str) -> str:
    """Return the newer value where there is one."""
    if column in TEXTS:
        return f"iif(s.{column} <> '', s.{column}, {h}.{column})"
    if column == "kinds":  # those that followed from the scope go with it
        gone = f"s.scope NOT IN ('[]', {h}.scope) AND s.kinds = '[]' AND {h}.kinds <> '[]' AND {h}.kinds = kinds_of({h}.scope)"
        return f"iif(s.kinds <> '[]', s.kinds, iif({gone}, '[]', {h}.kinds))"
    if column in LISTS:  # a masked telephone (138****5678) never replaces a number
        return (
            f"iif(s.{column} <> '[]' AND ({h}.{column} = '[]' OR instr(s.{column}, '*') = 0), s.{column}, {h}.{column})"
        )
    if column in NULLABLE:
        return f"coalesce(s.{column}, {h}.{column})"
    if column == "operator_type":  # what only a name suggests changes nothing, a code says more than 经济类型
        sure = f"s.credit_code <> '' OR (s.economic_type <> '' AND {h}.credit_code = '')"
        return f"iif({sure}, s.operator_type, {h}.operator_type)"
    if column == "licence":  # the same digits in other words are no news
        other = f"s.licence_digits <> '' AND s.licence_digits <> {h}.licence_digits"
        return f"iif(s.licence <> '' AND ({h}.licence = '' OR ({other})), s.licence, {h}.licence)"
    mended = f"json_patch({h}.extra, json_patch({_MENDED}, s.extra))"
    added = f"iif(s.extra <> '{{}}', json_patch({h}.extra, s.extra), {h}.extra)"
    return f"iif({h}.extra <> '{{}}' AND EXISTS (SELECT 1 FROM temp.spoilt), {mended}, {added})"


# The columns of the file of which the store keeps a text that could not be read, and as JSON those that a row has in
# order: null takes the text away.
_SPOILT = """INSERT INTO temp.spoilt
    SELECT sheet, name, "column"
    FROM temp.named
    WHERE name IN (SELECT j.key FROM operator e, json_each(e.extra) j WHERE e.extra <> '{}')"""
_MENDED = f"""(
    SELECT json_group_object(k.name, NULL)
    FROM temp.spoilt k
    WHERE k.sheet = s.sheet AND CASE k."column"
        {" ".join(f"WHEN '{column}' THEN s.{column} <> ''" for column in (*TEXTS, "licence"))}
        {" ".join(f"WHEN '{column}' THEN s.{column} <> '[]'" for column in LISTS)}
        {" ".join(f"WHEN '{column}' THEN s.{column} IS NOT NULL" for column in NULLABLE)} ELSE false END)"""


def _filled(column: str, h: str) -> str:
    """Return the held value, or the row's where nothing is held."""
    if column in TEXTS or column == "licence":
        return f"iif({h}.{column} <> '', {h}.{column}, s.{column})"
    if column in LISTS:
        return f"iif({h}.{column} <> '[]', {h}.{column}, s.{column})"
    if column in NULLABLE:
        return f"coalesce({h}.{column}, s.{column})"
    if column == "operator_type":
        return f"iif({sure_type(h)} = '' AND {sure_type('s')} <> '', s.operator_type, {h}.operator_type)"
    return f"iif(s.extra <> '{{}}', json_patch(s.extra, {h}.extra), {h}.extra)"


def _marks_left(rules: Rules) -> str:
    """Return the SQL of the marks of hand edits that a row leaves to an operator: those of other fields than it overwrites."""
    overwritten = " OR ".join(
        f"mark.value = '{MARKED_AS.get(column, column)}' AND {_value(column, 'h', rules)} IS NOT h.{column}"
        for column in UPDATED
    )
    return f"""iif(h.hand_edited = '[]', '[]', (
        SELECT json_group_array(mark.value) FROM json_each(h.hand_edited) mark WHERE NOT ({overwritten})))"""


# The keys that operators have before the rows of a round change them.
_SEEN_HELD = "INSERT OR IGNORE INTO seen" + " UNION ALL".join(
    f"""
    SELECT h.operator_id, '{key}', h.{key}
    FROM placed
    JOIN held h USING (operator_id)
    JOIN staged s USING (seq)
    WHERE placed.round = :turn AND placed.outcome = 'updated' AND h.{key} NOT IN ('', s.{key})"""
    for key in KEYS
)


def _see_rows(store: Store, rules: Rules) -> None:
    """Note the keys that rows bring; one that names an operator merged away says nothing of the other's keys."""
    brought = " UNION ALL ".join(
        f"""SELECT h.operator_id, '{key}', s.{key}
        FROM held h
        JOIN placed USING (operator_id)
        JOIN staged s USING (seq)
        WHERE s.{key} NOT IN ('', h.{key}) AND placed.matched_by < {MatchedBy.MERGED:d} {"AND h.id IS NULL" if rules.mode is Mode.NEW else ""}"""
        for key in KEYS
    )
    store.run(f"INSERT OR IGNORE INTO seen {brought}")
