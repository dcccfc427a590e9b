"""The subject of a pull request: the proposal that its head files, or another thing that only its commits show.

It follows from git objects and the verified book. The title of a pull request, its author and its branch say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from govtool.core.ids import CommitId
from govtool.core.times import subtract
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.desk.desk import Desk
from govtool.roles.minutes.candidate import MAX_DEPTH, Candidates

Part = Literal["whole", "above", "below"]
"""A head is the filing itself; or it holds commits besides, above the filing; or the filing was made on top of it."""
LATELY = "P14D"
_LONGEST_VOTE = "P180D"


@dataclass(frozen=True)
class Filed:
    """The proposal that a pull request brought."""

    entry: DocketEntry
    part: Part


class Subjects:
    """Looks up what heads are about, in one state of the book."""

    def __init__(self, desk: Desk) -> None:
        self._book = desk.book
        self._git = desk.git
        self._candidates = Candidates(desk.git, desk.remote)
        self._filings: dict[CommitId, DocketEntry] = {}
        self._below: dict[CommitId, DocketEntry] = {}
        self._trunk: set[CommitId] = set()
        self._rest = desk.git.first_parents(desk.book.page.head)
        for entry in _current(desk):
            if entry.filing is not None and self._git.has(entry.filing):
                self._filings[entry.filing] = entry
                for commit in self._way(entry.filing)[1:]:
                    self._below.setdefault(commit, entry)

    def filed(self, name: str, head: CommitId) -> Filed | None:
        """The proposal of a pull request (`pull/7`) with this head; None where it brought none that was opened."""
        if head in self._filings:
            return Filed(self._filings[head], "whole")
        for depth, commit in enumerate(self._way(head)):
            entry = self._filings.get(commit)
            if entry is not None and depth:
                return Filed(entry, "above")
        if head in self._below:
            return Filed(self._below[head], "below")
        kind, _, slug = self._candidates.home(name, head).partition("/")
        entry = docket.entry_of_slug(self._book.state, slug) if kind == "proposal" else None
        return Filed(entry, "whole") if entry is not None and entry.filing == head else None

    def _way(self, head: CommitId) -> list[CommitId]:
        """A commit and those before it, as far as they are not of main.

        Main is walked by its ids alone, and only as far back as the newest of its commits among them. Nothing is judged
        by this, and all of main would have to be read to learn that a commit is not there at all.
        """
        chain = list(islice(self._git.first_parents(head), MAX_DEPTH))
        places = {commit: place for place, commit in enumerate(chain)}
        end = next((place for commit, place in places.items() if commit in self._trunk), None)
        while end is None:
            earlier = next(self._rest, None)
            if earlier is None:
                return chain
            self._trunk.add(earlier)
            end = places.get(earlier)
        return chain[:end]


def _current(desk: Desk) -> Iterator[DocketEntry]:
    """The proposals that are open or wait, and those that were closed lately."""
    state = desk.book.state
    yield from docket.open_entries(state)
    since = subtract(desk.now, LATELY)
    for entry in docket.closed_entries(state):
        # By number, not by time: a vote that was open for long may have been closed just now.
        if entry.opened_at < subtract(since, _LONGEST_VOTE):
            break
        if entry.decided is not None and entry.decided.at >= since:
            yield entry
