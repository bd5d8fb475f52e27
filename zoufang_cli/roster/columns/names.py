"""What a column's name means: the fields of a roster, and the words by which columns are recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final

from zoufang_cli.text.cleaning import tidy


class Field(StrEnum):
    """What a column can hold."""

    NAME = "name"
    CREDIT_CODE = "credit_code"
    REGISTRATION_NO = "registration_no"
    ORGANISATION_CODE = "organisation_code"
    LICENCE = "licence"
    LICENCE_WORD = "licence_word"
    LEGAL_PERSON = "legal_person"
    LEGAL_PHONE = "legal_phone"
    CONTACT = "contact"
    PHONE = "phone"
    ADDRESS = "address"
    DISTRICT = "district"
    SCOPE = "scope"
    KINDS = "kinds"
    STATUS = "status"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    VALIDITY = "validity"
    ECONOMIC_TYPE = "economic_type"
    VEHICLE_COUNT = "vehicle_count"
    REMARK = "remark"
    SERIAL = "serial"
    ID_NUMBER = "id_number"
    # What only our own export of the roster has; known where its columns stand together.
    OPERATOR_TYPE = "operator_type"
    TAGS = "tags"
    # What we put before the user's own columns in a correction sheet; known by their place, not their name.
    CORRECTION_LINE = "correction_line"
    CORRECTION_PROBLEM = "correction_problem"
    CORRECTION_ADVICE = "correction_advice"


MARKERS: Final = frozenset((Field.CORRECTION_LINE, Field.CORRECTION_PROBLEM, Field.CORRECTION_ADVICE))
"""Columns of a correction sheet which are not the user's own."""

EXPORTED: Final = {"性质": Field.OPERATOR_TYPE, "标签": Field.TAGS}
"""Columns of our own export of the roster, beside 编号 and 业户名称: in any other roster they are extra information."""

NOT_CHOSEN: Final = MARKERS | frozenset(EXPORTED.values())
"""Fields that nobody can name for a column."""

LIST_FIELDS: Final = frozenset((Field.PHONE, Field.LEGAL_PHONE, Field.SCOPE))
"""Fields that several columns may hold together."""


def _combine(stems: str, endings: str) -> str:
    return " ".join(stem.strip("_") + ending for stem in stems.split() for ending in endings.split())


_HEADS: Final = """
    法定代表人 法人代表 法人 负责人 企业负责人 单位负责人 公司负责人 经营负责人 主要负责人 业户负责人 业主 车主 经营者
"""
_CONTACTS: Final = "联系人 业务联系人 企业联系人 单位联系人 联络人 联络员 经办人"
_PHONES: Final = "电话 联系电话 联系方式 手机 手机号 手机号码 移动电话 电话号码 联系号码"
_LICENCES: Final = "_ 许可 许可证 经营许可 经营许可证 道路运输许可证 道路运输经营许可证 证件 证照"

