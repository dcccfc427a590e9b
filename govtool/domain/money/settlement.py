"""The transfers of a payout: for each line the transfer, its confirmation, and its reversal.

Made with the payout, with all its lines open; closed when each is confirmed or reversed.
- The treasurer marks a line as transferred, in parts `paid` and `withheld` that sum to it, with a document or a
  reference.
- The payee confirms that it arrived. The treasurer can do so in the payee's place, with a document and a second person.
- Two persons, neither of them the payee, reverse a failed transfer: the debt is open again with its old date, and the
  money is back.
- Audits report a line that nobody confirmed in the bylaws' time.
- Audits report a line that its payee disputes at once, until the payee confirms it or it is reversed.

Nobody counts as paid against their own word. Transfers no money itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import MemberId, SerialNumber, Slug
from govtool.core.money import Minor, PositiveMinor
from govtool.core.record import FileRecord, Record, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Date, Instant, add, date_of
from govtool.core.wording import Wording, row, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import DisplayName, shown
from govtool.domain.constitution.origin import Origin
from govtool.domain.money.payout import Payout

Reason = Annotated[str, Field(min_length=1, max_length=2000)]


class Withheld(Record):
    """A part of a line that went to somebody else in the payee's name, such as a tax."""

    what: DisplayName = Field(description="the purpose, such as income tax")
    to: DisplayName = Field(description="the recipient")
    amount_minor: PositiveMinor = Field(description="how much, in minor units")


class Contest(Record):
    """The payee's statement that the books are wrong about a payment."""

    at: Instant = Field(description="when it was stated, by the clerk's clock")
    reason: Reason = Field(description="what is wrong with it, in words; permanently public")
    origin: Origin = Field(description="the payee's statement")


class SettledLine(Record):
    """The state of one payee's line. It is open until it is `confirmed` or `reversed`, and while it is `contested`."""

    creditor: MemberId = Field(description="the payee, by id")
    amount_minor: PositiveMinor = Field(description="how much, in minor units")
    paid_minor: Minor | None = optional("the amount transferred to the payee; absent until then")
    withheld: Annotated[tuple[Withheld, ...], Field(max_length=20)] = optional_list(
        "the amounts that went to others in the payee's name; with the amount paid they are the whole line",
    )
    paid_on: Date | None = optional("the day of the transfer")
    document: str | None = optional("the digest or reference of the document that shows it")
    settled: Origin | None = optional("the statement that marked it as transferred")
    confirmed: Origin | None = optional("the statement that confirmed its arrival")
    second: Origin | None = optional("the second person's statement")
    single_handed: Literal[True] | None = optional("true if nobody else could be the second person")
    reversed: SerialNumber | None = optional("the reversal, if the transfer failed")
    withheld_reversed: SerialNumber | None = optional(
        "the reversal of the withheld amounts, if they did not reach their payees"
    )
    contested: Contest | None = optional("the payee's dispute, while it is open")

    @property
    def is_open(self) -> bool:
        """Whether somebody must still confirm its arrival."""
        return self.contested is not None or (self.confirmed is None and self.reversed is None)

    @property
    def withheld_minor(self) -> int:
        """The sum that went to others in the payee's name, in minor units."""
        return sum(part.amount_minor for part in self.withheld)

    def restorable(self, whole: bool) -> int:
        """The amount that a reversal would bring back, in minor units: the transfer; with `whole` also the withheld
        amounts.
        """
        sent = self.amount_minor if self.paid_minor is None else self.paid_minor
        kept = self.withheld_minor if whole and self.withheld_reversed is None else 0
        return kept + (sent if self.reversed is None else 0)

    def after_reversal(self, number: int, whole: bool) -> SettledLine:
        """The line after a reversal; the withheld amounts stay disputed until they are reversed too."""
        kept = number if whole and self.withheld and self.withheld_reversed is None else self.withheld_reversed
        open_contest = self.contested if self.withheld and kept is None else None
        return self.changed(reversed=self.reversed or number, withheld_reversed=kept, contested=open_contest)


