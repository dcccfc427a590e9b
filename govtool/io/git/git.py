"""The door to git's objects and refs: the only user of pygit2.

It reads and writes objects and refs, and compares trees from their raw bytes. It never touches a work tree or an index.
Promises:
- every object that is read has its id checked
- a missing object is an error that is never skipped
- replace refs are ignored
- no configuration, attribute, filter or hook of a repository takes part
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from subprocess import CompletedProcess

from govtool.core.cache import Cache
from govtool.core.commit import Commit, CommitError, parse_any, parse_commit, plain_first_parent
from govtool.core.finding import finding
from govtool.errors import GovtoolError
from govtool.io.git.gitlibrary import pygit2
from govtool.io.git.opening import missing, opened, opened_for_a_hook, refuse_filtered
from govtool.io.git.place import Place, find_place
from govtool.io.git.refs import Move, move_refs, refs_below
from govtool.io.git.settings import Settings
from govtool.io.git.tree import (
    EMPTY_TREE,
    EXECUTABLE,
    FILE,
    GITLINK,
    SYMLINK,
    TREE,
    BrokenTree,
    Change,
    Entry,
    MissingObject,
    TooMuch,
    Way,
    format_sorted,
    format_tree,
    object_id,
    parse_tree,
    sort_key,
)
from govtool.io.git.walk import Bounds, changes, files_below

__all__ = [
    "EMPTY_TREE",
    "EXECUTABLE",
    "FILE",
    "GITLINK",
    "SYMLINK",
    "TREE",
    "Bounds",
    "BrokenTree",
    "Change",
    "Entry",
    "Git",
    "MissingObject",
    "TooMuch",
    "format_tree",
    "object_id",
]

_CACHED_TREES = 8 << 20
_CACHED_COMMITS = 2 << 20
_CACHED_WAYS = 1000
_ENTRY_BYTES = 320
"""The memory of an entry of a tree: its name, its id, and their places in a dict."""
MAX_PUSHED = 1 << 16
MAX_ON_MAIN = 1 << 20
"""A commit of main is not larger: it is read whenever history is walked. One that is has no authority."""
_MAX_TREE = 16 << 20
_MAX_BLOB = 32 << 20


class Git:
    """A repository's objects and refs."""

    def __init__(self, path: Path | str | Place, *, from_environment: bool = False) -> None:
        """Opens the repository that git finds at `path`; `from_environment` is for hooks, which see objects in
        quarantine.

        Raises GovtoolError where there is none, or one that cannot be trusted to be whole (shallow, grafted, partial)
        or read (SHA-256 object format).
        """
        self.is_quarantined = from_environment
        if from_environment:
            self._repository, self.place = opened_for_a_hook(Path(str(path)))
        else:
            self.place = path if isinstance(path, Place) else find_place(Path(path))
            self._repository = opened(self.place)
        self.settings = Settings(self.place)
        if not from_environment and not isinstance(path, Place):
            refuse_filtered(self.settings)
        self._objects = self._repository.odb
        self._trees = Cache[str, dict[str, Entry]](_CACHED_TREES)
        self._commits = Cache[str, Commit](_CACHED_COMMITS)
        self._ways: dict[tuple[str, str], Way | None] = {}

    @cached_property
    def common_folder(self) -> Path:
        """The folder that all work trees of the repository share."""
        return self.place.common

    @property
    def folder(self) -> Path:
        """The repository's folder (`.git`, or the bare repository)."""
        return self.place.folder

    @property
    def work_folder(self) -> Path | None:
        """The checked-out folder, to show to people; never read for data."""
        return self.place.work

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> CompletedProcess[str]:
        """Runs git in this repository, and gives what it printed. Raises GovtoolError if there is no git."""
        return self.place.run(*arguments, environment=environment)

    # Objects -----------------------------------------------------------------------------------------------------

    def read(self, oid: str) -> tuple[str, bytes]:
        """The kind (`commit`, `tree`, `blob`, `tag`) and bytes of an object. Raises MissingObject."""
        try:
            kind, data = self._objects.read(oid)
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise missing(self.settings, oid, error) from error
        return _KINDS[kind], data

    def has(self, oid: str) -> bool:
        """Whether the object is in the repository."""
        return oid in self._repository

    def _read_kind(self, oid: str, wanted: str) -> bytes:
        kind, data = self.read(oid)
        if kind != wanted:
            raise MissingObject(oid, f"it is a {kind}, not a {wanted}")
        return data

    def blob(self, oid: str) -> bytes:
        """The bytes of a file. Raises TooMuch for one that is larger than any that is read."""
        if (size := self.size(oid)) > _MAX_BLOB:
            raise TooMuch(f"a file has {size} bytes; one of more than {_MAX_BLOB} is not read")
        return self._read_kind(oid, "blob")

    def size(self, oid: str) -> int:
        """The size of an object in bytes, without reading it whole. Raises MissingObject."""
        try:
            return int(self._repository.odb.read_header(oid)[1])
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise missing(self.settings, oid, error) from error

    def commit(self, oid: str) -> Commit:
        """A governed commit, in the strict grammar. Raises CommitError where it is not."""
        return parse_commit(oid, self._read_kind(oid, "commit"))

    def commit_bytes(self, oid: str) -> bytes:
        """The bytes of a commit as it was signed. Its size is read first, as in `pushed_commit`."""
        self._refuse_large(oid, MAX_PUSHED)
        return self._read_kind(oid, "commit")

    def loose_commit(self, oid: str) -> Commit:
        """Any commit as git reads it: for what is only walked through, never trusted.

        Of one larger than a commit of main may be there are only its tree and parents.
        """
        known = self._commits.get(oid)
        if known is not None:
            return known
        size = self.size(oid)
        if size > MAX_ON_MAIN and self._is_commit(oid):
            found = self._repository[oid].peel(pygit2.Commit)
            return Commit(oid, str(found.tree_id), tuple(map(str, found.parent_ids)), "", "", None, "", b"")
        commit = parse_any(oid, self._read_kind(oid, "commit"))
        self._commits.put(oid, commit, 4 * size)
        return commit

    def pushed_commit(self, oid: str, *, strict: bool = False, most: int = MAX_PUSHED) -> Commit:
        """A commit that anybody may have pushed, loosely read unless `strict` is set. Its size is read first.

        Raises CommitError for one that is larger than any that people sign: 90 KB on a disk can be 20 MB to read.
        """
        self._refuse_large(oid, most)
        return self.commit(oid) if strict else self.loose_commit(oid)

    def _refuse_large(self, oid: str, most: int) -> None:
        size = self.size(oid)
        if size > most:
            what = f"a commit of {size} bytes; one of more than {most} is not read"
            raise CommitError(finding("limits", commit=oid, what=what))

    def tree(self, oid: str) -> Mapping[str, Entry]:
        """The entries of a tree by name, cached."""
        found = self._trees.get(oid)
        if found is None:
            if oid != EMPTY_TREE and (size := self.size(oid)) > _MAX_TREE:
                raise TooMuch(f"a folder has {size} bytes of names; one of more than {_MAX_TREE} is not read")
            found = parse_tree(b"" if oid == EMPTY_TREE else self._read_kind(oid, "tree"))
            self._trees.put(oid, found, _ENTRY_BYTES * (len(found) + 1))
        return found

    def entry(self, tree: str, path: str) -> Entry | None:
        """The entry at a path of a tree, if there is one."""
        *folders, name = path.split("/")
        for folder in folders:
            found = self.tree(tree).get(folder)
            if found is None or found.mode != TREE:
                return None
            tree = found.oid
        return self.tree(tree).get(name)

    def files(self, tree: str, folder: str = "", but: str = "", most: int | None = None) -> Iterator[tuple[str, Entry]]:
        """Every file below a folder (all without one), by path relative to the tree, sorted folder by folder.

        Files in its folder `but` are left out, and not looked at. Raises BrokenTree if there are more than `most`.
        """
        if folder:
            found = self.entry(tree, folder)
            if found is None or not found.is_tree:
                return
            tree = found.oid
        yield from files_below(self, tree, folder + "/" if folder else "", but, most)

    def changes(self, before: str, after: str, bounds: Bounds | None = None) -> Iterator[Change]:
        """Every path that differs between two trees, in one order; `bounds` are tighter ones than those of main.

        Raises BrokenTree where there is more than that.
        """
        return changes(self, before, after, bounds or Bounds())

    def added_file(self, before: str, after: str, folder: str) -> tuple[str, Entry] | None:
        """Name and entry of the file that `after` adds to a folder of `before`, where the trees differ in nothing else.

        None says that the quick way cannot tell, and `changes` must. The trees on the way down are compared as bytes
        with what they must be: git writes a tree in one way only, so nothing else can differ. Costs the way down.
        """
        way = self._way(before, folder)
        return None if way is None else way.added(after, self._small_tree)

    def _small_tree(self, oid: str, most: int) -> bytes:
        return self._read_kind(oid, "tree") if self.size(oid) <= most else b""

    def is_added(self, before: str, after: str, path: str, data: bytes) -> bool:
        """Whether `after` is `before` with this plain file added and nothing else; False also where it cannot tell.

        Computed from `before` and the bytes alone: the id of a tree stands for all that it holds, so that the trees of
        `after` need only be there.
        """
        folder, _, name = path.rpartition("/")
        way = self._way(before, folder)
        if way is None or name in way.entries:
            return False
        made = way.with_file(name, data)
        return made[-1] == after and all(map(self._objects.__contains__, made))

    def _way(self, tree: str, folder: str) -> Way | None:
        if (tree, folder) not in self._ways:
            if len(self._ways) >= _CACHED_WAYS:
                self._ways.clear()
            above, _, name = folder.rpartition("/")
            way = self._way(tree, above) if above else Way((), self.tree(tree))
            self._ways[tree, folder] = way.below(name, self.tree) if way is not None else None
        return self._ways[tree, folder]

    def with_files(self, tree: str, files: Mapping[str, Entry | None], *, write: bool) -> str:
        """The id of the tree with these files put in (None: taken out). Nothing is written unless `write` is set."""
        inner: dict[str, dict[str, Entry | None]] = {}
        before = self.tree(tree)
        entries = dict(before)
        for path, entry in files.items():
            name, slash, rest = path.partition("/")
            if slash:
                inner.setdefault(name, {})[rest] = entry
            elif entry is None:
                entries.pop(name, None)
            else:
                entries[name] = entry
        touched = {path.partition("/")[0] for path in files}
        for name, below in inner.items():
            old = entries.get(name)
            oid = self.with_files(old.oid if old and old.is_tree else EMPTY_TREE, below, write=write)
            if oid == EMPTY_TREE:
                entries.pop(name, None)
            else:
                entries[name] = Entry(TREE, oid)
        # A file in place of another keeps its place; only a new name, or a folder in place of a file, has another.
        is_in_order = all(
            name in before and before[name].mode == entries[name].mode for name in entries.keys() & touched
        )
        ordered = entries if is_in_order else dict(sorted(entries.items(), key=sort_key))
        raw = format_sorted(ordered)
        oid = self.write("tree", raw) if write else object_id("tree", raw)
        self._trees.put(oid, ordered, _ENTRY_BYTES * (len(ordered) + 1))
        return oid

    def write(self, kind: str, data: bytes) -> str:
        """Stores an object and returns its id."""
        return str(self._repository.write(_NUMBERS[kind], data))

    # Refs --------------------------------------------------------------------------------------------------------

    def ref(self, name: str) -> str | None:
        """The commit that a full ref name (refs/...) points at. Short names are never guessed."""
        try:
            target = str(self._repository.references[name].resolve().target)
        except (KeyError, ValueError, pygit2.GitError):
            return None
        return target if self._is_commit(target) else None

    def refs(self, prefix: str) -> dict[str, str]:
        """The commits of every ref below a prefix, by full name, sorted."""
        return {name: oid for name, oid in sorted(refs_below(self.place, prefix)) if self._is_commit(oid)}

    def _is_commit(self, oid: str) -> bool:
        # Asked of the header: what somebody pushed may have any size, and most of it is never looked at.
        try:
            return bool(self._objects.read_header(oid)[0] == _NUMBERS["commit"])
        except (KeyError, ValueError, pygit2.GitError):
            return False

    def move_refs(self, *moves: Move) -> bool:
        """Moves refs, all or none, each from the commit that was looked at; False where one is not there any more."""
        return move_refs(self.place, moves)

    def resolve(self, revision: str) -> str:
        """The commit that a person named (a branch, an id, HEAD~1). Raises GovtoolError where there is none."""
        try:
            return str(self._repository.revparse_single(revision).peel(pygit2.Commit).id)
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise GovtoolError(
                f"there is no commit {revision!r} here", "git log --all --oneline shows what there is"
            ) from error

    @property
    def head_branch(self) -> str | None:
        """The full name of the branch that is checked out, if one is."""
        head = self._repository.references.get("HEAD")
        target = head.raw_target if head is not None else None
        return target.decode() if isinstance(target, bytes) else None

    def setting(self, name: str) -> str | None:
        """A value of git's configuration: who a person is, and with what they sign. Never read for a verdict."""
        return self.settings.get(name)

    def set_setting(self, name: str, value: str) -> None:
        """Writes a value into the repository's own configuration. Raises GovtoolError where it cannot be written."""
        self.settings.set(name, value)

    def unset_setting(self, name: str) -> None:
        """Takes a value out of the repository's own configuration. Raises GovtoolError where it stays set."""
        self.settings.unset(name)

    # Walking -----------------------------------------------------------------------------------------------------

    def first_parents(self, head: str) -> Iterator[str]:
        """The first-parent chain from a commit back to its root."""
        oid: str | None = head
        while oid is not None:
            yield oid
            oid = self.first_parent(oid)

    def first_parent(self, oid: str) -> str | None:
        """The first parent, None at a root."""
        if self.size(oid) <= MAX_ON_MAIN and (found := plain_first_parent(self._read_kind(oid, "commit"))):
            return found
        parents = self.loose_commit(oid).parents
        return parents[0] if parents else None

    def is_ancestor(self, ancestor: str, head: str) -> bool:
        """Whether a commit is reachable from another. A convenience, never a test of authority."""
        return ancestor == head or bool(self._repository.descendant_of(head, ancestor))


_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_NUMBERS = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
