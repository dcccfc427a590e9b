"""Commands for the demo, each in a process of its own, that begin with everything loaded.

A command that is typed loads hundreds of modules first, and a demo has eighty commands: that was most of its time. Here
one process loads them once, and every command is a fork of it. The fork has its own arguments, folder, environment and
output. From there on it does what `govtool` does when it is typed, to its exit status.

Promises: no command sees anything of another. Forks are made by a process with one thread, which ends with the demo.
It forks only on systems on which that is sound: see `IS_POSSIBLE`.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from govtool.cli.main import main
from govtool.cli.terminal.commands import every_command

# What commands load only when they come to it.
_LATE = (
    "govtool.roles.minutes.auditor",
    "nacl.bindings",
    "cryptography.hazmat.primitives.serialization",
    "govtool.cli.demo.preload",
)

Wait = Callable[[], tuple[int, str]]

# The system libraries of macOS do not bear being forked; there, and on Windows, every command loads for itself.
IS_POSSIBLE = sys.platform == "linux"


class Rehearsal:
    """Starts commands. Each start gives a function that waits for the end, and gives the exit status and the output.
    The output is in `folder` until then.
    """

    def __init__(self, folder: Path, *, forks: bool = IS_POSSIBLE) -> None:
        self._folder = folder
        self._forks = forks
        if forks:
            commands = [command.module for command in every_command()]
            self._context = multiprocessing.get_context("forkserver")
            self._context.set_forkserver_preload([__name__, *commands, *_LATE])

    def start(self, line: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Wait:
        """Starts a command line in a folder, with this environment and nothing else of ours."""
        if line[0] != "govtool":
            return _typed(line, folder, environment)
        if not self._forks:
            return _typed([sys.executable, "-m", "govtool.cli.main", *line[1:]], folder, environment)
        return self._forked(line[1:], folder, environment)

    def _forked(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Wait:
        handle, name = tempfile.mkstemp(prefix="said-", dir=self._folder)
        os.close(handle)
        process = self._context.Process(target=_perform, args=(tuple(arguments), folder, dict(environment), name))
        with _nameless_program():
            process.start()

        def wait() -> tuple[int, str]:
            process.join()
            said = Path(name).read_text("utf-8", "replace")
            Path(name).unlink()
            return process.exitcode or 0, said

        return wait


@contextlib.contextmanager
def _nameless_program() -> Iterator[None]:
    """Has a fork not run the program again which runs here: it would, to know what that has defined."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


def _typed(line: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Wait:
    """Starts any command line, as a shell would."""
    process = subprocess.Popen(
        line,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )

    def wait() -> tuple[int, str]:
        said = process.communicate()[0]
        return process.returncode, said

    return wait


def _perform(arguments: Sequence[str], folder: Path, environment: dict[str, str], said: str) -> NoReturn:
    """Sets up what a parent gives to a new process, and then runs the entry of the program."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    output = os.open(said, os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, output, output)):
        os.dup2(file, number)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r", closefd=False), "utf-8")
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8")
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8", line_buffering=True)
    main(arguments)
    raise AssertionError("main has ended the process")
