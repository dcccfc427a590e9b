"""The events to come, for one person and for all: votes that close, effects, ends of probations, keys, voter lists,
last days.

A function of the registry and of the branches as they were fetched last. `since` says from when on, so the same state
always gives the same agenda. Nothing here decides; the clerk acts at these times or later. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from govtool.core.ids import Digest, MemberId
from govtool.core.sshsig import PublicKey as SshKey
from govtool.core.state import State
from govtool.core.times import Instant, add, date_of_days, days_of, subtract
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.team import Team
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.policy import Policy
from govtool.domain.decisions.trial import Trial
from govtool.domain.people.probation import Probation
from govtool.roles.day.waiting import filings, newest_minutes
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import on_their_way
from govtool.roles.people.proceeding import mandate_ends, proceedings

Kind = Literal[
    "closes",
    "enacts",
    "key-active",
    "key-retires",
    "key-votes",
    "counts",
    "asked-again",
    "expires",
    "open-before",
    "probation-vote",
    "probation-ends",
    "policy-ends",
    "trial-vote",
    "trial-ends",
    "about-me",
]


@dataclass(frozen=True)
class Item:
    """One event to come. `about` is its name for people. `id` is stable: the same event at another time has the same.

    `is_mine` says that it concerns the person. `earliest` is when a vote may close at the earliest. `how` is the
    condition for that, or for another event what can be typed about it. `is_over` says that the event came sooner,
    which only a calendar that has it needs to know.
    """

    at: Instant
    kind: Kind
    id: str
    about: str
    is_mine: bool
    proposal: str = ""
    result: str = ""
    earliest: Instant = ""
    how: str = ""
    is_over: bool = False


@dataclass(frozen=True)
class Agenda:
    """All that is to come. `as_of` is the time of the newest minute, `number` its number."""

    genesis: Digest
    name: str
    as_of: Instant
    number: int
    items: tuple[Item, ...]

    def until(self, end: Instant | None) -> tuple[Item, ...]:
        """The items up to a time."""
        return tuple(item for item in self.items if end is None or item.at <= end)


def agenda_of(desk: Desk, name: str) -> Agenda:
    """The events after the newest minute, as this desk knows them; an overdue event keeps its time.

    If the key belongs to nobody here, these are the events that concern all. `name` is what the organisation is called.
    """
    state, newest = desk.book.state, desk.book.newest[0]
    member = desk.known_member
    items = list(state_items(state, member, newest.at))
    if member is not None:
        items += _own_papers(desk, member.id)
    # what is at the same time always in the same order
    items.sort(key=lambda item: (item.at, item.kind, item.id))
    return Agenda(desk.book.genesis, name, newest.at, newest.number, tuple(items))


def state_items(state: State, member: Member | None, since: Instant) -> Iterator[Item]:
    """The events after a time that follow from the registry alone."""
    mine = member.id if member else None
    yield from (_closing(state, entry, mine) for entry in docket.open_entries(state) if entry.is_open)
    for entry in docket.waiting(state):
        if entry.decided is not None and entry.decided.due_at is not None and not entry.decided.lost:
            is_mine = entry.proposer == mine
            yield Item(
                entry.decided.due_at, "enacts", f"enacts-{entry.number}", entry.title, is_mine, entry.number,
                entry.decided.result,
            )  # fmt: skip
    yield from _lately(state, mine, since)
    yield from _probations(state, mine, since)
    for policy in Policy.all(state):
        if policy.until is not None and (at := f"{date_of_days(days_of(policy.until) + 1)}T00:00:00Z") > since:
            about = f"{policy.title} ({policy.id})"
            yield Item(
                at, "policy-ends", f"policy-ends-{policy.id}", about, False, how=f"govtool show policy {policy.id}"
            )
    yield from _trials(state, mine, since)
    if member is not None:
        yield from _about(state, member, since)
        yield from _keys(member, since)
        yield from _rolls(state, member, since)


def _closing(state: State, entry: DocketEntry, mine: MemberId | None) -> Item:
    is_early = entry.close != "deadline" and entry.earliest_at < entry.closes_at
    return Item(
        entry.closes_at,
        "closes",
        f"closes-{entry.number}",
        entry.title,
        mine in entry.voters(state) or entry.proposer == mine,
        entry.number,
        earliest=entry.earliest_at if is_early else "",
        how=entry.close if is_early else "",
    )


def _lately(state: State, mine: MemberId | None, since: Instant) -> Iterator[Item]:
    """The events that follow from the decisions of the last weeks: rejected texts that may be asked again, and votes
    closed sooner.
    """
    wait = bylaws_of(state).periods.cooldown
    for minute in newest_minutes(state, subtract(since, wait)):
        entry = DocketEntry.of(state, minute.proposal or "") if minute.event in ("decided", "enacted") else None
        if entry is None or entry.decided is None:
            continue
        is_mine = entry.proposer == mine
        if entry.closes_at > since and minute.event == "decided":
            concerns = is_mine or mine in entry.voters(state)
            yield Item(
                entry.closes_at, "closes", f"closes-{entry.number}", entry.title, concerns,
                entry.number, entry.status, is_over=True,
            )  # fmt: skip
        again = add(minute.at, wait)
        is_over = minute.reason == "outvoted" or (minute.event == "decided" and entry.decided.lost is None)
        if is_over and entry.rejected and again > since:
            yield Item(again, "asked-again", f"asked-again-{entry.number}", entry.title, is_mine, entry.number)


def _probations(state: State, mine: MemberId | None, since: Instant) -> Iterator[Item]:
    """When each probation ends, and before that when its vote opens by itself."""
    for found in Probation.all(state):
        person = Member.of(state, found.member)
        about = f"{person.name} ({person.id})" if person is not None else found.member
        times: tuple[tuple[Kind, Instant], ...] = (("probation-vote", found.due_at), ("probation-ends", found.ends_at))
        for kind, at in times:
            if at > since:
                how = f"govtool show {found.member}"
                yield Item(at, kind, f"{kind}-{found.member}", about, found.member == mine, how=how)


def _trials(state: State, mine: MemberId | None, since: Instant) -> Iterator[Item]:
    """When each trial ends, and before that when the vote on it opens by itself."""
    for found in Trial.all(state):
        times: tuple[tuple[Kind, Instant], ...] = (
            ("trial-vote", found.due_at),
            ("trial-ends", f"{found.review_on}T00:00:00Z"),
        )
        for kind, at in times:
            if at > since:
                number = found.proposal
                yield Item(at, kind, f"{kind}-{number}", found.title, found.owner == mine, number)


def _about(state: State, member: Member, since: Instant) -> Iterator[Item]:
    """The events that the person must hear of in time: the last days to answer and to appeal, when votes on them open,
    and when a mandate of theirs ends.
    """
    found = {each.id: each for each in (*proceedings(state, member, since), *mandate_ends(state, member, since))}
    for proceeding in found.values():
        if proceeding.id and proceeding.by is not None and proceeding.by > since:
            yield Item(proceeding.by, "about-me", proceeding.id, proceeding.what, True, how=proceeding.how)


def _keys(member: Member, since: Instant) -> Iterator[Item]:
    for key in member.keys:
        if key.revoked_at is not None:
            continue
        about = SshKey.from_base64(key.type, key.blob).fingerprint
        times: tuple[tuple[Kind, Instant | None], ...] = (
            ("key-active", key.active_at),
            ("key-votes", key.votes_from),
            ("key-retires", key.retired_at),
        )
        for kind, at in times:
            if at is not None and at > since:
                yield Item(at, kind, f"{kind}-{about}", about, True, how=key.use)


def _rolls(state: State, member: Member, since: Instant) -> Iterator[Item]:
    if member.counts_at is not None and member.counts_at > since:
        yield Item(member.counts_at, "counts", f"counts-{member.id}", "", True)
    if not bylaws_of(state).votes_of(member):
        # who is in probation may have a seat, and no vote
        return
    for team in Team.all(state):
        for seat in team.seats:
            if seat.member == member.id and seat.counts_at > since:
                yield Item(seat.counts_at, "counts", f"counts-{member.id}-{team.id}", team.name, True)


def _own_papers(desk: Desk, member: MemberId) -> Iterator[Item]:
    """The last days of what a person has signed or drafted and main does not hold yet."""
    for pending in on_their_way(desk)[1]:
        made = pending.statement
        if made is not None and made.member == member:
            yield Item(made.not_after, "expires", f"expires-{member}-{made.number}", made.kind, True)
    for filing in filings(desk, member):
        made_of = filing.proposal
        if made_of is not None:
            how = "draft" if filing.is_draft else "filed"
            yield Item(made_of.open_before, "open-before", f"open-before-{filing.slug}", made_of.title, True, how=how)
