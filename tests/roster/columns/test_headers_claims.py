"""Which column holds which field: what a person said, what was remembered, names, and values at last."""

from __future__ import annotations

import pytest

from tests.tables import table
from zoufang_cli.roster.columns.claims import AmbiguousColumns
from zoufang_cli.roster.columns.header_rows import header_key
from zoufang_cli.roster.columns.headers import find_header
from zoufang_cli.roster.columns.names import BadMapping, Field
from zoufang_cli.roster.rows.outcomes import RowCode
from zoufang_cli.text.codes import check_character

CODES = [first + check_character(first) for first in (f"91990100{number:09d}" for number in range(5))]
TWO = ("业户名称|所属区县|辖区", "顺达|东屏区|西岭区", "恒远|云河县|")


def test_mapping_goes_before_known_names() -> None:
    header = find_header(table("学校名称|名称|备注"), {"学校名称": "业户名称", "名称": "extra"})
    assert header.mapping() == {"学校名称": "name", "备注": "remark"}
    assert header.how == {0: "map", 1: "map", 2: "name"}


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"业户名称": "nonsense"}, "nonsense"),
        ({"电话": "address", "备注": "address"}, "“电话”和“备注”都指定为地址"),
    ],
    ids=["field", "two columns for one value"],
)
def test_bad_mapping_is_named(mapping: dict[str, str], message: str) -> None:
    with pytest.raises(BadMapping, match=message):
        find_header(table("业户名称|电话|备注"), mapping)


def test_columns_that_the_table_lacks_are_missing() -> None:
    header = find_header(table("业户名称|电话|备注"), {"没有的列": "phone", "电 话": "extra", "也没有": "extra"})
    assert (header.missing, header.extra[1]) == (("没有的列", "也没有"), "电话")


def test_the_header_with_more_of_the_named_columns_is_meant() -> None:
    rows = table("业户名称|电话", "学校|街道|备注")
    assert find_header(rows, {"学校": "name", "没有的列": "phone"}).line == 2


def test_two_columns_for_one_value_are_asked_about() -> None:
    with pytest.raises(AmbiguousColumns, match="“所属区县”和“辖区”两列都像是所属区县") as caught:
        find_header(table(*TWO))
    (contested,) = caught.value.contested
    assert contested[:3] == (Field.DISTRICT, "所属区县", ("所属区县", "辖区"))


def test_candidates_show_the_values_that_tell_them_apart() -> None:
    rows = ["甲|甲|", "乙19900000001|乙|", *(f"丙{n}|丁{n}{'长' * 30}|" for n in range(9))]
    with pytest.raises(AmbiguousColumns) as caught:
        find_header(table("业户名称|业户名称|电话", *rows))
    (contested,) = caught.value.contested
    long = "长" * 17 + "…"
    assert contested.values == (("乙199****0001", "丙0", "丙1"), ("乙", f"丁0{long}", f"丁1{long}"))
    assert contested.examples == (
        "业户名称（如 乙199****0001、丙0、丙1）",
        f"业户名称（第2列）（如 乙、丁0{long}、丁1{long}）",
    )


def test_a_blank_candidate_shows_what_it_has() -> None:
    with pytest.raises(AmbiguousColumns) as caught:
        find_header(table(*TWO[:1], "恒远|云河县|", "顺达|东屏区|东屏区"))
    assert caught.value.contested[0].values == (("云河县", "东屏区"), ("东屏区",))


@pytest.mark.parametrize(
    ("rows", "candidates"),
    [
        pytest.param(("业户名称|区县|区县", "顺达|东屏|西岭"), ("区县", "区县（第3列）"), id="one name twice"),
        pytest.param(("业户名称|区县（必填）|区县", "顺达|东屏|西岭"), ("区县（必填）", "区县"), id="a suffix decides nothing"),
        pytest.param(("业户名称|区县|*区 县", "顺达|东屏|西岭"), ("区县", "*区 县（第3列）"), id="one name but for marks"),
        pytest.param(("业户名称|区县|辖区|镇街", "顺达|1|2|", "恒远|||3"), ("区县", "辖区", "镇街"), id="three"),
        pytest.param(("企业名称|单位名称|地址", "顺达|恒远|1"), ("企业名称", "单位名称"), id="names"),
        pytest.param(("行号（DR-00003）|问题|建议|业户名称|区县|区县", "9|||顺达|东|西"), ("区县", "区县（第3列）"), id="handed back"),
    ],
)  # fmt: skip
def test_candidates_can_be_told_apart(rows: tuple[str, ...], candidates: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousColumns) as caught:
        find_header(table(*rows))
    field = caught.value.contested[0].field
    assert caught.value.contested[0].candidates == candidates
    for place, candidate in enumerate(candidates):
        header = find_header(table(*rows), {candidate: field.value})
        assert header.labels[header.column_of(field)] == candidate
        mapping = {candidate: "extra" for candidate in candidates if candidate != candidates[place]}
        assert find_header(table(*rows), mapping).column_of(field) == header.column_of(field)


