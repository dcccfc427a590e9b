"""`govtool digest`: the news, as a short text, a feed, or a message to a webhook."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from govtool.cli.machinery.message import discord as discord_form
from govtool.cli.machinery.message import plain
from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import clean, finding_lines, say
from govtool.cli.terminal.text import few, in_utc, one_line, when
from govtool.cli.terminal.typed import whole
from govtool.cli.view.minute import sentence
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant, subtract
from govtool.domain.constitution.organization import organization_of
from govtool.errors import UsageError
from govtool.io.file.atomic import replace_file
from govtool.io.webhook import NotPosted, Webhook
from govtool.roles.day.digest import Digested, Waiting, digest, last_minutes
from govtool.roles.day.waiting import newest_minutes
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import minutes_after
from govtool.roles.said.saying import discussion
from govtool.roles.said.tried import trial_mark

LATELY = "P7D"
ENTRIES = 50
_MOST_LINES = 200
_EXAMPLE = "govtool digest; for feed readers: govtool digest --atom news.xml"


@desk_command("digest", _EXAMPLE)
@click.option(
    "--since", type=whole(0, 10**12 - 1), metavar="NUMBER", help="After this entry (default: the last 7 days)."
)
@click.option("--atom", type=NamedFile(), help="Write a feed of the last entries.")
@click.option("--entries", type=whole(1, 1000), default=ENTRIES, show_default=True, help="How many of them.")
@click.option("--text", is_flag=True, help="Print the text too, if it is written or posted.")
@click.option("--post", metavar="URL", help='Post {"text": ...} there; env:NAME takes the address from $NAME.')
@click.option("--discord", metavar="URL", help="Post there in Discord's form; env:NAME takes the address from $NAME.")
def command(
    desk: Desk,
    since: int | None,
    atom: Path | None,
    entries: int,
    text: bool,
    post: str | None,
    discord: str | None,
    as_json: bool,
) -> None:
    """Report the news: what opened, was decided, took effect, was stated or refused, and whose votes are missing.

    It posts to a webhook only if something happened, and only over https. If it cannot reach the webhook, it says so.
    That is no failure, because a run of the clerk must not depend on it.
    """
    posts = [(Webhook(_address(url)), form) for url, form in ((post, plain), (discord, discord_form)) if url]
    state = desk.book.state
    lately = newest_minutes(state, subtract(desk.now, LATELY))
    happened = tuple(lately)[::-1] if since is None else tuple(minutes_after(state, since))
    found = digest(desk, happened)
    lines = list(lines_of(state, found))
    if atom is not None:
        from govtool.cli.machinery.feed import feed

        replace_file(atom, feed(state, desk.book.genesis, last_minutes(state, entries)))
        say(f"Wrote {atom}.", error=True)
    if as_json:
        print_json(_data(desk, found))
    elif text or (atom is None and not posts):
        # a terminal shows local time; other texts are read anywhere, and show UTC
        for line in lines_of(state, found, lambda at: when(at, desk.now)) if sys.stdout.isatty() else lines:
            say(line)
    for webhook, form in posts:
        _post(webhook, form(lines), is_news=bool(happened) or bool(desk.report.findings))


def _address(url: str) -> str:
    """The address itself, or from the environment, where a job keeps its secrets. Raises UsageError."""
    if not url.startswith("env:"):
        return url
    found = os.environ.get(url[4:])
    if not found:
        raise UsageError(f"${url[4:]} holds no address", f"put the webhook's address into it: {url[4:]}=https://...")
    return found.strip()


def _post(webhook: Webhook, value: Mapping[str, object], *, is_news: bool) -> None:
    if not is_news:
        say(f"Nothing happened; nothing was posted to {webhook.host}.", error=True)
        return
    try:
        webhook.post(value)
    except NotPosted as error:
        say(f"{error.message} → {error.hint}", colour="yellow", error=True)
    else:
        say(f"Posted to {webhook.host}.", error=True)


# The text -----------------------------------------------------------------------------------------------------------


def lines_of(state: State, found: Digested, time: Callable[[Instant], str] = in_utc) -> Iterator[str]:
    """The text, line by line; the times in it are UTC, because its readers live anywhere, unless told otherwise."""
    number, at = found.newest.number, time(found.newest.at)
    yield f"{organization_of(state).name}, as of entry {number}, {at}"
    yield from (_happened(state, minute, time) for minute in found.happened[-_MOST_LINES:])
    if not found.happened:
        yield "- nothing happened"
    if found.waiting:
        yield "Open votes:"
        yield from (_waits(wait, time) for wait in found.waiting)
    if found.refused:
        yield "Not taken:"
    for refused in found.refused[:_MOST_LINES]:
        what, next_step = finding_lines(refused.findings[0])
        whose = f" of {refused.whose}" if refused.whose and refused.whose not in refused.what else ""
        yield f"- {refused.what}{whose}: {one_line(clean(what))} → {one_line(clean(next_step))}"
    for span in found.void:
        what, next_step = finding_lines(span)
        yield f"! {one_line(clean(what))} → {one_line(clean(next_step))}"


def _happened(state: State, minute: Minute, time: Callable[[Instant], str]) -> str:
    return f"- {time(minute.at)}: {one_line(clean(sentence(state, minute)))}"


def _waits(wait: Waiting, time: Callable[[Instant], str]) -> str:
    entry, who = wait.entry, f"waits for {few(wait.silent)}" if wait.silent else "all have voted"
    title, told = one_line(clean(entry.title)) + trial_mark(entry), discussion(wait.critique)
    title += f", answers the question {entry.answers}" if entry.answers else ""
    who += f"; {told}" if told else ""
    return f"- {entry.number} {title}: closes {time(entry.closes_at)}; {who} → govtool vote {entry.number}"


def _data(desk: Desk, found: Digested) -> dict[str, object]:
    state = desk.book.state
    return picked(
        found,
        "refused void newest.at",
        organization=organization_of(state).name,
        genesis=desk.book.genesis,
        minute=found.newest.number,
        happened=[{**minute.data(), "sentence": sentence(state, minute)} for minute in found.happened],
        waiting=[
            picked(
                wait,
                "entry.title entry.answers entry.closes_at entry.trial silent critique",
                proposal=wait.entry.number,
            )
            for wait in found.waiting
        ],
        notes=list(desk.notes),
    )
