"""The workbook of a register: a sheet to fill in with drop-downs, and the rows of one that need correction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.records.rules import CHOICE, COUNT, DAY, Field
from zoufang_cli.registers.rules import NUMBER_TERM, PROBLEM_TERM, REQUIRED_MARK, Entry, Fault, Register
from zoufang_cli.screen.workbook import Look, SheetWriter, Value, set_default_font

WIDTHS = {"day": 13.0, "count": 10.0, "choice": 12.0, "person": 10.0}
WIDEST = 15.0
LOOKS = {DAY: Look.DAY, COUNT: Look.NUMBER, CHOICE: Look.CENTRE}


def sheet_bytes(register: Register, plan: Plan, entries: Sequence[Entry], blank_rows: int) -> bytes:
    """Return a workbook with these entries and so many blank rows, a drop-down in every column of choices."""
    fields = _fields(register, plan)
    book, page = _book(register, fields, [NUMBER_TERM])
    first = page.row + 1
    for entry in entries:
        cells = ((_value(field, entry.values.get(field.key, ""), plan), _look(field)) for field in fields)
        page.cells([(entry.number, Look.CENTRE), *cells])
    for _ in range(blank_rows):
        page.cells([("", Look.CENTRE), *(("", _look(field)) for field in fields)])
    _drop_downs(page, fields, plan, 2, first)
    _notes(book, register, fields, plan)
    return _saved(book)


def corrections_bytes(register: Register, plan: Plan, faults: Sequence[Fault]) -> bytes:
    """Return the rows that were not taken in, each with why, coloured at the cell at fault."""
    fields = _fields(register, plan)
    book, page = _book(register, fields, [PROBLEM_TERM, NUMBER_TERM])
    first = page.row + 1
    for fault in faults:
        number_look = Look.WRONG_CENTRE if fault.term == NUMBER_TERM else Look.CENTRE
        cells = (
            (fault.texts.get(field.term, ""), Look.WRONG if field.term == fault.term else _look(field))
            for field in fields
        )
        reason = f"第{fault.line}行：{fault.reason}"
        page.cells([(reason, Look.WRONG), (fault.texts.get(NUMBER_TERM, ""), number_look), *cells])
    _drop_downs(page, fields, plan, 3, first)
    return _saved(book)


def _fields(register: Register, plan: Plan) -> list[Field]:
    return [field for field in register.fields_under(plan) if not field.kind.stored_apart]


def _book(register: Register, fields: Sequence[Field], before: Sequence[str]) -> tuple[Workbook, SheetWriter]:
    book = Workbook()
    set_default_font(book)
    book.remove(book.worksheets[0])
    widths = [30.0 if term == PROBLEM_TERM else 15.0 for term in before]
    page = SheetWriter(book, register.term, [*widths, *(WIDTHS.get(field.kind.name, WIDEST) for field in fields)])
    page.title(f"{register.term}登记表")
    labels = [field.term + (REQUIRED_MARK if field.required else "") for field in fields]
    page.header([*before, *labels], repeat=True)
    return book, page


def _look(field: Field) -> Look:
    return LOOKS.get(field.kind, Look.TEXT)


def _value(field: Field, value: object, plan: Plan) -> Value:
    if isinstance(value, date) or (field.kind is COUNT and isinstance(value, int)):
        return value
    return field.show(value, plan)


def _drop_downs(page: SheetWriter, fields: Sequence[Field], plan: Plan, offset: int, first: int) -> None:
    """Add drop-down lists to the columns of choices, from row `first` to the last row written."""
    for column, field in enumerate(fields, offset):
        if field.kind is not CHOICE:
            continue
        names = ",".join(choice.name for choice in field.choices_of(plan))
        rule = DataValidation(type="list", formula1=f'"{names}"', allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = field.term, f"请从下拉选项中选择：{names}。"
        rule.add(f"{get_column_letter(column)}{first}:{get_column_letter(column)}{max(page.row, first)}")
        page.sheet.add_data_validation(rule)


def _notes(book: Workbook, register: Register, fields: Sequence[Field], plan: Plan) -> None:
    page = SheetWriter(book, "填写说明", [18.0, 70.0])
    page.title(f"{register.term}登记表填写说明")
    page.header(["项目", "怎样填"])
    page.cells([(NUMBER_TERM, Look.CENTRE), ("新登记的不填，登记后自动编号；有编号的行修改原来的一条。", Look.TEXT)])
    for field in fields:
        many = "多个的用顿号分开。" if field.many else ""
        must = "必填。" if field.required else ""
        page.cells([(field.term, Look.CENTRE), (f"{must}{field.help}{many}", Look.TEXT)])


def _saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()
