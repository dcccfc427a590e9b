"""The questions that `govtool init` asks on a terminal, for what no option said."""

from __future__ import annotations

from typing import Protocol

import click

from govtool.cli.render import say
from govtool.errors import GovtoolError
from govtool.roles.founding_plan import Person, person_of, public_key


class Answers(Protocol):
    """What the questions fill in."""

    name: str | None
    currency: str | None
    founders: list[Person]
    people: list[Person]


def ask_missing(request: Answers) -> bool:
    """Asks for what is missing; whether anything was."""
    needs_founders = not any(person.founder for person in (*request.founders, *request.people))
    if request.name and request.currency and not needs_founders:
        return False
    say("This founds a co-operative. Nothing is made before the last question; Ctrl-C stops.")
    request.name = request.name or click.prompt("What is it called")
    request.currency = request.currency or click.prompt("Its currency", default="EUR")
    if needs_founders:
        request.founders.append(_ask_person("You: your id, in small letters (alice)", is_me=True))
        while click.confirm("Another founder?", default=len(request.founders) < 2):
            request.founders.append(_ask_person("Their id, in small letters", is_me=False))
    return True


def _ask_person(question: str, *, is_me: bool) -> Person:
    """Asks until the answers are a person. A wrong answer is told and asked again."""
    while True:
        name = click.prompt(question)
        full_name = click.prompt("Full name")
        hours = click.prompt("Hours a week", default="20h")
        key = "" if is_me else click.prompt("Their public key (the line that govtool key setup showed them)")
        try:
            if key:
                public_key(key, name)
            return person_of(name, full_name, hours, key)
        except GovtoolError as error:
            findings = getattr(error, "findings", ())
            say(findings[0].values.get("what", error.message) if findings else error.message, colour="red")
