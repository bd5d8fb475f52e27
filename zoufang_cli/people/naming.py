"""Find the person that a piece of text names: badge number, name or part of it."""

from __future__ import annotations

from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import SHOWN, Candidate, named_text, only


def person_named(store: Store, text: str) -> Candidate:
    """Return the person in office that `text` names: badge number or (part of) the name.

    Raises NotFound with the command that registers the person, or Ambiguous with the candidates.
    """
    candidates = people_named(store, named_text("人员", text))
    if not candidates and has_left(store, text.strip()):
        hint = f"此人已登记离岗，返岗请用 zoufang person edit {text.strip()} --return。"
    else:
        hint = f"请先登记：zoufang person add {text.strip()}"
    return only("人员", text, candidates, hint)


def anybody_named(store: Store, text: str) -> Candidate:
    """Return the person that `text` names, those who left included. Raises NotFound or Ambiguous."""
    candidates = everybody_named(store, text.strip()) if text.strip() else []
    return only("人员", text, candidates, "可用 zoufang person list --all 查看。")


def people_named(store: Store, text: str) -> list[Candidate]:
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
            return [Candidate(*row) for row in rows]
    return []


def has_left(store: Store, text: str) -> bool:
    """Tell whether the name or badge number belongs to somebody who has left."""
    return bool(
        store.value("SELECT 1 FROM person WHERE state = 'left' AND (name = :text OR badge_no = :text)", text=text)
    )


def everybody_named(store: Store, text: str) -> list[Candidate]:
    """Return whom a badge number, a name or part of a name may mean, those who left included."""
    for test in ("badge_no <> '' AND badge_no = :text", "name = :text", "instr(name, :text) > 0"):
        rows = store.all(
            f"""SELECT id, badge_no, name, trim(post || ' ' || unit || iif(state = 'left', ' 离岗', '')) AS note
            FROM person
            WHERE {test}
            ORDER BY name, badge_no, id
            LIMIT 20""",
            text=text,
        )
        if rows:
            return [Candidate(*row) for row in rows]
    return []
