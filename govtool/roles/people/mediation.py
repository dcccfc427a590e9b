"""Cases at a desk: for which party a person acts, and what they can do in a case and until when.

Reads the verified registry only. A co-operative has no cases, and nothing is loaded for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Duration, Instant
from govtool.domain.constitution.affiliate import affiliate_of
from govtool.domain.constitution.member import Member
from govtool.domain.people.case import Case, Party, dependence, newest
from govtool.errors import UsageError

SHOWN_FOR: Duration = "P180D"
"""How long after its opening something can still be done in a case: 60 days each to agree, to ask and to advise."""


@dataclass(frozen=True)
class Step:
    """A step that a person can take in a case: `what` it is about, `by` when, and `how`. `name` is its own."""

    what: str
    by: Instant
    how: str
    name: str


def case_named(state: State, typed: str) -> Case:
    """The case of a number that somebody typed. Raises UsageError."""
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else 0
    found = Case.of(state, number) if number else None
    if found is None:
        raise UsageError(f"there is no case {typed!r}", "see the cases: govtool federation case list")
    return found


def acts_for(state: State, party: Party, member: Member, at: Instant) -> bool:
    """Whether a person is a party, or has its mandate for disputes."""
    if party.affiliate is None:
        return party.person == member.id
    found = affiliate_of(state, party.affiliate, at)
    return found is not None and found.has_mandate("case", member.id, at)


def party_of(state: State, case: Case, member: Member, at: Instant) -> MemberId | None:
    """The affiliate for which a person acts in a case, None if it is their own. Raises UsageError if they are no
    party.
    """
    for party in _sides(state, case, member, at):
        return party.affiliate
    raise UsageError(
        f"you act for no party of case {case.number}, which is between {case.between}",
        "see who does: "
        + " and ".join(f"govtool show affiliate {party.affiliate}" for party in case.parties if party.affiliate),
    )


def _sides(state: State, case: Case, member: Member, at: Instant) -> list[Party]:
    """The parties for which a person acts: themself, and nobody else in their own case."""
    own = [party for party in case.parties if party.person == member.id]
    return own or [party for party in case.parties if acts_for(state, party, member, at)]


def next_steps(state: State, case: Case, member: Member, at: Instant) -> Iterator[Step]:
    """The steps that a person can take in a case at that time."""
    about = f"case {case.number} between {case.between}"
    command, fails_at = f"govtool federation case {{}} {case.number}", case.fails_at
    status = case.status(at)
    for party in _sides(state, case, member, at):
        if status == "open" and party.mediator is None:
            what = f"{about} fails unless you name a mediator for {party.id}"
            yield Step(what, case.name_by, command.format("name") + " MEDIATOR", f"name-{party.id}")
        elif status == "open" and fails_at is not None:
            yield Step(f"{about} is open; agree before it fails", fails_at, command.format("agree") + " FILE", "agree")
        elif status == "failed" and case.ask_by is not None and at < case.ask_by and case.advise_by is None:
            what = f"{about} has failed; you can ask for advice"
            yield Step(what, case.ask_by, command.format("ask"), "ask")
    if status == "open" and fails_at is not None and any(party.mediator == member.id for party in case.parties):
        yield Step(f"you mediate in {about}", fails_at, command.format("show"), "mediate")
    by = case.advise_by
    if by is not None and at < by and case.advised_at is None and _can_advise(state, case, member, at):
        yield Step(f"{about} asks three mediators for advice", by, command.format("advise") + " FILE", "advise")


def steps(state: State, member: Member, at: Instant) -> Iterator[tuple[Case, Step]]:
    """The steps that a person can take in all cases at that time, the newest case first."""
    for case in newest(state, SHOWN_FOR, at):
        for step in next_steps(state, case, member, at):
            yield case, step


def _can_advise(state: State, case: Case, member: Member, at: Instant) -> bool:
    is_named = any(party.mediator == member.id for party in case.parties)
    return not is_named and dependence(state, case, member.id, at) is None
