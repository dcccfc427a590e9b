"""A case between two parties: who opens it, who mediates, how it ends by agreement or by date, and what it leaves."""

from __future__ import annotations

import pytest

from govtool.core.times import add, subtract
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation, AffiliationRow
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.people.case import Case
from tests.world.people import FOUNDED_AT, refusal
from tests.world.quarrel import OTHER_TEXT, TEXT, Quarrel
from tests.world.source import folded
from tests.world.town import Town


@pytest.fixture
def town() -> Quarrel:
    return Quarrel()


# Opening it ----------------------------------------------------------------------------------------------------------


def test_an_affiliate_opens_a_case_under_its_mandate(town: Quarrel) -> None:
    assert town.opens() == set()
    case = town.case()
    assert (case.complainant.id, case.respondent.id, case.status(town.now)) == ("riverside", "restaurant", "open")
    assert (case.name_by, case.ground) == (add(FOUNDED_AT, "P14D"), "force")


def test_a_person_without_the_mandate_opens_none_for_the_affiliate(town: Quarrel) -> None:
    assert town.opens("carol") == {"mandate"}
    assert town.opens("bob", affiliate="commons") == {"mandate"}


def test_an_affiliate_that_needs_two_opens_it_with_the_second_signature(town: Quarrel) -> None:
    assert town.opens("finn", affiliate="commune") == set()
    assert Case.of(town.registry, 1) is None
    assert town.sign("dora") == {"own_case"}
    assert town.sign("hal") == set()
    assert town.case().complainant.id == "commune"


@pytest.mark.parametrize(
    "body",
    [
        {"against_affiliate": None},
        {"against_person": "eva"},
        {"affiliate": None, "against_affiliate": None, "against_person": "eva"},
        {"against_affiliate": "riverside"},
    ],
    ids=["noname", "two", "two persons", "itself"],
)
def test_a_case_is_between_two_of_whom_one_is_an_affiliate(town: Quarrel, body: dict[str, str | None]) -> None:
    assert refusal(lambda: town.opens(**body)) == {"schema"}


def test_the_other_party_is_in_the_federation_and_the_ground_in_the_bylaws(town: Quarrel) -> None:
    assert town.opens(against_affiliate="noname") == {"unknown_affiliate"}
    assert town.opens(against_affiliate=None, against_person="noname") == {"unknown_member"}
    assert town.opens(ground="dismissal") == {"no_ground"}
    assert town.opens(ground=None) == set()


def test_a_party_has_at_most_three_open_cases_of_its_own(town: Quarrel) -> None:
    for _ in range(3):
        assert town.opens() == set()
    assert town.opens() == {"max_open"}
    assert town.opens("dora", affiliate="restaurant", against_affiliate="riverside") == set(), "others have their own"
    assert town.opens("bob", affiliate=None) == set(), "bob's own case is not Riverside's"
    town.later("P14D")
    assert town.opens() == set(), "those that failed are not open"


def test_a_co_operative_has_no_cases() -> None:
    town = Town(["alice", "bob"])
    town.state("alice", "open-case", {"against_affiliate": "riverside", "subject": "Fish", "text_digest": TEXT})
    assert town.refused == {"no_federation"}


# The mediators -------------------------------------------------------------------------------------------------------


def test_each_party_names_a_mediator_within_14_days(town: Quarrel) -> None:
    town.opens()
    assert town.says("bob", "name-mediator", affiliate="riverside", case=1, mediator="mia") == set()
    town.now = subtract(add(FOUNDED_AT, "P14D"), "PT1M")
    assert town.case().status(town.now) == "open"
    assert town.says("dora", "name-mediator", affiliate="restaurant", case=1, mediator="mia") == set()
    town.later("PT1M")
    assert town.case().status(town.now) == "open", "both may name the same one"
    late = town.says("dora", "name-mediator", affiliate="restaurant", case=1, mediator="mo")
    assert late == {"expired"}, "the last one in time stays"


