"""What is done to people because nothing is heard from them waits for whatever they signed, however late the clerk."""

from __future__ import annotations

import pytest

from tests.world.coop import Coop
from tests.world.due_process import last_digest, stated
from tests.world.words import MOTION


def decided(coop: Coop, kind: str) -> str:
    """A vote of the others on Dan, who is silent, has passed; its effect comes in two weeks."""
    if kind == "dormant":
        assert stated(coop, "carol", "name-dormant", {"members": ["dan"]}) == set()
        coop.later("P28D")
        coop.run_clerk()
    else:
        assert stated(coop, "alice", "report-incapacity", {"about": "dan", "reason": "death"}) == set()
        assert stated(coop, "carol", "countersign", {"confirms": last_digest(coop, "alice")}) == set()
    (entry,) = coop.open_entries
    for voter in ("alice", "bob", "carol", "erin"):
        coop.vote(voter, entry.number)
    coop.at(entry.closes_at)
    coop.run_clerk()
    assert coop.entry(entry.number).status == "passed" and coop.member("dan").membership == "member"
    return entry.number


@pytest.mark.parametrize("kind", ["dormant", "incapacity"])
@pytest.mark.parametrize("what", ["ballot", "filing"])
def test_what_they_signed_is_looked_at_before_the_effect(coop: Coop, kind: str, what: str) -> None:
    number = decided(coop, kind)
    if what == "ballot":
        coop.vote("dan", coop.open("bob", "tea", MOTION))
    else:
        coop.propose("dan", "tea", MOTION)
    coop.later("P20D")
    coop.run_clerk()
    assert coop.member("dan").membership == "member" and coop.audit().ok
    assert coop.entry(number).status in ("failed", "withdrawn")


@pytest.mark.parametrize("kind", ["dormant", "incapacity"])
def test_what_others_signed_does_not_hold_the_effect_back(coop: Coop, kind: str) -> None:
    decided(coop, kind)
    tea = coop.open("bob", "tea", MOTION)
    coop.vote("erin", tea)
    coop.propose("erin", "cup", MOTION)
    coop.later("P20D")
    before, event = coop.head, coop.decision(tea, gather=coop.gather(tea, coop.vote("erin", tea)))
    coop.cheat(event, coop.gather(tea, coop.vote("erin", tea)))
    assert "FAIL:order" in coop.failed()
    coop.put_on_main(before)
    coop.run_clerk()
    assert coop.member("dan").membership == ("away" if kind == "dormant" else "left") and coop.audit().ok
