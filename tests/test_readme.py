"""The commands that the README shows do what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import run_line
from tests.tools.figure_page import PAGE, page
from zoufang_cli.roster.rows.outcomes import RowCode

TOP = Path(__file__).parent.parent
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def commands(file: str) -> list[str]:
    """Return the zoufang command lines of a page's shell blocks."""
    text = (TOP / file).read_text(encoding="utf-8")
    return [line for block in BLOCK.findall(text) for line in block.splitlines() if line.startswith("zoufang ")]


def test_the_first_ten_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samples").symlink_to(TOP / "samples", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    today = re.search(r"export ZOUFANG_TODAY=(\S+)", (TOP / "README.md").read_text(encoding="utf-8"))
    assert today is not None
    lines = commands("README.md")
    assert len(lines) > 15
    for line in lines:
        result = run_line(shlex.split(line)[1:], db=None, today=today[1])
        assert result.code == 0, (line, result.err)
    assert [path.name for path in (tmp_path / "月报").iterdir()] == [
        "公路执法服务大走访活动进展情况统计表(2020年3月).xlsx"
    ]


def test_links_lead_somewhere() -> None:
    pages = [TOP / "README.md", TOP / "README.en.md", *(TOP / "docs").glob("*.md"), *(TOP / "samples").glob("*.md")]
    missing = [
        (page.name, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if not link.startswith("http") and not (page.parent / link).exists()
    ]
    assert missing == []


def test_the_two_commands_are_make_targets() -> None:
    targets = re.findall(r"^(\w+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"demo", "test"} <= set(targets)
    assert "make test" in (TOP / ".ci" / "run").read_text(encoding="utf-8")


def test_the_page_of_figures_is_what_the_catalogue_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_problem_code_of_rosters_is_in_the_docs() -> None:
    text = (TOP / "docs" / "roster.md").read_text(encoding="utf-8")
    assert [str(code) for code in RowCode if f"`{code}`" not in text] == []


def test_the_files_that_development_names_exist() -> None:
    text = (TOP / "docs" / "development.md").read_text(encoding="utf-8")
    changes = text.partition("## Twenty changes")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\| .* \| .*`", changes, re.MULTILINE)) >= 20
    named = sorted(set(re.findall(r"`([\w./]+(?:\.py|\.sql|\.toml|/))`", text)))
    places = (TOP, TOP / "zoufang_cli", TOP / "zoufang_cli" / "roster", TOP / "zoufang_cli" / "registers")
    assert [name for name in named if not any((place / name).exists() for place in places)] == []
