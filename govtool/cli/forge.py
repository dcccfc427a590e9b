"""`govtool forge`: what a forge needs to run govtool for a co-operative; it writes files and tells what to set."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from govtool.cli.context import desk_of, folder_of, json_option, offline_option, tell_notes
from govtool.cli.render import as_json as print_json
from govtool.cli.render import say
from govtool.domain.organization import organization_of
from govtool.errors import EXIT_FINDINGS, EXIT_OK, UsageError
from govtool.io.git import Git
from govtool.roles import forge_files, forge_setup
from govtool.roles.initiation import CLERK_KEY, key_path


@click.group("forge", epilog="Example: govtool forge setup")
def command() -> None:
    """Run govtool on GitHub: the workflows, and what to set there.

    No forge is asked, and nothing is changed there: files are written here, and what to click and to enter is printed.
    """


@command.command(
    "files", epilog="Example: govtool forge files --from-wheel govtool_coop-0.1.0-py3-none-any.whl --write ."
)
@click.option("--requirement", metavar="LINE", help="Install this: govtool-coop==VERSION --hash=sha256:...")
@click.option("--from-wheel", type=click.Path(path_type=Path), metavar="FILE",
              help="Install this wheel; it is laid into the repository.")  # fmt: skip
@click.option("--write", "folder", metavar="DIR", help="Write them below this folder, the top of a repository.")
@click.option("--check", is_flag=True, help="Only say whether the files that are checked out are these.")
@json_option
@click.pass_context
def files(
    ctx: click.Context,
    requirement: str | None,
    from_wheel: Path | None,
    folder: str | None,
    check: bool,
    as_json: bool,
) -> int:
    """The workflows: check, ballots and clerk, with the govtool that they install fixed by its digest.

    Without --write they are printed. In a co-operative that is founded already a vote brings them in.
    """
    if check:
        if requirement is not None or from_wheel is not None or folder is not None:
            raise UsageError("--check takes what is there, and writes nothing", "govtool forge files --check")
        return _check(folder_of(ctx), as_json)
    made = forge_files.forge_files(forge_files.pin_of(requirement, from_wheel))
    if folder is not None:
        forge_files.write(folder_of(ctx) / folder, made)
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
            return (top / path).read_bytes()
        except OSError:
            return None

    return read


@command.command("setup", epilog="Example: govtool forge setup --write rulesets")
@click.option("--write", "folder", metavar="DIR", help="Write the rulesets into this folder, to import them.")
@json_option
@offline_option
@click.pass_context
def setup(ctx: click.Context, folder: str | None, as_json: bool, offline: bool) -> None:
    """Print what to set on GitHub, step by step: the clerk's deploy key, its environment, and the rulesets."""
    desk = desk_of(ctx, offline=offline)
    made = forge_setup.setup_of(organization_of(desk.book.state), desk.book.genesis, desk.remote.url)
    rulesets = forge_setup.rulesets()
    if folder is not None:
        texts = {name: (json.dumps(data, indent=2) + "\n").encode() for name, data in rulesets.items()}
        forge_files.write(folder_of(ctx) / folder, texts)
    if as_json:
        print_json(
            {
                "url": made.url,
                "deploy_key": made.deploy_key,
                "environment": {
                    "name": forge_setup.ENVIRONMENT,
                    "branches": ["main"],
                    "secrets": [forge_setup.SECRET],
                    "variables": {forge_setup.VARIABLE: made.genesis},
                },
                "rulesets": list(rulesets.values()),
            }
        )
        return
    _tell(made, _secret_place(desk.git), folder, rulesets)
    tell_notes(desk)


def _secret_place(git: Git) -> str:
    kept = key_path(git, CLERK_KEY)
    return f"the whole text of {kept}" if kept.exists() else "the whole text of the clerk's private key"


def _tell(made: forge_setup.Setup, secret: str, folder: str | None, rulesets: dict[str, dict[str, object]]) -> None:
    settings = f"{made.url}/settings"
    say("1. The clerk may push.", bold=True)
    say(f"   {settings}/keys/new   title: clerk; tick Allow write access; key:")
    say(f"   {made.deploy_key}")
    say("   Let no other deploy key have write access: it could move main too.")
    say("2. The clerk's key, where only main reaches it.", bold=True)
    say(f"   {settings}/environments/new   name: {forge_setup.ENVIRONMENT}")
    say("   Deployment branches and tags: Selected branches and tags; add the branch main, and nothing else.")
    say(f"   Environment secret {forge_setup.SECRET}: {secret}")
    say(f"   Environment variable {forge_setup.VARIABLE}: {made.genesis}")
    say("   Never as a secret of the repository: every branch that somebody pushes could read that.")
    say("3. Only the clerk moves main.", bold=True)
    say(f"   {settings}/rules   New ruleset, Import a ruleset: one after the other")
    for name, data in rulesets.items():
        say(f"   {folder + '/' if folder else ''}{name}: {data['name']}")
    if folder is None:
        say("   → govtool forge setup --write DIR writes these files; here they are:")
    say("4. Nothing else merges.", bold=True)
    say(f"   {settings}   Pull Requests: Allow merge commits only; no squash, no rebase, no auto-merge")
    say(f"   {settings}/actions   Workflow permissions: Read repository contents")
    say("5. Wake the clerk once.", bold=True)
    say(f"   {made.url}/actions/workflows/clerk.yml   Run workflow, on main")
    if folder is None:
        for name, data in rulesets.items():
            say(f"\n{name}", bold=True)
            click.echo(json.dumps(data, indent=2))
