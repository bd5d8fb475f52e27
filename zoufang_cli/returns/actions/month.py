"""The monthly return: every figure with its identities, and the ledgers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zoufang_cli.errors import BadValue, Refused
from zoufang_cli.figures.rules.month import Period, last_month, period_of, require_in_campaign
from zoufang_cli.figures.table import counts
from zoufang_cli.figures.table.bases import parameters
from zoufang_cli.figures.table.catalogue import scope_words
from zoufang_cli.plan.rules.plan import Campaign, Plan
from zoufang_cli.registers.declared import registers
from zoufang_cli.registers.rules import Ledger, ledger
from zoufang_cli.registers.table import EntryFilter, entries_where
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.returns.table import ledgers
from zoufang_cli.store import outputs
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.check import unexplained
from zoufang_cli.store.connection import Store
from zoufang_cli.store.glossary import table_term
from zoufang_cli.store.history import row_label
from zoufang_cli.store.operations import head_digest, operation
from zoufang_cli.text.dates import names_year, parse_month
from zoufang_cli.text.months import Month

THIS_MONTH = "本月"


@dataclass(frozen=True, slots=True)
class MonthAsked:
    """A month that was asked for; `inferred`: its year was not said; `missing`: the month before has no return yet."""

    month: Month
    inferred: bool
    missing: Month | None


def month_return(store: Store, campaign: Campaign, actor: Actor, month: Month, reason: str | None) -> MonthReturn:
    """Return the return of a month, all of it read from one state of the store.

    A reason for a month without activity is kept with the draft. Raises Refused for a month that has no return,
    and for a reason when the month has activity.
    """
    require_in_campaign(campaign, month)
    if reason is not None:
        _keep_reason(store, actor, campaign, month, reason)
    period = period_of(campaign, month, actor.today)
    plan, values = campaign.plan, parameters(campaign, period)
    with counts.staged(store, values):
        figures = counts.count(store, campaign, period)
        return MonthReturn(
            campaign=campaign.name,
            unit=campaign.unit,
            document=plan.document,
            started_on=campaign.start,
            scope=scope_words(plan),
            filed_on=actor.today,
            figures=figures,
            reason=outputs.reason(store, campaign.unit, str(month)) if figures.zero else "",
            signers=ledgers.signers(store, actor.today),
            visits=ledgers.visits(
                store,
                values,
                {form.key: form.name for form in plan.forms},
                {level.key: level.name for level in plan.satisfaction},
            ),
            issues=ledgers.issues(store, values, {entry.key: entry.name for entry in plan.issue_categories}),
            unvisited=ledgers.unvisited(store),
            digest=head_digest(store),
            registers=_registers(store, period, plan),
            unexplained=_unexplained(store),
        )


def _registers(store: Store, period: Period, plan: Plan) -> tuple[Ledger, ...]:
    """Return the ledger of every register that has an entry in the period."""
    conditions = EntryFilter(period.from_on, period.to_on)
    ledgers_of = ((register, entries_where(store, register, conditions)) for register in registers())
    return tuple(ledger(register, entries, plan) for register, entries in ledgers_of if entries)


def _unexplained(store: Store) -> tuple[str, ...]:
    """Return the records that another program changed, as people call them."""
    rows = dict.fromkeys((fault.place, int(fault.what)) for fault in unexplained(store))
    return tuple(f"{table_term(table)} {row_label(store, table, row_id)}".strip() for table, row_id in rows)


def month_asked(store: Store, campaign: Campaign, text: str | None, today: date) -> MonthAsked:
    """Return the month that a text names; without one (or 本月) the month in whose return today counts."""
    if text is not None and text != THIS_MONTH:
        return MonthAsked(parse_month(text, today), not names_year(text), None)
    month = campaign.plan.month_of(today)
    before = month.previous()
    expected = month <= last_month(campaign) and before in unwritten(store, campaign, before)
    return MonthAsked(month, False, before if expected else None)


def unwritten(store: Store, campaign: Campaign, last: Month) -> tuple[Month, ...]:
    """Return the campaign's months up to `last` whose return was never written."""
    until = min(last, last_month(campaign))
    months = campaign.plan.month_of(campaign.start).through(until)
    written = outputs.written_months(store)
    return tuple(month for month in months if str(month) not in written)


def _keep_reason(store: Store, actor: Actor, campaign: Campaign, month: Month, reason: str) -> None:
    text = " ".join(reason.split())
    if not text:
        raise BadValue("零报告原因", reason, "不能为空。")
    if not counts.figures_of(store, campaign, month, actor.today).zero:
        raise Refused(f"{month.label}有走访或问题办理记录，不是零报告，不需要 --reason。")
    if outputs.reason(store, campaign.unit, str(month)) == text:
        return
    with operation(store, actor, "report --reason") as opened:
        opened.cite(str(month))
        outputs.set_reason(store, campaign.unit, str(month), text)
