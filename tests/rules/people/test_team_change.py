"""Teams by vote: who comes in, who goes out, and from when a seat counts."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.constitution.member import Membership
from govtool.domain.constitution.team import Team
from govtool.domain.people.team_change import seated
from tests.world.money import Books
from tests.world.people import MINUTES_A_WEEK, person, refusal, usual_people

SEASONED = "P14D"
STANDINGS: list[Membership] = ["member", "probationary", "away", "none", "applicant", "left", "expelled"]


@pytest.fixture
def books() -> Books:
    """Zoe is in probation."""
    people = usual_people()
    return Books(people=people | {"zoe": person("zoe", membership="probationary", hours=600)})


def form(*members: str, team: str = "web") -> str:
    """The action, as proposal.yaml has it."""
    return f"- {{action: form-team, team: {team}, name: Web, members: [{', '.join(members)}]}}"


def change(add: str = "", remove: str = "", team: str = "web") -> str:
    """The action, as proposal.yaml has it."""
    return f"- {{action: change-team, team: {team}, add: [{add}], remove: [{remove}]}}"


def seats(books: Books, team: str = "web") -> dict[str, str]:
    """Who is in a team, and from when each counts."""
    found = Team.of(books.registry, team)
    assert found is not None
    assert [seat.member for seat in found.seats] == sorted(seat.member for seat in found.seats)
    return {seat.member: seat.counts_at for seat in found.seats}


# Forming -------------------------------------------------------------------------------------------------------------


def test_the_first_people_of_a_team_count_at_once_and_who_is_in_probation_later(books: Books) -> None:
    assert books.pass_(form("zoe", "bob", "alice")) == "enacted"
    assert seats(books) == {"alice": books.now, "bob": books.now, "zoe": add(books.now, SEASONED)}


def test_a_team_can_be_empty_and_an_id_is_free_once(books: Books) -> None:
    assert books.pass_(form()) == "enacted" and seats(books) == {}
    assert refusal(lambda: books.open(form("bob"))) == {"precondition"}
    assert books.pass_(form("bob", team="shop")) == "enacted"


def test_who_is_unknown_is_in_no_team(books: Books) -> None:
    assert refusal(lambda: books.open(form("alice", "noname"))) == {"unknown_member"}
    assert books.pass_(form()) == "enacted"
    assert refusal(lambda: books.open(change(add="noname"))) == {"unknown_member"}


@pytest.mark.parametrize("membership", STANDINGS)
def test_members_and_who_is_on_the_way_or_away_are_in_teams_and_others_not(membership: Membership) -> None:
    people = {name: person(name) for name in MINUTES_A_WEEK}
    books = Books(people=people | {"yann": person("yann", membership=membership, hours=600)})
    if membership in ("member", "probationary", "away"):
        assert books.pass_(form("yann")) == "enacted" and "yann" in seats(books)
    else:
        assert refusal(lambda: books.open(form("yann"))) == {"unknown_member"}


@pytest.mark.parametrize(("number", "seen"), [(100, {"unknown_member"}), (101, {"schema"})])
def test_a_team_is_formed_of_a_hundred_at_most(books: Books, number: int, seen: set[str]) -> None:
    names = [f"p{each}" for each in range(number)]
    assert refusal(lambda: books.open(form(*names))) == seen


# Changing ------------------------------------------------------------------------------------------------------------


def test_who_comes_into_a_team_counts_after_a_while_and_who_was_there_as_before(books: Books) -> None:
    assert books.pass_(form("bob", "carol")) == "enacted"
    formed = books.now
    assert books.pass_(change(add="dan, alice", remove="carol")) == "enacted"
    later = add(books.now, SEASONED)
    assert seats(books) == {"alice": later, "bob": formed, "dan": later}


def test_who_is_in_a_team_is_not_added_and_who_is_not_is_not_removed(books: Books) -> None:
    assert books.pass_(form("bob")) == "enacted"
    assert refusal(lambda: books.open(change(add="bob"))) == {"precondition"}
    assert refusal(lambda: books.open(change(remove="carol"))) == {"precondition"}
    assert refusal(lambda: books.open(change(add="carol", remove="carol"))) == {"precondition"}
    assert refusal(lambda: books.open(change(add="bob", remove="bob"))) == {"precondition"}
    assert books.pass_(change(add="carol", remove="bob")) == "enacted" and set(seats(books)) == {"carol"}


def test_a_team_that_is_not_there_is_not_changed(books: Books) -> None:
    assert refusal(lambda: books.open(change(add="noname", team="shop"))) == {"unknown_team"}


# The seat of a team's own candidate ----------------------------------------------------------------------------------


def test_a_candidate_is_seated_and_who_sits_already_keeps_the_seat(books: Books) -> None:
    assert books.pass_(form("bob")) == "enacted"
    formed, at = books.now, "2027-01-01T00:00:00Z"
    books.registry = seated(seated(books.registry, "web", "alice", at), "web", "bob", at)
    assert seats(books) == {"alice": at, "bob": formed}


def test_in_a_team_that_is_not_there_nobody_is_seated(books: Books) -> None:
    assert seated(books.registry, "web", "bob", books.now) is books.registry