class Settlement(FileRecord):
    """The record `registry/settlements/open/000007.yaml`, later `closed/000007.yaml`: one line for each payee."""

    home: ClassVar[Home] = Home(
        "settlement", "registry/settlements/open/{payout:06d}.yaml", "registry/settlements/closed/{payout:06d}.yaml"
    )
    columns: ClassVar[tuple[Wording, ...]] = row(
        "payout {payout}",
        "{enacted_at:local}",
        "from {account}",
        "{lines:list creditor}",
        wording("waits", ("is_closed", True, "settled")),
    )

    payout: SerialNumber = Field(description="the number of the payout")
    account: Slug = Field(description="the account of the treasury that it is paid from")
    enacted_at: Instant = Field(description="when the payout was enacted")
    lines: Annotated[tuple[SettledLine, ...], Field(min_length=1)] = Field(description="the payees, by id")

    @property
    def is_closed(self) -> bool:
        """Whether no line is open."""
        return not any(line.is_open for line in self.lines)

    def line(self, creditor: MemberId) -> SettledLine | None:
        """A person's line, None if they have none."""
        return next((line for line in self.lines if line.creditor == creditor), None)

    def with_line(self, line: SettledLine) -> Settlement:
        """The settlement with one line changed."""
        return self.changed(lines=tuple(line if old.creditor == line.creditor else old for old in self.lines))


def line_of(state: State, payout: int, creditor: MemberId) -> tuple[Settlement, SettledLine] | None:
    """A person's line of a payout, with its settlement; None if they have none."""
    settlement = Settlement.of(state, payout)
    line = settlement.line(creditor) if settlement else None
    return None if settlement is None or line is None else (settlement, line)


def known_line(state: State, payout: int, creditor: MemberId) -> tuple[Settlement, SettledLine]:
    """A person's line of a payout, with its settlement. Raises LookupError if they have none."""
    found = line_of(state, payout, creditor)
    if found is None:
        raise LookupError(f"{payout} {creditor}")
    return found


def open_settlements(state: State) -> Iterator[Settlement]:
    """The settlements in which somebody must still confirm that money arrived, by number."""
    return Settlement.all(state)


def open_settlement(state: State, payout: Payout) -> State:
    """The state in which the lines of a new payout wait for their transfer; lines of 0 do not wait."""
    lines = tuple(
        SettledLine(creditor=line.creditor, amount_minor=line.amount_minor)
        for line in payout.lines
        if line.amount_minor > 0
    )
    made = Settlement(payout=payout.number, account=payout.account, enacted_at=payout.at, lines=lines)
    return state.put(Settlement.home.path(payout.number), made)


def with_line(state: State, settlement: Settlement, line: SettledLine) -> State:
    """The state with one line changed; the settlement is closed while no line is open."""
    changed = settlement.with_line(line)
    if changed.path != settlement.path:
        state = state.drop(settlement.path)
    return state.keep(changed)


def unconfirmed(state: State, at: Instant) -> Iterator[Finding]:
    """Every line that its payee disputes, and every line that nobody confirmed in the bylaws' time: others can only see
    that the books show a payment.
    """
    period = bylaws_of(state).periods.confirmation
    for settlement in open_settlements(state):
        for line in settlement.lines:
            if line.contested is not None:
                yield _contested(state, settlement, line, line.contested)
            elif line.is_open and add(settlement.enacted_at, period) <= at:
                yield finding(
                    "unconfirmed",
                    settlement.path,
                    payout=settlement.payout,
                    creditor=line.creditor,
                    amount=shown(state, line.amount_minor),
                    since=date_of(settlement.enacted_at),
                )


def _contested(state: State, settlement: Settlement, line: SettledLine, contest: Contest) -> Finding:
    parts = [f"{shown(state, line.paid_minor or 0)} paid"]
    parts += [f"{shown(state, part.amount_minor)} {part.what} to {part.to}" for part in line.withheld]
    return finding(
        "contested",
        settlement.path,
        payout=settlement.payout,
        creditor=line.creditor,
        parts=", ".join(parts),
        by=line.settled.member if line.settled else None,
        reason=contest.reason,
    )
