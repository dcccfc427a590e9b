"""The clerk's memory of the papers that it looked at: who signed each, what it claims to be, and whether people know.

It is a cache outside of every verdict. Its content follows from the bytes of a commit alone, so it is as true as the
commit's id. It is sealed with a key that only the clerk has. The clerk throws away a memory that is damaged, cut, of
another version, or made by somebody else; this costs one longer run.

A path in it is whatever a stranger called a file: line feeds, and bytes that are no text. So each line is JSON.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path

from govtool import __version__
from govtool.core.ids import CommitId, Digest
from govtool.io.file.atomic import replace_file
from govtool.io.file.regular import read_regular
from govtool.io.signature.signing import SigningKey

FILE = "govtool/clerk-memory"
MAX_BYTES = 64 << 20
NAMESPACE = "govtool-clerk-memory"
TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Fact:
    """One commit as a paper: the key that signed it, empty if it holds no paper, and the path of its file."""

    key: str
    path: str = ""


class Memory:
    """The facts that are known, and the papers that people were told of. Kept in a file if there is a path."""

    def __init__(self, path: Path | None = None, seal: bytes = b"", about: str = "") -> None:
        self._path, self._seal, self._about = path, seal, about
        self._facts: dict[str, Fact] = {}
        self._told: set[str] = set()
        self._asked: set[str] = set()
        self._is_changed = False
        self._read()

    @property
    def is_kept(self) -> bool:
        """Whether a later run will know what this one learnt."""
        return self._path is not None

    def fact(self, kind: str, commit: CommitId) -> Fact | None:
        """The fact that is remembered of a commit as a paper of a kind, if any."""
        self._asked.add(f"{kind} {commit}")
        return self._facts.get(f"{kind} {commit}")

    def learn(self, kind: str, commit: CommitId, fact: Fact) -> Fact:
        """Remembers what a commit is."""
        self._asked.add(f"{kind} {commit}")
        if self._facts.get(f"{kind} {commit}") != fact:
            self._facts[f"{kind} {commit}"] = fact
            self._is_changed = True
        return fact

    def was_told(self, kind: str, commit: CommitId) -> bool:
        """Whether people were told by an earlier run that a commit is refused."""
        return self.is_kept and f"{kind} {commit}" in self._told

    def tell(self, kind: str, commit: CommitId) -> None:
        """Remembers that people are told."""
        self._asked.add(f"{kind} {commit}")
        if f"{kind} {commit}" not in self._told:
            self._told.add(f"{kind} {commit}")
            self._is_changed = True

    def save(self) -> None:
        """Keeps what was asked for by this run; the rest is of branches that are gone. A full disk costs time only."""
        kept = {name for name in self._asked if name in self._facts or name in self._told}
        if self._path is None or not (self._is_changed or kept != {*self._facts, *self._told}):
            return
        lines = []
        for name in sorted(kept):
            fact = self._facts.get(name)
            lines.append(json.dumps([name, name in self._told, *((fact.key, fact.path) if fact is not None else ())]))
        body = "\n".join(lines)
        try:
            replace_file(self._path, f"{self._mac(body)}\n{body}", private=True)
        except OSError:
            return

    def _read(self) -> None:
        if self._path is None:
            return
        try:
            mac, _, body = read_regular(self._path, MAX_BYTES).decode("utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return
        if not hmac.compare_digest(mac.encode(), self._mac(body).encode()):
            return
        for line in body.split("\n") if body else ():
            name, is_told, *fact = json.loads(line)
            if is_told:
                self._told.add(name)
            if fact:
                self._facts[name] = Fact(*fact)

    def _mac(self, body: str) -> str:
        text = f"{__version__}\n{self._about}\n{body}"
        return hmac.new(self._seal, text.encode(), hashlib.sha256).hexdigest()


def memory_of(folder: Path, key: SigningKey, genesis: Digest, origins: tuple[str, ...]) -> Memory:
    """The memory of the clerk with a key, for one organisation; passkeys of other pages are other signers."""
    seal = hashlib.sha256(key.sign(f"what the clerk of {genesis} remembers\n".encode(), NAMESPACE).encode()).digest()
    return Memory(folder / FILE, seal, "\n".join((genesis, *origins)))
