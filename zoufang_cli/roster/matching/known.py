"""Read from the store the operators that rows of a roster may be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from zoufang_cli.roster.matching.matcher import KEYS, Candidates, StoredOperator, enter, new_index
from zoufang_cli.roster.rows.stored import COLUMNS, StoredRow
from zoufang_cli.store.connection import Store
from zoufang_cli.text.compact import compact


class StoredOperators:
    """The operators of a store, as far as rows ask for them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._any = store.value("SELECT 1 FROM operator LIMIT 1") is not None
        self._any_former = store.value("SELECT 1 FROM former_key LIMIT 1") is not None

    def candidates(self, rows: Sequence[StoredRow]) -> Candidates:
        """Return all operators that share a key with some rows, present or former, with those that they were merged into.

        Where the credit code is known, the name is not asked for: no other operator can be meant.
        """
        index = new_index()
        if not self._any:
            return Candidates({}, index)
        ids: set[int] = set()
        for key in KEYS:
            by_name = key == "normalized_name"
            values = {getattr(row, key) for row in rows if not (by_name and row.credit_code in index["credit_code"])}
            values.discard("")
            for row_id, value in self._with_key(key, values) if values else ():
                ids.add(row_id)
                enter(index, row_id, ((key, value),))
        return Candidates(self._operators(ids) if ids else {}, index)

    def _with_key(self, key: str, values: Collection[str]) -> list[tuple[int, str]]:
        # CROSS: from the few to the many, whatever SQLite makes of them.
        queries = [
            f"""SELECT e.id, v.value
            FROM json_each(:values) v
            CROSS JOIN operator e ON e.{key} = v.value AND e.{key} <> ''"""
        ]
        if self._any_former:
            queries.append(
                f"""SELECT f.operator_id, v.value
                FROM json_each(:values) v
                CROSS JOIN former_key f ON f.field = '{key}' AND f.value = v.value"""
            )
        rows = self._store.connection.execute(" UNION ALL ".join(queries), {"values": compact(list(values))})
        return [(row[0], row[1]) for row in rows]

    def _operators(self, ids: Collection[int]) -> dict[int, StoredOperator]:
        rows = self._rows(ids)
        targets = {row[1] for row in rows if row[1] is not None} - set(ids)
        if targets:
            rows = sorted([*rows, *self._rows(targets)])
        former = self._former(row[0] for row in rows) if self._any_former else {}
        return {
            row_id: StoredOperator(
                row_id, merged_into_id, number, hand_edited, StoredRow._make(values), former.get(row_id, frozenset())
            )
            for row_id, merged_into_id, number, hand_edited, *values in rows
        }

    def _rows(self, ids: Collection[int]) -> list[tuple[Any, ...]]:
        rows = self._store.connection.execute(
            f"""SELECT e.id, e.merged_into_id, e.number, e.hand_edited, {", ".join(f"e.{column}" for column in COLUMNS)}
            FROM json_each(:ids) v
            CROSS JOIN operator e ON e.id = v.value
            ORDER BY e.id""",
            {"ids": compact(sorted(ids))},
        )
        return [tuple(row) for row in rows]

    def _former(self, ids: Iterable[int]) -> dict[int, frozenset[tuple[str, str]]]:
        rows = self._store.connection.execute(
            """SELECT f.operator_id, f.field, f.value
            FROM json_each(:ids) v
            CROSS JOIN former_key f ON f.operator_id = v.value""",
            {"ids": compact(list(ids))},
        )
        former: dict[int, frozenset[tuple[str, str]]] = {}
        for operator_id, column, value in rows:
            former[operator_id] = former.get(operator_id, frozenset()) | {(column, value)}
        return former
