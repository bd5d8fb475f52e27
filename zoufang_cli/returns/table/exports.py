"""Plain tables of the ledgers, for CSV: one row per record, columns under their Chinese names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zoufang_cli.store.connection import Store

_LIST = "(SELECT group_concat(value, '、') FROM json_each({column}))"

QUERIES = {
    "enterprise": f"""SELECT e.number AS 编号, e.name AS 业户名称, e.operator_type AS 性质,
            e.credit_code AS 统一社会信用代码, e.registration_no AS 工商注册号, e.organisation_code AS 组织机构代码,
            e.licence AS 经营许可证号, e.legal_person AS 法定代表人, {_LIST.format(column="e.legal_phone")} AS 法定代表人电话,
            e.contact AS 联系人, {_LIST.format(column="e.phone")} AS 联系电话, e.address AS 经营地址, e.district AS 所属区县,
            {_LIST.format(column="e.scope")} AS 经营范围, {_LIST.format(column="e.kinds")} AS 业户类别, e.status AS 经营状态,
            e.valid_from AS 有效期起, e.valid_to AS 有效期止, e.economic_type AS 经济类型, e.vehicle_count AS 车辆数,
            {_LIST.format(column="e.tags")} AS 标签, e.remark AS 备注
        FROM operator e
        WHERE e.merged_into_id IS NULL
        ORDER BY e.number""",
    "visit": f"""SELECT v.number AS 编号, v.trip AS 走访组号, v.held_on AS 走访日期, v.form AS 形式,
            v.operator_number AS 业户编号, v.operator AS 业户名称, v.district AS 所属区县, v.way AS 方式, v.leader AS 带队领导,
            (SELECT group_concat(p.name, '、') FROM participant o JOIN person p ON p.id = o.person_id
             WHERE o.activity_id = v.id AND o.role = 'officer') AS 走访人员,
            v.received_by AS 接待人, v.received_phone AS 接待人电话, v.material_count AS 发放资料,
            {_LIST.format(column="v.services")} AS 上门服务事项, v.satisfaction AS 满意度, v.said AS 谈话记录,
            v.reply AS 现场答复, v.follow_up AS 需跟踪事项, v.state AS 状态, v.remark AS 备注
        FROM visit_row v
        ORDER BY v.number""",
    "issue": """SELECT number AS 编号, source AS 来源, reported_on AS 反映日期, operators AS 业户, text AS 问题描述,
            category AS 类别, measure AS 具体措施, responsible AS 责任人员, responsible_unit AS 责任单位, due_on AS 完成时限,
            state AS 状态, result AS 完成情况, resolved_on AS 办结日期, verifier AS 核验人, closed_on AS 销号日期, remark AS 备注
        FROM issue_row
        ORDER BY number""",
    "person": """SELECT name AS 姓名, post AS 职务, badge_no AS 执法证号, unit AS 单位, phone AS 联系电话,
            state AS 状态, remark AS 备注
        FROM person
        ORDER BY name, badge_no, id""",
}


def columns_of(store: Store, what: str) -> tuple[str, ...]:
    """Return the columns of one ledger, which an empty one has too."""
    return tuple(
        column[0] for column in store.connection.execute(f"SELECT * FROM ({QUERIES[what]}) LIMIT 0").description
    )


def rows_of(store: Store, what: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of one ledger (a key of QUERIES) as Chinese column -> value."""
    from sqlite_utils import Database

    yield from Database(store.connection).query(QUERIES[what])
