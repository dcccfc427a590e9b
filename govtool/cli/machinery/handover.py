"""`govtool handover`: gives the clerk new keys if the clerk is gone, hostile, or its clock is wrong."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.terminal.context import NamedFile, desk_command, desk_of, json_option, offline_option, push_with_option
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import is_agreed, say, table, yes_option
from govtool.cli.terminal.text import joined, local, votes, when
from govtool.cli.view.minute import sentence
from govtool.core.minute import ALL, Minute, Stands
from govtool.core.sshsig import PublicKey as SshKey
from govtool.core.typed_name import count_of
from govtool.domain.constitution.organization import PublicKey, organization_of
from govtool.errors import EXIT_UNDECIDED, Refused, UsageError
from govtool.io.signature.secret import read_secret
from govtool.roles.desk.desk import Desk
from govtool.roles.forge.setup import KEY_IN_CI
from govtool.roles.lifecycle.founding_plan import public_key
from govtool.roles.lifecycle.handover_service import (
    Offer,
    deadline_of,
    discarded,
    last_standing,
    minute_numbered,
    new_key_problems,
    offers,
    proposed_standing,
    put_on_main,
    sign,
)

_EXAMPLE = "govtool handover propose --key new-clerk.pub; then the others: govtool handover sign"


@named_group("handover", _EXAMPLE, invoke_without_command=True)
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, offline: bool) -> None:
    """Replace the clerk's keys without the clerk: more than half of all votes sign, and anybody puts it on main.

    Without a subcommand it shows the signatures so far, and what is missing. If it discards entries (--stands), it also
    needs as many votes as an amendment of the bylaws.
    """
    if ctx.invoked_subcommand is not None:
        return
    desk = desk_of(ctx, offline=offline)
    found = _offers(desk)
    if as_json:
        print_json({"offers": [_data(offer) for offer in found]})
        return
    for offer in found:
        _tell(desk, offer)
    if not found:
        say("Nobody has signed a handover. To begin one: govtool handover propose --key FILE.pub")


def _offers(desk: Desk) -> tuple[Offer, ...]:
    """The handovers, even if the clerk's entries are dated ahead: a replacement must work then too."""
    desk.takes_future = True
    return offers(desk)


@desk_command("propose", "govtool handover propose --key new-clerk.pub --key spare.pub", of=command)
@click.option("--key", "keys", multiple=True, required=True, type=NamedFile(), metavar="FILE.pub",
              help="A new public key of the clerk.")  # fmt: skip
@click.option("--stands", metavar="NUMBER|all", help="Keep the entries up to this one, or all.")
@yes_option
def propose(desk: Desk, keys: tuple[Path, ...], stands: str | None, yes: bool) -> None:
    """Name the clerk's new keys, and sign for them.

    With --stands all it discards nothing, whatever the clerk adds meanwhile. With --stands NUMBER it discards every
    later entry. Without --stands it discards only entries that are dated ahead of now.
    """
    desk.takes_future = True
    texts = [(read_secret(path), f"the new key {path}") for path in keys]
    if any("PRIVATE KEY" in text for text, _ in texts):
        raise UsageError("--key names a private key", "name the public one, FILE.pub")
    _sign(desk, tuple(public_key(text, whose) for text, whose in texts), _standing(desk, stands), yes)


def _standing(desk: Desk, said: str | None) -> Stands:
    """The entries that a person keeps, as a signature writes it. Raises UsageError."""
    if said is None:
        return proposed_standing(desk.book, desk.now)
    if said.lower() == ALL:
        return ALL
    number = count_of(said)
    if number is None:
        raise UsageError(f"--stands {said} is no number of an entry", "give a number (govtool log) or: all")
    return minute_numbered(desk.book, number)[1]


@desk_command("sign", "govtool handover sign, or, if there are several: govtool handover sign bob", of=command)
@click.argument("member", required=False)
@yes_option
def sign_like(desk: Desk, member: str | None, yes: bool) -> None:
    """Sign for the same keys as another member. You also keep the same entries."""
    offer = _chosen(desk, member)
    _sign(desk, offer.keys, offer.stands, yes)


@command.command("apply", epilog="Example: govtool handover apply")
@click.argument("member", required=False)
@push_with_option
@yes_option
@click.pass_context
def apply(ctx: click.Context, member: str | None, push_key: Path | None, yes: bool) -> int | None:
    """Put a signed replacement on main. Anybody may. Exit status 11 while too few have signed.

    If a rule of the Git host lets only a deploy key move main, give the file of one: --push-with KEYFILE.
    """
    desk = desk_of(ctx)
    desk.remote.push_key = push_key
    offer = _chosen(desk, member)
    _tell(desk, offer)
    if offer.problem:
        return EXIT_UNDECIDED
    if not is_agreed("Put it on main?", yes=yes):
        return None
    commit = put_on_main(desk, offer)
    say(f"Main has the new keys of the clerk, with {commit[:12]}; the old ones are worthless.", bold=True)
    say("Next: give the clerk the new key")
    say("  on this computer: run govtool clerk --key FILE")
    say(f"  in CI: {KEY_IN_CI}")
    return None


