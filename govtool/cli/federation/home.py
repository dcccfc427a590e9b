"""`govtool federation home`: names the affiliate that is your home."""

from __future__ import annotations

from govtool.cli.federation.argument import affiliate_argument
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.domain.federation.belonging import MoveHome
from govtool.roles.desk.desk import Desk


@statement_command("home", MoveHome, "govtool federation home riverside")
@affiliate_argument
def command(desk: Desk, affiliate: str) -> Meant:
    """Name your home among your affiliates.

    You can change it once in 180 days. Your vote stays the same.
    """
    return Meant(f"Your home is {affiliate}.", {"affiliate": affiliate})
