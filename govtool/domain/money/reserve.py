"""Reserves: accounts of the treasury beside the main one, filled by a standing share of every income or by a vote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Slug
from govtool.core.record import optional
from govtool.core.share import Share, fraction_of
from govtool.core.split import Debt as Claim
from govtool.core.split import split
from govtool.core.state import State
from govtool.core.times import date_of
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.constitution.origin import from_proposal
from govtool.domain.decisions.action import Action, Known, Moment, Undo
from govtool.domain.money.treasury import (
    MAIN,
    SET_ASIDE,
    Posting,
    Reserving,
    StandingShare,
    Treasury,
    funds_suffice,
    post,
    treasury_of,
)


def shared_out(treasury: Treasury, amount_minor: int) -> tuple[Posting, ...]:
    """An income over the accounts: the standing shares, and the rest to the main account.

    Exact: whole parts first, then one unit each to the largest remainders, among equals by the name of the account.
    """
    shares = {each.account: fraction_of(each.share) for each in treasury.shares}
    rest = Fraction(1) - sum(shares.values(), Fraction(0))
    parts = {**shares, MAIN: rest} if rest else shares
    common = 1
    for part in parts.values():
        common *= part.denominator
    # In proportion to amount x share; no account can get more than its whole part, rounded up.
    claims = [Claim(name, amount_minor * int(part * common), "") for name, part in parts.items()]
    lines = split(amount_minor, claims).lines
    return tuple(Posting(account=account, amount_minor=minor) for account, minor in lines.items() if minor)


def _share_now(state: State, typed: Mapping[str, object]) -> object:
    shares = treasury_of(state).shares
    return next((each.share for each in shares if each.account == typed.get("account")), None)


class SetShare(Action):
    """Set the share of income for a reserve. It applies to every later income, such as 30 % to wages owed."""

    said: ClassVar[Wording | None] = wording(
        "From then on {to_share}{before} of every income goes to the reserve {account}.",
        (
            "to_share",
            ABSENT,
            "Ends the share of {from_share} of every income that goes to the reserve {account}.",
        ),
        before=wording(" instead of {from_share}", ("from_share", ABSENT, "")),
    )
    titled: ClassVar[Wording | None] = wording(
        "Share of {to_share} of the income for {account}", ("to_share", ABSENT, "No share of the income for {account}")
    )
    example: ClassVar[str] = "--account wages --to 30%"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({"from_share": _share_now})
    touched: ClassVar[str] = "shares of the income"

    action: Literal["set-share"]
    account: Slug = Field(description="the reserve")
    from_share: Share | None = optional("the share now; absent if there is none")
    to_share: Share | None = optional("the new share; absent to end it")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The account is a reserve, its present share is the expected one, and all shares together are at most 1."""
        if self.account in (MAIN, SET_ASIDE):
            yield finding("precondition", what=f"the account {self.account} is no reserve")
        shares = {each.account: each.share for each in treasury_of(state).shares}
        if shares.get(self.account) != self.from_share:
            stands = shares.get(self.account, "nothing")
            yield finding("precondition", what=f"{stands} of every income goes to {self.account}")
        if sum((fraction_of(each) for each in self._after(shares).values()), Fraction(0)) > 1:
            yield finding("precondition", what="all shares together would be more than the income")

    def undo(self, state: State) -> Undo:
        """The share is what it was."""
        return Undo(self.changed(from_share=self.to_share, to_share=self.from_share))

    def standing(self, state: State) -> Mapping[str, object]:
        """The share of the reserve."""
        return {f"share for {self.account}": _share_now(state, {"account": self.account})}

    def effect(self, state: State, moment: Moment) -> State:
        """The state with the new share."""
        treasury = treasury_of(state)
        shares = self._after({each.account: each.share for each in treasury.shares})
        standing = tuple(StandingShare(account=account, share=shares[account]) for account in sorted(shares))
        return state.keep(treasury.changed(shares=standing))

    def _after(self, shares: dict[Slug, Share]) -> dict[Slug, Share]:
        kept = {account: share for account, share in shares.items() if account != self.account}
        return kept if self.to_share is None else {**kept, self.account: self.to_share}


class TransferFunds(Reserving):
    """Move money between accounts of the treasury. An example is money out of a reserve."""

    said: ClassVar[Wording | None] = wording("Moves {amount_minor:money} from the account {from_} to the account {to}.")
    titled: ClassVar[Wording | None] = wording("Move {amount_minor:money} from {from_} to {to}")
    example: ClassVar[str] = "--amount 100.00 --from wages --to treasury"

    action: Literal["transfer-funds"]
    to: Slug = Field(description="the account that gets it; a new name makes a new reserve")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The accounts differ, and neither is the money that payouts have set aside; once it is voted, the funds are
        available.
        """
        if SET_ASIDE in (self.from_, self.to) or self.from_ == self.to or not treasury_of(state).has(self.from_):
            yield finding("precondition", what=f"nothing can be moved from {self.from_} to {self.to}")
        elif moment.result:
            yield from funds_suffice(state, self.from_, self.amount_minor, moment.at, moment.number)

    def effect(self, state: State, moment: Moment) -> State:
        """The state with the money in the other account."""
        postings = (
            Posting(account=self.from_, amount_minor=-self.amount_minor),
            Posting(account=self.to, amount_minor=self.amount_minor),
        )
        on, origin = date_of(moment.at), from_proposal(moment.number)
        return post(state, moment.at, on, "transfer", postings, origin=origin)
