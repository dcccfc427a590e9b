"""Founding: the first state of an organisation, and minute 0, whose digest is its permanent identity.

Minute 0 lists every other governed file by digest, so that the genesis stands for all of it. Each founder must accept;
until all have accepted, nothing else is valid.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from govtool.core.currency import EXPONENTS, fits
from govtool.core.evidence import Keys
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest
from govtool.core.minute import Minute
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.books import opening_balance
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of, is_federation
from govtool.domain.constitution.former_class import FormerClasses
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.membership import may_move
from govtool.domain.constitution.organization import Organization, organization_of
from govtool.domain.constitution.team import Team
from govtool.domain.constitution.tenure import Tenure
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.policy import Policy
from govtool.domain.decisions.proposal import file_line
from govtool.domain.decisions.roll import has_voter
from govtool.domain.decisions.statement import Statement
from govtool.domain.people.key import key_owners
from govtool.domain.people.probation import Probation
from govtool.domain.work.month import WorkedMonth
from govtool.domain.work.timesheet import Timesheet, Waiting
from govtool.domain.work.wage import wages_of

_NONCE = re.compile(r"[0-9a-f]{32}")
_NEEDED: tuple[type[FileRecord], ...] = (Organization, Bylaws)
_LATER: tuple[type[FileRecord], ...] = (Timesheet, Waiting, WorkedMonth, Tenure)
_BY_ID: tuple[type[FileRecord], ...] = (Member, Team, Policy, Affiliate, Affiliation)


def minute_zero(name: str, nonce: str, at: Instant, files: Mapping[str, bytes]) -> Minute:
    """The first minute, over all other governed files (path to bytes)."""
    lines = tuple(file_line(path, files[path]) for path in sorted(files, key=lambda path: path.encode()))
    return Minute(number=0, at=at, event="founded", name=name, nonce=nonce, files=lines)


def problems(state: State, minute: Minute, files: Mapping[str, bytes], keys: Keys) -> Iterator[Finding]:
    """Why a first state is not valid; `files` are all governed files except minute 0."""
    missing = [kind.home.path() for kind in _NEEDED if kind.of(state) is None]
    if missing:
        yield finding("founded", what=f"{' and '.join(missing)} must be there")
        return
    if minute.number != 0 or minute.previous is not None or minute.event != "founded":
        yield finding("founded", what="minute 0 must be of a founding")
        return
    organization = organization_of(state)
    expected = minute_zero(organization.name, minute.nonce or "", minute.at, files)
    if expected != minute or not _NONCE.fullmatch(minute.nonce or ""):
        yield finding("founded", what="minute 0 does not list the governed files as they are")
    if state.names(DocketEntry.home.top) or state.names(Statement.home.top):
        yield finding("founded", what="nothing can have been proposed or stated before the founding")
    if FormerClasses.of(state) is not None:
        yield finding("founded", FormerClasses.home.path(), what="no bylaws can have been in force before the founding")
    if wages_of(state).rows or any(state.names(kind.home.top) for kind in _LATER):
        yield finding("founded", what="no wage can have been set, and no hours recorded, before the founding")
    if not fits(organization.currency, organization.exponent):
        decimals = EXPONENTS[organization.currency]
        yield finding("founded", organization.path, what=f"{organization.currency} has {decimals} decimals")
    yield from _people_problems(state, organization, minute.at)
    yield from _affiliate_problems(state, minute.at)
    yield from _key_problems(state, organization, keys)
    yield from _path_problems(state, files)
    yield from opening_balance.problems(state, minute.at)


def _people_problems(state: State, organization: Organization, at: Instant) -> Iterator[Finding]:
    for name in organization.founding:
        member = Member.of(state, name)
        if member is None or member.membership != "member" or not any(key.use == "sign" for key in member.keys):
            yield finding("founded", what=f"the founder {name} must be a member with a key to sign with")
    for team in Team.all(state):
        for seat in team.seats:
            if Member.of(state, seat.member) is None:
                yield finding("unknown_member", team.path, member=seat.member)
    for member in Member.all(state):
        if bylaws_of(state).class_of(member) is None:
            yield finding("founded", member.path, what=f"{member.id} fits no class of the bylaws")
        if not may_move(None, member.membership, "founding"):
            yield finding("founded", member.path, what=f"{member.id} cannot be {member.membership} at a founding")
        if member.membership == "probationary" and Probation.of(state, member.id) is None:
            yield finding("founded", member.path, what=f"the end of the probation of {member.id} is missing")
    if not has_voter(state, at):
        yield finding("no_voter")


def _affiliate_problems(state: State, at: Instant) -> Iterator[Finding]:
    """A federation begins with its affiliates, and each of its members belongs to one. A co-operative has none."""
    affiliates, belonging = list(Affiliate.all(state)), list(Affiliation.all(state))
    if not is_federation(state):
        for record in (*affiliates, *belonging):
            yield finding("founded", record.path, what="only a federation has affiliates")
        return
    if not affiliates:
        yield finding("founded", what="a federation begins with an affiliate")
    people = Counter(name for each in belonging for name in each.affiliates)
    for affiliate in affiliates:
        for what in _wrong_about(state, affiliate, people[affiliate.id], at):
            yield finding("founded", affiliate.path, what=f"{affiliate.id} {what}")
    names, known = {affiliate.id for affiliate in affiliates}, {each.person for each in belonging}
    for member in Member.all(state):
        if _is_inside(member) and member.id not in known:
            yield finding("founded", member.path, what=f"{member.id} must belong to an affiliate")
    for each in belonging:
        now, ever = each.affiliates, {row.affiliate for row in each.rows}
        is_past = max(each.moved_at or at, *(row.ended_at or row.since for row in each.rows)) <= at
        if not _is_inside(Member.of(state, each.person)):
            yield finding("founded", each.path, what=f"{each.person} is no member, and belongs to no affiliate")
        elif not is_past or len(set(now)) < len(now) or each.base not in now or not names.issuperset(ever):
            what = f"{each.person} must belong to affiliates that are there, and have one of them as home"
            yield finding("founded", each.path, what=what)


def _wrong_about(state: State, affiliate: Affiliate, people: int, at: Instant) -> Iterator[str]:
    if max(affiliate.joined_at, affiliate.people_most_at, affiliate.acted_at) > at:
        yield "cannot have joined or acted later than the founding"
    if (affiliate.ends_at, affiliate.end, affiliate.trade_ends_at, affiliate.trade_from) != (None,) * 4:
        yield "cannot have ended, or lost its trade, before the founding"
    if affiliate.people != people:
        yield f"has {people} people, not {affiliate.people}"
    if people > affiliate.people_most:
        yield f"may have {affiliate.people_most} people, and has {people}"
    acting = [*affiliate.signers, *(name for mandate in affiliate.mandates for name in mandate.by)]
    for name in dict.fromkeys(acting):
        if not _is_inside(Member.of(state, name)):
            yield f"names {name}, and there is no such member"


def _is_inside(member: Member | None) -> bool:
    return member is not None and member.membership in ("member", "away", "probationary")


def _key_problems(state: State, organization: Organization, keys: Keys) -> Iterator[Finding]:
    """The keys that are given twice, or that could not be registered later."""
    owners: dict[str, str] = {}
    for blob, owner in key_owners(state):
        if blob in owners:
            yield finding("key_in_use", key=f"…{blob[-12:]}", what=f"it is given to {owners[blob]} and to {owner}")
        owners[blob] = owner
    pairs = [(key.type, key.blob) for key in (*organization.clerk_keys, *organization.spent_clerk_keys)]
    pairs += [(key.type, key.blob) for member in Member.all(state) for key in member.keys]
    for key_type, blob in pairs:
        problem = keys.registrable(key_type, blob)
        if problem is not None:
            yield problem


def _path_problems(state: State, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """The records of persons, teams, policies and affiliates at another path than that of their id: a look-up by id
    would miss them.
    """
    right = {record.path for kind in _BY_ID for record in kind.all(state)}
    for path in sorted(files):
        if path not in right and any(path.startswith(f"{kind.home.top}/") for kind in _BY_ID):
            yield finding("name", path, name=path, what="the record in it belongs elsewhere")


def signed_by_founder(state: State, key: str, at: Instant) -> bool:
    """Whether a key belongs to a member of the first state. That member signs the founding and thereby accepts it."""
    pending = organization_of(state).founding
    return any(
        member.id not in pending
        and (found := member.key(key)) is not None
        and found.use == "sign"
        and found.is_active(at)
        and member.membership == "member"
        for member in Member.all(state)
    )


def name_of(genesis: Digest) -> str:
    """The short form of an identity, for people to compare."""
    return genesis.removeprefix("sha256:")[:16]
