"""The grammars of what people type: what each reads, what it refuses and with which next step, and where it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core import phrase, typed
from govtool.core.money import MoneyError, format_minor
from govtool.core.share import fraction_of
from govtool.core.times import date_of_days, days_of, duration_seconds, instant_of
from govtool.core.typed import TypedError
from govtool.errors import Refused, UsageError

FULL_WIDTH, ARABIC = "\uff15", "\u0665"
TODAY = "2026-11-30"


def refused(read: Callable[[], object]) -> str:
    """What is wrong, and the next step, as a terminal shows them."""
    with pytest.raises(UsageError) as caught:
        read()
    return f"{caught.value.message}: {caught.value.hint}"


# Time of work --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10h", 600),
        ("7h30m", 450),
        ("7h30", 450),
        ("7h5", 425),
        ("45m", 45),
        ("450m", 450),
        ("45 min", 45),
        ("7:30", 450),
        ("0:00", 0),
        ("1.5h", 90),
        ("1,5h", 90),
        ("0.05h", 3),
        ("1.50 h", 90),
        ("0h", 0),
        ("  10h\t", 600),
        ("10 H 30 MIN", 630),
        ("7h 30m", 450),
    ],
)
def test_a_time_of_work_has_a_unit(text: str, minutes: int) -> None:
    assert typed.hours(text) == minutes == typed.hours(text, "hours") == typed.hours(text, "minutes")


@pytest.mark.parametrize("text", ["5", "20", "0", "007"])
def test_a_number_without_a_unit_is_refused_with_the_two_spellings(text: str) -> None:
    said = f"{text} has no unit: type {text}h for hours or {text}m for minutes"
    assert refused(lambda: typed.hours(text)) == said
    assert refused(lambda: typed.hours(f" {text} ")) == said


def test_a_part_without_a_unit_can_only_be_of_an_hour() -> None:
    assert refused(lambda: typed.hours("1.5")) == "1.5 has no unit: type 1.5h for hours"
    assert refused(lambda: typed.hours("1.5", "minutes")) == "1.5 has no unit: type 1.5h for hours"


@pytest.mark.parametrize(("text", "minutes"), [("1.5", 90), ("1,5", 90), ("7", 420), ("1:30", 90), ("1h30m", 90)])
def test_below_a_head_that_names_hours_the_head_is_the_unit(text: str, minutes: int) -> None:
    assert typed.hours(text, "hours") == minutes


def test_a_text_is_read_up_to_a_length_and_shown_up_to_it() -> None:
    longest = "10h".ljust(typed.LONGEST)
    assert typed.hours(longest) == 600
    assert f"{longest}…" in refused(lambda: typed.hours(longest + " "))
    odd = "x" * typed.LONGEST
    assert f"'{odd}' is" in refused(lambda: typed.hours(odd)) and f"'{odd}…' is" in refused(
        lambda: typed.hours(odd + "x")
    )


@pytest.mark.parametrize(
    ("minutes", "short", "clock"),
    [
        (0, "0h", "0:00"),
        (1, "1m", "0:01"),
        (59, "59m", "0:59"),
        (60, "1h", "1:00"),
        (61, "1h1m", "1:01"),
        (1200, "20h", "20:00"),
    ],
)
def test_a_time_is_spelled_as_short_as_it_can_be(minutes: int, short: str, clock: str) -> None:
    assert (typed.short_hours(minutes), typed.clock_hours(minutes)) == (short, clock)


def test_below_a_head_that_names_minutes_the_head_is_the_unit() -> None:
    assert typed.hours("90", "minutes") == 90 == typed.hours("1:30", "minutes")


@pytest.mark.parametrize(("text", "between"), [("1.33h", "1:19 or 1:20"), ("0.01h", "0:00 or 0:01")])
def test_a_part_of_an_hour_is_whole_minutes(text: str, between: str) -> None:
    assert refused(lambda: typed.hours(text)) == f"{text!r} is not a whole number of minutes: write it as {between}"


@pytest.mark.parametrize(
    "text",
    ["", " ", "h", "m", "x", "-5h", "-1:30", "+5h", "1:60", "7h60m", "7h30m5", "1:2:3", "1.5m", "1.5h30m", "1.000h",
     "1,000", ".5h", "5.h", "1e3h", "12345678h", "5d", "10hh", "h10", "5 0h", "5\u00a0h", f"{FULL_WIDTH}h",
     f"{ARABIC}h", f"1:3{FULL_WIDTH}", "5\nh", "\u00bdh", "5" * 101 + "h"],
)  # fmt: skip
def test_what_is_no_time_of_work_is_refused_with_the_forms(text: str) -> None:
    said = refused(lambda: typed.hours(text, "hours"))
    assert "is not a time of work: write it as 10h, 7h30m, 7:30, 1.5h or 45m" in said and len(said) < 250


def test_a_time_ends_where_it_is_said_to() -> None:
    assert typed.hours("168h", most=typed.WEEK_MINUTES) == typed.WEEK_MINUTES
    assert "within 168 hours, which a week has" in refused(lambda: typed.hours("168h1m", most=typed.WEEK_MINUTES))
    assert typed.hours("24:00", most=typed.DAY_MINUTES) == typed.DAY_MINUTES
    assert "within 24 hours, which a day has" in refused(lambda: typed.hours("1441m", most=typed.DAY_MINUTES))
    assert typed.hours("99999h60m".replace("60m", "59m")) == 99_999 * 60 + 59
    assert "the most that is read" in refused(lambda: typed.hours("9999999m"))


@given(st.integers(0, 99_999 * 60 + 59))
def test_a_time_is_read_back_as_it_is_said(minutes: int) -> None:
    assert typed.hours(phrase.hours(minutes)) == minutes
    assert typed.hours(typed.clock_hours(minutes)) == minutes == typed.hours(typed.short_hours(minutes))


@given(st.text(max_size=12), st.sampled_from(["", "hours", "minutes"]))
def test_a_time_is_a_number_of_minutes_or_refused(text: str, head: typed.Head) -> None:
    try:
        assert typed.hours(text, head) >= 0 and text.isascii()
    except TypedError as error:
        assert error.hint and error.finding.code in ("typed", "no_unit")


# The calendar --------------------------------------------------------------------------------------------------------


def test_a_day_is_typed_in_one_form_or_by_its_word() -> None:
    assert typed.day(" 2026-11-29 ") == "2026-11-29" == typed.day("2026-11-29 Sun") == typed.day("2026-11-29  SUN")
    assert typed.day("Today", TODAY) == TODAY and typed.day("yesterday", "2026-03-01") == "2026-02-28"


@pytest.mark.parametrize(
    "text", ["", "2026-02-30", "2026-13-01", "1969-12-31", "29.11.2026", "11/29/2026", "2026-1-1", "2026-11-29x",
             "2026-11-29 Day", "2026-11-29T00:00:00Z", "tomorrow", "monday", f"202{FULL_WIDTH}-11-29"]
)  # fmt: skip
def test_no_day(text: str) -> None:
    asked = "is not a day of the calendar: write it as 2026-11-30"
    assert refused(lambda: typed.day(text)).endswith(asked)
    assert refused(lambda: typed.day(text, TODAY)).endswith(f"{asked}, today or yesterday")


def test_a_table_has_no_today() -> None:
    assert "'today' is not a day" in refused(lambda: typed.day("today"))


@given(st.integers(0, days_of("9999-12-31")))
def test_a_day_is_read_back(days: int) -> None:
    day = date_of_days(days)
    assert typed.day(day) == day and typed.instant(day) == instant_of(days * 86_400)
    assert typed.month(day[:7]) == day[:7] and typed.period(day[:7]) == (day[:7], day[:7])
    assert typed.period(day[:4]) == (f"{day[:4]}-01", f"{day[:4]}-12") and typed.period(day[:4]).words == day[:4]


@pytest.mark.parametrize(
    "text", ["2026", "2026-13", "2026-00", "2026-1", "1969-12", "11-2026", "2026-11-30", "", "202611"]
)
def test_no_month(text: str) -> None:
    assert refused(lambda: typed.month(text)) == f"{text!r} is not a month: write it as 2026-11"


@pytest.mark.parametrize("text", ["1969", "26", "2026-13", "20260", "", "last year", f"202{FULL_WIDTH}"])
def test_no_period(text: str) -> None:
    assert refused(lambda: typed.period(text)) == f"{text!r} is not a year or a month: write it as 2026 or 2026-11"


@pytest.mark.parametrize("text", ["2026-11-30", "2026-11-30T00:00:00Z", "2026-11-30t00:00:00z"])
def test_an_instant_is_a_day_or_a_time_in_full(text: str) -> None:
    assert typed.instant(text) == "2026-11-30T00:00:00Z"


@pytest.mark.parametrize(
    "text", ["", "today", "2026-02-30", "2026-11-30T24:00:00Z", "2026-11-30T10:00Z", "2026-11-30 10:00"]
)
def test_no_instant(text: str) -> None:
    assert "is not a day or a time in UTC: write it as 2026-11-30 or" in refused(lambda: typed.instant(text))


@pytest.mark.parametrize(
    ("text", "length"),
    [("7d", "P7D"), ("7 days", "P7D"), ("1 day", "P1D"), ("12h", "PT12H"), ("1d 6h", "P1DT6H"), ("90m", "PT90M"),
     ("1 day 6 hours 5 minutes", "P1DT6H5M"), ("P7D", "P7D"), ("p1dt6h", "P1DT6H"), ("0d", "P0D")],
)  # fmt: skip
def test_a_length_of_time(text: str, length: str) -> None:
    assert typed.duration(text) == length


def test_no_length_of_time() -> None:
    assert refused(lambda: typed.duration("7")) == "7 has no unit: type 7d for days or 7h for hours"
    for text in ("", "P", "PT", "1.5d", "7w", "P1Y", "-P7D", "7 days or so", f"{FULL_WIDTH}d", "123456d"):
        assert "is not a length of time: write it as 7d, 12h" in refused(lambda text=text: typed.duration(text))


@given(st.integers(1, 99_999), st.integers(0, 23), st.integers(0, 59))
def test_a_length_is_read_back_as_it_is_said(days: int, hours: int, minutes: int) -> None:
    length = typed.duration(f"{days}d{hours}h{minutes}m")
    assert duration_seconds(typed.duration(phrase.duration(length))) == duration_seconds(length)
    assert typed.duration(length) == length


# Money, shares, numbers ----------------------------------------------------------------------------------------------


def test_money_is_read_with_its_currency_or_without() -> None:
    assert typed.money(" 30 ", 2, "EUR") == 3000 == typed.money("30.00 EUR", 2, "EUR") == typed.money("30eur", 2, "EUR")
    assert typed.money("30", 0, "JPY") == 30
    with pytest.raises(Refused) as other:
        typed.money("30 USD", 2, "EUR")
    assert [dict(found.values) for found in other.value.findings] == [{"currency": "USD", "expected": "EUR"}]
    with pytest.raises(Refused) as none:
        typed.money("30 USD", 2)
    assert [dict(found.values) for found in none.value.findings] == [{"currency": "USD", "expected": "no currency"}]


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1,50", "1 000", "30 EURO", "EUR 30", "\u20ac30", "1e3", f"{FULL_WIDTH}.00", "."]
)
def test_no_money(text: str) -> None:
    assert "is not an amount: write it as 30.00" in refused(lambda: typed.money(text, 2, "EUR"))


def test_money_has_the_decimals_of_its_currency_and_an_end() -> None:
    assert typed.money("10000000000000000", 2) == 10**18
    for text in ("0.001", "10000000000000000.01"):
        with pytest.raises(MoneyError):
            typed.money(text, 2)


def test_a_sign_is_read_only_where_an_amount_can_be_below_nothing() -> None:
    assert typed.money("-0.01", 2, signed=True) == -1 and typed.money("0", 2, signed=True) == 0


@given(st.integers(-(10**18), 10**18), st.integers(0, 4))
def test_money_is_read_back_as_it_is_said(minor: int, exponent: int) -> None:
    assert typed.money(f"{format_minor(minor, exponent)} EUR", exponent, "EUR", signed=True) == minor


@pytest.mark.parametrize(
    ("text", "told"),
    [("1/2", "1/2"), ("50%", "50%"), (" 50 % ", "50%"), ("66.6%", "66.6%"), ("66,6%", "66.6%"), ("100%", "100%")],
)
def test_a_share(text: str, told: str) -> None:
    assert typed.share(text) == told and 0 < fraction_of(told) <= 1


def test_an_amount_is_above_nothing() -> None:
    assert (typed.amount("1", 2, "USD"), typed.amount("0.01 usd", 2, "USD"), typed.amount("7", 0, "JPY")) == (100, 1, 7)
    for text in ("0", "0.00", "0 USD"):
        assert "is nothing: name an amount above 0" in refused(lambda text=text: typed.amount(text, 2, "USD"))
    for text in ("", "-1", "much"):
        assert "is not an amount" in refused(lambda text=text: typed.amount(text, 2, "USD"))


def test_no_share() -> None:
    assert refused(lambda: typed.share("50")) == "50 has no unit: type 50% or 1/2"
    for text in ("", "0%", "101%", "3/2", "1/0", "-50%", "half", "1/2%", f"{FULL_WIDTH}0%"):
        assert "is not a share" in refused(lambda text=text: typed.share(text))


def test_a_whole_number_and_its_ends() -> None:
    assert typed.whole("9" * 18) == 10**18 - 1 and typed.whole("12", 9) == 12 and typed.whole("-2", -5, -1) == -2
    assert "is not a whole number from 9 on: write it as 9" in refused(lambda: typed.whole("8", 9))
    assert "is not a whole number from 1 to 5: write it as 5" in refused(lambda: typed.whole("6", 1, 5))
    assert typed.whole(" 7 ", 1, 9) == 7 and typed.whole("1", 1, 9) == 1 and typed.whole("-3") == -3
    for text in ("0", "10", "1.0", "1_0", "", "+1", FULL_WIDTH, ARABIC, "9" * 19):
        assert "is not a whole number from 1 to 9: write it as 7" in refused(lambda text=text: typed.whole(text, 1, 9))
    assert "is not a whole number: write it as 7" in refused(lambda: typed.whole("three"))


# Choices -------------------------------------------------------------------------------------------------------------


def test_a_choice_is_known_by_its_beginning_when_that_is_of_one_only() -> None:
    known = ("for", "against", "abstain")
    assert typed.choice("for", known) == typed.choice(" F ", known) == "for" and typed.choice("ag", known) == "against"
    for text in ("a", "", "fo r", "block", "forx"):
        said = refused(lambda text=text: typed.choice(text, known))
        assert f"{text!r} is not one of for, against, abstain: write it as for or against or abstain" == said
    assert refused(lambda: typed.choice("yes", known)).endswith("write it as for"), "never taken for a vote"
    assert typed.choice("confirm", ("confirm-all", "confirm")) == "confirm", "a whole word is no beginning"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("yes", "aye", "approve"), "for"),
        (("no", "nay"), "against"),
        (("abstention",), "abstain"),
    ],
)
def test_a_word_of_other_meetings_is_refused_with_ours(words: tuple[str, ...], meant: str) -> None:
    for word in words:
        assert refused(lambda word=word: typed.choice(word, ("for", "against", "abstain"))).endswith(
            f"write it as {meant}"
        )
        assert refused(lambda word=word: typed.choice(word, ("keep", "change"))).endswith("write it as keep or change")


def test_a_long_list_of_choices_is_not_repeated_as_the_next_step() -> None:
    few = refused(lambda: typed.choice("x", [f"o{number}" for number in range(typed._FEW)]))
    many = refused(lambda: typed.choice("x", [f"o{number}" for number in range(typed._FEW + 1)]))
    assert " or o1" in few and many.endswith("write it as o0, or another of them")


def test_yes_is_yes_and_what_is_neither_is_not_no() -> None:
    assert [typed.truth(text) for text in ("yes", "Y", "true", "no", "N", "false")] == [True] * 3 + [False] * 3
    for text in ("", "maybe", "1", "yep", "on"):
        assert "is not yes or no" in refused(lambda text=text: typed.truth(text))


NAMES = ("red-keys", "spwc", "samovar", "none")


@pytest.mark.parametrize(
    ("text", "ranking"),
    [
        ("spwc", (("spwc",),)),
        ("red-keys,spwc=none", (("red-keys",), ("spwc", "none"))),
        (" Red , SPWC = none ", (("red-keys",), ("spwc", "none"))),
        ("sp,sa,n", (("spwc",), ("samovar",), ("none",))),
        ("none=samovar=spwc=red-keys", (("none", "samovar", "spwc", "red-keys"),)),
    ],
)
def test_a_ranking_has_commas_and_equal_signs(text: str, ranking: tuple[tuple[str, ...], ...]) -> None:
    assert typed.ranking(text, NAMES) == ranking


@pytest.mark.parametrize(
    "text",
    ["", ",", "spwc,", "spwc==none", "s", "cup", "spwc,spwc", "spwc,red=sp", "spwc;none", "spwc>none", "x" * 2000],
)
def test_what_names_no_option_or_one_twice_is_no_ranking(text: str) -> None:
    said = refused(lambda: typed.ranking(text, NAMES))
    assert said.endswith(": write it as red-keys,spwc or red-keys=spwc or abstain")


def test_a_name_that_begins_another_is_meant_in_full() -> None:
    assert typed.ranking("kettle,kettle-two", ("kettle", "kettle-two")) == (("kettle",), ("kettle-two",))
