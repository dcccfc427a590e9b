"""`govtool close`: the books of a co-operative that has wound up."""

from __future__ import annotations

import click

from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.domain.constitution.organization import organization_of
from govtool.domain.lifecycle.winding_up import AcceptClosing, CloseBooks
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.work.hours_service import as_named, disputed_words, sheet_named


@named_group("close", "govtool close books --name 'Sunrise Co-operative'")
def command() -> None:
    """Close the books, after a vote to wind up (govtool propose wind-up --begin), once everything is settled."""


@command.add_command
@statement_command("books", CloseBooks, "govtool close books --name 'Sunrise Co-operative'")
@click.option("--name", required=True, help="The co-operative's name, to show that you mean it.")
@click.option("--without", multiple=True, metavar="SHEET", help="Disputed hours that were not worked: carol/2026-11/4.")
def books(desk: Desk, name: str, without: tuple[str, ...]) -> Meant:
    """Close the books permanently. A second member signs too (govtool sign). That entry is the last.

    Disputed hours keep the books open until two others approve them. If nobody worked them, the two who close name them
    with --without. Neither of the two may have worked or disputed them.
    """
    organization = organization_of(desk.book.state)
    sheets = [sheet_named(desk, each) for each in without]
    if name.strip() != organization.name:
        raise UsageError(f"{name!r} is not its name; nothing was signed", f"it is called {organization.name}")
    for sheet in sheets:
        say(f"{sheet.name} is left out: {disputed_words(desk.book.state, sheet)}")
    say("After that entry nothing can happen here any more. Anyone can still verify all of it: govtool audit")
    body = {"without": [as_named(sheet) for sheet in sheets] or None}
    return Meant(f"You close the books of {organization.name}.", body)


@command.add_command
@statement_command("accept", AcceptClosing, "govtool close accept")
def accept(desk: Desk) -> str:
    """Agree to the closing although you are owed. What you are owed stays recorded; you waive nothing."""
    return "You agree that the books are closed though you are owed."
