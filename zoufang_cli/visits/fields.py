"""What people type of a visit, field by field: options, cards and exports come from these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zoufang_cli.people.fields import PERSON
from zoufang_cli.records.rules import CHOICE, COUNT, DAY, TEXT, Field, Kind, Named
from zoufang_cli.roster.fields.operators import OPERATORS
from zoufang_cli.visits.rules import Way, areas_named, forms_named, lists_named, parse_service, visit_form_named

if TYPE_CHECKING:
    from zoufang_cli.plan.rules.plan import Plan
    from zoufang_cli.records.reading import Reader


def form_name(plan: Plan, key: str) -> str:
    """Return the name of a form of action; the key where the plan has none."""
    form = plan.form(key)
    return form.name if form else key


def area_name(plan: Plan, key: str) -> str:
    """Return the key and name of a content area or group."""
    names = {**{area.key: area.name for area in plan.areas}, **{group.key: group.name for group in plan.content}}
    return f"{key} {names[key]}" if key in names else key


def list_name(plan: Plan, key: str) -> str:
    """Return the name of a public list."""
    return next((entry.name for entry in plan.public_lists if entry.key == key), key)


def _read_form(reader: Reader, field: Field, text: str) -> str:
    return visit_form_named(reader.campaign.plan, text).key


def _read_tags(reader: Reader, field: Field, text: str) -> tuple[str, ...]:
    return forms_named(reader.campaign.plan, [text])


def _read_areas(reader: Reader, field: Field, text: str) -> tuple[str, ...]:
    return areas_named(reader.campaign.plan, [text])


def _read_lists(reader: Reader, field: Field, text: str) -> tuple[str, ...]:
    return lists_named(reader.campaign.plan, [text])


def _read_service(reader: Reader, field: Field, text: str) -> tuple[tuple[str, str]]:
    return (parse_service(text),)


FORM_KIND = Kind("form", "形式", _read_form, lambda field, value, plan: form_name(plan, str(value)))
TAG_KIND = Kind("form", "形式", _read_tags, lambda field, value, plan: form_name(plan, str(value)))
AREA_KIND = Kind("area", "领域", _read_areas, lambda field, value, plan: area_name(plan, str(value)))
LIST_KIND = Kind("list", "清单", _read_lists, lambda field, value, plan: list_name(plan, str(value)))
SERVICE_KIND = Kind("service", "事项", _read_service, lambda field, value, plan: str(value))

HELD_ON = Field("date", "走访日期", "走访日期，如 3.5、2020-3-5、昨天。", DAY)
TO = Field("to", "业户", "业户：编号、代码、许可证号、名称的一部分或拼音首字母。", OPERATORS, many=True)
FORM = Field("form", "形式", "活动形式（主形式）：F1、F2、F5 或其名称；不写时按是否领导带队确定。", FORM_KIND)
TAGS = Field("tag_form", "兼有形式", "同时具有的其他活动形式（不计入分项）。", TAG_KIND, many=True)
OFFICERS = Field("officers", "走访人员", "走访人员，两人以上（含带队领导），如 张三,李四。", PERSON, many=True)
LEADER = Field("leader", "带队领导", "带队领导，当日须担任负责同志；领导大走访必填。", PERSON)
FEW_REASON = Field("few_reason", "不足两人的理由", "不足两人时必须写明的理由。", TEXT)
MATERIAL = Field("material_count", "发放资料", "发放资料（份）；多户一次写合计。", COUNT, option="--material")
SATISFACTIONS = Field("satisfaction", "满意度", "满意度；各户不同时写“业户=档次”。", TEXT, many=True)
SOLVED = Field(
    "solved", "现场解决的问题", "现场解决的问题（立行立改），写“问题|措施”；多户时再加“|业户”。", TEXT, many=True
)
ISSUES = Field(
    "issue", "需办理的问题",
    "需办理的问题，写“问题|措施|责任人|时限”；措施、责任人、时限齐全即交办，缺项则待交办；多户时再加“|业户”。",
    TEXT, many=True,
)  # fmt: skip

WAY = Field(
    "way", "方式", "现场、电话或视频（默认现场；电话、视频不计家次）。", CHOICE,
    choices=tuple(Named(way.value, way.label) for way in Way),
)  # fmt: skip
PLACE = Field("place", "地点", "走访地点。", TEXT)
RECEIVED_BY = Field("received_by", "接待人", "接待人。", TEXT)
RECEIVED_PHONE = Field("received_phone", "接待人电话", "接待人电话。", TEXT, private=True)
AREAS = Field("areas", "内容领域", "内容领域：M1a…、M1 或名称；可用逗号分隔。", AREA_KIND, many=True, option="--area")
POLICIES = Field("policies", "宣讲政策", "宣讲的政策。", TEXT, many=True, option="--policy")
LISTS = Field("lists", "公布清单", "公布的清单，如 权责清单；可用逗号分隔。", LIST_KIND, many=True, option="--list")
SERVICES = Field(
    "services", "服务事项", "办成的服务事项；多户时写“事项|业户”。", SERVICE_KIND, many=True, option="--service"
)
SAID = Field("said", "谈话记录", "谈话记录。", TEXT)
REPLY = Field("reply", "现场答复", "现场答复。", TEXT)
FOLLOW_UP = Field("follow_up", "需跟踪事项", "需跟踪事项。", TEXT)
SATISFACTION = Field("satisfaction", "满意度", "满意度。", CHOICE, choices=lambda plan: plan.satisfaction)
REMARK = Field("remark", "备注", "备注。", TEXT)

COLUMNS = (WAY, PLACE, RECEIVED_BY, RECEIVED_PHONE, SERVICES, SAID, REPLY, FOLLOW_UP, SATISFACTION, REMARK)
"""Fields that are columns of table activity under their key."""

ITEMS = {"area": AREAS, "policy": POLICIES, "list": LISTS}
"""Fields whose values are rows of table activity_item, by the kind of these."""

OWN = (WAY, PLACE, RECEIVED_BY, RECEIVED_PHONE, AREAS, POLICIES, LISTS, MATERIAL, SERVICES, SAID, REPLY, FOLLOW_UP,
       SATISFACTION, REMARK)  # fmt: skip
"""What a visit keeps for itself, in the order of its card; HELD_ON to FEW_REASON belong to its whole trip."""
