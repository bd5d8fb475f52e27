"""Rows of correction sheets: gathered while a file is read, kept with their batch, and written into the roster corrected."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zoufang_cli.roster.correction.rules import Correction, CorrectionRow, CorrectionSheet, changes_of, sheet_reference
from zoufang_cli.roster.former_keys import keys_of, remember_former
from zoufang_cli.roster.importing.table.batches import PROBLEM_FIELDS, batch_signature, sheets_of
from zoufang_cli.roster.matching.matched import MatchedRows
from zoufang_cli.roster.rows.stored import COLUMNS, LISTS
from zoufang_cli.store.bulk import insert_many
from zoufang_cli.store.connection import Store
from zoufang_cli.store.ids import new_ids
from zoufang_cli.text.compact import compact
from zoufang_cli.text.problem import Problem


class GatheredRows:
    """The rows of a file that are to be corrected or checked, packed as they will be kept, each once."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], _GatheredRow] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: CorrectionRow) -> None:
        """Add a row; where it is there already its problems are added to it."""
        gathered = self._rows.get((row.sheet, row.line))
        problems = _row_problems_json(row.problems)
        if gathered is not None:
            gathered.problems = f"{gathered.problems[:-1]},{problems[1:]}" if row.problems else gathered.problems
            return
        self._rows[row.sheet, row.line] = _GatheredRow(
            row.sheet, row.line, compact(row.raw), problems, row.rejected, row.operator_id, row.origin, row.seq
        )

    def number(self, sheet: str, line: int, seq: int) -> None:
        """Say that a row, if it is here, is matched as the one of this number."""
        if (sheet, line) in self._rows:
            self._rows[sheet, line].seq = seq

    def joined(self, late: Iterable[CorrectionRow]) -> GatheredRows:
        """Return these rows and others with them; these stay as they are."""
        rows = GatheredRows()
        rows._rows = {place: replace(row) for place, row in self._rows.items()}
        for row in late:
            rows.add(row)
        return rows

    def count(self, rejected: bool) -> int:
        """Return how many rows are rejected, or doubtful."""
        return sum(row.rejected == rejected for row in self._rows.values())

    def rejected_texts(self) -> set[str]:
        """Return what the rejected rows hold, as JSON."""
        return {row.raw for row in self._rows.values() if row.rejected}

    def keep(self, store: Store, batch_id: int, sheets: Sequence[str], operator_of: Operators) -> None:
        """Keep the rows with their batch, in the order of the file. Call inside an operation.

        `operator_of` tells which operator a taken row was taken for, by its seq, and whether the row made it.
        """
        place = {sheet: number for number, sheet in enumerate(sheets)}
        ordered = sorted(self._rows.values(), key=lambda row: (place[row.sheet], row.line))
        first_id = new_ids(len(ordered))
        columns = ("id", "batch_id", "sheet", "line", "raw", "problems", "state", "operator_id", "origin")
        rows = []
        for row_id, row in enumerate(ordered, first_id):
            operator_id, origin = operator_of(row.seq) if row.seq else (row.operator_id, row.origin)
            state = "rejected" if row.rejected else "doubtful"
            rows.append((row_id, batch_id, row.sheet, row.line, row.raw, row.problems, state, operator_id, int(origin)))
        insert_many(store, "import_row", columns, rows, first_id, len(rows))


@dataclass(slots=True)
class _GatheredRow:
    sheet: str
    line: int
    raw: str
    problems: str
    rejected: bool
    operator_id: int | None
    origin: bool
    seq: int


Operators = Callable[[int], tuple[int, bool]]


def open_sheets(store: Store, batch_id: int) -> list[tuple[str, int]]:
    """Return (sheet, how many) for the rows of a batch that are not settled yet, in the order of the file."""
    rows = store.all(
        """SELECT sheet, count(*) AS count
        FROM import_row
        WHERE batch_id = :batch AND state <> 'settled'
        GROUP BY sheet
        ORDER BY min(id)""",
        batch=batch_id,
    )
    return [(row["sheet"], row["count"]) for row in rows]


def open_rows(store: Store, batch_id: int, sheet: str | None = None) -> Iterator[CorrectionRow]:
    """Yield the rows of a batch (of one sheet, or of all) that are not settled yet, in the order of the file."""
    return _rows(store, batch_id, "state <> 'settled' AND (:sheet IS NULL OR sheet = :sheet)", sheet)


