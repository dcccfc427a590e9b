"""The news that `govtool clerk` leaves once its work is pushed: a feed as a file, and a message to a webhook.

The message tells the minutes that this very run added to main, so that nothing has to be remembered: a run that adds
none posts nothing, and what is pushed again after a lost race is told by the run that won. Where the answer to a push
is lost, or the service stays away, that news is in the feed and in `govtool digest` only; nothing is posted twice.
Whatever fails here is told, and is no failure of the run.
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
    """What came of the news: the feed's file, the host that it was posted to, and what went wrong."""

    file: str = ""
    posted_to: str = ""
    problems: tuple[GovtoolError, ...] = ()


def news_after(git: Git, remote: Remote, now: Instant, load: Load, run: Run, folder: Path, file: Path | None) -> News:
    """Writes the feed and posts the message, where they are configured, as main is after the run."""
    setting, address = git.setting(SETTING), os.environ.get(ADDRESS, "").strip()
    chosen = file or (Path(setting) if setting else None)
    written = posted = ""
    problems = []
    if chosen is not None:
        try:
            _write(folder / chosen.expanduser(), load, run)
            written = str(chosen)
        except GovtoolError as error:
            problems.append(error)
    if address and (run.added or run.repaired):
        try:
            posted = _post(address, git, remote, now, load, run)
        except GovtoolError as error:
            problems.append(error)
    return News(written, posted, tuple(problems))


def _write(path: Path, load: Load, run: Run) -> None:
    from govtool.cli.machinery.feed import feed
    from govtool.io.file.atomic import replace_file
    from govtool.roles.day.digest import last_minutes

    book = load(run.head)
    try:
        replace_file(path, feed(book.state, book.genesis, last_minutes(book.state, ENTRIES)))
    except OSError as error:
        raise GovtoolError(
            f"the feed {path} was not written: {error.strerror}", "name another file: govtool clerk --digest FILE"
        ) from error


def _post(address: str, git: Git, remote: Remote, now: Instant, load: Load, run: Run) -> str:
    """Posts what the run did; gives the host. Raises GovtoolError, which never holds the address."""
    from govtool.cli.machinery.digest import lines_of
    from govtool.io.webhook import Webhook
    from govtool.roles.day.digest import digest, minutes_after
    from govtool.roles.desk.desk import Desk

    url, form = form_for(address)
    webhook = Webhook(url)
    desk = Desk(git, remote, now)
    desk.head, desk.book = run.head, load(run.head)
    state = desk.book.state
    lines = list(lines_of(state, digest(desk, minutes_after(state, run.added[0] - 1) if run.added else ())))
    if run.repaired:
        lines.append(
            f"! main held commits without authority since {run.repaired[:12]}; it is as it was → govtool audit"
        )
    webhook.post(form(lines))
    return webhook.host


def tell_news(news: News) -> None:
    """Prints what came of the news, for people."""
    if news.file:
        say(f"wrote {news.file}")
    if news.posted_to:
        say(f"posted what happened to {news.posted_to}")
    for problem in news.problems:
        say(problem.message, colour="yellow", error=True)
        say(f"  → {problem.hint}", error=True)
