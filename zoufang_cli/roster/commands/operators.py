"""Operators by hand: list, show, add and edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.app.chinese import command, context_of
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Full, Json, Operator
from zoufang_cli.errors import BadValue, UsageError
from zoufang_cli.records.options import options
from zoufang_cli.records.reading import Reader, Typed
from zoufang_cli.roster import table
from zoufang_cli.roster.commands.noun import app
from zoufang_cli.roster.fields import own as fields
from zoufang_cli.roster.naming import operator_named
from zoufang_cli.roster.rules import STATUS_NAMES, OperatorFilter, OperatorType
from zoufang_cli.screen.lines import print_line
from zoufang_cli.screen.masking import masked_record, shown

if TYPE_CHECKING:
    from zoufang_cli.roster.actions import SavedOperator

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
    conditions = OperatorFilter(
        today=context.today,
        search=search.strip(),
        district=district.strip(),
        operator_type=_operator_type(operator_type) if operator_type else None,
        kind=kind.strip(),
        tag=tag.strip(),
        status=_status(status) if status else None,
        unvisited=unvisited,
    )
    with context.open_store() as store:
        if full:
            from zoufang_cli.store.operations import record_view

            record_view(store, context.actor, "enterprise list --full")
        operators, total = table.list_operators(store, conditions, limit or (None if json else SCREENFUL))
        unknown = None if total else table.unknown_value(store, conditions)
    if unknown is not None:
        raise BadValue(f"--{unknown.option}", unknown.value, unknown.expected)
    if json:
        context.show_json([masked_record(context.plain_json(operator), full) for operator in operators])
        return
    from zoufang_cli.roster.screens import operator_list

    context.out.print(operator_list(operators, total, full))


def _operator_type(text: str) -> OperatorType:
    operator_type = OperatorType.parse(text)
    if operator_type is None:
        raise BadValue("--type", text, "应为 企业 或 个体。")
    return operator_type


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
        operator = context.choose(lambda text: operator_named(store, text), name)
        if full:
            from zoufang_cli.store.operations import record_view

            record_view(store, context.actor, f"enterprise show {operator.number} --full")
        details = table.operator_details(store, operator.id)
    if json:
        card = masked_record(context.plain_json(details.operator), full)
        records = [{"number": number, "date": day, "what": what} for number, day, what in details.records]
        merged = [{"number": number, "name": name} for number, name in details.merged]
        context.show_json({**card, "status_changes": details.status_changes, "records": records, "merged": merged})
        return
    from zoufang_cli.roster.screens import operator_card, record_table, status_table

    context.out.print(operator_card(details.operator, details.merged, full))
    if details.status_changes:
        context.out.print(status_table(details.status_changes))
    if details.records:
        context.out.print(record_table(details.records))


@command(
    app,
    "add",
    "手工登记一家业户。",
    "zoufang enterprise add 云州市顺达运输有限公司 --district 东屏区 --scope 道路普通货物运输",
)
@options(*fields.OWN, fields.TYPE, fields.TAGS)
def add(
    ctx: typer.Context,
    typed: Typed,
    name: Annotated[str | None, typer.Argument(metavar="业户名称", help="业户全称。")] = None,
    json: Json = False,
) -> None:
    """Take one operator in by hand."""
    from zoufang_cli.roster import actions

    context = context_of(ctx)
    with context.open_store() as store:
        reader = Reader(context, store)
        values = {"name": context.ask("业户名称", "业户名称", name, str), **reader.values(fields.OWN, typed)}
        saved = actions.add(
            store,
            context.actor,
            values,
            operator_type=reader.value(fields.TYPE, typed) or None,
            tags=reader.value(fields.TAGS, typed),
            listed_on=context.today,
        )
    _show_saved(context, "已登记", saved, json)


@command(
    app,
    "edit",
    "修改一家业户；改过的内容不会被以后的导入覆盖。",
    "zoufang enterprise edit YH-00012 --status 注销 --on 2020-02-10",
    "zoufang enterprise edit 顺达 --tag 重点企业",
)
@options(fields.NAME, *fields.OWN, fields.TYPE, fields.STATUS_ON, fields.NOTE, fields.TAGS, fields.UNTAG)
def edit(ctx: typer.Context, operator: Operator, typed: Typed, json: Json = False) -> None:
    """Change fields of one operator."""
    from zoufang_cli.roster import actions

    context = context_of(ctx)
    with context.open_store() as store:
        reader = Reader(context, store)
        values = reader.values((fields.NAME, *fields.OWN), typed)
        operator_type = reader.value(fields.TYPE, typed) or None
        tags, untag = reader.value(fields.TAGS, typed), reader.value(fields.UNTAG, typed)
        if not (values or operator_type or tags or untag):
            raise UsageError("没有给出要修改的内容，可用的选项见 zoufang enterprise edit --help。")
        saved = actions.edit(
            store,
            context.actor,
            context.choose(lambda text: operator_named(store, text), operator).id,
            values,
            operator_type=operator_type,
            tag=tags,
            untag=untag,
            status_on=reader.value(fields.STATUS_ON, typed) or None,
            note=reader.value(fields.NOTE, typed),
        )
        reader.echo()
    _show_saved(context, "已修改", saved, json)


def _show_saved(context: Context, what: str, saved: SavedOperator, json: bool) -> None:
    for problem in saved.warnings:
        value = f"“{problem.value}”" if problem.value else ""
        context.say(f"请核对{problem.field}{value}：{problem.message}")
    if json:
        context.show_json(masked_record(context.plain_json(saved.operator), False))
    else:
        print_line(shown(f"{what} {saved.operator.number}：{saved.operator.name}。"))
