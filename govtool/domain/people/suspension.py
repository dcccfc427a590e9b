"""Suspension: while a complaint is open, a vote can suspend the person from duties for a while.

It takes away no pay and no vote in other matters, but the work in the name of all. The person does none of their duties
(reviewer, treasurer, steward ...) until it is over, and is not found as the holder of a duty. It is possible once for a
complaint, for as long as the bylaws allow; it ends with the complaint.
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
from govtool.domain.people.complaint import Complaint, complaint_of, is_answerable


class Suspend(Action):
    """Suspend a member from duties. It is possible while a complaint about them is open; pay and votes stay."""

    said: ClassVar[Wording | None] = wording(
        "Suspends {member:person} from duties for {lasts:duration}, while a complaint is open."
    )
    titled: ClassVar[Wording | None] = wording("Suspend the duties of {member} for {lasts:duration}")
    concerns: ClassVar[str] = "member"

    action: Literal["suspend"]
    member: MemberId = Field(description="whom the complaint is about")
    complaint: Digest = Field(description="the digest of the complaint")
    lasts: Duration = Field(description="how long it lasts, from its effect on; at most as long as the bylaws allow")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Two members complain about the person, who was not suspended for it before; not longer than allowed."""
        complaint, member = complaint_of(state, self.complaint), Member.of(state, self.member)
        if complaint is None or complaint.respondent != self.member:
            yield finding("due_process", what=f"two members must complain about {self.member} first")
        elif not is_answerable(member, complaint):
            yield finding("unknown_member", member=self.member)
        elif complaint.suspended_at is not None:
            yield finding("precondition", what=f"{self.member} was suspended for this complaint already")
        most = bylaws_of(state).periods.suspension
        if not 0 < duration_seconds(self.lasts) <= duration_seconds(most):
            yield finding("limits", what=f"a suspension of {self.lasts}; at most {most}")

    def effect(self, state: State, moment: Moment) -> State:
        """The person is suspended from duties until then."""
        complaint, member = Complaint.one(state, self.complaint), Member.one(state, self.member)
        suspended = member.changed(suspended_until=add(moment.at, self.lasts))
        return state.keep(complaint.changed(suspended_at=moment.at), suspended)
