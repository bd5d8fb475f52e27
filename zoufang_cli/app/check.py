"""Check the store, its attachments included, and mend what can be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, context_of, noun
from zoufang_cli.app.options import Json
from zoufang_cli.attachments.actions import extra_files, spoilt_files
from zoufang_cli.errors import ExitCode
from zoufang_cli.screen.console import plain
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.check import Fault, check_store, counted
from zoufang_cli.store.check import mend as mend_faults
from zoufang_cli.store.connection import Store, open_to_check
from zoufang_cli.store.glossary import table_term
from zoufang_cli.store.history import row_label
from zoufang_cli.store.operations import head_digest
from zoufang_cli.store.schema import RENAMED_TABLES

app = noun("检查活动库。")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `check` found: faults in words (none: intact), files beside the store that no record names, rows and digest."""

    faults: tuple[str, ...]
    mendable: bool
    extra_files: tuple[str, ...]
    counts: dict[str, int]
    digest: str


@command(
    app,
    "check",
    "检查活动库：文件、引用、留痕链条、编号流水、佐证材料，以及每条记录与留底是否一致。",
    "zoufang check",
    "zoufang check --mend",
)
def check(
    ctx: typer.Context,
    mend: Annotated[
        bool,
        typer.Option("--mend", help="补正编号流水，并把其他程序改动的记录补入操作留痕（记为一次操作，可以撤销）。"),
    ] = False,
    json: Json = False,
) -> None:
    """Check everything; change nothing unless asked to mend."""
    context = context_of(ctx)
    mended: tuple[str, ...] = ()
    if mend:
        with context.open_store() as store:
            mended = mend_store(store, context.actor)
    verdict = check_file(context.store_path)
    if json:
        shown = {"faults": list(verdict.faults), "counts": verdict.counts, "digest": verdict.digest}
        context.show_json(
            {"intact": not verdict.faults, **shown, "mended": list(mended), "extra_files": list(verdict.extra_files)}
        )
    else:
        for line in mended:
            context.out.print(plain(f"已补正：{line}"), soft_wrap=True)
        for line in _lines(verdict):
            context.out.print(plain(line), soft_wrap=True)
    if verdict.faults:
        raise typer.Exit(ExitCode.FAILURE)


def _lines(verdict: Verdict) -> Iterator[str]:
    if verdict.faults:
        yield f"活动库有{len(verdict.faults)}处问题（没有改动任何内容）："
        yield from (f"  {line}" for line in verdict.faults)
        if verdict.mendable:
            yield "这些问题可以用 zoufang check --mend 补正：其他程序的改动将补入操作留痕，不妥的再用 zoufang undo 撤销。"
        else:
            yield "请保留这个文件，不要再用它登记；改用最近的备份，或在另一台电脑上的副本。"
    else:
        counts = ",".join(f"{_table(table)} {count}" for table, count in verdict.counts.items())
        yield f"活动库完好。留底摘要 {verdict.digest}。"
        yield f"记录数：{counts}。"
    if verdict.extra_files:
        yield f"附件文件夹中有{len(verdict.extra_files)}个文件不属于任何记录（撤销过的附件会留下文件），可自行清理："
        yield from (f"  {name}" for name in verdict.extra_files)


def check_file(path: Path) -> Verdict:
    """Check the whole store at `path` and its attachments; it is opened read-only and nothing is written."""
    with open_to_check(path) as store, store.reading():
        faults = check_store(store)
        codes = {fault.code for fault in faults}
        words = [_in_words(store, fault) for fault in faults]
        if not codes.isdisjoint(("file", "schema")):
            return Verdict(tuple(words), False, (), {}, "")
        files = [f"{number} 的附件 {file.attachment.name}：{file.state.label}" for number, file in spoilt_files(store)]
        mendable = bool(codes) and codes <= set(MENDABLE) and not files
        extra = tuple(str(file) for file in extra_files(store))
        return Verdict((*words, *files), mendable, extra, counted(store), head_digest(store))


def mend_store(store: Store, actor: Actor) -> tuple[str, ...]:
    """Mend what can be mended, and return it in words."""
    return tuple(_in_words(store, fault) for fault in mend_faults(store, actor))


MENDABLE = ("counter", "state", "outside")

_FAULTS = {
    "file": "数据库文件损坏（SQLite：{what}）",
    "reference": "{place}有一条记录引用了不存在的记录（{what}）",
    "chain": "操作留痕的链条在此处断开：{place}",
    "content": "操作的内容与留痕不一致：{place}",
    "open": "有一次操作没有封存：{place}",
    "counter": "编号流水只到 {what}，而编号 {place} 已经用过，以后的编号会重复",
    "outside": "{place}的一条记录由其他程序改动：{what}",
    "state": "{place}的一条记录与留底数据不一致：{what}",
    "schema": "库结构与本程序不符：{what}",
}


def _in_words(store: Store, fault: Fault) -> str:
    what = fault.what
    if fault.code in ("outside", "state"):
        what = row_label(store, fault.place, int(what)) or f"内部编号 {what}"
    return _FAULTS[fault.code].format(place=_table(fault.place), what=what)


def _table(name: str) -> str:
    return table_term(RENAMED_TABLES.get(name, name))
