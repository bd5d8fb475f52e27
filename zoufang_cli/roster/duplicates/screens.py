"""Operators that may be one, and what a merge does, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zoufang_cli.roster.duplicates.rules.fields import PHONES, Dropped, Merge, Merged
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
        (pair.score, _named(pair.one), _named(pair.other), "；".join(pair.reasons), "；".join(pair.against))
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


def merge_lines(merged: Merged, merge: Merge) -> list[str]:
    """Return the sentences that say what becomes of one operator that is merged away."""
    lines = [f"{merge.number} {merge.name} 并入 {merged.number} {merged.name}。"]
    moved = [_RECORDS[table].format(count) for table, count in merge.moved.items()]
    lines.append(f"随同转入：{'、'.join(moved)}。" if moved else "没有要转入的记录。")
    if merge.shared_issues:
        lines.append(f"两家都列为反映业户的问题{merge.shared_issues}件，今后只列 {merged.number}。")
    if merge.fields.filled:
        lines.append(
            f"补入或合并的内容：{'、'.join(column_term('operator', field) for field in merge.fields.filled)}。"
        )
    if merge.status_changes:
        lines.append(f"{merge.number} 的经营状态变更{merge.status_changes}条保留，查看 {merged.number} 时一并列出。")
    if merge.settled_conflicts:
        lines.append(f"两家之间的名册冲突{merge.settled_conflicts}处，按 {merged.number} 的值裁定。")
    return [shown(line) for line in lines]


def dropped_lines(merged: Merged, merge: Merge) -> list[str]:
    """Return the values that give way as lines."""
    return [
        f"{_label(value)}：以 {merged.number} 的“{_hidden(value, value.kept)}”为准，不采用“{_hidden(value, value.dropped)}”。"
        for value in merge.fields.dropped
    ]


def dropped_table(merged: Merged, merge: Merge) -> RenderableType:
    """Return the values that give way, beside those that stay."""
    from zoufang_cli.screen.tables import table

    rows = [
        (_label(value), _hidden(value, value.kept), _hidden(value, value.dropped)) for value in merge.fields.dropped
    ]
    title = "以前者为准的内容（后者的名称和号码仍可用来查找）"
    return table(title, ("项目", f"{merged.number} 保留", f"{merge.number} 不采用"), rows)


def merge_record(merged: Merged) -> dict[str, object]:
    """Return a merge as it is shown in JSON, telephone numbers hidden."""
    others = [
        {
            "number": other.number,
            "name": other.name,
            "moved": other.moved,
            "shared_issues": other.shared_issues,
            "settled_conflicts": other.settled_conflicts,
            "status_changes": other.status_changes,
            "filled": other.fields.filled,
            "dropped": [
                {"field": value.field, "kept": _hidden(value, value.kept), "dropped": _hidden(value, value.dropped)}
                for value in other.fields.dropped
            ],
        }
        for other in merged.others
    ]
    whole = {"number": merged.number, "name": merged.name, "others": others, "operation": merged.operation}
    return masked_record(whole, False)


def _named(label: Label) -> str:
    return f"{label.number} {label.name}" + (f"（{label.district}）" if label.district else "")


def _label(value: Dropped) -> str:
    return column_term("operator", value.field)


def _hidden(value: Dropped, text: str) -> str:
    return masked_phone(text) if value.field in PHONES else shown_under(value.field, text)
