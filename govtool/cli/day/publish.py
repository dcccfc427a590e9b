"""`govtool publish`: asks the clerk to merge a commit of yours that changes unprotected paths only."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import tell_statement
from govtool.roles.decisions.publication_service import changes_of, publish
from govtool.roles.desk.desk import Desk


@desk_command("publish", "govtool publish docs-of-monday")
@click.argument("revision", default="HEAD")
def command(desk: Desk, revision: str, as_json: bool) -> None:
    """Ask the clerk to merge a commit of yours: HEAD, or REVISION. It may change unprotected paths only, as docs/.

    It is for repositories in which only the clerk moves main. To change protected paths: govtool propose files.
    """
    commit = desk.git.resolve(revision)
    changes = changes_of(desk, commit)
    if not as_json:
        title = desk.git.loose_commit(commit).message.split("\n", 1)[0]
        say(f"{commit[:12]}: {title}")
        for change in changes:
            kind = "new" if change.before is None else "taken away" if change.after is None else "changed"
            say(f"  {change.path} ({kind})")
    sent = publish(desk, commit)
    tell_statement(desk, sent, f"You ask the clerk to merge {commit[:12]}.", as_json=as_json)
