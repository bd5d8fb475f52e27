"""Put the cleaned cells of one row together into an operator, collecting the doubts on the way.

This runs once for each of up to a million rows: columns are looked up once per table, values that repeat
come from caches, and a column that the table lacks reads as '' at the end of the row.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from zoufang_cli.domain.cells import (
    holder_of,
    read_count,
    read_date,
    read_phones,
    read_status,
    read_validity,
)
from zoufang_cli.domain.codes import CodeFault, Codes, join_licence, lossy, read_codes, read_licence
from zoufang_cli.domain.district import clean_district, district_of_address
from zoufang_cli.domain.entries import Operator, RowCode
from zoufang_cli.domain.header_names import Field
from zoufang_cli.domain.headers import Header
from zoufang_cli.domain.initials import initials
from zoufang_cli.domain.names import norm_name
from zoufang_cli.domain.problem import Problem
from zoufang_cli.domain.row_problems import Reporter
from zoufang_cli.domain.scope import derive_kinds, read_kinds, read_scope
from zoufang_cli.domain.text import clean_name, without_han_spaces

_MERE_DIGITS = re.compile(r"\d{6,15}")
_CODE_FIELDS = (Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE)


class Assembler:
    """Builds operators from the tidied texts of a table's rows."""

    def __init__(self, header: Header, report: Reporter) -> None:
        column = header.column_of
        self.report = report
        self.name = column(Field.NAME)
        self.codes = tuple(column(key) for key in _CODE_FIELDS if column(key) >= 0)
        self.registration = column(Field.REGISTRATION_NO)
        self.licence = column(Field.LICENCE)
        self.licence_word = column(Field.LICENCE_WORD)
        self.legal_person = column(Field.LEGAL_PERSON)
        self.legal_phone = column(Field.LEGAL_PHONE)
        self.contact = column(Field.CONTACT)
        self.phone = column(Field.PHONE)
        self.address = column(Field.ADDRESS)
        self.district = column(Field.DISTRICT)
        self.scope = column(Field.SCOPE)
        self.kinds = column(Field.KINDS)
        self.status = column(Field.STATUS)
        self.valid_from = column(Field.VALID_FROM)
        self.valid_to = column(Field.VALID_TO)
        self.validity = column(Field.VALIDITY)
        self.economic_type = column(Field.ECONOMIC_TYPE)
        self.vehicle_count = column(Field.VEHICLE_COUNT)
        self.remark = column(Field.REMARK)
        self.extra = tuple(header.extra.items())

    def operator(self, line: int, row: list[str], warnings: list[Problem]) -> tuple[Operator | None, list[Problem]]:
        """Clean one row; (None, errors) where it must be rejected. Doubts are added to `warnings`."""
        texts = [*row, ""]
        extra = {name: text for column, name in self.extra if (text := texts[column])}
        errors: list[Problem] = []
        codes = self._codes(line, texts, extra, warnings, errors)
        licence, digits = read_licence(without_han_spaces(self._licence_text(texts)))
        if lossy(licence):
            errors.append(self.report.cell(line, self.licence, licence, RowCode.LOSSY_NUMBER))
        if errors:
            return None, errors
        name = clean_name(texts[self.name])
        scope = read_scope(texts[self.scope])
        economic_type = texts[self.economic_type]
        valid_from, valid_to = self._validity(line, texts, warnings)
        address = without_han_spaces(texts[self.address])
        district = clean_district(without_han_spaces(texts[self.district]))
        derived = False
        if not district and address and (district := district_of_address(address)):
            derived = True
            warnings.append(self.report.cell(line, self.address, address, RowCode.DISTRICT_FROM_ADDRESS))
        return Operator(
            name,
            norm_name(name),
            initials(name),
            codes.credit_code,
            codes.registration_no,
            codes.organisation_code,
            licence,
            digits,
            _person(texts[self.legal_person]),
            self._phones(line, self.legal_phone, texts, warnings),
            _person(texts[self.contact]),
            self._phones(line, self.phone, texts, warnings),
            address,
            district,
            scope,
            read_kinds(kinds) if (kinds := texts[self.kinds]) else derive_kinds(scope),
            holder_of(codes.credit_code, economic_type, name),
            self._status(line, texts, extra, warnings),
            valid_from,
            valid_to,
            economic_type,
            self._vehicle_count(line, texts, extra, warnings),
            texts[self.remark],
            derived,
            extra,
        ), errors

    def _licence_text(self, texts: list[str]) -> str:
        number = texts[self.licence]
        return join_licence(texts[self.licence_word], number) if self.licence_word >= 0 else number

    def _codes(
        self,
        line: int,
        texts: list[str],
        extra: dict[str, str],
        warnings: list[Problem],
        errors: list[Problem],
    ) -> Codes:
        """Read every code column; each value goes to the field of its shape, the first of a kind wins."""
        found = Codes()
        for column in self.codes:
            text = texts[column]
            if not text:
                continue
            codes = read_codes(text)
            if codes.fault:
                codes = self._doubtful(line, column, text, codes, extra, warnings, errors)
            if found == _NONE:
                found = codes
            elif codes != _NONE:
                found = _united(found, codes)
        return found

    def _doubtful(
        self,
        line: int,
        column: int,
        text: str,
        codes: Codes,
        extra: dict[str, str],
        warnings: list[Problem],
        errors: list[Problem],
    ) -> Codes:
        fault = codes.fault
        if fault is CodeFault.LOSSY_NUMBER:
            errors.append(self.report.cell(line, column, text, fault))
            return codes
        if fault is CodeFault.BAD_CODE and column == self.registration and _MERE_DIGITS.fullmatch(text):
            return Codes(registration_no=text)
        more = f"可能是 {codes.suggestion}，请对照营业执照核对。" if codes.suggestion else ""
        shown = "" if fault is CodeFault.ID_NUMBER else text
        warnings.append(self.report.cell(line, column, shown, fault, more))
        if fault is CodeFault.BAD_CODE:
            extra.setdefault(self.report.column(column), text)
        return codes

    def _phones(self, line: int, column: int, texts: list[str], warnings: list[Problem]) -> tuple[str, ...]:
        text = texts[column]
        if not text:
            return ()
        phones, fault = read_phones(text)
        if fault:
            warnings.append(self.report.cell(line, column, text, fault))
        return phones

    def _status(self, line: int, texts: list[str], extra: dict[str, str], warnings: list[Problem]) -> int | None:
        text = texts[self.status]
        status, fault = read_status(text)
        if fault:
            warnings.append(self.report.cell(line, self.status, text, fault))
            extra.setdefault(self.report.column(self.status), text)
        return status

    def _vehicle_count(self, line: int, texts: list[str], extra: dict[str, str], warnings: list[Problem]) -> int | None:
        text = texts[self.vehicle_count]
        count, fault = read_count(text)
        if fault:
            warnings.append(self.report.cell(line, self.vehicle_count, text, fault))
            extra.setdefault(self.report.column(self.vehicle_count), text)
        return count

    def _validity(self, line: int, texts: list[str], warnings: list[Problem]) -> tuple[date | None, date | None]:
        since = until = None
        if text := texts[self.validity]:
            since, until, fault = read_validity(text)
            if fault:
                warnings.append(self.report.cell(line, self.validity, text, fault))
        if text := texts[self.valid_from]:
            since, fault = read_date(text)
            if fault:
                warnings.append(self.report.cell(line, self.valid_from, text, fault))
        if text := texts[self.valid_to]:
            until, fault = read_date(text)
            if fault:
                warnings.append(self.report.cell(line, self.valid_to, text, fault))
        if since is not None and until is not None and until < since:
            column = self.valid_to if self.valid_to >= 0 else self.validity
            warnings.append(self.report.cell(line, column, texts[column], RowCode.DATES_REVERSED))
        return since, until


_NONE = Codes()


def _united(first: Codes, second: Codes) -> Codes:
    return Codes(
        first.credit_code or second.credit_code,
        first.registration_no or second.registration_no,
        first.organisation_code or second.organisation_code,
    )


@lru_cache(maxsize=16384)
def _person(text: str) -> str:
    return clean_name(text)
