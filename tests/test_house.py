"""The house rules that a machine can hold: who may import whom, what stays pure, which packages are asked for.

Each rule is a function from text to problems. It is tried on a sample that breaks it, so that it is known to bite, and
then on every file of the repository.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable
from fnmatch import fnmatch

import pytest

from tests.conftest import Git
from tests.world.place import ROOT
from tests.world.rule_tests import ELSEWHERE, imports, rule_modules, untested_problems
from tests.world.spelt_paths import template_problems

MOST_LINES = 400
MOST_LINES_OF_A_TEST = 600
DEBT = "govtool/domain/money/debt.py"

# whom a layer may import, besides itself
MAY_IMPORT = {
    "cli": {"roles", "io", "domain", "core"},
    "roles": {"io", "domain", "core"},
    "io": {"core"},
    "domain": {"core"},
    "core": set[str](),
}
# the wings of a layer in their order, and the files beside them: each imports only what stands before it
WINGS = {
    "core": ("*",),
    "domain": ("constitution", "decisions", "people", "money", "work", "books", "lifecycle", "federation", "kinds.py"),
    "io": ("clock.py", "currency.py", "https.py", "file", "signature", "git", "forge", "webhook.py"),
    "roles": (
        *("minutes", "clerk", "said", "desk", "people", "decisions", "work", "money", "lifecycle", "day"),
        *("forge", "forge/page", "checkup", "reference"),
    ),
    "cli": (
        *(
            "terminal",
            "main.py",
            "view",
            "day",
            "people",
            "work",
            "money",
            "federation",
            "lookup",
            "setup",
            "prove",
            "machinery",
        ),
        "demo",
    ),
}
# what finds the module of a command by its name in the table of commands
BY_NAME = ("cli/main.py", "cli/machinery/generate.py")
# the one module that makes a catalogue of a table of kinds
TABLE_OF_KINDS, CATALOGUE = "govtool.domain.kinds", "roles/minutes/registry.py"
# what lies at the top of the package: the errors that every layer raises, and the version
TOP = {"errors", "__version__"}
PURE = {"core", "domain"}
# of the standard library only what can neither look at the world nor change it (of datetime another rule takes now())
_PURE = """
__future__ abc base64 binascii bisect collections contextlib copy dataclasses datetime enum fractions functools hashlib
heapq itertools json operator re string struct types typing unicodedata annotated_types pydantic pydantic_core rpds
"""
PURE_LIBRARIES = frozenset(_PURE.split())
IMPURE_NAMES = {"print", "open", "input", "eval", "exec", "compile", "__import__", "breakpoint"}
DOORS = {"pygit2": "io/git/git*.py", "yaml": "io/file/yamlparser.py", "ruamel": "io/file/roundtrip.py"}
CLOCK = "io/clock.py"
ADAPTER = "cli/terminal/json.py"
CLOCK_READINGS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime"},
}
# rows of one table: it grows with every rule that is written, and is not to be torn apart
TABLE_OF_CODES = "govtool/core/code.py"


def layer_of(place: str) -> str:
    """The layer of a file inside govtool/; the two files at its top belong to the core."""
    return place.split("/")[0] if "/" in place else "core"


def direction_problems(place: str, source: str) -> list[str]:
    """Imports point one way: cli -> roles -> io, domain -> core; nothing is imported relatively."""
    layer = layer_of(place)
    problems = []
    for line, name in imports(ast.parse(source)):
        parts = name.split(".")
        if name.startswith("."):
            problems.append(f"{place}:{line}: imports {name} relatively")
        elif parts[0] == "govtool" and len(parts) > 1:
            target = "core" if parts[1] in TOP else parts[1]
            if target not in {layer, *MAY_IMPORT.get(layer, ())}:
                problems.append(f"{place}:{line}: {layer} imports {target}: {name}")
    return problems


def wing_of(place: str) -> str:
    """The wing of a file inside govtool/, or the file's own name where it lies beside the wings of its layer."""
    layer, *folders, name = place.split("/")
    if WINGS.get(layer) == ("*",):
        return "*" if not folders else "/".join(folders)
    return "/".join(folders) or name


