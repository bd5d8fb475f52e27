"""`enterprise import`: files in, every line accounted for, faulty rows handed back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.commands.chinese import command, context_of
from zoufang_cli.commands.options import Json
from zoufang_cli.context import Context
from zoufang_cli.domain.dates import Direction, format_day, parse_day
from zoufang_cli.domain.file_import import FileImport
from zoufang_cli.domain.matching import Mode, Rules
from zoufang_cli.errors import BadValue, ExitCode, ZoufangError
from zoufang_cli.render.console import plain
from zoufang_cli.render.masking import masked_record
from zoufang_cli.usecases import roster_files
from zoufang_cli.usecases.handed_back import HandingBack
from zoufang_cli.usecases.roster_import import Progress, Wishes

if TYPE_CHECKING:
    from zoufang_cli.usecases.handed_back import Target

MODES = {
    "update": Mode.UPDATE,
    "更新": Mode.UPDATE,
    "fill": Mode.FILL,
    "补空": Mode.FILL,
    "new": Mode.NEW,
    "只增": Mode.NEW,
}


def register_import(app: typer.Typer) -> None:
    """Add the verb to the noun."""
    command(
        app,
        "import",
        "导入业户名册（CSV、XLSX、XLS、ODS），逐行清点；同一文件再导入不会重复。",
        "zoufang enterprise import 业户名册.csv",
        "zoufang enterprise import 各县名册 --dry-run",
        "zoufang enterprise import 名单.xls --map 单位全称=name",
    )(import_)


def import_(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="文件…", help="名册文件、文件夹，可多个，可用通配符。")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看结果，什么也不写入。")] = False,
    mode: Annotated[
        str,
        typer.Option("--mode", metavar="方式", help="已有业户怎么办：update 取新值，fill 只补空白，new 只收新业户。"),
    ] = "update",
    force: Annotated[bool, typer.Option("--force", help="人工改过的内容也用名册的覆盖。")] = False,
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="编码", help="文本文件的编码，如 gb18030；不写则自动识别。")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="工作表", help="只导入这一张工作表。")] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="列名=字段", help="指明某列是什么，如 学校名称=name，可多次；以后同样的表头照此办理。"
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="日期",
            help="名册日期：新业户自该日起计入业户总数；不写时首份名册为活动开始日期，以后为今天。",
        ),
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="文件夹", help="需更正的行写到哪里；不写为活动库所在文件夹。")
    ] = None,
    json: Json = False,
) -> None:
    """Import roster files, one transaction each."""
    context = context_of(ctx)
    wishes = Wishes(
        encoding=encoding,
        sheet=sheet,
        mapping=dict(_pair(text) for text in map_ or ()),
        listed_on=None if on is None else _day(context, on),
        rules=Rules(_mode(mode), force),
        dry_run=dry_run,
    )
    total = _Total()
    with context.open_store() as store:
        chosen = roster_files.chosen_files(store, files)
        several = len(chosen.files) > 1
        for outcome in roster_files.import_files(
            store, context.actor, chosen.files, wishes, context.decided, lambda name: _bar(context, name)
        ):
            if isinstance(outcome, ZoufangError):
                total.failed.append(outcome)
                context.say("\n".join([str(outcome), *(f"  {line}" for line in outcome.details)]))
                continue
            back = HandingBack(store, outcome, rejects or store.path.parent)
            copy = None if dry_run else _hand_back(back)
            total.taken.append(outcome)
            total.shown.append(_as_json(outcome, copy))
            if not json:
                _show(context, outcome, copy, back.left_out)
    if json:
        context.show_json(total.shown if several else total.shown[0])
    elif several:
        from zoufang_cli.render.import_summary import total_summary

        context.out.print(plain(total_summary(total.taken, len(total.failed), chosen.passed_over)), soft_wrap=True)
    if total.failed and not total.taken:
        raise typer.Exit(total.failed[0].exit_code)
    if total.failed or any(one.rejected for one in total.taken):
        raise typer.Exit(ExitCode.PARTLY)


@dataclass(slots=True)
class _Total:
    """What became of the files so far."""

    taken: list[FileImport] = field(default_factory=list)
    shown: list[dict[str, object]] = field(default_factory=list)
    failed: list[ZoufangError] = field(default_factory=list)


def _day(context: Context, text: str) -> date:
    day = parse_day(text, context.today, Direction.PAST)
    if day.inferred:
        context.say(f"名册日期按{format_day(day.day)}理解。")
    return day.day


def _mode(text: str) -> Mode:
    if text.strip().lower() not in MODES:
        raise BadValue("--mode", text, "应为 update（取新值）、fill（只补空白）或 new（只收新业户）。")
    return MODES[text.strip().lower()]


def _pair(text: str) -> tuple[str, str]:
    column, equals, key = text.rpartition("=")
    if not equals or not column.strip():
        raise BadValue("--map", text, "应写作 列名=字段，如 学校名称=name。")
    return column.strip(), key.strip()


@contextmanager
def _bar(context: Context, name: str) -> Iterator[Progress | None]:
    """Show a progress bar with counts and remaining time on a terminal; yields the function that feeds it."""
    if not context.err.is_terminal:
        yield None
        return
    from rich import progress

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("行，剩余"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=context.err, transient=True) as bars:
        task = bars.add_task(plain(name).plain, total=None)

        def feed(lines: int, expected: int) -> None:
            bars.update(task, completed=lines, total=max(expected, lines) or None)

        yield feed


def _hand_back(back: HandingBack) -> Target | None:
    """Write the rejected and doubtful rows to a workbook in the columns of the user's own file."""
    if not back.result.rejected and not back.result.doubtful:
        return None
    from zoufang_cli.render.files import write_whole
    from zoufang_cli.render.roster_copy import CopyRow, CopySheet, copy_bytes

    sheets = [
        CopySheet(one.title, one.names, (CopyRow(row.line, row.raw, row.problems, row.rejected) for row in one.rows))
        for one in back.sheets()
    ]
    if not sheets:
        return None
    target = back.target()
    content = copy_bytes(back.reference, sheets)
    write_whole(target.path, content)
    back.remember(target.path, content)
    return target


