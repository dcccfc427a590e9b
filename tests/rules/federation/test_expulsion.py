"""Expelling an affiliate takes every step of an expulsion, and takes nothing from its people."""

from __future__ import annotations

import pytest

from govtool.core.times import add, subtract
from govtool.domain.constitution.affiliate import Affiliate, affiliate_of
from govtool.domain.constitution.affiliation import belongs_to, home_of
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.people.complaint import Complaint
from tests.world.people import refusal
from tests.world.quarrel import PEOPLE, WORDS, Quarrel, bylaws

NOBODY = "sha256:" + "0" * 64


@pytest.fixture
def town() -> Quarrel:
    return Quarrel()


def complained(town: Quarrel) -> Complaint:
    """Riverside and Commune complain about Restaurant, after a case of Riverside that failed."""
    town.failed()
    assert town.says("bob", "complain-affiliate", **town.about()) == set()
    assert town.sign("finn", "gita") == set()
    return town.complaint()


def voted(town: Quarrel) -> tuple[Complaint, str]:
    """The vote on it has opened; gives its number too."""
    found = complained(town)
    town.until(found.opens_at)
    (entry,) = docket.open_entries(town.registry)
    return found, entry.number


def passed(town: Quarrel) -> tuple[Complaint, str]:
    """The vote on it has passed, and waits for an appeal."""
    found, number = voted(town)
    town.now = town.entry(number).closes_at
    town.clerk(town.everybody())
    assert town.entry(number).status == "passed"
    return found, number


# The complaint -------------------------------------------------------------------------------------------------------


def test_two_affiliates_complain_and_the_last_signature_is_the_notice(town: Quarrel) -> None:
    town.failed()
    assert town.says("bob", "complain-affiliate", **town.about()) == set()
    assert town.sign("finn") == set() and list(Complaint.all(town.registry)) == [], "Commune needs two"
    assert town.sign("finn") == {"signed_already"} and town.sign("gita") == set()
    found = town.complaint()
    assert (found.affiliate, found.respondent, found.affiliates) == ("restaurant", None, ("commune", "riverside"))
    assert found.complainants == ("bob", "finn", "gita") and found.accusation == "commune and riverside complain about"
    assert (found.answer_by, found.opens_at) == (add(town.now, "P14D"), add(town.now, "P42D"))
    assert Affiliate.one(town.registry, "commune").acted_at == town.now


def test_one_person_is_not_two_affiliates_whatever_their_mandates(town: Quarrel) -> None:
    commons = Affiliate.one(town.registry, "commons")
    row = commons.mandates[0].changed(by=("bob",))
    town.registry = town.registry.keep(commons.changed(mandates=(row,)))
    town.failed()
    assert town.says("bob", "complain-affiliate", **town.about()) == set()
    assert list(Complaint.all(town.registry)) == []
    assert town.sign("alice") == set() and town.complaint().affiliates == ("commons", "riverside")


def test_the_affiliate_concerned_does_not_count_among_those_that_complain(town: Quarrel) -> None:
    town.failed()
    assert town.says("bob", "complain-affiliate", **town.about()) == set()
    assert town.sign("dora") == set(), "she may as a person"
    assert list(Complaint.all(town.registry)) == []


@pytest.mark.parametrize(("people", "is_enough"), [(24, False), (25, True)])
def test_25_people_of_three_homes_complain(people: int, is_enough: bool) -> None:
    crowd = tuple(f"anna-{letter}" for letter in "abcdefghijklmnopqrstu")
    town = Quarrel({"riverside": crowd})
    town.failed()
    assert town.says("carol", "complain-affiliate", **town.about()) == set()
    signers = ("eva", "mo", *crowd, "alice")[: people - 1]
    assert town.sign(*signers) == set()
    assert bool(list(Complaint.all(town.registry))) == is_enough
    if is_enough:
        assert town.complaint().affiliates == () and len(town.complaint().complainants) == 25


def test_the_people_of_one_home_cannot_take_all_places_for_signatures() -> None:
    """A hundred people of the affiliate concerned would sign first, and nobody else could then complain about it."""
    many = tuple(f"r-{number}" for number in range(26))
    town = Quarrel({"restaurant": many})
    town.failed()
    assert town.says("r-0", "complain-affiliate", **town.about()) == set()
    assert town.sign(*many[1:25]) == set()
    assert town.sign("r-25") == {"precondition"}
    assert town.sign("alice") == set() and town.sign("hal") == set()
    assert town.complaint().about == "restaurant"


