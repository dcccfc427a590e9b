"""What opens by itself at its limits: names that are taken, another year, hundreds at once, nobody there to vote."""

from __future__ import annotations

import pytest

from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.cause import automatic_votes
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.draft import moment_of, pending
from govtool.domain.decisions.motion import Motion
from govtool.domain.decisions.opening import Open, problems
from govtool.domain.people.probation import Probation, begin
from tests.world.people import person
from tests.world.town import KEYS, Town

FOUNDERS = ["alice", "bob", "carol", "dan"]
LONGEST = "a" * 31


def tried(town: Town, *names: str) -> None:
    """People in probation in the kitchen, whose votes are due in 76 days."""
    for name in names:
        member = person(name, membership="probationary", hours=600)
        town.registry = begin(town.registry.put(member.path, member), name, "kitchen", 600, town.now)


def slugs(town: Town) -> list[str]:
    """The proposals that are open, by name."""
    return [entry.slug for entry in docket.open_entries(town.registry)]


def test_a_name_that_somebody_took_before_is_numbered() -> None:
    town = Town(FOUNDERS)
    tried(town, "frank")
    for slug in ("confirm-frank", "confirm-frank-2"):
        assert town.file("alice", slug, Motion(action="motion"))
    town.later("P77D")
    town.open_due()
    assert slugs(town)[-1] == "confirm-frank-3"


def test_the_longest_id_still_gives_a_name_and_another_one_when_it_is_had_again() -> None:
    town = Town(FOUNDERS)
    tried(town, LONGEST, LONGEST[:-1] + "b")
    town.later("P77D")
    town.open_due()
    first = slugs(town)
    assert len(first) == 2 and len(set(first)) == 2
    town.later("P7D")
    town.clerk()
    again = slugs(town)
    assert len(again) == 2 and not set(again) & set(first)


def test_a_vote_that_is_had_again_in_another_year_lies_in_that_year() -> None:
    town = Town(FOUNDERS)
    town.now = "2026-10-10T10:00:00Z"
    tried(town, "frank")
    town.now = "2026-12-30T10:00:00Z"
    town.open_due()
    town.later("P7D")
    town.clerk()
    folders = [entry.folder for entry in docket.open_entries(town.registry)]
    assert folders == ["proposals/2027-01/confirm-frank-2"]


def test_where_nobody_is_left_to_vote_the_others_open_and_it_opens_once_somebody_is_there() -> None:
    """All stand aside from what is about Frank: it is told, holds nothing up, and opens when one is back."""
    town = Town(FOUNDERS)
    tried(town, "frank", "grace")
    for name in FOUNDERS:
        assert town.state(name, "recuse", {"about": "frank", "holds": True})
    town.later("P77D")
    town.open_due()
    assert slugs(town) == ["confirm-grace"]
    (draft,) = pending(town.registry, town.now)
    found = problems(town.registry, draft, moment_of(draft, town.now, KEYS))
    assert {one.code for one in found} == {"no_electorate"}
    assert town.state("bob", "recuse", {"about": "frank", "holds": False})
    town.open_due()
    entry = next(entry for entry in docket.open_entries(town.registry) if entry.slug == "confirm-frank")
    assert town.who_votes(entry) == {"bob"}


def test_hundreds_that_are_due_at_once_all_open() -> None:
    town = Town(FOUNDERS)
    names = [f"p{first}{second}" for first in "abcdefghijklmn" for second in "abcdefghijklmn"]
    tried(town, *names)
    town.later("P77D")
    opened = 0
    while (draft := next(pending(town.registry, town.now), None)) is not None:
        assert town.take(Open(town.now, draft, moment_of(draft, town.now, KEYS))), town.refused
        opened += 1
    assert opened == len(names)


def test_who_waits_for_room_longer_than_an_application_is_good_applies_anew_and_keeps_the_nomination() -> None:
    """Nobody else could take the nomination back, if who made it is gone."""
    town = Town(FOUNDERS)
    tried(town, "grace")
    assert town.state("alice", "receive", {"candidate": "frank"}, town.letter("frank"))
    body = {"candidate": "frank", "team": "kitchen", "minutes_per_week": 600}
    assert town.state("bob", "nominate", body) and town.state("bob", "resign", {})
    town.clerk()
    assert slugs(town) == []
    town.later("P181D")
    assert town.state("grace", "leave-probation", {})
    town.clerk()
    assert slugs(town) == [], "it is good no more"
    assert town.state("frank", "apply", {"wanted_minutes_per_week": 600})
    town.clerk()
    assert slugs(town) == ["admit-frank"]


