"""`govtool back`: says that I am here."""

from __future__ import annotations

from govtool.cli.terminal.statement import statement_command
from govtool.domain.people.absence import Back
from govtool.roles.desk.desk import Desk


@statement_command("back", Back, "govtool back")
def command(desk: Desk) -> str:
    """Be back: from being away, or off a list of people who are not heard from any more."""
    return "You are back, and in votes that open from now on."