HEADER_NAMES: Final = {
    Field.NAME: """
        业户名称 经营业户名称 企业名称 公司名称 运输公司名称 业户姓名 单位名称 户名 机构名称
        经营者名称 业户 经营业户 业户名 企业名 企业(业户)名称 业户(企业)名称 运输企业名称 名称
        道路运输业户名称 市场主体名称 企业全称 公司全称 单位全称 业户全称 企业(单位)名称 单位(企业)名称
        企业/业户名称 业户/企业名称 经营单位 经营单位名称 经营户名称 经营主体 经营主体名称 道路运输企业名称
        道路运输经营者名称 运输业户 运输业户名称 运输单位 运输单位名称 个体户名称 个体工商户名称 商户名称
        客运企业名称 货运企业名称 维修企业名称 危货企业名称 驾校名称 驾培机构名称 培训机构名称 走访业户
    """,
    Field.CREDIT_CODE: """
        统一社会信用代码 统一社会信用编码 统一社会代码 社会信用代码 信用代码 统一信用代码
        统一社会信用代码(组织机构代码) 统一社会信用代码/组织机构代码 统一社会信用代码/注册号
        统一社会信用代码证号 统一社会信用代码证 统一社会信用代码号 统一社会信用代码编号 统一社会信用号 社会统一信用代码
        社会信用编码 统一信用编码 信用编码 企业信用代码 企业统一社会信用代码 单位统一社会信用代码
        业户统一社会信用代码 营业执照统一社会信用代码
    """,
    Field.REGISTRATION_NO: """
        工商营业执照号 营业执照注册号 工商注册号 营业执照号 营业执照号码 工商营业执照注册号 注册号
        营业执照编号 营业执照 工商营业执照 营业执照证号 工商登记号 工商登记注册号 工商执照号 企业注册号 执照号 执照号码
    """,
    Field.ORGANISATION_CODE: """
        组织机构代码 企业组织机构代码 机构代码 组织机构代码证号 组织机构代码证 组织机构代码号 单位组织机构代码
    """,
    Field.LICENCE: """
        经营许可证号 道路运输经营许可证号 许可证号 经营许可证编号 经营许可证书
        道路危险货物运输许可证 道路运输许可证号 道路运输经营许可证编号 道路运输经营许可证 经营许可证
        许可证编号 经营许可证号码 许可证字号 经营许可证字号 道路运输经营许可证字号 运输许可证号
        运管许可证号 道路运输证号 许可证 道路运输许可证 许可证号码 许可证证号 经营许可证证号 道路运输经营许可证证号
        道路运输经营许可证号码 道路运输许可证编号 运输经营许可证号 道路经营许可证号 道路运输经营许可证书 业户许可证号
        业户经营许可证号 道路危险货物运输许可证号 危险货物运输许可证号 道路旅客运输经营许可证号
        道路货物运输经营许可证号 机动车维修经营许可证号
    """,
    Field.LICENCE_WORD: "经营许可证字 许可证字 道路运输经营许可证字 道路运输许可证字",
    Field.LEGAL_PERSON: f"""
        {_combine(_HEADS, "姓名")} {_HEADS}
        法定代表人(负责人) 法定代表人/负责人 法定代表人或负责人 法人(负责人) 法人/负责人 法人或负责人
    """,
    Field.LEGAL_PHONE: _combine(_HEADS, _PHONES),
    Field.CONTACT: f"{_CONTACTS} {_combine(_CONTACTS, '姓名')} 业务姓名",
    Field.PHONE: f"""
        联系电话 移动电话 手机号码 联系方式 电话 手机 手机号 电话号码 固定电话 办公电话 单位电话 企业电话 联系号码
        {_combine(_CONTACTS, _PHONES)} {_combine("业务", _PHONES)}
        联系手机 手机电话 移动电话号码 联系电话号码 固定电话号码 固话 座机 座机电话 办公室电话 业户电话 业户联系电话
        业户联系方式 企业联系电话 企业联系方式 公司电话 公司联系电话 单位联系电话 单位联系方式
    """,
    Field.ADDRESS: """
        地址 经营地址 注册地址 业户地址 详细地址 企业地址 单位地址 联系地址 通讯地址 住所 经营场所
        公司地址 经营场所地址 住址 经营住所 注册地 经营地 注册住所 住所地 住所地址 企业住所 单位住所 公司住所 业户住所 通信地址
        营业地址 营业场所 办公地址 办公场所 所在地址 工商注册地址 企业注册地址 公司注册地址 企业经营地址 业户经营地址
        企业详细地址
    """,
    Field.DISTRICT: """
        所属区县 所属镇街 所属地区 辖区县 所属运管机构 行政区划名称 所属辖区 管辖大队 地区 区县
        所在区县 辖区 所在地区 行政区划 区域 所属区域 所属县区 县区 县(区) 区(县) 县市区 县(市、区)
        所属县市区 镇街 管辖机构 所属大队 所属中队 管辖中队 辖区大队 所属市县 所属县(市、区) 所在县(市、区) 所在县市区
        所在县区 所属区 所属县 市县 旗县 旗县区 所属旗县 区(市)县 行政区域 行政区 所属行政区划 所属行政区域 所在区域
        所在辖区 所属乡镇 所在乡镇 乡镇 乡镇(街道) 镇(街道) 乡镇街道 所属街道 街道 所在镇街 管辖区域 管辖单位 管辖区县
        辖区单位 运管机构 所属运管所 管辖运管所 管辖运管机构 辖区运管机构 所属管理机构 所属机构
    """,
    Field.SCOPE: """
        经营范围 经营项目 许可经营范围 经营业务 许可范围 经营许可范围 业务范围 道路运输经营范围 许可经营项目 许可项目
        核定经营范围 营业范围
    """,
    Field.KINDS: """
        业户类别 业户类型 经营类别 行业类别 业户种类 企业类别 经营业户类别 行业类型 行业分类 业户分类 运输类别 经营种类
        经营类型
    """,
    Field.STATUS: """
        经营状态 企业状态 状态 证照状态 有效状态 业户状态 营业状态 许可证状态 登记状态 业户经营状态 企业经营状态 营运状态
        运营状态 存续状态 许可状态 证件状态 当前状态
    """,
    Field.VALID_FROM: f"""
        {_combine(_LICENCES, "有效期起 有效期起始 有效期开始 有效期自 有效期起始日期 有效期开始日期 核发日期 发证日期")}
        有效起始日期 有效开始日期 有效期起日期 有效期起始日 起始日期 开始日期 生效日期 发证时间 核发时间 颁发日期 领证日期
    """,
    Field.VALID_TO: f"""
        {_combine(_LICENCES, "有效期止 有效期至 有效期限至 有效期结束 有效期截止 有效期终止 有效期截止日期 有效期结束日期 到期日期")}
        有效截止日期 有效结束日期 有效期止日期 有效期终止日期 有效期截止日 有效日期至 有效期届满日期 截止日期 终止日期 结束日期
        到期日 到期时间 截止时间 许可证到期日 许可证到期时间 失效日期
    """,
    Field.VALIDITY: _combine(_LICENCES, "有效期 有效期限 有效期起止 有效期起止日期 有效日期 有效期间"),
    Field.ECONOMIC_TYPE: """
        经济类型 经济性质 企业类型 企业性质 经济成分 单位性质 主体类型 市场主体类型 经济类别 经营性质 登记注册类型 注册类型
        所有制 所有制性质 组织形式
    """,
    Field.VEHICLE_COUNT: """
        车辆数 车辆总数 车辆数量 营运车辆数 拥有车辆数 车辆 营运车辆 车数 营运车辆总数 营运车辆数量 营运车数 现有车辆数
        在营车辆数 自有车辆数 车辆台数 拥有车辆
    """,
    Field.REMARK: "备注 备注说明 说明 备注信息 附注 其他说明",
    Field.SERIAL: "序号 编号 顺序号 项次 项号 行号 序 NO NO. №",
    Field.ID_NUMBER: f"""
        身份证号 身份证号码 身份证 公民身份号码 身份证编号 居民身份证 居民身份证号 居民身份证号码 公民身份证号码 公民身份证号
        身份证件号码 {_combine(_HEADS, "身份证号 身份证号码 身份证")} {_combine(_CONTACTS, "身份证号 身份证号码 身份证")}
    """,
}
"""Field to column names, divided by spaces."""


