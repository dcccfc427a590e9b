"""Founds anew, without founders who never accepted, in the place of a founding that not all accepted.

Promises:
- name, currency, bylaws, people, books and the clerk's keys stay as they were, as far as they do not need a person who
  is left out
- main of the remote is replaced only at the very commit that was looked at; if it moved, nothing changes
- nothing is half-done: the new commit is made and audited before anything moves

Acceptances cite the old founding fingerprint, so none of them counts for the new one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from govtool.core.ids import CommitId, MemberId, Name, TeamId
from govtool.core.minute import Minute
from govtool.core.money import Minor
from govtool.core.record import FileRecord, Record
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.books.opening_balance import OpeningBalance
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import Organization, organization_of
from govtool.domain.constitution.team import Team
from govtool.domain.money.account import Account
from govtool.domain.money.debt import Debt
from govtool.domain.money.treasury import Entry
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import EMPTY_TREE, EXECUTABLE, FILE, Git
from govtool.io.git.refs import Move, deletion
from govtool.io.git.remote import ZERO, LostRace, PushRefused, Remote, Unreachable, Update
from govtool.io.git.store import folder_files
from govtool.io.signature.signing import SigningKey
from govtool.io.signature.trust import TrustStore
from govtool.roles.lifecycle.founder import Plan, found
from govtool.roles.lifecycle.founding_plan import Person, plan_of, records_of
from govtool.roles.lifecycle.initiation import Founded, move_main, pin_founding
from govtool.roles.lifecycle.unfinished import Unfinished
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import MAIN
from govtool.roles.minutes.branch import statement_branch

_MADE_ANEW: tuple[type[FileRecord], ...] = (Organization, Bylaws, Member, Minute, Debt, Entry, Account)
"""The records that a plan holds in fields of its own, and those that opening balances make."""


@dataclass(frozen=True)
class LeftOut:
    """A founder whom the new founding leaves out, and their money, teams and duties, which it does not hold."""

    member: MemberId
    name: str
    owed_minor: Minor
    teams: tuple[TeamId, ...]
    duties: tuple[Name, ...]


def losses(first: State, left_out: Iterable[MemberId]) -> tuple[LeftOut, ...]:
    """The founders to leave out, with all that a first state holds of them."""
    people = [Member.one(first, name) for name in left_out]
    return tuple(
        LeftOut(
            person.id,
            person.name,
            sum(debt.amount_minor for debt in Debt.all(first) if debt.creditor == person.id),
            tuple(team.id for team in Team.all(first) if team.has(person.id)),
            person.duties,
        )
        for person in people
    )


def plan_again(seen: Unfinished, left_out: Collection[MemberId], me: MemberId, nonce: str, at: Instant) -> Plan:
    """The plan of the new founding, which `me` signs. Raises Refused, UsageError."""
    first, old = seen.first, seen.minute.at
    people = [
        _person(first, member, member.id in seen.founders, old)
        for member in Member.all(first)
        if member.id not in left_out
    ]
    tree = seen.book.git.loose_commit(seen.book.founded).tree
    folder = "registry"
    files = folder_files(seen.book.git, tree, seen.book.layout, folder)
    kept = records_of({f"{folder}/{name}": data for name, data in files.items()})
    records = {path: record for path, record in kept.items() if not isinstance(record, _MADE_ANEW)}
    records |= {team.path: team.changed(seats=()) for team in Team.all(first)}
    records |= _affiliates(first, left_out, old, at, records)
    records |= _opening(first, left_out).records(at)
    # a clerk that was replaced meanwhile stays replaced
    organization = organization_of(seen.book.state)
    return plan_of(organization, bylaws_of(first), people, me, records, nonce, at)


def _person(first: State, member: Member, is_founder: bool, old: Instant) -> Person:
    """The row of a person. Times that the old founding itself gave them come from the new one."""
    keys = {use: [f"{key.type} {key.blob}" for key in member.keys if key.use == use] for use in ("sign", "recovery")}
    return Person(
        id=member.id,
        name=member.name,
        minutes_per_week=member.committed_minutes_per_week,
        membership=member.membership,
        founder=is_founder,
        joined_at=_unless(member.joined_at, old),
        counts_at=_unless(member.counts_at, old),
        left_at=member.left_at,
        duties=member.duties,
        teams=tuple(team.id for team in Team.all(first) if team.has(member.id)),
        keys=tuple(keys["sign"]),
        recovery_keys=tuple(keys["recovery"]),
    )


def _unless(at: Instant | None, old: Instant) -> Instant | None:
    return None if at == old else at


def _affiliates(
    first: State, left_out: Collection[MemberId], old: Instant, at: Instant, records: dict[str, Record]
) -> Mapping[str, Record]:
    """The affiliates of a federation, and who belongs to each; those who are left out are taken out of the records."""

    def fresh(time: Instant) -> Instant:
        return at if time == old else time

    found: dict[str, Record] = {}
    staying = []
    for each in Affiliation.all(first):
        if each.person in left_out:
            records.pop(each.path)
            continue
        rows = tuple(row.changed(since=fresh(row.since)) for row in each.rows)
        staying.append(each)
        found[each.path] = each.changed(rows=rows, moved_at=fresh(each.moved_at) if each.moved_at else None)
    for one in Affiliate.all(first):
        times = {name: fresh(getattr(one, name)) for name in ("joined_at", "people_most_at", "acted_at")}
        people = sum(one.id in each.affiliates for each in staying)
        found[one.path] = one.changed(people=people, **times)
    return found


def _opening(first: State, left_out: Collection[MemberId]) -> OpeningBalance:
    """The opening balances of a first state, without the debts to those who are left out."""
    debts = [
        {name: getattr(debt, name) for name in ("creditor", "amount_minor", "owed_on", "document")}
        for debt in Debt.all(first)
        if debt.creditor not in left_out
    ]
    pots = [
        {"account": posting.account, "amount_minor": posting.amount_minor, "document": entry.document}
        for entry in Entry.all(first)
        for posting in entry.postings
    ]
    return OpeningBalance.read({"currency": organization_of(first).currency, "debts": debts, "treasury": pots})


# Carried out -----------------------------------------------------------------------------------------------------


def found_again(
    git: Git, plan: Plan, key: SigningKey, author: str, seen: Unfinished, *, remote: Remote | None, trust: TrustStore
) -> Founded:
    """Founds anew in the place of the founding that was seen, here and on the remote. Raises Refused, LostRace,
    PushRefused or GovtoolError; nothing has changed then.
    """
    parent = git.first_parent(seen.book.founded)
    commit = found(git, plan, key, author, layout=seen.book.layout, parent=parent, beside=_beside(git, seen, parent))
    report = audit(git, commit)
    if report.book is None or report.findings:
        raise Refused(report.findings)
    result = Founded(commit, report.genesis, report.book.state)
    if remote is not None:
        _replace(git, remote, seen, commit)
        result.pushed_to = remote.url
    problem = move_main(git, commit, instead=True)
    if problem and remote is None:
        raise GovtoolError(f"files in this folder are in the way: {problem}", "move them away, then found again")
    if problem:
        name = remote.name if remote is not None else ""
        result.notes.append(f"your own folder has files in the way: git reset --keep {name}/main says which")
    pin_founding(git, trust, result, plan.at)
    trust.forget(seen.book.genesis)
    return result


def _beside(git: Git, seen: Unfinished, parent: CommitId | None) -> dict[str, bytes]:
    """The files outside the governed folders that the old founding brought: schemas, a host's workflows."""
    before = git.loose_commit(parent).tree if parent else EMPTY_TREE
    changes = git.changes(before, git.loose_commit(seen.book.founded).tree)
    return {
        change.path: git.blob(change.after.oid)
        for change in changes
        if change.after is not None
        and change.after.mode in (FILE, EXECUTABLE)
        and seen.book.layout.governed(change.path) is None
    }


