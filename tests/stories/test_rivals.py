"""Three people answer one question with three names. What everybody sees, and what comes of it."""

from __future__ import annotations

from govtool.core.times import add
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.rival import RivalQuestion
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import FOUNDED_AT
from tests.world.terminal import ends

EVERYBODY = "alice bob carol dan erin"
CLOSES_AT = add(FOUNDED_AT, "P21D")


def proposed(coop: Coop, who: str, name: str) -> None:
    """Somebody answers the question with a name, as they would type it, and the clerk opens it."""
    coop_name = organization_of(coop.registry).name
    said = Laptop(coop, who).types(
        *("propose", "rename-organization", "--from-name", coop_name, "--to-name", name),
        *("--slug", name.lower(), "--answers", "name", "--yes"),
    )
    assert "answers the question name" in said and "people can vote until" in said, said
    coop.run_clerk()


def three(coop: Coop) -> None:
    for who, name in (("alice", "Amber"), ("bob", "Beryl"), ("carol", "Coral")):
        proposed(coop, who, name)


def voted(coop: Coop, **people: str) -> None:
    for number, voters in zip(("0001", "0002", "0003"), people.values(), strict=False):
        for voter in EVERYBODY.split():
            coop.vote(voter, number, "for" if voter in voters.split() else "against")


def closed(coop: Coop) -> None:
    coop.at(CLOSES_AT)
    coop.run_clerk()


def statuses(coop: Coop) -> list[str]:
    return [coop.entry(number).status for number in ("0001", "0002", "0003")]


def test_of_three_names_one_wins_and_the_others_name_it(coop: Coop) -> None:
    three(coop)
    erin = Laptop(coop, "erin")
    said = erin.types("status")
    assert "answers the question name beside 0002, 0003; at most one takes effect" in said
    assert [(vote["answers"], vote["beside"]) for vote in erin.reads("status")["vote"]] == [
        ("name", ["0002", "0003"]),
        ("name", ["0001", "0003"]),
        ("name", ["0001", "0002"]),
    ]
    said = erin.types("show", "beryl")
    assert "The answers to the question name; you can be for several:" in said
    assert "others can answer it until" in said and "closes" in said
    rows = [line.split()[0] for line in said.splitlines() if line.startswith("  000") and "Renames" in line]
    assert rows == ["0001", "0002", "0003"], said
    assert "if the votes closed now: none of them would pass" in said
    assert "name  joins until Sun 8 Nov, 10:00  Sun 22 Nov, 10:00" in erin.types("list", "questions")
    assert "proposal 0003" in erin.types("show", "registry/questions/name.yaml")
    assert erin.reads("show", "beryl")["beside"] == ["0001", "0003"]
    assert "answers the question name" in erin.types("digest", "--text")
    assert "as an answer to the question name" in erin.types("log")
    assert "beside 0001, 0003" in erin.types("vote", "beryl", "for")
    voted(coop, amber="alice bob carol", beryl="alice bob carol dan", coral="erin")
    closed(coop)
    assert statuses(coop) == ["failed", "passed", "rejected"]
    assert organization_of(coop.registry).name == "Beryl" and coop.audit().ok
    assert coop.run.done[-2:] == ["0002 enacted", "0001 failed: outvoted (0002 has more votes)"]
    said = Laptop(coop, "alice").types("status")
    assert "Passed, and then failed: 0001" in said and "0002 has more votes for it" in said
    said = Laptop(coop, "alice").types("show", "amber")
    assert "has more votes for it → govtool show 0002" in said and "changed the same thing" not in said
    assert "0001 Rename to Amber could not take effect: 0002 has more votes for it" in erin.types("log")
    assert RivalQuestion.of(coop.registry, "name") is None


def test_a_tie_leaves_everything_as_it_is_and_the_question_can_be_put_again(coop: Coop) -> None:
    three(coop)
    voted(coop, amber="alice bob carol", beryl="alice bob erin", coral="carol")
    said = Laptop(coop, "erin").types("show", "coral")
    assert "if the votes closed now: nothing would take effect: 0001 and 0002 are tied" in said
    closed(coop)
    assert statuses(coop) == ["failed", "failed", "rejected"] and coop.audit().ok
    assert [coop.entry(number).enacted and coop.entry(number).enacted.reason for number in ("0001", "0002")] == [  # type: ignore[union-attr]
        "tied",
        "tied",
    ]
    assert organization_of(coop.registry).name == "Test Co-operative"
    coop.at(add(CLOSES_AT, "P1D"))
    said = Laptop(coop, "alice").types(
        *("propose", "rename-organization", "--to-name", "Amber", "--slug", "amber-2", "--answers", "name", "--yes"),
    )
    assert "as its first proposal" in said
    coop.run_clerk()
    assert coop.entry("0004").is_open


