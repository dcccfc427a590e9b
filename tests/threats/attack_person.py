"""Attacks in a federation by people and keys: two votes, invented people, keys of others, affiliates that let go."""

from __future__ import annotations

from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import home_of
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.decisions.countersignature import Awaited
from tests.threats.attack_ballot import in_favour, rekey
from tests.threats.attack_filing import filing
from tests.world.coop import Coop
from tests.world.due_process import stated
from tests.world.enrolled import enrolled_coop, enrolling, new_person
from tests.world.people import FOUNDED_AT, blob_of, key_of
from tests.world.quarrel import PEOPLE, affiliate, affiliation, bylaws, members
from tests.world.words import MOTION

EVERYBODY = tuple(name for there in PEOPLE.values() for name in there)


def _bylaws() -> Bylaws:
    """As a federation has them: people vote 90 days after they came in."""
    found = bylaws()
    return found.changed(periods=found.periods.changed(vote_after="P90D"))


def _enrols(coop: Coop, who: str, affiliate: str, *rows: object) -> set[str]:
    return stated(coop, who, "enrol", {"affiliate": affiliate, "people": list(rows)})


def _new(coop: Coop, name: str, affiliate: str, key: str | None = None) -> dict[str, object]:
    return new_person(coop.genesis, name, affiliate, key).data()


def _opened(coop: Coop) -> str:
    return coop.open("bob", "kettle", MOTION)


def one_vote(coop: Coop) -> set[str]:
    """Alice belongs to Riverside and Restaurant, and votes from the laptop of each."""
    coop = enrolled_coop(coop)
    number = _opened(coop)
    assert coop.weights_of(coop.entry(number))["alice"] == 1
    coop.vote("alice", number)
    coop.vote("alice", number, branch=f"vote/{number}/alice-restaurant", reason="for Restaurant")
    return {"SAME"} if in_favour(coop, number) == 1 else set()


def keys_of_two_records(coop: Coop) -> set[str]:
    """Alice signs with a key that only Restaurant's own records know, and with two of her keys here."""
    people = [one.changed(keys=(*one.keys, _second("alice"))) if one.id == "alice" else one for one in members(PEOPLE)]
    coop = enrolled_coop(coop, people=people)
    number = _opened(coop)
    coop.vote("alice", number, key=key_of("alice", 3), branch=f"vote/{number}/alice-3")
    coop.run_clerk()
    found = coop.voided(number)
    for place in (1, 2):
        coop.vote("alice", number, key=key_of("alice", place), branch=f"vote/{number}/alice-{place}")
    return found | ({"counted once"} if in_favour(coop, number) == 1 else set())


def _second(name: str) -> MemberKey:
    return MemberKey(type="ssh-ed25519", blob=blob_of(name, 2), use="sign", active_at=FOUNDED_AT)


def let_go(coop: Coop) -> set[str]:
    """Riverside ends that Carol belongs to it, while her ballot is cast: her record and vote stay."""
    coop = enrolled_coop(coop)
    number = _opened(coop)
    coop.vote("carol", number)
    before = Member.one(coop.registry, "carol").as_file
    assert stated(coop, "bob", "end-affiliation", {"affiliate": "riverside", "person": "carol"}) == set()
    assert home_of(coop.registry, "carol", coop.now) is None
    later = coop.open("dora", "teapot", MOTION)
    coop.vote("carol", later)
    is_same = Member.one(coop.registry, "carol").as_file == before and in_favour(coop, number) == 1
    return {"SAME"} if is_same and coop.entry(later).decided is not None and _for(coop, later) == 1 else set()


def _for(coop: Coop, number: str) -> int:
    decided = coop.entry(number).decided
    assert decided is not None
    return decided.questions[0].for_


def claimed_key(coop: Coop) -> set[str]:
    """A second person comes in with the key of a first one: in another statement, and in the same."""
    coop = enrolled_coop(coop)
    found = _enrols(coop, "bob", "riverside", _new(coop, "noor", "riverside"))
    assert found == set()
    found = _enrols(coop, "dora", "restaurant", _new(coop, "nour", "restaurant", key="noor"))
    same = [_new(coop, name, "riverside", key="omar") for name in ("omar", "omer")]
    return found & _enrols(coop, "bob", "riverside", *same)


