"""Salted documents at a desk: keeping one, checking those that are here, and telling which statements cite which.

Reads the verified registry and the user's folder of documents. Nothing of a document ever enters a repository.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from govtool.core.ids import Digest, digest_of, is_digest
from govtool.core.state import State
from govtool.domain.decisions.statement import Statement
from govtool.domain.people.document import MAX_BYTES, SALT_BYTES, Salted, opened, salted
from govtool.errors import UsageError
from govtool.io.file.document import DocumentStore, new_salt, read_file

Condition = Literal["good", "broken", "not here"]
CITING = ("text_digest", "document")
"""The fields of statements that cite a document."""
_FOUND_BY = ("paper", "payer", "payee_name", "payee_member", "note", "reference")


@dataclass(frozen=True)
class Checked:
    """A document, what it is in, and the statements that cite it: `alice 4`. One that is not here is no failure: who
    was given it keeps it.
    """

    digest: Digest
    condition: Condition
    cited_by: tuple[str, ...]


def add(store: DocumentStore, path: Path) -> tuple[Salted, Path]:
    """Keeps a salted copy of a file. Raises UsageError for one that is too large, GovtoolError where it fails."""
    content = read_file(path)
    if len(content) > MAX_BYTES:
        raise UsageError(f"{path} has {len(content)} bytes; at most {MAX_BYTES}", "keep the text, not the pictures")
    made = salted(content, new_salt(SALT_BYTES))
    return made, store.put(made.file)


def check_file(path: Path, state: State | None) -> Checked:
    """A document in a file, as somebody handed it over."""
    file = read_file(path)
    digest = digest_of(file)
    cited = citations(state).get(digest, ()) if state is not None else ()
    # a receipt is cited as it is, without salt: it is good if it is the very file
    return Checked(digest, "good" if cited else _condition(file, digest), cited)


def check_all(store: DocumentStore, state: State) -> Iterator[Checked]:
    """Every document that a statement cites, and every one that lies here, by digest."""
    cited = citations(state)
    for digest in sorted({*cited, *store.digests()}):
        yield Checked(digest, _condition(store.get(digest), digest), cited.get(digest, ()))


@dataclass(frozen=True)
class Paper:
    """A document that a statement cites, and the statement."""

    digest: Digest
    statement: Statement


def papers(state: State, words: str) -> Iterator[Paper]:
    """The documents that statements cite whose number, payer, payee, note or digest has these words.

    Looks at every statement there is, without regard to capitals.
    """
    wanted = words.casefold()
    for statement in Statement.all(state):
        said = [str(statement.body[name]) for name in _FOUND_BY if name in statement.body]
        for digest in sorted(set(_cited(statement.body))):
            begins = digest.removeprefix("sha256:").startswith(wanted.removeprefix("sha256:"))
            if begins or any(wanted in each.casefold() for each in said):
                yield Paper(digest, statement)


def _condition(file: bytes | None, digest: Digest) -> Condition:
    if file is None:
        return "not here"
    return "good" if digest_of(file) == digest and opened(file) is not None else "broken"


def citations(state: State) -> Mapping[Digest, tuple[str, ...]]:
    """Which statements cite which document: `alice 4` is Alice's fourth. Looks at every statement there is."""
    found: dict[Digest, tuple[str, ...]] = {}
    for statement in Statement.all(state):
        for digest in sorted(set(_cited(statement.body))):
            found[digest] = (*found.get(digest, ()), f"{statement.member} {statement.number}")
    return found


def _cited(value: object) -> Iterator[Digest]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name in CITING and isinstance(inner, str) and is_digest(inner):
                yield inner
            else:
                yield from _cited(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _cited(inner)


def digest_from(typed: str, store: DocumentStore) -> Digest:
    """The digest that a person means: itself, the beginning of one that is here, or that of a document in a file.

    Raises UsageError.
    """
    if is_digest(typed):
        return typed
    near = [
        digest for digest in store.digests() if len(typed) >= 8 and digest.removeprefix("sha256:").startswith(typed)
    ]
    if len(near) == 1:
        return near[0]
    path = Path(typed).expanduser()
    if path.is_file():
        file = read_file(path)
        if opened(file) is not None:
            return digest_of(file)
        raise UsageError(f"{typed} is no salted document", f"make one: govtool documents add {typed}")
    raise UsageError(f"{typed!r} is no digest of a document", "make one: govtool documents add FILE")
