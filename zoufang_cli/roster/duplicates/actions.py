"""Find operators that may be one, merge them, or record that they are not the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zoufang_cli.errors import Refused
from zoufang_cli.roster.duplicates.rules.fields import MergeResult
from zoufang_cli.roster.duplicates.rules.pairs import Pair, find_pairs
from zoufang_cli.roster.duplicates.table.merging import merge_into
from zoufang_cli.roster.duplicates.table.pairs import (
    decision_among,
    distinct_pairs,
    labels,
    load_profiles,
    record_distinct_pair,
)
from zoufang_cli.store import history
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Candidate
from zoufang_cli.store.operations import operation
from zoufang_cli.text.dates import format_day


@dataclass(frozen=True, slots=True)
class Distinct:
    """Two operators on record as not the same, as JSON names them; `known`: they were before."""

    one: Candidate
    other: Candidate
    decided_on: date
    reason: str
    known: bool


def find(store: Store, least: int, limit: int | None) -> tuple[list[Pair], int]:
    """Return the pairs that score at least `least` (0-100), best first and at most `limit`, and how many there are."""
    with store.reading():
        duplicates = find_pairs(load_profiles(store), distinct_pairs(store), least)
        shown = duplicates if limit is None else duplicates[:limit]
        operator_ids = {operator_id for pair in shown for operator_id in (pair.left_id, pair.right_id)}
        operators = labels(store, operator_ids)
    pairs = []
    for pair in shown:
        survivor, duplicate = sorted(
            (operators[pair.left_id], operators[pair.right_id]), key=lambda label: (not label.has_code, label.number)
        )
        score = pair.match_score
        pairs.append(Pair(survivor, duplicate, score.score, score.reasons, score.against))
    return pairs, len(duplicates)


def rehearse(store: Store, survivor: Candidate, duplicates: Sequence[Candidate], on: date) -> MergeResult:
    """Return what a merge would do; nothing is stored. Raises Refused as `merge` does."""
    _require_mergeable(store, survivor, duplicates)
    with store.reading():  # rolled back
        merged = tuple(merge_into(store, survivor.id, duplicate.id, on) for duplicate in duplicates)
    return MergeResult(survivor.number, survivor.name, merged)


def merge(store: Store, actor: Actor, survivor: Candidate, duplicates: Sequence[Candidate]) -> MergeResult:
    """Merge the duplicates into the survivor with all their records, in one operation.

    Raises Refused for an operator and itself, and for two that are on record as not the same.
    """
    with operation(store, actor, "enterprise merge") as opened:
        _require_mergeable(store, survivor, duplicates)
        merged = tuple(merge_into(store, survivor.id, duplicate.id, actor.today) for duplicate in duplicates)
        opened.cite(survivor.number, *(duplicate.number for duplicate in duplicates))
    return MergeResult(survivor.number, survivor.name, merged, history.operations(store, 1)[0].short)


def record_distinct(store: Store, actor: Actor, left: Candidate, right: Candidate, reason: str) -> Distinct:
    """Put on record that two operators are not the same; they are not proposed again.

    What is on record already stays as it is. Raises Refused for an operator and itself.
    """
    if left.id == right.id:
        raise Refused(f"两处写的是同一业户（{left.number} {left.name}），没有登记。")
    decision = decision_among(store, (left.id, right.id))
    if decision is not None:
        return Distinct(left, right, decision.decided_on, decision.reason, True)
    with operation(store, actor, "enterprise distinct") as opened:
        record_distinct_pair(store, left.id, right.id, reason, actor.today)
        opened.cite(left.number, right.number)
    return Distinct(left, right, actor.today, reason, False)


def _require_mergeable(store: Store, survivor: Candidate, duplicates: Sequence[Candidate]) -> None:
    operators = [survivor, *duplicates]
    ids = [operator.id for operator in operators]
    for place, operator in enumerate(operators):
        if operator.id in ids[:place]:
            raise Refused(f"{operator.number} {operator.name} 写了两次，不能与自己合并。")
    decision = decision_among(store, ids)
    if decision is not None:
        pair = "和".join(
            f" {operator.number} {operator.name} " for operator in operators if operator.id in decision.operator_ids
        )
        because = f"（{decision.reason}）" if decision.reason else ""
        number = next((entry.short for entry in history.operations(store) if entry.id == decision.operation_id), "")
        raise Refused(
            f"{pair.strip()} 已于{format_day(decision.decided_on)}登记为不是同一业户{because}，没有合并；"
            f"确是同一家的，请先撤销那次登记：zoufang undo {number}".rstrip()
        )
