"""Write docs/figures.md from the catalogue: `python -m tests.tools.figure_page`."""

from __future__ import annotations

from pathlib import Path

from zoufang_cli import resources
from zoufang_cli.figures.rules.figure import Kind, full_label
from zoufang_cli.figures.table.catalogue import catalogue
from zoufang_cli.plan.rules.loading import parse_plan

PAGE = Path(__file__).parents[2] / "docs" / "figures.md"

KINDS = {
    Kind.FLOW: "发生数",
    Kind.DISTINCT: "家数（去重）",
    Kind.STOCK: "期末数",
    Kind.RATE: "比率",
}

HEAD = """# 每个数字怎么算

本页由数字目录（`zoufang_cli/figures/table/catalogue.py`）生成，按内置方案列出；月报的“填报说明”是同一份口径。
一个数字背后的记录用 `zoufang why 代号 --month 月份` 查。

- 发生数：按发生日期计入当月，累计是活动开始以来的合计。
- 家数（去重）：同一业户只计一次，累计不是各月之和。
- 期末数：统计时段最后一天的情况，没有累计。
- 比率：本月和累计各用自己的分子、分母；分母为零记“—”。

“宣传、机制和服务平台”的各项从本单位有第一条登记起列入月报。

| 代号 | 项目 | 单位 | 类型 | 口径 |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page for the built-in plan."""
    plan = parse_plan(resources.default_plan(), "")
    figures = [figure for figure in catalogue(plan) if not figure.internal]
    rows = [
        f"| `{one.key}` | {full_label(figures, one)} | {one.unit} | {KINDS[one.kind]} | {one.definition} |\n"
        for one in figures
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
