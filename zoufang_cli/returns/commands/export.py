"""Write a ledger to a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Full, Json
from zoufang_cli.errors import Refused
from zoufang_cli.returns.actions.export import exported
from zoufang_cli.screen.console import plain

app = noun("导出台账。")


@command(
    app,
    "export",
    "把一本台账（业户、走访、问题、人员，宣传报道等登记）导出为 CSV 文件，可用 Excel 或 WPS 打开。",
    "zoufang export 业户",
    "zoufang export 走访 --out 走访台账.csv --force",
    "zoufang export 宣传报道",
)
def export(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="台账", help="业户、走访、问题、人员，或登记的名称，如 宣传报道。")],
    out: Annotated[Path | None, typer.Option("--out", metavar="文件", help="写到哪个文件；不写为 台账名.csv。")] = None,
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖。")] = False,
    full: Full = False,
    json: Json = False,
) -> None:
    """Export one ledger."""
    from zoufang_cli.screen.csv_text import csv_bytes
    from zoufang_cli.store.outputs import write_whole

    context = context_of(ctx)
    with context.open_store() as store:
        export = exported(store, context.actor, what, full)
    if json:
        context.show_json([dict(zip(export.headers, row, strict=True)) for row in export.rows])
        return
    path = out or Path(f"{export.name}台账.csv")
    if path.exists() and not force:
        raise Refused(f"{path} 已经存在，没有覆盖；要覆盖请加 --force，或用 --out 换一个文件名。")
    write_whole(path, csv_bytes(export.headers, export.rows))
    context.out.print(plain(f"已导出{export.name}{len(export.rows)}条，写在 {path}。"), soft_wrap=True)
