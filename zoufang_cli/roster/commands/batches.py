"""What imports left in memory: the files, and what the columns of their headers were taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.app.chinese import VERBS, command, context_of
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json
from zoufang_cli.errors import BadValue, Missing
from zoufang_cli.roster.commands.noun import app
from zoufang_cli.screen.console import plain
from zoufang_cli.screen.lines import print_line
from zoufang_cli.screen.masking import masked_record

if TYPE_CHECKING:
    from zoufang_cli.roster.importing.rules import BatchCard, Source

ACTIONS = ("list", "show", "forget")


@command(
    app,
    "imports",
    "列出导入过的名册，或查看一批的全部信息：对照、结果、待处理的行、减少的业户。",
    "zoufang enterprise imports",
    "zoufang enterprise imports DR-00001",
)
def imports(
    ctx: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="[批次号]", help="查看这一批的全部信息，如 DR-00001。")
    ] = None,
    json: Json = False,
) -> None:
    """List imported files, or show one."""
    from zoufang_cli.roster.importing.table.batches import list_batches
    from zoufang_cli.roster.importing.table.cards import batch_named

    context = context_of(ctx)
    with context.open_store() as store:
        if number is not None:
            card = batch_named(store, number)
        else:
            batches = list_batches(store)
    if number is not None:
        _show_card(context, card, json)
        return
    if json:
        context.show_json(batches)
        return
    if not batches:
        print_line("还没有导入过名册。")
        return
    from zoufang_cli.roster.importing.screens.batches import batch_table

    context.out.print(batch_table(batches))
    print_line("查看一批：zoufang enterprise imports 批次号；撤销一批：zoufang undo 批次号。")


def _show_card(context: Context, card: BatchCard, json: bool) -> None:
    number = card.batch.number
    if json:
        rest = context.plain_json(card)
        whole = {
            "sheet": card.titles,
            "header_row": card.sheets[0].header_row,
            "mapping": {column: key for sheet in card.sheets for column, key in sheet.mapping.items()},
        }
        context.show_json(masked_record({**context.plain_json(rest.pop("batch")), **whole, **rest}, False))
        return
    from zoufang_cli.roster.importing.screens.batches import (
        batch_pairs,
        file_problem_table,
        open_row_table,
        sheet_table,
        vanished_table,
    )

    context.out.print(batch_pairs(card))
    context.out.print(sheet_table(card.sheets))
    if card.problems:
        context.out.print(file_problem_table(card.problems))
    if card.open_rows:
        context.out.print(open_row_table(card.open_rows))
    if card.vanished:
        context.out.print(vanished_table(card.vanished, card.previous, sum(row.rejected for row in card.open_rows)))
    context.out.print(plain(f"撤销这一批：zoufang undo {number}（此后改过的保留，加 --partial）。"), soft_wrap=True)


@command(
    app,
    "mapping",
    "名册的列名对照：同样表头的名册沿用上次的识别结果。",
    "zoufang enterprise mapping list",
    "zoufang enterprise mapping show 1",
    "zoufang enterprise mapping forget 1",
)
def mapping(
    ctx: typer.Context,
    action: Annotated[
        str, typer.Argument(metavar="动作", help="list 列出，show 查看各列，forget 清除；不写为 list。")
    ] = "list",
    which: Annotated[str | None, typer.Argument(metavar="[编号]", help="列表中的编号，或名称。")] = None,
    json: Json = False,
) -> None:
    """List, show or forget what columns are taken for."""
    from zoufang_cli.roster.importing.actions.mappings import forget, source_named

    context = context_of(ctx)
    verb = VERBS.get(action, action)
    if verb not in ACTIONS:
        raise BadValue("动作", action, "应为 list（清单）、show（查看）或 forget（清除）。")
    if verb == "list":
        _list_sources(context, json)
        return
    if which is None:
        raise Missing("列名对照的编号", "编号")
    with context.open_store() as store:
        source = context.choose(lambda text: source_named(store, text), which)
        if verb == "forget":
            forget(store, context.actor, source)
    if json:
        context.show_json(source)
    elif verb == "show":
        _show_source(context, source)
    else:
        print_line(f"已清除“{source.name}”的列名对照，下一份同样表头的名册会重新识别；要恢复，请运行 zoufang undo。")


def _list_sources(context: Context, json: bool) -> None:
    from zoufang_cli.roster.importing.table.batches import list_sources

    with context.open_store() as store:
        sources = list_sources(store)
    if json:
        context.show_json(sources)
        return
    if not sources:
        print_line("还没有列名对照：导入名册时会记下每种表头的识别结果。")
        return
    from zoufang_cli.roster.importing.screens.batches import source_table

    context.out.print(source_table(sources))


def _show_source(context: Context, source: Source) -> None:
    from zoufang_cli.roster.importing.screens.batches import source_mapping_table

    if not source.mapping:
        columns = "、".join(name for name in source.header if name)
        print_line(f"“{source.name}”的列名对照已清除，下一份同样表头的名册会重新识别。表头各列：{columns}。")
        return
    context.out.print(source_mapping_table(f"{source.place} {source.name}", source.mapping))
