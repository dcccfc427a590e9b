"""Reads a filing: the signed commit on a branch or fork that asks for a proposal to be opened.

It is judged here for the proposer before it is sent, for the check of a pull request, and for the clerk; by one
function. Everything of it is data: nothing is checked out or run. A filing touches its own folder and the files of its
change-files, in every commit on its way from main, so that no stranger's history comes in with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from govtool.core.catalogue import Catalogue
from govtool.core.commit import CommitError
from govtool.core.evidence import Paper
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId
from govtool.core.times import Instant
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.draft import Draft
from govtool.domain.decisions.files import ChangeFiles
from govtool.domain.decisions.filing import FILING_TRAILER
from govtool.domain.decisions.filing import problems as filing_problems
from govtool.domain.decisions.opening import problems
from govtool.domain.decisions.proposal import (
    FILE,
    MAX_FILE_BYTES,
    MAX_FILES,
    Proposal,
    file_lines,
    folder_in,
    folder_problem,
    hidden_problem,
    name_problem,
    text_lines,
)
from govtool.errors import Refused
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.git import FILE as FILE_MODE
from govtool.io.git.git import Bounds, Change, TooMuch
from govtool.io.git.store import read_record
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.event_evidence import KEYS, contents_of
from govtool.roles.minutes.verification import misnamed

MAX_COMMITS = 200


@dataclass(frozen=True)
class Filing:
    """The content of a filing's commit: the draft, its files, and what is wrong with it.

    `is_signed` tells a filing from a draft; `paper` is the evidence of a filing.
    """

    commit: CommitId
    folder: str
    draft: Draft | None
    files: Mapping[str, bytes]
    moment: Moment | None
    findings: tuple[Finding, ...]
    is_signed: bool
    paper: Paper | None = None


def is_filing(book: Book, commit: CommitId) -> bool:
    """Whether a commit asks for opening, rather than being a draft; one that is too large to be read asks nothing."""
    try:
        return book.git.pushed_commit(commit).has_trailer(FILING_TRAILER)
    except CommitError:
        return False


def read_filing(book: Book, commit: CommitId, at: Instant) -> Filing:
    """Everything about a filing, with every reason why it cannot be opened at that time."""
    try:
        return _read_filing(book, commit, at)
    except CommitError as error:
        # a commit on its way is too large to be one that people make: nothing more of it is read
        return Filing(commit, "", None, {}, None, error.findings, is_signed=False)
    except TooMuch as error:
        return Filing(commit, "", None, {}, None, (finding("limits", what=error.message),), is_signed=False)


def _read_filing(book: Book, commit: CommitId, at: Instant) -> Filing:
    found: list[Finding] = []
    way, base = way_from_main(book, commit, found)
    tree = book.git.loose_commit(commit).tree
    before = book.git.loose_commit(base).tree
    changes = [] if found else sorted(book.git.changes(before, tree, Bounds.of_branch()), key=lambda c: c.path)
    folder = _folder(book, changes, found)
    files = _files(book, changes, folder, found)
    proposal = _proposal(files, folder, book.state.catalogue, found)
    draft = None
    if proposal is not None:
        texts = text_lines(proposal.actions, files)
        draft = Draft(proposal, folder, file_lines(files), commit, texts=texts)
    moment = paper = None
    if draft is not None and proposal is not None:
        moment = Moment(
            at=at,
            keys=KEYS,
            folder=folder,
            names=frozenset(files),
            texts=files,
            contents=contents_of(book, commit, proposal.actions),
        )
        found += _path_problems(book, way, folder, proposal)
        found += problems(book.state, draft, moment)
        pending = organization_of(book.state).founding
        found += [finding("founding", who=", ".join(pending))] if pending else []
        if is_filing(book, commit):
            paper = event_evidence.filing(book, commit)
            found += filing_problems(book.state, draft, paper, at)
    return Filing(commit, folder, draft, files, moment, tuple(found), is_filing(book, commit), paper)


def way_from_main(book: Book, commit: CommitId, found: list[Finding]) -> tuple[list[CommitId], CommitId]:
    """The commits from a branch's head back to main, the head first, and the newest commit of main that they hold. They
    come from that commit, or it was merged into them since. Adds what is wrong with them to `found`.
    """
    way: list[CommitId] = []
    merged: list[CommitId] = []
    oid = commit
    while len(way) < MAX_COMMITS:
        if book.is_on_main(oid):
            return way, _newest(book, [oid, *merged])
        way.append(oid)
        below = book.git.pushed_commit(oid)
        parents = below.parents
        found += [below.id_problem] if below.id_problem is not None else []
        merged += parents[1:]
        if not parents or not all(book.is_on_main(parent) for parent in parents[1:]):
            found.append(finding("ancestry", what="the branch must come from main and merge nothing but main"))
            return way, book.page.good
        oid = parents[0]
    found.append(finding("limits", what=f"more than {MAX_COMMITS} commits since main"))
    return way, book.page.good


def _newest(book: Book, commits: list[CommitId]) -> CommitId:
    """The newest of some commits of main."""
    newest = commits[0]
    for other in commits[1:]:
        if book.git.is_ancestor(newest, other):
            newest = other
    return newest


def _folder(book: Book, changes: list[Change], found: list[Finding]) -> str:
    folders: set[str] = set()
    for change in changes:
        governed = book.layout.governed(change.path)
        if folder := folder_in(governed or ""):
            folders.add(folder)
        elif governed is not None:
            found.append(finding("protected_path", governed, target=governed))
    if len(folders) == 1:
        folder = folders.pop()
        bad = folder_problem(folder)
        found.extend([bad] if bad else [])
        return folder
    if not found:
        what = "several proposals: " + ", ".join(sorted(folders)[:3]) if folders else "no proposal folder"
        found.append(finding("extra_path", what=f"it holds {what}"))
    return ""


def _files(book: Book, changes: list[Change], folder: str, found: list[Finding]) -> Mapping[str, bytes]:
    files: dict[str, bytes] = {}
    mine = [change for change in changes if folder and change.path.startswith(book.layout.place(folder) + "/")]
    if len(mine) > MAX_FILES:
        found.append(finding("limits", folder, what=f"{len(mine)} files; at most {MAX_FILES}"))
        return files
    for change in mine:
        name = change.path[len(book.layout.place(folder)) + 1 :]
        path = f"{folder}/{name}"
        if change.after is None:
            continue
        if change.before is not None:
            found.append(finding("content_frozen", path, number=folder.rsplit("/", 1)[-1]))
        elif (bad := name_problem(folder, name, files)) is not None:
            found.append(bad)
        elif change.after.mode != FILE_MODE:
            found.append(finding("mode", path, mode=f"{change.after.mode:06o}"))
        else:
            limit, size = PERSON_LIMIT if name == FILE else MAX_FILE_BYTES, book.git.size(change.after.oid)
            if size > limit:
                found.append(finding("limits", path, what=f"{size} bytes; at most {limit}"))
                continue
            files[name] = book.git.blob(change.after.oid)
            hidden = hidden_problem(path, files[name])
            found.extend([hidden] if hidden else [])
    return files


def _proposal(files: Mapping[str, bytes], folder: str, kinds: Catalogue, found: list[Finding]) -> Proposal | None:
    if FILE not in files:
        if folder:
            found.append(finding("missing_file", folder, name=FILE, action="a proposal"))
        return None
    try:
        return read_record(files[FILE], Proposal, f"{folder}/{FILE}", PERSON_LIMIT, kinds=kinds)
    except Refused as error:
        found.extend(problem for problem in error.findings if problem not in found)
        return None


def _path_problems(book: Book, way: list[CommitId], folder: str, proposal: Proposal) -> Iterator[Finding]:
    """Paths that a commit on the way touches and the proposal does not list."""
    listed = {change.path for action in proposal.actions if isinstance(action, ChangeFiles) for change in action.files}
    top = book.layout.place(folder) + "/"
    told: set[str] = set()
    for change in touched(book, way):
        # it comes into main's history with the filing, whatever the last commit makes of it
        bad = misnamed(change)
        if not change.path.startswith(top) and change.path not in listed:
            bad = finding("extra_path", change.path, what=f"{change.path} is in no change-files of the proposal")
        if bad is not None and change.path not in told:
            told.add(change.path)
            yield bad


def touched(book: Book, way: list[CommitId]) -> Iterator[Change]:
    """Every change that a commit on the way from main makes of a path, the same one once."""
    seen: set[Change] = set()
    bounds = Bounds.of_branch()
    for oid in way:
        commit = book.git.pushed_commit(oid)
        # A merge of main may differ from the main that it merges in the proposal's own files only.
        before = book.git.loose_commit(commit.parents[-1]).tree
        for change in book.git.changes(before, commit.tree, bounds):
            if change not in seen:
                seen.add(change)
                yield change
