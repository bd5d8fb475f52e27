"""征求意见机制 (M3c): standing ways of hearing the operators; what they bring becomes issues."""

from zoufang_cli.people.fields import PERSON
from zoufang_cli.records.rules import CHOICE, DAY, TEXT, Field, Named
from zoufang_cli.registers.rules import FILES, REMARK, Counting, Register, RegisterFigure, day_field, title_field
from zoufang_cli.roster.fields.operators import OPERATORS

SORTS = (
    Named("forum", "定期座谈"),
    Named("liaison", "联络员联系"),
    Named("solicitation", "公开征集"),
    Named("consultation", "协商会议"),
    Named("other", "其他"),
)

REGISTER = Register(
    "mechanism", "征求意见机制", "M3c", "项", "XS", "登记一项沟通协商、征求意见的长效机制。",
    fields=(
        day_field("建立日期", "机制建立的日期。"),
        title_field("名称", "机制的名称。", "货运企业月度座谈"),
        Field("category", "形式", "定期座谈、联络员联系、公开征集、协商会议、其他。", CHOICE,
              required=True, listed=True, choices=SORTS, example="定期座谈"),
        Field("text", "主要内容", "怎样运行，议什么。", TEXT, required=True, example="每月最后一个周五座谈"),
        Field("frequency", "频次", "多久一次，如 每月一次。", TEXT, listed=True, example="每月一次"),
        Field("person", "联络人", "由谁负责联络。", PERSON, listed=True),
        Field("operators", "参加业户", "哪些业户参加。", OPERATORS, many=True, option="--operator"),
        Field("participants", "其他参加对象", "行业协会、人大代表等。", TEXT, many=True, option="--participant"),
        Field("contact", "联系方式", "对外公布以外的联系方式。", TEXT, private=True),
        Field("next_on", "下次日期", "下一次活动的日期。", DAY, ahead=True),
        Field("ended_on", "终止日期", "机制停止的日期；仍在运行的不填。", DAY),
        REMARK, FILES,
    ),
    kinds=("mechanism",),
    figures=(
        RegisterFigure("mechanisms_in_force", "征求意见机制", "项", Counting.STOCK,
                       "期末仍在运行的征求意见机制：建立日期不晚于期末，没有终止或在期末之后终止，已取消的不计。"),
    ),
    raises="meeting",
)  # fmt: skip
