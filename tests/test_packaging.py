"""The wheel, an editable install and a plain checkout all find what they need."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from zoufang_cli import resources

TOP = Path(__file__).parent.parent


def python(*args: str, cwd: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONPATH", None)
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run(
        [sys.executable, *args], cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build backend itself, in this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    program = f"from hatchling.build import build_wheel; build_wheel({str(folder)!r})"
    built = python("-c", program, cwd=TOP)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_runs_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """Play the demo from the unpacked wheel, which must not see the checkout."""
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    where = python("-c", "import zoufang_cli; print(zoufang_cli.__file__)", cwd=work, path=site)
    assert where.stdout.strip() == str(site / "zoufang_cli" / "__init__.py"), where.stderr
    init = python("-m", "zoufang_cli", "init", "--unit", "某单位", "--start", "2019-11-18", cwd=work, path=site)
    assert init.returncode == 0, init.stderr
    files = "import zoufang_cli.resources as r; print(r.samples()); r.schema_sql(); r.default_plan()"
    samples = python("-c", files, cwd=work, path=site)
    assert samples.stdout.strip() == str(site / "zoufang_cli" / "samples"), samples.stderr
    roster = site / "zoufang_cli" / "samples" / "roster-sole-traders.csv"
    imported = python("-m", "zoufang_cli", "enterprise", "import", str(roster), cwd=work, path=site)
    assert imported.returncode == 0, imported.stderr


def test_the_wheel_names_the_command_and_holds_the_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry = next(name for name in names if name.endswith("entry_points.txt"))
        assert "zoufang = zoufang_cli.__main__:main" in archive.read(entry).decode()
    samples = {f"zoufang_cli/samples/{path.name}" for path in (TOP / "samples").iterdir()}
    assert {"zoufang_cli/schema.sql", "zoufang_cli/plan/default.toml", *samples} <= names
    assert not [name for name in names if name.startswith("tests")]


def test_a_checkout_finds_its_files() -> None:
    assert "CREATE TABLE operator" in resources.schema_sql()
    assert "[campaign]" in resources.default_plan()
    assert (resources.samples() / "plan-as-issued.toml").is_file()
