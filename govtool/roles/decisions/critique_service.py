"""Questions, concerns and objections at a desk: which one a person means, and which ones wait for somebody.

Reads the verified registry only. Judges nothing: that is the domain's.
"""

from __future__ import annotations

from collections.abc import Iterable

from govtool.core import typed_name
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.domain.decisions.critique import Critique, listed
from govtool.domain.decisions.docket import DocketEntry
from govtool.errors import UsageError


def critique_named(state: State, text: str) -> Critique:
    """The question, concern or objection that a person means by 12/3. Raises UsageError."""
    name = typed_name.critique_of(text)
    found = Critique.of(state, name.proposal, name.number) if name else None
    if found is None:
        proposal = name.proposal if name else typed_name.number_of(text) or "ID"
        raise UsageError(
            f"there is no question, concern or objection {text!r}", f"see their names: govtool show {proposal}"
        )
    return found


def to_read(state: State, entry: DocketEntry) -> tuple[list[Critique], int]:
    """The critique that people read before they vote on a proposal, the open ones first; and how many were lifted."""
    found = list(listed(state, entry))
    shown = [one for one in found if one.status != "lifted"]
    shown.sort(key=lambda one: (one.status != "open", int(one.proposal), one.number))
    return shown, len(found) - len(shown)


def waiting(state: State, votes: Iterable[DocketEntry], member: MemberId) -> tuple[list[Critique], list[Critique]]:
    """The critique that a person can answer, since they proposed what it is about; and theirs that was answered, so
    that they can lift it. Looks at these open votes.
    """
    found = {one.name: one for vote in votes for one in listed(state, vote)}.values()
    asked = [one for one in found if one.status == "open" and DocketEntry.one(state, one.proposal).proposer == member]
    return asked, [one for one in found if one.status == "answered" and one.by == member]
