"""The clerk that runs right after a person's own command, for who holds the clerk's key and typed that they want it.

`git config govtool.clerk auto` asks for it. It prints to the error output, so that what a program reads stays as it is.
Whatever happens to this run, the person's command has done its work, and keeps its exit status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govtool.cli.terminal.render import say, tell_finding

if TYPE_CHECKING:
    from govtool.roles.clerk.session import Run
    from govtool.roles.desk.desk import Desk

SETTING, AUTO = "govtool.clerk", "auto"
_MOST_LINES = 5


def clerk_after(desk: Desk) -> None:
    """Runs the clerk if a command delivered something to the remote, and this clone asks for that."""
    if not desk.delivered or desk.remote.pushes_elsewhere:
        return
    chosen = desk.git.setting(SETTING)
    if chosen is None:
        return
    if chosen != AUTO:
        say(f"(the clerk did not run: {SETTING} is {chosen!r}; git config {SETTING} {AUTO})", error=True)
        return
    try:
        run = _run(desk)
    except Exception as error:  # noqa: BLE001  the person's own command is done, and must not fail by this
        message = getattr(error, "message", "") or str(error) or type(error).__name__
        say(f"(the clerk did not run: {message}; try: govtool clerk)", error=True)
        return
    _tell(desk, run)


def _run(desk: Desk) -> Run:
    # Only who asks for it pays for loading the clerk.
    from govtool.cli.machinery.clerk import clerk_key, loader
    from govtool.roles.clerk.clerk import Clerk

    key = clerk_key(desk.git, None)
    load = loader(desk.git, key, desk.now, desk.trust)
    # It does not remember what it refused: whoever runs `govtool clerk` still reads that once.
    return Clerk(desk.git, desk.remote, key, desk.now, load).run()


def _tell(desk: Desk, run: Run) -> None:
    """Prints what the clerk did, and why it refuses what this very command delivered."""
    from govtool.roles.minutes.branch import cargo

    if run.done:
        more = f"; and {len(run.done) - _MOST_LINES} more: govtool log" if len(run.done) > _MOST_LINES else ""
        say(f"(the clerk: {'; '.join(run.done[:_MOST_LINES])}{more})", error=True)
    refused = {one.commit: one.finding for ballots in run.refused_ballots.values() for one in ballots}
    for branch, commit in desk.delivered.items():
        found = run.refused_branches.get(branch, ())
        for finding in (*found, *([refused[commit]] if commit in refused else ())):
            tell_finding(finding, f"the clerk refuses {cargo(branch)}: ", error=True)
