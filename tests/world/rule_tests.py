"""Where the tests of a module of rules lie: in the file that bears its name, then in those that import it.

`tests/test_house.py` holds every module of core and domain to it, and `tests/mutate.py` runs what is found here.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

PURE = ("core", "domain")
TABLES = frozenset({"govtool/core/code.py", "govtool/domain/kinds.py"})
"""Modules that are rows only: of findings with their sentences, and of kinds."""
OVER_THE_TABLE = ("govtool/domain/kinds.py", "tests/rules/core/test_catalogue.py")
"""The table of kinds, and the file of tests that names the modules of all kinds through it."""
ELSEWHERE: Mapping[str, str] = {
    # a word of the language that every record and rule is written in: tested where something is written in it
    "govtool/domain/constitution/organization.py": "tests/rules/lifecycle/test_clerk.py",
    # a step of one way: the file tells the way from its beginning
    "govtool/domain/decisions/decision.py": "tests/rules/decisions/test_event.py",
    "govtool/domain/decisions/asked.py": "tests/rules/decisions/test_docket.py",
    "govtool/domain/decisions/draft.py": "tests/rules/decisions/test_cause.py",
    "govtool/domain/decisions/files.py": "tests/rules/decisions/test_action.py",
    "govtool/domain/decisions/recusal.py": "tests/rules/people/test_absence.py",
    "govtool/domain/decisions/words.py": "tests/rules/people/test_expulsion.py",
    "govtool/domain/people/application.py": "tests/rules/people/test_admission.py",
    "govtool/domain/people/document.py": "tests/rules/people/test_expulsion.py",
    "govtool/domain/people/dormancy.py": "tests/rules/people/test_departure.py",
    "govtool/domain/people/incapacity.py": "tests/rules/people/test_departure.py",
    # entries, and the sums of them: tested by what books them and by what adds them up
    "govtool/domain/books/ledger_wage.py": "tests/rules/books/test_ledger.py",
    "govtool/domain/money/budget.py": "tests/rules/money/test_booking.py",
    "govtool/domain/money/debt.py": "tests/rules/money/test_account.py",
    "govtool/domain/money/reconciliation.py": "tests/rules/money/test_booking.py",
    "govtool/domain/money/release.py": "tests/rules/money/test_forgiveness.py",
    "govtool/domain/money/reversal.py": "tests/rules/money/test_settlement.py",
    "govtool/domain/money/treasury.py": "tests/rules/money/test_booking.py",
    "govtool/domain/work/month.py": "tests/rules/work/test_hours.py",
    "govtool/domain/work/timesheet.py": "tests/rules/work/test_hours.py",
    "govtool/domain/work/wage_change.py": "tests/rules/work/test_wage.py",
}
"""Modules without a file of tests of their name, with the file in which their rules are tested, and why there."""


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that is imported, inside functions and for types too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{name.name}") for name in node.names)


def rule_modules(root: Path) -> list[str]:
    """The modules that hold rules, by their path in a checkout."""
    return [
        place
        for layer in PURE
        for path in sorted((root / "govtool" / layer).rglob("*.py"))
        if path.name != "__init__.py" and (place := path.relative_to(root).as_posix()) not in TABLES
    ]


def own_test(module: str) -> str:
    """The file of tests that bears the name of a module: tests/rules/WING/test_MODULE.py."""
    _, *wings, name = module.split("/")
    return f"tests/rules/{wings[-1]}/test_{name}"


def own_tests(root: Path, module: str) -> list[str]:
    """That file, or the one in its place; and those that go on where it would be too long: test_MODULE_MORE.py, if no
    module is called so.
    """
    if module in ELSEWHERE:
        return [ELSEWHERE[module]]
    own = root / own_test(module)
    wing = (root / module).parent
    further = [path for path in sorted(own.parent.glob(f"{own.stem}_*.py")) if not (wing / path.name[5:]).is_file()]
    return [path.relative_to(root).as_posix() for path in (own, *further) if path.is_file()]


def untested_problems(modules: Iterable[str], files: Iterable[str], elsewhere: Mapping[str, str]) -> list[str]:
    """A module of rules has a file of tests of its name, or a row that says where its rules are tested."""
    there, known = set(files), set(modules)
    problems = [f"{module}: there is no such module" for module in elsewhere if module not in known]
    for module in sorted(known):
        own, other = own_test(module), elsewhere.get(module)
        if other is not None and own in there:
            problems.append(f"{module}: has {own}, and {other} in its place")
        elif (other or own) not in there:
            problems.append(f"{module}: there is no {other or own}")
    return problems


def files_testing(root: Path, module: str) -> list[str]:
    """The files of tests that name a module: those that bear its name, then those that import it or look at all kinds,
    short ones first.

    A checkout is read once.
    """
    own = own_tests(root, module)
    found = _importing(root).get(module.removesuffix(".py").replace("/", "."), set()) - set(own)
    return own + sorted(found, key=lambda place: ((root / place).stat().st_size, place))


@cache
def _importing(root: Path) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in (root / "tests").rglob("test_*.py"):
        if "node_modules" not in path.parts:
            for _, name in imports(ast.parse(path.read_text("utf-8"))):
                for module in (name, name.rpartition(".")[0]):
                    found[module].add(path.relative_to(root).as_posix())
    table, tests = (root / place for place in OVER_THE_TABLE)
    if table.is_file() and tests.is_file():
        for _, name in imports(ast.parse(table.read_text("utf-8"))):
            found[name.rpartition(".")[0]].add(OVER_THE_TABLE[1])
    return found
