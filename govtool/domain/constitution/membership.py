"""The one table of the changes of a membership, with the action, statement or event that makes each change.

Only `moved` changes a membership: a change outside the table cannot happen, whoever agrees. The drawing in
docs/reference/membership.md is made from the same table. Committed hours are another fact and no matter of this table;
nor is a suspension, which takes away duties only.
"""

from __future__ import annotations

from dataclasses import dataclass

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant, add, midnight_after
from govtool.domain.constitution.bylaws import bylaws_of, is_federation
from govtool.domain.constitution.member import Member, Membership


@dataclass(frozen=True, slots=True)
class Transition:
    """One change from one membership (None: no record yet) to another. `by` makes it; `sentence` describes it.

    `by` is the kind of an action or statement, or `founding`.
    """

    before: Membership | None
    after: Membership
    by: str
    sentence: str


TRANSITIONS: tuple[Transition, ...] = (
    # beginnings
    Transition(None, "member", "founding", "founds the co-operative, or was a member when it was founded"),
    Transition(None, "none", "founding", "is known at the founding as a volunteer or consultant"),
    Transition(None, "probationary", "founding", "was in probation when the co-operative was founded"),
    Transition(None, "away", "founding", "was a member and away when the co-operative was founded"),
    Transition(None, "left", "founding", "had left before the founding, and may be owed wages"),
    Transition(None, "expelled", "founding", "had been expelled before the founding, and may be owed wages"),
    # from outside
    Transition(None, "none", "receive", "registered as a volunteer, and a member brought that in"),
    Transition(None, "applicant", "receive", "applied, and a member brought the application in"),
    Transition(None, "applicant", "nominate", "applied, and a member nominated them at once"),
    Transition(None, "none", "engage", "was engaged as a consultant by a vote"),
    Transition("none", "applicant", "apply", "a volunteer or consultant applies"),
    Transition("left", "applicant", "apply", "a former member asks to come back"),
    Transition("applicant", "none", "withdraw-application", "takes the application back"),
    # admission and probation
    Transition("applicant", "probationary", "admit", "all members admitted them into a probation"),
    Transition("probationary", "member", "confirm", "three quarters confirmed them at the end of the probation"),
    Transition("probationary", "none", "confirm", "the vote ended the probation"),
    Transition("probationary", "none", "end-probation", "the team ended the probation before its vote"),
    Transition("probationary", "none", "leave-probation", "the person ended the probation"),
    # if the bylaws have no probation
    Transition(None, "member", "admit", "all members admitted them at once"),
    Transition("none", "member", "admit", "all members admitted a volunteer or consultant at once"),
    Transition("applicant", "member", "admit", "all members admitted the applicant at once"),
    Transition("left", "member", "admit", "all members admitted a former member at once"),
    # in a federation
    Transition(None, "member", "enrol", "an affiliate of a federation brought them in"),
    Transition(None, "member", "admit-affiliate", "came into a federation with a new affiliate"),
    # away for a while
    Transition("member", "away", "away", "says that they are away, for a year at most"),
    Transition("away", "member", "back", "says that they are back"),
    Transition("member", "away", "dormant", "was named as absent, and the others agreed"),
    # endings
    Transition("member", "left", "resign", "leaves"),
    Transition("away", "left", "resign", "leaves while away"),
    Transition("probationary", "left", "resign", "leaves while in probation"),
    Transition("member", "left", "incapacity", "died or can act no more, and the others agreed"),
    Transition("away", "left", "incapacity", "died or can act no more while away, and the others agreed"),
    Transition("probationary", "left", "incapacity", "died or can act no more in probation, and the others agreed"),
    Transition("member", "left", "merge", "turned out to be somebody with another record, in a federation"),
    Transition("away", "left", "merge", "turned out to be somebody with another record, while away"),
    Transition("member", "expelled", "expel", "was expelled, after notice, answer and appeal"),
    Transition("away", "expelled", "expel", "was expelled while away, after notice, answer and appeal"),
)
"""All changes of a membership."""

_KNOWN = frozenset((known.before, known.after, known.by) for known in TRANSITIONS)


def may_move(before: Membership | None, after: Membership, by: str) -> bool:
    """Whether the table holds a change."""
    return (before, after, by) in _KNOWN


def moved(member: Member, after: Membership, by: str, **changes: object) -> Member:
    """The person with another membership, and with the further changes that come with it.

    Raises LookupError for a change that the table does not hold: callers check that first.
    """
    _demand(member.id, member.membership, after, by)
    return member.changed(membership=after, **changes)


def begun(member: Member, by: str) -> Member:
    """A first record of a person, unchanged. Raises LookupError if no record can begin in this way."""
    _demand(member.id, None, member.membership, by)
    return member


def counts_from(state: State, at: Instant) -> Instant:
    """From when a person who becomes a member at that time is on voter lists. In a federation it is a midnight, so that
    all who came in on one day count from one time.
    """
    after = add(at, bylaws_of(state).periods.vote_after)
    return midnight_after(after) if is_federation(state) else after


def _demand(name: MemberId, before: Membership | None, after: Membership, by: str) -> None:
    if not may_move(before, after, by):
        raise LookupError(f"{name}: no way from {before or 'no record'} to {after} by {by}")


def drawing() -> str:
    """The table as a state diagram in the words of Mermaid, and below it every change in a sentence; Markdown."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for known in TRANSITIONS:
        words = arrows.setdefault((known.before or "[*]", known.after), [])
        if known.by not in words:
            words.append(known.by)
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    lines += [f"    {before} --> {after}: {', '.join(words)}" for (before, after), words in arrows.items()]
    lines += ["```", "", "| from | to | by | who |", "|---|---|---|---|"]
    lines += [f"| {one.before or '–'} | {one.after} | `{one.by}` | {one.sentence} |" for one in TRANSITIONS]
    return "\n".join(lines) + "\n"
