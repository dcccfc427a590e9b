"""Commands of one statement are made from its record: their options, what is signed, and what is left out."""

from __future__ import annotations

import click
import pytest

from govtool.cli.people.answer import command as answer
from govtool.cli.people.away import command as away
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.domain.decisions.recusal import Recuse
from govtool.domain.people.absence import Away
from govtool.roles.desk.desk import Desk
from tests.world.coop import Coop
from tests.world.laptop import Laptop


@statement_command("stand-aside", Recuse, "stand-aside --about dan")
@click.option("--undo", is_flag=True)
def stand_aside(desk: Desk, about: str, undo: bool) -> Meant | None:
    """Stand aside from votes about a person."""
    return None if undo else Meant("You stand aside.", {"about": about, "proposal": None, "holds": True})


def test_a_field_that_no_option_gives_is_an_option_with_the_words_of_its_record() -> None:
    until = away.params[0]
    assert isinstance(until, click.Option) and (until.opts, until.required) == (["--until"], True)
    assert str(Away.model_fields["until"].description)[1:] in str(until.help)
    assert [each.name for each in stand_aside.params] == ["undo", "about", "as_json", "offline"]
    assert [each.name for each in answer.params] == ["text", "file", "document", "complaint", "as_json", "offline"]
    assert (stand_aside.help, stand_aside.epilog) == (
        "Stand aside from votes about a person.",
        "Example: stand-aside --about dan",
    )


@pytest.mark.parametrize(("typed", "status"), [((), 2), (("--until", "soon"), 2), (("--until", "2027-01-31"), 0)])
def test_a_field_is_wanted_and_read_by_its_grammar_before_anything_is_signed(
    coop: Coop, typed: tuple[str, ...], status: int
) -> None:
    dan = Laptop(coop, "dan")
    dan.types("away", *typed)
    assert dan.status == status
    assert ("waits for the clerk: away" in dan.types("status")) == (status == 0)


def test_what_is_none_is_left_out_and_nothing_is_signed_if_nothing_is_meant(
    coop: Coop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dan = Laptop(coop, "dan")
    monkeypatch.setenv("GOVTOOL_NOW", coop.now)
    monkeypatch.setenv("XDG_STATE_HOME", dan.state)
    for typed in (["--about", "bob", "--undo"], ["--about", "bob"]):
        stand_aside.main(typed, obj=dan.folder, standalone_mode=False)
    assert capsys.readouterr().out.count("You stand aside.") == 1
    coop.run_clerk()
    assert [each["body"] for each in dan.reads("list", "statements")] == [{"about": "bob", "holds": True}]


def test_with_json_only_the_answer_is_on_the_standard_output(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    assert dan.reads("incapacity", "alice")["number"] == 1
    assert "Any valid signature of bob ends it" in dan.types("incapacity", "bob", "--json")
