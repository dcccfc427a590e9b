"""Keeps the pages of pull requests up to date: those that are open, and those that closed since.

It runs after the clerk has done its work with git. Nothing that happens here changes a decision: a failure is reported
and tried again in the next run. If one page cannot be made, the others still are. If the Git host does not answer, the
round ends, so that it is not asked in vain a hundred times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from govtool.core.times import seconds_of
from govtool.errors import GovtoolError
from govtool.io.forge.answer import ForgeError
from govtool.io.forge.github import GitHub
from govtool.io.forge.pull import Pull, account, closed_pulls, open_pulls
from govtool.roles.desk.desk import Desk
from govtool.roles.forge.page.page import Page
from govtool.roles.forge.page.page_result import Kept
from govtool.roles.forge.page.paper_page import paper_page
from govtool.roles.forge.page.proposal_page import label_of, proposal_page, wants_open
from govtool.roles.forge.page.reconciliation import Reconciliation, own_labels
from govtool.roles.forge.page.subject import Filed, Subjects

_TRIES = 3
_MERGE_SECONDS = 600
"""How long the Git host may take to see that a head is on main, before people read about it."""


def keep_pages(desk: Desk, github: GitHub, name: str | None = None) -> tuple[Kept, ...]:
    """One round. `name` is the account whose token it is, asked for where it is not given. Raises nothing of the
    forge's: every problem is in what it gives, which leaves out the pages that were right.
    """
    try:
        keeper = _Keeper(desk, Reconciliation(github, name or account(github)))
        opened, closed = list(open_pulls(github)), list(closed_pulls(github))
    except GovtoolError as error:
        return (Kept(None, problem=error),)
    return tuple(keeper.round([*opened, *closed]))


class _Keeper:
    def __init__(self, desk: Desk, reconciliation: Reconciliation) -> None:
        self._desk = desk
        self._reconciliation = reconciliation
        self._subjects = Subjects(desk)
        self._heads = desk.remote.requests()

    def round(self, pulls: list[Pull]) -> Iterator[Kept]:
        for pull in sorted({pull.number: pull for pull in pulls}.values(), key=lambda pull: pull.number):
            kept = self._keep(pull)
            if kept.changed or kept.problem is not None:
                yield kept
            if isinstance(kept.problem, ForgeError) and kept.problem.is_of_all:
                return

    def _keep(self, pull: Pull) -> Kept:
        done: list[str] = []
        page = None
        try:
            page = self._page(pull)
            if page is None:
                return Kept(pull.number)
            self._bring(pull, page, done)
        except GovtoolError as error:
            return Kept(pull.number, page.about if page else "", tuple(done), error)
        problem = (
            GovtoolError(page.note, "check that its base is main; main itself is right already") if page.note else None
        )
        return Kept(pull.number, page.about, tuple(done), problem)

    def _bring(self, pull: Pull, page: Page, done: list[str]) -> None:
        """Brings a page; where nobody knows whether something was written, looks again and goes on from there."""
        for attempt in range(_TRIES):
            try:
                self._reconciliation.bring(pull, page, done)
                return
            except ForgeError as error:
                if not error.is_unsure or attempt == _TRIES - 1:
                    raise
                done.append("looked again after an answer that was lost")

    def _page(self, pull: Pull) -> Page | None:
        """The page that a pull request should have; None if govtool leaves it alone."""
        name = f"pull/{pull.number}"
        if self._heads.get(name) != pull.head.sha:
            # Pushed to since we fetched: the next run sees the same on both sides.
            return None
        filed = self._subjects.filed(name, pull.head.sha)
        if filed is None:
            return paper_page(self._desk, pull.head.sha) if pull.is_open else None
        if not pull.is_open and self._is_done(pull, filed):
            return None
        merged = pull.merged_at is not None
        page = proposal_page(self._desk, filed.entry, pull.head.sha, filed.part, is_merged=merged)
        return replace(page, note=self._note(pull, filed))

    def _is_done(self, pull: Pull, filed: Filed) -> bool:
        """Whether the page of a closed pull request shows how it ended: its label is written last. One that somebody
        merged by hand while the vote is open has not ended.
        """
        if filed.entry.is_open:
            return False
        is_reopened = wants_open(filed.entry, filed.part) is True and pull.merged_at is None
        return own_labels(pull) == {label_of(filed.entry)} and not is_reopened

    def _note(self, pull: Pull, filed: Filed) -> str:
        entry, decided = filed.entry, filed.entry.decided
        if not pull.is_open or decided is None or wants_open(entry, "whole") is not None or filed.part == "above":
            return ""
        if seconds_of(self._desk.now) - seconds_of(decided.at) < _MERGE_SECONDS:
            return ""
        return (
            f"{entry.number} is {decided.result}, and the Git host does not show pull request {pull.number} as merged"
        )
