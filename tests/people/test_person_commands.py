"""person add|edit|list on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest


def test_add_and_list(zf: Any) -> None:
    assert "王建国，支队长，负责同志" in zf("person add 王建国 --post 支队长 --role 负责同志 --phone 13812345678").out
    shown = zf("person list")
    assert "138****5678" in shown.out
    assert "13812345678" not in shown.out
    rows = json.loads(zf("人员 清单 --json").out)
    assert rows[0]["roles"] == [{"role": "leader", "name": "负责同志", "from_on": None, "to_on": None}]
    assert rows[0]["phone"] == "138****5678"


def test_full_phones_are_logged(zf: Any) -> None:
    zf("person add 张三 --phone 13812345678")
    assert "13812345678" in zf("person list --full").out
    assert "person list --full" in zf("log").out


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        pytest.param("person add 张三", 4, "--badge", id="registered already"),
        pytest.param("person add", 2, "姓名", id="no name"),
        pytest.param("person add ''", 2, "姓名", id="empty name"),
        pytest.param("person add 李四 --role 头儿", 2, "负责同志", id="no such role"),
        pytest.param("person add 李四 --role 负责同志 --from 2.30", 2, "2月", id="no such day"),
        pytest.param("person edit 李四 --post 队长", 3, "李四", id="nobody"),
        pytest.param("person edit 张三", 2, "修改", id="nothing to change"),
        pytest.param("person edit 张三 --leave --return", 2, "--leave", id="both ways"),
        pytest.param("person edit 张三 --end-role 负责同志", 4, "没有担任", id="a role not held"),
    ],
)
def test_one_sentence_and_nothing_changed(zf: Any, line: str, code: int, says: str) -> None:
    zf("person add 张三")
    before = zf("person list --all --json").out
    result = zf(line)
    assert result.code == code
    assert says in result.err
    assert "Traceback" not in result.err
    assert zf("person list --all --json").out == before


def test_inferred_dates_are_echoed(zf: Any) -> None:
    zf("person add 王建国")
    result = zf("person edit 王建国 --role 负责同志 --from 1.6", today="2020-03-05")
    assert "2020年1月6日" in result.err
    assert "2020-01-06起" in result.out


def test_names_are_cleaned_and_printed_literally(zf: Any) -> None:
    zf("person add '张 三'")
    zf("person add '[red]李四[/b]\x1b[31m'")
    out = zf("person list").out
    assert "张三" in out
    assert "[red]李四[/b]" in out
    assert "\x1b" not in out
