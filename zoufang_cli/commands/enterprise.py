"""The roster: import, list, show, add, edit."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.commands.chinese import command, context_of, noun
from zoufang_cli.commands.enterprise_import import register_import
from zoufang_cli.commands.options import Full, Json
from zoufang_cli.context import Context
from zoufang_cli.domain.cells import read_status
from zoufang_cli.domain.dates import Direction, format_day, parse_day
from zoufang_cli.domain.enterprise import STATUS_NAMES, Enterprise, Filter
from zoufang_cli.domain.person import masked_phone
from zoufang_cli.domain.problem import Problem
from zoufang_cli.errors import BadValue, UsageError
from zoufang_cli.render.console import plain
from zoufang_cli.usecases import enterprises
from zoufang_cli.usecases.naming import operator_named

app = noun("业户名册：导入、查询、修改。")
register_import(app)

SCREENFUL = 50

Name = Annotated[str, typer.Argument(metavar="业户", help="编号、信用代码、许可证号、名称的一部分或拼音首字母。")]
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
Holder = Annotated[str | None, typer.Option("--holder", metavar="性质", help="企业 或 个体；不写则由代码和名称判断。")]
Status = Annotated[
    str | None, typer.Option("--status", metavar="状态", help=f"经营状态：{'、'.join(STATUS_NAMES.values())}。")
]
Remark = Annotated[str | None, typer.Option("--remark", metavar="备注", help="备注。")]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="标签", help="标签，如 重点企业、走访对象，可多次。")]


def _typed(**values: str | None) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}


@command(
    app,
    "list",
    "列出业户，可按名称、区县、性质、类别、状态、标签筛选。",
    "zoufang enterprise list --district 东屏区 --unvisited",
    "zoufang 业户 清单 --search 顺达",
)
def list_(
    ctx: typer.Context,
    search: Annotated[str, typer.Option("--search", metavar="文字", help="名称、首字母、代码、证号、负责人。")] = "",
    district: Annotated[str, typer.Option("--district", metavar="区县", help="所属区县。")] = "",
    holder: Annotated[str, typer.Option("--holder", metavar="性质", help="企业 或 个体。")] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="类别", help="业户类别，如 危险货物。")] = "",
    status: Annotated[str, typer.Option("--status", metavar="状态", help="经营状态。")] = "",
    tag: Annotated[str, typer.Option("--tag", metavar="标签", help="标签。")] = "",
    unvisited: Annotated[bool, typer.Option("--unvisited", help="只列尚未走访的。")] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="家数", min=1, help="最多列出多少家；不写时屏幕列50家，JSON 全列。")
    ] = None,
    full: Full = False,
    json: Json = False,
) -> None:
    """List operators."""
    context = context_of(ctx)
    code, fault = read_status(status)
    if fault:
        raise BadValue("--status", status, f"应为{'、'.join(STATUS_NAMES.values())}之一。")
    if holder and holder not in enterprises.HOLDERS:
        raise BadValue("--holder", holder, "应为 企业 或 个体。")
    wanted = Filter(
        today=context.today,
        search=search.strip(),
        district=district.strip(),
        holder=enterprises.HOLDERS.get(holder, ""),
        kind=kind.strip(),
        tag=tag.strip(),
        status=code,
        unvisited=unvisited,
    )
    with context.open_store() as store:
        if full:
            enterprises.record_full_view(store, context.actor, "enterprise list --full")
        found, total = enterprises.listed(store, wanted, limit or (None if json else SCREENFUL))
    if json:
        context.show_json([_masked(context.plain_json(one), full) for one in found])
        return
    from zoufang_cli.render.enterprise_tables import enterprise_list

    context.out.print(enterprise_list(found, total, full))


@command(app, "show", "查看一家业户的全部信息、状态变更、走访和问题。", "zoufang enterprise show 顺达")
def show(ctx: typer.Context, name: Name, full: Full = False, json: Json = False) -> None:
    """Show one operator."""
    context = context_of(ctx)
    with context.open_store() as store:
        named = context.choose(lambda text: operator_named(store, text), name)
        if full:
            enterprises.record_full_view(store, context.actor, f"enterprise show {named.number} --full")
        shown = enterprises.show(store, named.id)
    if json:
        card = _masked(context.plain_json(shown.enterprise), full)
        records = [{"number": number, "date": day, "what": what} for number, day, what in shown.records]
        context.show_json({**card, "status_changes": shown.status_changes, "records": records})
        return
    from zoufang_cli.render.enterprise_tables import enterprise_card, record_table, status_table

    context.out.print(enterprise_card(shown.enterprise, full))
    if shown.status_changes:
        context.out.print(status_table(shown.status_changes))
    if shown.records:
        context.out.print(record_table(shown.records))


@command(
    app,
    "add",
    "手工登记一家业户。",
    "zoufang enterprise add 云州市顺达运输有限公司 --district 东屏区 --scope 道路普通货物运输",
)
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
    holder: Holder = None,
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
        saved = enterprises.add(store, context.actor, typed, holder=holder, tags=tag or (), listed_on=context.today)
    _show_saved(context, "已登记", saved.enterprise, saved.warnings, json)


@command(
    app,
    "edit",
    "修改一家业户；改过的内容不会被以后的导入覆盖。",
    "zoufang enterprise edit YH-00012 --status 注销 --on 2020-02-10",
    "zoufang enterprise edit 顺达 --tag 重点企业",
)
def edit(
    ctx: typer.Context,
    name: Name,
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
    holder: Holder = None,
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
    if not (typed or holder or tag or untag):
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
            holder=holder,
            tag=tag or (),
            untag=untag or (),
            status_on=None if day is None else day.day,
            note=note,
        )
    _show_saved(context, "已修改", saved.enterprise, saved.warnings, json)


def _show_saved(context: Context, what: str, one: Enterprise, warnings: tuple[Problem, ...], json: bool) -> None:
    for problem in warnings:
        context.say(f"请核对{problem.field}“{problem.value}”：{problem.message}")
    if json:
        context.show_json(_masked(context.plain_json(one), False))
    else:
        context.out.print(plain(f"{what} {one.number}：{one.name}。"))


def _masked(record: dict[str, object], full: bool) -> dict[str, object]:
    """Hide the telephone numbers of a record on its way to JSON."""
    if full:
        return record
    hidden = {}
    for key in ("phone", "legal_phone"):
        values = record.get(key)
        if isinstance(values, (list, tuple)):
            hidden[key] = [masked_phone(str(value)) for value in values]
    return {**record, **hidden}
