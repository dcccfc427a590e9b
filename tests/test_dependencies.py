"""What pyproject.toml has people install is what the program imports; what the tests import is asked for by name."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.world.place import ROOT
from tests.world.rule_tests import imports

# modules that their own documentation has one import beside the package that brings them
BROUGHT_BY = {"pydantic_core": "pydantic", "referencing": "jsonschema"}


def dependency_problems(project: str, imported: Iterable[str]) -> list[str]:
    """What pyproject.toml has people install is imported by the program, and what is imported is installed."""
    asked = _asked_names(project, dev=False)
    found = {name for top in _outside(imported) for name in _providers(top)}
    return [f"nothing imports {name}" for name in sorted(asked - found)] + _missing(asked, imported)


def dev_dependency_problems(project: str, imported: Iterable[str]) -> list[str]:
    """What tests and bench import is asked for by name, and does not only lie there because another thing wanted it."""
    return _missing(_asked_names(project, dev=True), imported)


def _missing(asked: AbstractSet[str], imported: Iterable[str]) -> list[str]:
    tops = sorted(top for top in _outside(imported) if not asked & _providers(top))
    return [f"{top} is imported, and no dependency brings it" for top in tops]


def _asked_names(project: str, *, dev: bool) -> set[str]:
    table = tomllib.loads(project)["project"]
    optional = table.get("optional-dependencies", {})
    extras = [line for name, lines in optional.items() if dev or name != "dev" for line in lines]
    lines = [*table["dependencies"], *extras]
    return {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-") for line in lines}


def _outside(imported: Iterable[str]) -> set[str]:
    ours = {"govtool", "tests", "bench"}
    return {BROUGHT_BY.get(top, top) for top in set(imported) - ours - sys.stdlib_module_names}


def _providers(top: str) -> set[str]:
    return {name.lower().replace("_", "-") for name in packages_distributions().get(top, [top])}


def imported_below(*folders: str) -> set[str]:
    """The packages that the modules of these folders import."""
    modules = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]
    assert len(modules) > 5
    return {name.split(".")[0] for path in modules for name in _names(path)}


def _names(path: Path) -> list[str]:
    return [name for _, name in imports(ast.parse(path.read_text("utf-8")))]


def test_what_is_asked_for_is_imported_and_what_is_imported_is_asked_for() -> None:
    tops = imported_below("govtool")
    assert "pygit2" in tops
    assert dependency_problems((ROOT / "pyproject.toml").read_text("utf-8"), tops) == []


def test_what_tests_and_bench_import_is_asked_for() -> None:
    tops = imported_below("tests", "bench")
    assert {"pytest", "hypothesis"} <= tops
    assert dev_dependency_problems((ROOT / "pyproject.toml").read_text("utf-8"), tops) == []


PROJECT = """
[project]
dependencies = ["click>=8.1", "PyYAML>=6.0", "rich>=13"]

[project.optional-dependencies]
ofx = ["ofxtools>=1.1"]
dev = ["pytest>=8"]
"""


@pytest.mark.parametrize(
    ("imported", "problems"),
    [
        ({"click", "yaml", "rich", "ofxtools", "re", "govtool"}, []),
        ({"click", "yaml", "ofxtools"}, ["nothing imports rich"]),
        ({"click", "yaml", "rich"}, ["nothing imports ofxtools"]),
        ({"click", "yaml", "rich", "ofxtools", "pytest"}, ["pytest is imported, and no dependency brings it"]),
        ({"click", "yaml", "rich", "ofxtools", "left_pad"}, ["left_pad is imported, and no dependency brings it"]),
    ],
)
def test_a_dependency_too_many_or_too_few_is_found(imported: set[str], problems: list[str]) -> None:
    assert dependency_problems(PROJECT, imported) == problems


@pytest.mark.parametrize(
    ("imported", "problems"),
    [
        ({"click", "pytest", "ofxtools", "re", "tests", "bench", "govtool"}, []),
        ({"markdown_it"}, ["markdown_it is imported, and no dependency brings it"]),
    ],
)
def test_a_dependency_of_the_tests_that_nobody_asked_for_is_found(imported: set[str], problems: list[str]) -> None:
    assert dev_dependency_problems(PROJECT, imported) == problems
