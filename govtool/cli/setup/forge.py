"""`govtool forge`: the files and settings with which a Git host runs govtool for a co-operative."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from govtool.cli.setup.forge_setup import setup
from govtool.cli.terminal.context import folder_of, json_option
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say
from govtool.errors import EXIT_FINDINGS, EXIT_OK, UsageError
from govtool.io.file.document import write_files
from govtool.io.file.regular import read_regular
from govtool.roles.forge import files as forge_files


@named_group("forge", "govtool forge setup")
def command() -> None:
    """Set up govtool on GitHub: the workflows, and the settings.

    It writes files here and prints the settings. Only setup --apply changes anything on GitHub.
    """


@command.command(
    "files", epilog="Example: govtool forge files --from-wheel govtool_coop-0.1.0-py3-none-any.whl --write ."
)
@click.option("--requirement", metavar="LINE", help="Install this: govtool-coop==VERSION --hash=sha256:...")
@click.option("--from-wheel", type=click.Path(path_type=Path), metavar="FILE",
              help="Install this wheel; it is added to the repository.")  # fmt: skip
@click.option("--vendor", type=click.Path(path_type=Path), metavar="DIR",
              help="Add the wheels of the packages too, from this folder.")  # fmt: skip
@click.option("--write", "folder", metavar="DIR", help="Write them below this folder, the top of a repository.")
@click.option("--check", is_flag=True, help="Only check the files that are checked out.")
@json_option
@click.pass_context
def files(
    ctx: click.Context,
    requirement: str | None,
    from_wheel: Path | None,
    vendor: Path | None,
    folder: str | None,
    check: bool,
    as_json: bool,
) -> int:
    """Print or write the workflows.

    They are check, ballots, tick and clerk. A digest fixes the govtool that they install.

    Without --write it prints them. If the co-operative is founded already, a vote brings them in.
    """
    if check:
        if any(given is not None for given in (requirement, from_wheel, vendor, folder)):
            raise UsageError("--check takes what is there, and writes nothing", "govtool forge files --check")
        return _check(folder_of(ctx), as_json)
    made = forge_files.forge_files(forge_files.pin_of(requirement, from_wheel, vendor))
    if folder is not None:
        write_files(folder_of(ctx) / folder, made)
    if as_json:
        print_json({"files": list(made), "written_to": folder})
    elif folder is None:
        _print(made)
    else:
        for path in made:
            say(f"wrote {path}")
        say("  → git switch -c forge && git add .github && git commit -m 'Run govtool on GitHub'")
        say("  → then govtool propose files, and govtool forge setup")
    return EXIT_OK


def _print(made: Mapping[str, bytes]) -> None:
    for path, data in made.items():
        text = data.decode("utf-8") if not path.endswith(".whl") else f"({len(data)} bytes)\n"
        say(f"# {path}", bold=True)
        click.echo(text)


def _check(top: Path, as_json: bool) -> int:
    found = list(forge_files.problems(_reader(top)))
    if as_json:
        print_json({"ok": not found, "problems": found})
    else:
        for problem in found:
            say(problem, colour="red")
        if found:
            say("  → govtool forge files --write . writes them again")
        else:
            say("the files for the forge are those of this govtool", colour="green")
    return EXIT_FINDINGS if found else EXIT_OK


def _reader(top: Path) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        try:
            return read_regular(top / path)
        except OSError:
            return None

    return read


command.add_command(setup)
