"""A duty: a task for all members (reviewer, treasurer, steward). It is data on the person's record; a vote gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.action import Action, Moment, Undo


class AssignDuty(Action):
    """Give a duty to a person, or take it away. `holds: false` takes it away."""

    said: ClassVar[Wording | None] = wording(
        "Gives {member:person} the duty {duty}.", ("holds", False, "Takes the duty {duty} from {member:person}.")
    )
    titled: ClassVar[Wording | None] = wording(
        "Give {member} the duty {duty}", ("holds", False, "Take the duty {duty} from {member}")
    )
    example: ClassVar[str] = "--member erin --duty treasurer --holds"
    concerns: ClassVar[str] = "member"

    action: Literal["assign-duty"]
    member: MemberId
    duty: MemberId = Field(description="the duty")
    holds: bool = Field(description="true to give it, false to take it away")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person is with the organisation, and does not hold the duty already (or does, to lose it)."""
        member = Member.of(state, self.member)
        if member is None or member.is_gone:
            yield finding("unknown_member", member=self.member)
        elif (self.duty in member.duties) == self.holds:
            yield finding(
                "precondition",
                what=f"{self.member} {'has' if self.holds else 'does not have'} the duty {self.duty}",
            )

    def undo(self, state: State) -> Undo:
        """The duty is taken away again, or given back."""
        return Undo(self.changed(holds=not self.holds))

    def standing(self, state: State) -> Mapping[str, object]:
        """Whether the person has the duty."""
        member = Member.of(state, self.member)
        return {f"duty {self.duty} of {self.member}": member is not None and self.duty in member.duties}

    def effect(self, state: State, moment: Moment) -> State:
        """The duties are changed."""
        member = Member.one(state, self.member)
        duties = set(member.duties) | {self.duty} if self.holds else set(member.duties) - {self.duty}
        return state.keep(member.changed(duties=tuple(sorted(duties))))
