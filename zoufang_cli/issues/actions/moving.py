"""Move an issue from state to state (domain.issue.MOVES), each move one operation and one step of its history.

Every function takes the day of the move, which lies neither in the future nor before the last step, and returns
the issue as it then stands. Each raises NotFound for an unknown number and Refused, with nothing changed, when
the state or a rule forbids the move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from zoufang_cli.errors import BadValue, Refused
from zoufang_cli.issues import table as rows
from zoufang_cli.issues.rules import (
    MOVE_LABELS,
    MOVES,
    STATE_LABELS,
    Issue,
    Move,
    Outcome,
    joined,
    missing_for_closing,
    missing_terms,
    moves_from,
)
from zoufang_cli.issues.table import find_issue
from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.records.rules import choice_named
from zoufang_cli.roster.naming import operators_named
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation
from zoufang_cli.text.dates import format_day


@dataclass(frozen=True, slots=True)
class Terms:
    """The three that clause R3 asks for, as far as they are given; what is not given stays as stored.

    A date of review in place of the deadline makes the issue a standing one (长期坚持).
    """

    measure: str = ""
    responsible_id: int | None = None
    unit: str = ""
    due_on: date | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """How an issue was resolved; `referred_to` is needed for and only for Outcome.REFERRED."""

    result: str
    evidence: str = ""
    outcome: Outcome = Outcome.SOLVED
    referred_to: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operator said when called back; `satisfaction` is a key of the plan."""

    feedback: str = ""
    satisfaction: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing adds to what is stored; `answers` by operator id, `called_back_on` None: the day of closing."""

    verifier_id: int | None = None
    evidence: str = ""
    answers: Mapping[int, Answer] | None = None
    called_back_on: date | None = None


def assign(store: Store, actor: Actor, number: str, terms: Terms, on: date) -> Issue:
    """Give an issue its measure, responsible person and deadline; refused naming each of them that is missing.

    An assigned issue can be given to another person or another measure, but its deadline moves by `extend` only.
    """
    if terms.due_on is not None and terms.review_on is not None:
        raise Refused("完成时限和下次检视日期只能给一个：长期坚持的问题没有完成时限。")
    move = Move.ASSIGN if terms.review_on is None else Move.STAND
    with _moving(store, actor, number, move, on) as issue:
        _require_change(issue, terms)
        _assign(store, issue, move, _filled(issue, terms), on)
    return find_issue(store, number)


def _filled(issue: Issue, terms: Terms) -> Terms:
    """Complete the terms by what is stored; a date of review takes the place of the deadline."""
    return Terms(
        terms.measure.strip() or issue.measure,
        terms.responsible_id or issue.responsible_id,
        terms.unit.strip() or issue.responsible_unit,
        None if terms.review_on else terms.due_on or issue.due_on,
        terms.review_on,
    )


def _require_change(issue: Issue, terms: Terms) -> None:
    """Refuse what would assign an assigned issue anew without a change, or move its deadline in passing."""
    if terms.review_on is not None or (issue.state, Move.EXTEND) not in MOVES:
        return
    if terms.due_on not in (None, issue.due_on):
        raise Refused(f"问题 {issue.number} 已经交办，调整时限请用 zoufang issue extend {issue.number} 并写明原因。")
    if replace(terms, due_on=None) == Terms():
        raise Refused(f"问题 {issue.number} 已经交办，没有给出要调整的措施或责任人。")


def _assign(store: Store, issue: Issue, move: Move, terms: Terms, on: date, reason: str = "") -> None:
    """Write the terms and the step; the step carries the deadline when it is set or changed."""
    missing = missing_terms(terms.measure, terms.responsible_id, terms.due_on, terms.review_on)
    if missing:
        raise Refused(f"不能交办问题 {issue.number}：还没有明确{joined(missing)}。")
    require_ahead("完成时限", terms.due_on, on)
    require_ahead("下次检视日期", terms.review_on, on)
    to_state = MOVES[issue.state, move]
    store.update(
        "issue",
        issue.id,
        {
            "state": to_state,
            "measure": terms.measure,
            "responsible_id": terms.responsible_id,
            "responsible_unit": terms.unit,
            "due_on": terms.due_on,
            "original_due_on": issue.original_due_on or terms.due_on,
            "review_on": terms.review_on,
        },
    )
    unchanged = move is Move.ASSIGN and (issue.state, Move.EXTEND) in MOVES
    review = f"（下次检视：{format_day(terms.review_on)}）" if terms.review_on else ""
    rows.insert_step(
        store,
        issue.id,
        on,
        issue.state,
        to_state,
        due_on=None if unchanged else terms.due_on,
        text=(reason or terms.measure) + review,
        person_id=terms.responsible_id,
    )


def report_progress(store: Store, actor: Actor, number: str, text: str, on: date) -> Issue:
    """Note how the work goes on; the state stays."""
    with _moving(store, actor, number, Move.PROGRESS, on) as issue:
        _require_text("进展情况", text)
        _step(store, issue, Move.PROGRESS, on, text, issue.responsible_id)
    return find_issue(store, number)


def extend(store: Store, actor: Actor, number: str, due_on: date, reason: str, on: date) -> Issue:
    """Move the deadline to a later day; the original one is kept."""
    with _moving(store, actor, number, Move.EXTEND, on) as issue:
        _require_text("延期原因", reason)
        require_later(issue, due_on)
        require_ahead("完成时限", due_on, on)
        store.update("issue", issue.id, {"due_on": due_on})
        _step(store, issue, Move.EXTEND, on, reason, issue.responsible_id, due_on=due_on)
    return find_issue(store, number)


def resolve(store: Store, actor: Actor, number: str, resolution: Resolution, on: date) -> Issue:
    """State what came of the issue; it then waits for verification."""
    with _moving(store, actor, number, Move.RESOLVE, on) as issue:
        _require_text("完成情况", resolution.result)
        _require_referral(resolution)
        store.update(
            "issue",
            issue.id,
            {
                "state": MOVES[issue.state, Move.RESOLVE],
                "outcome": resolution.outcome,
                "result": resolution.result.strip(),
                "referred_to": resolution.referred_to.strip(),
                "evidence": resolution.evidence.strip() or issue.evidence,
                "resolved_on": on,
            },
        )
        _step(store, issue, Move.RESOLVE, on, _resolved_text(resolution), issue.responsible_id)
    return find_issue(store, number)


def _require_referral(resolution: Resolution) -> None:
    if resolution.outcome is Outcome.ON_THE_SPOT:
        raise Refused("立行立改只用于当场解决的问题，请在登记时用 --on-the-spot 写明。")
    if resolution.outcome is Outcome.REFERRED and not resolution.referred_to.strip():
        raise Refused("转办（上报）的问题须写明转给哪个单位（--referred-to）。")
    if resolution.outcome is not Outcome.REFERRED and resolution.referred_to.strip():
        raise Refused("写明了转办单位（--referred-to），办结方式应为转办（--outcome 转办）。")


def _resolved_text(resolution: Resolution) -> str:
    """Return the step's text: it keeps what a later return or reopening clears from the issue."""
    ending = {
        Outcome.EXPLAINED: "解释说明：",
        Outcome.REFERRED: f"转办（上报）{resolution.referred_to.strip()}：",
    }.get(resolution.outcome, "")
    proof = f"（佐证：{resolution.evidence.strip()}）" if resolution.evidence.strip() else ""
    return f"{ending}{resolution.result.strip()}{proof}"


