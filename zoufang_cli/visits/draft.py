"""What is to be stored of a visit: every name resolved, nothing written yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zoufang_cli.errors import BadValue, Refused
from zoufang_cli.roster.names_table import operators_named
from zoufang_cli.roster.naming import operator_named, person_named
from zoufang_cli.store.connection import Store
from zoufang_cli.visits.rules import Ref, Way

__all__ = ["Finding", "Store", "VisitChanges", "VisitDraft", "answers", "officer_ref", "operator_ref", "party"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that came up; `operator` '' means the only operator of the visit.

    `on_the_spot`: it was solved at once by `measure` (立行立改).
    """

    text: str
    operator: str = ""
    measure: str = ""
    responsible_id: int | None = None
    due_on: date | None = None
    on_the_spot: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What R3 still asks for before the issue counts as handed out."""
        given = (("具体措施", self.measure), ("责任人员", self.responsible_id), ("完成时限", self.due_on))
        return () if self.on_the_spot else tuple(name for name, value in given if not value)


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """A visit to one or several operators (one trip).

    `form` is a key of the plan, None for the default. `satisfaction` maps operators as typed ('': all) to keys
    of levels, `services` pairs an item with an operator as typed ('': the only one). `material_count` is the
    total of the trip.
    """

    held_on: date
    operators: tuple[Ref, ...]
    officer_ids: tuple[int, ...]
    leader_id: int | None = None
    form: str | None = None
    tags: tuple[str, ...] = ()
    few_reason: str = ""
    place: str = ""
    way: Way = Way.ON_SITE
    received_by: str = ""
    received_phone: str = ""
    areas: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    material_count: int = 0
    services: tuple[tuple[str, str], ...] = ()
    satisfaction: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    reply: str = ""
    follow_up: str = ""
    remark: str = ""
    findings: tuple[Finding, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class VisitChanges:
    """What to change of a visit; None and absent keys stay as they are.

    Date, form, tags, officers, leader and `few_reason` are the trip's and change in all its visits; `fields` and
    `items` (by kind: area, policy, list) belong to the one visit.
    """

    held_on: date | None = None
    form: str | None = None
    tags: tuple[str, ...] | None = None
    officer_ids: tuple[int, ...] | None = None
    leader_id: int | None = None
    drop_leader: bool = False
    few_reason: str | None = None
    material_count: int | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    again: bool = False

    @property
    def of_trip(self) -> bool:
        """Tell whether something changes that the visits of a trip share."""
        shared = (self.held_on, self.form, self.tags, self.officer_ids, self.leader_id, self.few_reason)
        return self.drop_leader or any(value is not None for value in shared)

    @property
    def empty(self) -> bool:
        """Tell whether nothing changes."""
        own = (self.fields, self.items, self.findings)
        return not self.of_trip and self.material_count is None and not any(own)


def operator_ref(store: Store, text: str) -> Ref:
    """Return the operator that a text names. Raises NotFound or Ambiguous."""
    found = operator_named(store, text)
    return Ref(found.id, found.number, found.name)


def officer_ref(store: Store, text: str) -> Ref:
    """Return the person in office that a text names. Raises NotFound or Ambiguous."""
    found = person_named(store, text)
    return Ref(found.id, found.number, found.name)


def party(store: Store, operators: Sequence[Ref], text: str, what: str) -> Ref:
    """Return which operator of the trip a part of the record is about.

    Raises Refused when several were visited and none is named, BadValue for one that was not visited.
    """
    if not text:
        if len(operators) > 1:
            names = "、".join(operator.name for operator in operators)
            raise Refused(f"这次走访了{len(operators)}户，请写明{what}属于哪一户（在末尾加“|业户”）：{names}。")
        return operators[0]
    exact = [one for one in operators if text in (one.name, one.number)]
    partly = exact or [one for one in operators if text in one.name]
    if not partly:
        ids = {one.id for one in operators_named(store, text)}
        partly = [one for one in operators if one.id in ids]
    if len(partly) != 1:
        names = "、".join(operator.name for operator in operators)
        raise BadValue("业户", text, f"{what}所属的业户应是这次走访的一户：{names}。")
    return partly[0]


def answers(store: Store, operators: Sequence[Ref], given: Mapping[str, str]) -> dict[int, str]:
    """Return the level of satisfaction of each operator that answered, by operator id."""
    found = {operator.id: given[""] for operator in operators} if "" in given else {}
    for text, level in given.items():
        if text:
            found[party(store, operators, text, "满意度").id] = level
    return found
