"""Shows procedures about the person at the screen. They come first, because they have a last day."""

from __future__ import annotations

from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import when
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.member import Member
from govtool.roles.people.proceeding import proceedings


def tell_proceedings(state: State, member: Member | None, now: Instant) -> None:
    """Prints the procedures about a person, each with the next step."""
    for proceeding in proceedings(state, member, now) if member is not None else ():
        until = f" ({when(proceeding.by, now)})" if proceeding.by is not None else ""
        say(f"About you: {proceeding.what}{until}", bold=True, colour="yellow")
        say(f"  → {proceeding.how}")
