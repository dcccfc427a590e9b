"""The simulator with a repository: every event becomes the commits that people and the clerk would make.

New objects wait in memory until `publish` writes them as one pack, so that a history of any size costs what its events
cost. It promises that the audit accepts the history; it uses no remote.
"""

from __future__ import annotations

import hashlib
import struct
import subprocess
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from govtool.core.minute import TRAILER
from govtool.core.state import State
from govtool.core.times import seconds_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.decision import Decide
from govtool.domain.decisions.event import Event, Step
from govtool.domain.decisions.statement import TakeStatement
from govtool.io.git.git import EMPTY_TREE, FILE, Entry, Git, object_id
from govtool.io.git.refs import Move
from govtool.io.git.store import Layout, tree_of
from govtool.io.signature.signing import sign_commit
from govtool.roles.lifecycle.founder import Plan, found
from govtool.roles.minutes.book import MAIN
from tests.world.people import key_of
from tests.world.source import Memory
from tests.world.town import Town

_KINDS = {"commit": 1, "tree": 2, "blob": 3}
_MOST = 200_000
_GATHERED = 1_000


class Recorded(Town):
    """A `Town` with a bare repository; `head` is the newest commit of main, which `publish` moves there."""

    raises = True

    def __init__(self, folder: Path, founders: Iterable[str | Member], **options: Any) -> None:
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)], check=True)
        self.folder = folder
        self.git = Packed(folder)
        self._writes = True
        super().__init__(founders, **options)

    def _found(self, plan: Plan) -> State:
        founder = plan.members[0].id
        self.founded = self.head = found(self.git, plan, key_of(founder), f"{founder} <{founder}@invalid>")
        self._main = self.git.loose_commit(self.head).tree
        return super()._found(plan)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What happens meanwhile enters the repository in one commit, which no audit accepts. Years of hours are made
        in this way: whoever reads on from there does it as in a clone that was verified up to there.
        """
        self._writes = False
        yield
        self._writes = True
        source = self.registry.source
        assert isinstance(source, Memory)
        entries = {path: Entry(FILE, self.git.write("blob", source.data(path) or b"")) for path in source.files}
        self._main = self.git.with_files(EMPTY_TREE, entries, write=True)
        self.head = self._commit((self.head,), "All at once\n")

    def publish(self) -> None:
        """Moves main to where the history stands."""
        self.git.flush()
        self.git.move_refs(Move(MAIN, self.head, self.git.ref(MAIN)))

    def _tree(self, files: Mapping[str, bytes]) -> str:
        if not self._writes:
            return super()._tree(files)
        entries = {path: Entry(FILE, self.git.write("blob", data)) for path, data in files.items()}
        return self.git.with_files(self._main, entries, write=True)

    def _signed(self, who: str, files: Mapping[str, bytes], trailer: str, digest: str) -> bytes:
        raw = super()._signed(who, files, trailer, digest)
        if self._writes:
            self.git.write("commit", raw)
        return raw

    def _enter(self, event: Event, made: Step) -> None:
        if not self._writes:
            return
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
        gather = self.head
        for first in range(0, len(papers), _GATHERED):
            commits = (paper.commit for paper in papers[first : first + _GATHERED])
            gather = self._commit((gather, *commits), "Gather\n")
        return (gather,) if papers else ()

    def _commit(self, parents: tuple[str, ...], message: str) -> str:
        stamp = f"clerk <clerk@invalid> {seconds_of(self.now)} +0000"
        return self.git.write("commit", sign_commit(key_of("clerk"), self._main, parents, stamp, stamp, message))


class Packed(Git):
    """A repository whose new objects wait in memory, to be written as a pack; only `flush` shows them to others."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._waiting: dict[str, tuple[str, bytes]] = {}

    def read(self, oid: str) -> tuple[str, bytes]:
        """The kind and bytes of an object."""
        return self._waiting.get(oid) or super().read(oid)

    def size(self, oid: str) -> int:
        """The size of an object in bytes."""
        return len(self._waiting[oid][1]) if oid in self._waiting else super().size(oid)

    def write(self, kind: str, data: bytes) -> str:
        """Keeps an object and returns its id."""
        oid = object_id(kind, data)
        self._waiting[oid] = (kind, data)
        if len(self._waiting) >= _MOST:
            self.flush()
        return oid

    def flush(self) -> None:
        """Writes what waits."""
        if self._waiting:
            command = ["git", "-C", str(self.folder), "index-pack", "--stdin"]
            subprocess.run(command, input=pack_of(self._waiting.values()), check=True, capture_output=True)
            self._waiting.clear()


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
