"""Pushing what a run of the clerk made: one branch that somebody put in the way keeps nothing else from being pushed.

Anybody who can push can make a branch `filing/0001/x`, beside which git has no room for `filing/0001`. Receipts are a
service to whoever looks; a decision needs none of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, MutableMapping

from govtool.core.finding import Finding, finding
from govtool.io.git.remote import PushRefused, Remote, Update
from govtool.roles.clerk.push import BRANCHES, MAIN

Refusals = MutableMapping[str, tuple[Finding, ...]]


def unblocked(remote: Remote, updates: list[Update], refused: Refusals) -> Iterator[Update]:
    """The refs that there is room for, by the branches as last fetched. Adds the branches that are in the way to
    `refused`.
    """
    branches = sorted(remote.branches("")) if updates else []
    known = set(branches)
    for update in updates:
        branch = update.ref.removeprefix(BRANCHES)
        place = bisect_left(branches, branch + "/")
        below = branches[place] if branches[place : place + 1] else ""
        above = [branch[:end] for end, letter in enumerate(branch) if letter == "/" and branch[:end] in known]
        blocking = below if below.startswith(branch + "/") else next(iter(above), "")
        if blocking:
            what = f"it leaves no room for {branch}"
            refused[blocking] = (finding("reserved_branch", branch=blocking, what=what),)
        else:
            yield update


def push_each(remote: Remote, updates: list[Update], refused: Refusals) -> None:
    """Moves all refs at once; if the remote refuses that, main first, and then each of the others by itself.

    Raises what `Remote.push` raises, but for a receipt that alone is refused: that one is told.
    """
    try:
        remote.push(updates)
    except PushRefused:
        if len(updates) == 1 and updates[0].ref == MAIN:
            raise
        _push_by_itself(remote, updates, refused)


def _push_by_itself(remote: Remote, updates: list[Update], refused: Refusals) -> None:
    for update in updates:
        try:
            remote.push([update])
        except PushRefused as error:
            if update.ref == MAIN:
                raise
            branch = update.ref.removeprefix(BRANCHES)
            refused[branch] = (finding("reserved_branch", branch=branch, what=error.message),)
