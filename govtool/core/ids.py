"""Ids, slugs, digests and numbers: the short texts that name things, each a type of its own.

Promises: a text is matched whole (a trailing newline is refused). Only small ASCII letters, digits and single hyphens
pass, so that an id is the same on every file system, in a branch name and in a shell. Names that Windows keeps for
devices are refused, because a clone there could not write their files.

Does not say whether the person, team or proposal exists.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

ID_PATTERN = "^[a-z](?:-?[a-z0-9]){1,30}$"
NUMBER_PATTERN = "^(?:[0-9]{4}|[1-9][0-9]{4,11})$"
DIGEST_PATTERN = "^sha256:[0-9a-f]{64}$"
COMMIT_PATTERN = "^[0-9a-f]{40}$"
LONGEST_ID = 31
"""Characters of the longest id; the pattern counts letters and digits, and lets hyphens stand between them."""

_ID = re.compile(ID_PATTERN[1:-1])
_NUMBER = re.compile(NUMBER_PATTERN[1:-1])
_DIGEST = re.compile(DIGEST_PATTERN[1:-1])
_COMMIT = re.compile(COMMIT_PATTERN[1:-1])

DEVICE_NAMES = frozenset(
    ["aux", "con", "nul", "prn"] + [f"{port}{digit}" for port in ("com", "lpt") for digit in range(10)]
)
"""Names that Windows keeps for devices, with any ending: a file `con.yaml` cannot be made there."""

ROLE_NAMES = frozenset(["clerk", "nobody", "treasury"])
"""Words that govtool itself says of an organisation. A person of this name could not be told from them."""

_DEVICE = "Windows keeps it for a device"
_ROLE = "reports use this word for a part of every organisation"


def _is_short(text: str) -> str:
    if len(text) > LONGEST_ID:
        raise PydanticCustomError("id", "{id} has more than {most} characters", {"id": text, "most": LONGEST_ID})
    return text


def _is_no_device(text: str) -> str:
    if text in DEVICE_NAMES:
        raise PydanticCustomError(
            "name",
            "{name} is the name of a device on Windows",
            {"name": text, "what": _DEVICE},
        )
    return text


def _may_name_a_person(text: str) -> str:
    if text in ROLE_NAMES:
        raise PydanticCustomError(
            "name",
            "{name} is a word for a part of an organisation",
            {"name": text, "what": _ROLE},
        )
    return _is_no_device(text)


def _is_not_zero(text: str) -> str:
    if text == "0000":
        raise PydanticCustomError("number", "the first proposal is 0001")
    return text


_Id = Annotated[
    str,
    StringConstraints(pattern=ID_PATTERN),
    AfterValidator(_is_short),
    Field(json_schema_extra={"maxLength": LONGEST_ID}),
]
_FileName = Annotated[_Id, AfterValidator(_is_no_device)]

Name = _Id
"""A word that a co-operative chooses and that names no file: a class, a duty, a result."""
MemberId = Annotated[_Id, AfterValidator(_may_name_a_person)]
"""A person or an affiliate."""
TeamId = _FileName
RuleName = _FileName
"""The name of a rule of the bylaws. No file has it yet; it is as strict as those that name one."""
Slug = _FileName
"""The name of a proposal's folder; each is used once, permanently."""
Digest = Annotated[str, StringConstraints(pattern=DIGEST_PATTERN)]
"""`sha256:` and 64 small hexadecimal digits."""
CommitId = Annotated[str, StringConstraints(pattern=COMMIT_PATTERN)]
"""The 40 small hexadecimal digits of a git object id."""
ProposalNumber = Annotated[str, StringConstraints(pattern=NUMBER_PATTERN), AfterValidator(_is_not_zero)]
"""At least four digits, zero padded, from `0001`. Text, so that no reader of YAML takes it for an octal
number.
"""
SerialNumber = Annotated[int, Field(ge=1, lt=10**12)]
"""The number of a record in its series, such as statements and payouts; its file's name has six digits or more."""


def is_id(text: str) -> bool:
    """Whether the text may name a person, a team or a proposal's folder."""
    return _is_of_form(text) and text not in DEVICE_NAMES


def why_no_person(text: str) -> str | None:
    """Why a text cannot be the id of a new person or affiliate; None if it can be."""
    if not _is_of_form(text):
        return f"an id is small letters, digits and single hyphens, 2 to {LONGEST_ID} characters"
    return _DEVICE if text in DEVICE_NAMES else _ROLE if text in ROLE_NAMES else None


def _is_of_form(text: str) -> bool:
    return len(text) <= LONGEST_ID and _ID.fullmatch(text) is not None


def id_from(words: str, otherwise: str) -> str:
    """An id of 28 characters at most made of the words of a name or title; `otherwise` if they give none. Its first
    letter begins an id whose words begin with a digit.
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    found = "-".join(re.findall(r"[a-z0-9]+", plain))[:28].strip("-")
    found = found if found[:1].isalpha() and is_id(found) else f"{otherwise[0]}-{found}".rstrip("-")
    return found if is_id(found) else otherwise


def is_digest(text: str) -> bool:
    """Whether the text is a SHA-256 digest in the only form that records use."""
    return _DIGEST.fullmatch(text) is not None


def is_commit_id(text: str) -> bool:
    """Whether the text is a full git object id."""
    return _COMMIT.fullmatch(text) is not None


def is_proposal_number(text: str) -> bool:
    """Whether the text is a proposal's number as records write it."""
    return _NUMBER.fullmatch(text) is not None and text != "0000"


def digest_of(data: bytes) -> Digest:
    """The SHA-256 of the bytes, as records write it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def proposal_number(number: int) -> ProposalNumber:
    """The number as records and branches write it: 7 is `0007`. Raises ValueError below 1 or with more
    than twelve digits.
    """
    if not 1 <= number < 10**12:
        raise ValueError(f"{number} is no number of a proposal")
    return f"{number:04d}"
