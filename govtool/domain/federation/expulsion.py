"""Expelling an affiliate from a federation, by the steps of an expulsion: complaint, notice, answer, vote, appeal.

Two affiliates complain, or twenty-five people of three, on a ground that the bylaws list, after a case against the
affiliate on that ground has failed. Its people stay members, with their keys and all their votes; what ends is that
they belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, Name, SerialNumber
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.affiliate import Affiliate, Matter, affiliate_of
from govtool.domain.constitution.affiliation import home_of
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.countersignature import Act, TwoPersons
from govtool.domain.decisions.words import Words
from govtool.domain.federation.act import AffiliateAct
from govtool.domain.people.case import Party, case_problems, ground_problems
from govtool.domain.people.complaint import Complaint, are_spread, complaint_of, crowded, notice
from govtool.domain.people.expulsion import (
    FirstVote,
    SecondVote,
    answer_problems,
    appeal_problems,
    appealed,
)

KIND: Final = "expel-affiliate"
MATTER: Final[Matter] = "case"
AFFILIATES = 2
"""How many affiliates can complain about another, under their mandates."""
PEOPLE, HOMES = 25, 3
"""How many people, of how many homes, can complain about an affiliate instead."""


class ComplainAffiliate(TwoPersons):
    """Complain about an affiliate. Two affiliates sign, or 25 people of three; it can end in an expulsion.

    If you have the mandate `case` of another affiliate, you sign for it too.
    """

    kind: ClassVar[str] = "complain-affiliate"
    for_federation: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording("complains about the affiliate {about}")
    one_by_one: ClassVar[bool] = True

    about: MemberId = Field(description="the affiliate concerned")
    particulars: Words = Field(description="the content of the complaint")
    ground: Name = Field(description="the ground, one of those that the bylaws list")
    case: SerialNumber = Field(description="the case against the affiliate that failed, by number")

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """The person is a member with a home, or acts for another affiliate."""
        if first.membership != "member":
            yield finding("not_allowed", member=first.id, what="complain", person_class=first.membership)
        elif home_of(state, first.id, at) is None and not self._signs_for(state, (first.id,), at):
            what = "complain about an affiliate without a home of their own"
            yield finding("not_allowed", member=first.id, what=what, person_class=first.membership)

    def joins(self, state: State, member: Member, first: MemberId, at: Instant) -> bool:
        """Whether a person may sign it too."""
        return member.id != first and not any(self.rights(state, member, at))

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Whether two affiliates have signed it by two people at least, or enough people of enough homes."""
        if are_spread(state, people, PEOPLE, HOMES, at):
            return True
        return len(set(people)) > 1 and len(self._signs_for(state, people, at)) >= AFFILIATES

    def no_use(self, state: State, member: MemberId, people: tuple[MemberId, ...], at: Instant) -> Iterator[Finding]:
        """No more than 25 people of one home sign, and whoever acts for another affiliate."""
        others = (each for each in Affiliate.all(state) if each.id != self.about)
        if not any(each.has_mandate(MATTER, member, at) for each in others):
            yield from crowded(state, member, people, PEOPLE, at)

    def waits_anyway(self, state: State) -> bool:
        """True: nobody complains alone in a federation."""
        return True

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """It is about an affiliate that can be expelled, on a listed ground on which a case has failed."""
        if KIND not in bylaws_of(state).decisions:
            yield finding("no_rule", action=KIND)
        if affiliate_of(state, self.about, at) is None:
            yield finding("unknown_affiliate", affiliate=self.about)
        yield from ground_problems(state, self.ground)
        yield from case_problems(state, self.case, Party(affiliate=self.about), self.ground, at)

    def carry_out(self, state: State, act: Act) -> State:
        """The complaint is a notice from now on: the time to answer begins, and the vote opens after it."""
        signing = self._signs_for(state, act.people, act.at)
        for each in signing:
            state = state.keep(Affiliate.one(state, each).changed(acted_at=act.at))
        words = {"affiliate": self.about, "particulars": self.particulars, "ground": self.ground, "case": self.case}
        return state.keep(notice(state, act, **words, affiliates=signing))

    def _signs_for(self, state: State, people: tuple[MemberId, ...], at: Instant) -> tuple[MemberId, ...]:
        """The other affiliates for which these people can act together."""
        members = {name for name in people if Member.one(state, name).membership == "member"}
        others = (each for each in Affiliate.all(state) if each.id != self.about)
        return tuple(each.id for each in others if each.is_empowered(MATTER, members, at))


