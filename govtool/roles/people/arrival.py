"""The people on their way in, as a person sees them in their day. These are unanswered letters and applications, and
nominations that wait for room. A person who is on the way themselves sees their own steps.

Reads only.
"""

from __future__ import annotations

from dataclasses import dataclass

from govtool.core.ids import MemberId
from govtool.domain.constitution.member import Member
from govtool.domain.people.admission import Nomination
from govtool.domain.people.application import Application
from govtool.domain.people.probation import Probation
from govtool.errors import GovtoolError
from govtool.roles.clerk.letter import JudgedLetter, letter_by
from govtool.roles.desk.desk import Desk
from govtool.roles.minutes.candidate import Candidates
from govtool.roles.people.letter_service import waiting_letters
from govtool.roles.people.onboarding import Step, looks_at, steps, unanswered, waiting_for_room


@dataclass(frozen=True)
class Arrivals:
    """`mine` is my own letter if it waits outside, `steps` my position on the way. The others are the items that wait
    for me as a reviewer. `overdue` are the people whose vote the clerk has not opened.
    """

    mine: JudgedLetter | None
    steps: tuple[Step, ...]
    letters: tuple[JudgedLetter, ...]
    applications: tuple[Application, ...]
    nominations: tuple[Nomination, ...]
    overdue: tuple[tuple[MemberId, Step], ...]


def arrivals(desk: Desk, member: Member | None) -> Arrivals:
    """The arrivals that concern a person; for somebody without a record only their own letter."""
    state, at = desk.book.state, desk.at
    if member is None:
        return Arrivals(own_letter(desk), (), (), (), (), ())
    waiting = tuple(waiting_for_room(state, at))
    # Who looks at applications may be a question to all members, so it is asked only if there is something to see.
    is_any = waiting or any(Application.home.listed(state)) or Candidates(desk.git, desk.remote).letters()
    looks = bool(is_any) and looks_at(state, member, at)
    return Arrivals(
        None,
        tuple(steps(state, member, at)),
        tuple(one for one in waiting_letters(desk) if not one.findings) if looks else (),
        tuple(unanswered(state, at)) if looks else (),
        tuple(one for one in waiting if looks or one.nominated_by == member.id),
        tuple(_overdue(desk)) if member.membership == "member" else (),
    )


def own_letter(desk: Desk) -> JudgedLetter | None:
    """The letter that the person at a desk signed and nobody has brought in, as it waits outside."""
    try:
        return letter_by(desk.book, Candidates(desk.git, desk.remote), desk.key.public_key.base64)
    except GovtoolError:
        # without a key nobody can be told apart
        return None


def _overdue(desk: Desk) -> list[tuple[MemberId, Step]]:
    state, at = desk.book.state, desk.at
    people = (Member.of(state, found.member) for found in Probation.all(state))
    return [
        (each.id, step)
        for each in people
        if each is not None and each.membership == "probationary"
        for step in steps(state, each, at)
        if step.stage == "overdue"
    ]
