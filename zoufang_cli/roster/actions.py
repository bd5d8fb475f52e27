"""Operators of the roster by hand: add, edit. What is typed goes through the roster's own cleaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zoufang_cli.errors import Refused, UsageError
from zoufang_cli.roster import former_keys
from zoufang_cli.roster.fields.own import NAME, OWN
from zoufang_cli.roster.importing.table.outcome import match_rows, matched_numbers, write_outcome
from zoufang_cli.roster.importing.table.staging import drop_staged, stage_rows, staged_row
from zoufang_cli.roster.matching.matching import Rules
from zoufang_cli.roster.naming import operator_named
from zoufang_cli.roster.reading.tables import Row
from zoufang_cli.roster.rows.outcomes import RejectedRow, RosterRow, TakenRow
from zoufang_cli.roster.rows.roster import read_roster
from zoufang_cli.roster.rules import STATUS_NAMES, Operator, OperatorType
from zoufang_cli.roster.table import holder_of_code, operator_by_id
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation
from zoufang_cli.text.cleaning import clean_text
from zoufang_cli.text.compact import compact
from zoufang_cli.text.problem import BadText, Problem

TYPED = {field.key: field.term for field in (NAME, *OWN)}
"""Fields that a person may type, and the header under which the roster's cleaning knows them."""
# Columns that follow from a typed field.
FOLLOWS = {
    "name": ("name", "normalized_name", "initials"),
    "credit_code": ("credit_code", "registration_no", "organisation_code"),
    "licence": ("licence", "licence_digits"),
}
# What a typed value should be, where a roster would keep the row and a person is told at once.
EXPECTED = {
    "unknown_status": f"应为{'、'.join(STATUS_NAMES.values())}之一；",
    "bad_date": "应写作 2020-03-05 这样的日期；",
    "bad_count": "应为数字；",
}


@dataclass(frozen=True, slots=True)
class SavedOperator:
    """An operator as it was stored, with the doubts about what was typed."""

    operator: Operator
    warnings: tuple[Problem, ...]


def add(
    store: Store,
    actor: Actor,
    typed: Mapping[str, str],
    *,
    operator_type: str | None,
    tags: Sequence[str],
    listed_on: date,
) -> SavedOperator:
    """Take one operator in by hand.

    `typed` holds texts of TYPED fields. Raises Refused when the roster has this operator already (by code,
    licence, or name and district), UsageError for a value that cannot be understood.
    """
    operator, warnings = _clean(typed)
    try:
        stage_rows(store, [staged_row("", 0, operator)])
        match_rows(store, Rules())
        matched = matched_numbers(store)
        if matched:
            raise Refused(
                f"名册中已有该业户（{matched[0]}），没有重复登记；要修改请用 zoufang enterprise edit {matched[0]}。"
            )
        with operation(store, actor, "enterprise add") as opened:
            number = write_outcome(store, on=listed_on, batch_id=None).numbers[0]
            operator_id = operator_named(store, number).id
            columns = {"tags": compact(_tags((), tags, ())), "hand_edited": compact(sorted(typed))}
            if operator_type is not None:
                columns["operator_type"] = _operator_type(operator_type)
            store.update("operator", operator_id, columns)
            opened.cite(number)
    finally:
        drop_staged(store)
    return SavedOperator(operator_by_id(store, operator_id), warnings)


def edit(
    store: Store,
    actor: Actor,
    operator_id: int,
    typed: Mapping[str, str],
    *,
    operator_type: str | None = None,
    tag: Sequence[str] = (),
    untag: Sequence[str] = (),
    status_on: date | None = None,
    note: str = "",
) -> SavedOperator:
    """Change fields of one operator; a later import does not overwrite them.

    An empty text clears a field (not the name). A changed status is recorded with its day (`status_on`,
    default today).
    """
    day = status_on or actor.today
    if day > actor.today:
        raise UsageError(f"状态变更日期 {day} 晚于今天。")
    if "name" in typed and not clean_text(typed["name"]):
        raise UsageError("业户名称不能为空。")
    with operation(store, actor, "enterprise edit") as opened:
        before = operator_by_id(store, operator_id)
        operator, warnings = _clean({"name": before.name, **typed})
        _require_own_code(store, operator_id, operator.credit_code if "credit_code" in typed else "")
        values = {column: getattr(operator, column) for field in typed for column in FOLLOWS.get(field, (field,))}
        if operator_type is not None:
            values["operator_type"] = _operator_type(operator_type)
        values["tags"] = _tags(before.tags, tag, untag)
        if "name" in typed and "phone" not in typed and operator.phone:  # they stood behind the name
            values["phone"] = tuple(dict.fromkeys((*before.phone, *operator.phone)))
        marked = set(before.hand_edited) | set(typed) | ({"operator_type"} if operator_type is not None else set())
        values["hand_edited"] = tuple(sorted(marked))
        if "status" in typed and operator.status != before.status:
            changed = {"changed_on": day, "from_status": before.status, "to_status": operator.status, "note": note}
            store.insert("status_change", {"operator_id": operator_id, **changed})
        row = {key: compact(value) if isinstance(value, tuple) else value for key, value in values.items()}
        keys = former_keys.keys_of(store, operator_id)
        store.update("operator", operator_id, row)
        former_keys.remember_former(store, operator_id, keys, former_keys.keys_of(store, operator_id))
        opened.cite(before.number)
    return SavedOperator(operator_by_id(store, operator_id), warnings)


def _require_own_code(store: Store, operator_id: int, code: str) -> None:
    """Refuse a credit code that another operator of the roster holds."""
    holder = holder_of_code(store, code) if code else None
    if holder is not None and holder[0] != operator_id:
        raise Refused(f"统一社会信用代码 {code} 已属于 {holder[1]}，没有修改。")


def _clean(typed: Mapping[str, str]) -> tuple[RosterRow, tuple[Problem, ...]]:
    """Clean typed values as if they stood in a roster of one row."""
    headers = tuple(TYPED[field] for field in typed)
    rows = [Row(1, headers), Row(2, tuple(typed.values()))]
    outcome = list(read_roster(rows, mapping={TYPED[field]: field for field in typed}).outcomes)[-1]
    if isinstance(outcome, TakenRow):
        for problem in outcome.warnings:
            if problem.code in EXPECTED:
                raise BadText(f"{problem.field}“{problem.value}”无法识别，{EXPECTED[problem.code]}没有保存。")
        return outcome.operator, outcome.warnings
    if isinstance(outcome, RejectedRow):
        problem = outcome.problems[0]
        raise BadText(f"{problem.field}“{problem.value}”：{problem.message}")
    raise BadText(f"“{typed.get('name', '')}”不像业户名称。")


def _operator_type(text: str) -> OperatorType:
    operator_type = OperatorType.parse(text)
    if operator_type is None:
        raise BadText(f"“{text}”应为 企业 或 个体。")
    return operator_type


def _tags(before: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> tuple[str, ...]:
    tags = [*before, *map(clean_text, add)]
    removed = set(map(clean_text, remove))
    return tuple(dict.fromkeys(tag for tag in tags if tag and tag not in removed))
