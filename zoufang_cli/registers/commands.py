"""The commands of every register, made from its declaration: add, list, show, edit, cancel, sheet, import."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from zoufang_cli.app.chinese import MonthCommand, Noun, command, context_of, noun
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Full, Json
from zoufang_cli.errors import Refused, UsageError
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.records.options import options
from zoufang_cli.records.reading import Reader, Typed
from zoufang_cli.records.rules import CHOICE, chosen
from zoufang_cli.registers import table
from zoufang_cli.registers.declared import register_named
from zoufang_cli.registers.rules import Register
from zoufang_cli.screen.lines import print_line
from zoufang_cli.store.connection import Store
from zoufang_cli.text.dates import format_day

SCREENFUL = 50

Number = Annotated[str, typer.Argument(metavar="编号", help="编号，见清单。")]
Again = Annotated[bool, typer.Option("--again", help="同名同日的确是另一条。")]
Issues = Annotated[
    list[str] | None,
    typer.Option(
        "--issue",
        metavar="问题|措施|责任人|时限",
        help="由此提出的问题；措施、责任人、时限齐全即交办，缺项则待交办；可重复。",
    ),
]


def app_of(key: str) -> Noun:
    """Return the noun of a register with all its verbs."""
    register = register_named(key)
    app = noun(f"{register.term}（{register.clause}）：登记、查询、修改、取消，成批登记。")
    for add_verb in (_add, _list, _show, _edit, _cancel, _sheet, _import):
        add_verb(app, register)
    return app


def _add(app: Noun, register: Register) -> None:
    def add(ctx: typer.Context, typed: Typed, issue: Issues = None, again: Again = False, json: Json = False) -> None:
        from zoufang_cli.issues.fields import findings
        from zoufang_cli.registers.actions import entries as actions

        context = context_of(ctx)
        with context.open_store() as store:
            campaign = campaign_of(store)
            reader = Reader(context, store)
            values = reader.complete(register.fields_under(campaign.plan), typed)
            files = _files(register, values)
            saved = actions.add_entry(
                store,
                context.actor,
                campaign,
                register,
                values,
                files=files,
                findings=findings(reader, issue or (), context.today),
                again=again,
            )
        _tell(reader, register, saved, f"已登记{register.term}", json)

    _hide_issues(register, add)
    example = " ".join(f"{field.flag} {shlex.quote(field.example)}" for field in register.fields if field.example)
    command(app, "add", f"{register.help}", f"zoufang {register.key} add {example}")(
        options(*register.fields, required=True)(add)
    )


def _hide_issues(register: Register, function: Any) -> None:
    """Take `--issue` out of the options of a register that raises none."""
    if not register.raises:
        import inspect

        signature = inspect.signature(function)
        kept = [parameter for name, parameter in signature.parameters.items() if name != "issue"]
        function.__signature__ = signature.replace(parameters=kept)


def _list(app: Noun, register: Register) -> None:
    filters = tuple(field for field in register.stored if field.kind is CHOICE)

    def list_(
        ctx: typer.Context,
        typed: Typed,
        month: Annotated[
            str | None, typer.Option("--month", metavar="月份", help="如 2020-03、3月；不带值指本月。")
        ] = None,
        from_: Annotated[str | None, typer.Option("--from", metavar="日期", help="自这一天起。")] = None,
        to: Annotated[str | None, typer.Option("--to", metavar="日期", help="到这一天止。")] = None,
        search: Annotated[str, typer.Option("--search", metavar="文字", help="名称、内容里有这些字的。")] = "",
        limit: Annotated[int | None, typer.Option("--limit", metavar="条数", min=1, help="最多列出多少条。")] = None,
        all_: Annotated[bool, typer.Option("--all", help="连同已取消的。")] = False,
        full: Full = False,
        json: Json = False,
    ) -> None:
        context = context_of(ctx)
        if month is not None and (from_ is not None or to is not None):
            raise UsageError("--month 与 --from、--to 请只用一种。")
        with context.open_store() as store:
            if full:
                from zoufang_cli.store.operations import record_view

                record_view(store, context.actor, f"{register.key} list --full")
            plan = campaign_of(store).plan
            conditions = _filter(context, store, month, from_, to, search.strip(), all_)
            choices = {
                field.key: chosen(field, texts[-1], plan).key for field in filters if (texts := typed[field.key])
            }
            entries = [
                entry
                for entry in table.entries_where(store, register, conditions)
                if all(entry.values.get(key) == choice for key, choice in choices.items())
            ]
        shown = entries[: limit or (len(entries) if json else SCREENFUL)]
        if not (json or entries):
            print_line(f"没有符合条件的{register.term}。")
            return
        from zoufang_cli.registers.screens import tables as screens

        if json:
            context.show_json([screens.entry_json(register, entry, plan, full) for entry in shown])
        else:
            context.out.print(screens.entries_table(register, shown, len(entries), plan, full))

    command(
        app,
        "list",
        f"列出{register.term}；可按月份、日期、文字筛选。",
        f"zoufang {register.key} list --month 2020-03",
        cls=MonthCommand,
    )(options(*filters)(list_))


def _filter(
    context: Context, store: Store, month: str | None, first: str | None, last: str | None, text: str, all_: bool
) -> table.EntryFilter:
    """Read what a list is narrowed to."""
    if month is first is last is None:
        return table.EntryFilter(text=text, with_cancelled=all_)
    reader = Reader(context, store)
    begin = None if first is None else reader.day(first, "起始日期")
    end = None if last is None else reader.day(last, "截止日期")
    if begin and end and begin > end:
        raise UsageError(f"起始日期{format_day(begin)}晚于截止日期{format_day(end)}。")
    if month is not None:
        begin, end = reader.period(month)
    reader.echo()
    return table.EntryFilter(begin, end, text, with_cancelled=all_)


def _show(app: Noun, register: Register) -> None:
    def show(ctx: typer.Context, number: Number, full: Full = False, json: Json = False) -> None:
        from zoufang_cli.attachments.table import attachments_of, record_numbered
        from zoufang_cli.registers.actions import entries as actions
        from zoufang_cli.registers.screens import tables as screens

        context = context_of(ctx)
        with context.open_store() as store:
            if full:
                from zoufang_cli.store.operations import record_view

                record_view(store, context.actor, f"{register.key} show --full")
            entry = actions.find_entry(store, register, number)
            issues = table.issues_of(store, entry.id)
            record = record_numbered(store, entry.number)
            files = [] if record is None else attachments_of(store, record)
            plan = campaign_of(store).plan
        if json:
            context.show_json({
                **screens.entry_json(register, entry, plan, full),
                "issues": issues,
                "attachments": [{"name": file.name, "path": file.path, "sha256": file.sha256} for file in files],
            })  # fmt: skip
            return
        names = [(file.name, file.added_on.isoformat()) for file in files]
        for part in screens.entry_card(register, entry, issues, names, plan, full):
            context.out.print(part)

    command(
        app, "show", f"查看一条{register.term}的全部内容。", f"zoufang {register.key} show {register.series}-2020-0001"
    )(show)


def _edit(app: Noun, register: Register) -> None:
    def edit(ctx: typer.Context, number: Number, typed: Typed, json: Json = False) -> None:
        from zoufang_cli.registers.actions import entries as actions

        context = context_of(ctx)
        with context.open_store() as store:
            campaign = campaign_of(store)
            reader = Reader(context, store)
            fields = register.fields_under(campaign.plan)
            values = reader.values([field for field in fields if not field.kind.stored_apart], typed)
            saved = actions.edit_entry(store, context.actor, campaign, register, number, values)
        _tell(reader, register, saved, f"已修改{register.term}", json)

    command(
        app,
        "edit",
        f'修改一条{register.term}：只改写明的项目，写空值（""）即清空。',
        f"zoufang {register.key} edit {register.series}-2020-0001 --remark 已核对",
    )(options(*register.stored)(edit))


def _cancel(app: Noun, register: Register) -> None:
    def cancel(
        ctx: typer.Context,
        number: Number,
        reason: Annotated[str | None, typer.Option("--reason", metavar="原因", help="取消的原因，必填。")] = None,
        json: Json = False,
    ) -> None:
        from zoufang_cli.registers.actions import entries as actions
        from zoufang_cli.text.typed import typed_text

        context = context_of(ctx)
        why = context.ask("取消的原因", "--reason", reason, lambda text: typed_text("原因", text))
        if not why:
            raise UsageError("取消的原因不能为空，请用 --reason 写明。")
        with context.open_store() as store:
            entry = actions.cancel_entry(store, context.actor, register, number, why)
        if json:
            context.show_json({"number": entry.number, "cancelled_on": entry.cancelled_on, "cancel_reason": why})
        else:
            print_line(f"已取消{register.term} {entry.number}（{entry.title}）。")

    command(
        app,
        "cancel",
        f"取消一条登记有误的{register.term}；编号不再使用。",
        f"zoufang {register.key} cancel {register.series}-2020-0001 --reason 重复登记",
    )(cancel)


def _sheet(app: Noun, register: Register) -> None:
    def sheet(
        ctx: typer.Context,
        rows: Annotated[int, typer.Option("--rows", metavar="行数", min=1, max=2000, help="空白行的行数。")] = 30,
        all_: Annotated[bool, typer.Option("--all", help="连同已登记的各条，可在表中修改。")] = False,
        out: Annotated[Path | None, typer.Option("--out", metavar="文件", help="写到哪个文件。")] = None,
        force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖。")] = False,
    ) -> None:
        from zoufang_cli.registers.screens.sheet import sheet_bytes
        from zoufang_cli.store.outputs import write_whole

        context = context_of(ctx)
        path = out or Path(f"{register.term}登记表.xlsx")
        if path.exists() and not force:
            raise Refused(f"{path} 已经存在，没有覆盖；要覆盖请加 --force，或用 --out 换一个文件名。")
        with context.open_store() as store:
            plan = campaign_of(store).plan
            entries = table.entries_where(store, register, table.EntryFilter()) if all_ else []
            content = sheet_bytes(register, plan, entries, rows)
        write_whole(path, content)
        print_line(f"已写好{register.term}登记表 {path}，填好后用 zoufang {register.key} import {path} 登记。")

    command(
        app,
        "sheet",
        f"写一份{register.term}登记表（Excel，带下拉选项），填好后用 import 成批登记。",
        f"zoufang {register.key} sheet --rows 30",
    )(sheet)


def _import(app: Noun, register: Register) -> None:
    def import_(
        ctx: typer.Context,
        file: Annotated[
            Path, typer.Argument(metavar="文件", help="填好的登记表，或列名相同的表格（XLSX、XLS、ODS、CSV）。")
        ],
        corrections: Annotated[
            Path | None,
            typer.Option("--corrections", metavar="文件夹", help="需更正表写到哪里；不写为登记表所在文件夹。"),
        ] = None,
        json: Json = False,
    ) -> None:
        from zoufang_cli.registers.actions.sheet import take_sheet
        from zoufang_cli.registers.screens.sheet import corrections_bytes
        from zoufang_cli.registers.screens.tables import taken_lines
        from zoufang_cli.store.outputs import numbered, write_whole

        context = context_of(ctx)
        path = None
        with context.open_store() as store:
            reader = Reader(context, store)
            taken = take_sheet(reader, register, file)
            if taken.refused:
                target = (corrections or file.absolute().parent) / f"{file.stem.removesuffix('-需更正')}-需更正.xlsx"
                path = next(path for path in numbered(target) if not path.exists())
                write_whole(path, corrections_bytes(register, reader.campaign.plan, taken.refused))
        reader.echo()
        if json:
            context.show_json({**context.plain_json(taken), "corrections": path})
        else:
            for line in taken_lines(register, taken, path):
                print_line(line)
        if taken.refused:
            raise typer.Exit(5)

    command(
        app,
        "import",
        f"把填好的{register.term}登记表成批登记；有编号的行修改原来的一条，没有采用的行写成需更正表。",
        f"zoufang {register.key} import {register.term}登记表.xlsx",
    )(import_)


def _files(register: Register, values: dict[str, object]) -> list[Path]:
    """Take the files out of the values of a new entry."""
    paths: list[Path] = []
    for field in register.fields:
        if field.kind.stored_apart:
            stated = values.pop(field.key, ())
            paths += [Path(str(path)) for path in (stated if isinstance(stated, tuple) else (stated,)) if path]
    return paths


def _tell(reader: Reader, register: Register, saved: Any, done: str, json: bool) -> None:
    from zoufang_cli.registers.screens import tables as screens

    context, entry = reader.context, saved.entry
    reader.echo()
    for note in saved.notes:
        context.say(note)
    if json:
        plan = reader.campaign.plan
        context.show_json({**screens.entry_json(register, entry, plan, False), "issues": list(saved.issues)})
        return
    day = entry.values.get("on")
    when = f"（{format_day(day)}）" if day else ""
    print_line(f"{done} {entry.number}：{entry.title}{when}。")
    if saved.issues:
        print_line(f"  提出问题 {'、'.join(saved.issues)}。")
