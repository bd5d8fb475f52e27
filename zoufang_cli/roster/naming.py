"""Find the operator that a piece of text names: number, code, licence, part of its name, pinyin initials."""

from __future__ import annotations

from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import SHOWN, Candidate, named_text, only
from zoufang_cli.text.names import normalize_name

_OPERATOR = """SELECT e.id, e.number, e.name,
    trim(e.district || ' ' || iif(e.credit_code <> '', e.credit_code, e.licence)) AS note
FROM operator e
WHERE {where}
ORDER BY e.number
LIMIT :limit"""

_ITSELF = "(SELECT coalesce(m.merged_into_id, m.id) FROM operator m WHERE {test})"
_ONCE = """(SELECT coalesce(m.merged_into_id, m.id)
    FROM former_key f
    JOIN operator m ON m.id = f.operator_id
    WHERE {test})"""

# From the surest to the vaguest: the first that finds anything decides. What an operator was called before, and what
# is known of those merged into it, comes after what stands in the roster.
_OPERATOR_TESTS = (
    f"e.id IN {_ITSELF.format(test='m.number = :text COLLATE NOCASE')}",
    "e.merged_into_id IS NULL AND e.credit_code <> '' AND e.credit_code = upper(:text)",
    "e.merged_into_id IS NULL AND e.registration_no <> '' AND e.registration_no = :text",
    "e.merged_into_id IS NULL AND length(:text) >= 6 AND (e.licence_digits = :text OR e.licence = :text)",
    f"""e.id IN {_ITSELF.format(test="m.credit_code <> '' AND m.credit_code = upper(:text)")}
        OR e.id IN {_ITSELF.format(test="m.registration_no <> '' AND m.registration_no = :text")}
        OR length(:text) >= 6 AND e.id IN {_ITSELF.format(test="m.licence_digits = :text")}""",
    f"""e.id IN {_ONCE.format(test="f.field = 'credit_code' AND f.value = upper(:text)")}
        OR e.id IN {_ONCE.format(test="f.field IN ('registration_no', 'licence_digits') AND f.value = :text")}""",
    "e.merged_into_id IS NULL AND e.name = :text",
    f"e.id IN {_ITSELF.format(test='m.merged_into_id IS NOT NULL AND m.name = :text')}",
    f"""e.id IN {_ONCE.format(test="f.field = 'normalized_name' AND f.value = :normalized_name")}""",
    "e.merged_into_id IS NULL AND instr(e.name, :text) > 0",
    "e.merged_into_id IS NULL AND instr(e.normalized_name, :text) > 0",
    f"e.id IN {_ITSELF.format(test='m.merged_into_id IS NOT NULL AND instr(m.name, :text) > 0')}",
    f"""e.id IN {_ONCE.format(test="f.field = 'normalized_name' AND instr(f.value, :normalized_name) > 0")}""",
    "e.merged_into_id IS NULL AND e.initials = lower(:text)",
    "e.merged_into_id IS NULL AND instr(e.initials, lower(:text)) > 0",
)


def operators_named(store: Store, text: str) -> list[Candidate]:
    """Return the operators that a number, code, licence, part of a name or initials may mean, at most one more than SHOWN."""
    values = {"text": text, "normalized_name": normalize_name(text) or text, "limit": SHOWN + 1}
    for test in _OPERATOR_TESTS:
        rows = store.all(_OPERATOR.format(where=test), **values)
        if rows:
            return [Candidate(*row) for row in rows]
    return []


def operator_named(store: Store, text: str) -> Candidate:
    """Return the operator that `text` names: number, code, licence digits, part of the name, pinyin initials.

    Raises NotFound, or Ambiguous with the candidates.
    """
    candidates = operators_named(store, named_text("业户", text))
    return only("业户", text, candidates, "请核对名称，或用 zoufang enterprise list 查找。")
