"""What every test gets: a git of its own, and hypothesis within bounds.

No test sees the configuration, the keys, the clock or the caches of the person who runs it, nor writes there.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, settings

from tests.world.coop import Coop
from tests.world.editor import Editor, Editors
from tests.world.examples import DAILY, SEARCH
from tests.world.programs import needed

# The whole suite must stay under ten minutes on two cores, so a law is tried on few examples, the same ones
# every time: a red test is the change's doing. `HYPOTHESIS_PROFILE=search make test` looks further, at new
# ones each time.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=DAILY,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, max_examples=SEARCH, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


MEMORY = Path("/dev/shm")
ROOM = 6 << 30


def pytest_configure() -> None:
    """Thousands of small repositories take half the time in memory, where there is room and nobody said otherwise."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)  # the workers and the commands of the tests inherit it
        tempfile.tempdir = None


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay until the end, and need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


class Git(Protocol):
    """Runs git in a folder and gives what it printed; a failure is an error unless `check` is false."""

    def __call__(self, where: Path, *arguments: str, check: bool = True, stdin: str | bytes | None = None) -> str: ...


def _clean(environment: dict[str, str], home: Path) -> dict[str, str]:
    kept = {name: value for name, value in environment.items() if not name.startswith(("GIT_", "GOVTOOL_"))}
    # an agent would offer the person's own keys, and a proxy would stand between a test and its own server
    for name in ("SSH_AUTH_SOCK", "SSH_AGENT_PID", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        kept.pop(name, None)
    kept |= {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA", "STATE")}
    return kept | {
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        # a name only, for display: no rule reads it
        "GIT_AUTHOR_NAME": "A Tester",
        "GIT_AUTHOR_EMAIL": "tester@example.org",
        "GIT_COMMITTER_NAME": "A Tester",
        "GIT_COMMITTER_EMAIL": "tester@example.org",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


@pytest.fixture(autouse=True, scope="session")
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The environment of the session, before any fixture of a wider scope than a test runs git."""
    before = dict(os.environ)
    after = _clean(before, tmp_path_factory.mktemp("session-home"))
    for name in before.keys() - after.keys():
        del os.environ[name]
    os.environ.update(after)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, so that what one test pins or keeps is never seen by another."""
    folder = tmp_path_factory.mktemp("home")
    after = _clean(dict(os.environ), folder)
    for name in os.environ.keys() - after.keys():
        monkeypatch.delenv(name)
    for name, value in after.items():
        if os.environ.get(name) != value:
            monkeypatch.setenv(name, value)
    return folder


def _git(where: Path, *arguments: str, check: bool = True, stdin: str | bytes | None = None) -> str:
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(["git", "-C", str(where), *arguments], input=given or b"", capture_output=True, check=False)
    printed = done.stdout.decode("utf-8", "surrogateescape")
    if check and done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace")
        pytest.fail(f"git {' '.join(arguments)} gave {done.returncode}\n{printed}{said}", pytrace=True)
    return printed


@pytest.fixture(scope="session")
def git() -> Git:
    """git itself, in the environment of the test: `git(folder, "log", "-1")`."""
    return _git


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    """A co-operative as it was founded: the people of `tests.world.people`, the shipped bylaws, a real repository."""
    return Coop.copied(tmp_path_factory, tmp_path)


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editors:
    """Makes the editor of the person in this test."""
    return lambda *steps: Editor(tmp_path, monkeypatch, *steps)


@pytest.fixture
def hledger() -> str:
    """The program, asked for before a law tries its examples."""
    return needed("hledger")
