"""Take out of the cells of a row what is not kept there: ID numbers anywhere, telephones behind a name."""

from __future__ import annotations

import re
from typing import Final

from zoufang_cli.roster.columns.header_names import Field
from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.rows.entries import RowCode
from zoufang_cli.roster.rows.row_problems import Reporter
from zoufang_cli.text.phones import read_phones
from zoufang_cli.text.privacy import without_id_numbers
from zoufang_cli.text.problem import Problem

_WORDED: Final = (
    Field.NAME, Field.LEGAL_PERSON, Field.CONTACT, Field.ADDRESS, Field.DISTRICT, Field.KINDS, Field.ECONOMIC_TYPE,
    Field.REMARK,
)  # fmt: skip
_NUMBER: Final = r"(?:1[3-9][0-9](?:[ -]?[0-9]{4}){2}|0[1-9][0-9]{1,2}-[2-8][0-9]{6,7})"
_BEHIND: Final = re.compile(
    r"(?P<name>.*[^0-9\s/、，,;；:：(（-])[\s/、，,;；:：(（-]*?"
    r"(?<![0-9])(?P<label>(?:联系)?(?:电话|手机)(?:号码?)?[:：]?)? ?"
    rf"(?P<numbers>{_NUMBER}(?:[/、，,;； ]+{_NUMBER})*)[)）]?"
)
_LABEL: Final = re.compile(r"[\s/、，,;；:：(（-]*(?:联系)?(?:电话|手机)(?:号码?)?$")


def worded_columns(header: Header) -> tuple[int, ...]:
    """Return the columns of words, in which an ID number would be kept unseen; `extra` ones are among them."""
    known = (column for key in _WORDED for column in header.columns_of(key))
    return tuple(sorted({*known, *header.extra}))


def clear_id_numbers(line: int, columns: tuple[int, ...], texts: list[str], report: Reporter) -> list[Problem]:
    """Take the ID numbers out of some columns of a row and say so."""
    said = []
    for column in columns:
        left = without_id_numbers(texts[column])
        if left != texts[column]:
            texts[column] = left
            said.append(report.id_number(line, column))
    return said


def name_and_phones(line: int, column: int, text: str, report: Reporter) -> tuple[str, tuple[str, ...], list[Problem]]:
    """Divide a name that ends in telephones (张三13812345678) from them, and say so."""
    match = _BEHIND.fullmatch(text)
    if match is None:
        return text, (), []
    name = _LABEL.sub("", match["name"])
    return name, read_phones(match["numbers"]).numbers, [report.cell(line, column, name, RowCode.PHONE_IN_NAME)]
