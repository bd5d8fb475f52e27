"""What the operators of an issue said when they were called back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zoufang_cli.errors import BadValue, Refused
from zoufang_cli.issues.actions import level_named
from zoufang_cli.issues.rules import Issue, joined
from zoufang_cli.plan.plan import Plan
from zoufang_cli.roster.names_table import operators_named
from zoufang_cli.store.connection import Store


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operator said when called back; `satisfaction` is a key of the plan."""

    feedback: str = ""
    satisfaction: str = ""


def answers_of(
    store: Store, plan: Plan, issue: Issue, feedback: Sequence[str], satisfaction: Sequence[str]
) -> dict[int, Answer]:
    """Read what the operators of an issue said: `内容` for all of them, `业户=内容` for one.

    Raises BadValue for an operator that is not of this issue or an unknown level, Refused when there is none.
    """
    if not issue.parties and (feedback or satisfaction):
        raise Refused(f"问题 {issue.number} 没有登记业户，不需要业户反馈和满意度。")
    said = {party.operator_id: Answer(party.feedback, party.satisfaction) for party in issue.parties}
    changed: set[int] = set()
    for text in feedback:
        for key, value in _for_each(store, issue, text):
            said[key], changed = replace(said[key], feedback=value), changed | {key}
    for text in satisfaction:
        for key, value in _for_each(store, issue, text):
            said[key], changed = replace(said[key], satisfaction=level_named(plan, value)), changed | {key}
    return {key: said[key] for key in changed}


def _for_each(store: Store, issue: Issue, text: str) -> list[tuple[int, str]]:
    operator, equals, value = text.replace("＝", "=").partition("=")
    if not equals:
        return [(party.operator_id, text.strip()) for party in issue.parties]
    return [(_party(store, issue, operator.strip()), value.strip())]


def _party(store: Store, issue: Issue, text: str) -> int:
    """Return the operator of the issue that a text names."""
    exact = [party for party in issue.parties if text in (party.name, party.number)]
    fitting = exact or [party for party in issue.parties if text and text in party.name]
    if not fitting and text:
        named = {one.id for one in operators_named(store, text)}
        fitting = [party for party in issue.parties if party.operator_id in named]
    if len(fitting) != 1:
        names = joined(party.name for party in issue.parties)
        raise BadValue("业户", text, f"等号前应是反映问题 {issue.number} 的一户：{names}。")
    return fitting[0].operator_id
