"""`govtool key object`: objects to a vote that would give somebody new keys in my name."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.terminal.context import NamedFile, desk_of, json_option, offline_option
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.view.count import heading
from govtool.io.signature.signing import KeygenKey
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.statement_desk import make_statement


@click.command("object", epilog="Example: govtool key object 7 --sign-with ~/.ssh/an_old_key")
@click.argument("proposal")
@click.option(
    "--sign-with",
    type=NamedFile(),
    metavar="FILE",
    help="Sign with this key of mine, old or new, in place of git's.",
)
@json_option
@offline_option
@click.pass_context
def objection(ctx: click.Context, proposal: str, sign_with: Path | None, as_json: bool, offline: bool) -> None:
    """Object, with any key of mine that is not revoked, to a vote that would replace my keys: I did not lose them all.

    The vote then lasts longer and needs more, as the bylaws say of a contested one.
    """
    desk = desk_of(ctx, offline=offline)
    if sign_with is not None:
        desk.key = KeygenKey(sign_with)
    entry = entry_named(desk, proposal)
    sent = make_statement(desk, "object-rekey", {"proposal": entry.number})
    tell_statement(desk, sent, f"You object to {heading(entry)}.", as_json=as_json)