@pytest.mark.parametrize("days", [0, 7])
def test_one_who_is_expelled_and_reported_dead_goes_once(days: int) -> None:
    """Whichever comes first ends the other."""
    town = Town([*FOUNDERS, "erin"])
    assert town.state("alice", "complain", {"about": "dan", "particulars": {"text": "x"}})
    _countersigned(town, "alice", "bob")
    town.later("P28D")
    town.clerk()
    town.later(f"P{days}D")
    assert town.state("alice", "report-incapacity", {"about": "dan", "reason": "death"})
    _countersigned(town, "alice", "bob")
    town.clerk()
    assert slugs(town) == ["expel-dan", "incapacity-dan"]
    town.later("P14D")
    yes = dict.fromkeys(["alice", "bob", "carol", "erin"], "for")
    town.clerk(yes)
    town.later("P30D")
    town.enact_due()
    town.clerk(yes)
    town.later("P30D")
    town.clerk()
    assert town.membership("dan") == "left" and not slugs(town)


def _countersigned(town: Town, first: str, second: str) -> None:
    digest = next(digest for digest, one in all_awaited(town.registry, town.now) if one.member == first)
    assert town.state(second, "countersign", {"confirms": digest}), town.refused


def test_probation_and_report_at_once_end_in_one_of_them() -> None:
    town = Town(FOUNDERS)
    tried(town, "frank")
    town.later("P77D")
    assert town.state("alice", "report-incapacity", {"about": "frank", "reason": "incapacity"})
    _countersigned(town, "alice", "bob")
    town.clerk()
    assert slugs(town) == ["incapacity-frank", "confirm-frank"] or slugs(town) == ["confirm-frank", "incapacity-frank"]
    yes = dict.fromkeys(FOUNDERS, "for")
    for days in (7, 7, 7):
        town.later(f"P{days}D")
        town.clerk(yes)
    assert town.membership("frank") in ("left", "member") and Probation.of(town.registry, "frank") is None
    found = Member.of(town.registry, "frank")
    assert found is not None and found.committed_minutes_per_week == 600


def test_what_is_due_at_once_opens_in_the_order_of_the_catalogue_and_by_waiting_time_within_a_kind() -> None:
    """The order gives the numbers, so that it can never change."""
    town = Town([*FOUNDERS, "erin", "fay"])
    tried(town, "hal")
    town.later("P1D")
    tried(town, "gus")
    assert town.state("alice", "complain", {"about": "dan", "particulars": {"text": "x"}})
    _countersigned(town, "alice", "bob")
    assert town.state("alice", "name-dormant", {"members": ["erin"]})
    town.later("P200D")
    assert town.state("alice", "report-incapacity", {"about": "fay", "reason": "death"})
    _countersigned(town, "alice", "bob")
    assert town.state("alice", "receive", {"candidate": "vera"}, town.letter("vera"))
    assert town.state("bob", "nominate", {"candidate": "vera", "team": "kitchen", "minutes_per_week": 600})
    due = [f"{vote.name}-{vote.action.subject or 'all'}" for vote in automatic_votes(town.registry, town.now)]
    assert due == ["admit-vera", "confirm-hal", "confirm-gus", "expel-dan", "incapacity-fay", "dormant-all"]


@pytest.mark.parametrize(
    ("person_id", "first", "second"),
    [
        ("frank", "confirm-frank", "confirm-frank-2"),
        ("a" * 23, "confirm-" + "a" * 23, "confirm-" + "a" * 21 + "-2"),
        ("a" * 22 + "-b", "confirm-" + "a" * 22, "confirm-" + "a" * 21 + "-2"),
        ("a" * 20 + "-bcde", "confirm-" + "a" * 20 + "-bc", "confirm-" + "a" * 20 + "-2"),
    ],
)
def test_a_name_is_cut_to_what_a_folder_can_be_called(person_id: str, first: str, second: str) -> None:
    town = Town(FOUNDERS)
    tried(town, person_id)
    town.later("P77D")
    town.open_due()
    assert slugs(town) == [first]
    town.later("P7D")
    town.clerk()
    assert slugs(town) == [second]


def test_a_name_is_free_only_if_nothing_lies_in_its_folder() -> None:
    town = Town(FOUNDERS)
    tried(town, "frank")
    town.later("P77D")
    town.registry = town.registry.put_text("proposals/2027-01/confirm-frank/proposal.yaml", b"A draft\n")
    (draft,) = pending(town.registry, town.now)
    assert draft.folder == "proposals/2027-01/confirm-frank-2"
