"""The numbered menu that bare `zoufang` opens on a terminal."""

from __future__ import annotations

from typing import NamedTuple

from zoufang_cli.app.context import Context


class Item(NamedTuple):
    """A line of the menu: the command that it runs, and what has to be asked for to complete it."""

    label: str
    line: str
    asks: tuple[str, ...] = ()


ITEMS = (
    Item("总览", "status"),
    Item("登记人员", "person add"),
    Item("导入名册", "enterprise import", ("名册文件",)),
    Item("业户名册", "enterprise list"),
    Item("登记走访", "visit add"),
    Item("走访清单", "visit list"),
    Item("登记问题", "issue add"),
    Item("交办问题", "issue assign"),
    Item("办结问题", "issue resolve"),
    Item("核验问题", "issue verify"),
    Item("问题销号", "issue close"),
    Item("附上佐证材料", "attach", ("走访或问题的编号", "文件")),
    Item("未销号的问题", "issue list --open"),
    Item("阶段和任务", "phase show"),
    Item("登记阶段任务完成", "phase done", ("任务代码，如 P1b",)),
    Item("进入下一阶段", "phase advance"),
    Item("生成本月月报", "report --month"),
    Item("操作留痕", "log"),
    Item("撤销最近一次操作", "undo"),
    Item("全部命令", "--help"),
)
INIT = Item("建立活动库", "init")


def open_menu(context: Context) -> None:
    """Show the menu until somebody leaves it; each choice runs the command that it names."""
    while True:
        items = ITEMS if context.store_path.exists() else (INIT, *ITEMS[-1:])
        context.say("公路执法服务大走访活动")
        for number, item in enumerate(items, 1):
            context.say(f"  {number:2d}. {item.label}（zoufang {item.line}）")
        answer = context.prompt("请输入序号（0 退出）")
        if answer in {"", "0", "q"}:
            return
        if not (answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(items)):
            context.say(f"没有第“{answer}”项。")
            continue
        _run(context, items[int(answer) - 1])


def _run(context: Context, item: Item) -> None:
    """Run an item; without an answer to what it asks, nothing."""
    arguments: list[str] = []
    for what in item.asks:
        answer = context.prompt(f"{what}（回车返回）")
        if not answer:
            return
        arguments.append(answer)
    context.run([*_globals(context), *item.line.split(), *arguments])


def _globals(context: Context) -> list[str]:
    chosen = ["--today", context.today.isoformat(), "--as", context.who]
    return [*chosen, "--db", str(context.db)] if context.db is not None else chosen
