"""The two orders of the package, of rooms and of subjects (docs/development.md), read from its imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from zoufang_cli.app.root import NOUNS, noun_of

PACKAGE = Path(__file__).parent.parent / "zoufang_cli"

BASE = ("errors", "resources", "text", "store", "screen", "app")
SUBJECTS = (
    "plan",
    "attachments",
    "records",
    "people",
    "roster",
    "issues",
    "visits",
    "registers",
    "figures",
    "returns",
    "phases",
    "dashboard",
)
"""Each may use what stands before it."""

# What a command of any subject may use of app; the rest of app stands above all subjects and is used by nobody.
SURROUNDINGS = {"app.chinese", "app.context", "app.help_text", "app.option_hints", "app.options", "app.prompts"}

ROOMS = ("rules", "fields", "table", "actions", "screens", "commands")
MAY_USE = {
    "rules": {"rules"},
    "fields": {"fields", "rules", "table"},  # a value may be another record, found by its name
    "table": {"table", "fields", "rules"},
    "actions": {"actions", "table", "fields", "rules"},
    "screens": {"screens", "fields", "rules"},
    "commands": set(ROOMS),
}


COUNTS_AS = {
    "people.naming": "table",
    "roster.naming": "table",
    "roster.coverage": "table",
    "roster.former_keys": "table",
    "roster.soundness": "table",
    "roster.reading": "rules",
    "roster.columns": "rules",
    "roster.rows": "rules",
    "roster.values": "rules",
    "roster.matching.matcher": "rules",
    "roster.matching.merging": "rules",
    "roster.matching": "table",
    "roster.correction.sheet": "screens",
    "registers.declared": "fields",
}
"""Modules and folders that are called by what they hold, and the room that each counts as."""

PACKAGES = {"roster.reading"}
"""Packages whose public names are those of their `__init__`."""

WITHOUT_ROOMS = {"records"}
"""What the rooms of all subjects are built with."""


class Line(NamedTuple):
    """One import: where it stands, what it imports, as modules of the package."""

    module: str
    line: int
    imported: str

    def __str__(self) -> str:
        return f"zoufang_cli/{self.module.replace('.', '/')}.py:{self.line} imports {self.imported}"


def name_of(path: Path) -> str:
    """Return the dotted name of a module without that of the package."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports() -> Iterator[Line]:
    """Read every import of a module of the package, at the top of a module, inside its functions or for types only."""
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "zoufang_cli":
                base = (node.module or "").removeprefix("zoufang_cli").removeprefix(".")
                for alias in node.names:
                    full = f"{base}.{alias.name}".removeprefix(".")
                    yield Line(module, node.lineno, full if full in MODULES else base)


IMPORTS = [line for line in imports() if line.imported]


def subject(module: str) -> str:
    return module.split(".")[0]


def room(module: str) -> str | None:
    """Return the room of a module: by its name, or what it counts as; None for a bare package and what has no rooms."""
    for name, counts_as in COUNTS_AS.items():
        if module == name or module.startswith(f"{name}."):
            return counts_as
    return next((part for part in module.split(".")[1:] if part in ROOMS), None)


def rank(module: str) -> int:
    """Return where a module stands among base and subjects; what is left of app stands above all of them."""
    if module in SURROUNDINGS:
        return BASE.index("app")
    order = [*(name for name in BASE if name != "app"), "app of subjects", *SUBJECTS, "app", "__main__"]
    return order.index(subject(module))


