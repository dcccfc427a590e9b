"""A signature under new clerk keys, in memory: what its file says, when it is good, and how signatures are weighed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from govtool.core import minute as minutes
from govtool.core.evidence import Signer
from govtool.core.finding import Finding, finding
from govtool.core.ids import digest_of
from govtool.core.minute import genesis_of
from govtool.core.times import add, subtract
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.motion import Motion
from govtool.domain.lifecycle.handover import HandOver, Handover, Signature, rule_names
from govtool.errors import Refused
from tests.world.people import FOUNDED_AT, blob_of, key_of, public, shipped_bylaws
from tests.world.town import KEYS, Town

NEW, OTHER = public(key_of("new clerk")), public(key_of("other clerk"))
NAMES = ["alice", "bob", "carol", "dan"]
NOTHING = digest_of(b"nothing")


@pytest.fixture
def town() -> Town:
    """Four people with a vote each; a day after the founding."""
    town = Town(NAMES)
    town.later("P1D")
    return town


def file(town: Town, name: str, **values: Any) -> Handover:
    """What somebody signs, as it ought to be but for what is given."""
    usual = {"genesis": genesis_of(town.registry), "after": minutes.newest(town.registry)[1], "stands": "all"}
    usual |= {"not_after": add(town.now, "P5D"), "keys": [NEW.data()], "cast": 1}
    return Handover.read({"member": name, **usual, **values})


def signed(town: Town, name: str, by: str = "", **values: Any) -> Signature:
    """The signature of somebody, or of another in their name."""
    made = file(town, name, **values)
    paper = town.paper(by or name, f"handovers/{name}.yaml", made, "Handover")
    newest, digest = minutes.newest(town.registry)
    return Signature(paper, newest.number, digest)


def event(town: Town, *signatures: Signature, stands: str = "all", at: str = "") -> HandOver:
    return HandOver(at or town.now, town.registry, signatures, stands, KEYS)


def all_of(town: Town, *names: str, **values: Any) -> tuple[Signature, ...]:
    return tuple(signed(town, name, **values) for name in names)


def refusal(made: HandOver, town: Town) -> tuple[str, str]:
    """The code and the words with which a handover is refused."""
    with pytest.raises(Refused) as caught:
        made.apply(town.registry)
    found = caught.value.findings[-1]
    return found.code, str(found.values.get("what", ""))


def code(town: Town, signature: Signature, at: str = "") -> str:
    """Why a signature is not valid; empty where it is."""
    found = event(town).judge(signature, at or minutes.newest(town.registry)[0].at)
    return found.code if isinstance(found, Finding) else ""


# The file -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ({"cast": 0}, False),
        ({"cast": 1000}, True),
        ({"cast": 1001}, False),
        ({"keys": []}, False),
        ({"keys": [NEW.data(), NEW.data()]}, False),
        ({"keys": [NEW.data(), OTHER.data()]}, True),
        ({"keys": [public(key_of("key", number)).data() for number in range(10)]}, True),
        ({"keys": [public(key_of("key", number)).data() for number in range(11)]}, False),
        ({"stands": NOTHING}, True),
        ({"stands": "some"}, False),
    ],
)
def test_a_file_names_keys_once_and_what_stands(town: Town, values: dict[str, Any], holds: bool) -> None:
    if holds:
        assert file(town, "alice", **values)
    else:
        with pytest.raises(Refused):
            file(town, "alice", **values)


# One signature --------------------------------------------------------------------------------------------------------


def test_a_signature_as_it_ought_to_be_is_valid(town: Town) -> None:
    assert event(town).judge(signed(town, "alice"), FOUNDED_AT) == file(town, "alice")


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        ({"problem": finding("ancestry", what="x")}, "ancestry"),
        ({"value": {"member": "alice"}}, "schema"),
        ({"path": "handovers/bob.yaml"}, "trailer"),
        ({"trailers": {}}, "trailer"),
        ({"trailers": {"Handover": NOTHING}}, "trailer"),
        ({"signer": Signer(blob_of("bob"), "x")}, "key_unknown"),
        ({"signer": Signer(blob_of("clerk"), "x")}, "key_role"),
    ],
)
def test_its_commit_its_file_and_its_key_are_in_order(town: Town, values: dict[str, Any], seen: str) -> None:
    one = signed(town, "alice")
    assert code(town, replace(one, paper=one.paper._replace(**values))) == seen


def test_it_is_of_this_organisation_and_on_a_commit_of_main_whose_minute_it_names(town: Town) -> None:
    assert code(town, signed(town, "alice", genesis=NOTHING)) == "ancestry"
    assert code(town, signed(town, "alice", after=NOTHING)) == "ancestry"
    one = signed(town, "alice")
    assert code(town, replace(one, seen=None)) == code(town, replace(one, after=None)) == "ancestry"
    # of a minute that the book does not hold, both say the same
    assert code(town, replace(signed(town, "alice", after=NOTHING), after=NOTHING)) == "ancestry"


@pytest.mark.parametrize(("until", "seen"), [("P0D", ""), ("P30D", ""), ("P30DT1M", "not_after"), ("-PT1M", "expired")])
def test_it_is_good_for_the_time_that_the_bylaws_give_a_statement(town: Town, until: str, seen: str) -> None:
    not_after = subtract(town.now, until[1:]) if until.startswith("-") else add(town.now, until)
    assert code(town, signed(town, "alice", not_after=not_after)) == seen


def test_it_is_not_dated_before_a_minute_that_follows_the_one_it_was_signed_on(town: Town) -> None:
    one = signed(town, "alice")
    town.later("P1D")
    assert town.file("bob", "kettle", Motion(action="motion"))
    for at, seen in ((FOUNDED_AT, "handover"), (subtract(town.now, "PT1M"), "handover"), (town.now, "")):
        found = replace(event(town), at=at).judge(one, FOUNDED_AT)
        assert (found.code if isinstance(found, Finding) else "") == seen
    # while none follows, any date will do
    assert not isinstance(replace(event(town), at=FOUNDED_AT).judge(signed(town, "carol"), FOUNDED_AT), Finding)


@pytest.mark.parametrize(
    ("fact", "seen"),
    [
        ({"active_at": FOUNDED_AT}, ""),
        ({"active_at": "2026-11-01T10:00:01Z"}, "key_retired"),
        ({"revoked_at": FOUNDED_AT}, "key_revoked"),
        ({"revoked_at": "2026-11-01T10:00:01Z"}, ""),
        ({"use": "recovery"}, "key_use"),
    ],
)
def test_its_key_was_active_when_the_minute_that_stands_was_made(town: Town, fact: dict[str, Any], seen: str) -> None:
    with_keys(town, "alice", fact)
    assert code(town, signed(town, "alice")) == seen


def test_a_key_that_was_revoked_by_the_newest_minute_signs_nothing(town: Town) -> None:
    with_keys(town, "alice", {"revoked_at": town.now})
    assert code(town, signed(town, "alice")) == ""
    assert town.file("bob", "kettle", Motion(action="motion"))
    assert code(town, signed(town, "alice"), FOUNDED_AT) == "key_revoked"


def with_keys(town: Town, name: str, *facts: dict[str, Any]) -> None:
    """Somebody's keys are what they are; the first is the one that signs."""
    member = Member.of(town.registry, name)
    assert member is not None
    usual = {"type": "ssh-ed25519", "use": "sign", "active_at": FOUNDED_AT}
    rows = [MemberKey.read({**usual, "blob": blob_of(name, number), **fact}) for number, fact in enumerate(facts, 1)]
    town.registry = town.registry.put(member.path, member.changed(keys=tuple(rows)))


