"""`govtool version`: the version of the program."""

from __future__ import annotations

import click

from govtool import __version__
from govtool.cli.terminal.render import say


@click.command("version", epilog="Example: govtool version")
def command() -> None:
    """Print the version of govtool."""
    say(f"govtool {__version__}")
