"""Say which column holds which field: by its name, and where names leave it open by its values."""

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
from zoufang_cli.text.cleaning import clean_text
from zoufang_cli.text.codes import clean_code, is_id_number, is_valid_credit_code
from zoufang_cli.text.phones import read_phones
from zoufang_cli.text.privacy import masked_under
from zoufang_cli.text.problem import Problem

Settled = Mapping[str, Field | None]
"""Folded names of columns to the fields they were given; None keeps a column as extra information."""

_SHARED: Final = LIST_FIELDS | {Field.SERIAL, Field.ID_NUMBER}
_DECIDED: Final = frozenset(
    (
        Field.NAME, Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE, Field.LICENCE, Field.LICENCE_WORD,
        Field.DISTRICT, Field.STATUS, Field.KINDS, Field.ECONOMIC_TYPE, Field.OPERATOR_TYPE,
    )
)  # fmt: skip
"""Fields by which operators are told apart or counted: which of two columns holds one only a person can say."""
_VALIDITIES: Final = frozenset((Field.VALID_FROM, Field.VALID_TO, Field.VALIDITY))
_OF_VALIDITY: Final = re.compile("有效|[起止至]$")
_BY_VALUES: Final = frozenset((Field.CREDIT_CODE, Field.PHONE, Field.LICENCE, Field.DISTRICT))
_SHOWN_VALUES: Final = 3
_LONGEST_VALUE: Final = 20
_STRENGTH: Final = {"map": 0, "remembered": 1, "name": 2}


class Claim(NamedTuple):
    """A field that several columns claim; `label` is its Chinese name, `candidates` are names for --map.

    `values` are for each candidate the first ones that tell it from the others, telephones hidden.
    """

    field: Field
    label: str
    candidates: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the candidates with their values, for a person who has to choose."""
        return tuple(
            f"{candidate}（如 {'、'.join(values)}）" if values else candidate
            for candidate, values in zip(self.candidates, self.values, strict=True)
        )


class TwoColumns(ValueError):
    """Several columns claim a field that has one value, and nothing settles which; `claims` are all such fields."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = tuple(claims)
        self.field, self.label, self.candidates = claims[0].field, claims[0].label, claims[0].candidates
        super().__init__("".join(map(_question, claims)))


class Meaning(NamedTuple):
    """What a column is taken for, and by what: `map`, `remembered`, `name`, or '' where nothing says."""

    field: Field | None
    how: str


@dataclass(slots=True)
class Claims:
    """The columns of a table settled, as headers.Header holds them."""

    columns: dict[int, Field] = field(default_factory=dict)
    how: dict[int, str] = field(default_factory=dict)
    extra: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def meanings(head: HeaderRows, chosen: Settled, kept: Settled) -> list[Meaning]:
    """Say what each column is by what was chosen, else remembered, else by its name.

    A column of ID numbers can be given another field, but is never kept as extra information.
    """
    beside = markers(head.names)
    folded = map(fold, labels(head.names)) if chosen or kept else repeat("")
    return [
        Meaning(beside[place], "name") if place in beside else _meaning(by_name, label, chosen, kept)
        for place, (by_name, label) in enumerate(zip(head.fields, folded, strict=False))
    ]


def settle(head: HeaderRows, chosen: Settled, kept: Settled, rows: Iterable[FileRow]) -> Claims:
    """Give every column its field or its name among the extra information; `rows` are those below the header.

    Raises TwoColumns, and BadMapping where two columns were chosen for a field that has one value.
    """
    return _Settlement(head, chosen, kept, rows).settle()


def _meaning(by_name: Field | None, label: str, chosen: Settled, kept: Settled) -> Meaning:
    for settled, how in ((chosen, "map"), (kept, "remembered")):
        if label in settled and (settled[label] is not None or by_name is not Field.ID_NUMBER):
            return Meaning(settled[label], how)
    return Meaning(by_name, "name" if by_name is not None else "")


