"""The rule of names holds all that git refuses, whatever system it runs on; git itself is asked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from govtool.core.path import path_problem, stands_for

UNSEEN = ("\u200c", "\u200d", "\u200f", "\u202a", "\u206f", "\ufeff", "\u0301", "\u212a", "\x01", "\n")
ENDINGS = (".", " ", "~1", "~2", "0", "a", "Ä", "/x", "\\", "\\x", ":x", "::$INDEX_ALLOCATION")
LETTERS = st.sampled_from(UNSEEN + ENDINGS)
GITS = (".git", ".GIT", ".Git", "git~1", "GIT~1", "git~2", "git", ".g", "it", "a", "con", "docs", ".gitignore")
MODULES = (".gitmodules", ".GitModules", "gitmod~1", "GITMOD~4", "gi7eba~1", "GI7EBA~9", "gi7eb~10")
WORDS = st.sampled_from(GITS + MODULES)
NAMES = st.lists(st.one_of(WORDS, LETTERS), min_size=1, max_size=5).map("".join)
REFUSED = (
    *(".git", ".GIT", "git~1", "GiT~1", ".g\u200cit", ".git\ufeff", ".git.", ".git ", ".git. . ", "git~1 ."),
    *(".git::$INDEX_ALLOCATION", ".git:x", "git~1:x", ".git\\config", "a\\.git", "a\\git~1", "docs/.GIT/config"),
    *("docs/git~1", ".git/hooks/x", "docs/.g\u206eit/x", "..", ".", "a//b", "/a", "a/", "a/../b", ""),
)
KEPT = (
    *("docs/a b.md", ".gitmodules", ".gitattributes", ".gitignore", ".github/workflows/a.yml", "git", "git~", "a~1"),
    *(".gitx", "x.git", "digit~1", "Ä/ö.md", "docs/.well-known/x", "kettle.git/HEAD", "...a", "a+b@c", "\u30b1.md"),
)
BEYOND = (
    *(
        "con",
        "aux.md",
        "docs/NUL",
        "Com1.txt",
        "lpt0",
        "prn .txt",
        "conin$",
        "CONOUT$",
        "a.",
        "a ",
        "a./b",
        "a?",
        "a*b",
        "<",
        ">",
    ),
    *('"', "|", "a:b", "a\\b", "a\nb", "a\tb", "\u202egpj.exe", "a\u00adb", "\x7f", "a\udcffb"),
)


@pytest.fixture(scope="module")
def git(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oracle")
    for arguments in (("init", "-q"), ("config", "core.protectHFS", "true"), ("config", "core.protectNTFS", "true")):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return folder


def taken(folder: Path, path: str, mode: str = "100644") -> bool:
    """Whether git takes a path into its index, as it must to check a tree out."""
    (folder / ".git" / "index").unlink(missing_ok=True)
    entry = f"{mode},{'1' * 40},{path}".encode("utf-8", "surrogateescape")
    done = subprocess.run(
        ["git", "update-index", "--add", "--cacheinfo", entry], cwd=folder, capture_output=True, check=False
    )
    return done.returncode == 0


@settings(max_examples=300, deadline=None)
@given(NAMES, st.booleans())
@example(".GIT", False)
@example("gitmod~1", True)
@example("gi7eba~9", True)
@example(".gitmodules ", True)
@example("x\\.gitmodules", True)
def test_what_git_refuses_on_some_system_is_refused_on_all(git: Path, path: str, is_link: bool) -> None:
    if not taken(git, path, "120000" if is_link else "100644"):
        assert path_problem(path, is_link=is_link) is not None


@pytest.mark.parametrize("path", [path for path in REFUSED if path])
def test_git_refuses_these_itself(git: Path, path: str) -> None:
    assert not taken(git, path) and path_problem(path) is not None


@pytest.mark.parametrize("path", KEPT)
def test_what_every_system_keeps_comes_in(git: Path, path: str) -> None:
    assert taken(git, path) and path_problem(path) is None


@pytest.mark.parametrize("path", BEYOND)
def test_names_that_windows_cannot_keep_and_letters_that_nobody_sees_are_refused_too(path: str) -> None:
    assert path_problem(path) is not None


@pytest.mark.parametrize(
    "name", [".gitmodules", ".GITMODULES", "gitmod~2", "gi7eba~1", ".gitmodules\u200c", "GITMOD~4 ."]
)
def test_no_link_stands_for_gitmodules(git: Path, name: str) -> None:
    assert not taken(git, f"docs/{name}", "120000") and path_problem(f"docs/{name}", is_link=True) is not None


def test_a_link_may_stand_elsewhere(git: Path) -> None:
    assert taken(git, "docs/a", "120000") and path_problem("docs/a", is_link=True) is None
    assert path_problem("docs/.gitignore", is_link=True) is None


@pytest.mark.parametrize(
    "name", ["registry", "Registry", "REGISTRY. ", "regist~1", "REGIST~12", "reg\u200distry", "registry:x", "regiſtry"]
)
def test_a_name_that_a_system_takes_for_another_is_known(name: str) -> None:
    assert stands_for(name, "registry") and not stands_for(name, "proposals")


@pytest.mark.parametrize("name", ["registry2", "registr", "regist", "regist~", "registry~1", "a registry"])
def test_a_name_of_its_own_is_its_own(name: str) -> None:
    assert not stands_for(name, "registry")
