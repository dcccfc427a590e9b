"""The door to other repositories: fetching and pushing, by git itself, so that its credentials and transports work.

Nothing is checked out. Remote branches land in refs/remotes/NAME/; pull and merge requests, where a forge offers them,
in refs/govtool/forge/NAME/. Pushes are atomic. A ref moves backwards only from the very commit that was looked at. No
hook of this repository runs.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from govtool.core.text import lines_of
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.process import ZERO, Unreachable

__all__ = ["ZERO", "LostRace", "NoAccess", "PushRefused", "Remote", "Unreachable", "Update"]


class NoAccess(Unreachable):
    """The remote is there, and does not let this person push."""


class LostRace(GovtoolError):
    """Somebody else moved a ref first; look again and start over."""

    code = "lost_race"


class PushRefused(GovtoolError):
    """The remote refused the push for a reason of its own."""

    code = "push_refused"


@dataclass(frozen=True, slots=True)
class Update:
    """One ref to be moved: `new` is None to delete it. With `expected` it moves only from there, even backwards;
    without it, it only moves forward.
    """

    ref: str
    new: str | None
    expected: str | None = None


# What a person's settings may add to a push of their own does not belong to ours: tags, submodules, certificates.
_PLAIN_PUSH = (
    "--porcelain",
    "--atomic",
    "--no-verify",
    "--no-signed",
    "--no-follow-tags",
    "--recurse-submodules=no",
)

_LOGIN = re.compile(r"(?P<scheme>[A-Za-z0-9+.-]+)://(?P<login>[^/]*)@")

# Git's words for a ref that is not where it was when we looked: its own before it sends, and those of a host.
_RACES = (
    "fetch first",
    "non-fast-forward",
    "stale info",
    "cannot lock ref",
    "failed to update ref",
    "atomic transaction failed",
    "incorrect old value provided",
    "reference already exists",
    "reference does not exist",
)

_NEVER_BACK = "(non-fast-forward)"

# Git's own words where a host knows the repository and not this person as one who may write.
_DENIED = (
    "could not read Username",
    "could not read Password",
    "Authentication failed",
    "error: 403",
    "Permission denied",
    " denied to ",
)

_OTHER_FORMAT = ("mismatched algorithms", "does not support this repository's hash algorithm")

# Where forges keep the heads of what was asked of them: GitHub, Gitea and Forgejo; GitLab.
_REQUESTS = {"pull": "refs/pull", "merge-request": "refs/merge-requests"}
_REQUEST = re.compile(r"(pull|merge-request)/([1-9][0-9]{0,8})/head")


# Words of hosts that let only some keys or people move a branch: GitHub, GitLab, Gitea and Forgejo.
_RULED = ("rule violations", "protected branch", "protected ref", "Not allowed to push")
_BY_WEB = re.compile(r"https?://(?:[^/@]*@)?([^/:@]+)(?::\d+)?/(.+)")
_PROGRAM = re.compile(r"""\A\s*(?:"[^"]*"|'[^']*'|\S+)""")
_BY_SSH = re.compile(r"ssh://.+|(?![A-Za-z]:\\)[^/:]+:(?!//).+")


def _named(names: tuple[str, ...]) -> str:
    return f"git config govtool.remote {names[0] if len(names) == 1 else 'NAME'}"


