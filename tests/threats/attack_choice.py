"""Attacks on a choice: by who proposes it, by who votes, and by the clerk."""

from __future__ import annotations

from typing import Any

from govtool.core.canonical import emit
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.docket import Decided
from tests.world.coop import Coop
from tests.world.people import shipped_bylaws
from tests.world.words import RANKED, names

EVERYBODY = ("alice", "bob", "carol", "dan", "erin")
WEAKER = "{action: amend-bylaws, changes: [{path: rules.amend.delay, from: P7D, to: P0D}]}"


def opened(coop: Coop, options: str = names("kettle", "teapot")) -> str:
    return coop.open("alice", "name", options, extra=RANKED)


def cast(coop: Coop, number: str, **votes: str) -> None:
    for voter, words in votes.items():
        coop.vote(voter, number, words)


def finished(coop: Coop, number: str) -> Decided:
    """The decision at the end of the vote, with a main that the audit takes."""
    coop.finish(number)
    decided = coop.entry(number).decided
    assert coop.audit().ok and decided is not None
    return decided


def results(decided: Decided) -> dict[str, str]:
    return {row.option: row.result for row in decided.options}


def four_of_seven(number: str, coop: Coop, first: str, second: str) -> Decided:
    """Alice and Bob, with four votes of seven, put one option first; nobody is against the other."""
    both = dict.fromkeys(("alice", "bob"), f"{first},{second},none")
    cast(coop, number, **both, carol=f"{second},none", dan=f"{second},none", erin=f"{second},none")
    return finished(coop, number)


def wins_without_its_majority(coop: Coop) -> set[str]:
    """Files need two thirds: the option that would win has four of seven, and falls before it is compared."""

    def two_thirds(data: dict[str, Any]) -> None:
        data["decisions"]["rename-organization"] = {"rule": "files"}

    coop = coop.another(bylaws=shipped_bylaws(two_thirds))
    motion = "- {option: talk, title: Talk about it, actions: [{action: motion}]}\n"
    decided = four_of_seven(opened(coop, names("kettle") + motion), coop, "kettle", "talk")
    assert results(decided) == {"kettle": "rejected", "talk": "passed"}
    return {"rejected"} if decided.winners == ("talk",) else set()


def hidden_amendment(coop: Coop) -> set[str]:
    """Under the title of a name lies an amendment: that option needs what the amendment needs."""
    rename = "{action: rename-organization, from_name: Test Co-operative, to_name: Kettle}"
    hidden = f"- {{option: kettle, title: Kettle, actions: [{rename}, {WEAKER}]}}\n"
    number = opened(coop, hidden + names("teapot"))
    kettle, _ = coop.entry(number).options
    assert {asked.rule for asked in coop.entry(number).rules_of(kettle)} == {"ordinary", "amend"}
    decided = four_of_seven(number, coop, "kettle", "teapot")
    assert organization_of(coop.registry).name == "teapot"
    return {results(decided)["kettle"]} if decided.winners == ("teapot",) else set()


def circle(coop: Coop) -> set[str]:
    number = opened(coop, names("kettle", "teapot", "samovar"))
    cast(coop, number, alice="kettle,teapot,samovar", bob="teapot,samovar,kettle")
    cast(coop, number, carol="samovar,kettle,teapot", dan="samovar,kettle,teapot")
    decided = finished(coop, number)
    assert decided.tied and organization_of(coop.registry).name == "Test Co-operative"
    return {decided.result}


def clones(coop: Coop) -> set[str]:
    """A twin of the favourite takes nothing from it; a thirteenth option is refused."""
    winners = []
    for slug, favourites in (("plain", ("kettle",)), ("twins", ("kettle", "kettle-two"))):
        mine = coop.another(slug)
        number = opened(mine, names(*favourites, "teapot"))
        ranked = ",".join(favourites)
        cast(
            mine, number, alice=f"{ranked},teapot", bob=f"teapot,{ranked},none", carol=f"{ranked},teapot", dan="abstain"
        )
        cast(mine, number, erin=f"{ranked},teapot,none")
        winners.append(finished(mine, number).winners)
    assert winners == [("kettle",), ("kettle",)]
    coop.propose("alice", "many", names(*(f"name-{place}" for place in range(13))), extra=RANKED)
    coop.run_clerk()
    return {"SAME"} | coop.refused("proposal/many")


def odd_options(coop: Coop) -> set[str]:
    """One that is called none, two of one name, and one that asks for the same as another."""
    same = names("kettle").replace("option: kettle", "option: teapot")
    verdict = {"REFUSE:schema"}
    for slug, options in (("a1", names("kettle", "none")), ("b1", names("kettle") * 2), ("c1", names("kettle") + same)):
        coop.propose("alice", slug, options, extra=RANKED)
        coop.run_clerk()
        verdict &= coop.refused(f"proposal/{slug}")
    return verdict


