"""`govtool demo`: a small co-operative decides before your eyes, with real keys, a real server and its guard."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from govtool.cli.terminal.render import say
from govtool.errors import GovtoolError
from govtool.io.clock import now

_MARK = ".govtool-demo"


@click.command("demo", epilog="Example: govtool demo ./demo")
@click.argument("folder", metavar="[DIR]", default="demo", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Play it again where an earlier demo lies.")
@click.option("--federation", "is_federation", is_flag=True, help="Play a federation of three organisations.")
@click.pass_context
def command(ctx: click.Context, folder: Path, force: bool, is_federation: bool) -> None:
    """Play a co-operative: founding, votes, tricks that fail, a new member, wages, an audit.

    All of it is real; it leaves a clone to look around in.
    """
    from govtool.cli.terminal.context import folder_of

    folder = (folder_of(ctx) / folder).resolve()
    _make_room(folder, force=force)
    if is_federation:
        _federation(folder)
    else:
        _cooperative(folder)


def _federation(folder: Path) -> None:
    from govtool.cli.demo.federation_scenes import play

    play(folder)
    dora = f"{_program()} -C {_short(folder / 'dora')}"
    say()
    say("Look around:", bold=True)
    say(
        f"  {dora} list affiliates        (or: status, show alice, show affiliate commune, federation case list, audit)"
    )


def _cooperative(folder: Path) -> None:
    from govtool.cli.demo.scenes import play

    number = play(folder, now())
    carol, clerk = (f"{_program()} -C {_short(folder / name)}" for name in ("carol", "ci"))
    say()
    say(f"A vote is open: {number} A bench in the yard. Vote as Carol, and let the clerk count:", bold=True)
    say(f"  {carol} vote {number} for")
    say(f"  {clerk} clerk")
    say("Look around:", bold=True)
    say(f"  {carol} status        (or: log, list, show 1, tally 2, owed, show frank, audit)")


def _make_room(folder: Path, *, force: bool) -> None:
    """An empty folder; an earlier demo is replaced, anything else is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            raise GovtoolError(f"{folder} is not empty, and no demo", "name another folder: govtool demo DIR")
        if not force and sys.stdin.isatty():
            click.confirm(f"{_short(folder)} holds an earlier demo; play it again from the start?", abort=True)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()


def _program() -> str:
    """How the person calls govtool: in a checkout it is not on the path."""
    return "govtool" if shutil.which("govtool") or Path(sys.argv[0]).name != "govtool" else _short(Path(sys.argv[0]))


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
