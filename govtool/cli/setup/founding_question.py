"""The questions that `govtool init` asks on a terminal if options are missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from govtool.cli.setup.opening_question import ask_opening
from govtool.cli.terminal.render import say
from govtool.cli.terminal.typed import WEEK_HOURS, answered
from govtool.core.times import Instant
from govtool.core.typed import choice
from govtool.core.typed_name import new_id
from govtool.errors import UsageError
from govtool.io.currency import exponent_of
from govtool.io.signature.public_file import public_line
from govtool.io.signature.signing import MemoryKey
from govtool.roles.lifecycle.founding_plan import Person, person_of, public_key
from govtool.roles.lifecycle.opening_sheet import OpeningSheet


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
    has_opening: bool = False
    opening: OpeningSheet | None = None

    @property
    def what(self) -> str:
        """The word for the organisation that is founded."""
        return "federation" if self.is_federation else "co-operative"


def ask_missing(request: Request, folder: Path, at: Instant) -> None:
    """Asks for what is missing, one thing at a time. It asks again after a wrong answer, and loses no other. Files are
    named from a folder.
    """
    needs_founders = not any(person.founder for person in (*request.founders, *request.people))
    needs_affiliate = request.is_federation and not request.affiliate
    if request.name and request.currency and not needs_founders and not needs_affiliate:
        return
    say(f"This founds a {request.what}. Nothing is made before the last question; Ctrl-C stops.")
    _ask_readers()
    if request.currency:
        request.currency, request.exponent = currency_of(request.currency, request.exponent)
    else:
        request.currency, request.exponent = _ask_currency(request.exponent)
    request.name = request.name or answered(f"Name of the {request.what}", _name)
    if needs_affiliate:
        name = answered("The first affiliate: its id, in small letters (riverside)", new_id)
        request.affiliate = f"{name}:{answered('Its name', _name)}"
    if needs_founders:
        _ask_founders(request, folder)
    if not request.has_opening:
        request.opening = ask_opening(request.currency, request.exponent, _people(request), folder, at)


def currency_of(text: str, exponent: int | None) -> tuple[str, int]:
    """The code of a currency and its digits after the point, which ISO 4217 lists; of another one as they are given.

    Raises UsageError.
    """
    code = text.strip().upper()
    known = exponent_of(code)
    if known is not None and exponent not in (None, known):
        raise UsageError(f"{code} has {known} digits after the point, not {exponent}", "leave --exponent out")
    if known is None and exponent is None:
        raise UsageError(f"{code} is no currency that ISO 4217 lists", "write EUR or USD, or add --exponent 2")
    return code, known if known is not None else exponent or 0


def _ask_currency(exponent: int | None) -> tuple[str, int]:
    return answered("Its currency", lambda text: currency_of(text, exponent), default="EUR")


def _name(text: str) -> str:
    """A name as records hold it. Raises UsageError."""
    return person_of("some-id", text.strip(), 0).name


def _people(request: Request) -> dict[str, str]:
    return {person.id: person.name for person in (*request.founders, *request.people)}


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


def _ask_founders(request: Request, folder: Path) -> None:
    """Asks for the founders, until an empty answer: nobody need go on who typed all of them."""
    hours = not request.is_federation
    taken = {person.id for person in request.people}
    me = answered("You: your id, in small letters (alice)", lambda text: _id(text, taken))
    request.founders.append(_ask_person(me, "Full name", has_hours=hours))
    taken.add(me)
    say("Each other founder types govtool key setup, and sends you the line that it shows.")
    while (founder := _ask_other(taken, folder, has_hours=hours)) is not None:
        if founder.keys:
            request.founders.append(founder)
            taken.add(founder.id)
        else:
            say(f"  {founder.id} is left out.")


def _ask_other(taken: set[str], folder: Path, *, has_hours: bool) -> Person | None:
    """Another founder, without a key if the person leaves them out; None after the last."""
    question = "Another founder: their id (Enter: no more founders)"
    name = answered(question, lambda text: _id(text, taken) if text else "", default="", show_default=False)
    if not name:
        return None
    person = _ask_person(name, "Their full name", has_hours=has_hours)
    question = f"The public key of {name}: its line, or its .pub file (Enter: leave {name} out)"
    key = answered(question, lambda text: _key(text, name, folder), default="", show_default=False)
    return person.changed(keys=[key] if key else [])


def _ask_person(name: str, question: str, *, has_hours: bool) -> Person:
    full_name = answered(question, _name)
    minutes = answered("Hours a week", WEEK_HOURS.read, default="20h") if has_hours else 0
    return person_of(name, full_name, minutes)


def _id(text: str, taken: set[str]) -> str:
    name = new_id(text)
    if name in taken:
        raise UsageError(f"{name} is named already", "give each person an id of their own")
    return name


def _key(text: str, name: str, folder: Path) -> str:
    """The line of a public key that can be registered; empty for an empty answer. Raises GovtoolError."""
    line = public_line(text, folder) if text.strip() else ""
    if line:
        public_key(line, name)
    return line
