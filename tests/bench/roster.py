"""Import of rosters beside sqlite-utils and bare loops over the same rows, as CSV and .xlsx, at one size or two.

Ours: read, cleaned, checked, matched, logged and written, from a process of its own that starts on a fresh store;
the first import of a file, the same file again, and next month's, in which one row in a hundred has changed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeAlias

from tests.bench import rosters
from tests.bench.roster_peers import bare, sqlite_utils
from tests.bench.timing import Line, Run, Unit, best, compared, zoufang

Program: TypeAlias = Callable[[Path], list[Run]]
"""Runs one command or several in a folder with a fresh store."""

DONE_IN_PART = (0, 5)
ROUNDS = 3
FULL_ROUNDS_UP_TO = 200_000
"""Rows up to which every time is the best of ROUNDS; larger ones are measured once."""

OF_SQLITE_UTILS = 0.4
OF_BARE = 6.0
MEGABYTES = 300.0
"""Peak of all processes up to 100,000 rows; more rows may take more, up to MEGABYTES_AT_MOST for a million."""
MEGABYTES_AT_MOST = 1200.0
XLSX_ROWS_WITH_LIMIT = 100_000
PER_ROW = 1.3
"""Seconds per row of a first import of the larger CSV, against the smaller one's."""


@dataclass(frozen=True)
class Times:
    """What importing one roster took: the first time, again, and the next month's list."""

    first: Run
    again: Run
    changed: Run


@dataclass
class Bench:
    """A folder for the files and stores of the run, emptied as it goes."""

    folder: Path
    template: Path = field(init=False)
    _serial: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        zoufang("init", "--unit", "某", "--start", "2019-11-18", cwd=self.folder)
        self.template = self.folder / "zoufang.db"

    @contextmanager
    def fresh(self) -> Iterator[Path]:
        """Give an empty folder with a fresh store; what was written before is on the disk by then."""
        work = self.folder / str(next(self._serial))
        work.mkdir()
        shutil.copy(self.template, work)
        os.sync()
        yield work
        shutil.rmtree(work)

    def run(self, rows: int, programs: Mapping[str, Program]) -> dict[str, list[Run]]:
        """Run programs in turn, as often as the number of rows allows, so that a slow minute falls on all of them.

        Returns the best time of each command of each program.
        """
        rounds: dict[str, list[list[Run]]] = {name: [] for name in programs}
        for _ in range(ROUNDS if rows <= FULL_ROUNDS_UP_TO else 1):
            for name, program in programs.items():
                with self.fresh() as work:
                    rounds[name].append(program(work))
        return {name: [best(list(runs)) for runs in zip(*all_, strict=True)] for name, all_ in rounds.items()}


def _imports(*paths: Path) -> Program:
    """Return the program that imports one file after the other into the store of its folder."""

    def program(work: Path) -> list[Run]:
        runs = []
        for path in paths:
            runs.append(zoufang("enterprise", "import", str(path), cwd=work, codes=DONE_IN_PART))
            os.sync()
        return runs

    return program


def measure(folder: Path, rows: int, large: int | None, large_xlsx: bool) -> Iterator[Line]:
    """Yield the lines for `rows` rows, then for `large` ones as CSV, on request as .xlsx too."""
    bench = Bench(folder / "roster")
    small = yield from _csv(bench, rows)
    yield from _xlsx(bench, rows)
    if large is None:
        return
    big = yield from _csv(bench, large)
    for what, one, other in (("first", small.first, big.first), ("second", small.again, big.again)):
        yield Line(
            f"CSV, {what} import: seconds per row, {large} rows / {rows} rows",
            ratio=(other.seconds / large) / (one.seconds / rows),
            limit=PER_ROW,
        )
    if large_xlsx:
        yield from _xlsx(bench, large)


def _csv(bench: Bench, rows: int) -> Generator[Line, None, Times]:
    gb, utf8, changed, dirty = (bench.folder / f"{name}.csv" for name in ("roster", "utf8", "changed", "dirty"))
    rosters.write_csv(gb, rosters.clean(rows), "gb18030")
    rosters.write_csv(utf8, rosters.clean(rows), "utf-8")
    rosters.write_csv(changed, rosters.changed(rows), "gb18030")
    rosters.write_csv(dirty, rosters.dirty(rows), "gb18030")
    runs = bench.run(
        rows,
        {
            "csv.reader": lambda work: [bare("csv.reader", utf8, work)],
            "sqlite-utils": lambda work: [sqlite_utils(utf8, work)],
            "ours": _imports(gb, gb, changed),
            "dirty": _imports(dirty, dirty),
        },
    )
    (plain,), (peer,), times = runs["csv.reader"], runs["sqlite-utils"], Times(*runs["ours"])
    yield compared("csv.reader, UTF-8", rows, plain)
    yield compared("sqlite-utils insert --csv --pk, UTF-8", rows, peer)
    yield from _against(
        "CSV, GB18030", rows, times, {"sqlite-utils": (peer, OF_SQLITE_UTILS), "csv.reader": (plain, OF_BARE)}
    )
    yield _memory("CSV", rows, runs["ours"], _memory_limit(rows))
    what = f"CSV, one row in {rosters.ONE_IN} dirty"
    yield compared(f"{what}: first import / of the clean one", rows, runs["dirty"][0], times.first)
    yield compared(f"{what}: second import / first", rows, runs["dirty"][1], runs["dirty"][0], 1)
    yield _memory(what, rows, runs["dirty"], _memory_limit(rows))
    return times


def _xlsx(bench: Bench, rows: int) -> Iterator[Line]:
    path = rosters.write_xlsx(bench.folder / "roster.xlsx", lambda: rosters.clean(rows))
    changed = rosters.write_xlsx(bench.folder / "changed.xlsx", lambda: rosters.changed(rows))
    runs = bench.run(
        rows,
        {
            "openpyxl": lambda work: [bare("openpyxl", path, work)],
            "calamine": lambda work: [bare("calamine", path, work)],
            "ours": _imports(path, path, changed),
        },
    )
    times = Times(*runs["ours"])
    peers = {name: runs[name][0] for name in ("openpyxl", "calamine")}
    for name, run in peers.items():
        yield compared(f"{name}, xlsx", rows, run)
    yield from _against("xlsx", rows, times, {name: (run, None) for name, run in peers.items()})
    yield _memory("xlsx", rows, runs["ours"], _memory_limit(rows) if rows <= XLSX_ROWS_WITH_LIMIT else None)


def _against(what: str, rows: int, times: Times, peers: dict[str, tuple[Run, float | None]]) -> Iterator[Line]:
    for name, (peer, limit) in peers.items():
        yield compared(f"{what}: first import / {name}", rows, times.first, peer, limit)
    yield compared(f"{what}: second import / first", rows, times.again, times.first, 1)
    yield compared(f"{what}: 1 % changed / first", rows, times.changed, times.first, 1)


def _memory_limit(rows: int) -> float:
    return min(MEGABYTES * max(1.0, rows / 100_000), MEGABYTES_AT_MOST)


def _memory(what: str, rows: int, runs: list[Run], limit: float | None) -> Line:
    peak = max(run.megabytes for run in runs)
    return Line(f"{what}: peak memory", rows, megabytes=peak, limit=limit, unit=Unit.MEGABYTES)