LABELS: Final = {key: names.split()[0] for key, names in HEADER_NAMES.items()}
"""The usual Chinese name of each field."""

_SPACE: Final = re.compile(r"\s+")
_MARKS: Final = re.compile(r"[*★☆※▲△●○■◆:：;；。\"“”'‘’《》]+")
_BRACKETED: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕|<([^<>]*)>|\{([^{}]*)\}")
_NUMBERING: Final = re.compile(r"(?:[A-Z][.、)\-]|\d{1,2}[.、)\-]?|[一二三四五六七八九十]{1,2}[.、)])(?=\D)")
_DUTY: Final = re.compile(r"(?:非?必填项?|选填项?|必录|可不填|可选)$")
_UNIT: Final = re.compile(r"/(?:[辆台户人吨座个家元]|万元)$")
_ORDINAL: Final = re.compile(r"(?:\d{1,2}|[一二三])$")
_JOINS: Final = re.compile("[/、,|]|或者?|[及和与]")
_MERE_NOTE: Final = re.compile(
    r"非?必填.*|选填.*|必录.*|可不填|可选|.*(?:格式|文本|例如|如[:：]?|请|下拉|按|与.*一致|没有|无则).*|[辆台户人吨座个家元年月日]|万元"
    r"|\d{1,2}|全称|详细|盖章|签字|位|\d+位"
)
_OTHERS: Final = re.compile(
    "简称|曾用|原|旧|英文|拼音|变更|上级|母公司|总公司|集团|(?:安全|驾驶|管理|押运|财务|调度|监督)员|司机|会计|经理|主任|股东|紧急|传真|停用"
)
_CODES: Final = frozenset((Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE))


