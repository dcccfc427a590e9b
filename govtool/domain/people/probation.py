"""A probation: a person works with a team, for pay, until the team decides on the membership.

Made when `admit` is enacted. The vote on it ends it, or the team before that vote, or the person. Its vote opens by
itself before the end. It may extend the probation once; then a last vote confirms or ends it: two attempts in all. A
vote in which too few took part is no attempt. It changes nothing for the person, and opens again for all members until
enough of them vote; `eases_after` of its rule says when fewer are enough. The record exists as long as the probation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import MemberId, TeamId
from govtool.core.record import FileRecord, optional
from govtool.core.share import fraction_of
from govtool.core.state import State
from govtool.core.times import Instant, add, subtract
from govtool.core.wording import Wording, row, wording
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.member import Member, Minutes
from govtool.domain.constitution.membership import counts_from, moved
from govtool.domain.constitution.team import without
from govtool.domain.decisions.action import Action, AutomaticVote, Closing, Moment, Need
from govtool.domain.decisions.cause import another_vote, filing_problems
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.roll import counts
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.people.application import Application

CONFIRM = "confirm"

Attempt = Annotated[int, Field(ge=1, le=2)]


class Probation(FileRecord):
    """The record `registry/probations/ID.yaml`. `due_at` is the time at which the next vote should open."""

    home: ClassVar[Home] = Home("probation", "registry/probations/{member}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{member}",
        "{team}",
        "until {ends_at:local}",
        wording("last vote opens {due_at:local}", ("attempt", 1, "first vote opens {due_at:local}")),
    )

    member: MemberId = Field(description="the person in probation, by id")
    team: TeamId | None = optional("the team in which it began; its members at the opening of the vote may vote")
    starts_at: Instant = Field(description="when it began")
    ends_at: Instant = Field(description="when it ends; pay and status stay until a vote has decided")
    minutes_per_week: Minutes = Field(description="the minutes a week that were agreed at the admission")
    attempt: Attempt = Field(description="the next vote: 1, or 2 for the last one")
    widened: bool = Field(description="whether too few voted, so that all members may vote")
    missed: Annotated[int, Field(ge=0)] = Field(
        description="how many votes of all members in a row missed their quorum since then"
    )
    due_at: Instant = Field(description="when the next vote should open by itself")

    @property
    def decision(self) -> str:
        """The row of the bylaws' decisions for the next vote."""
        return CONFIRM + ("-all" if self.widened else "") + ("-last" if self.attempt > 1 else "")


def _automatic_vote(found: Probation, person: Member) -> AutomaticVote:
    which = "The last vote" if found.attempt > 1 else "The vote"
    asked = "all members, since too few voted before" if found.widened else "their team"
    may = "confirmed or ended" if found.attempt > 1 else "confirmed, extended or ended"
    return AutomaticVote(
        cause="due",
        name=CONFIRM,
        title=f"Confirm {person.name}"[:100].rstrip(),
        summary=f"{which} on the probation of {person.id}, which ends at {found.ends_at}: it is {may} by {asked}.",
        action=Confirm(action="confirm", member=found.member, attempt=found.attempt),
    )


# Beginning and ending -------------------------------------------------------------------------------------------------


