"""One reader of settings: what git itself would answer, wherever a setting comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.place import find_place
from govtool.io.git.settings import Settings
from tests.conftest import Git as RunGit


@pytest.fixture
def repository(git: RunGit, tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", "k")
    git(tmp_path / "k", "remote", "add", "origin", "https://git.example.org/coop/kettle.git")
    return tmp_path / "k"


def test_a_setting_of_the_repository_the_last_value_counts(git: RunGit, repository: Path) -> None:
    git(repository, "config", "user.name", "Ana")
    git(repository, "config", "--add", "user.name", "Ana Zwei")
    settings = Git(repository).settings
    assert settings.get("user.name") == "Ana Zwei" and settings.get("user.email") is None


def test_letters_of_a_name_count_in_its_middle_only(git: RunGit, repository: Path) -> None:
    git(repository, "config", "remote.My.Fork.url", "x")
    settings = Git(repository).settings
    assert settings.get("REMOTE.My.Fork.URL") == "x" and settings.get("remote.my.fork.url") is None


def test_a_value_of_several_lines_is_one(git: RunGit, repository: Path) -> None:
    git(repository, "config", "user.name", "Ana\n=Zwei\n")
    assert Git(repository).setting("user.name") == "Ana\n=Zwei\n"


@pytest.mark.parametrize("value", ["true", "Yes", "on", "1"])
def test_every_word_of_git_for_true(value: str, git: RunGit, repository: Path) -> None:
    git(repository, "config", "commit.gpgSign", value)
    assert Git(repository).settings.is_on("commit.gpgsign")


def test_a_name_without_a_value_is_true_and_one_that_is_not_there_is_not(repository: Path) -> None:
    config = repository / ".git" / "config"
    config.write_text(config.read_text() + "[commit]\n\tgpgSign\n[tag]\n\tgpgSign = no\n")
    settings = Git(repository).settings
    assert settings.is_on("commit.gpgSign") and not settings.is_on("tag.gpgSign") and not settings.is_on("push.gpgSign")


def test_the_files_that_the_environment_names(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").write_text("[user]\nname = Mine\nemail = mine@example.org\n")
    (tmp_path / "all").write_text("[user]\nname = All\nsigningKey = all\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "mine"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "all"))
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
    settings = Git(repository).settings
    assert settings.get("user.name") == "Mine" and settings.get("user.signingKey") == "all"


def test_settings_in_the_environment_go_before_files(
    git: RunGit, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(repository, "config", "user.name", "Ana")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Ana here")
    assert Git(repository).setting("user.name") == "Ana here"


def test_a_file_for_the_repositories_of_one_host(
    git: RunGit, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "coop").write_text("[user]\nsigningKey = coop.pub\n")
    (tmp_path / "mine").write_text(
        f'[user]\nsigningKey = mine.pub\n[includeIf "hasconfig:remote.*.url:https://git.example.org/**"]\n'
        f"path = {tmp_path / 'coop'}\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "mine"))
    assert Git(repository).setting("user.signingKey") == "coop.pub"
    git(repository, "remote", "set-url", "origin", "https://elsewhere.example.org/x.git")
    assert Git(repository).setting("user.signingKey") == "mine.pub"


def test_a_setting_of_one_work_tree_alone(git: RunGit, repository: Path, tmp_path: Path) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", "One")
    git(repository, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    git(repository, "config", "extensions.worktreeConfig", "true")
    git(tmp_path / "side", "config", "--worktree", "user.name", "Aside")
    assert Git(tmp_path / "side").setting("user.name") == "Aside" and Git(repository).setting("user.name") is None


def test_what_govtool_adds_for_itself_is_no_setting(repository: Path) -> None:
    settings = Git(repository).settings
    assert settings.get("core.hooksPath") is None and settings.get("gc.auto") is None


def test_a_setting_is_written_into_the_repository_and_read_again(git: RunGit, repository: Path) -> None:
    opened = Git(repository)
    assert opened.setting("govtool.member") is None
    git(repository, "config", "--add", "govtool.member", "bob")
    git(repository, "config", "--add", "govtool.member", "carol")
    opened.set_setting("govtool.member", "ana")
    assert opened.setting("govtool.member") == "ana" == git(repository, "config", "govtool.member").strip()
    opened.unset_setting("govtool.member")
    assert opened.setting("govtool.member") is None


def test_a_setting_that_cannot_be_taken_away(
    git: RunGit, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").write_text("[govtool]\ngenesis = x\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "mine"))
    git(repository, "config", "govtool.genesis", "y")
    with pytest.raises(GovtoolError) as caught:
        Git(repository).unset_setting("govtool.genesis")
    assert caught.value.message == "govtool.genesis stays set"
    assert caught.value.hint == "git config --show-origin --get-all govtool.genesis"
    assert git(repository, "config", "--list", "--local").count("govtool.genesis") == 0


def test_a_setting_that_cannot_be_written(repository: Path) -> None:
    (repository / ".git" / "config.lock").write_text("")
    with pytest.raises(GovtoolError, match=r"govtool\.member cannot be set: could not lock config file"):
        Git(repository).set_setting("govtool.member", "ana")


def test_a_file_that_is_broken_meanwhile_is_said_in_git_s_words(repository: Path) -> None:
    settings, config = Settings(find_place(repository)), repository / ".git" / "config"
    config.write_text(config.read_text() + "[alias\n")
    with pytest.raises(GovtoolError, match="git cannot read its settings: bad config line"):
        settings.get("user.name")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", None),
        ("promisor = true\npartialclonefilter = blob:none", ("up.stream", "blob:none")),
        ("promisor = true", ("up.stream", "")),
        ("partialclonefilter = tree:0", ("up.stream", "tree:0")),
        ("promisor = false", None),
    ],
)
def test_a_partial_clone_is_known_by_its_remote(lines: str, found: tuple[str, str] | None, repository: Path) -> None:
    config = repository / ".git" / "config"
    config.write_text(config.read_text() + f'[remote "up.stream"]\nurl = x\n{lines}\n')
    assert Settings(find_place(repository)).partial == found
