"""Death or incapacity: two members report it, all others vote, and the person's membership ends.

The report opens the vote by itself. Any valid signature of the person ends it, at every step: a person who can sign is
neither dead nor unable to act. So a majority cannot avoid the steps of an expulsion in this way. The wages owed to the
person stay owed. Their signing keys are retired, so that nobody can use a key left behind to waive the wages; a
recovery key stays, for a person who recovers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId
from govtool.core.record import optional
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.wording import Wording, row, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member, not_about
from govtool.domain.constitution.membership import may_move, moved
from govtool.domain.constitution.team import without
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action, AutomaticVote, Closing, Moment
from govtool.domain.decisions.cause import RestsOnSilence
from govtool.domain.decisions.countersignature import Act, TwoMembers, first_digest
from govtool.domain.decisions.decision import withdraw
from govtool.domain.decisions.words import Words
from govtool.domain.people.expulsion import departed
from govtool.domain.people.probation import forget

KIND: Final = "incapacity"

Reason = Literal["death", "incapacity"]


class Report(RestsOnSilence):
    """The record `registry/incapacities/ID.yaml`. Made when the second person signs. It ends with the vote, or as soon
    as the person signs anything.
    """

    home: ClassVar[Home] = Home("incapacity", "registry/incapacities/{person}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{person}", "{reason:words}", "reported by {reporters:list}", "{reported_at:local}"
    )

    person: MemberId = Field(description="the person who died or can act no more")
    reason: Reason = Field(description="death, or incapacity")
    statement: Digest = Field(description="the digest of the first one's statement")
    reporters: Annotated[tuple[MemberId, ...], Field(min_length=1, max_length=2)] = Field(
        description="the members who reported it"
    )
    words: Words | None = optional("the first reporter's words")
    single_handed: Literal[True] | None = optional("nobody else was there to be the second")
    reported_at: Instant = Field(description="when the second signed; the vote opens then")

    @classmethod
    def sign_of_life(cls, state: State, people: frozenset[MemberId], at: Instant) -> State:
        """The state without reports about the signers, who are neither dead nor unable to act."""
        for person in sorted(people & {person for (person,) in cls.home.listed(state)}):
            state = _over(state.drop(cls.home.path(person)), person, at)
        return state


def _over(state: State, person: MemberId, at: Instant) -> State:
    """The state with an open vote about a person closed, since they signed something."""
    for entry in tuple(docket.asking(state, Incapacity, lambda one: one.member == person)):
        if entry.is_open:
            state = withdraw(state, entry, at)
    return state


def _may_leave(member: Member) -> bool:
    return may_move(member.membership, "left", KIND)


class ReportIncapacity(TwoMembers):
    """Report a death or incapacity. A second member signs too; then all others vote."""

    kind: ClassVar[str] = "report-incapacity"
    said: ClassVar[Wording | None] = wording("reports that {about} died or can act no more")
    act: ClassVar[str] = "report it"
    of: ClassVar[str] = "of"

    reason: Reason = Field(description="death, or incapacity to act")
    words: Words | None = optional("words about it, if there are any")

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The person is with the organisation, and nobody votes on it already."""
        if KIND not in bylaws_of(state).decisions:
            yield finding("no_rule", action=KIND)
        person = Member.of(state, self.about)
        if person is None or not _may_leave(person):
            yield not_about(state, self.about)
        elif Report.of(state, self.about) is not None:
            yield finding("precondition", what=f"two people have reported it of {self.about} already")

    def carry_out(self, state: State, act: Act) -> State:
        """The vote opens."""
        report = Report(
            person=self.about,
            reason=self.reason,
            statement=first_digest(state, act),
            reporters=act.people,
            words=self.words,
            single_handed=act.single_handed,
            reported_at=act.at,
        )
        return state.keep(report)


class Incapacity(Action):
    """End a membership after death or incapacity. It opens by itself once two members report it."""

    said: ClassVar[Wording | None] = wording("Ends the membership of {member:person}, who died or can act no more.")
    rests_on_silence: ClassVar[bool] = True
    concerns: ClassVar[str] = "member"

    action: Literal["incapacity"]
    member: MemberId = Field(description="the person who died or can act no more")
    report: Digest = Field(description="the digest of the first report")

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """The votes on all reports."""
        for report in Report.all(state):
            if _may_leave(Member.one(state, report.person)):
                words = {"death": "died", "incapacity": "can act no more"}
                yield AutomaticVote(
                    cause="statement",
                    name=KIND,
                    title=f"{report.person} {words[report.reason]}",
                    summary=f"Reported by {' and '.join(report.reporters)}. What {report.person} is owed stays owed.",
                    action=Incapacity(action=KIND, member=report.person, report=report.statement),
                    proposer=report.reporters[0],
                )

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Two members have reported it, and the person has signed nothing since."""
        if moment.cause == "filed":
            hint = f"govtool incapacity {self.member} --death"
            yield finding("by_itself", action=KIND, what="two members have reported it", hint=hint)
            return
        report, person = Report.of(state, self.member), Member.of(state, self.member)
        if report is None or report.statement != self.report:
            yield finding("precondition", what=f"{self.member} has signed something, or no two members report it")
        elif person is None or not _may_leave(person):
            yield finding("unknown_member", member=self.member)

    def effect(self, state: State, moment: Moment) -> State:
        """The person has left; keys that sign are retired; the account stays as it is."""
        person = Member.one(state, self.member)
        keys = tuple(
            key if key.use == "recovery" or key.retired_at is not None else key.changed(retired_at=moment.at)
            for key in person.keys
        )
        gone = moved(person, "left", KIND, left_at=moment.at, duties=(), keys=keys, away_until=None)
        state = without(forget(state.keep(gone), gone.id), gone.id)
        return departed(state, gone.id, moment.at)

    def closed(self, state: State, closing: Closing) -> State:
        """The report is settled, unless nobody counted the votes in time: then the vote opens again."""
        report = Report.of(state, self.member)
        if report is None or report.statement != self.report or closing.result == "lapsed":
            return state
        return state.drop(report.path)
