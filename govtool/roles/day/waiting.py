"""The content of `govtool status`: the items that wait for a person, and what was done in their name lately.

Ballots and statements are judged here as the clerk would judge them. So a person learns before a vote closes why theirs
would not count. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from govtool.core import minute as minutes
from govtool.core.finding import Finding
from govtool.core.ids import CommitId, MemberId
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant, date_of, subtract
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Refusal
from govtool.domain.decisions.decision import Outcome
from govtool.domain.decisions.docket import DocketEntry, SlugUse
from govtool.domain.decisions.proposal import FILE, Proposal, slug_of
from govtool.domain.decisions.statement import last_number
from govtool.errors import GovtoolError
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.roles.clerk.filing import is_filing, read_filing
from govtool.roles.day.failure import unseen_failures
from govtool.roles.decisions import critique_service
from govtool.roles.decisions.ballot_service import (
    MyBallot,
    arrived_for,
    my_ballots,
    own_standing,
    resend_lost,
    standing_ballot,
    standing_by,
)
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.glance import kept_at
from govtool.roles.desk.lookup import Arrived, arrived_on
from govtool.roles.desk.outbox import SENT
from govtool.roles.desk.statement_service import Pending, Stranded, on_their_way, stranded
from govtool.roles.lifecycle.handover_service import Offer, offers
from govtool.roles.minutes.branch import statement_on
from govtool.roles.minutes.candidate import Candidates
from govtool.roles.money.signature_service import awaiting
from govtool.roles.said.unpaid import Unpaid, is_set, unpaid_of
from govtool.roles.work.hours_service import to_sign as hours_to_sign

LATELY = "P30D"
MOST_UNKNOWN, MOST_READ = 200, 2000
_MOST_MINUTES = 2000


@dataclass(frozen=True)
class OpenVote:
    """An open vote as a person sees it: how it stands, their ballots that hold, and those of theirs that do not.

    `outcome` is None if so many ballots have arrived that they are counted only on request.
    """

    entry: DocketEntry
    arrived: Arrived
    outcome: Outcome | None
    is_on_roll: bool
    mine: tuple[MyBallot, ...]
    refused: tuple[Refusal, ...]

    @property
    def choice(self) -> str | None:
        """The vote that counts now, as it is typed; None where there is none, or two contradict each other."""
        stands = standing_ballot(self.mine) if self.mine else None
        return stands.ballot.says.words if stands is not None else None

    @property
    def waits(self) -> bool:
        """Whether the person has a vote here and has not used it."""
        return self.is_on_roll and self.choice is None


@dataclass(frozen=True)
class ToSign:
    """Something that waits for a person's signature: `kind` of the statement, its body, and what it is about."""

    kind: str
    about: str
    body: dict[str, object]


@dataclass(frozen=True)
class MyFiling:
    """A proposal of a person that is not open yet. `findings` are why the clerk would not open it."""

    branch: str
    commit: CommitId
    slug: str
    proposal: Proposal | None
    is_draft: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Done:
    """Something in a person's name that is in the minute book: a statement, or a ballot that was counted."""

    at: Instant
    minute: int
    what: str
    proposal: str = ""
    choice: str = ""
    statement: int = 0


def open_votes(desk: Desk, member: MemberId | None) -> tuple[OpenVote, ...]:
    """Every open vote, those that close first at the top, and the answers to one question beside each other."""
    entries = [entry for entry in docket.open_entries(desk.book.state) if entry.is_open]
    found = []
    for entry in sorted(entries, key=lambda entry: (entry.closes_at, entry.answers or "", entry.number)):
        arrived = arrived_for(desk, entry, member)
        standing = standing_by(desk, arrived)
        seen = standing or (own_standing(desk, arrived, desk.member) if member else None)
        mine = my_ballots(desk, seen, member) if seen and member else ()
        refused = tuple(refusal for refusal in seen.count.refused if refusal.voter == member) if seen else ()
        counted = standing or kept_at(desk, entry)
        outcome = counted.outcome if counted is not None else None
        found.append(OpenVote(entry, arrived, outcome, member in entry.voters(desk.book.state), mine, refused))
    return tuple(found)


