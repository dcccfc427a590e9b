"""`govtool init --profile federation`: a federation with its first affiliate, and what its founders read and answer."""

from __future__ import annotations

import json

import pytest

from govtool.cli.main import run
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation, home_of
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.io.git.template import federation_bylaws
from tests.commands.setup.test_init import NAMED, NOW, Founder, founder  # noqa: F401
from tests.world.coop import Coop
from tests.world.place import ROOT

PROFILE = ("--profile", "federation")
RIVERSIDE = (*PROFILE, "--affiliate", "riverside:Riverside Co-op")
ALICE, BOB = "alice:Alice Lee", "bob:Bob Roy:bob.pub"


def test_a_federation_is_founded_with_its_first_affiliate(founder: Founder) -> None:  # noqa: F811
    founder.clones()
    said = founder.init(*RIVERSIDE, *NAMED, "--founder", ALICE, "--founder", BOB)
    assert founder.status == 0, said
    state = founder.book.state
    assert bylaws_of(state).as_file == federation_bylaws()
    riverside = Affiliate.one(state, "riverside")
    assert (riverside.name, riverside.kind, riverside.decides) == ("Riverside Co-op", "co-operative", "people")
    assert (riverside.people, riverside.people_most, riverside.genesis, riverside.mandates) == (2, 40, None, ())
    assert (riverside.joined_at, riverside.people_most_at, riverside.acted_at) == (NOW, NOW, NOW)
    assert [home_of(state, name, NOW) for name in ("alice", "bob")] == ["riverside", "riverside"]
    assert {bylaws_of(state).votes_of(member) for member in Member.all(state)} == {1}
    assert {member.committed_minutes_per_week for member in Member.all(state)} == {0}


def test_who_founds_reads_that_one_person_has_one_vote_and_which_affiliate_there_is(
    founder: Founder,  # noqa: F811
) -> None:
    founder.clones()
    said = founder.init(*RIVERSIDE, *NAMED, "--founder", ALICE, "--founder", BOB)
    assert "name: Kettle; a federation of organisations; it counts its money in EUR" in said
    assert "affiliate Riverside Co-op (riverside): co-operative; decides by its people\n" in said
    assert "    2 people now; it may bring in 40 without another vote\n" in said
    assert "people; each has one vote, whatever the number of their affiliates:" in said
    assert "home riverside" in said
    assert "hours a week" not in said and "0m a week" not in said
    assert "of 2 votes: more than half = 2 (2 people)" in said


def test_the_founders_say_what_it_is_and_how_many_people_it_may_bring(founder: Founder) -> None:  # noqa: F811
    founder.clones()
    said = founder.init(
        *PROFILE, "--affiliate", "commune:The Commune:a commune", "--people-most", "1", *NAMED, "--founder", ALICE
    )
    assert founder.status == 0, said
    found = Affiliate.one(founder.book.state, "commune")
    assert (found.kind, found.people_most) == ("a commune", 1)


def test_more_founders_than_it_may_bring_are_refused(founder: Founder) -> None:  # noqa: F811
    founder.clones()
    said = founder.init(*RIVERSIDE, "--people-most", "1", *NAMED, "--founder", ALICE, "--founder", BOB)
    assert founder.status == 10 and "riverside may have 1 people, and has 2" in said
    assert founder.mains == []


def test_a_clone_gives_its_name_and_its_fingerprint(founder: Founder) -> None:  # noqa: F811
    theirs = Coop.found(founder.folder / "theirs")
    founder.git(founder.folder, "clone", "-q", str(theirs.hub.folder), "clone")
    founder.clones()
    said = founder.init(*PROFILE, "--affiliate", "clone", *NAMED, "--founder", ALICE)
    assert founder.status == 0, said
    (found,) = Affiliate.all(founder.book.state)
    assert (found.id, found.name, found.genesis) == ("test-co-operative", "Test Co-operative", theirs.genesis)
    assert f"its own founding fingerprint: {theirs.genesis}" in said


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "no affiliate": ((*PROFILE, *NAMED, "--founder", ALICE), 2, "a federation needs its first affiliate"),
    "no folder": (
        (*PROFILE, "--affiliate", "nowhere", *NAMED, "--founder", ALICE),
        2,
        "'nowhere' is neither ID:NAME nor a folder",
    ),
    "no id": ((*PROFILE, "--affiliate", "R S:Rs", *NAMED, "--founder", ALICE), 2, "the affiliate 'R S:Rs'"),
    "a folder without a history": ((*PROFILE, "--affiliate", "coop", *NAMED, "--founder", ALICE), 1, "no branch main"),
    "an affiliate of a co-operative": (
        ("--affiliate", "riverside:Riverside", *NAMED, "--founder", "alice:Alice:20h"),
        2,
        "only a federation has affiliates",
    ),
    "half a founder": ((*RIVERSIDE, *NAMED, "--founder", "alice"), 2, "is not ID:NAME[:KEY]"),
    "a key missing": ((*RIVERSIDE, *NAMED, "--founder", ALICE, "--founder", "bob:Bob"), 2, '"bob:Bob:FILE.pub"'),
    "no founder": ((*RIVERSIDE, *NAMED), 2, "a federation needs a founder"),
    "no name": ((*RIVERSIDE, "--founder", ALICE), 2, "the federation needs a name"),
    "bylaws of a co-operative": (
        (*RIVERSIDE, *NAMED, "--founder", ALICE, "--bylaws", "coop.yaml"),
        2,
        "coop.yaml holds no bylaws of a federation",
    ),
    "bylaws of a federation": (
        (*NAMED, "--founder", "alice:Alice:20h", "--bylaws", "fed.yaml"),
        2,
        "fed.yaml holds no bylaws of a co-operative",
    ),
    "a volunteer": (
        (*RIVERSIDE, *NAMED, "--founder", ALICE, "--people", "vera.yaml"),
        10,
        "vera fits no class of the bylaws",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_told_and_nothing_is_half_done(founder: Founder, case: str) -> None:  # noqa: F811
    arguments, status, message = WRONG[case]
    (founder.folder / "coop.yaml").write_bytes((ROOT / "registry" / "bylaws.yaml").read_bytes())
    (founder.folder / "fed.yaml").write_bytes(federation_bylaws())
    (founder.folder / "vera.yaml").write_text("- {id: vera, name: Vera, membership: none}\n")
    founder.clones()
    said = founder.init(*arguments)
    assert founder.status == status and message in said, said
    assert (founder.mains, founder.secrets) == ([], [])


def test_earlier_people_come_in_with_a_file_and_those_who_left_belong_to_none(founder: Founder) -> None:  # noqa: F811
    rows = [
        {"id": "carol", "name": "Carol", "keys": ["carol.pub"]},
        {"id": "zed", "name": "Zed", "membership": "left"},
    ]
    (founder.folder / "people.yaml").write_text(json.dumps(rows))
    founder.clones()
    said = founder.init(*RIVERSIDE, *NAMED, "--founder", ALICE, "--people", "people.yaml")
    assert founder.status == 0, said
    state = founder.book.state
    assert Affiliate.one(state, "riverside").people == 2
    assert home_of(state, "carol", NOW) == "riverside" and Affiliation.of(state, "zed") is None


def test_the_help_of_a_co_operative_names_the_profile_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--help"]) == 0
    options = capsys.readouterr().out.partition("Options:")[2].split("\n")
    (line,) = [line for line in options if "federation" in line]
    assert line.split()[:3] == ["--profile", "[federation]", "Found"]
