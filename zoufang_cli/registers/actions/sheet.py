"""Take in a filled sheet of a register; the rows that cannot be taken in go back as a correction sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from zoufang_cli.errors import Refused, ZoufangError
from zoufang_cli.records.reading import Reader
from zoufang_cli.records.rules import TEXT, Field, missing_fields
from zoufang_cli.registers.actions.entries import SheetRow, take_rows
from zoufang_cli.registers.rules import NUMBER_TERM, PROBLEM_TERM, REQUIRED_MARK, Entry, Fault, Register, SheetTaken
from zoufang_cli.registers.table import entry_numbered
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.tables import Cell, Row
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.store.naming import clean_number
from zoufang_cli.text.problem import BadText
from zoufang_cli.text.typed import split_list

HEADER_WITHIN = 10
"""Rows at the top of a sheet among which its header is looked for."""

Texts = Mapping[str, str]
"""The cells of a row by the term of their column."""


def take_sheet(reader: Reader, register: Register, file: Path) -> SheetTaken:
    """Enter the rows of a sheet; those that cannot be taken in are listed with why.

    Raises Unreadable for what is no table, Refused when no row of it has the names of the columns.
    """
    fields = [field for field in register.fields_under(reader.campaign.plan) if not field.kind.stored_apart]
    reader = replace(reader, of_cells=True)
    columns, rows, unread = _table(file, register, fields)
    texts = {row.line: _texts(columns, row) for row in rows}
    stated = {line: row for line, row in texts.items() if any(row.values())}
    faults: dict[int, Fault] = {}
    read: list[SheetRow] = []
    for line, row in stated.items():
        entry = entry_numbered(reader.store, register, clean_number(row[NUMBER_TERM])) if row.get(NUMBER_TERM) else None
        result = _read(reader, fields, columns, line, row, entry)
        if isinstance(result, Fault):
            faults[line] = result
        else:
            read.append(result)
    taken = take_rows(reader.store, reader.context.actor, register, read)
    faults |= {line: Fault(line, "", reason, stated[line]) for line, reason in taken.refused.items()}
    refused = tuple(faults[line] for line in sorted(faults))
    return SheetTaken(
        file, len(stated), taken.added, taken.updated, taken.unchanged, refused, len(texts) - len(stated), unread
    )


def _table(
    file: Path, register: Register, fields: Sequence[Field]
) -> tuple[dict[str, int], list[Row], tuple[str, ...]]:
    """Return the columns by term, the rows below the header, and the columns that are not of this register."""
    known = {NUMBER_TERM, PROBLEM_TERM, *(field.term for field in fields)}
    title = register.field("title").term
    _, tables = read_tables(file)
    for table in tables:
        rows = list(table.rows)
        for place, row in enumerate(rows[:HEADER_WITHIN]):
            names = [_column_name(cell) for cell in row.cells]
            if title in names:
                unread = tuple(name for name in names if name and name not in known)
                columns = {name: place for place, name in enumerate(names) if name in known}
                lacking = [field.term for field in fields if field.required and field.term not in columns]
                if lacking:
                    raise Refused(
                        f"{file.name} 缺少{'、'.join(lacking)}一列，请用 zoufang {register.key} sheet 写出的表填写。"
                    )
                return columns, rows[place + 1 :], unread
    raise Refused(
        f"{file.name} 里没有{register.term}登记表的表头（要有“{title}”一列），请用 zoufang {register.key} sheet 写出的表填写。"
    )


def _column_name(cell: Cell) -> str:
    return re.sub(r"\s", "", cell_text(cell)).removesuffix(REQUIRED_MARK)


def _texts(columns: Mapping[str, int], row: Row) -> dict[str, str]:
    """Return the texts of a row; what stands in a column of problems is no part of it."""
    return {
        term: _text(row.cells[place]) if place < len(row.cells) else ""
        for term, place in columns.items()
        if term != PROBLEM_TERM
    }


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell_text(cell).strip()


def _read(
    reader: Reader, fields: Sequence[Field], columns: Mapping[str, int], line: int, texts: Texts, entry: Entry | None
) -> SheetRow | Fault:
    """Read one row: the values of its columns, or what is wrong with the first that cannot be read.

    A cell that stands as it was written for its entry says nothing new, whatever it would be read as.
    """
    values: dict[str, object] = {}
    for field in fields:
        if field.term not in columns:
            continue
        text = texts[field.term]
        if entry is not None and text == field.show(entry.values[field.key], reader.campaign.plan):
            values[field.key] = entry.values[field.key]
            continue
        parts = split_list([text]) if field.many and field.kind is TEXT else [text]
        try:
            values[field.key] = field.read(reader, parts)
        except (ZoufangError, BadText) as error:
            sentence = str(error)
            return Fault(line, field.term, sentence if field.term in sentence else f"{field.term}：{sentence}", texts)
    number = texts.get(NUMBER_TERM, "")
    lacking = [] if number else missing_fields(fields, values)
    if lacking:
        return Fault(line, lacking[0].term, f"缺少{'、'.join(field.term for field in lacking)}。", texts)
    return SheetRow(line, number, values)
