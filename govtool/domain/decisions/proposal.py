"""A proposal as its author writes it: `proposals/MONTH/SLUG/proposal.yaml` and any text beside it.

It begins as a draft on a branch. A commit that its proposer signs over the content digest submits it; the opening fixes
it permanently. Another text is another proposal. This module defines the content of the file and of its digest;
`domain.decisions.opening` opens it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal, LiteralString, Self

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.canonical import emit
from govtool.core.catalogue import catalogue_of
from govtool.core.character import describe, first_refused, letters_and_digits
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, ProposalNumber, Slug, digest_of, is_digest, is_id
from govtool.core.path import path_problem, stands_for
from govtool.core.ranked import NONE
from govtool.core.record import FileRecord, Record, optional, optional_list
from govtool.core.times import MONTH_PATTERN, Date, Instant
from govtool.domain.decisions.action import Action

FILE = "proposal.yaml"
VOTES = "votes"
MAX_FILES = 100
MAX_NAMES = 20 * MAX_FILES
"""The most files, with their folders, that are counted at all."""
MAX_FILE_BYTES = 1024 * 1024

LONGEST_NAME = 200

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,4}")


def _read_action(value: object, info: ValidationInfo) -> object:
    """The action of the kind that the value names: looked up in the catalogue by which the record is read."""
    if isinstance(value, Action) or not isinstance(value, dict):
        return value
    kind = value.get("action")
    action = catalogue_of(info).named(Action, kind) if isinstance(kind, str) else None
    if action is None:
        # not all of them: that is too long for a line of a Git host's page or a terminal
        raise PydanticCustomError(
            "action",
            "action must be one of those that govtool propose --help lists, not {kind}",
            {"kind": repr(kind if kind is None else str(kind)[:60])},
        )
    return action.model_validate(value, by_alias=True, by_name=False, context=info.context)


AnyAction = Annotated[Action, BeforeValidator(_read_action)]


Title = Annotated[str, Field(min_length=3, max_length=100, pattern=r"^\S[^\n]*$")]
Actions = Annotated[tuple[AnyAction, ...], Field(min_length=1, max_length=100)]
BallotKind = Literal["ranked", "approval"]
MAX_SEATS = 11


class Option(Record):
    """One of the options of a choice, with the actions that take effect if it is chosen. `none`, which keeps things as
    they are, is always an option, so that nobody names it.
    """

    option: Slug = Field(description="the name with which people vote for it; never `none`")
    title: Title = Field(description="what people read beside it")
    actions: Actions = Field(description="its actions; they are binding, not the words around them")

    @model_validator(mode="after")
    def _is_not_none(self) -> Self:
        if self.option == NONE:
            raise PydanticCustomError("option", "none is an option of every choice; give this one another name")
        return self

    @property
    def asks(self) -> object:
        """The request, to compare it: the actions, with the title if an action says nothing without it."""
        title = self.title if any(action.is_said_by_title for action in self.actions) else ""
        return title, sorted(emit(action.data()) for action in self.actions)


class TrialTerms(Record):
    """A proposal on trial: what it changes is undone unless a second vote keeps it."""

    review_on: Date = Field(description="the day by which the second vote has decided")
    measure: Annotated[str, Field(max_length=400, pattern=r"^\S[^\n]*$")] = Field(
        description="how people will see whether it works"
    )
    owner: MemberId = Field(description="the person who reports on it before that vote")


class Proposal(FileRecord):
    """The file `proposal.yaml`: a request with `actions`, or a choice with a kind of `ballot` and `options`. The bylaws
    limit the number of its actions. Only a proposal that opens because a date has come has no proposer.
    """

    home: ClassVar[Home] = Home("proposal", "proposals/{month}/{slug}/proposal.yaml")
    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["actions"]}, {"required": ["ballot", "options"]}]}
    )

    title: Title
    summary: Annotated[str, Field(min_length=1, max_length=400)] = Field(
        description="what it is about, in at most 400 characters"
    )
    proposer: MemberId | None = None
    open_before: Instant = Field(description="the clerk opens it before this time, or not at all")
    replaces: ProposalNumber | None = Field(
        default=None, description="the number of an earlier proposal that it replaces"
    )
    trial: TrialTerms | None = optional("present if it is tried first; absent if it is meant to stay")
    answers: Slug | None = Field(
        default=None, description="the question that it answers beside other proposals; at most one takes effect"
    )
    own_actions: Actions = Field(
        default=(), alias="actions", description="the actions; they are binding, not the words around them"
    )
    ballot: BallotKind | None = optional(
        "a choice: people rank its options (`ranked`), or approve as many as they like (`approval`)"
    )
    options: Annotated[tuple[Option, ...], Field(max_length=100)] = optional_list(
        "a choice: two or more options in place of actions; at most one is chosen, or as many as there are seats"
    )
    seats: Annotated[int, Field(ge=1, le=MAX_SEATS)] | None = optional(
        "an approval ballot: so many options are chosen, the most approved ones"
    )

    @model_validator(mode="after")
    def _asks_or_offers(self) -> Self:
        problem = _choice_problem(self)
        if problem:
            raise PydanticCustomError("choice", problem)
        return self

    @property
    def actions(self) -> tuple[AnyAction, ...]:
        """All its actions: its own or, one option after the other, those of its options."""
        return tuple(action for group in self.groups for action in group)

    @property
    def groups(self) -> tuple[tuple[AnyAction, ...], ...]:
        """Its actions, in the groups of which each takes effect as a whole: one, or one for each option."""
        return tuple(option.actions for option in self.options) or (self.own_actions,)


def _choice_problem(proposal: Proposal) -> LiteralString | None:
    """The parts of a proposal that do not fit together, in words; None if all fit."""
    options = proposal.options
    if proposal.ballot is None and (options or proposal.seats is not None):
        return "a choice needs a ballot: ranked or approval"
    if proposal.ballot is None:
        return None if proposal.own_actions else "it must have actions, or a ballot and options"
    if proposal.own_actions:
        return "a choice has its actions in its options, and none beside them"
    if len(options) < 2:
        return "a choice must have two or more options; none is one besides"
    if len({option.option for option in options}) < len(options):
        return "two options have the same name"
    asked = [option.asks for option in options]
    if any(one in asked[:place] for place, one in enumerate(asked)):
        return "two options ask for the same"
    if proposal.seats is not None and (proposal.ballot != "approval" or proposal.seats >= len(options)):
        return "only an approval ballot has seats, and it must have fewer seats than options"
    return None


def slug_of(folder: str) -> str:
    """The slug at the end of a proposal's folder."""
    return folder.rsplit("/", 1)[-1]


