"""Issues: raise them, list and show them, and move them from state to state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as Day
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zoufang_cli.app.chinese import MonthCommand, command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.errors import Refused, UsageError
from zoufang_cli.issues import fields
from zoufang_cli.issues.rules import (
    MOVE_LABELS,
    MOVES,
    OPERATORS_NEEDED,
    OUTCOME_LABELS,
    STATE_LABELS,
    Issue,
    Move,
    Outcome,
    Source,
    State,
    joined,
    missing_terms,
)
from zoufang_cli.issues.table import IssueFilter, issues_where, origin_named, show_issue
from zoufang_cli.people.fields import anybody, person
from zoufang_cli.records.options import options
from zoufang_cli.records.reading import Reader, Typed
from zoufang_cli.records.rules import Field
from zoufang_cli.roster.fields.operators import operators
from zoufang_cli.screen.lines import print_line
from zoufang_cli.text.dates import format_day

if TYPE_CHECKING:
    from zoufang_cli.issues.actions.moving import Terms
    from zoufang_cli.store.actor import Actor
    from zoufang_cli.store.connection import Store

OFFERED = 20
"""Issues that fit a screen."""

app = noun("问题：登记、交办、办结、核验、销号。")

Number = Annotated[str, typer.Argument(metavar="编号", help="问题编号，如 WT-2020-0001。")]
AskedNumber = Annotated[
    str | None, typer.Argument(metavar="[编号]", help="问题编号，如 WT-2020-0001；在终端上不写时列出可选的问题。")
]


@command(
    app,
    "add",
    "登记一个问题；措施、责任人、时限齐全即同时交办，当场解决的用 --on-the-spot。",
    "zoufang issue add 检测排队时间长 --to 顺达 --source 12328 --date 3.5",
    "zoufang issue add 年审不会网上办 --visit ZF-2020-0001 --measure 上门演示 --responsible 张三 --deadline 3月31日",
    "zoufang issue add 未亮证执法 --source 自查 --nature 自身问题 --on-the-spot 当场纠正 --evidence 整改照片",
)
@options(
    fields.TEXT_OF_ISSUE,
    fields.TO,
    fields.SOURCE,
    fields.REPORTED_ON,
    fields.CATEGORY,
    fields.NATURE,
    fields.MEASURE,
    fields.RESPONSIBLE,
    fields.UNIT,
    fields.DEADLINE,
    fields.ON_THE_SPOT,
    fields.EVIDENCE,
)
def add(
    ctx: typer.Context,
    typed: Typed,
    text: Annotated[str | None, typer.Argument(metavar="[问题]", help="问题描述。")] = None,
    visit: Annotated[
        str | None, typer.Option("--visit", metavar="编号", help="由哪次走访带出；来源、日期和业户随该次走访。")
    ] = None,
    json: Json = False,
) -> None:
    """Register an issue."""
    from zoufang_cli.issues.actions import raising

    context = context_of(ctx)
    if text is not None and typed["text"] is not None:
        raise UsageError("问题描述只要写一次：直接写在命令里，或用 --text。")
    on_the_spot = typed["on_the_spot"] is not None
    if on_the_spot and (typed["measure"] is not None or typed["deadline"] is not None):
        raise UsageError("立行立改（--on-the-spot）的问题当场销号，不用 --measure 和 --deadline。")
    if text is not None:
        typed = {**typed, "text": [text]}
    with context.open_store() as store:
        reader = Reader(context, store)
        origin = origin_named(store, visit) if visit else None
        description = reader.asked(fields.TEXT_OF_ISSUE, typed)
        source = _source(reader, typed, of_visit=origin is not None and origin.kind == "visit")
        operator_ids = tuple(operator.id for operator in reader.value(fields.TO, typed))
        if not operator_ids and origin:
            operator_ids = origin.operator_ids
        if not operator_ids and source in OPERATORS_NEEDED and context.interactive:
            operator_ids = tuple(operator.id for operator in reader.asked(fields.TO, {}))
        reported_on = reader.value(fields.REPORTED_ON, typed) or (origin.held_on if origin else context.today)
        evidence = reader.asked(fields.EVIDENCE, typed, default="", known=not on_the_spot)
        responsible = reader.value(fields.RESPONSIBLE, typed)
        deadline = typed["deadline"]
        issue = raising.add_issue(
            store,
            context.actor,
            raising.IssueDraft(
                text=description,
                reported_on=reported_on,
                operator_ids=operator_ids,
                source=source,
                activity_id=origin.id if origin else None,
                category=reader.value(fields.CATEGORY, typed),
                nature=reader.value(fields.NATURE, typed) or "difficulty",
                measure=reader.value(fields.ON_THE_SPOT, typed) or reader.value(fields.MEASURE, typed),
                responsible_id=responsible.id if responsible else None,
                responsible_unit=reader.value(fields.UNIT, typed),
                due_on=reader.deadline(deadline[-1], reported_on) if deadline else None,
                on_the_spot=on_the_spot,
                evidence=evidence,
            ),
        )
        match issue.state:
            case State.CLOSED:
                ending = "立行立改，已销号"
            case State.ASSIGNED if issue.due_on:
                ending = f"已交办{issue.responsible}，{format_day(issue.due_on)}前完成"
            case _:
                missing = missing_terms(issue.measure, issue.responsible_id, issue.due_on, None)
                ending = f"待交办，还缺{joined(missing)}"
        _show(reader, issue, f"已登记问题 {issue.number}（{issue.text}）：{ending}。", json)


def _source(reader: Reader, typed: Typed, of_visit: bool) -> Source:
    """Return where an issue comes from: as typed, else from its visit or from operators named; else it is asked for."""
    if typed["source"] is None and of_visit:
        return Source.VISIT
    if typed["source"] is None and typed["to"] and not reader.context.interactive:
        reader.notes["来源"] = "来源没有写明，按走访登记；不同的请用 --source 写明。"
        return Source.VISIT
    return Source(reader.asked(fields.SOURCE, typed))


@command(
    app,
    "list",
    "列出问题；可按是否销号、是否逾期、状态、业户、责任人和反映月份筛选。",
    "zoufang issue list --open",
    "zoufang issue list --overdue --json",
    "zoufang issue list --month 2020-03 --state 办理中",
    cls=MonthCommand,
)
@options(fields.STATE)
def list_(
    ctx: typer.Context,
    typed: Typed,
    open_: Annotated[bool, typer.Option("--open", help="只看未销号的。")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期未销号的。")] = False,
    operator: Annotated[str | None, typer.Option("--operator", metavar="业户", help="只看这一户反映的。")] = None,
    responsible: Annotated[str | None, typer.Option("--responsible", metavar="姓名", help="只看此人负责的。")] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="月份", help="反映月份，如 2020-03、3月；不带值指本月。")
    ] = None,
    json: Json = False,
) -> None:
    """List issues."""
    context = context_of(ctx)
    with context.open_store() as store:
        reader = Reader(context, store)
        first, last = (None, None) if month is None else reader.period(month)
        conditions = IssueFilter(
            open_,
            context.today if overdue else None,
            reader.value(fields.STATE, typed) or None,
            None if operator is None else operators(reader, operator)[0].id,
            None if responsible is None else anybody(reader, responsible).id,
            first,
            last,
        )
        reader.echo()
        issues = issues_where(store, conditions)
        plan = reader.campaign.plan if json else None
    if not (issues or json):
        print_line("没有符合条件的问题。")
        return
    from zoufang_cli.issues import screens

    if plan:
        names = screens.names_of(plan)
        context.show_json([screens.issue_json(issue, context.today, names) for issue in issues])
    else:
        context.out.print(screens.issues_table(issues, context.today))


@command(app, "show", "查看一个问题的全部内容和办理过程。", "zoufang issue show WT-2020-0001")
def show(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """Show one issue with every step."""
    from zoufang_cli.issues import screens

    context = context_of(ctx)
    with context.open_store() as store:
        details = show_issue(store, number)
        names = screens.names_of(Reader(context, store).campaign.plan)
    parts = (details.issue, details.steps, details.call_backs, details.attachments, context.today, names)
    if json:
        context.show_json(screens.shown_json(*parts))
        return
    for part in screens.shown_tables(*parts):
        context.out.print(part)


@dataclass(frozen=True, slots=True)
class Work:
    """One verb at work on one issue: the issue as it stands, what was typed, and the day of the move."""

    reader: Reader
    typed: Typed
    issue: Issue
    on: Day

    @property
    def target(self) -> tuple[Store, Actor, str]:
        """Return what every move takes first: the store, who acts, the number of the issue."""
        return self.reader.store, self.reader.context.actor, self.issue.number

    def value(self, field: Field) -> Any:
        """Return what was typed for a field, '' for nothing."""
        return self.reader.value(field, self.typed)

    def needed(self, field: Field, read: Callable[[str], Any] | None = None) -> Any:
        """Return a value that the verb cannot do without."""
        return self.reader.asked(field, self.typed, read)

    def term(self, field: Field, known: object, read: Callable[[str], Any] | None = None, default: Any = "") -> Any:
        """Return a value that may be stored already: read it, or ask for it only when somebody is there."""
        return self.reader.asked(field, self.typed, read, default=default, known=bool(known))

    def deadline(self, text: str) -> Day:
        """Read a deadline, which does not lie before the day of the move."""
        from zoufang_cli.issues.actions import moving

        return self.reader.deadline(text, self.on, lambda day: moving.require_ahead("完成时限", day, self.on))

    def later(self, text: str) -> Day:
        """Read a deadline that is later than the present one."""
        from zoufang_cli.issues.actions import moving

        return self.reader.deadline(text, self.on, lambda day: moving.require_later(self.issue, day))

    def verifier(self, text: str) -> int:
        """Read a verifier, who is not the responsible person."""
        from zoufang_cli.issues.actions import moving

        verifier_id = person(self.reader, text).id
        moving.require_other(self.issue, verifier_id)
        return verifier_id

    def terms(self, review_on: Day | None = None) -> Terms:
        """Return measure, responsible person and deadline; what is neither given nor stored is asked for."""
        from zoufang_cli.issues.actions.moving import Terms

        due = self.issue.due_on if self.issue.due_on and self.issue.due_on >= self.on else None
        keeps_due = review_on is not None or self.issue.state is State.ASSIGNED
        measure = self.term(fields.MEASURE, self.issue.measure)
        responsible = self.term(fields.RESPONSIBLE, self.issue.responsible_id)
        return Terms(
            measure,
            responsible.id if responsible else None,
            self.value(fields.UNIT),
            self.term(fields.DEADLINE, keeps_due or due, self.deadline) or None,
            review_on,
        )

    def show(self, issue: Issue, sentence: str, json: bool) -> None:
        """Show the issue as it now stands."""
        _show(self.reader, issue, sentence, json)


def _show(reader: Reader, issue: Issue, sentence: str, json: bool) -> None:
    reader.echo()
    if json:
        from zoufang_cli.issues.screens import issue_json, names_of

        reader.context.show_json(issue_json(issue, reader.context.today, names_of(reader.campaign.plan)))
    else:
        print_line(sentence)


@contextmanager
def _work(ctx: typer.Context, number: str | None, typed: Typed, *allowed: Move) -> Iterator[Work]:
    """Open the store for a verb; a verb that is not possible now is refused before anything is asked."""
    from zoufang_cli.issues.actions.moving import issue_for

    context = context_of(ctx)
    if number is None and not context.interactive:
        raise UsageError(f"缺少问题编号：请写明，如 zoufang issue {allowed[0]} WT-2020-0001。")
    with context.open_store() as store:
        reader = Reader(context, store)
        issue = _chosen(reader, allowed) if number is None else issue_for(store, number, *allowed)
        yield Work(reader, typed, issue, reader.value(fields.MOVED_ON, typed) or context.today)


def _chosen(reader: Reader, allowed: tuple[Move, ...]) -> Issue:
    """Let somebody choose among the issues that a verb can move, the most urgent ones first."""
    from zoufang_cli.issues.actions.moving import issue_for

    label = MOVE_LABELS[allowed[0]]
    waiting = [issue for issue in issues_where(reader.store, IssueFilter()) if _awaits(issue, allowed)]
    if not waiting:
        raise Refused(f"现在没有可以{label}的问题。")
    waiting.sort(key=lambda issue: (not issue.open, issue.due_on or Day.max))
    offered = waiting[:OFFERED]
    if len(waiting) > OFFERED:
        reader.context.say(f"可以{label}的问题共{len(waiting)}个，先列{OFFERED}个，其他的请直接输入编号：")
    else:
        reader.context.say(f"可以{label}的问题：")
    lines = [_described(issue) for issue in offered]
    keys = [issue.number for issue in offered]
    chosen = reader.context.pick(lines, keys, lambda text: issue_for(reader.store, text, *allowed), named=True)
    if chosen is None:
        raise Refused("没有选定问题。")
    return chosen


def _awaits(issue: Issue, allowed: tuple[Move, ...]) -> bool:
    """Tell whether a verb is to be offered: to assign anew what is assigned, one names the issue."""
    anew = Move.ASSIGN in allowed and issue.state is State.ASSIGNED
    return not anew and any((issue.state, move) in MOVES for move in allowed)


def _described(issue: Issue) -> str:
    who = joined(party.name for party in issue.parties)
    until = f"{format_day(issue.due_on)}前完成" if issue.due_on else ""
    parts = (issue.number, issue.text, who, STATE_LABELS[issue.state], issue.responsible, until)
    return "  ".join(part for part in parts if part)


def _until(issue: Issue) -> str:
    return f"{format_day(issue.due_on)}前完成" if issue.due_on else "没有时限"


@command(
    app,
    "assign",
    "交办：明确具体措施、责任人员和完成时限，缺一不可；再次使用可改派。",
    "zoufang issue assign WT-2020-0001 --measure 增开周六检测 --responsible 张三 --deadline 3月31日",
    "zoufang issue assign WT-2020-0002 --measure 每季会商 --responsible 张三 --review-on 6月30日",
)
@options(fields.MEASURE, fields.RESPONSIBLE, fields.DEADLINE, fields.REVIEW_ON, fields.UNIT, fields.MOVED_ON)
def assign(ctx: typer.Context, typed: Typed, number: AskedNumber = None, json: Json = False) -> None:
    """Assign an issue."""
    from zoufang_cli.issues.actions import moving

    if typed["deadline"] is not None and typed["review_on"] is not None:
        raise UsageError("--deadline 与 --review-on 请只用一种：长期坚持的问题没有完成时限。")
    with _work(ctx, number, typed, Move.ASSIGN, Move.STAND) as work:
        review_on = work.reader.deadline(typed["review_on"][-1], work.on) if typed["review_on"] else None
        issue = moving.assign(*work.target, work.terms(review_on), work.on)
        if issue.review_on:
            ending = f"{issue.responsible}负责，长期坚持，{format_day(issue.review_on)}检视"
        else:
            ending = f"{issue.responsible}负责，{_until(issue)}"
        work.show(issue, f"已交办 {issue.number}：{ending}。", json)


@command(app, "progress", "登记进展，状态不变。", "zoufang issue progress WT-2020-0001 --text 已与检测站商定")
@options(fields.PROGRESS, fields.MOVED_ON)
def progress(ctx: typer.Context, typed: Typed, number: AskedNumber = None, json: Json = False) -> None:
    """Note progress."""
    from zoufang_cli.issues.actions import moving

    with _work(ctx, number, typed, Move.PROGRESS) as work:
        text = work.needed(fields.PROGRESS)
        issue = moving.report_progress(*work.target, text, work.on)
        work.show(issue, f"已登记 {issue.number} 的进展：{text}。", json)


@command(
    app,
    "extend",
    "延长完成时限，原定时限保留。",
    "zoufang issue extend WT-2020-0001 --deadline 4月15日 --reason 等待上级批复",
)
@options(fields.NEW_DEADLINE, fields.reason("延期原因"), fields.MOVED_ON)
def extend(ctx: typer.Context, typed: Typed, number: AskedNumber = None, json: Json = False) -> None:
    """Extend the deadline."""
    from zoufang_cli.issues.actions import moving

    with _work(ctx, number, typed, Move.EXTEND) as work:
        day = work.needed(fields.NEW_DEADLINE, work.later)
        reason = work.needed(fields.reason("延期原因"))
        before = work.issue.due_on
        issue = moving.extend(*work.target, day, reason, work.on)
        was = f"由{format_day(before)}" if before else ""
        work.show(issue, f"{issue.number} 的完成时限已{was}延至{format_day(day)}。", json)


@command(
    app,
    "resolve",
    "办结：写明完成情况，待核验。",
    "zoufang issue resolve WT-2020-0001 --result 周六检测已开通 --evidence 公告照片",
    "zoufang issue resolve WT-2020-0002 --result 已上报 --referred-to 市交通运输局",
)
@options(fields.RESULT, fields.EVIDENCE, fields.OUTCOME, fields.REFERRED_TO, fields.MOVED_ON)
def resolve(ctx: typer.Context, typed: Typed, number: AskedNumber = None, json: Json = False) -> None:
    """Resolve an issue."""
    from zoufang_cli.issues.actions import moving

    with _work(ctx, number, typed, Move.RESOLVE) as work:
        outcome = work.value(fields.OUTCOME)
        result = work.needed(fields.RESULT)
        referred_to = work.term(fields.REFERRED_TO, known=outcome != Outcome.REFERRED)
        ending = Outcome(outcome or (Outcome.REFERRED if referred_to else Outcome.SOLVED))
        resolution = moving.Resolution(result, work.value(fields.EVIDENCE), ending, referred_to)
        issue = moving.resolve(*work.target, resolution, work.on)
        work.show(issue, f"已办结 {issue.number}（{OUTCOME_LABELS[ending]}），待责任人以外的人员核验。", json)


@command(app, "verify", "核验：由责任人以外的人员确认。", "zoufang issue verify WT-2020-0001 --verifier 李四")
@options(fields.VERIFIER, fields.MOVED_ON)
def verify(ctx: typer.Context, typed: Typed, number: AskedNumber = None, json: Json = False) -> None:
    """Verify an issue."""
    from zoufang_cli.issues.actions import moving

    with _work(ctx, number, typed, Move.VERIFY) as work:
        issue = moving.verify(*work.target, work.needed(fields.VERIFIER, work.verifier), work.on)
        lacking = moving.lacking_for_closing(work.reader.store, issue)
        ending = f"销号还缺{joined(lacking)}" if lacking else "可以销号"
        work.show(issue, f"{issue.number} 已由{issue.verifier}核验通过，{ending}。", json)


@command(app, "return", "退回：核验不通过，继续办理。", "zoufang issue return WT-2020-0001 --reason 现场仍未开通")
@options(fields.reason("退回原因"), fields.DEADLINE, fields.MOVED_ON)
def send_back(ctx: typer.Context, typed: Typed, number: AskedNumber = None, json: Json = False) -> None:
    """Send an issue back."""
    from zoufang_cli.issues.actions import moving

    with _work(ctx, number, typed, Move.RETURN) as work:
        reason = work.needed(fields.reason("退回原因"))
        deadline = work.term(fields.DEADLINE, work.issue.due_on, work.deadline) or None
        issue = moving.send_back(*work.target, reason, deadline, work.on)
        sentence = f"已退回 {issue.number}：{issue.responsible}继续办理，{_until(issue)}。"
        if issue.due_on is not None and issue.due_on < work.on:
            sentence += f"原定时限已过，需要延期请用 zoufang issue extend {issue.number}。"
        work.show(issue, sentence, json)


@command(
    app,
    "close",
    "销号：须有佐证材料、责任人以外的核验人和业户反馈。",
    "zoufang issue close WT-2020-0001 --verifier 李四 --feedback 已能周六检测 --satisfaction 满意",
    "zoufang issue close WT-2020-0003 --feedback 顺达=已解决 --feedback 宏运=基本解决",
)
@options(
    fields.VERIFIER,
    fields.EVIDENCE,
    fields.FEEDBACK,
    fields.SATISFACTION,
    fields.CALLED_BACK_ON,
    fields.MOVED_ON,
)
def close(ctx: typer.Context, typed: Typed, number: AskedNumber = None, json: Json = False) -> None:
    """Close an issue."""
    from zoufang_cli.issues.actions import moving

    with _work(ctx, number, typed, Move.CLOSE) as work:
        store, issue = work.reader.store, work.issue
        evidence = work.term(fields.EVIDENCE, issue.evidence or moving.has_attachment(store, issue))
        verifier_id = work.term(fields.VERIFIER, issue.verifier_id, work.verifier) or None
        feedback, satisfaction = work.value(fields.FEEDBACK), work.value(fields.SATISFACTION)
        if issue.parties and not feedback and not satisfaction and work.reader.context.interactive:
            feedback = work.reader.asked(fields.FEEDBACK, {})
        answers = moving.answers_of(store, work.reader.campaign.plan, issue, feedback, satisfaction)
        called_back_on = work.value(fields.CALLED_BACK_ON) or None
        closing = moving.Closing(verifier_id, evidence, answers, called_back_on)
        closed = moving.close(*work.target, closing, work.on)
        ending = f"（{OUTCOME_LABELS[closed.outcome]}）" if closed.outcome else ""
        work.show(closed, f"已销号 {closed.number}{ending}：核验人{closed.verifier}。", json)


@command(
    app,
    "reopen",
    "重新交办已销号的问题。",
    "zoufang issue reopen WT-2020-0001 --reason 问题反弹 --deadline 5月31日",
)
@options(
    fields.reason("重新交办的原因"),
    fields.DEADLINE,
    fields.MEASURE,
    fields.RESPONSIBLE,
    fields.UNIT,
    fields.MOVED_ON,
)
def reopen(ctx: typer.Context, typed: Typed, number: AskedNumber = None, json: Json = False) -> None:
    """Reopen an issue."""
    from zoufang_cli.issues.actions import moving

    with _work(ctx, number, typed, Move.REOPEN) as work:
        reason = work.needed(fields.reason("重新交办的原因"))
        issue = moving.reopen(*work.target, reason, work.terms(), work.on)
        work.show(issue, f"已重新交办 {issue.number}：{issue.responsible}负责，{_until(issue)}。", json)


@command(app, "void", "作废登记有误的问题；编号不再使用。", "zoufang issue void WT-2020-0004 --reason 重复登记")
@options(fields.reason("作废原因"), fields.MOVED_ON)
def void(ctx: typer.Context, typed: Typed, number: AskedNumber = None, json: Json = False) -> None:
    """Void an issue."""
    from zoufang_cli.issues.actions import moving

    with _work(ctx, number, typed, Move.VOID) as work:
        reason = work.needed(fields.reason("作废原因"))
        issue = moving.void(*work.target, reason, work.on)
        work.show(issue, f"已作废 {issue.number}：{reason}。", json)
