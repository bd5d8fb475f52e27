"""Take an operation back."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app import history
from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.errors import ExitCode
from zoufang_cli.screen.console import plain
from zoufang_cli.store.glossary import table_term

app = noun("撤销一次操作。")


@command(
    app,
    "undo",
    "撤销一次操作（不给编号则撤销最近一次）；撤销本身也可以再撤销。",
    "zoufang undo",
    "zoufang undo 12 --partial",
    "zoufang undo DR-00001",
)
def undo(
    ctx: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="[操作编号]", help="zoufang log 列出的编号，或导入的批次号 DR-00001。")
    ] = None,
    partial: Annotated[bool, typer.Option("--partial", help="此后改过的保留，其余照样撤销。")] = False,
    json: Json = False,
) -> None:
    """Undo one operation."""
    context = context_of(ctx)
    with context.open_store() as store:
        target = history.operation_named(store, number)
        result = history.undo(store, context.actor, target, partial)
    if json:
        context.show_json(result)
    else:
        context.out.print(
            plain(
                f"已撤销{result.what}，恢复了{result.undone_count}处改动；要取消这次撤销，请运行 zoufang undo {result.number}。"
            )
        )
        for line in result.blocked:
            context.out.print(plain(f"  未撤销：{line}"))
        if result.blocked_count > len(result.blocked):
            context.out.print(plain(f"  未撤销的共{result.blocked_count}处，列出前{len(result.blocked)}处。"))
        if result.since:
            context.out.print(
                plain("合并期间登记的下列记录留在原处，请逐条核对属于哪一家；不对的请取消或作废后重新登记：")
            )
            for record in result.since:
                parts = (table_term(record.table), record.number, record.on, record.text, f"现属 {record.operator}")
                context.out.print(plain("  " + "  ".join(part for part in parts if part)), soft_wrap=True)
    if result.blocked:
        raise typer.Exit(ExitCode.PARTLY)
