"""Visits: register them with the issues that they brought, change and cancel them, list and show them."""

from __future__ import annotations

from datetime import date as Day
from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.app.chinese import MonthCommand, command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.errors import UsageError
from zoufang_cli.issues.fields import findings, reason, solved
from zoufang_cli.people.fields import anybody
from zoufang_cli.records.options import options
from zoufang_cli.records.reading import Reader, Typed
from zoufang_cli.records.rules import choice_named
from zoufang_cli.roster.fields.operators import operators
from zoufang_cli.screen.lines import print_line
from zoufang_cli.store.naming import Ref
from zoufang_cli.text.dates import format_day
from zoufang_cli.text.typed import typed_text
from zoufang_cli.visits import fields, table
from zoufang_cli.visits.rules import Registered, Visit, few_fault, parse_answer, visit_form_named

if TYPE_CHECKING:
    pass

app = noun("走访：登记、查询、修改、取消。")

Number = Annotated[str, typer.Argument(metavar="编号", help="走访编号。")]
Again = Annotated[bool, typer.Option("--again", help="同一业户当天确已再次走访。")]

OF_TRIP = (fields.HELD_ON, fields.FORM, fields.OFFICERS, fields.LEADER, fields.FEW_REASON, fields.TAGS)
PLAIN = tuple(field for field in fields.OWN if field not in (fields.MATERIAL, fields.SERVICES, fields.SATISFACTION))


@command(
    app,
    "add",
    "登记一次走访，连同问题一次写入；同行走访多户时 --to 可重复。",
    "zoufang visit add --date 3.5 --to 顺达 --officers 张三,李四 --material 20 --satisfaction 满意",
    "zoufang visit add --same --to 宏运 --issue '检测排队久|增开周六检测|张三|3月31日'",
    "zoufang visit add --date 3.6 --to 顺达 --leader 王建国 --officers 张三 --solved '年审不会网上办|现场演示办理'",
)
@options(
    fields.TO, *OF_TRIP, *PLAIN, fields.MATERIAL, fields.SERVICES, fields.SATISFACTIONS, fields.SOLVED, fields.ISSUES
)
def add(
    ctx: typer.Context,
    typed: Typed,
    same: Annotated[bool, typer.Option("--same", help="日期、人员、带队领导和形式沿用上一次登记的走访。")] = False,
    again: Again = False,
    json: Json = False,
) -> None:
    """Register a visit."""
    from zoufang_cli.visits import actions

    context = context_of(ctx)
    with context.open_store() as store:
        reader = Reader(context, store)
        last = table.last_visit(store) if same else None
        held_on = last.held_on if last and typed["date"] is None else _asked_day(reader, typed)
        visited = reader.value(fields.TO, typed) or _asked_operators(reader, held_on, again)
        leader = reader.value(fields.LEADER, typed) or (last.leader if last else None)
        officer_ids, few_reason = _officers(reader, typed, last, leader)
        result = actions.add_visit(
            store,
            context.actor,
            reader.campaign,
            actions.VisitDraft(
                held_on=held_on,
                operators=visited,
                officer_ids=officer_ids,
                leader_id=leader.id if leader else None,
                form=reader.value(fields.FORM, typed) or (last.form if last else None),
                tags=reader.value(fields.TAGS, typed),
                few_reason=few_reason,
                material_count=reader.value(fields.MATERIAL, typed) or 0,
                services=reader.value(fields.SERVICES, typed),
                satisfaction=_answers(reader, typed),
                values={key: value for key, value in reader.values(PLAIN, typed).items() if value},
                findings=(
                    *solved(typed["solved"] or ()),
                    *findings(reader, typed["issue"] or (), held_on),
                ),
                again=again,
            ),
        )
    if last is not None:
        context.say(_reused(last, reader))
    _show_registered(reader, result, "已登记走访", json)


def _asked_day(reader: Reader, typed: Typed) -> Day:
    from zoufang_cli.visits.actions import require_day

    def check(day: Day) -> None:
        require_day(day, reader.campaign, reader.context.today)

    day: Day = reader.asked(fields.HELD_ON, typed, lambda text: reader.day(text, fields.HELD_ON.term, check))
    return day


def _asked_operators(reader: Reader, held_on: Day, again: bool) -> tuple[Ref, ...]:
    from zoufang_cli.visits.actions import require_first_that_day

    def read(text: str) -> tuple[Ref, ...]:
        named = operators(reader, text)
        for operator in () if again else named:
            require_first_that_day(reader.store, operator, held_on)
        return named

    visited: tuple[Ref, ...] = reader.asked(fields.TO, {}, read)
    return visited