def _show(context: Context, result: FileImport, copy: Target | None, left_out: int) -> None:
    from zoufang_cli.render.import_summary import import_lines, mapping_table, preview_table, problem_table

    if result.dry_run:
        context.out.print(mapping_table(result))
        context.out.print(preview_table(result))
    for line in import_lines(result, context.today):
        context.out.print(plain(line), soft_wrap=True)
    if result.problems:
        context.out.print(problem_table(result.findings))
    if copy is not None:
        kept = f"（{copy.kept.name} 已被改动，没有覆盖）" if copy.kept is not None else ""
        more = f"另有{left_out}行没有列入，请更正后重新导入原名册。" if left_out else ""
        said = f"需更正或核对的行已写入 {copy.path}{kept}：更正后再次导入该文件，只处理这些行。{more}"
        context.out.print(plain(said), soft_wrap=True)


def _as_json(result: FileImport, copy: Target | None) -> dict[str, object]:
    problems = [
        {
            "place": one.place,
            "field": one.field,
            "value": one.value,
            "code": str(one.code),
            "message": one.message,
            "suggestion": one.suggestion,
            "severity": one.severity,
        }
        for one in result.problems
    ]
    gone = result.vanishing
    whole = {
        "file": result.file,
        "sha256": result.sha256,
        "encoding": result.encoding,
        "sheet": result.sheet,
        "header_row": result.header_row,
        "mode": result.mode.value,
        "dry_run": result.dry_run,
        "batch": result.batch or None,
        "corrects": result.corrects or None,
        "lines": result.lines,
        "header_rows": result.header_rows,
        "skipped": result.skipped,
        "rows": result.rows,
        "added": result.added,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "doubtful": result.doubtful,
        "held_back": result.held_back,
        "repeats": result.repeats,
        "confirmed": result.confirmed,
        "given_up": result.given_up,
        "warnings": len(result.warnings),
        "columns": result.columns,
        "problems": problems,
        "problem_counts": dict(result.findings.counts),
        "notes": dict(result.findings.notes),
        "sheets": result.sheets,
        "rejects_file": None if copy is None else copy.path,
        "listed_on": result.listed_on,
        "sole_traders": result.sole_traders,
        "sole_traders_guessed": result.sole_traders_guessed,
        "kept_by_hand": [{"number": number, "field": key} for number, key in result.kept_by_hand],
        "vanished": None if gone is None else {"batch": gone.batch, "count": gone.count, "first": gone.first},
        "preview": result.preview,
    }
    return masked_record(whole, False)
