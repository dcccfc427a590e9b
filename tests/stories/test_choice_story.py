"""The co-operative votes on its name: three names, and none; with the commands that people type."""

from __future__ import annotations

from typing import Any

import pexpect
import pytest

from govtool.domain.constitution.organization import organization_of
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import shipped_bylaws

OPTIONS = (
    "--option",
    "spwc: rename-organization --to 'Socialist Programmers Worker Co-operative'",
    "--option",
    "red-keys: rename-organization --to 'Red Keys'",
    "--option",
    "teapot: rename-organization --to Teapot",
)
NEW = "Socialist Programmers Worker Co-operative"


@pytest.fixture
def alice(coop: Coop) -> Laptop:
    """Alice, who has asked for the choice; it is open as 0001."""
    laptop = Laptop(coop, "alice")
    said = laptop.types("propose", "choice", "--title", "Our name", *OPTIONS, "--yes")
    assert laptop.status == 0, said
    for words in (
        f"- spwc: Rename to {NEW}",
        '- red-keys: Rename to Red Keys. Renames "Test Co-operative" to "Red Keys"; its identity stays.',
        "decided by ordinary (3.5 ordinary decisions): passed: more than 1/2 of all 7 votes = 4 votes",
        "the options that pass are compared in pairs, by 5 people with 7 votes under ordinary",
        "If it is chosen, this is what changes:",
    ):
        assert words in said
    coop.run_clerk()
    return laptop


def test_the_co_operative_votes_on_its_name(coop: Coop, alice: Laptop) -> None:
    bob, carol, dan = (Laptop(coop, name) for name in ("bob", "carol", "dan"))
    assert "govtool vote 0001 spwc,red-keys|abstain" in bob.types("status")

    said = bob.types("vote", "1", "red-keys,spwc")
    assert bob.status == 0 and '+ name: "Teapot"' in said, "nobody ranks what they were not shown"
    assert "What you left out (teapot) stands level with none; to oppose it, name none above it." in said
    assert 'Your vote on 0001 "Our name": red-keys,spwc' in said

    alice.types("vote", "1", "spwc,red-keys,none", "--reason", "long, and true")
    carol.types("vote", "1", "spwc=red-keys,none")
    dan.types("vote", "1", "spwc,none")
    coop.run_clerk()
    said = alice.types("tally", "1")
    assert alice.status == 11
    assert "spwc      passed    6 for  0 against  0 abstain  (ordinary)" in said
    assert "teapot    rejected  0 for  4 against  2 abstain  (ordinary)" in said
    assert "spwc before red-keys: 3 to 2" in said and "if it closed now: passed: spwc is chosen" in said
    assert "carol  spwc=red-keys,none  1 vote" in said and "Have not voted: erin (1 vote)" in said

    said = alice.types("tally", "1", "--if", "erin=red-keys,spwc")
    assert "If erin red-keys,spwc:" in said and "tied: spwc and red-keys are level, and nothing changes" in said
    data = alice.reads("tally", "1", "--if", "erin=red,spwc")
    assert (data["result"], data["tied"], data["if"]) == ("tied", ["spwc", "red-keys"], {"erin": "red-keys,spwc"})
    assert data["options"]["spwc"] == {"result": "passed", "for": 7, "against": 0, "abstain": 0}
    assert data["pairs"]["spwc"]["red-keys"] == 3 == data["pairs"]["red-keys"]["spwc"]
    assert data["silent"] == [] and alice.reads("tally", "1")["silent"] == ["erin"]

    coop.finish("0001")
    assert organization_of(coop.registry).name == NEW and coop.audit().ok
    said = alice.types("show", "1")
    assert "result: passed; chosen: spwc" in said and "spwc before red-keys: 3 to 2" in said
    assert "0001 Our name: passed (chosen: spwc; spwc 6 for, 0 against; red-keys 5 for, 1 against" in alice.types("log")
    assert "chosen: spwc" in alice.types("digest") and "spwc" in str(alice.reads("show", "1")["decided"])
    assert "voted spwc,red-keys,none on 0001 Our name (passed)" in alice.types("status")
    assert "again" in alice.types("calendar")


def test_alone_it_asks_which_first_and_which_next_until_enter(coop: Coop, alice: Laptop) -> None:
    said = alice.sits_down("vote", "1")
    said.expect("Rank spwc, red-keys, teapot and none")
    said.expect("Which first")
    said.sendline("percolator")
    said.expect("is not one of spwc, red-keys, teapot, none")
    said.expect("Which first")
    said.sendline("red")
    said.expect(r"Which next \(spwc, teapot, none; Enter: that is all\)")
    said.sendline("spwc=none")
    said.expect("red-keys,spwc=none: still open: no option passes yet")
    said.expect("Why")
    said.sendline("")
    said.expect("Sign red-keys,spwc=none on 0001 Our name")
    said.sendline("y")
    said.expect("signed and delivered")
    said.expect(pexpect.EOF)
    coop.run_clerk()
    assert alice.reads("tally", "1")["counted"][0]["choice"] == "red-keys,spwc=none"


def test_enter_alone_skips_and_one_name_is_enough(coop: Coop, alice: Laptop) -> None:
    said = alice.sits_down("vote", "1")
    said.expect("Which first")
    said.sendline("")
    said.expect("skipped")
    said.expect(pexpect.EOF)
    said = alice.sits_down("vote", "1", "--yes", "--reason", "short")
    said.expect("Which first")
    said.sendline("teapot")
    said.expect("Which next")
    said.sendline("")
    said.expect(r"What you left out \(spwc and red-keys\) stands level with none")
    said.expect("Your vote on")
    said.expect(pexpect.EOF)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("for", "is not one of spwc, red-keys, teapot, none"),
        ("spwc,spwc", "spwc is in it twice"),
        ("spwc,,none", "is not one of"),
        ("spwc,percolator", "'percolator' is not one of"),
    ],
)
def test_what_is_no_ranking_is_not_signed(alice: Laptop, words: str, what: str) -> None:
    said = alice.types("vote", "1", words)
    assert alice.status == 2 and what in said
    assert alice.reads("tally", "1")["counted"] == []


