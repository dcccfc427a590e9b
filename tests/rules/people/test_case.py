"""What a case is at a time follows from its record, and a failed one supports a complaint for a year."""

from __future__ import annotations

import pytest

from govtool.core.times import add, subtract
from govtool.domain.people.case import Case, Party, failed_case
from tests.world.people import FOUNDED_AT, refusal
from tests.world.quarrel import TEXT, Quarrel


@pytest.fixture
def town() -> Quarrel:
    return Quarrel()


def case(**fields: object) -> Case:
    """A case of Riverside against Restaurant, opened at the founding."""
    parties = {"complainant": Party(affiliate="riverside"), "respondent": Party(affiliate="restaurant")}
    values = {"number": 1, "subject": "Fish", "text_digest": TEXT, "opened_at": FOUNDED_AT, **parties}
    return Case.model_validate({**values, **fields}, by_name=True)


def named(mediator: str | None = "mia", **fields: object) -> Party:
    return Party.model_validate({"affiliate": "riverside", "mediator": mediator, **fields}, by_name=True)


@pytest.mark.parametrize(
    ("days", "first", "second", "status"),
    [
        ("P13D", None, None, "open"),
        ("P14D", None, None, "failed"),
        ("P14D", "mia", None, "failed"),
        ("P14D", "mia", "mia", "open"),
        ("P59D", "mia", "mo", "open"),
        ("P60D", "mia", "mo", "failed"),
    ],
)
def test_its_status_is_a_function_of_the_time(days: str, first: str | None, second: str | None, status: str) -> None:
    found = case(complainant=named(first), respondent=named(second))
    assert found.status(add(FOUNDED_AT, days)) == status


def test_an_agreement_ends_it_for_good() -> None:
    found = case(agreed_at=FOUNDED_AT)
    assert found.status(add(FOUNDED_AT, "P90D")) == "agreed" and found.fails_at is None and found.ask_by is None


def test_a_party_is_an_affiliate_or_a_person() -> None:
    assert (
        refusal(lambda: Party.read({}))
        == refusal(lambda: Party.read({"affiliate": "riverside", "person": "bob"}))
        == {"schema"}
    )
    assert case().side("restaurant", "bob") == "respondent" and case().side(None, "riverside") is None


def test_a_failed_case_is_found_by_its_respondent_and_its_ground(town: Quarrel) -> None:
    town.failed()
    assert failed_case(town.registry, "restaurant", "force", town.now) == town.case()
    assert failed_case(town.registry, "restaurant", "fraud-on-members", town.now) is None
    assert failed_case(town.registry, "riverside", "force", town.now) is None
    assert failed_case(town.registry, "restaurant", "force", town.now, is_person=True) is None
    assert failed_case(town.registry, "restaurant", "force", subtract(town.now, "PT1M")) is None


def test_a_failed_case_supports_nothing_a_year_after_its_opening(town: Quarrel) -> None:
    town.failed()
    last = subtract(add(FOUNDED_AT, "P365D"), "PT1M")
    assert failed_case(town.registry, "restaurant", "force", last) is not None
    assert failed_case(town.registry, "restaurant", "force", add(FOUNDED_AT, "P365D")) is None


def test_a_complainant_who_named_no_mediator_gains_nothing_by_the_failure(town: Quarrel) -> None:
    town.opens()
    town.says("dora", "name-mediator", affiliate="restaurant", case=1, mediator="mo")
    town.later("P14D")
    assert town.case().status(town.now) == "failed"
    assert failed_case(town.registry, "restaurant", "force", town.now) is None


def test_an_agreed_case_supports_nothing(town: Quarrel) -> None:
    town.opens()
    town.named()
    for who, affiliate in (("bob", "riverside"), ("dora", "restaurant")):
        town.says(who, "agree-case", affiliate=affiliate, case=1, text_digest=TEXT)
    town.later("P70D")
    assert failed_case(town.registry, "restaurant", "force", town.now) is None
