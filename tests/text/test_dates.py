"""Dates and months as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.text.dates import (
    BadDay,
    BadMonth,
    Direction,
    Month,
    format_day,
    format_span,
    from_excel_serial,
    names_year,
    offset_day,
    parse_cell_day,
    parse_day,
    parse_month,
)

WEDNESDAY = date(2020, 3, 11)
PAST, COMING = Direction.PAST, Direction.COMING


@pytest.mark.parametrize(
    "text",
    [
        "2020年3月5日",
        "2020年3月5号",
        "2020年03月05日",
        "2020.3.5",
        "2020/3/5",
        "2020-3-5",
        "2020-03-05",
        "20200305",
        "２０２０年３月５日",
        "２０２０．３．５",
        "2020－3－5",
        "2020—3—5",
        " 2020 年 3 月 5 日 ",
        "2020-03-05 00:00:00",
        "2020-03-05T08:30",
    ],
)
@pytest.mark.parametrize("direction", Direction)
def test_a_full_date_is_read_and_nothing_inferred(text: str, direction: Direction) -> None:
    parsed = parse_day(text, WEDNESDAY, direction)
    assert (parsed.day, parsed.inferred) == (date(2020, 3, 5), False)


@pytest.mark.parametrize(
    ("text", "past", "coming"),
    [
        ("3月5日", "2020-03-05", "2021-03-05"),
        ("3月5", "2020-03-05", "2021-03-05"),
        ("3.5", "2020-03-05", "2021-03-05"),
        ("3/5", "2020-03-05", "2021-03-05"),
        ("3-5", "2020-03-05", "2021-03-05"),
        ("３．５", "2020-03-05", "2021-03-05"),
        ("3月11日", "2020-03-11", "2020-03-11"),
        ("3月12日", "2019-03-12", "2020-03-12"),
        ("12.31", "2019-12-31", "2020-12-31"),
        ("2月29日", "2020-02-29", "2024-02-29"),
        ("今天", "2020-03-11", "2020-03-11"),
        ("昨天", "2020-03-10", "2020-03-10"),
        ("前天", "2020-03-09", "2020-03-09"),
        ("明天", "2020-03-12", "2020-03-12"),
        ("后天", "2020-03-13", "2020-03-13"),
        ("周三", "2020-03-11", "2020-03-11"),
        ("周四", "2020-03-05", "2020-03-12"),
        ("星期四", "2020-03-05", "2020-03-12"),
        ("礼拜天", "2020-03-08", "2020-03-15"),
        ("上周三", "2020-03-04", "2020-03-04"),
        ("上周日", "2020-03-08", "2020-03-08"),
        ("上上周三", "2020-02-26", "2020-02-26"),
        ("本周三", "2020-03-11", "2020-03-11"),
        ("这周五", "2020-03-13", "2020-03-13"),
        ("下周三", "2020-03-18", "2020-03-18"),
        ("下个星期一", "2020-03-16", "2020-03-16"),
        ("5日", "2020-03-05", "2020-04-05"),
        ("11号", "2020-03-11", "2020-03-11"),
        ("31号", "2020-01-31", "2020-03-31"),
        ("月底", "2020-02-29", "2020-03-31"),
        ("本月底", "2020-03-31", "2020-03-31"),
        ("上个月底", "2020-02-29", "2020-02-29"),
        ("下月末", "2020-04-30", "2020-04-30"),
        ("3月底", "2019-03-31", "2020-03-31"),
        ("2月底", "2020-02-29", "2021-02-28"),
        ("上月5日", "2020-02-05", "2020-02-05"),
        ("去年12月5日", "2019-12-05", "2019-12-05"),
    ],
)
def test_what_is_not_said_lies_in_the_direction_and_is_marked(text: str, past: str, coming: str) -> None:
    for direction, expected in ((PAST, past), (COMING, coming)):
        parsed = parse_day(text, WEDNESDAY, direction)
        assert (parsed.day.isoformat(), parsed.inferred) == (expected, True), direction


def test_a_month_end_with_its_year_infers_nothing() -> None:
    parsed = parse_day("2020年2月底", WEDNESDAY, COMING)
    assert (parsed.day, parsed.inferred) == (date(2020, 2, 29), False)


def test_an_offset_is_for_what_is_coming() -> None:
    assert parse_day("+2w", WEDNESDAY, COMING).day == date(2020, 3, 25)
    with pytest.raises(BadDay):
        parse_day("+2w", WEDNESDAY, PAST)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2020年2月30日", "2020年2月只有29天"),
        ("2019-02-29", "2019年2月只有28天"),
        ("2020-11-31", "2020年11月只有30天"),
        ("20201131", "2020年11月只有30天"),
        ("2020-13-01", "没有13月"),
        ("2020-00-10", "没有0月"),
        ("2020.3.0", "日应从1日起"),
        ("4月31日", "4月最多30天"),
        ("13.5", "没有13月"),
        ("32号", "日应在1日至31日之间"),
        ("上月30日", "2020年2月只有29天"),
        ("20.3.5", "年份只有两位"),
        ("20年3月5日", "年份只有两位"),
        ("1899-12-31", "年份应在1900年至2100年之间"),
        ("2101年1月1日", "年份应在1900年至2100年之间"),
        ("2020.3", "请写成"),
        ("2020.3-5", "请写成"),
        ("3.5.2020", "请写成"),
        ("周八", "请写成"),
        ("昨日的事", "请写成"),
        ("", "没有填写"),
        ("　", "没有填写"),
    ],
)
def test_what_is_no_day_is_refused_with_value_and_reason(text: str, reason: str) -> None:
    with pytest.raises(BadDay) as caught:
        parse_day(text, WEDNESDAY, PAST)
    assert f"“{text.strip()}”" in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(43895, "2020-03-05"), (43895.75, "2020-03-05"), (1, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01")],
)
def test_excel_serials(number: float, expected: str) -> None:
    assert from_excel_serial(number).isoformat() == expected


@pytest.mark.parametrize("number", [0, -5, 60, 99999, float("nan"), float("inf")])
def test_serials_that_are_no_day(number: float) -> None:
    with pytest.raises(BadDay):
        from_excel_serial(number)


def test_a_cell_may_hold_a_serial_but_no_bare_decimal() -> None:
    assert parse_cell_day("43895", WEDNESDAY, PAST).day == date(2020, 3, 5)
    assert parse_cell_day("43895.0", WEDNESDAY, PAST).day == date(2020, 3, 5)
    assert parse_cell_day("3月1日", WEDNESDAY, PAST).day == date(2020, 3, 1)
    with pytest.raises(BadDay, match=r"3\.1可能是3\.10"):
        parse_cell_day("3.1", WEDNESDAY, PAST)


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("2020-03", "2020-03", True),
        ("2020-3", "2020-03", True),
        ("2020.3", "2020-03", True),
        ("202003", "2020-03", True),
        ("2020年3月", "2020-03", True),
        ("2020年3月份", "2020-03", True),
        ("2020/3", "2020-03", True),
        ("２０２０年３月", "2020-03", True),
        ("3月", "2020-03", False),
        ("3月份", "2020-03", False),
        ("3", "2020-03", False),
        ("03", "2020-03", False),
        ("4月", "2019-04", False),
        ("本月", "2020-03", False),
        ("上月", "2020-02", False),
        ("上个月", "2020-02", False),
        ("去年12月", "2019-12", False),
    ],
)
def test_months(text: str, expected: str, said: bool) -> None:
    assert (str(parse_month(text, WEDNESDAY)), names_year(text)) == (expected, said)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("2020-13", "没有13月"), ("0", "没有0月"), ("1800-01", "年份应在"), ("", "没有填写"), ("三月", "请写成")],
)
def test_what_is_no_month_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadMonth) as caught:
        parse_month(text, WEDNESDAY)
    assert f"月份“{text}”" in str(caught.value)
    assert reason in str(caught.value)


def test_a_month_knows_its_days_and_neighbours() -> None:
    month = Month(2020, 2)
    assert (month.first, month.last, month.label, str(month)) == (
        date(2020, 2, 1),
        date(2020, 2, 29),
        "2020年2月",
        "2020-02",
    )
    assert (Month(2020, 1).previous(), Month(2019, 12).next()) == (Month(2019, 12), Month(2020, 1))
    assert Month.of(date(2020, 2, 29)) == month < Month(2020, 3)
    assert [str(m) for m in Month(2019, 11).through(Month(2020, 1))] == ["2019-11", "2019-12", "2020-01"]
    with pytest.raises(ValueError):
        Month(2020, 13)


@pytest.mark.parametrize(
    ("day", "offset", "expected"),
    [
        ("2020-03-01", "+10d", "2020-03-11"),
        ("2020-03-01", "+2w", "2020-03-15"),
        ("2020-03-01", "+3m", "2020-06-01"),
        ("2019-11-30", "+3m", "2020-02-29"),
        ("2020-03-01", "+0d", "2020-03-01"),
    ],
)
def test_offsets(day: str, offset: str, expected: str) -> None:
    assert offset_day(date.fromisoformat(day), offset).isoformat() == expected


def test_writing() -> None:
    assert format_day(date(2020, 3, 5)) == "2020年3月5日"
    assert format_span(date(2020, 3, 1), date(2020, 3, 31)) == "2020年3月1日至3月31日"
    assert format_span(date(2019, 12, 26), date(2020, 1, 25)) == "2019年12月26日至2020年1月25日"


days = st.dates(date(1910, 1, 1), date(2090, 12, 31))


@given(days, days)
def test_a_written_day_is_read_back(day: date, today: date) -> None:
    for text in (format_day(day), day.isoformat(), day.strftime("%Y%m%d")):
        assert parse_day(text, today, PAST).day == day


@given(days, days)
def test_a_day_without_year_never_lies_the_other_way(day: date, today: date) -> None:
    text = f"{day.month}月{day.day}日"
    past, coming = parse_day(text, today, PAST).day, parse_day(text, today, COMING).day
    assert past <= today <= coming
    assert {(past.month, past.day), (coming.month, coming.day)} == {(day.month, day.day)}
    assert coming - past <= timedelta(days=366 * 8)


@given(days, st.text(max_size=12))
def test_any_text_is_read_or_refused(today: date, text: str) -> None:
    for direction in Direction:
        with suppress(BadDay):
            parse_day(text, today, direction)
    with suppress(BadMonth):
        parse_month(text, today)
