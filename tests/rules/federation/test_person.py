"""What a person signs who comes into a federation, and how their record begins."""

from __future__ import annotations

import pytest

from govtool.core.ids import digest_of
from govtool.domain.constitution.affiliation import home_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.membership import counts_from
from govtool.domain.federation.person import NewPerson, brought_in, known_problems, person_message, proof_problems
from govtool.io.signature.signing import prove_possession
from govtool.roles.minutes.event_evidence import KEYS
from tests.world.enrolled import Enrolled, new_person
from tests.world.people import blob_of, codes, key_of, public
from tests.world.town import Town

GENESIS, TERMS = "sha256:" + "1" * 64, digest_of(b"terms")


@pytest.fixture
def town() -> Enrolled:
    return Enrolled()


def test_a_person_signs_the_federation_the_id_the_affiliate_and_the_key() -> None:
    key = public(key_of("noor"))
    plain = f"govtool.person/1\n{GENESIS}\nnoor\nriverside\nssh-ed25519 {key.blob}\n"
    assert person_message(GENESIS, "noor", "riverside", key) == plain.encode()
    assert person_message(GENESIS, "noor", "riverside", key, TERMS) == f"{plain}{TERMS}\n".encode()


def test_a_proof_with_terms_is_for_these_terms_only(town: Enrolled) -> None:
    key = public(key_of("noor"))
    message = person_message(town.genesis, "noor", "riverside", key, TERMS)
    new = NewPerson(person="noor", name="Noor", key=key, proof=prove_possession(key_of("noor"), message))
    assert codes(proof_problems(town.registry, "riverside", (new,), KEYS, TERMS)) == set()
    for terms in (None, digest_of(b"other terms")):
        assert codes(proof_problems(town.registry, "riverside", (new,), KEYS, terms)) == {"proof_of_possession"}


def test_each_of_several_people_is_judged(town: Enrolled) -> None:
    noor, omar = (new_person(town.genesis, name, "riverside") for name in ("noor", "omar"))
    borrowed = omar.changed(proof=noor.proof)
    found = list(proof_problems(town.registry, "riverside", (noor, borrowed), KEYS))
    assert [dict(each.values)["key"] for each in found] == [f"…{blob_of('omar')[-12:]}"]
    assert not any(known_problems(town.registry, (noor, omar)))


def test_a_retired_or_revoked_key_stays_its_owners(town: Enrolled) -> None:
    eva = town.person("eva")
    for change in ({"retired_at": town.now}, {"revoked_at": town.now}):
        state = town.registry.keep(eva.with_key(eva.keys[0].changed(**change)))
        new = new_person(town.genesis, "noor", "riverside", key="eva")
        assert codes(known_problems(state, (new,))) == {"key_in_use"}


def test_the_record_begins_only_in_a_way_that_the_table_knows(town: Enrolled) -> None:
    new = new_person(town.genesis, "noor", "riverside")
    for by in ("enrol", "admit-affiliate"):
        state = brought_in(town.registry, new, "riverside", town.now, by)
        noor = Member.one(state, "noor")
        assert (noor.committed_minutes_per_week, noor.keys[0].active_at) == (0, town.now)
        assert home_of(state, "noor", town.now) == "riverside"
    with pytest.raises(LookupError):
        brought_in(town.registry, new, "riverside", town.now, "affiliate")


def test_people_count_from_a_midnight_in_a_federation_and_to_the_second_elsewhere(town: Enrolled) -> None:
    assert counts_from(Town(["alice", "bob"]).registry, "2026-11-01T10:00:00Z") == "2026-11-15T10:00:00Z"
    for at, midnight in (
        ("2026-11-01T00:00:00Z", "2026-11-15T00:00:00Z"),
        ("2026-11-01T00:00:01Z", "2026-11-16T00:00:00Z"),
        ("2026-11-01T23:59:59Z", "2026-11-16T00:00:00Z"),
    ):
        assert counts_from(town.registry, at) == midnight
