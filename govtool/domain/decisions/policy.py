"""A policy: a text that the members adopted, and can adopt anew or repeal. Each adoption is a new version.

The record holds the text line by line, so that the registry alone shows the text in force, and a change is easy to
read. A policy can name its last day. No event comes on that day: reports compute that it has ended. A repealed policy
has no record any more; the minute book and the proposals still hold its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.character import describe, first_refused, is_composed
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import ProposalNumber, Slug
from govtool.core.record import FileRecord, optional
from govtool.core.state import State
from govtool.core.times import Date, Instant
from govtool.core.wording import ABSENT, Wording, row, wording
from govtool.domain.constitution.organization import DisplayName
from govtool.domain.decisions.action import Action, Known, Moment, Undo, texts_are_there, version_now
from govtool.domain.decisions.motion import FileName

MAX_LINES = 2000


class Policy(FileRecord):
    """The record `registry/policies/ID.yaml`; `text` are its lines. A policy of the founding has no proposal."""

    home: ClassVar[Home] = Home("policy", "registry/policies/{id}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{id}",
        "{title}",
        "version {version}",
        wording("{adopted_by}", ("adopted_by", ABSENT, "since the founding")),
        wording("{until:term}", ("until", ABSENT, "")),
    )

    id: Slug = Field(description="the name in every file; it never changes")
    title: DisplayName
    version: Annotated[int, Field(ge=1)] = Field(description="1 at first, one more for each new text")
    adopted_by: ProposalNumber | None = Field(default=None, description="the proposal that adopted it")
    adopted_at: Instant | None = Field(default=None, description="when it was adopted")
    until: Date | None = optional("the last day on which it is in force; absent if it has no end")
    text: Annotated[tuple[Annotated[str, Field(max_length=2000)], ...], Field(min_length=1, max_length=MAX_LINES)] = (
        Field(description="the text, line by line")
    )


def _unchanged(state: State, policy: Slug, version: int, moment: Moment) -> Iterator[Finding]:
    """A finding unless the policy still is what the proposal's author saw: at that version, 0 if there is none."""
    old = Policy.of(state, policy)
    now = old.version if old else 0
    if now != version:
        yield finding("precondition", what=f"policy {policy} is at version {now}, not {version}")
    elif old is not None and moment.opened_at is not None and (old.adopted_at or "") > moment.opened_at:
        # repealed meanwhile and adopted anew: the same number, another text
        yield finding("precondition", what=f"policy {policy} was adopted anew at {old.adopted_at}")


class AdoptPolicy(Action):
    """Adopt a policy, or a new text for one."""

    kind: ClassVar[str] = "adopt-policy"
    said: ClassVar[Wording | None] = wording(
        "Gives the policy {title:quoted} ({policy}) the new text in {text}{term}.",
        ("from_version", ABSENT, "Adopts the policy {title:quoted} ({policy}) with the text in {text}{term}."),
        term=wording(", in force until {until}", ("until", ABSENT, "")),
    )
    titled: ClassVar[Wording | None] = wording(
        "Change policy: {title}", ("from_version", ABSENT, "Adopt policy: {title}")
    )
    example: ClassVar[str] = "--policy tea --title Tea --text tea.md"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({"from_version": version_now(Policy.of, "policy")})
    not_asked: ClassVar[frozenset[str]] = frozenset({"text"})
    touched: ClassVar[str] = "policy {policy}"

    action: Literal["adopt-policy"]
    policy: Slug = Field(description="the policy, by id")
    title: DisplayName
    text: FileName
    from_version: Annotated[int, Field(ge=0)] = Field(description="the version now; 0 for a new policy")
    until: Date | None = optional("the last day on which it is in force; without it, it has no end")

    @property
    def compares_days(self) -> bool:
        """Whether it names its last day."""
        return self.until is not None

    @property
    def texts(self) -> tuple[str, ...]:
        """The policy's text."""
        return (self.text,)

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The text exists and can be stored, its last day is to come, and it replaces the version in force."""
        yield from texts_are_there(self, self.texts, moment)
        yield from _unchanged(state, self.policy, self.from_version, moment)
        if self.until is not None and self.until < moment.day:
            yield finding("precondition", what=f"the last day of policy {self.policy}, {self.until}, is over")
        if moment.texts is not None and self.text in moment.texts:
            yield from text_problems(moment.texts[self.text], f"{moment.folder}/{self.text}")

    def undo(self, state: State) -> Undo:
        """The text before, as a further version, or the repeal of a policy that is new."""
        old = Policy.of(state, self.policy)
        if old is None:
            return Undo(RepealPolicy(action="repeal-policy", policy=self.policy, from_version=self.from_version + 1))
        name = f"{self.policy}.md"
        before = self.changed(title=old.title, text=name, from_version=self.from_version + 1, until=old.until)
        return Undo(before, {name: old.text})

    def standing(self, state: State) -> Mapping[str, object]:
        """The policy."""
        return _standing(state, self.policy)

    def effect(self, state: State, moment: Moment) -> State:
        """The policy is in force, in its new version."""
        text = (moment.texts or {})[self.text].decode()
        policy = Policy(
            id=self.policy,
            title=self.title,
            version=self.from_version + 1,
            adopted_by=moment.number or None,
            adopted_at=moment.at,
            until=self.until,
            text=tuple(text.removesuffix("\n").split("\n")),
        )
        return state.keep(policy)


class RepealPolicy(Action):
    """Repeal a policy. The minute book and its proposals still hold its text."""

    said: ClassVar[Wording | None] = wording("Repeals the policy {policy}, version {from_version}.")
    titled: ClassVar[Wording | None] = wording("Repeal policy: {policy}")
    example: ClassVar[str] = "--policy tea"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({"from_version": version_now(Policy.of, "policy", none=1)})
    touched: ClassVar[str] = "policy {policy}"

    action: Literal["repeal-policy"]
    policy: Slug = Field(description="the policy, by id")
    from_version: Annotated[int, Field(ge=1)] = Field(description="the version now")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The policy is in force, in the version that the proposal names."""
        yield from _unchanged(state, self.policy, self.from_version, moment)

    def standing(self, state: State) -> Mapping[str, object]:
        """The policy."""
        return _standing(state, self.policy)

    def effect(self, state: State, moment: Moment) -> State:
        """The registry holds the policy no more; its name is free."""
        return state.drop(Policy.home.path(self.policy))


def _standing(state: State, policy: Slug) -> Mapping[str, object]:
    found = Policy.of(state, policy)
    return {f"policy {policy}": found.data() if found is not None else None}


def text_problems(data: bytes, path: str) -> Iterator[Finding]:
    """Why bytes cannot be the text of a policy."""
    try:
        lines = data.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        yield finding("text", path, what="it is not UTF-8")
        return
    if len(lines) > MAX_LINES or any(len(line) > 2000 for line in lines):
        yield finding("text", path, what=f"a policy has at most {MAX_LINES} lines of 2000 characters")
    if not "".join(lines).strip():
        yield finding("text", path, what="it is empty")
    for number, line in enumerate(lines, start=1):
        place = first_refused(line)
        if place >= 0 or not is_composed(line):
            what = describe(line[place]) if place >= 0 else "a letter that is not composed (NFC)"
            yield finding("invisible", path, number, place + 1, what=what)
            return
