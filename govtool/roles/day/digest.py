"""The content of `govtool digest`: what happened, what waits for whom, and what was refused. Reads only.

The first part comes from the minute book alone, so the same state gives the same news. The items that wait and those
refused follow from the branches as fetched last, judged as the clerk would judge them now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core import minute as minutes
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.minute import CritiqueCount, Minute
from govtool.core.state import State
from govtool.domain.decisions import critique, docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import last_number
from govtool.roles.day.waiting import filings
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import minutes_after, standing_of
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.branch import statement_on
from govtool.roles.minutes.candidate import Candidates


@dataclass(frozen=True)
class Waiting:
    """An open vote, the voters who have not voted yet, and how many questions and objections there are."""

    entry: DocketEntry
    silent: tuple[MemberId, ...]
    critique: CritiqueCount | None


@dataclass(frozen=True)
class NotTaken:
    """Something that was sent and is not taken: `what` it is, whose (empty: nobody's), and why."""

    what: str
    whose: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Digested:
    """The minutes reported, oldest first; the items that wait and those refused; unauthorised spans of main."""

    happened: tuple[Minute, ...]
    newest: Minute
    waiting: tuple[Waiting, ...]
    refused: tuple[NotTaken, ...]
    void: tuple[Finding, ...]


def last_minutes(state: State, most: int) -> tuple[tuple[Minute, Digest], ...]:
    """At most so many of the last minutes with their digests, newest first."""
    found = list(minutes_after(state, (minutes.newest_number(state) or 0) - most))
    return tuple((minute, digest_of(minute.as_file)) for minute in reversed(found))


def digest(desk: Desk, happened: tuple[Minute, ...]) -> Digested:
    """The news to report beside the minutes given, and those minutes."""
    void = tuple(found for found in desk.report.warnings if found.code == "void_span")
    since = desk.book.page.void_since
    if since is not None:
        void = (*void, finding("void_open", commit=since, since=since[:12]))
    waiting, refused = [], list(_refused_papers(desk))
    for entry in docket.open_entries(desk.book.state):
        if not entry.is_open:
            continue
        count, state = standing_of(desk, entry).count, desk.book.state
        silent = tuple(sorted(entry.voters(state).everybody - count.votes.keys()))
        waiting.append(Waiting(entry, silent, critique.count(state, entry)))
        refused += [NotTaken(f"ballot on {entry.number}", no.voter or "", (no.finding,)) for no in count.refused]
    waiting.sort(key=lambda wait: (wait.entry.closes_at, wait.entry.number))
    return Digested(happened, desk.book.newest[0], tuple(waiting), tuple(refused), void)


def _refused_papers(desk: Desk) -> Iterator[NotTaken]:
    for filing in filings(desk):
        if filing.findings and not filing.is_draft:
            proposer = (filing.proposal.proposer or "") if filing.proposal else ""
            yield NotTaken(f"proposal {filing.slug}", proposer, filing.findings)
    state = desk.book.state
    candidates = Candidates(desk.git, desk.remote)
    for branch, commit in candidates.statements():
        member, number = statement_on(candidates.home(branch, commit)) or ("", 0)
        # Only the next one can be taken: those before it are done, and those after it wait for it.
        if not member or number != last_number(state, member) + 1:
            continue
        found = tuple(event_evidence.statement(desk.book, commit, desk.at).problems(state))
        if found:
            yield NotTaken(f"statement {number}", member, found)
