"""How a key comes to a person: one door for a record that is there, one for a record that begins."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest

from govtool.core.evidence import Keys
from govtool.core.finding import Finding
from govtool.core.minute import genesis_of
from govtool.core.times import add, duration_seconds
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.constitution.organization import Organization, PublicKey, organization_of
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.people.key import (
    Rekey,
    first_key,
    first_key_problems,
    key_owners,
    possession_message,
    proof_problems,
)
from govtool.io.signature.signature import POSSESSION_NAMESPACE, SshKeys
from govtool.io.signature.signing import prove_possession
from tests.world.coop import Coop
from tests.world.handmade_signature import ORIGIN
from tests.world.newcomer import kitchen, nominated, received, sends_letter, states, votes
from tests.world.passkey import PASSKEY_BLOB, passkey_sign
from tests.world.people import FOUNDED_AT, blob_of, codes, key_of, person, public, shipped_bylaws, without_probation
from tests.world.place import ROOT
from tests.world.town import KEYS, Town

PLAIN = "- {{action: admit, candidate: {name}, as: member, committed_minutes_per_week: 600}}"


@pytest.fixture
def open_house(coop: Coop) -> Coop:
    """Bylaws without a probation; Gus has left, Vera is a volunteer, Ivy is known and has no key."""
    gus = person("gus", hours=0).changed(membership="left", left_at=FOUNDED_AT)
    people = [person("alice"), person("bob"), gus, person("vera", membership="none")]
    ivy = person("ivy", membership="none").changed(keys=())
    return coop.another(bylaws=shipped_bylaws(without_probation), people=[*people, ivy], records=kitchen("alice bob"))


def stolen(coop: Coop, name: str) -> str:
    """Admits somebody with a key of Mallory's, proved for them."""
    action = coop.admission(name).replace(blob_of(name), blob_of("mallory"))
    mine, theirs = (_indented(coop.proof(who, member=name)) for who in (name, "mallory"))
    return action.replace(mine, theirs)


def _indented(proof: str) -> str:
    return "".join(f"    {line}\n" for line in proof.rstrip("\n").split("\n"))


def refused(coop: Coop, action: str, slug: str = "keys") -> set[str]:
    coop.propose("alice", slug, action)
    coop.run_clerk()
    return coop.refused(f"proposal/{slug}")


@pytest.mark.parametrize("name", ["gus", "vera", "ivy"])
def test_nobody_is_admitted_with_a_key_that_their_record_does_not_hold(open_house: Coop, name: str) -> None:
    before = open_house.member(name).keys
    assert refused(open_house, stolen(open_house, name)) == {"REFUSE:known_person"}
    assert open_house.member(name).keys == before


@pytest.mark.parametrize("name", ["gus", "vera"])
def test_nor_with_the_one_that_it_holds_which_they_need_not_bring(open_house: Coop, name: str) -> None:
    assert refused(open_house, open_house.admission(name)) == {"REFUSE:known_person"}
    half = PLAIN.format(name=name).replace("}", f", key: {{type: ssh-ed25519, blob: {blob_of(name)}}}}}")
    assert refused(open_house, half, "half") == {"REFUSE:known_person"}
    number = open_house.pass_("alice", "plain", PLAIN.format(name=name))
    assert open_house.entry(number).status == "passed" and open_house.audit().ok
    assert [key.blob for key in open_house.member(name).keys] == [blob_of(name)]


def test_who_is_known_without_a_key_gets_one_by_rekey_only(open_house: Coop) -> None:
    assert refused(open_house, PLAIN.format(name="ivy")) == {"REFUSE:precondition"}
    proof = open_house.proof("ivy").replace("\n", "\\n")
    key = f"{{type: ssh-ed25519, blob: {blob_of('ivy')}}}"
    number = open_house.pass_("alice", "rekey", f'- {{action: rekey, member: ivy, key: {key}, proof: "{proof}"}}')
    assert open_house.entry(number).status == "passed"
    assert open_house.member("ivy").keys[0].votes_from is not None, "what a vote gave waits"
    assert refused(open_house, PLAIN.format(name="ivy"), "again") == set()


