"""An engagement: a consultant begins, works more or less, and ends, by a vote."""

from __future__ import annotations

import pytest

from govtool.core.minute import genesis_of
from govtool.domain.constitution.member import Member, Membership
from govtool.domain.people.key import possession_message
from govtool.io.signature.signing import prove_possession
from tests.world.money import Books
from tests.world.people import MINUTES_A_WEEK, blob_of, key_of, person, public, refusal, usual_people

PRECONDITION = {"precondition"}


@pytest.fixture
def books() -> Books:
    """Gil works ten hours a week as a consultant."""
    people = usual_people()
    return Books(people=people | {"gil": person("gil", membership="none", hours=600)})


def engage(person: str, before: int, after: int, *more: str) -> str:
    """The action, as proposal.yaml has it."""
    facts = [f"person: {person}", f"from_minutes: {before}", f"to_minutes: {after}", *more]
    return f"- {{action: engage, {', '.join(facts)}}}"


def key(name: str) -> str:
    return f"key: {{type: ssh-ed25519, blob: {blob_of(name)}}}"


def proof(books: Books, name: str, holder: str = "") -> str:
    """The proof that somebody (else) holds the key of a name."""
    message = possession_message(genesis_of(books.registry), name, public(key_of(name)))
    text = prove_possession(key_of(holder or name), message)
    return f'proof: "{text}"'.replace("\n", "\\n")


def minutes(books: Books, name: str) -> int:
    member = Member.of(books.registry, name)
    assert member is not None
    return member.committed_minutes_per_week


def test_who_is_new_comes_with_a_name_and_a_proved_key_and_has_no_vote(books: Books) -> None:
    assert books.pass_(engage("hana", 0, 600, "name: Hana", key("hana"), proof(books, "hana"))) == "enacted"
    hana = Member.of(books.registry, "hana")
    assert hana is not None
    assert (hana.membership, hana.name, hana.committed_minutes_per_week) == ("none", "Hana", 600)
    assert [(each.blob, each.use, each.active_at) for each in hana.keys] == [(blob_of("hana"), "sign", books.now)]
    assert hana.joined_at is None


@pytest.mark.parametrize("missing", ["name", "key", "proof"])
def test_who_is_new_needs_all_three(books: Books, missing: str) -> None:
    parts = {"name": "name: Hana", "key": key("hana"), "proof": proof(books, "hana")}
    del parts[missing]
    assert refusal(lambda: books.open(engage("hana", 0, 600, *parts.values()))) == PRECONDITION


def test_a_key_that_its_owner_does_not_show_to_hold_is_not_taken(books: Books) -> None:
    forged = proof(books, "hana", holder="alice")
    assert refusal(lambda: books.open(engage("hana", 0, 600, "name: Hana", key("hana"), forged))) == {
        "proof_of_possession"
    }


def test_who_is_new_worked_nothing_before_and_will_work_something(books: Books) -> None:
    parts = ("name: Hana", key("hana"), proof(books, "hana"))
    assert refusal(lambda: books.open(engage("hana", 1, 600, *parts))) == PRECONDITION
    assert refusal(lambda: books.open(engage("hana", 0, 0, *parts))) == PRECONDITION
    assert books.pass_(engage("hana", 0, 1, *parts)) == "enacted" and minutes(books, "hana") == 1


@pytest.mark.parametrize("after", [0, 1, 599, 601, 2400])
def test_who_is_known_works_more_or_less_or_ends(books: Books, after: int) -> None:
    assert books.pass_(engage("gil", 600, after)) == "enacted"
    assert minutes(books, "gil") == after
    gil = Member.of(books.registry, "gil")
    assert gil is not None and gil.membership == "none" and gil.keys[0].blob == blob_of("gil")


@pytest.mark.parametrize(("before", "after"), [(599, 700), (601, 700), (0, 700), (600, 600)])
def test_a_change_begins_where_the_person_stands_and_is_one(books: Books, before: int, after: int) -> None:
    assert refusal(lambda: books.open(engage("gil", before, after))) == PRECONDITION


@pytest.mark.parametrize("extra", ["name: Gil", key("gil")])
def test_who_is_known_brings_neither_name_nor_key(books: Books, extra: str) -> None:
    assert refusal(lambda: books.open(engage("gil", 600, 700, extra))) == PRECONDITION


@pytest.mark.parametrize(
    ("membership", "may"),
    [
        ("none", True),
        ("applicant", True),
        *((standing, False) for standing in ("member", "probationary", "away", "left", "expelled")),
    ],
)
def test_members_and_who_was_one_are_not_engaged(membership: Membership, may: bool) -> None:
    people = {name: person(name) for name in MINUTES_A_WEEK}
    books = Books(people=people | {"zoe": person("zoe", membership=membership, hours=600)})
    if may:
        assert books.pass_(engage("zoe", 600, 700)) == "enacted"
    else:
        assert refusal(lambda: books.open(engage("zoe", 600, 700))) == PRECONDITION


def test_a_volunteer_who_is_known_is_engaged(books: Books) -> None:
    assert books.pass_(engage("vera", 0, 300)) == "enacted" and minutes(books, "vera") == 300
