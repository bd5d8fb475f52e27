"""Take operators in by hand, and change them."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json, Operator
from zoufang_cli.errors import UsageError
from zoufang_cli.roster import actions as enterprises
from zoufang_cli.roster.importing.commands import register_import
from zoufang_cli.roster.naming import operator_named
from zoufang_cli.roster.rules import STATUS_NAMES, Enterprise
from zoufang_cli.screen.lines import print_line
from zoufang_cli.screen.masking import masked_record, shown
from zoufang_cli.text.dates import Direction, format_day, parse_day
from zoufang_cli.text.problem import Problem

Code = Annotated[str | None, typer.Option("--code", metavar="代码", help="统一社会信用代码（或工商注册号）。")]
Licence = Annotated[str | None, typer.Option("--licence", metavar="证号", help="道路运输经营许可证号。")]
District = Annotated[str | None, typer.Option("--district", metavar="区县", help="所属区县（镇街）。")]
Address = Annotated[str | None, typer.Option("--address", metavar="地址", help="经营地址。")]
Legal = Annotated[str | None, typer.Option("--legal", metavar="姓名", help="法定代表人（负责人）。")]
LegalPhone = Annotated[str | None, typer.Option("--legal-phone", metavar="电话", help="法定代表人电话。")]
Contact = Annotated[str | None, typer.Option("--contact", metavar="姓名", help="联系人。")]
Phone = Annotated[str | None, typer.Option("--phone", metavar="电话", help="联系电话，多个用顿号分开。")]
Scope = Annotated[str | None, typer.Option("--scope", metavar="范围", help="经营范围，多项用顿号分开。")]
Kinds = Annotated[str | None, typer.Option("--kind", metavar="类别", help="业户类别；不写则由经营范围得出。")]
OperatorType = Annotated[
    str | None, typer.Option("--type", metavar="性质", help="企业 或 个体；不写则由代码和名称判断。")
]
Status = Annotated[
    str | None, typer.Option("--status", metavar="状态", help=f"经营状态：{'、'.join(STATUS_NAMES.values())}。")
]
Remark = Annotated[str | None, typer.Option("--remark", metavar="备注", help="备注。")]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="标签", help="标签，如 重点企业、走访对象，可多次。")]


def _typed(**values: str | None) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}


def add(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="业户名称", help="业户全称。")] = None,
    code: Code = None,
    licence: Licence = None,
    district: District = None,
    address: Address = None,
    legal: Legal = None,
    legal_phone: LegalPhone = None,
    contact: Contact = None,
    phone: Phone = None,
    scope: Scope = None,
    kind: Kinds = None,
    operator_type: OperatorType = None,
    status: Status = None,
    tag: Tags = None,
    remark: Remark = None,
    json: Json = False,
) -> None:
    """Take one operator in by hand."""
    context = context_of(ctx)
    typed = _typed(
        name=context.ask("业户名称", "业户名称", name, str),
        credit_code=code,
        licence=licence,
        district=district,
        address=address,
        legal_person=legal,
        legal_phone=legal_phone,
        contact=contact,
        phone=phone,
        scope=scope,
        kinds=kind,
        status=status,
        remark=remark,
    )
    with context.open_store() as store:
        saved = enterprises.add(
            store, context.actor, typed, operator_type=operator_type, tags=tag or (), listed_on=context.today
        )
    _show_saved(context, "已登记", saved.enterprise, saved.warnings, json)


def edit(
    ctx: typer.Context,
    name: Operator,
    new_name: Annotated[str | None, typer.Option("--name", metavar="名称", help="新的业户名称。")] = None,
    code: Code = None,
    licence: Licence = None,
    district: District = None,
    address: Address = None,
    legal: Legal = None,
    legal_phone: LegalPhone = None,
    contact: Contact = None,
    phone: Phone = None,
    scope: Scope = None,
    kind: Kinds = None,
    operator_type: OperatorType = None,
    status: Status = None,
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="状态变更的日期，不写为今天。")] = None,
    note: Annotated[str, typer.Option("--note", metavar="说明", help="状态变更的说明。")] = "",
    tag: Tags = None,
    untag: Annotated[list[str] | None, typer.Option("--untag", metavar="标签", help="去掉的标签，可多次。")] = None,
    remark: Remark = None,
    json: Json = False,
) -> None:
    """Change fields of one operator."""
    context = context_of(ctx)
    typed = _typed(
        name=new_name,
        credit_code=code,
        licence=licence,
        district=district,
        address=address,
        legal_person=legal,
        legal_phone=legal_phone,
        contact=contact,
        phone=phone,
        scope=scope,
        kinds=kind,
        status=status,
        remark=remark,
    )
    if not (typed or operator_type or tag or untag):
        raise UsageError("没有给出要修改的内容，可用的选项见 zoufang enterprise edit --help。")
    day = None if on is None else parse_day(on, context.today, Direction.PAST)
    if day is not None and day.inferred:
        context.say(f"状态变更日期按{format_day(day.day)}理解。")
    with context.open_store() as store:
        named = context.choose(lambda text: operator_named(store, text), name)
        saved = enterprises.edit(
            store,
            context.actor,
            named.id,
            typed,
            operator_type=operator_type,
            tag=tag or (),
            untag=untag or (),
            status_on=None if day is None else day.day,
            note=note,
        )
    _show_saved(context, "已修改", saved.enterprise, saved.warnings, json)


def _show_saved(context: Context, what: str, one: Enterprise, warnings: tuple[Problem, ...], json: bool) -> None:
    for problem in warnings:
        value = f"“{problem.value}”" if problem.value else ""
        context.say(f"请核对{problem.field}{value}：{problem.message}")
    if json:
        context.show_json(masked_record(context.plain_json(one), False))
    else:
        print_line(shown(f"{what} {one.number}：{one.name}。"))


def register(app: typer.Typer) -> None:
    """Add the verbs to the noun, those of `enterprise_import` too."""
    register_import(app)
    command(
        app,
        "add",
        "手工登记一家业户。",
        "zoufang enterprise add 云州市顺达运输有限公司 --district 东屏区 --scope 道路普通货物运输",
    )(add)
    command(
        app,
        "edit",
        "修改一家业户；改过的内容不会被以后的导入覆盖。",
        "zoufang enterprise edit YH-00012 --status 注销 --on 2020-02-10",
        "zoufang enterprise edit 顺达 --tag 重点企业",
    )(edit)