def test_a_record_begins_with_the_key_that_a_newcomer_proves(open_house: Coop) -> None:
    number = open_house.pass_("alice", "grace", open_house.admission("grace"))
    assert open_house.entry(number).status == "passed" and open_house.audit().ok
    assert [key.blob for key in open_house.member("grace").keys] == [blob_of("grace")]


def test_an_id_that_was_taken_while_people_voted_gets_no_second_key(open_house: Coop) -> None:
    """Mallory files an admission of Frank with a key of his own, and Frank writes while people vote on it."""
    number = open_house.open("alice", "frank", stolen(open_house, "frank"))
    received(open_house, "frank")
    assert votes(open_house, number, alice="for", bob="for") == "failed"
    enacted = open_house.entry(number).enacted
    assert enacted is not None and enacted.reason == "known_person"
    assert [key.blob for key in open_house.member("frank").keys] == [blob_of("frank")] and open_house.audit().ok


def test_two_actions_of_one_proposal_give_one_key(open_house: Coop) -> None:
    engaged = open_house.admission("grace").replace("action: admit", "action: engage").replace("candidate", "person")
    engaged = re.sub(r"  as: member\n|  teams: \[\]\n", "", engaged)
    engaged = engaged.replace("committed_minutes_per_week: 600", "from_minutes: 0\n  to_minutes: 60")
    number = open_house.pass_("alice", "twice", engaged + stolen(open_house, "grace"))
    assert open_house.entry(number).status == "failed" and open_house.audit().ok


def test_a_letter_for_an_id_that_is_taken_brings_no_key(open_house: Coop) -> None:
    digest = sends_letter(open_house, "gus", key=key_of("mallory"), signer=key_of("mallory"),
                          proof=open_house.proof("mallory", member="gus"))  # fmt: skip
    found = states(open_house, "alice", "receive", {"candidate": "gus", "letter": digest})
    assert found == {"REFUSE:id_taken"} and len(open_house.member("gus").keys) == 1


def test_who_applies_and_is_admitted_keeps_the_keys_that_they_had(open_house: Coop) -> None:
    assert states(open_house, "gus", "apply", {"wanted_minutes_per_week": 1200}) == set()
    before = open_house.member("gus").keys
    assert votes(open_house, nominated(open_house, "gus"), alice="for", bob="for") == "passed"
    assert open_house.member("gus").keys == before and open_house.audit().ok


def test_the_domain_makes_a_key_of_a_person_in_one_module_only() -> None:
    """A key that is made elsewhere would have passed by this door."""
    makers = {
        path.relative_to(ROOT / "govtool").as_posix()
        for path in (ROOT / "govtool" / "domain").rglob("*.py")
        if re.search(r"\bMemberKey\(|\bkeys=\(\*|\"keys\": \(\*", path.read_text())
    }
    # a handover only keeps a key revoked that came and was revoked in a minute that it discards
    known = {"domain/people/key.py", "domain/constitution/member.py", "domain/lifecycle/handover.py"}
    assert makers == known


# Passkeys as proofs --------------------------------------------------------------------------------------------------


def passkey() -> PublicKey:
    return PublicKey(type="sk-ecdsa-sha2-nistp256@openssh.com", blob=b64encode(PASSKEY_BLOB).decode())


def proof_of(coop: Coop, name: str, **options: Any) -> str:
    message = possession_message(coop.genesis, name, passkey())
    return passkey_sign(message, namespace=POSSESSION_NAMESPACE.encode(), **options)


