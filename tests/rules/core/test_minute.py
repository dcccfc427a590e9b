"""The minute book: where a minute lies, which one is the newest, and from when what was signed on one counts."""

from __future__ import annotations

import pytest

from govtool.core.ids import digest_of
from govtool.core.minute import ALL, Minute, counts_from, newest, newest_number, next_number
from govtool.core.state import State
from govtool.errors import Refused
from tests.world.golden import golden
from tests.world.source import Memory

AT = "2026-11-01T10:00:00Z"
HANDED = {"number": 7, "previous": "sha256:" + "0" * 64, "at": AT, "event": "handed-over"}


def book(*numbers: int) -> State:
    """A book of these minutes, each a second after the one before it."""
    made = (
        Minute(number=number, at=f"2026-11-01T10:00:{place:02d}Z", event="founded")
        for place, number in enumerate(numbers)
    )
    return State(Memory({Minute.home.path(minute.number): minute for minute in made}))


PLACES = [(0, "00/00/000000"), (99, "00/00/000099"), (100, "00/01/000100"), (1_000_000, "100/00/1000000")]


@pytest.mark.parametrize(("number", "place"), PLACES)
def test_a_hundred_minutes_lie_in_a_folder(number: int, place: str) -> None:
    assert Minute.home.path(number) == f"registry/minutes/{place}.yaml"


@pytest.mark.parametrize(
    ("numbers", "last"),
    [((), None), ((0,), 0), ((0, 1, 2), 2), ((0, 999, 1000), 1000), ((0, 999_999, 1_000_000), 1_000_000)],
)
def test_the_newest_minute_has_the_highest_number(numbers: tuple[int, ...], last: int | None) -> None:
    state = book(*numbers)
    assert newest_number(state) == last and next_number(state) == (0 if last is None else last + 1)
    if last is None:
        with pytest.raises(LookupError):
            newest(state)
    else:
        minute, digest = newest(state)
        assert minute.number == last and digest == digest_of(minute.as_file)


def test_what_is_signed_on_a_minute_counts_from_the_one_that_follows() -> None:
    state, now = book(0, 1), "2026-12-01T10:00:00Z"
    first, last = (digest_of(state.data(Minute.home.path(number)) or b"") for number in (0, 1))
    assert counts_from(state, 0, first, now) == "2026-11-01T10:00:01Z"
    assert counts_from(state, 1, last, now) == now, "while none follows, from now"
    assert counts_from(state, 1, first, now) is None, "another minute has that digest"
    assert counts_from(state, 2, last, now) is None, "there is no such minute"


@pytest.mark.parametrize("field", ["weight", "eligible"])
@pytest.mark.parametrize(("value", "holds"), [(-1, False), (0, True), (1, True)])
def test_a_weight_is_never_below_nothing(field: str, value: int, holds: bool) -> None:
    if holds:
        assert Minute.read({**HANDED, field: value}).data()[field] == value
    else:
        with pytest.raises(Refused):
            Minute.read({**HANDED, field: value})


def test_a_handover_after_which_every_minute_stands_holds_the_word_for_it() -> None:
    assert Minute.read({**HANDED, "stands": "all"}).stands == ALL


def test_the_first_minute_says_that_none_is_before_it() -> None:
    first, *others = golden(Minute).values()
    assert first.number == 0 and first.data()["previous"] is None and list(first.data())[:2] == ["number", "previous"]
    assert all(minute.data()["previous"] for minute in others)
