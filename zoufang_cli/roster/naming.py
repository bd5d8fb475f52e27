"""Turn what a user typed into one record, or say which ones it could mean."""

from __future__ import annotations

from collections.abc import Sequence

from zoufang_cli.errors import Ambiguous, BadValue, NotFound
from zoufang_cli.roster.names_table import SHOWN, Named, has_left, operators_named, people_named
from zoufang_cli.store.connection import Store


def operator_named(store: Store, text: str) -> Named:
    """Return the operator that `text` names: number, code, licence digits, part of the name, pinyin initials.

    Raises NotFound, or Ambiguous with the candidates.
    """
    return _only(
        "业户", text, operators_named(store, _clean("业户", text)), "请核对名称，或用 zoufang enterprise list 查找。"
    )


def person_named(store: Store, text: str) -> Named:
    """Return the person in office that `text` names: badge number or (part of) the name.

    Raises NotFound with the command that registers the person, or Ambiguous with the candidates.
    """
    found = people_named(store, _clean("人员", text))
    if not found and has_left(store, text.strip()):
        hint = f"此人已登记离岗，返岗请用 zoufang person edit {text.strip()} --return。"
    else:
        hint = f"请先登记：zoufang person add {text.strip()}"
    return _only("人员", text, found, hint)


def described(named: Named) -> str:
    """Return the line that tells one candidate from another."""
    return "  ".join(part for part in (named.number, named.name, named.note) if part)


def _clean(what: str, text: str) -> str:
    text = text.strip()
    if not text:
        raise BadValue(what, "", "不能为空。")
    return text


def _only(what: str, text: str, found: Sequence[Named], hint: str) -> Named:
    if not found:
        raise NotFound(f"没有找到{what}“{text.strip()}”。{hint}")
    if len(found) > 1:
        keys = [one.number or one.name for one in found]
        raise Ambiguous(what, text.strip(), [described(one) for one in found], keys, more=len(found) > SHOWN)
    return found[0]
