"""What people type when an organisation joins a federation, changes who acts for it, and leaves."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import home_of
from govtool.domain.constitution.member import Member
from govtool.io.file.yamlfile import load
from tests.world.coop import Coop
from tests.world.due_process import last_digest
from tests.world.joining import TERMS, UNION, with_votes
from tests.world.laptop import Laptop
from tests.world.people import FOUNDED_AT
from tests.world.quarrel import ACTING, PEOPLE, members, records


@pytest.fixture
def federation(coop: Coop) -> Coop:
    """The federation, in which affiliates can be admitted; Commune decides by two of its three signers."""
    kept = {each.path: each for each in (*records(PEOPLE), TERMS)}
    commune = kept[Affiliate.home.path("commune")]
    assert isinstance(commune, Affiliate)
    by, need = ACTING["commune"]
    row = commune.mandates[0].changed(until=add(FOUNDED_AT, "P100D"))
    rows = (row, row.changed(what="leave"))
    kept[commune.path] = commune.changed(decides="signers", signers=by, need=need, mandates=rows)
    return coop.another("federation", people=members(PEOPLE), bylaws=with_votes(), records=kept)


UNION_FIELDS = """\
id: union
name: The Union
kind: trade union
decides: signers
signers: [nils, nora, pam]
need: 2
policy: terms
people_most: 40
"""
PROPOSE = (
    *("propose", "admit-affiliate", "--id", "union", "--name", "The Union", "--kind", "trade union"),
    *("--decides", "signers", "--signers", "nils,nora,pam", "--need", "2", "--policy", "terms", "--people-most", "40"),
)


def _proves(federation: Coop, name: str) -> bytes:
    laptop = Laptop(federation, name)
    (laptop.folder / "union.yaml").write_text(UNION_FIELDS)
    said = laptop.types(
        "federation", "prove", "union.yaml", "--person", name, "--name", name.title(), "--to", f"{name}.yaml"
    )
    assert f"{name} signs for union" in said and laptop.status == 0, said
    return (laptop.folder / f"{name}.yaml").read_bytes()


def test_three_signers_prove_and_the_vote_admits_their_union(federation: Coop) -> None:
    rows = {name: _proves(federation, name) for name in UNION}
    assert load(rows["pam"], "pam.yaml").value["name"] == "Pam"
    bob = Laptop(federation, "bob")
    for name, row in rows.items():
        (bob.folder / f"{name}.yaml").write_bytes(row)
    given = [word for name in UNION for word in ("--people", f"@{name}.yaml")]
    said = bob.types(*PROPOSE, *given[:4], "--yes")
    assert "[undecided]" in said and "pam did not sign" in said and "govtool federation prove" in said
    said = bob.types(*PROPOSE, *given, "--yes")
    assert "Admits The Union (union) as an affiliate, on the terms of terms." in said and bob.status == 0, said
    federation.run_clerk()
    (entry,) = federation.open_entries
    for name in (name for there in PEOPLE.values() for name in there):
        federation.vote(name, entry.number)
    federation.finish(entry.number)
    assert Member.one(federation.registry, "pam").membership == "member"
    assert home_of(federation.registry, "pam", federation.now) == "union" and federation.audit().ok
    said = bob.types("show", "affiliate", "union")
    assert "The Union (union): trade union" in said
    assert "it decides by 2 of its signers: nils, nora and pam" in said
    assert "by a vote, on the terms of policy terms\n" in said
    assert "mandate enrol: 2 of nils, nora and pam, until" in said
    assert bob.reads("show", "union")["at_home"] == 3


def test_prove_says_what_is_missing(federation: Coop) -> None:
    nils, eva = Laptop(federation, "nils"), Laptop(federation, "eva")
    for laptop in (nils, eva):
        (laptop.folder / "union.yaml").write_text(UNION_FIELDS)
    assert "say who you will be here" in nils.types("federation", "prove", "union.yaml")
    assert "cannot be an id: " in nils.types("federation", "prove", "union.yaml", "--person", "Nils!", "--name", "Nils")
    said = eva.types("federation", "prove", "union.yaml")
    assert 'person: "eva"' in said and 'name: "Eva"' in said
    (eva.folder / "two.yaml").write_text("actions: []\n")
    assert "asks for 0 admissions" in eva.types("federation", "prove", "two.yaml")


def test_signers_change_who_acts_and_the_second_finds_it_in_status(federation: Coop) -> None:
    finn, hal, bob = (Laptop(federation, name) for name in ("finn", "hal", "bob"))
    row = f"case=gita until={add(FOUNDED_AT, 'P300D')}"
    said = finn.types("federation", "change-affiliate", "commune", "--mandate", row)
    assert "2 signers must sign it: govtool sign" in said and finn.status == 0, said
    federation.run_clerk()
    said = hal.types("status")
    assert "the statement of finn, who changes who acts for commune, mandates (what case, by gita, need 1, " in said
    assert "commune" not in bob.types("status")
    assert "You sign" in hal.types("sign", last_digest(federation, "finn"), "--yes") or hal.status == 0
    federation.run_clerk()
    assert [one.by for one in Affiliate.one(federation.registry, "commune").mandates] == [("gita",)]
    said = bob.types("federation", "change-affiliate", "commune", "--need", "1")
    assert "[not_signer]" in said and bob.status == 10
    finn.types("federation", "change-affiliate", "commune", "--mandates", "[]")
    federation.run_clerk()
    hal.types("sign", last_digest(federation, "finn"), "--yes")
    federation.run_clerk()
    assert Affiliate.one(federation.registry, "commune").mandates == ()
    said = bob.types("show", "commune")
    assert "nobody may act for it now" in said and federation.audit().ok
    assert (
        "→ its signers sign new ones: govtool federation change-affiliate commune --mandate 'enrol=ID until=DAY'"
        in said
    )


def test_an_affiliate_leaves_and_says_so_where_people_look(federation: Coop) -> None:
    finn, hal = Laptop(federation, "finn"), Laptop(federation, "hal")
    assert "You say that commune leaves, 90 days later." in finn.types("federation", "leave", "commune")
    federation.run_clerk()
    hal.types("sign", last_digest(federation, "finn"), "--yes")
    federation.run_clerk()
    assert "it leaves" in hal.types("show", "commune")
    listed = hal.types("list", "affiliates")
    assert "decides by signers" in listed and "3 persons" in listed and "until " in listed
    assert "You say that commune stays." in hal.types("federation", "stay", "commune")
    assert "[precondition]" in finn.types("federation", "leave", "commune") and finn.status == 10
    federation.later("P90D")
    said = finn.types("show", "affiliate", "commune")
    assert "it left" in said and "its people keep their records and votes" in said
    assert finn.reads("show", "commune")["belongs"] is False


def test_status_and_calendar_name_a_mandate_that_ends_within_30_days(federation: Coop) -> None:
    finn = Laptop(federation, "finn")
    assert add(FOUNDED_AT, "P100D") in [item["at"] for item in finn.reads("calendar")["items"]]
    federation.later("P69D")
    assert "your mandate of commune" not in finn.types("status")
    federation.later("P1D")
    said = finn.types("status")
    assert "your mandate of commune in the matter case ends" in said
    assert "govtool federation change-affiliate --help" in said
    federation.later("P30D")
    assert "your mandate of commune" not in finn.types("status")


def test_silence_and_suspended_trade_are_shown(federation: Coop) -> None:
    bob = Laptop(federation, "bob")
    said = bob.types("show", "affiliate", "restaurant")
    assert (
        "with the founding" in said
        and "3 people belong to it, at most 100 without another vote" in said
        and "2 people have their home" in said
    )
    assert "mandate case: dora, until" in said and "silent" not in said and "decides by a vote of its people" in said
    federation.later("P180D")
    assert "silent: nobody has acted for it since" in bob.types("show", "affiliate", "restaurant")
    assert bob.reads("show", "affiliate", "restaurant")["silent"] is True
    assert "does not count it" not in bob.types("show", "affiliate", "restaurant")
    federation.later("P185D")
    assert ", so the spread of a vote does not count it" in bob.types("show", "affiliate", "restaurant")
    assert "there is no affiliate 'noname'" in bob.types("show", "affiliate", "noname")
    assert "there is no affiliate 'resturant'; did you mean restaurant?" in bob.types("show", "affiliate", "resturant")
    assert "'resturant'; did you mean restaurant?" in bob.types("show", "resturant")


def test_an_affiliate_is_typed_by_a_part_of_its_name(federation: Coop) -> None:
    eva = Laptop(federation, "eva")
    said = eva.types("federation", "affiliate", "resturant")
    assert "there is no affiliate 'resturant'; did you mean restaurant?" in said and eva.status == 2
    assert "could be any of: " in eva.types("federation", "home", "r") and eva.status == 2
    said = eva.types("federation", "affiliate", "Commu")
    assert "You ask to belong to commune." in said and eva.status == 0, said


def test_a_co_operative_knows_none_of_these_words(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    for kind in ("affiliates", "affiliations", "cases"):
        said = alice.types("list", kind)
        assert f"there is no kind '{kind}'" in said and "affiliat" not in said.split("one of:")[1].split(";")[0], said
    said = alice.types("show", "affiliate", "riverside")
    assert "'affiliate riverside' names nothing" in said and "|affiliate" not in said
    assert "nothing here is called 'affiliate'" in alice.types("show", "affiliate")
    assert "[no_federation]" in alice.types("federation", "leave", "riverside") and alice.status == 10
    assert "admit-affiliate" not in alice.types("propose", "--help")
