"""Register people and their posts, and change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from zoufang_cli.errors import BadValue, Refused, UsageError
from zoufang_cli.people import table
from zoufang_cli.people.rules import LEADING, Appointment, Person, Role
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation
from zoufang_cli.text.dates import format_day


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person to register: `values` by key of people/fields.py OWN; `roles` are held from `from_on` on (None: always)."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What to change of a person: `fields` by column, roles to give and to end, and 离岗 or 返岗.

    `end_on` is the last day of the ended roles and of a leave.
    """

    end_on: date
    fields: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    from_on: date | None = None
    end_roles: tuple[Role, ...] = ()
    left: bool | None = None

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to change."""
        return not (self.fields or self.roles or self.end_roles or self.left is not None)


def add_person(store: Store, actor: Actor, draft: PersonDraft) -> Person:
    """Register a person.

    Raises Refused for a name that is registered already, unless both have badge numbers that differ.
    """
    if not draft.name:
        raise BadValue("姓名", draft.name, "不能为空。")
    with operation(store, actor, "person add") as opened:
        opened.cite(draft.name)
        _require_new_name(store, draft.name, draft.values.get("badge_no", ""))
        _require_free_badge(store, draft.values.get("badge_no", ""))
        person_id = table.insert_person(store, {"name": draft.name, **draft.values})
        for role in draft.roles:
            table.appoint(store, person_id, role, draft.from_on)
        return table.person_of(store, person_id)


def edit_person(store: Store, actor: Actor, person_id: int, changes: PersonChanges) -> Person:
    """Change a person, give and end roles; all of it or nothing.

    Raises UsageError when nothing is to be changed, Refused for a role held already or not held.
    """
    if changes.empty:
        raise UsageError("没有给出要修改的内容，请用 --help 查看可以修改哪些项目。")
    with operation(store, actor, "person edit") as opened:
        before = table.person_of(store, person_id)
        opened.cite(before.name)
        _require_valid_fields(store, before, changes.fields)
        table.update_person(store, person_id, changes.fields)
        for role in changes.end_roles:
            _end_role(store, before, role, changes.end_on)
        for role in changes.roles:
            _give_role(store, before, role, changes)
        if changes.left is not None:
            _set_left(store, before, changes)
        return table.person_of(store, person_id)


def require_leading(store: Store, person_id: int, day: date) -> None:
    """Refuse a 带队领导 who held no leading post on the day (clause F1; docs/figures.md 领导带队)."""
    person = table.person_of(store, person_id)
    if person.leads_on(day):
        return
    later = [appointment for appointment in person.appointments if appointment.role in LEADING]
    known = f"（其任职：{'、'.join(_spell(appointment) for appointment in later)}）" if later else ""
    since = " --from 起任日期" if later else ""
    raise Refused(
        f"{person.titled}在{format_day(day)}没有担任负责同志{known}，不能作为带队领导；"
        f"确实担任的，请先运行 zoufang person edit {person.name} --role 负责同志{since}。"
    )


def _spell(appointment: Appointment) -> str:
    start = f"自{format_day(appointment.from_on)}" if appointment.from_on else ""
    end = f"至{format_day(appointment.to_on)}" if appointment.to_on else ""
    return f"{appointment.role.label}{start}{end}"


def _require_new_name(store: Store, name: str, badge_no: str) -> None:
    for other in table.people_called(store, name):
        if badge_no and other.badge_no and badge_no != other.badge_no:
            continue
        left = "，已离岗" if other.left else ""
        same = f"如是同一人，请用 zoufang person edit {name} 修改{'（--return 返岗）' if other.left else ''}"
        if badge_no and not other.badge_no:
            namesake = f"如是同名的另一人，请先为原有的{name}补上执法证号（person edit {name} --badge 证号）"
        elif badge_no:
            namesake = "同名的另一人须有不同的执法证号"
        else:
            namesake = "如是同名的另一人，请用 --badge 写明执法证号以便区分"
        raise Refused(f"已登记过{other.titled}{left}：{same}；{namesake}。")


def _require_free_badge(store: Store, badge_no: str, person_id: int | None = None) -> None:
    other = table.person_with_badge(store, badge_no)
    if other is not None and other.id != person_id:
        raise Refused(f"执法证号{badge_no}已登记在{other.name}名下，请核对。")


def _require_valid_fields(store: Store, before: Person, fields: Mapping[str, str]) -> None:
    name, badge_no = fields.get("name", before.name), fields.get("badge_no", before.badge_no)
    if not name:
        raise BadValue("姓名", name, "不能为空。")
    _require_free_badge(store, badge_no, before.id)
    for other in table.people_called(store, name):
        if other.id != before.id and not (badge_no and other.badge_no):
            raise Refused(f"另有一名{other.titled}：同名人员须都有执法证号才能区分，请用 --badge 写明。")


def _end_role(store: Store, person: Person, role: Role, end_on: date) -> None:
    held = [
        appointment for appointment in person.appointments if appointment.role is role and appointment.to_on is None
    ]
    if not held:
        raise Refused(f"{person.name}现在没有担任{role.label}。")
    for current in held:
        if current.from_on is not None and end_on < current.from_on:
            start = format_day(current.from_on)
            raise Refused(f"{person.name}自{start}起担任{role.label}，截止日期{format_day(end_on)}早于这一天。")
        table.end_appointment(store, current.id, end_on)


def _give_role(store: Store, person: Person, role: Role, changes: PersonChanges) -> None:
    """Give a role; one that is still held is dated back to an earlier first day."""
    from_on = changes.from_on
    for appointment in person.appointments:
        last = changes.end_on if role in changes.end_roles and appointment.to_on is None else appointment.to_on
        if appointment.role is not role or not (last is None or from_on is None or last >= from_on):
            continue
        if last is None and from_on is not None and appointment.from_on is not None and from_on < appointment.from_on:
            table.backdate_appointment(store, appointment.id, from_on)
            return
        raise Refused(
            f"{person.name}的任职与已有的“{_spell(appointment)}”重叠，请用 --from 写明起任日期，或先用 --end-role 截止。"
        )
    table.appoint(store, person.id, role, from_on)


def _set_left(store: Store, person: Person, changes: PersonChanges) -> None:
    if person.left is changes.left:
        raise Refused(f"{person.name}已经是{'离岗' if person.left else '在岗'}状态。")
    table.update_person(store, person.id, {"state": "left" if changes.left else "active"})
    if changes.left:
        for appointment in person.appointments:
            if appointment.to_on is None and appointment.role not in changes.end_roles:
                _end_role(store, person, appointment.role, changes.end_on)
