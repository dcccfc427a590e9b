"""The guard: judges a push before it lands, with the audit's own verification. It runs on the server as git's
pre-receive hook.

Promises:
- main only grows, and every commit that the guard takes has authority when it lands
- no minute is dated ahead, and a first main is a founding
- it refuses branches that would block those of others; other refs pass, because they are never authority, only places
  to find commits

A hook can write no ref, so a file beside the refs keeps how far main was verified. A stale, damaged or missing file
costs an audit from the founding and changes no verdict.

Most pushes are ballots and do not touch main: the verification of main is imported only if a push moves main.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govtool import __version__
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, is_commit_id
from govtool.core.times import Instant
from govtool.errors import GovtoolError, Refused
from govtool.io.file.atomic import replace_file
from govtool.io.file.regular import read_regular
from govtool.io.git.git import Git, MissingObject
from govtool.roles.clerk.push import MAIN, ZERO, Push, branch_problems
from govtool.roles.minutes.audit_report import Progress, no_progress

if TYPE_CHECKING:
    from govtool.roles.minutes.book import Book

CACHE = "govtool/verified.json"


def judge(git: Git, pushes: Iterable[Push], now: Instant, progress: Progress = no_progress) -> tuple[Finding, ...]:
    """Every reason why a push cannot land; none if it may. Remembers what was verified for the next push. Tells
    `progress` how many commits of main are verified.
    """
    asked = tuple(pushes)
    found = list(branch_problems(asked))
    verified: Book | None = None
    for push in asked:
        if push.ref == MAIN:
            problems, verified = _judge_main(git, push, now, progress)
            found += problems
    if verified is not None and not found:
        _remember(git, verified)
    return tuple(found)


def _judge_main(git: Git, push: Push, now: Instant, progress: Progress) -> tuple[list[Finding], Book | None]:
    if push.new == ZERO:
        return [finding("rewound", what="the push deletes the branch")], None
    try:
        found, book = _verify_main(git, push, progress)
    except Refused as error:
        return list(error.findings), None
    except MissingObject as error:
        return [finding("missing_object", commit=push.new, what=error.message)], None
    if book is None or found:
        return found, None
    ahead = book.ahead(now)
    return list(ahead), None if ahead else book


def _verify_main(git: Git, push: Push, progress: Progress) -> tuple[list[Finding], Book | None]:
    from govtool.io.git.store import layout_of
    from govtool.roles.minutes.verification import verify

    fresh = _commits_since(git, push)
    if push.old == ZERO or layout_of(git, git.loose_commit(push.old).tree) is None:
        return _verify_first(git, push.new, progress)
    book = _book_at(git, push.old, progress)
    for done, oid in enumerate(fresh, start=1):
        found = verify(book, oid)
        progress(done, len(fresh))
        if found:
            # A span that a later commit of the same push repairs is refused too: nothing lands without authority.
            return list(found), None
    if book.page.void_since is not None:
        return [finding("void_open", commit=book.page.void_since, since=book.page.void_since[:12])], None
    return [], book


def _commits_since(git: Git, push: Push) -> list[CommitId]:
    """The commits that main would grow by, oldest first. Raises Refused where the old head is not before them."""
    if push.old == ZERO:
        return []
    found: list[CommitId] = []
    for oid in git.first_parents(push.new):
        if oid == push.old:
            return found[::-1]
        found.append(oid)
    raise Refused([finding("rewound", what=f"{push.old[:12]} is not among the first parents of {push.new[:12]}")])


def _verify_first(git: Git, head: CommitId, progress: Progress) -> tuple[list[Finding], Book | None]:
    """A main that was nothing, or nothing founded, before: a founding and all that follows it."""
    from govtool.io.git.store import layout_of
    from govtool.roles.minutes.auditor import audit

    if layout_of(git, git.loose_commit(head).tree) is None:
        return [finding("founded", what="main holds no founding")], None
    report = audit(git, head, progress=progress)
    return list(report.findings), report.book


# How far main was verified ------------------------------------------------------------------------------------------


def _book_at(git: Git, head: CommitId, progress: Progress) -> Book:
    """The verified book at the head that main has now. Raises Refused where that head has no book at all."""
    from govtool.roles.minutes.auditor import audit
    from govtool.roles.minutes.processes import cores

    book = _remembered(git, head)
    report = None
    if book is not None:
        report = audit(git, head, progress=progress, since=book)
    if report is None or report.book is None:
        # That head lies in the repository already: other processes see it too.
        report = audit(git, head, progress=progress, cores=cores())
    if report.book is None:
        raise Refused(report.findings)
    return report.book


def _remembered(git: Git, head: CommitId) -> Book | None:
    """The book where it was verified last; None unless that page is on main's own chain and is what it says."""
    from govtool.roles.minutes.book import VoidSpan, book_at

    try:
        data = json.loads(read_regular(git.folder / CACHE))
        kept, genesis, version, founded = data["head"], data["genesis"], data["version"], data["founded"]
        voids = [VoidSpan(since, until) for since, until in data["voids"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    ids = (kept, founded, *(oid for span in voids for oid in span))
    if version != __version__ or not all(isinstance(oid, str) and is_commit_id(oid) for oid in ids):
        return None
    try:
        if kept not in git.first_parents(head):
            return None
        book = book_at(git, kept, founded=founded, voids=voids)
    except GovtoolError:
        return None
    return book if book.genesis == genesis else None


def _remember(git: Git, book: Book) -> None:
    """Keeps how far main was verified. A push that fails later leaves a page that is on no chain, which is passed over.

    A folder that cannot be written to costs time and nothing else.
    """
    value = {
        "version": __version__,
        "genesis": book.genesis,
        "head": book.page.head,
        "founded": book.founded,
        "voids": book.voids,
    }
    try:
        replace_file(git.folder / CACHE, json.dumps(value) + "\n")
    except OSError:
        return


def hook_text(interpreter: str) -> str:
    """The hook: it runs this very installation, and looks for no program in the repository that it guards."""
    quoted = "'" + interpreter.replace("'", "'\\''") + "'"
    return f"#!/bin/sh\n{MARK}\nexec {quoted} -P -m govtool.cli.main guard\n"


MARK = "# written by: govtool guard install"


def install(git: Git, interpreter: str, *, force: bool) -> Path:
    """Writes the hook into a repository and tries it on an empty push. Raises GovtoolError where another hook is there
    already, or this one does not run.
    """
    configured = git.setting("core.hooksPath")
    if configured:
        raise GovtoolError(
            f"git looks for hooks at {configured} (core.hooksPath), not in this repository",
            "git config --unset core.hooksPath, or call govtool guard from the pre-receive hook there",
        )
    path = git.folder / "hooks" / "pre-receive"
    if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace") and not force:
        raise GovtoolError(
            f"there is another pre-receive hook at {path}",
            "call govtool guard from it, with the same input; or replace it: govtool guard install --force",
        )
    before = path.read_text(encoding="utf-8", errors="surrogateescape") if path.exists() else None
    try:
        replace_file(path, hook_text(interpreter), executable=True)
    except OSError as error:
        raise GovtoolError(f"{path} cannot be written: {error.strerror}", "run it as the repository's owner") from error
    said = hook_fault(path, git.folder)
    if said:
        # a hook that does not run refuses every push, ballots too
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8", errors="surrogateescape")
        raise GovtoolError(
            f"{path} does not run: {said}",
            "install govtool where the user who runs the server can read it, such as /opt, and install as that user",
        )
    return path


def hook_fault(path: Path, folder: Path) -> str:
    """Why a hook does not run for the owner of its repository, as whom a server runs it; nothing if it runs.

    Only root can try it as another user. Anybody else has to be the owner.
    """
    owner = folder.stat()
    if not can_try(folder):
        return f"only {owner_of(folder)}, the owner of the repository, can try it"
    # a server has nothing of the installer's own environment
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "GIT_DIR": str(folder)}
    as_owner: dict[str, Any] = {}
    if os.name == "posix" and os.geteuid() != owner.st_uid:
        as_owner = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    try:
        done = subprocess.run(
            [str(path)], input="", cwd=folder, env=environment, capture_output=True, text=True, **as_owner
        )
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return ""
    told = (done.stderr or done.stdout).strip()
    return f"{told} (as {owner_of(folder)})" if as_owner else told


def can_try(folder: Path) -> bool:
    """Whether this user can run a hook as the owner of a repository."""
    return os.name != "posix" or os.geteuid() in (0, folder.stat().st_uid)


def owner_of(folder: Path) -> str:
    """The name of the user who owns a folder, or their number if they have no name."""
    try:
        return folder.owner()
    except (KeyError, NotImplementedError):
        return f"user {folder.stat().st_uid}"
