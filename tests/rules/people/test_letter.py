"""What comes from outside: a letter waits until a member brings it in, and comes in only if it is its author's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.core.finding import Finding
from govtool.core.state import State
from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.statement import TakeStatement
from govtool.domain.people.application import Application
from govtool.io.git.git import EMPTY_TREE
from govtool.roles.minutes import event_evidence
from tests.world.coop import Coop
from tests.world.newcomer import (
    application,
    kitchen,
    letter_data,
    nomination,
    received,
    sends_letter,
    states,
    with_kitchen,
)
from tests.world.people import FOUNDED_AT, blob_of, key_of, person


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    return with_kitchen(Coop.copied(tmp_path_factory, tmp_path))


def receive(coop: Coop, name: str, digest: str, by: str = "alice") -> set[str]:
    """What the clerk has against a member's bringing something in."""
    return states(coop, by, "receive", {"candidate": name, "letter": digest})


def test_what_an_outsider_sends_waits_and_changes_nothing(coop: Coop) -> None:
    before = coop.head
    sends_letter(coop, "frank")
    coop.run_clerk()
    assert coop.head == before and coop.run.done == []
    assert Member.of(coop.registry, "frank") is None


def test_a_member_brings_an_application_in_and_its_times_run_from_then(coop: Coop) -> None:
    digest = sends_letter(coop, "frank", teams=["kitchen"])
    coop.later("P100D")
    assert receive(coop, "frank", digest) == set()
    frank, found = coop.member("frank"), application(coop, "frank")
    assert (frank.membership, frank.committed_minutes_per_week, frank.name) == ("applicant", 0, "Frank")
    assert [(key.blob, key.use, key.active_at) for key in frank.keys] == [(blob_of("frank"), "sign", coop.now)]
    assert (found.applied_at, found.expires_at) == (coop.now, add(coop.now, "P180D"))
    assert (found.received_by, found.letter, found.teams, found.text) == ("alice", digest, ("kitchen",), "I am Frank.")
    assert len(coop.hub.loose_commit(coop.head).parents) == 3 and coop.audit().ok


def test_who_registers_is_a_volunteer_without_an_application(coop: Coop) -> None:
    digest = sends_letter(coop, "wilma", wants="volunteer", wanted_minutes_per_week=0)
    assert receive(coop, "wilma", digest) == set()
    wilma = coop.member("wilma")
    assert wilma.membership == "none" and Application.of(coop.registry, "wilma") is None
    found = bylaws_of(coop.registry).class_of(wilma)
    assert found is not None and (found[0], found[1].votes) == ("volunteer", 0) and coop.audit().ok


def test_a_volunteer_proposes_and_does_not_vote(coop: Coop) -> None:
    digest = sends_letter(coop, "wilma", wants="volunteer", wanted_minutes_per_week=0)
    assert receive(coop, "wilma", digest) == set()
    number = coop.open("wilma", "kettle", "- action: motion")
    coop.vote("wilma", number)
    coop.run_clerk()
    assert coop.voided(number) == {"VOID:not_in_electorate"}


def test_a_nomination_brings_an_application_in_by_itself(coop: Coop) -> None:
    digest = sends_letter(coop, "frank")
    assert states(coop, "bob", "nominate", nomination("frank", letter=digest)) == set()
    assert coop.member("frank").membership == "applicant"
    assert application(coop, "frank").received_by == "bob" and coop.audit().ok


def test_a_volunteer_s_registration_is_no_application_to_nominate_on(coop: Coop) -> None:
    digest = sends_letter(coop, "wilma", wants="volunteer")
    body = nomination("wilma", 60, letter=digest)
    assert states(coop, "bob", "nominate", body) == {"REFUSE:precondition"}
    assert Member.of(coop.registry, "wilma") is None


def test_only_members_bring_somebody_in(coop: Coop) -> None:
    digest = sends_letter(coop, "frank")
    assert receive(coop, "frank", digest, by="vera") == {"REFUSE:not_allowed"}
    assert states(coop, "vera", "nominate", nomination("frank", letter=digest)) == {"REFUSE:not_allowed"}
    assert receive(coop, "frank", digest, by="erin") == set()


def test_what_nobody_sent_cannot_be_brought_in(coop: Coop) -> None:
    digest = sends_letter(coop, "frank")
    assert receive(coop, "frank", "sha256:" + "1" * 64) == {"REFUSE:missing_outside"}
    assert receive(coop, "grace", digest) == {"REFUSE:precondition"}, "it is another's"


def test_a_changed_letter_is_another_one_and_the_cited_one_is_gone(coop: Coop) -> None:
    old = sends_letter(coop, "frank")
    new = sends_letter(coop, "frank", text="I changed my mind about the text.")
    assert receive(coop, "frank", old) == {"REFUSE:missing_outside"}
    assert receive(coop, "frank", new) == set()
    assert application(coop, "frank").text == "I changed my mind about the text."


def test_an_id_is_given_once(coop: Coop) -> None:
    digest = sends_letter(coop, "vera", key=key_of("other vera"), proof=coop.proof("other vera", member="vera"),
                          signer=key_of("other vera"))  # fmt: skip
    assert receive(coop, "vera", digest) == {"REFUSE:id_taken"}
    received(coop, "frank")
    again = sends_letter(coop, "frank")
    assert receive(coop, "frank", again) == {"REFUSE:id_taken"}


