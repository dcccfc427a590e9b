"""Attacks by and on the affiliates of a federation: acts without a mandate, sham affiliates, hostile names."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from govtool.core.canonical import emit
from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.federation.mandate import SetMandates
from govtool.domain.people.case import Case
from tests.world.coop import Coop
from tests.world.due_process import last_digest, stated
from tests.world.joining import TERMS, admission, with_votes
from tests.world.people import FOUNDED_AT
from tests.world.quarrel import PEOPLE, TEXT, members, records

EVERYBODY = " ".join(name for there in PEOPLE.values() for name in there)


def _federation(coop: Coop) -> Coop:
    """The affiliates that quarrel, with the votes on affiliates."""
    kept = {each.path: each for each in (*records(PEOPLE), TERMS)}
    return coop.another(people=members(PEOPLE), bylaws=with_votes(), records=kept)


def _case(affiliate: str) -> dict[str, object]:
    return {"affiliate": affiliate, "against_affiliate": "restaurant", "subject": "The fish", "text_digest": TEXT}


def _rows(*actions: Any) -> str:
    lines = emit({"actions": [action.data() for action in actions]}).decode().split("\n")[1:]
    return "\n".join(line.removeprefix("  ") for line in lines)


def recalled_delegate(coop: Coop) -> set[str]:
    """Bob acts for Riverside in another matter than his; then again after a vote that recalled him."""
    coop = _federation(coop)
    assert stated(coop, "bob", "open-case", _case("riverside")) == set()
    found = stated(coop, "bob", "leave-federation", {"affiliate": "riverside"})
    assert found == {"REFUSE:mandate"} and Affiliate.one(coop.registry, "riverside").ends_at is None
    until = add(coop.now, "P100D")
    row = {"what": "case", "by": ["carol"], "need": 1, "until": until}
    action = SetMandates.read({"action": "set-mandates", "affiliate": "riverside", "mandates": [row]})
    coop.pass_("carol", "recall", _rows(action), voters=EVERYBODY)
    assert stated(coop, "carol", "open-case", _case("riverside")) == set()
    return stated(coop, "bob", "open-case", _case("riverside"))


def split_affiliates(coop: Coop) -> set[str]:
    """Riverside splits: its people found one affiliate after the other. Each needs the vote of all."""
    coop = _federation(coop)
    seen: set[str] = set()
    for name in ("alpha", "beta"):
        action = admission(coop.genesis, PEOPLE["riverside"], id=name, signers=list(PEOPLE["riverside"]))
        number = coop.open("bob", name, _rows(action))
        for voter in EVERYBODY.split():
            coop.vote(voter, number, "for" if voter in PEOPLE["riverside"] else "against")
        coop.finish(number)
        seen.add(coop.entry(number).status)
        assert Affiliate.of(coop.registry, name) is None
    parts = [
        admission(coop.genesis, PEOPLE["riverside"], id=f"part-{n}", signers=list(PEOPLE["riverside"])) for n in "ab"
    ]
    coop.propose("bob", "parts", _rows(*parts))
    coop.run_clerk()
    seen |= coop.refused("proposal/parts")
    # a vote on one of them is not a vote on another
    coop.pass_("bob", "gamma", _rows(admission(coop.genesis, id="gamma")), voters=EVERYBODY)
    assert {found.id for found in Affiliate.all(coop.registry)} == {*PEOPLE, "gamma"}
    return seen | ({"SAME"} if coop.audit().ok else set())


def lone_signer(coop: Coop) -> set[str]:
    """Finn alone signs for Commune, which needs two; Hal signs too; Gita comes after them."""
    coop = _federation(coop)
    assert stated(coop, "finn", "open-case", _case("commune")) == set()
    waits = [found.kind for _, found in all_awaited(coop.registry, coop.now)]
    seen = {"waits"} if waits == ["open-case"] and Case.of(coop.registry, 1) is None else set()
    digest = last_digest(coop, "finn")
    assert stated(coop, "finn", "countersign", {"confirms": digest}) == {"REFUSE:own_case"}
    assert stated(coop, "hal", "countersign", {"confirms": digest}) == set()
    if Case.one(coop.registry, 1).complainant.affiliate == "commune":
        seen.add("effect")
    return seen | stated(coop, "gita", "countersign", {"confirms": digest})


def ended_mandate(coop: Coop) -> set[str]:
    """Bob signs under his mandate, and holds the statement back until the mandate has ended."""
    coop = _federation(coop)
    riverside = Affiliate.one(coop.registry, "riverside")
    row = riverside.mandates[0].changed(until=add(FOUNDED_AT, "P6D"))
    kept = {each.path: each for each in (*records(PEOPLE), TERMS)}
    kept[riverside.path] = riverside.changed(mandates=(row,))
    coop = coop.another("ended", people=members(PEOPLE), bylaws=with_votes(), records=kept)
    coop.state("bob", "open-case", _case("riverside"))
    coop.later("P7D")
    coop.run_clerk()
    assert Case.of(coop.registry, 1) is None
    return coop.refused("statement/bob/000001")


def address_in_name(coop: Coop) -> set[str]:
    """An affiliate names itself like an address. Clerk and audit open no connection, whatever it says."""
    coop = _federation(coop)
    names = ("ext::sh -c 'touch x'", "http://169.254.1.1/")
    with patch("socket.socket.connect", side_effect=AssertionError("a connection")):
        for number, name in enumerate(names):
            action = admission(coop.genesis, ("eva",), id=f"a{number}", name=name, signers=["eva"], need=1)
            coop.pass_("bob", f"a{number}", _rows(action), voters=EVERYBODY)
            assert Affiliate.one(coop.registry, f"a{number}").name == name
        return {"SAME"} if coop.audit().ok else set()
