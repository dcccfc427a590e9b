"""`govtool key object`: objects to a vote that would give somebody new keys in your name."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import sign_with_option
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.view.count import heading
from govtool.domain.people.key import ObjectRekey
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk


@statement_command("object", ObjectRekey, "govtool key object 7 --sign-with ~/.ssh/an_old_key")
@click.argument("proposal")
@sign_with_option
def objection(desk: Desk, proposal: str) -> Meant:
    """Object to a vote that replaces your keys. Any key of yours that is not revoked can sign it.

    The vote then lasts longer and needs more, as the bylaws say of a contested one.
    """
    entry = entry_named(desk, proposal)
    return Meant(f"You object to {heading(entry)}.", {"proposal": entry.number})
