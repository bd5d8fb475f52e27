"""Phases on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from zoufang_cli.phases.rules import CampaignState, PhaseEntry, PhaseView
from zoufang_cli.screen.tables import table
from zoufang_cli.text.dates import format_day

_STATES = {"done": "√ 已完成", "computed": "√ 已完成（自动判断）", "open": "× 未完成"}


def standing(view: PhaseView) -> str:
    """Return the sentence that says where the campaign stands."""
    position = view.position
    if position.state is CampaignState.BEFORE:
        return f"活动尚未开始，还有{position.days_left}天。"
    if position.state is CampaignState.OVER:
        return "活动已经结束。"
    assert position.phase is not None
    phase = position.phase
    text = f"按日期处于{phase.key} {phase.name}（{format_day(phase.starts_on)}至{format_day(phase.ends_on)}），"
    text += f"还剩{position.days_left}天。" if position.days_left else "今天是最后一天。"
    if view.entered is None:
        return text + "尚未办理进入阶段（zoufang phase advance）。"
    return text if view.entered == phase.key else text + f"已办理进入的阶段是{view.entered}。"


def deliverable_table(view: PhaseView) -> RenderableType:
    """Return the deliverables with their evidence and state."""
    rows = [(item.key, item.name, item.evidence, _STATES[item.state]) for item in view.deliverables]
    return table("阶段任务", ("代码", "任务", "依据", "状态"), rows)


def history_table(entries: Sequence[PhaseEntry]) -> RenderableType:
    """Return the entries into phases."""
    rows = [
        (
            entry.phase,
            str(entry.entered_on),
            entry.reason,
            "、".join(entry.missing),
            f"已于 {entry.withdrawn_on} 撤回" if entry.withdrawn_on else "有效",
        )
        for entry in entries
    ]
    return table("历次进入阶段", ("阶段", "进入日期", "提前理由", "未完成任务", "状态"), rows)