class Remote:
    """A remote of a repository, by its name in git's configuration. With `push_key`, an ssh key, each push goes by ssh
    with that key, before any other of this person's.
    """

    def __init__(self, git: Git, name: str = "origin", push_key: Path | None = None) -> None:
        self.git = git
        self.name = name
        self.push_key = push_key

    @property
    def is_configured(self) -> bool:
        """Whether the repository knows a remote of this name."""
        return self.git.setting(f"remote.{self.name}.url") is not None

    @property
    def url(self) -> str:
        """The address of the remote, for people; without the password that it may hold."""
        url = self.git.setting(f"remote.{self.name}.url") or self.name
        match = _LOGIN.match(url)
        if match is None:
            return url
        # of ssh the user is part of the address; elsewhere the user may be a token
        user = match["login"].partition(":")[0] + "@" if match["scheme"].lower().endswith("ssh") else ""
        return f"{match['scheme']}://{user}{url[match.end() :]}"

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the other remotes that this repository knows, sorted."""
        return tuple(sorted({*lines_of(self.git.run("remote").stdout)} - {self.name}))

    @property
    def absence(self) -> tuple[str, str]:
        """What to say, and what to type, where no remote of this name is configured."""
        others = self.others
        if not others:
            return f"there is no remote {self.name}, so nobody else sees what you sign", "git remote add origin URL"
        return f"there is no remote {self.name}; this repository has: {', '.join(others)}", _named(others)

    def default_branch(self) -> str | None:
        """The full name of the branch that a clone checks out, or nothing if the remote's HEAD names none that
        exists. None if the remote does not say.
        """
        done = self.git.run("ls-remote", "--symref", self.name, "HEAD")
        if done.returncode != 0 or (done.stdout and not done.stdout.startswith("ref: ")):
            return None
        return done.stdout.removeprefix("ref: ").partition("\t")[0]

    @property
    def pushes_elsewhere(self) -> bool:
        """Whether what is pushed goes to another place than the one that is fetched from: to a fork of one's own."""
        return self.git.setting(f"remote.{self.name}.pushurl") is not None

    def fetch(self) -> None:
        """Brings every branch of the remote here, and forgets those that are gone. Raises Unreachable."""
        done = self.git.run(
            "fetch",
            "--quiet",
            "--prune",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            self.name,
            *self._specs(),
        )
        if done.returncode != 0:
            offline = "look at your network and your access; with --offline you see what was fetched last"
            what, hint = _cause(done.stderr, offline)
            raise Unreachable(f"could not fetch from {self.url}: {what}", hint)

    def _specs(self) -> list[str]:
        # Pull requests lie as the forge has them, in a place of their own: beside the branches, one branch of the name
        # `pull` would be enough to keep everybody from fetching. Where a remote has none, the patterns cost nothing.
        requests = [f"+{there}/*/head:{self._requests}{here}/*/head" for here, there in _REQUESTS.items()]
        return [f"+refs/heads/*:refs/remotes/{self.name}/*", *requests]

    @property
    def _requests(self) -> str:
        return f"refs/govtool/forge/{self.name}/"

    def head(self, branch: str) -> str | None:
        """The commit of a branch as it was fetched last."""
        return self.git.ref(f"refs/remotes/{self.name}/{branch}")

    def branches(self, prefix: str) -> dict[str, str]:
        """The commits of the branches below a prefix, as they were fetched last, by branch name."""
        top = f"refs/remotes/{self.name}/"
        return {name[len(top) :]: oid for name, oid in self.git.refs(top + prefix).items()}

    def requests(self) -> dict[str, str]:
        """The head commits of the pull requests (`pull/7`) and merge requests (`merge-request/7`) of a forge, as they
        were fetched last, closed ones too, by number.
        """
        found: list[tuple[str, int, str]] = []
        for name, oid in self.git.refs(self._requests).items():
            match = _REQUEST.fullmatch(name[len(self._requests) :])
            if match:
                found.append((match[1], int(match[2]), oid))
        return {f"{kind}/{number}": oid for kind, number, oid in sorted(found)}

    def push(self, updates: Iterable[Update]) -> None:
        """Moves refs on the remote, all or none. Raises LostRace, PushRefused or Unreachable; nothing has moved
        then.
        """
        specs, leases = [], []
        for update in updates:
            specs.append(f"{update.new or ''}:{update.ref}")
            if update.expected is not None:
                expected = "" if update.expected == ZERO else update.expected
                leases.append(f"--force-with-lease={update.ref}:{expected}")
        place, environment = (self.name, None) if self.push_key is None else self._keyed(self.push_key)
        # a mirror of one's own would otherwise be pushed whole
        plain = ("-c", f"remote.{self.name}.mirror=false", "push", *_PLAIN_PUSH)
        done = self.git.run(*plain, *leases, place, *specs, environment=environment)
        if done.returncode != 0:
            raise self._failure(done.stdout + done.stderr)

    def _keyed(self, key: Path) -> tuple[str, dict[str, str]]:
        """The address to push to by ssh, and what makes ssh use a key first. Raises GovtoolError."""
        if not key.is_file():
            raise GovtoolError(f"there is no key {key}", "name the file of an ssh key: --push-with FILE")
        setting = self.git.setting
        url = setting(f"remote.{self.name}.pushurl") or setting(f"remote.{self.name}.url") or ""
        web = _BY_WEB.fullmatch(url)
        if web is None and not _BY_SSH.fullmatch(url):
            raise GovtoolError(
                f"{self.url} is no address for ssh, so no key opens it",
                f"name the one for ssh: git remote set-url --push {self.name} ssh://git@HOST/PATH",
            )
        ssh = os.environ.get("GIT_SSH_COMMAND") or setting("core.sshCommand") or "ssh"
        # The first key that a host knows says who pushes, and ssh tries them in the order of their mention.
        first = f" -o IdentitiesOnly=yes -o IdentityAgent=none -i {shlex.quote(str(key.absolute()))}"
        chosen = _PROGRAM.sub(lambda program: program[0] + first, ssh, count=1)
        return (f"ssh://git@{web[1]}/{web[2]}" if web else url), {"GIT_SSH_COMMAND": chosen}

    def _failure(self, said: str) -> GovtoolError:
        told = [line[len("remote:") :].strip() for line in lines_of(said) if line.startswith("remote:")]
        # A hook may say anything; only git's own line on a ref tells that the ref had moved.
        verdicts = "\n".join(line for line in lines_of(said) if line.startswith("!"))
        # a host may keep every ref from going back; that is no race, and looking again changes nothing
        moved = [line for line in lines_of(verdicts) if not ("[remote rejected]" in line and _NEVER_BACK in line)]
        is_blocked = any("cannot create" in line for line in told)
        is_denied = not verdicts and any(word in _own_words(said) for word in _DENIED)
        if any(word in line for word in _RACES for line in moved) and not is_blocked:
            return LostRace(f"somebody else was faster at {self.url}", "look again: it starts over")
        if "matches more than one" in said:
            return PushRefused(
                f"{self.url} holds a branch whose name begins with refs/, so git cannot tell it from another",
                "delete that branch: git ls-remote --heads shows it as refs/heads/refs/...",
            )
        if "[remote rejected]" in verdicts or (told and not is_denied):
            return PushRefused(
                f"{self.url} refused: " + (_bounded("; ".join(line for line in told if line)) or _last_line(said)),
                "nothing was changed there" + (_BY_A_KEY if any(word in said for word in _RULED) else ""),
            )
        cause, hint = _cause(said, "look at your network and your access")
        what = f"could not push to {self.url}: {cause}"
        if is_denied:
            fork = f"git remote set-url --push {self.name} ADDRESS-OF-YOUR-FORK"
            return NoAccess(what, f"look at your password or key; if you may not write there, send from a fork: {fork}")
        return Unreachable(what, hint)


