"""The auditor: walks main from the founding and recomputes every minute, ballot, tally, effect and tree.

It needs object bytes and the genesis, nothing else: no clock, network, git configuration or work tree. Its findings are
data. The first unauthorised commit opens a void span, in which the last good state stays in force until it is repaired.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core.catalogue import Catalogue
from govtool.core.commit import CommitError
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, Digest
from govtool.core.minute import Minute
from govtool.domain.books import ledger_wage
from govtool.domain.books.ledger import check, concerns, doubles
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.organization import Organization
from govtool.domain.lifecycle.founding import problems, signed_by_founder
from govtool.errors import GovtoolError, Refused
from govtool.io.git.commit_evidence import signer_of
from govtool.io.git.git import EMPTY_TREE, Git, MissingObject
from govtool.io.git.store import folder_files, read_canonical
from govtool.io.signature.signature import SshKeys
from govtool.roles.minutes.audit_report import Progress, Report, no_progress, resumed
from govtool.roles.minutes.book import Book, book_at
from govtool.roles.minutes.identity import genesis_at
from govtool.roles.minutes.parts import LEAST, Counted, count_taken, side_by_side
from govtool.roles.minutes.registry import state_of
from govtool.roles.minutes.verification import misnamed, trailer_problem, verify


def audit(
    git: Git,
    head: CommitId,
    pinned: Digest | None = None,
    progress: Progress = no_progress,
    since: Book | None = None,
    *,
    cores: int = 1,
) -> Report:
    """Recomputes main up to `head`, from the founding or from a book that was verified before.

    `pinned` is the genesis that the history must begin with. A long main is verified on so many `cores` at once.
    Raises GovtoolError where nothing is founded.
    """
    if since is not None:
        report, todo = resumed(since, head), _commits_since(git, head, since)
    else:
        try:
            report, todo = _begin(git, head, pinned)
        except MissingObject as error:
            report, todo = Report(pinned or "", head), []
            report.findings.append(finding("missing_object", commit=error.oid, what=error.message))
    if report.book is None:
        return report
    parts = min(cores, len(todo) // LEAST)
    if parts > 1 and (found := side_by_side(git, report.book.founded, todo, parts, progress)) is not None:
        report.book, counted = found
        _add(report, counted)
        todo = []
    for done, oid in enumerate(todo, start=1):
        try:
            _take(report, report.book, oid)
        except MissingObject as error:
            report.findings.append(finding("missing_object", commit=oid, what=error.message))
            break
        progress(done, len(todo))
    if since is None and not report.findings:
        _look_at_books(report, report.book)
    return report


def _look_at_books(report: Report, book: Book) -> None:
    """The balances at the end recomputed from all entries, which a walk from the founding has time for; and what an
    accountant would ask about.
    """
    try:
        report.findings.extend(found.at(commit=report.head) for found in check(book.state))
        report.findings.extend(found.at(commit=report.head) for found in ledger_wage.check(book.state))
        report.warnings.extend(found.at(commit=report.head) for found in concerns(book.state, book.newest[0].at))
        report.warnings.extend(found.at(commit=report.head) for found in doubles(book.state))
    except MissingObject as error:
        report.findings.append(finding("missing_object", commit=report.head, what=error.message))


def _commits_since(git: Git, head: CommitId, book: Book) -> list[CommitId]:
    found: list[CommitId] = []
    for oid in git.first_parents(head):
        if oid == book.page.head:
            return found[::-1]
        found.append(oid)
    raise Refused([finding("history", head=book.page.head[:12])])


def _begin(git: Git, head: CommitId, pinned: Digest | None) -> tuple[Report, list[CommitId]]:
    """The founding commit judged, and the commits after it, oldest first."""
    chain = [*git.first_parents(head)][::-1]
    founding = _founding(git, chain, pinned)
    if founding is None:
        raise GovtoolError("nothing is founded on this branch", "found a co-operative: govtool init")
    chain = chain[founding:]
    book = book_at(git, chain[0])
    report = Report(book.genesis, head, book)
    try:
        report.findings.extend(found.at(commit=chain[0]) for found in _founding_problems(book, pinned))
    except Refused as error:
        report.findings.extend(found.at(commit=chain[0]) for found in error.findings)
    report.events["founded"] = 1
    report.signatures = 1
    if report.findings:
        report.book = None
    return report, chain[1:]


def _founding(git: Git, chain: list[CommitId], pinned: Digest | None) -> int | None:
    """The place of the founding in a chain, the oldest commit first: the first that holds a genesis, or the one that is
    pinned. If nothing holds that, the newest which holds any, so that the audit says what it is.
    """
    holds = ((place, genesis_at(git, oid)) for place, oid in enumerate(chain))
    found = next((place for place, genesis in holds if genesis is not None and pinned in (None, genesis)), None)
    if found is None and pinned is not None:
        found = next((place for place in range(len(chain) - 1, -1, -1) if genesis_at(git, chain[place])), None)
    return found


def _founding_problems(book: Book, pinned: Digest | None) -> Iterator[Finding]:
    git, page = book.git, book.page
    if pinned is not None and pinned != book.genesis:
        yield finding("genesis", genesis=book.genesis, pinned=pinned)
    files = {}
    for folder in ("registry", "proposals"):
        for name, data in folder_files(git, page.tree, book.layout, folder).items():
            files[f"{folder}/{name}"] = data
    path = Minute.home.path(0)
    missing = [name for name in (path, Organization.home.path(), Bylaws.home.path()) if name not in files]
    if missing:
        yield finding("founded", what=f"{missing[0]} is missing")
        return
    state = state_of(git, page.tree, book.layout)
    minute = read_canonical(files.pop(path), Minute, path, kinds=state.catalogue)
    for name, data in files.items():
        check_record(name, data, state.catalogue)
    broken = tuple(problems(state, minute, files, SshKeys()))
    yield from broken
    if broken:
        # Who might have signed it stands in the same records.
        return
    try:
        commit = git.commit(page.good)
    except CommitError as error:
        yield error.finding
        return
    if len(commit.parents) > 1:
        yield finding("founded", what="its commit has more than one parent")
    # what an existing project brings keeps its names; what the founding adds to it comes by the rule of all doors
    before = git.loose_commit(commit.parents[0]).tree if commit.parents else EMPTY_TREE
    yield from filter(None, map(misnamed, git.changes(before, page.tree)))
    signer = signer_of(commit, book.origins)
    if signer.problem is not None:
        yield signer.problem
    elif not signed_by_founder(page.state, signer.key, minute.at):
        yield finding("unauthorised", what="the founding is not signed by a founder")
    try:
        unnamed = trailer_problem(commit, minute)
    except CommitError as error:
        unnamed = error.finding
    if unnamed is not None:
        yield unnamed


def check_record(path: str, data: bytes, kinds: Catalogue) -> None:
    """Checks that a file of the registry is a record of the kind that its path says. Raises Refused."""
    kind = kinds.at(path)
    if kind is None:
        raise Refused([finding("name", path, name=path, what="no kind of record lies there")])
    read_canonical(data, kind, path, kinds=kinds)


def _take(report: Report, book: Book, oid: CommitId) -> None:
    was_void, before = book.page.void_since, book.newest[1]
    found = verify(book, oid)
    if found:
        report.findings.extend(found)
        return
    if was_void is not None:
        _close_void_span(report, was_void, oid)
    if book.newest[1] != before:
        _add(report, count_taken(book, oid))


def _add(report: Report, counted: Counted) -> None:
    for event, times in counted.events.items():
        report.events[event] = report.events.get(event, 0) + times
    report.ballots += counted.ballots
    report.signatures += counted.signatures
    report.warnings.extend(counted.warnings)


def _close_void_span(report: Report, since: CommitId, repaired: CommitId) -> None:
    """Turns the findings of a span that was repaired into warnings, since they had no effect."""
    report.findings.clear()
    report.warnings.append(finding("void_span", commit=repaired, since=since[:12]))
    report.events["repaired"] = report.events.get("repaired", 0) + 1
