"""What people read of a spread: before the vote, while it runs, after it, in lists and on the page of a proposal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govtool.cli.main import run
from govtool.cli.view.outlook import of_rule
from govtool.core.code import sentence_of
from govtool.core.rule import CountingRule
from govtool.core.spread import parts_from
from govtool.core.tally import Sums, Tally, tally_of
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.roles.clerk.unasked import unasked
from govtool.roles.said.majority import passing
from govtool.roles.said.spread import won_words
from tests.forge.forge_bench import Bench
from tests.forge.forge_fake import ForgeFake, serving
from tests.world.coop import Coop
from tests.world.federal import MOTION, SPREAD, federal_bylaws, federation, federation_of
from tests.world.laptop import Laptop
from tests.world.place import DATA
from tests.world.words import RANKED

THREE = {"riverside": 5, "restaurant": 2, "commune": 2}
RIVERSIDE = tuple(f"riverside-{place}" for place in range(1, 6))
CONDITION = "more than 1/2 of the affiliates in which somebody chooses, and two at least, must be for it"
NEEDED = "more than 1/2, and two at least, are needed"


@pytest.fixture
def three(coop: Coop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coop:
    """A federation of three affiliates, with the real clerk."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return federation_of(coop, THREE)


def vote(coop: Coop, number: str, *voters: str, choice: str = "for") -> None:
    for voter in voters:
        coop.vote(voter, number, choice)
    coop.run_clerk()


def test_a_vote_says_in_how_many_affiliates_it_wins_and_in_how_many_it_must(three: Coop) -> None:
    number = three.open("riverside-1", "kettle", MOTION)
    me = Laptop(three, "riverside-1")
    assert f"spread: {CONDITION}" in me.types("show", number)
    vote(three, number, *RIVERSIDE)
    vote(three, number, "restaurant-1", choice="against")
    said = me.types("tally", number)
    assert f"it wins in 1 of 2 affiliates; {NEEDED}" in said
    assert "more affiliates must be for it (it wins in 1 of 2 affiliates, and 2 are needed)" in said
    data = me.reads("tally", number)
    assert data["spread"] == {"counted": 3, "chose": 2, "agree": 1} and data["result"] == "rejected"
    need = data["rules"][0]["needs"][0]
    assert (need["name"], need["of"], need["base"], need["needed"], need["has"]) == ("spread", "affiliates", 2, 2, 1)
    assert f"it wins in 2 of 3 affiliates; {NEEDED}" in me.types("tally", number, "--if", "commune-1=for")
    three.finish(number)
    assert three.entry(number).status == "rejected" and three.audit().ok
    assert f"it wins in 1 of 2 affiliates; {NEEDED}" in me.types("tally", number)
    assert "5 for, 1 against, of 10 votes, for it in 1 of 2 affiliates" in me.types("log")


