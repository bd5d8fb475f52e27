"""What people type of an operator."""

from __future__ import annotations

from zoufang_cli.records.rules import DAY, Field, Kind
from zoufang_cli.roster.rules import STATUS_NAMES

RAW = Kind("raw", "", lambda reader, field, text: text, lambda field, value, plan: str(value))
"""A text as it was typed: the roster's own cleaning reads it, as if it stood in a roster of one row."""

NAME = Field("name", "业户名称", "新的业户名称。", RAW)
OWN = (
    Field("credit_code", "统一社会信用代码", "统一社会信用代码（或工商注册号）。", RAW, option="--code"),
    Field("licence", "经营许可证号", "道路运输经营许可证号。", RAW),
    Field("district", "所属区县", "所属区县（镇街）。", RAW),
    Field("address", "经营地址", "经营地址。", RAW),
    Field("legal_person", "法定代表人", "法定代表人（负责人）。", RAW, option="--legal"),
    Field("legal_phone", "法定代表人联系方式", "法定代表人电话。", RAW, private=True),
    Field("contact", "联系人", "联系人。", RAW),
    Field("phone", "联系电话", "联系电话，多个用顿号分开。", RAW, private=True),
    Field("scope", "经营范围", "经营范围，多项用顿号分开。", RAW),
    Field("kinds", "业户类别", "业户类别；不写则由经营范围得出。", RAW, option="--kind"),
    Field("status", "经营状态", f"经营状态：{'、'.join(STATUS_NAMES.values())}。", RAW),
    Field("valid_from", "有效期起", "许可证有效期的第一天。", RAW),
    Field("valid_to", "有效期止", "许可证有效期的最后一天。", RAW),
    Field("economic_type", "经济类型", "经济类型。", RAW),
    Field("vehicle_count", "车辆数", "车辆数。", RAW, option="--vehicles"),
    Field("remark", "备注", "备注。", RAW),
)
"""Fields of an operator beside its name, each under the header by which the roster's cleaning knows it."""

TYPE = Field("operator_type", "性质", "企业 或 个体；不写则由代码和名称判断。", RAW, option="--type")
TAGS = Field("tag", "标签", "标签，如 重点企业、走访对象。", RAW, many=True)
UNTAG = Field("untag", "标签", "去掉的标签。", RAW, many=True)
STATUS_ON = Field("on", "状态变更日期", "状态变更的日期，不写为今天。", DAY)
NOTE = Field("note", "说明", "状态变更的说明。", RAW)
