"""Visits: one transaction for a trip and its issues, and the rules that refuse one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zoufang_cli.app.history import operation_named, undo
from zoufang_cli.errors import BadValue, Refused, UsageError, ZoufangError
from zoufang_cli.issues.rules import Finding
from zoufang_cli.people.actions import PersonDraft, add_person
from zoufang_cli.people.rules import Role
from zoufang_cli.plan.rules.plan import Campaign
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Ref
from zoufang_cli.store.operations import operation
from zoufang_cli.visits.actions import VisitChanges, VisitDraft, add_visit, cancel_visit, edit_visit
from zoufang_cli.visits.rules import VisitState
from zoufang_cli.visits.table import VisitFilter, visit_details, visits_where

TODAY = date(2020, 3, 10)
DAY = date(2020, 3, 5)
ME = Actor("测试", TODAY)


class World:
    """A store with three operators, two officers and a leader in office since 2020-01-06."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.campaign: Campaign = campaign_of(store)
        self.zhang = add_person(store, ME, PersonDraft("张三")).id
        self.li = add_person(store, ME, PersonDraft("李四")).id
        leader = PersonDraft("王建国", roles=(Role.LEADER,), from_on=date(2020, 1, 6))
        self.wang = add_person(store, ME, leader).id
        self.shunda, self.hongyun, self.majia = (
            self._operator(number, name) for number, name in enumerate(("顺达公司", "宏运公司", "马家车行"), 1)
        )
        self.draft = VisitDraft(DAY, (self.shunda,), (self.zhang, self.li))

    def _operator(self, number: int, name: str) -> Ref:
        row = {"number": f"YH-{number:05d}", "name": name, "normalized_name": name, "listed_on": "2019-11-18"}
        with operation(self.store, ME, "enterprise add"):
            return Ref(self.store.insert("operator", row), str(row["number"]), name)

    def add(self, **changes: object):  # type: ignore[no-untyped-def]
        return add_visit(self.store, ME, self.campaign, replace(self.draft, **changes))  # type: ignore[arg-type]

    def edit(self, number: str, **changes: object):  # type: ignore[no-untyped-def]
        return edit_visit(self.store, ME, self.campaign, number, VisitChanges(**changes))  # type: ignore[arg-type]

    def counts(self) -> tuple[int, ...]:
        tables = ("activity", "participant", "activity_item", "issue", "operation")
        return tuple(self.store.value(f"SELECT count(*) FROM {table}") for table in tables)


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def test_a_visit_keeps_everything(world: World) -> None:
    made = world.add(
        leader_id=world.wang,
        officer_ids=(world.zhang,),
        tags=("F5", "F1"),
        material_count=20,
        services=(("办理年审", ""),),
        satisfaction={"": "satisfied"},
        values={
            "place": "场站",
            "way": "on_site",
            "areas": ("M1a", "M2"),
            "policies": ("收费公路条例",),
            "lists": ("powers",),
            "said": "谈了排队",
        },
    )
    visit = visit_details(world.store, made.trip.lower()).visit
    assert (visit.number, visit.trip, visit.form, visit.tags) == ("ZF-2020-0001", "ZF-2020-0001", "F1", ("F5",))
    assert [one.name for one in visit.officers] == ["王建国", "张三"]
    assert visit.leader is not None
    assert tuple(visit.values[key] for key in ("areas", "policies", "lists")) == (
        ("M1a", "M2"),
        ("收费公路条例",),
        ("powers",),
    )
    assert (visit.material_count, visit.values["services"], visit.values["satisfaction"]) == (
        20,
        ("办理年审",),
        "satisfied",
    )
    assert visit.state is VisitState.DONE


def test_several_operators_are_one_trip(world: World) -> None:
    made = world.add(
        operators=(world.shunda, world.hongyun, world.majia),
        material_count=30,
        satisfaction={"": "satisfied", "宏运": "fairly"},
        services=(("办理年审", "马家"),),
        findings=(Finding("坑槽", "YH-00002"),),
    )
    assert [(one.number, one.trip) for one in made.visits] == [
        (f"ZF-2020-{serial:04d}", "ZF-2020-0001") for serial in (1, 2, 3)
    ]
    assert [one.material_count for one in made.visits] == [30, 0, 0]
    assert [one.values["satisfaction"] for one in made.visits] == ["satisfied", "fairly", "satisfied"]
    assert [one.values["services"] for one in made.visits] == [(), (), ("办理年审",)]
    assert made.issues[0].visit == "ZF-2020-0002"
    assert made.issues[0].missing == ("具体措施", "责任人员", "完成时限")


def test_the_number_is_of_the_year_of_the_visit(world: World) -> None:
    assert world.add(held_on=date(2019, 12, 2)).trip == "ZF-2019-0001"


