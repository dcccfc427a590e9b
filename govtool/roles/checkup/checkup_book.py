"""Checks for weak points in the organisation itself: its clerk, its people, its bylaws.

Notes are no verdicts. A co-operative of three people decides itself, for example, whether it needs two reviewers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from govtool.core.code import advice_of, sentence_of
from govtool.core.finding import Finding, finding
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.roll import counts
from govtool.roles.clerk.unasked import unasked
from govtool.roles.desk.inspection import without_a_clerk
from govtool.roles.minutes.audit_report import Report

Level = Literal["ok", "note", "problem"]
REVIEWERS, FROM_MEMBERS = 2, 5


@dataclass(frozen=True, slots=True)
class Remark:
    """The result of one check: `advice` is what to type or do next, empty if all is well."""

    topic: str
    level: Level
    what: str
    advice: str = ""


def ok(topic: str, what: str) -> Remark:
    """All well."""
    return Remark(topic, "ok", what)


def note(topic: str, what: str, advice: str) -> Remark:
    """Something to know."""
    return Remark(topic, "note", what, advice)


def problem(topic: str, what: str, advice: str) -> Remark:
    """Something to mend."""
    return Remark(topic, "problem", what, advice)


def of_findings(topic: str, findings: Iterable[Finding], level: Level = "problem") -> Iterator[Remark]:
    """Findings in their own words."""
    return (Remark(topic, level, sentence_of(found), advice_of(found)) for found in findings)


def of_the_organisation(report: Report, now: Instant) -> Iterator[Remark]:
    """The clerk, the people and the bylaws of a verified book."""
    if report.book is None:
        return
    state = report.book.state
    yield from _clerk(report, state, now)
    yield from _people(state, now)
    yield from _votes(state)
    yield from of_findings("bylaws", unasked(bylaws_of(state), state, now))


def _clerk(report: Report, state: State, now: Instant) -> Iterator[Remark]:
    found = list(without_a_clerk(report, now))
    yield from of_findings("clerk", found)
    organization = organization_of(state)
    if organization.founding:
        who = ", ".join(organization.founding)
        yield problem("founding", f"founders have not accepted yet: {who}", advice_of(finding("founding")))
    if len(organization.clerk_keys) == 1:
        yield problem(
            "clerk", "the clerk has only one key; if it is lost, everything stops until the clerk is replaced",
            "make a spare, and propose it: govtool propose change-clerk",
        )  # fmt: skip
    elif not found:
        yield ok("clerk", f"{len(organization.clerk_keys)} keys; nothing is overdue")


def _people(state: State, now: Instant) -> Iterator[Remark]:
    people, bylaws = list(Member.all(state)), bylaws_of(state)
    here = [member for member in people if member.membership == "member"]
    reviewers = [member.id for member in here if "reviewer" in member.duties]
    if bylaws.kind is None and len(here) >= FROM_MEMBERS and len(reviewers) < REVIEWERS:
        yield note(
            "people", f"{len(reviewers)} of {len(here)} members look at applications (duty reviewer); it should be two",
            "govtool propose assign-duty --help",
        )  # fmt: skip
    voters = [member for member in here if counts(member, now) and bylaws.votes_of(member) > 0]
    if len(voters) == 1:
        yield note(
            "people", f"{voters[0].id} alone has a vote, so every decision is self-approved", "govtool list members"
        )
    keyless = [m.id for m in voters if not any(key.use == "sign" and key.is_active(now) for key in m.keys)]
    if keyless:
        yield problem(
            "people", f"these members have votes but no key that signs: {', '.join(keyless)}",
            "govtool propose rekey --help; until then they count as not having voted",
        )  # fmt: skip


def _votes(state: State) -> Iterator[Remark]:
    bylaws = bylaws_of(state)
    several = [name for name, found in bylaws.classes.items() if found.votes > 1]
    weighted = [name for name, rule in bylaws.rules.items() if rule.weight == "class"]
    if several and weighted:
        who = f"members of the class {', '.join(several)} have more than one vote"
        yield note(
            "bylaws",
            f"{who}; many co-operative laws ask for one member, one vote",
            "to change it, amend the rules to weight: equal (govtool propose amend-bylaws); "
            "ask somebody who knows your law",
        )