def place_problems(place: str, source: str) -> list[str]:
    """Every module lies in a wing, or is one of the few that stand beside them."""
    if "/" not in place:
        return [] if place in ("__init__.py", "errors.py") else [f"{place}: lies in no layer"]
    layer, wing = layer_of(place), wing_of(place)
    is_placed = layer in WINGS and (wing in WINGS[layer] or wing == "__init__.py")
    return [] if is_placed else [f"{place}: lies in no wing of {layer}"]


def wing_problems(place: str, source: str) -> list[str]:
    """Inside a layer a wing imports only those before it."""
    layer = layer_of(place)
    if "/" not in place or layer not in WINGS:
        return []
    order, mine, problems = WINGS[layer], wing_of(place), []
    for line, name in imports(ast.parse(source)):
        parts = name.split(".")
        if parts[0] == "govtool" and len(parts) < 3 and parts[-1] in {"govtool", *WINGS}:
            problems.append(f"{place}:{line}: imports {name} whole; name the module")
        if parts[:2] != ["govtool", layer] or len(parts) < 3:
            continue
        theirs = next((wing for wing in reversed(order) if _is_in(parts[2:], wing)), None)
        if theirs is None:
            problems.append(f"{place}:{line}: imports {name}, which is in no wing of {layer}")
        elif mine not in order or order.index(theirs) > order.index(mine):
            problems.append(f"{place}:{line}: {mine} comes before {theirs}, and imports {name}")
    return problems


def _is_in(steps: list[str], wing: str) -> bool:
    """Whether a module, by its steps below the layer, lies in a wing."""
    way = wing.removesuffix(".py").split("/")
    return wing == "*" or steps[: len(way)] == way


def text_problems(place: str, source: str) -> list[str]:
    """Nothing is imported by a text: whoever follows the imports would not see it."""
    return [
        f"{place}:{line}: imports {name}"
        for line, name in imports(ast.parse(source))
        if name.split(".")[:2] in (["importlib", "import_module"], ["importlib", "__import__"], ["importlib", "util"])
        or name == "importlib"
        if place not in BY_NAME
    ]


def late_problems(place: str, source: str) -> list[str]:
    """Core and domain import at the top of a module: what a rule says must not depend on who called it first."""
    if layer_of(place) not in PURE:
        return []
    return [
        f"{place}:{line}: imports {name} inside a function"
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for line, name in imports(function)
    ]


def kinds_problems(place: str, source: str) -> list[str]:
    """The table of kinds comes with the state: one module makes a catalogue of it, and nothing else fetches it."""
    return [
        f"{place}:{line}: imports {TABLE_OF_KINDS}; take it from the state, or from {CATALOGUE}"
        for line, name in imports(ast.parse(source))
        if f"{name}.".startswith(f"{TABLE_OF_KINDS}.") and place != CATALOGUE
    ]


