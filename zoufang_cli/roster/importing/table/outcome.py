"""Write what matching decided: new operators, changed ones, what they were called before, and contradictions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zoufang_cli.roster.importing.table.contradictions import Contradiction
from zoufang_cli.roster.matching.matched import MatchedRows, NameClash
from zoufang_cli.roster.matching.matcher import FORMER_KEYS, Known
from zoufang_cli.roster.rows.stored import COLUMNS
from zoufang_cli.store.bulk import insert_many, update_many
from zoufang_cli.store.connection import Store
from zoufang_cli.store.ids import new_ids
from zoufang_cli.text.compact import compact


@dataclass(frozen=True, slots=True)
class NewOperators:
    """The new operators: their ids are `first_id` and the following, `numbers` those of the first two, for the log."""

    first_id: int
    count: int
    numbers: tuple[str, ...]


class OutcomeWriter:
    """Writes the outcome of a file, inside an open operation."""

    def __init__(self, store: Store, matched: MatchedRows, on: date) -> None:
        self._store, self._matched = store, matched
        self._changed = list(matched.changed())
        self.new = self._insert(on)
        self._write_status(on)
        self._remember_keys()
        self._update()

    def final_id(self, operator_id: int) -> int:
        """Return the id under which an operator stands in the store."""
        return operator_id if operator_id > 0 else self.new.first_id + self._matched.nth_new(operator_id)

    def write_conflicts(self, contradictions: Iterable[Contradiction], batch_id: int | None) -> None:
        """Put the contradictions on record, each once, those of names first."""
        names: dict[tuple[int, str], dict[str, object]] = {}
        codes = []
        for contradiction in contradictions:
            clash = contradiction.clash
            if contradiction.recorded:
                continue
            operator_id = self.final_id(clash.operator_id)
            row = {"operator_id": operator_id, "held": clash.held, "offered": clash.offered, "batch_id": batch_id}
            if isinstance(clash, NameClash):
                known = names.setdefault((operator_id, clash.normalized), {**row, "other_id": None, "field": "name"})
                known["offered"] = min(str(known["offered"]), clash.offered)
            else:
                first = {"operator_id": self.final_id(clash.first_id), "other_id": operator_id, "field": "credit_code"}
                codes.append({**row, **first})
        for row in (*names.values(), *codes):
            self._store.insert("conflict", {"number": self._store.next_number("CT", 0), **row})

    def _insert(self, on: date) -> NewOperators:
        count = len(self._matched.new_seqs)
        if not count:
            return NewOperators(0, 0, ())
        first, head, width = self._store.take_serials("YH", 0, count)
        base, day = new_ids(count), on.isoformat()
        rows = (
            (base + nth, f"{head}{first + nth:0{width}d}", day, *values)
            for nth, values in enumerate(self._matched.new_values())
        )
        insert_many(self._store, "operator", ("id", "number", "listed_on", *COLUMNS), rows, base, count)
        numbers = tuple(f"{head}{serial:0{width}d}" for serial in range(first, first + min(count, 2)))
        return NewOperators(base, count, numbers)

    def _write_status(self, on: date) -> None:
        """Record the operators whose status changes."""
        for known in self._changed:
            assert known.stored is not None
            if known.values.status != known.stored.status:
                change = {"from_status": known.stored.status, "to_status": known.values.status, "note": "名册导入"}
                self._store.insert("status_change", {"operator_id": known.row_id, "changed_on": on, **change})

    def _remember_keys(self) -> None:
        """Remember the keys under which operators were seen and that they do not keep; a present one is no former one.

        What an officer cleared is not remembered: the number was not the operator's.
        """
        for known in self._matched.learnt():
            operator_id = self.final_id(known.row_id)
            present = {column: getattr(known.values, column) for column in FORMER_KEYS}
            for column, value in sorted(known.former - known.stored_former):
                if present.get(column) not in ("", value):
                    row = {"operator_id": operator_id, "field": column, "value": value}
                    self._store.insert("former_key", row)
            for column, value in sorted(known.stored_former):
                if known.changed and present.get(column) == value:
                    self._store.run(_FORGOTTEN, id=operator_id, field=column, value=value)

    def _update(self) -> None:
        """Write the values of the operators that have changed."""
        update_many(self._store, "operator", (*COLUMNS, "hand_edited"), map(_before_and_after, self._changed))


def _before_and_after(known: Known) -> tuple[int, tuple[object, ...], tuple[object, ...]]:
    assert known.stored is not None
    before, after = (compact(sorted(marks)) for marks in (known.stored_edited, known.edited))
    return known.row_id, (*known.stored, before), (*known.values, after)


_FORGOTTEN = "DELETE FROM former_key WHERE operator_id = :id AND field = :field AND value = :value"
