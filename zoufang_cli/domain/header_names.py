"""Names that columns of rosters go by, gathered from real exports (the first of each is the usual one)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


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
    REJECTED_LINE = "rejected_line"
    REJECTED_REASON = "rejected_reason"


HEADER_NAMES: Final = {
    Field.NAME: """
        业户名称 经营业户名称 企业名称 公司名称 运输公司名称 业户姓名 单位名称 户名 机构名称
        经营者名称 业户 经营业户 企业名 企业(业户)名称 业户(企业)名称 运输企业名称 名称
        道路运输业户名称 市场主体名称
    """,
    Field.CREDIT_CODE: """
        统一社会信用代码 统一社会信用编码 统一社会代码 社会信用代码 信用代码 统一信用代码
        统一社会信用代码(组织机构代码) 统一社会信用代码/组织机构代码 统一社会信用代码/注册号
        统一社会信用代码证号
    """,
    Field.REGISTRATION_NO: """
        工商营业执照号 营业执照注册号 工商注册号 营业执照号 营业执照号码 工商营业执照注册号 注册号
        营业执照编号
    """,
    Field.ORGANISATION_CODE: "企业组织机构代码 组织机构代码 机构代码 组织机构代码证号",
    Field.LICENCE: """
        道路运输经营许可证号 经营许可证号 许可证号 经营许可证编号 经营许可证书
        道路危险货物运输许可证 道路运输许可证号 道路运输经营许可证编号 道路运输经营许可证 经营许可证
        许可证编号 经营许可证号码 许可证字号 经营许可证字号 道路运输经营许可证字号 运输许可证号
        运管许可证号 道路运输证号
    """,
    Field.LICENCE_WORD: "经营许可证字 许可证字 道路运输经营许可证字",
    Field.LEGAL_PERSON: """
        法定代表人 法人代表 法人 负责人姓名 经营负责人 公司负责人 业主 车主 负责人 企业负责人
        法定代表人姓名 法人姓名 法人代表姓名 法定代表人(负责人) 法定代表人/负责人 法定代表人或负责人
        业主姓名 车主姓名 经营者 经营者姓名 主要负责人
    """,
    Field.LEGAL_PHONE: """
        法定代表人联系方式 法定代表人电话 法定代表人联系电话 法人电话 法人联系电话 法人联系方式
        法人代表电话 法人代表联系电话 负责人电话 负责人联系电话 负责人联系方式 法定代表人手机
        负责人手机 业主电话 车主电话
    """,
    Field.CONTACT: "联系人 业务联系人 联系人姓名 联络人 联络员 经办人",
    Field.PHONE: """
        联系电话 联系人电话 移动电话 手机号码 联系方式 电话 业务联系人联系方式 手机 手机号 电话号码
        联系人手机 联系人联系电话 联系人联系方式 联系人手机号 联系人手机号码 业务联系人电话 固定电话
        办公电话 单位电话 企业电话 联系号码
    """,
    Field.ADDRESS: """
        经营地址 注册地址 业户地址 详细地址 企业地址 地址 单位地址 联系地址 通讯地址 住所 经营场所
        公司地址 经营场所地址 住址 经营住所 注册地
    """,
    Field.DISTRICT: """
        所属镇街 所属地区 所属区县 辖区县 所属运管机构 行政区划名称 所属辖区 管辖大队 地区 区县
        所在区县 辖区 所在地区 行政区划 区域 所属区域 所属县区 县区 县(区) 区(县) 县市区 县(市、区)
        所属县市区 镇街 管辖机构 所属大队 所属中队 管辖中队 辖区大队 所属市县
    """,
    Field.SCOPE: "经营范围 经营项目 许可经营范围 经营业务 许可范围 经营许可范围 业务范围",
    Field.KINDS: "业户类别 业户类型 经营类别 行业类别 业户种类 企业类别 经营业户类别",
    Field.STATUS: "经营状态 企业状态 状态 证照状态 有效状态 业户状态 营业状态 许可证状态 登记状态",
    Field.VALID_FROM: """
        有效期起 核发日期 发证日期 有效期开始 有效期起始日期 有效起始日期 有效期自 许可证有效期起
        有效期开始日期 起始日期 许可证发证日期
    """,
    Field.VALID_TO: """
        有效期止 有效期至 有效期结束 有效期截止日期 有效截止日期 许可证有效期止 有效期终止
        有效期截止 有效期结束日期 截止日期 到期日期 许可证有效期至 证件有效期至
    """,
    Field.VALIDITY: "有效期 有效期限 许可证有效期 证件有效期 有效期起止",
    Field.ECONOMIC_TYPE: "经济类型 经济性质 企业类型 企业性质 经济成分 单位性质 主体类型 市场主体类型",
    Field.VEHICLE_COUNT: "车辆数 车辆总数 车辆数量 营运车辆数 拥有车辆数 车辆 营运车辆 车数",
    Field.REMARK: "备注 备注说明 说明",
    # What we put before the user's own columns when rows are handed back; read past when they come in again.
    Field.REJECTED_LINE: "未采用行号",
    Field.REJECTED_REASON: "未采用原因",
    Field.SERIAL: "编号 序号 顺序号 项次 NO NO. №",
    Field.ID_NUMBER: """
        身份证号 身份证号码 身份证 公民身份号码 法人身份证号 法定代表人身份证号 负责人身份证号
        法人身份证号码 业主身份证号 法定代表人身份证号码
    """,
}
"""Field to column names, divided by spaces."""
