"""The options that `visit add` and `visit edit` share."""

from __future__ import annotations

from typing import Annotated

import typer

MOST_MATERIAL = 1_000_000

Date = Annotated[str | None, typer.Option("--date", metavar="日期", help="走访日期，如 3.5、2020-3-5、昨天。")]
Form = Annotated[
    str | None,
    typer.Option("--form", metavar="形式", help="活动形式（主形式）：F1、F2、F5 或其名称；不写时按是否领导带队确定。"),
]
Officers = Annotated[
    str | None, typer.Option("--officers", metavar="姓名", help="走访人员，两人以上（含带队领导），如 张三,李四。")
]
FewReason = Annotated[str | None, typer.Option("--few-reason", metavar="理由", help="不足两人时必须写明的理由。")]
Leader = Annotated[
    str | None, typer.Option("--leader", metavar="姓名", help="带队领导，当日须担任负责同志；领导大走访必填。")
]
Place = Annotated[str | None, typer.Option("--place", metavar="地点", help="走访地点。")]
WayText = Annotated[
    str | None, typer.Option("--way", metavar="方式", help="现场、电话或视频（默认现场；电话、视频不计家次）。")
]
ReceivedBy = Annotated[str | None, typer.Option("--received-by", metavar="姓名", help="接待人。")]
ReceivedPhone = Annotated[str | None, typer.Option("--received-phone", metavar="电话", help="接待人电话。")]
Areas = Annotated[
    list[str] | None, typer.Option("--area", metavar="领域", help="内容领域：M1a…、M1 或名称；可重复，可用逗号分隔。")
]
Policies = Annotated[list[str] | None, typer.Option("--policy", metavar="政策", help="宣讲的政策；可重复。")]
Material = Annotated[
    int | None,
    typer.Option("--material", metavar="份数", min=0, max=MOST_MATERIAL, help="发放资料（份）；多户一次写合计。"),
]
Lists = Annotated[
    list[str] | None, typer.Option("--list", metavar="清单", help="公布的清单，如 权责清单；可重复，可用逗号分隔。")
]
Services = Annotated[
    list[str] | None, typer.Option("--service", metavar="事项", help="办成的服务事项；多户时写“事项|业户”；可重复。")
]
Said = Annotated[str | None, typer.Option("--said", metavar="内容", help="谈话记录。")]
Reply = Annotated[str | None, typer.Option("--reply", metavar="内容", help="现场答复。")]
FollowUp = Annotated[str | None, typer.Option("--follow-up", metavar="内容", help="需跟踪事项。")]
Remark = Annotated[str | None, typer.Option("--remark", metavar="内容", help="备注。")]
Tags = Annotated[
    list[str] | None, typer.Option("--tag-form", metavar="形式", help="同时具有的其他活动形式（不计入分项）；可重复。")
]
Solved = Annotated[
    list[str] | None,
    typer.Option("--solved", metavar="问题|措施", help="现场解决的问题（立行立改）；多户时再加“|业户”；可重复。"),
]
Issues = Annotated[
    list[str] | None,
    typer.Option(
        "--issue",
        metavar="问题|措施|责任人|时限",
        help="需办理的问题；措施、责任人、时限齐全即交办，缺项则待交办；多户时再加“|业户”；可重复。",
    ),
]
Again = Annotated[bool, typer.Option("--again", help="同一业户当天确已再次走访。")]
