"""Finds the evidence of an event in a commit of main, so that the audit can make the same step as the clerk did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from govtool.core.commit import CommitError
from govtool.core.evidence import Paper, Signer
from govtool.core.finding import finding
from govtool.core.ids import CommitId, digest_of
from govtool.core.minute import Minute, counts_from, newest_number
from govtool.core.record import SchemaError
from govtool.core.state import Content, State
from govtool.core.times import Instant
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.decisions.ballot import TRAILER as BALLOT
from govtool.domain.decisions.ballot import Ballot, Opening
from govtool.domain.decisions.decision import Decide, has_effect
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import draft_of, moment_of
from govtool.domain.decisions.enactment import Enact
from govtool.domain.decisions.event import Event
from govtool.domain.decisions.files import ChangeFiles
from govtool.domain.decisions.filing import FILING_TRAILER, FiledCommit
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.proposal import FILE, MAX_NAMES, VOTES
from govtool.domain.decisions.statement import OUTSIDE_TRAILER, Outside, TakeStatement
from govtool.domain.decisions.statement import TRAILER as STATEMENT
from govtool.errors import GovtoolError, Refused
from govtool.io.file.yamlfile import load
from govtool.io.git.commit_evidence import Place, filing_of, paper_of, papers_of, place_in
from govtool.io.git.git import Git
from govtool.io.git.place import Place as Repository
from govtool.io.git.store import TreeSource, folder_files
from govtool.io.signature.signature import SshKeys
from govtool.roles.minutes.audit_report import Progress, no_progress
from govtool.roles.minutes.book import Book, book_at, origins_of
from govtool.roles.minutes.gather import gathered, seal_problem
from govtool.roles.minutes.processes import cores, pool
from govtool.roles.minutes.registry import state_of

T = TypeVar("T")
KEYS = SshKeys()
MANY = 5_000
"""The fewest ballots for which other processes are started."""
_PIECE = 500


def event_of(book: Book, minute: Minute, commit: CommitId) -> Event:
    """The event that a governing commit says it is. Raises Refused where its evidence is missing."""
    parents = book.git.loose_commit(commit).parents
    if minute.event == "opened":
        return _opened(book, minute, commit)
    if minute.event == "decided":
        return _decided(book, minute, commit, parents[1] if len(parents) > 1 else None)
    if minute.event == "enacted":
        return enactment(book, _entry(book, minute), minute.at)
    if minute.event == "stated" and len(parents) in (2, 3):
        return statement(book, parents[1], minute.at, parents[2] if len(parents) == 3 else None)
    raise Refused([finding("minute", what=f"{minute.event} with {len(parents)} parents")])


def _entry(book: Book, minute: Minute) -> DocketEntry:
    entry = DocketEntry.of(book.state, minute.proposal) if minute.proposal else None
    if entry is None:
        raise Refused([finding("unknown_proposal", id=minute.proposal)])
    return entry


def _opened(book: Book, minute: Minute, commit: CommitId) -> Event:
    # by the rules of the book: a pushed tree does not choose how it is read
    tree, rules = book.git.loose_commit(commit).tree, book.state.catalogue
    after = State(TreeSource(book.git, tree, book.layout, lambda: rules))
    path = DocketEntry.home.path(minute.proposal or "")
    entry = after.get(DocketEntry, path)
    if entry is None:
        raise Refused([finding("tree_not_derived", path)])
    draft = draft_of(entry)
    record = FiledCommit.of(after, entry.number) if entry.cause == "filed" else None
    paper = None if record is None else filing_of(record.raw, FILING_TRAILER, book.origins)
    return Open(minute.at, draft, moment_of(draft, minute.at, KEYS), paper)


def filing(book: Book, commit: CommitId) -> Paper:
    """The evidence of a commit that files a proposal, judged at this page of the book."""
    try:
        return filing_of(book.git.commit_bytes(commit), FILING_TRAILER, book.origins)
    except CommitError as error:
        return Paper(commit, (), Signer(), {}, problem=error.finding)


def _decided(book: Book, minute: Minute, commit: CommitId, gather: CommitId | None) -> Event:
    entry = _entry(book, minute)
    files = place = None
    if has_effect(entry, minute.result or ""):
        tree = book.git.loose_commit(commit).tree
        files = folder_files(book.git, tree, book.layout, entry.folder, but=VOTES, most=MAX_NAMES)
        place = place_in(book.git, tree, book.layout, f"{entry.folder}/{VOTES}")
    problem = seal_problem(book, gather) if gather else None
    if problem is not None:
        raise Refused([problem])
    return decision(book, entry, gather, minute.at, files, place)


def decision(
    book: Book,
    entry: DocketEntry,
    gather: CommitId | None,
    at: Instant,
    files: Mapping[str, bytes] | None,
    place: Place | None = None,
) -> Decide:
    """The event that decides a proposal with the ballots that a gather holds."""
    opening = book.opening(entry)
    found = tuple(gathered(book, gather)) if gather else ()
    papers = ballots(book, opening, (oid for oid in found if oid != entry.filing), place)
    filed = None
    if files is not None and entry.filing in found:
        # Its bytes are in the registry. A history that does not hold the commit itself is not whole all the same.
        book.git.commit_bytes(entry.filing)
        filed = filed_paper(entry, files)
    return Decide(at, opening, papers, filed, files)


def filed_paper(entry: DocketEntry, files: Mapping[str, bytes]) -> Paper:
    """The content of proposal.yaml in the files of a filing that was opened. Raises Refused if it cannot be read."""
    path = f"{entry.folder}/{FILE}"
    return Paper(entry.filing or "", (), Signer(), {}, path, value=load(files.get(FILE, b""), path).value)


def ballot(book: Book, opening: Opening, commit: CommitId, then: State | None = None) -> Paper:
    """The evidence of a ballot on a proposal."""
    return ballots(book, opening, (commit,), then=then)[0]


def ballots(
    book: Book,
    opening: Opening,
    commits: Iterable[CommitId],
    place: Place | None = None,
    then: State | None = None,
    progress: Progress = no_progress,
) -> tuple[Paper, ...]:
    """The evidence of many ballots on a proposal, and its progress; `place` is the folder of its ballots if some are
    known already.

    `then` is the state that they are judged with, if it is not the one in force: that before an old decision.
    """
    wanted = tuple(commits)
    if len(wanted) < MANY:
        origins, place = origins_of(then or book.state), place or Place(f"{opening.entry.folder}/{VOTES}")
        told = partial(_told, progress, len(wanted))
        return papers_of(book.git, wanted, book.layout, BALLOT, origins, book.is_on_main, place, told)
    return tuple(chain.from_iterable(in_pieces(book, opening, wanted, _as_they_are, then=then, progress=progress)))


def _told(progress: Progress, most: int, done: int) -> None:
    progress(done, most)


def _as_they_are(_: Book, papers: tuple[Paper, ...]) -> tuple[Paper, ...]:
    return papers


def in_pieces(
    book: Book,
    opening: Opening,
    commits: tuple[CommitId, ...],
    use: Callable[[Book, tuple[Paper, ...]], T],
    then: State | None = None,
    progress: Progress = no_progress,
) -> list[T]:
    """The results of `use` on the evidence of many ballots on a proposal, some of them at a time, in their order.

    Very many are read by several processes, so `use` must be a function at the top of a module, or a partial of one.
    """
    pieces = [commits[start : start + _PIECE] for start in range(0, len(commits), _PIECE)]
    at, folder = book.page, f"{opening.entry.folder}/{VOTES}"
    work = _Work(book.git.place, at.good, at.head, book.founded, folder, origins_of(then or book.state), use)
    found: list[T] | None = None
    if len(commits) >= MANY and cores() > 1 and not book.git.is_quarantined:
        found = _side_by_side(work, pieces, progress)
    if found is None:
        found = []
        for piece in pieces:
            found.append(_used(work, book, piece))
            progress(min(len(found) * _PIECE, len(commits)), len(commits))
    return found


class _Work(NamedTuple):
    """The facts with which another process reads ballots as this one does, and what it makes of them."""

    repository: Repository
    good: CommitId
    head: CommitId
    founded: CommitId
    ballots: str
    origins: tuple[str, ...]
    use: Callable[[Book, tuple[Paper, ...]], Any]


_at_work: list[tuple[_Work, Book]] = []
"""In a process that reads ballots for another: what it was given, and the book."""


def _begin(work: _Work) -> None:
    _at_work.append((work, book_at(Git(work.repository), work.good, work.head, founded=work.founded)))


def _read(commits: tuple[CommitId, ...]) -> Any:
    return _used(*_at_work[0], commits)


def _used(work: _Work, book: Book, commits: tuple[CommitId, ...]) -> Any:
    place = Place(work.ballots)
    return work.use(book, papers_of(book.git, commits, book.layout, BALLOT, work.origins, book.is_on_main, place))


def _side_by_side(work: _Work, pieces: list[tuple[CommitId, ...]], progress: Progress) -> list[Any] | None:
    """The results of several processes on the pieces. None if one of them ended or cannot read an object: then this
    process reads all, and says what is missing.
    """
    from concurrent.futures import BrokenExecutor

    found, most = list[Any](), sum(map(len, pieces))
    try:
        with pool(cores(), _begin, work) as workers:
            for made in workers.map(_read, pieces):
                found.append(made)
                progress(min(len(found) * _PIECE, most), most)
    except (BrokenExecutor, GovtoolError):
        return None
    return found


def opening_named(book: Book, commit: CommitId) -> Opening | None:
    """The opening that a commit's ballot names; None if it holds no ballot, or on a vote that this book does not hold.

    Nothing else says for which vote a commit is: its parent can be any commit of main.
    """
    paper = paper_of(book.git, commit, book.layout, BALLOT, book.origins, book.is_on_main)
    try:
        ballot = Ballot.read(paper.value, paper.path)
    except SchemaError:
        return None
    entry = DocketEntry.of(book.state, ballot.proposal)
    opening = book.opening(entry) if entry is not None else None
    # A handover can drop an opening; another one then has its number.
    return opening if opening is not None and opening.digest == ballot.opening else None


def enactment(book: Book, entry: DocketEntry, at: Instant) -> Enact:
    """The event that enacts a decided proposal, with the bytes of its files at hand."""
    tree = book.page.tree
    texts = folder_files(book.git, tree, book.layout, entry.folder, but=VOTES)
    moment = Moment(
        at=at,
        keys=KEYS,
        number=entry.number,
        folder=entry.folder,
        names=frozenset(texts),
        texts=texts,
        contents=contents_of(book, entry.filing, entry.actions),
    )
    return Enact(at, entry.number, moment)


def contents_of(book: Book, filing: CommitId | None, actions: tuple[Action, ...]) -> dict[str, Content]:
    """The new files of change-files, by digest, out of the commit that filed them. Files that are not there are left
    out.
    """
    wanted = [change for action in actions if isinstance(action, ChangeFiles) for change in action.files]
    if not wanted or filing is None:
        return {}
    tree = book.git.loose_commit(filing).tree
    state = state_of(book.git, tree, book.layout)
    contents: dict[str, Content] = {}
    for change in wanted:
        try:
            content = state.file(change.path)
        except Refused:
            continue
        if content is not None and digest_of(content.data) == change.to:
            contents[change.to] = content
    return contents


def statement(book: Book, commit: CommitId, at: Instant, outside: CommitId | None = None) -> TakeStatement:
    """The event that takes in a person's statement, and the commit of somebody without a record that it brings in."""
    paper = statement_paper(book, commit)
    parent = paper.parents[0] if len(paper.parents) == 1 else ""
    brought = from_outside(book, outside) if outside is not None else None
    return TakeStatement(at, paper, _counts_from(book, parent, at), KEYS, brought)


def statement_paper(book: Book, commit: CommitId) -> Paper:
    """The evidence of a person's statement, made on a commit of main."""
    return paper_of(book.git, commit, book.layout, STATEMENT, book.origins, book.is_on_main)


def from_outside(book: Book, commit: CommitId) -> Outside:
    """The application of a person without a record, in a commit of their own."""
    paper = paper_of(book.git, commit, book.layout, OUTSIDE_TRAILER, book.origins, book.is_on_main)
    return Outside(paper, len(paper.parents) == 1 and book.is_on_main(paper.parents[0]))


def _counts_from(book: Book, parent: CommitId, at: Instant) -> Instant | None:
    """The time from which the deadline of a statement made on a commit counts; None where main does not hold it."""
    if not parent or not book.is_on_main(parent):
        return None
    state = book.state_at(parent)
    seen = newest_number(state) or 0
    return counts_from(book.state, seen, digest_of(state.data(Minute.home.path(seen)) or b""), at)
