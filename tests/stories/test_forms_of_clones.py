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


def deep(ground: Ground, wanted: str, name: str = "k") -> Path:
    """A clone with a filter, and after that a history whose files it never fetches."""
    coop = ground.coop
    ground.git(ground.hub, "config", "uploadpack.allowFilter", "true")
    folder = ground.clone(name, f"--filter={wanted}", *ORIGIN, source=f"file://{ground.hub}")
    for voter in ("alice", "bob", "dan", "erin"):
        coop.vote(voter, "0001", "for")
    coop.finish("0001")
    coop.open("alice", "tea", MOTION, text=None)
    return folder


ORIGIN = ("--origin", "up.stream")
MEND = "git config --unset remote.up.stream.partialclonefilter && git fetch --refetch up.stream"


@pytest.mark.parametrize("wanted", ["blob:none", "tree:0"])
def test_a_partial_clone_says_how_to_make_it_whole_and_accuses_nobody(ground: Ground, wanted: str) -> None:
    carol = ground.carol
    carol.folder = deep(ground, wanted)
    carol.git("config", "govtool.remote", "up.stream")
    for command in ("status", "vote tea for --yes", "audit", "doctor"):
        said = carol.types(*command.split())
        assert "this clone is partial" in said and MEND in said, (command, said)
        assert carol.status == (10 if command == "doctor" else 1), command
        assert "unauthorised" not in said and "missing_object" not in said and "--unshallow" not in said
    (found,) = carol.reads("audit")["findings"]
    assert found["hint"] == MEND and carol.status == 1
    ground.git(carol.folder, "fetch", "--quiet", "up.stream")
    ground.git(carol.folder, "config", "--unset", "remote.up.stream.partialclonefilter")
    # half mended, which only a command that needs the objects can see
    assert "git fetch --refetch up.stream" in carol.types("audit") and carol.status == 1
    ground.git(carol.folder, "fetch", "--quiet", "--refetch", "up.stream")
    assert carol.reads("audit")["ok"] and "clone is partial" not in carol.types("doctor")
    assert "delivered" in carol.types("vote", "tea", "for", "--yes") and carol.status == 0


def test_a_whole_clone_that_lost_an_object_is_not_called_partial(ground: Ground) -> None:
    carol = ground.carol
    carol.folder = ground.clone("k", "--no-hardlinks")
    lost = ground.git(carol.folder, "rev-parse", "HEAD:registry/organization.yaml").strip()
    for pack in (carol.folder / ".git" / "objects" / "pack").glob("*.pack"):
        moved = pack.rename(ground.folder / pack.name)
        ground.git(carol.folder, "unpack-objects", "-q", stdin=moved.read_bytes())
    (carol.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    said = carol.types("audit")
    assert carol.status == 10 and "clone is partial" not in said and lost in said


def test_a_clone_whose_history_is_cut_says_so_from_every_folder(ground: Ground) -> None:
    carol = ground.carol
    carol.folder = ground.clone("k", "--depth=1", source=f"file://{ground.hub}")
    ground.git(carol.folder, "worktree", "add", "-q", "-b", "side", str(ground.folder / "side"))
    for folder in (carol.folder, ground.folder / "side"):
        carol.folder = folder
        for command in ("status", "vote kettle for --yes", "audit", "doctor", "key setup"):
            assert "git fetch --unshallow" in carol.types(*command.split()), command
            assert carol.status in (1, 10)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_a_clone_of_another_user_says_so_in_every_command(ground: Ground) -> None:
    carol = ground.carol
    carol.folder = ground.clone("k")
    for path in (carol.folder, *carol.folder.rglob("*")):
        os.chown(path, 4321, 4321, follow_symlinks=False)
    for command in ("status", "vote kettle for --yes", "audit", "doctor", "key setup", "trust list", "init --name X"):
        said = carol.types(*command.split())
        assert f"{carol.folder} belongs to another user" in said and "there is no git repository" not in said, said
        assert f"git config --global --add safe.directory {carol.folder}" in said and carol.status in (1, 10)
    (found,) = carol.reads("status")["findings"]
    assert found["message"] == f"{carol.folder} belongs to another user"
    ground.settings.write_text(ground.settings.read_text() + f"[safe]\ndirectory = {carol.folder}\n")
    assert "delivered" in carol.types("vote", "kettle", "for", "--yes") and carol.status == 0


def test_a_remote_in_the_sha_256_format_is_said_to_be_one(ground: Ground) -> None:
    carol = ground.carol
    carol.folder = ground.clone("k")
    ground.git(ground.folder, "init", "-q", "--object-format=sha256", "new")
    ground.git(ground.folder / "new", "commit", "-q", "--allow-empty", "-m", "One")
    carol.git("remote", "set-url", "origin", str(ground.folder / "new"))
    wanted = "the repository there is in git's SHA-256 format, which govtool cannot read"
    assert wanted in carol.types("status") and carol.status == 0
    said = carol.types("vote", "kettle", "for", "--yes")
    assert said.count(wanted) == 2 and "look at your network" not in said
    assert "git init --bare --object-format=sha1" in carol.types("doctor")


def test_the_environment_of_a_hook_points_nowhere_else(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a command is called from a hook of the repository around it."""
    carol = ground.carol
    carol.folder = ground.clone("k")
    monkeypatch.setenv("GIT_DIR", str(ground.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(ground.folder))
    monkeypatch.setenv("GIT_INDEX_FILE", str(ground.folder / ".git" / "index"))
    said = carol.types("doctor")
    assert f"GIT_DIR is set, and not followed; this is {carol.folder / '.git'}" in said
    assert "delivered" in carol.types("vote", "kettle", "for", "--yes") and carol.status == 0
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    assert ground.is_untouched() and ground.coop.hub.ref("refs/heads/vote/0001/carol") is not None
