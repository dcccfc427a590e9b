"""`govtool clerk`: one run of the clerk, in CI or on anybody's computer that holds its key."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click

from govtool.cli.machinery.clerk_news import news_after, tell_news
from govtool.cli.machinery.clerk_page import FORGES, pages_after, pages_data, tell_pages
from govtool.cli.terminal.context import NamedFile, folder_of, json_option, now, progress, push_with_option
from govtool.cli.terminal.json import picked, print_json, said
from govtool.cli.terminal.render import is_on_github, say, tell_finding
from govtool.cli.terminal.typed import OneOf
from govtool.core.ids import CommitId, is_digest
from govtool.core.times import Instant
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.io.signature.secret import is_open, read_secret
from govtool.io.signature.signing import MemoryKey
from govtool.io.signature.trust import TrustStore
from govtool.roles.clerk.clerk import Clerk, Load
from govtool.roles.clerk.session import Run
from govtool.roles.clerk.tidying import Tidied, tidy
from govtool.roles.desk.desk import GENESIS_SETTING, remember, verified
from govtool.roles.lifecycle.initiation import CLERK_KEY, key_path
from govtool.roles.minutes.book import Book

VARIABLE = "GOVTOOL_CLERK_KEY"
_EXAMPLE = "Example: govtool clerk --key clerk-ci"


@click.command("clerk", epilog=_EXAMPLE)
@click.option("--key", type=NamedFile(), help=f"The clerk's key (default: ${VARIABLE}).")
@click.option("--once", is_flag=True, expose_value=False, help="Run once and end. This is the default.")
@click.option(
    "--genesis", envvar="GOVTOOL_GENESIS", metavar="sha256:...", help="The founding fingerprint that it must be."
)
@click.option("--forge", type=OneOf(FORGES), help="Update pull requests there (default: govtool.forge).")
@click.option("--digest", "feed", type=click.Path(path_type=Path), metavar="FILE", help="Write a feed of the entries.")
@click.option("--tidy", "tidies", is_flag=True, help="Delete branches that main has held for 90 days.")
@push_with_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    key: Path | None,
    genesis: str | None,
    forge: str | None,
    feed: Path | None,
    tidies: bool,
    push_key: Path | None,
    as_json: bool,
) -> None:
    """Open submissions, receive ballots, decide, enact, record statements, and push.

    It decides nothing by itself, and you may run it as often as you like. It lists what it refuses, each once; that is
    no failure. If there is nothing to do, it says so on a terminal and in a log of GitHub. Elsewhere it prints nothing.
    It reads the key from --key, from the text in $GOVTOOL_CLERK_KEY, or from .git/govtool/clerk-ci.

    With --forge github, or git config govtool.forge github, it updates the pages of pull requests after the push:
    status, comment, labels. $GITHUB_REPOSITORY and $GITHUB_TOKEN give the place and the rights. If that fails, it
    says so. This changes no decision, and is no failure.

    With --digest FILE, or git config govtool.digest FILE, it writes a feed for feed readers. If $GOVTOOL_WEBHOOK has
    an address, it posts there what this run did. If that fails, it says so too.

    With --tidy, it then deletes at most 200 branches from the remote. Main must have held their very commit for 90
    days. It leaves what changed, what is not settled, and the branches gather/ and filing/.
    """
    git = Git(folder_of(ctx))
    remote = Remote(git, git.setting("govtool.remote") or "origin", push_key)
    if not remote.is_configured:
        raise GovtoolError(*remote.absence)
    if genesis is not None and not is_digest(genesis):
        raise UsageError(
            f"{genesis} is no founding fingerprint", "it is sha256: and 64 digits; govtool init printed it"
        )
    secret, at = clerk_key(git, key), now(quiet=as_json)
    load = loader(git, secret, at, TrustStore(), genesis)
    run = Clerk(git, remote, secret, at, load, remembers=True).run()
    pages = pages_after(git, remote, at, load, forge)
    news = news_after(git, remote, at, load, run, folder_of(ctx), feed)
    tidied = tidy(remote, at, load) if tidies else None
    if as_json:
        told: dict[str, object] = {
            "forge": pages_data(pages),
            "news": picked(news, "posted_to problems", feed=news.file),
        }
        if tidied is not None:
            told["tidied"] = picked(tidied, "deleted remaining problem")
        print_json({**run_data(run), **told})
    else:
        tell(run)
        tell_pages(pages)
        tell_news(news)
        if tidied is not None:
            tell_tidied(tidied)


def loader(git: Git, secret: MemoryKey, at: Instant, trust: TrustStore, genesis: str | None = None) -> Load:
    """Gives the verified book at a head of main, to who holds a key of its clerk."""
    pinned = genesis or git.setting(GENESIS_SETTING)

    def load(head: CommitId) -> Book:
        report = verified(git, head, trust, progress, pinned)
        if report.book is None:
            raise Refused(report.findings)
        remember(trust, report, at)
        refuse_stranger(report.book, secret)
        return report.book

    return load


def clerk_key(git: Git, path: Path | None) -> MemoryKey:
    """The clerk's key, from a file, the environment, or where `init` put it. Raises GovtoolError."""
    text = os.environ.get(VARIABLE)
    if path is not None:
        key = MemoryKey.load(read_secret(path))
        if is_open(path.expanduser()):
            say(f"others can read the clerk's key {path}: chmod 600 {shlex.quote(str(path))}", error=True)
        return key
    if text:
        # A forge's form for secrets often loses the last line feed, without which the file cannot be read.
        return MemoryKey.load(text.strip() + "\n")
    kept = key_path(git, CLERK_KEY)
    if not kept.exists():
        raise GovtoolError(
            "there is no key of the clerk here", f"govtool clerk --key FILE, or put its text into {VARIABLE}"
        )
    return clerk_key(git, kept)


