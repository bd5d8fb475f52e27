"""Conflicts of rosters on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType

from zoufang_cli.roster.conflicts.rules import STATE_NAMES, Conflict, ConflictState
from zoufang_cli.screen.masking import hidden_rows, shown
from zoufang_cli.screen.tables import table

SCREENFUL = 50


def conflict_tables(conflicts: Sequence[Conflict], settled: bool) -> RenderableType:
    """Return the first conflicts, those of names and those of codes; `settled`: with how they were settled."""
    names = [conflict for conflict in conflicts if conflict.field == "name"]
    codes = [conflict for conflict in conflicts if conflict.field == "credit_code"]
    parts = []
    if names:
        rows = [[conflict.number, conflict.operator_number, conflict.held, conflict.offered] for conflict in names]
        columns = "冲突号 业户编号 库中名称 名册名称"
        parts.append(_conflict_table("名称冲突（号码相同，名称不同）", columns, rows, names, settled))
    if codes:
        rows = [
            [
                conflict.number,
                f"{conflict.operator_number} {conflict.operator_name}",
                conflict.held,
                f"{conflict.other_number} {conflict.other_name}",
                conflict.offered,
            ]
            for conflict in codes
        ]
        columns = "冲突号 业户 库中代码 另一业户 名册代码"
        parts.append(_conflict_table("代码冲突（许可证号相同，信用代码不同）", columns, rows, codes, settled))
    return Group(*parts)


def _conflict_table(
    title: str,
    columns: str,
    rows: Sequence[Sequence[str]],
    conflicts: Sequence[Conflict],
    settled: bool,
) -> RenderableType:
    """Return one kind of conflicts, with the files that brought them, and how they were settled."""
    body = [
        (
            *row,
            conflict.batch,
            *((STATE_NAMES[conflict.state], str(conflict.settled_on or "")) if settled else ()),
            conflict.file,
        )
        for row, conflict in zip(rows[:SCREENFUL], conflicts, strict=False)
    ]
    more = ("裁定", "裁定日期") if settled else ()
    more_rows = f"（列出前{SCREENFUL}，全部用 --json 查看）" if len(rows) > SCREENFUL else ""
    title = f"{title}：{len(rows)}处{more_rows}"
    return table(title, (*columns.split(), "批次", *more, "文件"), hidden_rows(body), minor=("批次", "文件"))


def settled_line(conflict: Conflict) -> str:
    """Return the sentence that says what a settled conflict has become."""
    operator = f"{conflict.operator_number}“{conflict.operator_name}”"
    other_operator = f"{conflict.other_number}“{conflict.other_name}”"
    taken = conflict.state is ConflictState.TAKEN
    if conflict.field == "name":
        result = f"{operator}改名为“{conflict.offered}”" if taken else f"{operator}保留原名"
    elif taken:
        result = f"{other_operator}已并入{operator}，统一社会信用代码为 {conflict.offered}"
    else:
        result = f"{operator}与{other_operator}记为两家业户，以后不再提示"
    return shown(f"{conflict.number}：{result}。")
