"""Create the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.errors import BadValue
from zoufang_cli.plan import actions as campaign
from zoufang_cli.screen.console import plain
from zoufang_cli.text.dates import Direction, format_day, parse_day

app = noun("建立活动库。")

_ROLES = {**{key: key for key in campaign.ROLES}, "执法单位": "unit", "市局": "bureau", "兼有": "both"}


def _role(text: str) -> str:
    try:
        return _ROLES[text.strip()]
    except KeyError:
        raise BadValue("--role", text, "应为 unit(执法单位)、bureau(市局)或 both(兼有)。") from None


@command(
    app,
    "init",
    "建立活动库：一个单位、一次活动、一个文件。",
    "zoufang init --unit 云州市交通运输综合行政执法支队 --start 2019-11-18",
)
def init(
    ctx: typer.Context,
    unit: Annotated[str | None, typer.Option("--unit", metavar="名称", help="填报单位全称。")] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="日期", help="活动开始日期，如 2019-11-18；各阶段由此推算。")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="文件", help="实施方案(TOML);不给则用内置方案。")
    ] = None,
    role: Annotated[
        str, typer.Option("--role", metavar="角色", help="unit 执法单位、bureau 市局、both 兼有。")
    ] = "unit",
    letter: Annotated[
        str, typer.Option("--letter", metavar="字母", help="第二台电脑起用的编号字母，如 B：编号成为 ZF-2020-B0001。")
    ] = "",
    json: Json = False,
) -> None:
    """Create the store and show the dates that follow from its start."""
    context = context_of(ctx)
    name = context.ask("填报单位", "--unit", unit, str)
    # A campaign may begin in the coming weeks: only the year is inferred towards the past.
    day = context.ask("活动开始日期", "--start", start, lambda text: parse_day(text, context.today, Direction.PAST))
    if day.inferred:
        context.say(f"开始日期按{format_day(day.day)}理解。")
    started = campaign.init_campaign(
        context.new_store_path, context.actor, unit=name, start=day.day, plan_file=plan, role=_role(role), letter=letter
    )
    if json:
        context.show_json(
            {"db": context.new_store_path, "unit": started.unit, "campaign": started.name, "dates": started.dates}
        )
        return
    context.out.print(plain(f"已建立活动库 {context.new_store_path}：{started.unit}，{started.name}。"))
    for phase in started.dates.phases:
        span = f"{format_day(phase.starts_on)}至{format_day(phase.ends_on)}"
        context.out.print(plain(f"  {phase.key} {phase.name}：{span}"))
    if not started.plan.starts_as_ruled(started.start):
        context.say(f"请注意：方案规定的开始日期是 {started.plan.starts}，与给出的日期不同，已按给出的日期推算。")
    context.out.print(
        plain("下一步：导入业户名册（zoufang enterprise import 文件），登记人员（zoufang person add 姓名）。")
    )
