"""The root command: the lazy table of nouns, options that may stand anywhere, and errors made into messages."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from zoufang_cli import __version__
from zoufang_cli.app.chinese import Command, Group, command_of, sentence_of
from zoufang_cli.errors import ExitCode, UsageError, ZoufangError, of_sqlite, of_system


class Noun(NamedTuple):
    """A command of the first level: its module, its Chinese names and the line that help shows, without importing it."""

    module: str
    aliases: tuple[str, ...]
    help: str


REGISTERS = "registers.commands"
"""The module that makes the noun of each register from its declaration."""

NOUNS = {
    "init": Noun("app.init", ("初始化", "建库"), "建立活动库"),
    "demo": Noun("app.demo", ("演示",), "用样例数据演示五个月的走访活动，直到生成月报"),
    "status": Noun("dashboard.commands", ("概况", "状态"), "总览：阶段、覆盖、问题、月报期限"),
    "plan": Noun("plan.commands", ("方案",), "实施方案：查看、核对、推算日期"),
    "phase": Noun("phases.commands", ("阶段",), "活动阶段：查看、推进、任务完成情况"),
    "enterprise": Noun("roster.commands", ("业户", "名册"), "业户名册：导入、查询、修改"),
    "person": Noun("people.commands", ("人员",), "人员：执法人员、负责同志、填报人等"),
    "visit": Noun("visits.commands", ("走访",), "走访：登记、查询、修改、取消"),
    "issue": Noun("issues.commands", ("问题",), "问题：交办、办结、核验、销号"),
    "publicity": Noun(REGISTERS, ("宣传", "宣传报道"), "宣传报道：登记、查询、成批登记"),
    "innovation": Noun(REGISTERS, ("创新", "经验"), "创新做法和典型经验：登记、查询、成批登记"),
    "mechanism": Noun(REGISTERS, ("机制", "征求意见机制"), "征求意见机制：登记、查询、成批登记"),
    "platform": Noun(REGISTERS, ("平台", "服务平台"), "网上服务平台：登记、查询、成批登记"),
    "simplification": Noun(REGISTERS, ("简化", "简化办事程序"), "简化办事程序：登记、查询、成批登记"),
    "attach": Noun("attachments.commands", ("附件", "佐证"), "为走访或问题附上佐证材料"),
    "report": Noun("returns.commands.report", ("月报",), "生成月报（Excel 工作簿）"),
    "why": Noun("returns.commands.why", ("溯源", "依据"), "列出一项数字背后的每条记录"),
    "export": Noun("returns.commands.export", ("导出",), "把台账导出为 CSV 文件"),
    "log": Noun("app.log", ("日志", "留痕"), "操作留痕"),
    "undo": Noun("app.undo", ("撤销",), "撤销一次操作"),
    "check": Noun("app.check", ("检查", "体检"), "检查活动库是否完好"),
    "completion": Noun("app.completion", ("补全",), "输出命令补全脚本"),
}


def noun_of(name: str) -> Any:
    """Return the Typer app of a noun, importing its module."""
    module = importlib.import_module(f"zoufang_cli.{NOUNS[name].module}")
    return module.app_of(name) if NOUNS[name].module == REGISTERS else module.app


GLOBAL = ("--db", "--today", "--as")


def hoist(args: Sequence[str]) -> list[str]:
    """Move the options that every command takes to the front, wherever they were typed."""
    front: list[str] = []
    rest: list[str] = []
    pending = iter(args)
    for arg in pending:
        if arg == "--":
            rest += [arg, *pending]
        elif arg in GLOBAL:
            value = next(pending, None)
            if value is None or value.startswith("--"):
                raise UsageError(f"选项 {arg} 后面缺少值。")
            front += [arg, value]
        elif arg.startswith(tuple(f"{option}=" for option in GLOBAL)):
            front.append(arg)
        else:
            rest.append(arg)
    return front + rest


class Root(Group):
    """The root group: imports a noun when it is called, and no noun to list them."""

    listing = False

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, hoist(args))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:  # Typer would make it an exit code of 130 without a word
            print(file=sys.stderr)
            raise typer.Abort from error

    def list_commands(self, ctx: Any) -> list[str]:
        return list(NOUNS)

    def get_command(self, ctx: Any, name: str) -> Any:
        name = next((noun for noun, entry in NOUNS.items() if name in entry.aliases), name)
        if name not in NOUNS:
            return None
        if self.listing:
            return Command(name, help=f"{NOUNS[name].help}({NOUNS[name].aliases[0]})")
        command = command_of(noun_of(name))
        command.name = name
        return command

    def get_help(self, ctx: Any) -> str:
        self.listing = True
        try:
            return super().get_help(ctx)
        finally:
            self.listing = False


app = typer.Typer(
    cls=Root,
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode=None,
    help="公路执法服务大走访活动：名册、走访、问题、阶段与月报，一台电脑、一个文件即可使用。",
    epilog="--db、--today、--as 可以写在命令的任何位置；每条命令都有 --help。",
)


def _show_version(asked: bool) -> None:
    if asked:
        print(f"zoufang {__version__}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    db: Annotated[str | None, typer.Option("--db", metavar="文件", help="活动库文件（环境变量 ZOUFANG_DB）。")] = None,
    today: Annotated[
        str | None, typer.Option("--today", metavar="日期", help="把这一天当作今天（环境变量 ZOUFANG_TODAY）。")
    ] = None,
    who: Annotated[
        str | None, typer.Option("--as", metavar="姓名", help="操作人，记入留痕（环境变量 ZOUFANG_USER）。")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本并退出。", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Set up the surroundings of the command; without a command open the menu."""
    from zoufang_cli.app.context import Context, from_environment, real_today

    path, person = from_environment()
    day = today if today is not None else os.environ.get("ZOUFANG_TODAY") or None
    ctx.obj = Context(db=Path(db) if db else path, today=_day(day, real_today()), who=who or person, run=run)
    if ctx.invoked_subcommand is None:
        if not ctx.obj.interactive:
            print(ctx.get_help())
            return
        importlib.import_module("zoufang_cli.app.menu").open_menu(ctx.obj)


