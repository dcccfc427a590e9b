"""Evidence: the content of a signed commit, as values that a rule can judge.

`io.git.commit_evidence` makes it from objects; a rule sees nothing else of git. Names of authors and committers and all
dates are left out on purpose: anyone can write what they like there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from govtool.core.finding import Finding


class Signer(NamedTuple):
    """The key that signed: the bytes tell no more of the signer. `problem` is set if the signature is not valid.

    `key` is the public key in base64 and `name` its fingerprint for people; both are empty if there is none.
    """

    key: str = ""
    name: str = ""
    problem: Finding | None = None


class Paper(NamedTuple):
    """A signed commit that should add one file: a ballot, a statement, a submission.

    `path` and `data` are of the one file that it adds to its first parent. `problem` says what is wrong with the commit
    or the file, whoever signed it. `value` is the file as plain data if it could be read.
    """

    commit: str
    parents: tuple[str, ...]
    signer: Signer
    trailers: Mapping[str, str]
    path: str = ""
    data: bytes = b""
    digest: str = ""
    value: object = None
    problem: Finding | None = None


class Keys(Protocol):
    """The questions that a rule may ask about public keys. `io.signature.signature` does the arithmetic."""

    def registrable(self, key_type: str, blob: str) -> Finding | None:
        """Why a key (base64 `blob`) can never be registered, None if it can."""

    def proves(self, key_type: str, blob: str, message: bytes, proof: str, origins: tuple[str, ...]) -> bool:
        """Whether `proof` is the armoured signature of `message` by this key, in the namespace of possession. That of a
        passkey counts as a ballot's does: made at one of the `origins`, with the person verified.
        """