def verify(store: Store, actor: Actor, number: str, verifier_id: int, on: date) -> Issue:
    """Record that somebody other than the responsible person has seen the result and accepts it."""
    with _moving(store, actor, number, Move.VERIFY, on) as issue:
        require_other(issue, verifier_id)
        store.update("issue", issue.id, {"verifier_id": verifier_id, "verified_on": on})
        _step(store, issue, Move.VERIFY, on, "核验通过", verifier_id)
    return find_issue(store, number)


def send_back(store: Store, actor: Actor, number: str, reason: str, due_on: date | None, on: date) -> Issue:
    """Send a resolved issue back to work (退回); the deadline stays unless a new one is given."""
    with _moving(store, actor, number, Move.RETURN, on) as issue:
        _require_text("退回原因", reason)
        if due_on is None and issue.due_on is None:
            raise Refused(f"问题 {issue.number} 没有完成时限，退回时须用 --deadline 明确时限。")
        require_ahead("完成时限", due_on, on)
        deadline = due_on or issue.due_on
        _work_again(store, issue, Move.RETURN, {"due_on": deadline, "original_due_on": _original(issue, deadline)})
        _step(store, issue, Move.RETURN, on, f"退回：{reason.strip()}", issue.responsible_id, due_on=due_on)
    return find_issue(store, number)


