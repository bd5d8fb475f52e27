"""The noun `enterprise`: verbs are registered by the modules beside this one."""

from __future__ import annotations

from zoufang_cli.app.chinese import noun

app = noun(
    "业户名册：导入、查询、修改。",
    order="import list show add edit duplicates merge distinct conflicts settle imports mapping",
)
