"""Suspension: while a complaint is dealt with, a vote can let the duties of the person rest for a while.

It takes no pay and no vote in other matters; it takes what is done in the name of all: the person does none of their
duties (reviewer, treasurer, steward ...) until it is over, and nobody who asks for the holder of a duty finds them.
Once for a complaint, for as long as the bylaws allow; it ends with the complaint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId
from govtool.core.state import State
from govtool.core.times import Duration, add, duration_seconds
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.people.complaint import complaint_of, is_answerable


class Suspend(Action):
    """Lets the duties of a member rest while a complaint about them is dealt with; pay and votes stay."""

    kind: ClassVar[str] = "suspend"
    said: ClassVar[Wording | None] = wording(
        "Lets the duties of {member:person} rest for {lasts:duration}, while a complaint is dealt with."
    )
    titled: ClassVar[Wording | None] = wording("Suspend the duties of {member} for {lasts:duration}")

    action: Literal["suspend"]
    member: MemberId = Field(description="whom the complaint is about")
    complaint: Digest = Field(description="the digest of the complaint")
    lasts: Duration = Field(description="for how long, from when it takes effect; at most what the bylaws allow")

    @property
    def subject(self) -> MemberId:
        """The person; they have no vote on it."""
        return self.member

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Two members complain about the person, who was not suspended for it yet; not longer than allowed."""
        complaint, member = complaint_of(state, self.complaint), Member.of(state, self.member)
        if complaint is None or complaint.respondent != self.member:
            yield finding("due_process", what=f"two members have to complain about {self.member} first")
        elif not is_answerable(member, complaint):
            yield finding("unknown_member", member=self.member)
        elif complaint.suspended_at is not None:
            yield finding("precondition", what=f"{self.member} was suspended for this complaint already")
        most = bylaws_of(state).periods.suspension
        if not 0 < duration_seconds(self.lasts) <= duration_seconds(most):
            yield finding("limits", what=f"a suspension of {self.lasts}; at most {most}")

    def effect(self, state: State, moment: Moment) -> State:
        """The duties rest until then."""
        complaint, member = complaint_of(state, self.complaint), Member.of(state, self.member)
        if complaint is None or member is None:
            raise LookupError(self.complaint)
        state = state.keep(complaint.changed(suspended_at=moment.at))
        return state.keep(member.changed(suspended_until=add(moment.at, self.lasts)))