def folder_in(path: str) -> str:
    """The folder of the proposal that holds a governed path, empty if none does."""
    folder = "/".join(path.split("/")[:3])
    return folder if path.startswith(f"{folder}/") and Proposal.home.match(f"{folder}/{FILE}") is not None else ""


def folder_problem(folder: str) -> Finding | None:
    """Why a path cannot be a proposal's folder, None if it can."""
    month, slug = Proposal.home.match(f"{folder}/{FILE}") or ("", slug_of(folder))
    if not is_id(slug):
        return finding("slug", folder, slug=slug)
    if re.fullmatch(MONTH_PATTERN, month):
        return None
    return finding("name", folder, name=folder, what=f"a proposal lies in the folder of a month: 2026-11/{slug}")


def name_problem(folder: str, name: str, others: Iterable[str] = ()) -> Finding | None:
    """Why a proposal cannot hold a file of that name beside `others`. Only votes bring ballots into `votes`, which is
    the same folder as `Votes` on some systems; a file of that name would leave no place for them.
    """
    path = f"{folder}/{name}"
    if stands_for(name.split("/", 1)[0], VOTES):
        return finding("protected_path", path, target=path)
    if len(name) > LONGEST_NAME:
        return finding("limits", folder, what=f"a name of {len(name)} characters; at most {LONGEST_NAME}")
    what = path_problem(name)
    if what is None and not _NAME.fullmatch(name):
        what = "letters a-z, digits, dot, hyphen and underscore only"
    if what is None and any(_clash(name, other) for other in others):
        what = "another file has the same name with other capital letters"
    return finding("name", path, name=name, what=what) if what else None


def _clash(name: str, other: str) -> bool:
    """Whether two paths, or a folder of each, have one name on systems that ignore case."""
    pairs = zip(name.split("/"), other.split("/"), strict=False)
    for mine, theirs in pairs:
        if mine.casefold() != theirs.casefold():
            return False
        if mine != theirs:
            return True
    return True


def names_problems(folder: str, names: Iterable[str]) -> Iterator[Finding]:
    """Why a proposal cannot hold the files of these names, each judged beside those before it."""
    seen: list[str] = []
    for name in sorted(names):
        bad = name_problem(folder, name, seen)
        if bad is not None:
            yield bad
        seen.append(name)


