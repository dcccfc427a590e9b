"""Statements about the transfers of a payout: that it was made, arrived, or failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core import minute as minutes
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, SerialNumber
from govtool.core.money import Minor
from govtool.core.record import Record, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import DisplayName, shown
from govtool.domain.constitution.series import next_in
from govtool.domain.decisions.countersignature import Act, TwoPersons, keeps_books
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money.account import restore
from govtool.domain.money.payout import Payout
from govtool.domain.money.release import Part
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import SettledLine, Settlement, Withheld, known_line, line_of, with_line
from govtool.domain.money.treasury import SET_ASIDE, Posting, has_come, post


class PaidLine(Record):
    """How one payee's line was settled."""

    creditor: MemberId = Field(description="the payee, by id")
    paid_minor: Minor = Field(description="the amount transferred to the payee, in minor units")
    withheld: Annotated[tuple[Withheld, ...], Field(max_length=20)] = optional_list(
        "the amounts that went to others in the payee's name"
    )


class SettlePayout(Body):
    """Mark lines of a payout as transferred. It needs a document or a reference."""

    kind: ClassVar[str] = "settle-payout"
    said: ClassVar[Wording | None] = wording("marks lines of payout {payout} as transferred")

    payout: SerialNumber = Field(description="the number of the payout")
    paid_on: Date = Field(description="the day of the transfer")
    lines: Annotated[tuple[PaidLine, ...], Field(min_length=1, max_length=1000)] = Field(
        description="the lines that were transferred"
    )
    document: Digest | None = optional("the digest of the bank's document")
    reference: DisplayName | None = optional("the reference under which the bank knows it")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """A keeper of the books states it, the lines are open, and the parts sum to each line."""
        yield from keeps_books(state, stating.member, self.kind, stating.at)
        if self.document is None and self.reference is None:
            yield finding("schema", where="body", what="must name a document or a reference")
        settlement = Settlement.of(state, self.payout)
        if settlement is None:
            yield finding("precondition", what=f"there is no payout {self.payout}")
            return
        yield from has_come(self.paid_on, stating.at)
        if self.paid_on < date_of(settlement.enacted_at):
            yield finding("precondition", what=f"payout {self.payout} was enacted after {self.paid_on}")
        if len({line.creditor for line in self.lines}) < len(self.lines):
            yield finding("schema", where="body.lines", what="must name each payee once")
        for line in self.lines:
            yield from _line_problems(state, settlement, line)

    def effect(self, state: State, stating: Stating) -> State:
        """The lines are marked as transferred, and the money that was set aside for them has left."""
        origin = stating.origin
        total = 0
        for line in self.lines:
            settlement, old = known_line(state, self.payout, line.creditor)
            total += old.amount_minor
            settled = old.changed(
                paid_minor=line.paid_minor,
                withheld=line.withheld,
                paid_on=self.paid_on,
                document=self.document or self.reference,
                settled=origin,
            )
            state = with_line(state, settlement, settled)
        postings = (Posting(account=SET_ASIDE, amount_minor=-total),)
        return post(
            state,
            stating.at,
            self.paid_on,
            "payment",
            postings,
            origin=origin,
            payout=self.payout,
            document=self.document,
        )


def _line_problems(state: State, settlement: Settlement, line: PaidLine) -> Iterator[Finding]:
    old = settlement.line(line.creditor)
    if old is None or not old.is_open or old.settled is not None:
        yield finding("precondition", what=f"no line of {line.creditor} waits for its transfer")
        return
    total = line.paid_minor + sum(part.amount_minor for part in line.withheld)
    if total != old.amount_minor:
        what = f"{line.creditor} is due {shown(state, old.amount_minor)}, and the parts sum to {shown(state, total)}"
        yield finding("precondition", what=what)


class _OfLine(TwoPersons):
    """A statement about one payee's line of a payout."""

    payout: SerialNumber = Field(description="the number of the payout")
    creditor: MemberId = Field(description="the payee of the line, by id")

    @property
    def payee(self) -> MemberId:
        """The payee of the line."""
        return self.creditor

    def line(self, state: State) -> SettledLine | None:
        """The line, None if there is none."""
        found = line_of(state, self.payout, self.creditor)
        return found[1] if found else None


