"""People clone in many ways. In each a command works in that one repository, or says what is wrong and what to type.

Every clone here lies inside the folder of another repository (somebody's dotfiles), which has a remote of its own.
Nothing may be fetched from there, sent there, or written there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Git
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.words import MOTION

Make = Callable[["Ground"], Path]


class Ground:
    """A folder that is a repository itself, in which Carol clones the co-operative's; git's settings are Carol's."""

    def __init__(self, coop: Coop, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
        self.coop, self.git, self.hub = coop, git, coop.folder / "hub.git"
        coop.open("alice", "kettle", MOTION)
        self.carol = Laptop(coop, "carol")
        signs_with = self.carol.git("config", "user.signingKey").strip()
        settings = coop.folder / "carol.gitconfig"
        own = f'[gpg]\nformat = ssh\n[user]\nsigningKey = "{signs_with}"\n'
        settings.write_text(own + '[protocol "file"]\nallow = always\n')
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
        self.settings = settings
        self.folder = coop.folder / "dotfiles"
        other = coop.folder / "dotfiles.git"
        git(coop.folder, "init", "-q", "--bare", "-b", "main", str(other))
        git(coop.folder, "init", "-q", "-b", "main", str(self.folder))
        git(self.folder, "remote", "add", "origin", str(other))
        git(self.folder, "commit", "-q", "--allow-empty", "-m", "Mine")
        git(self.folder, "push", "-q", "origin", "main")
        self._before = self._others()

    def _others(self) -> list[str]:
        other = self.coop.folder / "dotfiles.git"
        return [self.git(each, "for-each-ref") for each in (self.folder, other)] + [
            (self.folder / ".git" / "config").read_text()
        ]

    def is_untouched(self) -> bool:
        """Whether the repository around the clone and its remote are as they were."""
        return self._others() == self._before

    def clone(self, name: str, *options: str, source: str = "") -> Path:
        """Clones the co-operative's repository; gives the folder."""
        self.git(self.folder, "clone", "-q", *options, source or str(self.hub), name)
        return self.folder / name


def separate(ground: Ground) -> Path:
    (ground.folder / "dot").mkdir(exist_ok=True)
    return ground.clone("k", "--separate-git-dir=dot/k.git")


def separate_within_another(ground: Ground) -> Path:
    ground.git(ground.folder, "init", "-q", "dot")
    ground.git(ground.folder / "dot", "remote", "add", "origin", str(ground.coop.folder / "dotfiles.git"))
    return separate(ground)


def its_folder_itself(ground: Ground) -> Path:
    separate(ground)
    return ground.folder / "dot" / "k.git"


def work_tree_elsewhere(ground: Ground) -> Path:
    folder = ground.clone("k")
    (ground.folder / "elsewhere").mkdir()
    ground.git(folder, "config", "core.worktree", str(ground.folder / "elsewhere"))
    return folder


def the_home_as_work_tree(ground: Ground) -> Path:
    folder = ground.clone("k.git", "--bare")
    ground.git(folder, "config", "core.bare", "false")
    ground.git(folder, "config", "core.worktree", str(ground.folder))
    return folder


def linked(ground: Ground) -> Path:
    ground.git(ground.clone("k"), "worktree", "add", "-q", "-b", "side", str(ground.folder / "side"))
    return ground.folder / "side"


def linked_to_a_bare_one(ground: Ground) -> Path:
    ground.git(ground.clone("k.git", "--bare"), "worktree", "add", "-q", "-b", "side", str(ground.folder / "side"))
    return ground.folder / "side"


def with_settings_of_its_own(ground: Ground) -> Path:
    folder = linked(ground)
    ground.git(folder, "config", "extensions.worktreeConfig", "true")
    key = ground.git(folder, "config", "user.signingKey").strip()
    ground.git(folder, "config", "--worktree", "user.signingKey", key)
    ground.settings.write_text(ground.settings.read_text() + "[user]\n\tsigningKey = /no/such/key\n")
    return folder


def submodule(ground: Ground) -> Path:
    ground.git(ground.coop.folder, "init", "-q", "above")
    ground.git(ground.coop.folder / "above", "submodule", "--quiet", "add", str(ground.hub), "k")
    return ground.coop.folder / "above" / "k"


def in_a_link(ground: Ground) -> Path:
    link = ground.folder / "link"
    link.symlink_to(ground.clone("k"), target_is_directory=True)
    return link


def git_s_folder_is_a_link(ground: Ground) -> Path:
    folder = ground.clone("k")
    (folder / ".git").rename(ground.folder / "moved")
    (folder / ".git").symlink_to(ground.folder / "moved", target_is_directory=True)
    return folder


def borrowed(ground: Ground) -> Path:
    return ground.clone("k", "--shared")


def without_files(ground: Ground) -> Path:
    return ground.clone("k", "--no-checkout")


def sparse(ground: Ground) -> Path:
    return ground.clone("k", "--sparse")


def single(ground: Ground) -> Path:
    return ground.clone("k", "--single-branch", "--branch", "main")


def odd_name(ground: Ground) -> Path:
    return ground.clone("die Genossenschaft 'ü' \"k\" $HOME")


def name_of_bytes(ground: Ground) -> Path:
    return ground.clone(os.fsdecode(b"caf\xe9"))


def subfolder(ground: Ground) -> Path:
    return ground.clone("k") / "registry" / "members"


def inside_git(ground: Ground) -> Path:
    return ground.clone("k") / ".git"


def bare(ground: Ground) -> Path:
    return ground.clone("k.git", "--bare")


def mirror(ground: Ground) -> Path:
    return ground.clone("k.git", "--mirror")


def relative_remote(ground: Ground) -> Path:
    folder = ground.clone("k")
    ground.git(folder, "remote", "set-url", "origin", os.path.relpath(ground.hub, folder))
    return folder


def packed_away(ground: Ground) -> Path:
    folder = ground.clone("k")
    ground.git(folder, "pack-refs", "--all")
    ground.git(folder, "commit-graph", "write")
    ground.git(folder, "multi-pack-index", "write")
    return folder


GOOD: list[Make] = [
    separate, separate_within_another, its_folder_itself, work_tree_elsewhere, the_home_as_work_tree, linked,
    linked_to_a_bare_one, with_settings_of_its_own, submodule, in_a_link, git_s_folder_is_a_link, borrowed,
    without_files, sparse, single, odd_name, name_of_bytes, subfolder, inside_git, bare, mirror, relative_remote,
    packed_away,
]  # fmt: skip


@pytest.fixture
def ground(coop: Coop, git: Git, monkeypatch: pytest.MonkeyPatch) -> Ground:
    return Ground(coop, git, monkeypatch)


@pytest.mark.parametrize("make", GOOD, ids=lambda make: make.__name__)
def test_a_vote_from_any_form_of_clone_reaches_the_own_server_only(ground: Ground, make: Make) -> None:
    carol = ground.carol
    carol.folder = make(ground)
    said = carol.types("status")
    assert carol.status == 0 and "kettle" in said and "could not fetch" not in said, said
    said = carol.types("vote", "kettle", "for", "--yes")
    assert carol.status == 0, said
    assert ground.coop.hub.ref("refs/heads/vote/0001/carol") is not None, said
    assert carol.reads("audit")["ok"] and ground.is_untouched()


SETTINGS = """
[color]
    ui = always
    push = always
    remote = always
    transport = always
    advice = always
[core]
    abbrev = 5
    autocrlf = true
    bigFileThreshold = 1
    compression = 0
    editor = /no/such/editor
    fileMode = false
    fsmonitor = false
    hooksPath = /no/such/hooks
    ignoreCase = true
    logAllRefUpdates = always
    pager = /no/such/pager
    quotePath = false
    sharedRepository = group
    untrackedCache = true
    warnAmbiguousRefs = true
[clone]
    defaultRemoteName = origin
[commit]
    gpgSign
[diff]
    external = /no/such/diff
[feature]
    experimental = true
    manyFiles = true
[fetch]
    fsckObjects = true
    negotiationAlgorithm = skipping
    output = compact
    parallel = 0
    prune = true
    recurseSubmodules = true
    unpackLimit = 1
    writeCommitGraph = true
[format]
    pretty = oneline
[gc]
    auto = 1
[i18n]
    commitEncoding = ISO-8859-1
    logOutputEncoding = ISO-8859-1
[index]
    version = 4
[init]
    defaultBranch = trunk
[log]
    date = relative
    showSignature = true
[merge]
    ff = false
    verifySignatures = true
[protocol]
    version = 0
[pull]
    rebase = true
[push]
    autoSetupRemote = true
    default = nothing
    followTags = true
    gpgSign = if-asked
    negotiate = true
    recurseSubmodules = on-demand
    useForceIfIncludes = true
[remote]
    pushDefault = nowhere
[remote "origin"]
    mirror = true
    prune = false
    push = refs/heads/main:refs/heads/elsewhere
    tagOpt = --tags
[submodule]
    recurse = true
[tag]
    gpgSign = true
[transfer]
    fsckObjects = true
[user]
    useConfigOnly = true
"""


def test_nothing_that_people_set_for_themselves_stands_in_the_way(ground: Ground) -> None:
    """All at once; then a race is lost at the server, which is known by git's own words, in whichever colours."""
    carol, path = ground.carol, ground.settings
    path.write_text(path.read_text() + SETTINGS)
    carol.folder = ground.clone("k")
    said = carol.types("vote", "kettle", "for", "--yes")
    assert carol.status == 0 and ground.coop.hub.ref("refs/heads/vote/0001/carol") is not None, said
    refusing = ground.hub / "hooks" / "pre-receive"
    refusing.parent.mkdir(exist_ok=True)
    ground.git(ground.hub, "config", "core.hooksPath", "hooks")
    refusing.write_text("#!/bin/sh\necho error: it is yours >&2\nexit 1\n")
    refusing.chmod(0o700)
    said = carol.types("vote", "kettle", "against", "--yes")
    assert "error: it is yours" in said and "\x1b" not in said, said
    assert ground.is_untouched()
