"""git finds the repository of a folder, and judges whether it may be used; every git is told that repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import Git
from govtool.io.git.place import NoRepository, Place, find_place
from govtool.io.git.process import run_git
from tests.conftest import Git as RunGit

ANOTHER = 4321
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")


@pytest.fixture
def repository(git: RunGit, tmp_path: Path) -> Path:
    folder = tmp_path / "k"
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    git(folder, "commit", "-q", "--allow-empty", "-m", "One")
    return folder


def refused(folder: Path) -> GovtoolError:
    with pytest.raises(GovtoolError) as caught:
        find_place(folder)
    return caught.value


def test_a_repository_is_found_from_a_folder_below_it_with_its_work_tree(repository: Path) -> None:
    (repository / "a" / "b").mkdir(parents=True)
    found = find_place(repository / "a" / "b")
    assert found == Place(repository / ".git", repository) and found.top == repository
    assert found.named == ("--git-dir", str(repository / ".git"), "--work-tree", str(repository))
    assert found.common == repository / ".git"


def test_a_bare_repository_has_no_work_tree(git: RunGit, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "b.git")
    found = find_place(tmp_path / "b.git")
    assert found == Place(tmp_path / "b.git") and found.top == tmp_path / "b.git"
    assert found.named == ("--git-dir", str(tmp_path / "b.git"))


def test_a_linked_work_tree_shares_the_folder_of_the_first(git: RunGit, repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    found = find_place(tmp_path / "side")
    assert found == Place(repository / ".git" / "worktrees" / "side", tmp_path / "side")
    assert found.common == repository / ".git"


def test_a_work_tree_that_lies_elsewhere_is_where_git_has_it(git: RunGit, repository: Path, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    git(repository, "config", "core.worktree", str(tmp_path / "files"))
    assert find_place(repository) == Place(repository / ".git", tmp_path / "files")


def test_a_work_tree_that_is_gone_leaves_the_repository(git: RunGit, repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "core.worktree", str(tmp_path / "gone"))
    found = find_place(repository)
    assert found == Place(repository / ".git") and found.run("rev-parse", "HEAD").returncode == 0


def test_git_runs_in_the_repository_and_in_no_other_around_its_files(
    git: RunGit, repository: Path, tmp_path: Path
) -> None:
    git(tmp_path, "init", "-q", "-b", "other", "around")
    (tmp_path / "around" / "files").mkdir()
    git(repository, "config", "core.worktree", str(tmp_path / "around" / "files"))
    assert Git(repository).run("symbolic-ref", "HEAD").stdout == "refs/heads/main\n"
    # and without that, it would have been the other
    assert run_git(["symbolic-ref", "HEAD"], tmp_path / "around" / "files").stdout == "refs/heads/other\n"


def test_no_repository_and_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "nothing", tmp_path / "file"):
        found = refused(path)
        assert isinstance(found, NoRepository) and found.message == f"there is no git repository at {path}"
        assert found.hint == "cd into one, or name it: govtool -C DIR ..."


def test_the_variables_that_say_where_are_not_followed(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(repository / ".git"))
    found = refused(tmp_path)
    assert isinstance(found, NoRepository)
    assert found.hint == f"GIT_DIR is not followed: govtool -C {repository / '.git'} ..."
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    monkeypatch.setenv("GIT_COMMON_DIR", str(tmp_path))
    assert find_place(repository) == Place(repository / ".git", repository)


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("GIT_CONFIG_GLOBAL", True),
        ("GIT_CONFIG_SYSTEM", True),
        ("GIT_CONFIG_PARAMETERS", True),
        ("GIT_SSL_CAINFO", True),
        ("GIT_SSL_NO_VERIFY", True),
        ("GIT_PROXY_COMMAND", True),
        ("GIT_PROXY_SSL_CERT", True),
        ("GIT_HTTP_PROXY_AUTHMETHOD", True),
        ("GIT_SSH", True),
        ("GIT_SSH_COMMAND", True),
        ("GIT_SSH_VARIANT", True),
        ("GIT_ASKPASS", True),
        ("GIT_ALLOW_PROTOCOL", True),
        ("GIT_PROTOCOL_FROM_USER", True),
        ("GIT_CEILING_DIRECTORIES", True),
        ("GIT_CONFIG", False),
        ("GIT_DIR", False),
        ("GIT_WORK_TREE", False),
        ("GIT_INDEX_FILE", False),
        ("GIT_COMMON_DIR", False),
        ("GIT_OBJECT_DIRECTORY", False),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", False),
        ("GIT_NAMESPACE", False),
        ("GIT_REPLACE_REF_BASE", False),
        ("GIT_SHALLOW_FILE", False),
        ("GIT_DEFAULT_HASH", False),
        ("GIT_TRACE", False),
    ],
)
def test_git_gets_of_the_environment_how_to_reach_and_whom_to_trust(
    name: str, is_kept: bool, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of a shell that git starts, outside of any repository, where it sets none of them itself."""
    value = "'safe.directory=*'" if name == "GIT_CONFIG_PARAMETERS" else "/dev/null"
    monkeypatch.setenv(name, value)
    told = run_git(["-c", "alias.told=!env", "told"], Path("/")).stdout.splitlines()
    assert any(line.startswith(f"{name}=") and value in line for line in told) == is_kept