class ConfirmPayment(_OfLine):
    """Confirm that money of a payout arrived. For another payee it needs a document and a second person."""

    kind: ClassVar[str] = "confirm-payment"
    said: ClassVar[Wording | None] = wording("confirms that money of payout {payout} arrived")
    gives_up: ClassVar[bool] = True

    document: Digest | None = optional("the digest of the document that shows it, for another payee")

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The line was settled, and nobody confirmed it yet."""
        line = self.line(state)
        if line is None or not line.is_open or line.settled is None:
            what = f"no transfer of payout {self.payout} to {self.creditor} waits for its confirmation"
            yield finding("precondition", what=what)

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """Payees confirm their own line. The treasurer confirms another's, with a document, unless the payee disputes
        it.
        """
        if first.id == self.creditor:
            return
        yield from super().rights(state, first, at)
        line = self.line(state)
        if line is not None and line.contested is not None:
            what = f"{self.creditor} disputes this payment, and nobody else can confirm it"
            yield finding("precondition", what=what)
        if self.document is None:
            yield finding("schema", where="body.document", what="must be named if somebody else was paid")

    def effect(self, state: State, stating: Stating) -> State:
        """The payee confirms it at once; another member confirms it with the second person."""
        if stating.member.id != self.creditor:
            return super().effect(state, stating)
        settlement, line = known_line(state, self.payout, self.creditor)
        # their own statement replaces those of others, and ends their dispute
        confirmed = line.changed(confirmed=stating.origin, second=None, single_handed=None, contested=None)
        return with_line(state, settlement, confirmed)

    def carry_out(self, state: State, act: Act) -> State:
        """The state with the line confirmed in the payee's place."""
        settlement, line = known_line(state, self.payout, self.creditor)
        confirmed = line.changed(confirmed=act.first, second=act.second, single_handed=act.single_handed)
        return with_line(state, settlement, confirmed)


class ReversePayment(_OfLine):
    """Report that a transfer of a payout failed. The debt is open again with its old date, and the money is back."""

    kind: ClassVar[str] = "reverse-payment"
    said: ClassVar[Wording | None] = wording("reports that a transfer of payout {payout} failed")

    failed_on: Date = Field(description="the day on which it failed, or came back")
    document: Digest = Field(description="the digest of the bank's document")
    whole: Literal[True] | None = optional(
        "true if the withheld amounts are back too, because they did not reach their payees"
    )

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The line is open, and a part of it can be brought back."""
        found = line_of(state, self.payout, self.creditor)
        if found is None or not found[1].is_open or not found[1].restorable(bool(self.whole)):
            what = f"nothing of payout {self.payout} to {self.creditor} can be reversed"
            yield finding("precondition", what=what)
            return
        settlement, line = found
        yield from has_come(self.failed_on, at)
        if self.failed_on < (line.paid_on or date_of(settlement.enacted_at)):
            yield finding("precondition", what=f"the transfer was made after {self.failed_on}")

    def carry_out(self, state: State, act: Act) -> State:
        """The newest parts of the debts are open again; withheld amounts stay withheld, unless they came back."""
        settlement, line = known_line(state, self.payout, self.creditor)
        payout = Payout.of(state, settlement.enacted_at, self.payout)
        paid = payout.line(self.creditor) if payout else None
        if paid is None:
            raise LookupError(f"{self.payout} {self.creditor}")
        amount = line.restorable(bool(self.whole))
        before = line.paid_minor or 0 if line.reversed is not None else 0
        reversal = Reversal(
            number=next_in(state, Reversal),
            at=act.at,
            payout=self.payout,
            creditor=self.creditor,
            amount_minor=amount,
            parts=newest_parts(paid.parts, amount, before),
            minute=minutes.next_number(state),
            **act.fields,
        )
        state = restore(state, self.creditor, reversal.parts).keep(reversal)
        state = with_line(state, settlement, line.after_reversal(reversal.number, bool(self.whole)))
        back = [Posting(account=settlement.account, amount_minor=amount)]
        if line.settled is None:
            # It never left: the money set aside for it goes back to its account.
            back.append(Posting(account=SET_ASIDE, amount_minor=-amount))
        return post(
            state,
            act.at,
            self.failed_on,
            "reversal",
            back,
            **act.fields,
            payout=self.payout,
            document=self.document,
        )


def newest_parts(parts: Iterable[Part], amount_minor: int, before_minor: int = 0) -> tuple[Part, ...]:
    """The parts that a smaller payment would have left open: the newest, up to an amount, without the parts of
    `before_minor`, which are open again already.
    """
    found, skipped, rest = [], before_minor, amount_minor
    for part in reversed(tuple(parts)):
        passed_over = min(skipped, part.amount_minor)
        taken = min(rest, part.amount_minor - passed_over)
        if taken:
            found.append(part.changed(amount_minor=taken))
        skipped -= passed_over
        rest -= taken
    return tuple(reversed(found))