def _day(text: str | None, today: date) -> date:
    if text is None:
        return today
    from zoufang_cli.text.dates import Direction, parse_day

    return parse_day(text, today, Direction.PAST).day


def run(args: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; every error ends here as one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        return _invoke([_readable(arg) for arg in (sys.argv[1:] if args is None else args)])
    except ZoufangError as error:
        return _say(error)
    except (KeyboardInterrupt, EOFError, typer.Abort):
        _print_error("已中断，未完成的操作没有保存。")
        return ExitCode.FAILURE
    except BrokenPipeError:  # the reader of our output went away
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - replaces the stream until the process ends
        return ExitCode.FAILURE
    except OSError as error:
        return _say(of_system(error))
    except Exception as error:
        from zoufang_cli.text.problem import BadText

        if isinstance(error, BadText):
            _print_error(str(error))
            return ExitCode.USAGE
        if type(error).__module__ == "sqlite3":
            return _say(of_sqlite(error))
        return _report_bug(error)


def _readable(arg: str) -> str:
    """Return an argument as text: one whose bytes are no UTF-8 is read as GBK, as old terminals and scripts send it.

    A name of a file that exists stays as it is. Raises UsageError for bytes that are neither.
    """
    if arg.isascii() or not any("\udc80" <= char <= "\udcff" for char in arg) or os.path.lexists(arg):
        return arg
    try:
        return os.fsencode(arg).decode("gb18030")
    except UnicodeDecodeError:
        shown = arg.encode("utf-8", "replace").decode()
        raise UsageError(f"参数“{shown}”既不是 UTF-8 也不是 GBK 编码的文字，请检查终端的编码后重新输入。") from None


def _invoke(args: list[str]) -> int:
    if "_ZOUFANG_COMPLETE" in os.environ:  # a shell asks for completions
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()
    try:
        result = app(args, prog_name="zoufang", standalone_mode=False)
        return result if isinstance(result, int) else ExitCode.DONE
    except typer.TyperException as error:
        _print_error(sentence_of(error))
        return ExitCode.USAGE


def _say(error: ZoufangError) -> int:
    _print_error(str(error), *error.details)
    return error.exit_code


def _print_error(sentence: str, *details: str) -> None:
    from zoufang_cli.screen.console import make_console, plain

    console = make_console(sys.stderr)
    console.print(plain(sentence, "red"), soft_wrap=True)
    for detail in details:
        console.print(plain(f"  {detail}"), soft_wrap=True)


def _report_bug(error: Exception) -> int:
    """Write the traceback of a bug to a file and say where it lies."""
    import tempfile
    import traceback
    from datetime import datetime

    from platformdirs import user_log_path

    text = f"zoufang {__version__}, Python {sys.version}\n{''.join(traceback.format_exception(error))}"
    name = f"zoufang-{datetime.now():%Y%m%d-%H%M%S}.log"
    for folder in (user_log_path("zoufang", appauthor=False), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            private = os.open(folder / name, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(private, "w", encoding="utf-8") as log:
                log.write(text)
            where = f"详情已写入 {folder / name}，请把该文件交给维护人员。"
            break
        except OSError:
            continue
    else:
        where = "也没有能写下详情的文件夹。"
    _print_error(f"程序内部出错（{type(error).__name__}），正在进行的操作没有保存；{where}")
    return ExitCode.FAILURE
