"""How a key comes to a person: one door for a record that is there, one for a record that begins."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

import pytest

from govtool.core.evidence import Keys
from govtool.core.finding import Finding
from govtool.domain.constitution.organization import PATH as ORGANIZATION
from govtool.domain.constitution.organization import PublicKey, organization_of
from govtool.domain.people.key import first_key_problems, possession_message, proof_problems
from govtool.io.signature.signature import POSSESSION_NAMESPACE, SshKeys
from tests.world.coop import Coop
from tests.world.handmade_signature import ORIGIN
from tests.world.newcomer import kitchen, nominated, received, sends_letter, states, votes
from tests.world.passkey import PASSKEY_BLOB, passkey_sign
from tests.world.people import FOUNDED_AT, blob_of, codes, key_of, person, public, shipped_bylaws, without_probation
from tests.world.place import ROOT

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
    state = coop.registry.put(ORGANIZATION, organization)
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
