"""What people type when they quarrel with an affiliate: cases, and complaints about an affiliate or a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.people.case import Case
from govtool.domain.people.complaint import Complaint
from tests.world.coop import Coop
from tests.world.due_process import last_digest, stated
from tests.world.laptop import Laptop
from tests.world.people import FOUNDED_AT
from tests.world.quarrel import OTHER_TEXT, PEOPLE, TEXT, bylaws, members, records


@pytest.fixture
def federation(coop: Coop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coop:
    """The federation of the quarrels, with the real clerk."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    kept = {each.path: each for each in records(PEOPLE)}
    return coop.another("federation", people=members(PEOPLE), bylaws=bylaws(), records=kept)


OPEN = ("federation", "case", "open", "restaurant", "--for", "riverside", "--subject", "Rotten fish")


def test_a_case_from_its_opening_to_an_agreement(federation: Coop) -> None:
    bob, dora, mia = (Laptop(federation, name) for name in ("bob", "dora", "mia"))
    said = bob.types(*OPEN, "--document", TEXT, "--ground", "force")
    assert "You open a case for riverside against restaurant. It fails in 14 days unless each side names a" in said
    assert "it takes effect once the clerk records it" in said and bob.status == 0
    federation.run_clerk()
    said = bob.types("federation", "case", "show", "1")
    assert "open; it fails Sun 15 Nov, 10:00 (in 14 days) unless each party names a mediator\n" in said
    assert "→ govtool federation case name 1 MEDIATOR, before Sun 15 Nov, 10:00 (in 14 days)\n" in said
    said = dora.types("status")
    assert "case 1 between riverside and restaurant fails unless you name a mediator for restaurant" in said
    assert "→ govtool federation case name 1 MEDIATOR" in said
    for laptop in (bob, dora):
        assert "You name mia as a mediator in case 1." in laptop.types("federation", "case", "name", "1", "mia")
        federation.run_clerk()
    assert "you mediate in case 1" in mia.types("status")
    said = bob.types("federation", "case", "show", "1")
    assert "unless they agree" in said and "riverside: mediator mia" in said
    assert "→ govtool federation case agree 1 FILE" in said
    for laptop in (bob, dora):
        assert "You sign an agreement" in laptop.types("federation", "case", "agree", "1", OTHER_TEXT)
        federation.run_clerk()
    said = mia.types("federation", "case", "list")
    assert "riverside and restaurant" in said and "agreed" in said
    assert "agreed" in mia.types("federation", "case", "show", "1") and "About you" not in dora.types("status")
    assert federation.audit().ok


def test_a_case_that_fails_by_date_and_the_advice_after_it(federation: Coop) -> None:
    bob, dora = Laptop(federation, "bob"), Laptop(federation, "dora")
    bob.types(*OPEN, "--document", TEXT)
    federation.run_clerk()
    assert [item["at"] for item in bob.reads("calendar", "--days", "30")["items"]] == [add(FOUNDED_AT, "P14D")]
    federation.later("P14D")
    (case,) = bob.reads("federation", "case", "list")
    assert case["status"] == "failed" and "you can ask for advice" in bob.types("status")
    assert "[expired]" in dora.types("federation", "case", "name", "1", "mo") and dora.status == 10
    assert "You ask for advice" in dora.types("federation", "case", "ask", "1", "--binding")
    federation.run_clerk()
    mediators = [Laptop(federation, name) for name in ("mo", "max", "mel")]
    assert "asks three mediators for advice" in mediators[0].types("status")
    mediators[0].types("federation", "case", "advise", "1", TEXT)
    federation.run_clerk()
    for laptop in mediators[1:]:
        digest = last_digest(federation, "mo")
        assert "You sign" in laptop.types("sign", digest, "--yes") or laptop.status == 0
        federation.run_clerk()
    said = bob.types("federation", "case", "show", "1")
    assert "advice of mo, max and mel" in said and "binding advice" not in said
    assert federation.audit().ok


