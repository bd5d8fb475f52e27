"""What a writing command says of the clock and of waiting, and does all the same."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from tests.conftest import Run

EARLIER = "早于上一次操作的业务日期"


def test_a_day_before_the_last_operation_is_warned_of(zf: Run) -> None:
    assert EARLIER not in zf("person add 张三", today="2020-03-05").err
    assert EARLIER not in zf("person add 李四", today="2020-03-05").err
    earlier = zf("person add 王五", today="2020-03-04")
    assert earlier.code == 0
    assert f"今天（2020-03-04）{EARLIER}（2020-03-05）" in earlier.err
    assert EARLIER not in zf("person list", today="2020-03-01").err


def test_waiting_for_another_program_is_said(zf: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoufang_cli.store.connection.QUIET_SECONDS", 0.05)
    other = sqlite3.connect(db, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.6, lambda: other.execute("ROLLBACK"))
    timer.start()
    waited = zf("person add 张三")
    timer.join()
    other.close()
    assert waited.code == 0
    assert "等" in waited.err
