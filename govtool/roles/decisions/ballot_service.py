"""Voting at a member's desk: which ballots of mine are known, what another one would change, and casting it.

A ballot is judged as the clerk will judge it before it is signed. The next cast is one more than the highest of mine
that holds; forged ones do not count, or a stranger could use the casts up.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from govtool.core import typed
from govtool.core.commit import CommitError
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, MemberId, digest_of
from govtool.core.ranked import NONE
from govtool.core.sshsig import armor_start
from govtool.core.tally import CHOICES, Choice
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.ballot import (
    TRAILER,
    Ballot,
    CastBallot,
    Opening,
    Said,
    Vote,
    Votes,
    ballot_path,
    judge,
    vote_of,
)
from govtool.domain.decisions.decision import Outcome, outcome_of
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.roll import counts
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import MissingObject
from govtool.io.git.process import last_words
from govtool.io.git.remote import LostRace
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import LARGE, Arrived, Standing, arrived_on, judged
from govtool.roles.desk.outbox import OUTBOX, Place
from govtool.roles.desk.paper_service import sign_paper, unsigned_paper
from govtool.roles.desk.sealed_file import SealedFile
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.branch import vote_branch

BallotState = Literal["signed", "delivered", "counted"]
"""Kept in the outbox; on the remote; receipted by the clerk; in the decision."""
MAX_CAST = 1000
MOST_JUDGED = LARGE
"""More ballots are judged only where somebody asks for the count."""
_TRIES = 5


@dataclass(frozen=True)
class MyBallot:
    """A ballot in a person's name that holds, and how far it has come."""

    cast: CastBallot
    state: BallotState


@dataclass(frozen=True)
class BallotSent:
    """The result of voting: the ballot, whether it is a new one, and how far it has come."""

    ballot: Ballot
    commit: CommitId
    branch: str
    state: BallotState
    is_new: bool


def in_outbox(desk: Desk, entry: DocketEntry, member: MemberId) -> CommitId | None:
    """A person's ballot on a proposal that was signed here and not delivered yet."""
    return desk.git.ref(OUTBOX + vote_branch(entry.number, member))


def arrived_for(desk: Desk, entry: DocketEntry, member: MemberId | None) -> Arrived:
    """The ballots that are here, with a person's own that is still on its way."""
    own = in_outbox(desk, entry, member) if member is not None and entry.is_open else None
    return arrived_on(desk, entry, (own,) if own else ())


def standing_for(desk: Desk, entry: DocketEntry, member: MemberId | None) -> Standing:
    """How the vote stands, with a person's own ballot that is still on its way."""
    arrived = arrived_for(desk, entry, member)
    return judged(desk, arrived, arrived.commits)


def standing_by(desk: Desk, arrived: Arrived) -> Standing | None:
    """How a vote stands by all that has arrived; None where that is so much that judging it takes long."""
    return judged(desk, arrived, arrived.commits) if len(arrived.commits) <= MOST_JUDGED else None


def own_standing(desk: Desk, arrived: Arrived, member: Member) -> Standing:
    """The standing by those ballots alone that may be a person's: all that their key signed. If they are few, it looks
    at all ballots that are on their way to the clerk too.

    It costs little, however many others there are. No other ballot can be theirs and hold.
    """
    known, git = [armor_start(b64decode(key.blob)) for key in member.keys], desk.book.git
    home = desk.remote.head(vote_branch(arrived.opening.entry.number, member.id))
    seen = frozenset(arrived.others if len(arrived.others) <= MOST_JUDGED else (home,))

    def may_be_theirs(commit: CommitId) -> bool:
        try:
            raw = git.commit_bytes(commit).translate(None, b" \t\n\v\f\r")
        except CommitError:
            return False
        return any(start in raw for start in known)

    commits = arrived.commits
    file = _own_file(desk, arrived, member) if len(commits) > MOST_JUDGED else None
    found = file.read() if file is not None else None
    if not isinstance(found, list):
        found = [oid for oid in commits if oid in seen or may_be_theirs(oid)]
        if file is not None:
            file.write(found)
    kept = frozenset(found)
    return judged(desk, arrived, tuple(oid for oid in commits if oid in kept))


def _own_file(desk: Desk, arrived: Arrived, member: Member) -> SealedFile:
    """The file of those ballots, of very many, that may be a person's: to find them means to read each."""
    computed_from = {
        "member": digest_of(member.as_file),
        "ballots": digest_of("".join(f"{oid}\n" for oid in arrived.commits).encode()),
    }
    name = arrived.opening.digest.removeprefix("sha256:")
    return SealedFile(desk.trust.path.parent / "own-ballots" / f"{name}.json", computed_from)


