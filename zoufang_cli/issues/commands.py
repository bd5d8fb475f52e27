"""Issues: list and show them; the verbs that write are in `issue_add` and `issue_moves`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.app.chinese import MonthCommand, command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.issues import lookup as issues
from zoufang_cli.issues.options import Number
from zoufang_cli.issues.rules import STATE_LABELS, read_code
from zoufang_cli.screen.lines import print_line

if TYPE_CHECKING:
    from zoufang_cli.app.context import Context
    from zoufang_cli.issues.lookup import Store

app = noun(
    "问题：登记、交办、办结、核验、销号。",
    order="add list show assign progress extend resolve verify return close reopen void",
    elsewhere={
        "issues.add_commands": "add",
        "issues.move_commands": "assign progress extend resolve verify return close reopen void",
    },
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
    wanted_state = None if state is None else read_code("状态", state, STATE_LABELS)
    with context.open_store() as store:
        wanted = issues.IssueFilter(open=open_, overdue_on=context.today if overdue else None, state=wanted_state)
        if any(text is not None for text in (operator, responsible, month)):
            wanted = _narrowed(context, store, wanted, operator, responsible, month)
        found = issues.list_issues(store, wanted)
        names = issues.names_used(store, found) if json else {}
    if not (json or found):
        print_line("没有符合条件的问题。")
        return
    from zoufang_cli.issues import screens as issue_tables

    if json:
        context.show_json([issue_tables.issue_json(issue, context.today, names) for issue in found])
    else:
        context.out.print(issue_tables.issues_table(found, context.today))


def _narrowed(
    context: Context,
    store: Store,
    wanted: issues.IssueFilter,
    operator: str | None,
    responsible: str | None,
    month: str | None,
) -> issues.IssueFilter:
    """Read what a list is narrowed to."""
    from zoufang_cli.plan.campaign import campaign_of
    from zoufang_cli.visits.input import Input

    read = Input(context, store, campaign_of(store))
    first, last = (None, None) if month is None else read.period(month)
    wanted = replace(
        wanted,
        operator_id=None if operator is None else read.operators([operator])[0].id,
        responsible_id=None if responsible is None else read.anybody(responsible),
        first=first,
        last=last,
    )
    read.echo()
    return wanted


@command(app, "show", "查看一个问题的全部内容和办理过程。", "zoufang issue show WT-2020-0001")
def show(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """Show one issue with every step."""
    context = context_of(ctx)
    with context.open_store() as store:
        found = issues.show_issue(store, number)
        names = issues.names_used(store, [found.issue], found.call_backs)
    from zoufang_cli.issues import screens as issue_tables

    parts = (found.issue, found.steps, found.call_backs, found.attachments, context.today, names)
    if json:
        context.show_json(issue_tables.shown_json(*parts))
        return
    for part in issue_tables.shown_tables(*parts):
        context.out.print(part)