def test_issues_in_every_form(world: World) -> None:
    made = world.add(
        findings=(
            Finding("不会网上办", measure="现场演示", on_the_spot=True),
            Finding("排队久", measure="增开窗口", responsible_id=world.zhang, due_on=date(2020, 3, 31)),
            Finding("坑槽", measure="修补"),
        )
    )
    rows = world.store.all("SELECT state, outcome, evidence, activity_id FROM issue ORDER BY number")
    assert [(row["state"], row["outcome"]) for row in rows] == [
        ("closed", "on_the_spot"),
        ("assigned", ""),
        ("pending", ""),
    ]
    assert "ZF-2020-0001" in rows[0]["evidence"]
    assert {row["activity_id"] for row in rows} == {made.visits[0].id}
    assert [one.missing for one in made.issues] == [(), (), ("责任人员", "完成时限")]


REFUSED = [
    pytest.param({"held_on": date(2019, 11, 17)}, Refused, id="before the campaign"),
    pytest.param({"held_on": date(2020, 3, 11)}, Refused, id="tomorrow"),
    pytest.param({"officer_ids": ("zhang",)}, Refused, id="one officer"),
    pytest.param({"leader_id": "zhang"}, Refused, id="a leader without a post"),
    pytest.param({"leader_id": "wang", "held_on": date(2020, 1, 5)}, Refused, id="the leader's post began later"),
    pytest.param({"form": "F1"}, Refused, id="F1 without a leader"),
    pytest.param({"form": "F3"}, ValueError, id="an event"),
    pytest.param({"operators": ("shunda", "hongyun"), "findings": (Finding("坑槽"),)}, Refused, id="whose issue"),
    pytest.param({"findings": (Finding("坑槽", "马家"),)}, BadValue, id="an operator that was not visited"),
    pytest.param({"operators": ("shunda", "hongyun"), "services": (("年审", ""),)}, Refused, id="whose service"),
    pytest.param(
        {"operators": ("shunda", "hongyun"), "values": {"received_by": "李"}}, Refused, id="whose receptionist"
    ),
    pytest.param(
        {"findings": (Finding("a", measure="b", responsible_id=1, due_on=date(2020, 3, 1)),)},
        ZoufangError,
        id="an issue due before the visit",
    ),
]


@pytest.mark.parametrize(("changes", "error"), REFUSED)
def test_a_refused_visit_stores_nothing(world: World, changes: dict[str, object], error: type[Exception]) -> None:
    resolved = {key: _resolve(world, value) for key, value in changes.items()}
    before = world.counts()
    with pytest.raises(error):
        world.add(**resolved)
    assert world.counts() == before
    assert world.add().trip == "ZF-2020-0001"  # not even a number was used up


def _resolve(world: World, value: object) -> object:
    if isinstance(value, str) and hasattr(world, value):
        return getattr(world, value)
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return tuple(getattr(world, one) for one in value)
    return value


def test_fewer_than_two_officers_with_a_reason(world: World) -> None:
    made = world.add(officer_ids=(world.zhang,), few_reason="疫情防控")
    assert made.visits[0].few_reason == "疫情防控"
    assert any("不足" in note for note in made.notes)
    assert world.edit(made.trip, officer_ids=(world.zhang, world.li)).visits[0].few_reason == ""


def test_a_visit_after_the_campaign_is_kept_with_a_warning(world: World) -> None:
    late = Actor("测试", date(2020, 9, 30))
    made = add_visit(world.store, late, world.campaign, replace(world.draft, held_on=date(2020, 9, 1)))
    assert any("活动结束日期" in note for note in made.notes)


def test_the_same_operator_twice_a_day(world: World) -> None:
    made = world.add()
    with pytest.raises(Refused, match="ZF-2020-0001"):
        world.add(operators=(world.hongyun, world.shunda))
    assert world.add(again=True).trip == "ZF-2020-0002"
    cancel_visit(world.store, ME, "ZF-2020-0002", "重复")
    cancel_visit(world.store, ME, made.trip, "重复")
    assert world.add().trip == "ZF-2020-0003"


def test_the_default_form_is_said(world: World) -> None:
    assert any("F5" in note for note in world.add().notes)
    assert world.add(operators=(world.hongyun,), form="F2").notes == ()


def test_undo_takes_visit_and_issues_back(world: World) -> None:
    world.add(findings=(Finding("坑槽"),), values={"areas": ("M1",)})
    undo(world.store, ME, operation_named(world.store, None), False)
    assert world.counts()[:4] == (0, 0, 0, 0)