def judged(coop: Coop, proof: str, *origins: str, keys: Keys | None = None) -> set[str]:
    organization = organization_of(coop.registry).changed(passkey_origins=origins)
    state = coop.registry.put(Organization.home.path(), organization)
    found: list[Finding] = list(proof_problems(state, "frank", passkey(), proof, keys or SshKeys()))
    assert codes(first_key_problems(state, "frank", passkey(), proof, keys or SshKeys())) == codes(found)
    return codes(found)


def test_a_passkey_proves_at_a_page_of_the_cooperative_with_the_person_verified(coop: Coop) -> None:
    good = proof_of(coop, "frank")
    assert judged(coop, good, ORIGIN) == set()
    assert judged(coop, good, "https://other.example.org", ORIGIN) == set()
    assert judged(coop, good) == {"proof_of_possession"}, "no page is listed"
    assert judged(coop, good, ORIGIN + ":8443") == {"proof_of_possession"}


@pytest.mark.parametrize(
    "options",
    [
        {"origin": "https://evil.example.org"},
        {"flags": 0x01},
        {"flags": 0x04},
        {"client": lambda text: text.replace("false", "true")},
    ],
    ids=["at another page", "person not verified", "nobody present", "framed by another page"],
)
def test_a_passkey_that_would_not_vote_proves_nothing(coop: Coop, options: dict[str, Any]) -> None:
    assert judged(coop, proof_of(coop, "frank", **options), ORIGIN) == {"proof_of_possession"}


def test_other_keys_prove_wherever_they_are(coop: Coop) -> None:
    assert (
        codes(proof_problems(coop.registry, "frank", public(key_of("frank")), coop.proof("frank"), SshKeys())) == set()
    )


# My own keys, in memory -----------------------------------------------------------------------------------------------

NEXT = "P3D"


@pytest.fixture
def town() -> Town:
    return Town(["alice", "bob", "carol"])


def proof(town: Town, name: str, number: int = 2, member: str = "") -> str:
    """The proof that somebody holds a key of theirs, made for them or for another."""
    key = key_of(name, number)
    return prove_possession(key, possession_message(genesis_of(town.registry), member or name, public(key)))


def rotates(town: Town, name: str = "alice", number: int = 2, use: str = "sign", **more: Any) -> set[str]:
    """What is against another key of somebody."""
    key = public(key_of(name, number)).data()
    town.state(name, "rotate-key", {"key": key, "use": use, "proof": proof(town, name, number), **more})
    return town.refused


def revokes(town: Town, name: str = "alice", number: int = 1) -> set[str]:
    """What is against revoking a key, signed with the first."""
    town.state(name, "revoke-key", {"key": blob_of(name, number)})
    return town.refused


def keys(town: Town, name: str = "alice") -> tuple[MemberKey, ...]:
    member = Member.of(town.registry, name)
    assert member is not None
    return member.keys


def becomes(town: Town, *facts: dict[str, object], name: str = "alice") -> None:
    """Somebody's keys are what they are; the first is the one that signs."""
    member = Member.of(town.registry, name)
    assert member is not None
    rows = [
        MemberKey.read(
            {"type": "ssh-ed25519", "blob": blob_of(name, number), "use": "sign", "active_at": FOUNDED_AT, **fact}
        )
        for number, fact in enumerate(facts, start=1)
    ]
    town.registry = town.registry.put(member.path, member.changed(keys=tuple(rows)))


def test_another_key_signs_after_three_days_and_the_old_one_until_then(town: Town) -> None:
    assert rotates(town, retire=blob_of("alice")) == set()
    old, new = keys(town)
    then = add(town.now, NEXT)
    assert (new.blob, new.use, new.active_at, new.votes_from) == (blob_of("alice", 2), "sign", then, None)
    assert (old.retired_at, old.is_active(town.now), new.is_active(town.now)) == (then, True, False)
    assert new.is_active(then) and not old.is_active(then)


def test_a_key_that_replaces_none_leaves_all_as_they_are(town: Town) -> None:
    before = keys(town)
    assert rotates(town) == set()
    assert keys(town)[:-1] == before and len(keys(town)) == 2


