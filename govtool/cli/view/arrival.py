"""Shows in `status` the people who wait for an answer, and the next step of a person on the way to membership."""

from __future__ import annotations

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import hours, when
from govtool.cli.view.onboarding import tell_letter, tell_steps, words
from govtool.domain.constitution.member import Member
from govtool.roles.desk.desk import Desk
from govtool.roles.people.arrival import Arrivals, arrivals

_MOST = 10


def tell_arrivals(desk: Desk, member: Member | None) -> None:
    """Prints the next step of the person, and the people who wait for their answer."""
    found, state = arrivals(desk, member), desk.book.state
    if found.mine is not None:
        tell_letter(state, found.mine, desk.at)
    elif member is None:
        say("You have no application here. To join: govtool apply --help, govtool register --help")
    if member is not None:
        tell_steps(state, member, desk.at, mine=True)
        _tell_waiting(desk, found)


def _tell_waiting(desk: Desk, found: Arrivals) -> None:
    now = desk.now
    if found.letters or found.applications:
        say("People who wait for an answer:", bold=True)
    for judged in found.letters[:_MOST]:
        letter = judged.letter
        if letter is not None:
            wanted = hours(letter.wanted_minutes_per_week)
            what = f"applies for {wanted} a week" if letter.wants == "member" else "registers as a volunteer"
            say(f"  {letter.name} ({letter.id}) {what} → govtool receive {letter.id}")
    if len(found.letters) > _MOST:
        say(f"  and {len(found.letters) - _MOST} more → govtool list applications")
    for one in found.applications[:_MOST]:
        until = when(one.expires_at, now)
        say(f"  {one.member} has applied, good until {until} → govtool show {one.member}; govtool receive {one.member}")
    for nomination in found.nominations:
        say(f"  {nomination.candidate} is nominated by {nomination.nominated_by}; no more probations are allowed now")
        say("    the vote opens by itself when there is room for one more")
    for name, step in found.overdue:
        for line in words(desk.book.state, step, name, desk.at):
            say(f"  {name}: {line}", colour="yellow")


def arrivals_data(desk: Desk, member: Member | None) -> dict[str, object]:
    """The same for a program: `standing` is the person's own, `people` wait for their answer."""
    found = arrivals(desk, member)
    letters = [
        picked(one, "letter.id letter.wants branch digest", kind="letter") for one in found.letters if one.letter
    ]
    known = [
        *(("application", one.member) for one in found.applications),
        *(("nomination", one.candidate) for one in found.nominations),
        *(("overdue", name) for name, _ in found.overdue),
    ]
    people = [*letters, *({"id": name, "wants": "member", "kind": kind} for kind, name in known)]
    mine = [picked(found.mine, "branch digest findings", stage="outside")] if found.mine is not None else []
    return {"standing": [*found.steps, *mine], "people": people}
