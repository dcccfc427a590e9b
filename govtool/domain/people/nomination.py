"""Nominating a person: a member's statement that opens a vote of all members on the admission.

A person has one nomination at a time. Until the vote opens the nominator can take it back by a separate statement;
afterwards by withdrawing the proposal. The person can take the whole application back. None of these uses up an
attempt, and other members than the one who took it back can nominate the person again at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, TeamId
from govtool.core.record import optional
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member, Minutes
from govtool.domain.constitution.membership import may_move, moved
from govtool.domain.constitution.team import Team
from govtool.domain.decisions import docket
from govtool.domain.decisions.decision import withdraw
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.people.admission import Admit, Nomination
from govtool.domain.people.application import Application, bring_in, brought_letter, intake_problems, taken_back
from govtool.errors import Refused


class Nominate(Body):
    """Nominate an applicant. All members vote on the admission, with this team and these hours."""

    kind: ClassVar[str] = "nominate"
    said: ClassVar[Wording | None] = wording("nominates {candidate}")
    brings_people: ClassVar[bool] = True

    candidate: MemberId = Field(description="the nominated person, by id")
    letter: Digest | None = optional("the digest of their letter, if it is not in the registry yet")
    team: TeamId | None = optional("the team that they will work with")
    minutes_per_week: Minutes = Field(description="the agreed minutes a week; at most those that they asked for")

    def brings(self, state: State) -> Digest | None:
        """The digest of the letter from outside, as long as nobody has the id."""
        return self.letter if Member.of(state, self.candidate) is None else None

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The nominator has the right, the application is valid and asks for as many hours, and there is no other
        nomination.
        """
        found = bylaws_of(state).class_of(stating.member)
        if found is None or not found[1].nominates:
            kind = found[0] if found else stating.member.membership
            yield finding("not_allowed", member=stating.member.id, what="nominate somebody", person_class=kind)
        elif stating.member.id == self.candidate:
            yield finding("not_allowed", member=self.candidate, what="nominate themselves", person_class=found[0])
        if self.team is not None and Team.of(state, self.team) is None:
            yield finding("unknown_team", team=self.team)
        if stating.outside is not None:
            yield from intake_problems(state, stating, self.candidate)
            yield from self._letter_problems(stating)
        else:
            yield from self._application_problems(state, stating)

    def _letter_problems(self, stating: Stating) -> Iterator[Finding]:
        try:
            letter = brought_letter(stating)
        except Refused:
            return
        if letter.wants != "member":
            yield finding("precondition", what=f"{self.candidate} registers as a {letter.wants} and does not apply")
        yield from self._too_much(letter.wanted_minutes_per_week)

    def _application_problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        found, at = Application.of(state, self.candidate), stating.at
        person, nomination = Member.of(state, self.candidate), Nomination.of(state, self.candidate)
        if person is None or person.membership != "applicant" or found is None:
            yield finding("precondition", what=f"there is no application of {self.candidate}")
            return
        if nomination is not None:
            yield finding("nominated", member=self.candidate, by=nomination.nominated_by)
        if found.expires_at <= at:
            yield finding("expired", what=f"the application of {self.candidate} was valid until {found.expires_at}")
        if found.nominate_from is not None and at < found.nominate_from:
            yield finding("not_yet", member=self.candidate, what="be nominated again", until=found.nominate_from)
        for one in found.taken_back:
            if one.member == stating.member.id and at < one.until:
                yield finding("not_yet", member=one.member, what=f"nominate {self.candidate} again", until=one.until)
        yield from self._too_much(found.wanted_minutes_per_week)

    def _too_much(self, wanted: int) -> Iterator[Finding]:
        """A finding if the nomination has more hours than the person asked for."""
        if self.minutes_per_week > wanted:
            what = f"{self.candidate} asked for {wanted} minutes a week, not {self.minutes_per_week}"
            yield finding("precondition", what=what)

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the nomination; the vote then opens by itself."""
        if stating.outside is not None:
            state = bring_in(state, stating)
        made = Nomination(
            candidate=self.candidate,
            nominated_by=stating.member.id,
            nominated_at=stating.at,
            team=self.team,
            minutes_per_week=self.minutes_per_week,
        )
        return state.keep(made)


class WithdrawNomination(Body):
    """Take your nomination back, before its vote opens. Later, withdraw the proposal."""

    kind: ClassVar[str] = "withdraw-nomination"
    said: ClassVar[Wording | None] = wording("takes the nomination of {candidate} back")

    candidate: MemberId = Field(description="the nominated person, by id")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The nomination is the person's own, and its vote is not open yet."""
        found = Nomination.of(state, self.candidate)
        if found is None or found.nominated_by != stating.member.id:
            yield finding("precondition", what=f"there is no nomination of {self.candidate} by {stating.member.id}")
        number = vote_on(state, self.candidate)
        if found is not None and number:
            yield finding("precondition", what=f"the vote on it is open: govtool withdraw {number}")

    def effect(self, state: State, stating: Stating) -> State:
        """The nomination is gone; others may nominate the person at once."""
        found = Nomination.one(state, self.candidate)
        return taken_back(state.drop(found.path), self.candidate, stating.member.id, stating.at)


class WithdrawApplication(Body):
    """Take your application back. Your record stays, no attempt is used, and you can apply again."""

    kind: ClassVar[str] = "withdraw-application"
    said: ClassVar[Wording | None] = wording("takes the application back")
    gives_up: ClassVar[bool] = True

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is an applicant: a person in probation leaves it instead, which uses an attempt."""
        if not may_move(stating.member.membership, "none", self.kind):
            yield finding("precondition", what=f"there is no application of {stating.member.id}")

    def effect(self, state: State, stating: Stating) -> State:
        """The application is not valid any more, and an open vote on it is closed as withdrawn.

        The record stays: a new application does not shorten the wait after a rejection.
        """
        member, at = stating.member, stating.at
        state = state.put(member.path, moved(member, "none", self.kind))
        found, nomination = Application.of(state, member.id), Nomination.of(state, member.id)
        if found is not None:
            state = state.keep(found.changed(expires_at=min(found.expires_at, at)))
        if nomination is not None:
            state = state.drop(nomination.path)
        number = vote_on(state, member.id)
        entry = DocketEntry.of(state, number) if number else None
        if entry is not None and entry.is_open:
            state = withdraw(state, entry, at)
        return state


def vote_on(state: State, candidate: MemberId) -> str:
    """The number of the vote to admit a person that is open or waits for its enactment; empty if there is none."""
    votes = docket.asking(state, Admit, lambda one: one.candidate == candidate)
    return next((entry.number for entry in votes), "")