def my_ballots(desk: Desk, standing: Standing, member: MemberId) -> tuple[MyBallot, ...]:
    """The ballots in a person's name that hold, the highest cast first."""
    entry = standing.opening.entry
    found = []
    for paper in (each for each in standing.papers if each.path == ballot_path(entry, member)):
        verdict = judge(standing.state, standing.opening, paper, standing.at)
        if isinstance(verdict, CastBallot) and verdict.ballot.voter == member:
            found.append(MyBallot(verdict, _state_of(desk, standing, entry, paper.commit, member)))
    return tuple(sorted(found, key=lambda mine: (-mine.cast.ballot.cast, mine.cast.digest)))


def _state_of(desk: Desk, standing: Standing, entry: DocketEntry, commit: CommitId, member: MemberId) -> BallotState:
    if commit in standing.gathered:
        return "counted"
    return "signed" if in_outbox(desk, entry, member) == commit else "delivered"


def standing_ballot(ballots: tuple[MyBallot, ...]) -> CastBallot | None:
    """The ballot of a person that stands; None where there is none, or where two contradict each other."""
    newest = [mine.cast for mine in ballots if mine.cast.ballot.cast == ballots[0].cast.ballot.cast]
    return newest[0] if len({cast.vote for cast in newest}) == 1 else None


def choices_of(entry: DocketEntry) -> tuple[Choice, ...]:
    """The choices that a proposal's rules know."""
    knows_blocks = any(entry.terms(asked).blocks for asked in entry.asked)
    return tuple(choice for choice in CHOICES if knows_blocks or choice != "block")


def ways_to_vote(entry: DocketEntry) -> tuple[str, ...]:
    """The words that people can type to vote on a proposal; of rankings and approvals one as an example."""
    names = [option.option for option in entry.options]
    return (",".join(names[:2]), "abstain") if names else choices_of(entry)


def said_by(entry: DocketEntry, text: str) -> Said:
    """The vote that somebody typed, by the kind of ballot that the proposal asks for. Raises TypedError."""
    names = [option.option for option in entry.options]
    if not names:
        return Said(choice=cast("Choice", typed.choice(text, choices_of(entry))))
    plain = text.strip().lower()
    if plain == "abstain":
        return Said(choice="abstain")
    if entry.ballot == "ranked":
        return Said(ranking=typed.ranking(text, (*names, NONE)))
    tiers = typed.ranking(text, names) if plain != NONE else ()
    return Said(approve=tuple(name for tier in tiers for name in tier))


def counted_as(entry: DocketEntry, said: Said) -> Vote:
    """The vote as it is counted. Raises Refused if the proposal asks for something else."""
    vote = vote_of(entry, said)
    if isinstance(vote, Finding):
        raise Refused([vote])
    return vote


def outcome_with(standing: Standing, votes: Votes) -> Outcome:
    """The outcome of the vote if these people had voted so."""
    return outcome_of(standing.opening, {**standing.count.votes, **votes})


def why_not_on_roll(desk: Desk, entry: DocketEntry, member: Member) -> str:
    """Why a person has no vote on a proposal, in a sentence as far as the registry of now tells."""
    bylaws = bylaws_of(desk.book.state)
    rules = [entry.terms(asked) for asked in entry.asked]
    if any(asked.subject == member.id and entry.terms(asked).electorate.exclude for asked in entry.asked):
        return "it is about you, and the person concerned has no vote on it"
    if member.id in entry.recused:
        return "you declared a conflict of interest, and stand aside"
    if any(member.id in asked.others for asked in entry.asked):
        return "it is about you among others, and the people concerned have no vote on it"
    if bylaws.votes_of(member) == 0:
        found = bylaws.class_of(member)
        return f"the bylaws give the class {found[0] if found else member.membership} no vote"
    if not counts(member, entry.opened_at):
        return f"you count in votes that open from {member.counts_at or 'your joining'} on, and it opened before"
    teams = sorted({rule.electorate.team or "" for rule in rules if rule.electorate.who == "team"})
    if teams:
        return f"only the team {', '.join(teams)} decides on it"
    duties = sorted({rule.electorate.duty or "" for rule in rules if rule.electorate.who == "duty"})
    if duties:
        return f"only people with the duty {', '.join(duties)} decide on it"
    if any(rule.electorate.who == "affiliate" for rule in rules):
        return "only the people of one affiliate decide on it"
    return "the voter list was fixed when it opened"


def cast_ballot(
    desk: Desk, entry: DocketEntry, said: Said, reason: str | None = None, *, send: bool = True
) -> BallotSent:
    """Votes: signs a ballot and sends it, or keeps it in the outbox where that fails or `send` is false.

    The same vote once more is no new ballot, unless the reason is another. Raises Refused, before anything is signed,
    with the reason for which the ballot would not count.
    """
    for _ in range(_TRIES):
        try:
            return _cast(desk, entry, said, reason, send=send)
        except LostRace:
            # Another command of mine cast one at the same moment, here or on another computer: the next cast is mine.
            desk.look_again()
            entry = DocketEntry.of(desk.book.state, entry.number) or entry
    raise LostRace(
        f"another command of yours votes on {entry.number} at this moment", "see which ballot counts: govtool status"
    )


