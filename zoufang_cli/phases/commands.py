"""Phases and their deliverables."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.phases import actions as phases
from zoufang_cli.phases.table import entries as entries_of
from zoufang_cli.screen.console import plain
from zoufang_cli.text.dates import Direction, format_day, parse_day

app = noun("活动阶段：查看、推进、登记任务完成情况。")


@command(app, "show", "查看当前阶段、剩余天数和任务完成情况。", "zoufang phase show", "zoufang 阶段 查看")
def show(ctx: typer.Context, json: Json = False) -> None:
    """Show where the campaign stands."""
    context = context_of(ctx)
    with context.open_store() as store:
        view = phases.view(store, context.today)
    if json:
        position = view.position
        context.show_json(
            {
                "today": view.today,
                "state": position.state,
                "phase": position.phase,
                "days_left": position.days_left,
                "entered": view.entered,
                "deliverables": view.deliverables,
            }
        )
        return
    from zoufang_cli.phases.screens import deliverable_table, standing

    context.out.print(plain(standing(view)))
    context.out.print(deliverable_table(view))


@command(
    app,
    "advance",
    "进入下一阶段（到期方可进入，提前须写明理由），并记下上一阶段未完成的任务。",
    "zoufang phase advance",
    "zoufang phase advance --reason 上级要求提前部署",
)
def advance(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="提前进入的理由。")] = "",
    json: Json = False,
) -> None:
    """Enter the next phase."""
    context = context_of(ctx)
    with context.open_store() as store:
        moved = phases.advance(store, context.actor, reason)
    if json:
        context.show_json({"phase": moved.phase, "missing": moved.missing, "early": moved.early})
        return
    context.out.print(plain(f"已进入{moved.phase.key} {moved.phase.name}（至{format_day(moved.phase.ends_on)}）。"))
    if moved.missing:
        context.out.print(plain(f"上一阶段有{len(moved.missing)}项任务未完成，已一并记录："))
        for item in moved.missing:
            context.out.print(plain(f"  {item.key} {item.name}"))


@command(app, "done", "登记一项任务已完成，写明依据。", "zoufang phase done P1b --evidence 云交执〔2019〕12号实施方案")
def done(
    ctx: typer.Context,
    item: Annotated[str, typer.Argument(metavar="任务", help="任务代码或名称，如 P1b。")],
    evidence: Annotated[str | None, typer.Option("--evidence", metavar="依据", help="文号、文件名或完成情况。")] = None,
    on: Annotated[str | None, typer.Option("--date", metavar="日期", help="完成日期，不写为今天。")] = None,
    json: Json = False,
) -> None:
    """Record a deliverable as done."""
    context = context_of(ctx)
    with context.open_store() as store:
        named = phases.deliverable_named(store, item)
    text = context.ask("依据", "--evidence", evidence, str)
    day = context.today
    if on is not None:
        parsed = parse_day(on, context.today, Direction.PAST)
        day = parsed.day
    with context.open_store() as store:
        replaced = phases.report_done(store, context.actor, named, text, day)
    if json:
        context.show_json({"key": named.key, "name": named.name, "done_on": day, "evidence": text})
        return
    context.out.print(plain(f"已登记 {named.key} {named.name}：{format_day(day)}完成。"), soft_wrap=True)
    if replaced:
        context.out.print(plain(f"原登记的依据“{replaced}”已被替换。"), soft_wrap=True)


@command(app, "withdraw", "撤回最近一次进入阶段（记录保留，注明已撤回）。", "zoufang phase withdraw")
def withdraw(ctx: typer.Context, json: Json = False) -> None:
    """Take back the last entry into a phase."""
    context = context_of(ctx)
    with context.open_store() as store:
        key = phases.withdraw(store, context.actor)
    if json:
        context.show_json({"withdrawn": key})
        return
    context.out.print(plain(f"已撤回：进入{key}。"))


@command(app, "history", "列出历次进入阶段的记录。", "zoufang phase history")
def history(ctx: typer.Context, json: Json = False) -> None:
    """List every entry into a phase."""
    context = context_of(ctx)
    with context.open_store() as store:
        entries = entries_of(store)
    if json:
        context.show_json(entries)
        return
    from zoufang_cli.phases.screens import history_table

    context.out.print(history_table(entries))