def _officers(reader: Reader, typed: Typed, last: Visit | None, leader: Ref | None) -> tuple[tuple[int, ...], str]:
    """Return the officers and the reason for fewer than two: as typed, as at the last visit, or asked for."""
    stated = typed["officers"]
    few_reason = reader.value(fields.FEW_REASON, typed) or (last.few_reason if last and stated is None else "")
    if last and stated is None:
        return tuple(officer.id for officer in last.officers), few_reason
    if leader and few_reason and stated is None:
        return (leader.id,), few_reason
    if stated is None and reader.context.interactive:
        return _asked_officers(reader, leader, few_reason)
    return tuple(officer.id for officer in reader.asked(fields.OFFICERS, typed)), few_reason


def _asked_officers(reader: Reader, leader: Ref | None, few_reason: str) -> tuple[tuple[int, ...], str]:
    """Ask for the officers; when they are fewer than two once more, and only for the same answer for the reason."""
    before: tuple[int, ...] | None = None
    while True:
        officer_ids = tuple(officer.id for officer in reader.asked(fields.OFFICERS, {}))
        fault = few_fault(len({*officer_ids, leader.id if leader else None} - {None}), few_reason)
        if not fault:
            return officer_ids, few_reason
        if officer_ids == before:
            few_reason = typed_text("理由", reader.context.prompt("不足两人的理由"))
            if few_reason:
                return officer_ids, few_reason
        else:
            reader.context.say(f"{fault}请重新填写走访人员；确属特殊情况的，照原样再填一次，然后写明理由。")
        before = officer_ids


def _answers(reader: Reader, typed: Typed) -> dict[str, str]:
    """Return operator as typed ('': all) to the key of the level of satisfaction."""
    levels = reader.campaign.plan.satisfaction
    answers = (parse_answer(text) for text in typed["satisfaction"] or ())
    return {operator: choice_named(fields.SATISFACTION.term, level, levels).key for operator, level in answers}


def _reused(last: Visit, reader: Reader) -> str:
    people = "、".join(officer.name for officer in last.officers)
    form = reader.campaign.plan.form(last.form)
    name = f"{last.form} {form.name}" if form else last.form
    return f"沿用 {last.number}：{format_day(last.held_on)}，{people}，{name}（本次写明的以本次为准）。"


def _show_registered(reader: Reader, result: Registered, done: str, json: bool) -> None:
    from zoufang_cli.visits import screens

    context, plan = reader.context, reader.campaign.plan
    reader.echo()
    for note in result.notes:
        context.say(note)
    if json:
        context.show_json(screens.registered_json(result, plan))
        return
    for line in screens.registered_lines(result, done, plan):
        print_line(line)


@command(
    app,
    "edit",
    '修改一次走访：只改写明的项目，写空值（""）即清空；业户不能改，请取消后重新登记。',
    "zoufang visit edit ZF-2020-0001 --material 30 --satisfaction 基本满意",
    "zoufang visit edit ZF-2020-0001 --date 3.6 --officers 张三,李四",
)
@options(*OF_TRIP, *PLAIN, fields.MATERIAL, fields.SERVICES, fields.SATISFACTION, fields.SOLVED, fields.ISSUES)
def edit(ctx: typer.Context, number: Number, typed: Typed, again: Again = False, json: Json = False) -> None:
    """Change a visit."""
    from zoufang_cli.visits import actions

    context = context_of(ctx)
    with context.open_store() as store:
        reader = Reader(context, store)
        visit = table.visit_numbered(store, number)
        shared = reader.values((*OF_TRIP, fields.MATERIAL, fields.SERVICES), typed)
        values = reader.values((*PLAIN, fields.SATISFACTION), typed)
        if "services" in shared:
            values["services"] = tuple(item for item, _ in shared["services"])
        if typed["way"] and not values["way"]:
            values["way"] = fields.WAY.read(reader, ["现场"])
        held_on = shared.get("date") or None
        leader = shared.get("leader")
        changes = actions.VisitChanges(
            held_on=held_on,
            form=shared.get("form") or None,
            tags=shared.get("tag_form"),
            officer_ids=tuple(officer.id for officer in reader.asked(fields.OFFICERS, typed))
            if "officers" in shared
            else None,
            leader_id=leader.id if leader else None,
            drop_leader=leader == "",
            few_reason=shared.get("few_reason"),
            material_count=shared["material_count"] or 0 if "material_count" in shared else None,
            values=values,
            findings=(
                *solved(typed["solved"] or ()),
                *findings(reader, typed["issue"] or (), held_on or visit.held_on),
            ),
            again=again,
        )
        result = actions.edit_visit(store, context.actor, reader.campaign, visit.number, changes)
    _show_registered(reader, result, "已修改走访", json)


