"""The campaign of a store: its plan is read once by a command."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result, run_line
from zoufang_cli.errors import FaultyPlan
from zoufang_cli.plan.rules.loading import stored_plan
from zoufang_cli.resources import default_plan


@pytest.mark.parametrize(
    "line", ["report --month", "status", "visit add --date 2019-12-2 --to 顺达 --officers 张三,李四"]
)
def test_a_command_reads_the_plan_once(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plan, db = tmp_path / "plan.toml", tmp_path / "own.db"
    plan.write_text(f"{default_plan()}# {line}\n", encoding="utf-8")

    def zf(line: str) -> Result:
        return run_line(line, db=db, today="2019-12-02")

    assert zf(f"init --unit 某支队 --start 2019-11-18 --plan {plan}").code == 0
    for name in ("张三", "李四"):
        assert zf(f"person add {name}").code == 0
    assert zf("enterprise add 顺达运输有限公司").code == 0
    read: list[str] = []
    loads = tomllib.loads

    def counted(text: str, **how: Any) -> dict[str, Any]:
        read.append(text)
        return loads(text, **how)

    monkeypatch.setattr(tomllib, "loads", counted)
    result = zf(line)
    assert result.code == 0, result.err
    assert len(read) == 1


def test_a_plan_damaged_in_the_store_is_refused() -> None:
    with pytest.raises(FaultyPlan) as refused:
        stored_plan("[campaign]\ntitle = 3\n")
    assert any("campaign.title" in line for line in refused.value.details)
