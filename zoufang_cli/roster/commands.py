"""The roster: list and show operators; the verbs that write are in `enterprise_write` and `enterprise_import`."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Full, Json, Operator
from zoufang_cli.errors import BadValue
from zoufang_cli.roster import lookup as enterprises
from zoufang_cli.roster.rules import STATUS_NAMES, Filter
from zoufang_cli.screen.masking import masked_record

app = noun(
    "业户名册：导入、查询、修改。",
    order="import list show add edit duplicates merge distinct conflicts settle imports mapping",
    elsewhere={
        "roster.write_commands": "import add edit",
        "roster.duplicates.commands": "duplicates merge distinct",
        "roster.conflicts.commands": "conflicts settle",
        "roster.importing.memory_commands": "imports mapping",
    },
)

SCREENFUL = 50


@command(
    app,
    "list",
    "列出业户，可按名称、区县、性质、类别、状态、标签筛选。",
    "zoufang enterprise list --district 东屏区 --unvisited",
    "zoufang 业户 清单 --search 顺达",
)
def list_(
    ctx: typer.Context,
    search: Annotated[str, typer.Option("--search", metavar="文字", help="名称、首字母、代码、证号、负责人。")] = "",
    district: Annotated[str, typer.Option("--district", metavar="区县", help="所属区县。")] = "",
    operator_type: Annotated[str, typer.Option("--type", metavar="性质", help="企业 或 个体。")] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="类别", help="业户类别，如 危险货物。")] = "",
    status: Annotated[str, typer.Option("--status", metavar="状态", help="经营状态。")] = "",
    tag: Annotated[str, typer.Option("--tag", metavar="标签", help="标签。")] = "",
    unvisited: Annotated[bool, typer.Option("--unvisited", help="只列尚未走访的。")] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="家数", min=1, help="最多列出多少家；不写时屏幕列50家，JSON 全列。")
    ] = None,
    full: Full = False,
    json: Json = False,
) -> None:
    """List operators."""
    context = context_of(ctx)
    code = _status(status) if status else None
    if operator_type and operator_type not in enterprises.OPERATOR_TYPES:
        raise BadValue("--type", operator_type, "应为 企业 或 个体。")
    wanted = Filter(
        today=context.today,
        search=search.strip(),
        district=district.strip(),
        operator_type=enterprises.OPERATOR_TYPES.get(operator_type, ""),
        kind=kind.strip(),
        tag=tag.strip(),
        status=code,
        unvisited=unvisited,
    )
    with context.open_store() as store:
        if full:
            enterprises.record_full_view(store, context.actor, "enterprise list --full")
        found, total = enterprises.listed(store, wanted, limit or (None if json else SCREENFUL))
    if json:
        context.show_json([masked_record(context.plain_json(one), full) for one in found])
        return
    from zoufang_cli.roster.screens import enterprise_list

    context.out.print(enterprise_list(found, total, full))


def _status(text: str) -> int | None:
    from zoufang_cli.roster.values.cells import read_status

    code, fault = read_status(text)
    if fault:
        raise BadValue("--status", text, f"应为{'、'.join(STATUS_NAMES.values())}之一。")
    return code


@command(app, "show", "查看一家业户的全部信息、状态变更、走访和问题。", "zoufang enterprise show 顺达")
def show(ctx: typer.Context, name: Operator, full: Full = False, json: Json = False) -> None:
    """Show one operator."""
    context = context_of(ctx)
    with context.open_store() as store:
        named = context.choose(lambda text: enterprises.operator_named(store, text), name)
        if full:
            enterprises.record_full_view(store, context.actor, f"enterprise show {named.number} --full")
        shown = enterprises.show(store, named.id)
    if json:
        card = masked_record(context.plain_json(shown.enterprise), full)
        records = [{"number": number, "date": day, "what": what} for number, day, what in shown.records]
        merged = [{"number": number, "name": name} for number, name in shown.merged]
        context.show_json({**card, "status_changes": shown.status_changes, "records": records, "merged": merged})
        return
    from zoufang_cli.roster.screens import enterprise_card, record_table, status_table

    context.out.print(enterprise_card(shown.enterprise, shown.merged, full))
    if shown.status_changes:
        context.out.print(status_table(shown.status_changes))
    if shown.records:
        context.out.print(record_table(shown.records))
