"""An engagement: somebody works for pay without being a member, as a consultant. They have no vote, and may propose.

It begins, changes and ends by a vote; a consultant may work less, or stop, by their own word (`hours-down`). It does
not make the person a member.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.constitution.member import Member, Minutes
from govtool.domain.constitution.membership import begun
from govtool.domain.constitution.organization import DisplayName, PublicKey
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.people.key import Proof, first_key, first_key_problems


class Engage(Action):
    """Engage a consultant. Consultants are paid and have no vote. It also changes their hours, or ends the work (0
    hours).
    """

    said: ClassVar[Wording | None] = wording(
        "Engages {who} for {to_minutes:hours} a week instead of {from_minutes:hours}.",
        ("to_minutes", ABSENT, "Ends the engagement of {who} as a consultant."),
        (
            "from_minutes",
            ABSENT,
            "Engages {who} as a consultant, paid and without a vote, for {to_minutes:hours} a week.",
        ),
        who=wording("{name} ({person})", ("name", ABSENT, "{person:person}")),
    )
    titled: ClassVar[Wording | None] = wording(
        "Engage {person} for {to_minutes:hours} a week", ("to_minutes", ABSENT, "End the engagement of {person}")
    )
    not_asked: ClassVar[frozenset[str]] = frozenset({"proof"})
    brings_people: ClassVar[bool] = True
    concerns: ClassVar[str] = "person"

    action: Literal["engage"]
    person: MemberId = Field(description="the person, by id")
    from_minutes: Minutes = Field(description="the minutes a week now; 0 for a new person")
    to_minutes: Minutes = Field(description="the new minutes a week; 0 ends it")
    name: Annotated[DisplayName, Field(description="the name that people read, for a new person")] | None = None
    key: Annotated[PublicKey, Field(description="a public key, for a new person")] | None = None
    proof: Annotated[Proof, Field(description="the proof that the owner holds the key")] | None = None

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """A known person is no member and works the expected hours; a new person comes with a proved key."""
        member = Member.of(state, self.person)
        if member is None:
            yield from self._new_problems(state, moment)
        elif member.membership not in ("none", "applicant"):
            yield finding("precondition", what=f"{self.person} is known as {member.membership} already")
        elif self.key is not None or self.proof is not None or self.name is not None:
            yield finding("precondition", what=f"{self.person} is known already; leave name, key and proof out")
        now = member.committed_minutes_per_week if member else 0
        if now != self.from_minutes:
            yield finding("precondition", what=f"{self.person} works {now} minutes a week, not {self.from_minutes}")
        elif now == self.to_minutes:
            yield finding("precondition", what=f"{self.person} works {now} minutes a week already")

    def _new_problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        if self.name is None or self.key is None or self.proof is None:
            yield finding("precondition", what=f"{self.person} is not known yet; give name, key and proof")
            return
        yield from first_key_problems(state, self.person, self.key, self.proof, moment.keys)

    def effect(self, state: State, moment: Moment) -> State:
        """The person works the agreed hours; a new person has a record and a key."""
        member = Member.of(state, self.person)
        if member is not None:
            return state.keep(member.changed(committed_minutes_per_week=self.to_minutes))
        if self.key is None or self.name is None:
            raise LookupError(self.person)
        new = Member(
            id=self.person,
            name=self.name,
            membership="none",
            committed_minutes_per_week=self.to_minutes,
            keys=(first_key(self.key, moment.at),),
        )
        return state.put(new.path, begun(new, self.kind))
