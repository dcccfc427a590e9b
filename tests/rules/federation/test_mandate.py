"""Mandates: who sets them, how long they last, and that a new table recalls at once."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.times import add, subtract
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.federation.mandate import SetMandates
from tests.world.federation import federation_town
from tests.world.joining import UNION, Joining, admission
from tests.world.people import refusal
from tests.world.quarrel import OPENING

ROW = {"what": "case", "by": ["nils"], "need": 1, "until": "2026-12-01T00:00:00Z"}


@pytest.fixture
def town() -> Joining:
    """The federation, with the union, of whose three signers two decide."""
    made = Joining()
    assert made.decides(admission(made.genesis)) == "enacted"
    return made


def mandate(town: Joining, *by: str, need: int = 1, what: str = "case", lasts: str = "P30D") -> dict[str, Any]:
    """A mandate as people write it."""
    return {"what": what, "by": list(by), "need": need, "until": add(town.now, lasts)}


def set_mandates(*rows: dict[str, Any], affiliate: str = "riverside") -> SetMandates:
    """The action that sets them."""
    return SetMandates.read({"action": "set-mandates", "affiliate": affiliate, "mandates": list(rows)})


def refused(town: Joining, action: SetMandates) -> set[str]:
    """The codes with which a proposal is not opened."""
    assert town.asks(action) == ""
    return town.refused


# Its people vote -----------------------------------------------------------------------------------------------------


def test_a_vote_of_its_people_sets_mandates_and_recalls_who_is_left_out(town: Joining) -> None:
    town.later("P200D")
    assert town.affiliate("riverside").is_silent(town.now)
    assert town.decides(set_mandates(mandate(town, "carol", "hal"))) == "enacted"
    found = town.affiliate("riverside")
    assert [row.by for row in found.mandates] == [("carol", "hal")] and not found.is_silent(town.now)
    assert town.opens("bob") == {"mandate"}, "recalled at once"
    assert town.opens("hal") == set(), "nobody has to belong to it"


def test_a_vote_can_recall_everybody(town: Joining) -> None:
    assert town.decides(set_mandates()) == "enacted"
    assert town.affiliate("riverside").mandates == () and town.opens("bob") == {"mandate"}


def test_new_mandates_can_be_undone(town: Joining) -> None:
    assert town.decides(set_mandates(mandate(town, "bob", lasts="P100D"))) == "enacted"
    before, action = town.affiliate("riverside"), set_mandates(mandate(town, "carol", lasts="P100D"))
    standing, undo = action.standing(town.registry), action.undo(town.registry)
    assert undo is not None and town.decides(action) == "enacted"
    assert action.standing(town.registry) != standing
    assert town.decides(undo.action) == "enacted"
    assert action.standing(town.registry) == standing and town.affiliate("riverside").mandates == before.mandates


def test_a_vote_is_for_affiliates_that_decide_by_their_people(town: Joining) -> None:
    assert refused(town, set_mandates(affiliate="union")) == {"other_decision"}
    assert refused(town, set_mandates(affiliate="noname")) == {"unknown_affiliate"}
    town.keep(town.affiliate("riverside").changed(ends_at=town.now, end="left"))
    assert refused(town, set_mandates()) == {"unknown_affiliate"}


@pytest.mark.parametrize(("lasts", "is_opened"), [("P366D", True), ("P366DT1M", False)])
def test_a_mandate_lasts_366_days_at_most(town: Joining, lasts: str, is_opened: bool) -> None:
    assert bool(town.asks(set_mandates(mandate(town, "carol", lasts=lasts)))) == is_opened
    assert town.refused == (set() if is_opened else {"precondition"})


def test_a_mandate_names_people_of_the_federation(town: Joining) -> None:
    assert refused(town, set_mandates(mandate(town, "noname"))) == {"unknown_member"}
    carol = Member.one(town.registry, "carol")
    town.keep(carol.changed(membership="left"))
    assert refused(town, set_mandates(mandate(town, "carol"))) == {"other_standing"}
    town.keep(carol.changed(membership="away"))
    assert town.asks(set_mandates(mandate(town, "carol"))) != ""


def test_a_mandate_needs_no_more_people_than_it_names_each_once(town: Joining) -> None:
    for row in (mandate(town, "carol", need=2), mandate(town, "hal", "carol"), mandate(town, "hal", "hal")):
        assert refusal(lambda row=row: set_mandates(row)) == {"schema"}  # type: ignore[misc]


def test_who_resigned_meanwhile_gets_no_mandate(town: Joining) -> None:
    number = town.asks(set_mandates(mandate(town, "carol")))
    town.later("P1D")
    assert town.says("carol", "resign") == set()
    assert town.ends(number) == "failed"
    assert town.affiliate("riverside").has_mandate("case", "bob", town.now)


# Its signers change it -----------------------------------------------------------------------------------------------


def changes(town: Joining, who: str = "nils", **body: Any) -> set[str]:
    """Somebody begins to change the union; gives the codes of the refusal."""
    return town.says(who, "change-affiliate", affiliate="union", **body)


def test_one_of_two_signers_waits_and_the_second_changes_it(town: Joining) -> None:
    town.later("P200D")
    assert changes(town, mandates=[mandate(town, "gita")]) == set()
    assert not town.affiliate("union").has_mandate("case", "gita", town.now)
    assert town.sign("eva") == {"own_case"} and town.sign("nils") == {"own_case"}
    assert town.sign("pam") == set()
    found = town.affiliate("union")
    assert [row.by for row in found.mandates] == [("gita",)] and not found.is_silent(town.now)
    assert (found.signers, found.need) == (UNION, 2), "what nobody names stays"


def test_a_mandate_does_not_make_a_signer(town: Joining) -> None:
    assert changes(town, mandates=[mandate(town, "gita")]) == town.sign("nora") == set()
    assert changes(town, "gita", mandates=[]) == {"not_signer"}


def test_signers_and_their_number_change_together(town: Joining) -> None:
    assert changes(town, signers=["gita", "nils"], need=1) == town.sign("nora") == set()
    assert (town.affiliate("union").signers, town.affiliate("union").need) == (("gita", "nils"), 1)
    assert changes(town, "nora", need=2) == {"not_signer"}
    assert changes(town, "gita", mandates=[]) == set()
    assert town.affiliate("union").mandates == (), "one is enough now, and recalls everybody"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "precondition"),
        ({"need": 2}, "precondition"),
        ({"need": 4}, "precondition"),
        ({"signers": []}, "precondition"),
        ({"signers": ["nils"]}, "precondition"),
        ({"signers": ["nora", "nils"]}, "precondition"),
        ({"signers": ["nils", "noname"]}, "unknown_member"),
        (
            {"mandates": [{"what": "case", "by": ["noname"], "need": 1, "until": "2026-12-01T00:00:00Z"}]},
            "unknown_member",
        ),
        ({"mandates": [{"what": "case", "by": ["nils"], "need": 1, "until": "2029-12-01T00:00:00Z"}]}, "precondition"),
    ],
)
def test_a_change_that_cannot_be(town: Joining, body: dict[str, Any], code: str) -> None:
    assert changes(town, **body) == {code}


def test_signers_change_no_affiliate_that_decides_by_its_people(town: Joining) -> None:
    assert "other_decision" in town.says("bob", "change-affiliate", affiliate="riverside", mandates=[])
    assert "unknown_affiliate" in town.says("bob", "change-affiliate", affiliate="noname", mandates=[])


def test_the_signers_in_force_at_the_last_signature_count(town: Joining) -> None:
    assert changes(town, mandates=[]) == set()
    town.keep(town.affiliate("union").changed(signers=("nils", "nora", "pam"), need=3))
    assert town.sign("nora") == set()
    assert town.affiliate("union").mandates != (), "two of the three that it needs now"
    town.keep(town.affiliate("union").changed(signers=("nora", "pam"), need=2))
    assert "not_signer" in town.sign("pam"), "who began it is a signer no more"


def test_a_signer_who_left_does_not_count(town: Joining) -> None:
    town.keep(town.affiliate("union").changed(need=3))
    assert changes(town, mandates=[]) == town.sign("nora") == town.says("nora", "resign") == set()
    assert town.sign("pam") == set() and town.affiliate("union").mandates != ()
    assert changes(town, "nora", mandates=[]) == {"not_signer"}


def test_a_statement_that_waits_is_judged_by_the_mandates_of_its_last_signature(town: Joining) -> None:
    body = {**OPENING, "affiliate": "union"}
    assert town.says("nils", "open-case", **body) == set()
    assert next(iter(all_awaited(town.registry, town.now)))[1].kind == "open-case"
    union = Affiliate.one(town.registry, "union")
    ended = tuple(row.changed(until=town.now) for row in union.mandates)
    town.keep(union.changed(mandates=ended))
    assert "mandate" in town.sign("nora")
    just = tuple(row.changed(until=add(town.now, "PT1M")) for row in union.mandates)
    town.keep(union.changed(mandates=just))
    assert town.sign("nora") == set() and subtract(just[0].until, "PT1M") == town.now


def test_the_people_of_an_affiliate_decide_once_it_has_too_few_signers_left() -> None:
    """Else nobody could ever act for it again: its last signer signs for nothing."""
    town, asked = federation_town(), "- {action: set-mandates, affiliate: commune}"
    assert town.state("finn", "resign") and town.file("hal", "early", asked) == ""
    assert town.refused == {"other_decision"}, "two of three are enough"
    assert town.state("gita", "resign")
    number = town.file("hal", "alone", asked)
    assert town.who_votes(town.entry(number)) == {"hal"}