def test_every_question_is_in_the_sentence() -> None:
    with pytest.raises(AmbiguousColumns, match=r"两列都像是统一社会信用代码.*两列都像是所属区县") as caught:
        find_header(table("业户名称|信用代码|社会信用代码|县区|地区", "顺达|1|2|3|4"))
    assert [contested.field for contested in caught.value.contested] == [Field.CREDIT_CODE, Field.DISTRICT]


@pytest.mark.parametrize(
    ("rows", "field", "taken", "severity"),
    [
        pytest.param(("业户名称|辖区|区县", "顺达|东屏区|东屏区", "恒远||"), Field.DISTRICT, 1, "warning", id="same values"),
        pytest.param(("业户名称|说明|备注", "顺达|甲|乙"), Field.REMARK, 2, "warning", id="the better named remark"),
        pytest.param(("业户名称|*备注：|备注", "顺达|甲|乙"), Field.REMARK, 1, "warning", id="the first of one name"),
        pytest.param(("业户名称|注册地址|经营地址", "顺达|东街|西街"), Field.ADDRESS, 2, "warning", id="the better named address"),
        pytest.param(("业户名称|负责人姓名|法定代表人", "顺达|甲|乙"), Field.LEGAL_PERSON, 2, "warning", id="the better named head"),
        pytest.param(("业户名称|联系人|业务联系人", "顺达|甲|乙"), Field.CONTACT, 1, "warning", id="contacts"),
        pytest.param(("业户名称|营运车辆数|车辆数", "顺达|1|2"), Field.VEHICLE_COUNT, 2, "warning", id="vehicles"),
        pytest.param(("业户名称|注册地址|经营地址", "顺达||东街", "恒远|无|"), Field.ADDRESS, 2, "note", id="first empty"),
        pytest.param(("业户名称|注册地址|经营地址", "顺达|东街|", "合计||3"), Field.ADDRESS, 1, "note", id="second empty but for totals"),
        pytest.param(("业户名称|注册地址|经营地址",), Field.ADDRESS, 1, "note", id="no rows"),
        pytest.param(("业户名称|发证日期|有效期起", "顺达|2018-01-01|2019-01-01"), Field.VALID_FROM, 2, "warning", id="the day that is meant"),
        pytest.param(("业户名称|有效期止|到期日期", "顺达|2018-01-01|2019-01-01"), Field.VALID_TO, 1, "warning", id="the first of days"),
    ],
)  # fmt: skip
def test_two_columns_settled_without_a_question(rows: tuple[str, ...], field: Field, taken: int, severity: str) -> None:
    header = find_header(table(*rows))
    assert header.columns_of(field) == (taken,)
    (column,) = {1, 2} - {taken}
    assert header.extra[column] == header.names[column]
    (problem,) = header.problems
    assert (problem.code, problem.severity, problem.column) == (RowCode.DUPLICATE_COLUMN, severity, column)
    named = f"--map {header.labels[column]}={field}"
    assert (named in problem.suggestion) is (severity == "warning")


@pytest.mark.parametrize(
    ("names", "field", "columns"),
    [
        pytest.param("业户名称|联系电话|手机号码", Field.PHONE, (1, 2), id="phones"),
        pytest.param("业户名称|电话|电话", Field.PHONE, (1, 2), id="one name twice"),
        pytest.param("业户名称|法人电话|法人手机", Field.LEGAL_PHONE, (1, 2), id="phones of the head"),
        pytest.param("业户名称|经营范围|许可经营项目", Field.SCOPE, (1, 2), id="scopes"),
        pytest.param("序号|业户名称|编号", Field.SERIAL, (0, 2), id="serials"),
        pytest.param("业户名称|身份证号|法人身份证号", Field.ID_NUMBER, (1, 2), id="ID numbers"),
    ],
)
def test_columns_held_together(names: str, field: Field, columns: tuple[int, ...]) -> None:
    header = find_header(table(names, "顺达|一|二", "恒远|三|四"))
    assert header.columns_of(field) == columns
    assert (header.column_of(field), dict(header.extra)) == (columns[0], {})


