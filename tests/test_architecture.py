"""The arrows between modules (docs/development.md) and what a command may load before it answers."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from zoufang_cli.cli import NOUNS

PACKAGE = Path(__file__).parent.parent / "zoufang_cli"

# layer -> the layers that it may import
ALLOWED = {
    "domain": {"domain"},
    "readers": {"readers", "domain", "errors"},
    "store": {"store", "domain", "errors", "resources"},
    "render": {"render", "domain"},
    "usecases": {"usecases", "store", "readers", "domain", "errors", "resources"},
    "commands": {"commands", "usecases", "render", "domain", "errors", "context", "resources"},
    "context": {"context", "store", "render", "domain", "errors"},
    "errors": {"errors"},
    "resources": {"resources"},
    "cli": {"cli", "commands", "context", "errors", "domain", "render"},
    "__main__": {"cli"},
    "__init__": set(),
}

HEAVY = {
    "openpyxl",
    "docx",
    "sqlite_utils",
    "pendulum",
    "rich",
    "pypinyin",
    "python_calamine",
    "chinese_calendar",
    "rapidfuzz",
}


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Return the layers of the package that a module imports, at its top or inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom) and node.module == "zoufang_cli":
            names = [f"zoufang_cli.{alias.name}" for alias in node.names]
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("zoufang_cli.")}
    return {name for name in found if not name.startswith("__")}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_arrows_go_one_way(path: Path) -> None:
    assert imports(path) <= ALLOWED[layer(path)]


@pytest.mark.parametrize("path", sorted((PACKAGE / "commands").glob("*.py")), ids=lambda path: path.stem)
def test_commands_hold_no_sql(path: Path) -> None:
    texts = [
        node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)
    ]
    assert not [text for text in texts if isinstance(text, str) and "SELECT " in text]


def test_the_domain_reads_no_clock() -> None:
    for path in (PACKAGE / "domain").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "date.today" not in text, path
        assert "datetime.now" not in text, path


def loaded_by(args: list[str], cwd: Path) -> set[str]:
    """Return the modules that a command line loads in a fresh process."""
    program = (
        "import sys; from zoufang_cli.cli import run; code = run(sys.argv[1:]);"
        "print('\\n'.join(['==', *sys.modules])); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *args], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return set(done.stdout.partition("==\n")[2].splitlines())


@pytest.mark.parametrize(
    "args", [["--version"], ["--help"], ["issue", "--help"], ["visit", "add", "--help"]], ids=" ".join
)
def test_help_loads_nothing_heavy(args: list[str], tmp_path: Path) -> None:
    assert {name.partition(".")[0] for name in loaded_by(args, tmp_path)} & HEAVY == set()


def test_root_help_imports_no_noun(tmp_path: Path) -> None:
    nouns = {name for name in loaded_by(["--help"], tmp_path) if name.startswith("zoufang_cli.commands.")}
    assert nouns <= {"zoufang_cli.commands.chinese", "zoufang_cli.commands.help_text"}


def own(loaded: set[str]) -> set[str]:
    """Return the modules of the package among those loaded, without its name."""
    return {name.removeprefix("zoufang_cli.") for name in loaded if name.startswith("zoufang_cli.")}


def test_version_loads_the_command_line_alone(tmp_path: Path) -> None:
    assert own(loaded_by(["--version"], tmp_path)) == {"cli", "commands", "commands.chinese", "errors"}


# What registering, planning and importing need, and no list does.
WRITING = {
    "commands.enterprise_doubles",
    "commands.enterprise_import",
    "commands.enterprise_write",
    "commands.issue_add",
    "commands.issue_moves",
    "commands.person_write",
    "commands.visit_input",
    "commands.visit_write",
    "domain.plan",
    "domain.roster",
    "domain.text",
    "readers",
    "store.operations",
    "usecases.campaign",
    "usecases.enterprise_doubles",
    "usecases.enterprises",
    "usecases.issue_moves",
    "usecases.issues",
    "usecases.people",
    "usecases.visit_draft",
    "usecases.visits",
}


@pytest.mark.parametrize("noun", ["issue", "visit", "person", "enterprise"])
def test_an_empty_list_loads_nothing_to_write_with(noun: str, db: Path) -> None:
    assert own(loaded_by([noun, "list", "--db", str(db)], db.parent)) & WRITING == set()


def test_an_empty_list_of_issues_loads_no_rich(db: Path) -> None:
    loaded = loaded_by(["issue", "list", "--db", str(db)], db.parent)
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["table", "json"])
def test_issues_without_category_are_listed_without_the_plan(zf: Run, db: Path, options: list[str]) -> None:
    assert zf("issue add 检测排队久 --source 12328 --date 2020-03-02").code == 0
    loaded = loaded_by(["issue", "list", *options, "--db", str(db)], db.parent)
    assert own(loaded) & WRITING == set()
    assert "domain.visit" not in own(loaded)
    assert {name.partition(".")[0] for name in loaded} & HEAVY == {"rich"}


def test_people_are_listed_without_what_registers_them(zf: Run, db: Path) -> None:
    assert zf("person add 张三").code == 0
    loaded = own(loaded_by(["person", "list", "--db", str(db)], db.parent))
    assert loaded & (WRITING | {"domain.dates", "domain.visit"}) == set()


@pytest.mark.parametrize("name", NOUNS)
def test_verbs_stand_where_their_noun_says(name: str) -> None:
    app = importlib.import_module(f"zoufang_cli.commands.{name}").app
    built = {verb: app.built(verb) for verb in app.verbs()}
    assert [verb for verb, one in built.items() if one.name != verb or "示例" not in (one.epilog or "")] == []
    assert {one.name for one in app.registered_commands} == set(built)
