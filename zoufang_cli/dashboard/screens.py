"""The dashboard on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from zoufang_cli.dashboard.rules import Dashboard, ReturnDue
from zoufang_cli.phases.screens import standing
from zoufang_cli.screen.console import plain
from zoufang_cli.screen.tables import table
from zoufang_cli.text.dates import format_day
from zoufang_cli.text.months import Month

BAR = 20
SHOWN_OVERDUE = 10


def dashboard_parts(board: Dashboard) -> Iterator[RenderableType]:
    """Yield what `status` prints, top to bottom."""
    yield plain(f"{board.unit}　{board.campaign}　{format_day(board.today)}", "bold")
    yield plain(standing(board.phase))
    missing = board.phase.missing
    if missing:
        yield plain("本阶段尚缺：" + "；".join(f"{item.key} {item.name}" for item in missing))
    if not board.figures:
        return
    yield _coverage(board)
    yield _numbers(board)
    if board.overdue:
        yield _overdue(board)
    if board.due is not None:
        yield plain(_return_line(board.due), "bold red" if board.due.days_left < 0 and not board.due.written else "")
        if board.due.missed:
            yield plain(_missed_line(board.due.missed), "red")


def as_json(board: Dashboard) -> dict[str, object]:
    """Return the dashboard as `status --json` gives it."""
    position = board.phase.position
    figures = board.figures
    return {
        "unit": board.unit,
        "campaign": board.campaign,
        "today": board.today,
        "state": position.state,
        "phase": position.phase,
        "days_left": position.days_left,
        "entered": board.phase.entered,
        "missing": board.phase.missing,
        "coverage": {
            "due": figures.get("operators_due"),
            "visited": figures.get("due_visited"),
            "rate": figures.get("coverage_rate"),
            "operators_total": figures.get("operators_total"),
            "operators_visited": figures.get("operators_visited"),
            "visits": figures.get("visits"),
            "visits_pairs": figures.get("visits_pairs"),
        },
        "issues": {
            "open": figures.get("issues_closing"),
            "overdue": len(board.overdue),
            "overdue_numbers": [issue.number for issue in board.overdue],
            "raised": figures.get("issues_raised"),
            "solved_rate": figures.get("issues_solved_rate"),
        },
        "return": None
        if board.due is None
        else {
            "month": str(board.due.month),
            "due_on": board.due.due_on,
            "days_left": board.due.days_left,
            "certain": board.due.certain,
            "written": board.due.written,
            "missed": [str(month) for month in board.due.missed],
        },
    }


def _coverage(board: Dashboard) -> Text:
    due, visited = int(board.figures["operators_due"] or 0), int(board.figures["due_visited"] or 0)
    rate = board.figures["coverage_rate"]
    filled = round(BAR * visited / due) if due else 0
    share = "—" if rate is None else f"{rate:.2f}%"
    return plain(f"覆盖率 {share}（应走访{due}家，已走访{visited}家） " + "■" * filled + "□" * (BAR - filled))


def _numbers(board: Dashboard) -> RenderableType:
    figures = board.figures
    rows = [
        ("走访（次）", figures["visits_month"], figures["visits"]),
        ("走访（家次）", figures["visits_pairs_month"], figures["visits_pairs"]),
        ("走访业户（家）", None, figures["operators_visited"]),
        ("反映问题（个）", figures["issues_raised_month"], figures["issues_raised"]),
        ("已销号（个）", figures["issues_closed_month"], figures["issues_closed"]),
        ("未销号（个）", None, figures["issues_closing"]),
        ("其中逾期（个）", None, len(board.overdue)),
    ]
    return table("", ("", "本月", "累计或现数"), rows)


def _overdue(board: Dashboard) -> RenderableType:
    ordered = sorted(board.overdue, key=lambda issue: (-issue.days_overdue(board.today), issue.number))
    rows = [
        (issue.number, "、".join(party.name for party in issue.parties), issue.text, issue.responsible,
         str(issue.due_on or ""), f"逾期{issue.days_overdue(board.today)}天")
        for issue in ordered[:SHOWN_OVERDUE]
    ]  # fmt: skip
    more = f"（列出前{SHOWN_OVERDUE}个）" if len(ordered) > SHOWN_OVERDUE else ""
    return table(
        f"逾期问题{len(ordered)}个{more}",
        ("编号", "业户", "问题", "责任人", "时限", "逾期"),
        rows,
        minor=("时限", "业户", "责任人"),
    )


def _missed_line(months: Sequence[Month]) -> str:
    named = "、".join(month.label for month in months)
    return f"还没有生成月报的月份：{named}（zoufang report --month {months[0]}）。"


def _return_line(due: ReturnDue) -> str:
    text = f"{due.month.label}月报报送期限：{format_day(due.due_on)}"
    if due.days_left > 0:
        text += f"，还有{due.days_left}天"
    elif due.days_left == 0:
        text += "，就是今天"
    else:
        text += f"，已过{-due.days_left}天"
    text += "；已生成草稿。" if due.written else "；尚未生成。"
    return text if due.certain else text + "（该年放假安排未收录，按周一至周五推算，请核对。）"
