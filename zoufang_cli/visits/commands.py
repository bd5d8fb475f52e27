"""Visits: list and show them; the verbs that write are in `visit_write`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.app.chinese import MonthCommand, command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.errors import UsageError
from zoufang_cli.screen.lines import print_line
from zoufang_cli.visits import lookup as visits

if TYPE_CHECKING:
    from zoufang_cli.app.context import Context

app = noun(
    "走访：登记、查询、修改、取消。",
    order="add edit cancel list show",
    elsewhere={"visits.write_commands": "add edit cancel"},
)


@command(
    app,
    "list",
    "列出走访；可按月份、日期、业户、形式、人员筛选。",
    "zoufang visit list --month 2020-03",
    "zoufang visit list --operator 顺达 --json",
    cls=MonthCommand,
)
def list_(
    ctx: typer.Context,
    month: Annotated[
        str | None, typer.Option("--month", metavar="月份", help="如 2020-03、3月；不带值指本月。")
    ] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="日期", help="自这一天起。")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="日期", help="到这一天止。")] = None,
    operator: Annotated[str | None, typer.Option("--operator", metavar="业户", help="只看这一户。")] = None,
    form: Annotated[str | None, typer.Option("--form", metavar="形式", help="只看这一形式，如 F1。")] = None,
    officer: Annotated[str | None, typer.Option("--officer", metavar="姓名", help="只看这个人参加的走访。")] = None,
    all_: Annotated[bool, typer.Option("--all", help="连同已取消的。")] = False,
    json: Json = False,
) -> None:
    """List visits."""
    context = context_of(ctx)
    if month is not None and (from_ is not None or to is not None):
        raise UsageError("--month 与 --from、--to 请只用一种。")
    with context.open_store() as store:
        wanted = visits.VisitFilter(with_cancelled=all_)
        if any(text is not None for text in (month, from_, to, operator, form, officer)):
            wanted = _narrowed(context, store, month, from_, to, operator, form, officer, all_)
        found, issues = visits.list_visits(store, wanted)
        plan = visits.plan_of(store) if found else None
    if plan is None:
        if json:
            context.show_json([])
        else:
            print_line("没有符合条件的走访。")
        return
    from zoufang_cli.visits import screens as visit_tables

    if json:
        context.show_json([visit_tables.visit_json(one, plan, issues.get(one.id, ())) for one in found])
    else:
        context.out.print(visit_tables.visits_table(found, issues, plan))


def _narrowed(
    context: Context,
    store: visits.Store,
    month: str | None,
    from_: str | None,
    to: str | None,
    operator: str | None,
    form: str | None,
    officer: str | None,
    with_cancelled: bool,
) -> visits.VisitFilter:
    """Read what a list is narrowed to."""
    from zoufang_cli.plan.campaign import campaign_of
    from zoufang_cli.text.dates import format_day
    from zoufang_cli.visits.input import Input
    from zoufang_cli.visits.rules import visit_form_named

    campaign = campaign_of(store)
    read = Input(context, store, campaign)
    first = None if from_ is None else read.day(from_, "起始日期")
    last = None if to is None else read.day(to, "截止日期")
    if first and last and first > last:
        raise UsageError(f"起始日期{format_day(first)}晚于截止日期{format_day(last)}。")
    if month is not None:
        first, last = read.period(month)
    wanted = visits.VisitFilter(
        from_on=first,
        to_on=last,
        operator_id=None if operator is None else read.operators([operator])[0].id,
        form=None if form is None else visit_form_named(campaign.plan, form).key,
        officer_id=None if officer is None else read.anybody(officer),
        with_cancelled=with_cancelled,
    )
    read.echo()
    return wanted


@command(
    app,
    "show",
    "查看一次走访的全部内容，同组各户、问题和附件一并列出。",
    "zoufang visit show ZF-2020-0001",
)
def show(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="编号", help="走访编号。")],
    json: Json = False,
) -> None:
    """Show one visit."""
    from zoufang_cli.visits import screens as visit_tables

    context = context_of(ctx)
    with context.open_store() as store:
        found = visits.show_visit(store, number)
        plan = visits.plan_of(store)
    if json:
        context.show_json(visit_tables.shown_json(found, plan))
        return
    for part in visit_tables.shown_tables(found, plan):
        context.out.print(part)
