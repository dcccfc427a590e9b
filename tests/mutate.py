"""Changes single lines of `core` and `domain`, and runs the tests that name the module: does one of them fail?

    python -m tests.mutate                          # 200 lines, always the same ones for the same code
    python -m tests.mutate --module key             # every change of every line of one module
    python -m tests.mutate --module key --count 12
    python -m tests.mutate --module key --own       # only by the tests that bear its name

A line that can be changed without a failing test is a rule without a test where its name says. Exit status 1 where too
many are, or one of a module in which none may be. It works on copies: the checkout stays as it is.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from queue import Queue
from threading import Lock
from types import FrameType

from tests.world.place import ROOT
from tests.world.rule_tests import files_testing, own_tests, rule_modules

COUNT, SEED, SECONDS, JOBS = 200, 20261130, 60, 2
MOST_PERCENT = 5
"""How many changed lines of a hundred no test may notice."""
GUARDED = ("tally", "ranked", "ballot", "enactment", "key", "handover", "payout")
"""Modules of which no changed line may stay unnoticed: what a vote, a key and a wage hang on."""
LEFT_OUT = (".git", ".venv", ".hypothesis", ".*_cache", "__pycache__", "node_modules", "build", "dist", "*.egg-info")
MEMORY, ROOM = Path("/dev/shm"), 4 << 30
QUICK_FIRST = "tests/world/quick_first.py"
"""The plugin that has the tests without a repository run first, if the checkout has it."""
SAID = frozenset({"description", "what", "hint", "help"})
"""Arguments that are only read by people."""
FOR_CHECKERS = frozenset({"TypeVar", "dataclass", "field", "PydanticCustomError", "row", "wording"})
"""Calls that say something to a checker of types, or to a person, and change no verdict."""

OUT_OF_TIME = "time ran out"

_OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "//"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "//"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
"""An operator as it is written, and the one in its place."""
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Change:
    """One changed line of a module; `source` is the whole module with it."""

    path: str
    line: int
    before: str
    after: str
    source: str

    @property
    def module(self) -> str:
        """The name of the module, without its folders."""
        return Path(self.path).stem

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.before}\n  -> {self.after}"


# What can be changed -------------------------------------------------------------------------------------------------


def changes(path: str, source: str) -> list[Change]:
    """Every change of one line that this program knows, in the order of the lines."""
    lines = source.split("\n")
    tree = ast.parse(source)
    said = {id(node) for node in _said_only(tree)}
    found = []
    for node in ast.walk(tree):
        start_line, end_line = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
        if id(node) in said or not start_line or start_line != end_line:
            continue
        for start, end, text in _parts(node, lines[start_line - 1]):
            old = lines[start_line - 1].encode()
            new = (old[:start] + text.encode() + old[end:]).decode()
            changed = "\n".join([*lines[: start_line - 1], new, *lines[start_line:]])
            if new.encode() != old:
                found.append(Change(path, start_line, old.decode().strip(), new.strip(), changed))
    return sorted(found, key=lambda change: (change.line, change.after))


def _said_only(tree: ast.AST) -> Iterator[ast.AST]:
    """What is only read by people or by a checker of types: docstrings, annotations, words of findings, examples."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            # Of a field the annotation is a rule: its limits stand in calls.
            in_calls = {id(part) for call in _calls(node.annotation) for part in ast.walk(call)}
            yield from (part for part in ast.walk(node.annotation) if id(part) not in in_calls)
        elif isinstance(node, ast.FunctionDef):
            yield from ast.walk(node.returns) if node.returns is not None else ()
            yield from ast.walk(node) if node.name == "examples" else ()
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in FOR_CHECKERS:
            yield from ast.walk(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif (isinstance(node, ast.keyword) and node.arg in SAID) or isinstance(node, ast.JoinedStr):
            yield from ast.walk(node)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _parts(node: ast.AST, line: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of what can be changed of a node, in bytes of its line, and the new text."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from _operator(node.left, node.ops[0], node.comparators[0], line)
    elif isinstance(node, ast.BoolOp):
        yield from _operator(node.values[0], node.op, node.values[1], line)
    elif isinstance(node, ast.BinOp):
        yield from _operator(node.left, node.op, node.right, line)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.col_offset, node.col_offset + len("not "), ""
    elif isinstance(node, ast.Constant):
        yield from _constant(node)
    elif isinstance(node, ast.Name) and node.id in _SWAPPED:
        yield node.col_offset, _end(node), _SWAPPED[node.id]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield) and "finding(" in line:
        yield node.col_offset, _end(node), "yield from ()"


def _constant(node: ast.Constant) -> Iterator[tuple[int, int, str]]:
    if isinstance(node.value, bool):
        yield node.col_offset, _end(node), str(not node.value)
    elif isinstance(node.value, int):
        yield node.col_offset, _end(node), str(node.value + 1)
    elif isinstance(node.value, str) and node.value and " " not in node.value:  # words with a space are for people
        yield node.col_offset, _end(node), repr(node.value + "~")


def _operator(left: ast.expr, operator: ast.AST, right: ast.expr, line: str) -> Iterator[tuple[int, int, str]]:
    """The operator between two parts; brackets beside it stay."""
    start, end = _end(left), right.col_offset
    old, new = _OPERATORS.get(type(operator), ("", ""))
    between = line.encode()[start:end].decode()
    if old:
        yield start, end, between.replace(old, new, 1)


def _end(node: ast.expr | ast.stmt) -> int:
    return node.end_col_offset or 0


def chosen(root: Path, count: int | None = None, seed: int = SEED, module: str | None = None) -> list[Change]:
    """The changes to try, at most one a line: the same ones for the same seed and the same lines. A line keeps its luck
    wherever it stands in its module, so that a run looks at what the run before looked at, and at what is new.

    Without a count all changes of a module, or as many as are asked for of all modules. Raises LookupError for a module
    that is not there.
    """
    paths = [path for path in rule_modules(root) if module in (None, Path(path).stem)]
    if not paths:
        raise LookupError(f"no module {module} in core and domain")
    found = [change for path in paths for change in changes(path, (root / path).read_text("utf-8"))]
    if count is None and module is not None:
        return found
    by_line: dict[tuple[str, int], list[Change]] = {}
    for change in found:
        by_line.setdefault((change.path, change.line), []).append(change)
    best = [min(together, key=lambda change: _luck(seed, change)) for together in by_line.values()]
    best.sort(key=lambda change: _luck(seed, change))
    return sorted(best[: COUNT if count is None else count], key=lambda change: (change.path, change.line))


def _luck(seed: int, change: Change) -> bytes:
    return sha256(f"{seed}\n{change}".replace(f":{change.line}:", ":", 1).encode()).digest()


# Whether a test notices ----------------------------------------------------------------------------------------------


class Runs:
    """The tests that run now, so that whoever stops this program stops them with all that they started."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = Lock()
        self._is_over = False

    def output(self, command: Sequence[str], folder: Path, seconds: int) -> tuple[int, str] | None:
        """Status and output of a program in a folder; None where time ran out, or where all is over."""
        environment = {**os.environ, "PYTHONPATH": str(folder), "TMPDIR": str(folder.parent)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # many runs read the same modules
        with self._lock:
            if self._is_over:
                return None
            run = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            self._running.add(run)
        try:
            said, _ = run.communicate(timeout=seconds)
            return run.returncode, said
        except subprocess.TimeoutExpired:
            return None
        finally:
            _kill(run)
            run.communicate()
            with self._lock:
                self._running.discard(run)

    def stop(self) -> None:
        """Ends all of them, and lets none begin."""
        with self._lock:
            self._is_over = True
            for run in self._running:
                _kill(run)


def _kill(run: subprocess.Popen[str]) -> None:
    # Its group is there as long as a program that it started is.
    try:
        os.killpg(run.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


class Copy:
    """A copy of a checkout in which lines are changed, one at a time."""

    def __init__(self, root: Path, folder: Path, runs: Runs, seconds: int = SECONDS, only_own: bool = False) -> None:
        self._root, self._folder, self._runs = root, folder / "c", runs
        self._seconds, self._only_own = seconds, only_own
        shutil.copytree(root, self._folder, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
        self._time = time.time_ns()
        self._broken: set[str] = set()
        self._passing: dict[tuple[str, ...], bool] = {}

    def notices(self, change: Change) -> str:
        """Which test fails by a change, or that they all would hang; empty where none does in the time that there is.

        A test that fails without the change too says nothing, and is left out.
        """
        files = (own_tests if self._only_own else files_testing)(self._root, change.path)
        while files:
            found = self._changed(change, files)
            if not found or self._is_by_change(found, files):
                return found
            if "tests/" not in found:
                return ""
            self._broken.add(found)
        return ""

    def _is_by_change(self, found: str, files: Sequence[str]) -> bool:
        """Whether what failed passes without the change; what could not even be imported only has to be found."""
        if "::" in found:
            return self._passes([found])
        more = () if found == OUT_OF_TIME else ("--collect-only",)
        return self._passes([found] if "tests/" in found else files, *more)

    def _changed(self, change: Change, files: Iterable[str]) -> str:
        path = self._folder / change.path
        before = path.read_text("utf-8")
        self._write(path, change.source)
        try:
            return self._failing(files)
        finally:
            self._write(path, before)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, "utf-8")
        # Python takes compiled code for current by second and size: two changes within a second must differ.
        self._time += 2_000_000_000
        os.utime(path, ns=(self._time, self._time))

    def _passes(self, tests: Sequence[str], *more: str) -> bool:
        """Whether tests pass in time without a change."""
        key = (*more, *tests)
        if key not in self._passing:
            self._passing[key] = not self._failing(tests, *more)
        return self._passing[key]

    def _failing(self, tests: Iterable[str], *more: str) -> str:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
        if (self._folder / QUICK_FIRST).is_file():
            command += ["-p", QUICK_FIRST.removesuffix(".py").replace("/", ".")]
        left_out = [word for test in sorted(self._broken) for word in ("--deselect", test)]
        done = self._runs.output([*command, *more, "-o", "addopts=", *left_out, *tests], self._folder, self._seconds)
        if done is None:
            return OUT_OF_TIME
        status, said = done
        failed = re.findall(r"^(?:FAILED|ERROR) ([^\s\[]+)", said, re.MULTILINE)
        # 5: there was no test to run
        return failed[0] if failed else "" if status in (0, 5) else "an error"


def judged(
    root: Path, tried: Sequence[Change], seconds: int, jobs: int, only_own: bool
) -> Iterator[tuple[Change, str]]:
    """Each change with the test that noticed it, in the order given."""
    runs = Runs()
    with tempfile.TemporaryDirectory(prefix="mutate-", dir=_roomy()) as folder:
        copies: Queue[Copy] = Queue()
        for number in range(jobs):
            copies.put(Copy(root, Path(folder) / str(number), runs, seconds, only_own))

        def judge(change: Change) -> str:
            copy = copies.get()
            try:
                return copy.notices(change)
            finally:
                copies.put(copy)

        pool = ThreadPoolExecutor(jobs)
        try:
            yield from zip(tried, pool.map(judge, tried), strict=True)
        finally:
            runs.stop()
            pool.shutdown(cancel_futures=True)


def _roomy() -> Path | None:
    is_free = "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return MEMORY if is_free else None


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Changes lines, tells which of them no test noticed, and gives 1 where they are too many."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutate", description="Change lines of rules, and run tests.")
    parser.add_argument("--count", type=int, help=f"how many lines are changed; {COUNT}, or all of one module")
    parser.add_argument("--seed", type=int, default=SEED, help="which lines these are")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long the tests of one may take")
    parser.add_argument("--jobs", type=int, default=JOBS, help="how many are tried at the same time")
    parser.add_argument("--module", help="lines of this module only, by name")
    parser.add_argument("--own", action="store_true", help="only by the tests that bear the module's name")
    typed = parser.parse_args(arguments)
    try:
        tried = chosen(root, typed.count, typed.seed, typed.module)
    except LookupError as error:
        parser.error(str(error))
    survived = []
    for number, (change, noticed) in enumerate(judged(root, tried, typed.seconds, typed.jobs, typed.own), start=1):
        if not noticed:
            survived.append(change)
            print(change, flush=True)
        elif sys.stderr.isatty():
            print(f"\r{number} of {len(tried)}", end="", file=sys.stderr, flush=True)
    guarded = [change for change in survived if change.module in GUARDED]
    print(f"{len(tried)} lines changed, {len(survived)} not noticed, {len(guarded)} of them in {', '.join(GUARDED)}")
    return 1 if guarded or len(survived) * 100 > MOST_PERCENT * len(tried) else 0


def _end_well(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _end_well)
    sys.exit(main(sys.argv[1:]))
