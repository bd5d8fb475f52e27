"""创新做法和典型经验 (R2, P3c, P3d): what was tried, and what of it was taken up and spread."""

from zoufang_cli.people.fields import PERSON
from zoufang_cli.records.rules import CHOICE, DAY, LINK, TEXT, Field, Named
from zoufang_cli.registers.rules import FILES, REMARK, Counting, Register, RegisterFigure, day_field, title_field
from zoufang_cli.roster.fields.operators import OPERATORS

SORTS = (
    Named("innovation", "创新做法"),
    Named("method", "有效工作方法"),
    Named("experience", "成熟经验"),
    Named("model", "先进典型"),
)

REGISTER = Register(
    "innovation", "创新做法和典型经验", "R2、P3c、P3d", "个", "CX", "登记一项创新做法或典型经验。",
    fields=(
        day_field("提出日期", "提出或开始实行的日期。"),
        title_field("名称", "做法、经验或典型的名称。", "周六预约检测"),
        Field("category", "类别", "创新做法、有效工作方法、成熟经验、先进典型。", CHOICE,
              required=True, listed=True, choices=SORTS, example="创新做法"),
        Field("text", "主要内容", "怎样做的，收到什么效果。", TEXT, required=True, example="检测站周六对货运业户开放"),
        Field("person", "负责人", "由谁负责。", PERSON, listed=True),
        Field("operators", "涉及业户", "在哪些业户试行，或是哪一户的典型。", OPERATORS, many=True, option="--operator"),
        Field("decided_on", "采纳日期", "被采纳、推广的日期；没有的不填。", DAY, listed=True),
        Field("party", "采纳单位", "由哪个单位采纳、推广。", TEXT),
        Field("document_no", "文号", "推广文件的文号。", TEXT),
        Field("link", "网址", "网上能看到的，写网址。", LINK),
        REMARK, FILES,
    ),
    kinds=("innovation", "experience"),
    figures=(
        RegisterFigure("experiences_adopted", "推广经验和典型", "个", Counting.FLOW,
                       "采纳日期在统计时段内的创新做法和典型经验，已取消的不计。", day="decided_on"),
    ),
)  # fmt: skip
