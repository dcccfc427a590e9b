"""`govtool back`: says that you are here."""

from __future__ import annotations

from govtool.cli.terminal.statement import statement_command
from govtool.domain.people.absence import Back
from govtool.roles.desk.desk import Desk


@statement_command("back", Back, "govtool back")
def command(desk: Desk) -> str:
    """End your absence, also if you were named as an absent member."""
    return "You are back, and in votes that open from now on."
