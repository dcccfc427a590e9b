"""An affiliate is admitted by a vote, once it has decided so itself, and brings its first people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation, affiliates_of, home_of
from govtool.domain.constitution.member import Member
from govtool.domain.federation.admission import MATTERS, AllowPeople, terms_digest
from tests.world.joining import ASSEMBLY, TERMS, UNION, Joining, admission, assembly, members_of, signed
from tests.world.people import blob_of, key_of, public, refusal


@pytest.fixture
def town() -> Joining:
    return Joining()


def refused(town: Joining, action: Any) -> set[str]:
    """The codes with which a proposal of an action is not opened."""
    assert town.asks(action) == ""
    return town.refused


# The admission -------------------------------------------------------------------------------------------------------


def test_a_union_joins_with_the_signatures_of_its_signers(town: Joining) -> None:
    before = members_of(town.registry)
    assert town.decides(admission(town.genesis)) == "enacted"
    union = town.affiliate("union")
    assert (union.name, union.kind, union.decides, union.signers, union.need) == (
        "Union",
        "trade union",
        "signers",
        UNION,
        2,
    )
    assert union.joined_at == union.acted_at == union.people_most_at == town.now
    assert (union.people, union.people_most, union.terms) == (3, 40, admission(town.genesis).terms)
    assert [mandate.what for mandate in union.mandates] == list(MATTERS)
    assert all((one.by, one.need, one.until) == (UNION, 2, add(town.now, "P365D")) for one in union.mandates)
    after = members_of(town.registry)
    assert {name: after[name] for name in before} == before and set(after) == {*before, *UNION}


def test_its_people_sign_at_once_and_count_later_and_it_is_their_home(town: Joining) -> None:
    assert town.decides(admission(town.genesis)) == "enacted"
    nils = Member.one(town.registry, "nils")
    assert (nils.membership, nils.name, nils.joined_at) == ("member", "Nils", town.now)
    assert [(key.blob, key.is_active(town.now)) for key in nils.keys] == [(blob_of("nils"), True)]
    assert nils.counts_at is not None and nils.counts_at > town.now
    assert home_of(town.registry, "nils", town.now) == "union"
    assert town.says("nils", "open-case", affiliate="union", **_case()) == set()
    assert town.sign("pam") == set() and town.case().complainant.id == "union"


def test_who_is_here_already_signs_with_their_own_key_and_belongs_to_both(town: Joining) -> None:
    action = admission(town.genesis, ("eva", "nils", "nora"), signers=["eva", "nils", "nora"])
    eva = Member.one(town.registry, "eva")
    assert town.decides(action) == "enacted"
    assert Member.one(town.registry, "eva") == eva
    assert affiliates_of(town.registry, "eva", town.now) == ("restaurant", "union")
    assert home_of(town.registry, "eva", town.now) == "restaurant"


def test_each_affiliate_needs_a_vote_of_its_own(town: Joining) -> None:
    both = [admission(town.genesis, id=name) for name in ("union", "onion")]
    assert town.file("bob", "both", _asks(*both)) == "" and town.refused == {"limits"}
    assert town.file("bob", "one", _asks(both[0])) != ""


def test_five_people_found_an_assembly_and_four_do_not(town: Joining) -> None:
    assert refused(town, assembly(town.genesis, ASSEMBLY[:4])) == {"undecided"}
    assert town.decides(assembly(town.genesis)) == "enacted"
    found = town.affiliate("assembly")
    assert (found.decides, found.signers, found.mandates, found.people) == ("people", (), (), 5)


def test_an_assembly_brings_mandates_of_its_own_so_that_more_people_can_come(town: Joining) -> None:
    row = {"what": "enrol", "by": ["ada", "ben"], "need": 1, "until": add(town.now, "P366D")}
    assert town.decides(assembly(town.genesis, mandates=[row])) == "enacted"
    assert town.affiliate("assembly").has_mandate("enrol", "ben", town.now)


@pytest.mark.parametrize(
    ("mandates", "code"),
    [
        ([{"what": "enrol", "by": ["noname"], "need": 1}], "unknown_member"),
        ([{"what": "enrol", "by": ["ada"], "need": 1, "until": "2028-11-01T00:00:00Z"}], "precondition"),
    ],
)
def test_first_mandates_name_its_people_for_a_year(town: Joining, mandates: list[dict[str, Any]], code: str) -> None:
    rows = [{"until": add(town.now, "P1D"), **row} for row in mandates]
    assert refused(town, assembly(town.genesis, mandates=rows)) == {code}


def test_mandates_in_the_action_replace_those_of_signers(town: Joining) -> None:
    row = {"what": "enrol", "by": ["nils"], "need": 1, "until": add(town.now, "P1D")}
    action = admission(town.genesis, mandates=[row])
    assert town.decides(action) == "enacted"
    assert town.affiliate("union").mandates == action.mandates


def test_every_signer_must_have_signed(town: Joining) -> None:
    assert refused(town, admission(town.genesis, UNION[:2])) == {"undecided"}
    assert refused(town, admission(town.genesis, ())) == {"undecided"}


@pytest.mark.parametrize(
    "changes",
    [
        {"need": 1},
        {"people_most": 41},
        {"name": "Onion"},
        {"id": "onion"},
        {"sort": "party"},
        {"genesis": "sha256:" + "1" * 64},
    ],
)
def test_a_signature_is_for_all_that_the_action_says(town: Joining, changes: dict[str, Any]) -> None:
    found = refused(town, admission(town.genesis).changed(**changes))
    assert found == {"proof_of_possession"}, changes


def test_a_signature_for_another_federation_or_by_another_key_is_none(town: Joining) -> None:
    assert refused(town, admission("sha256:" + "0" * 64)) == {"proof_of_possession"}
    action = admission(town.genesis)
    wrong = signed(town.genesis, "nils", action, key=public(key_of("mallory")).data())
    assert refused(town, action.changed(people=[wrong, *_rows(action)[1:]])) == {"proof_of_possession"}


def test_a_key_is_one_persons_key(town: Joining) -> None:
    action = admission(town.genesis, (*UNION, "quin"))
    rows = _rows(action)
    again = {**rows[0], "person": "quin"}
    assert "key_in_use" in refused(town, action.changed(people=[*rows[:3], again]))
    assert "id_taken" in refused(town, action.changed(people=[*rows, rows[0]]))
    stranger = signed(town.genesis, "eva", action, person="quin")
    assert "key_in_use" in refused(town, action.changed(people=[*rows[:3], stranger]))


def test_nobody_comes_in_under_the_id_or_a_name_of_somebody_here(town: Joining) -> None:
    action = admission(town.genesis, (*UNION, "eva"))
    rows = _rows(action)
    assert refused(town, action.changed(people=[*rows[:3], {**rows[3], "name": "Ada"}])) == {"precondition"}
    taken = {**rows[0], "person": "eva"}
    assert "id_taken" in refused(town, action.changed(people=[*rows[:3], taken]))
    assert refused(town, action.changed(people=[*rows, rows[3]])) == {"id_taken"}


def test_who_left_signs_for_no_affiliate(town: Joining) -> None:
    action = admission(town.genesis, (*UNION, "eva"))
    town.keep(Member.one(town.registry, "eva").changed(membership="left"))
    assert refused(town, action) == {"other_standing"}


def test_a_key_that_was_revoked_or_retired_before_signs_nothing(town: Joining) -> None:
    action, eva = admission(town.genesis, (*UNION, "eva")), Member.one(town.registry, "eva")
    town.keep(eva.with_key(eva.keys[0].changed(retired_at=town.now)))
    assert refused(town, action) == {"key_retired"}
    town.keep(eva)
    number = town.asks(action)
    town.later("P1D")
    town.keep(eva.with_key(eva.keys[0].changed(revoked_at=town.now)))
    assert town.ends(number) == "failed"


def test_a_key_that_was_retired_after_the_vote_opened_still_counts(town: Joining) -> None:
    action, eva = admission(town.genesis, (*UNION, "eva")), Member.one(town.registry, "eva")
    number = town.asks(action)
    town.later("P1D")
    town.keep(eva.with_key(eva.keys[0].changed(retired_at=town.now)))
    assert town.ends(number) == "enacted"


def test_the_terms_are_a_policy_in_force(town: Joining) -> None:
    assert refused(town, admission(town.genesis, policy="rules")) == {"precondition"}
    assert refused(town, admission(town.genesis, terms="sha256:" + "0" * 64)) == {"precondition"}
    town.keep(TERMS.changed(until=town.now[:10]))
    assert refused(town, admission(town.genesis)) == {"precondition"}, "another file than they signed"
    town.keep(TERMS)
    number = town.asks(admission(town.genesis))
    town.keep(TERMS.changed(version=2, text=("Everything costs double.",)))
    assert town.ends(number) == "failed"


def test_terms_hold_on_their_last_day_and_not_after(town: Joining) -> None:
    ending = TERMS.changed(until=town.now[:10])
    town.keep(ending)
    terms = terms_digest(ending)
    assert town.asks(admission(town.genesis, terms=terms)) != ""
    town.later("P1D")
    assert refused(town, admission(town.genesis, terms=terms)) == {"precondition"}


def test_an_id_is_for_one_affiliate_for_ever(town: Joining) -> None:
    assert refused(town, admission(town.genesis, id="commune")) == {"precondition"}
    town.keep(town.affiliate("commune").changed(ends_at=town.now, end="left"))
    assert refused(town, admission(town.genesis, id="commune")) == {"precondition"}


def test_no_more_people_come_than_may_belong_to_it(town: Joining) -> None:
    assert refused(town, admission(town.genesis, people_most=2)) == {"precondition"}
    assert town.asks(admission(town.genesis, people_most=3)) != ""


def test_signers_are_named_once_and_no_more_are_needed_than_there_are(town: Joining) -> None:
    for changes in ({"need": 4}, {"need": None}, {"signers": ["pam", "nora"]}, {"decides": "people"}):
        assert refusal(lambda changes=changes: admission(town.genesis, **changes)) == {"schema"}, changes  # type: ignore[misc]


# More people ---------------------------------------------------------------------------------------------------------


def allow(before: int, after: int, affiliate: str = "commune") -> AllowPeople:
    """The action that allows more people."""
    return AllowPeople(action="allow-people", affiliate=affiliate, from_people=before, to_people=after)


def test_a_vote_allows_more_people_and_never_fewer(town: Joining) -> None:
    assert refused(town, allow(99, 200)) == refused(town, allow(100, 100)) == {"precondition"}
    assert refused(town, allow(100, 200, "noname")) == {"unknown_affiliate"}
    assert town.decides(allow(100, 101)) == "enacted"
    assert (town.affiliate("commune").people_most, town.affiliate("commune").people_most_at) == (101, town.now)


def test_a_vote_takes_no_room_that_quarters_have_given(town: Joining) -> None:
    """Three quarters gave room for 30 more, and the vote counts anew: with 45 it would have taken 25 of 70."""
    town.keep(town.affiliate("commune").changed(people_most=40, people_most_at="2026-01-01T00:00:00Z"))
    assert refused(town, allow(40, 70)) == {"precondition"}
    assert town.decides(allow(40, 71)) == "enacted" and town.affiliate("commune").people_most == 71


def test_the_number_that_grew_by_itself_meanwhile_does_not_undo_the_vote(town: Joining) -> None:
    number, other = town.asks(allow(100, 120)), town.asks(allow(100, 110))
    town.keep(town.affiliate("commune").changed(people_most=110))
    assert town.ends(number) == "enacted" and town.affiliate("commune").people_most == 120
    assert town.ends(other) == "failed" and town.affiliate("commune").people_most == 120


def test_who_comes_into_another_affiliate_after_their_home_left_has_a_home_again(town: Joining) -> None:
    town.keep(town.affiliate("restaurant").changed(ends_at=town.now, end="left"))
    assert home_of(town.registry, "eva", town.now) is None
    assert town.decides(admission(town.genesis, (*UNION, "eva"))) == "enacted"
    assert home_of(town.registry, "eva", town.now) == "union"
    assert Affiliation.one(town.registry, "eva").moved_at == town.now
    assert Affiliate.one(town.registry, "restaurant").people == 3


def _asks(*actions: Any) -> str:
    """The actions of one proposal, as people write them."""
    return json.dumps([action.data() for action in actions])


def _rows(action: Any) -> list[dict[str, Any]]:
    return list(action.data()["people"])


def _case() -> dict[str, str]:
    return {"against_affiliate": "commune", "subject": "Noise", "text_digest": "sha256:" + "a" * 64}