def all_rows(store: Store, batch_id: int) -> Iterator[CorrectionRow]:
    """Yield all rows of a batch's correction sheet, settled or not, in the order of the file."""
    return _rows(store, batch_id, "true")


def _rows(store: Store, batch_id: int, condition: str, sheet: str | None = None) -> Iterator[CorrectionRow]:
    rows = store.connection.execute(
        f"""SELECT r.sheet, r.line, r.raw, r.problems, r.state, iif(r.origin, e.id, coalesce(e.merged_into_id, e.id)) AS operator_id,
            r.origin AND e.merged_into_id IS NULL AS origin, r.origin AND e.merged_into_id IS NOT NULL AS merged
        FROM import_row r
        LEFT JOIN operator e ON e.id = r.operator_id
        WHERE batch_id = :batch AND {condition}
        ORDER BY r.id""",
        {"batch": batch_id, "sheet": sheet},
    )
    for row in rows:
        place = f"{row['sheet']} 第{row['line']}行".strip()
        problems = tuple(Problem(place=place, **problem) for problem in json.loads(row["problems"]))
        settled = row["state"] == "settled"
        rejected = any(problem.severity == "error" for problem in problems) if settled else row["state"] == "rejected"
        raw = tuple(json.loads(row["raw"]))
        origin, merged = bool(row["origin"]), bool(row["merged"])
        yield CorrectionRow(row["sheet"], row["line"], raw, problems, rejected, row["operator_id"], origin, merged)


def settle_rows(
    store: Store, batch_id: int, rows: Iterable[tuple[str, int]], became: Mapping[tuple[str, int], int]
) -> None:
    """Mark rows of a batch as settled, and say which operators the rejected ones `became`. Call inside an operation."""
    for sheet, line in rows:
        store.run(
            """UPDATE import_row SET state = 'settled', operator_id = coalesce(:operator, operator_id)
            WHERE batch_id = :batch AND sheet = :sheet AND line = :line AND state <> 'settled'""",
            batch=batch_id,
            sheet=sheet,
            line=line,
            operator=became.get((sheet, line)),
        )


def corrected_operators(store: Store, batch_id: int, texts: Collection[str]) -> set[int]:
    """Return the operators that rows of a list became once they were corrected, of the rows that hold these texts (JSON).

    A row that comes again as it was still means its operator, though nobody could tell from the row alone.
    """
    if not texts:
        return set()
    rows = store.all(
        """SELECT r.raw, coalesce(e.merged_into_id, e.id) AS operator_id
        FROM import_row r
        JOIN operator e ON e.id = r.operator_id
        WHERE r.batch_id = :batch AND r.state = 'settled'""",
        batch=batch_id,
    )
    return {row["operator_id"] for row in rows if row["raw"] in texts}


def _row_problems_json(problems: tuple[Problem, ...]) -> str:
    return compact([{name: getattr(problem, name) for name in PROBLEM_FIELDS} for problem in problems])


_KEYS = {
    "credit_code": ("credit_code",),
    "registration_no": ("registration_no",),
    "licence_digits": ("licence", "licence_digits"),
    "normalized_name": ("name", "normalized_name", "initials"),
}
"""Keys that one operator has, with the columns that go with them."""


@dataclass(frozen=True, slots=True)
class TakenKey:
    """A corrected number or name that another operator has: it is not taken. `key` is its column."""

    key: str
    value: str
    other: str  # number and name of the other operator, '' for a row of the same file


@dataclass(slots=True)
class PlannedCorrection:
    """What is to become of the operator of a corrected row."""

    correction: Correction
    held: dict[str, Any]
    values: dict[str, Any]
    kept: tuple[tuple[str, str], ...]  # (number of the operator, column) that stay because they were edited by hand
    clashes: list[TakenKey]

    @property
    def enterprise(self) -> str:
        """Number and name of the operator."""
        return f"{self.held['number']}“{self.held['name']}”"

    @property
    def stored(self) -> dict[str, Any]:
        """The operator as it will be, lists and other columns unpacked."""
        row = {column: self.values.get(column, self.held[column]) for column in COLUMNS}
        return {key: json.loads(value) if key in (*LISTS, "extra") else value for key, value in row.items()}


