"""The questions that `govtool init` asks on a terminal, for what no option said."""

from __future__ import annotations

from typing import Protocol

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.typed import WEEK_HOURS, answered
from govtool.core.typed import choice
from govtool.errors import GovtoolError
from govtool.roles.lifecycle.founding_plan import Person, person_of, public_key


class Answers(Protocol):
    """What the questions fill in."""

    name: str | None
    currency: str | None
    founders: list[Person]
    people: list[Person]


def ask_missing(request: Answers) -> None:
    """Asks for what is missing."""
    needs_founders = not any(person.founder for person in (*request.founders, *request.people))
    if request.name and request.currency and not needs_founders:
        return
    say("This founds a co-operative. Nothing is made before the last question; Ctrl-C stops.")
    _ask_readers()
    request.name = request.name or click.prompt("What is it called")
    request.currency = request.currency or click.prompt("Its currency", default="EUR")
    if needs_founders:
        request.founders.append(_ask_person("You: your id, in small letters (alice)", is_me=True))
        while click.confirm("Another founder?", default=len(request.founders) < 2):
            request.founders.append(_ask_person("Their id, in small letters", is_me=False))


def _ask_readers() -> None:
    """Asks who is to read it, and says what that means. The registry does not know: the host of the repository does."""
    say("Whoever can read the repository reads all of it, for ever: names, votes and their reasons, hours, wages owed.")
    words = ("private", "public")
    suffix = f" ({', '.join(words)})"
    readers = answered(f"Who is to read it{suffix}", lambda text: choice(text, words), default="private")
    if readers == "public":
        say("  Everybody, then: people may go by names of their own choosing, and nothing can be taken back.")
    else:
        say("  Whom your host lets in, then: set the repository to private there. Whoever has a clone keeps it, and if")
        say("  it is made public one day, all that was ever written in it is.")
    say("  Texts about people can be kept outside, where they can be erased: govtool documents --help")


def _ask_person(question: str, *, is_me: bool) -> Person:
    """Asks until the answers are a person. A wrong answer is told and asked again."""
    while True:
        name = click.prompt(question)
        full_name = click.prompt("Full name")
        minutes = answered("Hours a week", WEEK_HOURS.read, default="20h")
        key = "" if is_me else click.prompt("Their public key (the line that govtool key setup showed them)")
        try:
            if key:
                public_key(key, name)
            return person_of(name, full_name, minutes, key)
        except GovtoolError as error:
            findings = getattr(error, "findings", ())
            say(findings[0].values.get("what", error.message) if findings else error.message, colour="red")
