"""Imported files, and what columns are taken for, on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from zoufang_cli.roster.importing.rules import (
    HOW_NAMES,
    MODE_NAMES,
    Batch,
    BatchCard,
    BatchSheet,
    OpenRow,
    Source,
    Vanished,
    field_label,
)
from zoufang_cli.roster.rules import status_name
from zoufang_cli.screen.lines import joined_sentences
from zoufang_cli.screen.masking import hidden_rows
from zoufang_cli.screen.tables import Cell, pairs, table
from zoufang_cli.text.problem import Problem

SHOWN_ROWS = 20

_OUTCOME_NAMES = {
    "added": "新增",
    "updated": "更新",
    "unchanged": "未变",
    "rejected": "未采用",
    "doubtful": "存疑",
}


def batch_table(batches: Sequence[Batch]) -> RenderableType:
    """Return the imported files."""
    rows: list[list[Cell]] = [
        [
            batch.number,
            batch.operation,
            str(batch.imported_on),
            batch.file,
            batch.counts.get("rows", 0),
            *(batch.counts.get(key, 0) for key in _OUTCOME_NAMES),
            batch.open_count,
            batch.corrects,
        ]
        for batch in batches
    ]
    headers = ("批次号", "操作编号", "日期", "文件", "业户行", *_OUTCOME_NAMES.values(), "待处理", "更正")
    minor = ("待处理", "未采用", "新增", "业户行", "操作编号", "更正", "存疑", "更新", "未变")
    return table(f"导入批次：{len(rows)}批", headers, rows, minor=minor)


def batch_pairs(card: BatchCard) -> RenderableType:
    """Return what there is to say of one imported file."""
    batch, counts = card.batch, card.batch.counts
    outcomes = "、".join(f"{label}{counts.get(key, 0)}" for key, label in _OUTCOME_NAMES.items())
    return pairs(
        f"{batch.number} {batch.file}",
        [
            ("日期", str(batch.imported_on)),
            ("操作编号", batch.operation),
            ("工作表", card.titles),
            ("编码", card.encoding),
            ("表头所在行", "、".join(str(sheet.header_row) for sheet in card.sheets)),
            ("附加信息的列", "、".join(card.extra_columns)),
            ("导入方式", MODE_NAMES[batch.mode]),
            ("行数", f"共{counts.get('lines', 0)}行，略过{counts.get('skipped', 0)}行，业户{counts.get('rows', 0)}行"),
            ("结果", outcomes),
            ("上一份名册", card.previous),
            ("更正的批次", batch.corrects),
            ("更正批次", "、".join(card.corrected_by)),
            ("待裁定的冲突", card.conflict_count or ""),
            ("SHA-256", card.sha256),
        ],
    )


def source_mapping_table(title: str, mapping: dict[str, str]) -> RenderableType:
    """Return what every column is taken for."""
    return table(title, ("列名", "字段"), [(column, field_label(key)) for column, key in mapping.items()])


def sheet_table(sheets: Sequence[BatchSheet]) -> RenderableType:
    """Return what every column of an imported file was taken for, and by what that was settled."""
    headers = ("工作表", "列名", "字段", "依据")
    return column_table("列名对照", headers, [(sheet.title, sheet.mapping, sheet.how) for sheet in sheets])


def column_table(
    title: str, headers: Sequence[str], sheets: Sequence[tuple[str, Mapping[str, str], Mapping[str, str]]]
) -> RenderableType:
    """Return the columns of sheets, given as (name, column -> field, column -> why); one sheet goes unnamed."""
    rows = [
        (sheet, column, field_label(key), HOW_NAMES.get(how.get(column, ""), ""))
        for sheet, mapping, how in sheets
        for column, key in mapping.items()
    ]
    if len(sheets) > 1:
        return table(title, headers, rows)
    return table(title, headers[1:], [row[1:] for row in rows])


def file_problem_table(problems: Sequence[Problem]) -> RenderableType:
    """Return what was said of an imported file itself, its sheets and headers."""
    rows = [(problem.place, problem.message, problem.suggestion) for problem in problems]
    return table(
        f"文件、工作表和表头的问题：{len(rows)}处", ("位置", "问题", "建议"), hidden_rows(rows), minor=("建议",)
    )


def open_row_table(rows: Sequence[OpenRow]) -> RenderableType:
    """Return the first rows that are still to be corrected or checked."""
    body = [
        (
            f"{row.sheet} 第{row.line}行" if row.sheet else f"第{row.line}行",
            "未采用" if row.rejected else "存疑",
            joined_sentences((problem.field, problem.message) for problem in row.serious),
            joined_sentences((problem.field, problem.suggestion) for problem in row.serious),
        )
        for row in rows[:SHOWN_ROWS]
    ]
    return table(f"待处理的行：{len(rows)}行{_first_shown(rows)}", ("行号", "状态", "问题", "建议"), hidden_rows(body))


def vanished_table(rows: Sequence[Vanished], previous: str, rejected: int) -> RenderableType:
    """Return the first operators that the list before named and this one does not, but for its `rejected` rows."""
    body = [
        (operator.number, operator.name, operator.district, status_name(operator.status))
        for operator in rows[:SHOWN_ROWS]
    ]
    title = f"上一份名册（{previous}）有而本份没有的业户：{len(rows)}家{_first_shown(rows)}"
    if rejected:
        title += f"；未采用的{rejected}行没有参加比对"
    return table(title, ("编号", "业户名称", "区县", "状态"), hidden_rows(body))


def source_table(sources: Sequence[Source]) -> RenderableType:
    """Return the headers that were met."""
    rows = [
        (
            source.place,
            source.name,
            "、".join(source.recognised) or "（已清除，下次重新识别）",
            "、".join(source.extra),
            source.batch_count,
            str(source.last_on or ""),
        )
        for source in sources
    ]
    headers = ("编号", "名称", "识别的列", "附加信息的列", "批次数", "最近使用")
    return table(f"列名对照：{len(rows)}种表头", headers, rows, minor=("最近使用", "批次数", "附加信息的列"))


def _first_shown(rows: Sequence[object]) -> str:
    return f"（列出前{SHOWN_ROWS}，全部用 --json 查看）" if len(rows) > SHOWN_ROWS else ""
