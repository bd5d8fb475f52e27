"""Find, list and show issues; nothing here writes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zoufang_cli.errors import NotFound
from zoufang_cli.issues import table as rows
from zoufang_cli.issues.rules import CallBack, Issue, Step
from zoufang_cli.issues.table import IssueFilter
from zoufang_cli.store.connection import Store

if TYPE_CHECKING:
    from zoufang_cli.plan.plan import Plan

__all__ = ["IssueFilter", "IssueShown", "Store", "find_issue", "list_issues", "names_of", "names_used", "show_issue"]


@dataclass(frozen=True, slots=True)
class IssueShown:
    """An issue with its history, every answer of its operators and the names of the files attached to it."""

    issue: Issue
    steps: tuple[Step, ...]
    call_backs: tuple[CallBack, ...]
    attachments: tuple[str, ...]


def find_issue(store: Store, number: str) -> Issue:
    """Return the issue with this number. Raises NotFound."""
    wanted = unicodedata.normalize("NFKC", number).strip()
    issue = rows.issue_numbered(store, wanted)
    if issue is None:
        raise NotFound(f"没有编号为“{wanted}”的问题，可用 zoufang issue list 查看。")
    return issue


def show_issue(store: Store, number: str) -> IssueShown:
    """Return an issue with its whole history."""
    with store.reading():
        issue = find_issue(store, number)
        steps, answers = rows.steps_of(store, issue.id), rows.call_backs_of(store, issue.id)
        files = rows.attachments_of(store, issue.id)
    return IssueShown(issue, tuple(steps), tuple(answers), tuple(files))


def list_issues(store: Store, wanted: IssueFilter) -> list[Issue]:
    """Return the issues that pass a filter."""
    return rows.issues_where(store, wanted)


def names_of(plan: Plan) -> dict[str, str]:
    """Return the names of the plan's issue categories and levels of satisfaction by key."""
    categories = {entry.key: entry.name for entry in plan.issue_categories}
    return categories | {level.key: level.name for level in plan.satisfaction}


def names_used(store: Store, issues: Iterable[Issue], answers: Iterable[CallBack] = ()) -> dict[str, str]:
    """Return the names of the keys of the plan that records carry; without such a key the plan is not read."""
    keys = {key for issue in issues for key in (issue.category, *(party.satisfaction for party in issue.parties))}
    if not any(keys) and not any(answer.satisfaction for answer in answers):
        return {}
    from zoufang_cli.plan.campaign import campaign_of

    return names_of(campaign_of(store).plan)
