"""The roll: a file named by its digest, in parts where it is long, shared by every vote of the same electorate."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.core.record import SchemaError
from govtool.core.state import Nothing, State
from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import elector_in
from govtool.domain.decisions.roll import (
    MAX_HEADS,
    Electorates,
    Roll,
    VoterList,
    electorate_of,
    keep_rolls,
    rolls_of,
    total,
)
from govtool.io.git.store import Layout
from govtool.roles.minutes.registry import NEWEST, state_of
from tests.world.coop import Coop
from tests.world.history import Recorded
from tests.world.people import person, refusal
from tests.world.source import Memory
from tests.world.words import MOTION

EMPTY = State(Nothing(NEWEST))
NAMES = st.from_regex(r"[a-c][a-c0-9]{1,5}", fullmatch=True)


def many(heads: int) -> dict[str, int]:
    """So many people with one to three votes; their ids begin in a hundred ways."""
    return {f"{'abcdefghij'[n % 10]}{n // 10 % 10}-{n:05d}": n % 3 + 1 for n in range(heads)}


@pytest.mark.parametrize(("heads", "files"), [(1, 1), (MAX_HEADS, 1), (MAX_HEADS + 1, 101)])
def test_a_roll_of_more_than_a_thousand_people_lies_in_parts(heads: int, files: int) -> None:
    rolls = rolls_of(many(heads))
    assert len(rolls) == files and (rolls[0].parts is None) == (files == 1)
    assert sum(len(roll.voters or {}) for roll in rolls) == heads


def test_a_roll_is_named_by_the_digest_of_its_file() -> None:
    (roll,) = rolls_of({"bob": 1, "alice": 2})
    assert roll.as_file == b"voters:\n  alice: 2\n  bob: 1\n" and roll.digest == digest_of(roll.as_file)
    digits = roll.digest.removeprefix("sha256:")
    assert roll.path == f"registry/rolls/{digits[:2]}/{digits}.yaml"


def test_rolls_share_the_parts_that_are_alike() -> None:
    before, after = (keep_rolls(EMPTY, rolls_of(many(heads))).records for heads in (2_000, 2_001))
    assert len(set(after) - set(before)) == 2, "the roll itself, and the one part with the new person"


def test_a_roll_that_is_there_is_not_laid_down_again() -> None:
    rolls = rolls_of(many(3))
    state = State(Memory({roll.path: roll for roll in rolls}))
    assert not keep_rolls(state, rolls).records


@given(st.dictionaries(NAMES, st.integers(1, 9), min_size=1, max_size=30), st.data())
def test_a_voter_list_is_the_roll_without_those_set_aside(weights: dict[str, int], data: st.DataObject) -> None:
    aside = data.draw(st.sets(st.sampled_from(sorted(weights)), max_size=len(weights) - 1))
    rest = {name: weights[name] for name in sorted(weights) if name not in aside}
    with pytest.MonkeyPatch.context() as shorter:
        shorter.setattr("govtool.domain.decisions.roll.MAX_HEADS", data.draw(st.sampled_from([0, 5, MAX_HEADS])))
        rolls = rolls_of(weights)
    voters = VoterList(keep_rolls(EMPTY, rolls), rolls[0].digest, aside, len(rest), sum(rest.values()))
    assert dict(voters) == rest and list(voters) == list(rest)
    assert (len(voters), total(voters)) == (len(rest), sum(rest.values()))
    assert all((name in voters) == (name in rest) for name in (*weights, "zed"))


def test_a_missing_roll_holds_nobody() -> None:
    voters = VoterList(EMPTY, rolls_of(many(2))[0].digest, (), 2, 3)
    assert list(voters) == [] and "a0-00000" not in voters


@pytest.mark.parametrize("weight", [0, -1, True, "2"])
def test_everybody_on_a_roll_has_a_vote(weight: object) -> None:
    with pytest.raises(SchemaError):
        Roll.read({"voters": {"alice": weight}})


LINES = 'membership: "member"\ncommitted_minutes_per_week: 9\ncounts_at: "2020-01-01T00:00:00Z"\n'
INSTANTS = st.sampled_from([None, "2026-11-01T10:00:00Z", "2027-01-31T23:59:59Z"])


@given(
    st.sampled_from(["member", "probationary", "away", "none"]),
    st.sampled_from([0, 1, 600, 2400]),
    st.tuples(INSTANTS, INSTANTS, INSTANTS, INSTANTS),
    st.sampled_from(
        ["Alice", 'membership: "member"\ncommitted_minutes_per_week: 9\ncounts_at: "2020-01-01T00:00:00Z"\n']
    ),
)
def test_both_readings_of_a_member_find_the_same_elector(
    membership: str, minutes: int, times: tuple[str | None, ...], document: str
) -> None:
    """The name of a duty, a person or a document never passes for a line of the record."""
    joined, counts_at, left, away = times
    member = person("alice").changed(
        membership=membership, committed_minutes_per_week=minutes, joined_at=joined, counts_at=counts_at, left_at=left,
        away_until=away,
    )  # fmt: skip
    assert elector_in("alice", member.as_file) == member.elector
    with pytest.raises(ValueError, match="canonical"):
        elector_in("alice", emit({"id": "alice", "name": document, "keys": [{"x": document}]}))


def test_a_roll_follows_every_change_of_a_member(tmp_path: Path) -> None:
    """What was read of a folder of members is used again only as long as nothing in it changes."""
    made = Recorded(tmp_path / "made.git", ["alice", "albert", "bob"])
    rule = bylaws_of(made.registry).rules["ordinary"]

    def roll() -> dict[str, int]:
        made.publish()
        state = state_of(made.git, made.git.loose_commit(made.head).tree, Layout())
        return electorate_of(state, bylaws_of(state), rule, made.now).rest

    assert roll() == roll() == {"albert": 1, "alice": 1, "bob": 1}
    made.later("PT1H")
    made.state("alice", "away", {"until": add(made.now, "P20D")})
    assert roll() == {"albert": 1, "bob": 1}
    made.state("bob", "hours-down", {"from_minutes": 600, "to_minutes": 0})
    assert roll() == {"albert": 1}


def test_votes_of_one_electorate_share_one_roll_and_it_stays(coop: Coop) -> None:
    first, second = coop.open("alice", "kettle", MOTION), coop.open("bob", "teapot", MOTION)
    rolls = {asked.roll for number in (first, second) for asked in coop.entry(number).asked}
    assert len(rolls) == 1 and [roll.digest for roll in Roll.all(coop.registry)] == sorted(rolls)
    coop.finish(first)
    coop.finish(second)
    assert [roll.digest for roll in Roll.all(coop.registry)] == sorted(rolls)
    assert coop.audit().ok


def test_of_those_with_a_duty_only_members_are_on_the_roll_of_it(coop: Coop) -> None:
    """Somebody who is away, or a volunteer, may keep a duty and has no vote."""
    bylaws = bylaws_of(coop.registry)
    rule = bylaws.rules["ordinary"].changed(electorate={"who": "duty", "duty": "cook"})
    state = coop.registry
    for name, membership in (("alice", "member"), ("carol", "member"), ("dan", "away"), ("vera", "none")):
        member = coop.member(name).changed(duties=("cook",), membership=membership)
        state = state.put(member.path, member)
    assert electorate_of(state, bylaws, rule, coop.now).rest == {"alice": 2, "carol": 1}


def test_an_electorate_that_is_found_once_is_the_one_of_each_rule_and_person(coop: Coop) -> None:
    """Rules that ask the same people share one answer, and no other rule, person or recusal gets it."""
    bylaws = bylaws_of(coop.registry)
    found = Electorates(coop.registry, bylaws, coop.now)
    for aside in (frozenset[str](), frozenset({"bob"})):
        for subject in (None, "alice", "carol"):
            for rule in bylaws.rules.values():
                assert found.of(rule, subject, aside) == electorate_of(
                    coop.registry, bylaws, rule, coop.now, subject, aside
                )


def test_without_the_decision_choose_nobody_chooses(coop: Coop) -> None:
    bylaws = bylaws_of(coop.registry)
    rule, electorate = Electorates(coop.registry, bylaws, coop.now).choosing(frozenset({"bob"}))
    assert (rule, electorate.without, electorate.heads) == ("ordinary", ("bob",), 4)
    without = bylaws.changed(decisions={name: row for name, row in bylaws.decisions.items() if name != "choose"})
    assert refusal(lambda: Electorates(coop.registry, without, coop.now).choosing()) == {"no_rule"}
    everybody = frozenset(coop.weights_of(coop.entry(coop.open("alice", "kettle", MOTION))))
    assert refusal(lambda: Electorates(coop.registry, bylaws, coop.now).choosing(everybody)) == {"no_electorate"}