def plan_corrections(
    store: Store, corrections: Iterable[Correction], matched: MatchedRows, force: bool
) -> list[PlannedCorrection]:
    """Say what each correction changes; the other rows of the file are matched. Changes nothing."""
    planned = []
    for correction in corrections:
        row = store.one("SELECT * FROM operator WHERE id = :id", id=correction.operator_id)
        assert row is not None
        held = dict(row)
        changes = changes_of(correction, held, force)
        planned.append(
            PlannedCorrection(
                correction, held, changes.values, tuple((held["number"], column) for column in changes.kept), []
            )
        )
    while any(
        _give_way(store, plan, planned, matched) for plan in planned
    ):  # what one does not give up another cannot take
        pass
    return planned


def apply_corrections(store: Store, planned: Sequence[PlannedCorrection], on: date) -> None:
    """Write what was planned, inside an open operation; rosters go on finding the operators by what was corrected.

    `on` is the day on which a status changed.
    """
    for plan in planned:
        if not plan.values:
            continue
        operator_id = plan.correction.operator_id
        before = keys_of(store, operator_id)
        if "status" in plan.values:
            change = {
                "from_status": plan.held["status"],
                "to_status": plan.values["status"],
                "note": "名册更正",
            }
            store.insert("status_change", {"operator_id": operator_id, "changed_on": on, **change})
        store.update("operator", operator_id, plan.values)
        remember_former(store, operator_id, before, keys_of(store, operator_id))


def _give_way(
    store: Store, plan: PlannedCorrection, planned: Sequence[PlannedCorrection], matched: MatchedRows
) -> bool:
    """Take the keys out of a plan that another operator has or gets; tell whether there were any."""
    clashes = [
        clash
        for key in _KEYS
        if plan.values.get(key) and (clash := _clash(store, plan, key, planned, matched)) is not None
    ]
    for clash in clashes:
        for column in _KEYS[clash.key]:
            plan.values.pop(column, None)
    plan.clashes += clashes
    return bool(clashes)


def _clash(
    store: Store, plan: PlannedCorrection, key: str, planned: Sequence[PlannedCorrection], matched: MatchedRows
) -> TakenKey | None:
    value, own_id = plan.values[key], plan.correction.operator_id
    leaving = {other.correction.operator_id for other in planned if other.values.get(key, value) != value}
    shown = plan.values["name"] if key == "normalized_name" else value
    namesake = _NAMESAKE if key == "normalized_name" else ""
    for row in store.all(
        f"""SELECT o.id, o.number, o.name
        FROM operator o
        WHERE o.{key} = :value AND o.id <> :id AND o.merged_into_id IS NULL{namesake}
        ORDER BY o.id""",
        value=value,
        id=own_id,
        **(_namesake_of(plan) if namesake else {}),
    ):
        if row["id"] not in leaving:
            return TakenKey(key, shown, f"{row['number']}“{row['name']}”")
    earlier = planned[: next(place for place, other in enumerate(planned) if other is plan)]
    taken = any(other.values.get(key) == value and other.correction.operator_id != own_id for other in earlier)
    if key != "normalized_name" and (taken or any(getattr(row.values, key) == value for row in matched.rows)):
        return TakenKey(key, shown, "")
    return None


# Of operators without contradicting numbers one name in one district is one operator.
_NAMESAKE = """
          AND (o.district = :district OR '' IN (o.district, :district))
          AND (o.credit_code = :code OR '' IN (o.credit_code, :code))
          AND (o.licence_digits = :licence OR '' IN (o.licence_digits, :licence))"""


def _namesake_of(plan: PlannedCorrection) -> dict[str, Any]:
    held = {**plan.held, **plan.values}
    return {"district": held["district"], "code": held["credit_code"], "licence": held["licence_digits"]}


def find_correction_sheet(store: Store, reference: str) -> CorrectionSheet | None:
    """Return the rows of the batch that a correction sheet belongs to (`sheet_reference`); None where this store does not know it."""
    batch = batch_signature(store, reference.rpartition("-")[0])
    if batch is None or sheet_reference(batch.number, batch.sha256) != reference:
        return None
    rows: defaultdict[int, list[CorrectionRow]] = defaultdict(list)
    for correction_row in all_rows(store, batch.id):
        rows[correction_row.line].append(correction_row)
    waiting = {(row.sheet, row.line) for row in open_rows(store, batch.id)}
    names = {sheet.sheet: sheet.header for sheet in sheets_of(store, batch.id)}
    if any(row.sheet not in names for same in rows.values() for row in same):
        return None  # undone but for what was changed since
    return CorrectionSheet(batch.id, reference, batch.listed_on, names, rows, waiting)
