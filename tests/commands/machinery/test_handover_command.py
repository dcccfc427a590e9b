"""`govtool handover`: members give the clerk new keys, from their own computers, without the clerk."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from govtool.core.ids import digest_of
from govtool.domain.constitution.organization import organization_of
from govtool.domain.lifecycle.handover import TRAILER
from govtool.roles.clerk.guard import install
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.words import MOTION


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    made = Coop.copied(tmp_path_factory, tmp_path)
    (made.folder / "new.pub").write_text(key_of("next clerk").public_key.line + "\n")
    return made


def propose(coop: Coop, laptop: Laptop, *arguments: str) -> str:
    return laptop.types("handover", "propose", "--key", str(coop.folder / "new.pub"), "--yes", *arguments)


def clerk_keys(coop: Coop) -> list[str]:
    return [key.blob for key in organization_of(coop.registry).clerk_keys]


def test_nobody_has_signed_at_first(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    assert "govtool handover propose --key FILE.pub" in alice.types("handover")
    assert alice.reads("handover") == {"format": 1, "offers": []}
    assert "nobody has signed" in alice.types("handover", "apply") and alice.status == 2


def test_more_than_half_sign_and_anybody_puts_it_on_main(coop: Coop) -> None:
    alice, bob, dan = (Laptop(coop, name) for name in ("alice", "bob", "dan"))
    said = propose(coop, alice)
    assert alice.status == 0 and "2 of 7 votes, 4 needed" in said and "Signed, and delivered" in said
    assert "2 of 7 votes signed, which is not enough" in dan.types("handover", "apply", "--yes")
    assert dan.status == 11 and clerk_keys(coop) != [key_of("next clerk").public_key.base64]
    said = bob.types("handover", "sign", "--yes")
    assert "signed by alice and bob: 4 of 7 votes, 4 needed" in said and "govtool handover apply" in said
    data = dan.reads("handover")["offers"]
    assert [(offer["votes"], offer["needed"], offer["enough"]) for offer in data] == [(4, 4, True)]
    assert data[0]["silent"] == ["carol", "dan", "erin"]
    said = dan.types("handover", "apply", "--yes")
    assert dan.status == 0 and "the old ones are worthless" in said
    assert "secret GOVTOOL_CLERK_KEY of an environment that only main reaches, never of the repository" in said
    assert clerk_keys(coop) == [key_of("next clerk").public_key.base64]
    assert coop.audit().ok and coop.audit().events == {"founded": 1, "handed-over": 1}
    assert dan.reads("handover")["offers"] == [], "what is done is not offered again"


def test_the_new_clerk_goes_on_where_the_old_one_stopped(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    for name in ("alice", "bob"):
        propose(coop, Laptop(coop, name))
    install(coop.hub, sys.executable, force=False)
    carol = Laptop(coop, "carol")
    assert "the old ones are worthless" in carol.types("handover", "apply", "--yes"), "the guard lets it pass"
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.later("P2D")
    coop.run_clerk(key_of("next clerk"))
    assert coop.entry(number).status == "passed" and coop.audit().ok


def test_minutes_that_are_dated_ahead_are_discarded_and_it_takes_as_much_as_an_amendment(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    now = coop.now
    coop.at("9999-01-01T00:00:00Z")
    coop.open("alice", "spoon", MOTION)
    coop.at(now)
    alice, bob, carol = (Laptop(coop, name) for name in ("alice", "bob", "carol"))
    assert "[future]" in alice.types("status") + alice.types("whoami"), "nothing else works"
    said = propose(coop, alice)
    assert "Entry 1, of Sun 1 Nov, 10:00, is the last that stays: 0001 About kettle opens" in said
    assert "entries 2 to 3 are discarded" in said and "As of now that is:" in said
    said = bob.types("handover", "sign", "--yes")
    assert "4 of 7 votes, 5 needed" in said and "not enough" in said
    carol.types("handover", "sign", "--yes")
    assert "the old ones are worthless" in carol.types("handover", "apply", "--yes") and carol.status == 0
    assert coop.audit().ok and coop.book.newest[0].number == 2 and coop.book.newest[0].event == "handed-over"
    assert coop.entry("0001").is_open
    carol.types("whoami")
    assert carol.status == 0


def test_the_last_minute_that_stands_may_be_named(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    said = propose(coop, Laptop(coop, "alice"), "--stands", "0")
    assert "entry 1 is discarded" in said
    laptop = Laptop(coop, "bob")
    assert "there is no minute 7" in propose(coop, laptop, "--stands", "7") and laptop.status == 2
    assert "is no number of an entry" in propose(coop, laptop, "--stands", "none") and laptop.status == 2


def test_a_change_of_mind_takes_the_first_signature_back(coop: Coop) -> None:
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    propose(coop, alice)
    (coop.folder / "new.pub").write_text(key_of("better clerk").public_key.line + "\n")
    propose(coop, bob)
    assert "2 different handovers" in bob.types("handover", "apply", "--yes") and bob.status == 2
    alice.types("handover", "sign", "bob", "--yes")
    data = alice.reads("handover")["offers"]
    assert [offer["votes"] for offer in data] == [4]
    alice.types("handover", "apply", "--yes")
    assert clerk_keys(coop) == [key_of("better clerk").public_key.base64]


def test_signing_twice_is_signing_once(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    propose(coop, alice)
    head = coop.hub.ref("refs/heads/handover/alice")
    propose(coop, alice)
    assert alice.status == 0 and coop.hub.ref("refs/heads/handover/alice") == head


def test_a_key_that_was_somebodys_is_refused_before_anything_is_signed(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    (coop.folder / "new.pub").write_text(key_of("dan").public_key.line + "\n")
    assert "[key_in_use]" in propose(coop, alice) and alice.status == 10
    (coop.folder / "new.pub").write_text(key_of("dan").openssh_private())
    assert "private key" in propose(coop, alice) and alice.status == 2
    (coop.folder / "new.pub").write_text("ssh-ed25519 AAAA\n")
    assert "[key_type]" in propose(coop, alice) and alice.status == 10
    assert coop.hub.ref("refs/heads/handover/alice") is None


def test_a_signature_by_somebody_else_does_not_count_and_is_told(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    propose(coop, alice)
    forged = coop.sign_handover("bob", key_of("next clerk"), key=key_of("mallory"))
    coop.hub.set_ref("refs/heads/handover/bob", forged)
    said = alice.types("handover")
    assert "handover/bob does not count" in said and "2 of 7 votes" in said
    alice.types("handover", "apply", "--yes")
    assert alice.status == 11


def test_without_a_network_the_signature_is_kept_and_sent_later(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.types("whoami")
    alice.goes_offline()
    assert "kept until it can be sent" in propose(coop, alice) and alice.status == 0
    alice.comes_back()
    assert "delivered alice's word on new keys of the clerk" in alice.types("handover")
    commit = coop.hub.ref("refs/heads/handover/alice") or ""
    data = coop.file("handovers/alice.yaml", commit) or b""
    assert coop.hub.commit(commit).trailer(TRAILER) == digest_of(data)


def test_status_tells_of_a_handover_until_it_is_done(coop: Coop) -> None:
    alice, bob, dan = (Laptop(coop, name) for name in ("alice", "bob", "dan"))
    assert "New keys of the clerk" not in dan.types("status") and dan.reads("status")["handovers"] == []
    propose(coop, alice)
    said = dan.types("status")
    assert "New keys of the clerk, signed by alice: 2 of 7 votes, 4 needed" in said
    assert "read what they sign: govtool handover" in said and "→ govtool handover sign" in said
    said = alice.types("status")
    assert "signed by alice" in said and "→ govtool handover sign" not in said, "alice has signed"
    bob.types("handover", "sign", "--yes")
    assert "→ put it on main: govtool handover apply" in dan.types("status")
    (found,) = dan.reads("status")["handovers"]
    assert found == {"signed": ["alice", "bob"], "weight": 4, "needed": 4, "is_valid": True}
    dan.types("handover", "apply", "--yes")
    assert "New keys of the clerk" not in alice.types("status")


def test_status_reads_of_handovers_what_lies_on_branches_of_members_alone(coop: Coop) -> None:
    alice, dan = Laptop(coop, "alice"), Laptop(coop, "dan")
    propose(coop, alice)
    commit = coop.hub.ref("refs/heads/handover/alice") or ""
    coop.hub.delete_ref("refs/heads/handover/alice")
    dan.git("push", "-q", "origin", f"{coop.head}:refs/heads/handover/dan")
    alice.git("push", "-q", "origin", f"{commit}:refs/heads/handover/nobody")
    said = dan.types("status")
    assert "New keys of the clerk" not in said and "does not count" not in said
    said = dan.types("handover")
    assert "signed by alice: 2 of 7 votes" in said and "handover/dan does not count" in said


def test_it_asks_before_it_signs(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    terminal = alice.sits_down("handover", "propose", "--key", str(coop.folder / "new.pub"))
    terminal.expect("Is that what you mean")
    terminal.sendline("n")
    terminal.expect("Nothing was signed")
    assert coop.hub.ref("refs/heads/handover/alice") is None


def test_what_a_signature_says_is_shown_before_it_is_signed(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    alice = Laptop(coop, "alice")
    said = propose(coop, alice, "--stands", "0")
    before = said[: said.index("Signed, and delivered")]
    assert key_of("next clerk").public_key.fingerprint in before and key_of("clerk").public_key.fingerprint in before
    assert "Entry 0, of Sun 1 Nov, 10:00, is the last that stays: Test Co-operative is founded." in before
    assert "1  Sun 1 Nov, 10:00  0001 About kettle opens, proposed by alice" in before
    assert "Every later entry is discarded, also those that the clerk adds until then." in before
    assert "Your signature is good until Tue 1 Dec, 10:00 (in 30 days)." in before
    said = propose(coop, Laptop(coop, "bob"), "--stands", "all")
    assert "Every entry stays, also those that the clerk adds until then. Nothing is discarded." in said


def test_a_live_clerk_that_adds_a_minute_stops_nobody(coop: Coop) -> None:
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    propose(coop, alice)
    coop.open("alice", "kettle", MOTION)
    said = bob.types("handover", "sign", "--yes")
    assert "all entries stay" in said and "4 of 7 votes, 4 needed" in said
    assert "the old ones are worthless" in bob.types("handover", "apply", "--yes") and coop.entry("0001").is_open


def test_those_who_let_all_stand_and_those_who_name_the_last_are_two_offers(coop: Coop) -> None:
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    propose(coop, alice)
    propose(coop, bob, "--stands", "0")
    data = alice.reads("handover")["offers"]
    assert [(offer["stands"], offer["votes"]) for offer in data] == [("all", 2), (coop.genesis, 2)]
    assert "2 different handovers" in alice.types("handover", "apply", "--yes") and alice.status == 2


def test_an_expired_signature_is_told_and_signed_again(coop: Coop) -> None:
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    propose(coop, alice)
    coop.later("P31D")
    said = bob.types("handover")
    assert "handover/alice does not count: it is too late" in said and "Nobody has signed a handover" in said
    assert "2 of 7 votes, 4 needed" in propose(coop, alice)
    file = coop.file("handovers/alice.yaml", coop.hub.ref("refs/heads/handover/alice")) or b""
    assert b"cast: 2" in file, "the word that expired does not outlast the new one"


def test_what_belongs_to_a_handover_that_was_done_is_told_no_more(coop: Coop) -> None:
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    for laptop in (alice, bob):
        propose(coop, laptop)
    alice.types("handover", "apply", "--yes")
    coop.later("P90D")
    assert "does not count" not in bob.types("handover")


def test_no_handover_begins_at_a_minute_that_is_dated_ahead(coop: Coop) -> None:
    now = coop.now
    coop.later("PT11M")
    coop.open("alice", "kettle", MOTION)
    coop.at(now)
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    propose(coop, alice, "--stands", "all")
    said = propose(coop, bob, "--stands", "all")
    assert "4 of 7 votes, 4 needed" in said and "more than ten minutes ahead of your clock" in said
    bob.types("handover", "apply", "--yes")
    assert bob.status == 11 and clerk_keys(coop) != [key_of("next clerk").public_key.base64]
    coop.later("PT1M")
    assert "the old ones are worthless" in bob.types("handover", "apply", "--yes")
