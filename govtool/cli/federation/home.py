"""`govtool federation home`: names the affiliate that is your home."""

from __future__ import annotations

import click

from govtool.cli.terminal.statement import statement_command
from govtool.domain.federation.belonging import MoveHome
from govtool.roles.desk.desk import Desk


@statement_command("home", MoveHome, "govtool federation home riverside")
@click.argument("affiliate")
def command(desk: Desk, affiliate: str) -> str:
    """Name your home among your affiliates.

    You can change it once in 180 days. Your vote stays the same.
    """
    return f"Your home is {affiliate}."
