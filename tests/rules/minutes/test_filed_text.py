"""What the docket says of a proposal is held against the bytes that its proposer signed, where these are here."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.proposal import MAX_FILE_BYTES, file_lines, text_lines
from govtool.io.git.git import Git
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.filed_text import differences
from tests.threats.attack_main import opening_of
from tests.world.coop import Coop
from tests.world.words import TEA

TEXT = {"tea.md": b"Tea at four.\n"}


def told(coop: Coop) -> list[str]:
    """What the audit warns of, which never makes main fail."""
    report = coop.audit()
    assert report.ok, report.findings
    return [found.values["what"] for found in report.warnings if found.code == "docket_text"]


def opens(coop: Coop, **false: object) -> None:
    """The clerk opens Alice's filing, with a draft that says something else."""
    coop.propose("alice", "kettle", TEA, files=TEXT)
    made = opening_of(coop)
    coop.cheat(Open(made.at, replace(made.draft, **false), made.moment, made.filing))


def other_letters(coop: Coop) -> tuple[str, ...]:
    coop.propose("alice", "kettle", TEA, files=TEXT)
    return text_lines(opening_of(coop).draft.proposal.actions, {"tea.md": b"Coffee at four.\n"})


def test_an_honest_opening_is_not_warned_of(coop: Coop) -> None:
    number = coop.open("alice", "kettle", TEA, files=TEXT)
    assert told(coop) == []
    coop.finish(number)
    assert coop.entry(number).status == "rejected" and told(coop) == []


def test_false_letters_of_a_text_are_proved_by_the_filing(coop: Coop) -> None:
    opens(coop, texts=other_letters(coop))
    assert told(coop) == ["it has other letters in its texts"]
    coop.finish("0001")
    assert coop.entry("0001").status == "rejected" and told(coop) == ["it has other letters in its texts"]


@pytest.mark.parametrize("field", ["title", "summary"])
def test_another_word_than_was_filed_is_proved_by_the_filing(coop: Coop, field: str) -> None:
    coop.propose("alice", "kettle", TEA, files=TEXT)
    proposal = opening_of(coop).draft.proposal
    opens(coop, proposal=proposal.changed(**{field: "Something else"}))
    assert told(coop) == [f"it has another {field}"]


def test_a_clone_without_the_filing_has_the_same_main_and_no_proof(coop: Coop, tmp_path: Path) -> None:
    opens(coop, texts=other_letters(coop))
    with_proof = coop.audit()
    subprocess.run(
        ["git", "clone", "-q", "--single-branch", "-b", "main", f"file://{coop.hub.folder}", tmp_path / "bare"],
        check=True,
    )
    alone = audit(Git(tmp_path / "bare"), coop.head)
    filing = coop.entry("0001").filing
    assert filing is not None and not Git(tmp_path / "bare").has(filing)
    assert alone.ok and with_proof.ok and alone.events == with_proof.events
    assert [found.code for found in alone.warnings] == [] and "docket_text" in {f.code for f in with_proof.warnings}


def test_bytes_that_the_proposer_did_not_sign_prove_nothing(coop: Coop) -> None:
    """A commit with another text is no evidence, whoever made it: its bytes are not those of the signed digests."""
    coop.open("alice", "kettle", TEA, files=TEXT)
    entry = coop.entry("0001")
    other = coop.push_raw("", {f"{entry.folder}/tea.md": b"Coffee.\n", f"{entry.folder}/proposal.yaml": b"title: x\n"})
    assert list(differences(coop.book, entry.changed(filing=other))) == []
    assert list(differences(coop.book, entry.changed(filing="0" * 40))) == []
    assert list(differences(coop.book, entry.changed(texts=()))) != [], "while these are"


def test_a_text_of_no_letters_is_compared_as_it_is(coop: Coop) -> None:
    coop.open("alice", "kettle", TEA, files={"tea.md": b"...\n"})
    assert told(coop) == []


def filed_as(coop: Coop, entry: DocketEntry, **changed: bytes) -> DocketEntry:
    """The entry as if these files had been filed and signed, with the letters that the clerk wrote."""
    files = {"proposal.yaml": coop.file(f"{entry.folder}/proposal.yaml", entry.filing) or b"", **TEXT}
    files |= {name.replace("_", "."): data for name, data in changed.items()}
    commit = coop.push_raw("", {f"{entry.folder}/{name}": data for name, data in files.items()})
    return entry.changed(filing=commit, files=file_lines(files))


@pytest.mark.parametrize(("size", "is_read"), [(MAX_FILE_BYTES, True), (MAX_FILE_BYTES + 1, False)])
def test_no_more_is_read_than_a_filing_may_hold(coop: Coop, size: int, is_read: bool) -> None:
    coop.open("alice", "kettle", TEA, files=TEXT)
    entry = filed_as(coop, coop.entry("0001"), tea_md=b"x" * size)
    assert [found.values["what"] for found in differences(coop.book, entry)] == (
        ["it has other letters in its texts"] if is_read else []
    )


def test_a_filed_text_that_cannot_be_read_is_not_what_was_opened(coop: Coop) -> None:
    coop.open("alice", "kettle", TEA, files=TEXT)
    assert list(differences(coop.book, filed_as(coop, coop.entry("0001")))) == []
    entry = filed_as(coop, coop.entry("0001"), proposal_yaml=b"title: x\n")
    assert [found.values["what"] for found in differences(coop.book, entry)] == ["its text cannot be read"]
