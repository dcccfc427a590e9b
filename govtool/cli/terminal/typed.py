"""The kinds of values that options take: each is read by its one grammar, and its help says how it is typed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import click

from govtool.cli.terminal.render import say, table, tell_error
from govtool.cli.terminal.text import typed_text
from govtool.core import typed, typed_clock
from govtool.core.times import Date, Instant
from govtool.core.typed_clock import local_time
from govtool.core.typed_table import ORDERS
from govtool.errors import Ambiguous, GovtoolError, UsageError
from govtool.io import clock

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
if TYPE_CHECKING:
    _Type = click.ParamType[Any, Any]
    _Choice = click.Choice[str]
else:
    _Type, _Choice = click.ParamType, click.Choice  # older versions of click have them without parameters


class Kind(_Type, Generic[T]):
    """The values of an option or an argument: the name in capitals, their forms, and the grammar that reads them."""

    def __init__(self, name: str, read: Callable[[str], T], forms: str = "") -> None:
        self.name, self.read, self.forms = name, read, forms

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The typed text as a value. Raises UsageError."""
        return self.read(value) if isinstance(value, str) else value


class OneOf(_Choice):
    """One of some words, of which the beginning is enough."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word. Raises UsageError."""
        return typed.choice(value, self.choices)


def today(now: Instant | None = None) -> Date:
    """The date of today where this computer is."""
    there = clock.in_this_place(clock.now() if now is None else now)
    return f"{there.tm_year:04d}-{there.tm_mon:02d}-{there.tm_mday:02d}"


def whole(least: int, most: int) -> Kind[int]:
    """A whole number between two others."""
    return Kind("number", lambda text: typed.whole(text, least, most))


WEEK_HOURS = Kind("hours", lambda text: typed.hours(text, most=typed.WEEK_MINUTES), typed.HOURS)
"""The hours of a week, in minutes."""
DAY_HOURS = Kind("hours", lambda text: typed.hours(text, most=typed.DAY_MINUTES), typed.HOURS)
"""The hours of a day, in minutes."""
DATE = Kind("day", typed.day, typed.ISO_DAY)
"""Any day, also one to come."""
DAY = Kind("day", lambda text: typed.day(text, today()), typed.DAY)
MONTH = Kind("month", typed.month, typed.MONTH)
PERIOD = Kind("period", typed.period, typed.PERIOD)
"""The first and the last month of it."""
INSTANT = Kind("time", typed.instant, typed.INSTANT)
CLOCK = Kind("HH:MM", local_time, typed_clock.CLOCK)
TEXT = Kind("text", typed_text)
AMOUNT = Kind("amount", str, typed.AMOUNT)
"""Money, as text: which decimals it may have is known once the organisation is."""

dates_option = click.option("--dates", type=click.Choice(list(ORDERS)), help="The order of a date in the table.")
"""The option of a command that reads a table."""


def option(kind: Kind[Any], *names: str, words: str, **more: Any) -> Callable[[F], F]:
    """An option of a kind; its help ends with how it is typed."""
    told = f"{words}: {kind.forms}." if kind.forms else f"{words}."
    return click.option(*names, type=kind, help=told, **more)


def prompted(question: str, missing: str, hint: str) -> str:
    """The answer to a question on a terminal. Raises UsageError elsewhere: what is missing, and how to give it."""
    if not sys.stdin.isatty():
        raise UsageError(missing, hint)
    answer: str = click.prompt(question)
    return answer


def answered(question: str, read: Callable[[str], T], **more: Any) -> T:
    """The answer to a question on a terminal. If it cannot be read, prints why, and asks again."""
    while True:
        try:
            return read(click.prompt(question, **more))
        except GovtoolError as error:
            tell_error(error)


def way_of(error: Ambiguous, *, can_ask: bool = True) -> str:
    """The way of reading that the person names on a terminal. Raises the error itself if nobody can be asked."""
    if not can_ask or not sys.stdin.isatty():
        raise error
    say(f"{error.message}:", colour="yellow")
    table(list(error.ways.items()))
    said: str = click.prompt("Which one", type=click.Choice(list(error.ways)))
    return said