def test_a_chosen_column_sends_its_rival_to_the_extra_ones() -> None:
    header = find_header(table(*TWO), {"辖区": "district"})
    assert (header.column_of(Field.DISTRICT), dict(header.extra)) == (2, {1: "所属区县"})
    (problem,) = header.problems
    assert (problem.severity, problem.column) == ("note", 1)


def test_id_numbers_are_not_kept_as_extra() -> None:
    header = find_header(table("业户名称|身份证号"), {"身份证号": "extra"})
    assert (header.columns[1], dict(header.extra)) == (Field.ID_NUMBER, {})


# What is remembered.


def test_remembered_columns_need_no_question() -> None:
    chosen = find_header(table(*TWO), {"辖区": "district"})
    header = find_header(table("名册", *TWO), remembered={header_key(chosen.names): chosen.settled()})
    assert (header.column_of(Field.DISTRICT), dict(header.extra), header.problems) == (2, {1: "所属区县"}, ())
    assert set(header.how.values()) == {"remembered"}


def test_what_a_person_says_goes_before_what_is_remembered() -> None:
    remembered = {header_key(("业户名称", "所属区县", "辖区")): {"业户名称": "name", "辖区": "district"}}
    header = find_header(table(*TWO), {"所属区县": "district"}, remembered)
    assert header.columns_of(Field.DISTRICT) == (1,)
    assert header.how[1] == "map"


def test_another_header_is_not_remembered() -> None:
    remembered = {header_key(("学校", "电话")): {"学校": "name", "电话": "phone"}}
    assert find_header(table("学校|电话"), remembered=remembered).column_of(Field.NAME) == 0
    with pytest.raises(ValueError, match="没有找到业户名称列"):
        find_header(table("学校|电话|备注"), remembered=remembered)


def test_a_remembered_row_wins_over_one_that_names_more() -> None:
    rows = table("学校|电话", "业户名称|联系人|地址")
    remembered = {header_key(("学校", "电话")): {"学校": "name", "电话": "extra", "没有的": "phone"}}
    assert find_header(rows, remembered=remembered).line == 1
    assert find_header(rows, {"联系人": "contact"}, remembered).line == 2


@pytest.mark.parametrize("field", ["", "extra", "of_another_version"])
def test_remembered_as_none(field: str) -> None:
    remembered = {header_key(("业户名称", "甲")): {"业户名称": "name", "甲": field}}
    header = find_header(table("业户名称|甲", *[f"顺达{n}|1990000000{n}" for n in range(4)]), remembered=remembered)
    assert (header.column_of(Field.PHONE) == 1) is (field == "of_another_version")


# What values look like.


def column(name: str, values: list[str]) -> list[str]:
    return [f"业户名称|{name}", *(f"顺达{number}号|{value}" for number, value in enumerate(values))]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param(CODES[:3], Field.CREDIT_CODE, id="codes"),
        pytest.param([*CODES[:4], "无照"], Field.CREDIT_CODE, id="four codes of five"),
        pytest.param([*CODES[:3], CODES[3][:-1] + "I"], Field.CREDIT_CODE, id="one check fails"),
        pytest.param([*CODES[:3], "无照"], None, id="three of four"),
        pytest.param([code[:-1] + "I" for code in CODES], None, id="no check holds"),
        pytest.param(CODES[:2], None, id="only two"),
        pytest.param([*CODES[:2], "", "-", "无"], None, id="only two and blanks"),
        pytest.param(["19900000001", "0300-1234567", "199****0003"], Field.PHONE, id="phones"),
        pytest.param(["19900000001、19900000002", "19900000003", "03001234567"], Field.PHONE, id="several in a cell"),
        pytest.param(["20200305", "20200306", "20200307"], None, id="days"),
        pytest.param(["12345678"] * 4, None, id="eight digits"),
        pytest.param(["云交运管许可东字990101000001号", "云交字990101000002号", "东字990101000003"], Field.LICENCE, id="licences"),
        pytest.param(["990101000001", "990101000002", "990101000003"], None, id="mere digits"),
        pytest.param(["东屏区", "西岭区", "云河县"], Field.DISTRICT, id="districts"),
        pytest.param(["云州市东屏区", "望江镇", "河口街道"], Field.DISTRICT, id="districts under a city"),
        pytest.param(["东屏区望江街1号", "西岭区", "云河县城关镇2号"], None, id="addresses"),
        pytest.param(["望江小区", "东湖园区", "河口厂区"], None, id="no districts"),
        pytest.param(["11010519491231002X"] * 3, Field.ID_NUMBER, id="ID numbers"),
        pytest.param(["张三", "李四", "王五"], None, id="people"),
    ],
)  # fmt: skip
def test_a_column_without_a_known_name_is_judged_by_its_values(values: list[str], field: Field | None) -> None:
    header = find_header(table(*column("甲乙", values)))
    assert header.columns.get(1) is field
    assert header.how.get(1) == (None if field is None else "values")


