"""A member's day: looking things up. Tallies, proposals, people, rules, the minute book."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.cli.terminal.commands import GROUPS
from tests.threats.attack_hours import approve, entry, log, sheet
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of, shipped_bylaws
from tests.world.words import MOTION

CHANGE = "- action: change-hours\n  member: dan\n  from_minutes: 600\n  to_minutes: 1200"
FIELDS = {"result", "settled", "for", "against", "abstain", "block", "eligible", "eligible_heads", "voted_heads"}
WHO = {"proposal", "rule", "clause", "rules", "counted", "refused", "silent", "closes_at"}


@pytest.fixture
def dan(coop: Coop) -> Laptop:
    coop.open("alice", "hours", CHANGE)
    coop.vote("alice", "0001", "for", reason="he earns it")
    coop.vote("bob", "0001", "for")
    coop.vote("carol", "0001", "against")
    return Laptop(coop, "dan")


def test_a_tally_names_who_counts_who_does_not_and_who_is_silent(coop: Coop, dan: Laptop) -> None:
    coop.vote("erin", "0001", "for", key=key_of("mallory"))
    data = dan.reads("tally", "1")
    assert dan.status == 11
    assert data.keys() >= FIELDS | WHO | {"format"}
    assert (data["result"], data["settled"], data["for"], data["against"]) == ("passed", True, 4, 1)
    assert (data["eligible"], data["eligible_heads"], data["voted_heads"]) == (7, 5, 3)
    assert (data["rule"], data["clause"]) == ("ordinary", "3.5 ordinary decisions")
    assert [(vote["voter"], vote["choice"], vote["weight"]) for vote in data["counted"]] == [
        ("alice", "for", 2),
        ("bob", "for", 2),
        ("carol", "against", 1),
    ]
    refused = data["refused"]
    assert [(found["voter"], found["code"]) for found in refused] == [("erin", "key_unknown")]
    assert refused[0]["message"].startswith("signed with SHA256:") and len(refused[0]["commit"]) == 40
    assert data["silent"] == ["dan", "erin"]


def test_a_tally_for_people_shows_what_is_needed_and_what_is_missing(dan: Laptop) -> None:
    said = dan.types("tally", "hours")
    assert dan.status == 11
    assert "ordinary (3.5 ordinary decisions): 4 for, 1 against, 2 have not voted, of 7 votes" in said
    assert "passed  4       4    0" in said
    assert "if it closed now: passed; only a changed vote could alter that" in said
    assert "alice  for      2 votes  he earns it" in said and "Have not voted: dan (1 vote) and erin (1 vote)" in said
    assert "the clerk has received 0 of 3 ballots that count" in said


def test_what_if_somebody_voted_otherwise(dan: Laptop) -> None:
    data = dan.reads("tally", "1", "--if", "alice=against", "--if", "erin=abstain")
    assert (data["result"], data["for"], data["against"], data["abstain"]) == ("rejected", 2, 3, 1)
    assert data["if"] == {"alice": "against", "erin": "abstain"} and data["silent"] == ["dan"]
    assert [vote["choice"] for vote in data["counted"]] == ["for", "for", "against"]
    assert "If dan against:" in dan.types("tally", "1", "--if", "dan=against")


def test_what_cannot_be_supposed_is_refused(dan: Laptop) -> None:
    assert "vera has no vote on 0001" in dan.types("tally", "1", "--if", "vera=for") and dan.status == 2
    assert "'yes' is not one of" in dan.types("tally", "1", "--if", "dan=yes") and dan.status == 2
    assert "--if needs a proposal" in dan.types("tally", "--if", "dan=for") and dan.status == 2


def test_a_decided_vote_keeps_its_count_and_its_names(coop: Coop, dan: Laptop) -> None:
    coop.finish("0001")
    coop.state("alice", "resign")
    coop.run_clerk()
    data = dan.reads("tally", "1")
    assert dan.status == 0
    assert (data["result"], data["settled"], data["status"], data["for"]) == ("passed", True, "passed", 4)
    assert [vote["voter"] for vote in data["counted"]] == ["alice", "bob", "carol"]
    assert all(vote["gathered"] for vote in data["counted"])
    assert "is decided: passed" in dan.types("tally", "1", "--if", "dan=for")


def test_without_a_name_every_open_vote_is_counted(coop: Coop, dan: Laptop) -> None:
    coop.open("bob", "hello", MOTION)
    assert [found["proposal"] for found in dan.reads("tally")] == ["0001", "0002"]
    assert dan.status == 0
    assert "0002 About hello" in dan.types("tally")


def test_two_rules_are_both_told_and_the_first_that_fails_decides(coop: Coop) -> None:
    change = "- action: amend-bylaws\n  changes:\n    - path: rules.expel.outcomes.0.at_least\n"
    coop.open("alice", "softer", change + '      from: "3/4"\n      to: "1/2"\n')
    for name in ("alice", "bob", "carol"):
        coop.vote(name, "0001", "for")
    data = Laptop(coop, "erin").reads("tally", "1")
    assert [(rule["rule"], rule["result"]) for rule in data["rules"]] == [("amend", "passed"), ("expel", "rejected")]
    assert (data["rule"], data["result"], data["for"]) == ("expel", "rejected", 5)


def test_a_rule_with_blocks_offers_them(tmp_path: Path) -> None:
    def with_blocks(data: dict[str, dict[str, dict[str, object]]]) -> None:
        data["rules"]["ordinary"]["blocks"] = {"allowed": 0}

    coop = Coop.found(tmp_path / "coop", bylaws=shipped_bylaws(with_blocks))
    coop.open("alice", "hello", MOTION)
    carol = Laptop(coop, "carol")
    said = carol.types("show", "1")
    assert "not blocked: at most 0 people may block" in said and "vote 0001 for|against|abstain|block\n" in said
    assert "vote 0001 for|against|abstain|block " in carol.types("status")
    data = carol.reads("vote", "1", "block")
    assert data["tally"]["result"] == "blocked" and data["tally"]["block"] == 1


# Show ------------------------------------------------------------------------------------------------------------


def test_a_proposal_is_shown_with_what_its_actions_do_whatever_its_words_say(coop: Coop, dan: Laptop) -> None:
    said = dan.types("show", "1")
    assert dan.status == 0
    for part in (
        "0001 About hours",
        "open; by alice\n",
        "not decided before Tue 3 Nov, 10:00 (in 2 days)",
        "Dan (dan) will commit 20 h a week instead of 10 h.",
        "registry/members/d/da/dan.yaml (changed)",
        "- committed_minutes_per_week: 600",
        "+ committed_minutes_per_week: 1200",
        "voter list of ordinary: alice (2 votes), bob (2 votes), carol (1 vote), dan (1 vote) and erin (1 vote)",
        "govtool show 0001 --as-filed",
        "govtool vote 0001 for|against|abstain",
    ):
        assert part in said, part
    data = dan.reads("show", "1")
    assert data["status"] == "open" and data["effects"]["files"][0]["path"] == "registry/members/d/da/dan.yaml"
    assert data["tally"]["for"] == 4


def test_an_amendment_under_all_rules_says_once_what_they_share(coop: Coop, dan: Laptop) -> None:
    """The bands of weekly hours affect every rule, and all members vote under each of them."""
    changes = "[{path: bands.full-time, from: 1200, to: 1500}]"
    coop.open("alice", "bands", f"- action: amend-bylaws\n  changes: {changes}")
    said = dan.types("show", "2")
    (voters,) = [line for line in said.split("\n") if "voter list of" in line]
    assert voters.startswith("  voter list of amend, admit, ") and voters.endswith("dan (1 vote) and erin (1 vote)")
    (lacking,) = [line for line in said.split("\n") if "still open: " in line]
    assert lacking.count("5 more votes for would pass it") == 1 and "amend, files, " in lacking
    for member in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(member, "0002", "for")
    coop.later("P15D")
    coop.run_clerk()
    rules = len({asked.rule for asked in coop.entry("0002").asked})
    assert f": passed (7 for, 0 against, of 7 votes, under each of {rules} rules)" in dan.types("log")


def test_an_effect_that_is_no_longer_possible_is_told_while_people_still_vote(coop: Coop, dan: Laptop) -> None:
    coop.open("bob", "less", CHANGE.replace("1200", "900"))
    coop.later("P3D")
    coop.run_clerk()
    assert coop.entry("0001").status == "passed"
    said = dan.types("show", "2")
    assert "As things are now it could not take effect:" in said and "not 600 [precondition]" in said
    assert dan.reads("show", "2")["effects"]["problem"].endswith("not 600")


def test_a_decided_proposal_says_when_it_was_decided_and_what_came_of_it(coop: Coop, dan: Laptop) -> None:
    coop.finish("0001")
    said = dan.types("show", "hours")
    assert "passed Sun 8 Nov, 10:00 (now), entry 2" in said and "enacted Sun 8 Nov" in said
    assert "result: passed" in said


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("dan",), "part-time, 1 vote"),
        (("member", "caro"), "Carol (carol)"),
        (("bylaws",), "Bylaws, version 1"),
        (("ordinary",), "decided by all members with a vote, by class"),
        (("rule", "confirm"), "confirmed: at least 3/4 of the person's team"),
        (("minute", "1"), "0001 About hours opens, proposed by alice"),
        (("organization",), "Test Co-operative"),
        (("registry/bylaws.yaml",), "probation: required"),
        (("proposal", "hours"), "0001 About hours"),
    ],
)
def test_anything_can_be_shown(dan: Laptop, words: tuple[str, ...], part: str) -> None:
    assert part in dan.types("show", *words) and dan.status == 0
    assert isinstance(dan.reads("show", *words), dict)


@pytest.mark.parametrize(
    "name",
    ["proposals/2026-11/hours", "./proposals/2026-11/hours/", "2026-11/hours", "proposal/hours", "origin/gather/0001"],
)
def test_a_proposal_is_found_by_its_folder_and_its_branches_too(dan: Laptop, name: str) -> None:
    assert dan.reads("show", name)["number"] == "0001"


NO_PROPOSALS = ["carol/2026-11/1", "carol/1", "nobody/1", "2026-11/1", "proposals/2026-11/1", "a/hours"]


@pytest.mark.parametrize("name", NO_PROPOSALS)
def test_a_name_with_slashes_that_is_no_proposals_is_not_read_as_a_number(dan: Laptop, name: str) -> None:
    """Somebody would vote on what they did not mean."""
    assert f"nothing here is called '{name}'" in dan.types("show", name) and dan.status == 2
    for command in ("tally", "vote"):
        assert f"there is no proposal '{name}'" in dan.types(command, name, *["for"][: command == "vote"])
        assert dan.status == 2


def test_a_sheet_of_hours_is_shown_by_the_name_that_its_list_prints(coop: Coop, dan: Laptop) -> None:
    log(coop, "carol", entry("2026-10-31", 90), entry("2026-11-01", 30, start="09:00"))
    listed = dan.types("hours", "list", "--member", "carol")
    assert "carol/2026-11/1" in listed and "carol/2026-10/1" in listed
    said = dan.types("show", "carol/2026-11/1")
    assert dan.status == 0 and "About hours" not in said
    assert "carol/2026-11/1: 0 h 30 min, waits for approval" in said and "09:00  0 h 30 min  shelves" in said
    assert dan.reads("show", "carol/2026-10/1")["minutes"] == 90
    assert dan.reads("show", "carol/1")["kind"] == "log-hours"
    assert "did you mean carol/2026-11/1" in dan.types("show", "carol/2026-11/2") and dan.status == 2
    assert approve(coop, "alice", sheet(coop, "carol")) == set()
    assert "approved by alice" in dan.types("show", "carol/2026-11/1")
    assert "logged_at:" in dan.types("show", "carol/2026-11/1", "--as-filed")


def test_a_name_that_nothing_has_is_answered_with_the_nearest(dan: Laptop) -> None:
    assert "did you mean carol" in dan.types("show", "carole") and dan.status == 2
    assert "there is no team 'x'" in dan.types("show", "team", "x") and dan.status == 2
    assert "names nothing" in dan.types("show", "one", "two") and dan.status == 2
    assert "see what there is: govtool show bylaws" in dan.types("show", "rule", "x") and dan.status == 2
    said = dan.types("show", "policy")
    assert "say which policy" in said and "govtool list policy" in said and dan.status == 2


# List and log ----------------------------------------------------------------------------------------------------


def test_proposals_are_listed_with_their_status(coop: Coop, dan: Laptop) -> None:
    coop.finish("0001")
    coop.open("bob", "hello", MOTION)
    rows = [(row["number"], row["status"]) for row in dan.reads("list")]
    assert rows == [("0002", "open"), ("0001", "passed")]
    said = dan.types("list")
    assert "0002  open    until  Sun 15 Nov, 10:00  About hello  bob" in said


@pytest.mark.parametrize(
    ("kind", "first"),
    [("members", "alice"), ("member", "alice"), ("minutes", 0), ("bylaws", 1), ("organization", "Test Co-operative")],
)
def test_a_program_gets_the_records_of_any_kind_as_they_stand(dan: Laptop, kind: str, first: object) -> None:
    assert next(iter(dan.reads("list", kind)[0].values())) == first


def test_the_log_is_the_minute_book_in_sentences(coop: Coop, dan: Laptop) -> None:
    coop.finish("0001")
    lines = [line.split("  ", 2)[-1].strip() for line in dan.types("log").splitlines() if line.startswith("     ")]
    assert [line.split("  ")[-1] for line in lines] == [
        "Test Co-operative is founded",
        "0001 About hours opens, proposed by alice",
        "0001 About hours: passed (4 for, 1 against, of 7 votes)",
        "0001 About hours takes effect",
    ]
    assert [minute["number"] for minute in dan.reads("log", "-n", "2")] == [2, 3]
    assert [minute["number"] for minute in dan.reads("log", "--all", "--reverse")] == [3, 2, 1, 0]
    assert [minute["event"] for minute in dan.reads("log", "hours")] == ["opened", "decided", "enacted"]


def test_the_log_tells_what_people_stated(coop: Coop, dan: Laptop) -> None:
    coop.state("alice", "withdraw", {"proposal": "0001"})
    coop.state("erin", "resign")
    coop.run_clerk()
    said = dan.types("log")
    assert "alice withdraws proposal 0001 (statement 1)" in said and "erin leaves (statement 1)" in said


def test_every_command_of_the_day_has_help_with_an_example(dan: Laptop) -> None:
    wanted = [name for group in ("Your day", "Look up") for name, *_ in GROUPS[group]]
    for name in wanted:
        said = dan.types(name, "--help")
        assert dan.status == 0 and f"Example: govtool {name}" in said, name
