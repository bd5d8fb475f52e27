"""People: namesakes, posts over time, leaving and coming back."""

from __future__ import annotations

from datetime import date

import pytest

from zoufang_cli.errors import Refused, UsageError
from zoufang_cli.people.actions import (
    PersonChanges,
    PersonDraft,
    add_person,
    edit_person,
    require_leading,
)
from zoufang_cli.people.naming import anybody_named, person_named
from zoufang_cli.people.rules import Person, Role
from zoufang_cli.people.table import list_people
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store

TODAY = date(2020, 3, 5)
ME = Actor("测试", TODAY)


def add(store: Store, name: str, **fields: object) -> Person:
    values = {key: fields.pop(key) for key in ("post", "badge_no", "unit", "phone", "remark") if key in fields}
    return add_person(store, ME, PersonDraft(name, values, **fields))  # type: ignore[arg-type]


def test_a_person_keeps_what_was_given(store: Store) -> None:
    made = add(store, "王建国", post="支队长", roles=(Role.LEADER, Role.FILER), from_on=date(2020, 1, 6))
    assert (made.name, made.post, made.left) == ("王建国", "支队长", False)
    assert [(one.role, one.from_on) for one in made.appointments] == [
        (Role.LEADER, date(2020, 1, 6)),
        (Role.FILER, date(2020, 1, 6)),
    ]


@pytest.mark.parametrize(
    ("first", "second", "accepted"),
    [
        pytest.param("", "", False, id="neither has a badge number"),
        pytest.param("1", "", False, id="only the first has one"),
        pytest.param("", "2", False, id="only the second has one"),
        pytest.param("1", "1", False, id="the same"),
        pytest.param("1", "2", True, id="different ones"),
    ],
)
def test_namesakes_need_different_badge_numbers(store: Store, first: str, second: str, accepted: bool) -> None:
    add(store, "张三", badge_no=first)
    if accepted:
        add(store, "张三", badge_no=second)
    else:
        with pytest.raises(Refused, match="张三"):
            add(store, "张三", badge_no=second)
    assert len(list_people(store)) == (2 if accepted else 1)


def test_a_badge_number_is_one_persons(store: Store) -> None:
    add(store, "张三", badge_no="1")
    other = add(store, "李四", badge_no="2")
    with pytest.raises(Refused, match="张三"):
        edit_person(store, ME, other.id, PersonChanges(TODAY, {"badge_no": "1"}))
    with pytest.raises(Refused, match="张三"):
        add(store, "王五", badge_no="1")


@pytest.mark.parametrize(
    ("day", "allowed"),
    [(date(2020, 1, 5), False), (date(2020, 1, 6), True), (date(2020, 2, 1), True), (date(2020, 2, 2), False)],
)
def test_leading_on_a_day(store: Store, day: date, allowed: bool) -> None:
    made = add(store, "王建国", roles=(Role.HEAD,), from_on=date(2020, 1, 6))
    edit_person(store, ME, made.id, PersonChanges(date(2020, 2, 1), end_roles=(Role.HEAD,)))
    if allowed:
        require_leading(store, made.id, day)
    else:
        with pytest.raises(Refused, match="王建国"):
            require_leading(store, made.id, day)


def test_a_role_that_is_no_leading_post(store: Store) -> None:
    made = add(store, "赵六", roles=(Role.LIAISON,))
    with pytest.raises(Refused, match="person edit 赵六 --role 负责同志"):
        require_leading(store, made.id, TODAY)


def test_the_first_day_of_a_post_can_be_corrected(store: Store) -> None:
    made = add(store, "王建国", roles=(Role.LEADER,), from_on=date(2020, 1, 6))
    after = edit_person(store, ME, made.id, PersonChanges(TODAY, roles=(Role.LEADER,), from_on=date(2019, 11, 18)))
    assert [one.from_on for one in after.appointments] == [date(2019, 11, 18)]
    with pytest.raises(Refused, match="重叠"):
        edit_person(store, ME, made.id, PersonChanges(TODAY, roles=(Role.LEADER,), from_on=date(2020, 2, 1)))


def test_leaving_ends_the_posts_and_hides_the_person(store: Store) -> None:
    made = add(store, "王建国", roles=(Role.LEADER,))
    after = edit_person(store, ME, made.id, PersonChanges(TODAY, left=True))
    assert after.left
    assert after.appointments[0].to_on == TODAY
    assert list_people(store) == []
    assert [person.name for person in list_people(store, with_left=True)] == ["王建国"]
    back = edit_person(store, ME, anybody_named(store, "王建国").id, PersonChanges(TODAY, left=False))
    assert not back.left
    assert person_named(store, "王建国").id == made.id


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(PersonChanges(TODAY, end_roles=(Role.LEADER,)), id="a role not held"),
        pytest.param(PersonChanges(TODAY, {"post": "副队长"}, end_roles=(Role.LEADER,)), id="a field beside it"),
        pytest.param(PersonChanges(TODAY, left=False), id="back without having left"),
    ],
)
def test_a_refused_change_changes_nothing(store: Store, changes: PersonChanges) -> None:
    made = add(store, "张三", post="队员")
    with pytest.raises(Refused):
        edit_person(store, ME, made.id, changes)
    assert list_people(store) == [made]


def test_nothing_to_change(store: Store) -> None:
    made = add(store, "张三")
    with pytest.raises(UsageError):
        edit_person(store, ME, made.id, PersonChanges(TODAY))


def test_list_by_role(store: Store) -> None:
    add(store, "张三")
    add(store, "王建国", roles=(Role.LEADER,), from_on=date(2020, 4, 1))
    add(store, "赵六", roles=(Role.LEADER,))
    assert [person.name for person in list_people(store, role=Role.LEADER, today=TODAY)] == ["赵六"]
