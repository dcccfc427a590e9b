"""What a case is at a time follows from its record, and a failed one supports a complaint for a year."""

from __future__ import annotations

import pytest

from govtool.core.times import add, subtract
from govtool.domain.people.case import Case, Party, case_problems
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


def why_not(town: Quarrel, at: str, ground: str | None = "force", number: int = 1, **respondent: str) -> str:
    """Why a case supports nothing against a respondent; empty if it does."""
    party = Party.model_validate(respondent or {"affiliate": "restaurant"}, by_name=True)
    found = [one.values["what"] for one in case_problems(town.registry, number, party, ground, at)]
    return found[0] if found else ""


def test_a_failed_case_supports_a_vote_about_its_respondent_on_its_ground(town: Quarrel) -> None:
    town.failed()
    assert why_not(town, town.now) == why_not(town, town.now, ground=None) == ""
    assert why_not(town, town.now, "fraud-on-members") == "case 1 is not on the ground fraud-on-members"
    assert why_not(town, town.now, affiliate="riverside") == "case 1 is not against riverside"
    assert why_not(town, town.now, person="restaurant") == "case 1 is not against restaurant"
    assert why_not(town, town.now, number=2) == "case 2 is not against restaurant"
    assert why_not(town, subtract(town.now, "PT1M")).startswith("case 1 is open until")


def test_a_failed_case_supports_nothing_a_year_after_its_opening(town: Quarrel) -> None:
    town.failed()
    over = add(FOUNDED_AT, "P365D")
    assert why_not(town, subtract(over, "PT1M")) == "" and why_not(town, over) == "case 1 is more than a year old"


def test_a_complainant_who_named_no_mediator_gains_nothing_by_the_failure(town: Quarrel) -> None:
    town.opens()
    town.says("dora", "name-mediator", affiliate="restaurant", case=1, mediator="mo")
    town.later("P14D")
    assert town.case().status(town.now) == "failed"
    assert why_not(town, town.now) == "case 1 failed because riverside named no mediator"


def test_an_agreed_case_supports_nothing(town: Quarrel) -> None:
    town.opens()
    town.named()
    for who, affiliate in (("bob", "riverside"), ("dora", "restaurant")):
        town.says(who, "agree-case", affiliate=affiliate, case=1, text_digest=TEXT)
    town.later("P70D")
    assert why_not(town, town.now) == "case 1 ended in an agreement"