# Several --------------------------------------------------------------------------------------------------------------


def test_more_than_half_bring_new_keys_and_the_old_ones_are_spent(town: Town) -> None:
    state, fields = event(town, *all_of(town, "alice", "bob", "carol")).apply(town.registry)
    organization = organization_of(state)
    assert organization.clerk_keys == (NEW,) and [key.blob for key in organization.spent_clerk_keys] == [
        blob_of("clerk")
    ]
    digests = sorted(one.paper.digest + "\n" for one in all_of(town, "alice", "bob", "carol"))
    assert fields == {
        "stands": "all",
        "counted": 3,
        "weight": 3,
        "eligible": 4,
        "ballots": digest_of("".join(digests).encode()),
    }


def test_half_are_not_enough_and_nobody_is_less(town: Town) -> None:
    assert refusal(event(town, *all_of(town, "alice", "bob")), town) == (
        *("handover", "2 of 4 votes signed, which is not enough"),
    )
    assert refusal(event(town), town) == ("handover", "nobody signed it")


def test_an_invalid_signature_spoils_all_and_is_named(town: Town) -> None:
    bad = signed(town, "dan", by="bob")
    with pytest.raises(Refused) as caught:
        event(town, *all_of(town, "alice", "bob", "carol"), bad).apply(town.registry)
    assert [found.code for found in caught.value.findings] == ["handover", "key_unknown"]
    assert bad.paper.commit[:12] in str(caught.value.findings[0].values["what"])