def purity_problems(place: str, source: str) -> list[str]:
    """Core and domain import nothing, and call nothing, that reaches the world outside."""
    if layer_of(place) not in PURE:
        return []
    tree = ast.parse(source)
    problems = [
        f"{place}:{line}: a pure module imports {name}"
        for line, name in imports(tree)
        if name.split(".")[0] not in PURE_LIBRARIES | {"govtool"}
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in IMPURE_NAMES | {"__builtins__"}:
            problems.append(f"{place}:{node.lineno}: a pure module uses {node.id}")
    return problems


def float_problems(place: str, source: str) -> list[str]:
    """Core and domain know no inexact number: neither the type, nor a literal, nor by way of round or math."""
    if layer_of(place) not in PURE:
        return []
    problems = [
        f"{place}:{node.lineno}: / in exact arithmetic"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
    ]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        inexact = token.type == tokenize.NUMBER and not isinstance(ast.literal_eval(token.string), int)
        if inexact or (token.type == tokenize.NAME and token.string in ("float", "complex", "round")):
            problems.append(f"{place}:{token.start[0]}: {token.string} in exact arithmetic")
    return problems


def door_problems(place: str, source: str) -> list[str]:
    """Each outside thing has one door."""
    return [
        f"{place}:{line}: {name} is imported, whose door is {DOORS[library]}"
        for line, name in imports(ast.parse(source))
        if (library := name.split(".")[0]) in DOORS and not fnmatch(place, DOORS[library])
    ]


def clock_problems(place: str, source: str) -> list[str]:
    """Only the clock's own door reads the time."""
    if place == CLOCK:
        return []
    tree = ast.parse(source)
    problems = []
    for line, name in imports(tree):
        module, _, reading = name.rpartition(".")
        if module == "time" and reading in CLOCK_READINGS["time"]:
            problems.append(f"{place}:{line}: reads the clock by {name}")
    names = _other_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            owner = names.get(owner, owner)
            if node.attr in CLOCK_READINGS.get(owner, ()):
                problems.append(f"{place}:{node.lineno}: reads the clock by {owner}.{node.attr}")
    return problems


def _other_names(tree: ast.AST) -> dict[str, str]:
    """What something is called in a module that imports it under another name, with its own name."""
    named = (name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for name in node.names)
    return {name.asname: name.name.rpartition(".")[2] for name in named if name.asname is not None}


def line_problems(place: str, source: str) -> list[str]:
    """Texts are cut into lines by `core.text.lines_of`: Python's own would end a line at a form feed or U+2028 too."""
    return [
        f"{place}:{node.lineno}: cuts lines by {node.attr}; lines_of of govtool.core.text does"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr == "splitlines"
    ]


def json_problems(place: str, source: str) -> list[str]:
    """Commands print JSON through one adapter: it alone writes JSON, and no function builds an answer by hand."""
    if layer_of(place) != "cli" or place == ADAPTER:
        return []
    tree = ast.parse(source)
    written = [(node.lineno, node.attr) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    written += [(line, name.removeprefix("json.")) for line, name in imports(tree) if name.startswith("json.")]
    problems = [f"{place}:{line}: {name}; print_json prints it" for line, name in written if name in ("dump", "dumps")]
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name.endswith("_data"):
            problems += [
                f"{place}:{node.lineno}: {function.name} copies field by field; picked names the fields"
                for node in ast.walk(function)
                if isinstance(node, ast.Dict) and sum(map(_copies, node.keys, node.values)) > 1
            ]
    return problems


def _copies(key: ast.expr | None, value: ast.expr) -> bool:
    """Whether an entry of a dictionary is a field of some value under its own name."""
    return isinstance(key, ast.Constant) and isinstance(value, ast.Attribute) and key.value == value.attr


def docstring_problems(place: str, source: str) -> list[str]:
    """Every module says what it is."""
    return [] if ast.get_docstring(ast.parse(source)) else [f"{place}: has no docstring"]


def length_problems(place: str, source: str) -> list[str]:
    """A module can be read at a sitting."""
    lines = source.count("\n")
    most = MOST_LINES_OF_A_TEST if place.startswith("tests/") else MOST_LINES
    return [f"{place}: has {lines} lines"] if lines > most and place != TABLE_OF_CODES else []


# put together here, or this file would be found
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot"]) + r")(?![\w-])")
UNSHIPPED = re.compile(r"\b(?:DESIGN|DOMAIN|THREATS|STYLE|LIBRARIES|PEERS)" + r"\.md\b|\.\./" + "shared")


def machine_problems(place: str, text: str) -> list[str]:
    """No file names a folder of the machine that it was written on, or a paper that does not come with it."""
    return [
        f"{place}:{number}: names {found.group()}"
        for number, line in enumerate(text.splitlines(), 1)
        for pattern in (MACHINE_PATH, UNSHIPPED)
        if (found := pattern.search(line))
    ]


def beside_problems(place: str, source: str) -> list[str]:
    """The bench stands on the world of the tests; nothing of the tests stands on the bench, except its own tests."""
    tests = ("tests", "bench") if place.startswith("tests/bench/") else ("tests",)
    theirs = {"bench": ("bench", "tests.world"), "tests": tests}[place.split("/")[0]]
    return [
        f"{place}:{line}: imports {name}"
        for line, name in imports(ast.parse(source))
        if name.split(".")[0] in ("bench", "tests") and not f"{name}.".startswith(tuple(f"{each}." for each in theirs))
    ]


CODE_RULES = [
    direction_problems,
    place_problems,
    wing_problems,
    late_problems,
    text_problems,
    kinds_problems,
    purity_problems,
    float_problems,
    door_problems,
    clock_problems,
    line_problems,
    json_problems,
    docstring_problems,
    length_problems,
    template_problems,
]


def named(place: str) -> str:
    """The place of a file as the rules for govtool/ see it."""
    return place.removeprefix("govtool/")


@pytest.fixture(scope="module")
def tracked(git: Git) -> list[str]:
    """Every file of the repository that exists; git may own the checkout under another user's name."""
    listed = git(ROOT, "-c", "safe.directory=*", "ls-files", "-z").split("\0")
    return [place for place in listed if place and (ROOT / place).is_file()]


def read(place: str) -> str:
    return (ROOT / place).read_text("utf-8")


@pytest.mark.parametrize(
    "rule", [rule for rule in CODE_RULES if rule is not length_problems], ids=lambda rule: rule.__name__
)
def test_every_module_keeps_the_rule(rule: Callable[[str, str], list[str]], tracked: list[str]) -> None:
    modules = [place for place in tracked if re.fullmatch(r"govtool/.+\.py", place)]
    assert modules
    assert [problem for place in modules for problem in rule(named(place), read(place))] == []


def test_the_bench_stands_on_the_world_of_the_tests(tracked: list[str]) -> None:
    modules = [place for place in tracked if re.fullmatch(r"(bench|tests)/.+\.py", place)]
    assert [problem for place in modules for problem in beside_problems(place, read(place))] == []


@pytest.mark.parametrize(
    ("place", "name", "holds"),
    [
        ("bench/audit.py", "bench.timing", True),
        ("bench/audit.py", "tests.world.town", True),
        ("bench/audit.py", "tests.laws.test_people", False),
        ("bench/audit.py", "tests.worldly", False),
        ("tests/world/town.py", "tests.world.people", True),
        ("tests/world/town.py", "govtool.core.state", True),
        ("tests/world/town.py", "bench.cooperative", False),
        ("tests/bench/test_table.py", "bench.table", True),
        ("tests/bench/test_table.py", "tests.world.people", True),
    ],
)
def test_what_stands_on_the_bench_is_found(place: str, name: str, holds: bool) -> None:
    assert (beside_problems(place, f"from {name} import X") == []) == holds


@pytest.mark.parametrize("rule", [docstring_problems, length_problems], ids=lambda rule: rule.__name__)
def test_every_python_file_says_what_it_is_and_can_be_read(
    rule: Callable[[str, str], list[str]], tracked: list[str]
) -> None:
    assert [problem for place in tracked if place.endswith(".py") for problem in rule(place, read(place))] == []


def test_every_wing_is_there_and_says_what_it_is(tracked: list[str]) -> None:
    for layer, wings in WINGS.items():
        for wing in wings:
            name = "" if wing == "*" else wing if wing.endswith(".py") else f"{wing}/__init__.py"
            assert f"govtool/{layer}/{name or '__init__.py'}" in tracked


def test_every_module_of_rules_has_a_file_of_tests_that_bears_its_name(tracked: list[str]) -> None:
    modules = rule_modules(ROOT)
    assert len(modules) > 80
    assert untested_problems(modules, tracked, ELSEWHERE) == []


@pytest.mark.parametrize(
    ("files", "elsewhere", "problem"),
    [
        ("tests/rules/money/test_debt.py", {}, ""),
        (
            "tests/rules/core/test_debt.py",
            {},
            "govtool/domain/money/debt.py: there is no tests/rules/money/test_debt.py",
        ),
        ("a.py", {DEBT: "a.py"}, ""),
        ("b.py", {DEBT: "a.py"}, "govtool/domain/money/debt.py: there is no a.py"),
        (
            "a.py tests/rules/money/test_debt.py",
            {DEBT: "a.py"},
            "has tests/rules/money/test_debt.py, and a.py in its place",
        ),
        (
            "tests/rules/money/test_debt.py",
            {"govtool/core/no.py": "a.py"},
            "govtool/core/no.py: there is no such module",
        ),
    ],
)
def test_a_module_without_tests_is_found(files: str, elsewhere: dict[str, str], problem: str) -> None:
    found = untested_problems([DEBT], files.split(), elsewhere)
    assert [text[-len(problem) :] for text in found] == ([problem] if problem else [])


def test_no_file_names_a_folder_of_this_machine(tracked: list[str]) -> None:
    problems = []
    for place in tracked:
        text = (ROOT / place).read_bytes().decode("utf-8", "replace")
        problems += machine_problems(place, text) + machine_problems("the name of the file", place)
    assert problems == []


@pytest.mark.parametrize(
    ("rule", "place", "source"),
    [
        (direction_problems, "core/vote.py", "from govtool.domain.money.debt import Debt"),
        (direction_problems, "core/vote.py", "def late():\n    import govtool.io.git.git"),
        (direction_problems, "domain/money/debt.py", "from govtool import io"),
        (direction_problems, "io/git/store.py", "from govtool.domain import RECORDS"),
        (direction_problems, "io/git/store.py", "from govtool.roles.minutes.book import Book"),
        (direction_problems, "roles/clerk/clerk.py", "from govtool.cli.main import main"),
        (direction_problems, "errors.py", "from govtool.io.clock import now"),
        (direction_problems, "core/vote.py", "from .finding import Finding"),
        (place_problems, "domain/vote.py", "import re"),
        (place_problems, "domain/votes/vote.py", "import re"),
        (place_problems, "domain/money/old/debt.py", "import re"),
        (place_problems, "core/votes/vote.py", "import re"),
        (place_problems, "roles/forge/rules/vote.py", "import re"),
        (wing_problems, "domain/constitution/vote.py", "from govtool.domain.money.debt import Debt"),
        (wing_problems, "domain/constitution/vote.py", "from govtool.domain.money import debt"),
        (wing_problems, "domain/money/debt.py", "from govtool.domain import kinds"),
        (wing_problems, "domain/money/debt.py", "def late():\n    from govtool.domain.work import wage"),
        (wing_problems, "domain/money/debt.py", "from govtool.domain.loans import loan"),
        (wing_problems, "io/file/atomic.py", "from govtool.io.git.git import Git"),
        (wing_problems, "io/clock.py", "from govtool.io.file.atomic import replace_file"),
        (wing_problems, "roles/forge/cost.py", "from govtool.roles.forge.page.page_updater import keep"),
        (wing_problems, "cli/terminal/text.py", "from govtool.cli.main import run"),
        (wing_problems, "cli/view/count.py", "from govtool.cli.day.vote import command"),
        (place_problems, "helpers.py", "import re"),
        (place_problems, "web/page.py", "import re"),
        (place_problems, "domain/loans/__init__.py", "import re"),
        (direction_problems, "core/vote.py", "from govtool.web.page import page"),
        (direction_problems, "roles/clerk/clerk.py", "import govtool.helpers"),
        (direction_problems, "web/page.py", "from govtool.roles.minutes.book import Book"),
        (wing_problems, "domain/money/debt.py", "import govtool.domain"),
        (wing_problems, "domain/money/debt.py", "import govtool.domain as all_of_it"),
        (wing_problems, "domain/money/debt.py", "from govtool import domain"),
        (wing_problems, "domain/money/debt.py", "import govtool"),
        (wing_problems, "domain/money/__init__.py", "from govtool.domain.work import wage"),
        (wing_problems, "domain/__init__.py", "from govtool.domain.work import wage"),
        (text_problems, "roles/clerk/clerk.py", "import importlib"),
        (text_problems, "io/git/git.py", "from importlib import import_module"),
        (text_problems, "cli/day/vote.py", "from importlib.util import find_spec"),
        (purity_problems, "core/vote.py", "load = __import__"),
        (purity_problems, "core/vote.py", "load = __builtins__"),
        (float_problems, "core/money.py", "half = 1 / 2"),
        (float_problems, "core/money.py", "half = 1\nhalf /= 2"),
        (clock_problems, "cli/day/vote.py", "from datetime import datetime as D\nnow = D.now()"),
        (clock_problems, "cli/day/vote.py", "import time as t\nnow = t.time()"),
        (late_problems, "core/vote.py", "def late():\n    import re"),
        (late_problems, "domain/money/debt.py", "class Debt:\n    def late(self):\n        from re import match"),
        (template_problems, "domain/money/debt.py", 'PATH = f"registry/{kind}.yaml"'),
        (template_problems, "domain/money/debt.py", 'FOLDER = "registry/debts"'),
        (template_problems, "roles/clerk/clerk.py", r'PLACE = re.compile(r"registry/debts/[^/]+\.yaml")'),
        (template_problems, "roles/clerk/clerk.py", 'PLACE = re.compile("(?:^|/)proposals/[^/]+/")'),
        (template_problems, "domain/money/debt.py", 'HOME = House("debt", "registry/debts/{id}.yaml")'),
        (kinds_problems, "domain/money/debt.py", "from govtool.domain.kinds import KINDS"),
        (kinds_problems, "cli/day/vote.py", "from govtool.domain import kinds"),
        (purity_problems, "core/vote.py", "import os"),
        (purity_problems, "core/vote.py", "from pathlib import Path"),
        (purity_problems, "domain/money/debt.py", "import time"),
        (purity_problems, "domain/money/debt.py", "def f():\n    import subprocess"),
        (purity_problems, "domain/money/debt.py", "import math"),
        (purity_problems, "domain/money/debt.py", "print('paid')"),
        (purity_problems, "domain/money/debt.py", "text = open('debt.yaml')"),
        (float_problems, "core/money.py", "def share(part: float) -> int: ..."),
        (float_problems, "core/money.py", "half = 0.5"),
        (float_problems, "core/money.py", "much = 1e9"),
        (float_problems, "domain/money/debt.py", "paid = round(owed)"),
        (door_problems, "roles/clerk/clerk.py", "import pygit2"),
        (door_problems, "io/git/store.py", "from pygit2.enums import FileMode"),
        (door_problems, "io/git/store.py", "from yaml import safe_load"),
        (door_problems, "io/git/git.py", "import ruamel.yaml"),
        (door_problems, "io/file/yamlparser.py", "from ruamel.yaml import YAML"),
        (clock_problems, "roles/clerk/clerk.py", "import datetime\nnow = datetime.datetime.now()"),
        (clock_problems, "cli/day/vote.py", "from datetime import date\ntoday = date.today()"),
        (clock_problems, "cli/day/vote.py", "import time\nnow = time.time()"),
        (clock_problems, "cli/day/vote.py", "from time import time"),
        (line_problems, "cli/view/case.py", "for line in text.splitlines():\n    print(line)"),
        (line_problems, "cli/view/case.py", "cut = str.splitlines"),
        (json_problems, "cli/day/vote.py", "import json\nprint(json.dumps({}))"),
        (json_problems, "cli/day/vote.py", "from json import dumps"),
        (json_problems, "cli/day/vote.py", "def _data(v):\n    return {'a': v.a, 'b': v.b}"),
        (json_problems, "cli/view/vote.py", "def vote_data(v):\n    return [{'a': x.a, 'b': x.b} for x in v]"),
        (docstring_problems, "cli/day/vote.py", "import time"),
        (length_problems, "cli/day/vote.py", "\n" * (MOST_LINES + 1)),
        (length_problems, "tests/test_vote.py", "\n" * (MOST_LINES_OF_A_TEST + 1)),
        (clock_problems, "core/times.py", "from datetime import datetime\nnow = datetime.utcnow()"),
    ],
)
def test_code_that_breaks_a_rule_is_found(rule: Callable[[str, str], list[str]], place: str, source: str) -> None:
    assert len(rule(place, source)) == 1


@pytest.mark.parametrize(
    ("place", "source"),
    [
        (
            "cli/day/vote.py",
            "from govtool.roles.member import vote\nfrom govtool.io.git.git import fetch\nprint('signed', 0.5)",
        ),
        (
            "roles/clerk/clerk.py",
            "import os\nfrom govtool.domain.constitution.bylaws import Bylaws\nfrom govtool.errors import Refused",
        ),
        ("domain/money/debt.py", "from govtool.domain.constitution.bylaws import Bylaws\nimport re"),
        (
            "domain/money/debt.py",
            '"""The record `registry/debts/ID.yaml`."""\nHOME = Home("debt", "registry/debts/{id}.yaml")',
        ),
        ("cli/prove/check.py", "say('there is no registry/ to check')\nname = path.removeprefix('registry/')"),
        ("cli/prove/simulate.py", "HELP = 'govtool simulate bylaws registry/bylaws.yaml'"),
        ("domain/kinds.py", "from govtool.domain.money.debt import Debt"),
        ("roles/minutes/registry.py", "def late():\n    from govtool.domain.kinds import KINDS"),
        (
            "roles/forge/page/page_updater.py",
            "from govtool.roles.forge import cost\nfrom govtool.roles.minutes.book import Book",
        ),
        ("roles/forge/__init__.py", "import re"),
        ("io/file/template.py", "from importlib.resources import files"),
        ("cli/main.py", "import importlib"),
        ("cli/terminal/json.py", "import json\ndef _data(v):\n    return {'a': v.a, 'b': v.b}"),
        ("cli/day/vote.py", "def _data(v):\n    return picked(v, 'a b', more={'a': v.a})"),
        ("roles/clerk/memory.py", "import json"),
        ("cli/demo/stage.py", "from govtool.cli.main import run"),
        ("io/git/git.py", "import pygit2"),
        ("io/git/gitserver.py", "import pygit2.enums\nimport time\ntime.sleep(1)"),
        ("io/file/yamlparser.py", "from yaml.events import Event"),
        ("io/file/roundtrip.py", "import ruamel.yaml\nfrom ruamel.yaml.error import YAMLError"),
        ("io/clock.py", "from datetime import datetime\nnow = datetime.now()"),
        (
            "domain/money/debt.py",
            "from fractions import Fraction\nfrom govtool.core.money import Money\nhalf = Fraction(1, 2)",
        ),
        ("core/share.py", "import re\nfrom govtool.errors import Refused\n# no float here\nlimit = 1_000"),
    ],
)
def test_code_that_keeps_the_rules_is_let_be(place: str, source: str) -> None:
    text = f'"""What it is."""\n{source}\n'
    assert [problem for rule in CODE_RULES for problem in rule(place, text)] == []


@pytest.mark.parametrize("before", ["", "see ", '"', "file://", "="])
@pytest.mark.parametrize("after", ["", "/main", '"', " "])
def test_a_folder_of_the_machine_is_found(before: str, after: str) -> None:
    assert machine_problems("a.md", before + "/" + "work" + after)
    assert machine_problems("a.md", before + "/" + "root" + after)


def test_a_paper_that_is_not_shipped_is_found() -> None:
    assert machine_problems("a.py", "as DESIGN" + ".md section 9 says")
    assert machine_problems("a.py", "../" + "shared/vectors")


@pytest.mark.parametrize("text", ["docs/root", "/rooted", "a work/root", "/works", "~/work", "docs/design.md"])
def test_other_paths_may_be_named(text: str) -> None:
    assert machine_problems("a.md", text) == []
