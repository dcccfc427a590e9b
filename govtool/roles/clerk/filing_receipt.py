"""The clerk's receipts for filings: on `filing/NUMBER`, from the opening on, a signed commit that holds the filing.

Without it a filing would lie only where its proposer put it: a fork's pull request that is pushed to again, a branch
that is taken away, and a clone made afterwards could neither show the text nor carry out what was voted for.

It is no branch at the filing itself. Its tree is that of main, so that a forge which runs what a branch holds
finds main's own workflows there and nothing of a stranger's; and the filing becomes reachable from main by a decision
alone, never by this.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.domain.decisions import docket
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.remote import ZERO, Remote, Update
from govtool.roles.minutes.branch import filing_branch
from govtool.roles.minutes.sealing import Seal


def filing_receipts(seal: Seal, remote: Remote) -> Iterator[Update]:
    """The receipts that are to be pushed: those of open proposals that lack one, and whose filing is here."""
    git = seal.book.git
    for entry in docket.open_entries(seal.book.state):
        if not entry.is_open or entry.filing is None:
            continue
        branch = filing_branch(entry.number)
        there = remote.head(branch)
        if (there is not None and _holds(git, there, entry.filing)) or not git.has(entry.filing):
            continue
        base = seal.book.page.good
        made = seal.commit(git.loose_commit(base).tree, (base, entry.filing), f"Keep the filing of {entry.number}\n")
        yield Update(f"refs/heads/{branch}", made, there or ZERO)


def _holds(git: Git, commit: str, filing: str) -> bool:
    try:
        return filing in git.loose_commit(commit).parents
    except GovtoolError:
        return False
