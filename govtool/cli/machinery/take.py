"""`govtool take`: bring in what somebody signed and sent as a file."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import say, tell_findings
from govtool.errors import EXIT_FINDINGS, EXIT_OK
from govtool.roles.desk.carrier import take
from govtool.roles.desk.desk import Desk

_WORDS = {
    "delivered": "delivered",
    "kept": "kept here; the next command that reaches the remote sends it",
    "there already": "was there already",
    "older": "left alone: something newer is on its branch",
    "refused": "refused",
}


@desk_command("take", "govtool take bobs-vote.bundle")
@click.argument("file", type=NamedFile())
def command(desk: Desk, file: Path, as_json: bool) -> int:
    """Bring in a file that somebody made with govtool vote --to FILE.

    Anyone may carry it: the signatures in it count, not who brings it. Each one is judged first, then sent on.
    """
    carried = take(desk, file.absolute())
    if as_json:
        print_json({"taken": [picked(one, "branch commit state findings", what=one.title) for one in carried]})
    else:
        for one in carried:
            say(f"{one.title}: {_WORDS[one.state]}", colour="red" if one.state == "refused" else None)
            tell_findings(one.findings)
    return EXIT_FINDINGS if any(one.state == "refused" for one in carried) else EXIT_OK
