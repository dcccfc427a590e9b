"""`govtool status --everywhere`: one list of what waits for a person in all organisations that this computer knows.

The pin of an organisation remembers the clone that was used last. A clone that is gone, or that holds another
organisation now, is left out, and the list says so. Each vote stands in it once, by the time at which it closes.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from govtool.cli.day.status import vote_data
from govtool.cli.terminal.context import desk_at, tell_notes
from govtool.cli.terminal.json import answer, picked
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import counted
from govtool.cli.view.count import closing, heading
from govtool.core.times import Instant
from govtool.domain.constitution.organization import organization_of
from govtool.errors import EXIT_FINDINGS, EXIT_OK, GovtoolError
from govtool.io.signature.trust import Pin, TrustStore
from govtool.roles.day.waiting import OpenVote, Situation
from govtool.roles.decisions.ballot_service import ways_to_vote


@dataclass(frozen=True)
class Known:
    """An organisation that is pinned here: what waits there, or why nobody can tell (`problem`)."""

    pin: Pin
    situation: Situation | None
    problem: str = ""
    hint: str = ""

    @property
    def name(self) -> str:
        """The name of the organisation, as far as this computer knows it."""
        return organization_of(self.situation.book.state).name if self.situation else self.pin.name

    @property
    def command(self) -> str:
        """The beginning of a command that works there."""
        return f"govtool -C {shlex.quote(self.pin.folder)}"


def status_everywhere(at: Instant, *, offline: bool, as_json: bool) -> int:
    """Prints the list, and gives the exit status."""
    found = [_known(pin, at, offline=offline) for pin in TrustStore().pins()]
    answer(as_json, lambda: _data(found), lambda: _tell(found, at))
    return EXIT_FINDINGS if any(map(_is_wrong, found)) else EXIT_OK


def _known(pin: Pin, at: Instant, *, offline: bool) -> Known:
    if not pin.folder:
        return Known(pin, None, "no clone of it was used here yet", "in a clone of it: govtool status")
    if not Path(pin.folder).is_dir():
        return Known(pin, None, f"its folder {pin.folder} is gone", "in another clone of it: govtool status")
    try:
        desk = desk_at(Path(pin.folder), at, offline=offline)
        desk.fetch()
        if desk.book.genesis != pin.genesis:
            what = f"{pin.folder} holds another organisation now: {organization_of(desk.book.state).name}"
            return Known(pin, None, what, "in a clone of it: govtool status")
        return Known(pin, Situation(desk))
    except GovtoolError as error:
        return Known(pin, None, error.message, f"govtool -C {shlex.quote(pin.folder)} status")


def _is_wrong(known: Known) -> bool:
    """Whether main of an organisation has what a person must look at. A clone that is gone is no fault of main."""
    if known.situation is None:
        return False
    desk = known.situation.desk
    return bool(desk.report.findings or desk.book.ahead(desk.now))


def _votes(found: list[Known]) -> list[tuple[Known, OpenVote]]:
    """Each vote that waits for the person, the one that closes first at the top."""
    votes = [(known, vote) for known in found if known.situation for vote in known.situation.to_vote]
    return sorted(votes, key=lambda each: (each[1].entry.closes_at, each[0].pin.genesis, each[1].entry.number))


def _signatures(found: list[Known]) -> Iterator[tuple[Known, str]]:
    for known in found:
        for item in known.situation.sign if known.situation else ():
            yield known, item.about


def _tell(found: list[Known], at: Instant) -> None:
    votes = _votes(found)
    say(f"{counted(len(votes), 'vote')} for you:" if votes else "Nothing waits for your vote.", bold=True)
    for known, vote in votes:
        say(f"  {known.name}: {heading(vote.entry)}")
        say(f"    {closing(vote.entry, at)}")
        choices, number = "|".join(ways_to_vote(vote.entry)), vote.entry.number
        say(f"    → {known.command} vote {number} {choices}   (read it: {known.command} show {number})")
    for known, about in _signatures(found):
        say(f"Waits for your signature in {known.name}: {about}", bold=True)
        say(f"  → {known.command} sign")
    say(
        "All organisations that this computer knows:" if found else "This computer knows no organisation yet.",
        bold=True,
    )
    for known in found:
        _tell_known(known)
    if not found:
        say("  → in a clone of one: govtool status")


def _tell_known(known: Known) -> None:
    name = known.name or known.pin.genesis
    if known.situation is None:
        say(f"  {name}: left out, since {known.problem}", colour="yellow")
        say(f"    → {known.hint}")
        return
    desk, member = known.situation.desk, known.situation.member
    who = f"{member.name} ({member.id})" if member else "you look around as a guest"
    others = len(known.situation.votes) - len(known.situation.to_vote)
    more = f"; {counted(others, 'other open vote')}" if others else ""
    say(f"  {name}: {who}{more}", colour="red" if _is_wrong(known) else None)
    say(f"    → {known.command} status")
    tell_notes(desk)


def _data(found: list[Known]) -> dict[str, object]:
    return {
        "vote": [
            {**_place(known), **vote_data(known.situation.book.state, vote)}
            for known, vote in _votes(found)
            if known.situation
        ],
        "sign": [{**_place(known), "about": about} for known, about in _signatures(found)],
        "organizations": [
            {
                **_place(known),
                "member": known.situation.member.id if known.situation and known.situation.member else None,
                "problem": known.problem or None,
                "findings": [*known.situation.desk.report.findings] if known.situation else [],
                "notes": [*known.situation.desk.notes] if known.situation else [],
            }
            for known in found
        ],
    }


def _place(known: Known) -> dict[str, object]:
    return picked(known.pin, "genesis folder", organization=known.name)
