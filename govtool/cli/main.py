"""The entry: finds the command by its name, and is the one boundary for errors.

A command's module is imported only when it is called, so that `govtool --help` and the git hook start at once.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govtool import __version__
from govtool.cli.group import NamedGroup
from govtool.cli.render import tell_error
from govtool.errors import EXIT_BUG, EXIT_CANNOT_RUN, EXIT_INTERRUPTED, EXIT_USAGE, GovtoolError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Your day",
        (
            ("status", "what waits for me"),
            ("vote", "vote on what is open"),
            ("sign", "sign what waits for my signature"),
            ("retract", "take back what waits for a second signature"),
            ("propose", "ask for a decision"),
            ("edit", "change a draft"),
            ("withdraw", "take a proposal of mine back"),
            ("publish", "ask the clerk to merge what is free"),
            ("calendar", "what is to come"),
        ),
    ),
    (
        "People",
        (
            ("register", "come in as a volunteer"),
            ("apply", "ask to become a member"),
            ("receive", "bring in what came from outside"),
            ("review", "write about who applies"),
            ("nominate", "have all vote on who applied"),
            ("away", "be away for a while"),
            ("back", "be back"),
            ("reduce", "commit fewer hours"),
            ("recuse", "declare a conflict of interest"),
            ("complain", "complain about a member"),
            ("answer", "answer a complaint about me"),
            ("appeal", "appeal against my expulsion"),
            ("incapacity", "somebody died or can act no more"),
            ("dormant", "name who is not heard from"),
            ("documents", "texts kept outside, by digest"),
            ("close", "close the books for good"),
            ("resign", "leave"),
        ),
    ),
    (
        "Hours, money",
        (
            ("hours", "record mine, approve those of others"),
            ("owed", "wages owed, and a person's statement"),
            ("treasury", "what there is; book, settle, reconcile"),
            ("export", "payment files, slips, the book"),
            ("forgive", "give up wages that I am owed"),
        ),
    ),
    (
        "Look up",
        (
            ("show", "show anything: a proposal, a person, a rule"),
            ("tally", "count a vote, or what if"),
            ("list", "list proposals, members, teams, policies"),
            ("log", "what happened"),
            ("whoami", "who I am here"),
        ),
    ),
    (
        "Set up",
        (
            ("init", "found a co-operative"),
            ("key", "my keys"),
            ("forge", "run it on GitHub"),
            ("doctor", "what is not as it should be"),
            ("completion", "complete commands in my shell"),
            ("demo", "a co-operative to look around in"),
        ),
    ),
    (
        "Prove",
        (
            ("check", "judge a change before it lands"),
            ("audit", "recompute all that landed"),
            ("trust", "the identities that I pinned"),
            ("signatures", "who signed the commits of any repository"),
            ("simulate", "count made-up votes and payouts"),
        ),
    ),
    (
        "Machinery",
        (
            ("clerk", "open, gather, decide, enact"),
            ("guard", "refuse bad pushes on a server"),
            ("handover", "new clerk keys without the clerk"),
            ("take", "bring in a bundle"),
            ("digest", "what happened, to post or to subscribe to"),
            ("schema", "the JSON Schemas of all files"),
        ),
    ),
)


class LazyGroup(NamedGroup):
    """Commands by name, each imported when it is called; the help shows them in their groups."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for _, commands in GROUPS for name, _ in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"govtool.cli.{cmd_name}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in GROUPS:
            with formatter.section(title):
                formatter.write_dl(list(commands))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names that begin so, from the table: click itself would import every command for its help."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=told)
            for _, commands in GROUPS
            for name, told in commands
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)


@click.command(cls=LazyGroup, epilog="Example: govtool status. Every command explains itself: govtool vote --help")
@click.option("-C", "folder", default=".", metavar="DIR", help="Work in this folder, as in git.", type=click.Path())
@click.version_option(__version__, message="govtool %(version)s")
@click.pass_context
def govtool(ctx: click.Context, folder: str) -> None:
    """A co-operative governs itself from a git repository: signed commits are votes, and anyone can recount them."""
    ctx.obj = Path(folder)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command and exits with its status."""
    # No plugin of another package takes part in the check of a record; looking for some took a twentieth of a command.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    # Nearly everything that is made stays until the end, and looking for garbage in it took a twelfth of an audit.
    gc.set_threshold(1_000_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal of another alphabet cannot show must not end the command before its verdict is told.
            stream.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # the name of a pushed branch need be no text
    status = run(sys.argv[1:] if arguments is None else list(arguments))
    # Python would look through all of it once more for garbage, and everything ends here: a tenth of a short command.
    gc.freeze()
    sys.exit(status)


def run(arguments: Sequence[str]) -> int:
    """Runs a command and returns its exit status. The one place where every exception ends."""
    try:
        result = govtool.main(args=list(arguments), prog_name="govtool", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; nothing is half-done", err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        return EXIT_USAGE
    except GovtoolError as error:
        tell_error(error)
        return error.exit_code
    except BrokenPipeError:
        # The reader (head, less) went away; what is left to write has nobody to read it.
        _leave_output()
        return EXIT_CANNOT_RUN
    except OSError as error:
        _leave_output()
        what = f"{error.filename}: " if error.filename else ""
        tell_error(
            GovtoolError(
                f"{what}{error.strerror or error}",
                "look at the disk, at who may write there, and whether another git is at work",
            )
        )
        return EXIT_CANNOT_RUN
    except Exception as error:  # noqa: BLE001  the boundary: anything else is a bug of ours
        return _tell_bug(error)


def _leave_output() -> None:
    """Python would try once more to write the rest at its end, and fail again."""
    with contextlib.suppress(AttributeError, io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell_bug(error: Exception) -> int:
    import traceback

    traceback.print_exception(error)
    click.echo(
        "\nThis is a bug in govtool; nothing was sent. Please report it with the lines above (see SECURITY.md where it "
        "could change a verdict).",
        err=True,
    )
    return EXIT_BUG


if __name__ == "__main__":
    main()