def test_a_recovery_key_registers_another_at_once(town: Town) -> None:
    becomes(town, {"use": "recovery"})
    assert rotates(town) == set()
    assert keys(town)[1].active_at == town.now


def test_a_key_of_a_vote_hands_its_wait_on(town: Town) -> None:
    becomes(town, {"votes_from": "2027-01-01T00:00:00Z"})
    assert rotates(town) == set()
    assert keys(town)[1].votes_from == "2027-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("fact", "seen"),
    [
        ({}, set()),
        ({"retired_at": "2026-12-01T00:00:00Z"}, {"precondition"}),
        ({"revoked_at": FOUNDED_AT}, {"precondition"}),
        ({"use": "recovery"}, {"precondition"}),
    ],
)
def test_what_is_retired_is_an_active_key_of_mine_for_this_use(
    town: Town, fact: dict[str, object], seen: set[str]
) -> None:
    becomes(town, {}, fact)
    assert rotates(town, number=3, retire=blob_of("alice", 2)) == seen
    if seen:
        assert keys(town)[1] == MemberKey.read(keys(town)[1].data())
    assert rotates(town, number=4, retire=blob_of("bob")) == {"precondition"}


@pytest.mark.parametrize(
    ("facts", "seen"),
    [
        ([{}], set()),
        ([{}, {"use": "recovery"}], {"key_use"}),
        ([{}, {"use": "recovery", "revoked_at": FOUNDED_AT}], set()),
        ([{"use": "recovery"}, {"use": "recovery"}], set()),
    ],
)
def test_a_recovery_key_beside_another_takes_a_recovery_key(
    town: Town, facts: list[dict[str, object]], seen: set[str]
) -> None:
    becomes(town, *facts)
    assert rotates(town, number=3, use="recovery") == seen


def test_another_key_is_nobody_s_and_proved_for_its_owner(town: Town) -> None:
    key = public(key_of("alice", 2)).data()
    for forged in (proof(town, "alice", member="bob"), proof(town, "alice", number=3)):
        town.state("alice", "rotate-key", {"key": key, "use": "sign", "proof": forged})
        assert town.refused == {"proof_of_possession"}
    assert rotates(town, number=1) == {"key_in_use"}
    theirs = public(key_of("clerk")).data()
    mine = prove_possession(
        key_of("clerk"), possession_message(genesis_of(town.registry), "alice", public(key_of("clerk")))
    )
    town.state("alice", "rotate-key", {"key": theirs, "use": "sign", "proof": mine})
    assert town.refused == {"key_in_use"}


@pytest.mark.parametrize(
    ("fact", "seen"),
    [
        ({"active_at": "2026-11-02T10:00:00Z"}, {"key_retired"}),
        ({"active_at": FOUNDED_AT}, set()),
        ({"retired_at": FOUNDED_AT}, {"key_retired"}),
        ({"retired_at": "2026-11-02T10:00:00Z"}, set()),
    ],
)
def test_only_an_active_key_registers_another(town: Town, fact: dict[str, object], seen: set[str]) -> None:
    becomes(town, fact)
    assert rotates(town) == seen


@pytest.mark.parametrize(
    ("signer", "target", "seen"),
    [
        ({}, {}, set()),
        ({}, {"use": "recovery"}, {"key_use"}),
        ({}, {"use": "recovery", "active_at": "2026-11-01T10:00:01Z"}, set()),
        ({"use": "recovery"}, {}, set()),
        ({"use": "recovery"}, {"use": "recovery"}, {"key_use"}),
        ({"retired_at": FOUNDED_AT}, {}, {"key_use"}),
        ({"active_at": "2026-11-02T10:00:00Z"}, {}, {"key_use"}),
        ({}, {"revoked_at": FOUNDED_AT}, {"precondition"}),
    ],
)
def test_which_key_revokes_which(
    town: Town, signer: dict[str, object], target: dict[str, object], seen: set[str]
) -> None:
    becomes(town, signer, target)
    assert revokes(town, number=2) == seen
    assert (keys(town)[1].revoked_at == town.now) == (not seen or "revoked_at" in target)


