"""The SELECTs that figures are counted on, one per base. Each is staged once as a temporary table.

Named parameters: start (of the campaign), from and to (of the period, clipped to campaign and data), levels and
good (satisfaction, JSON lists), kinds (两客一危, JSON list), and those of the plan's scope (roster/coverage.py).
Every base has the columns id and "on"; `JOINS` adds what `why` shows of a record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from zoufang_cli.figures.rules.figure import Base
from zoufang_cli.figures.rules.month import Period
from zoufang_cli.issues.table import is_open, is_overdue, is_past
from zoufang_cli.people.rules import LEADING
from zoufang_cli.plan.rules.plan import Campaign
from zoufang_cli.roster.coverage import IN_SCOPE, is_working, scope_values
from zoufang_cli.roster.values.scope import TWO_PASSENGER_ONE_DANGEROUS

Parameters = Mapping[str, object]


class Shown(NamedTuple):
    """How `why` shows the records r of a base: the joins it needs, and its columns in SQL."""

    joins: str
    number: str
    operator: str
    note: str


_LEADING = ", ".join(f"'{role}'" for role in LEADING)

# A merged operator's visits count for the one that it was merged into. One row of a trip stands for the trip
# (trip_head), one for each operator of it (pair_head): 次 and 家次 are counts of these. Date, form and leader are
# the trip's. The heads are found on narrow rows, which is twice as fast; the cast lets SQLite index operator_id.
_ACTIVITY = f"""
WITH done AS MATERIALIZED (
    SELECT a.id, a.number, a.trip, a.held_on AS "on", a.kind = 'visit' AS visit, a.way = 'on_site' AS on_site, a.form,
        CAST(coalesce(e.merged_into_id, a.operator_id) AS INTEGER) AS operator_id,
        a.leader_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM appointment p
            WHERE p.person_id = a.leader_id AND p.role IN ({_LEADING})
              AND (p.from_on IS NULL OR p.from_on <= a.held_on)
              AND (p.to_on IS NULL OR p.to_on >= a.held_on)) AS led,
        a.material_count,
        iif(a.services = '[]', 0, json_array_length(a.services)) AS service_count,
        a.satisfaction
    FROM activity a
    LEFT JOIN operator e ON e.id = a.operator_id
    WHERE a.state = 'done' AND a.counted = 1 AND a.held_on BETWEEN :start AND :to
), heads AS MATERIALIZED (
    SELECT id, row_number() OVER trips = 1 AS trip_head, lag(operator_id) OVER trips IS NOT operator_id AS pair_head
    FROM done
    WINDOW trips AS (PARTITION BY trip, on_site ORDER BY operator_id, id)
)
SELECT d.id, d.number, d.trip, d."on", d.visit, d.on_site, d.form, d.operator_id, d.led, d.material_count,
    d.service_count, d.satisfaction, h.trip_head, h.pair_head
FROM heads h
JOIN done d ON d.id = h.id"""

_STATUS = "iif(k.operator_id IS NULL, e.status, k.status)"

# The status at the end is the target of the last change by then; before the first change on record, its origin.
_OPERATOR = f"""
WITH known AS (
    SELECT operator_id, iif(changed_on <= :to, to_status, from_status) AS status,
        row_number() OVER (
            PARTITION BY operator_id
            ORDER BY changed_on > :to, abs(julianday(changed_on) - julianday(:to)), iif(changed_on <= :to, -id, id)
        ) AS nth
    FROM status_change
), visited AS (
    SELECT operator_id, min("on") AS first_on, min("on") FILTER (WHERE "on" >= :from) AS month_on,
        count(*) AS pairs, count(*) FILTER (WHERE "on" >= :from) AS pairs_month
    FROM temp.base_activity
    WHERE visit AND on_site AND pair_head
    GROUP BY operator_id
)
SELECT e.id, e.number, e.listed_on AS "on", e.operator_type, e.district,
    {_STATUS} AS status, {is_working(_STATUS)} AS working, {is_working(_STATUS)} AND {IN_SCOPE} AS due,
    e.listed_on <= :to OR v.first_on IS NOT NULL AS listed,
    v.first_on IS NOT NULL AND EXISTS (
        SELECT 1 FROM json_each(e.kinds) d WHERE d.value IN (SELECT value FROM json_each(:kinds))
    ) AS two_passenger_one_dangerous,
    v.first_on, v.month_on, coalesce(v.pairs, 0) AS pairs, coalesce(v.pairs_month, 0) AS pairs_month
