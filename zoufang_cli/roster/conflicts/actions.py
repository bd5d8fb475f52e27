"""Contradictions between rosters and the store: list them, and settle them by a person's choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zoufang_cli.errors import NotFound, Refused
from zoufang_cli.roster.conflicts.rules import SETTLED_AS, STATE_NAMES, Choice, Conflict
from zoufang_cli.roster.conflicts.table import conflict_numbered, give_code, keep_apart, rename, set_state, settle_rows
from zoufang_cli.roster.duplicates.table.merging import merge_into
from zoufang_cli.roster.duplicates.table.pairs import decision_among
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
    found = [_numbered(store, number.strip()) for number in numbers]
    return list({one.number: one for one in found}.values())


def settle(store: Store, actor: Actor, numbers: Sequence[str], choice: Choice) -> SettledConflicts:
    """Settle conflicts in one operation: all of them, or none.

    Another name: `keep` leaves the operator as it is, `take` renames it. Another code under one licence: `keep` records
    two operators, `take` folds the roster's operator into the other, which gets the roster's code.
    Raises NotFound, or Refused for a conflict that is settled or cannot be settled this way.
    """
    done = []
    with operation(store, actor, f"enterprise settle --{choice}") as opened:
        wanted = open_conflicts(store, numbers)
        _require_one_name_each(wanted, choice)
        for number in (one.number for one in wanted):
            one = _numbered(store, number)  # an earlier one of this operation may have changed it
            _ACTIONS[one.field, choice](store, actor, one)
            set_state(store, number, SETTLED_AS[choice], actor.today)
            settle_rows(store, number)
            done.append(replace(one, state=SETTLED_AS[choice], settled_on=actor.today))
            opened.cite(number)
    return SettledConflicts(tuple(done), history.operations(store, 1)[0].short)


def _numbered(store: Store, number: str) -> Conflict:
    found = conflict_numbered(store, number)
    if found is None:
        raise NotFound(f"没有冲突“{number}”，请用 zoufang enterprise conflicts 查看。")
    if found.settled_on is not None:
        day = format_day(found.settled_on)
        raise Refused(
            f"{found.number} 已于{day}裁定（{STATE_NAMES[found.state]}），没有改动；要改变，请先用 zoufang undo 撤销那次裁定。"
        )
    return found


def _require_one_name_each(wanted: Sequence[Conflict], choice: Choice) -> None:
    """Refuse to give one operator two names at once."""
    taken: dict[int, str] = {}
    for one in wanted:
        if choice is Choice.TAKE and one.field == "name":
            first = taken.setdefault(one.operator_id, one.number)
            if first != one.number:
                raise Refused(f"{first} 和 {one.number} 是同一业户的两个名称，只能采用其中一个。")


def _keep_name(store: Store, actor: Actor, one: Conflict) -> None:
    """Leave everything as it is."""


def _take_name(store: Store, actor: Actor, one: Conflict) -> None:
    rename(store, one.operator_id, one.offered)


def _keep_code(store: Store, actor: Actor, one: Conflict) -> None:
    """Record two operators."""
    if one.one_operator:
        raise Refused(
            f"{one.number} 的两家业户已经合并为 {one.operator_number}，不能再记为两家；要分开，请先撤销合并。"
        )
    assert one.other_id is not None
    reason = f"{one.number}：许可证号相同，统一社会信用代码不同"
    keep_apart(store, one.operator_id, one.other_id, reason, actor.today)


def _take_code(store: Store, actor: Actor, one: Conflict) -> None:
    """Fold the roster's operator into the other one, which gets its code."""
    if not one.one_operator:
        assert one.other_id is not None
        apart = decision_among(store, (one.operator_id, one.other_id))
        if apart is not None:
            raise Refused(
                f"{one.number} 的两家业户已于{format_day(apart.decided_on)}登记为不是同一业户，没有合并；"
                "确是同一家的，请先撤销那次登记。"
            )
        merge_into(store, one.operator_id, one.other_id, actor.today)
    holder = holder_of_code(store, one.offered)
    if holder is not None and holder[0] != one.operator_id:
        raise Refused(f"{one.number} 的统一社会信用代码 {one.offered} 已属于 {holder[1]}，没有采用。")
    give_code(store, one.operator_id, one.offered)


_ACTIONS = {
    ("name", Choice.KEEP): _keep_name,
    ("name", Choice.TAKE): _take_name,
    ("credit_code", Choice.KEEP): _keep_code,
    ("credit_code", Choice.TAKE): _take_code,
}
