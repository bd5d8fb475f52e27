"""Register and change people: officers, leaders, and whoever signs the returns."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json
from zoufang_cli.errors import UsageError
from zoufang_cli.people import actions as people
from zoufang_cli.people.naming import anybody_named
from zoufang_cli.people.rules import parse_role
from zoufang_cli.screen.lines import print_line
from zoufang_cli.text.cleaning import clean_name, split_list, typed_text
from zoufang_cli.text.dates import Direction, format_day, parse_day

Post = Annotated[str | None, typer.Option("--post", metavar="职务", help="职务，如 大队长。")]
Badge = Annotated[str | None, typer.Option("--badge", metavar="证号", help="执法证号；同名人员以此区分。")]
Unit = Annotated[str | None, typer.Option("--unit", metavar="单位", help="所在单位或大队。")]
Phone = Annotated[str | None, typer.Option("--phone", metavar="电话", help="联系电话。")]
Remark = Annotated[str | None, typer.Option("--remark", metavar="内容", help="备注。")]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        metavar="角色",
        help="负责同志、活动小组组长、活动小组成员、联络员、填报人、审核人、单位负责人、行风义务监督员；可重复。",
    ),
]
From = Annotated[str | None, typer.Option("--from", metavar="日期", help="起任日期；不写表示活动开始前已任职。")]


def add(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="姓名", help="姓名。")] = None,
    post: Post = None,
    badge: Badge = None,
    unit: Unit = None,
    phone: Phone = None,
    role: Roles = None,
    from_: From = None,
    remark: Remark = None,
    json: Json = False,
) -> None:
    """Register a person."""
    from zoufang_cli.people import screens as people_tables

    context = context_of(ctx)
    draft = people.PersonDraft(
        name=context.ask("姓名", "姓名参数", name, _name),
        post=_text("职务", post),
        badge_no=_text("执法证号", badge),
        unit=_text("单位", unit),
        phone=_text("联系电话", phone),
        remark=_text("备注", remark),
        roles=tuple(parse_role(text) for text in split_list(role or ())),
        from_on=_day(context, "起任日期", from_),
    )
    with context.open_store() as store:
        person = people.add_person(store, context.actor, draft)
    if json:
        context.show_json(people_tables.person_json(person))
    else:
        print_line(f"已登记人员：{people_tables.person_line(person)}。")


def edit(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="姓名", help="姓名或执法证号。")],
    rename: Annotated[str | None, typer.Option("--name", metavar="姓名", help="更正姓名。")] = None,
    post: Post = None,
    badge: Badge = None,
    unit: Unit = None,
    phone: Phone = None,
    remark: Remark = None,
    role: Roles = None,
    from_: From = None,
    end_role: Annotated[
        list[str] | None, typer.Option("--end-role", metavar="角色", help="截止一项任职，日期见 --on；可重复。")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="日期", help="任职截止或离岗的日期（当日仍算在任），默认今天。")
    ] = None,
    leave: Annotated[bool, typer.Option("--leave", help="离岗：不再参加走访，任职一并截止。")] = False,
    return_: Annotated[bool, typer.Option("--return", help="返岗。")] = False,
    json: Json = False,
) -> None:
    """Change a person."""
    from zoufang_cli.people import screens as people_tables

    context = context_of(ctx)
    if leave and return_:
        raise UsageError("--leave 与 --return 不能同时使用。")
    given = {
        "name": (rename, "姓名"),
        "post": (post, "职务"),
        "badge_no": (badge, "执法证号"),
        "unit": (unit, "单位"),
        "phone": (phone, "联系电话"),
        "remark": (remark, "备注"),
    }
    fields = {column: _text(what, text) for column, (text, what) in given.items() if text is not None}
    if rename is not None:
        fields["name"] = clean_name(fields["name"])
    changes = people.PersonChanges(
        end_on=_day(context, "截止日期", on) or context.today,
        fields=fields,
        roles=tuple(parse_role(text) for text in split_list(role or ())),
        from_on=_day(context, "起任日期", from_),
        end_roles=tuple(parse_role(text) for text in split_list(end_role or ())),
        left=True if leave else False if return_ else None,
    )
    with context.open_store() as store:
        found = context.choose(lambda text: anybody_named(store, text), name)
        person = people.edit_person(store, context.actor, found.id, changes)
    if json:
        context.show_json(people_tables.person_json(person))
    else:
        print_line(f"已修改人员：{people_tables.person_line(person)}。")


def _name(text: str) -> str:
    return clean_name(typed_text("姓名", text))


def _text(what: str, given: str | None) -> str:
    return "" if given is None else typed_text(what, given)


def _day(context: Context, what: str, text: str | None) -> date | None:
    if text is None:
        return None
    found = parse_day(text, context.today, Direction.PAST)
    if found.inferred:
        context.say(f"{what}按{format_day(found.day)}理解。")
    return found.day


def register(app: typer.Typer) -> None:
    """Add the verbs to the noun."""
    command(
        app,
        "add",
        "登记一名人员。",
        "zoufang person add 张三 --post 执法队员 --badge 63010012",
        "zoufang person add 王建国 --post 支队长 --role 负责同志",
    )(add)
    command(
        app,
        "edit",
        "修改人员：只改写明的项目；任免角色，办理离岗、返岗。",
        "zoufang person edit 王建国 --role 负责同志 --from 2020-01-06",
        "zoufang person edit 王建国 --end-role 负责同志 --on 2020-06-30",
        "zoufang person edit 张三 --leave",
    )(edit)
