"""People and the posts that they hold over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zoufang_cli.text.problem import BadText


class Role(StrEnum):
    """What a person is appointed to, as the store names it."""

    LEADER = "leader"
    GROUP_HEAD = "group_head"
    GROUP_MEMBER = "group_member"
    LIAISON = "liaison"
    FILER = "filer"
    REVIEWER = "reviewer"
    HEAD = "head"
    SUPERVISOR = "supervisor"

    @property
    def label(self) -> str:
        """The role's Chinese name."""
        return ROLE_NAMES[self][0]


# The name that is shown, then the others that people type.
ROLE_NAMES: dict[Role, tuple[str, ...]] = {
    Role.LEADER: ("负责同志", "带队领导", "领导", "负责人"),
    Role.GROUP_HEAD: ("活动小组组长", "组长"),
    Role.GROUP_MEMBER: ("活动小组成员", "成员"),
    Role.LIAISON: ("联络员",),
    Role.FILER: ("填报人",),
    Role.REVIEWER: ("审核人",),
    Role.HEAD: ("单位负责人",),
    Role.SUPERVISOR: ("行风义务监督员", "监督员"),
}

LEADING = (Role.LEADER, Role.GROUP_HEAD, Role.HEAD)
"""Leading posts: who holds one may lead a visit (clause F1)."""


class BadRole(BadText):
    """A text that names no role."""

    def __init__(self, text: str) -> None:
        names = "、".join(role.label for role in Role)
        super().__init__(f"没有“{text}”这一角色，可用的有：{names}。")


def parse_role(text: str) -> Role:
    """Return the role of a key (either case) or a Chinese name; raise BadRole."""
    stripped = text.strip()
    for role, names in ROLE_NAMES.items():
        if stripped in names or stripped.casefold() == role.value:
            return role
    raise BadRole(stripped)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role held from a day (None: always) to a day, both included (None: still)."""

    id: int
    role: Role
    from_on: date | None
    to_on: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether the role is held on a day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Person:
    """A person with every appointment, oldest first; `left` says 离岗."""

    id: int
    name: str
    post: str
    badge_no: str
    unit: str
    phone: str
    remark: str
    left: bool
    appointments: tuple[Appointment, ...]

    @property
    def titled(self) -> str:
        """The name with what tells the person from namesakes: `张三（大队长）`."""
        note = self.post or self.badge_no
        return f"{self.name}（{note}）" if note else self.name

    def roles_on(self, day: date) -> tuple[Role, ...]:
        """Return the roles held on a day."""
        return tuple(appointment.role for appointment in self.appointments if appointment.holds_on(day))

    def leads_on(self, day: date) -> bool:
        """Tell whether a leading post is held on a day."""
        return any(role in LEADING for role in self.roles_on(day))