def to_sign(desk: Desk, member: MemberId) -> tuple[ToSign, ...]:
    """The items that wait for a person's signature and are not on their way yet."""
    organization = organization_of(desk.book.state)
    person = Member.of(desk.book.state, member)
    asked: list[ToSign] = []
    if member in organization.founding:
        asked.append(ToSign("accept", f"the founding of {organization.name}", {}))
    elif person is not None and not organization.founding:
        found = (*awaiting(desk.book.state, person, desk.at), *hours_to_sign(desk))
        asked += [ToSign(*each) for each in found]
    if not asked:
        return ()
    statements = (pending.statement for pending in on_their_way(desk)[1] if not pending.findings)
    sent = [(statement.kind, dict(statement.body)) for statement in statements if statement is not None]
    return tuple(each for each in asked if (each.kind, each.body) not in sent)


def filings(desk: Desk, member: MemberId | None = None) -> Iterator[MyFiling]:
    """Drafts and filings that are not opened yet: of a person, or of everybody."""
    book, at = desk.book, desk.at
    candidates, left = Candidates(desk.git, desk.remote), MOST_UNKNOWN if member is not None else MOST_READ
    for branch, commit in candidates.proposals():
        entry = docket.entry_of_slug(book.state, slug_of(candidates.home(branch, commit)))
        if entry is not None and entry.filing == commit:
            # branches of opened proposals stay for years; one look tells them, without reading what they hold
            continue
        # what can be told by its name is told cheaply; of the rest, which may be anything, some are read
        is_theirs = _names(desk, branch, commit, member) if member is not None else None
        if is_theirs is False or (is_theirs is None and left == 0):
            continue
        left -= is_theirs is None
        try:
            filing = read_filing(book, commit, at)
        except GovtoolError:
            # whatever somebody pushed there keeps nobody from seeing the rest
            continue
        proposal = filing.draft.proposal if filing.draft else None
        slug = slug_of(filing.folder) if filing.folder else branch.removeprefix("proposal/")
        is_opened = filing.folder and SlugUse.of(book.state, slug) is not None
        if is_opened or (member is not None and (proposal is None or proposal.proposer != member)):
            continue
        yield MyFiling(branch, commit, slug, proposal, not is_filing(book, commit), filing.findings)


def _names(desk: Desk, branch: str, commit: CommitId, member: MemberId) -> bool | None:
    """Whether the proposal that a branch is named for holds a person's id, so that it may be theirs; None if the branch
    holds no proposal of its name.
    """
    git, slug = desk.git, branch.removeprefix("proposal/")
    try:
        folder = git.entry(git.pushed_commit(commit).tree, desk.book.layout.place("proposals"))
        months = git.tree(folder.oid) if folder is not None and folder.is_tree else {}
        for month in months.values():
            file = git.entry(month.oid, f"{slug}/{FILE}") if month.is_tree else None
            if file is not None and not file.is_tree:
                return git.size(file.oid) > PERSON_LIMIT or member.encode() in git.blob(file.oid)
    except GovtoolError:
        return None
    return None


def newest_minutes(state: State, since: Instant) -> Iterator[Minute]:
    """The minutes after a time, newest first."""
    for number in range(minutes.newest_number(state) or 0, -1, -1):
        minute = Minute.of(state, number)
        if minute is None or minute.at < since:
            return
        yield minute


def ended_lately(desk: Desk, member: MemberId) -> tuple[DocketEntry, ...]:
    """The proposals of a person that were decided in the last 30 days and wait for nothing any more, newest first."""
    found = []
    for minute in newest_minutes(desk.book.state, subtract(desk.now, LATELY)):
        entry = DocketEntry.of(desk.book.state, minute.proposal or "") if minute.event == "decided" else None
        if entry is None or entry.decided is None or entry.proposer != member:
            continue
        if entry.is_closed:
            found.append(entry)
    return tuple(found)


def in_fork_only(desk: Desk) -> tuple[str, ...]:
    """The branches that this computer sent to a fork and that no pull request brings to where the clerk looks."""
    if not desk.remote.pushes_elsewhere:
        return ()
    asked = set(desk.remote.requests().values())
    found = []
    for ref, commit in desk.git.refs(SENT).items():
        branch = ref.removeprefix(SENT)
        if commit not in asked and desk.remote.head(branch) != commit and not _is_done(desk, branch):
            found.append(branch)
    return tuple(found)


