"""Whole stories of a co-operative: what people do in a year, in a real repository with a real remote."""

from __future__ import annotations

from pathlib import Path

from govtool.core.times import add
from govtool.domain.decisions.policy import Policy
from govtool.domain.decisions.proposal import asked_digests
from govtool.domain.decisions.rejection import Rejection
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote, Update
from govtool.io.git.store import Layout
from tests.conftest import Git as RunGit
from tests.world.coop import Coop
from tests.world.people import key_of
from tests.world.words import MOTION

TEA = """
- action: adopt-policy
  policy: tea
  title: Tea
  text: tea.md
  from_version: 0
"""
DUTY = "- {action: assign-duty, member: bob, duty: cook, holds: true}"


def test_a_founding_is_clean_and_has_five_voters_with_seven_votes(coop: Coop) -> None:
    report = coop.audit()
    assert report.ok and report.events == {"founded": 1}
    number = coop.open("alice", "kettle", MOTION)
    assert coop.weights_of(coop.entry(number)) == {"alice": 2, "bob": 2, "carol": 1, "dan": 1, "erin": 1}


def test_a_policy_is_proposed_opened_voted_on_decided_and_enacted(coop: Coop) -> None:
    number = coop.open("alice", "kettle", TEA, files={"tea.md": b"# Tea\n\nWe drink tea.\n"})
    for voter, choice in {"alice": "for", "bob": "for", "carol": "against"}.items():
        coop.vote(voter, number, choice)
    coop.later("P1D")
    assert coop.run_clerk().done == ["0001 gathered 3 ballots"]
    assert coop.entry(number).is_open, "the earliest time is two days after the opening"
    coop.later("P1D")
    assert coop.run_clerk().done == ["0001 passed", "0001 enacted"]
    policy = coop.registry.get(Policy, "registry/policies/tea.yaml")
    assert policy is not None and policy.text == ("# Tea", "", "We drink tea.") and policy.adopted_by == number
    assert coop.file("proposals/2026-11/kettle/votes/c/ca/carol.yaml") is not None
    report = coop.audit()
    assert report.ok and report.ballots == 3
    assert report.events == {"founded": 1, "opened": 1, "decided": 1, "enacted": 1}


