"""`govtool trust`: the founding fingerprints that are pinned on this computer."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import folder_of, json_option, now
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import say, table
from govtool.io.git.git import Git
from govtool.io.git.place import NoRepository
from govtool.io.signature.trust import TrustStore
from govtool.roles.desk.inspection import new_pin
from govtool.roles.desk.pin import Pinned, forget, pinned


@named_group("trust", "govtool trust list")
def command() -> None:
    """Pin founding fingerprints, list them, or forget them.

    The founding fingerprint identifies an organisation: it is the digest of its first entry. Pin the one that another
    member tells you. Then nobody can put another organisation of the same name in its place.
    """


@command.command("add", epilog="Example: govtool trust add sha256:0f3a… --name 'The Kettle Co-operative'")
@click.argument("digest")
@click.option("--name", default="", help="What you call the organisation.")
def add(digest: str, name: str) -> None:
    """Pin a founding fingerprint."""
    pin = new_pin(TrustStore(), digest, name, now())
    say(f"pinned {pin.genesis}" + (f" as {pin.name}" if pin.name else ""))
    say("  → in a clone of it: govtool audit --genesis " + pin.genesis)


@command.command("list", epilog="Example: govtool trust list --json")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List the pinned founding fingerprints. It also says how far each history was verified here."""
    found = pinned(TrustStore(), _clone(ctx))
    if as_json:
        print_json(
            picked(one, "genesis name pinned_at", head=one.pin.head if one.pin else None, this_clone=one.here)
            for one in found
        )
        return
    if not found:
        say("nothing is pinned yet")
        say("  → govtool audit pins what it verifies; govtool trust add DIGEST pins one by hand")
    table([(one.name or "(no name)", one.genesis, _where(one)) for one in found])


def _where(one: Pinned) -> str:
    parts = [f"verified up to {one.pin.head[:12]}"] if one.pin and one.pin.head else []
    parts += ["this clone is of it"] if one.here else []
    return "; ".join(parts)


def _clone(ctx: click.Context) -> Git | None:
    """The clone that the command is typed in; None outside of one."""
    try:
        return Git(folder_of(ctx))
    except NoRepository:
        return None


@command.command("remove", epilog="Example: govtool trust remove sha256:0f3a…")
@click.argument("which")
@click.pass_context
def remove(ctx: click.Context, which: str) -> None:
    """Forget a founding fingerprint. WHICH is the fingerprint, its beginning, or its name.

    It goes from this computer and from this clone. If the founders found again, each person types this in
    their clone, then govtool status.
    """
    git = _clone(ctx)
    gone = forget(TrustStore(), git, which)
    say(f"forgot {gone.genesis}" + (f" ({gone.name})" if gone.name else ""))
    if not gone.here:
        say(f"  → a clone that is of it keeps it: there, govtool trust remove {gone.genesis}")
