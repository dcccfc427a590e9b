"""Carries a founding out: in a new repository or an existing one, here and on its remote.

Promises: nothing is half-done. The commit is made and audited before anything moves. If the remote refuses, or files
are in the way, the branch stays as it was. The clerk's new keys, and a repository that was made for the founding, are
removed again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from govtool.core.ids import CommitId, Digest
from govtool.core.phrase import one_line
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import Git
from govtool.io.git.place import NoRepository
from govtool.io.git.process import run_git
from govtool.io.git.refs import Move
from govtool.io.git.remote import ZERO, Remote, Update
from govtool.io.git.store import Layout
from govtool.io.signature.secret import write_secret
from govtool.io.signature.signing import MemoryKey, SigningKey
from govtool.io.signature.trust import Pin, TrustStore
from govtool.roles.desk.default_branch import unseen_main
from govtool.roles.desk.desk import GENESIS_SETTING
from govtool.roles.lifecycle import schema
from govtool.roles.lifecycle.founder import Plan, found
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import MAIN

CLERK_FOLDER = "govtool"
CLERK_KEY = "clerk-ci"
OFFLINE_KEY = "clerk-offline"
_FORM = ("-c", "init.defaultRefFormat=files")
"""A person's git may be set to make repositories that govtool cannot read."""


@dataclass
class Founded:
    """A founding that was carried out: its commit, identity and first state; `pushed_to` is the remote that has it."""

    commit: CommitId
    genesis: Digest
    state: State
    pushed_to: str = ""
    notes: list[str] = field(default_factory=list)


@contextmanager
def repository_at(folder: Path) -> Iterator[Git]:
    """The repository of a folder; one is made where there is none, and taken away again if what follows fails."""
    nearest = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    try:
        git = Git(nearest)
    except NoRepository:
        is_bare = (folder / "HEAD").is_file() and (folder / "objects").is_dir()
        if is_bare or (folder / ".git").exists():
            raise
    else:
        if git.work_folder is not None and git.work_folder.resolve() != folder.resolve():
            raise GovtoolError(
                f"{folder} lies inside the repository {git.work_folder}", "found there, or in a folder outside it"
            )
        yield git
        return
    was_there = folder.exists()
    _make_repository(folder)
    try:
        yield Git(folder)
    except BaseException:
        shutil.rmtree(folder / ".git" if was_there else folder, ignore_errors=True)
        raise