def _chosen(desk: Desk, member: str | None) -> Offer:
    """The chosen handover: the only one, or the one that a person signed. Raises UsageError."""
    meant = [offer for offer in _offers(desk) if member is None or member in offer.signed]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(
            f"there are {len(meant)} different handovers", "say whose you mean: govtool handover sign MEMBER"
        )
    who = f"{member} has" if member else "nobody has"
    raise UsageError(f"{who} signed a handover", "to begin one: govtool handover propose --key FILE.pub")


def _sign(desk: Desk, keys: tuple[PublicKey, ...], stands: Stands, yes: bool) -> None:
    _tell_meaning(desk, keys, stands)
    problems = new_key_problems(desk.book, keys, stands)
    if problems:
        raise Refused(problems)
    if not is_agreed("Is that what you mean?", yes=yes):
        return
    commit, is_delivered = sign(desk, keys, stands)
    say(f"Signed, and {'delivered' if is_delivered else 'kept until it can be sent'}: {commit[:12]}")
    meant = ({key.blob for key in keys}, stands)
    mine = next((one for one in offers(desk) if ({key.blob for key in one.keys}, one.stands) == meant), None)
    if mine is not None:
        _tell(desk, mine)


def _tell_meaning(desk: Desk, keys: tuple[PublicKey, ...], stands: Stands) -> None:
    """Prints in full what a signature means, before anybody signs it."""
    state = desk.book.state
    say("You sign that the clerk's keys are, from then on, these and no others:")
    for key in keys:
        say(f"  {_fingerprint(key)}")
    say("The present keys become worthless permanently:")
    for key in organization_of(state).clerk_keys:
        say(f"  {_fingerprint(key)}")
    last = last_standing(desk.book, stands)
    gone = discarded(desk.book, last) if last is not None else ()
    if stands == ALL:
        say("Every entry stays, also those that the clerk adds until then. Nothing is discarded.")
    elif last is not None:
        said = f"Entry {last.number}, of {local(last.at, desk.now)}, is the last that stays: {sentence(state, last)}."
        say(said, bold=True)
        say("Every later entry is discarded, also those that the clerk adds until then. As of now that is:")
        for minute in gone:
            say(f"  {minute.number:>6}  {local(minute.at, desk.now)}  {sentence(state, minute)}")
        if not gone:
            say("  none")
        say("People must sign again what those entries record. Keys that were revoked in them stay revoked.")
    say(f"Your signature is good until {when(deadline_of(desk), desk.now)}.")


def _fingerprint(key: PublicKey) -> str:
    return f"{SshKey.from_base64(key.type, key.blob).fingerprint} ({key.type})"


def _tell(desk: Desk, offer: Offer) -> None:
    say("New keys of the clerk:", bold=True)
    table([(_fingerprint(key),) for key in offer.keys])
    if offer.stands == ALL:
        say("  all entries stay, also those that are added until then")
    else:
        gone = _numbers(offer.discarded)
        say(f"  last entry that stays: {offer.last.number}, of {when(offer.last.at, desk.now)}; {gone}")
        for minute in offer.discarded:
            say(f"    discarded: {minute.number}  {local(minute.at, desk.now)}  {sentence(desk.book.state, minute)}")
    of_all = f"{offer.weight} of {votes(sum(offer.weights.values()))}, {offer.needed} needed"
    say(f"  signed by {joined(offer.signed)}: {of_all}")
    say(f"  good until {when(offer.not_after, desk.now)}")
    if offer.silent:
        say(f"  not by {joined(offer.silent)}")
    if offer.problem:
        say(f"  not yet: {offer.problem}")
        say("Next: the others type govtool handover sign")
    else:
        say("Next: govtool handover apply")


def _numbers(gone: tuple[Minute, ...]) -> str:
    """The discarded entries, by their numbers, in words."""
    if not gone:
        return "none is discarded yet"
    first, last = gone[0].number, gone[-1].number
    return f"entry {first} is discarded" if first == last else f"entries {first} to {last} are discarded"


def _data(offer: Offer) -> dict[str, object]:
    return picked(
        offer,
        "stands not_after silent needed problem",
        keys=[_fingerprint(key).split(" ")[0] for key in offer.keys],
        last=offer.last.number,
        discarded=[minute.number for minute in offer.discarded],
        signed=[{"member": member, "commit": commit} for member, commit in offer.signed.items()],
        votes=offer.weight,
        eligible=sum(offer.weights.values()),
        enough=not offer.problem,
    )
