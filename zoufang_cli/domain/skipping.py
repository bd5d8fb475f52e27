"""Recognise the rows of a roster that are no records: sections, totals, feet, blank and repeated rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zoufang_cli.domain.entries import SkipReason

_SECTION: Final = re.compile(
    r".{1,30}[(（][共计]{0,2}\s*\d+\s*[所家户辆个台人条][)）]"
    r"|[一二三四五六七八九十]{1,3}、.{1,30}|第[一二三四五六七八九十\d]+部分.{0,30}"
)
_PLACE: Final = re.compile(r".{1,12}(?:省|市|县|区|镇|乡|街道|大队|中队|分局|运管所|管理所)[:：]?")
_TOTAL: Final = re.compile(
    r"(?:.{0,12}?)(?:合计|小计|总计|共计|累计)(?:[:：(（].{0,20}|\d.{0,12})?|共\s*\d+\s*[家户辆条个].{0,12}"
)
_FOOTER_LABELS: Final = (
    "填表人|填报人|制表人|制表|审核人|审核|审批人|审批|复核人|复核|单位负责人|负责人|经办人|统计人|填表日期|填报日期|制表日期|"
    "填表时间|填报时间|制表时间|打印日期|打印时间|导出时间|导出日期|统计日期|填报单位|填表单位|制表单位|单位(?:盖章|公章)|"
    "盖章|签字|签章|联系电话|日期"
)
_FOOTER: Final = re.compile(
    rf"(?:{_FOOTER_LABELS})(?:[(（][^()（）]{{1,8}}[)）])?\s*(?:[:：].*)?|(?:注|说明|备注|附注|填表说明)\d?\s*[:：].*"
    r"|第\s*\d+\s*页.{0,12}|[(（]盖章[)）]"
)
_NUMBER: Final = re.compile(r"[\d.,\-/\s]+")
_IDENTITY: Final = re.compile(r"[0-9A-Za-z]{6,}")
_SPACES: Final = re.compile(r"\s+")


def identifies(text: str) -> bool:
    """Tell whether the content of a code or licence column could identify an operator."""
    return _IDENTITY.search(text) is not None


def skip_reason(texts: Sequence[str], name_column: int, *, identified: bool) -> SkipReason | None:
    """Say why a row is no record, or None.

    `texts` are tidied; `identified` tells that the row has a code or licence, which no section, total or
    foot has. A row whose only content is a name is a record unless the name itself reads like a section.
    """
    filled = [(place, text) for place, text in enumerate(texts) if text]
    if not filled:
        return SkipReason.BLANK
    if identified:
        return None
    name = texts[name_column] if name_column < len(texts) else ""
    first = _SPACES.sub("", filled[0][1])
    if _TOTAL.fullmatch(first) or (name and _TOTAL.fullmatch(_SPACES.sub("", name))):
        return SkipReason.TOTAL
    if _FOOTER.fullmatch(filled[0][1]) and (len(filled) <= 6):
        return SkipReason.FOOTER
    if len(filled) > 1:
        return None
    return _single(filled[0][0], filled[0][1], name_column)


def _single(place: int, text: str, name_column: int) -> SkipReason | None:
    """Judge a row with one filled cell: a title across the sheet stands in its first column."""
    if _SECTION.fullmatch(text) or _PLACE.fullmatch(text):
        return SkipReason.SECTION
    if place == name_column:
        return None
    if _NUMBER.fullmatch(text):
        return SkipReason.BLANK  # numbered in advance and never filled in
    return SkipReason.SECTION if place == 0 else None
