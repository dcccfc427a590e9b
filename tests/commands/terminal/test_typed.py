"""What people type means the same in every command, and every help says how it is typed."""

from __future__ import annotations

import click
import pytest

from govtool.cli.main import govtool
from govtool.cli.terminal.typed import Kind
from govtool.core import typed
from tests.world.coop import Coop
from tests.world.laptop import Laptop

NO_UNIT = "govtool: {0} has no unit [no_unit]\n  → type {0}h for hours or {0}m for minutes\n"
PLACES_OF_HOURS = [
    ("reduce", "{}"),
    ("apply", "--hours", "{}"),
    ("nominate", "frank", "--hours", "{}"),
    ("hours", "log", "--task", "shelves", "--hours", "{}"),
    ("propose", "change-hours", "--member", "dan", "--to", "{}", "--yes"),
    ("propose", "admit", "--candidate", "frank", "--hours", "{}", "--yes"),
    ("init", "elsewhere", "--name", "K", "--currency", "EUR", "--yes", "--founder", "dan:Dan:{}"),
]


@pytest.fixture
def dan(coop: Coop) -> Laptop:
    return Laptop(coop, "dan")


@pytest.mark.parametrize("line", PLACES_OF_HOURS, ids=" ".join)
@pytest.mark.parametrize("number", ["5", "20"])
def test_hours_without_a_unit_are_refused_with_both_spellings_everywhere(
    coop: Coop, dan: Laptop, line: tuple[str, ...], number: str
) -> None:
    said = dan.types(*(part.format(number) for part in line))
    assert said.endswith(NO_UNIT.format(number)) and dan.status == 2
    assert coop.hub.refs("refs/heads/statement/") == {} == coop.hub.refs("refs/heads/proposal/")


@pytest.mark.parametrize("line", PLACES_OF_HOURS[:3] + PLACES_OF_HOURS[4:], ids=" ".join)
@pytest.mark.parametrize("text", ["-5h", "\uff15h", "1.33h", "five", ""])
def test_what_is_no_time_is_refused_alike_everywhere(dan: Laptop, line: tuple[str, ...], text: str) -> None:
    words = ("--", text) if line[0] == "reduce" else tuple(part.format(text) for part in line[1:])
    said = dan.types(line[0], *words)
    assert f"{text!r} is not a" in said and "write it as" in said and dan.status == 2


@pytest.mark.parametrize("text", ["9h30m", "9:30", "9.5h", "570m", " 9H 30 ", "9,5h"])
def test_all_spellings_of_a_time_mean_the_same(dan: Laptop, text: str) -> None:
    assert "You commit 9 h 30 min a week" in dan.types("reduce", text)


def test_a_week_has_an_end(dan: Laptop) -> None:
    assert "is not within 168 hours, which a week has" in dan.types("apply", "--hours", "169h") and dan.status == 2
    said = dan.types("hours", "log", "--task", "x", "--hours", "24:01")
    assert "is not within 24 hours, which a day has" in said and dan.status == 2


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (("treasury", "income", "30.00", "--source", "client", "--document", "x", "--on", "30.11.2026"), "a day"),
        (("hours", "log", "--task", "x", "--hours", "1h", "--on", "30.11.2026"), "a day"),
        (("away", "--until", "30.11.2026"), "a day"),
        (("propose", "set-wage", "--class", "wage", "--to", "20", "--starts-on", "30.11.2026", "--yes"), "a day"),
        (("propose", "motion", "--title", "Tea", "--open-before", "30.11.2026", "--yes"), "a day"),
        (("hours", "list", "--month", "30.11.2026"), "a month"),
        (("hours", "approve", "--month", "30.11.2026"), "a month"),
        (("owed", "dan", "-p", "30.11.2026"), "a year or a month"),
        (("export", "book", "--as", "csv", "-p", "30.11.2026"), "a year or a month"),
        (("propose", "set-share", "--account", "wages", "--to", "30.11.2026", "--yes"), "a share"),
    ],
)
def test_a_date_of_another_form_is_refused_alike_everywhere(dan: Laptop, line: tuple[str, ...], what: str) -> None:
    assert f"'30.11.2026' is not {what}" in dan.types(*line) and dan.status == 2


def test_money_is_typed_alike_in_proposals_and_in_the_treasury(dan: Laptop) -> None:
    line = ("propose", "pay-debts", "--from", "treasury", "--yes", "--amount")
    assert "'1,000.00' is not an amount" in dan.types(*line, "1,000.00") and dan.status == 2
    assert "the receipt is in EUR" in dan.types(*line, "30.00 EUR") and dan.status == 10
    assert "is not an amount" not in dan.types(*line, "30.00 usd")


@pytest.mark.parametrize("number", ["0", "1_0", "\uff11", "1.0", "x"])
def test_a_count_is_a_whole_number_of_plain_digits(dan: Laptop, number: str) -> None:
    for line in (("log", "-n", number), ("hours", "report", "--weeks", number), ("export", "payments", number)):
        said = dan.types(*line, *(("--accounts", "x") if line[0] == "export" else ()))
        assert f"{number!r} is not a whole number from 1 to" in said and dan.status == 2


def test_a_yes_or_no_that_is_neither_is_asked_again(dan: Laptop) -> None:
    child = dan.sits_down("propose", "wind-up", "--yes")
    child.expect("begin")
    child.sendline("perhaps")
    child.expect("'perhaps' is not yes or no")
    child.close()


def every_option(command: click.Command, path: str = "govtool") -> list[tuple[str, click.Parameter]]:
    found = [(f"{path} {each.name}", each) for each in command.params]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            found += every_option(inner, f"{path} {name}")
    return found


def test_every_option_of_hours_says_in_its_help_how_they_are_typed() -> None:
    options = [(path, each) for path, each in every_option(govtool) if isinstance(each, click.Option)]
    told = {path: each.help for path, each in options if "HOURS" in (each.metavar, each.type.name.upper())}
    assert len(told) >= 8 and [path for path, words in told.items() if typed.HOURS not in (words or "")] == []


def test_every_option_of_a_kind_says_in_its_help_how_it_is_typed() -> None:
    options = [(path, each) for path, each in every_option(govtool) if isinstance(each, click.Option)]
    kinds = [(path, each, each.type) for path, each in options if isinstance(each.type, Kind) and each.type.forms]
    assert len(kinds) > 20
    assert [path for path, each, kind in kinds if kind.forms not in (each.help or "")] == []
