"""People: list them; the verbs that write are in `person_write`."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Full, Json
from zoufang_cli.people import lookup as people
from zoufang_cli.people.rules import parse_role
from zoufang_cli.screen.lines import print_line

app = noun(
    "人员：执法人员、负责同志、填报人等。", order="add edit list", elsewhere={"people.write_commands": "add edit"}
)


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
    wanted = None if role is None else parse_role(role)
    with context.open_store() as store:
        if full:
            people.list_in_full(store, context.actor)
        found = people.list_people(store, all_, wanted, context.today)
    if not (json or found):
        print_line("没有符合条件的人员。登记人员：zoufang person add 姓名")
        return
    from zoufang_cli.people import screens as people_tables

    if json:
        context.show_json([people_tables.person_json(person, full) for person in found])
    else:
        context.out.print(people_tables.people_table(found, full))
