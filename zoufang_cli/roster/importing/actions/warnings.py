"""What matching found doubtful: contradictions, and rows recognised by a name alone, on their way to the correction sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import TypeAlias

from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.columns.names import Field
from zoufang_cli.roster.correction.rules import CorrectionRow, own_problem, own_texts
from zoufang_cli.roster.correction.table import PlannedCorrection, gather_late_rows
from zoufang_cli.roster.importing.rules import Findings
from zoufang_cli.roster.importing.table.contradictions import Contradiction, RepeatedRow, contradictions, repeated_rows
from zoufang_cli.roster.importing.table.outcome import doubtful_rows
from zoufang_cli.roster.reading.tables import Row
from zoufang_cli.roster.rows.outcomes import RowCode
from zoufang_cli.store.connection import Store
from zoufang_cli.store.glossary import column_term
from zoufang_cli.text.privacy import masked_text
from zoufang_cli.text.problem import Problem

_SAME = ("统一社会信用代码", "工商注册号", "许可证号", "名称和区县")
"""What the tests of matching.matching go by."""
_COLUMN_OF = {
    "credit_code": Field.CREDIT_CODE,
    "registration_no": Field.REGISTRATION_NO,
    "licence_digits": Field.LICENCE,
    "normalized_name": Field.NAME,
}
_NAMED = 4

_Place: TypeAlias = tuple[str, int]
"""Sheet ('' for a single table) and line of a row."""


@dataclass(frozen=True, slots=True)
class ImportWarnings:
    """Looks doubtful rows up in the file once more; `read_again` yields its rows with their sheets, in order."""

    store: Store
    headers: Mapping[str, Header]
    read_again: Callable[[], Iterator[tuple[str, Row]]]

    def gather(self, known_file: bool, planned: Sequence[PlannedCorrection] = ()) -> Findings:
        """Put the doubtful rows aside and return what is said of them; of a known file only what is new.

        Rows and doubts both go by the order of the file, so that nothing is held as a whole. `planned` are the
        corrections among its rows.
        """
        findings = Findings()
        corrected = self._corrected(planned, findings)
        gather_late_rows(self.store, chain(self._rows(self._found(known_file), findings), corrected))
        return findings

    def _corrected(self, planned: Sequence[PlannedCorrection], findings: Findings) -> Iterator[CorrectionRow]:
        """Yield the corrected rows whose number another operator has."""
        for correction in planned:
            row = correction.correction
            for clash in correction.clashes:
                whose = f"是{clash.other}的" if clash.other else "与本文件另一行相同"
                what = "名称" if clash.key == "normalized_name" else "号码"
                message = f"更正后的{what}{whose}，没有改；原先按此行收下的{correction.enterprise}仍在名册中。"
                advice = f"是同一家的请用 zoufang enterprise merge 合并，不是的请核对{what}。"
                code = RowCode.CORRECTED_ELSEWHERE
                problem = self._warning(row.sheet, row.line, _COLUMN_OF[clash.key], clash.value, code, message, advice)
                findings.add(problem)
                own = own_problem(self.headers[row.sheet], problem)
                yield CorrectionRow(row.sheet, row.line, row.texts, (own,), False, row.operator_id, True)

    def _found(self, known_file: bool) -> Iterator[tuple[_Place, Problem]]:
        contradicting = (
            (contradiction.seq, (contradiction.sheet, contradiction.line), self._clash(contradiction))
            for contradiction in contradictions(self.store)
            if not (known_file and contradiction.recorded)
        )
        by_name = (
            (seq, (sheet, line), self._by_name(sheet, line, name))
            for seq, sheet, line, name in (() if known_file else doubtful_rows(self.store))
        )
        repeated = (
            (repeated_row.seq, (repeated_row.sheet, repeated_row.line), self._repeated(repeated_row))
            for repeated_row in (() if known_file else repeated_rows(self.store))
        )
        for _, place, problem in merge(contradicting, by_name, repeated, key=itemgetter(0)):
            yield place, problem

    def _rows(self, doubts: Iterator[tuple[_Place, Problem]], findings: Findings) -> Iterator[CorrectionRow]:
        doubt = next(doubts, None)
        if doubt is None:
            return
        for sheet, row in self.read_again():
            while doubt is not None and doubt[0] == (sheet, row.line):
                header, problem = self.headers[sheet], doubt[1]
                findings.add(problem)
                texts = own_texts(header, row.cells)
                yield CorrectionRow(sheet, row.line, texts, (own_problem(header, problem),), rejected=False)
                doubt = next(doubts, None)

    def _by_name(self, sheet: str, line: int, name: str) -> Problem:
        message = "没有证照号码，区县也不全，仅按名称相同视为同一业户。"
        advice = "请核对是否同一业户，补上统一社会信用代码或许可证号。"
        return self._warning(sheet, line, Field.NAME, name, RowCode.NAME_ONLY, message, advice)

    def _repeated(self, repeated: RepeatedRow) -> Problem:
        same = _SAME[repeated.test_place] if repeated.test_place >= 0 else "号码"
        what = "、".join(column_term("operator", column) for column in repeated.columns[:_NAMED])
        more = "等" if len(repeated.columns) > _NAMED else ""
        sheet, line = repeated.other
        message = f"与{f'{sheet} 第{line}行'.strip()}按{same}是同一业户，而{what}{more}不同，每项只留一个值。"
        advice = "是同一业户的只留一行，不是的请补上各自的统一社会信用代码或许可证号。"
        return self._warning(
            repeated.sheet, repeated.line, Field.NAME, repeated.name, RowCode.REPEATED_OPERATOR, message, advice
        )

    def _clash(self, contradiction: Contradiction) -> Problem:
        whose = (
            f"{contradiction.number}“{contradiction.name}”"
            if contradiction.number
            else f"本文件中的“{contradiction.name}”"
        )
        if contradiction.field == "name":
            message = f"与{whose}证照号码相同而名称为“{contradiction.offered}”，保留原名称，已列入冲突。"
            code, column = RowCode.NAME_CONFLICT, Field.NAME
        else:
            message = f"许可证号与{whose}相同而统一社会信用代码不同（{contradiction.held}），按两家收下，已列入冲突。"
            code, column = RowCode.CODE_CONFLICT, Field.CREDIT_CODE
        advice = "请用 zoufang enterprise conflicts 查看并裁定。"
        return self._warning(
            contradiction.sheet, contradiction.line, column, contradiction.offered, code, message, advice
        )

    def _warning(self, sheet: str, line: int, key: Field, value: str, code: str, message: str, advice: str) -> Problem:
        header = self.headers[sheet]
        column = header.column_of(key)
        name = header.names[column] if column >= 0 else ""
        place = f"{sheet} 第{line}行".strip()
        return Problem(place, name, masked_text(value), code, masked_text(message), "warning", advice, column)
