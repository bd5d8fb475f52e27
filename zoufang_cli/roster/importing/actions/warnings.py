"""What matching found doubtful: contradictions, and rows recognised by a name alone, on their way to the correction sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.columns.names import Field
from zoufang_cli.roster.correction.rules import CorrectionRow, own_problem, own_texts
from zoufang_cli.roster.correction.table import PlannedCorrection
from zoufang_cli.roster.importing.rules import Findings
from zoufang_cli.roster.importing.table.contradictions import Contradiction
from zoufang_cli.roster.matching.matched import MatchedRows, NameClash, Repetition
from zoufang_cli.roster.reading.tables import Row
from zoufang_cli.roster.rows.outcomes import RowCode
from zoufang_cli.store.glossary import column_term
from zoufang_cli.text.privacy import masked_text
from zoufang_cli.text.problem import Problem

_SAME = ("统一社会信用代码", "工商注册号", "许可证号", "名称和区县")
"""What the tests of matching/matcher.py go by."""
_COLUMN_OF = {
    "credit_code": Field.CREDIT_CODE,
    "registration_no": Field.REGISTRATION_NO,
    "licence_digits": Field.LICENCE,
    "normalized_name": Field.NAME,
}
_NAMED = 4


@dataclass(frozen=True, slots=True)
class ImportWarnings:
    """Puts what matching found doubtful into words; `known_file`: of a file that was imported before, only what is new.

    `read_again` yields the rows of the file with their sheets, in order, for their own texts.
    """

    headers: Mapping[str, Header]
    read_again: Callable[[], Iterator[tuple[str, Row]]]
    known_file: bool

    def gather(
        self,
        matched: MatchedRows,
        contradictions: Sequence[Contradiction],
        planned: Sequence[PlannedCorrection],
        findings: Findings,
    ) -> list[CorrectionRow]:
        """Return the doubtful rows, and add to the findings what is said of them; `planned` are the corrections."""
        doubts = self._doubts(matched, contradictions)
        for _, problem in doubts:
            findings.add(problem)
        return [*self._rows(matched, doubts), *self._corrected(planned, findings)]

    def _doubts(self, matched: MatchedRows, contradictions: Sequence[Contradiction]) -> list[tuple[int, Problem]]:
        """Return what is doubtful, by the numbers of the rows: contradictions first, then what goes by the name, then repetitions."""
        clashes = (
            contradiction for contradiction in contradictions if not (self.known_file and contradiction.recorded)
        )
        doubts = [(contradiction.seq, self._clash(matched, contradiction)) for contradiction in clashes]
        if not self.known_file:
            doubts += ((seq, self._by_name(matched, seq)) for seq in matched.by_name)
            doubts += ((repetition.seq, self._repeated(matched, repetition)) for repetition in matched.repetitions)
        return sorted(doubts, key=lambda doubt: doubt[0])

    def _rows(self, matched: MatchedRows, doubts: Iterable[tuple[int, Problem]]) -> Iterator[CorrectionRow]:
        by_place: dict[tuple[str, int], tuple[int, list[Problem]]] = {}
        for seq, problem in doubts:
            by_place.setdefault(matched.rows.place(seq), (seq, []))[1].append(problem)
        if not by_place:
            return
        for sheet, row in self.read_again():
            if (sheet, row.line) in by_place:
                seq, problems = by_place.pop((sheet, row.line))
                header = self.headers[sheet]
                own = tuple(own_problem(header, problem) for problem in problems)
                yield CorrectionRow(sheet, row.line, own_texts(header, row.cells), own, rejected=False, seq=seq)

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

    def _by_name(self, matched: MatchedRows, seq: int) -> Problem:
        message = "没有证照号码，区县也不全，仅按名称相同视为同一业户。"
        advice = "请核对是否同一业户，补上统一社会信用代码或许可证号。"
        name = matched.rows.row(seq).values.name
        return self._warning(*matched.rows.place(seq), Field.NAME, name, RowCode.NAME_ONLY, message, advice)

    def _repeated(self, matched: MatchedRows, repetition: Repetition) -> Problem:
        same = _SAME[repetition.test_place] if repetition.test_place >= 0 else "号码"
        what = "、".join(column_term("operator", column) for column in repetition.columns[:_NAMED])
        more = "等" if len(repetition.columns) > _NAMED else ""
        sheet, line = matched.rows.place(repetition.other_seq)
        message = f"与{f'{sheet} 第{line}行'.strip()}按{same}是同一业户，而{what}{more}不同，每项只留一个值。"
        advice = "是同一业户的只留一行，不是的请补上各自的统一社会信用代码或许可证号。"
        place, name = matched.rows.place(repetition.seq), matched.rows.row(repetition.seq).values.name
        return self._warning(*place, Field.NAME, name, RowCode.REPEATED_OPERATOR, message, advice)

    def _clash(self, matched: MatchedRows, contradiction: Contradiction) -> Problem:
        clash, number, name = contradiction.clash, contradiction.number, contradiction.name
        whose = f"{number}“{name}”" if number else f"本文件中的“{name}”"
        if isinstance(clash, NameClash):
            message = f"与{whose}证照号码相同而名称为“{clash.offered}”，保留原名称，已列入冲突。"
            code, column = RowCode.NAME_CONFLICT, Field.NAME
        else:
            message = f"许可证号与{whose}相同而统一社会信用代码不同（{clash.held}），按两家收下，已列入冲突。"
            code, column = RowCode.CODE_CONFLICT, Field.CREDIT_CODE
        advice = "请用 zoufang enterprise conflicts 查看并裁定。"
        return self._warning(*matched.rows.place(clash.seq), column, clash.offered, code, message, advice)

    def _warning(self, sheet: str, line: int, key: Field, value: str, code: str, message: str, advice: str) -> Problem:
        header = self.headers[sheet]
        column = header.column_of(key)
        name = header.names[column] if column >= 0 else ""
        place = f"{sheet} 第{line}行".strip()
        return Problem(place, name, masked_text(value), code, masked_text(message), "warning", advice, column)
