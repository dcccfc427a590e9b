"""The clerk's receipts for filings. From the opening on, a signed commit on `filing/NUMBER` holds the filing.

Without it only the proposer's own branch would hold the filing. The proposer can push to a fork's pull request again or
delete the branch. A clone made afterwards could then neither show the text nor carry out the decision.

The branch does not point at the filing itself. The receipt's tree is that of main. So a Git host that runs the
workflows of a branch finds main's own there, and nothing of a stranger's. A receipt never makes the filing reachable
from main: only a decision does.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.domain.decisions import docket
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.remote import ZERO, Remote, Update
from govtool.roles.minutes.branch import filing_branch
from govtool.roles.minutes.clerk_commit import Seal


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
