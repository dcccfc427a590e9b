"""What tests/prose.py takes for a sentence that is hard to read, and for a commit that says too little."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.prose import (
    LONGEST,
    LONGEST_SUBJECT,
    Sentence,
    commits,
    faults_of,
    faults_of_commit,
    main,
    of_module,
    of_page,
)


def words(count: int) -> str:
    return " ".join(["word"] * count) + "."


@pytest.mark.parametrize(
    "text",
    [
        "A member who has a key can vote.",
        "Who is there?",
        "Where the rule lies?",
        "People who left can come back.",
        "You must sign it.",
        "What `code` is owed stays owed.",
        words(LONGEST),
        "AED AFN 1f-2a `code`, " * LONGEST,
    ],
)
def test_a_plain_sentence_passes(text: str) -> None:
    assert list(faults_of(Sentence("page.md", 1, text))) == []


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Whoever comes, who is here votes.", "name the person"),
        ("Who left comes back.", "begin with the person"),
        ("What is owed grows.", "begin with the person"),
        ("Where nothing happened, nothing is posted.", "if"),
        ("The member is told why.", "name who tells"),
        ("Names are kept for ever.", "permanently"),
        ("This is what comes of it.", "what follows"),
        ("The file is to be kept.", "must"),
        ("All but for one.", "except"),
        (words(LONGEST + 1), "at most"),
    ],
)
def test_a_hard_sentence_is_found(text: str, advice: str) -> None:
    found = [str(fault) for fault in faults_of(Sentence("page.md", 7, text))]
    assert any(fault.startswith("page.md:7: ") and advice in fault for fault in found)


def test_a_page_is_read_by_its_sentences() -> None:
    page = "# A heading\n\nOne *two*. Three\n`four`?\n\n- five\n- six\n\n| a | b |\n|---|---|\n| c d | e |\n"
    page += "\n```\nWho is it\n```\n"
    found = [(each.line, each.text) for each in of_page(page, "page.md")]
    assert found == [
        (1, "A heading"),
        (3, "One two."),
        (3, "Three `code`?"),
        (6, "five"),
        (7, "six"),
        (9, "a"),
        (9, "b"),
        (11, "c d"),
        (11, "e"),
    ]


def test_a_module_is_read_by_what_it_says() -> None:
    source = '"""First one. Second\none.\n\n    govtool example\n"""\nx = f"it {x} is told"\ny = "word"\n'
    assert [each.text for each in of_module(source, "m.py")] == ["First one.", "Second one.", "it `code` is told"]


@pytest.mark.parametrize(
    ("subject", "body", "count"),
    [
        ("s" * LONGEST_SUBJECT, "because", 0),
        ("s" * (LONGEST_SUBJECT + 1), "because", 1),
        ("tests: add one", "\n", 1),
        ("s" * (LONGEST_SUBJECT + 1), "", 2),
    ],
)
def test_a_commit_has_a_short_subject_and_a_reason(subject: str, body: str, count: int) -> None:
    assert len(list(faults_of_commit("abc", subject, body))) == count


def test_commits_are_read_from_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(commits(tmp_path)) == [], "a folder without a repository has none"
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_DATE", "2099-01-01T00:00:00Z")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "a: do it", "-m", "Because."], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "b: do it"], check=True)
    (found,) = commits(tmp_path)
    assert found.what == "no body says why: b: do it"


def test_the_program_says_where_each_fault_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs" / "how-to").mkdir(parents=True)
    (tmp_path / "README.md").write_text("# A tool\n\nIt counts votes.\n")
    assert main([], tmp_path) == 0 and capsys.readouterr().out == ""
    (tmp_path / "docs" / "how-to" / "vote.md").write_text("# Vote\n\nThe member is told.\n")
    assert main([], tmp_path) == 1
    assert capsys.readouterr().out.startswith("docs/how-to/vote.md:3: “is told”")
    assert main(["--median"], tmp_path) == 0
    assert capsys.readouterr().out == "2 sentences, median 3.5 words, longest 4\n"
