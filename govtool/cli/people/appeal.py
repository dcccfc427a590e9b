"""`govtool appeal`: appeals against my expulsion."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.words import Said, words_options
from govtool.roles.desk.statement_desk import make_statement
from govtool.roles.people.case_desk import complaint_about


@click.command("appeal", epilog="Example: govtool appeal --text 'Nobody has heard Erin'")
@words_options
@click.option("--complaint", metavar="DIGEST", help="Which one, where there are several.")
@json_option
@offline_option
@click.pass_context
def command(
    ctx: click.Context,
    said: Said,
    complaint: str | None,
    as_json: bool,
    offline: bool,
) -> None:
    """Appeal against your expulsion, before it takes effect: it waits, and a second vote has to pass too."""
    desk = desk_of(ctx, offline=offline)
    found = complaint_about(desk.book.state, desk.member.id, complaint)
    words = said.wanted()
    sent = make_statement(desk, "appeal", {"complaint": found.statement, "words": words})
    tell_statement(desk, sent, "You appeal. The expulsion waits for a second vote.", as_json=as_json)