def test_a_letter_is_signed_with_the_key_that_it_names(coop: Coop) -> None:
    digest = sends_letter(coop, "frank", signer=key_of("mallory"))
    assert receive(coop, "frank", digest) == {"REFUSE:proof_of_possession"}


def test_a_proof_for_another_person_or_place_is_none(coop: Coop) -> None:
    digest = sends_letter(coop, "frank", proof=coop.proof("frank", member="grace"))
    assert receive(coop, "frank", digest) == {"REFUSE:proof_of_possession"}
    elsewhere = coop.another("elsewhere", nonce="3" * 32)
    digest = sends_letter(coop, "frank", proof=elsewhere.proof("frank"))
    assert receive(coop, "frank", digest) == {"REFUSE:proof_of_possession"}


@pytest.mark.parametrize("owner", ["clerk", "alice", "vera"])
def test_a_key_that_is_somebody_s_comes_in_for_nobody_else(coop: Coop, owner: str) -> None:
    digest = sends_letter(coop, "frank", key=key_of(owner), proof=coop.proof(owner, member="frank"),
                          signer=key_of(owner))  # fmt: skip
    assert receive(coop, "frank", digest) == {"REFUSE:key_in_use"}


def test_two_people_with_one_key_are_one_person(coop: Coop) -> None:
    received(coop, "frank")
    twin = sends_letter(coop, "frances", key=key_of("frank"), proof=coop.proof("frank", member="frances"),
                        signer=key_of("frank"))  # fmt: skip
    assert receive(coop, "frances", twin) == {"REFUSE:key_in_use"}


def test_a_letter_lies_where_its_id_says_and_adds_nothing_else(coop: Coop) -> None:
    digest = sends_letter(coop, "frank", path="applications/grace.yaml")
    assert receive(coop, "frank", digest) == {"REFUSE:extra_path"}
    data = letter_data(coop, "frank")
    files = {"applications/frank.yaml": data, "docs/page.md": b"x\n"}
    coop.push_raw("application/frank", files, message=f"Apply\n\nApplication: {digest}\n", key=key_of("frank"))
    assert receive(coop, "frank", digest) == {"REFUSE:extra_path"}


def test_a_letter_is_made_on_main_so_that_no_stranger_s_history_comes_in(coop: Coop) -> None:
    data = letter_data(coop, "frank")
    root = coop.commit(coop.tree(EMPTY_TREE, {"big.bin": b"x" * 1000}), (), "Root\n", None)
    digest = sends_letter(coop, "frank", data=data)
    tree = coop.tree(coop.hub.loose_commit(root).tree, {"applications/frank.yaml": data})
    odd = coop.commit(tree, (root,), f"Apply\n\nApplication: {digest}\n", key_of("frank"))
    coop.hub.set_ref("refs/heads/application/frank", odd)
    assert receive(coop, "frank", digest) == {"REFUSE:ancestry"}
    assert not coop.hub.is_ancestor(root, coop.head)


@pytest.mark.parametrize("missing", ["id", "name", "wants", "wanted_minutes_per_week", "key", "proof"])
def test_a_letter_says_all_that_is_needed(coop: Coop, missing: str) -> None:
    lines = letter_data(coop, "frank").decode().split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{missing}:"))
    stop = next(i for i in range(start + 1, len(lines)) if not lines[i].startswith(" "))
    digest = sends_letter(coop, "frank", data="\n".join(lines[:start] + lines[stop:]).encode())
    assert receive(coop, "frank", digest) == {"REFUSE:schema"}


def test_a_text_can_be_given_as_a_digest_and_not_as_both(coop: Coop) -> None:
    kept = "sha256:" + "a" * 64
    both = letter_data(coop, "frank").replace(b"\nid:", f'\ntext_digest: "{kept}"\nid:'.encode())
    assert receive(coop, "frank", sends_letter(coop, "frank", data=both)) == {"REFUSE:schema"}
    digest = sends_letter(coop, "frank", text=None, text_digest=kept)
    assert receive(coop, "frank", digest) == set()
    assert (application(coop, "frank").text, application(coop, "frank").text_digest) == (None, kept)


class Blind(TakeStatement):
    """A statement that a clerk gone bad takes without judging it."""

    def problems(self, state: State) -> Iterator[Finding]:
        return iter(())


def test_a_clerk_that_brings_in_a_stolen_key_fails_the_audit(coop: Coop) -> None:
    digest = sends_letter(coop, "frank", signer=key_of("mallory"))
    statement = coop.state("alice", "receive", {"candidate": "frank", "letter": digest})
    outside = coop.hub.ref("refs/heads/application/frank") or ""
    event = event_evidence.statement(coop.book, statement, coop.now, outside)
    blind = Blind(event.at, event.paper, event.counts_from, event.keys, event.outside)
    coop.cheat(blind, statement, outside)
    assert coop.failed() >= {"FAIL:proof_of_possession"}


def test_who_left_keeps_their_id_and_their_key(coop: Coop) -> None:
    left, other = person("frank").changed(membership="left", left_at=FOUNDED_AT), key_of("frank", 2)
    people = [*map(person, ("alice", "bob", "carol")), left]
    coop = coop.another(people=people, records=kitchen("alice bob carol"))
    digest = sends_letter(coop, "frank", key=other, proof=coop.proof("frank", 2), signer=other)
    assert receive(coop, "frank", digest) == {"REFUSE:id_taken"}
    assert states(coop, "frank", "apply", {"wanted_minutes_per_week": 600}) == set()
    assert coop.member("frank").membership == "applicant"
