"""Typer in Chinese: help, usage and every error of the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:
    from zoufang_cli.app.context import Context

Function = TypeVar("Function", bound=Callable[..., Any])

# Chinese names of verbs; the names of nouns stand in cli.NOUNS.
VERBS = {
    "登记": "add", "新增": "add", "添加": "add",
    "清单": "list", "列表": "list",
    "查看": "show", "详情": "show",
    "修改": "edit", "编辑": "edit",
    "导入": "import",
    "取消": "cancel",
    "交办": "assign",
    "进展": "progress",
    "办结": "resolve",
    "核验": "verify",
    "销号": "close",
    "退回": "return",
    "延期": "extend",
    "重开": "reopen", "重新交办": "reopen",
    "作废": "void",
    "推进": "advance", "进入": "advance",
    "完成": "done",
    "历史": "history",
    "撤回": "withdraw",
    "核对": "check", "检查": "check",
    "日期": "dates",
    "查重": "duplicates",
    "合并": "merge",
    "区分": "distinct",
    "冲突": "conflicts",
    "裁定": "settle",
    "批次": "imports",
    "列名对照": "mapping",
    "清除": "forget",
}  # fmt: skip


class _Chinese:
    """Help and usage in Chinese."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        option: TyperOption | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示帮助并退出。"
        return option

    def get_help(self, ctx: Any) -> str:
        from zoufang_cli.app.help_text import page

        params = [(param, param.get_help_record(ctx)) for param in self.get_params(ctx)]  # type: ignore[attr-defined]
        arguments = [record for param, record in params if record and not isinstance(param, TyperOption)]
        options = [record for param, record in params if record and isinstance(param, TyperOption)]
        verbs: list[tuple[str, str]] = []
        if isinstance(self, TyperGroup):
            listed = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
            verbs = [
                (name, command.help or "") for name, command in listed if command is not None and not command.hidden
            ]
        pieces = [piece for piece in self.collect_usage_pieces(ctx) if piece != "[OPTIONS]"]  # type: ignore[attr-defined]
        usage = " ".join([ctx.command_path, *pieces, "[选项]"]).replace("COMMAND [ARGS]...", "命令 …")
        sections = [("参数", arguments), ("命令", verbs), ("选项", options)]
        return page(usage, self.help or "", sections, (self.epilog or "").splitlines())  # type: ignore[attr-defined]


class Command(_Chinese, TyperCommand):
    """A command with Chinese help."""


