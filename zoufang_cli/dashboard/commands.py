"""The dashboard."""

from __future__ import annotations

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.dashboard.actions import dashboard

app = noun("总览。")


@command(
    app,
    "status",
    "总览：阶段和剩余天数、尚缺的任务、覆盖率、未销号和逾期的问题、本月月报及期限。",
    "zoufang status",
    "zoufang 概况 --today 2020-03-05",
)
def status(ctx: typer.Context, json: Json = False) -> None:
    """Show the campaign at a glance."""
    context = context_of(ctx)
    with context.open_store() as store:
        board = dashboard(store, context.today)
    if json:
        from zoufang_cli.dashboard.screens import as_json

        context.show_json(as_json(board))
        return
    from zoufang_cli.dashboard.screens import dashboard_parts

    for part in dashboard_parts(board):
        context.out.print(part)
