"""What becomes of the fields of two operators that are made one."""

from __future__ import annotations

from typing import Any

import pytest

from zoufang_cli.roster.duplicates.rules.fields import DroppedValue, fold_fields, united_phones

PLAIN: dict[str, Any] = {
    "name": "顺达", "credit_code": "", "registration_no": "", "organisation_code": "", "licence": "",
    "licence_digits": "", "legal_person": "", "legal_phone": "[]", "contact": "", "phone": "[]", "address": "",
    "district": "", "scope": "[]", "kinds": "[]", "status": None, "valid_from": None, "valid_to": None,
    "economic_type": "", "vehicle_count": None, "tags": "[]", "remark": "", "extra": "{}", "hand_edited": "[]",
    "operator_type": "enterprise", "listed_on": "2019-11-20",
}  # fmt: skip


def row(**values: Any) -> dict[str, Any]:
    assert set(values) <= set(PLAIN)
    return {**PLAIN, **values}


FOLDS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], list[tuple[str, str, str]]]] = {
    "a blank is filled": ({}, {"address": "望江街"}, {"address": "望江街"}, []),
    "a value stays and is named": ({"address": "甲"}, {"address": "乙"}, {}, [("address", "甲", "乙")]),
    "the same value is no difference": ({"address": "甲"}, {"address": "甲"}, {}, []),
    "a blank takes nothing away": ({"address": "甲"}, {}, {}, []),
    "another name is named": ({}, {"name": "顺大"}, {}, [("name", "顺达", "顺大")]),
    "licence and digits together": (
        {},
        {"licence": "粤字1号", "licence_digits": "1"},
        {"licence": "粤字1号", "licence_digits": "1"},
        [],
    ),
    "no digits beside another licence": (
        {"licence": "粤字"},
        {"licence": "云字1号", "licence_digits": "1"},
        {},
        [("licence", "粤字", "云字1号")],
    ),
    "validity together": (
        {"valid_to": "2022-01-01"},
        {"valid_from": "2019-01-01", "valid_to": "2023-01-01"},
        {},
        [("valid_from", "", "2019-01-01"), ("valid_to", "2022-01-01", "2023-01-01")],
    ),
    "status in words": ({"status": 1}, {"status": 6}, {}, [("status", "营业", "注销")]),
    "tags united": ({"tags": '["甲"]'}, {"tags": '["乙","甲"]'}, {"tags": '["甲","乙"]'}, []),
    "telephones united": ({"phone": '["1"]'}, {"phone": '["2","1"]'}, {"phone": '["1","2"]'}, []),
    "a masked number gives way": (
        {"phone": '["199****0001"]'},
        {"phone": '["19900000001"]'},
        {"phone": '["19900000001"]'},
        [],
    ),
    "no masked number beside its full one": ({"phone": '["19900000001"]'}, {"phone": '["199****0001"]'}, {}, []),
    "telephones of one 法定代表人": (
        {"legal_person": "王五", "legal_phone": '["1"]'},
        {"legal_phone": '["2"]'},
        {"legal_phone": '["1","2"]'},
        [],
    ),
    "not of two": (
        {"legal_person": "王五", "legal_phone": '["1"]'},
        {"legal_person": "赵六", "legal_phone": '["2"]'},
        {},
        [("legal_person", "王五", "赵六"), ("legal_phone", "1", "2")],
    ),
    "scope only when blank": ({"scope": '["甲"]'}, {"scope": '["乙"]'}, {}, [("scope", "甲", "乙")]),
    "a part of the scope is no difference": ({"scope": '["甲","乙"]'}, {"scope": '["乙"]'}, {}, []),
    "other columns united": (
        {"extra": '{"车队":"一队"}'},
        {"extra": '{"车队":"二队","片区":"东"}'},
        {"extra": '{"车队":"一队","片区":"东"}'},
        [("车队", "一队", "二队")],
    ),
    "the earlier day": ({}, {"listed_on": "2019-11-18"}, {"listed_on": "2019-11-18"}, []),
    "not the later day": ({}, {"listed_on": "2020-01-01"}, {}, []),
    "a mark goes with its field": (
        {"hand_edited": '["name"]'},
        {"contact": "赵六", "address": "甲", "hand_edited": '["contact","phone"]'},
        {"contact": "赵六", "address": "甲", "hand_edited": '["contact","name"]'},
        [],
    ),
    "what an officer cleared stays blank": (
        {"hand_edited": '["contact","phone"]'},
        {"contact": "赵六", "phone": '["1"]'},
        {},
        [("contact", "", "赵六"), ("phone", "", "1")],
    ),
    "the certain operator_type": (
        {"operator_type": "sole_trader"},
        {"economic_type": "有限公司"},
        {"economic_type": "有限公司", "operator_type": "enterprise"},
        [],
    ),
    "not the uncertain one": (
        {"economic_type": "有限公司"},
        {"operator_type": "sole_trader"},
        {},
        [("operator_type", "企业", "个体")],
    ),
}


@pytest.mark.parametrize("case", FOLDS)
def test_fields_are_folded(case: str) -> None:
    survivor, duplicate, changes, dropped = FOLDS[case]
    folded = fold_fields(row(**survivor), row(**duplicate))
    assert folded.changes == changes
    assert folded.dropped == tuple(DroppedValue(*values) for values in dropped)


@pytest.mark.parametrize("case", FOLDS)
def test_folding_again_changes_nothing(case: str) -> None:
    survivor, duplicate, *_ = FOLDS[case]
    once = {**row(**survivor), **fold_fields(row(**survivor), row(**duplicate)).changes}
    assert fold_fields(once, row(**duplicate)).changes == {}


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (["0971-***3456"], ["0971-1233456"], ["0971-1233456"]),
        (["199****0001"], ["199****0001"], ["199****0001"]),
        (["199****0001"], ["19900000002"], ["199****0001", "19900000002"]),
        (["199*****001"], ["19900000001"], ["19900000001"]),
        ([], [], []),
    ],
    ids=["fixed line", "masked twice", "another number", "other mask", "none"],
)
def test_united_phones(first: list[str], second: list[str], both: list[str]) -> None:
    assert united_phones(first, second) == both
