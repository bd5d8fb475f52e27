"""简化办事程序 (M3d): what was made simpler for operators, before and after."""

from zoufang_cli.people.fields import PERSON
from zoufang_cli.records.rules import COUNT, DAY, TEXT, Field
from zoufang_cli.registers.rules import FILES, REMARK, Counting, Register, RegisterFigure, day_field, title_field

REGISTER = Register(
    "simplification", "简化办事程序", "M3d", "项", "JH", "登记一项简化办事程序的措施。",
    fields=(
        day_field("实施日期", "开始实施的日期。"),
        title_field("事项", "简化的是哪一件事。", "年审预约"),
        Field("before", "原来做法", "简化以前怎样办。", TEXT, required=True, example="到窗口排队"),
        Field("text", "现在做法", "简化以后怎样办。", TEXT, required=True, example="网上预约"),
        Field("days_saved", "少跑天数", "每件少用几天。", COUNT, listed=True),
        Field("documents_saved", "少交材料", "每件少交几份材料。", COUNT, listed=True),
        Field("document_no", "文号", "依据的文件。", TEXT),
        Field("person", "负责人", "由谁负责。", PERSON, listed=True),
        Field("ended_on", "终止日期", "不再实行的日期；仍在实行的不填。", DAY),
        REMARK, FILES,
    ),
    kinds=("simplification",),
    figures=(
        RegisterFigure("simplifications", "简化办事程序", "项", Counting.FLOW, "实施日期在统计时段内的简化措施，已取消的不计。"),
    ),
)  # fmt: skip
