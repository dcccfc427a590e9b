"""A recusal: somebody declares a conflict of interest, by their own signature, and stands aside.

Declared before a proposal opens, from the proposal by its slug or from all that is about a person, it keeps who
declared it off the roll, as if they had no vote there: they are in no figure. Once a proposal is open its roll is fixed
for good; then a ballot `abstain` says the same. What is declared about a person holds until it is taken back; what is
declared about a slug is used up by the opening, whose entry in the docket names who stood aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId, Slug
from govtool.core.record import Home, Record
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import member_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.statement import Body, Stating

FOLDER = "registry/recusals"


class Recusal(Record):
    """The record `registry/recusals/slug/TE/tea.yaml` or `registry/recusals/person/BO/bob.yaml`: who stands aside."""

    home: ClassVar[Home | None] = Home("recusal", r"registry/recusals/(slug|person)/[^/]+/[^/]+\.yaml")

    members: Annotated[tuple[MemberId, ...], Field(min_length=1)] = Field(description="who stands aside, sorted")


def slug_path(slug: Slug) -> str:
    """Where it is written who stands aside from a proposal that is not open yet."""
    return f"{FOLDER}/slug/{slug[:2]}/{slug}.yaml"


def person_path(person: MemberId) -> str:
    """Where it is written who stands aside from what is about a person."""
    return f"{FOLDER}/person/{person[:2]}/{person}.yaml"


def recused(state: State, slug: str, people: Iterable[MemberId]) -> frozenset[MemberId]:
    """Who stands aside from a proposal of that slug that is about these people."""
    paths = [*([slug_path(slug)] if slug else []), *(person_path(person) for person in people)]
    records = (state.get(Recusal, path) for path in paths)
    return frozenset(name for record in records if record is not None for name in record.members)


def used(state: State, slug: Slug) -> State:
    """The state once a proposal of that slug has opened: its roll is fixed, so that nothing is to be remembered."""
    path = slug_path(slug)
    return state.drop(path) if state.get(Recusal, path) is not None else state


class Recuse(Body):
    """Declares a conflict of interest of mine: I stand aside from a proposal, or from all that is about a person."""

    kind: ClassVar[str] = "recuse"
    said: ClassVar[Wording | None] = wording("declares a conflict of interest")

    proposal: Slug | None = Field(default=None, description="the slug of a proposal that is not open yet")
    about: MemberId | None = Field(default=None, description="or a person: from all votes about them")
    holds: bool = Field(description="true to stand aside, false to take it back")

    @model_validator(mode="after")
    def _names_one_thing(self) -> Recuse:
        if (self.proposal is None) == (self.about is None):
            raise PydanticCustomError("recuse", "must name either a proposal or a person")
        return self

    @property
    def path(self) -> str:
        """Where the record lies that it changes."""
        return slug_path(self.proposal) if self.proposal is not None else person_path(self.about or "")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The proposal is not open yet, or the person is known; it is not declared yet (or is, to take it back)."""
        if self.proposal is not None:
            use = state.get(docket.SlugUse, docket.slug_path(self.proposal))
            entry = docket.entry_of(state, use.proposal) if use else None
            if entry is not None and entry.is_open:
                yield finding("roll_fixed", number=entry.number)
            elif entry is not None:
                yield finding("not_open", number=entry.number)
        elif member_of(state, self.about or "") is None:
            yield finding("unknown_member", member=self.about)
        found = state.get(Recusal, self.path)
        is_declared = found is not None and stating.member.id in found.members
        if is_declared == self.holds:
            what = "stands aside from it already" if self.holds else "does not stand aside from it"
            yield finding("precondition", what=f"{stating.member.id} {what}")

    def effect(self, state: State, stating: Stating) -> State:
        """Votes that open from now on leave the person out, or no longer do."""
        found = state.get(Recusal, self.path)
        names = set(found.members) if found else set()
        names = names | {stating.member.id} if self.holds else names - {stating.member.id}
        return state.put(self.path, Recusal(members=tuple(sorted(names)))) if names else state.drop(self.path)
