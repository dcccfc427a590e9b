"""A group of commands that are looked up by name; a name that is none is told with the nearest one."""

from __future__ import annotations

from typing import ClassVar

import click


class NamedGroup(click.Group):
    """A group whose commands are made when they are called. `noun` is what its messages call one of them.

    click itself names the nearest of the commands that are made already, which here are none.
    """

    noun: ClassVar[str] = "command"

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            asked = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"there is no {self.noun} {args[0]!r}{asked}", ctx) from error
