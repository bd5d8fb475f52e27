"""The verbs that move an issue from state to state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date as Day
from typing import Annotated, TypeVar

import typer

from zoufang_cli.app.chinese import command, context_of
from zoufang_cli.app.context import Context
from zoufang_cli.app.options import Json
from zoufang_cli.errors import Refused, UsageError
from zoufang_cli.issues import moves
from zoufang_cli.issues.actions import IssueFilter, issue_for, list_issues, names_of
from zoufang_cli.issues.answers import answers_of
from zoufang_cli.issues.options import (
    AskedNumber,
    Date,
    Deadline,
    Evidence,
    Measure,
    Reason,
    Responsible,
    Unit,
    Verifier,
)
from zoufang_cli.issues.rules import (
    MOVE_LABELS,
    MOVES,
    OUTCOME_LABELS,
    STATE_LABELS,
    Issue,
    Move,
    Outcome,
    State,
    joined,
    read_code,
)
from zoufang_cli.plan.campaign import campaign_of
from zoufang_cli.screen.lines import print_line
from zoufang_cli.text.dates import format_day
from zoufang_cli.visits.input import Input, text_of
from zoufang_cli.visits.rules import typed

T = TypeVar("T")

OFFERED = 20  # issues that fit a screen


class Work:
    """One verb at work on one issue: the issue as it stands, the day of the move, and readers of typed values."""

    def __init__(self, context: Context, read: Input, issue: Issue, date: str | None) -> None:
        self.context, self.read, self.issue = context, read, issue
        self.on = read.day(date, "办理日期") if date else context.today

    def ask(self, what: str, option: str, given: str | None) -> str:
        """Return a text that the verb cannot do without."""
        return self.context.ask(what, option, given, lambda text: typed(what, text))

    def term(self, what: str, option: str, given: str | None, known: object, read: Callable[[str], T]) -> T | None:
        """Return a value that may be stored already: read it, or ask for it only when somebody is there."""
        if given is None and (known or not self.context.interactive):
            return None
        return self.context.ask(what, option, given, read)

    def deadline(self, text: str) -> Day:
        """Read a deadline, which does not lie before the day of the move."""
        return self.read.deadline(text, self.on, lambda day: moves.require_ahead("完成时限", day, self.on))

    def later(self, text: str) -> Day:
        """Read a deadline that is later than the present one."""
        return self.read.deadline(text, self.on, lambda day: moves.require_later(self.issue, day))

    def verifier(self, text: str) -> int:
        """Read a verifier, who is not the responsible person."""
        person = self.read.person(text)
        moves.require_other(self.issue, person)
        return person

    def terms(
        self, measure: str | None, responsible: str | None, unit: str | None, deadline: str | None, review: Day | None
    ) -> moves.Terms:
        """Return measure, responsible person and deadline; what is neither given nor stored is asked for."""
        issue, on, read = self.issue, self.on, self.read
        due = issue.due_on if issue.due_on and issue.due_on >= on else None
        keeps_due = review is not None or issue.state is State.ASSIGNED
        return moves.Terms(
            self.term("具体措施", "--measure", measure, issue.measure, lambda text: typed("措施", text)) or "",
            self.term("责任人", "--responsible", responsible, issue.responsible_id, read.person),
            text_of("责任单位", unit),
            self.term("完成时限", "--deadline", deadline, keeps_due or due, self.deadline),
            review,
        )


@contextmanager
def _work(ctx: typer.Context, number: str | None, date: str | None, *allowed: Move) -> Iterator[Work]:
    """Open the store for a verb; a verb that is not possible now is refused before anything is asked."""
    context = context_of(ctx)
    if number is None and not context.interactive:
        raise UsageError(f"缺少问题编号：请写明，如 zoufang issue {allowed[0]} WT-2020-0001。")
    with context.open_store() as store:
        read = Input(context, store, campaign_of(store))
        issue = _chosen(read, allowed) if number is None else issue_for(store, number, *allowed)
        yield Work(context, read, issue, date)


def _chosen(read: Input, allowed: tuple[Move, ...]) -> Issue:
    """Let somebody choose among the issues that a verb can move, the most urgent ones first."""
    found = [issue for issue in list_issues(read.store, IssueFilter()) if _awaits(issue, allowed)]
    if not found:
        raise Refused(f"现在没有可以{MOVE_LABELS[allowed[0]]}的问题。")
    found.sort(key=lambda issue: (not issue.open, issue.due_on or Day.max))
    offered = found[:OFFERED]
    if len(found) > OFFERED:
        read.context.say(
            f"可以{MOVE_LABELS[allowed[0]]}的问题共{len(found)}个，先列{OFFERED}个，其他的请直接输入编号："
        )
    else:
        read.context.say(f"可以{MOVE_LABELS[allowed[0]]}的问题：")
    lines = [_described(issue) for issue in offered]
    keys = [issue.number for issue in offered]
    chosen = read.context.pick(lines, keys, lambda text: issue_for(read.store, text, *allowed), named=True)
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


def _show(work: Work, issue: Issue, sentence: str, json: bool) -> None:
    work.read.echo()
    if json:
        from zoufang_cli.issues.screens import issue_json

        work.context.show_json(issue_json(issue, work.context.today, names_of(work.read.campaign.plan)))
    else:
        print_line(sentence)


def assign(
    ctx: typer.Context,
    number: AskedNumber = None,
    measure: Measure = None,
    responsible: Responsible = None,
    deadline: Deadline = None,
    review_on: Annotated[
        str | None, typer.Option("--review-on", metavar="日期", help="下次检视日期：没有时限、长期坚持的问题用它。")
    ] = None,
    unit: Unit = None,
    date: Date = None,
    json: Json = False,
) -> None:
    """Assign an issue."""
    if deadline is not None and review_on is not None:
        raise UsageError("--deadline 与 --review-on 请只用一种：长期坚持的问题没有完成时限。")
    with _work(ctx, number, date, Move.ASSIGN, Move.STAND) as work:
        review = work.read.deadline(review_on, work.on) if review_on else None
        terms = work.terms(measure, responsible, unit, deadline, review)
        issue = moves.assign(work.read.store, work.context.actor, work.issue.number, terms, work.on)
        if issue.review_on:
            ending = f"{issue.responsible}负责，长期坚持，{format_day(issue.review_on)}检视"
        else:
            ending = f"{issue.responsible}负责，{_until(issue)}"
        _show(work, issue, f"已交办 {issue.number}：{ending}。", json)


def _until(issue: Issue) -> str:
    return f"{format_day(issue.due_on)}前完成" if issue.due_on else "没有时限"


def progress(
    ctx: typer.Context,
    number: AskedNumber = None,
    text: Annotated[str | None, typer.Option("--text", metavar="内容", help="进展情况，必填。")] = None,
    date: Date = None,
    json: Json = False,
) -> None:
    """Note progress."""
    with _work(ctx, number, date, Move.PROGRESS) as work:
        said = work.ask("进展情况", "--text", text)
        issue = moves.report_progress(work.read.store, work.context.actor, work.issue.number, said, work.on)
        _show(work, issue, f"已登记 {issue.number} 的进展：{said}。", json)


def extend(
    ctx: typer.Context,
    number: AskedNumber = None,
    deadline: Deadline = None,
    reason: Reason = None,
    date: Date = None,
    json: Json = False,
) -> None:
    """Extend the deadline."""
    with _work(ctx, number, date, Move.EXTEND) as work:
        day = work.context.ask("新的时限", "--deadline", deadline, work.later)
        why = work.ask("延期原因", "--reason", reason)
        before = work.issue.due_on
        issue = moves.extend(work.read.store, work.context.actor, work.issue.number, day, why, work.on)
        was = f"由{format_day(before)}" if before else ""
        _show(work, issue, f"{issue.number} 的完成时限已{was}延至{format_day(day)}。", json)


def resolve(
    ctx: typer.Context,
    number: AskedNumber = None,
    result: Annotated[str | None, typer.Option("--result", metavar="内容", help="完成情况，必填。")] = None,
    evidence: Evidence = None,
    outcome: Annotated[
        str | None,
        typer.Option("--outcome", metavar="方式", help="解决、解释说明、转办；不写为解决，写了 --referred-to 为转办。"),
    ] = None,
    referred_to: Annotated[
        str | None, typer.Option("--referred-to", metavar="单位", help="转办（上报）给哪个单位。")
    ] = None,
    date: Date = None,
    json: Json = False,
) -> None:
    """Resolve an issue."""
    given = read_code("办结方式", outcome, OUTCOME_LABELS) if outcome else None
    with _work(ctx, number, date, Move.RESOLVE) as work:
        said = work.ask("完成情况", "--result", result)
        if given is Outcome.REFERRED and referred_to is None and work.context.interactive:
            referred_to = work.ask("转办单位", "--referred-to", None)
        ending = given or (Outcome.REFERRED if referred_to else Outcome.SOLVED)
        resolution = moves.Resolution(said, text_of("佐证", evidence), ending, text_of("转办单位", referred_to))
        issue = moves.resolve(work.read.store, work.context.actor, work.issue.number, resolution, work.on)
        _show(work, issue, f"已办结 {issue.number}（{OUTCOME_LABELS[ending]}），待责任人以外的人员核验。", json)


def verify(
    ctx: typer.Context, number: AskedNumber = None, verifier: Verifier = None, date: Date = None, json: Json = False
) -> None:
    """Verify an issue."""
    with _work(ctx, number, date, Move.VERIFY) as work:
        person = work.context.ask("核验人", "--verifier", verifier, work.verifier)
        issue = moves.verify(work.read.store, work.context.actor, work.issue.number, person, work.on)
        lacking = moves.lacking_for_closing(work.read.store, issue)
        ending = f"销号还缺{joined(lacking)}" if lacking else "可以销号"
        _show(work, issue, f"{issue.number} 已由{issue.verifier}核验通过，{ending}。", json)


def send_back(
    ctx: typer.Context,
    number: AskedNumber = None,
    reason: Reason = None,
    deadline: Deadline = None,
    date: Date = None,
    json: Json = False,
) -> None:
    """Send an issue back."""
    with _work(ctx, number, date, Move.RETURN) as work:
        why = work.ask("退回原因", "--reason", reason)
        day = work.term("完成时限", "--deadline", deadline, work.issue.due_on, work.deadline)
        issue = moves.send_back(work.read.store, work.context.actor, work.issue.number, why, day, work.on)
        sentence = f"已退回 {issue.number}：{issue.responsible}继续办理，{_until(issue)}。"
        if issue.due_on is not None and issue.due_on < work.on:
            sentence += f"原定时限已过，需要延期请用 zoufang issue extend {issue.number}。"
        _show(work, issue, sentence, json)


def close(
    ctx: typer.Context,
    number: AskedNumber = None,
    verifier: Verifier = None,
    evidence: Evidence = None,
    feedback: Annotated[
        list[str] | None,
        typer.Option("--feedback", metavar="内容", help="业户反馈；各户不同时写“业户=内容”，可重复。"),
    ] = None,
    satisfaction: Annotated[
        list[str] | None,
        typer.Option("--satisfaction", metavar="档次", help="回访满意度；各户不同时写“业户=档次”，可重复。"),
    ] = None,
    called_back_on: Annotated[
        str | None, typer.Option("--called-back-on", metavar="日期", help="回访日期；不写为销号日期。")
    ] = None,
    date: Date = None,
    json: Json = False,
) -> None:
    """Close an issue."""
    with _work(ctx, number, date, Move.CLOSE) as work:
        read, issue = work.read, work.issue
        known_evidence = issue.evidence or moves.has_attachment(read.store, issue)
        proof = work.term("佐证", "--evidence", evidence, known_evidence, lambda text: typed("佐证", text))
        person = work.term("核验人", "--verifier", verifier, issue.verifier_id, work.verifier)
        if issue.parties and not feedback and not satisfaction and work.context.interactive:
            feedback = [work.ask("业户反馈", "--feedback", None)]
        said = [typed("业户反馈", text) for text in feedback or ()]
        answers = answers_of(read.store, read.campaign.plan, issue, said, satisfaction or ())
        called = read.day(called_back_on, "回访日期") if called_back_on else None
        closing = moves.Closing(person, proof or "", answers, called)
        closed = moves.close(read.store, work.context.actor, work.issue.number, closing, work.on)
        ending = f"（{OUTCOME_LABELS[closed.outcome]}）" if closed.outcome else ""
        _show(work, closed, f"已销号 {closed.number}{ending}：核验人{closed.verifier}。", json)


def reopen(
    ctx: typer.Context,
    number: AskedNumber = None,
    reason: Reason = None,
    deadline: Deadline = None,
    measure: Measure = None,
    responsible: Responsible = None,
    unit: Unit = None,
    date: Date = None,
    json: Json = False,
) -> None:
    """Reopen an issue."""
    with _work(ctx, number, date, Move.REOPEN) as work:
        why = work.ask("重新交办的原因", "--reason", reason)
        terms = work.terms(measure, responsible, unit, deadline, None)
        issue = moves.reopen(work.read.store, work.context.actor, work.issue.number, why, terms, work.on)
        _show(work, issue, f"已重新交办 {issue.number}：{issue.responsible}负责，{_until(issue)}。", json)


def void(
    ctx: typer.Context, number: AskedNumber = None, reason: Reason = None, date: Date = None, json: Json = False
) -> None:
    """Void an issue."""
    with _work(ctx, number, date, Move.VOID) as work:
        why = work.ask("作废原因", "--reason", reason)
        issue = moves.void(work.read.store, work.context.actor, work.issue.number, why, work.on)
        _show(work, issue, f"已作废 {issue.number}：{why}。", json)


_VERBS: tuple[tuple[Callable[..., None], str, str, tuple[str, ...]], ...] = (
    (
        assign,
        "assign",
        "交办：明确具体措施、责任人员和完成时限，缺一不可；再次使用可改派。",
        (
            "zoufang issue assign WT-2020-0001 --measure 增开周六检测 --responsible 张三 --deadline 3月31日",
            "zoufang issue assign WT-2020-0002 --measure 每季会商 --responsible 张三 --review-on 6月30日",
        ),
    ),
    (progress, "progress", "登记进展，状态不变。", ("zoufang issue progress WT-2020-0001 --text 已与检测站商定",)),
    (
        extend,
        "extend",
        "延长完成时限，原定时限保留。",
        ("zoufang issue extend WT-2020-0001 --deadline 4月15日 --reason 等待上级批复",),
    ),
    (
        resolve,
        "resolve",
        "办结：写明完成情况，待核验。",
        (
            "zoufang issue resolve WT-2020-0001 --result 周六检测已开通 --evidence 公告照片",
            "zoufang issue resolve WT-2020-0002 --result 已上报 --referred-to 市交通运输局",
        ),
    ),
    (verify, "verify", "核验：由责任人以外的人员确认。", ("zoufang issue verify WT-2020-0001 --verifier 李四",)),
    (send_back, "return", "退回：核验不通过，继续办理。", ("zoufang issue return WT-2020-0001 --reason 现场仍未开通",)),
    (
        close,
        "close",
        "销号：须有佐证材料、责任人以外的核验人和业户反馈。",
        (
            "zoufang issue close WT-2020-0001 --verifier 李四 --feedback 已能周六检测 --satisfaction 满意",
            "zoufang issue close WT-2020-0003 --feedback 顺达=已解决 --feedback 宏运=基本解决",
        ),
    ),
    (
        reopen,
        "reopen",
        "重新交办已销号的问题。",
        ("zoufang issue reopen WT-2020-0001 --reason 问题反弹 --deadline 5月31日",),
    ),
    (void, "void", "作废登记有误的问题；编号不再使用。", ("zoufang issue void WT-2020-0004 --reason 重复登记",)),
)


def register(app: typer.Typer) -> None:
    """Add the verbs to the noun."""
    for function, name, help, examples in _VERBS:
        command(app, name, help, *examples)(function)
