"""The items that wait for a person's signature: as the second person to a statement, or as the payee of a payout.

Reads only. A waiver by a creditor is not among them: nobody has to sign it a second time.
Most days nothing waits: the rules about what was booked are loaded when something does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from typing import TYPE_CHECKING

from govtool.core.state import State
from govtool.core.text import name_key
from govtool.core.times import Instant
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import shown
from govtool.domain.decisions.countersignature import (
    Awaited,
    TwoPersons,
    all_awaited,
    awaited_of,
    body_of,
    why_not,
)
from govtool.domain.decisions.statement import Body, Statement, read_body
from govtool.domain.money.settlement import line_of, open_settlements
from govtool.domain.work.timesheet import SheetName, Timesheet
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import on_their_way
from govtool.roles.said.saying import stated
from govtool.roles.work.hours_service import disputed_words

if TYPE_CHECKING:
    from govtool.domain.books.ledger import Booking
    from govtool.domain.money.debt import Debt
    from govtool.domain.money.treasury import Entry

_SAME_MONEY = "→ if it is the same money, do not sign; its author takes it back: govtool retract"

Asked = tuple[str, str, dict[str, object]]
"""The kind of statement that would say so, what it is about, and its body."""


def awaiting(state: State, member: Member, at: Instant) -> Iterator[Asked]:
    """Everything that waits for a person's signature at that time."""
    for digest, awaited in all_awaited(state, at):
        body = body_of(awaited, state.catalogue)
        if not isinstance(body, TwoPersons) or member.id in awaited.people:
            continue
        if not body.joins(state, member, awaited.member, at):
            continue
        if not any(why_not(state, awaited, at)):
            yield "countersign", said_of(state, awaited), {"confirms": digest}
    for settlement in open_settlements(state):
        line = settlement.line(member.id)
        # what they contest is confirmed by itself, and never among other things
        if line is not None and line.is_open and line.settled is not None and line.contested is None:
            amount = shown(state, line.paid_minor or 0)
            kept = [f"{shown(state, part.amount_minor)} {part.what} to {part.to}" for part in line.withheld]
            withheld = f", and that {' and '.join(kept)} was rightly withheld" if kept else ""
            about = f"that {amount} of payout {settlement.payout} reached you{withheld}"
            yield "confirm-payment", about, {"payout": settlement.payout, "creditor": member.id}


def said_of(state: State, awaited: Awaited) -> str:
    """The words of a statement that waits, all of them, with amounts in their currency."""
    body = body_of(awaited, state.catalogue)
    if body.for_federation:
        told = stated(state, awaited.kind, awaited.body)
        return ", ".join([f"the statement of {awaited.member}, who {told}", *_untold(state, body)])
    whole = _whole(state, body)
    return f"{awaited.kind} by {awaited.member}" + (f": {whole}" if whole else "")


def whole_words(state: State, statement: Statement) -> str:
    """The words of a statement, all of them: its kind and every field."""
    return f"{statement.kind}: {_whole(state, read_body(statement, state.catalogue))}"


def _untold(state: State, body: Body) -> list[str]:
    """The fields of a statement that its sentence does not name, in words."""
    from govtool.domain.federation.enrolment import Enrol
    from govtool.roles.people.enrolment import words_of

    if isinstance(body, Enrol):
        return [words_of(each) for each in body.people]
    texts = [body.said.text, *(text for _, _, text in body.said.cases)] if body.said is not None else []
    named = {name for text in texts for _, name, _, _ in Formatter().parse(text)}
    return [_said(state, name, value) for name, value in body.data().items() if name not in named]


