"""`govtool handover`: new keys for the clerk without the clerk, because it is gone, hostile, or its time is false."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option, tell_notes
from govtool.cli.terminal.render import as_json as print_json
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import joined, votes, when
from govtool.core.sshsig import PublicKey as SshKey
from govtool.domain.constitution.organization import PublicKey
from govtool.errors import EXIT_UNDECIDED, UsageError
from govtool.io.signature.secret import read_secret
from govtool.roles.desk.desk import Desk
from govtool.roles.lifecycle.founding_plan import public_key
from govtool.roles.lifecycle.handover_desk import Offer, newest_standing, offers, put_on_main, sign

_EXAMPLE = "Example: govtool handover propose --key new-clerk.pub; then the others: govtool handover sign"


@click.group("handover", invoke_without_command=True, epilog=_EXAMPLE)
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, offline: bool) -> int | None:
    """Give the clerk new keys without the clerk: more than half of all votes sign, and anybody puts it on main.

    Without a further word: who has signed what, and what is missing. Where minutes are to be dropped (--stands), it
    takes as much as an amendment of the bylaws besides.
    """
    if ctx.invoked_subcommand is not None:
        return None
    desk = _desk(ctx, offline)
    found = offers(desk)
    if as_json:
        print_json({"offers": [_data(offer) for offer in found]})
    else:
        for offer in found:
            _tell(desk, offer)
        if not found:
            say("Nobody has signed a handover. To begin one: govtool handover propose --key FILE.pub")
    tell_notes(desk)
    return None


def _desk(ctx: click.Context, offline: bool) -> Desk:
    """The desk, also where the clerk's minutes are dated ahead: that is what a handover is for."""
    desk = desk_of(ctx, offline=offline)
    desk.takes_future = True
    return desk


def _yes(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--yes", is_flag=True, help="Do not ask whether I mean it.")(function)


@command.command("propose", epilog="Example: govtool handover propose --key new-clerk.pub --key spare.pub")
@click.option("--key", "keys", multiple=True, required=True, type=click.Path(path_type=Path), metavar="FILE.pub",
              help="A new public key of the clerk.")  # fmt: skip
@click.option("--stands", type=click.IntRange(0), metavar="MINUTE", help="The last minute that stands.")
@_yes
@offline_option
@click.pass_context
def propose(ctx: click.Context, keys: tuple[Path, ...], stands: int | None, yes: bool, offline: bool) -> None:
    """Name the clerk's new keys, and sign for them.

    Every minute after the one that stands is dropped; where nothing is said, that are those dated ahead of now.
    """
    desk = _desk(ctx, offline)
    texts = [(read_secret(path), f"the new key {path}") for path in keys]
    if any("PRIVATE KEY" in text for text, _ in texts):
        raise UsageError("--key names a private key", "name the public one, FILE.pub")
    number = newest_standing(desk.book, desk.now).number if stands is None else stands
    _sign(desk, tuple(public_key(text, whose) for text, whose in texts), number, yes)


@command.command(
    "sign", epilog="Example: govtool handover sign, or, where there are several: govtool handover sign bob"
)
@click.argument("member", required=False)
@_yes
@offline_option
@click.pass_context
def sign_like(ctx: click.Context, member: str | None, yes: bool, offline: bool) -> None:
    """Sign for the same keys as somebody else."""
    desk = _desk(ctx, offline)
    offer = _chosen(offers(desk), member)
    _sign(desk, offer.keys, offer.stands.number, yes)


@command.command("apply", epilog="Example: govtool handover apply")
@click.argument("member", required=False)
@_yes
@click.pass_context
def apply(ctx: click.Context, member: str | None, yes: bool) -> int | None:
    """Put a handover on main, once enough have signed. Anybody may; exit status 11 while it is not enough."""
    desk = _desk(ctx, False)
    offer = _chosen(offers(desk), member)
    _tell(desk, offer)
    if offer.problem:
        tell_notes(desk)
        return EXIT_UNDECIDED
    if not yes:
        click.confirm("Put it on main?", abort=True)
    commit = put_on_main(desk, offer)
    say(f"Main has the new keys of the clerk, with {commit[:12]}; the old ones are spent for ever.", bold=True)
    say("Next: give the new key to CI, as the secret GOVTOOL_CLERK_KEY; or run here: govtool clerk --key FILE")
    tell_notes(desk)
    return None


def _chosen(found: tuple[Offer, ...], member: str | None) -> Offer:
    """The handover that is meant: the only one, or that for which a person signed. Raises UsageError."""
    meant = [offer for offer in found if member is None or member in offer.signed]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(
            f"there are {len(meant)} different handovers", "say whose you mean: govtool handover sign MEMBER"
        )
    who = f"{member} has" if member else "nobody has"
    raise UsageError(f"{who} signed a handover", "to begin one: govtool handover propose --key FILE.pub")


def _sign(desk: Desk, keys: tuple[PublicKey, ...], number: int, yes: bool) -> None:
    newest = desk.book.newest[0].number
    say("You sign that the clerk's keys are, from then on, these and no others:")
    for key in keys:
        say(f"  {_fingerprint(key)}")
    if number < newest:
        say(
            f"and that {_dropped(number, newest)}; minute {number} is the last that stands.",
            bold=True,
        )
    else:
        say(f"and that all {newest + 1} minutes stand.")
    if not yes:
        click.confirm("Is that what you mean?", abort=True)
    commit, is_delivered = sign(desk, keys, number)
    say(f"Signed, and {'delivered' if is_delivered else 'kept until it can be sent'}: {commit[:12]}")
    blobs = {key.blob for key in keys}
    mine = next((offer for offer in offers(desk) if {key.blob for key in offer.keys} == blobs), None)
    if mine is not None:
        _tell(desk, mine)
    tell_notes(desk)


def _fingerprint(key: PublicKey) -> str:
    return f"{SshKey.from_base64(key.type, key.blob).fingerprint} ({key.type})"


def _tell(desk: Desk, offer: Offer) -> None:
    say("New keys of the clerk:", bold=True)
    table([(_fingerprint(key),) for key in offer.keys])
    newest = desk.book.newest[0].number
    dropped = _dropped(offer.stands.number, newest)
    say(f"  last minute that stands: {offer.stands.number}, of {when(offer.stands.at, desk.now)}; {dropped}")
    of_all = f"{offer.weight} of {votes(sum(offer.weights.values()))}, {offer.needed} needed"
    say(f"  signed by {joined(offer.signed)}: {of_all}")
    if offer.silent:
        say(f"  not by {joined(offer.silent)}")
    if offer.problem:
        say(f"  not yet: {offer.problem}")
        say("Next: the others type govtool handover sign")
    else:
        say("Next: govtool handover apply")


def _dropped(number: int, newest: int) -> str:
    """What becomes of the minutes after the last that stands."""
    if number == newest:
        return "all stand"
    return f"minute {newest} is dropped" if number + 1 == newest else f"minutes {number + 1} to {newest} are dropped"


def _data(offer: Offer) -> dict[str, object]:
    return {
        "keys": [_fingerprint(key).split(" ")[0] for key in offer.keys],
        "stands": offer.stands.number,
        "stands_digest": offer.digest,
        "signed": [{"member": member, "commit": commit} for member, commit in offer.signed.items()],
        "silent": list(offer.silent),
        "votes": offer.weight,
        "needed": offer.needed,
        "eligible": sum(offer.weights.values()),
        "enough": not offer.problem,
        "problem": offer.problem or None,
    }
