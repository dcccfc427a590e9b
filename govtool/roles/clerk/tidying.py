"""Deletes branches from the remote whose paper has been in main for 90 days: the person who runs the clerk asks for it.

Main holds the very commit of such a branch, so nothing is lost. A branch that holds anything else is left, and so is
one that moves between the look and the deletion. The clerk's own receipts, on `gather/` and `filing/`, are left too.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from govtool.core.ids import CommitId, is_id
from govtool.core.minute import Minute, newest_number
from govtool.core.text import lines_of
from govtool.core.times import Instant, add
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.docket import DocketEntry, entry_of_slug
from govtool.domain.decisions.statement import Statement
from govtool.errors import GovtoolError
from govtool.io.git.remote import LostRace, PushRefused, Remote, Update
from govtool.roles.clerk.clerk import Load
from govtool.roles.clerk.push import BRANCHES
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.branch import statement_on

KEPT_FOR = "P90D"
MOST_DELETED = 200
_TRIES = 5


@dataclass(frozen=True)
class Tidied:
    """The branches that one run deleted, how many a later run can still delete, and what kept this one from more."""

    deleted: tuple[str, ...] = ()
    remaining: int = 0
    problem: GovtoolError | None = None


def tidy(remote: Remote, now: Instant, load: Load) -> Tidied:
    """Deletes at most 200 branches whose paper has been in main for 90 days. A branch that moves meanwhile is left."""
    lost: LostRace | None = None
    for _ in range(_TRIES):
        try:
            remote.fetch()
            found = settled_branches(load(remote.head("main") or ""), remote, now)
        except GovtoolError as error:
            return Tidied(problem=error)
        chosen = dict(list(found.items())[:MOST_DELETED])
        try:
            return _delete(remote, chosen, len(found) - len(chosen))
        except LostRace as error:
            lost = error
        except GovtoolError as error:
            return Tidied(remaining=len(found), problem=error)
    return Tidied(problem=lost)


def settled_branches(book: Book, remote: Remote, now: Instant) -> dict[str, CommitId]:
    """The branches whose very commit has been in main for 90 days and that nobody needs, with that commit, by name."""
    old = _commit_of_then(book, now)
    if old is None:
        return {}
    top = f"refs/remotes/{remote.name}/"
    done = book.git.run("for-each-ref", f"--merged={old}", "--format=%(refname)", top)
    if done.returncode != 0:
        raise GovtoolError(f"git cannot tell which branches main holds: {done.stderr.strip()}", "git fsck")
    merged = {name.removeprefix(top) for name in lines_of(done.stdout)}
    kinds = ("application/", "proposal/", "statement/", "vote/")
    branches = {name: oid for kind in kinds for name, oid in remote.branches(kind).items() if name in merged}
    return {name: oid for name, oid in branches.items() if _is_settled(book, name, oid)}


def _commit_of_then(book: Book, now: Instant) -> CommitId | None:
    """The commit of the newest minute that is at least 90 days old, None if there is none."""
    numbers = range((newest_number(book.state) or 0) + 1)

    def until(number: int) -> Instant:
        minute = Minute.of(book.state, number)
        return add(minute.at, KEPT_FOR) if minute is not None else ""

    count = bisect_right(numbers, now, key=until)
    return book.commit_of(count - 1) if count else None


def _is_settled(book: Book, branch: str, commit: CommitId) -> bool:
    """Whether the registry holds the paper for which a branch is named, and nothing about it can still come."""
    kind, _, rest = branch.partition("/")
    if kind == "statement":
        return _is_taken(book, branch, commit)
    if kind == "application":
        person = Member.of(book.state, rest) if is_id(rest) else None
        return person is not None and person.membership != "applicant"
    if kind == "proposal":
        entry = entry_of_slug(book.state, rest)
        return entry is not None and entry.is_closed and entry.filing == commit
    entry = DocketEntry.of(book.state, rest.partition("/")[0])
    return entry is not None and entry.is_closed


def _is_taken(book: Book, branch: str, commit: CommitId) -> bool:
    stated = statement_on(branch)
    if stated is None:
        return False
    place = book.layout.place(Statement.home.path(*stated))
    there = book.git.entry(book.page.tree, place)
    return there is not None and there == book.git.entry(book.git.loose_commit(commit).tree, place)


def _delete(remote: Remote, chosen: dict[str, CommitId], remaining: int) -> Tidied:
    """Deletes branches at once; if the remote refuses that, each by itself, so that one protected branch stops no
    other. Raises LostRace where one has moved.
    """
    updates = [Update(BRANCHES + name, None, oid) for name, oid in chosen.items()]
    try:
        if updates:
            remote.push(updates)
        return Tidied(tuple(chosen), remaining)
    except PushRefused as error:
        problem: GovtoolError = error
    deleted = []
    for update in updates if len(updates) > 1 else ():
        try:
            remote.push([update])
            deleted.append(update.ref.removeprefix(BRANCHES))
        except (PushRefused, LostRace) as error:
            problem = error
    return Tidied(tuple(deleted), remaining + len(chosen) - len(deleted), problem)
