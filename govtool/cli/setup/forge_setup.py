"""`govtool forge setup`: prints the settings of GitHub step by step, and makes them with --apply."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from govtool.cli.setup.forge_access import TOKEN, access_options, forge_of, with_clerk_key
from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import is_agreed, say, yes_option
from govtool.domain.constitution.organization import organization_of
from govtool.errors import EXIT_FINDINGS, EXIT_OK, GovtoolError, UsageError
from govtool.io.file.document import write_files
from govtool.io.forge.github import ForgeError
from govtool.roles.desk.desk import Desk
from govtool.roles.forge import plan as forge_plan
from govtool.roles.forge import setup as forge_setup
from govtool.roles.forge.setting import Forge
from govtool.roles.lifecycle.initiation import CLERK_KEY, key_path

_COLOURS = {"done": "green", "to do": "yellow"}


@desk_command("setup", "govtool forge setup --apply")
@click.option("--apply", "applies", is_flag=True, help=f"Make the settings, with an administrator's token in {TOKEN}.")
@yes_option
@click.option("--clerk-key", type=click.Path(path_type=Path), metavar="FILE",
              help="The clerk's private key (default: the one in this clone).")  # fmt: skip
@click.option(
    "--write", "folder", type=NamedFile(), metavar="DIR", help="Write the rulesets into this folder, to import them."
)
@access_options
def setup(
    desk: Desk,
    applies: bool,
    yes: bool,
    clerk_key: Path | None,
    folder: Path | None,
    repository: str | None,
    token_file: Path | None,
    as_json: bool,
) -> int:
    """Print or make the settings of GitHub. They are the clerk's deploy key, its environment, rulesets, and rights.

    With a token it also prints the state of each setting. With --apply it shows what it would change, asks, and makes
    the settings. You can type it again, also after an interruption. Exit status 10 if something stays weaker.
    """
    if applies and desk.offline:
        raise UsageError("GitHub cannot be set up offline", "govtool forge setup --apply")
    forge = None if desk.offline else forge_of(desk, repository, token_file)
    forge = None if forge is None else with_clerk_key(forge, desk, clerk_key)
    if applies:
        return _apply(desk, _allowed(forge), yes=yes, as_json=as_json)
    _print(desk, repository, folder, forge, as_json)
    return EXIT_OK


def _allowed(forge: Forge | None) -> Forge:
    if forge is None:
        raise GovtoolError("the remote is not on GitHub", "name the repository there: --repository OWNER/NAME")
    if not forge.github.has_token:
        raise GovtoolError(
            "without a token nothing can be set",
            f"set {TOKEN} to a token of an administrator of the repository, or name its file: --token-file FILE",
        )
    return forge


def _apply(desk: Desk, forge: Forge, *, yes: bool, as_json: bool) -> int:
    steps = forge_plan.plan(forge)
    waiting = [step for step in steps if step.outcome == "to do"]
    if not as_json:
        say(f"{forge.github.repository} on {forge.github.host}, as it is now:", bold=True)
        _tell_steps(steps)
    if waiting:
        if not is_agreed(f"Set {len(waiting)} of these {len(steps)}?", yes=yes, as_json=as_json, done="changed"):
            return EXIT_FINDINGS
        if not as_json:
            say()
        steps = tuple(forge_plan.apply(forge, steps, lambda step: None if as_json else _tell_steps([step])))
    weaker = [step for step in steps if step.is_weaker]
    if as_json:
        print_json({"ok": not weaker, "repository": forge.github.repository, "steps": map(_data, steps)})
    else:
        _tell_end(weaker)
    return EXIT_FINDINGS if weaker else EXIT_OK


def _tell_steps(steps: Iterable[forge_plan.Step]) -> None:
    for step in steps:
        say(f"{step.outcome:10}{step.setting.title}", colour=_COLOURS.get(step.outcome, "red"))
        for reason in step.reasons:
            say(f"          {reason}")
        if step.is_weaker:
            say(f"          weaker: {step.setting.meaning}")


def _tell_end(weaker: list[forge_plan.Step]) -> None:
    if not weaker:
        say("All is set. Wake the clerk once: gh workflow run clerk; then govtool doctor.", bold=True)
        return
    say(f"{len(weaker)} of it {'stays' if len(weaker) == 1 else 'stay'} weaker than it should be.", bold=True)
    say("  → mend what the lines say, and type the same again: what is done is not done twice")


def _data(step: forge_plan.Step) -> dict[str, object]:
    return picked(step, "outcome reasons setting.meaning setting.page", setting=step.setting.title)


def _print(desk: Desk, repository: str | None, folder: Path | None, forge: Forge | None, as_json: bool) -> None:
    name = repository or forge_setup.repository_of(desk.remote.url)
    made = forge.setup if forge else forge_setup.setup_of(organization_of(desk.book.state), desk.book.genesis, name)
    rulesets = forge_setup.rulesets()
    if folder is not None:
        write_files(folder, {name: forge_setup.text_of(data) for name, data in rulesets.items()})
    steps = _stand(desk, forge)
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
                "switch": {forge_setup.SWITCH: "on"},
                "rulesets": rulesets.values(),
                "steps": None if steps is None else map(_data, steps),
            }
        )
        return
    kept = key_path(desk.git, CLERK_KEY)
    _tell(made, str(kept) if kept.exists() else "the clerk's private key", folder, rulesets)
    if steps is not None:
        say("\nHow it stands now, and what govtool forge setup --apply would set:", bold=True)
        _tell_steps(steps)


def _stand(desk: Desk, forge: Forge | None) -> tuple[forge_plan.Step, ...] | None:
    """The state of the settings. None if GitHub cannot answer; govtool prints what to click anyway."""
    if forge is None or not forge.github.has_token:
        return None
    try:
        return forge_plan.plan(forge)
    except ForgeError as error:
        desk.notes.append(f"how it stands now is not known: {error.message}")
        return None


def _tell(made: forge_setup.Setup, secret: str, folder: Path | None, rulesets: dict[str, dict[str, object]]) -> None:
    settings = f"{made.url}/settings"
    say("1. The clerk may push.", bold=True)
    owner = made.repository.split("/")[0]
    say("   In a new organization an owner first allows deploy keys: Member privileges, Deploy keys, Enabled:")
    say(f"   https://github.com/organizations/{owner}/settings/member_privileges")
    say(f"   {settings}/keys/new   title: clerk; tick Allow write access; key:")
    say(f"   {made.deploy_key}")
    say("   Let no other deploy key have write access: it could move main too.")
    say("2. The clerk's key, where only main reaches it.", bold=True)
    say(f"   {settings}/environments/new   name: {forge_setup.ENVIRONMENT}")
    say("   Deployment branches and tags: Selected branches and tags; add the branch main, and nothing else.")
    say(f"   Environment secret {forge_setup.SECRET}: the whole text of {secret}")
    say(f"   Environment variable {forge_setup.VARIABLE}: {made.genesis}")
    say("   Never as a secret of the repository: every branch that somebody pushes could read that.")
    say("3. Only the clerk moves main.", bold=True)
    say(f"   {settings}/rules   New ruleset, Import a ruleset: one after the other")
    for name, data in rulesets.items():
        say(f"   {folder / name if folder else name}: {data['name']}")
    if folder is None:
        say("   → govtool forge setup --write DIR writes these files; here they are:")
    say("4. Nothing else merges, and jobs run what was chosen.", bold=True)
    say(f"   {settings}   Pull Requests: Allow merge commits only; no squash, no rebase, no auto-merge")
    say(f"   {settings}/actions   Allow select actions: those by GitHub; require actions pinned to a full-length SHA")
    say("   Approval for running fork pull request workflows: first-time contributors")
    say("   Workflow permissions: Read repository contents; not: approve pull requests")
    say("5. Switch the clerk on, and wake it once.", bold=True)
    say(f"   {settings}/variables/actions   New repository variable {forge_setup.SWITCH}, with the value on")
    say("   Not before step 2 is done: a job that names an environment makes it, open to every branch.")
    say(f"   {made.url}/actions/workflows/clerk.yml   Run workflow, on main")
    say("govtool forge setup --apply makes all of these settings, but does not run the workflow.")
    if folder is None:
        for name, data in rulesets.items():
            say(f"\n{name}", bold=True)
            click.echo(forge_setup.text_of(data), nl=False)
