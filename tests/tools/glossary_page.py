"""Write docs/glossary.md from schema.sql's comments and the terms below: `python -m tests.tools.glossary_page`."""

from __future__ import annotations

from pathlib import Path

from zoufang_cli.store.glossary import entries

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"

# Term in code, Chinese, where it lives: what the schema does not say by itself.
TERMS = (
    ("action", "活动形式（五类行动）", "`plan/default.toml` `[[form]]`"),
    ("activity", "走访或活动", "`schema.sql` `activity`"),
    ("actor", "操作人", "`store/actor.py`"),
    ("base", "一组数字共用的查询", "`figures/table/bases.py`"),
    ("batch", "导入批次", "`roster/importing/`"),
    ("call-back", "回访", "`schema.sql` `call_back`"),
    ("campaign", "大走访活动", "`plan/rules/plan.py`"),
    ("candidate", "候选：一个名称可能指的记录", "`store/naming.py`"),
    ("catalogue", "数字目录", "`figures/table/catalogue.py`"),
    ("clause", "实施方案的条款（M1a、F2、R4 …）", "`plan/default.toml`"),
    ("correction sheet", "需更正表", "`roster/correction/`、`registers/screens/sheet.py`"),
    ("coverage", "覆盖率", "`roster/coverage.py`"),
    ("deliverable", "阶段任务", "`phases/`"),
    ("device", "登记在库的电脑", "`schema.sql` `device`"),
    ("distinct", "家数（去重）", "`figures/rules/figure.py`"),
    ("entry", "登记的一条", "`registers/rules.py`"),
    ("field", "记录的一项内容", "`records/rules.py`"),
    ("figure", "月报里的一个数字", "`figures/`"),
    ("finding", "走访、登记带出的问题", "`issues/rules.py`"),
    ("flow", "发生数", "`figures/rules/figure.py`"),
    ("form", "活动的主形式", "`plan/default.toml`"),
    ("identity", "勾稽关系", "`figures/rules/identities.py`"),
    ("issue", "问题", "`issues/`"),
    ("kind (of a field)", "一项内容的类型：文字、日期、数量 …", "`records/rules.py`"),
    ("kinds (of an operator)", "业户类别", "`roster/scope.py`"),
    ("ledger", "台账", "`returns/table/ledgers.py`"),
    ("level", "满意度的档次", "`plan/default.toml`"),
    ("licence", "道路运输经营许可证", "`roster/values/licences.py`"),
    ("measure", "具体措施", "`schema.sql` `issue`"),
    ("move", "问题的一步办理（交办、办结 …）", "`issues/rules.py` `MOVES`"),
    ("officer", "走访人员（执法人员）", "`visits/fields.py`"),
    ("operation", "一次操作（留痕）", "`store/operations.py`"),
    ("operator", "业户", "`roster/`"),
    ("operator type", "企业或个体", "`roster/rules.py` `OperatorType`"),
    ("party", "反映问题的业户", "`schema.sql` `issue_party`"),
    ("phase", "阶段", "`phases/`"),
    ("plan", "实施方案", "`plan/`"),
    ("register", "登记（宣传报道、征求意见机制 …）", "`registers/declared/`"),
    ("return", "月报", "`returns/`"),
    ("roster", "业户名册", "`roster/`"),
    ("scope (of a campaign)", "走访对象", "`roster/coverage.py`"),
    ("standing (issue)", "长期坚持", "`issues/rules.py`"),
    ("step", "办理过程的一步", "`schema.sql` `issue_step`"),
    ("stock", "期末数", "`figures/rules/figure.py`"),
    ("trip", "一次走访（走访组，可以走访几户）", "`schema.sql` `activity.trip`"),
    ("way", "走访方式（现场、电话、视频）", "`visits/rules.py`"),
)

HEAD = """# Glossary

Terms of the field, in code and on screen. Paths are below `zoufang_cli/`. The second table is made from the comments of
[schema.sql](../schema.sql), which are what `log`, `undo` and `check` call a record by.

| in code | Chinese | where |
|---|---|---|
"""


def page() -> str:
    """Return the page."""
    rows = [f"| {term} | {chinese} | {where} |\n" for term, chinese, where in TERMS]
    columns = [
        f"| {f'`{entry.table}.{entry.column}`' if entry.column else f'**`{entry.table}`**'} | {entry.comment} |\n"
        for entry in entries()
    ]
    return "".join([HEAD, *rows, "\n## Tables and columns\n\n| name | Chinese |\n|---|---|\n", *columns])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
