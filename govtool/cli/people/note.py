"""`govtool note`: reports on a trial of yours."""

from __future__ import annotations

import click

from govtool.cli.terminal.completion import all_proposals
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.words import Said
from govtool.domain.decisions.trial import NoteTrial
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk


@statement_command("note", NoteTrial, "govtool note 12 'We were on call for eight hours a week, and not for ten.'")
@click.argument("proposal", shell_complete=all_proposals)
@click.argument("text")
def command(desk: Desk, proposal: str, text: str) -> Meant:
    """Report how a trial of yours goes. People read it before they vote on whether it stays.

    A new report replaces the one before. All of them stay public permanently.
    """
    entry = entry_named(desk, proposal)
    return Meant(f"Your report on {entry.number} {entry.title}", {"trial": entry.number, **Said(text=text).wanted()})
