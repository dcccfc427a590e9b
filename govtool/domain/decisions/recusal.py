"""A recusal: a person declares a conflict of interest by their own signature, and does not vote.

It is declared before a proposal opens, for a slug or for all votes about a person. The person is then not on the voter
list, as if they had no vote there: they are in no figure. Once a proposal is open its voter list never changes; then a
ballot `abstain` has the same effect. A recusal about a person is valid until it is taken back. The opening uses up a
recusal for a slug; its entry in the docket names the recused people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import MemberId, Slug
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.statement import Body, Stating


class Recusal(FileRecord):
    """The record `registry/recusals/slug/T/TE/tea.yaml` or `…/person/B/BO/bob.yaml`: the recused people."""

    home: ClassVar[Home] = Home("recusal", "registry/recusals/{about:slug|person}/{name:initials}/{name}.yaml")

    members: Annotated[tuple[MemberId, ...], Field(min_length=1)] = Field(description="the recused people, sorted")


def recused(state: State, slug: str, people: Iterable[MemberId]) -> frozenset[MemberId]:
    """The people who recused themselves from a proposal of that slug that is about these people."""
    records = (Recusal.of(state, *place) for place in [("slug", slug), *(("person", person) for person in people)])
    return frozenset(name for record in records if record is not None for name in record.members)


def used(state: State, slug: Slug) -> State:
    """The state once a proposal of that slug has opened: its voter list is fixed, so the recusal is dropped."""
    return state.drop(Recusal.home.path("slug", slug)) if Recusal.of(state, "slug", slug) is not None else state


class Recuse(Body):
    """Declare a conflict of interest. You do not vote on a proposal, or on anything about a person."""

    kind: ClassVar[str] = "recuse"
    said: ClassVar[Wording | None] = wording("declares a conflict of interest")

    proposal: Slug | None = Field(default=None, description="the short name of a proposal that is not open yet")
    about: MemberId | None = Field(default=None, description="or a person: for all votes about them")
    holds: bool = Field(description="true to declare it, false to take it back")

    @model_validator(mode="after")
    def _names_one_thing(self) -> Recuse:
        if (self.proposal is None) == (self.about is None):
            raise PydanticCustomError("recuse", "must name either a proposal or a person")
        return self

    @property
    def path(self) -> str:
        """The path of the record that it changes."""
        return Recusal.home.path(*(("slug", self.proposal) if self.proposal is not None else ("person", self.about)))

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The proposal is not open yet, or the person is known; it is not declared yet (or is, to take it back)."""
        if self.proposal is not None:
            entry = docket.entry_of_slug(state, self.proposal)
            if entry is not None and entry.is_open:
                yield finding("roll_fixed", number=entry.number)
            elif entry is not None:
                yield finding("not_open", number=entry.number)
        elif Member.of(state, self.about or "") is None:
            yield finding("unknown_member", member=self.about)
        found = state.get(Recusal, self.path)
        is_declared = found is not None and stating.member.id in found.members
        if is_declared == self.holds:
            what = "has declared this already" if self.holds else "has not declared this"
            yield finding("precondition", what=f"{stating.member.id} {what}")

    def effect(self, state: State, stating: Stating) -> State:
        """Votes that open from now on leave the person out, or no longer do."""
        found = state.get(Recusal, self.path)
        names = set(found.members) if found else set()
        names = names | {stating.member.id} if self.holds else names - {stating.member.id}
        return state.put(self.path, Recusal(members=tuple(sorted(names)))) if names else state.drop(self.path)
