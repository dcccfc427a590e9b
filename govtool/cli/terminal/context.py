"""The parts that commands share: common options, and the desk, from the folder, the clock and the trust store."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govtool.cli.terminal.commands import DESK
from govtool.cli.terminal.render import is_plain, say
from govtool.core.times import Instant
from govtool.io import clock
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote

if TYPE_CHECKING:
    from govtool.roles.desk.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])


def json_option(function: F) -> F:
    """The option `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result for a program.")(function)


def offline_option(function: F) -> F:
    """The option `--offline`."""
    return click.option("--offline", is_flag=True, help="Do not fetch or send; work with what was fetched last.")(
        function
    )


def folder_of(ctx: click.Context) -> Path:
    """The folder to work in."""
    folder: object = ctx.find_root().obj
    return folder if isinstance(folder, Path) else Path()


class NamedFile(click.Path):
    """A file that a person names, as seen from the folder to work in: with `-C`, as in git, not from where they are."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)
        self.name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, with the home of `~` and the folder of `-C` before it."""
        path = Path(os.fsdecode(super().convert(value, param, ctx))).expanduser()
        return path if ctx is None else folder_of(ctx) / path


sign_with_option = click.option(
    "--sign-with", type=NamedFile(), help="Sign with this key of yours instead of git's, such as the recovery key."
)


def desk_command(
    name: str, example: str, *fields: click.Parameter, of: click.Group | None = None
) -> Callable[[Callable[..., Any]], click.Command]:
    """Makes a command (of a group) that works on the desk of this folder's repository. It has the option `--offline`.

    The function below it is called with the desk and what was typed: its own options, and then `fields`. If it takes
    `as_json`, the command has `--json` too. If it takes `folder`, and no option gives it one, it gets the folder of
    the files that people name. If it has `sign_with_option`, the desk signs with that key.
    """

    def made(function: Callable[..., Any]) -> click.Command:
        wanted = inspect.signature(function).parameters

        def run(ctx: click.Context, offline: bool, **typed: Any) -> Any:
            if "folder" in wanted and "folder" not in typed:
                typed["folder"] = Path.cwd() / folder_of(ctx)
            desk, sign_with = desk_of(ctx, offline=offline), typed.pop("sign_with", None)
            if sign_with is not None:
                from govtool.io.signature.signing import KeygenKey

                desk.key = KeygenKey(sign_with)
            return function(desk, **typed)

        own: list[click.Parameter] = list(reversed(getattr(function, "__click_params__", ())))
        callback: Callable[..., Any] = click.pass_context(run)
        text, epilog = inspect.cleandoc(function.__doc__ or ""), f"Example: {example}"
        command = click.Command(name, callback=callback, params=[*own, *fields], help=text, epilog=epilog)
        if of is not None:
            of.add_command(command)
        return offline_option(json_option(command) if "as_json" in wanted else command)

    return made


def now(*, quiet: bool = False) -> Instant:
    """This moment. Prints a note if the environment sets the clock."""
    if clock.override() is not None and not quiet:
        say(f"(the clock is set to {clock.override()})", error=True)
    return clock.now()


def desk_at(folder: Path, at: Instant | None = None, *, offline: bool) -> Desk:
    """The desk of a folder's repository, at this moment or another. It has not fetched yet."""
    # The server's hook shares this module, and must start at once: see `govtool guard`.
    from govtool.roles.desk.desk import Desk

    git = Git(folder)
    return Desk(
        git, Remote(git, git.setting("govtool.remote") or "origin"), at or now(), offline=offline, progress=progress
    )


def desk_of(ctx: click.Context, *, offline: bool = False, fetch: bool = True) -> Desk:
    """The desk of this folder's repository; it fetches first unless told not to."""
    desk = desk_at(folder_of(ctx), offline=offline)
    ctx.meta[DESK] = desk
    if fetch:
        # A command that fails on old data must also say that the data is old.
        ctx.call_on_close(lambda: tell_notes(desk))
        desk.fetch()
    return desk


def push_with_option(function: F) -> F:
    """The option for an ssh key that may move main where nobody else may."""
    return click.option(
        "--push-with", "push_key", type=NamedFile(), metavar="KEYFILE",
        help="Push with this ssh key, such as a deploy key that may move main.",
    )(function)  # fmt: skip


def tell_notes(desk: Desk) -> None:
    """Prints the notes of the desk: the age of the data, what was delivered, what is wrong with main."""
    for note in desk.notes:
        say(f"({note})", error=True)
    desk.notes.clear()


def progress(done: int, total: int) -> None:
    """Shows on a terminal how far long work has come."""
    if sys.stderr.isatty() and not is_plain() and total > 200 and (done % 50 == 0 or done == total):
        end = "\n" if done == total else ""
        click.echo(f"\rverifying {done} of {total} commits{end}", err=True, nl=False)
