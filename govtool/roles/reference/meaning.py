"""What a field of a file means, in a sentence: what its own kind says of it, else what its name means everywhere."""

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
    "proof": "the signature with which the owner of the key shows to hold it, in a namespace of its own",
    "proposal": "the number of the proposal",
    "proposer": "who asks for it, by id",
    "reason": "the reason, in words; permanently public",
    "result": "the name of what came out",
    "rule": "the name of a rule of the bylaws",
    "team": "the team, by id",
    "text": "the file that holds the text",
    "title": "one line that says what it is about",
}
"""Names that mean the same in every file."""


def meaning_of(field: str, described: str | None) -> str:
    """What a field means, by its name in the file and what its kind says of it; empty if nobody said."""
    return described or SHARED.get(field, "")
