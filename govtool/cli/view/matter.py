"""How it looks what goes on about the person who asks: above all else, since time runs."""

from __future__ import annotations

from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import when
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.member import Member
from govtool.roles.people.matter import matters


def tell_matters(state: State, member: Member | None, now: Instant) -> None:
    """Prints what goes on about a person, with what to do next."""
    for matter in matters(state, member, now) if member is not None else ():
        until = f" ({when(matter.by, now)})" if matter.by is not None else ""
        say(f"About you: {matter.what}{until}", bold=True, colour="yellow")
        say(f"  → {matter.how}")


def matters_data(state: State, member: Member | None, now: Instant) -> list[dict[str, object]]:
    """The same for a program."""
    found = matters(state, member, now) if member is not None else ()
    return [{"what": matter.what, "by": matter.by, "how": matter.how} for matter in found]
