"""Checks for weak points on this computer, in this clone, and with this person's keys. `checkup_book` checks the
organisation itself.

A check looks at one thing and reports what it found: all well, something to know, or a problem with its next step. It
changes only what every fetch changes, and decides nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from govtool.core.times import seconds_of
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import Git
from govtool.io.git.process import run_git
from govtool.io.git.remote import Remote, Unreachable
from govtool.io.signature.secret import is_open
from govtool.roles.checkup.checkup_book import Remark, note, of_findings, of_the_organisation, ok, problem
from govtool.roles.clerk.guard import MARK, can_try, hook_fault
from govtool.roles.clerk.memory import FILE as MEMORY
from govtool.roles.desk.default_branch import unseen_main
from govtool.roles.desk.desk import GENESIS_SETTING, Desk
from govtool.roles.forge.setup import repository_of
from govtool.roles.lifecycle.initiation import CLERK_KEY, OFFLINE_KEY, key_path
from govtool.roles.minutes.branch import cargo
from govtool.roles.people.key_service import why_mute

_OLDEST_GIT = (2, 34)
_LOCAL = re.compile(r"^(?:file://)?(?P<path>(?:/|\.{1,2}/|~/).*)$")


def of_the_computer(folder: Path, clock_set_to: str | None) -> Iterator[Remark]:
    """The programs and the clock."""
    said = run_git(["version"], folder).stdout
    match = re.search(r"(\d+)\.(\d+)", said)
    if match and (int(match[1]), int(match[2])) < _OLDEST_GIT:
        yield problem("git", f"{said.strip()} cannot sign with SSH keys", "install git 2.34 or newer")
    else:
        yield ok("git", said.strip())
    if clock_set_to is not None:
        yield note("clock", f"the clock is set to {clock_set_to} by GOVTOOL_NOW", "unset GOVTOOL_NOW")


def of_the_clone(desk: Desk) -> Iterator[Remark]:
    """The repository here, its remote, and what waits to be sent. It fetches."""
    if named := os.environ.get("GIT_DIR"):
        yield note("repository", f"GIT_DIR is set, and not followed; this is {desk.git.folder}", f"govtool -C {named}")
    yield from _remote(desk)
    if repository_of(desk.git.setting(f"remote.{desk.remote.name}.url") or "") is None:
        yield from _guard(desk.git, desk.remote)  # of GitHub there is more to say: see `checkup_forge`
    if desk.git.setting(GENESIS_SETTING) is None:
        yield note(
            "identity", "no identity is pinned here yet; the first one that is seen will be", "govtool trust --help"
        )
    for branch in desk.undelivered:
        yield problem(
            "outbox", f"{cargo(branch)} is signed but not delivered", "look at your access to the remote: git push"
        )
    for name in (CLERK_KEY, OFFLINE_KEY):
        path = key_path(desk.git, name)
        if path.exists() and is_open(path):
            yield problem("clerk's key", f"others can read {path}", f"chmod 600 {path}")
    if key_path(desk.git, OFFLINE_KEY).exists():
        yield note(
            "clerk's key",
            f"the clerk's spare key is still at {key_path(desk.git, OFFLINE_KEY)}",
            "move it to a USB stick and lock that away",
        )


def _remote(desk: Desk) -> Iterator[Remark]:
    if not desk.remote.is_configured:
        yield problem("remote", *desk.remote.absence)
        return
    if desk.offline:
        yield note("remote", "not checked, because of --offline", "govtool doctor")
        return
    try:
        desk.remote.fetch()
        desk.fetched = True
        desk.empty_outbox()
        yield ok("remote", f"{desk.remote.url} answers")
        for said in unseen_main(desk.git, desk.remote):
            yield problem("branch", *said)
    except Unreachable as error:
        yield problem("remote", error.message, error.hint)


def _guard(git: Git, remote: Remote) -> Iterator[Remark]:
    """Whether bad pushes are refused; of a host only what can be seen from here."""
    if not remote.is_configured:
        return
    match = _LOCAL.match(git.setting(f"remote.{remote.name}.url") or "")
    if match is None:
        yield note(
            "guard", "govtool cannot see from here whether the Git host refuses bad pushes",
            "let only the clerk push to main there, or install the guard: govtool guard install",
        )  # fmt: skip
        return
    path = (git.work_folder or git.folder) / Path(match["path"]).expanduser()
    if not path.exists():
        return
    folder = path / ".git" if (path / ".git").is_dir() else path
    hook = folder / "hooks" / "pre-receive"
    if hook.is_file() and os.access(hook, os.X_OK) and MARK in hook.read_text(encoding="utf-8", errors="replace"):
        said = hook_fault(hook, folder) if can_try(folder) else ""
        if said:
            yield problem(
                "guard", f"the guard of {path} does not run, so it refuses every push: {said}",
                f"as the owner of the repository: govtool guard install {path}",
            )  # fmt: skip
        else:
            yield ok("guard", f"{path} refuses bad pushes")
    else:
        yield problem("guard", f"nothing refuses bad pushes to {path}", f"govtool guard install {path}")


def of_main(desk: Desk) -> Iterator[Remark]:
    """Main as it is, verified. It ends the checkup where there is nothing to look at any further."""
    report = desk.report
    yield from of_findings("main", report.findings)
    yield from of_findings("main", report.warnings, "note")
    book = report.book
    if book is None:
        return
    if not report.findings:
        yield ok("main", f"all {book.newest[0].number + 1} minutes verified; identity {book.genesis[:23]}…")
    ahead = seconds_of(book.newest[0].at) - seconds_of(desk.now)
    if too_far := book.ahead(desk.now):
        yield from of_findings("clock", too_far)
    elif ahead > 60:
        yield note("clock", f"your clock is {ahead // 60} minutes behind the clerk's", "set your clock")


def _is_clerk(desk: Desk) -> bool:
    """Whether this clone is the clerk's own: it signs with the clerk's key, or has only that."""
    try:
        return organization_of(desk.book.state).is_clerk_key(desk.key.public_key.base64)
    except GovtoolError:
        return key_path(desk.git, CLERK_KEY).exists() or (desk.git.folder / MEMORY).exists()


def of_my_keys(desk: Desk) -> Iterator[Remark]:
    """The key that git signs with, and the others of mine."""
    try:
        member = desk.member
    except Refused:
        raise
    except GovtoolError as error:
        yield ok("key", "known as the clerk") if _is_clerk(desk) else problem("key", error.message, error.hint)
        return
    mute = why_mute(member, desk.key.public_key, desk.now)
    if mute is not None:
        yield problem("key", *mute)
    else:
        yield ok("key", f"you sign as {member.name} ({member.id}) with {desk.key.public_key.fingerprint}")
    live = [key for key in member.keys if not key.is_revoked(desk.now) and key.retired_at is None]
    if not any(key.use == "recovery" for key in live):
        yield note(
            "key", "you have no recovery key; if you lose every key, the others must vote on new ones",
            "govtool key rotate --recovery, and keep it elsewhere",
        )  # fmt: skip


def examine(
    folder: Path,
    open_desk: Callable[[], Desk],
    clock_set_to: str | None,
    of_the_forge: Callable[[Desk], Iterator[Remark]] = lambda desk: iter(()),
) -> Iterator[Remark]:
    """Every check, in the order in which one should mend. `open_desk` is called for the desk of the folder,
    `of_the_forge` for what the forge tells of it.
    """
    yield from of_the_computer(folder, clock_set_to)
    try:
        desk = open_desk()
        yield from of_the_clone(desk)
        yield from of_main(desk)
        book = desk.report.book
        if book is None:
            return
        desk.takes_future = True
        yield from of_my_keys(desk)
        yield from of_the_organisation(desk.report, desk.now)
        yield from of_the_forge(desk)
    except Refused as error:
        yield from of_findings("main", error.findings)
    except GovtoolError as error:
        yield problem("repository", error.message, error.hint)