def test_the_leader_is_withdrawn_and_the_others_go_on_as_if_it_never_was(coop: Coop) -> None:
    three(coop)
    voted(coop, amber="alice bob", beryl="alice bob carol dan", coral="alice bob erin")
    coop.at(add(FOUNDED_AT, "P20D"))
    assert "if the votes closed now: 0002 would take effect" in Laptop(coop, "erin").types("show", "amber")
    Laptop(coop, "bob").types("withdraw", "beryl")
    coop.run_clerk()
    assert Laptop(coop, "erin").reads("show", "amber")["beside"] == ["0003"]
    assert "if the votes closed now: 0003 would take effect" in Laptop(coop, "erin").types("show", "amber")
    closed(coop)
    assert statuses(coop) == ["failed", "withdrawn", "passed"] and coop.audit().ok
    assert organization_of(coop.registry).name == "Coral"


def test_vote_walks_the_answers_side_by_side(coop: Coop) -> None:
    coop.open("dan", "kettle", "- action: motion")
    coop.later("P1D")
    three(coop)
    child = Laptop(coop, "erin").sits_down("vote")
    child.expect("kettle")
    child.expect("Your vote")
    child.sendline("skip")
    child.expect("The answers to the question name")
    for name in ("Amber", "Beryl", "Coral"):
        child.expect(rf"of 4\).*{name}.*beside.*Your vote")
        child.sendline("skip")
    ends(child, 0)


def test_what_changes_the_same_is_said_in_both_and_what_answers_one_question_is_not(coop: Coop) -> None:
    three(coop)
    rename = "- {action: rename-organization, from_name: Test Co-operative, to_name: Diamond}"
    alone = coop.open("dan", "diamond", rename)
    erin = Laptop(coop, "erin")
    said = erin.types("show", "amber")
    assert f"{alone} About diamond changes the same: organization name. If both pass, the second" in said
    assert "Beryl changes the same" not in said
    said = erin.types("vote", alone, "against")
    assert all(f"000{number} Rename" in said for number in (1, 2, 3)), said
    assert erin.reads("show", alone)["changes_the_same"] == ["0001", "0002", "0003"]
    assert erin.reads("show", "amber")["changes_the_same"] == [alone]


def test_one_that_passed_says_that_it_waits_for_the_others(coop: Coop) -> None:
    three(coop)
    voted(coop, amber="alice bob", beryl="alice bob carol", coral="dan")
    coop.at(CLOSES_AT)
    entry = coop.entry("0001")
    ballots = [coop.hub.ref(f"refs/heads/vote/0001/{voter}") or "" for voter in EVERYBODY.split()]
    gather = coop.gather("0001", *ballots, entry.filing or "")
    coop.cheat(coop.decision("0001", gather=gather), gather)
    assert coop.audit().ok, "a decision of one is in order"
    alice = Laptop(coop, "alice")
    assert "waits until all answers to the question name are decided" in alice.types("show", "amber")
    assert "passed, waits until all answers" in alice.types("status")
    coop.run_clerk()
    assert statuses(coop) == ["failed", "passed", "rejected"] and coop.audit().ok


def test_the_bylaws_are_amended_for_the_questions_that_follow(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types(
        *("propose", "amend-bylaws", "--set", "periods.gather=P3D", "--set", "limits.rivals=2"),
        *("--set", "decisions.choose={rule: amend}", "--slug", "shorter", "--yes"),
    )
    assert "Submitted as shorter" in said, said
    coop.run_clerk()
    for voter in EVERYBODY.split():
        coop.vote(voter, "0001")
    coop.finish("0001")
    assert coop.entry("0001").status == "passed", coop.run
    proposed(coop, "alice", "Amber")
    question = RivalQuestion.one(coop.registry, "name")
    assert (question.joins_until, question.rule) == (add(coop.now, "P3D"), "amend")
    assert question.closes_at == add(coop.now, "P17D") and coop.audit().ok
