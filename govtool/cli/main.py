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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govtool import __version__
from govtool.cli.terminal.commands import DESK, FIRST, command_of, every_command
from govtool.cli.terminal.group import NamedGroup
from govtool.cli.terminal.help import write_first
from govtool.cli.terminal.json import print_error
from govtool.cli.terminal.render import tell_error
from govtool.errors import (
    EXIT_BUG,
    EXIT_CANNOT_RUN,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    GovtoolError,
    SystemTrouble,
    UsageError,
)

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class LazyGroup(NamedGroup):
    """Commands by name, each imported when it is called; the help shows those of a member's day, and the groups."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [command.name for command in every_command()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = command_of(cmd_name)
        if command is None:
            return None
        found: click.Command = importlib.import_module(command.module).command
        return found

    def names_below(self, ctx: click.Context) -> Iterator[tuple[str, list[str]]]:
        for command in every_command():
            group = self.get_command(ctx, command.name) if command.below is None else None
            names = group.list_commands(ctx) if isinstance(group, click.Group) else (command.below or "").split()
            yield command.name, names

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_first(formatter, FIRST)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names that begin so, from the table: click itself would import every command for its help."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(command.name, help=command.told)
            for command in every_command()
            if command.name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)


_EPILOG = "Example: govtool status. Every command explains itself: govtool help vote, or govtool vote -h"


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.option("-C", "folder", default=".", metavar="DIR", help="Work in this folder, as in git.", type=click.Path())
@click.version_option(__version__, message="govtool %(version)s")
@click.pass_context
def govtool(ctx: click.Context, folder: str) -> None:
    """A co-operative governs itself from a git repository: signed commits are votes, and anyone can recount them."""
    ctx.obj = Path(folder)
    # It closes after the command has told everything.
    ctx.call_on_close(lambda: _clerk_after(ctx))


def _clerk_after(ctx: click.Context) -> None:
    """Has the clerk run after a command that delivered something; imported as a command is, when it is called."""
    desk = ctx.meta.get(DESK)
    if desk is not None and desk.delivered:
        importlib.import_module("govtool.cli.machinery.clerk_after").clerk_after(desk)


def root_context() -> click.Context:
    """The context of the whole program, from which its help is written as a person reads it."""
    return click.Context(govtool, info_name="govtool", **govtool.context_settings)


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
        # A push can be interrupted after its paper was signed, and the next command would send that.
        click.echo("interrupted; if something was signed already, it is kept, and the next command sends it", err=True)
        click.echo("  → look before it is sent: govtool status --offline", err=True)
        return EXIT_INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()  # the help of the group
        return EXIT_USAGE
    except click.ClickException as error:
        tell_error(_not_understood(error))
        return EXIT_USAGE
    except GovtoolError as error:
        if "--json" in arguments and error.exit_code != EXIT_USAGE:
            print_error(error)
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
            SystemTrouble(
                f"{what}{error.strerror or error}",
                "look at the disk, at who may write there, and whether another git is at work",
            )
        )
        return EXIT_CANNOT_RUN
    except Exception as error:  # noqa: BLE001  the boundary: anything else is a bug of ours
        return _tell_bug(error)


def _not_understood(error: click.ClickException) -> UsageError:
    """The error of click about a command line, in the form of all other errors."""
    context = getattr(error, "ctx", None)
    message = error.format_message().split()
    path = context.command_path if context else "govtool"
    if isinstance(error, click.NoSuchOption):
        return _no_option(error.option_name, context, path)
    return UsageError(" ".join(message).rstrip("."), f"{path} --help")


def _no_option(name: str, context: click.Context | None, path: str) -> UsageError:
    """The error for an option that a command does not have, with the nearest that it has."""
    from govtool.roles.said.near import nearest, offered

    if name == "--version":
        return UsageError(f"{path} has no option {name}", "govtool version")
    known = [opt for parameter in context.command.get_params(context) for opt in parameter.opts] if context else []
    near = offered(nearest(name, (option for option in known if option.startswith("-")), 1))
    return UsageError(f"{path} has no option {name}{near}", f"{path} --help")


def _leave_output() -> None:
    """Python would try once more to write the rest at its end, and fail again."""
    with contextlib.suppress(AttributeError, io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell_bug(error: Exception) -> int:
    import traceback

    traceback.print_exception(error)
    click.echo(
        "\nThis is a bug in govtool. If something was signed already, it is kept: govtool status --offline shows it. "
        "Please report the bug with the lines above (see SECURITY.md if it could change a verdict).",
        err=True,
    )
    return EXIT_BUG


if __name__ == "__main__":
    main()