_BY_A_KEY = (
    "; if only a deploy key may move main there: govtool clerk or govtool handover apply, with --push-with KEYFILE"
)
# the sequences by which a terminal is told to move, colour or rename itself
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)")
_MOST_SAID = 600

# ssh gives the reason on a line before git's own, which says only that there is nothing to read
_CAUSE = re.compile(r"fatal:|error:|ssh:|Host key verification failed|(?!remote:)\S+: Permission denied")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in lines_of(text) if line.strip()]
    errors = [line for line in lines if _CAUSE.match(line)]
    return re.sub(r"^(?:fatal|error): ", "", (errors or lines or ["git said nothing"])[0])


def _cause(said: str, hint: str) -> tuple[str, str]:
    """Why a remote could not be used, and what to type; `hint` if git's words tell nothing better."""
    if any(words in said for words in _OTHER_FORMAT):
        what = "the repository there is in git's SHA-256 format, which govtool cannot read"
        return what, "make it again there: git init --bare --object-format=sha1"
    if "dubious ownership" in said:
        # the line to type is not taken from there: a server may print any
        hint = "it belongs to another user: set safe.directory where it lies (git help config)"
    return _last_line(said), hint


def _bounded(words: str) -> str:
    """The words of a server, safe on a screen: it may send anything, of any length."""
    plain = "".join(char for char in _ESCAPE.sub("", words) if char.isprintable())
    return plain if len(plain) <= _MOST_SAID else f"{plain[:_MOST_SAID]}..."


def _own_words(said: str) -> str:
    """The words of git itself, without those that a hook of the host had it repeat."""
    return "\n".join(line for line in lines_of(said) if not line.startswith("remote:"))