def test_it_fails_on_day_14_if_a_party_has_named_nobody(town: Quarrel) -> None:
    town.opens()
    town.says("bob", "name-mediator", affiliate="riverside", case=1, mediator="mia")
    town.later("P14D")
    assert town.case().status(town.now) == "failed"
    assert town.says("dora", "name-mediator", affiliate="restaurant", case=1, mediator="mo") == {"expired"}


@pytest.mark.parametrize("who", ["eva", "finn", "noname"])
def test_a_mediator_has_the_duty(town: Quarrel, who: str) -> None:
    town.opens()
    assert town.says("bob", "name-mediator", affiliate="riverside", case=1, mediator=who) == {"independence"}


def belonged(town: Quarrel, name: str, affiliate: str, ended_at: str | None) -> None:
    """Somebody belonged to an affiliate until then."""
    found = Affiliation.one(town.registry, name)
    row = AffiliationRow(affiliate=affiliate, since=FOUNDED_AT, ended_at=ended_at)
    town.registry = folded(town.registry.keep(found.changed(rows=(*found.rows, row))))


def test_a_mediator_has_not_belonged_to_a_party_for_a_year(town: Quarrel) -> None:
    town.later("P400D")
    town.opens()
    belonged(town, "mia", "restaurant", None)
    belonged(town, "mo", "riverside", subtract(town.now, "P364D"))
    belonged(town, "max", "riverside", subtract(town.now, "P365D"))
    belonged(town, "mel", "commune", None)
    found = {
        name: town.says("bob", "name-mediator", affiliate="riverside", case=1, mediator=name)
        for name in ("mia", "mo", "max", "mel")
    }
    assert found == {"mia": {"independence"}, "mo": {"independence"}, "max": set(), "mel": set()}


def test_nobody_mediates_in_their_own_case(town: Quarrel) -> None:
    assert town.opens("mia", affiliate=None) == set()
    assert town.says("mia", "name-mediator", case=1, mediator="mia") == {"independence"}


def test_nobody_acts_for_the_other_party_of_their_own_case(town: Quarrel) -> None:
    assert town.opens("dora", affiliate=None) == set()
    body = {"affiliate": "restaurant", "case": 1}
    assert town.says("dora", "name-mediator", **body, mediator="mia") == {"not_allowed"}
    assert town.opens("bob", against_affiliate=None, against_person="bob") == {"not_allowed"}


# Agreeing ------------------------------------------------------------------------------------------------------------


def agrees(town: Quarrel, affiliate: str, text: str = TEXT) -> set[str]:
    who = {"riverside": "bob", "restaurant": "dora"}[affiliate]
    return town.says(who, "agree-case", affiliate=affiliate, case=1, text_digest=text)


def test_it_is_agreed_once_both_sign_one_text(town: Quarrel) -> None:
    town.opens()
    town.named()
    assert agrees(town, "riverside") == agrees(town, "restaurant", OTHER_TEXT) == set()
    assert town.case().status(town.now) == "open"
    assert agrees(town, "restaurant") == set()
    assert town.case().agreed_at == town.now
    town.later("P90D")
    assert town.case().status(town.now) == "agreed"
    assert agrees(town, "restaurant", OTHER_TEXT) == {"precondition"}


def test_it_fails_60_days_after_its_opening_by_time_alone(town: Quarrel) -> None:
    town.opens()
    town.named()
    town.now = add(FOUNDED_AT, "P59D")
    assert agrees(town, "riverside") == set()
    before = town.registry
    town.now = subtract(add(FOUNDED_AT, "P60D"), "PT1M")
    assert town.case().status(town.now) == "open"
    town.later("PT1M")
    assert town.case().status(town.now) == "failed" and town.registry is before
    assert agrees(town, "restaurant") == {"expired"}


# Advice --------------------------------------------------------------------------------------------------------------


def asks(town: Quarrel, affiliate: str, binding: bool = False) -> set[str]:
    who = {"riverside": "bob", "restaurant": "dora"}[affiliate]
    return town.says(who, "ask-advice", affiliate=affiliate, case=1, binding=binding)


def advise(town: Quarrel, *people: str) -> set[str]:
    """Mediators sign one advice."""
    if town.says(people[0], "advise", case=1, text_digest=TEXT):
        return town.refused
    return town.sign(*people[1:])


