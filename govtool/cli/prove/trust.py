"""`govtool trust`: the identities of organisations that this computer's user pinned."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import json_option, now
from govtool.cli.terminal.render import as_json as print_json
from govtool.cli.terminal.render import say, table
from govtool.errors import UsageError
from govtool.io.signature.trust import TrustStore
from govtool.roles.desk.inspection import new_pin


@click.group("trust", epilog="Example: govtool trust list")
def command() -> None:
    """The identities that I pinned.

    An organisation is known by its genesis: the digest of its first minute. Pin the one that another member tells you,
    and nobody can put another organisation of the same name in its place.
    """


@command.command("add", epilog="Example: govtool trust add sha256:0f3a… --name 'The Kettle Co-operative'")
@click.argument("digest")
@click.option("--name", default="", help="What you call the organisation.")
def add(digest: str, name: str) -> None:
    """Pin an identity that somebody told you."""
    pin = new_pin(TrustStore(), digest, name, now())
    say(f"pinned {pin.genesis}" + (f" as {pin.name}" if pin.name else ""))
    say("  → in a clone of it: govtool audit --genesis " + pin.genesis)


@command.command("list", epilog="Example: govtool trust list --json")
@json_option
def list_(as_json: bool) -> None:
    """List what is pinned, and how far each history was verified here."""
    pins = TrustStore().pins()
    if as_json:
        print_json(
            [{"genesis": p.genesis, "name": p.name, "pinned_at": p.pinned_at, "head": p.head or None} for p in pins]
        )
        return
    if not pins:
        say("nothing is pinned yet")
        say("  → govtool audit pins what it verifies; govtool trust add DIGEST pins what you were told")
    table(
        [(pin.name or "(no name)", pin.genesis, f"verified up to {pin.head[:12]}" if pin.head else "") for pin in pins]
    )


@command.command("remove", epilog="Example: govtool trust remove sha256:0f3a…")
@click.argument("which")
def remove(which: str) -> None:
    """Forget an identity: by its genesis, the beginning of it, or its name."""
    store = TrustStore()
    wanted = which.removeprefix("sha256:")
    found = [
        pin
        for pin in store.pins()
        if pin.name == which or (wanted and pin.genesis.removeprefix("sha256:").startswith(wanted))
    ]
    if not found:
        raise UsageError(f"nothing pinned is called {which}", "see what is pinned: govtool trust list")
    if len(found) > 1:
        raise UsageError(f"{which} could be any of {len(found)} identities", "type more of the genesis")
    store.forget(found[0].genesis)
    say(f"forgot {found[0].genesis}" + (f" ({found[0].name})" if found[0].name else ""))