def test_a_condition_that_rests_is_said_so(coop: Coop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    two = federation_of(coop, {"riverside": 5, "restaurant": 2})
    number = two.open("riverside-1", "kettle", MOTION)
    me = Laptop(two, "riverside-1")
    rests = "the spread rests: 2 affiliates are counted, and 3 are needed"
    assert rests in me.types("show", number) and rests in me.types("tally", number)
    vote(two, number, *RIVERSIDE)
    two.finish(number)
    assert two.entry(number).status == "passed"


def test_each_option_of_a_choice_says_its_affiliates(three: Coop) -> None:
    options = "".join(
        f"- {{option: {name}, title: {name}, actions: [{{action: motion}}]}}\n" for name in ("tea", "wine")
    )
    number = three.open("riverside-1", "drink", options, extra=RANKED)
    for voter in RIVERSIDE:
        three.vote(voter, number, "tea,none,wine")
    vote(three, number, "commune-1", choice="wine,none")
    said = Laptop(three, "riverside-1").types("tally", number)
    assert f"tea: it wins in 1 of 2 affiliates; {NEEDED} (funds)" in said
    assert f"wine: it wins in 1 of 2 affiliates; {NEEDED} (funds)" in said
    three.finish(number)
    decided = three.entry(number).decided
    assert decided is not None and [row.result for row in decided.options] == ["rejected", "rejected"]
    assert three.audit().ok


@pytest.fixture
def bench(coop: Coop) -> Iterator[Bench]:
    with serving(ForgeFake(federation_of(coop, THREE))) as forge:
        yield Bench(forge.coop, forge)


def test_the_page_of_a_proposal_says_the_spread_in_a_sentence(bench: Bench) -> None:
    bench.filed(7, "riverside-1", "kettle", MOTION)
    bench.run()
    vote(bench.coop, "0001", *RIVERSIDE)
    bench.run()
    said = bench.comment(7)
    assert f"passed: 6 (has 5); it wins in 1 of 1 affiliate; {NEEDED}" in said
    bench.coop.at(bench.coop.entry("0001").closes_at)


# The bylaws and what they take


def test_the_bylaws_say_the_spread_and_the_rule_for_many(coop: Coop) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["decisions"]["amend-bylaws"]["beyond"] = {"heads": 500, "rule": "amend-many"}

    made = federation_of(coop, THREE, edit)
    said = Laptop(made, "riverside-1").types("show", "bylaws")
    assert CONDITION in said and "if fewer than 3 affiliates are counted, this condition rests" in said
    assert "counted are affiliates that joined 365 days ago or earlier, and are the home of 2 people or more" in said
    assert "amend-bylaws: decided by amend; amend-many if 500 people or more are on the voter list" in said
    assert "decided by the people of the affiliate concerned, or of the home of the person concerned" in said


@pytest.mark.parametrize(
    ("homes", "people"),
    [({"riverside": 9, "restaurant": 2, "commune": 2}, (7, 7)), ({"riverside": 9, "restaurant": 2}, (6, 6))],
)
def test_the_fewest_who_pass_it_come_from_two_affiliates(homes: dict[str, int], people: tuple[int, int]) -> None:
    town = federation(homes)
    bylaws = bylaws_of(town.registry)
    found = passing(bylaws, "funds", town.registry, town.now)
    assert found.bars[0].people == people and found.spread == CONDITION


def test_two_people_pass_what_asks_for_the_votes_cast_alone() -> None:
    def of_cast(data: dict[str, Any]) -> None:
        data["rules"]["funds"]["outcomes"] = [{"result": "passed", "more_than": "1/2", "of": "cast"}]

    for homes, least in ((THREE, 2), ({"riverside": 9}, 1)):
        town = federation(homes, of_cast)
        found = passing(bylaws_of(town.registry), "funds", town.registry, town.now)
        assert found.bars[0].people == (least, least)


def test_the_people_of_each_affiliate_are_another_voter_list() -> None:
    town = federation(THREE)
    found = passing(bylaws_of(town.registry), "rekey", town.registry, town.now)
    assert found.who == "the people of the affiliate concerned, or of the home of the person concerned" + BUT
    assert found.heads == (2, 5)


BUT = " except the person concerned"


@pytest.mark.parametrize(("name", "what"), [("riverside", ""), ("bakery", "the people of the affiliate bakery, which")])
def test_a_rule_of_an_affiliate_that_does_not_exist_asks_nobody(name: str, what: str) -> None:
    def own(data: dict[str, Any]) -> None:
        data["rules"]["own"] = {**data["rules"]["ordinary"], "electorate": {"who": "affiliate", "affiliate": name}}

    town = federation(THREE, own)
    said = [sentence_of(found) for found in unasked(bylaws_of(town.registry), town.registry, town.now)]
    assert any(what in each for each in said) if what else said == []


def test_bylaws_that_are_tried_out_say_the_spread(coop: Coop, tmp_path: Path) -> None:
    made = federation_of(coop, THREE)
    file = tmp_path / "bylaws.yaml"
    file.write_bytes(bylaws_of(made.registry).as_file)
    me = Laptop(made, "riverside-1")
    assert f"spread: {CONDITION}" in me.types("simulate", "bylaws", str(file))
    rules = {rule["rule"]: rule for rule in me.reads("simulate", "bylaws", str(file))["rules"]}
    assert rules["funds"]["spread"] == CONDITION and "spread" not in rules["ordinary"]
    assert Bylaws.home.kind == "bylaws"


@pytest.mark.parametrize(
    ("edit", "would_be"),
    [({"least": 4}, "passed"), ({"people": 3}, "passed"), (None, "passed"), ({"more_than": "2/3"}, "")],
)
def test_a_past_vote_is_counted_again_under_another_spread(
    three: Coop, tmp_path: Path, edit: dict[str, Any] | None, would_be: str
) -> None:
    """From its figures if the same affiliates are counted, and from its ballots if others are."""
    number = three.open("riverside-1", "kettle", MOTION)
    vote(three, number, *RIVERSIDE, "alice")
    three.finish(number)
    assert three.entry(number).status == "rejected"

    def other(data: dict[str, Any]) -> None:
        data["rules"]["funds"] |= {"spread": None if edit is None else SPREAD | edit}

    file = tmp_path / "other.yaml"
    file.write_bytes(federal_bylaws(other).as_file)
    past = Laptop(three, "riverside-1").reads("simulate", "bylaws", str(file))["past"]
    assert [(each["was"], each["would_be"]) for each in past] == [("rejected", would_be or "rejected")]


def test_made_up_votes_are_counted_with_homes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "tally", str(DATA / "spread.yaml"), "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert len(results) > 20 and all(result["spread"]["counted"] >= result["spread"]["agree"] for result in results)
    assert run(["simulate", "tally", str(DATA / "spread.yaml")]) == 0
    assert "it wins in 2 of 3 affiliates; 3 are counted" in capsys.readouterr().out


# Words


def tallied(chose: int, agree: int, for_: int = 5, silent: int = 4, counted: int = 3) -> tuple[CountingRule, Tally]:
    rule = CountingRule.read(
        {"outcomes": [{"result": "passed", "more_than": "1/2", "of": "eligible"}], "spread": SPREAD}
    )
    heads = for_ + silent
    sums = Sums(for_, eligible=heads, eligible_heads=heads, voted_heads=for_, parts=parts_from(counted, chose, agree))
    return rule, tally_of(rule, sums)


@pytest.mark.parametrize(
    ("chose", "agree", "for_", "said"),
    [
        (1, 1, 5, "more affiliates must be for it (it wins in 1 of 1 affiliate, and 2 are needed)"),
        (
            0,
            0,
            3,
            "2 more votes for would pass it if enough affiliates are for it, "
            "more affiliates must be for it (it wins in 0 of 0 affiliates, and 2 are needed)",
        ),
        (2, 2, 3, "2 more votes for would pass it"),
    ],
)
def test_an_open_vote_says_which_affiliates_it_lacks(chose: int, agree: int, for_: int, said: str) -> None:
    assert of_rule(tallied(chose, agree, for_, 9 - for_)[1]) == said


def test_a_rule_without_a_spread_says_nothing_of_it() -> None:
    rule, tally = tallied(2, 1)
    assert won_words(rule, tally) == f"it wins in 1 of 2 affiliates; {NEEDED}"
    assert won_words(rule.changed(spread=None), tally) == ""
    assert won_words(*tallied(1, 1, counted=1)) == "the spread rests: 1 affiliate is counted, and 3 are needed"
