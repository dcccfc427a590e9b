"""Winding up: the orderly end of a co-operative. First a vote, then the time for claims, the payment of debts, the last
minute.

From the vote on nobody can join, and everything else continues: members settle hours and pay debts. Two members close
the books when:
- the time for claims is over
- no vote from before its end is open
- no paid hours from before its end wait for others
- no money waits for a second signature
- the treasury is empty
- nobody is owed wages, or every person owed has agreed

That minute is the last: nothing can change afterwards, and everybody can verify the whole history permanently. Until
then a vote can decide to continue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.phrase import joined
from govtool.core.record import optional_list
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.ending import Acceptance, WindingUp
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import shown
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.decisions.countersignature import (
    Act,
    TwoMembers,
    TwoPersons,
    all_awaited,
    body_of,
    why_not,
)
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money.account import Account, account_of
from govtool.domain.money.settlement import open_settlements
from govtool.domain.money.treasury import treasury_of
from govtool.domain.work.hours import sheet_problems
from govtool.domain.work.month import wages_of_work, work_of
from govtool.domain.work.timesheet import SheetName, Timesheet, waiting_members, waiting_of

_SHOWN = 5


class WindUp(Action):
    """Wind the organisation up, or continue it. `begin: false` continues it."""

    said: ClassVar[Wording | None] = wording(
        "Winds the organisation up.",
        ("begin", False, "Continues the organisation, and ends its winding up."),
    )
    titled: ClassVar[Wording | None] = wording(
        "Wind the organisation up", ("begin", False, "Go on, and end the winding up")
    )
    touched: ClassVar[str] = "winding up"

    action: Literal["wind-up"]
    begin: bool = Field(description="true to wind up, false to continue")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """It does not wind up already (or does, to continue)."""
        if (WindingUp.of(state) is not None) == self.begin:
            yield finding("precondition", what="it winds up already" if self.begin else "it does not wind up")

    def effect(self, state: State, moment: Moment) -> State:
        """Nobody can join any more, and people can make claims for a while; or it continues as before."""
        if not self.begin:
            return state.drop(WindingUp.home.path())
        closes_from = add(moment.at, bylaws_of(state).periods.claims)
        return state.keep(WindingUp(proposal=moment.number, began_at=moment.at, closes_from=closes_from))


class AcceptClosing(Body):
    """Agree that the books close although you are owed wages. The record of these wages stays; you waive nothing.

    It covers the amount owed then: if you are owed more later, agree again.
    """

    kind: ClassVar[str] = "accept-closing"
    said: ClassVar[Wording | None] = wording("agrees to the closing of the books")
    gives_up: ClassVar[bool] = True

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """It winds up, the person is owed something, and has not agreed yet."""
        found, me = WindingUp.of(state), stating.member.id
        if found is None:
            yield finding("precondition", what="the organisation does not wind up")
        elif not (owed := _owed(state, me)):
            yield finding("precondition", what=f"{me} is owed nothing")
        elif found.covers(me, owed):
            yield finding("precondition", what=f"{me} has agreed already")

    def effect(self, state: State, stating: Stating) -> State:
        """The closing waits for one creditor less."""
        found = WindingUp.one(state)
        me = stating.member.id
        others = [each for each in found.accepted if each.creditor != me]
        mine = Acceptance(creditor=me, owed_minor=_owed(state, me))
        accepted = sorted((*others, mine), key=lambda each: each.creditor)
        return state.keep(found.changed(accepted=tuple(accepted)))


def _hinders(entry: DocketEntry, found: WindingUp) -> bool:
    """Whether the books stay open for a proposal. A vote that opened after the time for claims does not keep them open,
    unless it has passed or proposes to continue. Otherwise anybody who may propose could keep them open permanently,
    with one motion after the other.
    """
    if entry.decided is not None or entry.opened_at < found.closes_from:
        return True
    return any(isinstance(action, WindUp) for action in entry.actions)


def _unsettled(state: State, sheet: Timesheet, found: WindingUp, at: Instant) -> str:
    """Why waiting hours keep the books open; empty if they do not.

    They do if they were recorded in the time for claims and would be paid. So nobody loses wages because others do
    nothing or dispute them. Hours that the others say were not worked delay the end until two others settle that.
    """
    work = work_of(state, sheet)
    if sheet.logged_at >= found.closes_from or not any(part.per_hour_minor for part in work):
        return ""
    name = sheet.name
    hours = f"hours {name} ({shown(state, wages_of_work(work))})"
    if not sheet.open_disputes:
        return f"{hours} wait to be approved"
    disputed = f"{hours} are disputed by {joined(sorted({each.by for each in sheet.open_disputes}))}"
    until = max(add(each.at, bylaws_of(state).periods.dispute) for each in sheet.open_disputes)
    if until > at:
        return f"{disputed}, and can be settled until {until}"
    return f"{disputed}; two others approve them, or close the books with --without {name}"


class CloseBooks(TwoPersons):
    """Close the books permanently. Everything must be settled first. A second member signs too; it is the last minute.

    `without` names disputed hours: two people who have no part in the dispute thereby settle that nobody worked them.
    """

    kind: ClassVar[str] = "close-books"
    said: ClassVar[Wording | None] = wording("closes the books")
    one_by_one: ClassVar[bool] = True

    without: Annotated[tuple[SheetName, ...], Field(max_length=400)] = optional_list(
        "disputed hours that nobody worked, as the two members who close the books say"
    )

    def parties(self, state: State) -> frozenset[MemberId]:
        """The people who worked the hours that are left out, or dispute them."""
        sheets = [sheet for named in self.without if (sheet := named.sheet(state)) is not None]
        return frozenset(name for sheet in sheets for name in (sheet.member, *(one.by for one in sheet.open_disputes)))

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """Members close them, and leave out neither their own hours nor hours that they dispute."""
        if first.membership != "member":
            yield finding("not_allowed", member=first.id, what="close the books", person_class=first.membership)
        elif first.id in self.parties(state):
            yield finding("not_allowed", member=first.id, what="settle their own case", person_class=first.membership)

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The time for claims is over, no vote and no hours from before it wait, no signature is missing, nobody is
        owed or waits for money, the treasury is empty.
        """
        found = WindingUp.of(state)
        if found is None:
            yield finding("not_ready", what="the members have not voted to wind up")
            return
        if at < found.closes_from:
            yield finding("not_ready", what=f"claims can be made until {found.closes_from}")
        for entry in docket.open_entries(state):
            if _hinders(entry, found):
                yield finding("not_ready", what=f"proposal {entry.number} is open or waits for its effect")
        yield from self._hours_problems(state, found, at)
        yield from _awaited_problems(state, at)
        owed = ((account.creditor, account.open_minor) for account in Account.all(state))
        waiting = [name for name, amount in owed if amount and not found.covers(name, amount)]
        if waiting:
            more = f" and {len(waiting) - _SHOWN} more" if len(waiting) > _SHOWN else ""
            yield finding("not_ready", what=f"wages are owed to {', '.join(waiting[:_SHOWN])}{more}")
        for settlement in open_settlements(state):
            names = ", ".join(line.creditor for line in settlement.lines if line.is_open)
            yield finding("not_ready", what=f"nobody has confirmed the money of payout {settlement.payout} for {names}")
        for pot in treasury_of(state).pots:
            if pot.balance_minor:
                yield finding("not_ready", what=f"the treasury's account {pot.account} is not empty")

    def _hours_problems(self, state: State, found: WindingUp, at: Instant) -> Iterator[Finding]:
        """No other paid hours wait than those left out, and the time to dispute these is over."""
        time_to_settle = bylaws_of(state).periods.dispute
        left_out = set()
        for named in self.without:
            sheet = named.sheet(state)
            yield from sheet_problems(sheet, named)
            disputes = sheet.open_disputes if sheet is not None else ()
            if disputes and all(add(each.at, time_to_settle) <= at for each in disputes):
                left_out.add(named.name)
            elif sheet is not None and not disputes:
                yield finding("precondition", what=f"nobody disputes hours {sheet.name}")
        for name in waiting_members(state):
            for sheet in waiting_of(state, name):
                why = _unsettled(state, sheet, found, at)
                if why and sheet.name not in left_out:
                    yield finding("not_ready", what=why)

    def carry_out(self, state: State, act: Act) -> State:
        """The books are closed."""
        found = WindingUp.one(state)
        return state.keep(found.changed(closed_at=act.at))


def _owed(state: State, creditor: MemberId) -> int:
    """The amount owed to a person, with debts that do not count yet: nothing may get lost by closing early."""
    return account_of(state, creditor).open_minor


def _awaited_problems(state: State, at: Instant) -> Iterator[Finding]:
    """The statements about money that wait for a second signature which somebody can still give."""
    for _, awaited in all_awaited(state, at):
        body = body_of(awaited, state.catalogue)
        if isinstance(body, (TwoMembers, CloseBooks)) or not isinstance(body, TwoPersons) or body.for_federation:
            continue
        if next(why_not(state, awaited, at), None) is None:
            what = f"{awaited.kind}, statement {awaited.statement} of {awaited.member}, waits for a second signature"
            yield finding("not_ready", what=what)
