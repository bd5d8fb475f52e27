"""List conflicts between rosters and the store, and settle them by a person's choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zoufang_cli.errors import NotFound, Refused
from zoufang_cli.roster.conflicts.rules import SETTLED_AS, STATE_NAMES, Choice, Conflict
from zoufang_cli.roster.conflicts.table import conflict_numbered, give_code, rename, set_state, settle_rows
from zoufang_cli.roster.duplicates.table.merging import merge_into
from zoufang_cli.roster.duplicates.table.pairs import decision_among, record_distinct_pair
from zoufang_cli.roster.table import holder_of_code
from zoufang_cli.store import history
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation
from zoufang_cli.text.dates import format_day


@dataclass(frozen=True, slots=True)
class SettledConflicts:
    """The conflicts that were settled, with the names from before, and the operation's number in the log."""

    conflicts: tuple[Conflict, ...]
    operation: str


def open_conflicts(store: Store, numbers: Sequence[str]) -> list[Conflict]:
    """Return the conflicts with these numbers, each once. Raises NotFound, or Refused for one that is settled."""
    conflicts = [_numbered(store, number.strip()) for number in numbers]
    return list({conflict.number: conflict for conflict in conflicts}.values())


def settle(store: Store, actor: Actor, numbers: Sequence[str], choice: Choice) -> SettledConflicts:
    """Settle conflicts in one operation: all of them, or none.

    Another name: `keep` leaves the operator as it is, `take` renames it. Another code under one licence: `keep` records
    two operators, `take` folds the roster's operator into the other, which gets the roster's code.
    Raises NotFound, or Refused for a conflict that is settled or cannot be settled this way.
    """
    settled = []
    with operation(store, actor, f"enterprise settle --{choice}") as opened:
        conflicts = open_conflicts(store, numbers)
        _require_one_name_each(conflicts, choice)
        for number in (conflict.number for conflict in conflicts):
            current = _numbered(store, number)  # an earlier one of this operation may have changed it
            _ACTIONS[current.field, choice](store, actor, current)
            set_state(store, number, SETTLED_AS[choice], actor.today)
            settle_rows(store, number)
            settled.append(replace(current, state=SETTLED_AS[choice], settled_on=actor.today))
            opened.cite(number)
    return SettledConflicts(tuple(settled), history.operations(store, 1)[0].short)


def _numbered(store: Store, number: str) -> Conflict:
    conflict = conflict_numbered(store, number)
    if conflict is None:
        raise NotFound(f"没有冲突“{number}”，请用 zoufang enterprise conflicts 查看。")
    if conflict.settled_on is not None:
        day = format_day(conflict.settled_on)
        raise Refused(
            f"{conflict.number} 已于{day}裁定（{STATE_NAMES[conflict.state]}），没有改动；要改变，请先用 zoufang undo 撤销那次裁定。"
        )
    return conflict


def _require_one_name_each(conflicts: Sequence[Conflict], choice: Choice) -> None:
    """Refuse to give one operator two names at once."""
    first_of_operator: dict[int, str] = {}
    for conflict in conflicts:
        if choice is Choice.TAKE and conflict.field == "name":
            first = first_of_operator.setdefault(conflict.operator_id, conflict.number)
            if first != conflict.number:
                raise Refused(f"{first} 和 {conflict.number} 是同一业户的两个名称，只能采用其中一个。")


def _keep_name(store: Store, actor: Actor, conflict: Conflict) -> None:
    """Leave everything as it is."""


def _take_name(store: Store, actor: Actor, conflict: Conflict) -> None:
    rename(store, conflict.operator_id, conflict.offered)


def _keep_code(store: Store, actor: Actor, conflict: Conflict) -> None:
    """Record two operators."""
    if conflict.one_operator:
        raise Refused(
            f"{conflict.number} 的两家业户已经合并为 {conflict.operator_number}，不能再记为两家；要分开，请先撤销合并。"
        )
    assert conflict.other_id is not None
    reason = f"{conflict.number}：许可证号相同，统一社会信用代码不同"
    record_distinct_pair(store, conflict.operator_id, conflict.other_id, reason, actor.today)


def _take_code(store: Store, actor: Actor, conflict: Conflict) -> None:
    """Fold the roster's operator into the other one, which gets its code."""
    if not conflict.one_operator:
        assert conflict.other_id is not None
        decision = decision_among(store, (conflict.operator_id, conflict.other_id))
        if decision is not None:
            raise Refused(
                f"{conflict.number} 的两家业户已于{format_day(decision.decided_on)}登记为不是同一业户，没有合并；"
                "确是同一家的，请先撤销那次登记。"
            )
        merge_into(store, conflict.operator_id, conflict.other_id, actor.today)
    holder = holder_of_code(store, conflict.offered)
    if holder is not None and holder[0] != conflict.operator_id:
        raise Refused(f"{conflict.number} 的统一社会信用代码 {conflict.offered} 已属于 {holder[1]}，没有采用。")
    give_code(store, conflict.operator_id, conflict.offered)


_ACTIONS = {
    ("name", Choice.KEEP): _keep_name,
    ("name", Choice.TAKE): _take_name,
    ("credit_code", Choice.KEEP): _keep_code,
    ("credit_code", Choice.TAKE): _take_code,
}
