"""List and settle the conflicts between rosters and the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.app.chinese import command, context_of
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json
from zoufang_cli.errors import BadValue, Refused, UsageError
from zoufang_cli.roster.commands.noun import app
from zoufang_cli.roster.conflicts.rules import Choice, Conflict
from zoufang_cli.screen.console import plain
from zoufang_cli.screen.lines import print_line
from zoufang_cli.screen.masking import masked_values

if TYPE_CHECKING:
    from rich.console import Console

HOW_TO_SETTLE = (
    "裁定：zoufang enterprise settle 冲突号 --keep（保留库中值）或 --take（采用名册值）。名称冲突采用名册值即改名；"
    "代码冲突（许可证号相同而代码不同）保留即认作两家业户，采用即把另一业户并入。"
)
_CHOICES = {"1": Choice.KEEP, "2": Choice.TAKE}


@command(
    app,
    "conflicts",
    "列出名册与库中不一致、有待裁定之处：号码相同而名称不同，许可证号相同而代码不同。",
    "zoufang enterprise conflicts",
    "zoufang enterprise conflicts --all --json",
)
def conflicts(
    ctx: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="连同已经裁定的。")] = False,
    json: Json = False,
) -> None:
    """List contradictions between rosters and the store."""
    from zoufang_cli.roster.conflicts.table import list_conflicts

    context = context_of(ctx)
    with context.open_store() as store:
        conflicts = list_conflicts(store, all_)
    if json:
        context.show_json(masked_values(conflicts))
        return
    if not conflicts:
        print_line("没有名册冲突。" if all_ else "没有待裁定的名册冲突。")
        return
    _show(context.out, conflicts, all_)
    context.out.print(plain(HOW_TO_SETTLE), soft_wrap=True)


@command(
    app,
    "settle",
    "裁定名册冲突：保留库中值或采用名册值；可以撤销。",
    "zoufang enterprise settle CT-00001 --take",
    "zoufang enterprise settle CT-00002 CT-00003 --keep --yes",
)
def settle(
    ctx: typer.Context,
    numbers: Annotated[list[str], typer.Argument(metavar="冲突号…", help="一个或多个冲突号，如 CT-00001。")],
    keep: Annotated[bool, typer.Option("--keep", help="保留库中值；代码冲突则认作两家业户。")] = False,
    take: Annotated[bool, typer.Option("--take", help="采用名册值；代码冲突则把另一业户并入。")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="裁定多处或合并业户时不再询问。")] = False,
    json: Json = False,
) -> None:
    """Settle contradictions by a choice."""
    from zoufang_cli.roster.conflicts import actions

    context = context_of(ctx)
    if keep and take:
        raise UsageError("--keep 和 --take 只能选一个。")
    with context.open_store() as store:
        conflicts = actions.open_conflicts(store, numbers)
        option = str(Choice.KEEP if keep else Choice.TAKE) if keep or take else None
        if context.interactive and not (option and yes):
            _show(context.err, conflicts, False)
        choice = context.ask("裁定方式", "--keep 或 --take", option, _choice, "1 保留库中值，2 采用名册值")
        if not yes:
            _confirm(context, conflicts, choice)
        settled = actions.settle(store, context.actor, numbers, choice)
    if json:
        context.show_json({"operation": settled.operation, "conflicts": masked_values(settled.conflicts)})
        return
    from zoufang_cli.roster.conflicts.screens import settled_line

    for conflict in settled.conflicts:
        print_line(settled_line(conflict))
    print_line(f"要撤销，请运行 zoufang undo {settled.operation}。")


def _show(console: Console, conflicts: Sequence[Conflict], settled: bool) -> None:
    from zoufang_cli.roster.conflicts.screens import conflict_tables

    console.print(conflict_tables(conflicts, settled))


def _choice(text: str) -> Choice:
    choices = {**_CHOICES, **{str(choice): choice for choice in Choice}}
    if text not in choices:
        raise BadValue("裁定方式", text, "请输入 1 或 2。")
    return choices[text]


def _confirm(context: Context, conflicts: Sequence[Conflict], choice: Choice) -> None:
    """Make sure that a merge, or several conflicts settled at once, are meant."""
    merges = sum(conflict.field == "credit_code" for conflict in conflicts) if choice is Choice.TAKE else 0
    if len(conflicts) == 1 and not merges:
        return
    action = f"裁定{len(conflicts)}处冲突" + (f"，合并业户{merges}处" if merges else "")
    if not context.interactive:
        raise Refused(f"将{action}，没有改动；确认无误请加 --yes。")
    if context.prompt(f"将{action}，输入 y 确认") != "y":
        raise Refused("没有确认，未作裁定。")
