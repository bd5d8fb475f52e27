"""Assign each column of a roster its field: by a person's choice, by memory, by its name, else by its values.

Two columns may claim a field that has one value (联系地址 and 经营地址). The stronger claim wins; of equal ones the column
with values, the first in the order of usual names, or a person, where operators are recognised by the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Final, NamedTuple

from zoufang_cli.roster.columns.header_rows import HeaderRows, labels, markers
from zoufang_cli.roster.columns.names import LABELS, LIST_FIELDS, BadMapping, Field, fold, rank_of
from zoufang_cli.roster.rows.outcomes import FileRow, RowCode
from zoufang_cli.roster.rows.shapes import skip_reason
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.text.cleaning import clean_text, shortened
from zoufang_cli.text.codes import clean_code, is_id_number, is_valid_credit_code
from zoufang_cli.text.phones import read_phones
from zoufang_cli.text.privacy import masked_under
from zoufang_cli.text.problem import Problem

ColumnFields = Mapping[str, Field | None]
"""Folded name of a column -> its field; None keeps the column as extra information."""

_SHARED: Final = LIST_FIELDS | {Field.SERIAL, Field.ID_NUMBER}
_DECIDED: Final = frozenset(
    (
        Field.NAME, Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE, Field.LICENCE, Field.LICENCE_WORD,
        Field.DISTRICT, Field.STATUS, Field.KINDS, Field.ECONOMIC_TYPE, Field.OPERATOR_TYPE,
    )
)  # fmt: skip
"""Fields by which operators are recognised or counted: of two columns that differ a person has to choose."""
_VALIDITIES: Final = frozenset((Field.VALID_FROM, Field.VALID_TO, Field.VALIDITY))
_OF_VALIDITY: Final = re.compile("有效|[起止至]$")
_BY_VALUES: Final = frozenset((Field.CREDIT_CODE, Field.PHONE, Field.LICENCE, Field.DISTRICT))
_SHOWN_VALUES: Final = 3
_LONGEST_VALUE: Final = 20
_STRENGTH: Final = {"map": 0, "remembered": 1, "name": 2}


class ContestedField(NamedTuple):
    """A field that several columns claim; `label` is its Chinese name, `candidates` are the columns as --map names them.

    `values` holds for each candidate up to three values, from rows in which the candidates differ first, telephones
    hidden: 所属区县 has (云河县, 东屏区), 辖区 has (东屏区,).
    """

    field: Field
    label: str
    candidates: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]

    @property
    def examples(self) -> tuple[str, ...]:
        """Return the candidates with their values: 所属区县（如 云河县、东屏区）."""
        return tuple(
            f"{candidate}（如 {'、'.join(values)}）" if values else candidate
            for candidate, values in zip(self.candidates, self.values, strict=True)
        )


class AmbiguousColumns(ValueError):
    """Several columns claim a field that has one value, and a person has to choose; `contested` lists all such fields."""

    def __init__(self, contested: Sequence[ContestedField]) -> None:
        self.contested = tuple(contested)
        super().__init__("".join(map(_question, contested)))


class ColumnMeaning(NamedTuple):
    """The field that a column claims, and why (`how`): `map`, `remembered`, `name`, or '' for a column without a claim."""

    field: Field | None
    how: str


@dataclass(slots=True)
class SettledColumns:
    """The fields of all columns, for headers.Header: index -> field, index -> why, index -> name among the extras."""

    columns: dict[int, Field] = field(default_factory=dict)
    how: dict[int, str] = field(default_factory=dict)
    extra: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def column_meanings(head: HeaderRows, chosen: ColumnFields, remembered: ColumnFields) -> list[ColumnMeaning]:
    """Return what each column claims to be: as chosen, else as remembered, else by its name.

    A column of ID numbers can be given another field, but is never kept as extra information.
    """
    beside = markers(head.names)
    folded = map(fold, labels(head.names)) if chosen or remembered else repeat("")
    return [
        ColumnMeaning(beside[place], "name") if place in beside else _meaning(by_name, label, chosen, remembered)
        for place, (by_name, label) in enumerate(zip(head.fields, folded, strict=False))
    ]


def settle(head: HeaderRows, chosen: ColumnFields, remembered: ColumnFields, rows: Iterable[FileRow]) -> SettledColumns:
    """Give every column its field, or its name among the extra information; `rows` are the rows below the header.

    Raises AmbiguousColumns, or BadMapping where two columns were chosen for a field that has one value.
    """
    return _ColumnSettler(head, chosen, remembered, rows).settle()


def _meaning(by_name: Field | None, label: str, chosen: ColumnFields, remembered: ColumnFields) -> ColumnMeaning:
    for column_fields, how in ((chosen, "map"), (remembered, "remembered")):
        if label in column_fields and (column_fields[label] is not None or by_name is not Field.ID_NUMBER):
            return ColumnMeaning(column_fields[label], how)
    return ColumnMeaning(by_name, "name" if by_name is not None else "")


class _ColumnSettler:
    """Settles the columns of one header."""

    def __init__(
        self, head: HeaderRows, chosen: ColumnFields, remembered: ColumnFields, rows: Iterable[FileRow]
    ) -> None:
        self.head = head
        self.labels = labels(head.names)
        self.meanings = column_meanings(head, chosen, remembered)
        self.rows = rows
        self.sampled_rows: list[list[str]] | None = None
        self.contested: list[ContestedField] = []
        self.settled = SettledColumns()

    def settle(self) -> SettledColumns:
        claimants: dict[Field, list[int]] = {}
        for place, meaning in enumerate(self.meanings):
            if meaning.field is not None:
                claimants.setdefault(meaning.field, []).append(place)
        self.name_column = claimants[Field.NAME][0]
        for key, places in claimants.items():
            for place in places if key in _SHARED or len(places) == 1 else self._choose_column(key, places):
                self._assign(place, key, self.meanings[place].how)
        if self.contested:
            raise AmbiguousColumns(self.contested)
        self._guess()
        self._keep_extra()
        return self.settled

    def _sample(self) -> list[list[str]]:
        if self.sampled_rows is None:
            self.sampled_rows = sample(self.rows, len(self.labels), self.name_column)
        return self.sampled_rows

    def _assign(self, place: int, key: Field, how: str) -> None:
        self.settled.columns[place] = key
        self.settled.how[place] = how
        if key is Field.ID_NUMBER:
            self._report(place, RowCode.ID_COLUMN, f"“{self.labels[place]}”列属于个人身份信息，没有导入。")

    def _choose_column(self, key: Field, places: list[int]) -> list[int]:
        """Return the column that gets a field with one value, or none where a person has to choose."""
        strength = min(_STRENGTH[self.meanings[place].how] for place in places)
        candidates = [place for place in places if _STRENGTH[self.meanings[place].how] == strength]
        if len(candidates) > 1:
            if strength == _STRENGTH["map"]:
                raise BadMapping(
                    f"{_quoted_list([self.labels[column] for column in candidates])}都指定为{LABELS[key]}，只能指定一列。"
                )
            return self._choose_by_values(key, candidates)
        for place in places:
            if place != candidates[0]:
                self._report_passed_over(place, key, candidates[0], "已按指定", "note")
        return candidates

    def _choose_by_values(self, key: Field, places: list[int]) -> list[int]:
        """Return the column that gets a field which several claim alike: one with values, the usual one of these, or none."""
        rows = self._sample()
        filled = [place for place in places if any(row[place] for row in rows)]
        taken = (filled or places)[0]
        for place in places:
            if place not in filled and place != taken:
                reason = f"{'前' if place < taken else '后'}一列没有内容"
                self._report_passed_over(place, key, taken, reason, "note")
        if len(filled) > 1 and key not in _DECIDED:
            taken = min(filled, key=lambda place: self._rank(place, key))
        elif differing := [row for row in rows if len({row[place] for place in filled}) > 1]:
            candidates = tuple(self.labels[place] for place in filled)
            values = tuple(self._values(place, differing) for place in filled)
            self.contested.append(ContestedField(key, LABELS[key], candidates, values))
            return []
        for place in filled:
            if place != taken:
                self._report_passed_over(place, key, taken, "", "warning")
        return [taken]

    def _rank(self, place: int, key: Field) -> tuple[bool, int]:
        """Return the sort key of a column that claims a field: 有效期起 before 发证日期, usual names before rare ones."""
        name = self.head.names[place]
        return key in _VALIDITIES and _OF_VALIDITY.search(name) is None, rank_of(name, key)

    def _values(self, place: int, differing: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """Return the first values of a column, those of rows in which the claimants differ first."""
        values = dict.fromkeys(row[place] for row in (*differing, *self._sample()) if row[place])
        return tuple(
            shortened(masked_under(self.labels[place], text), _LONGEST_VALUE) for text in list(values)[:_SHOWN_VALUES]
        )

    def _report_passed_over(self, place: int, key: Field, taken: int, reason: str, severity: str) -> None:
        """Report that a column stays extra information because the column `taken` holds its field."""
        label, taken_label = self.labels[place], self.labels[taken]
        both = _quoted_list([self.labels[column] for column in sorted((place, taken))])
        clause = f"{reason}，" if reason else ""
        message = f"{both}两列都像是{LABELS[key]}，{clause}取“{taken_label}”；“{label}”列作为附加信息保留。"
        advice = f"以“{label}”列为准的，请用 --map {label}={key} 指明。" if severity == "warning" else ""
        self._report(place, RowCode.DUPLICATE_COLUMN, message, severity, advice)

    def _guess(self) -> None:
        unknown = {
            place: name
            for place, name in enumerate(self.head.names)
            if self.meanings[place].how == "" and place not in self.settled.columns
        }
        open_fields = (_BY_VALUES - set(self.settled.columns.values())) | {Field.ID_NUMBER}
        if not unknown:
            return
        for place, key in guess(self._sample(), unknown, open_fields).items():
            self._assign(place, key, "values")
            if key is not Field.ID_NUMBER:
                label = self.labels[place]
                subject = f"“{label}”列没有认出表头" if self.head.names[place] else f"{label}没有表头"
                message = f"{subject}，按内容作为{LABELS[key]}导入（不对请用 --map {label}=extra）。"
                self._report(place, RowCode.GUESSED_COLUMN, message)

    def _keep_extra(self) -> None:
        names_in_use: set[str] = set()
        for place, label in enumerate(self.labels):
            if place not in self.settled.columns:
                self.settled.extra[place] = _unused(self.head.names[place] or label, names_in_use)
                if self.meanings[place].how in ("map", "remembered"):
                    self.settled.how[place] = self.meanings[place].how
        self.settled.problems.sort(key=lambda problem: problem.column)

    def _report(self, place: int, code: RowCode, message: str, severity: str = "warning", advice: str = "") -> None:
        label = self.labels[place]
        where = f"第{self.head.line}行"
        self.settled.problems.append(Problem(where, label, label, code, message, severity, advice, place))


def _unused(base: str, used: set[str]) -> str:
    name, number = base, 2
    while name in used:
        name, number = f"{base}({number})", number + 1
    used.add(name)
    return name


def _quoted_list(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return "、".join(quoted[:-1]) + "和" + quoted[-1]


def _question(contested: ContestedField) -> str:
    some = "两列" if len(contested.candidates) == 2 else f"{len(contested.candidates)}列"
    return (
        f"{_quoted_list(contested.candidates)}{some}都像是{contested.label}，请指明用哪一列，"
        f"如 --map {contested.candidates[0]}={contested.field.value}（其余作为附加信息保留）。"
    )


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
_OTHER_THINGS: Final = {
    Field.CREDIT_CODE: re.compile("上级|母公司|总公司|集团|股东|出租|挂靠|车架|发动机|合同"),
    Field.PHONE: re.compile("传真|投诉|监督|安全|驾驶员|司机|押运|会计|财务|股东|紧急|QQ|微信|账号|帐号|卡号"),
    Field.LICENCE: re.compile("从业|资格|驾驶|行驶|营运证|车辆|排放|环评|文号|批复|合同"),
    Field.DISTRICT: re.compile("户籍|籍贯|起点|终点|始发|到达|途[经径]|线路|停靠|站|范围|名称|方向"),
}
"""Headers of other things whose values look the same: 驾驶员电话 holds telephones, and none of the operator's."""