class BadMapping(ValueError):
    """An explicit mapping names a field or a column that does not exist."""


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """Write a header as it is looked up: NFKC, upper case, no spaces, line breaks, stars, colons or quotes."""
    return _MARKS.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", tidy(name)))).upper()


_ALIASES: Final = {fold(alias): key for key, names in HEADER_NAMES.items() for alias in names.split()}


_RANKS: Final = {
    key: {fold(alias).removesuffix("姓名"): -place for place, alias in enumerate(reversed(names.split()))}
    for key, names in HEADER_NAMES.items()
}


@lru_cache(maxsize=4096)
def field_of(name: str) -> Field | None:
    """Recognise a column by its name; marks, numbering, (必填), units and line breaks are passed over.

    A bracket that names somebody or something else (简称, 安全员) makes another column of it.
    """
    folded = fold(name)
    for spelling in _spellings(folded):
        if (field := _ALIASES.get(spelling)) is not None:
            return field
    if (match := _ORDINAL.search(folded)) and (field := _ALIASES.get(folded[: match.start()])) in LIST_FIELDS:
        return field
    return _of_parts(folded)


def rank_of(name: str, key: Field) -> int:
    """Return how usual a column's name is for a field: 0 or below for a known name, the lower the more usual, else 1."""
    ranks = _RANKS.get(key, {})
    spellings = (spelling.removesuffix("姓名") for spelling in _spellings(fold(name)))
    return next((ranks[spelling] for spelling in spellings if spelling in ranks), 1)


def is_note(name: str) -> bool:
    """Tell whether a cell under a column's name only explains it: （辆）, 必填, （格式：2020-01-01）."""
    folded = fold(name)
    inner = _BRACKETED.fullmatch(folded)
    return bool(inner) or _DUTY.fullmatch(folded) is not None


def parse_field(text: str) -> Field | None:
    """Read a field given by a person: its key (`name`), its Chinese name, or '' and `extra` for none."""
    text = text.strip()
    if text.lower() in ("", "extra", "其他", "保留"):
        return None
    field = field_of(text)
    if text.lower() in set(Field):
        field = Field(text.lower())
    if field is None or field in NOT_CHOSEN:
        known = "、".join(f"{key.value}({label})" for key, label in LABELS.items())
        raise BadMapping(f"没有名为“{text}”的字段。可用的字段：{known}。")
    return field


def _spellings(folded: str) -> Iterator[str]:
    """Yield the ways to read a header, the most literal first."""
    yield folded
    bare = _UNIT.sub("", _DUTY.sub("", _NUMBERING.sub("", folded, count=1) if _NUMBERING.match(folded) else folded))
    yield bare
    bare = _BRACKETED.sub(_without_note, bare)
    yield bare
    match = _BRACKETED.search(bare)
    if match is None:
        return
    inner = _inner(match)
    before, after = bare[: match.start()], bare[match.end() :]
    yield before + inner + after  # 有效期(起), 【企业名称】
    yield inner + before + after  # 电话(法人)
    if _OTHERS.search(inner) is None:
        yield from _spellings(before + after)


def _without_note(match: re.Match[str]) -> str:
    inner = _inner(match)
    return match[0] if inner and _MERE_NOTE.fullmatch(inner) is None else ""


def _inner(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)


def _of_parts(folded: str) -> Field | None:
    """Recognise a column that names one thing twice (电话/手机), or codes of several kinds."""
    parts = [part for part in _JOINS.split(folded) if part]
    if len(parts) < 2:
        return None
    fields = {field_of(part) for part in parts}
    if len(fields) == 1:
        return fields.pop()
    return Field.CREDIT_CODE if Field.CREDIT_CODE in fields and fields <= _CODES else None
