"""`govtool guard`: git's pre-receive hook on a server, and its installation."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.render import finding_lines, say
from govtool.core.finding import Finding
from govtool.errors import EXIT_FINDINGS, EXIT_OK, UsageError
from govtool.roles.clerk.push import MAIN, Push, branch_problems, pushes_of


@named_group("guard", "govtool guard install /srv/git/kettle.git", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> int | None:
    """Refuse bad pushes on a server: git's pre-receive hook.

    Git calls it, and lists the pushed branches on standard input. A person calls `govtool guard install`.
    """
    if ctx.invoked_subcommand is not None:
        return None
    if sys.stdin.isatty():
        raise UsageError("guard is called by git, when somebody pushes", "govtool guard install BARE_REPOSITORY")
    pushes = pushes_of(sys.stdin)
    is_for_main = any(push.ref == MAIN for push in pushes)
    found = _judge(ctx.find_root().obj, pushes) if is_for_main else tuple(branch_problems(pushes))
    if not found:
        return EXIT_OK
    for problem in sorted(found, key=lambda problem: problem.order):
        _tell(problem)
    say("the push was refused, and nothing has changed", error=True)
    return EXIT_FINDINGS


def _tell(problem: Finding) -> None:
    what, next_step = finding_lines(problem)
    say(what, colour="red", error=True)
    instead = _INSTEAD.get(problem.code, next_step)
    is_file = problem.code == "tree_not_derived" and problem.path and not _GOVERNED.match(problem.path)
    say(f"  → {_UNDER_A_RULE if is_file else instead}", error=True)


# The table of codes advises on a commit that is on main. This one is not, and its author reads the message.
_INSTEAD = {
    "unauthorised": "push only unprotected paths to main; propose other changes: govtool propose --help",
    "tree_not_derived": "take it out of your commit, and propose the change: govtool propose --help",
    "future": "set the clock of the computer that made it, then make it again",
}
_MANY, _EVERY = 1_000, 500
_UNDER_A_RULE = "it is protected: leave it on a branch, and ask for a vote on it: govtool propose files BRANCH"
_GOVERNED = re.compile(r"(\.governance/)?(registry|proposals)/", re.IGNORECASE)


def _judge(folder: Path, pushes: tuple[Push, ...]) -> tuple[Finding, ...]:
    """Judges a push to main. It imports its modules here, so that a push of ballots does not wait for them."""
    from govtool.io import clock
    from govtool.io.git.git import Git
    from govtool.roles.clerk.guard import judge

    # The hook sees what is pushed only through the folder of objects that git names in the environment.
    return judge(Git(folder, from_environment=True), pushes, clock.now(), show_progress)


def show_progress(done: int, total: int) -> None:
    """Tells whoever pushes much of main how far it is; git shows it to them."""
    if total >= _MANY and done % _EVERY == 0:
        say(f"verified {done:,} of {total:,} commits of main", error=True)


@command.command("install", epilog="Example: govtool guard install /srv/git/kettle.git")
@click.argument("repository", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace another pre-receive hook.")
@click.pass_context
def install(ctx: click.Context, repository: Path | None, force: bool) -> None:
    """Install the hook on the server, and try it."""
    from govtool.io.git.git import Git
    from govtool.roles.clerk.guard import install as install_hook

    git = Git(ctx.find_root().obj / repository if repository else ctx.find_root().obj)
    path = install_hook(git, sys.executable, force=force)
    say(f"{path} is there, and answers.")
    say("From now on every push to main is judged as the audit would judge it. To see it refuse, type in a clone:")
    say("  git push origin HEAD:refs/heads/vote")
