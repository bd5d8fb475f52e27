"""Play a campaign on the samples: every command as an officer would type it, its output, and the return at the end."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from zoufang_cli import resources
from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.context import STORE_NAME, Context
from zoufang_cli.errors import ExitCode, Refused, UsageError, ZoufangError
from zoufang_cli.screen.console import plain
from zoufang_cli.text.dates import format_day

app = noun("演示。")

MARKER = ".zoufang-demo"
SCRIPT = "demo.txt"
CLERK = "叶清源"
"""The filer of the script, who types its commands."""
SHOWN_LINES = 8
_INDENT = "    "
_STEP = re.compile(r"(\d{4}-\d\d-\d\d) +(?:\[(?:exit (\d))? ?(all)?\] +)?zoufang +(.+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the script: its day, the line as typed after `zoufang`, and the exit code that belongs to it.

    `chapter` and `title` are '' where those of the step before go on; `whole` shows the output without a cut.
    """

    chapter: str
    title: str
    day: date
    line: str
    exit_code: int
    whole: bool


class DemoStopped(ZoufangError):
    """A step ended otherwise than the script says."""

    def __init__(self, step: Step, code: int) -> None:
        super().__init__(f"演示停在“zoufang {step.line}”：退出码应为{step.exit_code}，实际为{code}。")
        self.exit_code = ExitCode(code or ExitCode.FAILURE)


@command(
    app,
    "demo",
    "用样例数据演示2019年11月至2020年3月的走访活动，最后生成2020年3月的月报。",
    "zoufang demo",
    "zoufang demo 演示",
)
def demo(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="演示所用的文件夹。")] = Path("demo"),
) -> None:
    """Play the script of the samples in a folder of its own."""
    context = context_of(ctx)
    steps = read_script((resources.samples() / SCRIPT).read_text(encoding="utf-8"))
    folder = _empty_folder(folder)
    for path in sorted(resources.samples().glob("*-*.*")):
        shutil.copyfile(path, folder / path.name)
    _note_files(folder)
    context.out.print(
        plain(f"演示数据全部虚构。以下命令都在 {folder} 中运行，每条都另带 --today 当日日期、--as {CLERK}。"),
        soft_wrap=True,
    )
    with _working_in(folder, context.out.width - len(_INDENT)):
        last = None
        for step in steps:
            _play(context, step, last)
            _note_files(folder)
            last = step.day
    _show_end(context, folder)


def read_script(text: str) -> list[Step]:
    """Read the script: `== chapter`, `-- title`, `DAY [exit N all] zoufang …` with indented lines continuing it."""
    steps: list[Step] = []
    chapter = title = ""
    for number, line in enumerate(re.sub(r"\n[ \t]+(?=\S)", " ", text).splitlines(), 1):
        if line.startswith("== "):
            chapter = line[3:]
        elif line.startswith("-- "):
            title = line[3:]
        elif match := _STEP.fullmatch(line.rstrip()):
            steps.append(
                Step(chapter, title, date.fromisoformat(match[1]), match[4], int(match[2] or 0), match[3] is not None)
            )
            chapter = title = ""
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"{SCRIPT}, logical line {number}: {line}")
    return steps


def _empty_folder(folder: Path) -> Path:
    """Create the folder, or clear the one that a former demo left.

    Raises Refused where it holds anything else: nothing of a user's own is ever deleted.
    """
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} 是文件，演示需要一个文件夹。")
    if folder.exists():
        marker = folder / MARKER
        known = marker.read_text(encoding="utf-8").splitlines() if marker.is_file() else []
        foreign = sorted(set(_files(folder)) - {*known, MARKER})
        if foreign:
            raise Refused(f"{folder} 中有不是演示写下的内容（如 {foreign[0]}），没有改动，请换一个文件夹。")
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    _note_files(folder)
    return folder


def _files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()]


def _note_files(folder: Path) -> None:
    """Note in the marker what the demo has written so far."""
    (folder / MARKER).write_text("\n".join(sorted(_files(folder))), encoding="utf-8")


@contextmanager
def _working_in(folder: Path, width: int) -> Iterator[None]:
    """Work inside the folder, as its user would; the outputs of the commands are laid out for `width`."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(width)
    try:
        with chdir(folder):
            yield
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before


def _play(context: Context, step: Step, last: date | None) -> None:
    """Run one step and show it, with its day when `last` was another; raise DemoStopped at an unstated end."""
    if step.chapter:
        context.out.print()
        context.out.print(plain(step.chapter, "bold"))
    if step.title or step.day != last:
        context.out.print()
        context.out.print(plain(f"【{format_day(step.day)}】{step.title}", "bold"), soft_wrap=True)
    context.out.print(plain(f"  $ zoufang {step.line}", "cyan"), soft_wrap=True)
    code, output = _run(
        context, ["--db", STORE_NAME, "--today", step.day.isoformat(), "--as", CLERK, *shlex.split(step.line)]
    )
    lines = output.splitlines()
    stopped = code != step.exit_code
    shown = len(lines) if stopped or step.whole or len(lines) <= SHOWN_LINES + 1 else SHOWN_LINES
    for line in lines[:shown]:
        context.out.print(plain(_INDENT + line), soft_wrap=True)
    if shown < len(lines):
        context.out.print(plain(f"{_INDENT}… 共{len(lines)}行"))
    if code:
        context.out.print(plain(f"{_INDENT}（退出码 {code}）"))
    if stopped:
        raise DemoStopped(step, code)


def _run(context: Context, args: list[str]) -> tuple[int, str]:
    """Run a command line in this process; return its exit code and what it printed, blank lines left out."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=sys.stdout.encoding or "utf-8", errors="replace", newline="\n")
    with redirect_stdout(stream), redirect_stderr(stream):
        code = context.run(args)
        stream.flush()
    text = stream.buffer.getvalue().decode(stream.encoding, "replace")
    return code, "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def _show_end(context: Context, folder: Path) -> None:
    returns = sorted(folder.glob("*2020年3月*.xlsx"))
    context.out.print()
    context.out.print(plain(f"演示结束。2020年3月的月报在：{returns[-1] if returns else folder}"), soft_wrap=True)