def odd_ballots(coop: Coop) -> set[str]:
    number = opened(coop)
    plain = coop.open("bob", "talk", "- action: motion")
    verdict = {"VOID:schema"}
    text = emit(coop.ballot("alice", number, "kettle").data()).decode()
    old = 'ranking:\n  -\n    - "kettle"\n' if "ranking:\n  -\n" in text else 'ranking:\n  - - "kettle"\n'
    assert old in text, text
    for said in ("ranking: [[kettle], [kettle]]", "ranking: [[percolator]]", 'choice: "for"', "approve: [kettle]"):
        coop.vote("alice", number, data=text.replace(old, f"{said}\n").encode())
        coop.run_clerk()
        verdict &= coop.voided(number, "alice")
    text = emit(coop.ballot("alice", plain, "for").data()).decode()
    coop.vote("alice", plain, data=text.replace('choice: "for"', "ranking: [[kettle]]").encode())
    coop.run_clerk()
    return verdict & coop.voided(plain, "alice")


def two_rankings(coop: Coop) -> set[str]:
    """The later cast counts; two of one cast void each other, and two that say the same are one."""
    number = opened(coop)
    cast(coop, number, bob="kettle,none")
    coop.vote("bob", number, "teapot,none", cast=2)
    cast(coop, number, carol="kettle=teapot,none")
    coop.vote("carol", number, "teapot=kettle", branch=f"vote/{number}/carol-2")
    cast(coop, number, alice="kettle,teapot")
    coop.vote("alice", number, "teapot,kettle", branch=f"vote/{number}/alice-2")
    coop.run_clerk()
    assert coop.voided(number, "bob") == set() == coop.voided(number, "carol")
    verdict = coop.voided(number, "alice")
    decided = finished(coop, number)
    assert [(row.option, row.for_, row.against) for row in decided.options] == [("kettle", 1, 2), ("teapot", 3, 0)]
    return verdict


def runner_up(coop: Coop) -> set[str]:
    """The clerk writes other figures, and then enacts the option that came second."""
    number = opened(coop)
    votes = dict.fromkeys(EVERYBODY, "kettle,teapot,none")
    ballots = [coop.vote(voter, number, words) for voter, words in votes.items()]
    gather = coop.gather(number, *ballots, coop.entry(number).filing)
    coop.later("P7D")
    event, before = coop.decision(number, gather=gather), coop.head
    _, fields = event.apply(coop.registry)
    for minute in ({"winner": "teapot"}, {"options": (fields["options"][0].changed(for_=1), fields["options"][1])}):
        coop.cheat(event, gather, minute=minute)
        verdict = coop.failed()
        assert verdict == {"FAIL:tally"}
        coop.put_on_main(before)
    coop.run_clerk()
    entry = coop.entry(number)
    assert entry.decided is not None and entry.decided.winners == ("kettle",) and entry.enacted is not None
    return verdict | _enacted_otherwise(coop.another())


def _enacted_otherwise(coop: Coop) -> set[str]:
    slow = "- {option: slow, title: Slow, actions: [" + WEAKER.replace("rules.amend.delay", "rules.wage.delay") + "]}\n"
    number = opened(coop, names("kettle") + slow.replace("P7D", "P3D"))
    cast(coop, number, **dict.fromkeys(EVERYBODY, "slow,kettle,none"))
    coop.at(coop.entry(number).closes_at)
    coop.run_clerk()
    entry = coop.entry(number)
    assert entry.is_pending and entry.decided is not None
    coop.later("P7D")
    other = entry.changed(decided=entry.decided.changed(winners=("kettle",)))
    event = coop.enactment(number)
    after, _ = event.apply(coop.registry)
    true = type(entry).of(after, number)
    assert true is not None
    coop.cheat(event, on=coop.registry.put(entry.path, other), records={true.path: true})
    assert coop.file("registry/organization.yaml").startswith(b'name: "kettle"')  # type: ignore[union-attr]
    return coop.failed()


def empty_quorum(coop: Coop) -> set[str]:
    """A quorum that only empty rankings meet: they are present, and nobody is for anything."""

    def quorum(data: dict[str, Any]) -> None:
        data["rules"]["ordinary"]["quorum"] = {"at_least": "1/2", "of": "heads"}

    coop = coop.another(bylaws=shipped_bylaws(quorum))
    number = opened(coop)
    cast(coop, number, **dict.fromkeys(EVERYBODY[:3], "abstain"))
    decided = finished(coop, number)
    assert {(row.for_, row.against, row.abstain) for row in decided.options} == {(0, 0, 5)}
    return {decided.result}
