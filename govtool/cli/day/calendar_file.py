"""The agenda as an iCalendar file (RFC 5545), and its items in words.

Promises:

- The same agenda gives the same bytes.
- An item keeps its UID permanently, so that a calendar moves it and does not double it. The UID is made from the
  founding fingerprint and from what the item is about.
- No text of anybody can end a line, begin a property or split a character.

Times are UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govtool.cli.terminal.text import in_utc, one_line
from govtool.core.times import Instant
from govtool.roles.day.agenda import Agenda, Item

_LONGEST_LINE = 75


def summary_of(item: Item) -> str:
    """An item of the agenda in a few words."""
    about = one_line(item.about)
    title = f"{item.proposal} {about}" if item.proposal else about
    if item.kind == "counts":
        return f"your vote counts in what opens from now on{f' ({about})' if about else ''}"
    whose = "your" if item.is_mine else f"{about}'s"
    paper = "draft" if item.how == "draft" else "submission"
    key = "recovery key is good" if item.how == "recovery" else "key signs"
    words = {
        "closes": f"vote closes: {title}",
        "enacts": f"takes effect: {title} ({item.result})",
        "asked-again": f"may be asked again: {title}",
        "expires": f"your statement expires: {about}",
        "open-before": f"last moment at which your {paper} can open: {about}",
        "key-active": f"your {key} from now on: {about}",
        "key-votes": f"your key votes in what opens from now on: {about}",
        "key-retires": f"your key retires: {about}",
        "probation-vote": f"the vote at the end of {whose} probation opens by itself",
        "probation-ends": f"{whose} probation ends; pay and status stay until a vote decides",
        "policy-ends": f"a policy has ended: {about}",
        "trial-vote": f"the vote on the trial opens by itself: {title}",
        "trial-ends": f"the trial ends; what was before returns unless that vote kept it: {title}",
        "about-me": f"about you: {about}",
    }
    return words[item.kind]


def _description(item: Item) -> str:
    """More words for a calendar, which has no screen beside it."""
    if item.is_over:
        return f"It was decided sooner: {item.result}. govtool show {item.proposal}"
    if item.kind == "closes":
        condition = "once its result cannot change" if item.how == "settled" else "once all have voted"
        sooner = f"It may close sooner, {condition}, but not before {in_utc(item.earliest)}. " if item.earliest else ""
        return f"{sooner}Look at it: govtool show {item.proposal}. Vote: govtool vote {item.proposal}"
    if item.kind == "open-before":
        return "Look at it: govtool status"
    if item.kind == "expires":
        return "The clerk has not taken it yet. Look at it: govtool status"
    if item.kind.startswith("key-"):
        return "If you did not ask for this key, revoke it at once: govtool key revoke. Look: govtool key list"
    if item.kind == "about-me":
        return f"What to do: {item.how}"
    if item.kind.startswith(("probation-", "policy-")):
        return f"Now: {item.how}"
    return f"govtool show {item.proposal}" if item.proposal else "govtool whoami"


def calendar_file(agenda: Agenda, items: Iterable[Item]) -> str:
    """The text of the file, with its CRLF line ends."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//govtool//calendar//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(agenda.name)}",
    ]
    for item in items:
        lines += _event(agenda, item)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(agenda: Agenda, item: Item) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(item.id)}@{agenda.genesis.removeprefix('sha256:')[:32]}.govtool"
    yield f"DTSTAMP:{_time(agenda.as_of)}"
    # An item that moved carries a higher number, and calendars take the highest.
    yield f"SEQUENCE:{agenda.number}"
    yield f"DTSTART:{_time(item.at)}"
    summary = summary_of(item)
    yield f"SUMMARY:{_text(summary[:1].upper() + summary[1:])}"
    yield f"DESCRIPTION:{_text(_description(item))}"
    yield f"CATEGORIES:{_text(item.kind)}"
    yield f"STATUS:{'CANCELLED' if item.is_over else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _time(instant: Instant) -> str:
    return instant.replace("-", "").replace(":", "")


def _text(text: str) -> str:
    """A value of type TEXT: signs of the format are escaped, and control characters become spaces."""
    plain = "".join(char if char.isprintable() else " " for char in text.replace("\r\n", " "))
    for char in ("\\", ";", ","):
        plain = plain.replace(char, f"\\{char}")
    return plain


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, between characters; each further one begins with a space."""
    part, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + char, size + octets
    yield part