def _replace(git: Git, remote: Remote, seen: Unfinished, commit: CommitId) -> None:
    """Replaces main of the remote, if it is still what was seen."""
    try:
        remote.push([Update(MAIN, commit, seen.there or ZERO)])
    except LostRace as error:
        raise LostRace(
            f"main of {remote.url} moved at this moment: a founder accepted, or founded again; nothing was changed",
            "see the acceptances: govtool status",
        ) from error
    except PushRefused as error:
        raise PushRefused(error.message, _allowed_once(seen)) from error
    git.move_refs(Move(f"refs/remotes/{remote.name}/main", commit, seen.there))
    _drop_acceptances(remote, seen)


def _drop_acceptances(remote: Remote, seen: Unfinished) -> None:
    """Takes the branches of the old acceptances away, which the clerk would refuse. A server that keeps them loses
    nothing: the next acceptance of that person takes the place.
    """
    branches = {statement_branch(name, 1) for name in seen.accepted}
    found = {branch: there for branch in sorted(branches) if (there := remote.head(branch)) is not None}
    if found:
        with suppress(LostRace, PushRefused, Unreachable):
            remote.push([Update(f"refs/heads/{branch}", None, there) for branch, there in found.items()])


def _allowed_once(seen: Unfinished) -> str:
    """The hint for a server that lets nobody replace main."""
    if seen.there is None:
        return "nothing was changed there"
    delete = deletion(MAIN, seen.there)
    return (
        "nothing was changed there. The server must let main be replaced once. On your own server, in the folder of "
        f"the repository: {delete}. On a Git host: allow force pushes to main in its settings. Then type the same again"
    )
