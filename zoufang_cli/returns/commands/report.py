"""Make the return of a month."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zoufang_cli.app.chinese import MonthCommand, command, context_of, noun
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json
from zoufang_cli.errors import ExitCode, UsageError
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.returns.actions import month as returns
from zoufang_cli.returns.actions.month import MonthAsked
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.screen.console import plain
from zoufang_cli.store import outputs

app = noun("月报。")


@command(
    app,
    "report",
    "生成月报：算出各项数字，核对勾稽关系，写成 Excel 工作簿。",
    "zoufang report --month",
    "zoufang report --month 2020-03 --out 月报",
    "zoufang 月报 3月",
    'zoufang report --month 2020-02 --reason "疫情防控，暂停走访"',
    cls=MonthCommand,
)
def report(
    ctx: typer.Context,
    month_argument: Annotated[
        str | None, typer.Argument(metavar="月份", help="同 --month。", show_default=False)
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="月份", help="如 2020-03、3月、上月；不写月份即本月。")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="工作簿写到哪里（默认当前文件夹）。")] = Path(),
    reason: Annotated[str | None, typer.Option("--reason", metavar="原因", help="零报告的原因。")] = None,
    force: Annotated[bool, typer.Option("--force", help="同名文件即使有人改过也覆盖。")] = False,
    checks: Annotated[bool, typer.Option("--checks", help="逐条列出勾稽关系，相符的也列出。")] = False,
    json: Json = False,
) -> None:
    """Make the return of a month; exit 1 when an identity does not hold, 5 when the log does not explain every record."""
    from zoufang_cli.returns.screens.workbook.book import workbook_bytes
    from zoufang_cli.store.outputs import write_whole

    context = context_of(ctx)
    with context.open_store() as store:
        campaign = campaign_of(store)
        asked = returns.month_asked(store, campaign, named_once(month_argument, month), context.today)
        say_asked(context, asked)
        month_return = returns.month_return(store, campaign, context.actor, asked.month, reason)
        target = outputs.target_for(store, out, outputs.NewFile(f"{month_return.title}.xlsx"), force)
        content = workbook_bytes(month_return)
        write_whole(target.path, content)
        outputs.remember(store, target.path, asked.month, content)
    if target.kept_name:
        context.say(f"{target.kept_name} 有人改过（或不是本程序写的），没有覆盖；新的写成 {target.path.name}。")
    _show(context, month_return, target.path, checks, json)
    if month_return.figures.broken:
        names = "；".join(identity.name for identity in month_return.figures.broken)
        context.say(f"有{len(month_return.figures.broken)}项勾稽关系不符（{names}），报表已写成，请核对台账后再报送。")
        raise typer.Exit(ExitCode.FAILURE)
    if month_return.unexplained_words:
        context.say(f"{month_return.unexplained_words}；报表已写成并注明，请先用 zoufang check 核对再报送。")
        raise typer.Exit(ExitCode.PARTLY)


def _show(context: Context, month_return: MonthReturn, path: Path, checks: bool, json: bool) -> None:
    from zoufang_cli.returns.screens.terminal import return_json, return_view

    if json:
        context.show_json(return_json(month_return, [path]))
        return
    context.out.print(return_view(month_return, all_checks=checks))
    context.out.print(plain(f"已写成 {path}"), soft_wrap=True)


def named_once(month_argument: str | None, option: str | None) -> str | None:
    """Return the month as it was typed, as an argument or as --month."""
    if month_argument is not None and option not in (None, returns.THIS_MONTH):
        raise UsageError(f"月份写了两次（{month_argument}、{option}），请只写一次。")
    return month_argument or option


def say_asked(context: Context, asked: MonthAsked) -> None:
    """Echo a month whose year was inferred, and remind of the return before that is missing."""
    if asked.inferred:
        context.say(f"月份按{asked.month.label}理解。")
    if asked.missing is not None:
        context.say(f"提醒：{asked.missing.label}的月报还没有生成，可运行 zoufang report --month {asked.missing}。")
