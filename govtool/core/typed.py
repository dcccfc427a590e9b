"""One grammar for each thing that people type: hours, money, days, months, instants, choices, shares. The names of
things are in `typed_name`, times of the day in `typed_clock`, and dates of tables in `typed_table`.

Commands, forms, tables and questions read through these functions, so that the same text means the same everywhere. A
number without a unit is refused with the spellings that may be meant. If the head of a column names the unit, the
number has that unit. Digits are ASCII; blanks around a text and the case of letters do not matter.

Promises: exact, whole numbers and fractions only; the length of a text is checked before the text is read. Does not
know whether the person, proposal or timesheet exists, and never reads the clock: `today` is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple

from govtool.core.code import advice_of, sentence_of
from govtool.core.finding import Finding, finding
from govtool.core.money import format_minor, minor_of
from govtool.core.share import Share, fraction_of
from govtool.core.times import Date, Duration, Instant, date_of_days, days_of, duration_seconds, seconds_of
from govtool.errors import Refused, UsageError

LONGEST = 100
"""The most characters of a number, day or name that somebody types; a longer text is not read."""
WEEK_MINUTES = 7 * 24 * 60
DAY_MINUTES = 24 * 60
_ENOUGH_MINUTES = 100_000 * 60
_MOST = 10**18
_FEW = 6
_LONGEST_LIST = 1_000

HOURS = "10h, 7h30m, 7:30, 1.5h or 45m"
"""How each thing is typed, as help and messages say it."""
AMOUNT = "30 or 30.00"
DAY = "2026-11-30, today or yesterday"
ISO_DAY = "2026-11-30"
MONTH = "2026-11"
PERIOD = "2026 or 2026-11"
INSTANT = "2026-11-30 or 2026-11-30T18:00:00Z"
DURATION = "7d, 12h, 1d 6h or P1DT6H"
SHARE = "1/2, 50% or 66.6%"
TRUTH = "yes or no"

Head = Literal["", "hours", "minutes"]
"""The unit that the head of a column names; empty outside of tables."""

BLANKS = " \t\r\n"
"""Characters around a typed text that do not matter."""
_HOURS = re.compile(
    r"(?P<clock>[0-9]{1,5}):(?P<of_clock>[0-5][0-9])"
    r"|(?P<hours>[0-9]{1,5}) *h(?: *(?P<rest>[0-5]?[0-9]) *(?:m|min)?)?"
    r"|(?P<minutes>[0-9]{1,7}) *m(?:in)?"
    r"|(?P<number>(?:[0-9]{1,7}|[0-9]{1,5}[.,][0-9]{1,2}))(?P<unit> *h)?"
)
# a form writes the name of the day behind each date
_DAY = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?: +(?:mon|tue|wed|thu|fri|sat|sun))?")
_PERIOD = re.compile(r"(?P<year>19[7-9][0-9]|[2-9][0-9]{3})(?:-(?P<month>0[1-9]|1[0-2]))?")
_DURATION = re.compile(
    r"(?:([0-9]{1,5}) *d(?:ays?)?)?(?: *([0-9]{1,5}) *h(?:ours?)?)?(?: *([0-9]{1,5}) *m(?:in(?:utes?)?)?)?"
)
_SHARE = re.compile(r"(?P<number>[0-9]{1,9})(?:[.,](?P<decimals>[0-9]{1,9}))?(?P<percent> *%)?")
_MONEY = re.compile(r"(?P<sign>-?)(?P<amount>[0-9.]+)(?: *(?P<currency>[A-Za-z]{3}))?")
_WHOLE = re.compile(r"-?[0-9]{1,19}")

_WORDS = {"yes": "for", "aye": "for", "approve": "for", "no": "against", "nay": "against", "abstention": "abstain"}


class TypedError(UsageError):
    """The text that was typed cannot be read as the thing that was expected. `finding` is the reason as data."""

    def __init__(self, found: Finding) -> None:
        super().__init__(sentence_of(found), advice_of(found))
        self.finding = found
        self.code = found.code


def _wrong(text: str, what: str, form: str) -> TypedError:
    shown = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return TypedError(finding("typed", typed=shown, what=what, form=form))


def _no_unit(text: str, *forms: str) -> TypedError:
    return TypedError(finding("no_unit", typed=text, forms=" or ".join(forms)))


def _plain(text: str, what: str, form: str) -> str:
    """The text in small letters, without the blanks around it. Raises TypedError if it is empty or too long."""
    plain = text.strip(BLANKS).lower() if len(text) <= LONGEST else ""
    if not plain:
        raise _wrong(text, what, form)
    return plain


def _match(pattern: re.Pattern[str], text: str, what: str, form: str) -> re.Match[str]:
    """The match of a text in small letters. Raises TypedError if it does not fit."""
    match = pattern.fullmatch(_plain(text, what, form))
    if match is None:
        raise _wrong(text, what, form)
    return match


# Time of work --------------------------------------------------------------------------------------------------------


def hours(text: str, head: Head = "", most: int = _ENOUGH_MINUTES) -> int:
    """The minutes of a time of work: 10h, 7h30m, 7:30, 1.5h, 45m; below a head that names the unit also 10 or 1.5.

    At most `most` minutes. Raises TypedError, also for a part of an hour that is no whole number of minutes.
    """
    minutes = _minutes_of(_match(_HOURS, text, "a time of work", HOURS), text, head)
    if minutes > most:
        unit = {WEEK_MINUTES: "which a week has", DAY_MINUTES: "which a day has"}.get(most, "the most that is read")
        raise _wrong(text, f"within {most // 60} hours, {unit}", HOURS)
    return minutes


def _minutes_of(match: re.Match[str], text: str, head: Head) -> int:
    if match["clock"]:
        return int(match["clock"]) * 60 + int(match["of_clock"])
    if match["hours"]:
        return int(match["hours"]) * 60 + int(match["rest"] or 0)
    if match["minutes"]:
        return int(match["minutes"])
    number = match["number"]
    is_whole = number.isdigit()
    if not match["unit"] and head == "minutes" and is_whole:
        return int(number)
    if not match["unit"] and head != "hours":
        raise _no_unit(number, f"{number}h for hours", *([f"{number}m for minutes"] if is_whole else []))
    exact = Fraction(number.replace(",", ".")) * 60
    if exact.denominator != 1:
        below = int(exact)
        raise _wrong(text, "a whole number of minutes", f"{clock_hours(below)} or {clock_hours(below + 1)}")
    return int(exact)


def clock_hours(minutes: int) -> str:
    """Minutes as forms and tables hold them: 7:30. `hours` reads it back."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def short_hours(minutes: int) -> str:
    """Minutes as options and examples spell them: 20h, 7h30m. `hours` reads it back."""
    whole, rest = divmod(minutes, 60)
    return f"{whole}h{rest}m" if whole and rest else f"{rest}m" if rest else f"{whole}h"