def test_25_people_of_two_homes_are_not_enough() -> None:
    crowd = tuple(f"anna-{letter}" for letter in "abcdefghijklmnopqrstuvwx")
    town = Quarrel({"riverside": crowd})
    town.failed()
    assert town.says("carol", "complain-affiliate", **town.about()) == set()
    assert town.sign("eva", *crowd) == set() and list(Complaint.all(town.registry)) == []
    assert town.sign("mo") == set() and town.complaint().affiliate == "restaurant"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"ground": "dismissal"}, "no_ground"),
        ({"ground": "fraud-on-members"}, "no_failed_case"),
        ({"case": 2}, "no_failed_case"),
        ({"about": "commune"}, "no_failed_case"),
        ({"about": "noname"}, "unknown_affiliate"),
    ],
)
def test_a_complaint_rests_on_a_failed_case_on_a_listed_ground(town: Quarrel, body: dict[str, str], code: str) -> None:
    town.failed()
    assert code in town.says("bob", "complain-affiliate", **{**town.about(), **body})


def test_a_case_must_have_failed_before_the_complaint(town: Quarrel) -> None:
    town.failed()
    town.now = subtract(town.now, "PT1M")
    assert town.says("bob", "complain-affiliate", **town.about()) == {"no_failed_case"}


def test_who_neither_belongs_nor_acts_does_not_complain(town: Quarrel) -> None:
    town.failed()
    gone = Member.one(town.registry, "carol").changed(membership="away")
    town.registry = town.registry.keep(gone)
    assert town.says("carol", "complain-affiliate", **town.about()) == {"not_allowed"}


def test_a_federation_whose_bylaws_have_no_such_vote_hears_no_complaint(town: Quarrel) -> None:
    town.failed()
    found = Bylaws.one(town.registry)
    rest = {name: row for name, row in found.decisions.items() if name != "expel-affiliate"}
    town.registry = town.registry.keep(found.changed(decisions=rest))
    assert town.says("bob", "complain-affiliate", **town.about()) == {"no_rule"}


def test_either_of_two_withdraws_a_complaint_and_of_more_the_one_who_began(town: Quarrel) -> None:
    found = complained(town)
    assert town.says("gita", "withdraw-complaint", complaint=found.statement) == {"precondition"}
    assert town.says("bob", "withdraw-complaint", complaint=found.statement) == set()
    assert Complaint.one(town.registry, found.statement).end == "withdrawn"


# The answer and the vote ---------------------------------------------------------------------------------------------


def test_the_vote_opens_after_42_days_by_itself_and_not_before(town: Quarrel) -> None:
    found = complained(town)
    town.just_before(found.opens_at)
    assert list(docket.open_entries(town.registry)) == []
    town.later("PT1M")
    town.clerk()
    (entry,) = docket.open_entries(town.registry)
    assert entry.cause == "statement" and entry.slug.startswith("expel-restaurant")
    assert {"dora", "eva"} <= town.who_votes(entry), "its people vote on it too"


def test_nobody_submits_the_vote(town: Quarrel) -> None:
    digest = complained(town).statement
    town.later("P42D")
    assert town.file("bob", "out", f"- {{action: expel-affiliate, affiliate: restaurant, complaint: '{digest}'}}") == ""
    assert town.refused == {"due_process"}


def test_the_affiliate_answers_under_its_mandate_until_the_vote_opens(town: Quarrel) -> None:
    found = complained(town)
    body = {"affiliate": "restaurant", "complaint": found.statement, "words": {"text": "The fish was fine."}}
    assert town.says("eva", "answer-for-affiliate", **body) == {"mandate"}
    assert town.says("bob", "answer-for-affiliate", **{**body, "affiliate": "riverside"}) == {"precondition"}
    assert town.says("dora", "answer", complaint=found.statement, words=WORDS) == {"precondition"}
    assert town.says("dora", "answer-for-affiliate", **body) == set()
    answer = town.complaint().answer
    assert answer is not None and answer.text == "The fish was fine."
    town.until(found.opens_at)
    assert town.says("dora", "answer-for-affiliate", **body) == {"expired"}


def test_an_affiliate_that_needs_two_answers_with_two(town: Quarrel) -> None:
    town.failed(against_affiliate="commune")
    town.says("bob", "complain-affiliate", **town.about("commune"))
    assert town.sign("dora") == set()
    body = {"affiliate": "commune", "complaint": town.complaint().statement, "words": WORDS}
    assert town.says("hal", "answer-for-affiliate", **body) == set() and town.complaint().answer is None
    assert town.sign("gita") == set() and town.complaint().answer is not None


def test_a_vote_that_fails_settles_the_complaint(town: Quarrel) -> None:
    found, number = voted(town)
    town.now = town.entry(number).closes_at
    town.clerk(town.everybody("against"))
    assert town.entry(number).status == "rejected"
    assert Complaint.one(town.registry, found.statement).end == "rejected"
    assert affiliate_of(town.registry, "restaurant", town.now) is not None


# The effect and the appeal -------------------------------------------------------------------------------------------