def test_the_clerk_that_runs_twice_does_nothing_the_second_time(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.vote("alice", "0001")
    coop.run_clerk()
    head, gather = coop.head, coop.hub.ref("refs/heads/gather/0001")
    assert coop.run_clerk().done == []
    assert (coop.head, coop.hub.ref("refs/heads/gather/0001")) == (head, gather)


def test_a_rejection_leaves_the_text_off_main_and_the_actions_wait_thirty_days(coop: Coop) -> None:
    number = coop.open("alice", "kettle", DUTY)
    coop.vote("carol", number, "for")
    coop.vote("bob", number, "against")
    coop.finish(number)
    assert coop.entry(number).status == "rejected"
    assert coop.file("proposals/2026-11/kettle/proposal.yaml") is None
    entry = coop.entry(number)
    (asked,) = asked_digests(entry.title, entry.actions, entry.texts)
    rejection = Rejection.of(coop.registry, asked)
    assert rejection is not None and [one.proposal for one in rejection.rejected] == [number]
    coop.propose("bob", "kettle-again", DUTY)
    coop.run_clerk()
    assert coop.refused("proposal/kettle-again") == {"REFUSE:cooldown"}
    coop.at(add(rejection.rejected[0].at, "P30D"))
    coop.propose("bob", "kettle-again", DUTY)
    coop.run_clerk()
    assert coop.entry("0002").is_open
    assert coop.audit().ok


def test_a_rejected_motion_or_text_stands_in_the_way_of_the_same_one_only(coop: Coop) -> None:
    text = "- {action: motion, text: text.md}"
    for slug, actions, files in (("kettle", MOTION, {}), ("words", text, {"text.md": b"Words.\n"})):
        coop.finish(coop.open("alice", slug, actions, files=files))
    same = coop.proposal_text("bob", "again", MOTION).replace("About again", "About kettle")
    coop.propose("bob", "again", MOTION, text=same)
    coop.propose("bob", "same-words", text, files={"text.md": b"Words.\n"})
    coop.propose("bob", "teapot", MOTION)
    coop.propose("bob", "other-words", text, files={"text.md": b"Other words.\n"})
    coop.run_clerk()
    assert coop.refused("proposal/again") == coop.refused("proposal/same-words") == {"REFUSE:cooldown"}
    assert coop.entry("0003").slug == "other-words" and coop.entry("0004").slug == "teapot"
    assert coop.audit().ok


def test_nobody_votes_and_the_proposal_is_rejected_at_its_close_without_a_gather(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    coop.finish(number)
    assert coop.entry(number).status == "rejected"
    assert len(coop.hub.loose_commit(coop.head).parents) == 1
    assert coop.audit().ok


def test_a_clerk_that_slept_too_long_can_only_let_it_lapse_and_the_text_is_filed_again_at_once(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, number)
    coop.at(add(coop.entry(number).closes_at, "P30DT1M"))
    coop.run_clerk()
    assert coop.entry(number).status == "lapsed"
    assert coop.open("alice", "kettle-once-more", MOTION) == "0002"
    assert coop.audit().ok


def test_the_last_moment_of_the_grace_still_decides(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.at(add(coop.entry(number).closes_at, "P30D"))
    coop.run_clerk()
    assert coop.entry(number).status == "passed"


def test_people_change_their_minds_until_the_decision(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("alice", number, "for")
    coop.vote("bob", number, "for")
    coop.run_clerk()
    coop.vote("bob", number, "against", cast=2)
    coop.finish(number)
    assert coop.entry(number).status == "rejected"
    decided = coop.entry(number).decided
    assert decided is not None and (decided.questions[0].for_, decided.questions[0].against) == (2, 2)


def test_a_member_votes_from_a_clone_of_their_own_by_git_alone(coop: Coop, tmp_path: Path, git: RunGit) -> None:
    number = coop.open("alice", "kettle", MOTION)
    oid = coop.vote("bob", number, branch="elsewhere")
    git(tmp_path, "clone", "--quiet", str(coop.folder / "hub.git"), "laptop")
    laptop = Git(tmp_path / "laptop")
    remote = Remote(laptop)
    remote.push([Update(f"refs/heads/vote/{number}/bob", oid)])
    coop.run_clerk()
    assert coop.run.done == ["0001 gathered 1 ballot"]


def test_several_proposals_live_beside_each_other(coop: Coop) -> None:
    first = coop.open("alice", "kettle", MOTION)
    second = coop.open("bob", "teapot", TEA, files={"tea.md": b"Tea.\n"})
    for voter in ("alice", "bob"):
        coop.vote(voter, first)
        coop.vote(voter, second, "against")
    coop.vote("carol", second, "against")
    coop.later("P2D")
    coop.run_clerk()
    assert (coop.entry(first).status, coop.entry(second).status) == ("passed", "rejected")
    assert coop.audit().ok


def test_a_filing_may_come_with_drafts_before_it_and_only_the_signed_commit_asks(coop: Coop) -> None:
    draft = coop.push_raw("proposal/kettle", {"proposals/2026-11/kettle/notes.md": b"first thoughts\n"})
    coop.run_clerk()
    assert coop.run.done == [] and coop.run.refused_branches == {}
    coop.propose("alice", "kettle", MOTION, parent=draft, files={"notes.md": b"better thoughts\n"})
    coop.run_clerk()
    assert coop.run.done == ["0001 opened: proposals/2026-11/kettle"]


def test_a_co_operative_below_governance_beside_an_older_history(tmp_path: Path) -> None:
    layout = Layout(".governance/")
    coop = Coop.found(
        tmp_path / "coop",
        layout=layout,
        history={"README.md": b"A project\n", "src/code.py": b"print()\n", "registry/users.txt": b"x\n"},
    )
    number = coop.open("alice", "kettle", TEA, files={"tea.md": b"Tea.\n"})
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.entry(number).status == "passed"
    assert coop.file(".governance/registry/policies/tea.yaml") is not None
    assert coop.file("registry/users.txt") == b"x\n"
    assert coop.audit().ok
    coop.tamper(".governance/notes.md", b"mine\n")
    assert coop.failed() == {"FAIL:unauthorised", "FAIL:tree_not_derived"}


def test_two_clerks_do_the_work_of_one(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.vote("alice", "0001")
    coop.run_clerk(key_of("spare clerk"))
    coop.vote("bob", "0001")
    coop.later("P2D")
    coop.run_clerk()
    assert coop.entry("0001").status == "passed"
    assert coop.audit().ok
