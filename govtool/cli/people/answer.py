"""`govtool answer`: answers a complaint about me."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.words import Said, words_options
from govtool.cli.view.case import tell_complaint
from govtool.roles.desk.statement_desk import make_statement
from govtool.roles.people.case_desk import complaint_about


@click.command("answer", epilog="Example: govtool answer --file answer.txt")
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
    """Answer a complaint about you. Everybody reads it before they vote; the last answer in time stands."""
    desk = desk_of(ctx, offline=offline)
    found = complaint_about(desk.book.state, desk.member.id, complaint)
    if not as_json:
        tell_complaint(found, desk.now)
    words = said.wanted()
    sent = make_statement(desk, "answer", {"complaint": found.statement, "words": words})
    tell_statement(desk, sent, "You answer it.", as_json=as_json)
