"""Other bands, tried out before anybody votes on them: who gains, who loses, and what would have come out otherwise."""

from __future__ import annotations

from pathlib import Path

from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Opening
from govtool.domain.decisions.decision import outcome_of
from govtool.domain.decisions.question import questions
from govtool.domain.decisions.roll import keep_rolls
from govtool.io.git.store import read_record
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import standing_of
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.place import ROOT
from tests.world.words import MOTION

HALF, TWO_THIRDS = 'more_than: "1/2"', 'at_least: "2/3"'


def wider_bands(folder: Path) -> str:
    """The shipped bylaws with the bands 0–20, 20–40 and 40+, in a file."""
    text = (ROOT / "registry" / "bylaws.yaml").read_text()
    changed = text.replace("  part-time: 300\n", "  part-time: 1200\n").replace(
        "  full-time: 1200\n", "  full-time: 2400\n"
    )
    assert changed.count("1200") == 1 and "full-time: 2400" in changed
    file = folder / "bylaws.yaml"
    file.write_text(changed)
    return str(file)


def decide(coop: Coop, slug: str, *voters: str) -> str:
    number = coop.open("alice", slug, MOTION)
    for voter in voters:
        coop.vote(voter, number)
    coop.finish(number)
    return number


def test_bands_tell_beforehand_who_loses_votes_and_what_would_have_come_out_otherwise(
    coop: Coop, tmp_path: Path
) -> None:
    turned = decide(coop, "kettle", "alice", "carol", "dan")
    kept = decide(coop, "tea", "alice", "bob")
    lost = decide(coop, "cake", "alice", "carol")
    alice = Laptop(coop, "alice")
    said = alice.types("simulate", "bylaws", wider_bands(tmp_path))
    for name in ("carol", "dan", "erin"):
        assert f"{name} loses 1 vote: 0 in place of 1" in said
    assert "alice" not in said and "bob" not in said, "exactly 40 hours are full time still"
    assert f"{turned} About kettle: passed; it would have been rejected" in said
    assert "3 past decisions counted again with the ballots of then; 1 would have come out otherwise." in said
    assert "as it is now: 5 people with 7 votes are asked" in said and "2 people with 4 votes are asked" in said
    read = alice.reads("simulate", "bylaws", wider_bands(tmp_path))
    assert read["people"][0] == {"member": "carol", "before": 1, "after": 0}
    assert {one["proposal"]: one["would_be"] for one in read["past"]} == {
        turned: "rejected",
        kept: "passed",
        lost: "rejected",
    }


def test_other_shares_are_tried_on_the_sums_of_then_without_any_ballot(coop: Coop, tmp_path: Path) -> None:
    """Alice and bob are 4 of 7 votes: more than half, less than two thirds. With carol they are 5, which are two thirds
    of 7. The same comes out where the ballots are read.
    """
    short, enough = decide(coop, "kettle", "alice", "bob"), decide(coop, "tea", "alice", "bob", "carol")
    text = (ROOT / "registry" / "bylaws.yaml").read_text()
    before, ordinary = text.split("\n  ordinary:\n", 1)
    file = tmp_path / "bylaws.yaml"
    file.write_text(f"{before}\n  ordinary:\n{ordinary.replace(HALF, TWO_THIRDS, 1)}")
    expected = {short: "rejected", enough: "passed"}
    alice = Laptop(coop, "alice")
    read = alice.reads("simulate", "bylaws", str(file))
    assert {one["proposal"]: one["would_be"] for one in read["past"]} == expected
    desk = Desk(coop.desk, coop.remote, coop.now)
    bylaws = read_record(file.read_bytes(), Bylaws, str(file))
    for entry in docket.closed_entries(desk.book.state):
        asked, rolls, *_ = questions(desk.book.state_before(entry.minute), bylaws, entry.proposal, entry.opened_at)
        opening = Opening.of(keep_rolls(desk.book.state, rolls), entry.changed(asked=asked))
        counted = standing_of(desk, entry).count.votes
        assert outcome_of(opening, counted).result == expected[entry.number]


def test_the_people_are_counted_as_they_were_when_a_vote_opened(coop: Coop, tmp_path: Path) -> None:
    number = decide(coop, "kettle", "alice", "bob")
    coop.state("bob", "hours-down", {"from_minutes": 2400, "to_minutes": 600})
    coop.run_clerk()
    read = Laptop(coop, "alice").reads("simulate", "bylaws", wider_bands(tmp_path))
    assert [(one["proposal"], one["would_be"]) for one in read["past"]] == [(number, "passed")]


def test_the_bylaws_in_force_change_nothing(coop: Coop) -> None:
    decide(coop, "kettle", "alice", "bob")
    said = Laptop(coop, "alice").types("simulate", "bylaws", str(ROOT / "registry" / "bylaws.yaml"))
    assert "Nobody gains or loses a vote." in said and "as it is now" not in said
    assert "1 past decision counted again with the ballots of then; 0 would have come out otherwise." in said


def test_what_could_not_have_been_opened_is_named(coop: Coop, tmp_path: Path) -> None:
    coop.pass_(
        "alice", "bands", "- action: amend-bylaws\n  changes:\n    - {path: bands.part-time, from: 300, to: 360}\n"
    )
    said = Laptop(coop, "alice").types("simulate", "bylaws", wider_bands(tmp_path))
    assert "could not have been opened under such bylaws, or their ballots are not here: 0001" in said
