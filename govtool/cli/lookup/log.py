"""`govtool log`: the minute book in sentences."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import local
from govtool.cli.terminal.typed import whole
from govtool.cli.view.minute import sentence
from govtool.core import minute as minutes
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk


@desk_command("log", "govtool log -n 50")
@click.argument("proposal", required=False)
@click.option("-n", "number", type=whole(1, 999_999), default=20, show_default=True, help="How many entries.")
@click.option("--all", "everything", is_flag=True, help="Every entry, from the founding.")
@click.option("--reverse", is_flag=True, help="The newest first.")
def command(desk: Desk, proposal: str | None, number: int, everything: bool, reverse: bool, as_json: bool) -> None:
    """List what happened: the last entries of the minute book, the newest at the end. With PROPOSAL only its own."""
    state = desk.book.state
    only = entry_named(desk, proposal).number if proposal else None
    found = _newest(state, None if everything else number, only)
    if not reverse:
        found.reverse()
    if as_json:
        print_json(found)
        return
    for minute in found:
        say(f"{minute.number:>6}  {local(minute.at, desk.now)}  {sentence(state, minute)}")


def _newest(state: State, most: int | None, proposal: str | None) -> list[Minute]:
    """The entries, newest first, at most `most` of them; only those of `proposal` if it is named."""
    found: list[Minute] = []
    for number in range(minutes.newest_number(state) or 0, -1, -1):
        if most is not None and len(found) >= most:
            break
        minute = Minute.of(state, number)
        if minute is not None and (proposal is None or minute.proposal == proposal):
            found.append(minute)
    return found