@command(
    app,
    "cancel",
    "取消一次走访（登记有误或没有成行）；由它带出的问题须先销号或作废。",
    "zoufang visit cancel ZF-2020-0001 --reason 重复登记",
)
@options(reason("取消的原因"))
def cancel(
    ctx: typer.Context,
    number: Number,
    typed: Typed,
    trip: Annotated[bool, typer.Option("--trip", help="同组各户一并取消。")] = False,
    json: Json = False,
) -> None:
    """Cancel a visit."""
    from zoufang_cli.visits import actions

    context = context_of(ctx)
    with context.open_store() as store:
        why = Reader(context, store).asked(reason("取消的原因"), typed)
        if not why:
            raise UsageError("取消的原因不能为空，请用 --reason 写明。")
        result = actions.cancel_visit(store, context.actor, number, why, trip)
    for note in result.notes:
        context.say(note)
    if json:
        context.show_json(result)
    else:
        print_line(f"已取消走访 {'、'.join(result.numbers)}。")


@command(
    app,
    "list",
    "列出走访；可按月份、日期、业户、形式、人员筛选。",
    "zoufang visit list --month 2020-03",
    "zoufang visit list --operator 顺达 --json",
    cls=MonthCommand,
)
def list_(
    ctx: typer.Context,
    month: Annotated[
        str | None, typer.Option("--month", metavar="月份", help="如 2020-03、3月；不带值指本月。")
    ] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="日期", help="自这一天起。")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="日期", help="到这一天止。")] = None,
    operator: Annotated[str | None, typer.Option("--operator", metavar="业户", help="只看这一户。")] = None,
    form: Annotated[str | None, typer.Option("--form", metavar="形式", help="只看这一形式，如 F1。")] = None,
    officer: Annotated[str | None, typer.Option("--officer", metavar="姓名", help="只看这个人参加的走访。")] = None,
    all_: Annotated[bool, typer.Option("--all", help="连同已取消的。")] = False,
    json: Json = False,
) -> None:
    """List visits."""
    context = context_of(ctx)
    if month is not None and (from_ is not None or to is not None):
        raise UsageError("--month 与 --from、--to 请只用一种。")
    with context.open_store() as store:
        reader = Reader(context, store)
        first = None if from_ is None else reader.day(from_, "起始日期")
        last = None if to is None else reader.day(to, "截止日期")
        if first and last and first > last:
            raise UsageError(f"起始日期{format_day(first)}晚于截止日期{format_day(last)}。")
        if month is not None:
            first, last = reader.period(month)
        plan = reader.campaign.plan
        conditions = table.VisitFilter(
            from_on=first,
            to_on=last,
            operator_id=None if operator is None else operators(reader, operator)[0].id,
            form=None if form is None else visit_form_named(plan, form).key,
            officer_id=None if officer is None else anybody(reader, officer).id,
            with_cancelled=all_,
        )
        reader.echo()
        with store.reading():
            visits = table.visits_where(store, conditions)
            issues = table.issues_by_visit(store, visits)
    if not (json or visits):
        print_line("没有符合条件的走访。")
        return
    from zoufang_cli.visits import screens

    if json:
        context.show_json([screens.visit_json(visit, plan, issues.get(visit.id, ())) for visit in visits])
    else:
        context.out.print(screens.visits_table(visits, issues, plan))


@command(
    app,
    "show",
    "查看一次走访的全部内容，同组各户、问题和附件一并列出。",
    "zoufang visit show ZF-2020-0001",
)
def show(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """Show one visit."""
    from zoufang_cli.visits import screens

    context = context_of(ctx)
    with context.open_store() as store:
        details = table.visit_details(store, number)
        plan = Reader(context, store).campaign.plan
    if json:
        context.show_json(screens.shown_json(details, plan))
        return
    for part in screens.shown_tables(details, plan):
        context.out.print(part)
