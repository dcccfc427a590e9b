"""A proposal as its author writes it: `proposals/YEAR/SLUG/proposal.yaml` and any text beside it.

Born as a draft on a branch, filed by a commit that its proposer signs over the content digest, fixed for good when it
opens. Another text is another proposal. This module says what the file holds and what its digest covers; opening is
`domain.decisions.opening`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from govtool.core.canonical import emit
from govtool.core.catalogue import catalogue_of
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, ProposalNumber, digest_of, is_id
from govtool.core.record import Home, Record
from govtool.core.times import Instant
from govtool.domain.decisions.action import Action

FOLDER = "proposals"
FILE = "proposal.yaml"
VOTES = "votes"
MAX_FILES = 100
MAX_FILE_BYTES = 1024 * 1024

_FOLDER = re.compile(r"proposals/([0-9]{4})/([^/]+)")


def _read_action(value: object, info: ValidationInfo) -> object:
    """The action of the kind that the value names: looked up in the catalogue by which the record is read."""
    if isinstance(value, Action) or not isinstance(value, dict):
        return value
    actions = catalogue_of(info).words(Action)
    kind = value.get("action")
    if not isinstance(kind, str) or kind not in actions:
        # not all of them here: that is more than a line of a forge's page or a terminal holds
        raise PydanticCustomError(
            "action",
            "action must be one of those that govtool propose --help lists, not {kind}",
            {"kind": repr(kind if kind is None else str(kind)[:60])},
        )
    return actions[kind].model_validate(value, by_alias=True, by_name=False, context=info.context)


AnyAction = Annotated[Action, BeforeValidator(_read_action)]


class Proposal(Record):
    """The file `proposal.yaml`. How many actions one may hold is said by the bylaws. Only one that opens because a date
    has come has no proposer.
    """

    home: ClassVar[Home | None] = Home("proposal", r"proposals/[^/]+/[^/]+/proposal\.yaml")

    title: Annotated[str, Field(min_length=3, max_length=100, pattern=r"^\S[^\n]*$")]
    summary: Annotated[str, Field(min_length=1, max_length=400)]
    proposer: MemberId | None = None
    open_before: Instant
    replaces: ProposalNumber | None = None
    actions: Annotated[tuple[AnyAction, ...], Field(min_length=1, max_length=100)]


def folder_of(year: str, slug: str) -> str:
    """The folder of a proposal."""
    return f"{FOLDER}/{year}/{slug}"


def slug_of(folder: str) -> str:
    """The slug at the end of a proposal's folder."""
    return folder.rsplit("/", 1)[-1]


def folder_problem(folder: str) -> Finding | None:
    """Why a path cannot be a proposal's folder, None where it can."""
    match = _FOLDER.fullmatch(folder)
    slug = slug_of(folder)
    return None if match and is_id(slug) else finding("slug", folder, slug=slug)


FileLine = Annotated[str, Field(pattern=r"^[0-9a-f]{64} (0|[1-9][0-9]{0,11}) [^\x00-\x1f]{1,500}$")]
"""One file as `file_line` writes it."""


def file_line(path: str, data: bytes) -> str:
    """One file as the digest and the docket list it: `sha256 size path`."""
    return f"{digest_of(data).removeprefix('sha256:')} {len(data)} {path}"


def file_lines(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The lines of all files of a folder but the ballots, sorted by the bytes of their paths (relative to the
    folder).
    """
    names = sorted((name for name in files if not name.startswith(VOTES + "/")), key=lambda name: name.encode())
    return tuple(file_line(name, files[name]) for name in names)


def names_of(lines: Iterable[str]) -> frozenset[str]:
    """The names in file lines."""
    return frozenset(line.split(" ", 2)[2] for line in lines)


def content_digest(genesis: Digest, folder: str, lines: Iterable[str]) -> Digest:
    """The digest that stands for every byte of a proposal in this organisation, and for its folder.

    A slug is used once, so whoever signs the digest signs one opening and no second one.
    """
    head = f"govtool.content/1\n{genesis}\n{folder}\n"
    return digest_of((head + "".join(line + "\n" for line in lines)).encode())


def actions_digest(title: str, actions: Iterable[Action], lines: Iterable[str]) -> Digest:
    """The digest of what a proposal asks for, whatever its words: to tell when the same is asked again.

    A file that an action names, such as the text of a policy, is a part of what it asks. An action that holds nothing
    at all, a motion without a text, asks what the title says: else one rejected motion would block all others.
    """
    kept = tuple(actions)
    named = {name for action in kept for name in action.texts}
    data: dict[str, object] = {"actions": [action.data() for action in kept]}
    data["files"] = [line for line in lines if line.split(" ", 2)[2] in named]
    if any(action.is_said_by_title for action in kept):
        data["title"] = title
    return digest_of(emit(data))
