"""Every table and column has a term that people know, in schema.sql alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.tools.glossary_page import PAGE, page
from zoufang_cli import resources
from zoufang_cli.store.glossary import column_term, table_term
from zoufang_cli.store.schema import logged_tables


def test_every_logged_table_and_column_has_a_chinese_term() -> None:
    schema = resources.schema_sql()
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema)
        nameless = [
            f"{table}.{row[1]}"
            for table in logged_tables(schema)
            for row in connection.execute(f"PRAGMA table_info({table})")
            if row[1] != "id" and column_term(table, row[1]).isascii()
        ]
        nameless += [table for table in logged_tables(schema) if table_term(table).isascii()]
    assert nameless == []


@pytest.mark.parametrize(
    ("table", "column", "term"),
    [
        ("operator", "", "业户"),
        ("operator", "name", "业户名称"),
        ("operator", "credit_code", "统一社会信用代码"),
        ("ticket", "", "12328 工单"),
        ("person", "name", "姓名"),
        ("activity", "follow_up", "需跟踪事项"),
        ("issue", "due_on", "完成时限"),
        ("register", "on", "日期"),
    ],
)
def test_terms_come_from_the_comments(table: str, column: str, term: str) -> None:
    assert (column_term(table, column) if column else table_term(table)) == term


def test_what_has_no_term_is_called_by_its_name() -> None:
    assert (table_term("nothing"), column_term("operator", "nothing")) == ("nothing", "nothing")


def test_the_glossary_page_is_what_its_generator_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