def sample(rows: Iterable[FileRow], width: int, name_column: int) -> list[list[str]]:
    """Return up to SAMPLED_ROWS cleaned rows that may be records: of the right width, no section, total or foot."""
    sampled_rows: list[list[str]] = []
    for row in rows:
        if row.fault or len(row.cells) != width:
            continue
        texts = [clean_text(cell_text(cell)) for cell in row.cells]
        if skip_reason(texts, name_column, identified=False) is None:
            sampled_rows.append(texts)
            if len(sampled_rows) == SAMPLED_ROWS:
                break
    return sampled_rows


def guess(
    sampled_rows: Sequence[Sequence[str]], names: Mapping[int, str], fields: Collection[Field]
) -> dict[int, Field]:
    """Guess by their values which columns (`names`: index -> header) hold one of `fields`; return index -> field.

    At least three values and four fifths of all have to fit. Where two columns fit one field neither is guessed, but of
    telephones the first is, and of ID numbers all are.
    """
    columns_of: dict[Field, list[int]] = {}
    for column, name in names.items():
        key = _guess_field([row[column] for row in sampled_rows if row[column]], name)
        if key is not None and key in fields:
            columns_of.setdefault(key, []).append(column)
    return {
        column: key
        for key, columns in columns_of.items()
        for column in (columns if key is Field.ID_NUMBER else columns[:1])
        if len(columns) == 1 or key in (Field.PHONE, Field.ID_NUMBER)
    }


