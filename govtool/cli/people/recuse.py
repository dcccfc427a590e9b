"""`govtool recuse`: declares a conflict of interest of mine."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.statement import tell_statement
from govtool.errors import UsageError
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.desk.statement_desk import make_statement


@click.command("recuse", epilog="Example: govtool recuse new-roof, or: govtool recuse --about dan")
@click.argument("slug", required=False)
@click.option("--about", metavar="PERSON", help="From every vote about a person, until you take it back.")
@click.option("--undo", is_flag=True, help="Take it back.")
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, slug: str | None, about: str | None, undo: bool, as_json: bool, offline: bool) -> None:
    """Declare a conflict of interest: you stand aside from a proposal that is not open yet, or from a person's votes.

    You are then on no roll of it, as if you had no vote there. Once a proposal is open its roll is fixed: abstain.
    """
    if (slug is None) == (about is None):
        raise UsageError("name a proposal, or a person", "govtool recuse SLUG, or govtool recuse --about PERSON")
    desk = desk_of(ctx, offline=offline)
    what = slug or member_by_id(desk.book.state, about or "").id
    sent = make_statement(desk, "recuse", {"proposal" if slug else "about": what, "holds": not undo})
    told = f"You no longer stand aside from {what}." if undo else f"You stand aside from {what}."
    tell_statement(desk, sent, told, as_json=as_json)
