"""`govtool doctor`: what is weaker than it should be here, and what to do about it."""

from __future__ import annotations

import click

from govtool.cli.context import desk_of, folder_of, json_option, offline_option
from govtool.cli.render import as_json as print_json
from govtool.cli.render import say
from govtool.errors import EXIT_FINDINGS, EXIT_OK
from govtool.io import clock
from govtool.roles.checkup import examine

_COLOURS = {"ok": "green", "note": "yellow", "problem": "red"}


@click.command("doctor", epilog="Example: govtool doctor")
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, offline: bool) -> int:
    """Say what is not as it should be: my key, this clone, its remote, the clerk, the bylaws.

    Each line is ok, a note (something to know) or a problem, with what to do next. Exit status 10 where there is a
    problem.
    """
    remarks = list(examine(folder_of(ctx), lambda: desk_of(ctx, offline=offline, fetch=False), clock.override()))
    problems = sum(remark.level == "problem" for remark in remarks)
    if as_json:
        lines = [{"topic": r.topic, "level": r.level, "message": r.what, "hint": r.advice or None} for r in remarks]
        print_json({"ok": problems == 0, "remarks": lines})
        return EXIT_FINDINGS if problems else EXIT_OK
    for remark in remarks:
        say(f"{remark.level:8}{remark.topic}: {remark.what}", colour=_COLOURS[remark.level])
        if remark.advice:
            say(f"        → {remark.advice}")
    say(
        "all is well"
        if not problems
        else f"{problems} problem{'' if problems == 1 else 's'} to mend, the first one first"
    )
    return EXIT_FINDINGS if problems else EXIT_OK
