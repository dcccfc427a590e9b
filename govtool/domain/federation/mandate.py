"""Mandates: the people of an affiliate vote on them, or its signers change them together.

A new table replaces the old one at once, so leaving a person out recalls them. A mandate lasts a year at most. It names
people of the federation, who need not belong to the affiliate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.record import optional, optional_list
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.constitution.affiliate import (
    MANDATE_LASTS,
    Affiliate,
    Mandates,
    Signers,
    SignersNeeded,
    affiliate_of,
    check_signers,
)
from govtool.domain.constitution.member import Member, not_about
from govtool.domain.decisions.action import Action, Moment, Undo
from govtool.domain.decisions.countersignature import Act
from govtool.domain.federation.act import AffiliateAct


def people_problems(state: State, people: Collection[MemberId], new: Collection[MemberId] = ()) -> Iterator[Finding]:
    """A finding for each person who is no member of the federation, and is not among the `new` ones either."""
    for name in sorted(set(people) - set(new)):
        found = Member.of(state, name)
        if found is None or found.membership not in ("member", "away"):
            yield not_about(state, name)


def mandate_problems(
    state: State, mandates: Mandates, at: Instant, new: Collection[MemberId] = ()
) -> Iterator[Finding]:
    """Why mandates cannot be given at that time: whom they name, or how long they last."""
    yield from people_problems(state, {name for mandate in mandates for name in mandate.by}, new)
    latest = add(at, MANDATE_LASTS)
    for mandate in mandates:
        if mandate.until > latest:
            what = f"the mandate {mandate.what} lasts until {mandate.until}; the latest possible end is {latest}"
            yield finding("precondition", what=what)


class SetMandates(Action):
    """Set the mandates of an affiliate. Its people vote on them, and they replace all that it had."""

    said: ClassVar[Wording | None] = wording(
        "Sets new mandates for {affiliate}.", ("mandates", ABSENT, "Recalls everybody who acts for {affiliate}.")
    )
    titled: ClassVar[Wording | None] = wording("New mandates of {affiliate}")
    example: ClassVar[str] = "--affiliate commons --mandate 'enrol=mia need=1 until=2027-11-01'"
    for_federation: ClassVar[bool] = True
    concerns_affiliate: ClassVar[str] = "affiliate"
    touched: ClassVar[str] = "affiliate {affiliate}"

    action: Literal["set-mandates"]
    affiliate: MemberId = Field(description="the affiliate whose people decide")
    mandates: Mandates = optional_list("all mandates from then on; without any, nobody acts for it")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The affiliate decides by a vote of its people, or has too few signers left; the mandates name people of the
        federation for a year.
        """
        found = affiliate_of(state, self.affiliate, moment.at)
        if found is None:
            yield finding("unknown_affiliate", affiliate=self.affiliate)
        elif found.need is not None and _signers_left(state, found) >= found.need:
            yield finding("other_decision", affiliate=self.affiliate, what="its signers change its mandates")
        yield from mandate_problems(state, self.mandates, moment.at)

    def undo(self, state: State) -> Undo:
        """The mandates before. Those that have ended meanwhile stay ended."""
        return Undo(self.changed(mandates=Affiliate.one(state, self.affiliate).mandates))

    def standing(self, state: State) -> Mapping[str, object]:
        """The mandates of the affiliate."""
        found = Affiliate.of(state, self.affiliate)
        return {f"mandates of {self.affiliate}": [row.data() for row in found.mandates] if found is not None else []}

    def effect(self, state: State, moment: Moment) -> State:
        """Only these mandates hold from now on. The affiliate has decided, so it is not silent."""
        found = Affiliate.one(state, self.affiliate)
        return state.keep(found.changed(mandates=self.mandates, acted_at=moment.at))


def _signers_left(state: State, found: Affiliate) -> int:
    """How many signers are not gone. If they are too few they change nothing any more, so its people must decide."""
    return sum(not Member.one(state, name).is_gone for name in found.signers)


class ChangeAffiliate(AffiliateAct):
    """Change who may act or sign for an affiliate. As many of its signers sign as it needs now.

    What you leave out stays. New mandates replace all that it had, so leaving a person out recalls them at once.
    """

    kind: ClassVar[str] = "change-affiliate"
    said: ClassVar[Wording | None] = wording("changes who acts for {affiliate}")

    mandates: Mandates | None = optional("all mandates from then on")
    signers: Signers | None = optional("all signers from then on, by id, sorted")
    need: SignersNeeded | None = optional("how many of the signers must sign from then on")

    def is_theirs(self, found: Affiliate, person: MemberId, at: Instant) -> bool:
        """Whether the person is a signer."""
        return person in found.signers

    def are_enough(self, found: Affiliate, people: Collection[MemberId], at: Instant) -> bool:
        """Whether as many signers in force have signed as it needs now."""
        return found.need is not None and sum(one in people for one in found.signers) >= found.need

    def no_right(self, person: MemberId) -> Finding:
        """The person is no signer."""
        return finding("not_signer", member=person, affiliate=self.affiliate)

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """It decides by signers, something changes, and everybody named is a person of the federation."""
        found = affiliate_of(state, self.affiliate, at)
        if found is None:
            return
        if found.decides != "signers":
            yield finding("other_decision", affiliate=found.id, what="its people vote: govtool propose set-mandates")
            return
        signers, need = self.signers if self.signers is not None else found.signers, self.need or found.need
        try:
            check_signers(found.decides, signers, need)
        except PydanticCustomError as error:
            yield finding("precondition", what=f"{found.id} {error.message_template}")
        if (self._mandates(found), signers, need) == (found.mandates, found.signers, found.need):
            yield finding("precondition", what=f"nothing of {found.id} would change")
        yield from people_problems(state, self.signers or ())
        yield from mandate_problems(state, self.mandates or (), at)

    def carry_out(self, state: State, act: Act) -> State:
        """The new signers and mandates hold from now on."""
        state = super().carry_out(state, act)
        found = Affiliate.one(state, self.affiliate)
        changes = {"mandates": self.mandates, "signers": self.signers, "need": self.need}
        return state.keep(found.changed(**{name: value for name, value in changes.items() if value is not None}))

    def _mandates(self, found: Affiliate) -> Mandates:
        return found.mandates if self.mandates is None else self.mandates
