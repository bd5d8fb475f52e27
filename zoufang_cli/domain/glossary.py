"""What tables and columns are called on screen; the full Chinese-English glossary stands in schema.sql."""

from __future__ import annotations

TABLES = {
    "person": "人员", "appointment": "任职", "source": "名册来源", "batch": "导入批次", "batch_sheet": "导入的工作表", "import_row": "未采用或存疑的行",
    "former_key": "曾用号码",
    "enterprise": "业户", "status_change": "经营状态变更", "conflict": "名册冲突", "distinct_pair": "非同一业户",
    "activity": "走访", "participant": "参加人员", "activity_item": "走访内容",
    "issue": "问题", "issue_party": "问题业户", "call_back": "回访",
    "issue_step": "办理过程", "opinion": "意见建议", "ticket": "12328 工单",
    "checklist": "对照清单", "inspection": "检查", "finding": "检查发现", "register": "登记", "attachment": "佐证材料",
    "survey": "问卷测评", "phase_entry": "进入阶段", "deliverable": "阶段任务", "month_return": "月报",
    "packet": "报送包", "workday": "工作日调整", "settlement": "合并确定", "operation": "操作留痕",
}  # fmt: skip

FIELDS = {
    "name": "名称", "norm": "归一名称", "initials": "拼音首字母", "holder": "企业或个体", "number": "编号",
    "credit_code": "统一社会信用代码", "registration_no": "工商注册号", "organisation_code": "组织机构代码",
    "licence": "许可证号", "licence_digits": "许可证号数字", "legal_person": "法定代表人",
    "legal_phone": "法定代表人电话",
    "contact": "联系人", "phone": "联系电话", "address": "地址", "district": "所属区县", "scope": "经营范围",
    "kinds": "业户类别", "status": "经营状态", "valid_from": "有效期起", "valid_to": "有效期止",
    "economic_type": "经济类型", "vehicle_count": "车辆数", "tags": "标签", "remark": "备注", "extra": "其他列",
    "hand_edited": "人工修改标记", "listed_on": "列入名册日期", "merged_into_id": "并入业户", "other_id": "另一业户",
    "post": "职务", "badge_no": "执法证号", "unit": "单位", "state": "状态", "from_on": "任职起", "to_on": "任职止",
    "form": "形式", "held_on": "日期", "leader_id": "带队领导", "place": "地点", "way": "方式",
    "material_count": "发放资料", "services": "上门服务事项", "satisfaction": "满意度", "said": "谈话记录",
    "reply": "现场答复", "follow_up": "需跟踪事项", "few_reason": "不足两人的理由", "cancel_reason": "取消原因",
    "cancelled_on": "取消日期", "received_by": "接待人", "received_phone": "接待人电话",
    "text": "内容", "source": "来源", "nature": "性质", "category": "类别", "reported_on": "反映日期",
    "measure": "措施", "responsible_id": "责任人", "responsible_unit": "责任单位", "due_on": "时限",
    "original_due_on": "原定时限", "review_on": "下次检视日期", "result": "完成情况", "referred_to": "转办单位",
    "evidence": "佐证", "outcome": "办结方式", "resolved_on": "办结日期", "verifier_id": "核验人",
    "verified_on": "核验日期", "closed_on": "销号日期", "on": "日期", "feedback": "业户反馈",
    "done_on": "完成日期", "entered_on": "进入日期", "withdrawn_on": "撤回日期", "reason": "原因",
}  # fmt: skip
