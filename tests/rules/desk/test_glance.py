"""The figures of a large vote: those of all its ballots, kept or computed, and computed anew once anything changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govtool.core.finding import finding
from govtool.core.ids import digest_of
from govtool.roles.desk import glance
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.newcomer import states
from tests.world.people import key_of
from tests.world.place import ROOT
from tests.world.words import MOTION


@pytest.fixture
def dan(coop: Coop, monkeypatch: pytest.MonkeyPatch) -> Laptop:
    """A clone of Dan's with a vote of three ballots, one signed with another's key; more than one is many here."""
    monkeypatch.setattr(glance, "LARGE", 1)
    number = coop.open("alice", "kettle", MOTION)
    for voter, choice in (("alice", "for"), ("bob", "against")):
        coop.vote(voter, number, choice)
    coop.run_clerk()
    coop.vote("carol", number, "for", key=coop.clerk_key)
    laptop = Laptop(coop, "dan")
    laptop.types("status")  # the first command says more: whose clone it is
    return laptop


def folder_of(dan: Laptop) -> Path:
    return Path(dan.state) / "govtool" / "figures"


def file_of(dan: Laptop) -> Path:
    (kept,) = folder_of(dan).glob("*.json")
    return kept


def without_people(text: str) -> list[str]:
    """The figures, without the lines about single people."""
    return [line for line in text.splitlines() if "needed" in line or "for," in line or "received" in line]


def test_the_figures_are_those_of_all_ballots(dan: Laptop) -> None:
    figures, everybody = dan.types("tally", "1"), dan.types("tally", "1", "--all")
    assert without_people(figures) == without_people(everybody) and len(without_people(figures)) == 3
    assert "2 ballots count; 3 people have not voted; to list them: govtool tally 0001 --all" in figures
    assert "the clerk has received 2 of 2 ballots that count" in figures
    assert "    carol (" in figures and "    alice " not in figures and "    alice " in everybody
    assert "2 ballots count;" in dan.types("show", "1")


def test_kept_figures_say_the_same_and_need_no_ballot(dan: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    first = dan.types("tally", "1")
    monkeypatch.setattr(glance, "in_pieces", lambda *_, **__: pytest.fail("a ballot was read"))
    assert dan.types("tally", "1") == first


def test_a_further_ballot_is_counted(coop: Coop, dan: Laptop) -> None:
    dan.types("tally", "1")
    coop.vote("erin", "0001", "for")
    assert "3 ballots count; 2 people have not voted" in dan.types("tally", "1")


def test_two_ballots_that_contradict_each_other_do_not_count(coop: Coop, dan: Laptop) -> None:
    dan.types("tally", "1")
    coop.vote("bob", "0001", "for")
    figures = dan.types("tally", "1")
    assert "1 ballot counts; 4 people have not voted" in figures and figures.count("    bob (") == 2


def test_a_revoked_key_ends_what_is_kept(coop: Coop, dan: Laptop) -> None:
    dan.types("tally", "1")
    assert states(coop, "bob", "revoke-key", {"key": key_of("bob").public_key.base64}) == set()
    assert "1 ballot counts" in dan.types("tally", "1")


def test_the_time_at_which_a_key_changes_ends_what_is_kept(dan: Laptop) -> None:
    dan.types("tally", "1")
    kept = json.loads(file_of(dan).read_text().split("\n", 1)[1])
    content, said = kept["content"], dan.types("tally", "1")
    content["sums"][0]["for_"] = 1  # whoever reads what is kept now says so
    for until, is_read in ((content["at"], False), (content["at"].replace("Z", "Z0"), True)):
        content["until"] = until
        text = json.dumps(kept)
        file_of(dan).write_text(f"{digest_of(text.encode())}\n{text}")
        assert (dan.types("tally", "1") != said) is is_read


def test_a_vote_of_few_ballots_is_shown_whole(dan: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance, "LARGE", 3)
    assert "    alice " in dan.types("tally", "1") and not folder_of(dan).exists()


def test_a_vote_that_is_over_shows_the_figures_of_its_minute(
    coop: Coop, dan: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    coop.later("P9D")
    coop.run_clerk()
    figures, everybody = dan.types("tally", "1"), dan.types("tally", "1", "--all")
    assert dan.status == 0 and "2 ballots count; 3 people have not voted" in figures
    assert without_people(figures) == without_people(everybody) and "    alice " not in figures
    assert "    alice " in everybody and "has received" not in figures
    monkeypatch.setattr(glance, "LARGE", 2)
    assert dan.types("tally", "1") == everybody


@pytest.mark.parametrize("content", ["[]", '{"at": "2020-01-01T00:00:00Z"}', '{"at": 1, "until": 2}', "null"])
def test_figures_of_another_form_are_computed_anew(dan: Laptop, content: str) -> None:
    first = dan.types("tally", "1")
    kept = json.loads(file_of(dan).read_text().split("\n", 1)[1])
    text = json.dumps({**kept, "content": json.loads(content)})
    file_of(dan).write_text(f"{digest_of(text.encode())}\n{text}")
    assert dan.types("tally", "1") == first


def test_findings_are_kept_with_their_values() -> None:
    told = finding("equivocation", voter="bob", cast=1, next=2, number="0001")
    assert json.loads(json.dumps(dict(told.values))) == dict(told.values)


def test_nothing_that_gives_a_verdict_looks_here() -> None:
    users = [path for path in (ROOT / "govtool").rglob("*.py") if "desk.glance" in path.read_text(encoding="utf-8")]
    faces = {path.relative_to(ROOT / "govtool").parts[:2] for path in users}
    assert all(face[0] == "cli" or face == ("roles", "day") for face in faces)
