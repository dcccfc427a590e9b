"""The house rules that a machine can hold: who may import whom, what stays pure, what the workflows may do.

Each rule is a function from text to problems. It is tried on a sample that breaks it, so that it is known to bite, and
then on every file of the repository.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Git

ROOT = Path(__file__).parent.parent
MOST_LINES = 400
MOST_LINES_OF_A_TEST = 600

# whom a layer may import, besides itself
MAY_IMPORT = {
    "cli": {"roles", "io", "domain", "core"},
    "roles": {"io", "domain", "core"},
    "io": {"core"},
    "domain": {"core"},
    "core": set[str](),
}
PURE = {"core", "domain"}
# of the standard library only what can neither look at the world nor change it (of datetime another rule takes now())
PURE_LIBRARIES = {
    *(
        "__future__",
        "abc",
        "base64",
        "binascii",
        "bisect",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "datetime",
    ),
    *("enum", "fractions", "functools", "hashlib", "heapq", "itertools", "json", "operator", "re", "string", "struct"),
    *("types", "typing", "unicodedata", "pydantic", "pydantic_core", "annotated_types"),
}
IMPURE_NAMES = {"print", "open", "input", "eval", "exec", "compile", "__import__", "breakpoint"}
DOORS = {"pygit2": "io/git/*.py", "yaml": "io/file/yamlparser.py", "ruamel": "io/file/yamlparser.py"}
CLOCK = "io/clock.py"
CLOCK_READINGS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime"},
}
# rows of one table: it grows with every rule that is written, and is not to be torn apart
TABLE_OF_CODES = "govtool/core/code.py"


def layer_of(place: str) -> str:
    """The layer of a file inside govtool/; the few files at its top belong to the core."""
    return place.split("/")[0] if "/" in place else "core"


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that is imported, inside functions and for types too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{name.name}") for name in node.names)


def direction_problems(place: str, source: str) -> list[str]:
    """Imports point one way: cli -> roles -> io, domain -> core; nothing is imported relatively."""
    layer = layer_of(place)
    problems = []
    for line, name in imports(ast.parse(source)):
        parts = name.split(".")
        if name.startswith("."):
            problems.append(f"{place}:{line}: imports {name} relatively")
        elif parts[0] == "govtool" and len(parts) > 1:
            target = parts[1] if parts[1] in MAY_IMPORT else "core"
            if target != layer and target not in MAY_IMPORT[layer]:
                problems.append(f"{place}:{line}: {layer} imports {target}: {name}")
    return problems


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
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_NAMES:
            problems.append(f"{place}:{node.lineno}: a pure module calls {node.func.id}")
    return problems


def float_problems(place: str, source: str) -> list[str]:
    """Core and domain know no inexact number: neither the type, nor a literal, nor by way of round or math."""
    if layer_of(place) not in PURE:
        return []
    problems = []
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
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            if node.attr in CLOCK_READINGS.get(owner, ()):
                problems.append(f"{place}:{node.lineno}: reads the clock by {owner}.{node.attr}")
    return problems


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


def steps_of(workflow: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    """Every step, and every job that calls another workflow."""
    for job in workflow["jobs"].values():
        yield job
        yield from job.get("steps", ())


def workflow_problems(place: str, text: str) -> list[str]:
    """A workflow has no rights by default and runs nothing of a stranger's with more than a stranger's rights."""
    workflow = yaml.safe_load(text)
    problems = [] if workflow.get("permissions") == {} else ["does not begin with permissions: {}"]
    # YAML 1.1 reads the key `on` as true
    triggers = workflow.get(True, workflow.get("on"))
    for step in steps_of(workflow):
        uses, given = step.get("uses", ""), step.get("with", {})
        for script in (step.get("run", ""), given.get("script", "")):
            if "${{" in script:
                problems.append(f"puts an expression into a script: {script.strip()}")
            if re.search(r"pr checkout|\bpull/|\bFETCH_HEAD\b", script):
                problems.append(f"takes up a pull request: {script.strip()}")
        pinned = re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", uses) and re.search(rf"{re.escape(uses)} +# v\d", text)
        if uses and not pinned:
            problems.append(f"does not pin {uses} by commit, with its version beside it")
        if re.search(r"/(cache|upload-artifact|download-artifact)\b", uses) or "cache" in given:
            problems.append(f"shares files between runs: {uses}")
        if "actions/checkout@" in uses:
            problems += checkout_problems(triggers, given)
    return [f"{place}: {problem}" for problem in problems]


def checkout_problems(triggers: Iterable[str], given: dict[str, Any]) -> list[str]:
    """What is checked out is never a stranger's where the run has rights, and leaves no token behind."""
    problems = []
    if given.get("persist-credentials") is not False:
        problems.append("a checkout leaves its token in the work tree")
    if re.search(r"head|pull", str(given.get("ref", "")) + str(given.get("repository", ""))):
        problems.append(f"checks out the head of a pull request: {given}")
    if "ref" in given and {"pull_request_target", "workflow_run", "issue_comment"} & set(triggers):
        problems.append(f"checks out a ref where strangers can start it with rights: {given}")
    return problems