def test_edit_changes_only_what_is_given(world: World) -> None:
    before = world.add(values={"areas": ("M1",), "said": "甲"}).visits[0]
    after = world.edit(before.number, values={"said": "乙", "policies": ("条例",)}).visits[0]
    assert after == replace(before, values={**before.values, "said": "乙", "policies": ("条例",)})


def test_what_a_trip_shares_changes_in_all_its_visits(world: World) -> None:
    world.add(operators=(world.shunda, world.hongyun), material_count=5)
    result = world.edit("ZF-2020-0002", held_on=date(2020, 3, 6), leader_id=world.wang, form="F1", material_count=8)
    shown = visit_details(world.store, "ZF-2020-0001").trip
    assert {(one.held_on, one.form, len(one.officers)) for one in shown} == {(date(2020, 3, 6), "F1", 3)}
    assert [one.material_count for one in shown] == [8, 0]
    assert any("ZF-2020-0001" in note for note in result.notes)


def test_a_new_leader_replaces_the_old_one(world: World) -> None:
    made = world.add(leader_id=world.wang)
    other = add_person(world.store, ME, PersonDraft("赵六", roles=(Role.HEAD,))).id
    after = world.edit(made.trip, leader_id=other).visits[0]
    assert [one.name for one in after.officers] == ["赵六", "张三", "李四"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"held_on": date(2020, 3, 11)}, id="tomorrow"),
        pytest.param({"held_on": date(2020, 1, 5)}, id="before the leader's post"),
        pytest.param({"drop_leader": True}, id="F1 without a leader"),
        pytest.param({"held_on": date(2020, 3, 4)}, id="visited that day"),
        pytest.param({}, id="nothing"),
    ],
)
def test_a_refused_edit_changes_nothing(world: World, changes: dict[str, object]) -> None:
    world.add(held_on=date(2020, 3, 4))
    made = world.add(leader_id=world.wang).visits[0]
    with pytest.raises((Refused, UsageError)):
        world.edit(made.number, **changes)
    assert visit_details(world.store, made.number).visit == made


def test_an_issue_can_be_added_later(world: World) -> None:
    made = world.add()
    assert world.edit(made.trip, findings=(Finding("坑槽"),)).issues[0].number == "WT-2020-0001"


def test_cancel_waits_for_open_issues(world: World) -> None:
    world.add(findings=(Finding("坑槽"), Finding("不会办", measure="演示", on_the_spot=True)))
    with pytest.raises(Refused) as refused:
        cancel_visit(world.store, ME, "ZF-2020-0001", "重复")
    assert [line.split()[0] for line in refused.value.details] == ["WT-2020-0001"]
    assert visit_details(world.store, "ZF-2020-0001").visit.state is VisitState.DONE


def test_cancel_one_of_a_trip_hands_its_material_on(world: World) -> None:
    world.add(operators=(world.shunda, world.hongyun), material_count=5)
    cancel_visit(world.store, ME, "ZF-2020-0001", "未见到人")
    shown = visit_details(world.store, "ZF-2020-0002").trip
    assert [(one.state, one.material_count) for one in shown] == [(VisitState.CANCELLED, 0), (VisitState.DONE, 5)]
    assert (shown[0].cancelled_on, shown[0].cancel_reason) == (TODAY, "未见到人")
    with pytest.raises(Refused):
        cancel_visit(world.store, ME, "ZF-2020-0001", "又取消")
    with pytest.raises(Refused):
        world.edit("ZF-2020-0001", values={"said": "x"})


def test_cancel_a_whole_trip(world: World) -> None:
    world.add(operators=(world.shunda, world.hongyun))
    assert cancel_visit(world.store, ME, "ZF-2020-0002", "误登", True).numbers == ("ZF-2020-0001", "ZF-2020-0002")


def test_lists_are_narrowed(world: World) -> None:
    world.add(leader_id=world.wang, officer_ids=(world.zhang,))
    world.add(operators=(world.hongyun,), held_on=date(2020, 3, 1))
    world.add(operators=(world.majia,), held_on=date(2020, 2, 28))
    cancel_visit(world.store, ME, "ZF-2020-0003", "误登")

    def numbers(**wanted: object) -> list[str]:
        return [one.number[-1] for one in visits_where(world.store, VisitFilter(**wanted))]  # type: ignore[arg-type]

    assert numbers() == ["2", "1"]
    assert numbers(with_cancelled=True) == ["3", "2", "1"]
    assert numbers(from_on=date(2020, 3, 2)) == ["1"]
    assert numbers(to_on=date(2020, 3, 1)) == ["2"]
    assert numbers(operator_id=world.hongyun.id) == ["2"]
    assert numbers(form="F1") == ["1"]
    assert numbers(officer_id=world.wang) == ["1"]
    assert numbers(officer_id=world.li) == ["2"]
