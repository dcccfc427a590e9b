"""The way in where something goes wrong: one id for two people, a change of mind, a letter that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.newcomer import nominated, received, with_kitchen


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    return with_kitchen(Coop.copied(tmp_path_factory, tmp_path))


def apply(laptop: Laptop, name: str) -> str:
    return laptop.types("apply", "--id", "alex", "--name", name, "--hours", "20h")


def test_two_people_who_choose_one_id_do_not_lose_each_other_s_application(coop: Coop) -> None:
    frank, grace = Laptop(coop, "frank"), Laptop(coop, "grace")
    apply(frank, "Alex Lee")
    sent = coop.hub.ref("refs/heads/application/alex")
    said = apply(grace, "Alex Roy")
    assert grace.status == 2 and "somebody else, Alex Lee, has asked for the id alex" in said and "--id alex-2" in said
    assert coop.hub.ref("refs/heads/application/alex") == sent
    apply(frank, "Alexandra Lee")
    assert frank.status == 0 and coop.hub.ref("refs/heads/application/alex") != sent, "one's own is replaced"


def test_whoever_sent_nothing_that_waits_is_told_so(coop: Coop) -> None:
    frank = Laptop(coop, "frank")
    said = "You have no application here"
    assert said in frank.types("status")
    apply(frank, "Alex Lee")
    assert said not in frank.types("status")
    coop.hub.delete_ref("refs/heads/application/alex")
    assert said in frank.types("status")


def test_a_letter_that_nobody_brought_in_is_taken_away_by_who_sent_it(coop: Coop) -> None:
    frank = Laptop(coop, "frank")
    apply(frank, "Alex Lee")
    said = frank.types("apply", "--withdraw")
    assert frank.status == 2 and "nobody has brought your application in yet" in said
    assert "git push origin --delete application/alex" in said
    frank.git("push", "-q", "origin", "--delete", "application/alex")
    assert "nothing that you sent waits here" in frank.types("apply", "--withdraw")


def test_an_application_is_taken_back_while_it_is_voted_on(coop: Coop) -> None:
    frank = Laptop(coop, "frank")
    said = frank.types("apply", "--withdraw")
    assert frank.status == 2 and "nothing that you sent waits here" in said
    received(coop, "frank")
    number = nominated(coop, "frank")
    said = frank.types("apply", "--withdraw")
    assert frank.status == 0 and "You take your application back" in said
    coop.run_clerk()
    assert coop.entry(number).status == "withdrawn" and coop.member("frank").membership == "none"
    assert "Frank (frank), volunteer" in frank.types("status") and coop.audit().ok


def test_what_fails_on_what_was_known_yesterday_says_that_it_is_of_yesterday(coop: Coop) -> None:
    """Carol was away when a vote opened, and now her network is down: there is no such vote, for all that she knows."""
    carol = Laptop(coop, "carol")
    carol.types("status")
    coop.open("alice", "kettle", "- action: motion")
    (coop.folder / "hub.git").rename(coop.folder / "away.git")
    said = carol.types("vote", "1", "for")
    (coop.folder / "away.git").rename(coop.folder / "hub.git")
    assert "there is no proposal 1" in said and "this is as of the last fetch" in said


def test_the_log_says_who_came_in_how_in_words(coop: Coop) -> None:
    received(coop, "frank")
    nominated(coop, "frank")
    said = Laptop(coop, "bob").types("log")
    assert "alice receives the letter of frank" in said and "alice nominates frank" in said