def refuse_stranger(book: Book, key: MemoryKey) -> None:
    """Raises GovtoolError if a key is not the clerk's."""
    organization, blob = organization_of(book.state), key.public_key.base64
    if organization.is_clerk_key(blob):
        return
    spent, name = organization.was_clerk_key(blob), organization.name
    was = f"was the clerk's once, and is worthless now in {name}" if spent else f"is no key of the clerk of {name}"
    raise GovtoolError(
        f"the key {key.public_key.fingerprint} {was}",
        "use the file of a key that is the clerk's now; if it is lost: govtool handover --help",
    )


def run_data(run: Run) -> dict[str, object]:
    """A run for a program."""
    ballots = [
        picked(refusal, "commit voter finding.code", proposal=number, message=message, hint=hint)
        for number, refusals in sorted(run.refused_ballots.items())
        for refusal in refusals
        for message, hint in (said(refusal.finding),)
    ]
    branches = [{"branch": branch, "findings": found} for branch, found in sorted(run.refused_branches.items())]
    return picked(run, "head done", refused_ballots=ballots, refused_branches=branches)


def tell(run: Run) -> None:
    """Prints a run for people."""
    for line in run.done:
        say(line)
    # cron mails whatever is printed
    if not run.done and (sys.stdout.isatty() or is_on_github()):
        say("nothing to do now")
    for number, refusals in sorted(run.refused_ballots.items()):
        for refusal in refusals:
            whose = f"the ballot of {refusal.voter or 'somebody'} ({refusal.commit[:12]})"
            tell_finding(refusal.finding, f"{number}: {whose} is not counted: ")
    for branch, findings in sorted(run.refused_branches.items()):
        for found in findings:
            tell_finding(found, f"{branch} is refused: ")


def tell_tidied(tidied: Tidied) -> None:
    """Prints the branches that a run deleted, for people."""
    for branch in tidied.deleted:
        say(f"deleted the branch {branch}")
    if tidied.deleted:
        count = len(tidied.deleted)
        say(f"deleted {count} {'branch' if count == 1 else 'branches'} that main has held for 90 days")
    if tidied.problem is not None:
        say(f"not every old branch was deleted: {tidied.problem.message}", colour="yellow", error=True)
        say(f"  → {tidied.problem.hint}", error=True)
    if tidied.remaining:
        say(f"{tidied.remaining} more can be deleted: govtool clerk --tidy")
