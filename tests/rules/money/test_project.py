"""A project: opened, changed, closed and opened again by votes; what is booked under it, and until when."""

from __future__ import annotations

import pytest

from govtool.domain.money.project import ChangeProject, Project, is_known, is_open
from tests.world.money import Books, income
from tests.world.people import codes, refusal

PRECONDITION = {"precondition"}


@pytest.fixture
def books() -> Books:
    """There is a team, and an open project of it."""
    books = Books()
    assert books.pass_("- {action: form-team, team: web, name: Web, members: [bob]}") == "enacted"
    assert books.pass_(opens("website", "team: web", "price_minor: 100")) == "enacted"
    return books


def opens(project: str, *more: str, kind: str = "client") -> str:
    """The action, as proposal.yaml has it."""
    facts = [f"project: {project}", "name: A page", f"project_kind: {kind}", *more]
    return f"- {{action: open-project, {', '.join(facts)}}}"


def changes(project: str = "website", version: int = 1, state: str = "closed", *more: str) -> str:
    """The action, as proposal.yaml has it."""
    facts = [f"project: {project}", f"from_version: {version}", "name: A site", f"state: {state}", *more]
    return f"- {{action: change-project, {', '.join(facts)}}}"


def found(books: Books, project: str = "website") -> Project:
    record = Project.of(books.registry, project)
    assert record is not None and record.path == Project.home.path(project)
    return record


def test_a_project_is_opened_with_what_was_voted(books: Books) -> None:
    assert found(books).data() == {
        "id": "website",
        "version": 1,
        "name": "A page",
        "kind": "client",
        "state": "open",
        "team": "web",
        "price_minor": 100,
    }


def test_an_id_is_taken_for_ever(books: Books) -> None:
    assert refusal(lambda: books.open(opens("website"))) == PRECONDITION
    assert books.pass_(changes()) == "enacted"
    assert refusal(lambda: books.open(opens("website"))) == PRECONDITION
    assert books.pass_(opens("shop")) == "enacted" and found(books, "shop").team is None


def test_its_team_is_there(books: Books) -> None:
    assert refusal(lambda: books.open(opens("shop", "team: cooks"))) == {"unknown_team"}
    assert refusal(lambda: books.open(changes("website", 1, "open", "team: cooks"))) == {"unknown_team"}


@pytest.mark.parametrize(("price", "seen"), [(0, {"schema"}), (1, set())])
def test_a_price_is_more_than_nothing(books: Books, price: int, seen: set[str]) -> None:
    if seen:
        assert refusal(lambda: books.open(opens("shop", f"price_minor: {price}"))) == seen
    else:
        assert books.pass_(opens("shop", f"price_minor: {price}")) == "enacted"


def test_a_change_makes_what_is_left_out_empty_and_keeps_the_kind(books: Books) -> None:
    assert books.pass_(changes()) == "enacted"
    now = found(books)
    assert (now.version, now.name, now.kind, now.state) == (2, "A site", "client", "closed")
    assert now.team is None and now.price_minor is None
    assert books.pass_(changes(version=2, state="open")) == "enacted" and found(books).version == 3


@pytest.mark.parametrize(("version", "seen"), [(0, {"schema"}), (1, set()), (2, PRECONDITION)])
def test_a_change_begins_at_the_version_that_stands(books: Books, version: int, seen: set[str]) -> None:
    if seen:
        assert refusal(lambda: books.open(changes(version=version))) == seen
    else:
        assert books.open(changes(version=version))


def test_what_is_not_there_is_not_changed(books: Books) -> None:
    assert refusal(lambda: books.open(changes("shop"))) == {"unknown_project"}


def test_of_two_votes_on_one_version_the_second_fails_and_names_the_first(books: Books) -> None:
    first, second = books.open(changes()), books.open(changes(state="open"))
    books.later("P2D")
    books.agree(first)
    books.agree(second, "P2D")
    assert (books.enact(first), books.enact(second)) == ("enacted", "precondition")


def test_closed_it_is_known_and_takes_no_money(books: Books) -> None:
    assert codes(is_known(books.registry, "website")) == codes(is_open(books.registry, "website")) == set()
    assert codes(is_known(books.registry, "shop")) == codes(is_open(books.registry, "shop")) == {"unknown_project"}
    books.both("alice", "bob", "book-income", income(books.now, 7, project="website"))
    assert books.pass_(changes()) == "enacted"
    assert codes(is_known(books.registry, "website")) == set()
    assert codes(is_open(books.registry, "website")) == PRECONDITION
    late = income(books.now, 7, project="website")
    assert refusal(lambda: books.state("alice", "book-income", late)) == PRECONDITION


def test_the_version_of_a_project_is_known_and_need_not_be_typed(books: Books) -> None:
    known = ChangeProject.known["from_version"]
    assert known(books.registry, {"project": "website"}) == known(books.registry, {"project": "other"}) == 1
    assert books.pass_(changes()) == "enacted"
    assert known(books.registry, {"project": "website"}) == 2
