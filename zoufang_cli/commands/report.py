"""Make the return of a month."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zoufang_cli.commands.chinese import MonthCommand, command, context_of, noun
from zoufang_cli.commands.options import Json
from zoufang_cli.context import Context
from zoufang_cli.domain.dates import names_year, parse_month
from zoufang_cli.domain.months import Month
from zoufang_cli.domain.returns import MonthReturn
from zoufang_cli.errors import ExitCode, UsageError
from zoufang_cli.render.console import plain
from zoufang_cli.store.connection import Store
from zoufang_cli.usecases import outputs, returns
from zoufang_cli.usecases.campaign import campaign_of

app = noun("月报。")

THIS_MONTH = "本月"


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
    given: Annotated[str | None, typer.Argument(metavar="月份", help="同 --month。", show_default=False)] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="月份", help="如 2020-03、3月、上月；不写月份即本月。")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="工作簿写到哪里（默认当前文件夹）。")] = Path(),
    reason: Annotated[str | None, typer.Option("--reason", metavar="原因", help="零报告的原因。")] = None,
    force: Annotated[bool, typer.Option("--force", help="同名文件即使有人改过也覆盖。")] = False,
    json: Json = False,
) -> None:
    """Make the return of a month; exit 1 when an identity does not hold."""
    context = context_of(ctx)
    with context.open_store() as store:
        wanted = month_asked(context, store, given, month)
        made = returns.month_return(store, context.actor, wanted, reason)
        path = _write(context, store, made, out, force)
    from zoufang_cli.render.return_tables import return_json, return_view

    if json:
        context.show_json(return_json(made, [path]))
    else:
        context.out.print(return_view(made))
        context.out.print(plain(f"已写成 {path}"), soft_wrap=True)
    if made.figures.broken:
        names = "；".join(one.name for one in made.figures.broken)
        context.say(f"有{len(made.figures.broken)}项勾稽关系不符（{names}），报表已写成，请核对台账后再报送。")
        raise typer.Exit(ExitCode.FAILURE)


def month_asked(context: Context, store: Store, given: str | None, option: str | None) -> Month:
    """Return the month that was named either way; the month in progress when none was, with a reminder."""
    if given is not None and option not in (None, THIS_MONTH):
        raise UsageError(f"月份写了两次（{given}、{option}），请只写一次。")
    text = given or option or THIS_MONTH
    campaign = campaign_of(store)
    if text != THIS_MONTH:
        month = parse_month(text, context.today)
        if not names_year(text):
            context.say(f"月份按{month.label}理解。")
        return month
    month = returns.current_month(campaign, context.today)
    before = returns.missing_before(store, campaign, month)
    if before is not None:
        context.say(f"提醒：{before.label}的月报还没有生成，可运行 zoufang report --month {before}。")
    return month


def _write(context: Context, store: Store, made: MonthReturn, folder: Path, force: bool) -> Path:
    from zoufang_cli.render.files import write_whole
    from zoufang_cli.render.workbook.book import workbook_bytes

    target = outputs.target_for(store, folder, f"{made.title}.xlsx", force)
    content = workbook_bytes(made)
    write_whole(target.path, content)
    outputs.remember(store, target.path, content)
    if target.kept is not None:
        context.say(f"{target.kept.name} 有人改过（或不是本程序写的），没有覆盖；新的写成 {target.path.name}。")
    return target.path
