"""Judge the rows of a large table on all cores; what comes out is what one process gives, in the order of the file.

One process reads the rows, hands chunks of them to the others and judges chunks itself while those are busy. Whoever
judges a chunk does not know the rows above it. Where a row depends on them (同上, rows below another table's header)
the chunk is judged again here, where they are known.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Final, NamedTuple

from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.rows.judge import RowJudge, UnknownAbove
from zoufang_cli.roster.rows.outcomes import Cell, FileRow, Outcome, PackedRow, TakenRow
from zoufang_cli.roster.rows.stored import packed

FEWEST: Final = 4_000
"""Rows that are judged before it is worth while to start other processes."""
CHUNK: Final = 1_000
MOST: Final = 4
"""Processes in all: more would only wait for the one that reads and matches, and each takes 45 MB."""
_AHEAD: Final = 24
"""Chunks that may be judged and wait for one before them."""


Chunk = Sequence[tuple[int, tuple[Cell, ...], str]]
"""Rows that are judged together: line, cells and fault of each."""


class _Row(NamedTuple):
    line: int
    cells: tuple[Cell, ...]
    fault: str


class _Judged(NamedTuple):
    """A judged chunk: its outcomes, and the state of the judge behind it; `above` is None where it has no row of its own."""

    outcomes: list[Outcome | PackedRow]
    above: list[str] | None
    other_table: int


def packed_outcomes(rows: Iterable[FileRow], judge: RowJudge) -> Iterator[Outcome | PackedRow]:
    """Judge rows in their order; those with nothing to say about them come packed."""
    source = iter(rows)
    yield from _judge(islice(source, FEWEST), judge)
    count = min(_cores(), MOST)
    chunks = iter(lambda: [(row.line, row.cells, row.fault) for row in islice(source, CHUNK)], [])
    if count < 2:
        for chunk in chunks:
            yield from _judge(map(_Row._make, chunk), judge)
    else:
        yield from _judge_beside(chunks, judge, count - 1)


def _judge(rows: Iterable[FileRow], judge: RowJudge) -> Iterator[Outcome | PackedRow]:
    for row in rows:
        outcome = judge.outcome(row)
        if isinstance(outcome, TakenRow) and not outcome.warnings:
            yield packed(row.line, outcome.operator)
        else:
            yield outcome


def _judge_beside(chunks: Iterator[Chunk], judge: RowJudge, helpers: int) -> Iterator[Outcome | PackedRow]:
    """Judge chunks in other processes and in this one; where those cannot be started or die, in this one alone."""
    own = RowJudge(judge.header, judge.sheet)
    pool = ProcessPoolExecutor(helpers, get_context("spawn"), _begin, (judge.header, judge.sheet))
    waiting: deque[tuple[Chunk, Future[_Judged | None] | _Judged | None]] = deque()
    try:
        while True:
            for chunk in islice(chunks, max(2 * helpers - sum(isinstance(way, Future) for _, way in waiting), 0)):
                waiting.append((chunk, _submitted(pool, chunk)))
            if not waiting:
                return
            chunk, way = waiting[0]
            if isinstance(way, Future) and not way.done() and len(waiting) < _AHEAD:
                another = next(chunks, None)
                if another is not None:
                    waiting.append((another, _judge_apart(another, own)))
                    continue
            waiting.popleft()
            judged = _result(way) if isinstance(way, Future) else way
            if judged is None or judge.other_table:
                yield from _judge(map(_Row._make, chunk), judge)
                continue
            judge.other_table = judged.other_table
            if judged.above is not None:
                judge.above = judged.above
            yield from judged.outcomes
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _judge_apart(chunk: Chunk, judge: RowJudge) -> _Judged | None:
    """Judge a chunk without the rows above it; None where they matter."""
    judge.above, judge.other_table = None, 0
    try:
        outcomes = list(_judge(map(_Row._make, chunk), judge))
    except UnknownAbove:
        return None
    return _Judged(outcomes, judge.above, judge.other_table)


def _submitted(pool: ProcessPoolExecutor, chunk: Chunk) -> Future[_Judged | None] | None:
    try:
        return pool.submit(_judge_chunk, chunk)
    except (BrokenProcessPool, OSError):
        return None


def _result(future: Future[_Judged | None]) -> _Judged | None:
    try:
        return future.result()
    except (BrokenProcessPool, OSError):
        return None


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_own: RowJudge


def _begin(header: Header, sheet: str) -> None:
    """Set up a worker: its judge, no word about Ctrl-C, and an end when the program that started it is killed."""
    global _own
    _own = RowJudge(header, sheet)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _judge_chunk(chunk: Chunk) -> _Judged | None:
    return _judge_apart(chunk, _own)