def test_people_elect_two_by_approval(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    options = [
        word
        for name in ("bob", "carol", "dan")
        for word in ("--option", f"{name}: assign-duty --member {name} --duty reviewer --holds")
    ]
    approval = ("--ballot", "approval", "--seats", "2")
    said = alice.types("propose", "choice", "--title", "Two reviewers", *approval, *options, "--yes")
    assert alice.status == 0, said
    coop.run_clerk()
    asked = alice.sits_down("vote", "1")
    asked.expect("Name all that you approve, with commas")
    asked.expect("Which do you approve")
    asked.sendline("carol,dan")
    asked.expect("Why")
    asked.sendline("")
    asked.expect("Sign carol,dan on")
    asked.sendline("y")
    asked.expect(pexpect.EOF)
    for name, words in {"bob": "carol", "carol": "carol,bob", "dan": "dan,carol", "erin": "none"}.items():
        Laptop(coop, name).types("vote", "1", words)
    coop.finish("0001")
    entry = coop.entry("0001")
    assert entry.decided is not None and entry.decided.winners == ("carol",)
    assert [name for name in ("bob", "carol", "dan") if coop.member(name).holds("reviewer", coop.now)] == ["carol"]
    said = alice.types("show", "1")
    assert "result: passed; chosen: carol" in said and coop.audit().ok
    assert "winner" not in alice.reads("tally", "1") and alice.reads("tally", "1")["winners"] == ["carol"]


def test_a_choice_written_by_hand_is_filed_changed_and_shown_as_a_draft(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types("propose", "choice", "--title", "Our name", *OPTIONS, "--draft")
    assert alice.status == 0, said
    said = alice.types("show", "our-name")
    assert "- teapot: Rename to Teapot." in said and "teapot: Rename to Teapot" in said
    file = alice.folder / "mine.yaml"
    text = alice.types("show", "our-name", "--as-filed")
    assert 'ballot: "ranked"' in text and 'option: "red-keys"' in text
    file.write_text(
        'title: Our name\nsummary: Two, and none.\nproposer: alice\nopen_before: "2026-11-20T00:00:00Z"\n'
        "ballot: ranked\noptions:\n"
        "- {option: tea, title: Tea, actions: [{action: motion}]}\n"
        "- {option: coffee, title: Coffee, actions: [{action: motion}]}\n"
    )
    said = alice.types("propose", "--from", "mine.yaml", "--slug", "drink", "--yes")
    assert alice.status == 0 and "- tea: Tea. Asks the members to agree to the title." in said
    coop.run_clerk()
    assert coop.entry("0001").options[1].title == "Coffee"


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("tea: motion --title Tea",), "a choice has 2 to 12 options, and this one has 1"),
        (("tea motion", "coffee: motion"), "'tea motion' has no name, colon and action"),
        (("tea: motion --title 'Tea", "coffee: motion"), "cannot be read"),
        (("tea: rename-organization", "coffee: motion"), "rename-organization also needs --to"),
        (("tea: crown --member bob", "coffee: motion"), "is not one of"),
        (("none: motion --title Tea", "coffee: motion --title Coffee"), "none is an option of every choice"),
        (("tea: amend-bylaws --edit", "coffee: motion"), "an option cannot be typed in an editor"),
        (
            ("tea: rename-organization --to Tea --trial-until 2027-03-01", "coffee: motion"),
            "--trial-until cannot be part",
        ),
        (("tea: motion --draft --summary Tea", "coffee: motion"), "--summary and --draft cannot be part of an option"),
        (("tea: rename-organization --too Tea", "coffee: motion"), "govtool propose rename-organization --help"),
    ],
)
def test_what_is_no_choice_is_refused_before_anything_is_signed(
    coop: Coop, options: tuple[str, ...], what: str
) -> None:
    alice = Laptop(coop, "alice")
    typed = [word for option in options for word in ("--option", option)]
    said = alice.types("propose", "choice", "--title", "Drinks", *typed, "--yes")
    assert alice.status in (2, 10) and what in said, said
    assert alice.git("for-each-ref", "refs/govtool/outbox") == ""


def test_other_bylaws_may_have_chosen_another_option(coop: Coop, alice: Laptop) -> None:
    """Under two thirds spwc does not pass any more, and the second is chosen."""
    votes = {
        "alice": "spwc,red-keys,none",
        "bob": "spwc,red-keys,none",
        "carol": "red-keys,none",
        "dan": "red-keys,none",
    }
    for voter, words in votes.items():
        coop.vote(voter, "0001", words)
    coop.finish("0001")
    assert coop.entry("0001").decided.winners == ("spwc",)  # type: ignore[union-attr]

    def two_thirds(data: dict[str, Any]) -> None:
        data["rules"]["ordinary"]["outcomes"] = [{"result": "passed", "at_least": "2/3", "of": "eligible"}]

    (alice.folder / "other.yaml").write_bytes(shipped_bylaws(two_thirds).as_file)
    alice.git("pull", "-q", "origin", "main")
    said = alice.types("simulate", "bylaws", "other.yaml")
    assert "0001" in said and "passed (spwc)" in said and "passed (red-keys)" in said, said