CODE_RULES = [
    direction_problems,
    purity_problems,
    float_problems,
    door_problems,
    clock_problems,
    docstring_problems,
    length_problems,
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


@pytest.mark.parametrize("rule", [docstring_problems, length_problems], ids=lambda rule: rule.__name__)
def test_every_python_file_says_what_it_is_and_can_be_read(
    rule: Callable[[str, str], list[str]], tracked: list[str]
) -> None:
    assert [problem for place in tracked if place.endswith(".py") for problem in rule(place, read(place))] == []


def test_no_file_names_a_folder_of_this_machine(tracked: list[str]) -> None:
    problems = []
    for place in tracked:
        text = (ROOT / place).read_bytes().decode("utf-8", "replace")
        problems += machine_problems(place, text) + machine_problems("the name of the file", place)
    assert problems == []


def test_every_workflow_is_harmless(tracked: list[str]) -> None:
    workflows = [place for place in tracked if re.search(r"(^|/)\.github/workflows/[^/]+\.ya?ml$", place)]
    assert ".github/workflows/test.yml" in workflows
    assert [problem for place in workflows for problem in workflow_problems(place, read(place))] == []


@pytest.mark.parametrize(
    ("rule", "place", "source"),
    [
        (direction_problems, "core/vote.py", "from govtool.domain.money.debt import Debt"),
        (direction_problems, "core/vote.py", "def late():\n    import govtool.io.git.git"),
        (direction_problems, "domain/debt.py", "from govtool import io"),
        (direction_problems, "io/store.py", "from govtool.domain import RECORDS"),
        (direction_problems, "io/store.py", "from govtool.roles.minutes.book import Book"),
        (direction_problems, "roles/clerk.py", "from govtool.cli.main import main"),
        (direction_problems, "errors.py", "from govtool.io.clock import now"),
        (direction_problems, "core/vote.py", "from .finding import Finding"),
        (purity_problems, "core/vote.py", "import os"),
        (purity_problems, "core/vote.py", "from pathlib import Path"),
        (purity_problems, "domain/debt.py", "import time"),
        (purity_problems, "domain/debt.py", "def f():\n    import subprocess"),
        (purity_problems, "domain/debt.py", "import math"),
        (purity_problems, "domain/debt.py", "print('paid')"),
        (purity_problems, "domain/debt.py", "text = open('debt.yaml')"),
        (float_problems, "core/money.py", "def share(part: float) -> int: ..."),
        (float_problems, "core/money.py", "half = 0.5"),
        (float_problems, "core/money.py", "much = 1e9"),
        (float_problems, "domain/debt.py", "paid = round(owed / 2)"),
        (door_problems, "roles/clerk.py", "import pygit2"),
        (door_problems, "io/store.py", "from pygit2.enums import FileMode"),
        (door_problems, "io/store.py", "from yaml import safe_load"),
        (door_problems, "io/git/git.py", "import ruamel.yaml"),
        (clock_problems, "roles/clerk.py", "import datetime\nnow = datetime.datetime.now()"),
        (clock_problems, "cli/vote.py", "from datetime import date\ntoday = date.today()"),
        (clock_problems, "cli/vote.py", "import time\nnow = time.time()"),
        (clock_problems, "cli/vote.py", "from time import time"),
        (docstring_problems, "cli/vote.py", "import time"),
        (length_problems, "cli/vote.py", "\n" * (MOST_LINES + 1)),
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
            "cli/vote.py",
            "from govtool.roles.member import vote\nfrom govtool.io.git.git import fetch\nprint('signed', 0.5)",
        ),
        (
            "roles/clerk.py",
            "import os\nfrom govtool.domain.constitution.bylaws import Bylaws\nfrom govtool.errors import Refused",
        ),
        ("io/git/git.py", "import pygit2"),
        ("io/git/gitserver.py", "import pygit2.enums\nimport time\ntime.sleep(1)"),
        ("io/file/yamlparser.py", "from yaml.events import Event\nimport ruamel.yaml"),
        ("io/clock.py", "from datetime import datetime\nnow = datetime.now()"),
        (
            "domain/debt.py",
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


PIN = "0123456789abcdef0123456789abcdef01234567"
WORKFLOW = f"""
name: sample
on:
  workflow_run:
permissions: {{}}
jobs:
  one:
    steps:
      - uses: actions/checkout@{PIN} # v6.0.2
        with:
          persist-credentials: false
      - run: make test
        env:
          HEAD: ${{{{ github.ref }}}}
"""


def test_a_harmless_workflow_is_let_be() -> None:
    assert workflow_problems("test.yml", WORKFLOW) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("permissions: {}", "permissions: write-all", "permissions"),
        ("permissions: {}\n", "", "permissions"),
        ("make test", "make ${{ inputs.target }}", "expression"),
        ("make test", "|\n          make\n          echo ${{ github.head_ref }}", "expression"),
        ("run: make test", f"uses: a/script@{PIN} # v1\n        with:\n          script: ${{{{ x }}}}", "expression"),
        ("make test", "gh pr checkout 7", "takes up"),
        ("make test", "git fetch origin pull/7/head", "takes up"),
        (f"@{PIN} # v6.0.2", "@v6 # v6.0.2", "pin"),
        (f"@{PIN} # v6.0.2", f"@{PIN[:39]} # v6.0.2", "pin"),
        (f"@{PIN} # v6.0.2", f"@{PIN}", "pin"),
        ("  one:\n    steps:", "  two:\n    uses: a/b/.github/workflows/c.yml@main\n  one:\n    steps:", "pin"),
        ("run: make test", f"uses: actions/cache@{PIN} # v4", "shares"),
        ("run: make test", f"uses: actions/cache/restore@{PIN} # v4", "shares"),
        ("run: make test", f"uses: actions/download-artifact@{PIN} # v4", "shares"),
        ("run: make test", f"uses: actions/setup-python@{PIN} # v6\n        with:\n          cache: pip", "shares"),
        ("persist-credentials: false", "persist-credentials: true", "token"),
        ("with:\n          persist-credentials: false", "name: no with", "token"),
        ("persist-credentials: false", "persist-credentials: false\n          ref: main", "ref"),
        ("persist-credentials: false", "persist-credentials: false\n          repository: ${{ x.head }}", "head of"),
    ],
)
def test_a_workflow_that_does_harm_is_found(old: str, new: str, problem: str) -> None:
    assert old in WORKFLOW
    problems = workflow_problems("test.yml", WORKFLOW.replace(old, new))
    assert len(problems) == 1
    assert problem in problems[0]
