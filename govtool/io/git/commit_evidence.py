"""Makes evidence from commits: the content of a ballot, a statement or a filing, as values for the rules.

Objects are data: nothing of them is checked out, run or interpreted beyond strict YAML. The fault of a commit is
written into the evidence, never raised, so that one bad ballot cannot stop a count; only a missing object stops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from govtool.core.commit import Commit, CommitError, parse_commit
from govtool.core.evidence import Paper, Signer
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, digest_of
from govtool.errors import Refused
from govtool.io.file.yamlfile import PERSON_LIMIT, load
from govtool.io.git.git import FILE, MAX_ON_MAIN, Bounds, BrokenTree, Git, TooMuch, object_id
from govtool.io.git.store import Layout
from govtool.io.signature.signature import verify_commit

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """The places where the files that papers add most likely lie, and the known files: path and bytes by digest.

    Only a hint: whether a commit adds such a file is always proved from its tree.
    """

    folder: str
    files: Mapping[Digest, tuple[str, bytes]] = field(default_factory=dict)


def place_in(git: Git, tree: str, layout: Layout, folder: str) -> Place:
    """The place with the files that a tree holds there."""
    files = {}
    for path, file in git.files(tree, layout.place(folder)):
        if file.mode == FILE and git.size(file.oid) <= PERSON_LIMIT:
            data = git.blob(file.oid)
            files[digest_of(data)] = (path.removeprefix(layout.prefix), data)
    return Place(folder, files)


def signer_of(commit: Commit, origins: tuple[str, ...]) -> Signer:
    """The signer of a commit. `origins` are the web pages at which passkeys of the organisation are used."""
    verdict = verify_commit(commit, origins=origins)
    problem = None if verdict.is_good else (verdict.finding or finding("sig", what="it does not fit the commit"))
    return Signer(verdict.key_blob or "", verdict.key or "", problem)


def paper_of(
    git: Git,
    oid: str,
    layout: Layout,
    trailer: str,
    origins: tuple[str, ...],
    is_parent: Callable[[str], bool] | None = None,
    place: Place | None = None,
) -> Paper:
    """The evidence of a commit that is to add one governed file to its only parent.

    `is_parent` tells which parents are allowed. A commit with another one is not looked at any further, since its trees
    may be anything. `place` is where the file most likely lies; it saves time and changes nothing.
    """
    return papers_of(git, (oid,), layout, trailer, origins, is_parent, place)[0]


def papers_of(
    git: Git,
    oids: Iterable[str],
    layout: Layout,
    trailer: str,
    origins: tuple[str, ...],
    is_parent: Callable[[str], bool] | None = None,
    place: Place | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Paper, ...]:
    """The evidence of many commits, each as `paper_of` gives it; tells `progress` how many are done.

    Of some at once it reads all, then verifies all signatures, then looks at all files. A processor that does one thing
    after another keeps its tables at hand, and an audit takes a fifteenth less.
    """
    waiting, papers = iter(oids), list[Paper]()
    while read := [_commit_or_problem(git, oid, is_parent) for oid in islice(waiting, _AT_ONCE)]:
        signers = [signer_of(one, origins) if isinstance(one, Commit) else Signer() for one in read]
        papers += [
            _paper(git, one, signer, layout, trailer, place) if isinstance(one, Commit) else one
            for one, signer in zip(read, signers, strict=True)
        ]
        progress(len(papers))
    return tuple(papers)


def _commit_or_problem(git: Git, oid: str, is_parent: Callable[[str], bool] | None) -> Commit | Paper:
    try:
        commit = git.pushed_commit(oid, strict=True)
    except CommitError as error:
        return Paper(oid, (), Signer(), {}, problem=error.finding)
    if len(commit.parents) != 1 or (is_parent is not None and not is_parent(commit.parents[0])):
        what = "its only parent must be a commit of main" if is_parent else "it must have one parent"
        return Paper(oid, commit.parents, Signer(), {}, problem=finding("ancestry", what=what))
    return commit


def _paper(git: Git, commit: Commit, signer: Signer, layout: Layout, trailer: str, place: Place | None) -> Paper:
    trailers, bad_trailer = _trailers(commit, trailer)
    try:
        path, data = _added_file(git, commit, layout, place, trailers.get(trailer, ""))
        value = load(data, path, PERSON_LIMIT).value
    except Refused as error:
        path = error.findings[0].path
        return Paper(commit.id, commit.parents, signer, trailers, path, problem=error.findings[0])
    return Paper(commit.id, commit.parents, signer, trailers, path, data, digest_of(data), value, bad_trailer)


def filing_of(raw: bytes, trailer: str, origins: tuple[str, ...]) -> Paper:
    """The evidence of the commit that files a proposal: who signed it, and over which content. `data` is the commit.

    Made from its bytes alone, so that the registry is enough to verify it, wherever the git object is.
    """
    oid = object_id("commit", raw)
    try:
        commit = parse_commit(oid, raw)
    except CommitError as error:
        return Paper(oid, (), Signer(), {}, data=raw, problem=error.finding)
    trailers, bad_trailer = _trailers(commit, trailer)
    return Paper(oid, commit.parents, signer_of(commit, origins), trailers, data=raw, problem=bad_trailer)


def _trailers(commit: Commit, name: str) -> tuple[Mapping[str, str], Finding | None]:
    try:
        return {name: commit.trailer(name)}, None
    except CommitError as error:
        return {}, error.finding if commit.has_trailer(name) else None


def _added_file(git: Git, commit: Commit, layout: Layout, place: Place | None, digest: Digest) -> tuple[str, bytes]:
    """The governed path and the bytes of the one file that a commit adds. Raises Refused."""
    before = _tree_of(git, commit.parents[0])
    try:
        if place is not None:
            path, data = place.files.get(digest, ("", b""))
            if path and git.is_added(before, commit.tree, layout.place(path), data):
                return path, data
            added = git.added_file(before, commit.tree, layout.place(place.folder))
            if added is not None and added[1].mode == FILE:
                path = f"{place.folder}/{added[0]}"
                return path, _small_blob(git, added[1].oid, path)
        changes = list(islice(git.changes(before, commit.tree, Bounds.of_paper()), 3))
    except TooMuch as error:
        raise Refused([finding("limits", what=error.message)]) from None
    except BrokenTree as error:
        raise Refused([finding("name", name="?", what=error.message)]) from None
    paths = [layout.governed(change.path) or change.path for change in changes]
    if len(changes) != 1 or changes[0].before is not None or changes[0].after is None:
        what = "it changes " + (", ".join(sorted(paths)[:2]) or "nothing") + (" and more" if len(paths) > 2 else "")
        raise Refused([finding("extra_path", paths[0] if len(paths) == 1 else "", what=what)])
    entry = changes[0].after
    if entry.mode != FILE:
        raise Refused([finding("mode", paths[0], mode=f"{entry.mode:06o}")])
    return paths[0], _small_blob(git, entry.oid, paths[0])


def _small_blob(git: Git, oid: str, path: str) -> bytes:
    """The bytes of what a person wrote, which are not read where they are too many. Raises Refused."""
    size = git.size(oid)
    if size > PERSON_LIMIT:
        raise Refused([finding("limits", path, what=f"{size} bytes; at most {PERSON_LIMIT}")])
    return git.blob(oid)


@lru_cache(maxsize=1024)
def _tree_of(git: Git, oid: str) -> str:
    # a commit of main may hold whatever somebody wrote to a free path, but nobody writes a book into its message
    return git.pushed_commit(oid, most=MAX_ON_MAIN).tree
