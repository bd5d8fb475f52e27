"""Put the cleaned cells of one row together into an operator, collecting the doubts on the way."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.columns.names import Field
from zoufang_cli.roster.rows.outcomes import AS_WRITTEN, RosterRow, RowCode
from zoufang_cli.roster.rows.problems import Reporter
from zoufang_cli.roster.values.cells import operator_type_of, read_count, read_status
from zoufang_cli.roster.values.code_advice import advice
from zoufang_cli.roster.values.licences import Licence, join_licence, read_licence
from zoufang_cli.roster.values.scope import derive_kinds, read_kinds, read_scope
from zoufang_cli.roster.values.validity import read_end, read_start
from zoufang_cli.text.cleaning import shown_name, without_han_spaces
from zoufang_cli.text.codes import CodeFault, Codes, clean_code, is_like_id_number, read_codes
from zoufang_cli.text.districts import clean_district, district_of_address
from zoufang_cli.text.names import normalize_name
from zoufang_cli.text.phones import is_mobile, masked_phone, read_phones
from zoufang_cli.text.pinyin import initials
from zoufang_cli.text.privacy import SHORTEST_ID, may_hold_id, without_id_numbers
from zoufang_cli.text.problem import Problem

_MERE_DIGITS: Final = re.compile("[0-9]{6,15}")
_ENDS_OF_NUMBERS: Final = frozenset("0123456789)）")
_MOBILE_DIGITS: Final = 11
_CODE_FIELDS: Final = (Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE)
_NO_CODES: Final = Codes()
_NO_LICENCE: Final = Licence()


class _Row(NamedTuple):
    """A row on its way: its tidied texts with '' at the end, what is kept beside the fields, what is to be said."""

    line: int
    texts: list[str]
    extra: dict[str, str]
    problems: list[Problem]


class Assembler:
    """Builds operators from the tidied texts of a table's rows."""

    def __init__(self, header: Header, report: Reporter) -> None:
        column = header.column_of
        self.report = report
        self.name = column(Field.NAME)
        self.codes = tuple(place for key in _CODE_FIELDS for place in header.columns_of(key))
        self.registration = column(Field.REGISTRATION_NO)
        self.licence = column(Field.LICENCE)
        self.licence_word = column(Field.LICENCE_WORD)
        self.legal_person = column(Field.LEGAL_PERSON)
        self.legal_phones = header.columns_of(Field.LEGAL_PHONE)
        self.contact = column(Field.CONTACT)
        self.phones = header.columns_of(Field.PHONE)
        self.address = column(Field.ADDRESS)
        self.district = column(Field.DISTRICT)
        self.scopes = header.columns_of(Field.SCOPE)
        self.kinds = column(Field.KINDS)
        self.status = column(Field.STATUS)
        self.valid_from = column(Field.VALID_FROM)
        self.valid_to = column(Field.VALID_TO)
        self.validity = column(Field.VALIDITY)
        self.operator_type = column(Field.OPERATOR_TYPE)
        self.economic_type = column(Field.ECONOMIC_TYPE)
        self.vehicle_count = column(Field.VEHICLE_COUNT)
        self.remark = column(Field.REMARK)
        self.extra = tuple(header.extra.items())
        self.worded = worded_columns(header)

    def operator(self, line: int, texts: list[str], problems: list[Problem]) -> RosterRow | None:
        """Clean one row; None where it must be rejected. What is to be said is added to `problems`."""
        texts = [*texts, ""]
        for column in self.worded:
            if len(texts[column]) >= SHORTEST_ID and may_hold_id(texts[column]):
                problems += clear_id_numbers(line, self.worded, texts, self.report)
                break
        extra = {name: text for column, name in self.extra if (text := texts[column])} if self.extra else {}
        row = _Row(line, texts, extra, problems)
        name = shown_name(texts[self.name])
        phones: tuple[str, ...] = ()
        if name[-1:] in _ENDS_OF_NUMBERS and len(name) > _MOBILE_DIGITS:
            if is_like_id_number(clean_code(name)):
                name = ""
            name, phones, name_problems = name_and_phones(line, self.name, name, self.report)
            problems += name_problems
        if not name:  # it was an ID number
            problems.append(self.report.cell(line, self.name, "", RowCode.MISSING_NAME))
        codes = self._codes(row)
        licence = self._licence(row)
        scope = self._scope(row)
        economic_type = texts[self.economic_type]
        since, until = self._validity(row)
        address = without_han_spaces(texts[self.address])
        district = _district(texts[self.district])
        derived = "" if district else district_of_address(address)
        if derived:
            problems.append(self.report.cell(line, self.address, address, RowCode.DISTRICT_FROM_ADDRESS))
        operator = RosterRow(
            name,
            normalize_name(name),
            initials(name),
            codes.credit_code,
            codes.registration_no,
            codes.organisation_code,
            licence.digits,
            _person(texts[self.legal_person]),
            _person(texts[self.contact]),
            address,
            district or derived,
            economic_type,
            texts[self.remark],
            self._phones(row, self.legal_phones) if self.legal_phones else (),
            self._phones(row, self.phones, phones),
            scope,
            read_kinds(kinds) if (kinds := texts[self.kinds]) else derive_kinds(scope),
            self._status(row),
            since,
            until,
            self._vehicle_count(row),
            operator_type_of(codes.credit_code, economic_type, name, texts[self.operator_type]),
            licence.text,
            extra,
            derived != "",
        )
        rejected = problems and any(problem.severity == "error" for problem in problems)
        return None if rejected else operator

    def _doubt(
        self, row: _Row, column: int, fault: str, suggestion: str = "", *, kept: str = "", shown: str | None = None
    ) -> None:
        """Say a doubt about a cell (`shown` in place of its text), and keep what was not taken beside the fields."""
        if kept and (left := "" if is_like_id_number(clean_code(kept)) else without_id_numbers(kept)) != kept:
            row.problems.append(self.report.id_number(row.line, column))
            row.texts[column] = kept = left
            if not left:
                return
        text = row.texts[column] if shown is None else shown
        row.problems.append(self.report.cell(row.line, column, text, fault, suggestion))
        if kept:
            row.extra.setdefault(self.report.column(column) + AS_WRITTEN, kept)

    def _codes(self, row: _Row) -> Codes:
        """Read every code column; each value goes to the field of its shape, the first of a kind wins."""
        united = _NO_CODES
        for column in self.codes:
            text = row.texts[column]
            if not text:
                continue
            codes = read_codes(text)
            if codes.fault:
                codes = self._doubtful(row, column, text, codes)
            if united is _NO_CODES:
                united = codes
                continue
            if _contradict(united, codes):
                self._doubt(row, column, CodeFault.SEVERAL_CODES, kept=text)
            united = _united(united, codes)
        return united

    def _doubtful(self, row: _Row, column: int, text: str, codes: Codes) -> Codes:
        fault = codes.fault
        if fault is CodeFault.BAD_CODE and column == self.registration and _MERE_DIGITS.fullmatch(text):
            return Codes(registration_no=text)
        if fault is CodeFault.ID_NUMBER:
            self._doubt(row, column, fault, shown="")
        else:
            kept = text if fault in (CodeFault.BAD_CODE, CodeFault.SEVERAL_CODES) else ""
            self._doubt(row, column, fault, advice(text, codes.credit_code), kept=kept)
        return codes

    def _licence(self, row: _Row) -> Licence:
        text = row.texts[self.licence]
        if self.licence_word >= 0:
            text = join_licence(row.texts[self.licence_word], text)
        if not text:
            return _NO_LICENCE
        licence = read_licence(without_han_spaces(text))
        if licence.fault:
            self._doubt(row, self.licence, licence.fault, shown=licence.text)
        return licence

    def _scope(self, row: _Row) -> tuple[str, ...]:
        texts = row.texts
        if len(self.scopes) == 1:
            scope, cleared = _scope_of(texts[self.scopes[0]])
        else:
            scope, cleared = _scope_of("；".join(texts[column] for column in self.scopes))
        if cleared:
            row.problems.append(self.report.id_number(row.line, self.scopes[0]))
        return scope

    def _phones(self, row: _Row, columns: tuple[int, ...], more: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Read the telephones of all columns that hold some, with `more` at their end."""
        phones: tuple[str, ...] = ()
        for column in columns:
            text = row.texts[column]
            if not text:
                continue
            if is_mobile(text):
                numbers: tuple[str, ...] = (text,)
            else:
                if len(text) >= SHORTEST_ID and may_hold_id(text):
                    row.problems.extend(clear_id_numbers(row.line, (column,), row.texts, self.report))
                    text = row.texts[column]
                numbers, fault, rest = read_phones(text)
                if fault:
                    self._doubt(row, column, fault, kept=rest, shown=masked_phone(text))
            phones = (*phones, *(number for number in numbers if number not in phones)) if phones else numbers
        return (*phones, *(number for number in more if number not in phones)) if more else phones

    def _status(self, row: _Row) -> int | None:
        status, fault = read_status(row.texts[self.status])
        if fault:
            self._doubt(row, self.status, fault, kept=row.texts[self.status])
        return status

    def _vehicle_count(self, row: _Row) -> int | None:
        count, fault = read_count(row.texts[self.vehicle_count])
        if fault:
            self._doubt(row, self.vehicle_count, fault, kept=row.texts[self.vehicle_count])
        return count

    def _validity(self, row: _Row) -> tuple[date | None, date | None]:
        """Read 有效期, 有效期起 and 有效期止; the narrower column goes before the wider one."""
        texts = row.texts
        since, until, faults = _validity(texts[self.validity], texts[self.valid_from], texts[self.valid_to])
        if faults:
            for column, fault in zip((self.validity, self.valid_from, self.valid_to), faults, strict=True):
                if fault:
                    self._doubt(row, column, fault, kept=texts[column])
        if since is not None and until is not None and until < since:
            self._doubt(row, self.valid_to if self.valid_to >= 0 else self.validity, RowCode.DATES_REVERSED)
        return since, until


def _contradict(first: Codes, second: Codes) -> bool:
    """Tell whether two columns hold different numbers of one kind."""
    return any(mine and other and mine != other for mine, other in zip(first[:3], second[:3], strict=True))


def _united(first: Codes, second: Codes) -> Codes:
    return Codes(
        first.credit_code or second.credit_code,
        first.registration_no or second.registration_no,
        first.organisation_code or second.organisation_code,
    )


@lru_cache(maxsize=32768)
def _validity(whole: str, starts: str, ends: str) -> tuple[date | None, date | None, tuple[str, ...]]:
    """Read the three columns that say from when to when, '' where there is none; last what is doubtful about each, if any."""
    period, start, end = read_end(whole), read_start(starts), read_end(ends)
    since = start.since or end.since or period.since
    until = end.until or start.until or period.until
    differs = until != period.until or period.since not in (None, since)
    doubt = RowCode.VALIDITY_DIFFERS if whole and differs else ""
    faults = (period.fault or doubt, start.fault, end.fault)
    return since, until, faults if any(faults) else ()


@lru_cache(maxsize=8192)
def _scope_of(text: str) -> tuple[tuple[str, ...], bool]:
    """Read a scope and tell whether an ID number was taken out of it: few of them differ, so this is not done in every row."""
    left = without_id_numbers(text)
    return read_scope(left), left != text


@lru_cache(maxsize=4096)
def _district(text: str) -> str:
    return clean_district(without_han_spaces(text))


@lru_cache(maxsize=16384)
def _person(text: str) -> str:
    return shown_name(text)


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
    problems = []
    for column in columns:
        left = without_id_numbers(texts[column])
        if left != texts[column]:
            texts[column] = left
            problems.append(report.id_number(line, column))
    return problems


def name_and_phones(line: int, column: int, text: str, report: Reporter) -> tuple[str, tuple[str, ...], list[Problem]]:
    """Divide a name that ends in telephones (张三13812345678) from them, and say so."""
    match = _BEHIND.fullmatch(text)
    if match is None:
        return text, (), []
    name = _LABEL.sub("", match["name"])
    return name, read_phones(match["numbers"]).numbers, [report.cell(line, column, name, RowCode.PHONE_IN_NAME)]
