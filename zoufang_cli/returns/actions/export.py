"""Ledgers as plain tables, telephone numbers masked unless asked for in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zoufang_cli.errors import BadValue
from zoufang_cli.issues.rules import SOURCE_LABELS, STATE_LABELS
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.registers.declared import registers
from zoufang_cli.registers.rules import ledger
from zoufang_cli.registers.table import EntryFilter, entries_where
from zoufang_cli.returns.table.exports import QUERIES, columns_of, rows_of
from zoufang_cli.roster.rules import OperatorType, status_name
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import record_view
from zoufang_cli.text.phones import masked_phone
from zoufang_cli.visits.rules import VisitState, Way

LEDGERS = {"业户": "enterprise", "走访": "visit", "问题": "issue", "人员": "person"}
PHONES = ("法定代表人电话", "联系电话", "接待人电话")
PERSON_STATES = {"active": "在岗", "left": "离岗"}


@dataclass(frozen=True, slots=True)
class Export:
    """A ledger as a table."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def exported(store: Store, actor: Actor, what: str, full: bool) -> Export:
    """Return one ledger, named in Chinese or English; a full export is put on record.

    Raises BadValue for an unknown ledger.
    """
    key = LEDGERS.get(what.strip(), what.strip())
    if key not in QUERIES:
        return _register(store, actor, what, full)
    name = next(label for label, value in LEDGERS.items() if value == key)
    if full:
        record_view(store, actor, f"export {key} --full")
    plan = campaign_of(store).plan
    names = {
        "形式": {form.key: form.name for form in plan.forms},
        "满意度": {level.key: level.name for level in plan.satisfaction},
        "类别": {category.key: category.name for category in plan.issue_categories},
        "来源": {source.value: label for source, label in SOURCE_LABELS.items()},
        "性质": {kind.value: kind.label for kind in OperatorType},
        "方式": {way.value: way.label for way in Way},
        "状态": {
            **{state.value: label for state, label in STATE_LABELS.items()},
            **{state.value: state.label for state in VisitState},
            **PERSON_STATES,
        },
    }
    rows = []
    with store.reading():
        for row in rows_of(store, key):
            for column, labels in names.items():
                if row.get(column):
                    row[column] = labels.get(row[column], row[column])
            if "经营状态" in row:
                row["经营状态"] = status_name(row["经营状态"])
            for column in PHONES:
                if row.get(column) and not full:
                    row[column] = "、".join(masked_phone(phone) for phone in str(row[column]).split("、"))
            rows.append(row)
    return Export(name, columns_of(store, key), tuple(tuple(row.values()) for row in rows))


def _register(store: Store, actor: Actor, what: str, full: bool) -> Export:
    """Return the ledger of a register, named by its key or term. Raises BadValue for an unknown one."""
    register = next((register for register in registers() if what.strip() in (register.key, register.term)), None)
    if register is None:
        known = [*LEDGERS, *(register.term for register in registers())]
        raise BadValue("台账", what, f"可用的有{'、'.join(known)}。")
    if full:
        record_view(store, actor, f"export {register.key} --full")
    entries = entries_where(store, register, EntryFilter())
    table = ledger(register, entries, campaign_of(store).plan, full)
    return Export(table.name, table.headers, table.rows)
