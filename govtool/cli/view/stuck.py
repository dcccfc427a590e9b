"""Shows statements that wait for a second signature which nobody can give any more."""

from __future__ import annotations

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say
from govtool.core.state import State
from govtool.roles.money.signature_service import said_of
from govtool.roles.money.stuck import Stuck


def tell_stuck(state: State, stuck: Stuck, *, error: bool = False) -> None:
    """Prints the statement, and what to do about it."""
    say(f"Nobody can sign this any more: {said_of(state, stuck.awaited)}", bold=True, colour="yellow", error=error)
    say(f"  → {stuck.next_step}", error=error)


def stuck_data(state: State, stuck: Stuck) -> dict[str, object]:
    """The same for a program."""
    names = "digest awaited.kind awaited.statement awaited.body awaited.until findings is_anew next_step"
    return picked(stuck, names, by=stuck.awaited.member, about=said_of(state, stuck.awaited))
