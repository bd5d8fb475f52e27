"""Start-up against a two-command Typer program of the same version."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.timing import line, run, zoufang

PEER = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
@app.command()
def one(): print("1")
@app.command()
def two(): print("2")
app()
"""


def measure(folder: Path) -> Iterator[str]:
    """Yield the ratios of --version and issue list."""
    work = folder / "startup"
    work.mkdir()
    (work / "peer.py").write_text(PEER, encoding="utf-8")
    zoufang("init", "--unit", "某", "--start", "2019-11-18", cwd=work)
    for number in range(3):
        zoufang("issue", "add", f"第{number}个问题", "--source", "自查", cwd=work)
    names = {"--version": ["--version"], "issue list": ["issue", "list"]}
    times: dict[str, list[float]] = {name: [] for name in (*names, "peer")}
    for _ in range(15):
        times["peer"].append(run([sys.executable, "peer.py", "one"], work).seconds)
        for name, args in names.items():
            times[name].append(zoufang(*args, cwd=work).seconds)
    peer = min(times["peer"])
    for name, limit in (("--version", 1.2), ("issue list", 2.0)):
        own = min(times[name])
        yield line(f"start-up of {name}", own / peer, limit, f"{own * 1000:.0f} ms against {peer * 1000:.0f} ms")
