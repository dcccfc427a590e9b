"""The news that `govtool clerk` leaves after its push: a feed as a file, and a message to a webhook.

The message has the entries that this very run added to main, so that nothing must be remembered. A run that adds none
posts nothing. If a run loses a race, the run that won posts the news. If the answer to a push is lost, or the service
is away, only the feed and `govtool digest` have that news: nothing is posted twice. A failure here is printed, and is
no failure of the run.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from govtool.cli.machinery.message import form_for
from govtool.cli.terminal.render import say
from govtool.core.times import Instant
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.roles.clerk.clerk import Load
from govtool.roles.clerk.session import Run

SETTING = "govtool.digest"
ADDRESS = "GOVTOOL_WEBHOOK"
ENTRIES = 50


@dataclass(frozen=True)
class News:
    """The result of the news: the feed's file and whether it changed, the host that got the message, and the faults."""

    file: str = ""
    is_written: bool = False
    posted_to: str = ""
    problems: tuple[GovtoolError, ...] = ()


def news_after(git: Git, remote: Remote, now: Instant, load: Load, run: Run, folder: Path, file: Path | None) -> News:
    """Writes the feed and posts the message, where they are configured, as main is after the run."""
    setting, address = git.setting(SETTING), os.environ.get(ADDRESS, "").strip()
    chosen = file or (Path(setting) if setting else None)
    written, is_written, posted = "", False, ""
    problems = []
    if chosen is not None:
        try:
            is_written = _write(folder / chosen.expanduser(), load, run)
            written = str(chosen)
        except GovtoolError as error:
            problems.append(error)
    if address and (run.added or run.repaired):
        try:
            posted = _post(address, git, remote, now, load, run)
        except GovtoolError as error:
            problems.append(error)
    return News(written, is_written, posted, tuple(problems))


def _write(path: Path, load: Load, run: Run) -> bool:
    """Writes the feed; whether it holds anything that was not there. Raises GovtoolError."""
    from govtool.cli.machinery.feed import feed
    from govtool.io.file.atomic import replace_file
    from govtool.io.file.regular import read_regular
    from govtool.roles.day.digest import last_minutes

    book = load(run.head)
    made = feed(book.state, book.genesis, last_minutes(book.state, ENTRIES))
    try:
        if path.is_file() and read_regular(path) == made.encode():
            return False
        replace_file(path, made)
        return True
    except OSError as error:
        raise GovtoolError(
            f"the feed {path} was not written: {error.strerror}", "name another file: govtool clerk --digest FILE"
        ) from error


def _post(address: str, git: Git, remote: Remote, now: Instant, load: Load, run: Run) -> str:
    """Posts what the run did; gives the host. Raises GovtoolError, which never holds the address."""
    from govtool.cli.machinery.digest import lines_of
    from govtool.io.webhook import Webhook
    from govtool.roles.day.digest import digest
    from govtool.roles.desk.desk import Desk
    from govtool.roles.desk.lookup import minutes_after

    url, form = form_for(address)
    webhook = Webhook(url)
    desk = Desk(git, remote, now)
    desk.head, desk.book = run.head, load(run.head)
    state = desk.book.state
    lines = list(lines_of(state, digest(desk, tuple(minutes_after(state, run.added[0] - 1)) if run.added else ())))
    if run.repaired:
        lines.append(
            f"! main had unauthorised commits since {run.repaired[:12]}; the clerk restored it → govtool audit"
        )
    webhook.post(form(lines))
    return webhook.host


def tell_news(news: News) -> None:
    """Prints the result of the news, for people."""
    if news.is_written:
        say(f"wrote {news.file}")
    if news.posted_to:
        say(f"posted what happened to {news.posted_to}")
    for problem in news.problems:
        say(problem.message, colour="yellow", error=True)
        say(f"  → {problem.hint}", error=True)
