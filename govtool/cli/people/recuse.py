"""`govtool recuse`: declares a conflict of interest of yours."""

from __future__ import annotations

import click

from govtool.cli.terminal.statement import Meant, statement_command
from govtool.domain.decisions.recusal import Recuse
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id


@statement_command("recuse", Recuse, "govtool recuse new-roof, or: govtool recuse --about dan")
@click.argument("slug", required=False)
@click.option("--about", metavar="PERSON", help="Stand aside from votes about a person, until you undo it.")
@click.option("--undo", is_flag=True, help="Take it back.")
def command(desk: Desk, slug: str | None, about: str | None, undo: bool) -> Meant:
    """Declare a conflict of interest: you stand aside from a proposal that is not open yet, or from a person's votes.

    You are then not on its voter list, as if you had no vote. Once a proposal is open, its list is fixed: abstain.
    """
    if (slug is None) == (about is None):
        raise UsageError("name a proposal, or a person", "govtool recuse SLUG, or govtool recuse --about PERSON")
    what = slug or member_by_id(desk.book.state, about or "").id
    told = f"You no longer stand aside from {what}." if undo else f"You stand aside from {what}."
    return Meant(told, {"proposal" if slug else "about": what, "holds": not undo})