def test_the_newest_file_of_a_person_counts_and_two_of_one_number_that_differ_do_not(town: Town) -> None:
    three = all_of(town, "alice", "bob", "carol")
    elsewhere = signed(town, "carol", keys=[OTHER.data()], cast=2)
    assert refusal(event(town, *three, elsewhere), town)[1].startswith("2 of 4")
    both = signed(town, "carol", keys=[OTHER.data()])
    assert refusal(event(town, *three, both), town)[1].startswith("2 of 4")
    again = signed(town, "carol", not_after=add(town.now, "P6D"))
    _, fields = event(town, *three, again).apply(town.registry)
    least = min(three[2].paper.digest, again.paper.digest)
    rest = [one.paper.digest for one in three[:2]]
    assert fields["counted"] == 3
    assert fields["ballots"] == digest_of("".join(sorted(each + "\n" for each in (*rest, least))).encode())


def test_who_names_something_else_that_stands_is_not_counted_here(town: Town) -> None:
    stands = minutes.newest(town.registry)[1]
    three, other = all_of(town, "alice", "bob", "carol"), signed(town, "dan", stands=stands)
    _, fields = event(town, *three, other).apply(town.registry)
    assert (fields["counted"], fields["weight"]) == (3, 3)
    assert refusal(event(town, *all_of(town, "alice", "bob"), other), town)[1].startswith("2 of 4")
    # the newest that stands discards nothing, and a bare majority of those who say so is enough
    named = all_of(town, "alice", "bob", "carol", stands=stands)
    assert event(town, *named, stands=stands).apply(town.registry)[1]["stands"] == stands


def test_the_keys_that_the_most_weight_names_win_and_of_equal_weights_always_the_same(town: Town) -> None:
    one = signed(town, "dan", keys=[OTHER.data()])
    state, _ = event(town, one, *all_of(town, "alice", "bob", "carol")).apply(town.registry)
    assert organization_of(state).clerk_keys == (NEW,)
    halves = (*all_of(town, "alice", "bob"), *all_of(town, "carol", "dan", keys=[OTHER.data()]))
    assert refusal(event(town, *halves), town) == refusal(event(town, *reversed(halves)), town)


def test_a_new_key_is_nobody_s_and_never_was_the_clerk_s(town: Town) -> None:
    for taken in ("alice", "clerk"):
        signatures = all_of(town, "alice", "bob", "carol", keys=[public(key_of(taken)).data()])
        with pytest.raises(Refused) as caught:
            event(town, *signatures).apply(town.registry)
        assert [found.code for found in caught.value.findings] == ["key_in_use"], "once, and not for each state"


# What was discarded ---------------------------------------------------------------------------------------------------


def discarded(town: Town, edit: Callable[[Town], None]) -> tuple[HandOver, Town]:
    """A handover by all after which only the founding stands; something happened since."""
    stands = minutes.newest(town.registry)[1]
    edit(town)
    assert town.file("bob", "kettle", Motion(action="motion"))
    made = event(town, *all_of(town, *NAMES, stands=stands), stands=stands)
    then = Town(NAMES)
    then.now = town.now
    return made, then


