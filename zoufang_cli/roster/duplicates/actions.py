"""Operators that may be one: find them, fold them into one, or record that they are two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zoufang_cli.errors import Refused
from zoufang_cli.roster.conflicts.table import keep_apart
from zoufang_cli.roster.duplicates.rules.fields import Merged
from zoufang_cli.roster.duplicates.rules.pairs import Pair, find_pairs
from zoufang_cli.roster.duplicates.table.merging import merge_into
from zoufang_cli.roster.duplicates.table.pairs import decision_among, distinct_pairs, labels, load_profiles
from zoufang_cli.store import history
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Candidate
from zoufang_cli.store.operations import operation
from zoufang_cli.text.dates import format_day


@dataclass(frozen=True, slots=True)
class Distinct:
    """Two operators on record as not the same; `known`: they were before."""

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
        operators = labels(store, {each for pair in shown for each in (pair.one_id, pair.other_id)})
    pairs = []
    for pair in shown:
        one, other = sorted(
            (operators[pair.one_id], operators[pair.other_id]), key=lambda each: (not each.has_code, each.number)
        )
        pairs.append(Pair(one, other, pair.match_score.score, pair.match_score.reasons, pair.match_score.against))
    return pairs, len(duplicates)


def rehearse(store: Store, keep: Candidate, others: Sequence[Candidate], on: date) -> Merged:
    """Return what a merge would do; nothing is stored. Raises Refused as `merge` does."""
    _require_mergeable(store, keep, others)
    with store.reading():  # rolled back
        return Merged(keep.number, keep.name, tuple(merge_into(store, keep.id, other.id, on) for other in others))


def merge(store: Store, actor: Actor, keep: Candidate, others: Sequence[Candidate]) -> Merged:
    """Fold operators into the first with all their records, in one operation.

    Raises Refused for an operator and itself, and for two that are on record as not the same.
    """
    with operation(store, actor, "enterprise merge") as opened:
        _require_mergeable(store, keep, others)
        done = tuple(merge_into(store, keep.id, other.id, actor.today) for other in others)
        opened.cite(keep.number, *(other.number for other in others))
    return Merged(keep.number, keep.name, done, history.operations(store, 1)[0].short)


def record_distinct(store: Store, actor: Actor, one: Candidate, other: Candidate, reason: str) -> Distinct:
    """Put on record that two operators are not the same; they are not proposed again.

    What is on record already stays as it is. Raises Refused for an operator and itself.
    """
    if one.id == other.id:
        raise Refused(f"两处写的是同一业户（{one.number} {one.name}），没有登记。")
    known = decision_among(store, (one.id, other.id))
    if known is not None:
        return Distinct(one, other, known.decided_on, known.reason, True)
    with operation(store, actor, "enterprise distinct") as opened:
        keep_apart(store, one.id, other.id, reason, actor.today)
        opened.cite(one.number, other.number)
    return Distinct(one, other, actor.today, reason, False)


def _require_mergeable(store: Store, keep: Candidate, others: Sequence[Candidate]) -> None:
    chosen = [keep, *others]
    ids = [operator.id for operator in chosen]
    for place, operator in enumerate(chosen):
        if operator.id in ids[:place]:
            raise Refused(f"{operator.number} {operator.name} 写了两次，不能与自己合并。")
    apart = decision_among(store, ids)
    if apart is not None:
        pair = "和".join(
            f" {operator.number} {operator.name} "
            for operator in chosen
            if operator.id in (apart.one_id, apart.other_id)
        )
        because = f"（{apart.reason}）" if apart.reason else ""
        number = next((entry.short for entry in history.operations(store) if entry.id == apart.operation_id), "")
        raise Refused(
            f"{pair.strip()} 已于{format_day(apart.decided_on)}登记为不是同一业户{because}，没有合并；"
            f"确是同一家的，请先撤销那次登记：zoufang undo {number}".rstrip()
        )
