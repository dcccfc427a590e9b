"""The signers of the commits of any repository, also of one that is not governed.

Commits are read and judged as `git verify-commit` does it: any form of commit, any kind of key; only the signature
counts. An allowed signers file, or the registry of a co-operative, says whose key it is. A signature shows the signer,
never the time: dates are what their writer wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from govtool.core.commit import Commit
from govtool.core.ids import CommitId
from govtool.core.state import State
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError
from govtool.io.file.regular import read_regular
from govtool.io.git.git import Git
from govtool.io.git.process import last_words
from govtool.io.signature.signature import COMMIT_NAMESPACE, verify_commit
from govtool.roles.people.allowed_signer import AllowedSigners

# A stranger may write any number of digits; more than these are no date, and Python refuses to read them.
_MOST_DIGITS = 18
SETTING = "gpg.ssh.allowedSignersFile"

Status = Literal["good", "unsigned", "unknown-key", "bad", "unsupported"]


class Signers(Protocol):
    """Whom keys belong to."""

    def principal_of(self, key: bytes, namespace: str, at: int) -> str | None:
        """The name of the signer with a key in a namespace at a time, None if nobody may."""


class RegisteredSigners:
    """The people of a registry, and its clerk. A key is its person's permanently, so also if it is retired."""

    def __init__(self, state: State) -> None:
        organization = organization_of(state)
        clerk = (*organization.clerk_keys, *organization.spent_clerk_keys)
        self._names = {key.blob: "clerk" for key in clerk}
        self._names |= {key.blob: member.id for member in Member.all(state) for key in member.keys}

    def principal_of(self, key: bytes, namespace: str, at: int) -> str | None:
        """The id of the member whose key it is."""
        from base64 import b64encode

        return self._names.get(b64encode(key).decode())


@dataclass(frozen=True)
class Signature:
    """The worth of one commit's signature. `key` is its fingerprint, `why` says what is wrong with it."""

    commit: CommitId
    status: Status
    signer: str | None = None
    key: str | None = None
    why: str = ""


def commits_of(git: Git, revisions: str) -> list[CommitId]:
    """The commits of a range such as `v1..main`, newest first, as `git log` lists them. Raises GovtoolError."""
    done = git.run("rev-list", "--end-of-options", revisions, "--")
    if done.returncode != 0:
        raise GovtoolError(
            f"git knows no commits {revisions!r}: {last_words(done)}",
            "name a branch, a commit or a range: main~5..main",
        )
    return done.stdout.split()


def signatures(git: Git, commits: list[CommitId], signers: Signers, now: int) -> Iterator[Signature]:
    """The signature of each commit, in their order. `now` (seconds) stands for a committer date that is not there."""
    return (_judge(git.loose_commit(commit), signers, now) for commit in commits)


def _judge(commit: Commit, signers: Signers, now: int) -> Signature:
    from base64 import b64decode

    verdict = verify_commit(commit, tolerant=True)
    if not verdict.is_good:
        why = verdict.finding.values.get("what", "") if verdict.finding is not None else ""
        return Signature(commit.id, verdict.status, key=verdict.key, why=why)
    blob = b64decode(verdict.key_blob or "")
    signer = signers.principal_of(blob, COMMIT_NAMESPACE, committed_at(commit) or now)
    return Signature(commit.id, "good" if signer is not None else "unknown-key", signer, verdict.key)


def committed_at(commit: Commit) -> int | None:
    """The committer date in seconds, which git holds against the validity of a key; None where there is none."""
    words = commit.committer.rpartition(">")[2].split()
    is_number = bool(words) and words[0].isascii() and words[0].isdigit() and len(words[0]) <= _MOST_DIGITS
    return int(words[0]) if is_number else None


def signers_file(git: Git, named: str | None) -> AllowedSigners | None:
    """The file that a person named, or else the one that git is set to use; None where there is neither.

    Raises GovtoolError where it cannot be read.
    """
    name = named or git.setting(SETTING)
    if name is None:
        return None
    try:
        return AllowedSigners.parse(read_regular(Path(name).expanduser()))
    except OSError as error:
        raise GovtoolError(f"{name} cannot be read: {error.strerror}", "name another: --allowed-signers FILE") from None
