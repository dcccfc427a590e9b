"""The golden files: real files of every kind, kept by hand, each by the path at which it would lie in a repository."""

from __future__ import annotations

import hashlib
from typing import TypeVar

from govtool.cli.machinery.generate import examples
from govtool.core.record import Record
from govtool.io.git.store import read_canonical
from govtool.io.signature.signing import MemoryKey
from govtool.roles.lifecycle.schema import KINDS, kind_at
from govtool.roles.minutes.registry import NEWEST
from tests.world.place import ROOT

R = TypeVar("R", bound=Record)

FILES = examples(ROOT)


def first(kind: str) -> bytes:
    """The first golden file of a kind."""
    return next(data for path, data in FILES.items() if kind_at(path) == kind)


def golden(model: type[R]) -> dict[str, R]:
    """The records of the golden files of a kind, by path."""
    kind = next(kind for kind, known in KINDS.items() if known is model)
    lying = {path: data for path, data in FILES.items() if kind_at(path) == kind}
    return {path: read_canonical(data, model, path, kinds=NEWEST) for path, data in lying.items()}


def example(model: type[R]) -> tuple[str, R]:
    """The first record of them, and its path."""
    return next(iter(golden(model).items()))


def signer(name: str) -> MemoryKey:
    """The key with which a person signed what is signed among them. Everybody knows it: never use it for anything else.

    A format may still change before the first release: who then changes a file by hand signs it again with this.
    """
    return MemoryKey.from_seed(hashlib.sha256(f"specimen {name}".encode()).digest())
