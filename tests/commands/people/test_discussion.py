"""`govtool object`, `respond` and `lift`, and each place that shows what was written before somebody votes."""

from __future__ import annotations

import pytest

from govtool.domain.decisions.critique import Critique
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.words import MOTION

LOUD = ("object", "1", "--concern", "It is too loud")


@pytest.fixture
def vera(coop: Coop) -> Laptop:
    """A volunteer, while people vote on a kettle of Alice."""
    coop.open("alice", "kettle", MOTION)
    return Laptop(coop, "vera")


def does(laptop: Laptop, *arguments: str) -> str:
    """Types a command that works, and has the clerk take what it signed."""
    said = laptop.types(*arguments)
    assert laptop.status == 0, said
    laptop.coop.run_clerk()
    return said


def written(coop: Coop) -> list[tuple[str, str | None, str]]:
    return [(one.aspect, one.words.text, one.status) for one in Critique.all(coop.registry, "0001")]


def test_a_volunteer_asks_in_one_option_or_from_a_file(coop: Coop, vera: Laptop) -> None:
    (vera.folder / "why.txt").write_text("Why red?\nWhy not blue?\n")
    said = does(vera, *LOUD)
    assert "Your concern about 0001 About kettle." in said and "It is no vote, and counts nothing" in said
    does(vera, "object", "kettle", "--aspect", "question", "--file", "why.txt")
    does(vera, "object", "#1", "--objection", "No")
    assert written(coop) == [
        ("concern", "It is too loud", "open"),
        ("question", "Why red?\nWhy not blue?", "open"),
        ("objection", "No", "open"),
    ]
    said = vera.types("object", "1", "--question", "And now?")
    assert "vera has 3 open questions, concerns and objections to proposal 0001; at most 3 are allowed" in said
    assert "take one back: govtool lift 0001/0003" in said and vera.status == 10


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--question", "a", "--concern", "b"),
        ("--concern", "a", "--text", "b"),
        ("--concern", "a", "--aspect", "concern"),
        ("--text", "a"),
        ("--aspect", "concern"),
        ("--aspect", "praise", "--text", "a"),
    ],
)
def test_one_thing_is_said_at_a_time(vera: Laptop, options: tuple[str, ...]) -> None:
    said = vera.types("object", "1", *options)
    assert vera.status == 2 and ("say one thing" in said or "praise" in said)


def test_an_empty_text_is_asked_for_again(coop: Coop, vera: Laptop) -> None:
    for options in (("--concern", ""), ("--question", " "), ("--aspect", "concern", "--text", "")):
        said = vera.types("object", "1", *options)
        assert vera.status == 2 and "say what there is to say" in said, said
    does(vera, *LOUD)
    alice = Laptop(coop, "alice")
    assert "say what there is to say" in alice.types("respond", "1/1", "--text", " ") and alice.status == 2


def test_every_place_shows_it_before_a_ballot(coop: Coop, vera: Laptop) -> None:
    does(vera, *LOUD)
    dan = Laptop(coop, "dan")
    for arguments in (("show", "1"), ("vote", "1", "for", "--yes")):
        said = dan.types(*arguments)
        assert "0001/0001 concern of vera" in said and "    | It is too loud" in said, arguments
    assert said.index("too loud") < said.index("Your vote on 0001")
    terminal = Laptop(coop, "erin").sits_down("vote", "1")
    terminal.expect("too loud")
    terminal.expect("Your vote")
    terminal.close(force=True)
    assert "discussion: 1 open" in dan.types("digest")
    assert dan.reads("digest")["waiting"][0]["critique"] == {"open": 1, "answered": 0, "lifted": 0}
    for found in (dan.reads("show", "1")["critique"], dan.reads("vote", "1", "for")["critique"]):
        assert [(one["name"], one["status"], one["words"]) for one in found] == [
            ("0001/0001", "open", {"text": "It is too loud"})
        ]
    assert "0001/0001  vera  concern  open" in dan.types("list", "critique")


def test_what_many_wrote_is_cut_and_the_open_ones_come_first(coop: Coop, vera: Laptop) -> None:
    for who in ("bob", "carol", "dan", "erin", "alice", "vera"):
        for number in range(3):
            coop.state(who, "object", {"text": f"{who} {number}", "proposal": "0001", "aspect": "question"})
            coop.run_clerk()
    for number in range(1, 5):
        coop.state("alice", "respond", {"to": f"0001/{number:04d}", "text": "Yes"})
        coop.run_clerk()
    for number in range(3):
        coop.state("bob", "object", {"text": f"more {number}", "proposal": "0001", "aspect": "question"})
        coop.run_clerk()
    said = Laptop(coop, "alice").types("status")
    assert said.count("Waits for your answer") == 10 and "  and 7 more: govtool show 0001" in said
    said = Laptop(coop, "dan").types("vote", "1", "for", "--yes")
    assert "and 1 more: govtool show 0001" in said and said.index("more 2") < said.index("bob 0")
    assert "carol 0" not in said and "carol 0" in Laptop(coop, "dan").types("show", "1")


def test_status_says_who_waits_for_whom(coop: Coop, vera: Laptop) -> None:
    does(vera, *LOUD)
    alice = Laptop(coop, "alice")
    said = alice.types("status")
    assert "Waits for your answer: the concern 0001/0001 of vera" in said
    assert "→ govtool respond 0001/0001 --text TEXT" in said and "Waits" not in vera.types("status")
    assert [one["name"] for one in alice.reads("status")["to_answer"]] == ["0001/0001"]
    said = does(alice, "respond", "1/1", "--text", "It has a lid")
    assert "| It is too loud" in said and "vera can lift it, if that settles it: govtool lift 0001/0001" in said
    assert "Waits for your answer" not in alice.types("status")
    said = vera.types("status")
    assert "Your concern 0001/0001 was answered" in said and "govtool lift 0001/0001" in said
    assert [one["name"] for one in vera.reads("status")["to_lift"]] == ["0001/0001"]
    assert "| It has a lid" in vera.types("show", "1/1")
    assert "You lift your concern 0001/0001." in does(vera, "lift", "1/1")
    assert "was answered" not in vera.types("status")
    assert "1 was lifted" in alice.types("show", "1") and "too loud" not in alice.types("vote", "1", "for", "--yes")
    coop.finish("0001")
    assert "of 7 votes; discussion: 1 lifted)" in alice.types("log") and coop.audit().ok


@pytest.mark.parametrize("command", [("respond", "1/2", "--text", "a"), ("lift", "1/2"), ("lift", "x"), ("lift", "1")])
def test_a_name_that_is_none_says_where_the_names_are(vera: Laptop, command: tuple[str, ...]) -> None:
    said = vera.types(*command)
    assert "there is no question, concern or objection" in said and "govtool show" in said and vera.status == 2


def test_only_its_proposer_answers_and_its_author_lifts(coop: Coop, vera: Laptop) -> None:
    does(vera, *LOUD)
    assert "proposal 0001 belongs to alice" in vera.types("respond", "1/1", "--text", "a") and vera.status == 10
    dan = Laptop(coop, "dan")
    assert "lift the concern 0001/0001; its author vera can" in dan.types("lift", "1/1") and dan.status == 10