class _Settlement:
    """The settling of one header."""

    def __init__(self, head: HeaderRows, chosen: Settled, kept: Settled, rows: Iterable[FileRow]) -> None:
        self.head = head
        self.labels = labels(head.names)
        self.meanings = meanings(head, chosen, kept)
        self.rows = rows
        self.sampled: list[list[str]] | None = None
        self.open: list[Claim] = []
        self.claims = Claims()

    def settle(self) -> Claims:
        claimants: dict[Field, list[int]] = {}
        for place, meaning in enumerate(self.meanings):
            if meaning.field is not None:
                claimants.setdefault(meaning.field, []).append(place)
        self.name_column = claimants[Field.NAME][0]
        for key, places in claimants.items():
            for place in places if key in _SHARED or len(places) == 1 else self._single_column(key, places):
                self._take(place, key, self.meanings[place].how)
        if self.open:
            raise TwoColumns(self.open)
        self._guess()
        self._keep_others()
        return self.claims

    def _sample(self) -> list[list[str]]:
        if self.sampled is None:
            self.sampled = sample(self.rows, len(self.labels), self.name_column)
        return self.sampled

    def _take(self, place: int, key: Field, how: str) -> None:
        self.claims.columns[place] = key
        self.claims.how[place] = how
        if key is Field.ID_NUMBER:
            self._say(place, RowCode.ID_COLUMN, f"“{self.labels[place]}”列属于个人身份信息，没有导入。")

    def _single_column(self, key: Field, places: list[int]) -> list[int]:
        """Choose the column of a field that has one value; none where a person must."""
        strongest = min(_STRENGTH[self.meanings[place].how] for place in places)
        strong = [place for place in places if _STRENGTH[self.meanings[place].how] == strongest]
        if len(strong) > 1:
            if strongest == _STRENGTH["map"]:
                raise BadMapping(
                    f"{_listed([self.labels[column] for column in strong])}都指定为{LABELS[key]}，只能指定一列。"
                )
            return self._by_values(key, strong)
        for place in places:
            if place != strong[0]:
                self._yield(place, key, strong[0], "已按指定", "note")
        return strong

    def _by_values(self, key: Field, places: list[int]) -> list[int]:
        rows = self._sample()
        filled = [place for place in places if any(row[place] for row in rows)]
        first = (filled or places)[0]
        for place in places:
            if place not in filled and place != first:
                self._yield(place, key, first, "前一列没有内容" if place < first else "后一列没有内容", "note")
        if len(filled) > 1 and key not in _DECIDED:
            first = min(filled, key=lambda place: self._rank(place, key))
        elif differing := [row for row in rows if len({row[place] for place in filled}) > 1]:
            candidates = tuple(self.labels[place] for place in filled)
            values = tuple(self._values(place, differing) for place in filled)
            self.open.append(Claim(key, LABELS[key], candidates, values))
            return []
        for place in filled:
            if place != first:
                self._yield(place, key, first, "", "warning")
        return [first]

    def _rank(self, place: int, key: Field) -> tuple[bool, int]:
        """Order the columns of a field that nobody has to decide: a day of validity goes before one of issue."""
        name = self.head.names[place]
        return key in _VALIDITIES and _OF_VALIDITY.search(name) is None, rank_of(name, key)

    def _values(self, place: int, differing: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """Return the first values of a column, of rows in which it differs from its rivals where there are some."""
        samples = dict.fromkeys(row[place] for row in (*differing, *self._sample()) if row[place])
        return tuple(_shortened(masked_under(self.labels[place], text)) for text in list(samples)[:_SHOWN_VALUES])

    def _yield(self, place: int, key: Field, to: int, why: str, severity: str) -> None:
        """Say that a column stays extra information because another one holds its field."""
        mine, other = self.labels[place], self.labels[to]
        both = _listed([self.labels[column] for column in sorted((place, to))])
        reason = f"{why}，" if why else ""
        message = f"{both}两列都像是{LABELS[key]}，{reason}取“{other}”；“{mine}”列作为附加信息保留。"
        advice = f"以“{mine}”列为准的，请用 --map {mine}={key} 指明。" if severity == "warning" else ""
        self._say(place, RowCode.DUPLICATE_COLUMN, message, severity, advice)

    def _guess(self) -> None:
        unknown = {
            place: name
            for place, name in enumerate(self.head.names)
            if self.meanings[place].how == "" and place not in self.claims.columns
        }
        open_fields = (_BY_VALUES - set(self.claims.columns.values())) | {Field.ID_NUMBER}
        if not unknown:
            return
        for place, key in guess(self._sample(), unknown, open_fields).items():
            self._take(place, key, "values")
            if key is not Field.ID_NUMBER:
                label = self.labels[place]
                what = f"“{label}”列没有认出表头" if self.head.names[place] else f"{label}没有表头"
                message = f"{what}，按内容作为{LABELS[key]}导入（不对请用 --map {label}=extra）。"
                self._say(place, RowCode.GUESSED_COLUMN, message)

    def _keep_others(self) -> None:
        used: set[str] = set()
        for place, label in enumerate(self.labels):
            if place not in self.claims.columns:
                self.claims.extra[place] = _unused(self.head.names[place] or label, used)
                if self.meanings[place].how in ("map", "remembered"):
                    self.claims.how[place] = self.meanings[place].how
        self.claims.problems.sort(key=lambda problem: problem.column)

    def _say(self, place: int, code: RowCode, message: str, severity: str = "warning", advice: str = "") -> None:
        label = self.labels[place]
        where = f"第{self.head.line}行"
        self.claims.problems.append(Problem(where, label, label, code, message, severity, advice, place))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _unused(base: str, used: set[str]) -> str:
    name, number = base, 2
    while name in used:
        name, number = f"{base}({number})", number + 1
    used.add(name)
    return name


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return "、".join(quoted[:-1]) + "和" + quoted[-1]


def _question(claim: Claim) -> str:
    some = "两列" if len(claim.candidates) == 2 else f"{len(claim.candidates)}列"
    return (
        f"{_listed(claim.candidates)}{some}都像是{claim.label}，请指明用哪一列，"
        f"如 --map {claim.candidates[0]}={claim.field.value}（其余作为附加信息保留）。"
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
_NOT_MEANT: Final = {
    Field.CREDIT_CODE: re.compile("上级|母公司|总公司|集团|股东|出租|挂靠|车架|发动机|合同"),
    Field.PHONE: re.compile("传真|投诉|监督|安全|驾驶员|司机|押运|会计|财务|股东|紧急|QQ|微信|账号|帐号|卡号"),
    Field.LICENCE: re.compile("从业|资格|驾驶|行驶|营运证|车辆|排放|环评|文号|批复|合同"),
    Field.DISTRICT: re.compile("户籍|籍贯|起点|终点|始发|到达|途[经径]|线路|停靠|站|范围|名称|方向"),
}
"""Headers whose values look the same and are something else."""


def sample(rows: Iterable[FileRow], width: int, name_column: int) -> list[list[str]]:
    """Clean up to 200 rows that may be records: right width, no section, total or foot."""
    sampled: list[list[str]] = []
    for row in rows:
        if row.fault or len(row.cells) != width:
            continue
        texts = [clean_text(cell_text(cell)) for cell in row.cells]
        if skip_reason(texts, name_column, identified=False) is None:
            sampled.append(texts)
            if len(sampled) == SAMPLED_ROWS:
                break
    return sampled


def guess(sampled: Sequence[Sequence[str]], names: Mapping[int, str], fields: Collection[Field]) -> dict[int, Field]:
    """Say which of the columns (`names`: their places and headers) hold one of the wanted fields.

    Where the values of two columns fit a field, neither is taken, but for telephones, where the first is.
    """
    columns_of: dict[Field, list[int]] = {}
    for column, name in names.items():
        key = _field([row[column] for row in sampled if row[column]], name)
        if key is not None and key in fields:
            columns_of.setdefault(key, []).append(column)
    return {
        column: key
        for key, columns in columns_of.items()
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