# The calendar --------------------------------------------------------------------------------------------------------


def day(text: str, today: Date | None = None) -> Date:
    """A day, 2026-11-30, also as a form writes it (2026-11-30 Mon); if `today` is known, also today and yesterday.

    Raises TypedError.
    """
    form = DAY if today is not None else ISO_DAY
    plain = _plain(text, "a day of the calendar", form)
    if today is not None and plain in ("today", "yesterday"):
        return today if plain == "today" else date_of_days(days_of(today) - 1)
    match = _DAY.fullmatch(plain)
    try:
        days_of(match["day"] if match else "")
    except ValueError:
        raise _wrong(text, "a day of the calendar", form) from None
    return match["day"] if match else ""


def month(text: str) -> str:
    """A month, 2026-11. Raises TypedError."""
    match = _match(_PERIOD, text, "a month", MONTH)
    if not match["month"]:
        raise _wrong(text, "a month", MONTH)
    return match[0]


class Period(NamedTuple):
    """A year or a month: its first and its last month."""

    first: str
    last: str

    @property
    def words(self) -> str:
        """As it is typed: 2026 or 2026-11."""
        return self.first if self.first == self.last else self.first[:4]


def period(text: str) -> Period:
    """A year or a month, 2026 or 2026-11. Raises TypedError."""
    match = _match(_PERIOD, text, "a year or a month", PERIOD)
    return Period(match[0], match[0]) if match["month"] else Period(f"{match[0]}-01", f"{match[0]}-12")


def instant(text: str) -> Instant:
    """An instant: a time of UTC in full, or a day, which begins at midnight UTC. Raises TypedError."""
    plain = _plain(text, "a day or a time in UTC", INSTANT).upper()
    full = f"{plain}T00:00:00Z" if "T" not in plain else plain
    try:
        seconds_of(full)
    except ValueError:
        raise _wrong(text, "a day or a time in UTC", INSTANT) from None
    return full


