"""What a first state must be, asked of the rule itself; stories of foundings stand in test_event.py and others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.former_class import FormerClass, FormerClasses
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.constitution.tenure import Spell, Tenure
from govtool.domain.decisions.statement import Statement
from govtool.domain.lifecycle.founding import minute_zero, problems, signed_by_founder
from govtool.domain.work.wage import Row, Wages
from govtool.roles.minutes.event_evidence import KEYS
from tests.world import federation
from tests.world.people import FOUNDED_AT, blob_of, codes, organization, person, shipped_bylaws
from tests.world.source import Memory
from tests.world.town import Town
from tests.world.words import MOTION

FOUNDED, NAME = {"founded"}, "Test Co-operative"
PEOPLE = (organization(), shipped_bylaws(), person("alice"), person("bob"))


def judged(*more: FileRecord, placed: Mapping[str, FileRecord | bytes] | None = None, **minute: object) -> set[str]:
    """Why these records cannot be a first state, beside the organisation, its bylaws, Alice and Bob."""
    files: dict[str, FileRecord | bytes] = {**{one.path: one for one in (*PEOPLE, *more)}, **(placed or {})}
    data = {path: one if isinstance(one, bytes) else one.as_file for path, one in files.items()}
    made = minute_zero(NAME, "0" * 32, FOUNDED_AT, data)
    return codes(problems(State(Memory(files)), made.changed(**minute), data, KEYS))


def test_an_organisation_with_bylaws_and_people_is_a_first_state() -> None:
    assert judged() == set()


@pytest.mark.parametrize(
    "values",
    [
        {"number": 1},
        {"previous": "sha256:" + "0" * 64},
        {"event": "stated"},
        {"name": "Another"},
        {"files": ()},
        {"nonce": "0" * 31},
        {"nonce": None},
    ],
)
def test_minute_zero_says_what_was_founded(values: dict[str, object]) -> None:
    assert judged(**values) == FOUNDED


def test_nothing_was_proposed_stated_or_worked_before_the_founding() -> None:
    town = Town(["alice", "bob"])
    entry = town.entry(town.file("alice", "kettle", MOTION))
    assert town.state("bob", "recuse", {"proposal": "tea", "holds": True})
    statement = Statement.home.path("bob", 1)
    assert judged(entry) == FOUNDED
    assert judged(placed={statement: town.registry.data(statement) or b""}) == FOUNDED
    bylaws = bylaws_of(town.registry)
    classes = FormerClass(until_on="2026-10-01", classes=dict(bylaws.classes), bands=dict(bylaws.bands))
    wage = Row(class_="wage", starts_on="2026-01-01", per_hour_minor=1, decided_by="0001")
    spell = Spell(until_on="2026-10-01", membership="none", committed_minutes_per_week=0)
    assert judged(FormerClasses(rows=(classes,))) == judged(Wages(rows=(wage,))) == FOUNDED
    assert judged(Tenure(member="bob", spells=(spell,))) == FOUNDED


def test_the_currency_has_the_decimals_that_it_has_everywhere() -> None:
    assert judged(organization(exponent=0)) == FOUNDED


@pytest.mark.parametrize(
    ("founder", "can_accept"),
    [
        (person("carol"), True),
        (person("carol", membership="none"), False),
        (person("carol").changed(keys=()), False),
        (person("carol").changed(keys=(person("carol").keys[0].changed(use="recovery"),)), False),
        (person("dan"), False),
    ],
)
def test_a_founder_who_has_yet_to_accept_is_a_member_with_a_key_to_do_so(founder: Member, can_accept: bool) -> None:
    assert judged(founder, organization(founding=("carol",))) == (set() if can_accept else FOUNDED)


def test_who_is_there_at_a_founding_has_a_place_and_a_file_of_their_own() -> None:
    assert judged(person("carol", membership="probationary")) == FOUNDED, "the end of the probation is missing"
    assert judged(person("carol").changed(keys=person("bob").keys)) == {"key_in_use"}
    assert judged(Team(id="bar", name="Bar", seats=(Seat(member="zed", counts_at=FOUNDED_AT),))) == {"unknown_member"}
    assert judged(Team(id="bar", name="Bar", seats=(Seat(member="bob", counts_at=FOUNDED_AT),))) == set()
    assert judged(placed={"registry/members/b/bo/bert.yaml": person("zed")}) == {"name"}
    assert judged(*(person(name).changed(membership="none") for name in ("alice", "bob"))) == {"no_voter"}


@pytest.mark.parametrize(
    ("changes", "signs"),
    [
        ({}, True),
        ({"membership": "none"}, False),
        ({"use": "recovery"}, False),
        ({"active_at": add(FOUNDED_AT, "PT1M")}, False),
        ({"revoked_at": FOUNDED_AT}, False),
    ],
)
def test_a_founding_is_signed_by_one_of_its_members_with_a_key_that_signs(
    changes: dict[str, object], signs: bool
) -> None:
    bob = person("bob")
    key = bob.keys[0].changed(**{name: value for name, value in changes.items() if name != "membership"})
    bob = bob.changed(keys=(key,), membership=changes.get("membership", "member"))
    state = State(Memory({one.path: one for one in (*PEOPLE[:3], bob)}))
    assert signed_by_founder(state, blob_of("bob"), FOUNDED_AT) is signs
    assert signed_by_founder(state, blob_of("alice"), FOUNDED_AT)
    assert not signed_by_founder(state, blob_of("carol"), FOUNDED_AT)


def test_who_has_yet_to_accept_does_not_sign_the_founding() -> None:
    state = State(Memory({one.path: one for one in (*PEOPLE[1:], organization(founding=("bob",)))}))
    assert signed_by_founder(state, blob_of("alice"), FOUNDED_AT)
    assert not signed_by_founder(state, blob_of("bob"), FOUNDED_AT)


# A federation ---------------------------------------------------------------------------------------------------------

AFFILIATES = federation.records()
FEDERATION = {one.path: one for one in (organization(), federation.bylaws(), *federation.persons())} | AFFILIATES


def judged_federation(*changed: FileRecord, without: tuple[str, ...] = (), **placed: FileRecord) -> set[str]:
    """Why the federation of the tests, with other records in it, cannot be a first state."""
    files = {path: one for path, one in FEDERATION.items() if path not in without}
    files |= {one.path: one for one in changed} | placed
    data = {path: one.as_file for path, one in files.items()}
    minute = minute_zero(NAME, "0" * 32, FOUNDED_AT, data)
    found = list(problems(State(Memory(files)), minute, data, KEYS))
    assert all(each.code == "name" or each.values["what"] for each in found)
    return codes(found)


def test_a_federation_is_founded_with_its_affiliates_and_each_person_belongs_to_one() -> None:
    assert judged_federation() == set()
    assert judged_federation(without=tuple(AFFILIATES)) == FOUNDED, "no affiliate"
    assert judged_federation(without=(Affiliation.home.path("bob"),)) == FOUNDED, "bob belongs to none"
    assert judged_federation(without=(Affiliate.home.path("commune"),)) == FOUNDED, "finn belongs to none that is there"
    assert judged_federation(person("zed", membership="left")) == set(), "who has left belongs to none"
    assert judged_federation(person("bob", membership="left")) == FOUNDED, "bob has left, and belongs to Riverside"


def test_a_co_operative_has_no_affiliates() -> None:
    assert judged(federation.affiliate("riverside", 0)) == FOUNDED
    assert judged(federation.affiliation("bob", "riverside")) == FOUNDED
    assert judged() == set()


@pytest.mark.parametrize(
    ("changes", "is_right"),
    [
        ({}, True),
        ({"people": 2}, False),
        ({"people_most": 3}, True),
        ({"people_most": 2}, False),
        ({"joined_at": "2020-01-01T00:00:00Z"}, True),
        ({"joined_at": add(FOUNDED_AT, "PT1M")}, False),
        ({"people_most_at": add(FOUNDED_AT, "PT1M")}, False),
        ({"acted_at": add(FOUNDED_AT, "PT1M")}, False),
        ({"ends_at": federation.FAR, "end": "left"}, False),
        ({"trade_ends_at": FOUNDED_AT}, False),
        ({"mandates": ({"what": "case", "by": ("eva",), "need": 1, "until": federation.FAR},)}, True),
        ({"mandates": ({"what": "case", "by": ("zed",), "need": 1, "until": federation.FAR},)}, False),
        ({"decides": "signers", "signers": ("bob",), "need": 1}, True),
        ({"decides": "signers", "signers": ("zed",), "need": 1}, False),
    ],
)
def test_an_affiliate_is_there_with_as_many_people_as_belong_to_it(changes: dict[str, object], is_right: bool) -> None:
    affiliate = federation.affiliate("riverside", **{"people": 3, **changes})  # type: ignore[arg-type]
    assert judged_federation(affiliate) == (set() if is_right else FOUNDED)


@pytest.mark.parametrize(
    ("affiliation", "is_right"),
    [
        (federation.affiliation("bob", "riverside"), True),
        (federation.affiliation("bob", "riverside", "riverside"), False),
        (federation.affiliation("bob", "riverside", base="commune"), False),
        (federation.affiliation("bob", "nowhere"), False),
        (federation.affiliation("bob", "riverside", moved_at=FOUNDED_AT), True),
        (federation.affiliation("bob", "riverside", moved_at=add(FOUNDED_AT, "PT1M")), False),
        (federation.affiliation("zed", "riverside"), False),
    ],
)
def test_a_person_belongs_to_affiliates_that_are_there(affiliation: Affiliation, is_right: bool) -> None:
    assert judged_federation(affiliation) == (set() if is_right else FOUNDED)


@pytest.mark.parametrize("changes", [{"since": add(FOUNDED_AT, "PT1M")}, {"ended_at": FOUNDED_AT}])
def test_nobody_belongs_to_an_affiliate_later_or_no_more(changes: dict[str, str]) -> None:
    row = federation.affiliation("bob", "riverside").rows[0].changed(**changes)
    assert judged_federation(federation.affiliation("bob", "riverside", rows=(row,))) == FOUNDED
    long_ago = row.changed(since="2020-01-01T00:00:00Z", ended_at=None)
    assert judged_federation(federation.affiliation("bob", "riverside", rows=(long_ago,))) == set()


@pytest.mark.parametrize(("ended_at", "is_right"), [(FOUNDED_AT, True), (add(FOUNDED_AT, "PT1M"), False)])
def test_a_person_may_have_left_an_affiliate_before_the_founding(ended_at: str, is_right: bool) -> None:
    bob = federation.affiliation("bob", "riverside", "restaurant")
    rows = (bob.rows[0], bob.rows[1].changed(ended_at=ended_at))
    assert judged_federation(bob.changed(rows=rows)) == (set() if is_right else FOUNDED)


def test_an_affiliate_and_an_affiliation_stand_at_the_paths_of_their_ids() -> None:
    affiliate, affiliation = Affiliate.home.path("riverside"), Affiliation.home.path("bob")
    for path, elsewhere in (
        (affiliate, "registry/affiliates/xx/x.yaml"),
        (affiliation, "registry/affiliations/x/xx/x.yaml"),
    ):
        found = judged_federation(without=(path,), **{elsewhere: FEDERATION[path]})
        assert "name" in found
