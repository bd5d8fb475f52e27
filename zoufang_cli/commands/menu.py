"""The numbered menu that bare `zoufang` opens on a terminal."""

from __future__ import annotations

import shlex

from zoufang_cli.context import Context

ITEMS = (
    ("总览", "status"),
    ("登记走访", "visit add"),
    ("走访清单", "visit list"),
    ("登记问题", "issue add"),
    ("未销号的问题", "issue list --open"),
    ("业户名册", "enterprise list"),
    ("导入名册", "enterprise import"),
    ("阶段和任务", "phase show"),
    ("生成本月月报", "report --month"),
    ("操作留痕", "log"),
    ("撤销最近一次操作", "undo"),
    ("全部命令", "--help"),
)
INIT = ("建立活动库", "init")


def open_menu(context: Context) -> None:
    """Show the menu until somebody leaves it; each choice runs the command that it names."""
    while True:
        items = ITEMS if context.store_path.exists() else (INIT, *ITEMS[-1:])
        context.say("公路执法服务大走访活动")
        for number, (label, line) in enumerate(items, 1):
            context.say(f"  {number:2d}. {label}（zoufang {line}）")
        answer = context.prompt("请输入序号（0 退出）")
        if answer in {"", "0", "q"}:
            return
        if not (answer.isdigit() and 1 <= int(answer) <= len(items)):
            context.say(f"没有第“{answer}”项。")
            continue
        line = items[int(answer) - 1][1]
        if line == "enterprise import":
            line += " " + shlex.quote(context.prompt("名册文件"))
        context.run([*_globals(context), *shlex.split(line)])


def _globals(context: Context) -> list[str]:
    chosen = ["--today", context.today.isoformat(), "--as", context.who]
    return [*chosen, "--db", str(context.db)] if context.db is not None else chosen