def room(state: State, at: Instant) -> tuple[int, int]:
    """The number of people in probation, and the limit: a share of the people with a vote now."""
    bylaws = bylaws_of(state)
    voters = sum(1 for member in Member.all(state) if counts(member, at) and bylaws.votes_of(member) > 0)
    share = fraction_of(bylaws.limits.probation_share)
    allowed = max(bylaws.limits.probation_least, voters * share.numerator // share.denominator)
    return sum(1 for found in Probation.all(state) if _in_probation(state, found.member)), allowed


def begin(state: State, member: MemberId, team: TeamId | None, minutes: int, at: Instant) -> State:
    """The state with a person's new probation."""
    periods = bylaws_of(state).periods
    ends_at = add(at, periods.probation)
    found = Probation(
        member=member,
        team=team,
        starts_at=at,
        ends_at=ends_at,
        minutes_per_week=minutes,
        attempt=1,
        widened=False,
        missed=0,
        due_at=max(at, subtract(ends_at, periods.confirm_before)),
    )
    return state.keep(found)


def forget(state: State, member: MemberId) -> State:
    """The state without a person's probation and application: they are used up, whatever their result."""
    for path in (Probation.home.path(member), Application.home.path(member)):
        if state.data(path) is not None:
            state = state.drop(path)
    return state


def end(state: State, person: Member, by: str, at: Instant) -> State:
    """The state in which a probation has ended without a membership. The person commits nothing, is in no team and may
    apply again after the bylaws' wait. Wages owed stay owed.
    """
    applies_from = add(at, bylaws_of(state).periods.apply_again)
    changed = moved(person, "none", by, committed_minutes_per_week=0, duties=(), applies_from=applies_from)
    return without(forget(state.put(person.path, changed), person.id), person.id)


def _in_probation(state: State, member: MemberId) -> tuple[Member, Probation] | None:
    person, found = Member.of(state, member), Probation.of(state, member)
    if person is None or found is None or person.membership != "probationary":
        return None
    return person, found


class Confirm(Action):
    """Decide on the end of a probation. The person becomes a member, gets one extension, or stays a volunteer."""

    said: ClassVar[Wording | None] = wording(
        "Decides whether {member:person} becomes a member after the probation: the last vote on it.",
        ("attempt", 1, "Decides whether {member:person} becomes a member after the probation: the first vote on it."),
    )
    results: ClassVar[frozenset[str]] = frozenset({"confirmed", "extended", "ended"})
    concerns: ClassVar[str] = "member"

    action: Literal["confirm"]
    member: MemberId = Field(description="the person in probation, by id")
    attempt: Attempt = Field(description="1, or 2 for the last vote")

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """Each vote that is due, the longest waiting person first."""
        due = [found for found in Probation.all(state) if found.due_at <= at]
        for found in sorted(due, key=lambda found: (found.due_at, found.member)):
            person = Member.of(state, found.member)
            if person is not None and person.membership == "probationary":
                yield _automatic_vote(found, person)

    def needs(self, state: State, bylaws: Bylaws) -> tuple[Need, ...]:
        """The rule of the first or the last vote, of the team or, if too few voted before, of all members."""
        found = Probation.of(state, self.member)
        name = found.decision if found else CONFIRM
        decision = bylaws.decisions.get(name)
        misses = found.missed if found else 0
        return (Need(decision.rule, self.member, misses=misses, decision=name),) if decision else ()

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person is in the probation that the vote is about, and there is no other vote on it. A person can submit
        it only when it is overdue.
        """
        both = _in_probation(state, self.member)
        if both is None:
            yield finding("precondition", what=f"{self.member} is not in probation")
            return
        _, found = both
        if found.attempt != self.attempt or (moment.opened_at is not None and moment.opened_at < found.starts_at):
            yield finding("precondition", what=f"the next vote on {self.member} is attempt {found.attempt}")
        if moment.result == "extended" and found.attempt > 1:
            yield finding(
                "precondition", what=f"the probation of {self.member} was extended before; it can be extended once"
            )
        if not moment.number:
            yield from filing_problems(state, self, found.due_at, moment)

    def effect(self, state: State, moment: Moment) -> State:
        """The person is a member, with a vote in proposals that open after the bylaws' wait; or has more time and a
        last vote; or is a volunteer.
        """
        person, found = Member.one(state, self.member), Probation.one(state, self.member)
        if moment.result == "ended":
            return end(state, person, self.kind, moment.at)
        if moment.result == "extended":
            return state.put(found.path, _extended(state, found, moment.at))
        counts_at = counts_from(state, moment.at)
        changed = moved(person, "member", self.kind, joined_at=moment.at, counts_at=counts_at)
        return forget(state.put(person.path, changed), person.id)

    def closed(self, state: State, closing: Closing) -> State:
        """A vote without a valid result opens again at once: for all members if too few took part."""
        found = Probation.of(state, self.member)
        entry = DocketEntry.of(state, closing.number)
        if closing.enacted == "enacted" or found is None or entry is None:
            return state
        if found.attempt != self.attempt or entry.opened_at < found.starts_at:
            return state
        missed = found.missed
        if closing.result == "no-quorum":
            missed += found.widened
        elif closing.enacted == "failed":
            missed = 0
        widened = found.widened or closing.result == "no-quorum"
        changes = {"widened": widened, "missed": missed, "due_at": closing.at}
        return state.keep(found.changed(**changes))


def _extended(state: State, found: Probation, at: Instant) -> Probation:
    periods = bylaws_of(state).periods
    ends_at = add(max(found.ends_at, at), periods.extension)
    return found.changed(
        ends_at=ends_at,
        attempt=2,
        widened=False,
        missed=0,
        due_at=max(at, subtract(ends_at, periods.confirm_before)),
    )


class EndProbation(Action):
    """End a probation before its vote. It has the same effect, and needs as many votes as a confirmation."""

    said: ClassVar[Wording | None] = wording("Ends the probation of {member:person} before its vote.")
    titled: ClassVar[Wording | None] = wording("End the probation of {member}")
    concerns: ClassVar[str] = "member"

    action: Literal["end-probation"]
    member: MemberId = Field(description="the person in probation, by id")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person was in probation before the vote opened and still is, and the vote `confirm` is not open yet."""
        both = _in_probation(state, self.member)
        if both is None or (moment.opened_at is not None and moment.opened_at < both[1].starts_at):
            yield finding("precondition", what=f"{self.member} is not in probation")
        elif not moment.number and (other := another_vote(state, CONFIRM, self.member)) is not None:
            yield finding("precondition", what=f"the vote on it is open: proposal {other.number}")

    def effect(self, state: State, moment: Moment) -> State:
        """The person is a volunteer again, as if the vote had ended the probation."""
        return end(state, Member.one(state, self.member), self.kind, moment.at)


class LeaveProbation(Body):
    """End your own probation. You stay as a volunteer, and keep the wages owed to you."""

    kind: ClassVar[str] = "leave-probation"
    said: ClassVar[Wording | None] = wording("ends the probation")
    gives_up: ClassVar[bool] = True

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is in probation."""
        if _in_probation(state, stating.member.id) is None:
            yield finding("precondition", what=f"{stating.member.id} is not in probation")

    def effect(self, state: State, stating: Stating) -> State:
        """The person is a volunteer again, as if the vote had ended the probation."""
        return end(state, stating.member, self.kind, stating.at)