def test_three_mediators_give_advice_once_a_party_asks(town: Quarrel) -> None:
    town.failed()
    assert advise(town, "mo") == {"precondition"}, "nobody asks for it"
    assert asks(town, "restaurant") == set()
    assert advise(town, "mia") == {"independence"}, "Riverside named her"
    assert advise(town, "mo", "max") == set()
    assert town.case().advice is None
    assert town.sign("dora") == {"own_case"}
    assert town.sign("mo") == {"own_case"} and town.sign("mel") == set()
    case = town.case()
    assert (case.advice, case.advised_by, case.advised_at) == (TEXT, ("mo", "max", "mel"), town.now)
    assert not case.is_binding and case.status(town.now) == "failed"
    assert asks(town, "riverside", True) == {"precondition"}, "what comes after the advice binds nobody"


def test_advice_binds_if_both_said_so_before(town: Quarrel) -> None:
    town.failed()
    assert asks(town, "riverside", True) == set() and not town.case().is_binding
    assert asks(town, "restaurant") == set() and not town.case().is_binding
    assert asks(town, "restaurant", True) == set() and town.case().is_binding
    assert asks(town, "riverside", False) == set() and town.case().is_binding, "nobody takes it back"


def test_advice_is_asked_for_after_the_case_failed_and_within_60_days(town: Quarrel) -> None:
    town.opens()
    assert asks(town, "riverside") == {"precondition"}
    town.later("P14D")
    town.now = add(town.now, "P60D")
    assert asks(town, "riverside") == {"expired"}
    town.now = subtract(town.now, "PT1M")
    assert asks(town, "riverside") == set()


def test_advice_comes_within_60_days(town: Quarrel) -> None:
    town.failed()
    asks(town, "riverside")
    town.later("P59D")
    assert advise(town, "mo", "max") == set()
    town.later("P1D")
    assert town.sign("mel") == {"expired"}


def test_a_mediator_who_joined_a_party_meanwhile_is_not_of_the_panel(town: Quarrel) -> None:
    town.failed()
    asks(town, "restaurant")
    assert advise(town, "mo", "max") == set()
    belonged(town, "max", "riverside", None)
    assert town.sign("mel") == set() and town.case().advice is None, "two are left"
    belonged(town, "mo", "riverside", None)
    late = next(digest for digest, _ in all_awaited(town.registry, town.now))
    assert town.says("mia", "countersign", confirms=late) >= {"independence"}, "the first is no mediator any more"


# A case holds nothing back -------------------------------------------------------------------------------------------


def outside(town: Quarrel) -> dict[str, bytes | None]:
    """Every record that is no paper, no case and no minute; of affiliates all but when they acted."""
    state, found = town.registry, {}
    folders = ("members", "affiliations", "teams", "complaints", "docket", "debts", "accounts")
    kinds = [kind for kind in state.catalogue.records.values() if kind.home.top.removeprefix("registry/") in folders]
    for kind in kinds:
        found |= {path: state.data(path) for path in kind.home.paths(state)}
    for each in Affiliate.all(state):
        found[each.path] = each.changed(acted_at=FOUNDED_AT).as_file
    return {**found, "bylaws": state.data("registry/bylaws.yaml")}


def test_whatever_happens_in_a_case_no_other_record_changes(town: Quarrel) -> None:
    before = outside(town)
    town.opens()
    town.named()
    agrees(town, "riverside")
    town.later("P60D")
    assert asks(town, "riverside", True) == asks(town, "restaurant", True) == set()
    assert advise(town, "max", "mel") == set()
    assert outside(town) == before
    assert Affiliate.one(town.registry, "restaurant").acted_at == town.now


def test_a_vote_runs_to_its_end_while_its_proposer_and_others_have_a_case(town: Quarrel) -> None:
    motion = "- {action: motion}"
    number = town.file("alice", "tea", motion)
    town.opens("alice", affiliate=None)
    town.opens()
    for voter in town.everybody():
        town.vote(voter, number)
    town.until(town.entry(number).closes_at)
    assert town.case().status(town.now) == "open"
    assert town.entry(number).status == "passed"
    assert town.file("dora", "coffee", motion)