def give_away(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, ANOTHER, ANOTHER, follow_symlinks=False)


@needs_root
def test_a_repository_of_another_user_is_refused_with_the_line_to_type(repository: Path) -> None:
    give_away(repository)
    found = refused(repository)
    assert not isinstance(found, NoRepository) and found.message == f"{repository} belongs to another user"
    assert found.hint == f"if you trust that user: git config --global --add safe.directory {repository}"


@needs_root
def test_a_repository_of_another_user_is_used_once_it_is_trusted(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In whichever way git is told so: here by the environment, as a container does it."""
    give_away(repository)
    for number, (name, value) in enumerate({"safe.directory": str(repository)}.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", name)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    git = Git(repository)
    assert git.ref("refs/heads/main") is not None and git.run("rev-parse", "HEAD").returncode == 0


def test_a_bare_repository_that_must_be_named_says_so(
    git: RunGit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "-q", "--bare", "b.git")
    (tmp_path / "settings").write_text("[safe]\nbareRepository = explicit\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    found = refused(tmp_path / "b.git")
    assert "safe.bareRepository is 'explicit'" in found.message
    assert found.hint == "git config --global safe.bareRepository all"


def test_a_broken_line_is_said_in_git_s_words_whichever_file_holds_it(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    (tmp_path / "settings").write_text("[alias\n")
    found = refused(repository)
    assert f"bad config line 1 in file {tmp_path / 'settings'}" in found.message
    assert found.hint == "open that file in an editor, and mend the line"


def test_a_work_tree_whose_repository_is_gone(repository: Path, tmp_path: Path) -> None:
    (repository / ".git").rename(tmp_path / "moved")
    (repository / ".git").write_text(f"gitdir: {tmp_path / 'gone'}\n")
    found = refused(repository)
    assert not isinstance(found, NoRepository) and f"not a git repository: {tmp_path / 'gone'}" in found.message
    assert "git worktree repair" in found.hint


def test_a_repository_of_a_newer_git(git: RunGit, repository: Path) -> None:
    git(repository, "config", "core.repositoryFormatVersion", "1")
    git(repository, "config", "extensions.fromTheFuture", "true")
    found = refused(repository)
    assert "unknown repository extension" in found.message and found.hint == "a newer git made it: update git"


def test_a_repository_in_the_sha_256_format(git: RunGit, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256", "s")
    found = refused(tmp_path / "s")
    assert isinstance(found, Refused) and [each.code for each in found.findings] == ["object_format"]


def test_a_folder_that_went_away_is_not_taken_for_a_missing_git(tmp_path: Path) -> None:
    with pytest.raises(GovtoolError, match="there is no folder"):
        run_git(["version"], tmp_path / "gone")


def test_a_missing_git_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GovtoolError, match="git is not installed"):
        find_place(tmp_path)