class ExpelAffiliate(FirstVote):
    """Expel an affiliate. It opens by itself after a complaint, notice, and time to answer."""

    said: ClassVar[Wording | None] = wording("Expels the affiliate {affiliate}, after a complaint.")
    for_federation: ClassVar[bool] = True
    concerns_affiliate: ClassVar[str] = "affiliate"
    touched: ClassVar[str] = "affiliate {affiliate}"

    action: Literal["expel-affiliate"]
    affiliate: MemberId = Field(description="the respondent of the complaint")
    complaint: Digest = Field(description="the digest of the complaint")

    def heard(self, state: State) -> tuple[MemberId, ...]:
        """Everybody who can appeal for the affiliate."""
        rows = Affiliate.one(state, self.affiliate).mandates
        return tuple(sorted({name for mandate in rows if mandate.what == MATTER for name in mandate.by}))

    def effect(self, state: State, moment: Moment) -> State:
        """The affiliate belongs to the federation no more. The records of its people stay as they are."""
        found = Affiliate.one(state, self.affiliate)
        ends_at = min(found.ends_at or moment.at, moment.at)
        return state.keep(found.changed(ends_at=ends_at, end="expelled"))


class ConfirmAffiliateExpulsion(SecondVote):
    """Confirm that an affiliate is expelled. It opens by itself with the appeal."""

    said: ClassVar[Wording | None] = wording("Confirms the expulsion of the affiliate {affiliate}, which appeals.")
    for_federation: ClassVar[bool] = True
    concerns_affiliate: ClassVar[str] = "affiliate"
    touched: ClassVar[str] = "affiliate {affiliate}"

    action: Literal["confirm-affiliate-expulsion"]
    affiliate: MemberId = Field(description="the affiliate that appeals")
    complaint: Digest = Field(description="the digest of the complaint")


class _OnComplaint(AffiliateAct):
    """A statement of an affiliate about a complaint against it."""

    for_federation: ClassVar[bool] = True
    matter: ClassVar[Matter] = MATTER

    complaint: Digest = Field(description="the digest of the complaint")
    words: Words = Field(description="the words of the affiliate")

    def found(self, state: State) -> Complaint | None:
        """The open complaint about the affiliate; None if there is none with that digest."""
        complaint = complaint_of(state, self.complaint)
        return complaint if complaint is not None and complaint.affiliate == self.affiliate else None

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The complaint is about the affiliate."""
        if self.found(state) is None:
            yield finding("precondition", what=f"no complaint {self.complaint} about {self.affiliate} is open")


class AnswerForAffiliate(_OnComplaint):
    """Answer a complaint about your affiliate. All voters see the answer before they vote; the last one counts."""

    kind: ClassVar[str] = "answer-for-affiliate"
    said: ClassVar[Wording | None] = wording("answers a complaint for {affiliate}")

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The vote on the complaint has not opened."""
        yield from super().claims(state, at)
        complaint = self.found(state)
        yield from answer_problems(state, complaint) if complaint is not None else ()

    def carry_out(self, state: State, act: Act) -> State:
        """The state with the answer beside the complaint."""
        answered = Complaint.one(state, self.complaint).changed(answer=self.words, answered_at=act.at)
        return super().carry_out(state, act).keep(answered)


class AppealForAffiliate(_OnComplaint):
    """Appeal against the expulsion of your affiliate. Its effect waits, and a second vote must pass too."""

    kind: ClassVar[str] = "appeal-for-affiliate"
    said: ClassVar[Wording | None] = wording("appeals for {affiliate} against its expulsion")

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """Its expulsion has passed and not taken effect, and it has not appealed yet."""
        yield from super().claims(state, at)
        complaint = self.found(state)
        yield from appeal_problems(state, complaint) if complaint is not None else ()

    def carry_out(self, state: State, act: Act) -> State:
        """The expulsion waits, and the second vote opens."""
        return appealed(super().carry_out(state, act), Complaint.one(state, self.complaint), self.words, act.at)
