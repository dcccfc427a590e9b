"""The parts that `register` and `apply` share: a key if there is none, the application from outside, its sending."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from govtool.cli.terminal.context import NamedFile
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import duration
from govtool.cli.terminal.typed import TEXT, Kind, answered
from govtool.cli.terminal.words import Said, words_options
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError, UsageError
from govtool.roles.decisions.ballot_service import write_bundle
from govtool.roles.desk.desk import Desk
from govtool.roles.people.key_setup import set_up
from govtool.roles.people.letter_service import LetterSent, send_letter, write_letter

T = TypeVar("T")


def letter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options for the name and text of a person, and for how their application travels."""
    # the option that is added last comes first in the help
    for option in reversed(
        (
            click.option("--id", "name", type=TEXT, help="The id that you want: small letters, digits, hyphens."),
            click.option("--name", "full_name", type=TEXT, help="Your name."),
            words_options,
            click.option("--to", type=NamedFile(), help="Write it into a file to carry by hand, and send nothing."),
            click.option("--no-passphrase", is_flag=True, help="Do not ask for a passphrase for a new key."),
        )
    ):
        function = option(function)
    return function


def need_key(desk: Desk, *, no_passphrase: bool, quiet: bool) -> None:
    """Makes a key to sign with for the person at the desk if there is none."""
    try:
        desk.key  # noqa: B018  raises if there is no key
    except GovtoolError:
        if not no_passphrase and not sys.stdin.isatty():
            raise
        made = set_up(desk.git, None, everywhere=False, ask_passphrase=not no_passphrase)
        if not quiet:
            say(f"{'Made' if made.was_made else 'Took'} the key {made.file}, to sign with in this repository.")
            say("  Keep a copy of it where only you reach it: it is how you are known here.")


def is_known(desk: Desk) -> bool:
    """Whether the registry knows the key of this desk."""
    try:
        return bool(desk.member)
    except GovtoolError:
        return False


def asked(value: T | None, option: str, question: str, kind: Kind[T]) -> T:
    """The typed value, or the answer to a question on a terminal. Raises UsageError."""
    if value is not None:
        return value
    if not sys.stdin.isatty():
        raise UsageError(f"say {option}", f"{option} ..., or answer the question on a terminal")
    return answered(question, kind.read)


def write(desk: Desk, values: dict[str, Any], said: Said, to: Path | None, *, as_json: bool) -> None:
    """Makes an application from outside, signs and sends it, and prints how far it has come."""
    letter = write_letter(desk, {**values, **(said.words() or {})})
    sent = send_letter(desk, letter, send=to is None)
    if to is not None:
        write_bundle(desk, sent.branch, to.absolute())
        if not as_json:
            say(f"Written to {to.absolute()}.", bold=True)
            say(f"  → give it to any member, who types: govtool take {to.name}")
    if as_json:
        print_json(picked(sent, "letter.id letter.wants commit branch digest state"))
        return
    if to is None:
        _tell(desk, sent)


def _tell(desk: Desk, sent: LetterSent) -> None:
    organization = organization_of(desk.book.state).name
    what = "application" if sent.letter.wants == "member" else "registration"
    if sent.state == "delivered":
        say(f"Your {what} to {organization} is delivered, on the branch {sent.branch}.", bold=True)
        say("  It waits there until a member brings it in; nothing of it is in the registry before.")
        if sent.letter.wants == "member":
            say(f"  From then on it is good for {duration(bylaws_of(desk.book.state).periods.application)}.")
        if desk.remote.pushes_elsewhere:
            say(f"  It is in your fork: now open a pull request from the branch {sent.branch}.")
    else:
        say(f"Your {what} is signed, and kept on this computer.", bold=True)
        say("  You need no right to push. Without it, send it in another way:")
        say("  → from a fork: git remote set-url --push origin YOUR-FORK; govtool status; then open a pull request")
        again = "apply" if sent.letter.wants == "member" else "register"
        say(f"  → or as a file, which any member brings in: govtool {again} ... --to {sent.letter.id}.bundle")
    say("  → follow it: govtool status")