def close(store: Store, actor: Actor, number: str, closing: Closing, on: date) -> Issue:
    """Close a resolved issue (销号); refused naming everything that is missing (clause R3)."""
    with _moving(store, actor, number, Move.CLOSE, on) as issue:
        called_back_on = closing.called_back_on or on
        if issue.resolved_on is not None and not issue.resolved_on <= called_back_on <= on:
            span = f"{format_day(issue.resolved_on)}办结之日至{format_day(on)}销号之日"
            raise Refused(f"回访日期{format_day(called_back_on)}应在{span}之间。")
        for operator_id, answer in (closing.answers or {}).items():
            rows.insert_call_back(store, issue.id, operator_id, called_back_on, answer.feedback, answer.satisfaction)
        changes: dict[str, object] = {"evidence": closing.evidence.strip() or issue.evidence}
        if closing.verifier_id not in (None, issue.verifier_id):
            changes |= {"verifier_id": closing.verifier_id, "verified_on": on}
        store.update("issue", issue.id, changes)
        ready = find_issue(store, number)
        missing = lacking_for_closing(store, ready)
        if missing:
            raise Refused(f"不能销号问题 {issue.number}：还缺{joined(missing)}。")
        store.update("issue", issue.id, {"state": MOVES[issue.state, Move.CLOSE], "closed_on": on})
        _step(store, ready, Move.CLOSE, on, _closed_text(ready), ready.verifier_id, outcome=ready.outcome)
    return find_issue(store, number)


def _closed_text(issue: Issue) -> str:
    feedback = [f"{party.name}：{party.feedback}" for party in issue.parties if party.feedback]
    return "；".join(["核验通过，销号", *feedback])


def has_attachment(store: Store, issue: Issue) -> bool:
    """Tell whether a file that counts as evidence is attached: one since the issue was last sent back."""
    return rows.has_fresh_attachment(store, issue.id)


def lacking_for_closing(store: Store, issue: Issue) -> list[str]:
    """Return what a resolved issue still lacks to be closed."""
    return missing_for_closing(issue, has_attachment(store, issue))


def reopen(store: Store, actor: Actor, number: str, reason: str, terms: Terms, on: date) -> Issue:
    """Put a closed issue back to work; it needs the three of clause R3 again, its deadline not yet past.

    What was stated for the closing is cleared and stays in the history; the answers of the operators stay on
    record, but do not do for another closing.
    """
    with _moving(store, actor, number, Move.REOPEN, on) as issue:
        _require_text("重新交办的原因", reason)
        filled = _filled(issue, terms)
        if filled.due_on is not None and terms.due_on is None and filled.due_on < on:
            raise Refused(
                f"问题 {issue.number} 原定时限{format_day(filled.due_on)}已过，请用 --deadline 重新明确时限。"
            )
        _work_again(store, issue, Move.REOPEN, {"closed_on": None})
        _assign(store, issue, Move.REOPEN, filled, on, f"重新交办：{reason.strip()}")
    return find_issue(store, number)


def void(store: Store, actor: Actor, number: str, reason: str, on: date) -> Issue:
    """Take an issue that was registered by mistake out of the count; its number is not used again."""
    with _moving(store, actor, number, Move.VOID, on) as issue:
        _require_text("作废原因", reason)
        store.update("issue", issue.id, {"state": MOVES[issue.state, Move.VOID]})
        _step(store, issue, Move.VOID, on, f"作废：{reason.strip()}", None)
    return find_issue(store, number)


def _work_again(store: Store, issue: Issue, move: Move, changes: Mapping[str, object]) -> None:
    """Clear the result and its verification, which the history keeps."""
    cleared: dict[str, object] = {
        "state": MOVES[issue.state, move],
        "outcome": "",
        "result": "",
        "referred_to": "",
        "evidence": "",
        "resolved_on": None,
        "verifier_id": None,
        "verified_on": None,
        "review_on": None,
    }
    store.update("issue", issue.id, cleared | dict(changes))


def _original(issue: Issue, due_on: date | None) -> date | None:
    return issue.original_due_on or due_on


@contextmanager
def _moving(store: Store, actor: Actor, number: str, move: Move, on: date) -> Iterator[Issue]:
    """Open the operation of a move on an issue that allows it on that day."""
    verb = Move.ASSIGN if move is Move.STAND else move
    with operation(store, actor, f"issue {verb}") as op:
        issue = issue_for(store, number, move)
        _require_day(store, issue, move, on, actor.today)
        op.cite(issue.number)
        yield issue


