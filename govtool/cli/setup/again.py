"""`govtool init --again`: founds anew without founders who never accepted, and replaces main on the remote."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from govtool.cli.setup.founding_place import author_of, remote_to_found_on
from govtool.cli.setup.founding_report import founding_data, tell_founding
from govtool.cli.terminal.context import folder_of, now
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import clean, is_agreed, paged, say
from govtool.cli.terminal.text import joined
from govtool.cli.view.founding import tell_charter
from govtool.core.ids import MemberId
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import shown
from govtool.errors import GovtoolError, UsageError
from govtool.io.git.git import EMPTY_TREE, Git
from govtool.io.git.remote import LostRace, Remote
from govtool.io.git.store import Layout
from govtool.io.signature.signing import KeygenKey, SigningKey
from govtool.io.signature.trust import TrustStore
from govtool.roles.desk.signing_key import signing_key
from govtool.roles.lifecycle.founder import first_state
from govtool.roles.lifecycle.refounding import LeftOut, found_again, losses, plan_again
from govtool.roles.lifecycle.unfinished import Unfinished, left_out_of, unfinished_founding

_TAKEN = frozenset({"folder", "again", "without", "key_file", "remote_name", "yes", "as_json"})


def run_again(
    ctx: click.Context,
    folder: Path,
    without: tuple[str, ...],
    key_file: Path | None,
    remote_name: str | None,
    *,
    is_again: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Founds anew, after it showed the acceptances so far, all that changes, and all that is signed."""
    _refuse_others(ctx, is_again=is_again)
    git, at, trust = Git(folder_of(ctx) / folder), now(quiet=as_json), TrustStore()
    key = KeygenKey(key_file) if key_file else signing_key(git)
    remote = remote_to_found_on(git, remote_name, hint="try again later: the remote holds the acceptances")
    seen = unfinished_founding(git, remote, trust, at)
    me = _me(seen, key)
    if not as_json:
        _tell_seen(seen)
    left_out = left_out_of(seen, without or _asked(seen, me.id, as_json=as_json), me.id)
    if not left_out:
        say("Nobody is left out, so nothing was founded.")
        return
    lost = losses(seen.first, left_out)
    plan = plan_again(seen, left_out, me.id, secrets.token_hex(16), at)
    if not as_json:
        say("This is what you sign:", bold=True)
        state = first_state(git, EMPTY_TREE, Layout(), plan)
        paged(lambda: tell_charter(state, at))
        _tell_losses(seen, lost)
    if not is_agreed("Found it again, in place of the other founding?", yes=yes, as_json=as_json):
        return
    _refuse_news(git, remote, seen, trust)
    result = found_again(git, plan, key, author_of(git, me), seen, remote=remote, trust=trust)
    if as_json:
        again = {"given_up": seen.book.genesis, "left_out": lost, "accept_again": _had_accepted(seen, me.id)}
        print_json({**founding_data(result, at, ()), **again})
        return
    tell_founding(git, result, at, (), given_up=seen.book.genesis)


def _refuse_others(ctx: click.Context, *, is_again: bool) -> None:
    """Raises UsageError for an option that says what to found: all of it stays as it was founded before."""
    if not is_again:
        raise UsageError("--without is for founding again", "govtool init --again --without ID")
    for parameter in ctx.command.params:
        name = parameter.name or ""
        if name not in _TAKEN and ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageError(
                f"{parameter.opts[0]} does not go with --again, which founds the same again without some founders",
                "leave it out; to found something else, use another, empty repository",
            )


def _me(seen: Unfinished, key: SigningKey) -> Member:
    """The founder whose key it is. Raises GovtoolError if it is nobody's."""
    blob = key.public_key.base64
    found = (Member.one(seen.first, name) for name in seen.founders)
    me = next((member for member in found if member.key(blob) is not None), None)
    if me is None:
        raise GovtoolError(
            f"you sign with {key.public_key.fingerprint}, which is the key of no founder of {seen.name}",
            "sign with the key that you founded with: --key FILE",
        )
    return me


def _tell_seen(seen: Unfinished) -> None:
    say(f"The founding of {seen.name} waits for its founders.", bold=True)
    say(f"  have accepted: {joined([seen.named(name) for name in seen.accepted]) or 'nobody'}")
    say(f"  have not: {joined([seen.named(name) for name in seen.missing])}")


def _asked(seen: Unfinished, me: MemberId, *, as_json: bool) -> tuple[MemberId, ...]:
    """The founders whom the person leaves out, asked one by one. Raises UsageError if nobody can be asked."""
    others = [name for name in seen.missing if name != me]
    if not others:
        raise GovtoolError("every other founder has accepted; accept too", "govtool sign")
    if as_json or not sys.stdin.isatty():
        raise UsageError("nobody is named whom to leave out", f"govtool init --again --without {others[0]}")
    return tuple(name for name in others if click.confirm(clean(f"Leave out {seen.named(name)}?"), default=False))


def _tell_losses(seen: Unfinished, lost: Sequence[LeftOut]) -> None:
    """Prints what is not as it was in the founding that is given up."""
    say("This changes:", bold=True)
    for each in lost:
        say(f"  {each.name} ({each.member}) is left out.")
        if each.owed_minor:
            amount = shown(seen.first, each.owed_minor)
            say(
                f"  {amount} owed to {each.member} are not in the new books. You may still owe them: keep the document."
            )
        for team in each.teams:
            say(f"  The team {team} is without {each.member}.")
        if each.duties:
            say(f"  {each.member} had these duties: {joined(each.duties)}.")
    say(f"  The founding fingerprint {seen.book.genesis} is given up.")
    say("  No acceptance carries over: each other founder accepts again.")


def _had_accepted(seen: Unfinished, me: MemberId) -> list[MemberId]:
    return [name for name in seen.accepted if name != me]


def _refuse_news(git: Git, remote: Remote | None, seen: Unfinished, trust: TrustStore) -> None:
    """Looks once more, just before the push. Raises GovtoolError if anything is not as it was shown."""
    if remote is None:
        return
    remote.fetch()
    if unfinished_founding(git, remote, trust, now(quiet=True)) != seen:
        raise LostRace(
            "an acceptance, or another founding, arrived at this moment; nothing was changed",
            "see the acceptances, and decide again: govtool init --again",
        )
