"""The one table of codes: what can be wrong, in a sentence, and what to do next.

A verdict word says what follows from a code: REFUSE (nothing is merged), VOID (a ballot is not counted), FAIL (the audit
fails), WARN (it is reported). Codes are stable and never reused. The sentences take their values from the finding; a
value that is missing prints as `?`. The error catalogue in docs/errors.md is generated from this table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govtool.core.finding import Finding


@dataclass(frozen=True, slots=True)
class Code:
    """One thing that can be wrong. `verdicts` are the words it may appear with."""

    code: str
    verdicts: tuple[str, ...]
    sentence: str
    advice: str


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence_of(finding: Finding) -> str:
    """What is wrong, in one sentence, with the values of the finding."""
    return TABLE[finding.code].sentence.format_map(_Values(finding.values))


def advice_of(finding: Finding) -> str:
    """What to do or type next."""
    return TABLE[finding.code].advice.format_map(_Values(finding.values))


R, V, F, W = "REFUSE", "VOID", "FAIL", "WARN"


def _table(rows: Iterable[tuple[str, tuple[str, ...], str, str]]) -> Mapping[str, Code]:
    table: dict[str, Code] = {}
    for code, verdicts, sentence, advice in rows:
        if code in table:
            raise ValueError(f"code {code} stands twice in the table")
        table[code] = Code(code, verdicts, sentence, advice)
    return table


TABLE: Mapping[str, Code] = _table(
    [
        # Bytes and files
        ("yaml", (R, V, F), "not strict YAML: {what}", "write plain YAML as in docs/format.md"),
        ("limits", (R, V, F), "too large: {what}", "make it smaller; docs/format.md lists the limits"),
        ("invisible", (R, V, F), "contains the invisible or bidirectional character {what}", "remove the character"),
        ("canonical", (R, F), "is not in canonical form: {what}", "records in registry/ are written by govtool only"),
        ("schema", (R, V, F), "{where}: {what}", "see docs/format.md for the fields and their values"),
        ("mode", (R, V, F), "has the file mode {mode}; only plain files (100644) are allowed", "commit a plain file"),
        ("name", (R, F), "the name {name!r} cannot be used: {what}", "rename it"),
        ("id", (R, V, F), "{id!r} is not an id: small letters a-z, digits and single hyphens, 2 to 31 characters", "choose another id"),
        ("slug", (R, F), "{slug!r} is not a slug: small letters a-z, digits and single hyphens, 2 to 31 characters", "rename the proposal"),
        ("path", (R, F), "the path {target!r} cannot be changed: {what}", "name a path inside the repository, outside registry/ and proposals/"),
        ("protected_path", (R,), "only govtool changes {target}", "propose the change: govtool propose --help"),
        ("path_denied", (R,), "no row of the bylaws' table of paths allows a change of {target}", "propose it with change-files, or amend the table"),
        # Commits and signatures
        ("grammar", (R, V, F), "the commit is not in the strict form: {what}", "make the commit with govtool, or with plain git commit -S"),
        ("trailer", (R, V, F), "the trailer {trailer} is missing, stands twice or does not fit the file: {what}", "sign again with govtool"),
        ("unsigned", (R, V, F), "the commit is not signed", "set up a key: govtool key setup"),
        ("sig", (R, V, F), "the signature is not valid: {what}", "sign again with your registered key"),
        ("key_type", (R, V, F), "a key of this kind cannot be used: {what}", "use ed25519: ssh-keygen -t ed25519"),
        ("key_unknown", (R, V, F), "signed with {key}, which is no key of {voter}", "sign with your registered key: govtool key list. A key of the forge's web page is nobody's: vote with govtool vote"),
        ("key_revoked", (R, V, F), "signed with {key}, which {voter} has revoked", "sign again with a key that is active: govtool key list"),
        ("key_retired", (R, V, F), "signed with {key}, which was not active at the opening and is not active now", "sign again with a key that is active: govtool key list"),
        ("key_role", (R, V, F), "signed with {key}, which is a key of the clerk and not of a person", "sign with your own key"),
        ("key_use", (R, V, F), "signed with {key}, a recovery key, which can only register and revoke keys", "sign with your signing key"),
        ("key_in_use", (R, F), "the key {key} is known already: {what}", "make a new key: a key belongs to one person for ever"),
        ("proof_of_possession", (R, F), "the key {key} comes without a valid proof that its owner holds it", "add the key with govtool key rotate, which makes the proof"),
        ("origin", (R, V, F), "the passkey was used at {origin}, which organization.yaml does not list", "vote at the page of the co-operative"),
        ("user_verification", (R, V, F), "the passkey was used without verifying the person", "unlock the device with PIN or finger when voting"),
    ]
)