def _whole(state: State, body: Body) -> str:
    """All that a statement says, and of what it names only by a number: the money, the day and the payee."""
    from govtool.domain.lifecycle.winding_up import CloseBooks
    from govtool.domain.money.booking import UndoEntry
    from govtool.domain.money.payment import ConfirmPayment, ReversePayment
    from govtool.domain.money.treasury import entry_of

    # an amount is said with its currency
    said = [_said(state, name, value) for name, value in body.data().items() if name != "currency"]
    if isinstance(body, UndoEntry):
        entry = entry_of(state, body.entry)
        said += [f"which is {entry_words(state, entry)}"] if entry is not None else []
    if isinstance(body, CloseBooks):
        said = [f"without {_hours(state, named)}" for named in body.without]
    found = line_of(state, body.payout, body.creditor) if isinstance(body, ConfirmPayment | ReversePayment) else None
    if found is not None:
        line = found[1]
        said.append(f"a line of {shown(state, line.amount_minor)}")
        said += [f"{shown(state, part.amount_minor)} of it {part.what} to {part.to}" for part in line.withheld]
        if isinstance(body, ReversePayment):
            said.append(f"so that {shown(state, line.restorable(bool(body.whole)))} is owed again")
    return ", ".join(said)


def _hours(state: State, named: SheetName) -> str:
    """Hours that are named in a statement, as people name them, and what is at stake."""
    sheet = Timesheet.of(state, named.month, named.member, named.number)
    name = f"{named.member}/{named.month}/{named.number}"
    return f"{name} ({disputed_words(state, sheet)})" if sheet is not None else name


def entry_words(state: State, entry: Entry) -> str:
    """An entry of the treasury in words: what, how much, when, from or to which accounts, who got it, for what."""
    total = sum(each.amount_minor for each in entry.postings)
    accounts = " and ".join(f"{shown(state, abs(each.amount_minor))} {each.account}" for each in entry.postings)
    words = [f"the {entry.kind} of {shown(state, abs(total))}", f"on {entry.moved_on}", f"account {accounts}"]
    words += [f"from {entry.source}"] if entry.source else []
    words += [f"paid by {entry.payer}"] if entry.payer else []
    words += [f"to {entry.payee or entry.payee_member}"] if entry.payee or entry.payee_member else []
    words += [f"budget {entry.budget}/{entry.line}"] if entry.budget else []
    words += [f"project {entry.project}"] if entry.project else []
    words += [f"document {entry.document}"] if entry.document else []
    words += [f"number {entry.paper}"] if entry.paper else []
    return ", ".join([*words, *([f"note {entry.note}"] if entry.note else [])])


def namesake(state: State, name: str) -> Member | None:
    """The person here whose id or name somebody typed, without regard to capitals and spaces.

    Nothing is judged by it: people are only asked whom they mean.
    """
    wanted = name_key(name)
    return next((each for each in Member.all(state) if wanted in (name_key(each.id), name_key(each.name))), None)


def warnings_of(desk: Desk, body: Mapping[str, object]) -> tuple[str, ...]:
    """What to look at twice before a countersignature, each with what to do about it."""
    from govtool.domain.money.booking import BookExpense

    state = desk.book.state
    found = _awaited_body(state, body)
    warnings = []
    entry = booked_already(state, body)
    if entry is not None or booked_already(on_their_way(desk)[0], body) is not None:
        before = "what you signed before, and the clerk has not taken yet,"
        which = f"entry {entry.number}" if entry is not None else before
        warnings.append(f"{which} is of the same paper, day and amount")
        warnings.append(_SAME_MONEY)
    claim = _claimed_already(state, found) or _claimed_already(on_their_way(desk)[0], found)
    if claim is not None:
        warnings.append(f"{claim.creditor} claimed the same paper, day and amount back (debt {claim.id})")
        warnings.append(_SAME_MONEY)
    member = namesake(state, found.payee_name) if isinstance(found, BookExpense) and found.payee_name else None
    if isinstance(found, BookExpense) and member is not None:
        says = ", and its author says that it is somebody else" if found.says else ""
        warnings.append(f"the payee bears the name of {member.name} ({member.id}){says}")
        warnings.append(
            f"→ if it is {member.id}, do not sign; its author takes it back and names --to-member {member.id}"
        )
    return tuple(warnings)


