"""An affiliate: an organisation that belongs to a federation. It brings people in and never votes.

It can end an affiliation, never a person. A mandate says who may act for it: in which matter, how many of
them together, and until when. Dates are compared with the time of the event that is judged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId
from govtool.core.record import FileRecord, Record, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Duration, Instant, add
from govtool.core.wording import ABSENT, Wording, row, wording
from govtool.domain.constitution.organization import DisplayName

Matter = Literal["enrol", "case", "leave"]
"""The matters in which people act for an affiliate: who belongs to it, disputes, and leaving the federation."""

SHOWN_SILENT: Duration = "P180D"
"""After so long without an act the affiliate is shown as silent."""
COUNTED_SILENT: Duration = "P365D"
"""After so long without an act no spread counts it. The next act ends both."""
LEAVES_AFTER: Duration = "P90D"
"""How long after it says so an affiliate leaves."""
MANDATE_LASTS: Duration = "P366D"
"""How long a mandate lasts at most, from when it is given."""


class Mandate(Record):
    """The people who may act for an affiliate in a matter; `need` of them sign the same statement."""

    row_form: ClassVar[str] = "enrol=finn,gita need=1 until=2027-11-01"
    row_key: ClassVar[tuple[str, str]] = ("what", "by")

    what: Matter = Field(description="the matter: `enrol`, `case` or `leave`")
    by: Annotated[tuple[MemberId, ...], Field(min_length=1, max_length=20)] = Field(
        description="the persons, by id, sorted"
    )
    need: Annotated[int, Field(ge=1, le=20)] = Field(description="how many of them must sign")
    until: Instant = Field(description="when the mandate ends")

    @classmethod
    def from_row(cls, typed: Mapping[str, object]) -> Mapping[str, object]:
        """The people of a row in order; one of them is enough if the row does not say how many."""
        by = typed.get("by")
        return {"need": 1, **typed, **({"by": sorted(by)} if isinstance(by, list) else {})}

    @model_validator(mode="after")
    def _can_be_used(self) -> Mandate:
        if list(self.by) != sorted(set(self.by)):
            raise PydanticCustomError("mandate", "must name each person once, sorted by id")
        if self.need > len(self.by):
            raise PydanticCustomError("mandate", "must not need more people than it names")
        return self

    def holds(self, what: Matter, at: Instant) -> bool:
        """Whether it is about this matter and has not ended."""
        return self.what == what and at < self.until


Mandates = Annotated[tuple[Mandate, ...], Field(max_length=20)]
Signers = Annotated[tuple[MemberId, ...], Field(max_length=20)]
SignersNeeded = Annotated[int, Field(ge=1, le=20)]


def check_signers(decides: str, signers: tuple[MemberId, ...], need: int | None) -> None:
    """Raises PydanticCustomError unless signers and their number fit how an affiliate decides."""
    if {bool(signers), need is not None} != {decides == "signers"}:
        raise PydanticCustomError("signers", "must have signers and need if it decides by signers, and only then")
    if list(signers) != sorted(set(signers)) or (need or 0) > max(1, len(signers)):
        raise PydanticCustomError("signers", "must name each signer once, sorted, and need no more than there are")


class Affiliate(FileRecord):
    """The record `registry/affiliates/RI/riverside.yaml`. It stays when the affiliate has left.

    `people_most` is how many people it may bring in without another vote; it was counted anew in the quarter of
    `people_most_at`.
    """

    home: ClassVar[Home] = Home("affiliate", "registry/affiliates/{id:shard}/{id}.yaml")
    for_federation: ClassVar[bool] = True
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{id}",
        "{name}",
        "{kind}",
        "decides by {decides}",
        "{people:count person}",
        "since {joined_at:local}",
        wording("until {ends_at:local}", ("ends_at", ABSENT, "")),
    )

    id: MemberId = Field(description="the name in every file; it never changes")
    name: DisplayName
    kind: DisplayName = Field(description="what it is, in its own words; no rule reads it")
    joined_at: Instant = Field(description="when it joined")
    decides: Literal["people", "signers"] = Field(
        description="how it decides on its own matters: by a vote of its people here, or by `need` of its signers"
    )
    signers: Signers = optional_list("its signers, by id, sorted")
    need: SignersNeeded | None = optional("how many of its signers must sign")
    genesis: Digest | None = optional("its own identity, if it uses govtool")
    terms: Digest | None = optional("the digest of the terms that it accepted")
    mandates: Mandates = optional_list("who may act for it")
    people: Annotated[int, Field(ge=0)] = Field(description="how many people belong to it now")
    people_most: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        description="how many people may belong to it without another vote"
    )
    people_most_at: Instant = Field(description="when that number was last set or raised")
    acted_at: Instant = Field(description="when somebody last acted for it")
    trade_ends_at: Instant | None = optional("when a vote suspended its trade")
    trade_from: Instant | None = optional("when it may trade again")
    ends_at: Instant | None = optional("when it leaves or left the federation")
    end: Literal["left", "expelled"] | None = optional("how it ended")

    @model_validator(mode="after")
    def _can_decide(self) -> Affiliate:
        check_signers(self.decides, self.signers, self.need)
        return self

    def belongs(self, at: Instant) -> bool:
        """Whether it belongs to the federation at that time."""
        return self.ends_at is None or at < self.ends_at

    def is_silent(self, at: Instant, since: Duration = SHOWN_SILENT) -> bool:
        """Whether nobody has acted for it for so long."""
        return add(self.acted_at, since) <= at

    def is_empowered(self, what: Matter, people: Collection[MemberId], at: Instant) -> bool:
        """Whether these people together may act for it in a matter at that time."""
        rows = (mandate for mandate in self.mandates if mandate.holds(what, at))
        return self.belongs(at) and any(sum(one in people for one in row.by) >= row.need for row in rows)

    def has_mandate(self, what: Matter, person: MemberId, at: Instant) -> bool:
        """Whether a mandate in a matter names a person at that time."""
        return self.belongs(at) and any(person in row.by for row in self.mandates if row.holds(what, at))


def affiliate_of(state: State, name: MemberId, at: Instant) -> Affiliate | None:
    """An affiliate that belongs to the federation at that time, None if there is none with that id."""
    found = Affiliate.of(state, name)
    return found if found is not None and found.belongs(at) else None
