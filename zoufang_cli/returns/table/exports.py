"""Plain tables of the ledgers, for CSV: one row per record, columns under their Chinese names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zoufang_cli.store.connection import Store

_LIST = "(SELECT group_concat(value, '、') FROM json_each({column}))"

QUERIES = {
    "enterprise": f"""SELECT e.number AS 编号, e.name AS 业户名称, iif(e.operator_type = 'enterprise', '企业', '个体') AS 性质,
            e.credit_code AS 统一社会信用代码, e.registration_no AS 工商注册号, e.organisation_code AS 组织机构代码,
            e.licence AS 经营许可证号, e.legal_person AS 法定代表人, {_LIST.format(column="e.legal_phone")} AS 法定代表人电话,
            e.contact AS 联系人, {_LIST.format(column="e.phone")} AS 联系电话, e.address AS 经营地址, e.district AS 所属区县,
            {_LIST.format(column="e.scope")} AS 经营范围, {_LIST.format(column="e.kinds")} AS 业户类别, e.status AS 经营状态,
            e.valid_from AS 有效期起, e.valid_to AS 有效期止, e.economic_type AS 经济类型, e.vehicle_count AS 车辆数,
            {_LIST.format(column="e.tags")} AS 标签, e.remark AS 备注
        FROM operator e
        WHERE e.merged_into_id IS NULL
        ORDER BY e.number""",
    "visit": f"""SELECT a.number AS 编号, a.trip AS 走访组号, a.held_on AS 走访日期, a.form AS 形式, e.number AS 业户编号,
            e.name AS 业户名称, e.district AS 所属区县, a.way AS 方式, l.name AS 带队领导,
            (SELECT group_concat(p.name, '、') FROM participant o JOIN person p ON p.id = o.person_id
             WHERE o.activity_id = a.id AND o.role = 'officer') AS 走访人员,
            a.received_by AS 接待人, a.received_phone AS 接待人电话, a.material_count AS 发放资料,
            {_LIST.format(column="a.services")} AS 上门服务事项, a.satisfaction AS 满意度, a.said AS 谈话记录,
            a.reply AS 现场答复, a.follow_up AS 需跟踪事项, a.state AS 状态, a.remark AS 备注
        FROM activity a
        JOIN operator e ON e.id = a.operator_id
        LEFT JOIN person l ON l.id = a.leader_id
        WHERE a.kind = 'visit'
        ORDER BY a.number""",
    "issue": """SELECT i.number AS 编号, i.source AS 来源, i.reported_on AS 反映日期,
            (SELECT group_concat(e.name, '、') FROM issue_party p JOIN operator e ON e.id = p.operator_id
             WHERE p.issue_id = i.id) AS 业户,
            i.text AS 问题描述, i.category AS 类别, i.measure AS 具体措施, r.name AS 责任人员, i.responsible_unit AS 责任单位,
            i.due_on AS 完成时限, i.state AS 状态, i.result AS 完成情况, i.resolved_on AS 办结日期,
            v.name AS 核验人, i.closed_on AS 销号日期, i.remark AS 备注
        FROM issue i
        LEFT JOIN person r ON r.id = i.responsible_id
        LEFT JOIN person v ON v.id = i.verifier_id
        ORDER BY i.number""",
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