class MonthCommand(Command):
    """A command whose bare `--month` means the month in progress."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, expand_bare(args, "--month", "本月"))


class Group(_Chinese, TyperGroup):
    """A noun: its verbs answer to their Chinese names too."""

    app: Noun | None = None

    def list_commands(self, ctx: Any) -> list[str]:
        return self.app.verbs() if self.app else super().list_commands(ctx)

    def get_command(self, ctx: Any, name: str) -> Any:
        known = self.list_commands(ctx)
        name = name if name in known else VERBS.get(name, name)
        if name in known and name not in self.commands and self.app:
            self.commands[name] = self.app.built(name)
        return self.commands.get(name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            import difflib

            from zoufang_cli.errors import UsageError

            known = self.list_commands(ctx)
            near = difflib.get_close_matches(args[0], known, 3, 0.5)
            hint = f"是不是 {'、'.join(near)}？" if near else f"可用的有：{'、'.join(known)}。"
            raise UsageError(f"没有命令“{args[0]}”。{hint}")
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing and not self.invoke_without_command:
            print(ctx.get_help())
            ctx.exit(2)
        return super().parse_args(ctx, args)


class Noun(typer.Typer):
    """The Typer app of a noun, which builds a verb when it is asked for: to read the options of all takes 10 ms.

    `order` is the order of the verbs in the help, '' for that in which they are registered.
    """

    def __init__(self, help: str, order: str) -> None:
        super().__init__(cls=Group, help=help, add_completion=False, rich_markup_mode=None)
        self.order = order.split()

    def verbs(self) -> list[str]:
        """Return the names of all verbs as help lists them."""
        return self.order or [verb.name or "" for verb in self.registered_commands]

    def built(self, verb: str) -> Any:
        """Return the command of a verb."""
        registered = next(command for command in self.registered_commands if command.name == verb)
        return typer.main.get_command_from_info(registered, pretty_exceptions_short=True, rich_markup_mode=None)


def noun(help: str, order: str = "") -> Noun:
    """Return the Typer app of a noun."""
    return Noun(help, order)


def command_of(app: Noun) -> Any:
    """Return the command of a noun: a group of its verbs, or its only verb itself."""
    if len(app.verbs()) == 1:
        return app.built(app.verbs()[0])
    group = typer.main.get_group(typer.Typer(cls=Group, help=app.info.help, rich_markup_mode=None))
    assert isinstance(group, Group)
    group.app = app
    return group


def command(
    app: typer.Typer, name: str, help: str, *examples: str, cls: type[Command] = Command
) -> Callable[[Function], Function]:
    """Register a verb with its Chinese help and the examples shown below it."""
    shown = "\n".join(["示例：", *(f"  {example}" for example in examples)]) if examples else ""
    return app.command(name, cls=cls, help=help, epilog=shown)


def context_of(ctx: typer.Context) -> Context:
    """Return the surroundings that the root command set up."""
    from zoufang_cli.app.context import Context

    context = ctx.find_object(Context)
    assert context is not None
    return context


def expand_bare(args: list[str], option: str, value: str) -> list[str]:
    """Give a bare option its value; `--month 2020-03` and `--month=2020-03` stay as they are."""
    cut = args.index("--") if "--" in args else len(args)
    head, tail = args[:cut], args[cut:]
    bare = [arg == option and (at + 1 == len(head) or head[at + 1].startswith("-")) for at, arg in enumerate(head)]
    return [f"{arg}={value}" if alone else arg for arg, alone in zip(head, bare, strict=True)] + tail


def sentence_of(error: typer.TyperException) -> str:
    """Put an error of the command line into one Chinese sentence."""
    option = getattr(error, "option_name", "")
    param = getattr(error, "param", None)
    name = (
        "" if param is None else "/".join(param.opts) if isinstance(param, TyperOption) else param.metavar or param.name
    )
    match type(error).__name__:
        case "MissingParameter":
            return f"缺少{'选项' if isinstance(param, TyperOption) else '参数'} {name}。"
        case "NoSuchOption":
            near = _options_meant(error)
            return f"没有选项 {option}。" + (f"是不是 {'、'.join(near)}？" if near else "用 --help 查看可用的选项。")
        case "BadOptionUsage":
            takes_none = "does not take" in error.message
            return f"选项 {option} 不带值。" if takes_none else f"选项 {option} 后面缺少值。"
        case "BadParameter":
            return f"{name} 的值不对：{_value_fault(error.message)}"
    extra = re.search(r"unexpected extra arguments?(?:\(s\))? \((.*)\)", error.message)
    if extra:
        return f"多出了参数：{extra[1]}。含空格的内容请加引号。"
    return f"命令写得不对：{error.message}"


def _options_meant(error: Any) -> list[str]:
    """Return the options that a wrong one may stand for: of the same meaning, else spelt alike."""
    import difflib

    from zoufang_cli.app.option_hints import Offered, meant

    params = error.ctx.command.get_params(error.ctx) if error.ctx else ()
    options = [param for param in params if isinstance(param, TyperOption)]
    offered = [Offered(option.opts[0], str(option.metavar or ""), option.help or "") for option in options]
    alike = difflib.get_close_matches(error.option_name, [option.name for option in offered], 3, 0.75)
    return meant(error.option_name, offered) or alike


def _value_fault(message: str) -> str:
    value = re.match(r"'(.*?)' is not a valid (\w+)", message, re.DOTALL)
    if value:
        kind = "整数" if value[2].startswith("int") else "数字" if value[2].startswith("float") else "规定的内容"
        return f"“{value[1]}”应为{kind}。"
    choice = re.match(r"'(.*?)' is not one of (.*)\.", message, re.DOTALL)
    if choice:
        return f"“{choice[1]}”应为 {choice[2]} 之一。"
    missing = re.search(r"'(.*?)' does not exist", message)
    if missing:
        return f"“{missing[1]}”不存在。"
    bounds = re.match(r"(.*?) is not in the range (.*)\.", message)
    if bounds:
        from zoufang_cli.app.help_text import span

        return f"“{bounds[1]}”超出范围，应{span(bounds[2])}。"
    return message
