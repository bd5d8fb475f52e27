"""What a corrected row changes of its operator, rule by rule. All data is made up."""

from __future__ import annotations

from typing import Any

import pytest

from zoufang_cli.roster.columns.names import Field
from zoufang_cli.roster.correction.rules import Correction, changed_cells, changes_of, spoilt_names
from zoufang_cli.roster.reading.tables import Row
from zoufang_cli.roster.rows.outcomes import TakenRow
from zoufang_cli.roster.rows.roster import Roster, read_roster

HEADER = ("业户名称", "经营许可证号", "联系电话", "经营地址", "经营范围", "经营状态", "车队")
FIRST = ("甲公司", "许可东字990101000001号", "19900000001", "云州市东屏区一路1号", "道路普通货物运输", "瞎写", "一队")
HELD = {
    "name": "甲公司", "normalized_name": "甲公司", "initials": "jgs", "operator_type": "enterprise", "credit_code": "",
    "registration_no": "", "organisation_code": "", "licence": FIRST[1], "licence_digits": "990101000001",
    "legal_person": "", "legal_phone": "[]", "contact": "", "phone": '["19900000001"]', "address": FIRST[3],
    "district": "东屏区", "scope": '["道路普通货物运输"]', "kinds": '["普通货运"]', "status": None, "valid_from": None,
    "valid_to": None, "economic_type": "", "vehicle_count": None, "remark": "",
    "extra": '{"车队":"一队","经营状态（原文）":"瞎写"}', "hand_edited": "[]",
}  # fmt: skip


def understood(*cells: str) -> tuple[Roster, TakenRow]:
    roster = read_roster([Row(1, HEADER), Row(2, cells)])
    (entry,) = (outcome for outcome in roster.outcomes() if isinstance(outcome, TakenRow))
    return roster, entry


def corrected(held: dict[str, Any] | None = None, *, force: bool = False, **cells: str) -> tuple[dict[str, Any], Any]:
    """Return what becomes of an operator whose row comes back with these cells, and what stays by hand."""
    after = tuple(cells.get(name, text) for name, text in zip(HEADER, FIRST, strict=True))
    roster, entry = understood(*after)
    changed = changed_cells(roster.header, HEADER, FIRST, after)
    spoilt = spoilt_names(roster.header, changed.fields)
    correction = Correction("", 2, after, 1, entry.operator, changed.fields, changed.extras, spoilt)
    changes = changes_of(correction, {**HELD, **(held or {})}, force)
    return changes.values, changes.kept


@pytest.mark.parametrize(
    ("held", "cells", "values"),
    [
        pytest.param({}, {}, {}, id="nothing"),
        pytest.param({}, {"联系电话": "19900000002"}, {"phone": '["19900000002"]'}, id="a telephone"),
        pytest.param({}, {"联系电话": "199****0001"}, {}, id="a masked telephone replaces none"),
        pytest.param({"phone": "[]"}, {"联系电话": "199****0001"}, {"phone": '["199****0001"]'}, id="but stands for none"),
        pytest.param({}, {"联系电话": ""}, {}, id="a blank takes nothing away"),
        pytest.param(
            {}, {"经营地址": "云州市西岭区二路2号"}, {"address": "云州市西岭区二路2号", "district": "西岭区"},
            id="the district follows the address that it came from",
        ),
        pytest.param(
            {"district": "云河县"}, {"经营地址": "云州市西岭区二路2号"}, {"address": "云州市西岭区二路2号"},
            id="a district from elsewhere stays",
        ),
        pytest.param(
            {}, {"经营许可证号": "许可西字990101000009号"},
            {"licence": "许可西字990101000009号", "licence_digits": "990101000009"}, id="a licence with its digits",
        ),
        pytest.param(
            {}, {"经营范围": "道路旅客运输"}, {"scope": '["道路旅客运输"]', "kinds": "[]"}, id="kinds follow the scope",
        ),
        pytest.param(
            {}, {"经营状态": "停业"}, {"status": 2, "extra": '{"车队":"一队"}'}, id="unreadable text goes",
        ),
        pytest.param(
            {}, {"经营状态": "又瞎写"}, {"extra": '{"车队":"一队","经营状态（原文）":"又瞎写"}'}, id="or is replaced",
        ),
        pytest.param(
            {}, {"车队": "二队"}, {"extra": '{"车队":"二队","经营状态（原文）":"瞎写"}'}, id="another column",
        ),
    ],
)  # fmt: skip
def test_what_a_correction_changes(held: dict[str, Any], cells: dict[str, str], values: dict[str, Any]) -> None:
    assert corrected(held, **cells) == (values, ())


@pytest.mark.parametrize("force", [False, True])
def test_what_was_edited_by_hand(force: bool) -> None:
    held = {"hand_edited": '["licence","name"]'}
    found = corrected(held, force=force, 经营许可证号="许可西字990101000009号", 联系电话="19900000002")
    phone = {"phone": '["19900000002"]'}
    if force:
        licence = {"licence": "许可西字990101000009号", "licence_digits": "990101000009"}
        assert found == ({**phone, **licence, "hand_edited": '["name"]'}, ())
    else:
        assert found == (phone, ("licence",))


def test_cells_are_compared_by_the_names_of_their_columns() -> None:
    roster, _ = understood(*FIRST)
    moved = changed_cells(roster.header, HEADER[::-1], FIRST[::-1], FIRST)
    assert not moved
    one = changed_cells(roster.header, HEADER[::-1], FIRST[::-1], ("乙公司", *FIRST[1:6], ""))
    assert (one.fields, one.replaced, one.extras, one.cleared) == ({Field.NAME}, {Field.NAME}, {"车队"}, (6,))