@pytest.mark.parametrize("fact", [{}, {"use": "recovery"}, {"retired_at": FOUNDED_AT}])
def test_a_key_revokes_itself(town: Town, fact: dict[str, object]) -> None:
    becomes(town, fact)
    assert revokes(town) == set() and keys(town)[0].revoked_at == town.now
    assert revokes(town) == {"key_revoked", "precondition"}


def test_a_key_of_another_is_not_revoked(town: Town) -> None:
    town.state("alice", "revoke-key", {"key": blob_of("bob")})
    assert town.refused == {"precondition"} and keys(town, "bob")[0].revoked_at is None


def test_what_a_new_key_was_to_replace_stays_where_that_is_revoked_in_time(town: Town) -> None:
    assert rotates(town, retire=blob_of("alice")) == set()
    assert revokes(town, number=2) == set()
    old, new = keys(town)
    assert old.retired_at is None and new.revoked_at == town.now


@pytest.mark.parametrize("fact", [{"use": "recovery"}, {"retired_at": "2026-12-24T00:00:00Z"}])
def test_another_key_that_retires_stays_retired(town: Town, fact: dict[str, object]) -> None:
    then = add(FOUNDED_AT, NEXT)
    becomes(town, {}, {"retired_at": then, **fact}, {"active_at": then})
    before = keys(town)[1].retired_at
    assert revokes(town, number=3) == set() and keys(town)[1].retired_at == before


def test_once_the_new_key_is_active_the_old_one_does_not_come_back(town: Town) -> None:
    becomes(town, {"retired_at": FOUNDED_AT}, {"active_at": FOUNDED_AT})
    member = Member.of(town.registry, "alice")
    assert member is not None
    town.registry = town.registry.put(member.path, member.changed(keys=tuple(reversed(member.keys))))
    town.state("alice", "revoke-key", {"key": blob_of("alice", 2)})
    assert keys(town)[1].retired_at == FOUNDED_AT


def test_every_key_that_is_or_was_somebody_s_has_its_owner(town: Town) -> None:
    becomes(town, {}, {"revoked_at": FOUNDED_AT})
    assert dict(key_owners(town.registry)) == {
        blob_of("clerk"): "the clerk",
        blob_of("alice"): "alice",
        blob_of("alice", 2): "alice",
        blob_of("bob"): "bob",
        blob_of("carol"): "carol",
    }


def test_the_message_of_a_proof_names_organisation_person_and_key() -> None:
    key = public(key_of("alice"))
    assert possession_message("sha256:0", "alice", key) == (
        f"govtool.possession/1\nsha256:0\nalice\nssh-ed25519 {blob_of('alice')}\n".encode()
    )


def test_a_first_key_signs_at_once() -> None:
    assert first_key(public(key_of("alice")), FOUNDED_AT).data() == {
        "type": "ssh-ed25519",
        "blob": blob_of("alice"),
        "use": "sign",
        "active_at": FOUNDED_AT,
    }


# Keys by a vote -------------------------------------------------------------------------------------------------------


def rekey(town: Town, name: str = "alice", number: int = 2, **more: Any) -> set[str]:
    """What is against giving somebody a new key by a vote."""
    values = {"action": "rekey", "member": name, "key": public(key_of(name, number)).data()}
    town.file("bob", "keys", Rekey.read({**values, "proof": proof(town, name, number), **more}))
    return town.refused