def two_signers_one_member(coop: Coop) -> set[str]:
    """Finn and Gita each bring in the same person for Commune under another id; both statements are signed by two."""
    coop = enrolled_coop(coop)
    for who, name in (("finn", "noor"), ("gita", "nour")):
        assert _enrols(coop, who, "commune", _new(coop, name, "commune", key="noor")) == set()
    first, second = (digest for _, digest in Awaited.home.listed(coop.registry))
    assert stated(coop, "hal", "countersign", {"confirms": first}) == set()
    found = stated(coop, "hal", "countersign", {"confirms": second})
    assert sum(Member.of(coop.registry, name) is not None for name in ("noor", "nour")) == 1
    return found


def invented_people(coop: Coop) -> set[str]:
    """Riverside invents people, keys and all: up to its room they wait 90 days, and above it nobody comes."""
    coop = enrolled_coop(coop, bylaws=_bylaws())
    room = Affiliate.one(coop.registry, "riverside").people_most - 3
    assert room == 97
    for first in (0, 60):
        rows = [_new(coop, f"new-{at}", "riverside") for at in range(first, min(first + 60, room))]
        assert _enrols(coop, "bob", "riverside", *rows) == set()
    found = _enrols(coop, "bob", "riverside", _new(coop, "one-more", "riverside"))
    coop.at(add(coop.now, "P89D"))
    coop.run_clerk()
    if not any(name.startswith("new-") for name in coop.who_votes(coop.entry(_opened(coop)))):
        found.add("each waits")
    return found


def borrowed_person(coop: Coop) -> set[str]:
    """Dora enrols Bob with a key of hers, and Omar, whose key she does not hold."""
    coop = enrolled_coop(coop)
    found = _enrols(coop, "dora", "restaurant", _new(coop, "bob", "restaurant", key="mallory"))
    stolen = {**_new(coop, "omar", "restaurant"), "proof": _new(coop, "omar", "restaurant", key="mallory")["proof"]}
    elsewhere = {**_new(coop, "omar", "riverside")}
    for row in (stolen, elsewhere):
        found |= _enrols(coop, "dora", "restaurant", row)
    assert Member.of(coop.registry, "omar") is None
    return found


def vanished_affiliate(coop: Coop) -> set[str]:
    """Nobody acts for Restaurant for a year. Its people vote on, and a lost key is replaced by who knows the person."""
    coop = enrolled_coop(coop)
    coop.at(add(coop.now, "P365D"))
    assert Affiliate.one(coop.registry, "restaurant").is_silent(coop.now, "P365D")
    found = filing(coop, proposer="bob", actions=rekey(coop, "eva", key_of("eva", 2)))
    number = coop.open("dora", "keys", rekey(coop, "eva", key_of("eva", 2)))
    for voter in (*PEOPLE["riverside"], "dora", *PEOPLE["commune"], "mia"):
        coop.vote(voter, number)
    coop.finish(number)
    has_key = Member.one(coop.registry, "eva").key(blob_of("eva", 2)) is not None
    return found | ({"SAME"} if has_key and coop.audit().ok else set())


def friends_ask(coop: Coop) -> set[str]:
    """Dora asks for new keys of Eva, who is away. Two of three people of her home agree; Eva objects with her old key,
    so three quarters must.
    """
    people = tuple(
        one.changed(membership="away", away_until=add(FOUNDED_AT, "P60D")) if one.id == "eva" else one
        for one in members(PEOPLE)
    )
    also = affiliation("carol", "riverside", "restaurant")
    home = enrolling(affiliate("restaurant", 4))
    coop = enrolled_coop(coop, people=people, more=(also, home))
    found = set()
    for slug, objects in (("keys", True), ("more-keys", False)):
        number = coop.open("dora", slug, rekey(coop, "eva", key_of("mallory")))
        assert {*coop.entry(number).voters(coop.registry).everybody} == {"alice", "carol", "dora"}
        for voter, choice in (("alice", "for"), ("dora", "for"), ("carol", "against")):
            coop.vote(voter, number, choice)
        if objects:
            assert stated(coop, "eva", "object-rekey", {"proposal": number}) == set()
        coop.finish(number)
        found.add(coop.entry(number).status)
        coop.later("P31D" if objects else "PT1M")
    until = add(coop.now, bylaws_of(coop.registry).periods.rekeyed_votes_after)
    key = Member.one(coop.registry, "eva").key(blob_of("mallory"))
    assert key is not None and coop.now < key.active_at <= until
    return found | stated(coop, "eva", "resign", {}, key=key_of("mallory"))
