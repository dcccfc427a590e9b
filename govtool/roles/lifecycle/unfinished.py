"""A founding that not all founders have accepted yet, as it lies on main, with the acceptances so far.

It is verified from its first commit, and held against the pins of this computer. An acceptance that the clerk has not
recorded yet is judged by the clerk's own rule, and counts here: no founder is left out after their acceptance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from govtool.core.ids import CommitId, MemberId
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.statement import TRAILER
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.git.commit_evidence import signer_of
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.io.signature.trust import TrustStore
from govtool.roles.clerk.intake import judged_statement
from govtool.roles.desk.desk import GENESIS_SETTING
from govtool.roles.desk.inspection import Inspection
from govtool.roles.minutes.book import MAIN, Book, origins_of
from govtool.roles.minutes.branch import statement_on
from govtool.roles.minutes.candidate import Candidates
from govtool.roles.minutes.identity import claimed_genesis


@dataclass(frozen=True)
class Unfinished:
    """A founding as it was seen. `head` is main, `there` the commit that main has on the remote; None if it has none.

    `founders` are all who must accept, `accepted` those who have. `arrived` are those among them whose acceptance waits
    for the clerk.
    """

    book: Book = field(compare=False)
    head: CommitId
    there: CommitId | None
    founders: tuple[MemberId, ...]
    accepted: tuple[MemberId, ...]
    arrived: tuple[MemberId, ...]

    @property
    def missing(self) -> tuple[MemberId, ...]:
        """The founders who have not accepted."""
        return tuple(name for name in self.founders if name not in self.accepted)

    @property
    def first(self) -> State:
        """The first state, as it was signed."""
        return self.book.state_at(self.book.founded)

    @property
    def name(self) -> str:
        """The organisation's name."""
        return organization_of(self.book.state).name

    @property
    def minute(self) -> Minute:
        """Minute 0."""
        return Minute.one(self.first, 0)

    def named(self, founder: MemberId) -> str:
        """A founder for people: the full name and the id."""
        return f"{Member.one(self.first, founder).name} ({founder})"


def unfinished_founding(git: Git, remote: Remote | None, trust: TrustStore, at: Instant) -> Unfinished:
    """The founding on main as it was fetched last. Raises GovtoolError if there is none, or all founders have accepted;
    Refused if main is another organisation's, or holds commits without authority.
    """
    there = remote.head("main") if remote is not None else None
    head = there or _seen_last(git, trust)
    if head is None or claimed_genesis(git, head) is None:
        where = f"main of {remote.url}" if remote is not None and there else "main"
        raise GovtoolError(f"{where} holds no founding, so nothing is founded again", "found: govtool init")
    report = Inspection(git, head, trust, at).run()
    if report.book is None or report.findings:
        raise Refused(report.findings)
    book = report.book
    founders, pending = _founders(book), organization_of(book.state).founding
    if not pending:
        raise GovtoolError(
            f"all founders of {organization_of(book.state).name} have accepted, so it is never founded again",
            "govtool status",
        )
    arrived = _arrived(git, remote, book, pending, max(at, book.newest[0].at))
    accepted = tuple(name for name in founders if name not in pending or name in arrived)
    found = Unfinished(book, head, there, founders, accepted, arrived)
    if not found.missing:
        raise GovtoolError(
            f"all founders have accepted; the clerk has not recorded it yet: {', '.join(arrived)}", "govtool clerk"
        )
    _refuse_other_work(git, found, sum(report.events.values()), remote.name if remote is not None else "")
    return found


def _seen_last(git: Git, trust: TrustStore) -> CommitId | None:
    """Main as this computer verified it last, or main here: for a remote whose main was taken away for a new one."""
    pin = trust.find(git.setting(GENESIS_SETTING) or "")
    return pin.good if pin is not None and pin.good and git.has(pin.good) else git.ref(MAIN)


def _founders(book: Book) -> tuple[MemberId, ...]:
    """All founders: those whom the first state waits for, and the person who signed it."""
    first = book.state_at(book.founded)
    key = signer_of(book.git.commit(book.founded), origins_of(first)).key
    pending = organization_of(first).founding
    signer = [member.id for member in Member.all(first) if member.id not in pending and member.key(key) is not None]
    return tuple(sorted({*pending, *signer}))


def _arrived(
    git: Git, remote: Remote | None, book: Book, pending: tuple[MemberId, ...], at: Instant
) -> tuple[MemberId, ...]:
    """The founders whose acceptance lies on the remote and is good, although the clerk has not recorded it yet."""
    if remote is None:
        return ()
    candidates = Candidates(git, remote)
    found = {
        member
        for branch, head in candidates.statements()
        if (member := (statement_on(candidates.home(branch, head)) or ("", 0))[0]) in pending
        and any(_is_good(book, candidates, commit, at) for commit in _at(candidates, head))
    }
    return tuple(sorted(found))


def _at(candidates: Candidates, head: CommitId) -> Iterator[CommitId]:
    yield head
    yield from candidates.beneath(head, TRAILER)


def _is_good(book: Book, candidates: Candidates, commit: CommitId, at: Instant) -> bool:
    try:
        return not judged_statement(book, candidates, commit, at)[2]
    except GovtoolError:
        return False


def _refuse_other_work(git: Git, found: Unfinished, events: int, remote: str) -> None:
    """Raises GovtoolError if somebody's work would be lost: commits on main that are neither the founding nor an
    acceptance, or commits here that are not on main.
    """
    chain = list(git.first_parents(found.head))
    if chain.index(found.book.founded) + 1 != events:
        raise GovtoolError(
            "main holds other commits since the founding, which a new founding would lose",
            "found in another, empty repository: govtool init",
        )
    here = git.ref(MAIN)
    if here is not None and not git.is_ancestor(here, found.head):
        raise GovtoolError(
            "your branch main holds commits that main of the remote does not hold",
            f"keep them on another branch, then go back: git branch mine main; git reset --keep {remote}/main",
        )


def left_out_of(found: Unfinished, without: tuple[str, ...], me: MemberId) -> tuple[MemberId, ...]:
    """The founders to leave out, as they were named. Raises UsageError for a founder with an acceptance, for
    the person who founds again, and for anybody else.
    """
    for name in without:
        if name == me:
            raise UsageError(
                "you found again yourself, so you cannot leave yourself out", "leave it to another founder"
            )
        if name in found.arrived:
            raise UsageError(f"{name} has accepted; the clerk has not recorded it yet", "govtool clerk")
        if name in found.accepted:
            raise UsageError(f"{name} has accepted, and cannot be left out", _among(found, me))
        if name not in found.founders:
            raise UsageError(f"{name} is none of the founders", _among(found, me))
    return tuple(sorted(set(without)))


def _among(found: Unfinished, me: MemberId) -> str:
    names = " or ".join(name for name in found.missing if name != me)
    return f"you can leave out: {names}" if names else "nobody can be left out: govtool status"
