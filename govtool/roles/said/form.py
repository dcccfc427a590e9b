"""The forms in which a sentence says a value: money, hours, a person's name. Every face says a value the same way.

The state lends the names of people and the currency. Somebody's own words come in marks that they cannot close.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeGuard

from govtool.core.money import format_minor
from govtool.core.phrase import counted, duration, hours, joined
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import Date
from govtool.core.wording import Form, render
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of, shown

_MOST_NAMED = 5
_MOST_OF_A_VALUE = 60
_MOST_QUOTED = 100
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def forms_of(state: State, today: Date = "") -> Mapping[str, Form]:
    """The forms by name. `today` is the day on which a sentence names a `day`; without it the year is always named."""

    forms: dict[str, Form] = {
        # as it stands
        "": lambda value, _: "" if value is None else str(value),
        "all": lambda value, attribute: joined(_names(value, attribute)),
        "few": lambda value, attribute: _few(_names(value, attribute)),
        "list": lambda value, attribute: ", ".join(_names(value, attribute)),
        "first": lambda value, attribute: _first(_names(value, attribute)),
        "each": lambda value, _: _few(
            (render_record(one, forms) for one in _list(value) if isinstance(one, Record)), "; "
        ),
        "value": lambda value, _: _value(value),
        "quoted": lambda value, most: _quoted(str(value), int(most) if most else _MOST_QUOTED),
        # numbers
        "number": lambda value, _: str(_number(value)),
        "count": lambda value, noun: counted(_number(value), noun),
        "noun": lambda value, noun: noun if _number(value) == 1 else f"{noun}s",
        "money": lambda value, _: shown(state, value) if _is_number(value) else "",
        "bare": lambda value, _: _bare(state, value) if _is_number(value) else "",
        "hours": lambda value, _: hours(value) if _is_number(value) else "",
        # time
        "duration": lambda value, _: duration(str(value)),
        "day": lambda value, _: _day(str(value), today),
        # people
        "person": lambda value, _: _person(state, str(value)),
    }
    return MappingProxyType(forms)


def render_record(record: Record, forms: Mapping[str, Form]) -> str:
    """A record in the words of its kind. Raises LookupError if the kind has no wording."""
    if record.said is None:
        raise LookupError(type(record).__name__)
    return render(record.said, lambda name: getattr(record, name), forms)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; one that is longer ends in three points."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> int:
    """A number, or how many there are."""
    return value if isinstance(value, int) else len(_list(value))


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _names(value: object, attribute: str) -> list[str]:
    return [str(getattr(one, attribute) if attribute else one) for one in _list(value)]


def _few(words: Iterable[str], between: str = "") -> str:
    """The first words of a list, and how many more there are."""
    named = list(words)
    rest = len(named) - _MOST_NAMED
    shown_ones = named[:_MOST_NAMED] + ([f"{rest} more"] if rest > 0 else [])
    return between.join(shown_ones) if between else joined(shown_ones)


def _first(names: Iterable[str]) -> str:
    """The first of some names, and how many more there are."""
    first, *more = list(names) or [""]
    return f"{first} and {len(more)} more" if more else first


def _quoted(text: str, most: int) -> str:
    """Somebody's words, marked as theirs: in marks that the words themselves cannot close."""
    words = cut(text.replace('"', "'"), most)
    return f'"{words}"'


def _value(value: object) -> str:
    """A value of a file in one piece."""
    if isinstance(value, Mapping):
        return cut("{" + ", ".join(f"{key}: {_value(each)}" for key, each in value.items()) + "}", _MOST_OF_A_VALUE)
    if isinstance(value, list | tuple):
        return cut("[" + ", ".join(_value(each) for each in value) + "]", _MOST_OF_A_VALUE)
    words = {True: "yes", False: "no"}
    return words[value] if isinstance(value, bool) else cut(str(value), _MOST_OF_A_VALUE)


def _bare(state: State, amount_minor: int) -> str:
    """An amount without its currency, and without decimals if they are zero: 22, 22.50."""
    exponent = organization_of(state).exponent
    whole, rest = divmod(amount_minor, 10**exponent)
    return format_minor(amount_minor, exponent) if rest else str(whole)


def _day(date: Date, today: Date) -> str:
    """A day in words: 1 March, with its year unless it comes within twelve months."""
    year, month, day = date.split("-")
    said = f"{int(day)} {_MONTHS[int(month) - 1]}"
    is_near = today and today <= date < f"{int(today[:4]) + 1:04d}{today[4:]}"
    return said if is_near else f"{said} {int(year)}"


def _person(state: State, name: str) -> str:
    member = Member.of(state, name)
    return f"{member.name} ({name})" if member is not None and member.name else name
