"""Check the store."""

from __future__ import annotations

import typer

from zoufang_cli.app import history
from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.errors import ExitCode
from zoufang_cli.screen.console import plain
from zoufang_cli.store.glossary import table_term
from zoufang_cli.store.schema import RENAMED_TABLES

app = noun("检查活动库。")


@command(app, "check", "检查活动库：文件、引用、留痕链条，以及每条记录与留底是否一致。", "zoufang check")
def check(ctx: typer.Context, json: Json = False) -> None:
    """Check everything and change nothing."""
    context = context_of(ctx)
    result = history.check(context.store_path)
    if json:
        context.show_json({"intact": not result.faults, **_plain(result)})
    elif result.faults:
        context.out.print(plain(f"活动库有{len(result.faults)}处问题（没有改动任何内容）："))
        for line in result.faults:
            context.out.print(plain(f"  {line}"), soft_wrap=True)
        context.out.print(
            plain("请保留这个文件，不要再用它登记；改用最近的备份，或在另一台电脑上的副本。"), soft_wrap=True
        )
    else:
        counts = ",".join(
            f"{table_term(RENAMED_TABLES.get(table, table))} {count}" for table, count in result.counts.items()
        )
        context.out.print(plain(f"活动库完好。留底摘要 {result.digest}。"))
        context.out.print(plain(f"记录数：{counts}。"))
    if result.faults:
        raise typer.Exit(ExitCode.FAILURE)


def _plain(result: history.Checked) -> dict[str, object]:
    return {"faults": list(result.faults), "counts": result.counts, "digest": result.digest}
