"""`govtool respond`: answers a question, concern or objection to a proposal of yours."""

from __future__ import annotations

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.words import Said, words_options
from govtool.cli.view.critique import tell_critique
from govtool.domain.decisions.critique import Respond
from govtool.roles.decisions.critique_service import critique_named
from govtool.roles.desk.desk import Desk


@statement_command("respond", Respond, "govtool respond 12/3 --text 'The budget of next year has a line for it.'")
@click.argument("name", metavar="ID/NUMBER")
@words_options
def command(desk: Desk, name: str, said: Said) -> Meant:
    """Answer a question, concern or objection to a proposal of yours. Voters read both; your last answer stands."""
    found = critique_named(desk.book.state, name)
    words = said.wanted()
    tell_critique(found, desk.now)
    return Meant(
        f"You answer the {found.aspect} {found.name}.",
        {**words, "to": found.name},
        then=lambda: say(f"{found.by} can lift it, if that settles it: govtool lift {found.name}"),
    )
