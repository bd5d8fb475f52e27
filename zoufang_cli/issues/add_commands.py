"""Register an issue."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json
from zoufang_cli.errors import UsageError
from zoufang_cli.issues import actions as issues
from zoufang_cli.issues.options import Deadline, Evidence, Measure, Responsible, Unit
from zoufang_cli.issues.rules import (
    NATURE_LABELS,
    OPERATORS_NEEDED,
    SOURCE_LABELS,
    Issue,
    Nature,
    Source,
    State,
    joined,
    missing_terms,
    read_code,
)
from zoufang_cli.plan.campaign import campaign_of
from zoufang_cli.screen.lines import print_line
from zoufang_cli.text.dates import format_day
from zoufang_cli.visits.input import Input, text_of
from zoufang_cli.visits.rules import typed


def add(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="[问题]", help="问题描述。")] = None,
    text_option: Annotated[str | None, typer.Option("--text", metavar="内容", help="问题描述。")] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="业户", help="反映问题的业户，可重复；走访和座谈的问题必填。"),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="来源",
            help="走访、座谈、评议、开放日、12328、自查、明察暗访；写了业户而没有写来源的，按走访登记。",
        ),
    ] = None,
    visit: Annotated[
        str | None, typer.Option("--visit", metavar="编号", help="由哪次走访带出；来源、日期和业户随该次走访。")
    ] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="日期", help="反映日期；不写为今天。")] = None,
    category: Annotated[str | None, typer.Option("--category", metavar="类别", help="问题类别，见实施方案。")] = None,
    nature: Annotated[
        str, typer.Option("--nature", metavar="性质", help="业户困难诉求、自身问题、合规提醒。")
    ] = NATURE_LABELS[Nature.DIFFICULTY],
    measure: Measure = None,
    responsible: Responsible = None,
    unit: Unit = None,
    deadline: Deadline = None,
    on_the_spot: Annotated[
        str | None, typer.Option("--on-the-spot", metavar="措施", help="立行立改：当场采取的措施；须写明 --evidence。")
    ] = None,
    evidence: Evidence = None,
    json: Json = False,
) -> None:
    """Register an issue."""
    context = context_of(ctx)
    if text is not None and text_option is not None:
        raise UsageError("问题描述只要写一次：直接写在命令里，或用 --text。")
    if on_the_spot is not None and (measure is not None or deadline is not None):
        raise UsageError("立行立改（--on-the-spot）的问题当场销号，不用 --measure 和 --deadline。")
    with context.open_store() as store:
        campaign = campaign_of(store)
        read = Input(context, store, campaign)
        origin = issues.origin_named(store, visit) if visit else None
        said = context.ask("问题描述", "--text", text or text_option, lambda given: typed("问题描述", given))
        if origin and origin.kind == "visit" and source is None:
            code = Source.VISIT
        elif source is None and to and not context.interactive:
            code = Source.VISIT
            read.notes["来源"] = "来源没有写明，按走访登记；不同的请用 --source 写明。"
        else:
            choices = joined(SOURCE_LABELS.values())
            code = context.ask(
                "来源", "--source", source, lambda given: read_code("来源", given, SOURCE_LABELS), choices
            )
        operators = tuple(one.id for one in read.operators(to or ()))
        if not operators and origin:
            operators = origin.operator_ids
        if not operators and code in OPERATORS_NEEDED and context.interactive:
            found = context.ask("反映问题的业户", "--to", None, lambda given: read.operators([given]))
            operators = tuple(one.id for one in found)
        reported_on = read.day(date, "反映日期") if date else origin.held_on if origin else context.today
        if on_the_spot is not None and evidence is None and context.interactive:
            evidence = context.ask("佐证", "--evidence", None, lambda given: typed("佐证", given))
        issue = issues.add_issue(
            store,
            context.actor,
            issues.IssueDraft(
                text=said,
                reported_on=reported_on,
                operator_ids=operators,
                source=code,
                activity_id=origin.id if origin else None,
                category=issues.category_named(campaign.plan, category) if category else "",
                nature=read_code("性质", nature, NATURE_LABELS),
                measure=text_of("措施", on_the_spot or measure),
                responsible_id=read.person(responsible) if responsible else None,
                responsible_unit=text_of("责任单位", unit),
                due_on=read.deadline(deadline, reported_on) if deadline else None,
                on_the_spot=on_the_spot is not None,
                evidence=text_of("佐证", evidence),
            ),
        )
    read.echo()
    _show_added(context, issue, issues.names_of(campaign.plan), json)


def _show_added(context: Context, issue: Issue, names: dict[str, str], json: bool) -> None:
    if json:
        from zoufang_cli.issues.screens import issue_json

        context.show_json(issue_json(issue, context.today, names))
        return
    match issue.state:
        case State.CLOSED:
            ending = "立行立改，已销号"
        case State.ASSIGNED if issue.due_on:
            ending = f"已交办{issue.responsible}，{format_day(issue.due_on)}前完成"
        case _:
            missing = missing_terms(issue.measure, issue.responsible_id, issue.due_on, None)
            ending = f"待交办，还缺{joined(missing)}"
    print_line(f"已登记问题 {issue.number}（{issue.text}）：{ending}。")


def register(app: typer.Typer) -> None:
    """Add the verb to the noun."""
    command(
        app,
        "add",
        "登记一个问题；措施、责任人、时限齐全即同时交办，当场解决的用 --on-the-spot。",
        "zoufang issue add 检测排队时间长 --to 顺达 --source 12328 --date 3.5",
        "zoufang issue add 年审不会网上办 --visit ZF-2020-0001 --measure 上门演示 --responsible 张三 --deadline 3月31日",
        "zoufang issue add 未亮证执法 --source 自查 --nature 自身问题 --on-the-spot 当场纠正 --evidence 整改照片",
    )(add)
