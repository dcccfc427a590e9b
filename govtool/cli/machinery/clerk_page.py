"""The work of `govtool clerk` on a Git host after its push, and its report.

If nothing is configured, it does nothing. A failure here is printed, and is no failure of the run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say
from govtool.core.times import Instant
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.roles.clerk.clerk import Load
from govtool.roles.desk.desk import Desk
from govtool.roles.forge.page.page_result import Kept

FORGES = ("github",)
SETTING = "govtool.forge"
REPOSITORY, TOKEN, API = "GITHUB_REPOSITORY", "GITHUB_TOKEN", "GITHUB_API_URL"
ACCOUNT = "GOVTOOL_FORGE_ACCOUNT"


def pages_after(git: Git, remote: Remote, now: Instant, load: Load, forge: str | None) -> tuple[Kept, ...]:
    """Brings the pages of the configured forge up to date, as main and the branches are after the run."""
    chosen = forge or git.setting(SETTING)
    if not chosen:
        return ()
    try:
        if chosen not in FORGES:
            raise GovtoolError(f"{SETTING} is {chosen!r}, which is no known Git host", f"one of: {FORGES[0]}")
        return _keep(git, remote, now, load)
    except GovtoolError as error:
        return (Kept(None, problem=error),)


def _keep(git: Git, remote: Remote, now: Instant, load: Load) -> tuple[Kept, ...]:
    # Imported only here: a clerk without a Git host needs no client for one.
    from govtool.io.forge.github import PUBLIC_URL, GitHub
    from govtool.roles.forge.page.page_updater import keep_pages

    repository, token = os.environ.get(REPOSITORY, ""), os.environ.get(TOKEN, "").strip()
    for name, value in ((REPOSITORY, repository), (TOKEN, token)):
        if not value:
            raise GovtoolError(f"${name} is not set, so the pages of pull requests are as they were", f"set ${name}")
    github = GitHub(os.environ.get(API) or PUBLIC_URL, repository, token)
    remote.fetch()
    head = remote.head("main")
    if head is None:
        raise GovtoolError(f"{remote.url} has no branch main any more", "look at who took it away")
    desk = Desk(git, remote, now)
    desk.book = load(head)
    return keep_pages(desk, github, os.environ.get(ACCOUNT) or None)


def pages_data(pages: Iterable[Kept]) -> list[dict[str, object]]:
    """The result for each page, for a program."""
    return [picked(kept, "pull changed", proposal=kept.about, problem=_problem(kept)) for kept in pages]


def _problem(kept: Kept) -> dict[str, object] | None:
    return None if kept.problem is None else {"message": _words(kept.problem), "hint": kept.problem.hint}


def tell_pages(pages: Iterable[Kept]) -> None:
    """Prints the result for each page, for people."""
    for kept in pages:
        what = "the pages of pull requests" if kept.pull is None else f"pull request {kept.pull}"
        about = f" ({kept.about})" if kept.about else ""
        if kept.changed:
            say(f"{what}{about}: {', '.join(kept.changed)}")
        if kept.problem is not None:
            say(f"{what}{about}: {_words(kept.problem)}", colour="yellow")
            say(f"  → {kept.problem.hint or 'the next run tries again; nothing that was decided depends on it'}")


def _words(problem: GovtoolError) -> str:
    found = problem.message
    return found if not isinstance(problem, Refused) else f"main cannot be read: {found}"
