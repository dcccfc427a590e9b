"""New keys by a vote: whoever still has an old key can object until the new one is there."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.people.proceeding import proceedings
from tests.world.coop import Coop
from tests.world.due_process import stated
from tests.world.people import blob_of, key_of, public


def rekey(coop: Coop, voters: str) -> DocketEntry:
    """A vote that gives Alice a key of Mallory's: it has passed, and waits three days for its effect."""
    key, proof = public(key_of("mallory")), coop.proof("mallory", member="alice").rstrip("\n").replace("\n", "\n    ")
    number = coop.open(
        "bob",
        "keys",
        f"- action: rekey\n  member: alice\n  key: {{type: {key.type}, blob: {key.blob}}}\n  proof: |\n    {proof}\n",
    )
    for voter in voters.split():
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    entry = coop.entry(number)
    assert entry.decided is not None and entry.decided.result == "passed"
    assert entry.decided.due_at == add(coop.now, "P3D")
    return entry


def object_(coop: Coop, entry: DocketEntry) -> set[str]:
    return stated(coop, "alice", "object-rekey", {"proposal": entry.number})


def test_an_objection_in_the_delay_asks_for_three_quarters_of_the_votes_cast(coop: Coop) -> None:
    entry = rekey(coop, "bob carol")
    coop.later("P2D")
    assert object_(coop, entry) == set()
    after = coop.entry(entry.number)
    assert after.decided is not None and after.decided.due_at == add(add(entry.opened_at, "P14D"), "P3D")
    coop.finish(entry.number)
    enacted = coop.entry(entry.number).enacted
    assert enacted is not None and (enacted.result, enacted.reason) == ("failed", "objected")
    assert [key.blob for key in coop.member("alice").keys] == [blob_of("alice")] and coop.audit().ok


def test_a_thief_who_objects_in_the_delay_does_not_stop_three_quarters(coop: Coop) -> None:
    entry = rekey(coop, "bob carol dan")
    assert object_(coop, entry) == set()
    coop.finish(entry.number)
    assert coop.entry(entry.number).status == "passed"
    assert [key.is_revoked(coop.now) for key in coop.member("alice").keys] == [True, False]
    assert coop.audit().ok


@pytest.mark.parametrize("late", ["PT1M", "P5D"])
def test_an_objection_that_lay_there_is_heard_though_the_effect_is_due(coop: Coop, late: str) -> None:
    entry = rekey(coop, "bob carol")
    coop.later("P2DT23H59M")
    coop.state("alice", "object-rekey", {"proposal": entry.number})
    coop.later(late)
    coop.run_clerk()
    assert coop.entry(entry.number).objected_at == coop.now and coop.entry(entry.number).enacted is None
    coop.finish(entry.number)
    assert coop.entry(entry.number).status == "failed" and coop.audit().ok


def test_after_the_effect_an_objection_comes_too_late(coop: Coop) -> None:
    entry = rekey(coop, "bob carol")
    coop.finish(entry.number)
    assert coop.entry(entry.number).status == "passed"
    assert object_(coop, entry) >= {"REFUSE:key_revoked"}


def test_a_second_objection_is_refused_in_the_delay_too(coop: Coop) -> None:
    entry = rekey(coop, "bob carol")
    assert object_(coop, entry) == set()
    assert object_(coop, entry) == {"REFUSE:precondition"}


def test_status_names_a_vote_on_my_keys_until_it_takes_effect(coop: Coop) -> None:
    entry = rekey(coop, "bob carol")
    assert entry.decided is not None
    found = list(proceedings(coop.registry, coop.member("alice"), coop.now))
    assert [(each.by, each.how) for each in found] == [(entry.decided.due_at, "govtool key object 1 --sign-with FILE")]
    assert list(proceedings(coop.registry, coop.member("bob"), coop.now)) == []
    assert object_(coop, entry) == set()
    assert list(proceedings(coop.registry, coop.member("alice"), coop.now)) == []
