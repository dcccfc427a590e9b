"""`govtool incapacity`: reports that somebody died or can act no more."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.words import Said, words_options
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.desk.statement_desk import make_statement


@click.command("incapacity", epilog="Example: govtool incapacity dan --death")
@click.argument("person")
@click.option("--death/--no-death", default=False, help="The person died; else: they can act no more.")
@words_options
@json_option
@offline_option
@click.pass_context
def command(
    ctx: click.Context,
    person: str,
    death: bool,
    said: Said,
    as_json: bool,
    offline: bool,
) -> None:
    """Report that a member died, or can act no more. A second member signs too; then all others vote.

    Any signature of the person ends it. What they are owed stays owed.
    """
    desk = desk_of(ctx, offline=offline)
    about = member_by_id(desk.book.state, person).id
    body: dict[str, object] = {"about": about, "reason": "death" if death else "incapacity"}
    words = said.words()
    if words is not None:
        body["words"] = words
    if not as_json:
        say(f"Any signature of {about} that counts ends it; and what {about} is owed stays owed.")
    sent = make_statement(desk, "report-incapacity", body)
    tell_statement(desk, sent, f"You report it of {about}. A second member signs too: govtool sign", as_json=as_json)
