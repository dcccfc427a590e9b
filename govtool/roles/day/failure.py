"""The proposals that passed and then failed, and that their proposer has not seen yet on this computer.

A proposal can fail weeks after its vote, when nobody looks for it any more. So `status` shows it until its proposer has
looked at it with `show`. A proposal that opened by itself has no proposer, so everybody who had a vote on it sees it.
"""

from __future__ import annotations

from govtool.core import minute as minutes
from govtool.core.ids import MemberId, ProposalNumber
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant, subtract
from govtool.domain.decisions.docket import DocketEntry
from govtool.io.file.seen import SeenFile, Unseen
from govtool.roles.desk.desk import Desk

FIRST_LOOK = "P30D"
_MOST_MINUTES = 2000


def unseen_failures(desk: Desk, member: MemberId) -> tuple[DocketEntry, ...]:
    """The failed proposals that a person has not seen, by number. Remembers up to which minute it looked."""
    state, file = desk.book.state, SeenFile(desk.book.genesis, member)
    newest, known = minutes.newest_number(state) or 0, file.read()
    numbers = dict.fromkeys(known.proposals if known else ())
    numbers |= dict.fromkeys(_failed_since(state, newest, known.minute if known else None, desk.now))
    entries = [entry for number in sorted(numbers) if (entry := _failed(state, number, member)) is not None]
    found = Unseen(newest, tuple(entry.number for entry in entries))
    if found != known:
        file.write(found)
    return tuple(entries)


def mark_seen(desk: Desk, entry: DocketEntry) -> None:
    """Remembers that the person at this desk has seen a proposal, if it failed; of a guest nothing is remembered."""
    member = desk.known_member if entry.status == "failed" else None
    if member is None:
        return
    left = tuple(each.number for each in unseen_failures(desk, member.id) if each.number != entry.number)
    SeenFile(desk.book.genesis, member.id).write(Unseen(minutes.newest_number(desk.book.state) or 0, left))


def _failed_since(state: State, newest: int, last: int | None, now: Instant) -> list[ProposalNumber]:
    """The proposals that failed after a minute; without one, in the last 30 days."""
    since = subtract(now, FIRST_LOOK) if last is None else ""
    found = []
    for number in range(newest, max(last or 0, newest - _MOST_MINUTES), -1):
        minute = Minute.of(state, number)
        if minute is None or minute.at < since:
            break
        if minute.event == "enacted" and minute.result == "failed" and minute.proposal is not None:
            found.append(minute.proposal)
    return found


def _failed(state: State, number: ProposalNumber, member: MemberId) -> DocketEntry | None:
    """The failed proposal of a number, if it concerns the person."""
    entry = DocketEntry.of(state, number)
    if entry is None or entry.status != "failed":
        return None
    concerns = entry.proposer == member or (entry.proposer is None and member in entry.voters(state))
    return entry if concerns else None