def _cast(desk: Desk, entry: DocketEntry, said: Said, reason: str | None, *, send: bool) -> BallotSent:
    if not entry.is_open:
        raise Refused([finding("not_open", number=entry.number)])
    member = desk.member
    branch = vote_branch(entry.number, member.id)
    place = desk.outbox.place(branch)  # before the ballots are looked at: what comes later has to be looked at again
    standing = own_standing(desk, arrived_for(desk, entry, member.id), member)
    mine = my_ballots(desk, standing, member.id)
    stands, vote = standing_ballot(mine) if mine else None, counted_as(entry, said)
    if stands is not None and stands.vote == vote and reason in (None, mine[0].cast.ballot.reason):
        found, state = mine[0], mine[0].state
        commit = found.cast.commit
        if state == "signed" and send and desk.fetched and desk.send(place, commit, races=True):
            # It could not be sent so far, or waited because something else lies there: now the person asks for it.
            state = "delivered"
        if state != "signed" and place.waiting is not None:
            # an older or equal ballot that still waits here has nothing to add
            desk.outbox.drop(branch, place.waiting)
        return BallotSent(found.cast.ballot, commit, branch, state, is_new=False)
    number = mine[0].cast.ballot.cast + 1 if mine else 1
    if number > MAX_CAST:
        raise GovtoolError(
            f"a ballot in your name has cast {MAX_CAST}, the highest there is",
            "if it is not yours, your key is in other hands: govtool key revoke, then vote with another key",
        )
    ballot = Ballot.read(
        {
            "proposal": entry.number,
            "opening": standing.opening.digest,
            "voter": member.id,
            **said.data(),
            "cast": number,
            **({"reason": reason} if reason is not None else {}),
        },
        ballot_path(entry, member.id),
    )
    return _sign_and_send(desk, standing.opening, ballot, place, send=send)


def _sign_and_send(desk: Desk, opening: Opening, ballot: Ballot, at: Place, *, send: bool) -> BallotSent:
    paper = unsigned_paper(desk, ballot, ballot_path(opening.entry, ballot.voter), desk.book.page.good, TRAILER)
    verdict = judge(desk.book.state, opening, paper, desk.at)
    if isinstance(verdict, Finding):
        raise Refused([verdict])
    title = f"Vote on {ballot.proposal} ({ballot.voter} {ballot.cast})"
    commit = sign_paper(desk, paper, TRAILER, title)
    delivered = desk.send(at, commit, races=True, keeps=not send)
    return BallotSent(ballot, commit, at.branch, "delivered" if delivered else "signed", is_new=True)


def resend_lost(desk: Desk, entry: DocketEntry) -> bool:
    """Puts the person's own ballot on its branch again if the clerk cannot find it there. Somebody deleted the branch,
    or put so many commits on top that the ballot is beyond the bounds of the search.

    A signature stays valid wherever it travels. The branch is replaced only if it is still as it was fetched. Returns
    whether the ballot was sent again.
    """
    branch = vote_branch(entry.number, desk.member.id)
    place = desk.outbox.place(branch)
    sent = place.sent
    if sent is None or not entry.is_open or place.there == sent or place.waiting or not desk.fetched:
        return False
    standing = own_standing(desk, arrived_for(desk, entry, desk.member.id), desk.member)
    try:
        paper = event_evidence.ballot(desk.book, standing.opening, sent)
    except MissingObject:
        return False
    verdict = judge(desk.book.state, standing.opening, paper, desk.at)
    mine = my_ballots(desk, standing, desk.member.id)
    known = mine[0].cast.ballot.cast if mine else 0
    if isinstance(verdict, Finding) or verdict.ballot.cast <= known:
        return False
    lost = "had gone from the remote" if place.there is None else "lay too deep under commits of somebody else"
    is_sent = desk.send(place, sent)
    desk.notes.append(f"your ballot on {entry.number} {lost}" + (", and was sent again" if is_sent else ""))
    return is_sent


def write_bundle(desk: Desk, branch: str, file: Path) -> None:
    """Writes what waits in the outbox for a branch into a file that can be carried by hand. Raises GovtoolError."""
    ref = OUTBOX + branch
    commit = desk.git.ref(ref)
    if commit is None:
        raise GovtoolError(f"nothing waits for {branch}", "it was delivered already: govtool status")
    parent = desk.git.first_parent(commit)
    done = desk.git.run("bundle", "create", "--quiet", str(file), ref, f"^{parent}")
    if done.returncode != 0:
        why = last_words(done)
        raise GovtoolError(f"{file} could not be written: {why}", "name another file: govtool vote --to FILE")
