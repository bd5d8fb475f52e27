"""What rosters left behind, on the terminal: conflicts, imported files, and what columns are taken for."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType

from zoufang_cli.roster.conflicts.rules import STATE_NAMES, Conflict, ConflictState
from zoufang_cli.roster.importing.batch import HOW_NAMES, MODE_NAMES, Batch, BatchCard, BatchSheet, OpenRow, Vanished
from zoufang_cli.roster.importing.source import Source, field_label
from zoufang_cli.roster.rules import status_name
from zoufang_cli.screen.lines import joined_sentences
from zoufang_cli.screen.masking import hidden_rows, shown
from zoufang_cli.screen.tables import Cell, pairs, table
from zoufang_cli.text.problem import Problem

SHOWN = 20
SCREENFUL = 50

_OUTCOMES = {
    "added": "新增",
    "updated": "更新",
    "unchanged": "未变",
    "rejected": "未采用",
    "doubtful": "存疑",
}


def conflict_tables(conflicts: Sequence[Conflict], settled: bool) -> RenderableType:
    """Return the first conflicts, those of names and those of codes; `settled`: with how they were settled."""
    names = [one for one in conflicts if one.field == "name"]
    codes = [one for one in conflicts if one.field == "credit_code"]
    parts = []
    if names:
        rows = [[one.number, one.operator_number, one.held, one.offered] for one in names]
        columns = "冲突号 业户编号 库中名称 名册名称"
        parts.append(_conflict_table("名称冲突（号码相同，名称不同）", columns, rows, names, settled))
    if codes:
        rows = [[one.number, _operator(one), one.held, _other(one), one.offered] for one in codes]
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
        (*row, one.batch, *((STATE_NAMES[one.state], str(one.settled_on or "")) if settled else ()), one.file)
        for row, one in zip(rows[:SCREENFUL], conflicts, strict=False)
    ]
    more = ("裁定", "裁定日期") if settled else ()
    title = f"{title}：{len(rows)}处{_first(rows, SCREENFUL)}"
    return table(title, (*columns.split(), "批次", *more, "文件"), hidden_rows(body), minor=("批次", "文件"))


def _operator(one: Conflict) -> str:
    return f"{one.operator_number} {one.operator_name}"


def _other(one: Conflict) -> str:
    return f"{one.other_number} {one.other_name}"


def settled_line(one: Conflict) -> str:
    """Return the sentence that says what a settled conflict has become."""
    return shown(_settled(one))


def _settled(one: Conflict) -> str:
    first = f"{one.operator_number}“{one.operator_name}”"
    other = f"{one.other_number}“{one.other_name}”"
    taken = one.state is ConflictState.TAKEN
    if one.field == "name":
        done = f"改名为“{one.offered}”" if taken else "保留原名"
        return f"{one.number}：{first}{done}。"
    if not taken:
        return f"{one.number}：{first}与{other}记为两家业户，以后不再提示。"
    return f"{one.number}：{other}已并入{first}，统一社会信用代码为 {one.offered}。"


def batch_table(batches: Sequence[Batch]) -> RenderableType:
    """Return the imported files."""
    rows: list[list[Cell]] = [
        [
            one.number,
            one.operation,
            str(one.imported_on),
            one.file,
            one.counts.get("rows", 0),
            *(one.counts.get(key, 0) for key in _OUTCOMES),
            one.open_count,
            one.corrects,
        ]
        for one in batches
    ]
    headers = ("批次号", "操作编号", "日期", "文件", "业户行", *_OUTCOMES.values(), "待处理", "更正")
    minor = ("待处理", "未采用", "新增", "业户行", "操作编号", "更正", "存疑", "更新", "未变")
    return table(f"导入批次：{len(rows)}批", headers, rows, minor=minor)


def batch_pairs(card: BatchCard) -> RenderableType:
    """Return what there is to say of one imported file."""
    batch, counts = card.batch, card.batch.counts
    found = "、".join(f"{label}{counts.get(key, 0)}" for key, label in _OUTCOMES.items())
    return pairs(
        f"{batch.number} {batch.file}",
        [
            ("日期", str(batch.imported_on)),
            ("操作编号", batch.operation),
            ("工作表", card.titles),
            ("编码", card.encoding),
            ("表头所在行", "、".join(str(one.header_row) for one in card.sheets)),
            ("附加信息的列", "、".join(card.extra_columns)),
            ("导入方式", MODE_NAMES[batch.mode]),
            ("行数", f"共{counts.get('lines', 0)}行，略过{counts.get('skipped', 0)}行，业户{counts.get('rows', 0)}行"),
            ("结果", found),
            ("上一份名册", card.previous),
            ("更正的批次", batch.corrects),
            ("更正批次", "、".join(card.corrected_by)),
            ("待裁定的冲突", card.conflict_count or ""),
            ("SHA-256", card.sha256),
        ],
    )


def mapping_table(title: str, mapping: dict[str, str]) -> RenderableType:
    """Return what every column is taken for."""
    return table(title, ("列名", "字段"), [(column, field_label(key)) for column, key in mapping.items()])


def sheet_table(sheets: Sequence[BatchSheet]) -> RenderableType:
    """Return what every column of an imported file was taken for, and by what that was settled."""
    rows = [
        (one.title, column, field_label(key), HOW_NAMES.get(one.how.get(column, ""), ""))
        for one in sheets
        for column, key in one.mapping.items()
    ]
    headers = ("工作表", "列名", "字段", "依据")
    if len(sheets) > 1:
        return table("列名对照", headers, rows)
    return table("列名对照", headers[1:], [row[1:] for row in rows])


def file_problem_table(problems: Sequence[Problem]) -> RenderableType:
    """Return what was said of an imported file itself, its sheets and headers."""
    rows = [(one.place, one.message, one.suggestion) for one in problems]
    return table(
        f"文件、工作表和表头的问题：{len(rows)}处", ("位置", "问题", "建议"), hidden_rows(rows), minor=("建议",)
    )


def open_row_table(rows: Sequence[OpenRow]) -> RenderableType:
    """Return the first rows that are still to be corrected or checked."""
    body = [
        (
            f"{row.sheet} 第{row.line}行" if row.sheet else f"第{row.line}行",
            "未采用" if row.rejected else "存疑",
            joined_sentences((one.field, one.message) for one in row.serious),
            joined_sentences((one.field, one.suggestion) for one in row.serious),
        )
        for row in rows[:SHOWN]
    ]
    return table(f"待处理的行：{len(rows)}行{_first(rows)}", ("行号", "状态", "问题", "建议"), hidden_rows(body))


def vanished_table(rows: Sequence[Vanished], previous: str, rejected: int) -> RenderableType:
    """Return the first operators that the list before named and this one does not, but for its `rejected` rows."""
    body = [(one.number, one.name, one.district, status_name(one.status)) for one in rows[:SHOWN]]
    title = f"上一份名册（{previous}）有而本份没有的业户：{len(rows)}家{_first(rows)}"
    if rejected:
        title += f"；未采用的{rejected}行没有参加比对"
    return table(title, ("编号", "业户名称", "区县", "状态"), hidden_rows(body))


def source_table(sources: Sequence[Source]) -> RenderableType:
    """Return the headers that were met."""
    rows = [
        (
            one.place,
            one.name,
            "、".join(one.recognised) or "（已清除，下次重新识别）",
            "、".join(one.extra),
            one.batch_count,
            str(one.last_on or ""),
        )
        for one in sources
    ]
    headers = ("编号", "名称", "识别的列", "附加信息的列", "批次数", "最近使用")
    return table(f"列名对照：{len(rows)}种表头", headers, rows, minor=("最近使用", "批次数", "附加信息的列"))


def _first(rows: Sequence[object], most: int = SHOWN) -> str:
    return f"（列出前{most}，全部用 --json 查看）" if len(rows) > most else ""
