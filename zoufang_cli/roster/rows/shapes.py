"""Tell from the texts of a row whether it is a title, a section, a total, a foot or a record of an operator.

合计 | | 12 is a total, 东屏区（12家） a section, 填表人：张三 a foot, 1 | 顺达运输公司 | 13900000000 a record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final

from zoufang_cli.roster.columns.names import Field, field_of
from zoufang_cli.roster.rows.outcomes import SkipReason
from zoufang_cli.roster.values.licences import read_licence
from zoufang_cli.text.cleaning import PLACEHOLDERS
from zoufang_cli.text.codes import CodeFault, read_codes
from zoufang_cli.text.phones import read_phones

_NUMERAL: Final = "[一二三四五六七八九十]"
_SECTION: Final = re.compile(
    r".{1,30}[(（][共计]{0,2}\s*\d+\s*[所家户辆个台人条][)）]"
    rf"|(?:{_NUMERAL}{{1,3}}、|[(（]{_NUMERAL}{{1,3}}[)）]).{{1,30}}(?<!有限公司)(?<!责任公司)(?<!合作社)(?<!经营部)(?<!修理厂)(?<!驾校)"
    rf"|第(?:{_NUMERAL}|\d)+部分.{{0,30}}"
)
_PLACE: Final = re.compile(
    r".{1,12}(?:省|(?<![超门])市|县|旗|(?<![小园景校厂库社])区|镇|(?<![家老同])乡|街道|大队|中队|分局|运管所|管理所)[:：]?"
)
_TRADE: Final = re.compile(
    "(?:道路)?(?:旅客|货物|客|货|危货|出租|维修|驾培|检测).{0,6}(?:企业|业户|运输|机构|个体户?)|个体(?:户|业户)?"
)
_TITLE: Final = re.compile(
    r".{0,50}(?:名册|名录|名单|一览表|登记表|统计表|汇总表|明细表|情况表|信息表|台账|清单)"
    rf"(?:[(（][^()（）]{{1,20}}[)）])?(?:{_NUMERAL}|\d){{0,2}}"
    rf"|附[件表]\s*(?:{_NUMERAL}|\d){{0,3}}(?:[:：.、\s].*)?"
)
_CONTINUED: Final = re.compile(
    rf"[(（]?(?:续[表页]?|续上[表页]|[接承][上前][表页]|转下页|过次页)(?:{_NUMERAL}|\d){{0,2}}[)）]?|.{{1,30}}[(（]续[表页]?[)）]"
)
_TOTAL: Final = re.compile(
    r"(?:.{0,12}?)(?:合计|小计|总计|共计|累计)(?:[:：(（].{0,20}|\d.{0,12})?"
    r"|(?:以上|本页|全[省市县区])?共计?\s*\d+\s*[家户辆条个].{0,12}"
)
_FILLED_IN_BY: Final = (
    "填表人|填报人|制表人|制表|审核人|审批人|复核人|单位负责人|统计人|填表日期|填报日期|制表日期|填表时间|填报时间|制表时间|"
    "打印日期|打印时间|导出时间|导出日期|统计日期|填报单位|填表单位|制表单位|单位(?:盖章|公章)|盖章|签字|签章"
)
_OTHER_LABELS: Final = "审核|审批|复核|负责人|经办人|联系电话|日期"
_IN_BRACKETS: Final = r"(?:[(（][^()（）]{1,8}[)）])?\s*(?:[:：].*)?"
_FOOTER: Final = re.compile(
    rf"(?:{_FILLED_IN_BY}){_IN_BRACKETS}|(?:计量)?单位[:：].*|第\s*\d+\s*页.{{0,12}}|[(（]盖章[)）]"
    r"|[-—(（]*以下(?:空白|无正文)[-—)）]*"
)
_LIKE_FOOTER: Final = re.compile(
    rf"(?:{_OTHER_LABELS}){_IN_BRACKETS}|(?:注|说明|备注|附注|填表说明)\d?\s*[:：].*"
    r"|\d{1,2}[、.．].*(?:本表|填写|填报|上报|。).*"
)
_WITHIN_SENTENCES: Final = re.compile("[，。；：;].")
_SENTENCE: Final = re.compile(".*[。：:]|(?:以上|上述|本表|此表|该表|本名[册单]|特此).{4,}")
_DAY: Final = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
_FIRM: Final = re.compile("(?:公司|合作社|经营部|修理厂|驾校|[厂店站社队部行校])[。：:]?$")
_NUMBER: Final = re.compile(r"[\d.,\-/\s]+")
_AMOUNT: Final = re.compile(r"\d[\d.,]{0,9}\s*[家户所辆台部个条人吨座元]?|[-—/]")
_FEW: Final = re.compile(r"\d{1,5}\s*[家户所辆台部个条人]?")
_ORDINAL: Final = re.compile(rf"{_NUMERAL}{{1,3}}[、.]?|[(（]{_NUMERAL}{{1,3}}[)）]")
_UNIT: Final = re.compile(r"[(（][^()（）]{1,8}[)）]|[家户辆台个人吨座元]|万元")
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_IDENTITY: Final = re.compile(r"[0-9A-Za-z]{6,}")
_COLON: Final = re.compile("[:：]")
_SPACES: Final = re.compile(r"\s+")
_TELLING: Final = "计共填制审复单统打导盖签页以负经联日注说备附元"
_PLAIN_NAME: Final = re.compile(f"[\u4e00-\u9fff][^{_TELLING}]+")
_PLAIN_FIRST: Final = re.compile(f"[^{_TELLING}、.．]+")
"""No total or foot is without one of these characters."""
_MERGED_CELLS: Final = 4
"""Cells from the first on that hold one text before they are taken for one cell merged across the sheet."""

identifies = _IDENTITY.search
"""Tell whether the content of a code or licence column could identify an operator."""


def skip_reason(texts: Sequence[str], name_column: int, *, identified: bool) -> SkipReason | None:
    """Return why a row is no record, or None for a record.

    `texts` are tidied, marker columns empty. `identified`: the row has a code or licence, as no section, total or foot
    has. A row with a name and two more texts is a record even if its first cell says 合计; a row with nothing but a name
    is one unless the name reads like a section or a title.
    """
    count = len(texts) - texts.count("")
    if not count:
        return SkipReason.BLANK
    name = texts[name_column] if name_column < len(texts) else ""
    if identified or (count > 3 and _is_plain_record(name, next(filter(None, texts))) and texts.count(name) < count):
        return None
    filled = [(place, text) for place, text in enumerate(texts) if text]
    first_text = _SPACES.sub("", filled[0][1])
    values = [text for _, text in filled]
    if all(value in PLACEHOLDERS for value in values):
        return SkipReason.BLANK
    if len(filled) == 1:
        return _judge_single_cell(filled[0][0], first_text, name_column, len(texts))
    if len(set(values)) == 1 and filled[-1][0] == len(filled) - 1:
        return _judge_merged_cells(len(filled), len(texts), first_text)
    if _belongs_to_header(values):
        return SkipReason.REPEATED
    has_name = bool(name) and reads_as_name(name)
    other_texts = [text for place, text in filled if place != name_column]
    text_count = sum(_AMOUNT.fullmatch(text) is None for text in other_texts)
    if _TOTAL.fullmatch(first_text) or (name and not has_name and _TOTAL.fullmatch(_SPACES.sub("", name))):
        return None if text_count >= (2 if has_name else 3) and not _PLACE.fullmatch(name) else SkipReason.TOTAL
    if _FOOTER.fullmatch(first_text) and len(filled) <= 8:
        return SkipReason.FOOTER
    if _LIKE_FOOTER.fullmatch(first_text) and len(filled) <= 6:
        if len(filled) == 2 or sum(map(_is_label, values)) > 1:
            return SkipReason.FOOTER
        return SkipReason.FOOTER if not has_name and _COLON.search(first_text) else None
    return _judge_title_or_section(filled, name, name_column, has_name=has_name)


def _is_plain_record(name: str, first_text: str) -> bool:
    """Tell quickly, for speed, that a row of more than three cells is a record, as nearly every row is."""
    if _PLAIN_NAME.fullmatch(name) is None or name in PLACEHOLDERS:
        return False
    return first_text == name or _PLAIN_FIRST.fullmatch(first_text) is not None


def _judge_title_or_section(
    filled: list[tuple[int, str]], name: str, name_column: int, *, has_name: bool
) -> SkipReason | None:
    """Return TITLE or SECTION where the first cell reads so and at most two others are filled: 东屏区 | 12家."""
    (place, text), *rest = filled
    values = [value for _, value in rest]
    if len(rest) <= 2 and not (has_name and place != name_column):
        if _CONTINUED.fullmatch(text):
            return SkipReason.TITLE
        if _TITLE.fullmatch(text) and all(_is_label(value) or _DAY.fullmatch(value) for value in values):
            return SkipReason.TITLE
    if len(rest) > 1:
        return None
    if text.endswith(("名称", "单位")) and field_of(text) is Field.NAME:
        return SkipReason.TITLE
    if _ORDINAL.fullmatch(text) and (_PLACE.fullmatch(name) or _TRADE.fullmatch(name)):
        return SkipReason.SECTION
    is_section = _PLACE.fullmatch(text) or _SECTION.fullmatch(text)
    return SkipReason.SECTION if is_section and _FEW.fullmatch(values[0]) else None


def _judge_single_cell(place: int, text: str, name_column: int, width: int) -> SkipReason | None:
    """Judge a row with one filled cell: a title across the sheet stands in its first column."""
    if (reason := _reason_by_words(text)) is not None:
        return reason
    if _is_sentence(text) and not (width == 1 and _FIRM.search(text)):
        return SkipReason.FOOTER
    if place == name_column:
        return None
    if _NUMBER.fullmatch(text) and len(text) <= 5:
        return SkipReason.BLANK  # numbered in advance and never filled in
    return SkipReason.SECTION if place == 0 else None


def _judge_merged_cells(cells: int, width: int, text: str) -> SkipReason | None:
    """Judge a row whose cells from the first on hold the same text, as those of a cell merged across do."""
    if (cells == width or cells >= _MERGED_CELLS) and (reason := _reason_by_words(text)) is not None:
        return reason
    if cells == width and _is_sentence(text):
        return SkipReason.FOOTER
    return SkipReason.SECTION if cells >= _MERGED_CELLS and _NUMBER.fullmatch(text) is None else None


def _reason_by_words(text: str) -> SkipReason | None:
    if _CONTINUED.fullmatch(text) or _TITLE.fullmatch(text):
        return SkipReason.TITLE
    if _SECTION.fullmatch(text) or _PLACE.fullmatch(text):
        return SkipReason.SECTION
    if _TOTAL.fullmatch(text):
        return SkipReason.TOTAL
    if _is_label(text) or _DAY.fullmatch(text):
        return SkipReason.FOOTER
    return SkipReason.REPEATED if _UNIT.fullmatch(text) else None


def _is_sentence(text: str) -> bool:
    """Tell whether a text is a remark (以上数据截至3月。) and no name; what ends like a firm may be a name."""
    if _WITHIN_SENTENCES.search(text):
        return True
    return _SENTENCE.fullmatch(text) is not None and _FIRM.search(text) is None


def _is_label(text: str) -> bool:
    return (_FOOTER.fullmatch(text) or _LIKE_FOOTER.fullmatch(text)) is not None


def reads_as_name(text: str) -> bool:
    """Tell whether a text can be a name: no placeholder, amount, number, total or label of a foot."""
    bare = _SPACES.sub("", text)
    return not (
        text in PLACEHOLDERS
        or _AMOUNT.fullmatch(bare)
        or _NUMBER.fullmatch(bare)
        or _TOTAL.fullmatch(bare)
        or _is_label(text)
    )


def _belongs_to_header(values: Sequence[str]) -> bool:
    """Tell whether a row belongs to the header above it: units （辆）, or numbers of columns 甲 乙 1 2 3."""
    if all(_UNIT.fullmatch(value) for value in values):
        return True
    if len(values) < 3 or len(values[0]) > 4 or len(values[-1]) > 4:
        return False
    numbers = [value.strip("()（）[]第列栏") for value in values]
    stems = sum(number in _STEMS for number in numbers)
    counted = [*_STEMS[:stems], *map(str, range(1, len(numbers) - stems + 1))]
    return numbers in (counted, [chr(ord("A") + place) for place in range(len(numbers))])


_CODES: Final = frozenset((Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE))
_PHONES: Final = frozenset((Field.PHONE, Field.LEGAL_PHONE))
_NO_CODE: Final = frozenset((CodeFault.BAD_CODE, CodeFault.ID_NUMBER))
_FEWEST: Final = 3
_DISTRICT: Final = re.compile("[\u4e00-\u9fff]{1,9}[区县市旗镇乡]")
_DIGIT: Final = re.compile("[0-9]")


class RecordLikeness(IntEnum):
    """How much a row looks like a record of a table."""

    NONE = 0
    SOME = 1
    SURE = 2


def record_likeness(texts: Sequence[str], columns: Mapping[int, Field], width: int) -> RecordLikeness:
    """Tell whether a row of tidied texts is a record of a table of `width` columns with these fields, NAME among them.

    NONE: no name, or labels between the values (填报单位 | 某局 | 联系电话 | 0971-1234567). SURE: a name, and a code,
    licence or telephone in the column of one. SOME: a name and a district, or most cells filled and digits among them.
    """
    values = [text for text in texts if text]
    if len(values) < 2 or 3 * sum(map(_is_column_word, values)) >= len(values):
        return RecordLikeness.NONE
    name_column = next(place for place, key in columns.items() if key is Field.NAME)
    name = texts[name_column] if name_column < len(texts) else ""
    if not name or _is_column_word(name) or not reads_as_name(name):
        return RecordLikeness.NONE
    if skip_reason(texts, name_column, identified=False) is not None:
        return RecordLikeness.NONE
    if any(place < len(texts) and _is_identifier(texts[place], key) for place, key in columns.items()):
        return RecordLikeness.SURE
    if any(
        place < len(texts) and _DISTRICT.fullmatch(texts[place])
        for place, key in columns.items()
        if key is Field.DISTRICT
    ):
        return RecordLikeness.SOME
    filled = len(set(values))
    many = filled >= _FEWEST and 2 * filled > width
    return RecordLikeness.SOME if many and any(map(_DIGIT.search, values)) else RecordLikeness.NONE


def _is_column_word(text: str) -> bool:
    return text[-1] in ":：" or field_of(text) is not None


def _is_identifier(text: str, key: Field) -> bool:
    """Tell whether a value is the code, licence or telephone that its column is for."""
    if identifies(text) is None:
        return False
    if key in _CODES:
        return read_codes(text).fault not in _NO_CODE
    if key is Field.LICENCE:
        return bool(read_licence(text).digits)
    return key in _PHONES and bool(read_phones(text).numbers)