def test_a_vote_gives_one_key_and_revokes_all_others_where_they_stand(town: Town) -> None:
    becomes(town, {}, {"revoked_at": "2026-10-01T00:00:00Z", "active_at": "2026-09-01T00:00:00Z"}, {"use": "recovery"})
    assert rekey(town, number=4) == set()
    town.later("P7D")
    town.clerk({"bob": "for", "carol": "for"})
    town.later("P20D")
    town.clerk()
    first, second, third, new = keys(town)
    assert (first.revoked_at, second.revoked_at, third.revoked_at) == (
        new.active_at,
        "2026-10-01T00:00:00Z",
        new.active_at,
    )
    assert (new.use, new.votes_from) == (
        "sign",
        add(new.active_at, bylaws_of(town.registry).periods.rekeyed_votes_after),
    )


def test_a_vote_gives_no_key_to_nobody_none_of_another_and_none_unproved(town: Town) -> None:
    assert rekey(town, "zoe") == {"unknown_member"}
    assert rekey(town, number=1) == {"key_in_use"}
    assert rekey(town, proof=proof(town, "alice", member="bob")) == {"proof_of_possession"}


def test_only_who_is_to_get_a_key_objects_once_and_while_it_is_open(town: Town) -> None:
    def objects(who: str = "alice") -> set[str]:
        town.state(who, "object-rekey", {"proposal": "0001"})
        return town.refused

    assert objects() == {"not_open"}
    assert rekey(town) == set()
    assert objects("carol") == {"not_allowed"}
    assert town.findings[0].values["person_class"] == "person", "whatever they are, it is not theirs"
    before = DocketEntry.of(town.registry, "0001")
    assert objects() == set() and objects() == {"precondition"}
    after = DocketEntry.of(town.registry, "0001")
    assert before is not None and after is not None and after.objected_at == town.now
    contested = before.asked[0].contested
    assert contested is not None
    assert after.closes_at == max(before.closes_at, add(before.opened_at, contested.period))
    assert after.earliest_at == max(before.earliest_at, add(before.opened_at, contested.earliest))
    assert duration_seconds(after.delay) == max(map(duration_seconds, (before.delay, contested.delay)))


def test_a_key_that_signs_nothing_else_any_more_objects(town: Town) -> None:
    becomes(town, {"retired_at": FOUNDED_AT})
    assert rekey(town) == set()
    town.state("alice", "object-rekey", {"proposal": "0001"})
    entry = DocketEntry.of(town.registry, "0001")
    assert town.refused == set() and entry is not None and entry.objected_at == town.now


def test_to_whom_objected_comes_no_key_without_three_quarters(town: Town) -> None:
    assert rekey(town) == set()
    town.later("P7D")
    town.clerk({"bob": "for", "carol": "abstain"})
    entry = DocketEntry.of(town.registry, "0001")
    assert entry is not None and entry.decided is not None
    passed = entry.decided.changed(result="passed", due_at=town.now)
    moment = Moment(at=town.now, keys=KEYS, number="0001", result="passed")
    for objected_at, seen in ((None, set()), (town.now, {"objected"})):
        town.registry = town.registry.put(
            DocketEntry.home.path("0001"), entry.changed(decided=passed, objected_at=objected_at)
        )
        assert codes(entry.actions[0].problems(town.registry, moment)) == seen
    # a preview of a vote that is not decided asks for no count
    assert codes(entry.actions[0].problems(town.registry, replace(moment, result=""))) == set()


def test_an_objection_lets_a_vote_close_no_sooner_than_either_rule_says() -> None:
    order = ("settled", "everyone", "deadline")
    for before in order:
        for contested in order:

            def edit(data: dict[str, Any], before: str = before, contested: str = contested) -> None:
                data["rules"]["rekey"]["close"], data["rules"]["rekey-contested"]["close"] = before, contested

            town = Town(["alice", "bob", "carol"], bylaws=shipped_bylaws(edit))
            assert rekey(town) == set() and town.entry("0001").close == before
            assert town.state("alice", "object-rekey", {"proposal": "0001"})
            assert town.entry("0001").close == max(before, contested, key=order.index)
