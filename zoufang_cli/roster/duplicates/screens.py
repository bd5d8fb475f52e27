"""Operators that may be one, and what a merge does, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zoufang_cli.roster.duplicates.rules.fields import PHONES, DroppedValue, MergedOperator, MergeResult
from zoufang_cli.roster.duplicates.rules.pairs import Label, Pair
from zoufang_cli.screen.masking import hidden_rows, masked_record, shown, shown_under
from zoufang_cli.store.glossary import column_term
from zoufang_cli.text.phones import masked_phone

if TYPE_CHECKING:
    from rich.console import RenderableType

_RECORDS = {
    "activity": "走访和活动{}次",
    "participant": "参加活动{}次",
    "issue_party": "问题{}件",
    "call_back": "回访{}次",
    "opinion": "意见建议{}条",
    "ticket": "12328 工单{}件",
    "attachment": "佐证材料{}份",
    "conflict": "名册冲突{}处",
    "distinct_pair": "非同一业户的登记{}条",
    "register_link": "登记{}条",
    "operator": "早先并入的业户{}家",
}


def pair_table(pairs: Sequence[Pair], total: int) -> RenderableType:
    """Return the pairs, best first, with what speaks for and against each."""
    from zoufang_cli.screen.tables import table

    rows = [
        (pair.score, _label_text(pair.one), _label_text(pair.other), "；".join(pair.reasons), "；".join(pair.against))
        for pair in pairs
    ]
    more = f"（列出前{len(rows)}对，用 --limit 增加）" if total > len(rows) else ""
    headers = ("相似度", "业户", "另一业户", "依据", "不同之处")
    return table(f"可能重复的业户：{total}对{more}", headers, hidden_rows(rows))


def how_to_go_on(pair: Pair) -> tuple[str, str]:
    """Return the lines that name the commands by which a pair is decided."""
    numbers = f"{pair.one.number} {pair.other.number}"
    return (
        f"是同一家的，把后者并入前者：zoufang enterprise merge {numbers}",
        f"不是同一家的，登记后不再列出：zoufang enterprise distinct {numbers} --reason 理由",
    )


def merge_lines(result: MergeResult, operator: MergedOperator) -> list[str]:
    """Return the sentences that say what becomes of one operator that is merged away."""
    lines = [f"{operator.number} {operator.name} 并入 {result.number} {result.name}。"]
    moved = [_RECORDS[table].format(count) for table, count in operator.moved.items()]
    lines.append(f"随同转入：{'、'.join(moved)}。" if moved else "没有要转入的记录。")
    if operator.shared_issues:
        lines.append(f"两家都列为反映业户的问题{operator.shared_issues}件，今后只列 {result.number}。")
    if operator.fields.filled:
        lines.append(
            f"补入或合并的内容：{'、'.join(column_term('operator', field) for field in operator.fields.filled)}。"
        )
    if operator.status_changes:
        lines.append(
            f"{operator.number} 的经营状态变更{operator.status_changes}条保留，查看 {result.number} 时一并列出。"
        )
    if operator.settled_conflicts:
        lines.append(f"两家之间的名册冲突{operator.settled_conflicts}处，按 {result.number} 的值裁定。")
    return [shown(line) for line in lines]


def dropped_lines(result: MergeResult, operator: MergedOperator) -> list[str]:
    """Return the values that give way as lines."""
    return [
        f"{_field_term(value)}：以 {result.number} 的“{_hidden(value, value.kept)}”为准，不采用“{_hidden(value, value.dropped)}”。"
        for value in operator.fields.dropped
    ]


def dropped_table(result: MergeResult, operator: MergedOperator) -> RenderableType:
    """Return the values that give way, beside those that stay."""
    from zoufang_cli.screen.tables import table

    rows = [
        (_field_term(value), _hidden(value, value.kept), _hidden(value, value.dropped))
        for value in operator.fields.dropped
    ]
    title = "以前者为准的内容（后者的名称和号码仍可用来查找）"
    return table(title, ("项目", f"{result.number} 保留", f"{operator.number} 不采用"), rows)


def merge_record(result: MergeResult) -> dict[str, object]:
    """Return a merge as it is shown in JSON, telephone numbers hidden."""
    operators = [
        {
            "number": operator.number,
            "name": operator.name,
            "moved": operator.moved,
            "shared_issues": operator.shared_issues,
            "settled_conflicts": operator.settled_conflicts,
            "status_changes": operator.status_changes,
            "filled": operator.fields.filled,
            "dropped": [
                {"field": value.field, "kept": _hidden(value, value.kept), "dropped": _hidden(value, value.dropped)}
                for value in operator.fields.dropped
            ],
        }
        for operator in result.merged
    ]
    whole = {"number": result.number, "name": result.name, "others": operators, "operation": result.operation}
    return masked_record(whole, False)


def _label_text(label: Label) -> str:
    return f"{label.number} {label.name}" + (f"（{label.district}）" if label.district else "")


def _field_term(value: DroppedValue) -> str:
    return column_term("operator", value.field)


def _hidden(value: DroppedValue, text: str) -> str:
    return masked_phone(text) if value.field in PHONES else shown_under(value.field, text)
