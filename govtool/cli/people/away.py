"""`govtool away`: says that you are away for a while."""

from __future__ import annotations

from govtool.cli.terminal.statement import statement_command
from govtool.cli.terminal.text import when
from govtool.domain.people.absence import Away
from govtool.roles.desk.desk import Desk


@statement_command("away", Away, "govtool away --until 2027-02-01")
def command(desk: Desk, until: str) -> str:
    """Be away for a while: you are on no voter list that opens meanwhile, and nobody waits for you.

    Votes that are open now still count yours. You are back once you say so, sooner or later: govtool back.
    """
    return f"You are away until {when(until, desk.now)}."
