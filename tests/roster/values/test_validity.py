"""Dates of rosters: days, months, serial numbers, periods."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.roster.values.validity import Validity, read_end, read_start

DAYS = st.dates(date(1949, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2020-03-05",
        "2020-3-5",
        "2020/3/5",
        "2020.3.5",
        "2020.03.05",
        "2020–03–05",
        "2020年3月5日",
        "2020年03月05号",
        "2020 年 3 月 5 日",
        "二〇二〇年三月五日",
        "二○二○年三月五日",
        "20200305",
        "43895",
        "43895.0",
        "43895.5",
        "2020-03-05 00:00:00",
        "2020/03/05 0:00",
        "2020-03-05T00:00:00",
        "2020-03-05 下午 3:04:05",
        "2020-03-05 星期四",
    ],
)
def test_days(text: str) -> None:
    assert read_start(text) == Validity(since=date(2020, 3, 5))
    assert read_end(text) == Validity(until=date(2020, 3, 5))


@pytest.mark.parametrize("text", ["2020年2月", "2020-02", "2020/2", "2020.02", "2020.2", "202002", "二〇二〇年二月"])
def test_a_month_starts_on_its_first_day_and_ends_on_its_last(text: str) -> None:
    assert read_start(text) == Validity(since=date(2020, 2, 1))
    assert read_end(text) == Validity(until=date(2020, 2, 29))


@pytest.mark.parametrize("text", ["", "长期", "长期有效", "永久", "至今", "无固定期限", "有效期：长期", "9999-12-31"])
def test_no_end(text: str) -> None:
    assert read_end(text) == read_start(text) == Validity()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("3.1", id="bare decimal"),
        pytest.param("2020.1", id="perhaps 2020.10"),
        pytest.param("20.3.5", id="year of two digits"),
        pytest.param("2020", id="year alone"),
        pytest.param("2020-02-30", id="no such day"),
        pytest.param("2020-13-01", id="no such month"),
        pytest.param("20201131", id="no such day, compact"),
        pytest.param("1948-12-31", id="too early"),
        pytest.param("2101-01-01", id="too late"),
        pytest.param("99999", id="serial number too late"),
        pytest.param("05/03/2020", id="day first"),
        pytest.param("明天", id="words"),
        pytest.param("4年", id="span"),
        pytest.param("2018-2022", id="years alone"),
        pytest.param("2018-01-01至2022-02-30", id="period without such a day"),
        pytest.param("2018.1至2022.1", id="period of doubtful months"),
    ],
)
def test_bad_dates(text: str) -> None:
    assert read_start(text) == read_end(text) == Validity(fault="bad_date")


@pytest.mark.parametrize(
    "text",
    [
        "2018-01-01至2022-01-01",
        "2018-01-01 至 2022-01-01",
        "2018年1月1日到2022年1月1日",
        "2018年1月1日-2022年1月1日",
        "2018-01-01-2022-01-01",
        "2018.1.1--2022.1.1",
        "2018.1.1——2022.1.1",
        "2018/1/1~2022/1/1",
        "2018/1/1～2022/1/1",
        "20180101-20220101",
        "自2018年1月1日起至2022年1月1日止",
        "有效期：2018年1月1日至2022年1月1日",
        "有效期限自2018-01-01至2022-01-01",
    ],
)
def test_periods(text: str) -> None:
    assert read_end(text) == read_start(text) == Validity(date(2018, 1, 1), date(2022, 1, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-01-01至长期", Validity(since=date(2018, 1, 1))),
        ("2018年1月1日起", Validity(since=date(2018, 1, 1))),
        ("自2018-01-01起长期有效", Validity(since=date(2018, 1, 1))),
        ("2018-01-01至今", Validity(since=date(2018, 1, 1))),
        ("至2022-01-01", Validity(until=date(2022, 1, 1))),
        ("2022年1月1日止", Validity(until=date(2022, 1, 1))),
        ("有效期至2022年1月1日", Validity(until=date(2022, 1, 1))),
        ("2018年1月至2022年2月", Validity(date(2018, 1, 1), date(2022, 2, 28))),
        ("2018-01-2022-02", Validity(date(2018, 1, 1), date(2022, 2, 28))),
    ],
)
def test_open_periods_and_months(text: str, expected: Validity) -> None:
    assert read_end(text) == expected


@given(
    DAYS,
    DAYS,
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]),
    st.sampled_from("至到~-—"),
)
def test_every_period_is_read(since: date, until: date, form: str, between: str) -> None:
    assert read_end(since.strftime(form) + between + until.strftime(form)) == Validity(since, until)


@given(st.text("0123456789-./年月日至起止自长期 ", max_size=24))
def test_whatever_is_read_is_a_sane_year(text: str) -> None:
    validity = read_end(text)
    assert all(1949 <= day.year <= 2100 for day in (validity.since, validity.until) if day)
    assert not validity.fault or validity[:2] == (None, None)
