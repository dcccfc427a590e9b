"""How an old vote is shown: with the state of then, whatever has changed since."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from govtool.core.times import add
from govtool.domain.constitution.member import MemberKey
from govtool.domain.constitution.organization import Organization, organization_of
from govtool.roles.decisions.ballot_service import my_ballots
from govtool.roles.decisions.receipt import judge_receipt
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import standing_of
from govtool.roles.minutes.auditor import audit
from tests.world.coop import Coop
from tests.world.handmade_signature import ORIGIN
from tests.world.passkey import PASSKEY_BLOB, Passkey
from tests.world.people import FOUNDED_AT, blob_of, person
from tests.world.words import MOTION


@pytest.fixture
def coop(coop: Coop) -> Coop:
    """Alice votes with a passkey, used at the page that the organisation lists."""
    blob = base64.b64encode(PASSKEY_BLOB).decode()
    key = {"type": "sk-ecdsa-sha2-nistp256@openssh.com", "blob": blob, "use": "sign", "active_at": FOUNDED_AT}
    alice = person("alice")
    people = [alice.changed(keys=(*alice.keys, MemberKey.read(key))), person("bob"), person("carol")]
    return coop.another(people=people, origins=(ORIGIN,))


def desk_of(coop: Coop) -> Desk:
    """A desk in the clerk's clone, with all that lies at the hub."""
    coop.remote.fetch()
    desk = Desk(coop.desk, coop.remote, coop.now)
    desk.__dict__["book"] = audit(coop.desk, coop.head).book
    return desk


def later_on(coop: Coop, **values: object) -> Desk:
    """A desk at a time when the organisation's record says something else; what lies before it stays."""
    desk = desk_of(coop)
    page = desk.book.page
    changed = organization_of(page.state).changed(**values)
    desk.book.page = replace(page, state=page.state.put(Organization.home.path(), changed))
    assert desk.book.state.get(Organization, Organization.home.path()) == changed
    return desk


@pytest.mark.parametrize("result", ["passed", "rejected", "withdrawn"])
def test_an_old_decision_keeps_the_votes_of_passkeys_though_the_pages_were_changed_since(
    coop: Coop, result: str
) -> None:
    number = coop.open("bob", "kettle", MOTION)
    ballot = coop.vote("alice", number, "against" if result == "rejected" else "for", key=Passkey())  # type: ignore[arg-type]
    coop.vote("bob", number, "against" if result == "rejected" else "for")
    coop.run_clerk()
    assert not coop.voided(number)
    if result == "withdrawn":
        coop.later("PT1H")
        coop.state("bob", "withdraw", {"proposal": number})
        coop.run_clerk()
    else:
        coop.finish(number)
    assert coop.entry(number).decided is not None and coop.audit().ok
    desk = later_on(coop, passkey_origins=())
    entry = coop.entry(number)
    standing = standing_of(desk, entry)
    assert set(standing.count.votes) == {"alice", "bob"} and standing.count.refused == ()
    assert [mine.cast.commit for mine in my_ballots(desk, standing, "alice")] == [ballot]
    if result != "withdrawn":
        assert "is in the decision" in judge_receipt(desk.book, ballot).note


def test_a_vote_that_is_open_is_judged_with_the_pages_of_now(coop: Coop) -> None:
    number = coop.open("bob", "kettle", MOTION)
    coop.vote("alice", number, key=Passkey())  # type: ignore[arg-type]
    standing = standing_of(later_on(coop, passkey_origins=()), coop.entry(number))
    assert [refusal.finding.code for refusal in standing.count.refused] == ["origin"]


def test_a_key_that_was_revoked_since_keeps_its_old_vote(coop: Coop) -> None:
    number = coop.open("bob", "kettle", MOTION)
    coop.vote("alice", number)
    coop.vote("bob", number)
    coop.finish(number)
    coop.later("P1D")
    coop.state("alice", "revoke-key", {"key": blob_of("alice")})
    coop.run_clerk()
    assert coop.member("alice").key(blob_of("alice")).is_revoked(add(coop.now, "P0D"))  # type: ignore[union-attr]
    desk = desk_of(coop)
    standing = standing_of(desk, coop.entry(number))
    assert set(standing.count.votes) == {"alice", "bob"}
    assert [mine.state for mine in my_ballots(desk, standing, "alice")] == ["counted"]