MIXED = [CODES[0], "990100000000001", "71040123-5", CODES[1]]


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        pytest.param("证照号码", MIXED, Field.CREDIT_CODE, id="three kinds"),
        pytest.param("证件号码(企业)", MIXED[:2], Field.CREDIT_CODE, id="two rows"),
        pytest.param("执照/代码", MIXED[:1], Field.CREDIT_CODE, id="one row"),
        pytest.param("证件号码", [*MIXED, "11010519491231002X"], Field.CREDIT_CODE, id="with an ID number"),
        pytest.param("证件号码", ["11010519491231002X"] * 3, Field.ID_NUMBER, id="ID numbers"),
        pytest.param("证照号码", ["990101000001"] * 4, None, id="licences"),
        pytest.param("行业代码", ["710401235"] * 4, None, id="other numbers of nine"),
        pytest.param("甲乙", MIXED, None, id="a name that says nothing"),
        pytest.param("甲乙", [*MIXED, CODES[2]], Field.CREDIT_CODE, id="most of them valid credit codes"),
    ],
)
def test_a_column_may_mix_the_numbers_of_operators(name: str, values: list[str], field: Field | None) -> None:
    assert find_header(table(*column(name, values))).columns.get(1) is field


def test_mixed_numbers_beside_credit_codes_stay_extra() -> None:
    rows = [f"顺达{n}号|{code}|{code}" for n, code in enumerate(CODES)]
    assert dict(find_header(table("业户名称|信用代码|证照号码", *rows)).extra) == {2: "证照号码"}


def test_a_guess_is_said() -> None:
    header = find_header(table("名册", *column("甲乙", ["19900000001"] * 3)))
    (problem,) = header.problems
    assert (problem.place, problem.code, problem.severity) == ("第2行", RowCode.GUESSED_COLUMN, "warning")
    assert problem.message == "“甲乙”列没有认出表头，按内容作为联系电话导入（不对请用 --map 甲乙=extra）。"
    assert dict(find_header(table(*column("甲乙", ["19900000001"] * 3)), {"甲乙": "extra"}).extra) == {1: "甲乙"}


def test_a_column_without_a_header_is_addressed_by_its_place() -> None:
    rows = table(*column("", ["19900000001"] * 3))
    assert "--map 第2列=extra" in find_header(rows).problems[0].message
    assert dict(find_header(rows, {"第2列": "extra"}).extra) == {1: "第2列"}


@pytest.mark.parametrize(
    ("rows", "phones"),
    [
        pytest.param(["业户名称|甲|电话", *["顺达|19900000001|"] * 3], (2,), id="the field has a column"),
        pytest.param(["业户名称|甲|乙", *["顺达|19900000001|19900000002"] * 3], (1,), id="the first of two"),
        pytest.param(["业户名称|传真", *["顺达|0300-1234567"] * 3], (), id="a fax"),
        pytest.param(["业户名称|安全员电话", *["顺达|19900000001"] * 3], (), id="somebody else's"),
    ],
)
def test_telephones_by_values(rows: list[str], phones: tuple[int, ...]) -> None:
    assert find_header(table(*rows)).columns_of(Field.PHONE) == phones


def test_two_columns_that_look_alike_are_not_guessed() -> None:
    header = find_header(table("业户名称|甲|乙", *["顺达|东屏区|西岭区"] * 3))
    assert dict(header.extra) == {1: "甲", 2: "乙"}


def test_names_are_never_guessed() -> None:
    with pytest.raises(ValueError, match="没有找到业户名称列"):
        find_header(table("甲|电话", *["云州市顺达运输有限公司|19900000001"] * 5))


def test_two_hundred_rows_are_looked_at() -> None:
    rows = column("甲", ["张三"] * 200 + ["19900000001"] * 2000)
    assert find_header(table(*rows)).columns_of(Field.PHONE) == ()
