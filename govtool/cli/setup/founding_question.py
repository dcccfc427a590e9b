"""The questions that `govtool init` asks on a terminal if options are missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.typed import WEEK_HOURS, answered
from govtool.core.typed import choice
from govtool.errors import GovtoolError
from govtool.io.signature.signing import MemoryKey
from govtool.roles.lifecycle.founding_plan import Person, person_of, public_key


@dataclass
class Request:
    """The values of a founding from options and answers."""

    name: str | None
    currency: str | None
    exponent: int | None
    founders: list[Person]
    people: list[Person]
    me: str | None
    bylaws: Path | None
    clerk_keys: tuple[Path, ...]
    passkey_origins: tuple[str, ...]
    is_federation: bool = False
    affiliate: str | None = None
    new_keys: dict[str, MemoryKey] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """The word for the organisation that is founded."""
        return "federation" if self.is_federation else "co-operative"


def ask_missing(request: Request) -> None:
    """Asks for what is missing."""
    needs_founders = not any(person.founder for person in (*request.founders, *request.people))
    needs_affiliate = request.is_federation and not request.affiliate
    if request.name and request.currency and not needs_founders and not needs_affiliate:
        return
    say(f"This founds a {request.what}. Nothing is made before the last question; Ctrl-C stops.")
    _ask_readers()
    request.name = request.name or click.prompt(f"Name of the {request.what}")
    request.currency = request.currency or click.prompt("Its currency", default="EUR")
    if needs_affiliate:
        name = click.prompt("The first affiliate: its id, in small letters (riverside)")
        request.affiliate = f"{name}:{click.prompt('Its name')}"
    if needs_founders:
        hours = not request.is_federation
        request.founders.append(_ask_person("You: your id, in small letters (alice)", is_me=True, has_hours=hours))
        while click.confirm("Another founder?", default=len(request.founders) < 2):
            request.founders.append(_ask_person("Their id, in small letters", is_me=False, has_hours=hours))


def _ask_readers() -> None:
    """Asks whether the repository is private or public, and explains it. Only the Git host enforces the answer."""
    say("A reader of the repository can keep all of it permanently: names, votes and reasons, hours, wages owed.")
    words = ("private", "public")
    suffix = f" ({', '.join(words)})"
    readers = answered(f"Visibility{suffix}", lambda text: choice(text, words), default="private")
    if readers == "public":
        say("  Everybody can read it. People may use names of their own choice. Nothing can be taken back.")
    else:
        say("  Set the repository to private at your Git host. Every clone keeps all of it. If you publish it one day,")
        say("  everything that was ever written in it becomes public.")
    say("  Texts about people can be kept outside, where they can be erased: govtool documents --help")


def _ask_person(question: str, *, is_me: bool, has_hours: bool) -> Person:
    """Asks until the answers are a person. Prints what is wrong with an answer, and asks again."""
    while True:
        name = click.prompt(question)
        full_name = click.prompt("Full name")
        minutes = answered("Hours a week", WEEK_HOURS.read, default="20h") if has_hours else 0
        key = "" if is_me else click.prompt("Their public key (the line that govtool key setup showed them)")
        try:
            if key:
                public_key(key, name)
            return person_of(name, full_name, minutes, key)
        except GovtoolError as error:
            findings = getattr(error, "findings", ())
            say(findings[0].values.get("what", error.message) if findings else error.message, colour="red")
