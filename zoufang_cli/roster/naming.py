"""Find the operator that a piece of text names: number, code, licence, part of its name, pinyin initials."""

from __future__ import annotations

from dataclasses import dataclass

from zoufang_cli.errors import Refused
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import SHOWN, Candidate, Ref, named_text, only
from zoufang_cli.text.names import normalize_name


@dataclass(frozen=True, slots=True)
class NamedOperator(Candidate):
    """The operator that a text names; `merged` is the operator named by it, where that was merged into this one."""

    merged: Ref | None = None

    @property
    def merged_sentence(self) -> str:
        """The sentence that says whose the record becomes, '' where the text named the operator itself."""
        if self.merged is None:
            return ""
        return f"{self.merged.number} {self.merged.name} 已并入 {self.number} {self.name}，以下按后者处理。"


# `m` is an operator that fits the text, `e` the one that it was merged into, or itself. Where several `m` of one `e` fit,
# the columns are those of one that is not merged (SQLite takes bare columns from the row of min()).
_OPERATORS = """SELECT e.id, e.number, e.name,
    trim(e.district || ' ' || iif(e.credit_code <> '', e.credit_code, e.licence)) AS note,
    m.id AS named_id, m.number AS named_number, m.name AS named_name, min(m.merged_into_id IS NOT NULL) AS merged
FROM operator m
JOIN operator e ON e.id = coalesce(m.merged_into_id, m.id)
WHERE {condition}
GROUP BY e.id
ORDER BY e.number
LIMIT :limit"""

_FORMERLY = "m.id IN (SELECT operator_id FROM former_key WHERE {condition})"

# From the surest to the vaguest: the first condition with a match decides. Former keys, and the keys of merged operators,
# come after the present ones.
_CONDITIONS = (
    "m.number = :text COLLATE NOCASE",
    "m.merged_into_id IS NULL AND m.credit_code <> '' AND m.credit_code = upper(:text)",
    "m.merged_into_id IS NULL AND m.registration_no <> '' AND m.registration_no = :text",
    "m.merged_into_id IS NULL AND length(:text) >= 6 AND (m.licence_digits = :text OR m.licence = :text)",
    """m.credit_code <> '' AND m.credit_code = upper(:text)
        OR m.registration_no <> '' AND m.registration_no = :text
        OR length(:text) >= 6 AND m.licence_digits = :text""",
    _FORMERLY.format(
        condition="""field = 'credit_code' AND value = upper(:text)
            OR field IN ('registration_no', 'licence_digits') AND value = :text"""
    ),
    "m.merged_into_id IS NULL AND m.name = :text",
    "m.merged_into_id IS NOT NULL AND m.name = :text",
    _FORMERLY.format(condition="field = 'normalized_name' AND value = :normalized_name"),
    "m.merged_into_id IS NULL AND instr(m.name, :text) > 0",
    "m.merged_into_id IS NULL AND instr(m.normalized_name, :text) > 0",
    "m.merged_into_id IS NOT NULL AND instr(m.name, :text) > 0",
    _FORMERLY.format(condition="field = 'normalized_name' AND instr(value, :normalized_name) > 0"),
    "m.merged_into_id IS NULL AND m.initials = lower(:text)",
    "m.merged_into_id IS NULL AND instr(m.initials, lower(:text)) > 0",
)


def operators_named(store: Store, text: str) -> list[NamedOperator]:
    """Return the operators that a number, code, licence, part of a name or initials may mean, at most one more than SHOWN."""
    values = {"text": text, "normalized_name": normalize_name(text) or text, "limit": SHOWN + 1}
    for condition in _CONDITIONS:
        rows = store.all(_OPERATORS.format(condition=condition), **values)
        if rows:
            return [
                NamedOperator(
                    row["id"],
                    row["number"],
                    row["name"],
                    row["note"],
                    Ref(row["named_id"], row["named_number"], row["named_name"]) if row["merged"] else None,
                )
                for row in rows
            ]
    return []


def operator_named(store: Store, text: str) -> NamedOperator:
    """Return the operator that `text` names: number, code, licence digits, part of the name, pinyin initials.

    Raises NotFound, or Ambiguous with the candidates.
    """
    candidates = operators_named(store, named_text("业户", text))
    return only("业户", text, candidates, "请核对名称，或用 zoufang enterprise list 查找。")


def standing_operator(store: Store, operator_id: int) -> Ref:
    """Return the operator that an operator was merged into, or itself: the one under which its records stand."""
    row = store.one(
        """SELECT e.id, e.number, e.name
        FROM operator m
        JOIN operator e ON e.id = coalesce(m.merged_into_id, m.id)
        WHERE m.id = :id""",
        id=operator_id,
    )
    assert row is not None
    return Ref(*row)


def require_standing(store: Store, operator: Ref) -> None:
    """Refuse an operator that was merged into another one since it was named; raises Refused."""
    standing = standing_operator(store, operator.id)
    if standing.id != operator.id:
        raise Refused(
            f"{operator.number} {operator.name} 已并入 {standing.number} {standing.name}，没有登记，请按后者重新登记。"
        )
