"""Which operators are due a visit: at work, and in the campaign's scope (走访对象); as SQL over an operator row `e`."""

from __future__ import annotations

from zoufang_cli.plan.rules.plan import Scope, ScopeMode


def is_working(status: str) -> str:
    """Return the SQL that says whether a status, given as SQL, is 营业, 整改 or not stated."""
    return f"coalesce({status}, 1) IN (1, 3)"


# A share takes the operators whose running number ends in 00 to share - 1; -1 asks for the tag.
IN_SCOPE = """(
    CASE iif(e.operator_type = 'enterprise', :enterprises, :sole_traders)
        WHEN -1 THEN EXISTS (SELECT 1 FROM json_each(e.tags) t WHERE t.value = :tag)
        ELSE CAST(substr(e.number, -2) AS INTEGER) < iif(e.operator_type = 'enterprise', :enterprises, :sole_traders)
    END)"""


def scope_values(scope: Scope) -> dict[str, object]:
    """Return the parameters of IN_SCOPE for a plan's scope."""
    return {
        "enterprises": _share(scope.enterprises, scope.share),
        "sole_traders": _share(scope.sole_traders, scope.share),
        "tag": scope.tag,
    }


def _share(mode: ScopeMode, share: int) -> int:
    return {ScopeMode.ALL: 100, ScopeMode.TAGGED: -1, ScopeMode.SHARE: share}[mode]
