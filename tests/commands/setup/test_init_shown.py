"""What a founding signs is shown before it is signed: its charter, its pages for passkeys."""

from __future__ import annotations

import os
import sys

import pexpect
import pytest

from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.policy import Policy

# ruff: noqa: F811  a fixture is named where it is used
from tests.commands.setup.test_init import ALICE, NAMED, Founder, founder  # noqa: F401


def test_the_founding_document_is_shown_word_for_word(founder: Founder) -> None:
    founder.clones()
    said = founder.init(*NAMED, "--founder", ALICE, "--charter", "founding-document")
    policies = list(Policy.all(founder.book.state))
    assert [policy.id for policy in policies] == ["goals", "involvement", "wages"]
    shown = said[: said.index("Kettle is founded.")]
    for line in (line for policy in policies for line in policy.text if line):
        assert f"  | {line}" in shown
    assert "(platform): nobody yet" in shown


def test_a_charter_of_ones_own_is_read_beside_its_texts_and_shown(founder: Founder) -> None:
    founder.clones()
    (founder.folder / "goals.md").write_text("# Goals\n\nWe mend kettles.\n")
    (founder.folder / "charter.yaml").write_text(
        "teams: [{id: repair, name: Repair}]\npolicies: [{id: goals, title: Our goals, text: goals.md}]\n"
    )
    said = founder.init(*NAMED, "--founder", ALICE, "--charter", "charter.yaml")
    (policy,) = Policy.all(founder.book.state)
    assert (policy.title, policy.version, policy.text) == ("Our goals", 1, ("# Goals", "", "We mend kettles."))
    assert "Policy Our goals (goals), version 1" in said and "  | We mend kettles." in said
    assert "team Repair (repair): nobody yet" in said


@pytest.mark.parametrize(
    ("charter", "text", "told"),
    [
        ("policies: [{id: goals, title: Our goals, text: goals.md}]", None, "goals.md cannot be read"),
        ("policies: [{id: goals, title: Our goals, text: goals.md}]", "We\u200b mend", "[invisible]"),
        ("policies: [{id: goals, title: Our goals, text: goals.md}]", "\n", "it is empty"),
        ("policies: [{id: goals, text: goals.md}]", "Goals", "[schema]"),
        ("teams: [{id: a1, name: A}, {id: a1, name: B}]", "", "names a policy or a team twice"),
        ("goals", "", "[yaml]"),
    ],
)
def test_a_charter_that_cannot_be_meant_founds_nothing(
    founder: Founder, charter: str, text: str | None, told: str
) -> None:
    founder.clones()
    (founder.folder / "charter.yaml").write_text(charter + "\n")
    if text is not None:
        (founder.folder / "goals.md").write_text(text)
    said = founder.init(*NAMED, "--founder", ALICE, "--charter", "charter.yaml")
    assert told in said and founder.status in (2, 10) and founder.mains == []


def test_teams_of_rows_are_made_only_where_that_is_asked_for(founder: Founder) -> None:
    founder.clones()
    (founder.folder / "team.yaml").write_text("- id: dora\n  name: Dora\n  teams: [repair]\n")
    said = founder.init(*NAMED, "--founder", ALICE, "--people", "team.yaml")
    assert "[unknown_team]" in said and founder.mains == []
    said = founder.init(*NAMED, "--founder", ALICE, "--people", "team.yaml", "--new-teams")
    assert founder.status == 0 and "team Repair (repair): dora" in said


def test_a_founder_who_says_no_on_a_terminal_founds_nothing(founder: Founder) -> None:
    founder.clones()
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "govtool.cli.main", "-C", str(founder.coop), "init", *NAMED, "--founder", ALICE],
        env={**os.environ, "TERM": "dumb"},
        encoding="utf-8",
        timeout=60,
    )
    terminal.expect("This is what you sign")
    terminal.expect("the clerk signs with")
    terminal.expect("Found it")
    terminal.sendline("n")
    terminal.expect(pexpect.EOF)
    assert founder.mains == []


def test_the_pages_for_passkeys_are_founded_with(founder: Founder) -> None:
    founder.clones()
    founder.init(*NAMED, "--founder", ALICE, "--yes", "--passkey-origin", "https://vote.example.org",
               "--passkey-origin", "https://vote.example.net:8443")  # fmt: skip
    assert founder.status == 0
    pages = organization_of(founder.book.state).passkey_origins
    assert pages == ("https://vote.example.org", "https://vote.example.net:8443")


def test_a_page_that_no_browser_names_so_founds_nothing(founder: Founder) -> None:
    founder.clones()
    said = founder.init(*NAMED, "--founder", ALICE, "--yes", "--passkey-origin", "http://vote.example.org")
    assert founder.status != 0 and "passkey_origins" in said and founder.mains == []
