"""Figures that registers feed: shown from the first entry on, counted by day, explained like every other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import Run
from tests.returns.records import Records, day
from zoufang_cli.figures.rules.month import MonthFigures
from zoufang_cli.figures.table.counts import figures_of
from zoufang_cli.figures.table.why import explain
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.registers.declared import registers
from zoufang_cli.store.connection import Store
from zoufang_cli.text.months import Month

END = date(2020, 3, 31)


def enter(store: Store, kind: str, on: str, **more: str) -> None:
    """Add an entry to a register; days are typed as 3.5."""
    with Records(store) as r:
        number = f"{kind}-{r.store.value('SELECT count(*) FROM register')}"
        row = {"number": number, "kind": kind, "on": day(on), "title": "云州日报报道", "state": "standing"}
        days = {key: day(text) if key.endswith("_on") else text for key, text in more.items()}
        r.store.insert("register", {**row, **days})


def march(store: Store) -> MonthFigures:
    return figures_of(store, campaign_of(store), Month(2020, 3), END)


def test_every_declared_figure_is_in_the_catalogue(store: Store) -> None:
    for register in registers():
        for declared in register.figures:
            explanation = explain(store, campaign_of(store), declared.key, Month(2020, 3), END, False)
            assert (explanation.figure.label, explanation.amount, explanation.records) == (declared.label, 0, ())


@pytest.mark.parametrize(
    ("on", "counted"),
    [("2.29", (0, 1)), ("3.1", (1, 1)), ("3.31", (1, 1)), ("2019-11-17", (0, 0)), ("2019-11-18", (0, 1))],
)
def test_a_flow_counts_by_its_day(store: Store, on: str, counted: tuple[int, int]) -> None:
    enter(store, "publicity", on)
    enter(store, "publicity", on, state="cancelled")
    found = march(store)
    assert (found["media_reports"].month, found["media_reports"].cumulative) == counted
    assert not found.broken


def test_the_declared_day_decides(store: Store) -> None:
    enter(store, "innovation", "2.1", decided_on="3.5")
    enter(store, "innovation", "3.1")
    found = march(store)
    assert (found["experiences_adopted"].month, found["experiences_adopted"].cumulative) == (1, 1)


@pytest.mark.parametrize(("ended", "counted"), [("3.30", 0), ("3.31", 0), ("4.1", 1)])
def test_a_stock_counts_what_is_in_force_at_the_end(store: Store, ended: str, counted: int) -> None:
    enter(store, "mechanism", "2019-10-01", ended_on=ended)
    assert march(store)["mechanisms_in_force"].month == counted


@pytest.mark.parametrize(("began", "shown"), [("3.31", True), ("4.1", False)])
def test_a_figure_is_shown_from_the_first_entry_on(store: Store, began: str, shown: bool) -> None:
    enter(store, "platform", began)
    keys = [figure.key for figure in march(store).shown]
    assert ("platforms_in_service" in keys) is shown
    assert "media_reports" not in keys


def test_in_return_and_why(zf: Run, store: Store, tmp_path: Path) -> None:
    """On screen, in the workbook and its notes; `why` names the entry and its operators."""
    assert "宣传、机制" not in zf(f"report --month 2020-03 --out {tmp_path}", today="2020-03-31").out
    enter(store, "publicity", "3.5")
    with Records(store) as r:
        entry = r.store.value("SELECT id FROM register")
        r.store.insert(
            "register_link", {"register_id": entry, "field": "operators", "operator_id": r.operator("顺达公司")}
        )
    result = zf(f"report --month 2020-03 --out {tmp_path}", today="2020-03-31")
    assert result.code == 0, result.err
    assert "宣传、机制和服务平台" in result.out
    book = load_workbook(next(tmp_path.glob("*.xlsx")))
    assert "五、宣传、机制和服务平台" in [cell.value for cell in book["月报统计表"]["A"]]
    assert "媒体报道" in [cell.value for cell in book["填报说明"]["B"]]
    (record,) = zf("why 媒体报道 --month 2020-03 --json", today="2020-03-31").json
    assert record == {
        "number": "publicity-0",
        "date": "2020-03-05",
        "operator": "顺达公司",
        "value": 1,
        "note": "云州日报报道",
    }