def duration(text: str) -> Duration:
    """A length of time as records hold it: `7d`, `1 day 6 hours` and `P1DT6H` alike. Raises TypedError."""
    plain = _plain(text, "a length of time", DURATION)
    if plain.isascii() and plain.isdigit():
        raise _no_unit(plain, f"{plain}d for days", f"{plain}h for hours")
    match = _DURATION.fullmatch(plain)
    made = plain.upper() if match is None else _duration_of(*(int(part or 0) for part in match.groups()))
    try:
        duration_seconds(made)
    except ValueError:
        raise _wrong(text, "a length of time", DURATION) from None
    return made


def _duration_of(days: int, hours: int, minutes: int) -> Duration:
    parts = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    return "P" + (f"{days}D" if days or not parts else "") + (f"T{parts}" if parts else "")


# Money, shares, numbers ----------------------------------------------------------------------------------------------


def money(text: str, exponent: int, currency: str = "", *, signed: bool = False) -> int:
    """The minor units of an amount, with or without the currency after it: 30, 30.00, 30.00 USD. A sign is read only if
    the amount can be below 0.

    Raises MoneyError or TypedError if the text is no amount, Refused if it names another currency than the given one.
    """
    form = format_minor(30 * 10**exponent, exponent)
    match = _match(_MONEY, text, "an amount", form)
    if match["sign"] and not signed:
        raise _wrong(text, "an amount", form)
    said = (match["currency"] or currency).upper()
    if said != currency:
        raise Refused([finding("currency", currency=said, expected=currency or "no currency")])
    minor = minor_of(match["amount"], exponent)
    return -minor if match["sign"] else minor


def amount(text: str, exponent: int, currency: str = "") -> int:
    """The minor units of an amount above 0, as `money` reads it. Raises UsageError, MoneyError, Refused."""
    minor = money(text, exponent, currency)
    if minor == 0:
        raise UsageError(f"{text!r} is nothing", "name an amount above 0")
    return minor


def share(text: str) -> Share:
    """A share as records hold it: 1/2, 50%, 66.6%. Raises TypedError."""
    plain = _plain(text, "a share", SHARE)
    match = _SHARE.fullmatch(plain)
    if match is not None and not match["percent"]:
        whole = f"{match['number']}.{match['decimals']}" if match["decimals"] else match["number"]
        raise _no_unit(plain, f"{whole}%", "1/2")
    made = plain
    if match is not None:
        made = f"{match['number']}.{match['decimals']}%" if match["decimals"] else f"{match['number']}%"
    try:
        fraction_of(made)
    except ValueError:
        raise _wrong(text, "a share above 0 and at most 1", SHARE) from None
    return made


def whole(text: str, least: int = -_MOST, most: int = _MOST) -> int:
    """A whole number between two others, both allowed. Raises TypedError."""
    what = "a whole number"
    if least > -_MOST:
        what += f" from {least} on" if most == _MOST else f" from {least} to {most}"
    form = str(max(least, min(7, most)))
    plain = _plain(text, what, form)
    if _WHOLE.fullmatch(plain) is None or not least <= int(plain) <= most:
        raise _wrong(text, what, form)
    return int(plain)


# Choices -------------------------------------------------------------------------------------------------------------


def truth(text: str) -> bool:
    """Whether somebody said yes or no. Raises TypedError for anything else."""
    plain = _plain(text, TRUTH, TRUTH)
    if plain not in ("yes", "y", "true", "no", "n", "false"):
        raise _wrong(text, TRUTH, TRUTH)
    return plain[0] in "yt"


def choice(text: str, known: Iterable[str], form: str = "") -> str:
    """The word that was typed, in full or its beginning. Raises TypedError; for `yes` the error says that the choice is
    called `for`: `yes` is not accepted. `form` says how to write it, if that is more than one of the words.
    """
    words = tuple(known)
    what = f"one of {', '.join(words)}"
    form = form or (" or ".join(words) if len(words) <= _FEW else f"{words[0]}, or another of them")
    plain = _plain(text, what, form)
    near = [plain] if plain in words else [word for word in words if word.lower().startswith(plain)]
    if len(near) != 1:
        meant = _WORDS.get(plain, "")
        raise _wrong(text, what, meant if meant in words else form)
    return near[0]


def ranking(text: str, options: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """A ranking of options, the best first: a comma before the next one, `=` between equal ones. Raises TypedError."""
    known = tuple(options)
    form = f"{','.join(known[:2])} or {'='.join(known[:2])} or abstain"
    if len(text) > _LONGEST_LIST:
        raise _wrong(text, "a list of options", form)
    found = tuple(tuple(choice(name, known, form) for name in tier.split("=")) for tier in text.split(","))
    names = [name for tier in found for name in tier]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise _wrong(text, f"a list that names each option once: {twice} is in it twice", form)
    return found
