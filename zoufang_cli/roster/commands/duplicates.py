"""Operators that stand in the roster twice: find them, merge them, or record that they are two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.app.chinese import command, context_of
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json, Operator
from zoufang_cli.errors import Refused
from zoufang_cli.roster.commands.noun import app
from zoufang_cli.roster.duplicates.rules.fields import MergeResult
from zoufang_cli.roster.duplicates.rules.scores import DEFAULT_LEAST
from zoufang_cli.roster.naming import operator_named
from zoufang_cli.screen.lines import print_line
from zoufang_cli.screen.masking import masked_record, masked_values, shown
from zoufang_cli.text.dates import format_day

if TYPE_CHECKING:
    from rich.console import Console

SCREENFUL = 50


@command(
    app,
    "duplicates",
    "查找名册中可能重复的业户：按名称、号码、人员、电话、地址评分，列明依据。",
    "zoufang enterprise duplicates",
    "zoufang enterprise duplicates --min 70 --limit 20",
)
def duplicates(
    ctx: typer.Context,
    least: Annotated[
        int, typer.Option("--min", metavar="分数", min=1, max=100, help="只列相似度不低于此分的，满分100。")
    ] = DEFAULT_LEAST,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="对数", min=1, help="最多列出多少对；不写时屏幕列50对，JSON 全列。")
    ] = None,
    json: Json = False,
) -> None:
    """List pairs of operators that may be one."""
    from zoufang_cli.roster.duplicates import actions

    context = context_of(ctx)
    with context.open_store() as store:
        pairs, total = actions.find(store, least, limit or (None if json else SCREENFUL))
    if json:
        context.show_json(masked_values(pairs))
        return
    if not pairs:
        print_line(f"没有相似度{least}分以上的业户。")
        return
    from zoufang_cli.roster.duplicates.screens import how_to_go_on, pair_table

    context.out.print(pair_table(pairs, total))
    for line in how_to_go_on(pairs[0]):
        print_line(line)


@command(
    app,
    "merge",
    "把重复的业户并入一家：走访、问题等记录随同转入，先列明再确认，可以撤销。",
    "zoufang enterprise merge YH-00012 YH-00348",
    "zoufang enterprise merge YH-00012 YH-00348 YH-00512 --yes",
)
def merge(
    ctx: typer.Context,
    name: Operator,
    others: Annotated[list[str], typer.Argument(metavar="并入的业户…", help="并入前者的一家或几家业户，写法同上。")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。")] = False,
    json: Json = False,
) -> None:
    """Fold operators into the first one with all their records."""
    from zoufang_cli.roster.duplicates import actions

    context = context_of(ctx)
    with context.open_store() as store:
        operators = []
        for text in (name, *others):
            operator = context.choose(lambda text: operator_named(store, text), text)
            if operator.merged is not None:
                context.say(operator.merged_sentence)
            operators.append(operator)
        survivor, *duplicates = operators
        if not yes:
            _confirm(context, actions.rehearse(store, survivor, duplicates, context.today))
        result = actions.merge(store, context.actor, survivor, duplicates)
    if json:
        from zoufang_cli.roster.duplicates.screens import merge_record

        context.show_json(merge_record(result))
        return
    _show(context.out, result)
    print_line(f"已合并。要撤销，请运行 zoufang undo {result.operation}。")


@command(
    app,
    "distinct",
    "登记两家业户不是同一家，查重不再列出；可以撤销。",
    "zoufang enterprise distinct YH-00012 YH-00348 --reason 同名不同区，执照各异",
)
def distinct(
    ctx: typer.Context,
    left: Operator,
    right: Annotated[str, typer.Argument(metavar="另一业户", help="写法同上。")],
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="为什么不是同一家。")] = "",
    json: Json = False,
) -> None:
    """Put on record that two operators are not the same."""
    from zoufang_cli.roster.duplicates import actions

    context = context_of(ctx)
    with context.open_store() as store:
        left_operator, right_operator = (
            context.choose(lambda text: operator_named(store, text), text) for text in (left, right)
        )
        result = actions.record_distinct(store, context.actor, left_operator, right_operator, reason.strip())
    if json:
        context.show_json(masked_record(context.plain_json(result), False))
        return
    pair = shown(f"{result.one.number} {result.one.name} 与 {result.other.number} {result.other.name} 不是同一业户")
    because = f"，理由：{result.reason}" if result.reason else ""
    if result.known:
        print_line(f"已登记过（{format_day(result.decided_on)}）：{pair}{because}。")
    else:
        print_line(f"已登记：{pair}{because}；查重不再列出。")


def _confirm(context: Context, planned: MergeResult) -> None:
    """Show what a merge will do and make sure that it is meant."""
    if not context.interactive:
        from zoufang_cli.roster.duplicates.screens import dropped_lines, merge_lines

        lines = [
            line
            for operator in planned.merged
            for line in (*merge_lines(planned, operator), *dropped_lines(planned, operator))
        ]
        raise Refused("合并涉及以下内容，没有改动；确认无误请加 --yes：", lines)
    _show(context.err, planned)
    if context.prompt("以上合并，输入 y 确认") != "y":
        raise Refused("没有确认，未作合并。")


def _show(console: Console, result: MergeResult) -> None:
    from zoufang_cli.roster.duplicates.screens import dropped_table, merge_lines
    from zoufang_cli.screen.console import plain

    for operator in result.merged:
        for line in merge_lines(result, operator):
            console.print(plain(line), soft_wrap=True)
        if operator.fields.dropped:
            console.print(dropped_table(result, operator))
