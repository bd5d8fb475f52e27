"""Personal information inside free text: ID numbers, which are not collected, and telephones, which are not shown."""

from __future__ import annotations

import re
from typing import Final

from zoufang_cli.text.codes import clean_code, is_id_number, is_like_id_number
from zoufang_cli.text.phones import masked_phone

SHORTEST_ID: Final = 18
"""Characters that a text with an ID number has at least."""

_MAYBE: Final = re.compile(r"[0-9]{4}[ -]?[0-9]{2}(?:[ -]?(?:19|20)[0-9]{2}|[0-9]{2}[ -][0-9]{4})")
_LIKE_ID: Final = re.compile(r"(?<![0-9])[1-9](?:[ -]?[0-9]){16}[ -]?(?:[0-9](?![0-9])|[Xx])")
_BREAKS: Final = re.compile("[ -]")
_LABEL: Final = re.compile("(?:公民|居民)?身份(?:证件?)?(?:号码|编号|号)?[:：]?")
_EMPTY_BRACKETS: Final = re.compile(r"[(（]\s*[)）]")

_TELEPHONE: Final = re.compile(
    r"(?P<mobile>(?:(?<![0-9])|(?<=86))1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9]))"
    r"|(?P<landline>(?<![0-9])[(（]?0[1-9][0-9]{1,2}[)）]?[ -]?[2-8][0-9]{6,7}(?![0-9]))"
    r"|(?P<label>(?:电话|手机|座机|固话|传真|tel)(?:号码?)?[:：.]? ?)(?P<told>[2-8][0-9]{6,7}(?![0-9]))",
    re.IGNORECASE,
)
_OF_PHONES: Final = re.compile("电话|手机|座机|固话|传真|联系方式|联系号码")
_BROKEN_NUMBER: Final = re.compile(r"(?<![0-9*])[0-9](?:[ -]?[0-9]){6,}(?![0-9*])")
_LOCAL_NUMBER: Final = re.compile("(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9])[2-8][0-9]{6,7}")
"""A telephone without its area code; a day in eight digits is none."""

may_hold_id: Final = _MAYBE.search
"""Tell at a glance whether a tidied text of 18 characters or more might hold an ID number."""


def without_id_numbers(text: str) -> str:
    """Take the citizens' ID numbers (GB 11643) out of a text, with the label that stands before them."""
    while len(text) >= SHORTEST_ID and may_hold_id(text) and (left := _without(text)) != text:
        text = left
    return text


def masked_text(text: str) -> str:
    """Hide the middle of the telephones, and all of the ID numbers, in a text to be shown; codes and dates stay."""
    return _TELEPHONE.sub(_hidden, without_id_numbers(text))


def masked_under(name: str, text: str) -> str:
    """Hide what a text under the name of a column must not show: in one of telephones every number is one."""
    shown = masked_text(text)
    return _BROKEN_NUMBER.sub(_joined, shown) if _OF_PHONES.search(name) else shown


def masked_cell(text: str) -> str:
    """Hide what a cell must not show of which nobody can tell the column; codes, licences and days stay."""
    if is_like_id_number(clean_code(text)):
        return ""
    shown = masked_text(text)
    return masked_phone(shown) if _LOCAL_NUMBER.fullmatch(shown) else shown


def _without(text: str) -> str:
    kept, at = "", 0
    for match in _LIKE_ID.finditer(text):
        if is_id_number(_BREAKS.sub("", match[0]).upper()):
            kept += _without_label(text[at : match.start()])
            at = match.end()
    return _EMPTY_BRACKETS.sub("", kept + text[at:]).strip(" ,，、;；/-") if at else text


def _without_label(text: str) -> str:
    labels = list(_LABEL.finditer(text))
    return text[: labels[-1].start()] if labels and labels[-1].end() == len(text.rstrip()) else text


def _joined(match: re.Match[str]) -> str:
    return masked_phone(_BREAKS.sub("", match[0]))


def _hidden(match: re.Match[str]) -> str:
    if mobile := match["mobile"]:
        return masked_phone(_BREAKS.sub("", mobile))
    return match["label"] + masked_phone(match["told"]) if match["told"] else masked_phone(match[0])
