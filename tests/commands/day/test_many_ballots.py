"""A vote of more ballots than a look may judge: my own is found all the same, the count waits for a question."""

from __future__ import annotations

import pytest

from govtool.roles.decisions import ballot_service
from govtool.roles.desk import glance
from govtool.roles.desk.desk import MEMBER_SETTING
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.words import MOTION


@pytest.fixture
def number(coop: Coop, monkeypatch: pytest.MonkeyPatch) -> str:
    """A vote in which three ballots are gathered, where a look judges two."""
    monkeypatch.setattr(ballot_service, "MOST_JUDGED", 2)
    found = coop.open("alice", "kettle", MOTION)
    for name in ("alice", "bob", "carol"):
        coop.vote(name, found)
    coop.run_clerk()
    return found


def test_status_says_how_many_ballots_it_did_not_count_and_knows_mine(coop: Coop, number: str) -> None:
    said = Laptop(coop, "carol").types("status")
    assert f"you voted for (counted); gathered: 3, not counted yet; to count them: govtool tally {number}" in said
    said = Laptop(coop, "dan").types("status")
    assert "1 vote for you:" in said and "so far" not in said
    said = Laptop(coop, "alice").types("status")
    assert (
        "Your proposals:" in said
        and f"kettle: gathered: 3, not counted yet; to count them: govtool tally {number}" in said
    )


def test_as_many_as_a_look_judges_are_counted(coop: Coop, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballot_service, "MOST_JUDGED", 3)
    said = Laptop(coop, "carol").types("status")
    assert "so far 5 for, 0 against" in said and "not counted" not in said


def test_status_says_the_figures_that_a_tally_kept_until_a_ballot_comes(
    coop: Coop, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glance, "LARGE", 2)
    alice = Laptop(coop, "alice")
    alice.types("tally", number)
    said = alice.types("status")
    assert "you voted for (counted); so far 5 for, 0 against" in said and "not counted" not in said
    (vote,) = alice.reads("status")["open"]
    assert (vote["result_now"], vote["settled"]) != (None, None)
    coop.vote("dan", number, "against")
    assert f"gathered: 3, 1 more on their way, not counted yet; to count them: govtool tally {number}" in alice.types(
        "status"
    )


def test_a_program_gets_no_result_of_what_was_not_counted(coop: Coop, number: str) -> None:
    (vote,) = Laptop(coop, "carol").reads("status")["open"]
    assert (vote["choice"], vote["state"], vote["result_now"], vote["settled"]) == ("for", "counted", None, None)


def test_a_new_vote_goes_on_from_my_ballot_among_the_gathered(coop: Coop, number: str) -> None:
    carol = Laptop(coop, "carol")
    carol.git("push", "-q", "origin", f":refs/heads/vote/{number}/carol")
    said = carol.types("vote", number, "against")
    assert "against (ballot 2: it replaces your earlier ones)" in said
    assert f"gathered: 3, 1 more on their way, not counted yet; to count them: govtool tally {number}" in said
    assert "Nothing new was signed" in carol.types("vote", number, "against")
    tally = carol.reads("tally", number)
    assert {each["voter"]: each["choice"] for each in tally["counted"]}["carol"] == "against"


def test_a_forged_ballot_in_my_name_is_told(coop: Coop, number: str) -> None:
    coop.vote("carol", number, "against", cast=2, key=key_of("mallory"), branch=f"vote/{number}/mallory")
    said = Laptop(coop, "carol").types("status")
    assert f"A ballot in your name on {number} does not count" in said and "you voted for (counted)" in said


def test_two_of_my_ballots_that_contradict_each_other_are_told(coop: Coop, number: str) -> None:
    coop.vote("carol", number, "against", cast=1)
    said = Laptop(coop, "carol").types("status")
    assert "1 vote for you:" in said and "your ballots contradict each other" in said


def test_the_count_that_somebody_asks_for_is_whole(coop: Coop, number: str) -> None:
    said = Laptop(coop, "carol").types("tally", number)
    assert "5 for, 0 against" in said and "the clerk has received 3 of 3 ballots that count" in said


@pytest.mark.parametrize("hint", ["bob", "nobody", "../bob", ""])
def test_a_false_hint_of_who_i_am_makes_me_nobody_else(coop: Coop, hint: str) -> None:
    carol = Laptop(coop, "carol")
    carol.git("config", MEMBER_SETTING, hint)
    assert carol.reads("whoami")["member"] == "carol"
    assert carol.git("config", MEMBER_SETTING).strip() == "carol"
    carol.signs_with(key_of("bob"))
    assert carol.reads("whoami")["member"] == "bob"
