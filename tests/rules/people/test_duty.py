"""A duty is given and taken by a vote, to and from people who are with the organisation."""

from __future__ import annotations

import pytest

from govtool.domain.constitution.member import Member, Membership
from tests.world.money import Books
from tests.world.people import MINUTES_A_WEEK, person, refusal

PRECONDITION = {"precondition"}


def assign(member: str = "erin", duty: str = "steward", holds: bool = True) -> str:
    """The action, as proposal.yaml has it."""
    return f"- {{action: assign-duty, member: {member}, duty: {duty}, holds: {str(holds).lower()}}}"


def duties(books: Books, name: str = "erin") -> tuple[str, ...]:
    member = Member.of(books.registry, name)
    assert member is not None
    return member.duties


@pytest.fixture
def books() -> Books:
    return Books()


def test_a_duty_is_given_and_taken_and_the_others_stay_in_order(books: Books) -> None:
    for duty in ("steward", "reviewer", "treasurer"):
        assert books.pass_(assign(duty=duty)) == "enacted"
    assert duties(books) == ("reviewer", "steward", "treasurer")
    assert books.pass_(assign(duty="steward", holds=False)) == "enacted"
    assert duties(books) == ("reviewer", "treasurer")
    assert duties(books, "alice") == ("treasurer",), "of others nothing changes"


def test_who_has_a_duty_is_not_given_it_and_who_has_not_does_not_lose_it(books: Books) -> None:
    assert refusal(lambda: books.open(assign("alice", "treasurer"))) == PRECONDITION
    assert refusal(lambda: books.open(assign("erin", "treasurer", holds=False))) == PRECONDITION
    assert books.pass_(assign("alice", "treasurer", holds=False)) == "enacted" and duties(books, "alice") == ()


@pytest.mark.parametrize(
    ("membership", "may"),
    [
        *((standing, True) for standing in ("member", "probationary", "away", "none", "applicant")),
        *((standing, False) for standing in ("left", "expelled")),
    ],
)
def test_who_is_with_the_organisation_can_have_a_duty(membership: Membership, may: bool) -> None:
    people = {name: person(name) for name in MINUTES_A_WEEK}
    books = Books(people=people | {"zoe": person("zoe", membership=membership, hours=600)})
    if may:
        assert books.pass_(assign("zoe")) == "enacted" and duties(books, "zoe") == ("steward",)
    else:
        assert refusal(lambda: books.open(assign("zoe"))) == {"unknown_member"}


def test_nobody_who_is_unknown_has_a_duty(books: Books) -> None:
    assert refusal(lambda: books.open(assign("noname"))) == {"unknown_member"}
    assert refusal(lambda: books.open(assign("noname", holds=False))) == {"unknown_member"}
