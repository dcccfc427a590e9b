"""The meaning of a field of a file, in a sentence: the description by its own kind, else the one of its name
everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

SHARED: Mapping[str, str] = {
    "action": "the kind of the action",
    "at": "when it happened, by the clerk's clock",
    "cast": "1 at first, one more for each change of mind; the highest counts",
    "key": "a public key",
    "keys": "public keys",
    "kind": "which kind of statement it is; decides what `body` holds",
    "member": "the person, by id",
    "name": "the name that people read",
    "number": "the number under which it is known",
    "proof": "the signature with which the owner proves to hold the key, in a namespace of its own",
    "proposal": "the number of the proposal",
    "proposer": "who asks for it, by id",
    "reason": "the reason, in words; permanently public",
    "result": "the name of the result",
    "rule": "the name of a rule of the bylaws",
    "team": "the team, by id",
    "text": "the file that holds the text",
    "title": "one line that says what it is about",
}
"""Names that mean the same in every file."""


def meaning_of(field: str, described: str | None) -> str:
    """The meaning of a field, by its name in the file and its description by its kind; empty if nobody described it."""
    return described or SHARED.get(field, "")
