"""`govtool doctor`: finds weak settings here, and says what to do about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govtool.cli.setup.forge_access import access_options, forge_of, reader_of, workflows_of
from govtool.cli.terminal.context import desk_of, folder_of, json_option, offline_option
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import counted
from govtool.errors import EXIT_FINDINGS, EXIT_OK
from govtool.io import clock
from govtool.roles.checkup import checkup_forge
from govtool.roles.checkup.checkup import examine
from govtool.roles.checkup.checkup_book import Remark

if TYPE_CHECKING:
    from govtool.roles.desk.desk import Desk

_COLOURS = {"ok": "green", "note": "yellow", "problem": "red"}


@click.command("doctor", epilog="Example: govtool doctor")
@access_options
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, repository: str | None, token_file: Path | None, as_json: bool, offline: bool) -> int:
    """Check the set-up: your key, this clone, its remote, the clerk, the bylaws, and the settings of GitHub.

    Each line is ok, a note (something to know) or a problem, with what to do next. Exit status 10 if there is a
    problem.
    """
    remarks = list(
        examine(
            folder_of(ctx),
            lambda: desk_of(ctx, offline=offline, fetch=False),
            clock.override(),
            lambda desk: _of_the_forge(desk, repository, token_file),
        )
    )
    problems = sum(remark.level == "problem" for remark in remarks)
    if as_json:
        lines = [picked(each, "topic level", message=each.what, hint=each.advice) for each in remarks]
        print_json({"ok": problems == 0, "remarks": lines})
        return EXIT_FINDINGS if problems else EXIT_OK
    for remark in remarks:
        say(f"{remark.level:8}{remark.topic}: {remark.what}", colour=_COLOURS[remark.level])
        if remark.advice:
            say(f"        → {remark.advice}")
    say(f"{counted(problems, 'problem')} to mend, the first one first" if problems else "all is well")
    return EXIT_FINDINGS if problems else EXIT_OK


def _of_the_forge(desk: Desk, repository: str | None, token_file: Path | None) -> Iterator[Remark]:
    """Remarks on the files for GitHub on main, and on its settings; none if the co-operative is hosted elsewhere."""
    workflows = workflows_of(desk.git, desk.head)
    forge = forge_of(desk, repository, token_file)
    if forge is None and checkup_forge.CLERK not in workflows:
        return
    yield from checkup_forge.of_the_files(reader_of(desk.git, desk.head), workflows)
    if desk.offline:
        yield checkup_forge.not_asked("because of --offline")
    elif forge is None:
        yield checkup_forge.not_asked(
            "the remote's address is no address there: govtool doctor --repository OWNER/NAME"
        )
    else:
        yield from checkup_forge.of_the_forge(forge, desk.book.newest[0].at, desk.now)
