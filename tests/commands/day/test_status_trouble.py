"""What `status` says when something is wrong around it: a slow clock, a broken setting, money that nobody booked."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.domain.constitution.organization import Organization
from tests.world.coop import Coop
from tests.world.due_process import last_digest, stated
from tests.world.laptop import Laptop
from tests.world.people import MINUTES_A_WEEK, person
from tests.world.words import MOTION

AHEAD = "more than ten minutes ahead of your clock [future]"
SET_IT = "set your clock; if it is right, the clerk's is wrong: govtool handover --help"


@pytest.fixture
def slow(coop: Coop) -> Coop:
    """A vote is open, and the clock of whoever looks is five days slow."""
    coop.later("P10D")
    coop.open("alice", "kettle", MOTION)
    coop.at("2026-11-06T10:00:00Z")
    return coop


def test_a_slow_clock_is_told_in_one_sentence_and_the_votes_are_shown(slow: Coop) -> None:
    bob = Laptop(slow, "bob")
    for command in (("status",), ("list", "docket"), ("show", "1"), ("tally", "1"), ("vote", "1", "for")):
        said = bob.types(*command)
        assert AHEAD in said and SET_IT in said, (command, said)
        assert "do not trust" not in said
    assert "1 vote for you:" in bob.types("status") and bob.status == 10
    assert "About kettle" in bob.types("show", "1")
    said = bob.types("doctor")
    assert AHEAD.removesuffix(" [future]") in said and SET_IT in said


def test_with_a_slow_clock_nothing_is_signed(slow: Coop) -> None:
    bob = Laptop(slow, "bob")
    bob.types("vote", "1", "for")
    assert bob.status == 10 and bob.git("ls-remote", "origin", "refs/heads/vote/*") == ""
    bob.types("propose", "motion", "--title", "Tea", "--yes")
    assert bob.status == 10 and bob.git("ls-remote", "origin", "refs/heads/proposal/tea") == ""


def test_ten_minutes_are_no_slow_clock(coop: Coop) -> None:
    coop.later("PT10M")
    coop.open("alice", "kettle", MOTION)
    coop.at("2026-11-01T10:00:00Z")
    bob = Laptop(coop, "bob")
    assert "[future]" not in bob.types("status") and bob.status == 0
    assert "delivered" in bob.types("vote", "1", "for")


def test_a_program_gets_the_findings_and_the_votes(slow: Coop) -> None:
    bob = Laptop(slow, "bob")
    found = bob.reads("status")
    assert [each["code"] for each in found["findings"]] == ["future"] and bob.status == 10
    assert [each["proposal"] for each in found["vote"]] == ["0001"]


def broken(coop: Coop) -> Laptop:
    bob = Laptop(coop, "bob")
    config = bob.folder / ".git" / "config"
    config.write_text(config.read_text() + "[alias\n")
    return bob


def test_a_broken_line_of_the_configuration_is_told_in_git_s_own_words(coop: Coop) -> None:
    bob = broken(coop)
    line = len((bob.folder / ".git" / "config").read_text().splitlines())
    for command in ("status", "doctor", "list"):
        said = bob.types(command)
        assert f"bad config line {line} in file" in said and "there is no git repository" not in said
        # `git config --edit` would only say the same
        assert "open that file in an editor" in said and bob.status != 0


def test_a_program_gets_an_object_when_the_repository_cannot_be_opened(coop: Coop, tmp_path: Path) -> None:
    bob = broken(coop)
    (found,) = bob.reads("status")["findings"]
    assert "bad config line" in found["message"] and bob.status == 1


def treasury(coop: Coop) -> Coop:
    """Alice is the only treasurer."""
    people = [person(name).changed(duties=("treasurer",) if name == "alice" else ()) for name in MINUTES_A_WEEK]
    return coop.another("books", people=people)


def income(coop: Coop) -> dict[str, object]:
    document = "sha256:" + "d" * 64
    currency = coop.registry.get(Organization, "registry/organization.yaml")
    assert currency is not None
    return {
        "amount_minor": 50000,
        "currency": currency.currency,
        "received_on": coop.now[:10],
        "source": "client",
        "document": document,
    }


def test_an_income_of_a_treasurer_who_left_is_entered_anew_by_who_may(coop: Coop) -> None:
    coop = treasury(coop)
    assert stated(coop, "alice", "book-income", income(coop)) == set()
    bob = Laptop(coop, "bob")
    assert "Nobody can sign this any more" not in bob.types("status")
    assert "book-income by alice" in bob.types("status"), "it waits for his signature"
    assert stated(coop, "alice", "resign", {}) == set()
    said = bob.types("status")
    assert "Nobody can sign this any more: book-income by alice: amount 500.00 USD" in said
    step = "→ alice may record nothing any more, so the money is in no book: record it again, govtool treasury income\n"
    assert step in said
    anew = bob.reads("status")["enter_anew"]
    assert [each["by"] for each in anew] == ["alice"]
    assert step in bob.types("treasury")
    assert [each["is_anew"] for each in anew] == [True] and bob.reads("treasury")["stuck"] == anew, "told in one form"
    assert "Nobody can sign this any more" not in Laptop(coop, "alice").types("status")
    # and where he would have signed it
    said = bob.types("sign")
    assert bob.status == 0 and "Nothing waits for your signature.\n" in said
    assert "Nobody can sign this any more: book-income by alice: amount 500.00 USD" in said and step in said
    assert bob.reads("sign") == {"format": 1, "signed": [], "not_signed": [], "enter_anew": anew}


def test_sign_says_why_a_statement_that_became_stale_cannot_be_signed(coop: Coop) -> None:
    coop = treasury(coop)
    assert stated(coop, "alice", "book-income", income(coop)) == set()
    digest, bob = last_digest(coop, "alice"), Laptop(coop, "bob")
    assert stated(coop, "alice", "resign", {}) == set()
    said = bob.types("sign", digest[:20], "--yes")
    assert bob.status == 10 and "[not_allowed]" in said and "Nothing waits" not in said
    assert "record it again, govtool treasury income\n" in said
    data = bob.reads("sign", digest[:20], "--yes")
    assert bob.status == 10 and data["signed"] == [] and len(data["enter_anew"]) == 1
    assert [each["code"] for each in data["not_signed"][0]["findings"]] == ["not_allowed"]
    said = bob.types("sign", "sha256:" + "0" * 12, "--yes")
    assert bob.status == 0 and "Nothing waits for your signature." in said and "anew" not in said
