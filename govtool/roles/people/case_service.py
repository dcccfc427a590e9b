"""Complaints at a desk: which ones a person means, and what about a vote must be read before anybody votes on it.

Reads the verified registry only. Judges nothing: that is the domain's. Most votes are about nobody, so it loads the
rules about people when a vote is about somebody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.domain.decisions.docket import DocketEntry
from govtool.errors import UsageError

if TYPE_CHECKING:
    from govtool.domain.people.complaint import Complaint
    from govtool.domain.people.incapacity import Report


def complaint_about(
    state: State, about: MemberId, typed: str | None, by: MemberId | None = None, *, is_affiliate: bool = False
) -> Complaint:
    """The complaint about a person, or an affiliate, that somebody means: the only open one, or the one with this
    digest or its beginning. With `by`, only complaints count in which that person complains. Raises UsageError if none
    or several fit.
    """
    from govtool.domain.people.complaint import Complaint

    found = [one for one in Complaint.all(state) if (one.affiliate if is_affiliate else one.respondent) == about]
    found = [one for one in found if by is None or by in one.complainants]
    if typed is not None:
        start = typed.removeprefix("sha256:")
        found = [one for one in found if one.statement.removeprefix("sha256:").startswith(start)]
    if not found:
        raise UsageError(f"there is no open complaint about {about}", "see what there is: govtool list complaints")
    if len(found) > 1:
        names = ", ".join(one.statement[7:19] for one in found)
        raise UsageError(f"several complaints about {about} are open: {names}", "name one: --complaint DIGEST")
    return found[0]


def case_of(state: State, entry: DocketEntry) -> Complaint | None:
    """The complaint that a vote is about, settled or not; None where it is about none."""
    if not _is_about_somebody(entry):
        return None
    from govtool.domain.people.complaint import Complaint
    from govtool.domain.people.expulsion import ComplaintVote
    from govtool.domain.people.suspension import Suspend

    action = next((one for one in entry.actions if isinstance(one, ComplaintVote | Suspend)), None)
    return Complaint.of(state, action.complaint) if action is not None else None


def report_on(state: State, entry: DocketEntry) -> Report | None:
    """The report that a vote is about, while it is not settled; None where it is about none."""
    if not _is_about_somebody(entry):
        return None
    from govtool.domain.people.incapacity import Incapacity, Report

    action = next((one for one in entry.actions if isinstance(one, Incapacity)), None)
    return Report.of(state, action.member) if action is not None else None


def _is_about_somebody(entry: DocketEntry) -> bool:
    return any(action.concerns or action.concerns_affiliate for action in entry.actions)