def test_the_affiliate_is_out_after_28_days_and_its_people_keep_everything(town: Quarrel) -> None:
    people = {name: Member.one(town.registry, name).as_file for name in PEOPLE["restaurant"]}
    found, number = passed(town)
    decided = town.entry(number).decided
    assert decided is not None and decided.due_at == add(decided.at, "P28D")
    town.just_before(decided.due_at)
    assert affiliate_of(town.registry, "restaurant", town.now) is not None
    town.until(decided.due_at)
    gone = Affiliate.one(town.registry, "restaurant")
    assert (gone.end, gone.ends_at) == ("expelled", town.now)
    assert Complaint.one(town.registry, found.statement).end == "expelled"
    assert {name: Member.one(town.registry, name).as_file for name in people} == people
    assert not belongs_to(town.registry, "eva", "restaurant", town.now)
    assert home_of(town.registry, "eva", town.now) is None and home_of(town.registry, "alice", town.now) == "riverside"
    motion = town.file("alice", "tea", "- {action: motion}")
    assert {"dora", "eva"} <= town.who_votes(town.entry(motion))
    assert town.opens("dora", affiliate="restaurant", against_affiliate="riverside") == {"unknown_affiliate"}


def appeals(town: Quarrel, digest: str, who: str = "dora") -> set[str]:
    return town.says(who, "appeal-for-affiliate", affiliate="restaurant", complaint=digest, words=WORDS)


def test_the_affiliate_appeals_once_in_28_days_and_the_effect_waits(town: Quarrel) -> None:
    found, number = voted(town)
    assert appeals(town, found.statement) == {"precondition"}, "nothing has passed yet"
    town.now = town.entry(number).closes_at
    town.clerk(town.everybody())
    assert appeals(town, found.statement, "eva") == {"mandate"}
    assert appeals(town, found.statement) == set()
    assert appeals(town, found.statement) == {"precondition"}
    town.later("P30D")
    town.clerk()
    assert affiliate_of(town.registry, "restaurant", town.now) is not None
    assert [entry.slug.startswith("appeal-restaurant") for entry in docket.open_entries(town.registry)] == [False, True]


@pytest.mark.parametrize("choice", ["for", "against"])
def test_the_second_vote_decides(town: Quarrel, choice: str) -> None:
    found, first = passed(town)
    appeals(town, found.statement)
    town.clerk()
    (second,) = (entry for entry in docket.open_entries(town.registry) if entry.is_open)
    town.now = second.closes_at
    town.clerk(town.everybody(choice))
    town.later("P30D")
    town.clerk()
    found = Complaint.one(town.registry, found.statement)
    is_out = choice == "for"
    assert (affiliate_of(town.registry, "restaurant", town.now) is None) == is_out
    assert found.end == ("expelled" if is_out else "appeal-upheld")
    assert town.entry(first).status == ("passed" if is_out else "failed")


def test_leaving_meanwhile_does_not_escape_the_vote(town: Quarrel) -> None:
    found, number = passed(town)
    left_at = town.now
    leaving = Affiliate.one(town.registry, "restaurant").changed(ends_at=left_at, end="left")
    town.registry = town.registry.keep(leaving)
    decided = town.entry(number).decided
    assert decided is not None and decided.due_at is not None
    town.until(decided.due_at)
    gone = Affiliate.one(town.registry, "restaurant")
    assert (gone.end, gone.ends_at) == ("expelled", left_at)
    assert Complaint.one(town.registry, found.statement).end == "expelled"


def test_a_person_with_the_id_of_an_affiliate_is_not_the_affiliate(town: Quarrel) -> None:
    found = complained(town)
    namesake = Member.one(town.registry, "eva").changed(id="restaurant", keys=())
    town.registry = town.registry.keep(namesake)
    town.until(found.opens_at)
    (entry,) = docket.open_entries(town.registry)
    assert [action.kind for action in entry.actions] == ["expel-affiliate"]
    assert [asked.subject for asked in entry.asked] == [None]


# The bylaws ----------------------------------------------------------------------------------------------------------


def test_the_bylaws_leave_an_affiliate_time_to_appeal() -> None:
    found = bylaws()
    hurried = {**found.rules, "expel-affiliate": found.rules["expel-affiliate"].changed(delay="P6D")}
    alone = {name: row for name, row in found.decisions.items() if name != "confirm-affiliate-expulsion"}
    assert (
        refusal(lambda: found.changed(rules=hurried)) == refusal(lambda: found.changed(decisions=alone)) == {"schema"}
    )
    enough = {**found.rules, "expel-affiliate": found.rules["expel-affiliate"].changed(delay="P7D")}
    assert found.changed(rules=enough)


def test_only_a_federation_lists_grounds_each_once() -> None:
    found = bylaws()
    assert refusal(lambda: found.changed(kind=None)) == {"schema"}
    assert refusal(lambda: found.changed(grounds=("force", "force"))) == {"schema"}
