"""Register, change and cancel visits: one command for one trip, its issues included."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of
from zoufang_cli.app.options import Json
from zoufang_cli.errors import UsageError
from zoufang_cli.plan.campaign import Campaign, campaign_of
from zoufang_cli.screen.lines import print_line
from zoufang_cli.text.dates import format_day
from zoufang_cli.visits import actions as visits
from zoufang_cli.visits import options
from zoufang_cli.visits.draft import VisitChanges, VisitDraft
from zoufang_cli.visits.input import Input, given_texts, text_of, texts_of
from zoufang_cli.visits.rules import (
    Ref,
    Registered,
    Visit,
    Way,
    areas_named,
    few_fault,
    forms_named,
    level_named,
    lists_named,
    parse_service,
    parse_way,
    typed,
    visit_form_named,
)


def add(
    ctx: typer.Context,
    date: options.Date = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="业户", help="业户：编号、代码、许可证号、名称的一部分或拼音首字母；可重复。"),
    ] = None,
    form: options.Form = None,
    officers: options.Officers = None,
    leader: options.Leader = None,
    few_reason: options.FewReason = None,
    same: Annotated[bool, typer.Option("--same", help="日期、人员、带队领导和形式沿用上一次登记的走访。")] = False,
    place: options.Place = None,
    way: options.WayText = None,
    received_by: options.ReceivedBy = None,
    received_phone: options.ReceivedPhone = None,
    area: options.Areas = None,
    policy: options.Policies = None,
    material: options.Material = None,
    lists: options.Lists = None,
    service: options.Services = None,
    said: options.Said = None,
    reply: options.Reply = None,
    follow_up: options.FollowUp = None,
    satisfaction: Annotated[
        list[str] | None,
        typer.Option("--satisfaction", metavar="档次", help="满意度；各户不同时写“业户=档次”，可重复。"),
    ] = None,
    solved: options.Solved = None,
    issue: options.Issues = None,
    tag_form: options.Tags = None,
    remark: options.Remark = None,
    again: options.Again = False,
    json: Json = False,
) -> None:
    """Register a visit."""
    context = context_of(ctx)
    with context.open_store() as store:
        campaign = campaign_of(store)
        read = Input(context, store, campaign)
        last = visits.last_typed(store) if same else None
        held_on = last.held_on if last and date is None else _asked_day(read, date)
        operators = read.operators(to) if to else _asked_operators(read, held_on, again)
        leader_id = read.person(leader) if leader else last.leader.id if last and last.leader else None
        reason = text_of("理由", few_reason) or (last.few_reason if last and officers is None else "")
        if last and officers is None:
            people = tuple(one.id for one in last.officers)
        elif leader_id and few_reason and officers is None:
            people = (leader_id,)
        elif officers is None and context.interactive:
            people, reason = _asked_people(read, leader_id, reason)
        else:
            people = context.ask("走访人员", "--officers", officers, read.people)
        plan = campaign.plan
        draft = VisitDraft(
            held_on=held_on,
            operators=operators,
            officer_ids=people,
            leader_id=leader_id,
            form=visit_form_named(plan, form).key if form else last.form if last else None,
            tags=forms_named(plan, tag_form or ()),
            few_reason=reason,
            place=text_of("地点", place),
            way=parse_way(way) if way else Way.ON_SITE,
            received_by=text_of("接待人", received_by),
            received_phone=text_of("接待人电话", received_phone),
            areas=areas_named(plan, area or ()),
            policies=texts_of("政策", policy),
            lists=lists_named(plan, lists or ()),
            material_count=material or 0,
            services=tuple(parse_service(text) for text in service or ()),
            satisfaction=read.answers(satisfaction or ()),
            said=text_of("谈话记录", said),
            reply=text_of("现场答复", reply),
            follow_up=text_of("需跟踪事项", follow_up),
            remark=text_of("备注", remark),
            findings=read.solved(solved or ()) + read.issues(issue or (), held_on),
            again=again,
        )
        result = visits.add_visit(store, context.actor, campaign, draft)
    if last is not None:
        context.say(_reused(last, campaign))
    _show_registered(read, result, "已登记走访", json)


def _asked_day(read: Input, date: str | None) -> Day:
    def check(day: Day) -> None:
        visits.require_day(day, read.campaign, read.context.today)

    return read.context.ask("走访日期", "--date", date, lambda text: read.day(text, "走访日期", check))


def _asked_operators(read: Input, held_on: Day, again: bool) -> tuple[Ref, ...]:
    def parse(text: str) -> tuple[Ref, ...]:
        found = read.operators([text])
        for one in () if again else found:
            visits.require_first_that_day(read.store, one, held_on)
        return found

    return read.context.ask("业户", "--to", None, parse)


def _asked_people(read: Input, leader_id: int | None, reason: str) -> tuple[tuple[int, ...], str]:
    """Ask for the officers; when they are fewer than two once more, and only for the same answer for the reason."""
    before: tuple[int, ...] | None = None
    while True:
        people = read.context.ask("走访人员", "--officers", None, read.people)
        fault = few_fault(len({*people, leader_id} - {None}), reason)
        if not fault:
            return people, reason
        if people == before:
            reason = typed("理由", read.context.prompt("不足两人的理由"))
            if reason:
                return people, reason
        else:
            read.context.say(f"{fault}请重新填写走访人员；确属特殊情况的，照原样再填一次，然后写明理由。")
        before = people


def _reused(last: Visit, campaign: Campaign) -> str:
    people = "、".join(one.name for one in last.officers)
    form = campaign.plan.form(last.form)
    name = f"{last.form} {form.name}" if form else last.form
    return f"沿用 {last.number}：{format_day(last.held_on)}，{people}，{name}（本次写明的以本次为准）。"


def _show_registered(read: Input, result: Registered, done: str, json: bool) -> None:
    from zoufang_cli.visits import screens as visit_tables

    context, campaign = read.context, read.campaign
    read.echo()
    for note in result.notes:
        context.say(note)
    if json:
        context.show_json(visit_tables.registered_json(result, campaign.plan))
        return
    for line in visit_tables.registered_lines(result, done, campaign.plan):
        print_line(line)


def edit(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="编号", help="走访编号。")],
    date: options.Date = None,
    form: options.Form = None,
    officers: options.Officers = None,
    leader: options.Leader = None,
    few_reason: options.FewReason = None,
    place: options.Place = None,
    way: options.WayText = None,
    received_by: options.ReceivedBy = None,
    received_phone: options.ReceivedPhone = None,
    area: options.Areas = None,
    policy: options.Policies = None,
    material: options.Material = None,
    lists: options.Lists = None,
    service: options.Services = None,
    said: options.Said = None,
    reply: options.Reply = None,
    follow_up: options.FollowUp = None,
    satisfaction: Annotated[str | None, typer.Option("--satisfaction", metavar="档次", help="满意度。")] = None,
    solved: options.Solved = None,
    issue: options.Issues = None,
    tag_form: options.Tags = None,
    remark: options.Remark = None,
    again: options.Again = False,
    json: Json = False,
) -> None:
    """Change a visit."""
    context = context_of(ctx)
    with context.open_store() as store:
        campaign = campaign_of(store)
        plan = campaign.plan
        read = Input(context, store, campaign)
        visit = visits.visit_named(store, number)
        held_on = None if date is None else read.day(date, "走访日期")
        fields = given_texts(
            place=("地点", place),
            received_by=("接待人", received_by),
            received_phone=("接待人电话", received_phone),
            said=("谈话记录", said),
            reply=("现场答复", reply),
            follow_up=("需跟踪事项", follow_up),
            remark=("备注", remark),
        )
        if way is not None:
            fields["way"] = parse_way(way).value
        if satisfaction is not None:
            fields["satisfaction"] = level_named(plan, satisfaction).key if satisfaction.strip() else ""
        if service is not None:
            fields["services"] = tuple(parse_service(text)[0] for text in service if text.strip())
        items = {
            **({} if area is None else {"area": areas_named(plan, area)}),
            **({} if policy is None else {"policy": texts_of("政策", policy)}),
            **({} if lists is None else {"list": lists_named(plan, lists)}),
        }
        changes = VisitChanges(
            held_on=held_on,
            form=None if form is None else visit_form_named(plan, form).key,
            tags=None if tag_form is None else forms_named(plan, tag_form),
            officer_ids=None if officers is None else read.people(officers),
            leader_id=read.person(leader) if leader else None,
            drop_leader=leader == "",
            few_reason=None if few_reason is None else typed("理由", few_reason),
            material_count=material,
            fields=fields,
            items=items,
            findings=read.solved(solved or ()) + read.issues(issue or (), held_on or visit.held_on),
            again=again,
        )
        result = visits.edit_visit(store, context.actor, campaign, visit.number, changes)
    _show_registered(read, result, "已修改走访", json)


def cancel(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="编号", help="走访编号。")],
    reason: Annotated[str | None, typer.Option("--reason", metavar="原因", help="取消的原因，必填。")] = None,
    trip: Annotated[bool, typer.Option("--trip", help="同组各户一并取消。")] = False,
    json: Json = False,
) -> None:
    """Cancel a visit."""
    context = context_of(ctx)
    why = context.ask("取消的原因", "--reason", reason, lambda text: typed("原因", text))
    if not why:
        raise UsageError("取消的原因不能为空，请用 --reason 写明。")
    with context.open_store() as store:
        result = visits.cancel_visit(store, context.actor, number, why, trip)
    for note in result.notes:
        context.say(note)
    if json:
        context.show_json(result)
    else:
        print_line(f"已取消走访 {'、'.join(result.numbers)}。")


def register(app: typer.Typer) -> None:
    """Add the verbs to the noun."""
    command(
        app,
        "add",
        "登记一次走访，连同问题一次写入；同行走访多户时 --to 可重复。",
        "zoufang visit add --date 3.5 --to 顺达 --officers 张三,李四 --material 20 --satisfaction 满意",
        "zoufang visit add --same --to 宏运 --issue '检测排队久|增开周六检测|张三|3月31日'",
        "zoufang visit add --date 3.6 --to 顺达 --leader 王建国 --officers 张三 --solved '年审不会网上办|现场演示办理'",
    )(add)
    command(
        app,
        "edit",
        '修改一次走访：只改写明的项目，写空值（""）即清空；业户不能改，请取消后重新登记。',
        "zoufang visit edit ZF-2020-0001 --material 30 --satisfaction 基本满意",
        "zoufang visit edit ZF-2020-0001 --date 3.6 --officers 张三,李四",
    )(edit)
    command(
        app,
        "cancel",
        "取消一次走访（登记有误或没有成行）；由它带出的问题须先销号或作废。",
        "zoufang visit cancel ZF-2020-0001 --reason 重复登记",
    )(cancel)