FROM operator e
LEFT JOIN known k ON k.operator_id = e.id AND k.nth = 1
LEFT JOIN visited v ON v.operator_id = e.id
WHERE e.merged_into_id IS NULL"""

# Reported by people outside; what we find ourselves is counted apart.
_OUTSIDE = "i.source NOT IN ('self_check', 'inspection')"

# The deadline in force is the last one set; 长期坚持 puts an end to it.
_DEADLINE = """(SELECT d.due_on FROM issue_step d
        WHERE d.issue_id = {issue} AND (d.due_on IS NOT NULL OR d.to_state = 'standing') AND {until}
        ORDER BY {order} DESC LIMIT 1)"""
_DEADLINE_THEN = _DEADLINE.format(issue="c.issue_id", until="d.id <= c.id", order="d.id")
_DEADLINE_AT_END = _DEADLINE.format(issue="i.id", until='d."on" <= :to', order='d."on" DESC, d.id')

# An issue begins on the day it was reported, whatever day its first step was typed under. Only steps that change
# the state matter here; a resolution that was refused, then or later (the next state is not 已销号), is none.
_STEP = f"""
WITH dated AS (
    SELECT s.id, s.issue_id, s.to_state AS state, s.outcome, s.from_state <> '' AS later,
        iif(s.from_state = '', i.reported_on, max(s."on", i.reported_on)) AS "on"
    FROM issue_step s
    JOIN issue i ON i.id = s.issue_id
), paired AS (
    SELECT id, issue_id, state, outcome, later, "on",
        lag(state) OVER (PARTITION BY issue_id ORDER BY "on", later, id) AS was
    FROM dated
    WHERE "on" <= :to
), changed AS (
    SELECT id, issue_id, state, was, outcome, "on",
        lead("on") OVER steps AS next_on
    FROM paired
    WHERE was IS NOT state
    WINDOW steps AS (PARTITION BY issue_id ORDER BY "on", later, id)
)
SELECT c.id, c.issue_id, i.number, c."on", c.state, c.next_on,
    {_OUTSIDE} AS outside,
    iif(c.outcome <> '' OR c.state <> 'closed', c.outcome, i.outcome) AS outcome,
    c.state = 'closed' AND c.was IS NOT 'voided' AS closing,
    c.state = 'voided' AND c.was IS NOT 'closed' AS voiding,
    NOT {is_open("c.was")} AND {is_open("c.state")} AS reopening,
    (c.state = 'resolved' AND coalesce((
        SELECT n.to_state FROM issue_step n
        WHERE n.issue_id = c.issue_id AND n.id > c.id AND n.to_state <> n.from_state
        ORDER BY n.id LIMIT 1), 'closed') = 'closed')
        OR (c.state = 'closed' AND c.was IS NOT 'resolved' AND c.was IS NOT 'voided') AS resolution,
    c.state IN ('resolved', 'closed') AND {is_past(_DEADLINE_THEN, 'c."on"')} AS late
FROM changed c
JOIN issue i ON i.id = c.issue_id"""

_ISSUE = f"""
WITH standing AS MATERIALIZED (
    SELECT i.id, i.number, i.reported_on AS "on", {_OUTSIDE} AS outside, coalesce(l.state, 'pending') AS state, l.outcome,
        i.reported_on < :from AND {is_open("coalesce(o.state, 'pending')")} AS open_before,
        iif({is_open("coalesce(l.state, 'pending')")}, {_DEADLINE_AT_END}, NULL) AS due_on
    FROM issue i
    LEFT JOIN temp.base_step l ON l.issue_id = i.id AND l.next_on IS NULL
    LEFT JOIN temp.base_step o ON o.issue_id = i.id AND o."on" < :from AND (o.next_on IS NULL OR o.next_on >= :from)
    WHERE i.reported_on <= :to
)
SELECT id, number, "on", outside, state, outcome, open_before, due_on,
    {is_open("state")} AS open, {is_overdue("state", "due_on", ":to")} AS overdue
