"""`govtool object`: asks, or objects to an open proposal."""

from __future__ import annotations

from typing import get_args

import click

from govtool.cli.terminal.completion import open_proposals
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.words import Said, words_options
from govtool.cli.view.count import heading
from govtool.core import typed
from govtool.domain.decisions.critique import Aspect, ObjectTo
from govtool.errors import UsageError
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk


@statement_command("object", ObjectTo, "govtool object 12 --concern 'Who pays for it next year?'")
@click.argument("proposal", shell_complete=open_proposals)
@click.option("--question", metavar="TEXT", help="Ask something.")
@click.option("--concern", metavar="TEXT", help="Say what worries you.")
@click.option("--objection", metavar="TEXT", help="Say why you are against it.")
@click.option("--aspect", metavar="CHOICE", help="With --text, --file or --document: question, concern or objection.")
@words_options
def command(desk: Desk, proposal: str, said: Said, aspect: str | None, **short: str | None) -> Meant:
    """Ask, or object to an open proposal. Voters read it before they vote; it counts nothing.

    Everybody in the registry can, volunteers too. It is public permanently. Keep a text outside if somebody may have to
    erase it: govtool documents add FILE.
    """
    given = {name: text for name, text in short.items() if text is not None}
    words = said.words()
    if len(given) + (words is not None) != 1 or (words is None) != (aspect is None):
        raise UsageError(
            "say one thing: a question, a concern or an objection",
            f"govtool object {proposal} --concern TEXT; or: --aspect concern --file FILE",
        )
    if words is None or aspect is None:
        ((aspect, text),) = given.items()
        words = Said(text=text).wanted()
    aspect = typed.choice(aspect, get_args(Aspect))
    entry = entry_named(desk, proposal)
    return Meant(
        f"Your {aspect} about {heading(entry)}.",
        {**words, "proposal": entry.number, "aspect": aspect},
        then=lambda: say("Voters read it before they vote. It is no vote, and counts nothing."),
    )
