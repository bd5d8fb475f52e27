"""`enterprise import`: files in, every line accounted for, rejected rows handed back."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from zoufang_cli.commands.chinese import command, context_of
from zoufang_cli.commands.options import Json
from zoufang_cli.context import Context
from zoufang_cli.domain.dates import Direction, format_day, parse_day
from zoufang_cli.domain.file_import import FileImport
from zoufang_cli.errors import BadValue, ExitCode, ZoufangError
from zoufang_cli.render.console import plain
from zoufang_cli.usecases.roster_import import Progress, import_roster

HANDED_BACK = ("未采用行号", "未采用原因")  # domain.header_names knows them: they are no columns of a roster


def register_import(app: typer.Typer) -> None:
    """Add the verb to the noun."""
    command(
        app,
        "import",
        "导入业户名册（CSV、XLSX、XLS、ODS），逐行清点；同一文件再导入不会重复。",
        "zoufang enterprise import 业户名册.csv",
        "zoufang enterprise import 名单.xls --map 单位全称=name",
    )(import_)


def import_(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="文件…", help="一个或多个名册文件，可用通配符。")],
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="编码", help="文本文件的编码，如 gb18030；不写则自动识别。")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="工作表", help="只导入这一张工作表。")] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", metavar="列名=字段", help="指明某列是什么，如 学校名称=name，可多次。")
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
        Path | None, typer.Option("--rejects", metavar="文件夹", help="未采用的行写到哪里；不写为活动库所在文件夹。")
    ] = None,
    json: Json = False,
) -> None:
    """Import roster files, one transaction each."""
    context = context_of(ctx)
    mapping = dict(_pair(text) for text in map_ or ())
    listed_on = None
    if on is not None:
        day = parse_day(on, context.today, Direction.PAST)
        listed_on = day.day
        if day.inferred:
            context.say(f"名册日期按{format_day(listed_on)}理解。")
    results: list[dict[str, object]] = []
    failed: list[ZoufangError] = []
    rejected = 0
    paths = _paths(files)
    with context.open_store() as store:
        for path in paths:
            try:
                with _bar(context, path.name) as progress:
                    result = import_roster(
                        store,
                        context.actor,
                        path,
                        encoding=encoding,
                        sheet=sheet,
                        mapping=mapping,
                        listed_on=listed_on,
                        progress=progress,
                    )
            except ZoufangError as error:
                if len(paths) == 1:
                    raise
                failed.append(error)
                context.say(str(error))
                continue
            handed_back = _hand_back(context, result, rejects or store.path.parent)
            rejected += result.rejected
            results.append(_as_json(result, handed_back))
            if not json:
                _show(context, result, handed_back)
    if json:
        context.show_json(results[0] if len(paths) == 1 else results)
    if failed and not results:
        raise typer.Exit(failed[0].exit_code)
    if failed or rejected:
        raise typer.Exit(ExitCode.PARTLY)


def _paths(texts: list[str]) -> list[Path]:
    """Expand wildcards, which the Windows shell leaves to the program."""
    found: list[Path] = []
    for text in texts:
        if Path(text).exists() or not glob.has_magic(text):
            found.append(Path(text))
        else:
            matches = sorted(glob.glob(text))  # noqa: PTH207 - a pattern may be absolute or relative
            if not matches:
                raise BadValue("文件", text, "没有相符的文件。")
            found += map(Path, matches)
    return found


def _pair(text: str) -> tuple[str, str]:
    column, equals, key = text.partition("=")
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
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=context.err, transient=True) as bars:
        task = bars.add_task(plain(name).plain, total=None)

        def feed(lines: int, expected: int) -> None:
            bars.update(task, completed=lines, total=expected or None)

        yield feed


def _hand_back(context: Context, result: FileImport, folder: Path) -> Path | None:
    """Write the rejected rows to a file, in the columns of the user's own file."""
    if not result.rejects:
        return None
    from zoufang_cli.render.csv_text import csv_bytes
    from zoufang_cli.render.files import write_whole
    from zoufang_cli.usecases.outputs import numbered

    width = max(len(result.names), max(len(row.cells) for row in result.rejects))
    names = [*result.names, *(f"第{number + 1}列" for number in range(len(result.names), width))]
    rows = [
        (
            f"{row.sheet}!{row.line}" if row.sheet else row.line,
            "；".join(f"{p.field}：{p.message}" if p.field else p.message for p in row.problems),
            *row.cells,
        )
        for row in result.rejects
    ]
    content = csv_bytes([*HANDED_BACK, *names], rows)
    path = folder / f"{result.file.stem}-未采用行.csv"
    if path.exists() and path.read_bytes() == content:
        return path
    path = next(one for one in numbered(path) if not one.exists())
    write_whole(path, content)
    return path


def _show(context: Context, result: FileImport, handed_back: Path | None) -> None:
    from zoufang_cli.render.enterprise_tables import import_summary, problem_table

    context.out.print(plain(import_summary(result)), soft_wrap=True)
    if result.added and result.listed_on != context.today:
        context.out.print(
            plain(f"新业户自{format_day(result.listed_on)}起计入业户总数（可用 --on 另定）。"), soft_wrap=True
        )
    if result.sole_traders:
        guessed = f"，其中{result.sole_traders_guessed}家仅凭名称判断，请核对" if result.sole_traders_guessed else ""
        context.out.print(plain(f"新业户中有个体{result.sole_traders}家{guessed}。"), soft_wrap=True)
    if result.problems:
        context.out.print(problem_table(result.problems))
    if handed_back is not None:
        context.out.print(plain(f"未采用的{result.rejected}行已写入 {handed_back}，更正后可再次导入。"), soft_wrap=True)


def _as_json(result: FileImport, handed_back: Path | None) -> dict[str, object]:
    problems = [
        {
            "place": one.place,
            "field": one.field,
            "value": one.value,
            "code": str(one.code),
            "message": one.message,
            "severity": one.severity,
        }
        for one in result.problems
    ]
    return {
        "file": result.file,
        "sha256": result.sha256,
        "encoding": result.encoding,
        "sheet": result.sheet,
        "header_row": result.header_row,
        "lines": result.lines,
        "skipped": result.skipped,
        "rows": result.rows,
        "added": result.added,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "warnings": len(result.warnings),
        "columns": result.columns,
        "problems": problems,
        "sheets": result.sheets,
        "rejects_file": None if handed_back is None else handed_back.resolve(),
        "listed_on": result.listed_on,
        "sole_traders": result.sole_traders,
        "sole_traders_guessed": result.sole_traders_guessed,
    }
