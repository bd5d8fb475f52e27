"""List the records behind a figure."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app.chinese import MonthCommand, command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.figures.table.why import explain
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.returns.actions.month import month_asked
from zoufang_cli.returns.commands.report import named_once

app = noun("数字的依据。")


@command(
    app,
    "why",
    "列出月报一项数字背后的每条记录；各记录的计数之和就是这项数字。",
    "zoufang why visits_pairs --month 2020-03",
    "zoufang 溯源 走访家次 3月 --cumulative",
    "zoufang why 走访业户·企业 --month 2020-03",
    cls=MonthCommand,
)
def why(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="项目", help="项目名称或代号，如 走访家次、visits_pairs。")],
    month_argument: Annotated[
        str | None, typer.Argument(metavar="月份", help="同 --month。", show_default=False)
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="月份", help="如 2020-03、3月、上月；不写月份即本月。")
    ] = None,
    cumulative: Annotated[bool, typer.Option("--cumulative", help="列出累计数的依据。")] = False,
    sql: Annotated[bool, typer.Option("--sql", help="同时列出取数范围和筛选条件（SQL）。")] = False,
    json: Json = False,
) -> None:
    """List the records behind a figure: of a rate those of its denominator, 1 where they are in its numerator."""
    context = context_of(ctx)
    with context.open_store() as store:
        campaign = campaign_of(store)
        asked = month_asked(store, campaign, named_once(month_argument, month), context.today)
        if asked.inferred:
            context.say(f"月份按{asked.month.label}理解。")
        explanation = explain(store, campaign, key, asked.month, context.today, cumulative)
    if json:
        context.show_json(explanation.records)
        return
    from zoufang_cli.returns.screens.terminal import why_view

    context.out.print(why_view(explanation, sql=sql))
