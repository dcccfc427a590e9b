"""Two trials over their whole life, typed: one that is kept, and one that nobody votes on and that is undone."""

from __future__ import annotations

from pathlib import Path

from govtool.domain.decisions.policy import Policy
from govtool.domain.decisions.trial import Trial
from tests.world.coop import Coop
from tests.world.laptop import Laptop

ALL = ("alice", "bob", "carol", "dan", "erin")
UNDO = "Unless this vote keeps it: Repeals the policy tea, version 1."


def agreed(coop: Coop, people: dict[str, Laptop], number: str) -> None:
    """All vote for it, and its time runs out."""
    for person in people.values():
        person.types("vote", number, "for")
    coop.finish(number)


def test_two_trials_are_kept_and_undone(coop: Coop) -> None:
    people = {name: Laptop(coop, name) for name in ALL}
    alice, bob, dan = people["alice"], people["bob"], people["dan"]
    Path(alice.folder, "tea.md").write_text("Tea is at four.\n")

    # Alice proposes it, and sees that it would be a trial and what would undo it.
    adopt = ("propose", "adopt-policy", "--policy", "tea", "--title", "Tea", "--text", "tea.md", "--yes")
    half = alice.types(*adopt, "--trial-until", "2027-03-01")
    assert alice.status == 2 and "a trial needs the day of its review and what it is measured by" in half
    said = alice.types(*adopt, "--trial-until", "2027-03-01", "--measure", "Who comes for tea", "--owner", "dan")
    assert alice.status == 0, said
    assert "Adopt policy: Tea (a trial until 2027-03-01)" in said
    assert "It is a trial until 2027-03-01: Who comes for tea" in said
    undo = "Unless a second vote before that day keeps it: Repeals the policy tea, version 1."
    assert undo in said
    coop.run_clerk()
    tea = coop.open_entries[0].number
    assert "(a trial until 2027-03-01)" in bob.types("status") and undo in bob.types("show", tea)
    assert f"{tea} Adopt policy: Tea (a trial until 2027-03-01): closes" in bob.types("digest")
    agreed(coop, people, tea)

    # It stands, and everybody sees until when.
    dates = [item["what"] for item in bob.reads("calendar")["items"]]
    assert dates == [
        f"the vote on the trial opens by itself: {tea} Adopt policy: Tea",
        f"the trial ends; what was before returns unless that vote kept it: {tea} Adopt policy: Tea",
    ]
    assert "running" in bob.types("list", "trials") and "who reports" not in bob.types("show", "trial", tea)
    shown = bob.reads("show", tea)["trial"]
    assert (shown["owner"], shown["undo"][0]["action"], shown["ended"]) == ("dan", "repeal-policy", None)

    # Before its vote, Dan is reminded of the report; Bob may not write it.
    coop.at("2027-02-18T00:00:00Z")
    assert "Your report on the trial of" in dan.types("status") and "report" not in bob.types("status")
    assert "not_allowed" in bob.types("note", tea, "I like it")
    coop.at("2027-02-22T00:00:00Z")
    coop.run_clerk()
    keep = coop.open_entries[0]
    assert keep.slug == f"keep-{tea}" and "dan has not reported on it yet." in bob.types("show", keep.number)
    assert dan.types("note", tea, "Nine of ten come.") and dan.status == 0
    coop.run_clerk()
    before = bob.types("show", keep.number)
    assert "dan reported on 2027-02-22: Nine of ten come." in before and UNDO in before
    assert "Your report" not in dan.types("status")
    agreed(coop, people, keep.number)
    assert f"proposal {keep.number} kept it" in bob.types("show", tea) and Policy.of(coop.registry, "tea") is not None

    # The second one changes the same text. Nobody votes on keeping it, and the old text returns.
    Path(alice.folder, "tea.md").write_text("Tea is at five.\n")
    alice.types(*adopt, "--trial-until", "2027-06-01", "--measure", "Who comes for tea")
    coop.run_clerk()
    later = coop.open_entries[0].number
    agreed(coop, people, later)
    assert Policy.one(coop.registry, "tea").text == ("Tea is at five.",)
    coop.at(Trial.one(coop.registry, later).due_at)
    coop.run_clerk()
    again = coop.open_entries[0].number
    coop.finish(again)
    assert coop.entry(again).status == "rejected"
    restored = Policy.one(coop.registry, "tea")
    assert (restored.text, restored.version, restored.adopted_by) == (("Tea is at four.",), 3, again)
    assert f"proposal {again} did not pass, so what was before returned" in bob.types("show", "trial", later)
    assert bob.reads("list", "trials")[1]["ended"]["result"] == "undone"
    assert coop.audit().ok and bob.types("audit") and bob.status == 0
