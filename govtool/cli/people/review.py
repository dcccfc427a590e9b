"""`govtool review`: writes what I think of somebody who applies or is in probation."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.words import Said, words_options
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.desk.statement_desk import make_statement


@click.command("review", epilog="Example: govtool review frank --text 'We worked together for a year.'")
@click.argument("candidate")
@words_options
@json_option
@offline_option
@click.pass_context
def command(
    ctx: click.Context,
    candidate: str,
    said: Said,
    as_json: bool,
    offline: bool,
) -> None:
    """Write what I think of an application, or of somebody in probation. It is shown before every ballot on them.

    It is no gate: who applied can be nominated without. A text in --text is public for ever; one that is to be erased
    some day is kept outside: govtool documents add FILE.
    """
    desk = desk_of(ctx, offline=offline)
    person = member_by_id(desk.book.state, candidate)
    body = {**said.wanted(), "candidate": person.id}
    sent = make_statement(desk, "review", body)
    tell_statement(desk, sent, f"You review {person.name}.", as_json=as_json)
