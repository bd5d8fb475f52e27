"""Values of single cells: numbers as text, statuses, counts, 企业 or 个体.

Each reader takes tidied text and returns (value, problem code or '').
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from zoufang_cli.roster.rows.outcomes import Cell
from zoufang_cli.roster.rules import OperatorType

_LARGEST_EXACT: Final = 10**15

_STATUS: Final = {
    1: "营业 正常 正常营业 营业中 正常营业中 在营 在业 存续 开业 营运 运营 在营业 营业状态 正常营运 正常运营 正常经营 正常状态 在册 "
    "有效 有效期内 合格 登记成立 确立 存续（在营、开业、在册） 在营（开业） 在营（开业）企业 开业（在营） 是",
    2: "停业 暂停营业 暂停经营 停运 暂停 停止营业 停业中",
    3: "整改 限期整改 整改中",
    4: "停业整顿 停业整改 整顿 停业整顿中",
    5: "歇业 歇业中",
    6: "注销 已注销 注销登记 吊销 已吊销 撤销 已撤销 吊销未注销 吊销,未注销 吊销，未注销 吊销（未注销） 吊销已注销 吊销,已注销 吊销，已注销",
    9: "其他 其它 无效 过期 已过期 失效 迁出 已迁出",
}
STATUS_WORDS: Final = {word: code for code, words in _STATUS.items() for word in words.split()}
"""Words of exports to the codes of JT/T 415-2006 (1 营业 … 6 注销, 9 其他)."""
# 1, 01, 1.0, 1-营业, 1：营业, (1)营业, 营业(1)
_STATUS_CODE: Final = re.compile(
    r"[(（\[]?0?([1-69])(?:\.0+)?[)）\]]?[-.、:：_\s]*([\u4e00-\u9fff（）]*)"
    r"|([\u4e00-\u9fff]+)[-.、:：_\s]*[(（\[]?0?([1-69])[)）\]]?"
)

_COUNT: Final = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})(?:\.0+)?\s*[辆台部人]?")
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


@lru_cache(maxsize=1024)
def read_status(text: str) -> tuple[int | None, str]:
    """Read a status as its code, its word or both (JT/T 415-2006); they must not contradict."""
    if not text:
        return None, ""
    plain = text.replace(" ", "").replace("(", "（").replace(")", "）")
    if (code := STATUS_WORDS.get(plain)) is not None:
        return code, ""
    if match := _STATUS_CODE.fullmatch(text):
        number, word = int(match[1] or match[4]), match[2] or match[3] or ""
        if STATUS_WORDS.get(word, number) == number:
            return number, ""
    return None, "unknown_status"


@lru_cache(maxsize=4096)
def read_count(text: str) -> tuple[int | None, str]:
    """Read a count such as 12, 12.0, 1,200 or 12辆."""
    if not text:
        return None, ""
    match = _COUNT.fullmatch(text)
    return (int(match[1].replace(",", "")), "") if match else (None, "bad_count")


def operator_type_of(credit_code: str, economic_type: str, name: str, word: str = "") -> OperatorType:
    """Tell 个体 from 企业: by a code that starts with 92, else by the `word` of a roster, the 经济类型, the words of the name."""
    if credit_code:
        return OperatorType.SOLE_TRADER if credit_code.startswith("92") else OperatorType.ENTERPRISE
    if word and (operator_type := OperatorType.parse(word)) is not None:
        return operator_type
    if economic_type:
        return OperatorType.SOLE_TRADER if "个体" in economic_type else OperatorType.ENTERPRISE
    if _COMPANY.search(name):
        return OperatorType.ENTERPRISE
    if len(name) <= 4 or _TRADER.search(name):
        return OperatorType.SOLE_TRADER
    return OperatorType.ENTERPRISE
