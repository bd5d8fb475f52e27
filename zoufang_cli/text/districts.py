"""The county-level unit (区, 县, 旗, 县级市) that an operator belongs to: from its own column or from the address."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_HEAD: Final = re.compile(r"[\u4e00-\u9fff ,，、·/—-]{0,60}")
# All that decides, in most addresses: few different ones in a roster. What follows must not change the unit or add one.
_LEAD: Final = re.compile("[^区县旗路街巷弄号村厂园0-9]{1,20}[区县旗](?![路街巷弄大域区县市旗、,，/和与及或])")


def clean_district(text: str) -> str:
    """Drop province and prefecture before a county-level unit: 青海省西宁市城东区 is 城东区.

    A lone 西宁市, a short 城东, a GB/T 2260 code and what stands below the unit (东屏区望江街道) stay.
    """
    return _clean_district(text) if len(text) > 3 else text


@lru_cache(maxsize=8192)
def _clean_district(text: str) -> str:
    from zoufang_cli.text.divisions import end_of_prefixes

    while end := end_of_prefixes(text):
        text = text[end:]
    return text


def district_of_address(address: str) -> str:
    """Return the county-level unit that an address starts with (…省…市城东区…), '' where there is none or it is doubtful.

    Never a 开发区, 园区, 小区 and the like, nor a lone 市区, 城区, 郊区 or 县城; at most 16 characters.
    """
    lead = _LEAD.match(address)
    if lead and "交" not in address and "之间" not in address and (unit := _unit_at_end(lead[0])):
        return unit
    head = _HEAD.match(address)
    return _unit_of_head(head[0]) if head else ""


@lru_cache(maxsize=4096)
def _unit_at_end(lead: str) -> str:
    from zoufang_cli.text.divisions import find_unit

    span = find_unit(lead)
    return clean_district(lead[span.start :]) if span and span.end == len(lead) else ""


@lru_cache(maxsize=16384)
def _unit_of_head(text: str) -> str:
    from zoufang_cli.text.divisions import find_unit, names_second_unit

    span = find_unit(text)
    if span is None or names_second_unit(text, span.end):
        return ""
    return clean_district(text[span.start : span.end])
