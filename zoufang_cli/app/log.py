"""Show the operation log."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app import history
from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Json

app = noun("操作留痕。")


@command(app, "log", "列出操作留痕：谁在何时做了什么，最近的在前。", "zoufang log", "zoufang log --limit 50")
def log(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option("--limit", metavar="条数", min=1, help="最多列出多少条。")] = 20,
    json: Json = False,
) -> None:
    """List operations, newest first."""
    context = context_of(ctx)
    with context.open_store() as store:
        operations = history.log_of(store, limit)
    if json:
        context.show_json(operations)
        return
    from zoufang_cli.screen.tables import china_time, table

    rows = [
        (logged.short, china_time(logged.at), logged.today_on, logged.who, str(logged.change_count),
         logged.command + ("(已撤销)" if logged.undone else ""))
        for logged in operations
    ]  # fmt: skip
    context.out.print(
        table(
            "操作留痕（撤销某次操作：zoufang undo 编号）",
            ("编号", "北京时间", "业务日期", "操作人", "改动", "操作"),
            rows,
            minor=("操作人", "业务日期", "改动"),
        )
    )
