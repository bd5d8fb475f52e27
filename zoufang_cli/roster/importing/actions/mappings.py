"""Forget what the columns of a header were taken for."""

from __future__ import annotations

from zoufang_cli.errors import Ambiguous, NotFound, Refused
from zoufang_cli.roster.importing.rules import Source
from zoufang_cli.roster.importing.table.batches import forget_mapping, list_sources
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation


def source_named(store: Store, text: str) -> Source:
    """Return the source that a number on the list, a name or a part of it means. Raises NotFound or Ambiguous."""
    text = text.strip()
    sources = list_sources(store)
    for fits in (
        [source for source in sources if text == str(source.place)],
        [source for source in sources if text == source.name],
        [source for source in sources if text and text in source.name],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            candidates = [f"{source.place}  {source.name}  {'、'.join(source.header[:6])}" for source in fits]
            raise Ambiguous("列名对照", text, candidates, [str(source.place) for source in fits])
    raise NotFound(f"没有列名对照“{text}”，请用 zoufang enterprise mapping list 查看编号。")


def forget(store: Store, actor: Actor, source: Source) -> None:
    """Empty a mapping, so that the next file with this header is understood anew. Raises Refused when it is empty."""
    if not source.mapping:
        raise Refused(f"列名对照 {source.place}（{source.name}）已经清除过，下一份同样表头的名册会重新识别。")
    with operation(store, actor, "enterprise mapping forget") as opened:
        forget_mapping(store, source.id)
        opened.cite(source.name)
