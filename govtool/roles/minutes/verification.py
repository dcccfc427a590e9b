"""Verifies the next commit of main: the one comparison that everything depends on.

- A commit without a new minute must equal the last authorised tree except for free paths. It publishes such paths, or
  repairs what somebody broke.
- A commit with a new minute must be signed by the clerk (by nobody, in a handover). Its whole tree must be exactly the
  tree that the event gives on the last authorised state. The event is made again from its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from govtool.core import minute as minutes
from govtool.core.commit import Commit, CommitError
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, digest_of
from govtool.core.minute import Minute
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.event import Step, step
from govtool.domain.decisions.files import entry_problem
from govtool.errors import GovtoolError, Refused
from govtool.io.git.commit_evidence import signer_of
from govtool.io.git.git import EXECUTABLE, FILE, MAX_ON_MAIN, SYMLINK, Change, Entry, Git, MissingObject
from govtool.io.git.opening import PartialClone
from govtool.io.git.store import Layout, entries_of, read_canonical, tree_of
from govtool.roles.minutes import handover
from govtool.roles.minutes.book import Book, Page
from govtool.roles.minutes.event_evidence import event_of
from govtool.roles.minutes.registry import state_of

_SHOWN = 5
# More parents would bring a stranger's history in.
_PARENTS = {"founded": (), "opened": (1,), "decided": (1, 2), "enacted": (1,), "stated": (2, 3)}


def verify(book: Book, oid: CommitId) -> tuple[Finding, ...]:
    """Takes the next first-parent commit of main into the book.

    Gives what makes it unauthorised, and then the last good state stays in force: a void span is open until a commit
    restores it. Raises only where an object is missing.
    """
    commit, size = book.git.loose_commit(oid), book.git.size(oid)
    page = book.page
    minute: Minute | None = None
    number = None
    try:
        if size > MAX_ON_MAIN:
            raise Refused([finding("limits", what=f"a commit of {size} bytes; one of main has {MAX_ON_MAIN} at most")])
        if commit.id_problem is not None:
            raise Refused([commit.id_problem])
        minute = _new_minute(book, commit)
        if minute is None:
            found = _only_free_paths(book, commit)
        else:
            found = _governing(book, commit, minute)
            number = minute.number
    except (MissingObject, PartialClone):
        raise
    except GovtoolError as error:
        # A clerk gone bad can date a minute at the end of time, and anybody push a tree that git itself would not
        # write: what cannot be judged has no authority, and the audit goes on.
        number = None
        found = error.findings if isinstance(error, Refused) else (finding("unauthorised", what=error.message),)
        found = tuple(problem.at(Minute.home.path(minute.number) if minute else "") for problem in found)
    if found:
        book.enter(Page(page.good, page.tree, page.state, oid, page.void_since or oid))
        return tuple(problem.at(commit=oid) for problem in found)
    state = state_of(book.git, commit.tree, book.layout)
    book.enter(Page(oid, commit.tree, state, oid), number)
    return ()


def _new_minute(book: Book, commit: Commit) -> Minute | None:
    """The minute that a commit adds to the last authorised state, if it does."""
    number = book.newest[0].number + 1
    state = state_of(book.git, commit.tree, book.layout)
    data = state.data(Minute.home.path(number))
    if data is None:
        return _handover_minute(book, commit)
    return read_canonical(data, Minute, Minute.home.path(number), kinds=book.state.catalogue)


def _handover_minute(book: Book, commit: Commit) -> Minute | None:
    """The minute of a handover that drops minutes: its number is not one more than the newest."""
    state = state_of(book.git, commit.tree, book.layout)
    number = minutes.newest_number(state)
    if number is None or number == 0 or len(commit.parents) != 2:
        return None
    path = Minute.home.path(number)
    if state.data(path) == book.state.data(path):
        return None
    minute = read_canonical(state.data(path) or b"", Minute, path, kinds=book.state.catalogue)
    return minute if minute.event == "handed-over" else None


def _only_free_paths(book: Book, commit: Commit) -> tuple[Finding, ...]:
    changes = list(islice(_unfree(book, commit.tree), _SHOWN + 1))
    if not changes:
        return ()
    found = [finding("unauthorised", what="it adds no minute and changes what only events change")]
    for change in changes[:_SHOWN]:
        bad = misnamed(change)
        if bad is not None:
            found.append(bad)
            continue
        place = _place(_bytes(book.git, change.before), _bytes(book.git, change.after))
        found.append(finding("tree_not_derived", change.path, *place))
    return tuple(found)


def _bytes(git: Git, entry: Entry | None) -> bytes | None:
    return git.blob(entry.oid) if entry is not None and entry.mode in (FILE, EXECUTABLE) else None


def _place(should: bytes | None, is_: bytes | None) -> tuple[int, int]:
    """Line and column from which a file is not what it should be; 0 where there is no such file, or there should be."""
    if should is None or is_ is None or should == is_:
        return 0, 0
    same = next((at for at, (left, right) in enumerate(zip(should, is_, strict=False)) if left != right), None)
    before = is_[: min(len(should), len(is_)) if same is None else same]
    return before.count(b"\n") + 1, len(before) - before.rfind(b"\n")


def _unfree(book: Book, tree: str) -> Iterator[Change]:
    return unfree_changes(book, book.git, book.page.tree, tree)


def unfree_changes(book: Book, git: Git, before: str, after: str) -> Iterator[Change]:
    """The changes between two trees that the bylaws in force do not leave free, or that bring a name which may not come
    to main.
    """
    bylaws = bylaws_of(book.state)
    # all of it first: where there is too much, none of it is judged
    for change in tuple(git.changes(before, after)):
        if free_problem(book.layout, bylaws, change) is not None:
            yield change


def free_problem(layout: Layout, bylaws: Bylaws, change: Change) -> Finding | None:
    """Why a change may not come to main without an event; None where it may.

    What lies at a free path is nobody's matter: a file, a program, a link or a submodule. Only names are judged there.
    """
    row = None if layout.governed(change.path) is not None else bylaws.judge_path(change.path)
    if row is not None and row.free:
        return misnamed(change)
    is_denied = row is None and layout.governed(change.path) is None
    return finding("path_denied" if is_denied else "protected_path", change.path, target=change.path)


def misnamed(change: Change) -> Finding | None:
    """Why a change may not come to main under its name, whoever may change the path; None where it may."""
    if change.after is None:
        return None
    return entry_problem(change.path, is_new=change.before is None, is_link=change.after.mode == SYMLINK)


def _governing(book: Book, loose: Commit, minute: Minute) -> tuple[Finding, ...]:
    if minute.event == "handed-over":
        unnamed = trailer_problem(book.git.commit(loose.id), minute)
        return (unnamed,) if unnamed else _compare(book, loose, minute, handover.step_of(book, loose, minute))
    if book.page.void_since is not None:
        return (finding("void_open", since=book.page.void_since[:12]),)
    found = _seal_problems(book, loose, minute)
    if found:
        return found
    if len(loose.parents) not in _PARENTS[minute.event]:
        return (finding("minute", what=f"{minute.event} with {len(loose.parents)} parents"),)
    return _compare(book, loose, minute, step(book.state, event_of(book, minute, loose.id)))


def _seal_problems(book: Book, loose: Commit, minute: Minute) -> tuple[Finding, ...]:
    """Why a commit is not sealed by the clerk: its form, its signature, the digest that it repeats."""
    try:
        commit = book.git.commit(loose.id)
        unnamed = trailer_problem(commit, minute)
    except CommitError as error:
        return (error.finding, finding("unauthorised", what="it is not a commit of the clerk"))
    signer = signer_of(commit, book.origins)
    if signer.problem is not None:
        return (signer.problem, finding("unauthorised", what="it is not signed by the clerk"))
    if not organization_of(book.state).is_clerk_key(signer.key):
        return (finding("unauthorised", what=f"it is signed with {signer.name}, which is no key of the clerk"),)
    return (unnamed,) if unnamed else ()


def trailer_problem(commit: Commit, minute: Minute) -> Finding | None:
    """Why a governing commit does not name its minute, whoever made it. Raises CommitError."""
    if commit.trailer(minutes.TRAILER) == digest_of(minute.as_file):
        return None
    return finding("trailer", trailer=minutes.TRAILER, what="it must name the digest of the minute")


def _compare(book: Book, commit: Commit, minute: Minute, made: Step) -> tuple[Finding, ...]:
    """The minute field by field, so that people see what was falsified; then the whole tree."""
    if made.minute != minute:
        return tuple(_minute_differences(minute, made.minute))
    base = book.page.tree if minute.event != "handed-over" else handover.base_tree(book, minute)
    tree = tree_of(book.git, base, book.layout, made.state, write=False)
    if tree == commit.tree:
        return ()
    return tuple(_tree_differences(book, made, commit, base))


_COUNTS = ("questions", "options", "winner", "winners", "tied", "counted", "ballots", "result")
_FIELD_CODES = {"docket": "roll", **dict.fromkeys(_COUNTS, "tally")}


def _minute_differences(is_: Minute, should: Minute) -> Iterator[Finding]:
    for name in Minute.model_fields:
        says, follows = getattr(is_, name), getattr(should, name)
        if says != follows:
            code = _FIELD_CODES.get(name, "minute")
            if name == "result" and (is_.result == "lapsed" or should.result == "lapsed"):
                code = "late"
            what = f"{name} is {_short(says)}, and follows as {_short(follows)}"
            if name == "docket" and is_.proposal:
                yield finding(code, DocketEntry.home.path(is_.proposal), what=what)
                code = "minute"
            yield finding(code, Minute.home.path(is_.number), what=what)


def _short(value: object) -> str:
    text = "absent" if value is None else str(value)
    return text if len(text) <= 120 else text[:120] + "…"


def _tree_differences(book: Book, made: Step, commit: Commit, base: str) -> Iterator[Finding]:
    """The paths in which a commit's tree is not what the event gives."""
    changes = {change.path for change in book.git.changes(base, commit.tree)}
    wanted = entries_of(book.git, book.layout, made.state, write=False)
    # Only modes and ids are compared: what lies at a path may be no file at all.
    different = [
        path
        for path in sorted(changes | wanted.keys())
        if path not in wanted or book.git.entry(commit.tree, path) != wanted[path]
    ]
    for path in different[:_SHOWN]:
        governed = book.layout.governed(path)
        should = made.state.data(governed) if governed is not None and path in wanted else None
        place = _place(should, _bytes(book.git, book.git.entry(commit.tree, path)))
        yield finding("tree_not_derived", path, *place)
    if not different:
        yield finding("tree_not_derived", what="a name")
