"""What people type of an issue, field by field; the verbs of issues share these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from zoufang_cli.issues.rules import (
    NATURE_LABELS,
    OUTCOME_LABELS,
    SOURCE_LABELS,
    STATE_LABELS,
    Finding,
    Label,
    parse_issue,
    parse_solved,
)
from zoufang_cli.people.fields import PERSON, person
from zoufang_cli.records.rules import CHOICE, DAY, TEXT, Field, Named
from zoufang_cli.roster.fields.operators import OPERATORS

if TYPE_CHECKING:
    from zoufang_cli.records.reading import Reader


def choices_of(labels: Mapping[Label, str]) -> tuple[Named, ...]:
    """Return the codes of an enumeration as choices."""
    return tuple(Named(code.value, label) for code, label in labels.items())


TEXT_OF_ISSUE = Field("text", "问题描述", "问题描述。", TEXT)
TO = Field("to", "反映问题的业户", "反映问题的业户；走访和座谈的问题必填。", OPERATORS, many=True)
SOURCE = Field(
    "source", "来源", "走访、座谈、评议、开放日、12328、自查、明察暗访；写了业户而没有写来源的，按走访登记。", CHOICE,
    choices=choices_of(SOURCE_LABELS),
)  # fmt: skip
REPORTED_ON = Field("date", "反映日期", "反映日期；不写为今天。", DAY)
CATEGORY = Field("category", "问题类别", "问题类别，见实施方案。", CHOICE, choices=lambda plan: plan.issue_categories)
NATURE = Field(
    "nature", "性质", "业户困难诉求（默认）、自身问题、合规提醒。", CHOICE, choices=choices_of(NATURE_LABELS)
)
MEASURE = Field("measure", "具体措施", "解决问题的具体措施。", TEXT)
RESPONSIBLE = Field("responsible", "责任人", "责任人。", PERSON)
UNIT = Field("unit", "责任单位", "责任单位。", TEXT)
DEADLINE = Field("deadline", "完成时限", "完成时限，如 3月31日、2020-3-31、+10d。", DAY, ahead=True)
NEW_DEADLINE = Field("deadline", "新的时限", "新的完成时限，如 3月31日、2020-3-31、+10d。", DAY, ahead=True)
REVIEW_ON = Field("review_on", "下次检视日期", "下次检视日期：没有时限、长期坚持的问题用它。", DAY, ahead=True)
ON_THE_SPOT = Field("on_the_spot", "措施", "立行立改：当场采取的措施；须写明 --evidence。", TEXT)
EVIDENCE = Field("evidence", "佐证", "佐证材料的说明，如 整改前后照片。", TEXT)
MOVED_ON = Field("date", "办理日期", "办理日期；不写为今天。", DAY)
PROGRESS = Field("text", "进展情况", "进展情况，必填。", TEXT)
RESULT = Field("result", "完成情况", "完成情况，必填。", TEXT)
OUTCOME = Field(
    "outcome",
    "办结方式",
    "解决、解释说明、转办；不写为解决，写了 --referred-to 为转办。",
    CHOICE,
    choices=choices_of(OUTCOME_LABELS),
)
REFERRED_TO = Field("referred_to", "转办单位", "转办（上报）给哪个单位。", TEXT)
VERIFIER = Field("verifier", "核验人", "核验人，不能是责任人。", PERSON)
FEEDBACK = Field("feedback", "业户反馈", "业户反馈；各户不同时写“业户=内容”。", TEXT, many=True)
SATISFACTION = Field("satisfaction", "满意度", "回访满意度；各户不同时写“业户=档次”。", TEXT, many=True)
CALLED_BACK_ON = Field("called_back_on", "回访日期", "回访日期；不写为销号日期。", DAY)
STATE = Field("state", "状态", "如 待交办、办理中、已办结。", CHOICE, choices=choices_of(STATE_LABELS))


def reason(term: str) -> Field:
    """Return the field of why something is done."""
    return Field("reason", term, f"{term}，必填。", TEXT)


def findings(reader: Reader, texts: Sequence[str], held_on: date) -> tuple[Finding, ...]:
    """Read 问题|措施|责任人|时限 of each text; what is missing stays open."""
    typed = (parse_issue(text) for text in texts)
    return tuple(
        Finding(
            issue.text,
            issue.operator,
            issue.measure,
            person(reader, issue.responsible).id if issue.responsible else None,
            reader.deadline(issue.due, held_on) if issue.due else None,
        )
        for issue in typed
    )


def solved(texts: Sequence[str]) -> tuple[Finding, ...]:
    """Read 问题|措施 of each text: problems solved on the spot (立行立改)."""
    typed = (parse_solved(text) for text in texts)
    return tuple(Finding(issue.text, issue.operator, issue.measure, on_the_spot=True) for issue in typed)
