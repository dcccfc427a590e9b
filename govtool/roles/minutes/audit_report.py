"""The findings of an audit, and how it goes on from a book that was verified before.

Loads nothing that verifies, so a command on a main that is known already starts at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, Digest
from govtool.roles.minutes.book import Book

Progress = Callable[[int, int], None]
"""Told how many commits are done, and of how many."""


def no_progress(done: int, total: int) -> None:
    """Nobody watches."""


@dataclass
class Report:
    """The result of an audit. `findings` make it fail, `warnings` are only printed; `book` is the book at the end, if
    there is one.
    """

    genesis: Digest
    head: CommitId
    book: Book | None = None
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    events: dict[str, int] = field(default_factory=dict)
    ballots: int = 0
    signatures: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything that stands on main has authority."""
        return not self.findings


def resumed(since: Book, head: CommitId) -> Report:
    """The report up to a book that was verified before; a void span that was open there still is."""
    report = Report(since.genesis, head, since)
    if since.page.void_since is not None:
        report.findings.append(finding("void_open", commit=since.page.void_since, since=since.page.void_since[:12]))
    return report
