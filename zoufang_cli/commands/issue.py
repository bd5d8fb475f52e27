"""Issues: list and show them; the verbs that write are in `issue_add` and `issue_moves`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.commands.chinese import MonthCommand, command, context_of, noun
from zoufang_cli.commands.issue_options import Number
from zoufang_cli.commands.options import Json
from zoufang_cli.domain.issue import STATE_LABELS, read_code
from zoufang_cli.render.lines import print_line
from zoufang_cli.usecases import issue_lookup as issues

if TYPE_CHECKING:
    from zoufang_cli.context import Context
    from zoufang_cli.usecases.issue_lookup import Store

app = noun(
    "问题：登记、交办、办结、核验、销号。",
    order="add list show assign progress extend resolve verify return close reopen void",
    issue_add="add",
    issue_moves="assign progress extend resolve verify return close reopen void",
)


@command(
    app,
    "list",
    "列出问题；可按是否销号、是否逾期、状态、业户、责任人和反映月份筛选。",
    "zoufang issue list --open",
    "zoufang issue list --overdue --json",
    "zoufang issue list --month 2020-03 --state 办理中",
    cls=MonthCommand,
)
def list_(
    ctx: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help="只看未销号的。")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期未销号的。")] = False,
    state: Annotated[str | None, typer.Option("--state", metavar="状态", help="如 待交办、办理中、已办结。")] = None,
    operator: Annotated[str | None, typer.Option("--operator", metavar="业户", help="只看这一户反映的。")] = None,
    responsible: Annotated[str | None, typer.Option("--responsible", metavar="姓名", help="只看此人负责的。")] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="月份", help="反映月份，如 2020-03、3月；不带值指本月。")
    ] = None,
    json: Json = False,
) -> None:
    """List issues."""
    context = context_of(ctx)
    wanted_state = read_code("状态", state, STATE_LABELS) if state else None
    with context.open_store() as store:
        first, last = (None, None) if month is None else _period(context, store, month)
        found = issues.list_issues(
            store,
            issues.IssueFilter(
                open=open_,
                overdue_on=context.today if overdue else None,
                state=wanted_state,
                enterprise_id=_operator(context, store, operator) if operator else None,
                responsible=responsible.strip() if responsible else "",
                first=first,
                last=last,
            ),
        )
        names = issues.names_used(store, found) if json else {}
    if not (json or found):
        print_line("没有符合条件的问题。")
        return
    from zoufang_cli.render import issue_tables

    if json:
        context.show_json([issue_tables.issue_json(issue, context.today, names) for issue in found])
    else:
        context.out.print(issue_tables.issues_table(found, context.today))


def _period(context: Context, store: Store, month: str) -> tuple[date, date]:
    """Return the days that a month of the plan covers, and echo the year when it was inferred."""
    from zoufang_cli.domain.dates import names_year, parse_month
    from zoufang_cli.usecases.campaign import campaign_of

    span = parse_month(month, context.today)
    if not names_year(month):
        context.say(f"月份按{span.label}理解。")
    return campaign_of(store).plan.period(span)


def _operator(context: Context, store: Store, text: str) -> int:
    from zoufang_cli.commands.visit_input import Input
    from zoufang_cli.usecases.campaign import campaign_of

    return Input(context, store, campaign_of(store)).operators([text])[0].id


@command(app, "show", "查看一个问题的全部内容和办理过程。", "zoufang issue show WT-2020-0001")
def show(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """Show one issue with every step."""
    context = context_of(ctx)
    with context.open_store() as store:
        found = issues.show_issue(store, number)
        names = issues.names_used(store, [found.issue], found.call_backs)
    from zoufang_cli.render import issue_tables

    parts = (found.issue, found.steps, found.call_backs, found.attachments, context.today, names)
    if json:
        context.show_json(issue_tables.shown_json(*parts))
        return
    for part in issue_tables.shown_tables(*parts):
        context.out.print(part)