def _make_repository(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GovtoolError(f"the folder {folder} cannot be made: {error.strerror}", "choose another") from error
    done = run_git([*_FORM, "init", "--quiet", "--object-format=sha1", "--initial-branch=main", "."], folder)
    if done.returncode != 0:
        raise GovtoolError(f"git cannot make a repository at {folder}: {done.stderr.strip()}", "update git to 2.28")


def parent_of(git: Git, remote: Remote | None) -> CommitId | None:
    """The commit that the founding comes after: main's, here or on the remote; None in an empty repository.

    Raises GovtoolError where the two have gone different ways, or the branch has another name.
    """
    here = git.ref(MAIN)
    there = remote.head("main") if remote is not None else None
    if here is None and there is None and git.ref("HEAD") is not None:
        name = (git.head_branch or "HEAD").removeprefix("refs/heads/")
        raise GovtoolError(
            f"the branch here is called {name}; a co-operative needs a branch called main", f"git branch -m {name} main"
        )
    if here is None or there is None:
        return here or there
    if git.is_ancestor(there, here):
        return here
    if git.is_ancestor(here, there):
        return there
    raise GovtoolError("your main and the remote's main have diverged", "bring them together first: git pull")


def initiate(
    git: Git,
    plan: Plan,
    key: SigningKey,
    author: str,
    *,
    layout: Layout,
    clerk_keys: Mapping[str, MemoryKey],
    remote: Remote | None,
    trust: TrustStore,
    beside: Mapping[str, bytes],
) -> Founded:
    """Founds: makes and audits the commit, keeps the clerk's new keys, pushes, and moves main here.

    `beside` are files outside the governed folders. If an existing project has one already, that one stays and is
    reported. Raises Refused with all that is wrong, or GovtoolError; nothing has changed then.
    """
    parent = parent_of(git, remote)
    # The schemas are for editors and other tools. An existing project may have a folder of that name for itself.
    schemas = {} if layout.prefix else {f"schemas/{name}": text.encode() for name, text in schema.files().items()}
    commit = found(git, plan, key, author, layout=layout, parent=parent, beside={**schemas, **beside})
    report = audit(git, commit)
    if report.book is None or report.findings:
        raise Refused(report.findings)
    result = Founded(commit, report.genesis, report.book.state)
    result.notes += [f"{path} was there already, and stays as it is" for path in _kept(git, parent, beside)]
    with ExitStack() as taken_back:
        _keep(git, clerk_keys, taken_back)
        if remote is not None:
            there = remote.head("main")
            remote.push([Update(MAIN, commit, there or ZERO)])
            taken_back.pop_all()
            git.move_refs(Move(f"refs/remotes/{remote.name}/main", commit, there))
            result.pushed_to = remote.url
        problem = move_main(git, commit)
        if problem and not result.pushed_to:
            raise GovtoolError(f"files in this folder are in the way: {problem}", "move them away, then found again")
        taken_back.pop_all()
    result.notes += ["; ".join(said) for said in unseen_main(git, remote)]
    if problem:
        result.notes.append("main is on the remote; your own folder has files in the way: git pull says which")
    pin_founding(git, trust, result, plan.at)
    return result


def pin_founding(git: Git, trust: TrustStore, made: Founded, at: Instant) -> None:
    """Pins a founding in the clone that made it, and on this computer."""
    git.set_setting(GENESIS_SETTING, made.genesis)
    name = organization_of(made.state).name
    folder = str((git.work_folder or git.folder).absolute())
    trust.put(Pin(made.genesis, name, at, head=made.commit, good=made.commit, folder=folder))


def _kept(git: Git, parent: CommitId | None, files: Mapping[str, bytes]) -> list[str]:
    """The files that an existing project has at the paths of others."""
    if parent is None:
        return []
    there = {path: git.entry(git.loose_commit(parent).tree, path) for path in files}
    return [path for path, entry in there.items() if entry is not None and git.blob(entry.oid) != files[path]]


def key_path(git: Git, name: str) -> Path:
    """The path of a private key of the clerk: inside git's own folder, which no commit can hold."""
    return git.common_folder / CLERK_FOLDER / name


def _keep(git: Git, keys: Mapping[str, MemoryKey], taken_back: ExitStack) -> None:
    """Writes the clerk's new keys; they are removed again with the stack."""
    for name in keys:
        if key_path(git, name).exists():
            raise GovtoolError(
                f"there is a clerk's key at {key_path(git, name)} already",
                f"from a founding that was given up: mv {key_path(git, name)} {key_path(git, name)}.old",
            )
    for name, key in keys.items():
        write_secret(key_path(git, name), key.openssh_private())
        taken_back.callback(key_path(git, name).unlink, missing_ok=True)


def move_main(git: Git, commit: CommitId, *, instead: bool = False) -> str:
    """Moves main here, with the files where it is checked out: forward, or with `instead` to a commit in its place.
    Gives git's own words where it will not.
    """
    if git.work_folder is None or git.head_branch != MAIN:
        # a branch that moved at this moment is somebody's work, and stays
        is_moved = git.move_refs(Move(MAIN, commit, git.ref(MAIN)))
        return "" if is_moved else "your branch main moved at this moment"
    is_replaced = instead and git.ref(MAIN) is not None
    how = ("reset", "--quiet", "--keep") if is_replaced else ("merge", "--quiet", "--ff-only", "--no-verify-signatures")
    done = git.run(*how, commit)
    return "" if done.returncode == 0 else one_line(done.stderr)
