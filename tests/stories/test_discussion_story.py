"""A concern of a volunteer changes a text: it is asked, taken along to another text, answered, lifted and voted on."""

from __future__ import annotations

from govtool.core.minute import Minute
from govtool.domain.decisions.policy import Policy
from tests.world.coop import Coop
from tests.world.laptop import Laptop


def test_a_concern_goes_along_to_another_text_until_it_is_lifted(coop: Coop) -> None:
    alice, vera, bob = (Laptop(coop, name) for name in ("alice", "vera", "bob"))
    (alice.folder / "quiet.md").write_text("Nobody speaks after noon.\n")
    adopt = ("propose", "adopt-policy", "--policy", "quiet", "--title", "Quiet", "--text", "quiet.md", "--yes")
    alice.types(*adopt)
    coop.run_clerk()
    vera.types("object", "1", "--concern", "And if there is a fire?")
    coop.run_clerk()
    assert "Waits for your answer: the concern 0001/0001 of vera" in alice.types("status")

    # Alice writes another text; what Vera asked is not lost by that
    alice.types("withdraw", "1")
    coop.run_clerk()
    (alice.folder / "quiet.md").write_text("Nobody speaks after noon, unless there is a fire.\n")
    alice.types(*adopt, "--slug", "quiet-2", "--replaces", "1", "--until", "2027-06-30")
    coop.run_clerk()
    said = bob.types("vote", "2", "for", "--yes")
    assert "0001/0001 concern of vera to 0001, which this one replaces" in said and "| And if there is a fire?" in said
    alice.types("respond", "1/1", "--text", "See the new text")
    coop.run_clerk()
    vera.types("lift", "1/1")
    alice.types("vote", "2", "for", "--yes")
    coop.finish("0002")
    assert "fire?" not in bob.types("show", "2")
    minute = next(one for one in Minute.all(coop.registry) if one.event == "decided")
    assert minute.result == "passed" and minute.critique is None
    policy = Policy.of(coop.registry, "quiet")
    assert policy is not None and policy.text == ("Nobody speaks after noon, unless there is a fire.",)

    # the policy is repealed before its last day, over an objection that stays open
    bob.types("propose", "repeal-policy", "--policy", "quiet", "--yes")
    coop.run_clerk()
    vera.types("object", "3", "--objection", "I liked the quiet")
    coop.run_clerk()
    for laptop in (alice, bob):
        assert "I liked the quiet" in laptop.types("vote", "3", "for", "--yes")
    coop.finish("0003")
    assert "0003 Repeal policy: quiet: passed (4 for, 0 against, of 7 votes; discussion: 1 open)" in vera.types("log")
    assert Policy.of(coop.registry, "quiet") is None and coop.audit().ok
