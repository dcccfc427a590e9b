"""How commands tell that a statement was signed."""

from __future__ import annotations

from govtool.cli.terminal.context import tell_notes
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_desk import StatementSent


def tell_statement(desk: Desk, sent: StatementSent, what: str, *, as_json: bool) -> None:
    """Prints what was stated, and how far it has come."""
    if as_json:
        print_json(sent)
        return
    say(what, bold=True)
    if sent.state == "delivered":
        say(f"  signed and delivered as your statement {sent.number}; it holds once the clerk has taken it")
    else:
        say(f"  signed as your statement {sent.number}, and kept on this computer until it can be sent")
    say("  → follow it: govtool status")
    tell_notes(desk)
