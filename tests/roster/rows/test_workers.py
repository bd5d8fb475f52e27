"""Several processes judge a table as one does, byte for byte, wherever its chunks begin."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import examples
from tests.tables import table
from zoufang_cli.roster.rows import workers
from zoufang_cli.roster.rows.outcomes import Outcome, PackedRow
from zoufang_cli.roster.rows.roster import Roster, read_roster

HEADER = "业户名称|统一社会信用代码|经营许可证号|联系电话|经营状态|备注"
ROWS = (
    "顺达公司||990101000001|19900000001|营业|",
    "宏远公司||990101000002|19900000002|停业|同上",
    "同上||990101000003|0971|开门|同上",
    "|||||",
    "合计|||||2",
    "张三||990101000004|19900000004|营业|甲",
    "序号|姓名|职务|电话|部门|备注",
    HEADER,
    "顺达公司||990101000001|19900000001|营业|多|一列",
)


class Inline:
    """Judges chunks in this process as a worker would."""

    def __init__(self, count: int, context: object, begin: object, header: tuple[object, str]) -> None:
        workers._own = workers.RowJudge(*header)  # type: ignore[arg-type]

    def submit(self, judge: object, chunk: Sequence[object]) -> Future[object]:
        future: Future[object] = Future()
        future.set_result(workers._judge_chunk(chunk))
        return future

    def shutdown(self, **_: object) -> None:
        """Do nothing."""


class Broken(Inline):
    """Judges one chunk and breaks."""

    def submit(self, judge: object, chunk: Sequence[object]) -> Future[object]:
        raise workers.BrokenProcessPool


def roster(rows: Sequence[str]) -> Roster:
    return read_roster(table(HEADER, *rows))


def alone(rows: Sequence[str]) -> list[Outcome | PackedRow]:
    return list(roster(rows).packed_outcomes())


@given(rows=st.lists(st.sampled_from(ROWS), min_size=1, max_size=24), chunk=st.integers(1, 5), fewest=st.integers(0, 4))
@settings(max_examples=examples(60), deadline=None)
@pytest.mark.parametrize("pool", [Inline, Broken])
def test_chunks_are_judged_as_the_whole(pool: type[Inline], rows: list[str], chunk: int, fewest: int) -> None:
    expected = alone(rows)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workers, "FEWEST", fewest)
        patched.setattr(workers, "CHUNK", chunk)
        patched.setattr(workers, "_cores", lambda: 2)
        patched.setattr(workers, "ProcessPoolExecutor", pool)
        assert list(roster(rows).packed_outcomes()) == expected


def test_other_processes_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row.replace("顺达", f"顺达{n}") for n in range(300) for row in ROWS]
    expected = alone(rows)
    monkeypatch.setattr(workers, "FEWEST", 5)
    monkeypatch.setattr(workers, "CHUNK", 100)
    monkeypatch.setattr(workers, "_cores", lambda: 2)
    assert list(roster(rows).packed_outcomes()) == expected