def test_a_case_of_a_person_and_what_is_no_case(federation: Coop) -> None:
    eva, finn = Laptop(federation, "eva"), Laptop(federation, "finn")
    said = eva.types("federation", "case", "open", "restaurant", "--subject", "My pans", "--document", TEXT)
    assert eva.status == 0, said
    federation.run_clerk()
    assert Case.one(federation.registry, 1).complainant.person == "eva"
    assert "You name mia" in eva.types("federation", "case", "name", "1", "mia") and eva.status == 0
    said = finn.types("federation", "case", "agree", "1", TEXT)
    assert "you act for no party of case 1" in said and finn.status == 2
    assert "→ see who does: govtool show affiliate restaurant" in said
    assert finn.types("show", "case", "1") == finn.types("federation", "case", "show", "1")
    assert finn.reads("show", "case", "1") == finn.reads("federation", "case", "show", "1")
    assert "there is no case '7'" in finn.types("federation", "case", "show", "7") and finn.status == 2
    for against in ("evva", "restarant"):
        said = finn.types("federation", "case", "open", against, "--subject", "Pans", "--document", TEXT)
        nearest = {"evva": "eva", "restarant": "restaurant"}[against]
        assert f"there is no affiliate or member '{against}'; did you mean {nearest}?" in said and finn.status == 2
    said = finn.types("federation", "case", "open", "eva", "--subject", "Pans", "--document", TEXT)
    assert "[schema]" in said and finn.status == 10
    shown = finn.reads("federation", "case", "show", "1")
    assert shown["status"] == "open" and shown["steps"] == []


def failed(federation: Coop, **against: str) -> None:
    """A case of Riverside that failed."""
    body = {"affiliate": "riverside", **against, "subject": "Fish", "text_digest": TEXT, "ground": "force"}
    assert stated(federation, "bob", "open-case", dict(body)) == set()
    named = {"affiliate": "riverside", "case": 1, "mediator": "mia"}
    assert stated(federation, "bob", "name-mediator", dict(named)) == set()
    federation.later("P14D")


def test_an_affiliate_is_complained_about_answers_and_appeals(federation: Coop) -> None:
    failed(federation, against_affiliate="restaurant")
    bob, dora, mia = (Laptop(federation, name) for name in ("bob", "dora", "mia"))
    words = ("--text", "They sell rotten fish.")
    said = bob.types("federation", "complain-affiliate", "restaurant", "--ground", "force", "--case", "1", *words)
    assert "You complain about restaurant." in said and "42 days after the last signature" in said
    federation.run_clerk()
    assert "They sell rotten fish." in mia.types("sign", last_digest(federation, "bob"), "--yes")
    federation.run_clerk()
    said = dora.types("status")
    assert "commons and riverside complain about restaurant; answer in time" in said
    assert "→ govtool federation answer restaurant --file FILE" in said
    said = dora.types("federation", "answer", "restaurant", "--text", "It was fresh.")
    assert "| They sell rotten fish." in said and "You answer it for restaurant." in said
    federation.run_clerk()
    federation.later("P42D")
    federation.run_clerk()
    (entry,) = federation.open_entries
    said = mia.types("show", entry.number)
    assert "commons and riverside complain about restaurant" in said and "    | It was fresh." in said
    assert "ground: force, after case 1" in said
    for members_ in PEOPLE.values():
        for name in members_:
            federation.vote(name, entry.number)
    federation.at(entry.closes_at)
    federation.run_clerk()
    said = dora.types("status")
    assert "the expulsion of restaurant has passed; appeal before it takes effect" in said
    federation.later("P29D")
    assert "You appeal for restaurant." in dora.types("federation", "appeal", "restaurant", "--text", "Nobody came.")
    federation.run_clerk()
    assert federation.run.refused_branches == {}, "an appeal that lay there in time is heard though the clerk is late"
    assert Affiliate.one(federation.registry, "restaurant").end is None
    assert "restaurant appealed; the others vote again" in dora.types("status")
    assert federation.audit().ok


def test_a_person_is_complained_about_on_a_ground_after_a_case(federation: Coop) -> None:
    failed(federation, against_person="eva")
    bob = Laptop(federation, "bob")
    assert "Grounds for an expulsion: force, fraud-on-members and double" in bob.types("show", "bylaws")
    said = bob.types("complain", "eva", "--text", "She hit me.")
    assert "[due_process]" in said and bob.status == 10
    said = bob.types("complain", "eva", "--text", "She hit me.", "--ground", "force", "--case", "1")
    assert "two more people must sign it too, so that you have two homes" in said and "42 days after" in said
    federation.run_clerk()
    digest = last_digest(federation, "bob")
    for name in ("carol", "hal"):
        assert stated(federation, name, "countersign", {"confirms": digest}) == set()
    assert Complaint.one(federation.registry, digest).ground == "force"
    said = Laptop(federation, "eva").types("answer", "--text", "I did not.")
    assert "ground: force, after case 1: govtool federation case show 1" in said


def test_a_co_operative_has_no_cases(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types("federation", "case", "list")
    assert "a case is only for federations, and this organisation is no federation" in said and alice.status == 10
