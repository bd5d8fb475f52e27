"""People: register them, change them, give and end their posts, list them."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Full, Json
from zoufang_cli.errors import UsageError
from zoufang_cli.people import fields
from zoufang_cli.people.rules import Person, parse_role
from zoufang_cli.people.table import list_people
from zoufang_cli.records.options import options
from zoufang_cli.records.reading import Reader, Typed
from zoufang_cli.screen.lines import print_line

app = noun("人员：执法人员、负责同志、填报人等。")


@command(
    app,
    "add",
    "登记一名人员。",
    "zoufang person add 张三 --post 执法队员 --badge 63010012",
    "zoufang person add 王建国 --post 支队长 --role 负责同志",
)
@options(*fields.OWN, fields.ROLES, fields.FROM)
def add(
    ctx: typer.Context,
    typed: Typed,
    name: Annotated[str | None, typer.Argument(metavar="姓名", help="姓名。")] = None,
    json: Json = False,
) -> None:
    """Register a person."""
    from zoufang_cli.people.actions import PersonDraft, add_person

    context = context_of(ctx)
    with context.open_store() as store:
        reader = Reader(context, store)
        draft = PersonDraft(
            name=context.ask("姓名", "姓名参数", name, lambda text: fields.NAME.read(reader, [text])),
            values=reader.values(fields.OWN, typed),
            roles=reader.value(fields.ROLES, typed),
            from_on=reader.value(fields.FROM, typed) or None,
        )
        person = add_person(store, context.actor, draft)
    reader.echo()
    _show(context, "已登记人员", person, json)


@command(
    app,
    "edit",
    "修改人员：只改写明的项目；任免角色，办理离岗、返岗。",
    "zoufang person edit 王建国 --role 负责同志 --from 2020-01-06",
    "zoufang person edit 王建国 --end-role 负责同志 --on 2020-06-30",
    "zoufang person edit 张三 --leave",
)
@options(fields.NAME, *fields.OWN, fields.ROLES, fields.FROM, fields.END_ROLES, fields.END_ON)
def edit(
    ctx: typer.Context,
    typed: Typed,
    name: Annotated[str, typer.Argument(metavar="姓名", help="姓名或执法证号。")],
    leave: Annotated[bool, typer.Option("--leave", help="离岗：不再参加走访，任职一并截止。")] = False,
    return_: Annotated[bool, typer.Option("--return", help="返岗。")] = False,
    json: Json = False,
) -> None:
    """Change a person."""
    from zoufang_cli.people.actions import PersonChanges, edit_person

    context = context_of(ctx)
    if leave and return_:
        raise UsageError("--leave 与 --return 不能同时使用。")
    with context.open_store() as store:
        reader = Reader(context, store)
        changes = PersonChanges(
            end_on=reader.value(fields.END_ON, typed) or context.today,
            fields=reader.values((fields.NAME, *fields.OWN), typed),
            roles=reader.value(fields.ROLES, typed),
            from_on=reader.value(fields.FROM, typed) or None,
            end_roles=reader.value(fields.END_ROLES, typed),
            left=True if leave else False if return_ else None,
        )
        person = edit_person(store, context.actor, fields.anybody(reader, name).id, changes)
    reader.echo()
    _show(context, "已修改人员", person, json)


def _show(context: Context, done: str, person: Person, json: bool) -> None:
    from zoufang_cli.people.screens import person_json, person_line

    if json:
        context.show_json(person_json(person))
    else:
        print_line(f"{done}：{person_line(person)}。")


@command(
    app,
    "list",
    "列出人员；默认只列在岗的，电话隐去中间四位。",
    "zoufang person list",
    "zoufang person list --role 负责同志 --json",
)
def list_(
    ctx: typer.Context,
    role: Annotated[str | None, typer.Option("--role", metavar="角色", help="只看现任这一角色的。")] = None,
    all_: Annotated[bool, typer.Option("--all", help="连同离岗的。")] = False,
    full: Full = False,
    json: Json = False,
) -> None:
    """List people."""
    context = context_of(ctx)
    asked_role = None if role is None else parse_role(role)
    with context.open_store() as store:
        if full:
            from zoufang_cli.store.operations import record_view

            record_view(store, context.actor, "person list --full")
        people = list_people(store, all_, asked_role, context.today)
    if not (json or people):
        print_line("没有符合条件的人员。登记人员：zoufang person add 姓名")
        return
    from zoufang_cli.people import screens

    if json:
        context.show_json([screens.person_json(person, full) for person in people])
    else:
        context.out.print(screens.people_table(people, full))