def _is_done(desk: Desk, branch: str) -> bool:
    """Whether main holds what a branch was for, or has no use for it any more."""
    kind, _, name = branch.partition("/")
    state = desk.book.state
    if kind == "proposal":
        return SlugUse.of(state, name) is not None
    if kind == "vote":
        entry = DocketEntry.of(state, name.partition("/")[0])
        return entry is None or not entry.is_open
    stated = statement_on(branch)
    return stated is not None and stated[1] <= last_number(state, stated[0])


def done_lately(desk: Desk, member: MemberId) -> tuple[Done, ...]:
    """Statements and counted ballots in a person's name in the minutes of the last 30 days, newest first.

    Whoever's key signs what they did not mean sees it here.
    """
    found: list[Done] = []
    for minute in islice(newest_minutes(desk.book.state, subtract(desk.now, LATELY)), _MOST_MINUTES):
        if minute.event == "stated" and minute.member == member:
            found.append(Done(minute.at, minute.number, minute.kind or "", statement=minute.statement or 0))
        elif minute.event == "decided" and minute.counted:
            found.extend(_counted(desk, minute))
    return tuple(found)


def _counted(desk: Desk, minute: Minute) -> Iterator[Done]:
    entry, member = DocketEntry.of(desk.book.state, minute.proposal or ""), desk.member
    if entry is None or member.id not in entry.voters(desk.book.state):
        return
    choice = own_standing(desk, arrived_on(desk, entry), member).count.words.get(member.id)
    if choice is not None:
        yield Done(minute.at, minute.number, "ballot", proposal=entry.number, choice=choice)


class Situation:
    """All that waits for the person at a desk, and all that was done in their name; of nobody where the key is unknown.

    A ballot that somebody took off the remote is sent again.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.book = desk.book
        self.member, self.stranger = _who(desk)
        name, state = self.member.id if self.member else None, desk.book.state
        self.votes: tuple[OpenVote, ...] = open_votes(desk, name)
        if self.member is not None:
            sent_again = [resend_lost(desk, vote.entry) for vote in self.votes if vote.is_on_roll and vote.waits]
            self.votes = open_votes(desk, name) if any(sent_again) else self.votes
        self.sign: tuple[ToSign, ...] = to_sign(desk, name) if name else ()
        self.handovers: tuple[Offer, ...] = offers(desk, at_home=True)
        votes = [vote.entry for vote in self.votes]
        self.to_answer, self.to_lift = critique_service.waiting(state, votes, name) if name else ([], [])
        self.filings: tuple[MyFiling, ...] = tuple(filings(desk, name)) if name else ()
        beside = (entry for entry in docket.open_entries(state) if entry.awaits_rivals)
        passed = [*docket.waiting(state), *beside] if name else []
        self.decided: tuple[DocketEntry, ...] = tuple(entry for entry in passed if entry.proposer == name)
        self.failed: tuple[DocketEntry, ...] = unseen_failures(desk, name) if name else ()
        ended = ended_lately(desk, name) if name else ()
        self.ended: tuple[DocketEntry, ...] = tuple(entry for entry in ended if entry not in self.failed)
        # before any wage is voted, everybody knows that hours are paid nothing
        is_paid = name is not None and is_set(state)
        self.unpaid: tuple[Unpaid, ...] = unpaid_of(state, name, (date_of(desk.now),)) if name and is_paid else ()
        self.in_fork: tuple[str, ...] = in_fork_only(desk)
        self.statements: tuple[Pending, ...] = on_their_way(desk)[1] if name else ()
        self.stranded: tuple[Stranded, ...] = stranded(desk) if name else ()
        self.done: tuple[Done, ...] = done_lately(desk, name) if name else ()

    @property
    def to_vote(self) -> list[OpenVote]:
        """The votes that wait for me."""
        return [vote for vote in self.votes if vote.waits]


def _who(desk: Desk) -> tuple[Member | None, GovtoolError | None]:
    """The person whose key it is, or why nobody can be told."""
    try:
        return desk.member, None
    except GovtoolError as error:
        return None, error
