"""A person of a federation who lost all keys: who asks for new ones, and what these can do at first."""

from __future__ import annotations

import pytest
import yaml

from govtool.core.times import add, subtract
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.people.key import possession_message
from govtool.io.signature.signing import prove_possession
from tests.world.enrolled import Enrolled
from tests.world.federation import federation_town
from tests.world.people import blob_of, key_of, public

NEW = "eva-new"


@pytest.fixture
def town() -> Enrolled:
    return Enrolled()


def asks(town: Enrolled, who: str) -> str:
    """Somebody asks for a new key of Eva's; gives the number of the vote."""
    key = public(key_of(NEW))
    proof = prove_possession(key_of(NEW), possession_message(town.genesis, "eva", key))
    action = {"action": "rekey", "member": "eva", "key": key.data(), "proof": proof}
    return town.file(who, f"rekey-eva-by-{who}", yaml.safe_dump([action]))


def given(town: Enrolled) -> str:
    """Eva has a new key by a vote; gives the time at which it was given."""
    number = asks(town, "alice")
    assert number, town.findings
    for voter in sorted(town.entry(number).voters(town.registry).everybody):
        town.vote(voter, number)
    town.until(town.entry(number).closes_at)
    due = town.entry(number).decided
    assert due is not None and due.due_at is not None
    town.until(due.due_at)
    assert town.person("eva").key(blob_of(NEW)) is not None
    return town.now


def test_only_somebody_of_an_affiliate_of_theirs_asks_for_it(town: Enrolled) -> None:
    assert asks(town, "bob") == "" and town.refused == {"not_together"}
    assert asks(town, "alice"), "alice belongs to Restaurant too"


def test_who_belongs_there_no_more_does_not_ask(town: Enrolled) -> None:
    assert town.says("alice", "end-affiliation", affiliate="restaurant") == set()
    assert asks(town, "alice") == "" and town.refused == {"not_together"}
    assert asks(town, "dora")


def test_the_new_key_only_revokes_itself_until_its_wait_is_over(town: Enrolled) -> None:
    at = given(town)
    until = add(at, bylaws_of(town.registry).periods.rekeyed_votes_after)
    key = town.person("eva").key(blob_of(NEW))
    assert key is not None and (key.active_at, key.votes_from) == (until, until)
    assert town.person("eva").keys[0].is_revoked(at)
    town.now = subtract(until, "PT1M")
    for kind, body in (("home", {"affiliate": "restaurant"}), ("resign", {}), ("merge", {"other": "dora"})):
        town.state("eva", kind, body, key=NEW)
        assert "key_retired" in town.refused, kind
    town.state("eva", "revoke-key", {"key": blob_of("dora")}, key=NEW)
    assert town.refused == {"precondition"}
    town.now = until
    town.state("eva", "resign", key=NEW)
    assert town.refused == set()


def test_the_new_key_revokes_itself_at_once(town: Enrolled) -> None:
    given(town)
    town.state("eva", "revoke-key", {"key": blob_of(NEW)}, key=NEW)
    assert town.refused == set()
    key = town.person("eva").key(blob_of(NEW))
    assert key is not None and key.is_revoked(town.now)


def test_anybody_asks_for_somebody_who_has_nobody_beside_them(town: Enrolled) -> None:
    """Else whoever loses their last affiliation could never get a key again, and so would lose their vote."""
    assert town.says("eva", "end-affiliation", affiliate="restaurant") == set()
    assert asks(town, "bob"), town.findings
    assert town.says("eva", "affiliate", affiliate="commune") == set() and town.sign("finn", "hal") == set()
    assert asks(town, "dora") == "" and town.refused == {"not_together"}


def test_nobody_gives_a_key_alone_whose_affiliate_has_hardly_anybody() -> None:
    """Dora ends what others have there, and would be the only one who decides on Eva's keys."""
    town = federation_town()
    assert town.state("dora", "end-affiliation", {"affiliate": "restaurant", "person": "alice"})
    key = public(key_of(NEW))
    proof = prove_possession(key_of(NEW), possession_message(town.genesis, "eva", key))
    action = {"action": "rekey", "member": "eva", "key": key.data(), "proof": proof}
    number = town.file("dora", "rekey-eva", yaml.safe_dump([action]))
    assert town.who_votes(town.entry(number)) == {"alice", "bob", "carol", "dora", "finn", "gita", "hal"}


def test_all_decide_for_an_affiliate_in_which_nobody_is_left() -> None:
    """Else nobody could ever act for it again, and it could bring nobody in."""
    town = federation_town()
    assert town.state("dora", "end-affiliation", {"affiliate": "restaurant", "person": "alice"})
    assert town.state("eva", "end-affiliation", {"affiliate": "restaurant"})
    asked = "- {action: set-mandates, affiliate: restaurant}"
    assert town.who_votes(town.entry(town.file("dora", "alone", asked))) == {"dora"}
    assert town.state("dora", "end-affiliation", {"affiliate": "restaurant"})
    assert len(town.who_votes(town.entry(town.file("eva", "noname", asked)))) == 8
