"""A person's activity here: hours, reviews about them, proposals, statements, earlier votes on them.

It is shown with an application and before every ballot on the person, and decides nothing.

It reads that person's own folders. Of the docket it reads the newest closed proposals only, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from govtool.core.ids import Digest, MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Statement, last_number

if TYPE_CHECKING:
    from govtool.domain.people.application import Application

MOST = 500


@dataclass(frozen=True)
class ReviewText:
    """A review as it is read: who wrote it when, and its text or the digest of it."""

    member: MemberId
    at: Instant
    text: str
    digest: Digest


@dataclass(frozen=True)
class Activity:
    """The record of a person. Minutes are all that were recorded; `counted_minutes` those that are approved and beyond
    dispute. `proposals` are theirs, `votes` those on their admission and probation.
    """

    member: MemberId
    minutes: int
    counted_minutes: int
    application: Application | None
    reviews: tuple[ReviewText, ...]
    proposals: tuple[DocketEntry, ...]
    votes: tuple[DocketEntry, ...]
    statements: int


def activity_of(state: State, member: MemberId, at: Instant) -> Activity:
    """The record of a person at that time."""
    from govtool.domain.people.application import Application
    from govtool.domain.work.timesheet import Timesheet, months_of

    found = Application.of(state, member)
    entries = [*docket.open_entries(state), *islice(docket.closed_entries(state), MOST)]
    sheets = [sheet for month in sorted(months_of(state, member)) for sheet in Timesheet.all(state, month, member)]
    return Activity(
        member=member,
        minutes=sum(sheet.minutes for sheet in sheets),
        counted_minutes=sum(sheet.minutes for sheet in sheets if sheet.counts(at)),
        application=found,
        reviews=tuple(_reviews(state, found)) if found else (),
        proposals=tuple(entry for entry in entries if entry.proposer == member),
        votes=tuple(entry for entry in entries if member in subjects(entry)),
        statements=last_number(state, member),
    )


def subjects(entry: DocketEntry) -> tuple[MemberId, ...]:
    """The people on whose coming in or staying a proposal decides."""
    if not any(action.subject for action in entry.actions):
        return ()  # most proposals concern nobody: no rule about people is loaded for them
    from govtool.domain.people.admission import Admit
    from govtool.domain.people.probation import Confirm, EndProbation

    kinds = (Admit, Confirm, EndProbation)
    return tuple(action.subject for action in entry.actions if isinstance(action, kinds) and action.subject)


def _reviews(state: State, found: Application) -> Iterator[ReviewText]:
    for one in found.reviews:
        statement = Statement.of(state, one.member, one.statement)
        body = statement.body if statement is not None else {}
        text, digest = (str(body.get(name) or "") for name in ("text", "text_digest"))
        yield ReviewText(one.member, one.at, text, digest)
