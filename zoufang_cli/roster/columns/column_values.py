"""Judge a column without a known name by what stands in it: credit codes, telephones, licences, districts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from zoufang_cli.roster.columns.header_names import Field
from zoufang_cli.roster.rows.entries import SourceRow
from zoufang_cli.roster.rows.skipping import skip_reason
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.text.cleaning import clean_text
from zoufang_cli.text.codes import clean_code, is_id_number, is_valid_credit_code
from zoufang_cli.text.phones import read_phones

SAMPLED_ROWS: Final = 200
"""Data rows from which a column is judged."""

_FEWEST: Final = 3
_SHARE: Final = 0.8

_CODE: Final = re.compile("[0-9A-Z]{18}|[0-9]{15}|[0-9A-Z]{8}[0-9X]")
"""The numbers of a 营业执照: credit code, 工商注册号, 组织机构代码; one column may mix them."""
_OF_CODES: Final = re.compile("证照|证件|执照|代码|证号")
_LICENCE: Final = re.compile(r"\D{1,20}字\D{0,3}(?:\d[\s-]?){6,14}号?")
_DISTRICT: Final = re.compile(
    "(?:[\u4e00-\u9fff]{1,6}(?:省|市|州))?[\u4e00-\u9fff]{1,8}(?:县|旗|镇|街道|(?<![小园景厂校库社场业务])区|(?<![家老同])乡)"
)
_NOT_MEANT: Final = {
    Field.CREDIT_CODE: re.compile("上级|母公司|总公司|集团|股东|出租|挂靠|车架|发动机|合同"),
    Field.PHONE: re.compile("传真|投诉|监督|安全|驾驶员|司机|押运|会计|财务|股东|紧急|QQ|微信|账号|帐号|卡号"),
    Field.LICENCE: re.compile("从业|资格|驾驶|行驶|营运证|车辆|排放|环评|文号|批复|合同"),
    Field.DISTRICT: re.compile("户籍|籍贯|起点|终点|始发|到达|途[经径]|线路|停靠|站|范围|名称|方向"),
}
"""Headers whose values look the same and are something else."""


def sample(rows: Iterable[SourceRow], width: int, name_column: int) -> list[list[str]]:
    """Clean up to 200 rows that may be records: right width, no section, total or foot."""
    found: list[list[str]] = []
    for row in rows:
        if row.fault or len(row.cells) != width:
            continue
        texts = [clean_text(cell_text(cell)) for cell in row.cells]
        if skip_reason(texts, name_column, identified=False) is None:
            found.append(texts)
            if len(found) == SAMPLED_ROWS:
                break
    return found


def guess(sampled: Sequence[Sequence[str]], names: Mapping[int, str], wanted: Collection[Field]) -> dict[int, Field]:
    """Say which of the columns (`names`: their places and headers) hold one of the wanted fields.

    Where the values of two columns fit a field, neither is taken, but for telephones, where the first is.
    """
    found: dict[Field, list[int]] = {}
    for column, name in names.items():
        key = _field([row[column] for row in sampled if row[column]], name)
        if key is not None and key in wanted:
            found.setdefault(key, []).append(column)
    return {
        column: key
        for key, columns in found.items()
        for column in (columns if key is Field.ID_NUMBER else columns[:1])
        if len(columns) == 1 or key in (Field.PHONE, Field.ID_NUMBER)
    }


def _field(values: Sequence[str], name: str) -> Field | None:
    for key, fits in _FITS.items():
        if (other := _NOT_MEANT.get(key)) is not None and other.search(name):
            continue
        if key is Field.CREDIT_CODE:
            if _are_codes([value for value in values if not _is_id(value)], named=_OF_CODES.search(name) is not None):
                return key
        elif len(values) >= _FEWEST and sum(map(fits, values)) >= _SHARE * len(values):
            return key
    return None


def _are_codes(values: Sequence[str], *, named: bool) -> bool:
    """Tell whether values are codes of operators: most of them valid credit codes, or one where the name says so too."""
    if len(values) < (1 if named else _FEWEST) or sum(map(_is_code, values)) < _SHARE * len(values):
        return False
    valid = sum(is_valid_credit_code(clean_code(value)) for value in values)
    return valid > 0 if named else 2 * valid > len(values)


def _is_id(text: str) -> bool:
    return is_id_number(clean_code(text))


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(clean_code(text)) is not None


def _is_phone(text: str) -> bool:
    numbers, fault, _ = read_phones(text)
    return bool(numbers) and fault in ("", "masked_phone") and all(len(number) >= 10 for number in numbers)


def _is_licence(text: str) -> bool:
    return _LICENCE.fullmatch(text) is not None


def _is_district(text: str) -> bool:
    return _DISTRICT.fullmatch(text) is not None


_FITS: Final[Mapping[Field, Callable[[str], bool]]] = {
    Field.ID_NUMBER: _is_id,
    Field.CREDIT_CODE: _is_code,
    Field.PHONE: _is_phone,
    Field.LICENCE: _is_licence,
    Field.DISTRICT: _is_district,
}