def _require_day(store: Store, issue: Issue, move: Move, on: date, today: date) -> None:
    """Refuse a step in the future, or before the last one (the first of which is the day it was reported)."""
    label = MOVE_LABELS[move]
    if on > today:
        raise Refused(f"{label}日期{format_day(on)}晚于今天（{format_day(today)}）。")
    if on < issue.reported_on:
        raise Refused(f"{label}日期{format_day(on)}早于问题 {issue.number} 的反映日期{format_day(issue.reported_on)}。")
    last = rows.last_step_on(store, issue.id)
    if on < last:
        raise Refused(f"{label}日期{format_day(on)}早于问题 {issue.number} 上一步办理的日期{format_day(last)}。")


def require_later(issue: Issue, due_on: date) -> None:
    """Refuse a new deadline that is no later than the present one."""
    if issue.due_on is not None and due_on <= issue.due_on:
        now = format_day(issue.due_on)
        raise Refused(f"新的时限{format_day(due_on)}应晚于问题 {issue.number} 现在的时限{now}。")


def require_other(issue: Issue, verifier_id: int) -> None:
    """Refuse a verifier who is the responsible person."""
    if verifier_id == issue.responsible_id:
        raise Refused(f"核验人不能是责任人（{issue.responsible}），请由其他人员核验问题 {issue.number}。")


def require_ahead(what: str, day: date | None, on: date) -> None:
    """Refuse a deadline before the day of the move."""
    if day is not None and day < on:
        raise Refused(f"{what}{format_day(day)}早于办理日期{format_day(on)}。")


def _require_text(what: str, text: str) -> None:
    if not text.strip():
        raise Refused(f"{what}不能为空。")


def _step(
    store: Store,
    issue: Issue,
    move: Move,
    on: date,
    text: str,
    person_id: int | None,
    *,
    due_on: date | None = None,
    outcome: Outcome | None = None,
) -> None:
    rows.insert_step(
        store,
        issue.id,
        on,
        issue.state,
        MOVES[issue.state, move],
        outcome=outcome,
        due_on=due_on,
        text=text.strip(),
        person_id=person_id,
    )


def issue_for(store: Store, number: str, *moves: Move) -> Issue:
    """Return the issue when one of the moves is possible now. Raises NotFound, or Refused naming what is possible."""
    issue = find_issue(store, number)
    if any((issue.state, move) in MOVES for move in moves):
        return issue
    possible = joined(f"{MOVE_LABELS[move]}（{move}）" for move in moves_from(issue.state) if move is not Move.STAND)
    then = f"现在可以：{possible}。" if possible else "不能再作任何办理。"
    raise Refused(f"问题 {issue.number} 现为“{STATE_LABELS[issue.state]}”，不能{MOVE_LABELS[moves[0]]}；{then}")


def answers_of(
    store: Store, plan: Plan, issue: Issue, feedback: Sequence[str], satisfaction: Sequence[str]
) -> dict[int, Answer]:
    """Read what the operators of an issue said: `内容` for all of them, `业户=内容` for one.

    Raises BadValue for an operator that is not of this issue or an unknown level, Refused when there is none.
    """
    if not issue.parties and (feedback or satisfaction):
        raise Refused(f"问题 {issue.number} 没有登记业户，不需要业户反馈和满意度。")
    answers = {party.operator_id: Answer(party.feedback, party.satisfaction) for party in issue.parties}
    changed: set[int] = set()
    for text in feedback:
        for key, value in _for_each(store, issue, text):
            answers[key], changed = replace(answers[key], feedback=value), changed | {key}
    for text in satisfaction:
        for key, value in _for_each(store, issue, text):
            answers[key], changed = (
                replace(answers[key], satisfaction=choice_named("满意度", value, plan.satisfaction).key),
                changed | {key},
            )
    return {key: answers[key] for key in changed}


def _for_each(store: Store, issue: Issue, text: str) -> list[tuple[int, str]]:
    operator, equals, value = text.replace("＝", "=").partition("=")
    if not equals:
        return [(party.operator_id, text.strip()) for party in issue.parties]
    return [(_party(store, issue, operator.strip()), value.strip())]


def _party(store: Store, issue: Issue, text: str) -> int:
    """Return the operator of the issue that a text names."""
    exact = [party for party in issue.parties if text in (party.name, party.number)]
    fitting = exact or [party for party in issue.parties if text and text in party.name]
    if not fitting and text:
        named = {candidate.id for candidate in operators_named(store, text)}
        fitting = [party for party in issue.parties if party.operator_id in named]
    if len(fitting) != 1:
        names = joined(party.name for party in issue.parties)
        raise BadValue("业户", text, f"等号前应是反映问题 {issue.number} 的一户：{names}。")
    return fitting[0].operator_id
