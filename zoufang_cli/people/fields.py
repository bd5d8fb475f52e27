"""What people type of a person, and people as the value of other records' fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zoufang_cli.people.rules import Role, parse_role
from zoufang_cli.records.rules import DAY, TEXT, Field, Kind
from zoufang_cli.store.naming import Ref
from zoufang_cli.text.typed import split_list

if TYPE_CHECKING:
    from zoufang_cli.plan.rules.plan import Plan
    from zoufang_cli.records.reading import Reader


def person(reader: Reader, text: str) -> Ref:
    """Return the person in office that a text names; at a terminal a name that fits several is asked about."""
    from zoufang_cli.people.naming import person_named

    candidate = reader.choose(lambda name: person_named(reader.store, name), text)
    return Ref(candidate.id, candidate.number, candidate.name)


def anybody(reader: Reader, text: str) -> Ref:
    """Return the person that a text names, those who left included."""
    from zoufang_cli.people.naming import anybody_named

    candidate = reader.choose(lambda name: anybody_named(reader.store, name), text)
    return Ref(candidate.id, candidate.number, candidate.name)


def people(reader: Reader, text: str) -> tuple[Ref, ...]:
    """Return the people of a list separated by commas, 、 or spaces, each once."""
    from zoufang_cli.records.reading import split_names

    return tuple(dict.fromkeys(person(reader, name) for name in split_names(text)))


def _read(reader: Reader, field: Field, text: str) -> Ref | tuple[Ref, ...]:
    return people(reader, text) if field.many else person(reader, text)


def _show(field: Field, value: object, plan: Plan) -> str:
    return value.name if isinstance(value, Ref) else str(value)


def _read_name(reader: Reader, field: Field, text: str) -> str:
    from zoufang_cli.text.cleaning import clean_name

    return clean_name(reader.text(field.term, text))


def _read_roles(reader: Reader, field: Field, text: str) -> tuple[Role, ...]:
    return tuple(parse_role(name) for name in split_list([text]))


PERSON = Kind("person", "姓名", _read, _show, linked="person_id")
NAME_KIND = Kind("name", "姓名", _read_name, _show)
ROLE_KIND = Kind("role", "角色", _read_roles, lambda field, value, plan: str(value))

NAME = Field("name", "姓名", "更正姓名。", NAME_KIND)
POST = Field("post", "职务", "职务，如 大队长。", TEXT)
BADGE = Field("badge_no", "执法证号", "执法证号；同名人员以此区分。", TEXT, option="--badge")
UNIT = Field("unit", "单位", "所在单位或大队。", TEXT)
PHONE = Field("phone", "联系电话", "联系电话。", TEXT, private=True)
REMARK = Field("remark", "备注", "备注。", TEXT)
OWN = (POST, BADGE, UNIT, PHONE, REMARK)
"""Fields that are columns of table person under their key, beside the name."""

ROLES = Field(
    "role", "任职", "负责同志、活动小组组长、活动小组成员、联络员、填报人、审核人、单位负责人、行风义务监督员。",
    ROLE_KIND, many=True,
)  # fmt: skip
FROM = Field("from", "起任日期", "起任日期；不写表示活动开始前已任职。", DAY)
END_ROLES = Field("end_role", "截止任职", "截止一项任职，日期见 --on。", ROLE_KIND, many=True)
END_ON = Field("on", "截止日期", "任职截止或离岗的日期（当日仍算在任），默认今天。", DAY)
