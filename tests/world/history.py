"""The simulator with a repository: every event becomes the commits that people and the clerk would make.

New objects wait in memory until they are many, or until `publish`, and are written as a pack. So a history of any size
costs what its events cost, and its making takes as much memory as its newest state does. It promises that the audit
accepts the history; it uses no remote.
"""

from __future__ import annotations

import hashlib
import struct
import subprocess
import zlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from govtool.core.minute import TRAILER
from govtool.core.state import State
from govtool.core.times import seconds_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.decision import Decide
from govtool.domain.decisions.event import Event, Step
from govtool.domain.decisions.statement import TakeStatement
from govtool.io.git.git import FILE, Entry, Git, object_id
from govtool.io.git.refs import Move
from govtool.io.git.store import Layout, tree_of
from govtool.io.signature.signing import sign_commit
from govtool.roles.lifecycle.founder import Plan, found
from govtool.roles.minutes.book import MAIN
from tests.world.people import key_of
from tests.world.town import Town

_KINDS = {"commit": 1, "tree": 2, "blob": 3}
_MOST_BYTES = 64 << 20
"""Of the objects that wait in memory."""
_GATHERED = 1_000


class Recorded(Town):
    """A `Town` with a bare repository; `head` is the newest commit of main, which `publish` moves there."""

    raises = True

    def __init__(self, folder: Path, founders: Iterable[str | Member], **options: Any) -> None:
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)], check=True)
        self.folder = folder
        self.git = Packed(folder)
        self._branches: dict[str, str] = {}
        super().__init__(founders, **options)

    def _found(self, plan: Plan) -> State:
        founder = plan.members[0].id
        self.founded = self.head = found(self.git, plan, key_of(founder), f"{founder} <{founder}@invalid>")
        self._main = self.git.loose_commit(self.head).tree
        return super()._found(plan)

    def publish(self) -> None:
        """Moves main to where the history stands, and the clerk's receipts with it."""
        self.git.flush()
        refs = {MAIN: self.head, **self._branches}
        self.git.move_refs(*(Move(ref, oid, self.git.ref(ref)) for ref, oid in refs.items()))

    def gather(self, number: str) -> None:
        """The clerk's receipts for all ballots cast until now on an open vote, on a branch beside main."""
        commits = tuple(paper.commit for paper in self._cast.get(number, {}).values())
        self._branches[f"refs/heads/gather/{number}"] = self._chain(commits)

    def _tree(self, files: Mapping[str, bytes]) -> str:
        entries = {path: Entry(FILE, self.git.write("blob", data)) for path, data in files.items()}
        return self.git.with_files(self._main, entries, write=True)

    def _signed(self, who: str, files: Mapping[str, bytes], trailer: str, digest: str) -> bytes:
        raw = super()._signed(who, files, trailer, digest)
        self.git.write("commit", raw)
        return raw

    def _enter(self, event: Event, made: Step) -> None:
        others = self._others(event)
        self._main = tree_of(self.git, self._main, Layout(), made.state, write=True)
        self.head = self._commit((self.head, *others), f"{made.minute.event}\n\n{TRAILER}: {made.digest}\n")

    def _others(self, event: Event) -> tuple[str, ...]:
        """The further parents of the commit of an event: the papers that it rests on."""
        if isinstance(event, TakeStatement):
            return (event.paper.commit, *((event.outside.paper.commit,) if event.outside else ()))
        if not isinstance(event, Decide):
            return ()
        papers = (*event.papers, event.filing) if event.filing else event.papers
        return (self._chain(tuple(paper.commit for paper in papers)),) if papers else ()

    def _chain(self, commits: tuple[str, ...]) -> str:
        """The newest of the gathers that hold these commits, a chain that begins at main."""
        gather = self.head
        for first in range(0, len(commits), _GATHERED):
            gather = self._commit((gather, *commits[first : first + _GATHERED]), "Gather\n")
        return gather

    def _commit(self, parents: tuple[str, ...], message: str) -> str:
        stamp = f"clerk <clerk@invalid> {seconds_of(self.now)} +0000"
        return self.git.write("commit", sign_commit(key_of("clerk"), self._main, parents, stamp, stamp, message))


class Packed(Git):
    """A repository whose new objects wait in memory, to be written as a pack; only `flush` shows them to others."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._waiting: dict[str, tuple[str, bytes]] = {}
        self._bytes = 0

    def read(self, oid: str) -> tuple[str, bytes]:
        """The kind and bytes of an object."""
        return self._waiting.get(oid) or super().read(oid)

    def size(self, oid: str) -> int:
        """The size of an object in bytes."""
        return len(self._waiting[oid][1]) if oid in self._waiting else super().size(oid)

    def write(self, kind: str, data: bytes) -> str:
        """Keeps an object and returns its id."""
        oid = object_id(kind, data)
        if oid not in self._waiting:
            self._waiting[oid] = (kind, data)
            self._bytes += len(data)
        if self._bytes > _MOST_BYTES:
            self.flush()
        return oid

    def flush(self) -> None:
        """Writes what waits."""
        if self._waiting:
            command = ["git", "-C", str(self.folder), "index-pack", "--stdin"]
            subprocess.run(command, input=pack_of(self._waiting.values()), check=True, capture_output=True)
            self._waiting.clear()
            self._bytes = 0


def pack_of(objects: Collection[tuple[str, bytes]]) -> bytes:
    """A pack of whole objects, none of them told by what it differs in."""
    parts = [b"PACK" + struct.pack(">II", 2, len(objects))]
    for kind, data in objects:
        size, head = len(data) >> 4, bytearray([_KINDS[kind] << 4 | len(data) & 15])
        while size:
            head[-1] |= 128
            head.append(size & 127)
            size >>= 7
        parts += [bytes(head), zlib.compress(data, 1)]
    pack = b"".join(parts)
    return pack + hashlib.sha1(pack, usedforsecurity=False).digest()
