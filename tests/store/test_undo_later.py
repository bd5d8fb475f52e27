"""What was changed since stays, though it may hold the same value again; what a partial undo left can be undone later."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.roster.corpus.truth import credit_code

CODES = (credit_code(1), credit_code(2))


@pytest.fixture
def month(zf: Run, tmp_path: Path) -> object:
    """Return a function that imports a list of two operators with these telephones."""
    serial = iter(range(1, 20))

    def bring(*phones: str) -> None:
        number = next(serial)
        path = tmp_path / f"{number}月.csv"
        rows = [f"公司{place},{code},{phone}" for place, (code, phone) in enumerate(zip(CODES, phones, strict=True))]
        path.write_text("\n".join(["业户名称,统一社会信用代码,联系电话", *rows]) + number * "\n", encoding="utf-8")
        assert zf(["enterprise", "import", str(path)]).code == 0

    return bring


def phones(zf: Run) -> list[str]:
    names = ("公司0", "公司1")
    return [zf(["enterprise", "show", name, "--json", "--full"]).json["phone"][0] for name in names]


def test_an_edit_that_ends_in_the_same_value_is_an_edit(zf: Run, month) -> None:  # type: ignore[no-untyped-def]
    month("19900000001", "19900000002")
    month("19911111111", "19922222222")
    zf("enterprise edit 公司0 --phone 19933333333")
    zf("enterprise edit 公司0 --phone 19911111111")
    refused = zf("undo DR-00002")
    assert refused.code == 4
    assert "YH-00001：此后又改过联系电话" in refused.err
    assert phones(zf) == ["19911111111", "19922222222"]
    assert zf("undo DR-00002 --partial").code == 5
    assert phones(zf) == ["19911111111", "19900000002"]
    assert zf("check").code == 0


def test_an_edit_that_was_undone_is_none(zf: Run, month) -> None:  # type: ignore[no-untyped-def]
    month("19900000001", "19900000002")
    month("19911111111", "19922222222")
    zf("enterprise edit 公司0 --phone 19933333333")
    zf("undo")
    assert zf("undo DR-00002").code == 0
    assert phones(zf) == ["19900000001", "19900000002"]


def test_a_list_that_brings_the_same_again_later_stands(zf: Run, month) -> None:  # type: ignore[no-untyped-def]
    for first in ("19900000001", "19911111111", "19900000001", "19911111111"):
        month(first, "19922222222")
    assert zf("undo DR-00002").code == 4
    assert zf("undo DR-00004").code == 0
    assert phones(zf) == ["19900000001", "19922222222"]


def test_what_a_partial_undo_left_is_undone_once_nothing_stands_in_the_way(zf: Run, month) -> None:  # type: ignore[no-untyped-def]
    month("19900000001", "19900000002")
    month("19911111111", "19922222222")
    month("19933333333", "19922222222")
    assert zf("undo DR-00002 --partial").code == 5
    assert phones(zf) == ["19933333333", "19900000002"]
    assert zf("undo DR-00003").code == 0
    assert phones(zf) == ["19911111111", "19900000002"]
    number = next(one["short"] for one in zf("log --json").json if "DR-00002" in one["command"] and not one["undoes"])
    assert zf(["undo", number]).code == 0
    assert phones(zf) == ["19900000001", "19900000002"]
    again = zf(["undo", number])
    assert again.code == 4
    assert "已经撤销过" in again.err
    assert zf("check").code == 0
