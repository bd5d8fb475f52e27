"""Values of single cells: numbers as text, phones, dates, statuses, counts.

Each reader takes tidied text and returns (value, problem code or '').
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from zoufang_cli.domain.codes import lossy, plain_number
from zoufang_cli.domain.entries import Cell, Holder

_LARGEST_EXACT: Final = 10**15

_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_PHONE_BREAK: Final = re.compile(r"[/、；;，,|\\\n]+|\s+或者?\s*|(?<=\d)或者?(?=\d)")
_COUNTRY: Final = re.compile(r"^(?:\+|00)?86[- ]?(?=1[3-9]\d{9}$|0?\d{2,3}-?\d{7,8}$)")
_AREA: Final = re.compile(r"0?(10|2\d|[3-9]\d{2})(\d{7,8})")
_EXTENSION: Final = re.compile(r"(.*?\d{7,})(?:转|分机|ext\.?|[-—#*])(\d{1,5})$")
_MASKED: Final = re.compile(r"\d{2,4}[*xX•]{2,8}\d{0,4}")
_LABEL: Final = re.compile(r"^[^\d+]{1,10}?[:：]\s*")
_DASHES: Final = re.compile(r"[‐‑‒–—―−－]")

_DATE: Final = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL: Final = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_SERIAL_ZERO: Final = date(1899, 12, 30)
_RANGE: Final = re.compile(r"\s*(?:至|到|~|～|——|—|--| - )\s*")
_OPEN_END: Final = frozenset(["长期", "永久", "长期有效", "无固定期限", "不限"])

_STATUS: Final = {
    1: "营业 正常 正常营业 在营 在业 存续 开业 营运 运营 正常营运 正常经营 在册 有效 合格 存续（在营、开业、在册） 是",
    2: "停业 暂停营业 停运 暂停 停止营业",
    3: "整改 限期整改",
    4: "停业整顿 停业整改 整顿",
    5: "歇业",
    6: "注销 已注销 吊销 已吊销 撤销 吊销未注销 吊销,未注销 吊销，未注销",
    9: "其他 其它 无效 过期 已过期 失效 迁出",
}
STATUS_WORDS: Final = {word: code for code, words in _STATUS.items() for word in words.split()}
"""Words of exports to the codes of JT/T 415-2006 (1 营业 … 6 注销, 9 其他)."""
_STATUS_CODE: Final = re.compile(r"0?([1-69])(?:\.0+)?(?:[-.、\s]?[\u4e00-\u9fff]+)?")

_COUNT: Final = re.compile(r"(\d{1,7})(?:\.0+)?\s*[辆台部人]?")
_COMPANY: Final = re.compile(
    "公司|集团|合作社|中心|大学|学校|驾校|银行|协会|总站|车站|工厂|企业|[局院厂站社所队场处校会]$"
)
_TRADER: Final = re.compile("个体|经营部|商行|修理店|维修店|汽修店|门市|店$|行$|部$")


def cell_text(cell: Cell) -> str:
    """Write a typed cell as text: whole floats without .0, dates in ISO form.

    A number past 15 digits has lost some: it is written as 9.1E+17, which every reader recognises as lossy.
    """
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, (int, float)):
        return _number_text(cell)
    if isinstance(cell, datetime):
        midnight = not (cell.hour or cell.minute or cell.second)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number_text(number: int | float) -> str:
    if abs(number) >= _LARGEST_EXACT:
        return f"{number:.14E}" if number == number and abs(number) != float("inf") else ""
    if number != number:
        return ""
    return str(int(number)) if number == int(number) else repr(number)


def read_phones(text: str) -> tuple[tuple[str, ...], str]:
    """Split a cell into phone numbers: mobiles as 11 digits, landlines as 0971-1234567, masked ones with *."""
    if _MOBILE.fullmatch(text):
        return (text,), ""
    return _read_phones(text)


@lru_cache(maxsize=16384)
def _read_phones(text: str) -> tuple[tuple[str, ...], str]:
    phones: dict[str, None] = {}
    fault = ""
    for part in _PHONE_BREAK.split(_DASHES.sub("-", text)):
        for piece in _pieces(part.strip()):
            phone, piece_fault = _phone(piece)
            if phone:
                phones[phone] = None
            fault = fault or piece_fault
    return tuple(phones), fault


def _pieces(part: str) -> list[str]:
    """Split at spaces where each side is a number by itself (138… 139…), but not in 0971 123 4567."""
    words = part.split()
    if len(words) > 1 and all(sum(char.isdigit() for char in word) >= 7 for word in words):
        return words
    return [part] if part else []


def _phone(text: str) -> tuple[str, str]:
    text = _LABEL.sub("", plain_number(text))
    if lossy(text):
        return "", "odd_phone"
    compact = re.sub(r"[\s()（）]", "", text)
    if is_masked(compact):
        return re.sub(r"[xX•]", "*", compact), "masked_phone"
    compact = _COUNTRY.sub("", compact)
    extension = ""
    if match := _EXTENSION.fullmatch(compact):
        compact, extension = match[1], f"转{match[2]}"
    digits = compact.replace("-", "")
    if not digits.isdecimal() or not digits.isascii():
        return _embedded(text)
    if len(digits) == 12 and digits[0] == "0" and _MOBILE.fullmatch(digits[1:]):
        digits = digits[1:]
    if _MOBILE.fullmatch(digits):
        return digits + extension, ""
    if digits.startswith(("400", "800")) and len(digits) == 10:
        return digits, ""
    if (digits[0] == "0" or "-" in compact) and (match := _AREA.fullmatch(digits)):
        return f"0{match[1]}-{match[2]}{extension}", ""
    if len(digits) in (5, 7, 8):
        return digits + extension, ""
    return digits + extension, "odd_phone"


def _embedded(text: str) -> tuple[str, str]:
    """Take the one mobile number out of a text such as 13812345678(张三)."""
    numbers = re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)
    return (numbers[0] if len(numbers) == 1 else text), "odd_phone"


def is_masked(phone: str) -> bool:
    """Recognise a masked number (138****5678), which never overwrites a full one."""
    return _MASKED.fullmatch(phone) is not None


@lru_cache(maxsize=16384)
def read_date(text: str) -> tuple[date | None, str]:
    """Read a full date: ISO, 2020年3月5日, 2020.3.5, 2020/3/5, 20200305, or an Excel serial number."""
    if not text:
        return None, ""
    if text in _OPEN_END:
        return None, ""
    if match := _DATE.fullmatch(text) or _COMPACT.fullmatch(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3])), ""
        except ValueError:
            return None, "bad_date"
    if match := _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(days=int(match[1])), ""
    return None, "bad_date"


@lru_cache(maxsize=16384)
def read_validity(text: str) -> tuple[date | None, date | None, str]:
    """Read a validity period in one cell (2018-01-01至2022-01-01, 至2022年1月1日)."""
    parts = text.split("-") if text.count("-") == 1 else _RANGE.split(text, maxsplit=1)
    if len(parts) == 1:
        until, fault = read_date(text)
        return None, until, fault
    since, since_fault = read_date(parts[0])
    until, until_fault = read_date(parts[1])
    return since, until, since_fault or until_fault


@lru_cache(maxsize=1024)
def read_status(text: str) -> tuple[int | None, str]:
    """Read a status as its code or its word (JT/T 415-2006)."""
    if not text:
        return None, ""
    if (code := STATUS_WORDS.get(text.replace(" ", ""))) is not None:
        return code, ""
    if match := _STATUS_CODE.fullmatch(text):
        return int(match[1]), ""
    return None, "unknown_status"


@lru_cache(maxsize=4096)
def read_count(text: str) -> tuple[int | None, str]:
    """Read a count such as 12, 12.0 or 12辆."""
    if not text:
        return None, ""
    match = _COUNT.fullmatch(text)
    return (int(match[1]), "") if match else (None, "bad_count")


def holder_of(credit_code: str, economic_type: str, name: str) -> Holder:
    """Tell 个体 from 企业: by a code that starts with 92, else by the type, else by the words of the name."""
    if credit_code:
        return Holder.SOLE_TRADER if credit_code.startswith("92") else Holder.ENTERPRISE
    if economic_type:
        return Holder.SOLE_TRADER if "个体" in economic_type else Holder.ENTERPRISE
    if _COMPANY.search(name):
        return Holder.ENTERPRISE
    if len(name) <= 4 or _TRADER.search(name):
        return Holder.SOLE_TRADER
    return Holder.ENTERPRISE