def _guess_field(values: Sequence[str], name: str) -> Field | None:
    for key, fits in _FITS.items():
        if (pattern := _OTHER_THINGS.get(key)) is not None and pattern.search(name):
            continue
        if key is Field.CREDIT_CODE:
            if _are_codes(
                [value for value in values if not _is_id(value)], named_as_code=_OF_CODES.search(name) is not None
            ):
                return key
        elif len(values) >= _FEWEST and sum(bool(fits(value)) for value in values) >= _SHARE * len(values):
            return key
    return None


def _are_codes(values: Sequence[str], *, named_as_code: bool) -> bool:
    """Tell whether values are codes of operators.

    Most have to be valid credit codes; under a name like 证照编号 (`named_as_code`) one valid code is enough.
    """
    if len(values) < (1 if named_as_code else _FEWEST) or sum(map(_is_code, values)) < _SHARE * len(values):
        return False
    valid = sum(is_valid_credit_code(clean_code(value)) for value in values)
    return valid > 0 if named_as_code else 2 * valid > len(values)


def _is_id(text: str) -> bool:
    return is_id_number(clean_code(text))


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(clean_code(text)) is not None


def _is_phone(text: str) -> bool:
    numbers, fault, _ = read_phones(text)
    return bool(numbers) and fault in ("", "masked_phone") and all(len(number) >= 10 for number in numbers)


_FITS: Final[Mapping[Field, Callable[[str], object]]] = {
    Field.ID_NUMBER: _is_id,
    Field.CREDIT_CODE: _is_code,
    Field.PHONE: _is_phone,
    Field.LICENCE: _LICENCE.fullmatch,
    Field.DISTRICT: _DISTRICT.fullmatch,
}
