"""Find the records that a piece of text may name."""

from __future__ import annotations

from dataclasses import dataclass

from zoufang_cli.store.connection import Store

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Named:
    """A record that can be named: its id, its number (or badge number), its name and what tells it apart."""

    id: int
    number: str
    name: str
    note: str


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


def operators_named(store: Store, text: str) -> list[Named]:
    """Return the operators that a number, code, licence, part of a name or initials may mean, at most one more than SHOWN."""
    from zoufang_cli.text.names import normalize_name

    values = {"text": text, "normalized_name": normalize_name(text) or text, "limit": SHOWN + 1}
    for test in _OPERATOR_TESTS:
        rows = store.all(_OPERATOR.format(where=test), **values)
        if rows:
            return [Named(*row) for row in rows]
    return []


def people_named(store: Store, text: str) -> list[Named]:
    """Return the people in office whom a badge number, a name or part of a name may mean."""
    for test in ("badge_no <> '' AND badge_no = :text", "name = :text", "instr(name, :text) > 0"):
        rows = store.all(
            f"""SELECT id, badge_no, name, trim(post || ' ' || unit) AS note
            FROM person
            WHERE state = 'active' AND {test}
            ORDER BY name, badge_no, id
            LIMIT :limit""",
            text=text,
            limit=SHOWN + 1,
        )
        if rows:
            return [Named(*row) for row in rows]
    return []


def has_left(store: Store, text: str) -> bool:
    """Tell whether the name or badge number belongs to somebody who has left."""
    return bool(
        store.value("SELECT 1 FROM person WHERE state = 'left' AND (name = :text OR badge_no = :text)", text=text)
    )