def test_subjects_use_what_stands_before_them() -> None:
    """text < store, screen < plan < … < dashboard < app; store and screen do not use each other."""
    wrong = [
        line
        for line in IMPORTS
        if rank(line.imported) > rank(line.module)
        or {subject(line.module), subject(line.imported)} == {"store", "screen"}
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_rooms_use_what_stands_below_them() -> None:
    """Commands use actions and screens, actions use the table, the table uses the rules, rules use rules."""
    wrong = [
        line
        for line in IMPORTS
        if (user := room(line.module)) and (used := room(line.imported)) and used not in MAY_USE[user]
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_every_module_of_a_subject_stands_in_a_room() -> None:
    homeless = [
        module
        for module, path in MODULES.items()
        if subject(module) in set(SUBJECTS) - WITHOUT_ROOMS and room(module) is None and path.name != "__init__.py"
    ]
    assert homeless == []


def at_import() -> Iterator[Line]:
    """Read the imports that run when a module is imported: none inside functions, none for types only."""

    def statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
        for node in body:
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                yield from statements(node.orelse)
            elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node
                for name in ("body", "orelse", "finalbody"):
                    yield from statements(getattr(node, name, ()))

    for module, path in MODULES.items():
        for node in statements(ast.parse(path.read_text(encoding="utf-8")).body):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "zoufang_cli":
                base = (node.module or "").removeprefix("zoufang_cli").removeprefix(".")
                for alias in node.names:
                    full = f"{base}.{alias.name}".removeprefix(".")
                    yield Line(module, node.lineno, full if full in MODULES else base)


def test_no_module_imports_itself_in_a_round() -> None:
    """Take away, again and again, what imports nothing that is left; what cannot go is in a cycle or above one."""
    left = {module: [line for line in at_import() if line.module == module and line.imported] for module in MODULES}
    while free := [module for module, lines in left.items() if not any(line.imported in left for line in lines)]:
        for module in free:
            del left[module]
    cycle = [line for lines in left.values() for line in lines if line.imported in left]
    assert not cycle, "\n".join(map(str, cycle))


def test_a_name_is_imported_from_where_it_is_made() -> None:
    """No re-exports, but those of a package with public names: neither a disguised arrow nor a cycle hides behind one."""
    made: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        made[module] = {
            alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
        }
    wrong = []
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zoufang_cli."):
                base = (node.module or "").removeprefix("zoufang_cli.")
                for alias in node.names:
                    if (
                        f"{base}.{alias.name}" not in MODULES
                        and alias.name in made.get(base, ())
                        and base not in PACKAGES
                    ):
                        wrong.append(f"{Line(module, node.lineno, base)} for {alias.name}, which is made elsewhere")
    assert not wrong, "\n".join(wrong)


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


@pytest.mark.parametrize("path", [path for name, path in MODULES.items() if room(name) == "commands"], ids=name_of)
def test_commands_hold_no_sql(path: Path) -> None:
    texts = [
        node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)
    ]
    assert not [text for text in texts if isinstance(text, str) and "SELECT " in text]


def test_only_the_context_reads_the_clock() -> None:
    for path in (path for name, path in MODULES.items() if room(name) == "rules" or subject(name) == "text"):
        text = path.read_text(encoding="utf-8")
        assert "date.today" not in text, path
        assert "datetime.now" not in text, path


def loaded_by(args: list[str], cwd: Path) -> set[str]:
    """Return the modules that a command line loads in a fresh process."""
    program = (
        "import sys; from zoufang_cli.app.root import run; code = run(sys.argv[1:]);"
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
    loaded = {name.removeprefix("zoufang_cli.") for name in loaded_by(["--help"], tmp_path)}
    assert not [name for name in loaded if name in MODULES and room(name) == "commands"]


def test_an_empty_list_of_issues_loads_no_rich(db: Path) -> None:
    loaded = loaded_by(["issue", "list", "--db", str(db)], db.parent)
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()


@pytest.mark.parametrize("name", NOUNS)
def test_verbs_stand_where_their_noun_says(name: str) -> None:
    app = noun_of(name)
    built = {verb: app.built(verb) for verb in app.verbs()}
    assert [verb for verb, one in built.items() if one.name != verb or "示例" not in (one.epilog or "")] == []
    assert {one.name for one in app.registered_commands} == set(built)
