"""A salted document: a text that is kept outside the repository, such as a complaint, whose digest the registry holds.

git keeps its contents permanently. A complaint, an answer or a review can therefore be kept outside. The registry then
holds the SHA-256 of a file that begins with 32 random bytes, so that nobody can find out a text by guessing it. A
person with the file can show that it is the right one. Erasing every copy of the file erases the text, and the chain of
minutes stays valid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from govtool.core.ids import Digest, digest_of

HEAD = b"govtool.document/1\n"
SALT_BYTES = 32
MAX_BYTES = 16 * 1024 * 1024
_FORM = re.compile(rb"govtool\.document/1\nsalt ([0-9a-f]{64})\nsize (0|[1-9][0-9]{0,8})\n\n", re.ASCII)


@dataclass(frozen=True, slots=True)
class Salted:
    """A salted document: its bytes as a file, and its content."""

    file: bytes
    content: bytes

    @property
    def digest(self) -> Digest:
        """The digest that the registry cites."""
        return digest_of(self.file)


def salted(content: bytes, salt: bytes) -> Salted:
    """A document with its salt. Raises ValueError for a salt of another length or a content that is too large."""
    if len(salt) != SALT_BYTES or len(content) > MAX_BYTES:
        raise ValueError("a document has 32 bytes of salt and at most 16 MiB of content")
    return Salted(HEAD + f"salt {salt.hex()}\nsize {len(content)}\n\n".encode() + content, content)


def opened(file: bytes) -> Salted | None:
    """The salted document in the bytes of a file, None if they are none."""
    match = _FORM.match(file)
    if match is None or len(file) - match.end() != int(match[2]):
        return None
    return Salted(file, file[match.end() :])
