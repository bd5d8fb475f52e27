"""Evidence for a visit, an event or an issue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json
from zoufang_cli.attachments import actions as attachments
from zoufang_cli.attachments.actions import Checked
from zoufang_cli.attachments.rules import FileState
from zoufang_cli.errors import ExitCode
from zoufang_cli.text.typed import typed_text

app = noun("为走访或问题附上佐证材料。")


@command(
    app,
    "attach",
    "附上佐证材料：复制到活动库旁的附件文件夹并记下校验值；不给文件时列出已有的并核对是否完好。",
    "zoufang attach ZF-2020-0001 签到表.jpg 现场照片.jpg",
    "zoufang attach WT-2020-0001",
)
def attach(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="编号", help="走访、活动或问题的编号。")],
    files: Annotated[list[Path] | None, typer.Argument(metavar="[文件]…", help="照片、签到表、会议记录等。")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="说明", help="对这些文件的说明。")] = None,
    json: Json = False,
) -> None:
    """Attach files to a record, or check what is attached."""
    from zoufang_cli.screen.console import plain

    context = context_of(ctx)
    with context.open_store() as store:
        record = attachments.record_named(store, number)
        if not files:
            _show(context, record.number, attachments.attached_to(store, record), json)
            return
        result = attachments.attach(
            store, context.actor, record, files, "" if note is None else typed_text("说明", note)
        )
    if json:
        context.show_json(
            {"number": result.record.number, "added": list(result.added), "unchanged": list(result.unchanged)}
        )
        return
    for file in result.added:
        context.out.print(plain(f"已为 {result.record.number} 附上 {file.name}。"), soft_wrap=True)
    for name in result.unchanged:
        context.out.print(plain(f"{name} 的内容已经附过，没有重复添加。"), soft_wrap=True)


def _show(context: Context, number: str, attachments: list[Checked], json: bool) -> None:
    from zoufang_cli.screen.console import plain

    if json:
        rows = [
            {
                "name": checked.attachment.name,
                "file": checked.file,
                "sha256": checked.attachment.sha256,
                "size_bytes": checked.attachment.size_bytes,
                "note": checked.attachment.note,
                "added_on": checked.attachment.added_on,
                "state": checked.state,
            }
            for checked in attachments
        ]
        context.show_json({"number": number, "attachments": rows})
    elif not attachments:
        context.out.print(plain(f"{number} 还没有附件。附上佐证材料：zoufang attach {number} 文件"))
    else:
        from zoufang_cli.screen.tables import table

        rows_of_table = (
            (checked.attachment.name, checked.attachment.size_bytes, checked.attachment.added_on.isoformat(),
             checked.attachment.note, str(checked.file), checked.state.label)
            for checked in attachments
        )  # fmt: skip
        headers = ("文件", "字节", "登记日期", "说明", "存放位置", "核对")
        context.out.print(table(f"{number} 的附件（{len(attachments)}个）", headers, rows_of_table))
    if any(checked.state is not FileState.INTACT for checked in attachments):
        raise typer.Exit(ExitCode.FAILURE)
