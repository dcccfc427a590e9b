"""Groups of commands that are looked up by name, with the nearest name for a wrong one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, ClassVar

import click

_TYPO, _FAR = 0.82, 0.6
"""How much of a wrong name must be right: for a typing mistake, and for a guess if nothing else is found."""


class NamedGroup(click.Group):
    """A group whose commands are made when they are called. `noun` is the word for one of them in its messages.

    click itself names the nearest of the commands that are made already, which here are none.
    """

    noun: ClassVar[str] = "command"

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]  # click takes it out of the list if it looks like an option, as in `govtool -- --x`
        if name in ("help", "version") and self.get_command(ctx, name) is None:
            from govtool.cli.terminal import help, version

            return name, (help if name == "help" else version).command, args[1:]
        try:
            made = super().resolve_command(ctx, args)
        except click.UsageError as error:
            from govtool.roles.said.near import nearest, offered

            near = partial(nearest, name, self.list_commands(ctx), 1)
            found = near(_TYPO) or [*self._elsewhere(ctx, name)] or near(_FAR)
            raise click.UsageError(f"there is no {self.noun} {name!r}{offered(found)}", ctx) from error
        if ctx.resilient_parsing and made[1] is not None:
            from govtool.cli.terminal.completion import offer_forms

            offer_forms(made[1])
        return made

    def _elsewhere(self, ctx: click.Context, name: str) -> Iterator[str]:
        """The whole paths under which the name exists: as an option, and in the groups below."""
        if any(f"--{name}" in parameter.opts for parameter in self.get_params(ctx)):
            yield f"{ctx.command_path} --{name}"
        for each, names in self.names_below(ctx):
            if name in names:
                yield f"{ctx.command_path} {each} {name}"

    def names_below(self, ctx: click.Context) -> Iterable[tuple[str, list[str]]]:
        """The groups in this one, each with the names of its commands."""
        return ()


def named_group(name: str, example: str, **more: Any) -> Callable[[Callable[..., Any]], NamedGroup]:
    """Makes a group of commands from the function below it."""
    return click.group(name, cls=NamedGroup, epilog=f"Example: {example}", **more)
