"""A policy: adopted version by version, with or without a last day, and repealed."""

from __future__ import annotations

import pytest

from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.policy import Policy
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.words import TEA

REPEAL = "- {action: repeal-policy, policy: tea, from_version: 1}"
TEXT = {"tea.md": b"Tea.\n"}


def refused(coop: Coop, actions: str, slug: str = "refused", **options: object) -> set[str]:
    """Why a proposal of Alice's is not opened."""
    coop.propose("alice", slug, actions, **options)  # type: ignore[arg-type]
    coop.run_clerk()
    return coop.refused(f"proposal/{slug}")


def enacted(coop: Coop, actions: str, slug: str = "enacted", **options: object) -> DocketEntry:
    """The entry of a proposal for which everybody voted."""
    number = coop.pass_("alice", slug, actions, **options)
    assert coop.audit().ok
    return coop.entry(number)


def agreed(coop: Coop, number: str) -> None:
    """Everybody votes for an open proposal, and it is decided as soon as it can be."""
    for voter in coop.who_votes(coop.entry(number)):
        coop.vote(voter, number)
    coop.later("P2D")
    coop.run_clerk()


def until(day: str) -> str:
    return TEA.replace("from_version", f'until: "{day}", from_version')


def test_a_policy_is_adopted_version_by_version(coop: Coop) -> None:
    assert enacted(coop, TEA, files=TEXT).status == "passed"
    assert refused(coop, TEA, files={"tea.md": b"More tea.\n"}) == {"REFUSE:precondition"}
    again = TEA.replace("from_version: 0", "from_version: 1")
    assert enacted(coop, again, "again", files={"tea.md": b"More tea.\nAnd cake.\n"}).status == "passed"
    policy = coop.registry.get(Policy, "registry/policies/tea.yaml")
    assert policy is not None and (policy.version, policy.text) == (2, ("More tea.", "And cake."))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\xff\xfe", "text"),
        (b"\n \n", "text"),
        (b"x" * 2001, "text"),
        ("e\u0301\n".encode(), "invisible"),
        (b"tab\tinside\n", "invisible"),
    ],
)
def test_a_policy_text_can_be_kept(coop: Coop, text: bytes, code: str) -> None:
    assert refused(coop, TEA, files={"tea.md": text}) == {f"REFUSE:{code}"}


def test_of_two_first_versions_the_second_fails(coop: Coop) -> None:
    number = coop.open("alice", "one", TEA, files=TEXT)
    other = coop.open("bob", "two", TEA.replace("Tea,", "Cake,"), files={"tea.md": b"Cake.\n"})
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
        coop.vote(voter, other)
    coop.later("P2D")
    coop.run_clerk()
    assert (coop.entry(number).status, coop.entry(other).status) == ("passed", "failed")
    policy = coop.registry.get(Policy, "registry/policies/tea.yaml")
    assert policy is not None and policy.text == ("Tea.",) and coop.audit().ok


# Repealed -------------------------------------------------------------------------------------------------------------


def test_a_policy_is_repealed_and_its_name_is_free(coop: Coop) -> None:
    enacted(coop, TEA, files=TEXT)
    erin = Laptop(coop, "erin")
    said = erin.types("propose", "repeal-policy", "--policy", "tea", "--yes")
    assert "Repeal policy: tea" in said and "Repeals the policy tea, version 1." in said
    assert enacted(coop, REPEAL, "repeal").status == "passed"
    assert Policy.of(coop.registry, "tea") is None and coop.registry.names("registry/policies") == ()
    assert coop.file("proposals/2026-11/enacted/tea.md") == b"Tea.\n"
    assert enacted(coop, TEA, "again", files=TEXT).status == "passed"


def test_a_policy_that_is_not_there_is_not_repealed_and_no_other_version(coop: Coop) -> None:
    assert refused(coop, REPEAL, "none") == {"REFUSE:precondition"}
    enacted(coop, TEA, files=TEXT)
    assert refused(coop, REPEAL.replace("1}", "2}"), "other") == {"REFUSE:precondition"}


def test_a_repeal_does_not_reach_a_policy_that_was_adopted_anew_meanwhile(coop: Coop) -> None:
    enacted(coop, TEA, files=TEXT)
    late = coop.open("bob", "late", REPEAL)
    agreed(coop, coop.open("alice", "repeal", REPEAL))
    agreed(coop, coop.open("alice", "again", TEA, files={"tea.md": b"Other tea.\n"}))
    agreed(coop, late)
    failed = coop.entry(late)
    assert failed.enacted is not None and (failed.status, failed.enacted.reason) == ("failed", "precondition")
    policy = Policy.of(coop.registry, "tea")
    assert policy is not None and policy.text == ("Other tea.",) and coop.audit().ok


# With a last day ------------------------------------------------------------------------------------------------------


def test_a_policy_ends_with_its_last_day_and_no_event_comes(coop: Coop) -> None:
    enacted(coop, until("2026-12-01"), files=TEXT)
    erin, number = Laptop(coop, "erin"), coop.registry.names("registry/minutes/00/00")
    assert "in force until 2026-12-01, that day included" in erin.types("show", "policy", "tea")
    assert "until 2026-12-01" in erin.types("list", "policies")
    coop.now = "2026-12-01T23:59:59Z"
    assert "in force until 2026-12-01" in erin.types("show", "policy", "tea")
    coop.now = "2026-12-02T00:00:00Z"
    coop.run_clerk()
    assert "ended: its last day was 2026-12-01" in erin.types("show", "policy", "tea")
    assert "ended on 2026-12-01" in erin.types("list", "policies")
    assert coop.registry.names("registry/minutes/00/00") == number and coop.audit().ok


def test_a_last_day_is_to_come_when_the_policy_takes_effect(coop: Coop) -> None:
    today = coop.now[:10]
    assert refused(coop, until("2026-10-31"), "past", files=TEXT) == {"REFUSE:precondition"}
    coop.propose("alice", "today", until(today), files=TEXT)
    coop.run_clerk()
    assert not coop.refused("proposal/today")
    number = coop.open("bob", "short", until(today).replace("tea,", "cake,"), files=TEXT)
    for voter in coop.who_votes(coop.entry(number)):
        coop.vote(voter, number)
    coop.finish(number)
    failed = coop.entry(number)
    assert failed.enacted is not None and failed.enacted.reason == "precondition" and coop.audit().ok


def test_a_new_text_without_a_last_day_has_no_end(coop: Coop) -> None:
    enacted(coop, until("2026-12-31"), files=TEXT)
    enacted(coop, TEA.replace("0}", "1}"), "again", files={"tea.md": b"More tea.\n"})
    policy = Policy.of(coop.registry, "tea")
    assert policy is not None and policy.until is None