def hidden_problem(path: str, data: bytes) -> Finding | None:
    """The first character of a text that its readers cannot see; None in a file that is no text, or shows all of it."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    for number, line in enumerate(text.split("\n"), start=1):
        place = first_refused(line.removesuffix("\r").replace("\t", " "))
        if place >= 0:
            return finding("invisible", path, number, place + 1, what=describe(line[place]))
    return None


def sizes_problems(folder: str, lines: Iterable[str]) -> Iterator[Finding]:
    """The files of a folder that are larger than a proposal may bring, by the lines that its digest covers."""
    for line in lines:
        _, size, name = line.split(" ", 2)
        if int(size) > MAX_FILE_BYTES:
            yield finding("limits", f"{folder}/{name}", what=f"{size} bytes; at most {MAX_FILE_BYTES}")


FileLine = Annotated[str, Field(pattern=r"^[0-9a-f]{64} (0|[1-9][0-9]{0,11}) [^\x00-\x1f]{1,500}$")]
"""One file as `file_line` writes it."""


def file_line(path: str, data: bytes) -> str:
    """One file as the digest and the docket list it: `sha256 size path`."""
    return f"{digest_of(data).removeprefix('sha256:')} {len(data)} {path}"


def file_lines(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The lines of all files of a folder except the ballots, sorted by the bytes of their paths (relative to the
    folder).
    """
    names = sorted((name for name in files if not name.startswith(VOTES + "/")), key=lambda name: name.encode())
    return tuple(file_line(name, files[name]) for name in names)


def names_of(lines: Iterable[str]) -> frozenset[str]:
    """The names in file lines."""
    return frozenset(line.split(" ", 2)[2] for line in lines)


def content_digest(genesis: Digest, folder: str, lines: Iterable[str]) -> Digest:
    """The digest that stands for every byte of a proposal in this organisation, and for its folder.

    A slug is used once, so a signature of the digest is good for one opening only.
    """
    head = f"govtool.content/1\n{genesis}\n{folder}\n"
    return digest_of((head + "".join(line + "\n" for line in lines)).encode())


TextLine = Annotated[str, Field(pattern=r"^[0-9a-f]{64} [^\x00-\x1f]{1,500}$")]
"""One text that an action names, as `text_lines` writes it."""


def text_names(actions: Iterable[Action]) -> frozenset[str]:
    """The files of a proposal's folder that are a part of its actions."""
    return frozenset(name for action in actions for name in action.texts)


def text_lines(actions: Iterable[Action], files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The texts that actions name, each as the digest of its letters and digits and its name, sorted. They show that
    the same is proposed again, even if a full stop was added. A file that is no text, or has no letters, is taken as it
    is.
    """
    return tuple(f"{_hex(_said(files[name]))} {name}" for name in sorted(text_names(actions) & files.keys()))


def _said(data: bytes) -> bytes:
    try:
        return letters_and_digits(data.decode()).encode() or data
    except UnicodeDecodeError:
        return data


def asked_digests(title: str, actions: Iterable[Action], texts: Iterable[str]) -> frozenset[Digest]:
    """The digest of each thing that a proposal asks for, whatever its punctuation and names of files. It shows when the
    same is proposed again. `texts` are lines as `text_lines` writes them.

    A motion beside other actions adds nothing. Alone and without a text, its title is the request: otherwise one
    rejected motion would block all others.
    """
    kept = tuple(actions)
    said = {name: digest for digest, _, name in (line.partition(" ") for line in texts)}
    asking = [action for action in kept if not action.asks_nothing] or kept
    return frozenset(_asked_digest(title, action, said) for action in asking)


def requests_of(proposal: Proposal, texts: Iterable[str]) -> dict[str, frozenset[Digest]]:
    """The digest of each thing that a proposal asks for; those of a choice by option, because each can be chosen."""
    kept = tuple(texts)
    if not proposal.options:
        return {"": asked_digests(proposal.title, proposal.actions, kept)}
    return {each.option: asked_digests(each.title, each.actions, kept) for each in proposal.options}


def _asked_digest(title: str, action: Action, said: Mapping[str, str]) -> Digest:
    data: dict[str, object] = {
        "asks": {key: _told(value) for key, value in action.data().items() if key not in action.not_asked},
        "texts": [said.get(name, "") for name in action.texts],
    }
    if action.is_said_by_title:
        data["title"] = _hex(_said(title.encode()))
    return digest_of(emit(data))


def _told(value: object) -> object:
    """A value of an action in the form in which it is compared: words by letters and digits; ids, digests and numbers
    exactly.
    """
    if isinstance(value, dict):
        return {key: _told(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_told(item) for item in value]
    if not isinstance(value, str) or is_id(value) or is_digest(value):
        return value
    said = letters_and_digits(value)
    return value if not said or re.fullmatch("[0-9]+", said) else _hex(said.encode())


def _hex(data: bytes) -> str:
    return digest_of(data).removeprefix("sha256:")
