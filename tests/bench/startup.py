"""Start-up against a two-command Typer program of the same version."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.timing import Line, Run, best, compared, run, zoufang

PEER = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
@app.command()
def one(): print("1")
@app.command()
def two(): print("2")
app()
"""


def measure(folder: Path) -> Iterator[Line]:
    """Yield the ratios of --version and issue list."""
    work = folder / "startup"
    work.mkdir()
    (work / "peer.py").write_text(PEER, encoding="utf-8")
    zoufang("init", "--unit", "某", "--start", "2019-11-18", cwd=work)
    for number in range(3):
        zoufang("issue", "add", f"第{number}个问题", "--source", "自查", cwd=work)
    names = {"--version": ["--version"], "issue list": ["issue", "list"]}
    times: dict[str, list[Run]] = {name: [] for name in (*names, "peer")}
    for _ in range(15):
        times["peer"].append(run([sys.executable, "peer.py", "one"], work))
        for name, args in names.items():
            times[name].append(zoufang(*args, cwd=work))
    peer = best(times["peer"])
    yield compared("a two-command Typer program", None, peer)
    for name, limit in (("--version", 1.2), ("issue list", 2.5)):
        yield compared(f"{name} / Typer program", None, best(times[name]), peer, limit)