def test_to_discard_takes_as_much_as_an_amendment_too(town: Town) -> None:
    made, then = discarded(town, lambda town: None)
    _, fields = made.apply(then.registry)
    assert (fields["weight"], fields["eligible"]) == (4, 4)
    fewer = replace(made, signatures=made.signatures[:3])
    needed = rule_names(shipped_bylaws())
    assert needed[0] == "handover" and needed[1] == shipped_bylaws().decisions["amend-bylaws"].rule
    assert needed[0] != needed[1]
    assert fewer.apply(then.registry)[1]["weight"] == 3, "three of four are three quarters"
    assert refusal(replace(made, signatures=made.signatures[:2]), then)[0] == "handover"


def test_a_key_that_was_revoked_in_a_discarded_minute_stays_revoked_and_not_later_than_now(town: Town) -> None:
    def revoke(town: Town) -> None:
        with_keys(town, "dan", {}, {"revoked_at": "2030-01-01T00:00:00Z"}, {"revoked_at": FOUNDED_AT})

    made, then = discarded(town, revoke)
    with_keys(then, "dan", {}, {})
    state, _ = made.apply(then.registry)
    dan = Member.of(state, "dan")
    assert dan is not None
    assert [(key.blob, key.revoked_at) for key in dan.keys] == [
        (blob_of("dan"), None),
        (blob_of("dan", 2), made.at),
        (blob_of("dan", 3), FOUNDED_AT),
    ]


def test_what_was_revoked_in_what_stands_keeps_its_time(town: Town) -> None:
    def revoke(town: Town) -> None:
        with_keys(town, "dan", {}, {"revoked_at": "2026-11-02T00:00:00Z"})

    made, then = discarded(town, revoke)
    with_keys(then, "dan", {}, {"revoked_at": "2026-11-01T12:00:00Z"})
    dan = Member.of(made.apply(then.registry)[0], "dan")
    assert dan is not None and dan.keys[1].revoked_at == "2026-11-01T12:00:00Z"


def test_who_came_with_a_discarded_minute_is_not_there(town: Town) -> None:
    def join(town: Town) -> None:
        dan = Member.of(town.registry, "dan")
        assert dan is not None
        zoe = dan.changed(
            id="zoe", membership="none", keys=(dan.keys[0].changed(blob=blob_of("zoe"), revoked_at=FOUNDED_AT),)
        )
        town.registry = town.registry.put(zoe.path, zoe)

    made, then = discarded(town, join)
    assert Member.of(made.apply(then.registry)[0], "zoe") is None


# Who was set aside ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aside", "at", "eligible"),
    [
        (FOUNDED_AT, "2026-11-02T10:00:00Z", 4),
        (FOUNDED_AT, "2027-11-01T09:59:59Z", 4),
        (FOUNDED_AT, "2027-11-01T10:00:00Z", 3),
        (None, "2026-11-02T10:00:00Z", 3),
    ],
)
def test_who_was_set_aside_counts_for_a_year_if_they_sign(
    town: Town, aside: str | None, at: str, eligible: int
) -> None:
    dan = Member.of(town.registry, "dan")
    assert dan is not None
    town.registry = town.registry.put(dan.path, dan.changed(membership="away", set_aside_at=aside))
    made = event(town, at=at)
    assert len(made.roll("handover", FOUNDED_AT, ["dan"])) == eligible
    assert len(made.roll("handover", FOUNDED_AT, ["alice", "noname"])) == 3


def test_without_a_rule_of_its_own_a_handover_takes_what_an_amendment_does() -> None:
    def without(data: dict[str, Any]) -> None:
        data["rules"]["handover-gone"] = data["rules"].pop("handover")

    amend = shipped_bylaws().decisions["amend-bylaws"].rule
    assert rule_names(shipped_bylaws(without)) == (amend, amend)