def twin_warnings(state: State, body: Mapping[str, object], others: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """What to look at twice before a countersignature that is given together with others: one of the same money."""
    key = _key(_awaited_body(state, body))
    if key is None or not any(_is_twin(key, _key(_awaited_body(state, other))) for other in others):
        return ()
    return ("another entry that you sign with it is of the same paper, day and amount", _SAME_MONEY)


def waiting_twin(state: State, body: Body, at: Instant) -> Awaited | None:
    """The statement that waits for a signature and is of the same paper, day and amount as a new one."""
    key = _key(body)
    if key is None:
        return None
    waiting = (awaited for _, awaited in all_awaited(state, at))
    return next((each for each in waiting if _is_twin(key, _key(body_of(each, state.catalogue)))), None)


def _key(found: Body | None) -> tuple[bool, Booking] | None:
    """Whether an entry that waits is a claim, and the key of the money in it; None for another kind of statement."""
    from govtool.domain.books.ledger import Booking
    from govtool.domain.money.booking import BookExpense, BookIncome
    from govtool.domain.money.claim import ClaimExpense

    if isinstance(found, BookIncome):
        return False, Booking(found.document, found.received_on, found.amount_minor, None)
    if isinstance(found, (BookExpense, ClaimExpense)):
        return isinstance(found, ClaimExpense), Booking(
            found.document, found.spent_on, found.amount_minor, (found.budget, found.line)
        )
    return None


def _is_twin(one: tuple[bool, Booking], other: tuple[bool, Booking] | None) -> bool:
    """As `booked_already` and `_claimed_already` have it: the budget line matters, except for a claim."""
    if other is None:
        return False
    (is_claim, ours), (is_other_claim, theirs) = one, other
    if ours.line is not None and theirs.line is not None and (is_claim or is_other_claim):
        return ours._replace(line=None) == theirs._replace(line=None)
    return ours == theirs


def is_one_by_one(state: State, body: Mapping[str, object]) -> bool:
    """Whether a countersignature is about a person or for good, so that it is not given among others."""
    found = _awaited_body(state, body)
    return isinstance(found, TwoPersons) and found.one_by_one


def is_in_lists(state: State, body: Mapping[str, object]) -> bool:
    """Whether a countersignature can be given together with others, by one statement."""
    found = _awaited_body(state, body)
    return isinstance(found, TwoPersons) and found.in_lists


def _awaited_body(state: State, body: Mapping[str, object]) -> Body | None:
    """The body of a countersignature that would confirm it; None for anything else."""
    awaited = awaited_of(state, str(body.get("confirms", "")))
    return body_of(awaited, state.catalogue) if awaited is not None else None


def booked_already(state: State, body: Mapping[str, object]) -> Entry | None:
    """The entry of the same paper, day and amount as the income or expense that a countersignature would book."""
    from govtool.domain.books.ledger import booked_before
    from govtool.domain.money.booking import BookExpense, BookIncome
    from govtool.domain.money.claim import ClaimExpense

    found = _awaited_body(state, body)
    if isinstance(found, BookIncome):
        return booked_before(state, found.document, found.received_on, found.amount_minor)
    if isinstance(found, (BookExpense, ClaimExpense)):
        return booked_before(state, found.document, found.spent_on, found.amount_minor, (found.budget, found.line))
    return None


def _claimed_already(state: State, found: Body | None) -> Debt | None:
    """The approved claim of the same paper, day and amount as an expense or a claim that waits."""
    from govtool.domain.books.ledger import claimed_before
    from govtool.domain.money.booking import BookExpense
    from govtool.domain.money.claim import ClaimExpense

    if not isinstance(found, (BookExpense, ClaimExpense)):
        return None
    return claimed_before(state, found.document, found.spent_on, found.amount_minor)


def _said(state: State, name: str, value: object) -> str:
    if name.endswith("_minor") and isinstance(value, int):
        return f"{name.removesuffix('_minor')} {shown(state, value)}"
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, Mapping):
        # somebody's words about a person, or the digest of the document that holds them
        value = value.get("text") or value.get("text_digest") or value
    if isinstance(value, tuple | list):
        value = " and ".join(_row(state, each) if isinstance(each, Mapping) else str(each) for each in value) or "none"
    return f"{name.replace('_', ' ')} {value}"


def _row(state: State, fields: Mapping[str, object]) -> str:
    """A row of a table inside a statement, such as a mandate."""
    return f"({', '.join(_said(state, name, value) for name, value in fields.items())})"