FROM standing"""

_EXTENSION = f"""
WITH due AS (
    SELECT s.id, s.issue_id, s."on", s.due_on, s.from_state = s.to_state AS kept,
        lag(s.due_on) OVER (PARTITION BY s.issue_id ORDER BY s."on", s.id) AS before
    FROM issue_step s
    WHERE s.due_on IS NOT NULL AND s."on" <= :to
)
SELECT d.id, d.issue_id, i.number, d."on", {_OUTSIDE} AS outside
FROM due d
JOIN issue i ON i.id = d.issue_id
WHERE d.kept AND d.due_on > d.before"""

# A call-back counts on its day for good, whether or not the issue was reopened since.
_ANSWER = """
SELECT a.id, a.number, a."on", a.operator_id, a.satisfaction AS level,
    a.satisfaction IN (SELECT value FROM json_each(:levels)) AS valid,
    a.satisfaction IN (SELECT value FROM json_each(:good)) AS good
FROM temp.base_activity a
WHERE a.satisfaction <> ''
UNION ALL
SELECT c.id, i.number, c."on", c.operator_id, c.satisfaction,
    c.satisfaction IN (SELECT value FROM json_each(:levels)),
    c.satisfaction IN (SELECT value FROM json_each(:good))
FROM call_back c
JOIN issue i ON i.id = c.issue_id
WHERE c.satisfaction <> '' AND c."on" BETWEEN :start AND :to"""

_REGISTER = """
SELECT r.id, r.number, r.kind AS register, r."on", r.decided_on, r.ended_on
FROM register r
WHERE r.state <> 'cancelled'"""

# In the order of staging: later bases read earlier ones.
BASES = {
    Base.ACTIVITY: _ACTIVITY,
    Base.OPERATOR: _OPERATOR,
    Base.STEP: _STEP,
    Base.ISSUE: _ISSUE,
    Base.EXTENSION: _EXTENSION,
    Base.ANSWER: _ANSWER,
    Base.REGISTER: _REGISTER,
}

SHOWN = {
    Base.ACTIVITY: Shown("LEFT JOIN operator e ON e.id = r.operator_id", "r.number", "e.name", "r.form"),
    Base.OPERATOR: Shown("JOIN operator e ON e.id = r.id", "r.number", "e.name", "r.district"),
    Base.STEP: Shown("JOIN issue_row i ON i.id = r.issue_id", "r.number", "i.operators", "i.text"),
    Base.ISSUE: Shown("JOIN issue_row i ON i.id = r.id", "r.number", "i.operators", "i.text"),
    Base.EXTENSION: Shown("JOIN issue_row i ON i.id = r.issue_id", "r.number", "i.operators", "i.text"),
    Base.REGISTER: Shown(
        "JOIN register e ON e.id = r.id",
        "r.number",
        """(SELECT group_concat(name, '、') FROM (
    SELECT o.name FROM register_link l JOIN operator o ON o.id = l.operator_id
    WHERE l.register_id = r.id ORDER BY o.number))""",
        "e.title",
    ),
    Base.ANSWER: Shown("LEFT JOIN operator e ON e.id = r.operator_id", "r.number", "e.name", "r.level"),
}


def parameters(campaign: Campaign, period: Period) -> Parameters:
    """Return the parameters of every base. What lies before the campaign's start is not counted."""
    levels = campaign.plan.satisfaction
    return {
        "start": campaign.start.isoformat(),
        "from": max(period.from_on, campaign.start).isoformat(),
        "to": period.data_until.isoformat(),
        "levels": json.dumps([text for level in levels for text in (level.key, level.name)]),
        "good": json.dumps([text for level in levels if level.good for text in (level.key, level.name)]),
        "kinds": json.dumps(sorted(TWO_PASSENGER_ONE_DANGEROUS)),
        **scope_values(campaign.plan.scope),
    }
