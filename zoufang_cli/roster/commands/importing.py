"""`enterprise import`: files in, every line accounted for, faulty rows written into a correction sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zoufang_cli.app.chinese import command, context_of
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json
from zoufang_cli.errors import BadValue, ExitCode
from zoufang_cli.roster.commands.noun import app
from zoufang_cli.roster.matching.matcher import Mode, Rules
from zoufang_cli.screen.console import plain
from zoufang_cli.text.dates import Direction, format_day, parse_day

if TYPE_CHECKING:
    from zoufang_cli.roster.correction.rules import SheetRows
    from zoufang_cli.roster.importing.actions.files import ChosenFiles, FailedFile
    from zoufang_cli.roster.importing.actions.reading import Progress
    from zoufang_cli.roster.importing.rules import ImportReport, SheetOutcome, SkippedLine

MODES = {
    "update": Mode.UPDATE,
    "更新": Mode.UPDATE,
    "fill": Mode.FILL,
    "补空": Mode.FILL,
    "new": Mode.NEW,
    "只增": Mode.NEW,
}


@command(
    app,
    "import",
    "导入业户名册（CSV、XLSX、XLS、ODS），逐行清点；同一文件再导入不会重复。",
    "zoufang enterprise import 业户名册.csv",
    "zoufang enterprise import 各县名册 --dry-run",
    "zoufang enterprise import 名单.xls --map 单位全称=name",
)
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
    corrections: Annotated[
        Path | None,
        typer.Option("--corrections", metavar="文件夹", help="需更正的行写到哪里；不写为活动库所在文件夹。"),
    ] = None,
    json: Json = False,
) -> None:
    """Import roster files, one transaction each."""
    from zoufang_cli.roster.correction.actions import require_sheet_folder, write_correction_sheet
    from zoufang_cli.roster.importing.actions.files import FailedFile, chosen_files, import_files
    from zoufang_cli.roster.importing.actions.importing import ImportOptions
    from zoufang_cli.store.outputs import write_whole

    context = context_of(ctx)
    options = ImportOptions(
        encoding=encoding,
        sheet=sheet,
        mapping=dict(_pair(text) for text in map_ or ()),
        listed_on=None if on is None else _day(context, on),
        rules=Rules(_mode(mode), force),
        dry_run=dry_run,
    )
    done = _Done()
    with context.open_store() as store:
        folder = corrections or store.path.parent
        if corrections is not None or not dry_run:
            require_sheet_folder(folder)
        chosen = chosen_files(store, files)
        for outcome in import_files(
            store, context.actor, chosen.items, options, context.decided, lambda name: _bar(context, name)
        ):
            if isinstance(outcome, FailedFile):
                if chosen.alone:
                    raise outcome.error
                context.say("\n".join([outcome.sentence, *(f"  {line}" for line in outcome.error.details)]))
                done.outcomes.append((outcome, None))
                continue
            sheet_outcome = None
            try:
                if not dry_run:
                    sheet_outcome = write_correction_sheet(store, outcome, folder, _sheet_bytes, write_whole)
            finally:  # whatever becomes of the correction sheet, what was imported is said
                if not json:
                    _show(context, outcome)
            _show_sheet(context, outcome, sheet_outcome, json)
            done.outcomes.append((outcome, sheet_outcome))
    _show_all(context, chosen, done, json)
    if done.failed and not done.taken:
        raise typer.Exit(done.failed[0].error.exit_code)
    if done.failed or done.unwritten or chosen.closed or any(report.partial for report in done.taken):
        raise typer.Exit(ExitCode.PARTLY)


@dataclass(slots=True)
class _Done:
    """What became of the files so far, each with its correction sheet."""

    outcomes: list[tuple[ImportReport | FailedFile, SheetOutcome | None]] = field(default_factory=list)

    @property
    def taken(self) -> list[ImportReport]:
        from zoufang_cli.roster.importing.actions.files import FailedFile

        return [outcome for outcome, _ in self.outcomes if not isinstance(outcome, FailedFile)]

    @property
    def failed(self) -> list[FailedFile]:
        from zoufang_cli.roster.importing.actions.files import FailedFile

        return [outcome for outcome, _ in self.outcomes if isinstance(outcome, FailedFile)]

    @property
    def unwritten(self) -> bool:
        return any(sheet is not None and sheet.failure for _, sheet in self.outcomes)


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
    """Show a progress bar with counts, speed and remaining time on a terminal; yields the function that feeds it."""
    if not context.err.is_terminal:
        yield None
        return
    from rich import progress
    from rich.text import Text

    class Speed(progress.ProgressColumn):
        """Rows a second."""

        def render(self, task: progress.Task) -> Text:
            return Text(f"{task.speed:,.0f}行/秒" if task.speed else "")

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(bar_width=10),
        progress.MofNCompleteColumn(),
        Speed(),
        progress.TextColumn("剩"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=context.err, transient=True) as bars:
        task = bars.add_task(plain(name).plain, total=None)

        def feed(lines: int, expected: int) -> None:
            bars.update(task, completed=lines, total=max(expected, lines) or None)

        yield feed


def _sheet_bytes(reference: str, sheets: Iterator[SheetRows], skipped: Sequence[SkippedLine]) -> bytes:
    from zoufang_cli.roster.correction.sheet import sheet_bytes  # openpyxl, only where there are rows to be corrected

    return sheet_bytes(reference, sheets, skipped)


def _show(context: Context, result: ImportReport) -> None:
    from zoufang_cli.roster.importing.screens.report import import_lines, mapping_table, preview_table, problem_table

    if result.dry_run:
        context.out.print(mapping_table(result))
        if result.preview:
            context.out.print(preview_table(result))
    for line in import_lines(result, context.today):
        context.out.print(plain(line), soft_wrap=True)
    if result.problems:
        context.out.print(problem_table(result.findings))


def _show_sheet(context: Context, result: ImportReport, sheet: SheetOutcome | None, json: bool) -> None:
    """Say where the correction sheet is; that it could not be written is said beside JSON too."""
    if sheet is None:
        return
    from zoufang_cli.roster.importing.screens.report import sheet_line

    if sheet.failure:
        context.say(sheet_line(result, sheet))
    elif not json:
        context.out.print(plain(sheet_line(result, sheet)), soft_wrap=True)


def _show_all(context: Context, chosen: ChosenFiles, done: _Done, json: bool) -> None:
    """Show what became of all files, and what of the folders was not read."""
    from zoufang_cli.roster.importing.screens.report import passed_over_lines, total_summary

    if json:
        from zoufang_cli.roster.importing.actions.files import FailedFile
        from zoufang_cli.roster.importing.screens.report import failure_json, import_json

        shown = [
            failure_json(outcome.path_text, outcome.sentence, outcome.error.details, outcome.error.exit_code)
            if isinstance(outcome, FailedFile)
            else import_json(outcome, sheet)
            for outcome, sheet in done.outcomes
        ]
        context.show_json(shown[0] if chosen.alone else shown)
    elif done.taken and len(done.outcomes) > 1:
        context.out.print(plain(total_summary(done.taken, len(done.failed))), soft_wrap=True)
    for line in passed_over_lines(chosen.others, chosen.waiting, chosen.closed):
        if json:
            context.say(line)
        else:
            context.out.print(plain(line), soft_wrap=True)
