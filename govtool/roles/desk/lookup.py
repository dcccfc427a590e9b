"""Looking things up for a person: a proposal by a part of its name, a member by id, the count of a vote as it stands.

Reads the verified book and the branches as they were fetched last. Decides nothing: the count is made by the functions
of the decision itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from govtool.core import minute as minutes
from govtool.core.evidence import Paper
from govtool.core.ids import CommitId, is_id
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.typed_name import name_of, number_of
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Count, Opening, count
from govtool.domain.decisions.decision import Outcome, outcome_of
from govtool.domain.decisions.docket import DocketEntry, SlugUse
from govtool.errors import Refused, UsageError
from govtool.io.git.git import MissingObject
from govtool.roles.desk.ballot_memory import LEAST, BallotMemory
from govtool.roles.desk.desk import Desk
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import origins_of
from govtool.roles.minutes.candidate import Candidates
from govtool.roles.minutes.gather import gathered
from govtool.roles.said.near import nearest, offered

if TYPE_CHECKING:
    from govtool.domain.money.project import Project

# a folder of a proposal, also as a shell completes it, or one of its branches
_PLACE = re.compile(
    r"(?:(?:(?:\S*/)?proposals/)?[0-9]{4}-[0-9]{2}|(?:\S*/)?proposal)/([^/]*[a-z][^/]*)/?"
    r"|(?:\S*/)?(?:gather|vote)/([0-9]{4,12})(?:/.*)?"
)
_FEW = 5
N = TypeVar("N", Member, Affiliate, Member | Affiliate)
LARGE = 500
"""With more ballots than this, a screen shows the figures only, and judges none before somebody asks for them."""


@dataclass(frozen=True)
class Arrived:
    """The ballots on a proposal that are here, not judged yet: `others` are those that the clerk has not receipted.
    The rest is as in `Standing`.
    """

    opening: Opening
    gathered: tuple[CommitId, ...]
    others: tuple[CommitId, ...]
    state: State
    at: Instant

    @property
    def commits(self) -> tuple[CommitId, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.gathered, *self.others)))


@dataclass(frozen=True)
class Standing:
    """How a vote stands: the papers that were seen, the ballots that count and those that do not, and the outcome.

    `gathered` are the commits that the clerk has receipted or, after the decision, that it decided with. `state` and
    `at` are what the ballots were judged with: those before the end of the vote, if it is over.
    """

    opening: Opening
    papers: tuple[Paper, ...]
    count: Count
    gathered: frozenset[CommitId]
    state: State
    at: Instant

    @cached_property
    def outcome(self) -> Outcome:
        """The outcome by the ballots that count. It reads the whole roll, so it is computed only for whoever asks."""
        return outcome_of(self.opening, self.count.votes)


def entry_by_id(state: State, text: str) -> DocketEntry:
    """The proposal that a person means: its number (7, 0007, #7), its slug, folder or branch, or any part that only one
    slug has; of several the only open one. Raises UsageError, with the nearest names.
    """
    typed = _last_step(text.strip().lower())
    if typed.removeprefix("#").isdecimal():
        number = number_of(typed)
        found = DocketEntry.of(state, number) if number else None
        if found is None:
            raise _no_number(state, text, typed.removeprefix("#"))
        return found
    exact = _by_slug(state, typed)
    if exact is not None:
        return exact
    open_slugs = [entry.slug for entry in docket.open_entries(state) if entry.is_open]
    for slugs in (open_slugs, list(slugs_of(state))):
        parts = [slug for slug in slugs if typed and typed in slug]
        if len(parts) == 1 and (only := _by_slug(state, parts[0])) is not None:
            return only
        if len(parts) > 1:
            raise _several(text, parts, "type a little more of the name, or its number")
    raise _unknown("proposal", text, typed, list(slugs_of(state)), "govtool list proposals")


def _no_number(state: State, text: str, digits: str) -> UsageError:
    """The error for a number that no proposal has, with the newest that there is."""
    newest = int(docket.next_number(state)) - 1
    near = f"; the newest is {newest}" if newest else ""
    entry = f"; entry {digits} of the log: govtool show minute {digits}" if Minute.of(state, int(digits)) else ""
    return UsageError(f"there is no proposal {text}{near}", f"see what there is: govtool list proposals{entry}")


def _last_step(typed: str) -> str:
    """The part of a path that names a proposal; a path that leads to none is a name as it stands, and nobody's.

    `carol/2026-11/1` is a sheet of hours: it must never be read as proposal 1, on which somebody would then vote.
    """
    place = _PLACE.fullmatch(typed)
    return next((part for part in place.groups() if part), typed) if place else typed.rstrip("/")


def member_by_id(state: State, text: str) -> Member:
    """The person with an id, or the only one whose name or id holds the text. Raises UsageError, with the nearest."""
    return _named(state, text, Member)


def affiliate_by_id(state: State, text: str) -> Affiliate:
    """The affiliate with an id, or the only one whose name or id holds the text. Raises UsageError."""
    return _named(state, text, Affiliate)


def party_by_id(state: State, text: str) -> Affiliate | Member:
    """The affiliate or the person that a case is against, the affiliate if both have the id. Raises UsageError."""
    kinds: tuple[type[Affiliate | Member], ...] = (Affiliate, Member)
    return _named(state, text, *kinds)


def _named(state: State, text: str, *kinds: type[N]) -> N:
    typed = text.strip().lower()
    name = name_of(text)
    for kind in kinds if name else ():
        found = kind.of(state, name)
        if found is not None:
            return found
    known = [one for kind in kinds for one in kind.all(state)]
    parts = [one for one in known if typed and (typed in one.id or typed in one.name.lower())]
    if len(parts) == 1:
        return parts[0]
    if parts:
        raise _several(text, [one.id for one in parts], "type the whole id")
    names = [kind.home.kind for kind in kinds]
    listing = ", ".join(f"govtool list {name}s" for name in names)
    raise _unknown(" or ".join(names), text, typed, [one.id for one in known], listing)


def project_by_id(state: State, text: str) -> Project:
    """The project with an id, open or closed. Raises UsageError, with the nearest."""
    typed = text.strip().lower()
    name = name_of(text)
    from govtool.domain.money.project import Project

    found = Project.of(state, name) if name else None
    if found is not None:
        return found
    known = [name for (name,) in Project.home.listed(state)]
    raise _unknown("project", text, typed, known, "govtool list projects")


def _several(text: str, found: list[str], hint: str) -> UsageError:
    shown = ", ".join(found[:_FEW]) + (" and more" if len(found) > _FEW else "")
    return UsageError(f"{text} could be any of: {shown}", hint)


def _unknown(what: str, text: str, typed: str, known: list[str], command: str) -> UsageError:
    return UsageError(f"there is no {what} {text!r}{offered(nearest(typed, known))}", f"see what there is: {command}")


def _by_slug(state: State, slug: str) -> DocketEntry | None:
    return docket.entry_of_slug(state, slug) if is_id(slug) else None


def slugs_of(state: State) -> Iterator[str]:
    """Every slug that was ever used, sorted."""
    return (slug for (slug,) in SlugUse.home.listed(state))


def minutes_after(state: State, number: int) -> Iterator[Minute]:
    """The minutes after one, oldest first."""
    newest = minutes.newest_number(state) or 0
    found = (Minute.of(state, later) for later in range(max(number, -1) + 1, newest + 1))
    return (minute for minute in found if minute is not None)


def decision_of(state: State, entry: DocketEntry) -> Minute | None:
    """The minute in which a proposal was decided, None while it is open or where it was withdrawn."""
    of_vote = _minutes_until_end(state, entry)
    return next((each for each in of_vote if each.event == "decided" and each.proposal == entry.number), None)


def _minutes_until_end(state: State, entry: DocketEntry) -> Iterator[Minute]:
    """The minutes from the opening of a proposal to the end of its vote; to the newest while that is open."""
    later = minutes_after(state, entry.minute)
    end = entry.decided.at if entry.decided else None
    return takewhile(lambda minute: end is None or minute.at <= end, later)


def arrived_on(desk: Desk, entry: DocketEntry, extra: Iterable[CommitId] = ()) -> Arrived:
    """The ballots on a proposal that are here, or those that it was decided with. `extra` are ballots besides, which
    have not arrived yet.

    While it is open: the ballots that the clerk gathered and those on vote branches, judged now. Afterwards: those that
    the decision was made with, judged at that time.
    """
    opening = desk.book.opening(entry)
    gather = desk.remote.head(f"gather/{entry.number}")
    if entry.decided is None:
        receipts = _gathered(desk, gather, opening)
        found = Candidates(desk.git, desk.remote).ballots(entry, known=frozenset(receipts))
        return Arrived(opening, receipts, (*found, *extra), desk.book.state, desk.at)
    minute = decision_of(desk.book.state, entry)
    if minute is None:
        # withdrawn: no decision was made, so what the clerk had gathered until then is all that there is to tell
        receipts = _gathered(desk, gather, opening)
        return Arrived(opening, receipts, (), _state_when_open(desk, entry), entry.decided.at)
    parents = desk.git.loose_commit(desk.book.commit_of(minute.number)).parents
    receipts = _gathered(desk, parents[1] if len(parents) > 1 else None, opening)
    return Arrived(opening, receipts, (), desk.book.state_before(minute.number), minute.at)


def standing_of(desk: Desk, entry: DocketEntry, extra: Iterable[CommitId] = ()) -> Standing:
    """How the vote on a proposal stands, or stood when it was decided: all that `arrived_on` finds, judged."""
    arrived = arrived_on(desk, entry, extra)
    return judged(desk, arrived, arrived.commits)


def _state_when_open(desk: Desk, entry: DocketEntry) -> State:
    """The last state in which a proposal that was withdrawn was open."""
    book, closed_at = desk.book, entry.decided.at if entry.decided else ""
    for minute in _minutes_until_end(book.state, entry):
        if minute.at == closed_at:
            after = DocketEntry.of(book.state_at(book.commit_of(minute.number)), entry.number)
            if after is not None and not after.is_open:
                return book.state_before(minute.number)
    return book.state


def _gathered(desk: Desk, gather: CommitId | None, opening: Opening) -> tuple[CommitId, ...]:
    if gather is None:
        return ()
    try:
        return tuple(oid for oid in gathered(desk.book, gather) if oid != opening.entry.filing)
    except (Refused, MissingObject):
        # a branch of that name that is no gather of this vote: the clerk does not take it for one either
        return ()


def judged(desk: Desk, arrived: Arrived, commits: tuple[CommitId, ...]) -> Standing:
    """How the vote stands by some of the ballots that have arrived, or by all. It shows its progress."""
    opening = arrived.opening
    papers = _papers(desk, arrived, commits)
    counted = count(arrived.state, opening, papers, arrived.at)
    return Standing(opening, papers, counted, frozenset(arrived.gathered), arrived.state, arrived.at)


def _papers(desk: Desk, arrived: Arrived, commits: tuple[CommitId, ...]) -> tuple[Paper, ...]:
    """The evidence of some ballots; of a large vote those that were read here before are not read again."""
    opening, state, book = arrived.opening, arrived.state, desk.book
    if len(commits) < LEAST:
        return event_evidence.ballots(book, opening, commits, then=state, progress=desk.progress)
    memory = BallotMemory(desk.trust.path.parent / "ballots", opening.digest, origins_of(state))
    known = {oid: paper for oid, paper in memory.papers().items() if book.is_on_main(paper.parents[0])}
    fresh = tuple(oid for oid in commits if oid not in known)
    if fresh:
        read = event_evidence.ballots(book, opening, fresh, then=state, progress=desk.progress)
        memory.learn(read)
        known |= {paper.commit: paper for paper in read}
    return tuple(known[oid] for oid in commits)
