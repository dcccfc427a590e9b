"""A member's day: accepting a founding, leaving, and how statements get their numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.domain.constitution.organization import organization_of
from govtool.errors import Refused
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import make_statement
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.words import MOTION


@pytest.fixture
def founding(tmp_path: Path) -> Coop:
    return Coop.found(tmp_path / "founding", founding=("bob", "carol"))


def desk_of(laptop: Laptop) -> Desk:
    git = Git(laptop.folder)
    desk = Desk(git, Remote(git), laptop.coop.now)
    desk.fetch()
    return desk


def test_a_founder_sees_the_whole_founding_and_nothing_is_signed_unasked(founding: Coop) -> None:
    bob = Laptop(founding, "bob")
    assert "Waits for your signature: the founding of Test Co-operative" in bob.types("status")
    assert bob.reads("status")["sign"] == [{"kind": "accept", "about": "the founding of Test Co-operative", "body": {}}]
    said = bob.types("sign")
    assert bob.status == 2 and "nothing was signed" in said and "govtool sign --yes" in said
    for part in ("name: Test Co-operative", "USD", "Alice", "2 votes", key_of("bob").public_key.fingerprint):
        assert part in said
    assert "amend (3.9 amending these bylaws): passed: at least 2/3 of all 7 votes = 5 votes (3 people or more)" in said
    assert founding.genesis in said and "still to accept: bob and carol" in said
    assert founding.hub.refs("refs/heads/statement/") == {}


def test_once_all_founders_have_accepted_nothing_waits(founding: Coop) -> None:
    bob, carol = Laptop(founding, "bob"), Laptop(founding, "carol")
    said = bob.types("sign", "--yes")
    assert bob.status == 0 and "signed and delivered; it takes effect once the clerk records it" in said
    assert "Nothing waits for your signature." in bob.types("sign")
    assert carol.reads("sign", "--yes")["signed"][0]["state"] == "delivered"
    founding.run_clerk()
    assert organization_of(founding.registry).founding == ()
    assert bob.reads("status")["sign"] == []


def test_until_then_nothing_else_can_be_signed(founding: Coop) -> None:
    bob = Laptop(founding, "bob")
    said = bob.types("resign", "--id", "bob")
    assert bob.status == 10 and "[founding]" in said and "bob, carol" in said
    assert founding.hub.refs("refs/heads/statement/") == {}


def test_who_has_nothing_to_sign_is_told_so(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    assert "Nothing waits for your signature." in dan.types("sign") and dan.status == 0
    assert dan.reads("sign")["signed"] == []


def test_leaving_needs_the_own_id_and_says_what_follows(coop: Coop) -> None:
    coop.open("dan", "hello", MOTION)
    dan = Laptop(coop, "dan")
    said = dan.types("resign", "--id", "bob")
    assert dan.status == 2 and "nothing was signed" in said and "your open proposals 0001 go on" in said
    assert coop.hub.refs("refs/heads/statement/") == {}
    dan.types("resign", "--id", "dan")
    coop.run_clerk()
    assert coop.member("dan").membership == "left"
    said = dan.types("vote", "1", "for")
    assert dan.status == 0, said
    assert "Dan (dan), former, 0 votes" in dan.types("status")


# The statement desk ----------------------------------------------------------------------------------------------


def test_numbers_follow_each_other_also_while_earlier_statements_are_on_their_way(coop: Coop) -> None:
    coop.open("dan", "one", MOTION)
    coop.open("dan", "two", MOTION)
    dan = Laptop(coop, "dan")
    first = make_statement(desk_of(dan), "withdraw", {"proposal": "0001"})
    second = make_statement(desk_of(dan), "withdraw", {"proposal": "0002"})
    assert (first.number, first.state, second.number) == (1, "delivered", 2)
    coop.run_clerk()
    assert (coop.entry("0001").status, coop.entry("0002").status) == ("withdrawn", "withdrawn")


def test_a_statement_kept_in_the_outbox_counts_for_the_number_and_is_delivered_later(coop: Coop) -> None:
    coop.open("dan", "one", MOTION)
    coop.open("dan", "two", MOTION)
    dan = Laptop(coop, "dan")
    desk = desk_of(dan)
    assert desk.book.state is not None
    dan.goes_offline()
    first = make_statement(desk, "withdraw", {"proposal": "0001"})
    second = make_statement(desk, "withdraw", {"proposal": "0002"})
    assert (first.number, first.state, second.number, second.state) == (1, "signed", 2, "signed")
    dan.comes_back()
    desk_of(dan)
    coop.run_clerk()
    assert coop.entry("0002").status == "withdrawn"


def test_the_number_of_a_statement_that_is_refused_is_used_again(coop: Coop) -> None:
    coop.open("alice", "theirs", MOTION)
    coop.open("dan", "one", MOTION)
    coop.state("dan", "withdraw", {"proposal": "0001"})
    dan = Laptop(coop, "dan")
    said = dan.types("status")
    assert "Your statement 1 (withdraw) is not taken" in said and "[not_proposer]" in said
    assert "statement/dan" not in said
    assert [one["branch"] for one in dan.reads("status")["refused"]] == ["statement/dan/000001"]
    sent = make_statement(desk_of(dan), "withdraw", {"proposal": "0002"})
    assert sent.number == 1
    coop.run_clerk()
    assert coop.entry("0002").status == "withdrawn"


def test_a_statement_ends_with_the_period_of_the_bylaws_after_the_minute_that_it_was_made_on(coop: Coop) -> None:
    coop.open("dan", "one", MOTION)
    coop.later("P1D")
    dan = Laptop(coop, "dan")
    dan.types("withdraw", "1")
    coop.run_clerk()
    assert dan.reads("show", "dan/1")["not_after"] == "2026-12-01T10:00:00Z"


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("withdraw", {"proposal": "0099"}, "not_open"),
        ("withdraw", {"proposal": "99"}, "schema"),
        ("fly", {}, "schema"),
        ("accept", {}, "precondition"),
        ("publish", {"commit": "x"}, "schema"),
    ],
)
def test_what_the_clerk_would_refuse_is_refused_before_it_is_signed(
    coop: Coop, kind: str, body: dict[str, object], code: str
) -> None:
    dan = Laptop(coop, "dan")
    with pytest.raises(Refused) as refused:
        make_statement(desk_of(dan), kind, body)
    assert {found.code for found in refused.value.findings} == {code}
    assert coop.hub.refs("refs/heads/statement/") == {} and desk_of(dan).undelivered == ()


def test_in_a_co_operative_that_slept_for_months_a_person_can_still_state_something(coop: Coop) -> None:
    coop.open("dan", "one", MOTION)
    coop.later("P100D")
    dan = Laptop(coop, "dan")
    dan.types("resign", "--id", "dan")
    coop.run_clerk()
    assert dan.status == 0 and coop.member("dan").membership == "left"
